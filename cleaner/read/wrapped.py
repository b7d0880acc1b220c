"""Joins the lines of hard-wrapped plain text: mails, dumps of text browsers, text of PDF files.

A line that was wrapped is full: the first word of the next line had no room in it. So a text is hard-wrapped if nearly
all lines of its paragraphs are full and many sentences go on below. Verses and lists are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby, pairwise

from cleaner.patterns import later
from cleaner.read.verbatim import Verbatim
from cleaner.shipped import load

Line = str | Verbatim

COLUMNS = range(30, 121)  # widths of hard-wrapped text
MIN_CARRIED = 3  # lines that begin in small letters, as what goes on from the line before
FEW_COLUMNS = range(60, 81)  # widths of a text with fewer, in which no line is longer and all such lines are full
LONG = 0.7  # the share of the width from which a line is part of a paragraph; menus of a page are shorter
MIN_SHARE = 0.3  # share of the long lines that go on in small letters
MIN_FULL = 0.8  # share of the long lines that are full, except those that end a sentence
MAX_PAUSES = 0.45  # share of the long lines that end in a mark; most verses do
SLACK = 0.12  # share of the width by which a full line of letters of unequal widths may be shorter
LONGEST = 0.95  # the share of lines that are no longer than the width; tables and addresses may be
MARK = re.compile(r"[,.;:!?…—–]")
MIN_MARKED = 0.1  # share of the long lines with punctuation; some verses have none
MIN_BROKEN = 0.4  # share of the width from which a line goes on in a line that begins in small letters
MIN_COMPOUND = 4  # letters of the second part of a compound; those of an ending are fewer
ADDRESS = re.compile(r"\]\(|://")
OPENERS = "\"'“”‘’„«(["
FIELD = re.compile(r"[A-Z][A-Za-z-]{1,24}:\s")  # of the header of a mail
QUOTED = ">"  # before the lines of a quoted mail
HYPHENS = ("-", "\u2010")
DENSE = later("[\u3040-\u30ff\u3400-\u9fff]")
PAUSE = re.compile(r"[,.;:!?…—–][\"'”’»)\]]*\Z")
SENTENCE_END = re.compile(r"[.!?…。！？।:;][\"'”’»)\]]*\Z")


def unwrap(lines: list[Line], is_item: Callable[[str], object]) -> list[Line]:
    """Join the lines of hard-wrapped paragraphs. A text whose lines are paragraphs stays as it is.

    ``is_item`` tells whether a line begins with the mark of a list.
    """
    pairs = [
        (one, other) for one, other in pairwise(lines)
        if isinstance(one, str) and isinstance(other, str) and one and other and not is_item(one) and not is_item(other)
    ]  # fmt: skip
    carried = sorted(len(one) for one, other in pairs if len(one) >= COLUMNS[0] and _goes_on(one, other))
    if carried and carried[int(LONGEST * (len(carried) - 1))] >= COLUMNS.stop:  # lines with addresses are not wrapped
        carried = sorted(
            len(one) for one, other in pairs
            if len(one) >= COLUMNS[0] and _goes_on(one, other) and not ADDRESS.search(one)
        )  # fmt: skip
    few = 0 < len(carried) < MIN_CARRIED
    width = _find_longest(lines) if few else carried[int(LONGEST * (len(carried) - 1))] if carried else 0
    if width not in (FEW_COLUMNS if few else COLUMNS) or (few and not _carry_sentences(lines)):
        return lines
    long = [(one, other) for one, other in pairs if LONG * width <= len(one) <= width / LONG]
    if sum(_goes_on(one, other) for one, other in long) < MIN_SHARE * len(long):
        return lines
    others = [line for line in lines if isinstance(line, str) and len(line) > width / LONG and not is_item(line)]
    if sum(map(_count_wordy, others)) > sum(len(one) for one, _ in long) / LONG:
        return lines  # its paragraphs are lines
    if sum(PAUSE.search(one) is not None for one, _ in long) > MAX_PAUSES * len(long) + (width in FEW_COLUMNS):
        return lines  # verses, which seldom are so long
    if sum(MARK.search(one) is not None for one, _ in long) < MIN_MARKED * len(long):
        return lines  # verses without punctuation
    within = [(one, other) for one, other in long if not SENTENCE_END.search(one)]
    if sum(_is_full(one, other, width) for one, other in within) < (1 if few else MIN_FULL) * len(within):
        return lines
    return _join(lines, width, is_item)


def _carry_sentences(lines: Sequence[Line]) -> bool:
    """Whether all lines that go on are in paragraphs of sentences: no commands, records or lists in small letters."""
    for told, group in groupby(lines, lambda line: isinstance(line, str) and line != ""):
        run = [*map(str, group)] if told else []
        if not any(len(one) >= COLUMNS[0] and _goes_on(one, other) for one, other in pairwise(run)):
            continue
        if run[0].lstrip(f"{QUOTED} {OPENERS}")[:1].islower() or not SENTENCE_END.search(run[-1]):
            return False
    return True


def _find_longest(lines: Sequence[Line]) -> int:
    """The letters of the longest line that is no address."""
    return max((len(line) for line in lines if isinstance(line, str) and not ADDRESS.search(line)), default=0)


def _count_wordy(line: str) -> int:
    """The letters of a paragraph in one line. Addresses are not wrapped either."""
    return len(line) if SENTENCE_END.search(line) and not ADDRESS.search(line) else 0


def _goes_on(line: str, following: str) -> bool:
    """Whether a sentence goes on in the next line by its letters."""
    return following[:1].islower() and not SENTENCE_END.search(line)


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether a line had no room for the first word of the next one."""
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width * (1 - SLACK)


def _join(lines: Sequence[Line], width: int, is_item: Callable[[str], object]) -> list[Line]:
    rejoin = _hyphens(lines)
    found: list[list[Line]] = []  # the pieces of each paragraph
    last = ""  # the line as it was before others were joined
    broken = False  # whether the line above the last one is short
    for at, line in enumerate(lines):
        joins = (
            isinstance(line, str) and line and last
            and not is_item(line) and not FIELD.match(line) and line.startswith(QUOTED) == last.startswith(QUOTED)
            and (
                _is_full(last, line, width)
                or _is_parted(last, line, width)
                or (not broken and _is_short(last, line, width) and not _is_list(lines, at, width))
            )
        )  # fmt: skip
        before = found[-1][-1] if joins else ""
        piece = line.lstrip("> ") if isinstance(line, str) and line.startswith(QUOTED) else line
        if before and piece and isinstance(before, str) and isinstance(piece, str):
            found[-1][-1] = rejoin(before, piece).removesuffix(piece)
            found[-1].append(piece)
        else:
            found.append([line])
        broken = bool(last) and isinstance(line, str) and line != "" and _is_short(last, line, width)
        last = line if isinstance(line, str) else ""
    return [pieces[0] if len(pieces) == 1 else "".join(map(str, pieces)) for pieces in found]


def _is_short(line: str, following: str, width: int) -> bool:
    """Whether a line goes on in the next one that had room: a line in large letters, or above a long word."""
    if len(line) < MIN_BROKEN * width or not _goes_on(line, following) or _is_full(line, following, width):
        return False
    return len(following) >= LONG * width or SENTENCE_END.search(following) is not None


def _is_list(lines: Sequence[Line], at: int, width: int) -> bool:
    """Whether the next line goes on a shorter one as well: lines in small letters that are a list."""
    line, following = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
    if not isinstance(line, str) or not isinstance(following, str) or not following:
        return False
    return _is_short(line, following, width)


def _is_parted(line: str, following: str, width: int) -> bool:
    """Whether a word is parted at its hyphen, before a capital ("Anglo-" and "Saxon") or in no short line."""
    if not line.endswith(HYPHENS) or not line[-2:-1].isalpha():
        return False
    return following[:1].isupper() or (following[:1].islower() and len(line) >= MIN_BROKEN * width)


def _hyphens(lines: Sequence[Line]) -> Callable[[str, str], str]:
    """A function that joins two lines. A word that was parted becomes whole, but not "pre- and postwar"."""
    texts = [line for line in lines if isinstance(line, str)]
    whole: frozenset[str] | None = None

    def join(one: str, other: str) -> str:
        nonlocal whole
        if one.endswith(HYPHENS) and one[-2:-1].isalpha() and other[:1].isalpha():
            word = other.split(maxsplit=1)[0].strip(".,;:")
            if not word[0].islower():
                return one + other  # "Anglo-" and "Saxon"
            if whole is None:
                whole = frozenset(part for text in texts for part in text.split() if "-" in part)
            if word in suspended():
                return f"{one} {other}"
            parted = one.rsplit(maxsplit=1)[-1]
            compound = len(word) >= MIN_COMPOUND and parted.strip(OPENERS)[:-1].lower() in compounds()
            return one + other if compound or f"{parted}{word}" in whole else one[:-1] + other
        dense = DENSE.match(one[-1]) and DENSE.match(other[0])
        return one + other if dense else f"{one} {other}"

    return join


@cache
def compounds() -> frozenset[str]:
    """What begins words that keep their hyphen, in lower case."""
    return frozenset(load("structure.yaml")["compounds"])


@cache
def suspended() -> frozenset[str]:
    """Words such as "and" behind a hyphen that stands for the rest of a compound, in lower case."""
    return frozenset(load("structure.yaml")["suspended"])
