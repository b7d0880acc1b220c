"""An article as Markdown (CommonMark with GitHub's tables) and its front matter.

What is written renders back to the words of the text: every character that Markdown would read as a mark is escaped,
and only where it would be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Literal
from urllib.parse import urljoin

import yaml

from cleaner.model import Article, Block, Image

MAX_HEADING_LEVEL = 6
DEFAULT_HEADING_LEVEL = 2
MIN_FENCE = 3
# What white space in running text folds to one space; no-break and ideographic spaces are letters here.
SPACES = re.compile("[ \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
BREAK = re.compile("[\n\r\x85\u2028\u2029]")
# Marks that count anywhere. An underscore inside a word is none, nor is an ampersand that begins no entity.
MARKS = re.compile(r"[\\`*\[\]<~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
# Marks that count at the start of a line only: headings, quotes, lists, underlines of headings and of table heads.
LINE_START = re.compile(r"(?:#{1,6}|[+-]|\d{1,9}[.)])(?=\s|$)|>|=+$|[-|:][-|:\s]*$")
HEADING_END = re.compile(r"(?:(?<=\s)|^)#(?=#*$)")
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
SAFE_SCHEMES = ("http:", "https:", "mailto:")
CONTROLS = "".join(map(chr, range(33)))
UNSAFE_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f\s<>()\"\\]")
ENTITY = re.compile(r"&(?=#?\w+;)")

Flow = Literal["line", "item", "quote", "apart"]


class _Writer(yaml.SafeDumper):
    """YAML whose every string reads back equal: one with a line break in any form is quoted and escaped."""


def _represent(writer: _Writer, text: str) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:str", text, '"' if BREAK.search(text) else None)


_Writer.add_representer(str, _represent)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A rendered block and how it joins what stands before it."""

    text: str
    flow: Flow
    tight: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class _Address:
    """How links and images are written: the page's own URL, against which relative addresses are read."""

    base: str | None

    def of(self, address: str) -> str | None:
        """An address fit for Markdown, or None for one that is neither web, mail nor relative."""
        address = address.strip(CONTROLS)
        if not address or not self._is_safe(address):
            return None
        if self.base:
            with suppress(ValueError):  # an address that is no URL stays as the page wrote it
                address = urljoin(self.base, address)
        # another tool may decode what Markdown leaves encoded, so the scheme is looked at again after joining
        if not self._is_safe(address):
            return None
        encoded = UNSAFE_IN_ADDRESS.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address)
        return ENTITY.sub("&amp;", encoded)

    @staticmethod
    def _is_safe(address: str) -> bool:
        return not SCHEME.match(address) or address.lower().startswith(SAFE_SCHEMES)


def render(article: Article, *, links: bool = False, images: bool = False, front_matter: bool = False) -> str:
    """Render the kept blocks. Switching links or images on never changes the words of the text."""
    address = _Address(article.url)
    parts: list[str] = []
    before: _Piece | None = None
    depth = 0
    for piece in _pieces(article, address, links, images):
        parts.append(_joint(before, piece))
        # an item whose outer items went would be indented so far that it became code
        depth = min(piece.level, depth + 1)
        parts.append("  " * (depth - 1))
        parts.append(piece.text)
        before = piece
    body = "".join(parts)
    head = f"---\n{_front_matter(article)}---\n" if front_matter else ""
    return f"{head}\n{body}\n" if head and body else head or (f"{body}\n" if body else "")


def _joint(before: _Piece | None, piece: _Piece) -> str:
    if before is None:
        return ""
    if before.flow == piece.flow == "line" and piece.tight:
        return "\\\n"
    if before.flow == piece.flow == "item":
        return "\n"
    if before.flow == piece.flow == "quote":
        return "\\\n" if piece.tight else "\n>\n"
    return "\n\n"


def _pieces(article: Article, address: _Address, links: bool, images: bool) -> Iterator[_Piece]:
    pictures = sorted(article.images, key=lambda image: image.before) if images else []
    for table, group in groupby(article.blocks, key=_table_of):
        blocks = [*group]
        if table:
            shown, pictures = _split(pictures, blocks[-1].index)
            yield from _pictures(shown, address)
            yield _Piece(_table(blocks, address, links), "apart")
            continue
        for block in blocks:
            shown, pictures = _split(pictures, block.index)
            yield from _pictures(shown, address)
            piece = _render(block, address, links)
            if piece is not None:
                yield piece
    yield from _pictures(pictures, address)


def _split(pictures: list[Image], index: int) -> tuple[list[Image], list[Image]]:
    """The pictures up to a block, and those after it."""
    here = sum(picture.before <= index for picture in pictures)
    return pictures[:here], pictures[here:]


def _pictures(pictures: list[Image], address: _Address) -> Iterator[_Piece]:
    for picture in pictures:
        target = address.of(picture.src)
        if target:
            yield _Piece(f"![{_escape(_fold(picture.alt))}]({target})", "apart")


def _table_of(block: Block) -> int:
    """What names the table a row belongs to; 0 for a block outside any."""
    if block.kind != "table" or block.container is None:
        return 0
    return 1 + next((node.order for node in block.container.lineage() if node.tag == "table"), 0)


def _render(block: Block, address: _Address, links: bool) -> _Piece | None:
    if block.kind == "code":
        code = LINE_BREAKS.sub("\n", block.text)
        longest = max((len(run) for run in re.findall("`+", code)), default=0)
        fence = "`" * max(MIN_FENCE, longest + 1)
        return _Piece(f"{fence}\n{code}\n{fence}", "apart")
    text = _inline(block, address, links)
    if not text:
        return None
    if block.kind == "heading":
        level = min(block.level, MAX_HEADING_LEVEL) or DEFAULT_HEADING_LEVEL
        return _Piece(f"{'#' * level} {HEADING_END.sub(lambda _: chr(92) + '#', text)}", "apart")
    text = LINE_START.sub(_escape_start, text, count=1) if LINE_START.match(text) else text
    if block.kind == "item":
        return _Piece(f"- {text}", "item", level=max(1, block.level))
    if block.kind == "quote":
        return _Piece(f"> {text}", "quote", block.tight)
    return _Piece(text, "line", block.tight)


def _escape_start(found: re.Match[str]) -> str:
    mark = found[0]
    return f"{mark[:-1]}\\{mark[-1]}" if mark[0].isdigit() else f"\\{mark}"


def _table(rows: list[Block], address: _Address, links: bool) -> str:
    cells = [[cell.strip(" ").replace("|", "\\|") for cell in _row(row, address, links)] for row in rows]
    width = max(map(len, cells))
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in cells]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _row(row: Block, address: _Address, links: bool) -> list[str]:
    """The cells of a row, which tabs part; a link that reaches over a tab stays plain text."""
    starts = [0, *(at + 1 for at, char in enumerate(row.text) if char == "\t")]
    ends = [*(start - 1 for start in starts[1:]), len(row.text)]
    return [_marked_up(row, start, end, address, links) for start, end in zip(starts, ends, strict=True)]


def _inline(block: Block, address: _Address, links: bool) -> str:
    return _marked_up(block, 0, len(block.text), address, links).strip(" ")


def _marked_up(block: Block, start: int, end: int, address: _Address, links: bool) -> str:
    """A stretch of a block's text, escaped, with the links that lie inside it."""
    out: list[str] = []
    at = start
    for link in block.links if links else ():
        label = block.text[link.start : link.end].strip()
        target = address.of(link.href)
        if not at <= link.start < link.end <= end or not label or target is None:
            continue
        before = _escape(SPACES.sub(" ", block.text[at : link.start]))
        # a mark of exclamation before a link would make it an image
        out.append(f"{before[:-1]}\\!" if before.endswith("!") else before)
        inside = SPACES.sub(" ", block.text[link.start : link.end])
        lead, trail = inside[: len(inside) - len(inside.lstrip(" "))], inside[len(inside.rstrip(" ")) :]
        out.append(f"{lead}[{_escape(inside.strip(' '))}]({target}){trail}")
        at = link.end
    out.append(_escape(SPACES.sub(" ", block.text[at:end])))
    return "".join(out)


def _fold(text: str) -> str:
    return SPACES.sub(" ", text).strip(" ")


def _escape(text: str) -> str:
    return MARKS.sub(lambda found: f"\\{found[0]}", text)


def _front_matter(article: Article) -> str:
    """Metadata as YAML; values that YAML would read as something else than text are quoted by its writer."""
    fields = {
        "title": article.title, "authors": list(article.authors), "published": article.published,
        "modified": article.modified, "site": article.site, "language": article.language, "tags": list(article.tags),
        "description": article.description, "image": article.image, "url": article.url, "status": article.status,
    }  # fmt: skip
    stated = {key: value for key, value in fields.items() if value}
    return yaml.dump(stated, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=float("inf"))
