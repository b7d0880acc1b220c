"""From bytes to clean Unicode text: unpacked, decoded, repaired if the repair is certain, and scrubbed.

Characters that no text may hold (lone surrogates, NUL, control characters and references to them) are removed here,
before any parser sees them. Characters that a parser makes later from references and escapes pass through
``scrub_characters``.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import field, replace
from functools import cache
from itertools import islice

from cleaner import core
from cleaner.classes import dataclass
from cleaner.errors import BadInput
from cleaner.model import Document
from cleaner.patterns import later
from cleaner.read.charset import REPLACEMENT, SNIFF_BYTES, Reading, read_charset, wide_charset
from cleaner.read.markup import Survey
from cleaner.read.mojibake import MIN_PLACES, SIGNS, repair
from cleaner.read.unpack import unpack

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# First bytes of formats that people save beside pages, or under the name of a page.
BINARY_MAGIC = (
    b"\x89PNG", b"%PDF", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x7fELF", b"RIFF", b"OggS", b"ID3",
    b"\x00\x00\x01\x00", b"wOFF", b"wOF2", b"MZ\x90", b"Rar!", b"7z\xbc\xaf", b"SQLite format 3",
    b"\xca\xfe\xba\xbe", b"BZh",
)  # fmt: skip
SOUND = ("valid", "ascii")  # for these, the text is the body in UTF-8
CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# Control bytes that are rare in any text. Escapes and shifts (27, 14, 15) are not, in ISO-2022 charsets.
RARE_BYTES = bytes([*range(9), 11, *range(16, 27), *range(28, 32), 127])
MIN_RARE_BYTES, MIN_RARE_BYTES_OF_MARKUP = 40, 100  # fewer are not conclusive
MAX_RARE_SHARE = 0.05  # of the first bytes; more means binary, unless it is UTF-16 without a byte order mark
MAX_TAG_CHARS = 20_000
MAX_ATTRIBUTES = 1_000  # lexbor takes 29 s for 100,000 attributes on one tag
# In UTF-8, where byte searches are fast: C0 controls, C1 controls, noncharacters, lone surrogates.
C0_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])
C1 = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
NONCHARACTERS = re.compile(rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])")
SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
FORM_FEED, PAGE_BREAK = b"\x0c", "\u2029".encode()
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# References to controls and noncharacters. From 128 to 159, only those that HTML does not map to letters of
# windows-1252.
CONTROL_REFERENCE = later(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|12[79]|14[134]|157|6497[6-9]|649[89]\d|6500[0-7]|6553[45])"
    r"|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF]|8[1dDfF]|9[0dD]|[fF][dD][dDeE][0-9a-fA-F]|[fF]{3}[eEfF]))"
    r"(?:;|(?![0-9a-fA-F]))"
)
MAX_SCRUBS = 3  # removing a reference may form another one; what is left after that becomes a replacement character
MAX_OPTIONS = 2_000  # lexbor's time grows with the square of the options of one select
OPTION = later(r"<option(?=[\s/>])[^<>]*+>", re.I)
MAX_DEPTH = 5_000  # lexbor's time grows with the square of the depth: half a minute for 100,000 elements
PIECE_CHARS = 6_000
TAG = later(r"<(/?)([a-zA-Z][^\s/<>]*+)[^<>]*+>")
# Elements without an end tag, or whose end tag may be omitted. They do not become nested.
FLAT_TAGS = frozenset({
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "param", "source", "td", "th", "tr", "track", "wbr",
})  # fmt: skip
ATTRIBUTE = later(r"""[^\s"'=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"']*))?""")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page, its charset, and the source that named the charset.

    ``cut`` says why the end is missing, or is None. ``notes`` say what was invalid or repaired. ``raw`` is the text in
    UTF-8, if the page came as such and nothing but line ends was changed in it.
    """

    text: str
    charset: str
    source: str
    cut: str | None = None
    notes: tuple[str, ...] = ()
    raw: bytes | None = field(default=None, compare=False, repr=False)


def decode(body: bytes, charset_hint: str | None = None, max_bytes: int = 20_000_000) -> Decoded:
    """Decode a page. Raises BadInput for binary data and for more than ``max_bytes`` bytes, compressed or inflated."""
    if len(body) > max_bytes:
        raise BadInput(f"the page has {len(body):,} bytes, more than {max_bytes:,} (clean.max_bytes)", "too-large")
    unpacked = unpack(body, max_bytes)
    body, cut = unpacked.data, unpacked.cut
    reading = _read_marked(body)
    if reading is None:
        if wide_charset(body) is None and is_binary(body):
            raise BadInput("the page is binary data, not text", "not-text")
        plain = None if body.isascii() or body.endswith(REPLACEMENT.encode()) else _plain_text(body)
        if plain is not None:
            return Decoded(plain[0], "utf-8", "valid", cut, raw=plain[1])
        reading = read_charset(body, charset_hint)
    if reading.source in SOUND and _is_plain(body) and not reading.text.endswith(REPLACEMENT):
        raw = body if reading.source == "ascii" and b"\r" not in body else None
        return Decoded(_same_line_ends(reading.text), reading.charset, reading.source, cut, raw=raw)
    text, repaired = repair(reading.text)  # before scrubbing, which removes characters that the repair needs
    if reading.source == "valid" and text.endswith(REPLACEMENT):
        cut = cut or "the page ends inside a letter"
    elif reading.source == "valid" and not repaired:
        return Decoded(_scrub(text, body), reading.charset, reading.source, cut)  # need not be encoded again
    notes = [f"decode: {reading.bad:,} bytes are no {reading.charset}"] if reading.bad else []
    if repaired:
        notes.append(f"decode: {repaired:,} double-encoded places were repaired")
    return Decoded(scrub(text), reading.charset, reading.source, cut, tuple(notes))


def note_decoding(document: Document, decoded: Decoded) -> Document:
    """The document of a page, with the notes of its decoding."""
    if decoded.cut is None and not decoded.notes:
        return document
    return replace(document, partial=decoded.cut or document.partial, notes=(*decoded.notes, *document.notes))


def _read_marked(body: bytes) -> Reading | None:
    """The text after a byte order mark."""
    for mark, charset in BOMS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(charset, "replace")
            bad = 0 if text.isascii() else text.count(REPLACEMENT) - body.count(REPLACEMENT.encode(charset))
            return Reading(text, charset, "bom", max(0, bad))
    return None


def is_binary(body: bytes) -> bool:
    """Whether the bytes begin like a known binary format or have too many control bytes for text."""
    head = body[:SNIFF_BYTES]
    if head.startswith(BINARY_MAGIC) and (head.startswith(b"%PDF-") or CONTROL_BYTE.search(head)):
        return True  # a text may begin with the letters ID3 or RIFF, but has no control characters
    rare = len(head) - len(head.translate(None, RARE_BYTES))
    least = MIN_RARE_BYTES_OF_MARKUP if b"</" in head else MIN_RARE_BYTES
    return rare > max(least, len(head) * MAX_RARE_SHARE) or head.count(0) > len(head) * MAX_RARE_SHARE


def scrub(text: str) -> str:
    r"""Remove what no text may hold, so that no parser stops early and every output is valid UTF-8.

    >>> scrub("a\x00b&#27;c\ud800")
    'abc\ufffd'
    """
    return _scrub(text, text.encode("utf-8", "surrogatepass"))


def scrub_characters(text: str) -> str:
    """Remove control characters that a parser made from references or escapes. Replace lone surrogates."""
    return CONTROLS.sub(_scrubbed, text)


def _scrubbed(found: re.Match[str]) -> str:
    return REPLACEMENT if "\ud800" <= found[0] <= "\udfff" else ""


def _scrub(text: str, raw: bytes) -> str:
    """Scrub a text whose UTF-8 is ``raw``. A search for one byte is fast, and almost every page needs no other."""
    clean = raw
    if FORM_FEED in clean:  # white space in markup; in plain text it begins a page
        clean = clean.replace(FORM_FEED, b" " if b"</" in clean else PAGE_BREAK)
    clean = clean.translate(None, C0_BYTES)
    if b"\xc2" in clean:
        clean = C1.sub(b"", clean)
    if b"\xef" in clean:
        clean = NONCHARACTERS.sub(b"", clean)
    if b"\xed" in clean:
        clean = SURROGATE.sub(b"\xef\xbf\xbd", clean)
    if clean != raw:
        text = clean.decode("utf-8", "replace")  # the last letter may be cut
    if "&#" in text:
        text = _without_references(text)
    return _same_line_ends(text)


def _same_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


@cache
def _set_signs() -> None:
    core.compiled.set_signs([sign.encode() for sign in SIGNS], MIN_PLACES)


def _is_plain(raw: bytes) -> bool:
    """Whether valid UTF-8 needs no repair and no scrubbing, as far as the core can tell. Without the core: False."""
    if core.compiled is None:
        return False
    _set_signs()
    return bool(core.compiled.is_plain(raw))


def _plain_text(raw: bytes) -> tuple[str, bytes] | None:
    """The text of UTF-8 that needs no repair and no scrubbing, as far as the core can tell, and its UTF-8.

    Both have line feeds as line ends. Without the core: None.
    """
    if core.compiled is None:
        return None
    _set_signs()
    found: tuple[str, bytes] | None = core.compiled.plain_text(raw)
    return found


def _without_references(text: str) -> str:
    for _ in range(MAX_SCRUBS):
        text, found = CONTROL_REFERENCE.subn("", text)
        if not found:
            return text
    return CONTROL_REFERENCE.sub(REPLACEMENT, text)


def cap_tags(html: str, seen: Survey) -> str:
    """A page without what the parser takes too long for: too many levels of elements, too many options.

    ``seen`` is the page's survey.
    """
    if seen.options > MAX_OPTIONS:
        html = cap_options(html)
    return cap_depth(html) if seen.tags - seen.ends > MAX_DEPTH else html


def cap_depth(html: str) -> str:
    """Replace each tag that is nested deeper than MAX_DEPTH by a line break. Its text stays.

    >>> cap_depth("<b>" * 6_000 + "deep").count("<b>")
    5000
    """
    if not _may_be_deep(html):
        return html
    out: list[str] = []
    depth = at = 0
    for tag in TAG.finditer(html):
        if tag[2].lower() in FLAT_TAGS:
            continue
        inner = depth if tag[1] else depth + 1
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if inner > MAX_DEPTH:
            out.append(html[at : tag.start()])
            at = tag.end()
    return "<br>".join([*out, html[at:]]) if out else html


def cap_options(html: str) -> str:
    """Put a space in place of each ``option`` tag after the first MAX_OPTIONS. A choice is no text of a page.

    >>> cap_options("<option>a" * 3_000).count("<option>")
    2000
    """
    tags = islice(OPTION.finditer(html), MAX_OPTIONS, None)
    first = next(tags, None)
    return html if first is None else html[: first.start()] + OPTION.sub(" ", html[first.start() :])


def _may_be_deep(html: str) -> bool:
    """Count tags in pieces of the page, because looking at each would cost a long page some milliseconds.

    The core looks at each.
    """
    if core.compiled is not None:
        return bool(core.compiled.may_be_deep(html, MAX_DEPTH))
    depth = 0
    for start in range(0, len(html), PIECE_CHARS):
        end = start + PIECE_CHARS
        depth += html.count("<", start, end) - 2 * html.count("</", start, end)
        if depth > MAX_DEPTH - PIECE_CHARS // 3:
            return True
    return False


def cap_attributes(html: str) -> str:
    """Cut tags with more than MAX_ATTRIBUTES attributes down to that number."""
    # Such a long tag fills one of these windows, and it is the last tag opened before the window.
    step = MAX_TAG_CHARS // 2
    out: list[str] = []
    done = looked = 0
    opened = closed = -1
    for at in range(0, len(html) - step, step):
        opening, closing = html.rfind("<", at, at + step), html.rfind(">", at, at + step)
        if opening < 0 and closing < 0 and opened > closed and opened >= looked:
            end = _end_of_long_tag(html, opened)
            if end >= 0 and (capped := _cap(tag := html[opened:end])) is not tag:
                out += (html[done:opened], capped)
                done = end
            looked = max(looked, end)
        opened, closed = max(opened, opening), max(closed, closing)
    return "".join([*out, html[done:]]) if out else html


def _end_of_long_tag(html: str, start: int) -> int:
    """The end of what a tag with more than MAX_TAG_CHARS characters holds, from its "<" on. -1 if none is there."""
    first = html[start + 1 : start + 2]
    if not (first.isascii() and first.isalpha()):
        return -1  # before any search, because a long comment is asked about again and again
    closed = html.find(">", start)
    end = html.find("<", start + 1, closed if closed >= 0 else len(html))
    if end < 0:
        end = closed if closed >= 0 else len(html)
    return end if end - start - 2 >= MAX_TAG_CHARS else -1


def _cap(tag: str) -> str:
    extra = next(islice(ATTRIBUTE.finditer(tag), MAX_ATTRIBUTES, None), None)
    return tag if extra is None else tag[: extra.start()].rstrip()
