"""Callouts that a page writes in Markdown syntax as text: a line ``[!NOTE]`` in a quote or after ``>``.

This works on the kept blocks, before any format is written from them. The plain text keeps the syntax.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleaner.model import Block, Image, Place, Span
from cleaner.render.outline import NODES, Content

MARK = re.compile(r"\[!([A-Za-z]{1,20})\][+-]?(?:\s+|$)")
QUOTED = re.compile(r">\s?")
LINES = frozenset({"paragraph", "other", "item", "quote"})
MAX_PASSES = 8  # levels of nested callouts
MAX_TITLE_CHARS = 80
SENTENCE_END = (".", "!", "?", "…", ":", "。", "！", "？")


@dataclass(frozen=True, slots=True)
class Written:
    """The content of an article, with the callouts in its text as places."""

    blocks: tuple[Block, ...]
    images: tuple[Image, ...]
    rules: tuple[int, ...]
    base: str | None


def with_callouts(content: Content) -> Content:
    """Content in which quotes and quoted lines with such a mark are callouts, or the content itself."""
    if not any("[!" in block.text for block in content.blocks):
        return content
    for _ in range(MAX_PASSES):
        finder = _Finder(content)
        blocks = finder.run()
        if blocks == content.blocks:
            break
        images = tuple(replace(image, place=finder.moved(image.place)) for image in content.images)
        content = Written(blocks, images, content.rules, content.base)
    return content


class _Finder:
    """One pass over the blocks of a page. ``places`` maps quotes that are callouts, by their order."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.places: dict[int, Place] = {}
        self.made: dict[int, Place] = {}  # places inside such quotes, with the callout around them

    def run(self) -> tuple[Block, ...]:
        out: list[Block] = []
        blocks = self.content.blocks
        at = 0
        while at < len(blocks):
            end = self.lines_end(blocks, at)
            if end > at:
                lines = [_cut(block, _lead(block.text)) for block in blocks[at:end]]
                out += self.callout(lines, None, alone=False)
            elif (end := self.quote_end(blocks, at)) > at:
                out += self.quote(blocks[at:end])
            else:
                end = at + 1
                out.append(replace(blocks[at], place=self.moved(blocks[at].place)) if self.places else blocks[at])
            at = end
        return tuple(out)

    def lines_end(self, blocks: Sequence[Block], at: int) -> int:
        """The end of the lines from a block on that form a quoted callout, or ``at`` if they do not."""
        block = blocks[at]
        lead = _lead(block.text) if block.kind in LINES and not block.tight else 0
        if not lead or not MARK.match(block.text, lead) or (block.kind == "item" and block.place is None):
            return at
        end = at + 1
        while (
            end < len(blocks)
            and blocks[end].tight
            and blocks[end].place is block.place
            and blocks[end].kind in LINES
            and _lead(blocks[end].text)
        ):
            end += 1
        return end

    def quote_end(self, blocks: Sequence[Block], at: int) -> int:
        """The end of the quote that begins with a block and its mark, or ``at`` if there is none."""
        block = blocks[at]
        if MARK.match(block.text) is None:
            return at
        quote = _innermost(block.place)
        end = at + 1
        if quote is None and block.kind == "quote":
            while end < len(blocks) and blocks[end].kind == "quote" and _innermost(blocks[end].place) is None:
                end += 1
            return end if not (at and blocks[at - 1].kind == "quote") else at
        if quote is None or quote.kind != "quote" or (at and _is_in(blocks[at - 1].place, quote)):
            return at
        while end < len(blocks) and _is_in(blocks[end].place, quote):
            end += 1
        return end

    def quote(self, blocks: Sequence[Block]) -> list[Block]:
        """The blocks of a quote that begins with a mark, as a callout."""
        quote = _innermost(blocks[0].place)
        shown = quote is not None and any(_is_in(image.place, quote) for image in self.content.images)
        return self.callout(list(blocks), quote, alone=len(blocks) == 1 and not shown)

    def callout(self, blocks: list[Block], quote: Place | None, *, alone: bool) -> list[Block]:
        """The blocks of a callout, which replaces the ``quote`` around them, if there is one.

        A title ``alone`` is not a callout, but words that only look like a mark.
        """
        first = blocks[0]
        found = MARK.match(first.text)
        if found is None:
            return blocks
        rest = replace(_cut(first, found.end()), tight=False)
        is_title = len(rest.text) <= MAX_TITLE_CHARS and not rest.text.endswith(SENTENCE_END)
        if rest.text and is_title and alone:
            return blocks
        kind, order = found[1].lower(), -2 * first.index - 1
        if quote is not None:
            self.places[quote.order] = Place("callout", self.moved(quote.parent), quote.order, value=kind)
            out = [replace(block, place=self.moved(block.place)) for block in (rest, *blocks[1:])]
        else:
            place = Place("callout", self.moved(first.place), order, value=kind)
            out = [replace(block, kind="paragraph", level=0, place=place) for block in (rest, *blocks[1:])]
        if not rest.text:
            return [replace(out[1], tight=False), *out[2:]] if len(out) > 1 else []
        if is_title and len(out) > 1:
            out[0] = replace(out[0], place=Place("title", out[0].place, order - 1))
            out[1] = replace(out[1], tight=False)
        return out

    def moved(self, place: Place | None) -> Place | None:
        """A place whose outer quotes are callouts if marked as such. Equal places share the record."""
        if place is None or not self.places:
            return place
        chain = [*place.lineage()]
        if not any(node.order in self.places for node in chain):
            return place
        around: Place | None = None
        for node in reversed(chain):
            known = self.places.get(node.order) or self.made.get(node.order)
            if known is None:
                known = node if node.parent is around else node._replace(parent=around)
                if known is not node:
                    self.made[node.order] = known
            around = known
        return around


def _innermost(place: Place | None) -> Place | None:
    """The innermost place around a block that is a node of the outline."""
    while place is not None and place.kind not in NODES:
        place = place.parent
    return place


def _is_in(place: Place | None, outer: Place) -> bool:
    return place is not None and any(node is outer for node in place.lineage())


def _lead(text: str) -> int:
    """The number of characters that begin a quoted line, or 0."""
    found = QUOTED.match(text)
    return found.end() if found is not None else 0


def _cut(block: Block, start: int) -> Block:
    """A block without the start of its text."""
    spans = tuple(
        Span(max(0, span.start - start), span.end - start, span.kind, span.value)
        for span in block.spans if span.end > start
    )  # fmt: skip
    return replace(block, text=block.text[start:], spans=spans)
