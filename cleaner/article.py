"""The cleaned page: what callers and sinks get, and its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, field, fields, replace
from typing import Any

from cleaner.classes import dataclass
from cleaner.model import Block, Comment, Image, Place, Removal, UsageStatement, around
from cleaner.render.record import SCHEMA_VERSION, dump, record_id, removed_data, usage_data
from cleaner.vocabulary import PageKind, Status

SHOWN_TITLE = 60  # characters of a title shown in a repr


@dataclass(frozen=True, slots=True)
class Source:
    """The origin of an article, and the tool that made it: what the record states besides the article.

    Address, headers and time are those of its Page; ``sha256`` is that of the body, in hex. ``version``, ``config`` and
    ``rules`` identify the tool, its settings and its rules: a version and two digests. ``blocks`` and ``comments`` are
    true if the settings ask for them in the record.
    """

    origin: str = ""
    url: str | None = None
    final_url: str | None = None
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: str | None = None
    sha256: str | None = None
    rendered: str | None = None
    version: str = ""
    config: str = ""
    rules: str = ""
    blocks: bool = False
    comments: bool = False

    def fetch_data(self) -> dict[str, Any]:
        """How the page was fetched, as in the record."""
        names = ("http_status", "etag", "last_modified", "fetched_at", "sha256", "rendered")
        return {name: getattr(self, name) for name in names}

    def tool_data(self) -> dict[str, str]:
        """What made the record, as in the record."""
        return {"version": self.version, "config": self.config, "rules": self.rules}


@dataclass(frozen=True, slots=True, repr=False)
class Article:
    """A cleaned page.

    Dates are ISO 8601, as exact as the page states them. ``confidence`` is 0 to 1 and calibrated. ``provenance`` maps a
    field's name to its source. ``notes`` say what a user should know (a refused set of verdicts, a missing end).
    ``base`` is the address that resolves relative links and images. ``comments`` are those of readers, in page order,
    if ``clean.comments`` asks for them; comments that are the text of the page stay in ``blocks``. ``source`` (the
    origin of the page, and the tool) is ignored when articles are compared. A pickled or copied article equals the
    original; its blocks lose their ``container``, a tree that only judges need.
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
    provenance: dict[str, str] = field(default_factory=dict)
    removed: tuple[Removal, ...] = ()
    images: tuple[Image, ...] = ()
    notes: tuple[str, ...] = ()
    rules: tuple[int, ...] = ()
    base: str | None = None
    usage: tuple[UsageStatement, ...] = ()
    comments: tuple[Comment, ...] = ()
    source: Source = field(default=Source(), compare=False)

    def __repr__(self) -> str:
        title = self.title or "without a title"
        shown = title if len(title) <= SHOWN_TITLE else f"{title[: SHOWN_TITLE - 1]}…"
        blocks = f"{len(self.blocks):,} block{'' if len(self.blocks) == 1 else 's'}"
        return f"<Article {shown!r} {self.status}, {self.language}, {blocks}, {len(self.removed):,} removed>"

    def __reduce__(self) -> tuple[Callable[..., Article], tuple[Any, ...]]:
        flat = tuple(replace(block, container=None) if block.container else block for block in self.blocks)
        return Article, (flat, *(getattr(self, part.name) for part in fields(self)[1:]))

    @property
    def text(self) -> str:
        """The kept blocks as plain text: a blank line between paragraphs, a line break between tight lines."""
        return join_blocks(self.blocks)

    @property
    def markdown(self) -> str:
        """The kept blocks as Markdown with links. See ``cleaner.render.markdown`` for options."""
        from cleaner.render import markdown

        return markdown.render(self)

    @property
    def html(self) -> str:
        """The kept blocks as a fragment of HTML with links. See ``cleaner.render.html`` for options."""
        from cleaner.render import html

        return html.render(self)

    def to_dict(self) -> dict[str, Any]:
        """The article as its record: plain data with the keys that ``cleaner schema`` describes, in their order.

        ``fetch`` and ``tool`` hold its origin. ``blocks`` is None unless ``clean.blocks`` was set. ``comments`` exists
        only if ``clean.comments`` asked for it.
        """
        text, source = self.text, self.source
        origin = source.origin or self.url or ""
        return {
            "schema_version": SCHEMA_VERSION,
            "id": record_id(origin),
            "version": 1,
            "url": source.url or self.url,
            "final_url": source.final_url,
            "origin": origin,
            "status": self.status,
            "kind": self.kind,
            "title": self.title,
            "authors": list(self.authors),
            "published": self.published,
            "modified": self.modified,
            "site": self.site,
            "language": self.language,
            "tags": list(self.tags),
            "description": self.description,
            "image": self.image,
            "text": text,
            "blocks": self._blocks() if source.blocks else None,
            **({"comments": [asdict(comment) for comment in self.comments]} if source.comments else {}),
            "confidence": round(self.confidence, 3),
            "removed": removed_data(text, self.blocks, self.removed),
            "notes": list(self.notes),
            "provenance": dict(self.provenance),
            "usage": usage_data(self.usage),
            "duplicate_of": None,
            "fetch": source.fetch_data(),
            "tool": source.tool_data(),
            "error": None,
        }

    def _blocks(self) -> list[dict[str, Any]]:
        from cleaner.render import blocks

        return blocks.to_data(self)

    def to_json(self) -> str:
        """The record as one line of JSON without a line break: what ``cleaner page --format json`` prints."""
        return dump(self.to_dict())


def join_blocks(blocks: tuple[Block, ...]) -> str:
    """Join block texts with line breaks: one if a block is tight to the one before, otherwise two.

    Items begin with ``- ``, the definition of a footnote with its label in brackets. If every break of a text would be
    single, all breaks become double, so that reading the result again yields the same blocks.
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
