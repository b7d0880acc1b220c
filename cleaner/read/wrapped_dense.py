"""Joins the lines of hard-wrapped Chinese, Japanese and Korean text, which have no small letters to tell it.

Lines are measured in cells, of which a letter of these scripts fills two. In a wrapped text nearly all lines that do
not end a sentence are full: the next letter, or in Korean the next word, had no room.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from unicodedata import east_asian_width

from cleaner.patterns import later
from cleaner.read.verbatim import Verbatim
from cleaner.words import EAST_ASIAN

Line = str | Verbatim

WIDTHS = range(36, 161)  # cells of a line
WIDE = ("W", "F")
HANGUL = later("[\uac00-\ud7af]")
MIN_DENSE = 0.3  # share of a line's characters that are letters of these scripts
MIN_LINES = 3  # full lines that a sentence goes on from
MIN_FULL = 0.65  # of the lines that do not end a sentence
MIN_ENDED = 0.6  # of the lines after full ones that are not full themselves: titles of one length end no sentence
LONGEST = 0.95  # the share of them that is no longer than the width
MIN_LONG = 0.7  # the share of the width from which a line counts; labels are shorter
SLACK = 2  # cells
LETTER = 4  # cells of what must not begin a line: a letter and the mark behind it
MIN_PAUSED = 0.4  # share of the lines with a mark inside, as in text; titles have fewer
PAUSE = later("[，。、；：！？,.]")
END = later("[。！？!?.…][」』”’）)]*\\Z")
INDENTS = ("\u3000", "  ", "\t")


def unwrap_dense(lines: Sequence[Line], is_item: Callable[[str], object]) -> list[Line]:
    """Join the lines of hard-wrapped paragraphs in these scripts. Other lines stay as they are, as does their indent.

    ``is_item`` tells whether a line begins with the mark of a list.
    """
    dense = [isinstance(line, str) and _is_dense(line) for line in lines]
    pairs = [
        (str(lines[at]).rstrip(), str(lines[at + 1])) for at in range(len(lines) - 1)
        if dense[at] and dense[at + 1] and not is_item(str(lines[at]).strip())
    ]  # fmt: skip
    open_ended = [(one, other, count_cells(one)) for one, other in pairs if not END.search(one)]
    sizes = sorted(cells for _, _, cells in open_ended)
    width = sizes[int(LONGEST * (len(sizes) - 1))] if len(sizes) >= MIN_LINES else 0
    if width not in WIDTHS:
        return [*lines]
    long = [(one, other, cells) for one, other, cells in open_ended if cells >= MIN_LONG * width]
    full = sum(_is_full(cells, other, width) for _, other, cells in long)
    paused = sum(PAUSE.search(one[:-1]) is not None for one, _, _ in long)
    if full < max(MIN_LINES, MIN_FULL * len(long)) or paused < MIN_PAUSED * len(long):
        return [*lines]
    last = [other.rstrip() for _, other, cells in long if _is_full(cells, other, width)]
    last = [line for line in last if count_cells(line) <= width - LETTER - SLACK or END.search(line)]
    if sum(END.search(line) is not None for line in last) < MIN_ENDED * max(1, len(last)):
        return [*lines]
    over = sum(count_cells(str(line)) > width + LETTER for line, is_dense in zip(lines, dense, strict=True) if is_dense)
    if over > len(long) * (1 - MIN_FULL):
        return [*lines]  # its paragraphs are lines
    return _join(lines, dense, width, is_item)


def count_cells(text: str) -> int:
    """The cells that a text fills in a terminal. Those of a text that is longer than a line are not counted."""
    return len(text) if len(text) >= WIDTHS.stop else sum(2 if east_asian_width(char) in WIDE else 1 for char in text)


def _is_dense(line: str) -> bool:
    begin = line.strip()[: WIDTHS.stop]
    return not begin.isascii() and len(EAST_ASIAN.findall(begin)) > MIN_DENSE * len(begin)


def _is_full(cells: int, following: str, width: int) -> bool:
    first = following.lstrip()
    need = count_cells(first.split(maxsplit=1)[0]) + 1 if HANGUL.match(first) else LETTER
    return width + LETTER >= cells > width - need - SLACK


def _ends_above(line: str, following: str, width: int) -> bool:
    """Whether a full line ends a paragraph: it ends a sentence, and the next one is a short line that ends none."""
    other = following.rstrip()
    return END.search(line.rstrip()) is not None and END.search(other) is None and count_cells(other) < MIN_LONG * width


def _join(lines: Sequence[Line], dense: Sequence[bool], width: int, is_item: Callable[[str], object]) -> list[Line]:
    found: list[list[Line]] = [[line] for line in lines[:1]]
    for at, (one, other) in enumerate(pairwise(lines)):
        joins = (
            isinstance(one, str) and isinstance(other, str) and dense[at] and other.strip()
            and not other.startswith(INDENTS) and not is_item(other.strip())
            and _is_full(count_cells(one.rstrip()), other, width) and not _ends_above(one, other, width)
        )  # fmt: skip
        if joins and isinstance(one, str) and isinstance(other, str):
            spaced = HANGUL.match(other) and HANGUL.search(one[-8:])
            found[-1].append(f" {other.strip()}" if spaced else other.strip())
        else:
            found.append([other])
    return [
        pieces[0] if len(pieces) == 1 else "".join([str(pieces[0]).rstrip(), *map(str, pieces[1:])]) for pieces in found
    ]
