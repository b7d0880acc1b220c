"""Pieces of text between block boundaries to the text of one block."""

from __future__ import annotations

import re
from html import unescape

from cleaner.model import Link

Piece = tuple[str, str | None]  # text as it stands, and the address of the link that it stands in
SPACE: Piece = (" ", None)  # stands between neighbours that only a style sheet holds apart
CELL: Piece = ("\t", None)  # and between the cells of a row

# Invisible marks that break words apart for search; ZWJ and ZWNJ stay, since they shape letters.
INVISIBLE_CHARS = {ord(mark): None for mark in "\u00ad\u200b\ufeff\u2060\u180e"}
INVISIBLE = re.compile("[\u00ad\u200b\ufeff\u2060\u180e]")


def fold_pieces(pieces: list[Piece], code: bool, with_links: bool) -> tuple[str, int, tuple[Link, ...]]:
    """Join pieces, collapse white space (tabs between cells and lines of code stay) and count the letters in links.

    Returns the text, the number of its code points inside links and, on demand, the links, whose addresses are as the
    markup writes them. Where one element ends in a lower-case letter and the next begins with an upper-case one, only a
    style sheet held them apart: a space will. White space at the end of ``pieces`` is taken off.
    """
    while len(pieces) > 1 and pieces[-1][0].isspace():
        pieces.pop()
    if len(pieces) == 1:
        text, href = pieces[0]
        text = clean_text(text, code)
        links = (Link(0, len(text), unescape(href)),) if with_links and href and text else ()
        return text, len(text) if href else 0, links
    if code or with_links or CELL in pieces:
        return _fold_with_places(pieces, code, with_links)
    out: list[str] = []
    link_chars = 0
    last = " "
    for raw, href in pieces:
        piece = raw if raw.isascii() else INVISIBLE.sub("", raw)
        if not piece:
            continue
        if last.islower() and piece[0].isupper() and piece[1:2].islower():
            out.append(" ")
        out.append(piece)
        last = piece[-1]
        if href:
            link_chars += len(" ".join(piece.split()))
    text = " ".join("".join(out).split())
    return text, min(link_chars, len(text)), ()


def _fold_with_places(pieces: list[Piece], code: bool, with_links: bool) -> tuple[str, int, tuple[Link, ...]]:
    """What ``fold_pieces`` does, piece by piece, so that the place of each piece in the text is known."""
    out: list[str] = []
    spans: list[Link] = []
    length = link_chars = 0
    last = " "  # as if a space stood before the first letter
    for raw, href in pieces:
        if raw == "\t" and href is None and not code:
            folded = "\t"
        elif code:
            folded = INVISIBLE.sub("", raw)
        else:
            folded = _collapse(raw)
            if folded[:1] == " " and last in " \t":
                folded = folded[1:]
        if not folded:
            continue
        if folded == "\t" and last == " " and out:
            out[-1], length = out[-1][:-1], length - 1
        elif not code and last.islower() and folded[0].isupper() and folded[1:2].islower():
            out.append(" ")
            length += 1
        if href:
            link_chars += len(folded.strip())
            if with_links and folded.strip():
                start = length + (folded[0] == " ")
                spans.append(Link(start, length + len(folded.rstrip()), unescape(href)))
        out.append(folded)
        length += len(folded)
        last = folded[-1]
    text = "".join(out)
    return _strip(text, link_chars, spans, code)


def _strip(text: str, link_chars: int, spans: list[Link], code: bool) -> tuple[str, int, tuple[Link, ...]]:
    if code:
        stripped = text.strip("\n").rstrip()
        shift = len(text) - len(text.lstrip("\n"))
    else:
        stripped = text.strip()
        shift = len(text) - len(text.lstrip())
    links = tuple(
        Link(max(0, span.start - shift), min(len(stripped), span.end - shift), span.href)
        for span in spans
        if span.end > shift
    )
    return stripped, min(link_chars, len(stripped)), links


def clean_text(text: str, code: bool = False) -> str:
    """Collapse white space to single spaces and drop invisible marks; keep the lines of code."""
    if not text.isascii():
        text = INVISIBLE.sub("", text)
    return text.strip("\n").rstrip() if code else " ".join(text.split())


def _collapse(raw: str) -> str:
    """Collapse white space, but keep one space where the piece began or ended with some."""
    if not raw.isascii():
        raw = INVISIBLE.sub("", raw)
    words = " ".join(raw.split())
    if not words:
        return " " if raw else ""
    return f"{' ' if raw[0].isspace() else ''}{words}{' ' if raw[-1].isspace() else ''}"
