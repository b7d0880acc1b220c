"""Converts rich text (Contentful, ProseMirror, Portable Text, Draft.js, Arc, React trees, lists of strings) to HTML.

All these formats are similar: an object has a type and parts, the parts are strings, lists or objects, and the
innermost lists hold the pieces of a line. The names are in ``data/states.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape

from cleaner.patterns import later
from cleaner.read.literals import read_values
from cleaner.read.scripts import is_part, load_names, squeeze
from cleaner.words import DENSE

MAX_NODES = 200_000  # visited in one state
MAX_DEPTH = 100
MIN_PROSE_CHARS = 40
MAX_CODE_SHARE = 0.03  # of the characters of prose
TYPE_KEYS = ("type", "nodeType", "_type", "tagName", "__typename", "kind", "blockType", "component", "name")
STYLE_KEYS = ("style", "tag", "listItem")
KIND_KEYS = frozenset((*TYPE_KEYS, *STYLE_KEYS))
BLOCK_TAGS = "address|article|aside|blockquote|div|dl|figure|h[1-6]|hr|ol|p|pre|section|table|ul"
BLOCK = later(rf"<(?:{BLOCK_TAGS})(?=[\s/>])", re.I)
MARKUP = later(rf"</?(?:{BLOCK_TAGS}|a|b|br|em|i|img|li|s|small|span|strong|sub|sup|u)(?=[\s/>])", re.I)
ESCAPED = later(r"&lt;/?(?:p|div|br|h[1-6]|ul|a|strong|em)\b", re.I)
TAG = re.compile(r"<[^<>]*+>")
CODE = re.compile(r"[{}=;_\\|]")
RANK = later(r"\A(?:h|heading|header|headinglevel)([1-6])\Z")
PARAGRAPHS = re.compile(r"\n\s*\n")
ENDS = frozenset(".!?…。！？:;\"”»“'’)")

Refs = Mapping[str, object]


def is_prose(text: str) -> bool:
    """Whether a string is meant to be read: words in a row, not an address, code or JSON."""
    text = text.strip()
    if len(text) < MIN_PROSE_CHARS:
        return False
    if text[:1] in "{[" or text[:5] in ("http:", "https", "data:"):
        return False
    plain = TAG.sub(" ", text[:4_000]) if "<" in text else text[:4_000]
    dense = len(DENSE.findall(plain[:400])) * 4 > len(plain[:400])
    if not dense and plain.count(" ") * 15 < len(plain):
        return False
    return len(CODE.findall(plain)) <= MAX_CODE_SHARE * max(1, len(plain))


def letters(text: str) -> int:
    """The letters of a string without its tags."""
    return len(TAG.sub("", text)) if "<" in text else len(text)


def kind_of(node: Mapping[str, object]) -> str:
    """The element for the type of an object, or an empty string."""
    if KIND_KEYS.isdisjoint(node):
        return ""
    types = load_names().types
    for keys in (TYPE_KEYS, STYLE_KEYS):
        for key in keys:
            value = node.get(key)
            if not isinstance(value, str) or len(value) > 60:
                continue
            name = squeeze(value)
            rank = RANK.match(name)
            found = f"h{rank[1]}" if rank else types.get(name, "")
            if found:
                if found == "p" and keys is TYPE_KEYS and isinstance(node.get("style"), str):
                    continue
                return found
    return ""


class Renderer:
    """Writes one value as HTML. ``refs`` are objects to which others refer (Apollo, streamed rows)."""

    def __init__(self, refs: Refs) -> None:
        self.refs = refs
        self.left = MAX_NODES
        self.open: set[int] = set()
        self.lines = 0  # number of open paragraphs and headings, in which adjacent pieces are one line

    def render(self, value: object) -> str:
        """The value as HTML blocks."""
        return "".join(self._blocks(value, 0))

    def resolve(self, value: object) -> object:
        """The target of a reference, or the value itself."""
        if isinstance(value, dict):
            name = value.get("__ref")
            if name is None and value.get("type") == "id":
                name = value.get("id")
            return self.refs.get(name, value) if isinstance(name, str) else value
        if isinstance(value, str) and value[:1] == "$" and len(value) < 12:
            return self.refs.get(value.lstrip("$LQ@"), value)
        return value

    def _blocks(self, value: object, depth: int) -> Iterator[str]:
        """The blocks of a value. Adjacent pieces of a line become a paragraph."""
        line: list[str] = []
        for is_block, html in self._parts(value, depth):
            if not is_block:
                line.append(html)
                continue
            if line:
                yield f"<p>{''.join(line)}</p>"
                line.clear()
            yield html
        if line:
            yield f"<p>{''.join(line)}</p>"

    def _parts(self, value: object, depth: int) -> Iterator[tuple[bool, str]]:
        """The pieces of a value: whether each is a block, and its HTML."""
        self.left -= 1
        value = self.resolve(value)
        if self.left < 0 or depth > MAX_DEPTH or id(value) in self.open:
            return
        if isinstance(value, str):
            yield from self._string(value, depth)
        elif isinstance(value, list | dict):
            self.open.add(id(value))
            yield from self._list(value, depth) if isinstance(value, list) else self._object(value, depth)
            self.open.discard(id(value))

    def _string(self, text: str, depth: int) -> Iterator[tuple[bool, str]]:
        if ESCAPED.search(text) and not MARKUP.search(text):
            text = unescape(text)
        if text[:1] in "{[" and len(text) > 2 * MIN_PROSE_CHARS:
            for value in read_values(text)[:1]:
                if isinstance(value, dict | list):
                    yield from self._parts(value, depth + 1)
                    return
        if BLOCK.search(text):
            yield True, f"<div>{text}</div>"
        elif "\n" in text.strip():
            pieces = PARAGRAPHS.split(text) if PARAGRAPHS.search(text.strip()) else text.split("\n")
            yield from ((True, f"<p>{_inline(piece)}</p>") for piece in pieces if piece.strip())
        elif text:
            yield False, _inline(text)

    def _list(self, items: list[object], depth: int) -> Iterator[tuple[bool, str]]:
        if len(items) >= 4 and items[0] == "$" and isinstance(items[1], str):
            yield from self._element(items[1], items[3], depth)
            return
        each = [list(self._parts(item, depth + 1)) for item in items]
        pieces = [html for parts in each if parts and not any(block for block, _ in parts)
                  for html in ("".join(html for _, html in parts),)]  # fmt: skip
        if len(pieces) > 1 and not self.lines and _are_paragraphs(pieces):
            for parts in each:
                if any(block for block, _ in parts):
                    yield from parts
                elif parts:
                    yield True, f"<p>{''.join(html for _, html in parts)}</p>"
            return
        for parts in each:
            yield from parts

    def _element(self, tag: str, props: object, depth: int) -> Iterator[tuple[bool, str]]:
        """An element of a React tree."""
        if not isinstance(props, dict):
            return
        name = tag.lower()
        node = {"tagName": name, **{key: props[key] for key in ("children", "dangerouslySetInnerHTML") if key in props}}
        yield from self._object(node, depth)

    def _object(self, node: dict[str, object], depth: int) -> Iterator[tuple[bool, str]]:
        kind = kind_of(node)
        if kind == "none" or is_elsewhere(node):
            return
        if kind == "br":
            yield False, "<br>"
            return
        parts = self._chosen(node, kind)
        if kind in ("", "inline"):
            for key, part in parts:
                if key in load_names().titles:
                    yield from ((True, f"<h2>{html}</h2>") for _, html in self._parts(part, depth + 1))
                else:
                    yield from self._parts(part, depth + 1)
            return
        nests = kind in ("blockquote", "ul", "ol", "table", "tr")
        self.lines += kind == "p" or kind[0] == "h"
        inner = "".join(
            html for _, part in parts for html in (
                self._blocks(part, depth + 1) if nests else (html for _, html in self._parts(part, depth + 1))
            )
        )  # fmt: skip
        self.lines -= kind == "p" or kind[0] == "h"
        if inner.strip():
            if kind in ("ul", "ol") and "<li" not in inner:
                inner = inner.replace("<p>", "<li>").replace("</p>", "</li>")
            yield True, f"<{kind}>{inner}</{kind}>"

    def _chosen(self, node: dict[str, object], kind: str) -> list[tuple[str, object]]:
        """The parts of an object that hold its text. If the same text exists in two forms, the richer one."""
        names = load_names()
        parts: list[tuple[str, object]] = []
        for key, value in node.items():
            name = squeeze(key)
            if is_part(name) or (not kind and name in names.titles and isinstance(value, str)):
                part = self.resolve(value)
                if isinstance(part, str | list | dict) and part:
                    parts.append((name, part))
        strings = [part for part in parts if isinstance(part[1], str) and part[0] not in names.titles]
        nested = [part for part in parts if not isinstance(part[1], str)]
        if strings and nested and any(_holds_text(value) for _, value in nested):
            parts = [part for part in parts if part not in strings]
        elif len(strings) > 1:
            longest = max(strings, key=lambda part: len(str(part[1])))
            parts = [part for part in parts if part is longest or part not in strings]
        return parts


def _inline(text: str) -> str:
    return text if MARKUP.search(text) or ("&" in text and ";" in text) else escape(text, quote=False)


def _holds_text(value: object, depth: int = 0) -> bool:
    """Whether a value contains a string with two words, within a few levels."""
    if isinstance(value, str):
        return " " in value.strip() and value[:4] != "http"
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth < 8 and any(_holds_text(item, depth + 1) for item in list(items)[:20])


def _are_paragraphs(pieces: list[str]) -> bool:
    """Whether adjacent strings are paragraphs rather than pieces of one: they begin and end like sentences."""
    long = [piece for piece in pieces if len(piece) >= MIN_PROSE_CHARS]
    if len(long) * 2 < len(pieces) or any(piece[0].isspace() or piece[-1].isspace() for piece in pieces[:-1] if piece):
        return sum(TAG.sub("", piece).rstrip()[-1:] in ENDS for piece in long) >= 0.9 * len(long) > 1
    return sum(TAG.sub("", piece).rstrip()[-1:] in ENDS for piece in long) >= 0.6 * len(long)


def is_elsewhere(node: Mapping[str, object]) -> bool:
    """Whether an object describes another page: it has a title and an address, and is not a link in a text."""
    names = load_names()
    titled = addressed = False
    for key, value in node.items():
        if isinstance(value, str | dict) and value:
            name = squeeze(key)
            titled = titled or name in names.titles
            addressed = addressed or (name in names.addresses and isinstance(value, str))
            if name in ("children", "text") or (name == "type" and isinstance(value, str) and "link" in value):
                return False
    return titled and addressed
