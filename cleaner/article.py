"""The cleaned page: what readers and sinks get, and its text."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaner.model import Block, Comment, Image, PageKind, Place, Removal, Status, UsageStatement, around
from cleaner.render import html, markdown


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned page.

    Dates are ISO 8601, as exact as the page states them; ``confidence`` is 0 to 1 and calibrated; ``provenance``
    maps a field's name to its source; ``notes`` say what a reader should know (a refused verdict set, a lost tail).
    ``base`` is the address against which the links and images in it are read. ``comments`` are those of readers, in
    page order, where ``clean.comments`` asks for them; where they are the text of the page they stay in ``blocks``.
    """

    blocks: tuple[Block, ...]
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    site: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    description: str | None = None
    image: str | None = None
    url: str | None = None
    kind: PageKind | None = None
    confidence: float = 0.0
    status: Status = "ok"
    status_score: float = 0.0
    provenance: dict[str, str] = field(default_factory=dict)
    removed: tuple[Removal, ...] = ()
    images: tuple[Image, ...] = ()
    notes: tuple[str, ...] = ()
    rules: tuple[int, ...] = ()
    base: str | None = None
    usage: tuple[UsageStatement, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def text(self) -> str:
        """The kept blocks as plain text: a blank line between paragraphs, a line break between tight lines."""
        return join_blocks(self.blocks)

    @property
    def markdown(self) -> str:
        """The kept blocks as Markdown with links. See ``cleaner.render.markdown`` for options."""
        return markdown.render(self)

    @property
    def html(self) -> str:
        """The kept blocks as a fragment of HTML with links. See ``cleaner.render.html`` for options."""
        return html.render(self)


def join_blocks(blocks: tuple[Block, ...]) -> str:
    """Join block texts with line breaks, one where a block is tight to the one before, else two.

    Items begin with ``- ``, the definition of a footnote with its label in brackets.

    A text whose every break would be single gets double ones, so that reading the result again yields the same blocks.
    """
    loose = all(block.tight for block in blocks[1:])
    last: Place | None = None
    parts: list[str] = []
    for block in blocks:
        if parts:
            parts.append("\n" if block.tight and not loose else "\n\n")
        note = around(block.place, "note")
        if note is not None:
            if note.label and note is not last:
                parts.append(f"[{note.label}] ")
        elif block.kind == "item":
            parts.append("- ")
        parts.append(block.text)
        last = note
    return "".join(parts)
