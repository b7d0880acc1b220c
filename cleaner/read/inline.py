"""Joins pieces of text between block boundaries to the text of one block, with its spans and cells."""

from __future__ import annotations

import re
from html import unescape

from cleaner.model import Cell, Span
from cleaner.patterns import later
from cleaner.vocabulary import SpanKind

# Invisible marks that split words for search. ZWJ and ZWNJ stay, because they shape letters.
INVISIBLE = later("[\u00ad\u200b\ufeff\u2060\u180e]")
# Exponents and indices as separate characters, so that 10 to the 6th does not become 106.
RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
RAISABLE, LOWERABLE = later(r"[\d+\-−=()n]{1,12}", re.A), re.compile(r"[\d+\-−=()]{1,12}", re.A)
POWER = re.compile(r"\d[\d.,/]{0,11}", re.A)
RAISING = ("superscript", "subscript")
# The number of a paragraph, a verse or a heading in an element of its own: "12", "2.1", "3.", "(a)", "[7]".
# A letter in square brackets is changed in its word: "[T]he".
NUMBER = later(r"[\[(]?(?:\d{1,4}(?:\.\d{1,3}){0,3}|(?<=\()[a-zA-Z])[\])]?\.?", re.A)
AMOUNT = later(r"\d{1,4}(?:[.,/]\d{1,3})? [a-zA-Z]{1,8}", re.A)  # with a unit, before what it measures: "200 g"
VALUED = "$€£“„«"  # what a value may begin with, besides letters and digits
MAX_NUMBER_CHARS, MAX_LABEL_CHARS = 10, 30
MAX_SPANS = 2_000  # of one block; a line of links is chrome with far fewer
MAX_DEPTH = 24  # nested elements with a meaning


class Inline:
    """An element with a meaning around a piece of text: a node of a chain, innermost first.

    ``link`` and ``hidden`` are true if it or an element around it is a link, or hides its text.
    """

    __slots__ = ("depth", "hidden", "kind", "link", "parent", "value")

    depth: int
    hidden: bool
    link: bool

    def __init__(self, kind: SpanKind | None, value: str, parent: Inline | None, hidden: bool = False) -> None:
        self.kind, self.value, self.parent = kind, value, parent
        if parent is None:
            self.link, self.hidden, self.depth = kind == "link", hidden, 0
        else:
            self.link, self.hidden, self.depth = (
                kind == "link" or parent.link,
                hidden or parent.hidden,
                parent.depth + 1,
            )


class CellStart(Inline):
    """The start of a cell in a row. ``columns`` is 0 if another cell reaches over this column."""

    __slots__ = ("columns", "head", "rows")

    def __init__(self, columns: int, rows: int, head: bool) -> None:
        super().__init__(None, "", None)
        self.columns, self.rows, self.head = columns, rows, head


Piece = tuple[str, Inline | None]  # text as written, and the innermost element with a meaning around it
SPACE: Piece = (" ", None)  # between neighbours that only a style sheet separates
APART: Piece = ("", None)  # between two adjacent elements, which a style sheet may separate
ENDED = frozenset("0123456789)!?%»”")  # what may end the first of them; names of code have full stops


def line_break() -> Piece:
    """A line break within the text of a block."""
    return " ", Inline("break", "", None)


class Folded:
    """The text of one block: ``text``, the code points of it inside links, spans and cells."""

    __slots__ = ("cells", "link_chars", "spans", "text")

    def __init__(
        self, text: str, link_chars: int = 0, spans: tuple[Span, ...] = (), cells: tuple[Cell, ...] = ()
    ) -> None:
        self.text, self.link_chars, self.spans, self.cells = text, link_chars, spans, cells


def fold_pieces(pieces: list[Piece], code: bool) -> Folded:
    """Join pieces, collapse white space (tabs between cells and lines of code stay) and find spans and cells.

    If one element ends in a lower-case letter and the next begins with an upper-case one, only a style sheet separated
    them, so they get a space; two adjacent elements also after a digit or a closing mark. There is none if a part of a
    word is marked, as in ``Java<b>Script</b>``: a single word that touches running text. The number at the beginning
    gets one too, as in ``<span>(2)</span>The``, and so does a label, as in ``<b>Built:</b>1911``. Nothing is parted
    inside code.

    White space at the end of ``pieces`` is removed.
    """
    while len(pieces) > 1 and (not pieces[-1][0] or pieces[-1][0].isspace()) and type(pieces[-1][1]) is not CellStart:
        pieces.pop()
    if code:
        return Folded(fold_code(pieces))
    if len(pieces) == 1:
        text, inline = pieces[0]
        if inline is None:
            return Folded(clean_text(text))
        if inline.parent is None and inline.kind == "link":
            text = clean_text(text)
            return Folded(text, len(text), (Span(0, len(text), "link", unescape(inline.value)),) if text else ())
    if all(inline is None for _, inline in pieces):
        return Folded(_join_plain(pieces))
    return _Folder().fold(pieces)


def fold_code(pieces: list[Piece]) -> str:
    """The text of code: every line and its indentation stay."""
    text = "".join([text for text, _ in pieces])
    return (text if text.isascii() else INVISIBLE.sub("", text)).strip("\n").rstrip()


def _join_plain(pieces: list[Piece]) -> str:
    out: list[str] = []
    last, apart, alone = " ", False, False  # of the previous piece: its last letter, if it is one word inside a line
    number, begun = "", False  # the number that the text begins with, if it is the previous piece
    for raw, _ in pieces:
        piece = raw if raw.isascii() else INVISIBLE.sub("", raw)
        if not piece:
            apart = True
            continue
        single = " " not in piece
        if (number and _follows_number(number, piece, apart)) or _is_parted(last, piece, apart, single or alone):
            out.append(" ")
        out.append(piece)
        last, apart, alone = piece[-1], False, single and len(out) > 1
        number = _number_of(piece.strip()) if number or not begun else ""
        begun = begun or not piece.isspace()
    return " ".join("".join(out).split())


def _begins_upper(piece: str) -> bool:
    return piece[0].isupper() and piece[1:2].islower()


def _is_parted(last: str, piece: str, apart: bool, alone: bool) -> bool:
    """Whether only a style sheet parts a word or a figure with its unit from the word before.

    ``alone``: one of both is a single word.
    """
    if "0" <= piece[0] <= "9":
        return apart and last.islower() and " " in piece
    ended = (apart or not alone) if last.islower() else apart and last in ENDED
    return ended and _begins_upper(piece)


def _number_of(piece: str) -> str:
    """The piece if it is a number, an amount or a label, which its style sheet puts beside the text."""
    if piece[-1:] == ":":
        return piece if len(piece) <= MAX_LABEL_CHARS and piece[0].isupper() and piece[-2].isalpha() else ""
    known = len(piece) <= MAX_NUMBER_CHARS and (NUMBER.fullmatch(piece) or AMOUNT.fullmatch(piece))
    return piece if known else ""


def _follows_number(number: str, piece: str, apart: bool) -> bool:
    """Whether a piece is the text that a number stands before: a word, in another element if it has no capital.

    Or it is a number in brackets, as in ``<span>1</span><span>(2)</span>``. After a label, all words and figures are.
    """
    if number[-1] == ":":
        return piece[0].isalnum() or piece[0] in VALUED
    if piece[0] in "([":
        return bool(_number_of(piece))
    if number[-1].isdigit():
        return _begins_upper(piece)
    if number[0] not in "([" and number[-1].isalpha():  # an amount
        return apart and piece[0].islower()
    return piece[0].isupper() or (apart and piece[0].islower())


class _Folder:
    """Joins pieces one by one, so that the position of each in the text is known."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.length = self.link_chars = 0
        self.last = " "  # as if there were a space before the first letter
        self.number = ""  # that the text begins with, if it is the previous piece
        self.reach: dict[Inline, list[int]] = {}  # start and end of each element so far, in code points
        self.starts: list[tuple[int, CellStart]] = []

    def fold(self, pieces: list[Piece]) -> Folded:
        apart = alone = False
        code: Inline | None = None  # around the previous piece
        for raw, inline in pieces:
            if type(inline) is CellStart:
                self.begin_cell(inline)
                continue
            folded = _collapse(raw)
            if not folded:
                apart = apart or not raw
                continue
            if folded[0] == " " and self.last in " \t":
                folded = folded[1:]
                if not folded:
                    continue
            single = " " not in folded
            parted = (self.number and _follows_number(self.number, folded, apart)) or _is_parted(
                self.last, folded, apart, single or alone
            )
            if parted and (code is None or code is not inline):
                self.add(" ")
            code = inline if inline is not None and inline.kind == "code" else None
            self.number = _number_of(folded) if self.number or not self.out else ""
            self.add_inside(folded, inline)
            apart, alone = False, single and len(self.out) > 1
        return self.finish()

    def add(self, text: str) -> None:
        """Append text. An empty text changes nothing."""
        if text:
            self.out.append(text)
            self.length += len(text)
            self.last = text[-1]

    def begin_cell(self, start: CellStart) -> None:
        """Put a tab before every cell but the first, and remove white space before it."""
        if self.last == " " and self.out:
            self.out[-1] = self.out[-1][:-1]
            self.length -= 1
        if self.starts:
            self.add("\t")
        self.last, self.number = "\t", ""
        self.starts.append((self.length, start))

    def add_inside(self, folded: str, inline: Inline | None) -> None:
        """Append the text of a piece, and extend the spans of all elements around it."""
        if inline is None:
            self.add(folded)
            return
        if inline.kind in RAISING:
            folded, inline = _shift(folded, inline, self.last)
        body = folded.strip(" ")
        start = self.length + (folded[0] == " " if body else 0)
        end = start + len(body) if body else start + len(folded)
        self.add(folded)
        node = inline
        if body or (node is not None and node.kind == "break"):
            while node is not None:
                found = self.reach.get(node)
                if found is None:
                    self.reach[node] = [start, end]
                else:
                    found[1] = end
                node = node.parent
        if inline is not None and inline.link:
            self.link_chars += len(body)

    def finish(self) -> Folded:
        text = "".join(self.out)
        keep = text.rstrip()
        lead = 0 if self.starts else len(keep) - len(keep.lstrip())
        keep = keep[lead:]
        size = len(keep)
        spans: list[tuple[int, int, int, Inline]] = []
        for node, (first, last) in self.reach.items():
            start, end = max(0, first - lead), min(size, last - lead)
            if node.kind is not None and start < end and node.depth < MAX_DEPTH and len(spans) < MAX_SPANS:
                spans.append((start, -end, node.depth, node))
        spans.sort(key=lambda found: found[:3])
        return Folded(
            keep,
            min(self.link_chars, size),
            tuple([Span(start, -end, node.kind, unescape(node.value)) for start, end, _, node in spans if node.kind]),
            self.cells(size),
        )

    def cells(self, size: int) -> tuple[Cell, ...]:
        """The cells, each up to the tab before the next."""
        if not self.starts:
            return ()
        ends = [start - 1 for start, _ in self.starts[1:]] + [size]
        return tuple(
            Cell(min(start, size), max(min(start, size), min(end, size)), cell.columns, cell.rows, cell.head)
            for (start, cell), end in zip(self.starts, ends, strict=True)
        )


def _shift(folded: str, inline: Inline, last: str) -> tuple[str, Inline | None]:
    """An exponent or index as Unicode characters. Such text needs no span; other raised text keeps it.

    Text with a digit but without such characters gets a caret, if it is right after a letter or a digit.
    """
    body = folded.strip(" ")
    raised = inline.kind == "superscript"
    if (RAISABLE if raised else LOWERABLE).fullmatch(body):
        return folded.translate(RAISED if raised else LOWERED), inline.parent
    if raised and POWER.fullmatch(body) and (last.isalnum() or last in ")]") and folded[0] != " ":
        return f"^{folded}", inline
    return folded, inline


def clean_text(text: str) -> str:
    """Collapse white space to single spaces and remove invisible marks."""
    return " ".join((text if text.isascii() else INVISIBLE.sub("", text)).split())


def _collapse(raw: str) -> str:
    """Collapse white space, but keep one space if the piece began or ended with some."""
    if not raw.isascii():
        raw = INVISIBLE.sub("", raw)
    words = " ".join(raw.split())
    if not words:
        return " " if raw else ""
    return f"{' ' if raw[0].isspace() else ''}{words}{' ' if raw[-1].isspace() else ''}"
