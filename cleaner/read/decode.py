"""Bytes to clean Unicode text, by the browser's rules and then some care.

Order: byte order mark, valid UTF-8 with letters beyond ASCII (no legacy text passes that test by chance), HTTP
charset, declared meta, UTF-8, a detector on the visible text. Labels follow the WHATWG Encoding Standard, so that
``iso-8859-1`` means windows-1252. What no text may hold (lone surrogates, NUL, control characters and references to
them) is taken out here, before any parser sees it.
"""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass
from itertools import islice

import brotli
import webencodings
from bs4.dammit import EncodingDetector
from charset_normalizer import from_bytes

from cleaner.errors import BadInput

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# First bytes of formats that people save beside pages, or under the name of one.
BINARY_MAGIC = (
    b"\x89PNG", b"%PDF", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x7fELF", b"RIFF", b"OggS", b"ID3",
    b"\x00\x00\x01\x00", b"wOFF", b"wOF2", b"MZ\x90", b"Rar!", b"7z\xbc\xaf", b"SQLite format 3",
    b"\xca\xfe\xba\xbe", b"BZh",
)  # fmt: skip
CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# Control bytes that no text holds in number; escapes and shifts (27, 14, 15) do, in ISO-2022 charsets.
RARE_BYTES = bytes([*range(9), 11, *range(16, 27), *range(28, 32), 127])
MIN_RARE_BYTES = 100  # fewer are too few to tell
MAX_RARE_SHARE = 0.05  # of the first bytes; more is binary, unless it is UTF-16 without a mark
SNIFF_BYTES = 4096
DECLARATION_BYTES = 4096  # browsers look at 1,024; saved pages carry long comments first
DETECTOR_BYTES = 20_000  # of visible text
MIN_KANA_SHARE = 0.2  # of the characters beyond ASCII; Japanese prose has about a half
MAX_TAG_CHARS = 20_000
MAX_ATTRIBUTES = 1_000  # lexbor takes 29 s for 100,000 attributes on one tag
# In UTF-8, where plain byte searches are quick: C0 controls, C1 controls, noncharacters, lone surrogates.
C0_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])
C1 = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
NONCHARACTERS = re.compile(rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])")
SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127)|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF]))(?:;|(?![0-9a-fA-F]))"
)
MAX_DEPTH = 5_000  # lexbor takes time by the square of the depth: half a minute for 100,000 elements
PIECE_CHARS = 6_000
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)[^<>]*>")
# Elements without an end tag, and those whose end tag may be left out: they do not pile up.
FLAT_TAGS = frozenset({
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "param", "source", "td", "th", "tr", "track", "wbr",
})  # fmt: skip
LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{MAX_TAG_CHARS},}}")
ATTRIBUTE = re.compile(r"""[^\s"'=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"']*))?""")
MARKUP = re.compile(rb"<(?:script|style)\b.{0,200000}?</(?:script|style)\s*>|<[^<>]*>|&[#\w]+;", re.S | re.I)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a page, the charset that it was read in, and what named it."""

    text: str
    charset: str
    source: str


def decode(body: bytes, charset_hint: str | None = None, max_bytes: int = 20_000_000) -> Decoded:
    """Decode a page. Raises BadInput for binary data and for more than ``max_bytes`` bytes, packed or unpacked."""
    if len(body) > max_bytes:
        raise BadInput(f"the page has {len(body):,} bytes, more than {max_bytes:,}", "too-large")
    body = unpack(body, max_bytes)
    for mark, charset in BOMS:
        if body.startswith(mark):
            return Decoded(scrub(body[len(mark) :].decode(charset, "replace")), charset, "bom")
    wide = _wide_charset(body)
    if wide is None and is_binary(body):
        raise BadInput("the page is binary data, not text", "not-text")
    text, charset, source = _choose(body, charset_hint, wide)
    # valid UTF-8 need not be encoded again; a body that was cut in mid-letter ends in a replacement
    valid = source == "valid" and not text.endswith("\ufffd")
    return Decoded(_scrub(text, body) if valid else scrub(text), charset, source)


def _choose(body: bytes, charset_hint: str | None, wide: str | None) -> tuple[str, str, str]:
    if wide is not None:
        return body.decode(wide, "replace"), wide, "pattern"
    if not body.isascii():
        try:
            return body.decode("utf-8"), "utf-8", "valid"
        except UnicodeDecodeError as error:
            # a body that was valid up to its last three bytes was cut in mid-letter
            if error.start >= len(body) - 3:
                return body.decode("utf-8", "replace"), "utf-8", "valid"
    for label, source in ((charset_hint, "http"), (_declared(body), "meta")):
        codec = _lookup(label)
        if codec is None or (codec == "utf-8" and not body.isascii()):
            continue
        text = body.decode(codec, "replace")
        if text.count("\ufffd") <= len(text) // 200:
            return text, codec, source
    if body.isascii():
        return body.decode("ascii"), "utf-8", "ascii"
    return _detect(body)


def _declared(body: bytes) -> str | None:
    found: str | None = EncodingDetector.find_declared_encoding(body[:DECLARATION_BYTES], is_html=True)
    return found


def _lookup(label: str | None) -> str | None:
    """The Python codec for a WHATWG label; a document that could be read for its declaration is not UTF-16."""
    if not label:
        return None
    found = webencodings.lookup(label.strip().strip("\"'"))
    if found is None or found.name in ("x-user-defined", "replacement"):
        return None
    if found.name.startswith("utf-16"):
        return "utf-8"
    # gbk pages hold characters of its superset
    return "gb18030" if found.name == "gbk" else str(found.codec_info.name)


def _detect(body: bytes) -> tuple[str, str, str]:
    """Guess from the visible text: markup is ASCII in every charset and would drown the letters."""
    errors = body.decode("utf-8", "replace").count("\ufffd")
    if errors * 50 < sum(byte > 0x7F for byte in body[:DETECTOR_BYTES]) or errors <= 2:
        return body.decode("utf-8", "replace"), "utf-8", "repaired"
    sample = MARKUP.sub(b" ", body[: DETECTOR_BYTES * 10])[:DETECTOR_BYTES]
    codec = _japanese(sample)
    if codec is not None:
        return body.decode(codec, "replace"), codec, "detected"
    found = from_bytes(sample) if sample.strip() else ()
    # the web's default wins where the detector is in two minds
    best = max(found, key=lambda match: (-match.chaos, match.coherence, match.encoding == "cp1252"), default=None)
    codec = (_lookup(best.encoding) or best.encoding) if best is not None else "cp1252"
    return body.decode(codec, "replace"), codec, "detected"


def _japanese(sample: bytes) -> str | None:
    """The Japanese charset in which a sample holds kana, which the detector takes for Chinese or for UTF-16."""
    for codec in ("euc_jp", "cp932"):
        text = sample.decode(codec, "replace")
        wide = [char for char in text if not char.isascii()]
        if text.count("\ufffd") <= len(text) // 200 and sum(map(is_kana, wide)) > MIN_KANA_SHARE * len(wide):
            return codec
    return None


def is_kana(char: str) -> bool:
    """Whether a character is hiragana or full-width katakana."""
    return "\u3041" <= char <= "\u30ff"


def _wide_charset(body: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, told by where the NUL bytes of its ASCII letters stand."""
    head = body[:SNIFF_BYTES]
    if len(head) < 8 or head.count(0) < len(head) // 5:
        return None
    zeros = [sum(byte == 0 for byte in head[lane::4]) for lane in range(4)]
    quarter = len(head) // 4
    pattern = "".join("0" if count > quarter * 0.7 else "x" for count in zeros)
    return {"x000": "utf-32-le", "000x": "utf-32-be", "x0x0": "utf-16-le", "0x0x": "utf-16-be"}.get(pattern)


def is_binary(body: bytes) -> bool:
    """Whether the bytes begin like a known binary format or hold too many control bytes for text."""
    head = body[:SNIFF_BYTES]
    if head.startswith(BINARY_MAGIC) and (head.startswith(b"%PDF-") or CONTROL_BYTE.search(head)):
        return True  # a text may begin with the letters ID3 or RIFF, but holds no control characters
    rare = len(head) - len(head.translate(None, RARE_BYTES))
    return rare > max(MIN_RARE_BYTES, len(head) * MAX_RARE_SHARE) or head.count(0) > len(head) * MAX_RARE_SHARE


def unpack(body: bytes, max_bytes: int) -> bytes:
    """Inflate a saved file that is gzip, zlib or brotli, never past ``max_bytes``; a cut stream yields what it held."""
    if body[:2] == b"\x1f\x8b":
        engine = zlib.decompressobj(wbits=31)
    elif (
        body[:1] == b"\x78"
        and len(body) > 2
        and int.from_bytes(body[:2], "big") % 31 == 0
        and body[1] in b"\x01\x5e\x9c\xda"
    ):
        engine = zlib.decompressobj()
    else:
        return body
    try:
        out = engine.decompress(body, max_bytes + 1)
    except zlib.error as error:
        if body[:1] == b"\x78":
            return body  # a text may begin with x
        raise BadInput(f"the page is compressed and damaged: {error}", "unreadable") from None
    if len(out) > max_bytes:
        raise BadInput(f"the page unpacks to more than {max_bytes:,} bytes", "too-large")
    return out


def unbrotli(body: bytes, max_bytes: int) -> bytes:
    """Inflate brotli (a file named ``.br``; the format has no magic), never past ``max_bytes``."""
    engine = brotli.Decompressor()
    out = bytearray()
    try:
        out += engine.process(body, output_buffer_limit=65536)
        while not engine.is_finished() and len(out) <= max_bytes:
            more = engine.process(b"", output_buffer_limit=65536)
            if not more:
                break
            out += more
    except brotli.error as error:
        raise BadInput(f"the page is compressed and damaged: {error}", "unreadable") from None
    if len(out) > max_bytes:
        raise BadInput(f"the page unpacks to more than {max_bytes:,} bytes", "too-large")
    return bytes(out)


def scrub(text: str) -> str:
    r"""Take out what no text may hold, so that no parser stops early and every output is valid UTF-8.

    >>> scrub("a\x00b&#27;c\ud800")
    'abc\ufffd'
    """
    return _scrub(text, text.encode("utf-8", "surrogatepass"))


def _scrub(text: str, raw: bytes) -> str:
    """Scrub a text that is ``raw`` in UTF-8. A search for one byte is quick and spares nearly every page the others."""
    clean = raw.translate(None, C0_BYTES)
    if b"\xc2" in clean:
        clean = C1.sub(b"", clean)
    if b"\xef" in clean:
        clean = NONCHARACTERS.sub(b"", clean)
    if b"\xed" in clean:
        clean = SURROGATE.sub(b"\xef\xbf\xbd", clean)
    if clean != raw:
        text = clean.decode("utf-8")
    if "&#" in text:
        text = CONTROL_REFERENCE.sub("", text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def cap_depth(html: str) -> str:
    """Put a line break in place of each tag nested deeper than MAX_DEPTH; its text stays.

    >>> cap_depth("<b>" * 6_000 + "deep").count("<b>")
    5000
    """
    tags = html.count("<")
    if tags <= MAX_DEPTH or tags - html.count("</") <= MAX_DEPTH or not _may_be_deep(html):
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


def _may_be_deep(html: str) -> bool:
    """Count tags by pieces, since a look at each would cost every long page some milliseconds."""
    depth = 0
    for start in range(0, len(html), PIECE_CHARS):
        end = start + PIECE_CHARS
        depth += html.count("<", start, end) - 2 * html.count("</", start, end)
        if depth > MAX_DEPTH - PIECE_CHARS // 3:
            return True
    return False


def cap_attributes(html: str) -> str:
    """Cut tags with more than MAX_ATTRIBUTES attributes down to that many."""
    # a tag so long must fill one of these windows, so nearly every page is told in no time
    step = MAX_TAG_CHARS // 2
    for at in range(0, len(html) - step, step):
        if html.find("<", at, at + step) < 0 and html.find(">", at, at + step) < 0:
            return LONG_TAG.sub(_cap, html)
    return html


def _cap(match: re.Match[str]) -> str:
    tag = match[0]
    extra = next(islice(ATTRIBUTE.finditer(tag), MAX_ATTRIBUTES, None), None)
    return tag if extra is None else tag[: extra.start()].rstrip()
