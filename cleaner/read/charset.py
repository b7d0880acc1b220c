"""The charset of a page: by the rules of browsers, or by its letters if nothing names it.

The order is: UTF-16 or UTF-32 by pattern, valid UTF-8 with letters beyond ASCII (no legacy text passes that test by
chance), declared UTF-8 that is mostly valid, HTTP charset, declared meta, UTF-8 with a few invalid bytes, a detector on
the visible text. Labels follow the WHATWG Encoding Standard, so ``iso-8859-1`` means windows-1252.
"""

from __future__ import annotations

import re
from collections import Counter

import webencodings

from cleaner.classes import dataclass

SNIFF_BYTES = 4096
DECLARATION_BYTES = 4096  # browsers look at 1,024; saved pages begin with long comments
DETECTOR_BYTES = 20_000  # of visible text
SEARCHED_BYTES = 1_000_000  # in which that text is searched
MIN_KANA_SHARE = 0.2  # of the characters beyond ASCII; Japanese prose has about a half
MAX_BAD_SHARE = 1 / 200  # of the characters, in a declared charset other than UTF-8
MIN_SOUND = 4  # valid UTF-8 characters per invalid byte, if nothing declares UTF-8
MIN_SOUND_DECLARED = 1  # the same, if something declares it
MIN_CHINESE = 40  # double-byte characters; fewer are not conclusive
REPLACEMENT = "\ufffd"
MAX_ODD_SHARE = 0.02  # of the double-byte characters
MIN_COMMON_SHARE = 0.55  # of the characters in the rows of the common ones; traditional text in GBK has two thirds
MIN_SURE_SHARE = 0.15  # of the characters, in rows that only this charset fills
MAX_LOW_SHARE = 0.08  # of the characters, in rows that GB 2312 reserves for kana, Greek and Cyrillic
# The charsets that pages use (WHATWG Encoding Standard; one name stands for all its aliases).
WEB_CODECS = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "cp866",
    "iso8859_2", "iso8859_5", "iso8859_7", "iso8859_15", "koi8_r", "koi8_u", "gb18030", "big5hkscs", "euc_jp", "cp932",
    "cp949",
]  # fmt: skip
POLISH, MARKED_POLISH = frozenset("ąćęłńóśźż"), frozenset("ąęł")  # the latter are most of the letters beyond ASCII
MIN_POLISH = 4  # of these letters
MIN_POLISH_SHARE = 0.9  # of the letters beyond ASCII
# In Thai, some vowels and the marks of tones follow a consonant, and other vowels precede one.
THAI_VOWEL = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4d\u0e40-\u0e44]")
PLACED_VOWEL = re.compile(
    "(?<=[\u0e01-\u0e2e\u0e34-\u0e39])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4d]|[\u0e40-\u0e44](?=[\u0e01-\u0e2e])"
)
MIN_THAI = 10  # such letters at their place; fewer are not conclusive
MIN_THAI_SHARE = 0.12  # of the characters beyond ASCII; Thai prose has a quarter
MIN_PLACED_SHARE = 0.95  # of such letters
PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
RAW_OPEN = re.compile(rb"<(script|style)\b", re.I)
RAW_CLOSE = {
    b"script": re.compile(rb"</script\s*+>", re.I),
    b"style": re.compile(rb"</style\s*+>", re.I),
}  # fmt: skip
MARKUP = re.compile(rb"<[^<>]*+>|&[#\w]++;")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, the codec that read it, the source that named the codec, and the number of invalid bytes."""

    text: str
    charset: str
    source: str
    bad: int = 0


def read_charset(body: bytes, charset_hint: str | None) -> Reading:
    """Read bytes that have no byte order mark."""
    wide = wide_charset(body)
    if wide is not None:
        return Reading(body.decode(wide, "replace"), wide, "pattern")
    if not body.isascii() and (found := _valid_utf8(body)) is not None:  # most pages, whatever they declare
        return found
    labels = [(codec, source) for label, source in ((charset_hint, "http"), (_declared(body), "meta"))
              if (codec := lookup(label)) is not None]  # fmt: skip
    if not body.isascii() and any(codec == "utf-8" for codec, _ in labels):
        found = _declared_utf8(body)
        if found is not None:
            return found
    for codec, source in labels:
        if codec == "utf-8" and not body.isascii():
            continue
        text = body.decode(codec, "replace")
        bad = text.count(REPLACEMENT)
        if bad <= len(text) * MAX_BAD_SHARE:
            return Reading(text, codec, source, bad)
    if body.isascii():
        return Reading(body.decode("ascii"), "utf-8", "ascii")
    return _detect(body)


def _valid_utf8(body: bytes) -> Reading | None:
    """Valid UTF-8. If it was cut in the middle of a letter, it is valid up to its last three bytes."""
    try:
        return Reading(body.decode("utf-8"), "utf-8", "valid")
    except UnicodeDecodeError as error:
        return Reading(body.decode("utf-8", "replace"), "utf-8", "valid") if error.start >= len(body) - 3 else None


def _declared_utf8(body: bytes) -> Reading | None:
    """Declared UTF-8, if it is valid for most letters."""
    text = body.decode("utf-8", "replace")
    sound, bad = _count(text, body)
    return Reading(text, "utf-8", "declared", bad) if sound >= MIN_SOUND_DECLARED * bad else None


def _count(text: str, body: bytes) -> tuple[int, int]:
    """The number of letters beyond ASCII in the UTF-8, and the number of invalid places."""
    bad = text.count(REPLACEMENT) - body.count(REPLACEMENT.encode())
    return len(text) - len(text.encode("ascii", "ignore")) - bad, bad


def _declared(body: bytes) -> str | None:
    from bs4.dammit import EncodingDetector  # loading it takes longer than cleaning most pages, which do not need it

    found: str | None = EncodingDetector.find_declared_encoding(body[:DECLARATION_BYTES], is_html=True)
    return found


def lookup(label: str | None) -> str | None:
    """The Python codec for a WHATWG label. If the declaration could be read as ASCII, the page is not UTF-16."""
    if not label:
        return None
    found = webencodings.lookup(label.strip().strip("\"'"))
    if found is None or found.name in ("x-user-defined", "replacement"):
        return None
    if found.name.startswith("utf-16"):
        return "utf-8"
    # pages declared as gbk use characters of its superset
    return "gb18030" if found.name == "gbk" else str(found.codec_info.name)


def _detect(body: bytes) -> Reading:
    """Guess from the visible text. Markup is ASCII in every charset and would hide the letters."""
    text = body.decode("utf-8", "replace")
    sound, bad = _count(text, body)
    if bad <= 2 or sound >= MIN_SOUND * bad:
        return Reading(text, "utf-8", "repaired", bad)
    sample = visible_bytes(body)
    codec = _japanese(sample) or _thai(sample) or _chinese(sample) or _polish(sample)
    if codec is None:
        from charset_normalizer import from_bytes  # needed for few pages

        found = from_bytes(sample, cp_isolation=WEB_CODECS) if sample.strip() else ()
        # if the detector is undecided, use the default of the web
        best = max(found, key=lambda match: (-match.chaos, match.coherence, match.encoding == "cp1252"), default=None)
        codec = (lookup(best.encoding) or best.encoding) if best is not None else "cp1252"
    text = body.decode(codec, "replace")
    return Reading(text, codec, "detected", text.count(REPLACEMENT))


def visible_bytes(body: bytes) -> bytes:
    """The lines with letters beyond ASCII outside tags, scripts and styles, up to a limit. One pass."""
    head = body[:SEARCHED_BYTES]
    parts: list[bytes] = []
    at = 0
    while (opened := RAW_OPEN.search(head, at)) is not None:
        parts.append(head[at : opened.start()])
        closed = RAW_CLOSE[opened[1].lower()].search(head, opened.end())
        if closed is None:
            break
        at = closed.end()
    else:
        parts.append(head[at:])
    text = b"\n".join(line for line in MARKUP.sub(b"\n", b"\n".join(parts)).splitlines() if not line.isascii())
    return (text or b"\n".join(line for line in body.splitlines() if not line.isascii()))[:DETECTOR_BYTES]


def _japanese(sample: bytes) -> str | None:
    """The Japanese charset in which a sample contains kana. The detector takes it for Chinese or for UTF-16."""
    for codec in ("euc_jp", "cp932"):
        text = sample.decode(codec, "replace")
        wide = [char for char in text if not char.isascii()]
        bad, kana = text.count(REPLACEMENT), sum(map(is_kana, wide))
        if bad <= len(text) * MAX_BAD_SHARE and kana > MIN_KANA_SHARE * len(wide):
            return codec
    return None


def _thai(sample: bytes) -> str | None:
    """Windows-874, if no byte is invalid and vowels are where Thai has them. The detector takes it for Chinese."""
    text = sample.decode("cp874", "replace")
    vowels, placed = len(THAI_VOWEL.findall(text)), len(PLACED_VOWEL.findall(text))
    least = max(MIN_THAI, MIN_THAI_SHARE * (len(text) - len(text.encode("ascii", "ignore"))))
    return "cp874" if REPLACEMENT not in text and least <= placed >= MIN_PLACED_SHARE * vowels else None


def _polish(sample: bytes) -> str | None:
    """The charset in which almost all letters beyond ASCII are Polish. The detector takes it for a western one."""
    found, most = None, 0
    for codec in ("cp1250", "iso8859_2"):
        letters = [char for char in sample.decode(codec, "replace").lower() if char.isalpha() and not char.isascii()]
        polish, marked = sum(map(POLISH.__contains__, letters)), sum(map(MARKED_POLISH.__contains__, letters))
        if polish >= MIN_POLISH_SHARE * len(letters) and marked >= MIN_POLISH and polish > most:
            found, most = codec, polish
    return found


def _chinese(sample: bytes) -> str | None:
    """The Chinese charset in which the first bytes of a sample are those of common characters.

    GB 2312 has them from B0 to D7 and almost nothing from A4 to AF, where Big5 has half of its own. Korean (EUC-KR)
    ends at C8. In charsets with one byte per letter, odd bytes are left over at the ends of words.
    """
    for codec, common, sure in (("gb18030", range(0xB0, 0xD8), range(0xC9, 0xD8)),
                                ("big5hkscs", range(0xA4, 0xC7), range(0xA4, 0xB0))):  # fmt: skip
        pairs = PAIR.findall(sample)
        text = sample.decode(codec, "replace")
        if len(pairs) < MIN_CHINESE or text.count(REPLACEMENT) > len(pairs) * MAX_ODD_SHARE:
            continue
        leads = Counter(pair[0] for pair in pairs)
        low = sum(leads[byte] for byte in range(0xA4, 0xB0)) if codec == "gb18030" else 0
        if (
            sum(leads[byte] for byte in common) >= MIN_COMMON_SHARE * len(pairs)
            and sum(leads[byte] for byte in sure) >= MIN_SURE_SHARE * len(pairs)
            and sum(leads[byte] for byte in range(0xB0, 0xC0)) >= MIN_SURE_SHARE * len(pairs)
            and low <= MAX_LOW_SHARE * len(pairs)
        ):
            return codec
    return None


def is_kana(char: str) -> bool:
    """Whether a character is hiragana or full-width katakana."""
    return "\u3041" <= char <= "\u30ff"


def wide_charset(body: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, recognised by the NUL bytes of its ASCII letters."""
    head = body[:SNIFF_BYTES]
    if len(head) < 8 or head.count(0) < len(head) // 5:
        return None
    zeros = [sum(byte == 0 for byte in head[lane::4]) for lane in range(4)]
    quarter = len(head) // 4
    pattern = "".join("0" if count > quarter * 0.7 else "x" for count in zeros)
    return {"x000": "utf-32-le", "000x": "utf-32-be", "x0x0": "utf-16-le", "0x0x": "utf-16-be"}.get(pattern)
