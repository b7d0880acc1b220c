"""Running text as Markdown: special characters of the text are escaped, and spans become Markdown."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from unicodedata import category

from cleaner.model import Block, Span
from cleaner.render.address import Addresses
from cleaner.render.spans import DISPLAYS, Part, is_no_link, plain_text, read_parts

# White space in running text that becomes one space. No-break and ideographic spaces count as letters here.
SPACES = re.compile("[ \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
# Characters that are special anywhere. An underscore inside a word is not, nor is an ampersand that begins no entity.
MARKS = re.compile(r"[\\`*\[\]<~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
MARKS_AND_DOLLARS = re.compile(MARKS.pattern + r"|\$")
# An address in the text. Parsers of GitHub's dialect link it, and take the following characters literally.
BARE = re.compile(r"(?:https?://|www\.)[^\s<\x00-\x1f]{1,2000}")
# Characters and entities that parsers change, or at which they end an address.
UNFIT = re.compile(r"[\\`\]\[|<>%]|[^\x21-\x7e]|&(?=#?\w+;)")
TICKS = re.compile("`+")
ENTITY = re.compile(r"&(?=#?\w+;)")
EMPHASIS = {"strong": ("**", "strong"), "emphasis": ("*", "em"), "strike": ("~~", "del")}
RAISED = {"superscript": "sup", "subscript": "sub"}


class Inline:
    """Writes the text of blocks. ``labels`` maps the ids of defined notes to their labels.

    ``dollars`` holds the blocks, by ``id``, in which dollars are escaped, ``unlinked`` those whose links are not
    written.
    """

    def __init__(
        self,
        addresses: Addresses,
        links: bool,
        labels: Mapping[str, str],
        dollars: Container[int],
        unlinked: Container[int] = (),
    ) -> None:
        self.addresses, self.links, self.labels, self.dollars = addresses, links, labels, dollars
        self.unlinked = unlinked

    def write(self, block: Block, start: int = 0, end: int | None = None, *, in_cell: bool = False) -> str:
        """A part of a block's text, without white space around it."""
        keep = self._is_written if id(block) not in self.unlinked else self._is_no_link
        parts = read_parts(block, start, end, keep)
        written = self._parts(parts, "", "", id(block) in self.dollars, False).strip(" ")
        return written.replace("|", "\\|").replace("\x00", "<br>") if in_cell else written.replace("\x00", " ")

    def _is_written(self, span: Span) -> bool:
        if span.kind == "link":
            return self.links and self.addresses.of(span.value) is not None
        if span.kind == "note":
            return span.value in self.labels
        return span.kind != "mark"

    def _is_no_link(self, span: Span) -> bool:
        return is_no_link(span) and self._is_written(span)

    def _parts(self, parts: list[Part], before: str, after: str, dollars: bool, in_link: bool) -> str:
        """Write parts between two characters (empty at the start and end of a block)."""
        out: list[str] = []
        last = before
        for nth, part in enumerate(parts):
            following = plain_text(parts[nth + 1 : nth + 2])[:1] if nth + 1 < len(parts) else after
            follows_mark = nth + 1 < len(parts) and parts[nth + 1].span is not None
            written = (
                escape(SPACES.sub(" ", part.text), dollars, in_link)
                if part.span is None
                else self._span(
                    part,
                    part.span,
                    before=last,
                    after=following,
                    follows_mark=follows_mark,
                    dollars=dollars,
                    in_link=in_link,
                )
            )
            if written.startswith("[") and out and out[-1].endswith("!"):
                out[-1] = f"{out[-1][:-1]}\\!"  # otherwise the link would be an image
            if written:
                out.append(written)
                last = written[-1]
        return "".join(out)

    def _span(
        self, part: Part, span: Span, *, before: str, after: str, follows_mark: bool, dollars: bool, in_link: bool
    ) -> str:
        text = SPACES.sub(" ", plain_text(part.children))
        if span.kind == "break":
            return "\x00"
        if span.kind == "formula":
            return _formula(text, span.value)
        if span.kind == "note":
            return f"[^{self.labels[span.value]}]"
        if span.kind == "code":
            return f"<code>{escape(text, dollars, in_link)}</code>" if before == "`" else _code(text)
        # white space of any kind beside a mark would keep it from opening or closing
        lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        body = self._parts(part.children, "", "", dollars, in_link or span.kind == "link").strip()
        if not body:
            return lead
        if span.kind == "link":
            target = self.addresses.of(span.value)
            if body.startswith("^"):
                body = f"\\{body}"  # otherwise the link would be a note
            return f"{lead}[{body}]({ENTITY.sub('&amp;', target or '')}){trail}"
        if span.kind in RAISED:
            return f"{lead}<{RAISED[span.kind]}>{body}</{RAISED[span.kind]}>{trail}"
        mark, tag = EMPHASIS[span.kind]
        fits = _opens(lead or before, body[0]) and _closes(body[-1], trail or after)
        beside = before.endswith(mark[0]) or (follows_mark and not trail)  # whose marks would merge with these
        inside = body[0] == mark[0] or body[-1] in (mark[0], "\\")
        if fits and not beside and (not inside or _is_one(part, mark)):
            return f"{lead}{mark}{body}{mark}{trail}"
        return f"{lead}<{tag}>{body}</{tag}>{trail}"


def _is_one(part: Part, mark: str) -> bool:
    """Whether strong text is emphasised as a whole, or the other way round: three stars mean both."""
    child = part.children[0] if len(part.children) == 1 else None
    return child is not None and child.span is not None and child.span.kind in ("strong", "emphasis") and mark[0] == "*"


def _opens(before: str, first: str) -> bool:
    """Whether a mark between two characters may open (left-flanking, CommonMark 0.31, section 6.2)."""
    return first.isalnum() or not before or before.isspace() or _is_punctuation(before)


def _closes(last: str, after: str) -> bool:
    """Whether a mark between two characters may close (right-flanking)."""
    return last.isalnum() or not after or after.isspace() or _is_punctuation(after)


def _is_punctuation(char: str) -> bool:
    """Whether every version of CommonMark counts a character as punctuation. Version 0.31 added the symbols."""
    return category(char).startswith("P") or char in "$+<=>^`|~"


def _formula(text: str, tex: str) -> str:
    mark = "$$" if text.startswith(DISPLAYS) else "$"
    return f"{mark}{tex}{mark}"


def _code(text: str) -> str:
    ticks = "`" * (max((len(run) for run in TICKS.findall(text)), default=0) + 1)
    padded = text.startswith(("`", " ")) or text.endswith(("`", " "))
    if not text.strip():
        return text
    return f"{ticks} {text} {ticks}" if padded else f"{ticks}{text}{ticks}"


def escape(text: str, dollars: bool, in_link: bool = False) -> str:
    """Escape special characters. An address with some is put between angle brackets, where nothing is special."""
    marks = MARKS_AND_DOLLARS if dollars else MARKS
    if in_link or ("://" not in text and "www." not in text):
        return marks.sub(_backslash, text)
    out, at = [], 0
    for found in BARE.finditer(text):
        if not marks.search(found[0]) and text[found.end() : found.end() + 1] not in ("", "<"):
            continue
        address = found[0].rstrip("?!.,:*_~'\"")
        out.append(marks.sub(_backslash, text[at : found.start()]))
        if not address.startswith("http") or UNFIT.search(address):
            start = "www" if found[0].startswith("www") else found[0].partition(":")[0]
            out.append(f"{start}\\")  # so that no parser takes it for an address
            at = found.start() + len(start)
            continue
        out.append(f"<{address}>")
        at = found.start() + len(address)
    out.append(marks.sub(_backslash, text[at:]))
    return "".join(out)


def _backslash(found: re.Match[str]) -> str:
    return f"\\{found[0]}"
