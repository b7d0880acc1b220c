"""Reads plain text that another tool extracted, into blocks.

A line is a block, or several lines are a paragraph if blank lines separate hard-wrapped ones. List marks and lone ``-``
lines become items. A byline glued to a dateline (``Associated PressWASHINGTON —``) becomes a separate block. Code is
one block with its fence and its indentation, and a table row is a block with tabs between its cells (``verbatim``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from cleaner.model import Block, Document, Span
from cleaner.patterns import later
from cleaner.read.dumped import without_marks
from cleaner.read.frontmatter import find_end
from cleaner.read.inline import clean_text, fold_code
from cleaner.read.marked import NO_MARKS, Marks, find_marks, read_marks
from cleaner.read.pages import BREAK, join_pages
from cleaner.read.verbatim import Verbatim, join_verbatim
from cleaner.read.wrapped import unwrap
from cleaner.read.wrapped_dense import unwrap_dense
from cleaner.vocabulary import BlockKind
from cleaner.words import EAST_ASIAN

Line = str | Verbatim

MAX_HEADING_CHARS = 120
MIN_PROSE_CHARS = 80
ITEM = re.compile(r"(?:[-+*•·▪◦‣–□☆○■★◎●]|\d{1,3}[.)])[ \t\u00a0]+(?=\S)")
BULLET = re.compile(r"[-+*•·▪◦‣–□☆○■★◎●][ \t\u00a0]+")
MIN_SPOKEN_CHARS = 60
SPOKEN_END = (".", "!", "?", "…")
RULE = re.compile(r"\*(?:[ \t\u00a0]+\*)+|-(?:[ \t\u00a0]+-)+")  # "* * *"
LONE_MARK = re.compile(r"[-*•·▪◦‣–□☆○■★◎●]")
UNDERLINE = re.compile(r"={3,}|-{3,}")
STARS = "** "  # before a heading over dashes of one length, in mails of Mailchimp
LONG_RULE = re.compile(r"([^\w\s])\1{9,}")  # parts a text as a blank line does
MAX_UNDERLINE_RAGS = 3  # characters by which dashes under a heading may be longer or shorter
SETTING = re.compile(r"[\w.-]+ ?= ?\S|<<<<<<< ")  # a line of a configuration, one side of a conflict
BUTTON = re.compile(r"\w\s?\[[^\W\d_][^\[\]]{2,40}\]\Z")
LONE_BUTTON = re.compile(r"\[[^\W\d_]{3,20}\]")
MIN_BUTTONS = 2
PERMALINK = "¶"  # behind the headings of manuals
PERMANENT = later(r"\S.{0,200}\w\W?\s?¶\Z")
MIN_BELOW = 50  # characters of the line below such a heading; verses are shorter
HEADING_MARK = re.compile(r"(#{1,6})\s+(?=\S)")
CLOSING_MARK = later(r"(?<=\S)[ \t]+#{1,6}\Z")
SENTENCE_END = tuple('.!?…:;,。！？：；，،؛؟।"”»」』)')
DATELINE = r"[A-Z][A-Z.'’ ,/-]{2,40}(?:,\s[A-Z][\w. ]{1,24})?(?:\s?\([^()]{2,40}\))?\s?[—–-]{1,2}\s"
# a name in mixed case, directly followed by a place in capitals and a dash
GLUED = re.compile(rf"((?:By |BY )?[^\W\d_][\w.'’&,/ -]{{1,60}}[a-z.)]|[A-Z]{{2,4}}(?= ))(?={DATELINE})")
MAX_GLUED_WORDS = 8


def read_text(text: str) -> Document:
    """Segment plain text that ``decode.scrub`` has processed."""
    text = text.removeprefix("\ufeff").replace("\u2028", "\n")
    raw = join_pages(text) if BREAK in text else text.split("\n")
    raw = without_marks(text, raw)
    front = find_end(raw)
    whole: Iterable[Line] = join_verbatim(raw[front:])
    if EAST_ASIAN.search(text):
        whole = unwrap_dense([*whole], _is_listed)
    lines = _mark_underlined([_clean_line(line) for line in whole])
    lines = ["" if isinstance(line, str) and LONG_RULE.fullmatch(line) else line for line in lines]
    if front:
        lines[:0] = [_clean_line(Verbatim("code", "\n".join(line.rstrip() for line in raw[:front]).lstrip("\n"))), ""]
    linked = "](" in text or "][" in text or "://" in text or "[2]" in text
    linked = linked or ("</table" in text and any("](" in line for line in raw))  # tables in HTML have become Markdown
    marks = find_marks(lines) if linked else NO_MARKS
    lines = _without_buttons(unwrap(lines, _is_listed))
    if text.count(PERMALINK) >= MIN_BUTTONS:
        lines = [line[:-1].rstrip() if isinstance(line, str) and PERMANENT.match(line) else line for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    has_gaps = "" in lines[next((at for at, line in enumerate(lines) if line), 0) :]
    rows = [*_rows(lines)]
    blocks: list[Block] = []
    first = True  # whether all lines so far are those that each page repeats
    for at, (line, gap) in enumerate(rows):
        following = rows[at + 1][0] if at + 1 < len(rows) else ""
        spans: tuple[Span, ...] = ()
        if isinstance(line, Verbatim):
            kind: BlockKind = line.kind
            level, parts = 0, [_read_cells(line, marks)]
        else:
            kind, level, body = _classify(line, "" if isinstance(following, Verbatim) else following, first=first)
            body, spans = read_marks(body, marks)
            parts = [body] if spans else _unglue(body)
        first = first and kind == "other"
        for nth, part in enumerate(parts if any(parts) else ()):
            tight = bool(blocks) and (nth > 0 or (has_gaps and not gap))
            blocks.append(Block(len(blocks), kind, part, level, tight=tight, spans=spans))
    return Document(tuple(blocks), source="text")


def _read_cells(row: Verbatim, marks: Marks) -> str:
    """The text of a row without the marks of Markdown in its cells. Code stays as it is."""
    if row.kind != "table" or not marks.markdown:
        return row.text
    return "\t".join(read_marks(cell, marks)[0] for cell in row.text.split("\t"))


def _clean_line(line: Line) -> Line:
    if isinstance(line, str):
        return clean_text(line)
    text = fold_code([(line.text, None)])
    return Verbatim(line.kind, text) if text.strip() else ""


def _without_buttons(lines: list[Line]) -> list[Line]:
    """Headings without the button in brackets that ends several of them: "History[edit]"."""
    alone = Counter(line for line, _ in _lone_buttons(lines))
    if any(times >= MIN_BUTTONS for times in alone.values()):
        lines = [*lines]
        for line, at in [*_lone_buttons(lines)]:
            lines[at] = "" if alone[line] >= MIN_BUTTONS else line
    said = [line for line in lines if line]
    ends = [
        line[line.rfind("[") :] for line, following in pairwise(said)
        if isinstance(line, str) and isinstance(following, str) and len(following) >= MIN_BELOW and _has_button(line)
    ]  # fmt: skip
    button, times = max(Counter(ends).items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if times < MIN_BUTTONS:
        return lines
    return [
        line.removesuffix(button).rstrip() if isinstance(line, str) and _has_button(line) else line for line in lines
    ]  # fmt: skip


def _lone_buttons(lines: Sequence[Line]) -> Iterator[tuple[str, int]]:
    """The buttons on lines of their own, with their indices, except those below a sentence: "[Applause]"."""
    above: Line = ""
    for at, line in enumerate(lines):
        if isinstance(line, str) and line[:1] == "[" and LONE_BUTTON.fullmatch(line):
            if not (isinstance(above, str) and above.endswith(SENTENCE_END)):
                yield line, at
        elif line:
            above = line


def _has_button(line: str) -> bool:
    found = BUTTON.search(line) if line.endswith("]") and len(line) <= MAX_HEADING_CHARS else None
    return found is not None


def _is_listed(line: str) -> bool:
    """Whether a line begins with the mark of a list or of a heading."""
    return bool(ITEM.match(line) or LONE_MARK.fullmatch(line) or HEADING_MARK.match(line))


def _mark_underlined(lines: list[Line]) -> list[Line]:
    """Write a heading that is underlined with ``=`` or ``-``, as in Markdown, with the marks of one."""
    for at in range(1, len(lines)):
        rule, line = lines[at], lines[at - 1]
        if not isinstance(rule, str) or not isinstance(line, str) or not UNDERLINE.fullmatch(rule):
            continue
        alike = rule[0] == "=" or line.startswith(STARS) or abs(len(rule) - len(line)) <= MAX_UNDERLINE_RAGS
        marked = HEADING_MARK.match(line) or ITEM.match(line) or not any(map(str.isalnum, line))
        marked = marked or (len(rule) != len(line) and SETTING.match(line) is not None)
        if alike and not marked and len(line) <= MAX_HEADING_CHARS:
            lines[at - 1], lines[at] = f"{'#' if rule[0] == '=' else '##'} {line.removeprefix(STARS)}", ""
            if at > 1 and lines[at - 2] == rule:
                lines[at - 2] = ""
    return lines


def _rows(lines: list[Line]) -> Iterator[tuple[Line, bool]]:
    """Non-empty lines, each with whether a blank line came before it. A lone list mark joins the line below."""
    gap = mark = False
    for line in lines:
        if not line:
            gap = True
        elif isinstance(line, Verbatim):
            yield line, gap
            gap = mark = False
        elif LONE_MARK.fullmatch(line):
            mark = True
        else:
            yield (f"- {line}" if mark and not ITEM.match(line) else line), gap
            gap = mark = False


def _classify(line: str, following: str, *, first: bool) -> tuple[BlockKind, int, str]:
    heading = HEADING_MARK.match(line)
    if heading:
        return "heading", len(heading[1]), CLOSING_MARK.sub("", line[heading.end() :])
    bullet = BULLET.match(line)
    if bullet and not RULE.fullmatch(line) and not _is_spoken(line):
        return "item", 1, line[bullet.end() :]
    if bullet or ITEM.match(line):
        return "paragraph", 0, line
    short = len(line) <= MAX_HEADING_CHARS and not line.endswith(SENTENCE_END)
    if short and (first or len(following) >= MIN_PROSE_CHARS):
        return "heading", 1 if first else 2, line
    return "paragraph", 0, line


def _is_spoken(line: str) -> bool:
    """Whether a dash begins the words of somebody, as in Polish or Swedish, rather than an item."""
    return line[0] == "–" and len(line) >= MIN_SPOKEN_CHARS and line.endswith(SPOKEN_END)


def _unglue(line: str) -> list[str]:
    """Separate a byline from the dateline that it is glued to.

    >>> _unglue("Associated PressWASHINGTON — The House voted.")
    ['Associated Press', 'WASHINGTON — The House voted.']
    >>> _unglue("In WASHINGTON — the capital — they voted.")
    ['In WASHINGTON — the capital — they voted.']
    """
    match = GLUED.match(line)
    if match is None or line[match.end()].isspace() or len(match[1].split()) > MAX_GLUED_WORDS:
        return [line]
    head = match[1]
    return [line] if head[-1] == " " or not head[-1].islower() else [head.strip(), line[match.end() :]]
