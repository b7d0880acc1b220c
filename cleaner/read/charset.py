"""The charset of a page: by the rules of browsers, or by its letters if nothing names it.

The order is: UTF-16 or UTF-32 by pattern, valid UTF-8 with letters beyond ASCII (no legacy text passes that test by
chance), declared UTF-8 that is mostly valid, HTTP charset, declared meta, UTF-8 with a few invalid bytes, a detector on
the visible text. The meta comes before an HTTP charset that servers add to any page, if the letters bear the meta out.
Labels follow the WHATWG Encoding Standard, so ``iso-8859-1`` means windows-1252.
"""

from __future__ import annotations

import codecs
import re

import webencodings

from cleaner.classes import dataclass

SNIFF_BYTES = 4096
DECLARATION_BYTES = 4096  # browsers look at 1,024; saved pages begin with long comments
DETECTOR_BYTES = 20_000  # of visible text
SEARCHED_BYTES = 1_000_000  # in which that text is searched
MAX_BAD_SHARE = 1 / 200  # of the characters, in a declared charset other than UTF-8
MIN_SOUND = 4  # valid UTF-8 characters per invalid byte, if nothing declares UTF-8
MIN_SOUND_DECLARED = 1  # the same, if something declares it
MAX_STRAY = 2  # invalid bytes that leave a text UTF-8 if it is declared so, or has a valid letter beyond ASCII
STRAYS = "cleaner-strays"  # the name of an error handler
CUT_LETTERS = "ÂÃÄÅâ\ufffd"  # in windows-1252, the bytes that begin the letters and the marks of western texts in UTF-8
OTHER_LETTER = re.compile("[\u0250-\u1fff\u2c00-\ufffc]")  # of languages that are not western
ASCII = bytes(range(128))
REPLACEMENT = "\ufffd"
DEFAULT = "cp1252"  # of the web
MIN_HIGH_BYTES = 8  # fewer bytes beyond ASCII are not conclusive
# The charsets that pages use (WHATWG Encoding Standard; one name for all aliases), as the detector names them.
WEB_CODECS = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "cp866",
    "iso8859-2", "iso8859-5", "iso8859-7", "iso8859-15", "koi8-r", "koi8-u", "gb18030", "big5hkscs", "euc_jis_2004",
    "cp932", "cp949",
)  # fmt: skip
# What has letters where the key has controls.
WIDER = {"iso8859_2": "cp1250", "iso8859_7": "cp1253", "iso8859_15": "cp1252"}
MAX_REMOVED_SHARE = 0.02  # of the bytes beyond ASCII
CONTROL = re.compile("[\x80-\x9f]")
WRONG = re.compile("[\x80-\x9f\u2500-\u259f\ufffd\ue000-\uf8ff]")  # also boxes and letters of private use
MAX_WRONG_SHARE = 0.03  # of the characters beyond ASCII
SIGN = re.compile("[¤¥¦§¨¬¯±¶¸¹²³µ×÷†‡‰√■∙·°№]")
MAX_SIGN_SHARE = 0.05
INNER_CAPITAL = re.compile("(?<=[a-zà-öø-ÿа-яёα-ω])[А-ЯЁÀ-ÖØ-ÞΑ-Ω]")
MAX_CAPITAL_SHARE = 0.04
ODD_LETTER = re.compile("[þðýÞÐÝ\ufffd\x80-\x9f]")  # of Turkish read as western
SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[^\w\s'’‘\-.,:;!?/&@+·*_=#%()\[\]{}\"“”„«»–—…|\\<>~`^$](?=[^\W\d_])")
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
    if len(labels) == 2 and labels[0][0] == DEFAULT != labels[1][0] and not body.isascii():
        # servers add this charset to pages in any other
        meant = _python_name(labels[1][0])
        if _guess(visible_bytes(body)) in (meant, WIDER.get(meant)):
            labels.reverse()
    for codec, source in labels:
        if codec == "utf-8" and not body.isascii():
            continue
        text = body.decode(codec, "replace")
        bad = text.count(REPLACEMENT)
        if bad <= len(text) * MAX_BAD_SHARE:
            return Reading(text, codec, source, bad)
    if body.isascii():
        return Reading(body.decode("ascii"), "utf-8", "ascii")
    return _detect(body, declared_utf8=bool(labels) and all(codec == "utf-8" for codec, _ in labels))


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
    return Reading(_with_strays(text, body), "utf-8", "declared", bad) if sound >= MIN_SOUND_DECLARED * bad else None


def _with_strays(text: str, body: bytes) -> str:
    """UTF-8 in which letters of windows-1252 stand, if all others are of western languages: a comment that was pasted.

    A browser shows replacement characters there.
    """
    return text if OTHER_LETTER.search(text) else body.decode("utf-8", STRAYS)


def _read_stray(error: UnicodeError) -> tuple[str, int]:
    """A byte beside an ASCII letter, in windows-1252. The first bytes of most letters in UTF-8 may be cut ones."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    at, body = error.start, error.object
    letter = body[at : at + 1].decode(DEFAULT, "replace")
    beside = body[max(0, at - 1) : at] + body[at + 1 : at + 2]
    alone = error.end == at + 1 and letter not in CUT_LETTERS
    return (letter if alone and any(map(str.isalpha, beside.decode("ascii", "ignore"))) else REPLACEMENT), error.end


codecs.register_error(STRAYS, _read_stray)


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


def _detect(body: bytes, *, declared_utf8: bool = False) -> Reading:
    """Guess from the visible text. Markup is ASCII in every charset and would hide the letters."""
    text = body.decode("utf-8", "replace")
    sound, bad = _count(text, body)
    if (bad <= MAX_STRAY and (declared_utf8 or sound)) or sound >= MIN_SOUND * bad:
        return Reading(_with_strays(text, body), "utf-8", "repaired", bad)
    codec = _guess(visible_bytes(body))
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


def _guess(sample: bytes) -> str:
    """The codec of a text whose charset nothing names.

    The detector excludes a charset at its first invalid byte, and real pages have some. So if the text looks wrong in
    the charset that it found, it is asked once more for each charset, without the bytes that are invalid there.
    """
    high = len(sample.translate(None, ASCII))
    if is_western(sample, few=high < MIN_HIGH_BYTES):
        return DEFAULT
    codec, _ = _ask(sample)
    text = sample.decode(codec, "replace")
    controls = len(CONTROL.findall(text))
    if not controls and is_sound(text):
        return codec
    best, most = codec if is_sound(text) else DEFAULT, 0.0
    if controls and codec in WIDER and (controls > MAX_WRONG_SHARE * high or WIDER[codec] == DEFAULT):
        best = WIDER[codec]
    for other in map(_python_name, WEB_CODECS):
        rest = sample.decode(other, "ignore").encode(other, "ignore")
        if 0 < len(sample) - len(rest) <= max(MAX_STRAY, MAX_REMOVED_SHARE * high):
            found, confidence = _ask(rest)
            if found == other and confidence > most and is_sound(rest.decode(other, "replace")):
                best, most = other, confidence
    return best


def _ask(sample: bytes) -> tuple[str, float]:
    """What the detector finds, and its confidence, 0 to 1."""
    from chardet import detect  # needed for few pages

    found = detect(sample, include_encodings=WEB_CODECS, no_match_encoding=DEFAULT, compat_names=False)
    return _python_name(found["encoding"] or DEFAULT), found["confidence"]


def _python_name(name: str) -> str:
    """The name that Python gives a codec of the detector."""
    return "euc_jp" if name == "euc_jis_2004" else name.replace("-", "_")


def is_western(sample: bytes, *, few: bool) -> bool:
    """Whether a text in windows-1252 has signs alone, or few letters, which are all of western languages."""
    text = sample.decode(DEFAULT, "replace")
    if not any(char.isalpha() and not char.isascii() for char in text):
        return WRONG.search(text) is None
    return few and not ODD_LETTER.search(text) and not SIGN_IN_WORD.search(text)


def is_sound(text: str) -> bool:
    """Whether a text looks as if it was read in the right charset: few controls, boxes, signs and inner capitals."""
    wide = sum(not char.isascii() for char in text)
    return (
        len(WRONG.findall(text)) <= MAX_WRONG_SHARE * wide
        and len(SIGN.findall(text)) <= MAX_SIGN_SHARE * wide
        and len(INNER_CAPITAL.findall(text)) <= MAX_CAPITAL_SHARE * wide
    )


def wide_charset(body: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, recognised by the NUL bytes of its ASCII letters."""
    head = body[:SNIFF_BYTES]
    if len(head) < 8 or head.count(0) < len(head) // 5:
        return None
    zeros = [sum(byte == 0 for byte in head[lane::4]) for lane in range(4)]
    quarter = len(head) // 4
    pattern = "".join("0" if count > quarter * 0.7 else "x" for count in zeros)
    return {"x000": "utf-32-le", "000x": "utf-32-be", "x0x0": "utf-16-le", "0x0x": "utf-16-be"}.get(pattern)
