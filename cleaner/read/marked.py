"""Markdown in plain text: the marks of links, images, emphasis and escapes go, and what they mean becomes spans.

Tools such as html2text and Jina Reader dump pages as Markdown. A text counts as such only if it has a link with an
address. Otherwise it may be the dump of a text browser, which numbers its links (``browsed``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from cleaner.model import Span
from cleaner.patterns import later
from cleaner.read.browsed import drop_numbers
from cleaner.read.verbatim import Verbatim
from cleaner.vocabulary import SpanKind

Line = str | Verbatim

MAX_LABEL_CHARS = 600
MAX_LINKS = 2_000  # of one line
ADDRESS = r"(?:[a-z][a-z0-9+.-]{1,12}:|[/#?.]|www\.)"
TARGET = re.compile(rf"\(\s*<?({ADDRESS}[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+\"[^\"]*\")?\s*\)", re.I)
EMPTY_TARGET = re.compile(r"\(\s*(?:<>)?\s*\)")
BRACKET = re.compile(r"\\?[\[\]]")
OPENED, CLOSED, MASK = "\1", "\2", "\0"  # in place of marks and addresses; plain text has no control characters
NAMED = re.compile(r"\[([^\[\]]{1,60})\]")
DEFINITION = later(rf"\[([^\[\]]{{1,60}})\]:\s+<?({ADDRESS}\S*?)>?(?:\s+\"[^\"]*\")?", re.I)
ESCAPED = later(r"\\([\\`*_\[\]#+.!<>|~-])")  # "\\(" begins a formula
CODE = later(r"(?<![`\\])(`+)(?!`)(.{1,400}?)(?<!`)\1(?!`)")
STRONG = later(
    r"(?<![\w*])\*\*(?=[^\s*])[^*]{1,400}?(?<=[^\s*])\*\*(?![\w*])"
    r"|(?<![\w_])__(?=[^\s_])[^_]{1,400}?(?<=[^\s_])__(?![\w_]|\.\w)"
)
EMPHASIS = later(
    r"(?<![\w*])\*(?=[^\s*])[^*]{1,400}?(?<=[^\s*])\*(?![\w*])"
    r"|(?<![\w_])_(?=[^\s_])[^_]{1,400}?(?<=[^\s_])_(?![\w_])"
)
EMPHASES: tuple[tuple[re.Pattern[str], int, SpanKind], ...] = ((STRONG, 2, "strong"), (EMPHASIS, 1, "emphasis"))
CODE_LETTER = "x"


class Marks:
    """What the marks of one text mean: whether it is Markdown, and the addresses of links that it names."""

    __slots__ = ("markdown", "targets")

    def __init__(self, markdown: bool, targets: Mapping[str, str]) -> None:
        self.markdown, self.targets = markdown, targets


NO_MARKS = Marks(False, {})


def find_marks(lines: list[Line]) -> Marks:
    """How the links of a text are marked. Lines that define its links, and the numbers of text browsers, go."""
    texts = (line.text if isinstance(line, Verbatim) and line.kind == "table" else line for line in lines)
    linked = any(isinstance(text, str) and "](" in text and _has_target(text) for text in texts)
    targets: dict[str, str] = {}
    used = {
        label.casefold() for line in lines if isinstance(line, str) and "][" in line
        for label in NAMED.findall(line)
    }  # fmt: skip
    if used:
        for at, line in enumerate(lines):
            found = DEFINITION.fullmatch(line) if isinstance(line, str) and line[:1] == "[" and "]:" in line else None
            if found is not None and found[1].casefold() in used:
                targets.setdefault(found[1].casefold(), found[2])
                lines[at] = ""
    if not targets and not linked:
        drop_numbers(lines)
        return NO_MARKS
    return Marks(True, targets)


def _has_target(line: str) -> bool:
    return any(TARGET.match(line, found.end()) for found in islice(re.finditer(r"\](?=\()", line), MAX_LINKS))


def read_marks(text: str, marks: Marks) -> tuple[str, tuple[Span, ...]]:
    """The text of a line without the marks of Markdown, and its spans."""
    if not marks.markdown or not any(map(text.__contains__, "[]*_\\")):
        return text, ()
    gone: list[tuple[int, int]] = []
    spans: list[Span] = []
    code = [found.span() for found in CODE.finditer(text)] if "`" in text else []
    masked = _find_links(_mask(text, code), text, marks, gone, spans)
    for pattern, size, kind in EMPHASES:
        for start, end in _pairs(masked, pattern, size):
            gone += [(start - size, start), (end, end + size)]
            spans.append(Span(start, end, kind))
    gone += [(found.start(), found.start() + 1) for found in ESCAPED.finditer(masked)]
    return _cut(text, sorted(gone), spans)


def _mask(text: str, reaches: Sequence[tuple[int, int]]) -> str:
    """The text with letters in place of code, whose marks mean nothing."""
    parts, at = [], 0
    for start, end in reaches:
        parts += [text[at:start], CODE_LETTER * (end - start)]
        at = end
    return "".join((*parts, text[at:]))


def _find_links(plain: str, text: str, marks: Marks, gone: list[tuple[int, int]], spans: list[Span]) -> str:
    """Note links and images. Returns the text with other characters in place of their marks and addresses.

    ``plain`` is the text without its code.
    """
    masked = list(plain)
    opened: list[int] = []
    for found in islice(BRACKET.finditer(plain), 4 * MAX_LINKS):
        if found[0] == "[":
            opened.append(found.start())
        if found[0] == "]" and not opened and (closed := TARGET.match(text, found.end())) is not None:
            gone.append((found.start(), closed.end()))  # a card whose words began above
            if found.start() and not spans:
                spans.append(Span(0, found.start(), "link", closed[1]))
            masked[found.start() : closed.end()] = " " * (closed.end() - found.start())
        if found[0] != "]" or not opened:
            continue
        start, end = opened.pop(), found.end()
        target = _find_target(text, start, end, marks) if end - start <= MAX_LABEL_CHARS else None
        if target is None:
            continue
        address, stop = target
        image = text[start - 1 : start] == "!"
        first = start - image
        if image or not any(map(str.isalnum, masked[start + 1 : end - 1])):
            gap = stop < len(text) and text[stop] == " " == text[first - 1 : first]
            gone.append((first, stop + gap))
            masked[first:stop] = " " * (stop - first)
            continue
        gone += [(start, start + 1), (end - 1, stop)]
        spans.append(Span(start + 1, end - 1, "link", address))
        masked[start] = OPENED
        masked[end - 1 : stop] = CLOSED + MASK * (stop - end)
    if opened[:1] == [0] and plain.startswith("[ "):
        gone.append((0, 1))  # a card whose words go on below
        if len(plain) > len("[ ") and not spans:
            spans.append(Span(1, len(text), "link", ""))
    return "".join(masked)


def _find_target(text: str, start: int, end: int, marks: Marks) -> tuple[str, int] | None:
    """The address of the link whose label is in brackets, and where the link ends; None if it is no link."""
    found = TARGET.match(text, end)
    if found is not None:
        return found[1], found.end()
    if found := EMPTY_TARGET.match(text, end):
        return "", found.end()
    named = NAMED.match(text, end) if marks.targets else None
    label = named[1].casefold() if named is not None else ""
    return (marks.targets[label], named.end()) if named is not None and label in marks.targets else None


def _pairs(masked: str, pattern: re.Pattern[str], size: int) -> Iterator[tuple[int, int]]:
    """The text between two marks of emphasis, if no link begins or ends there without its other end."""
    for found in pattern.finditer(masked):
        if found[0].count(OPENED) == found[0].count(CLOSED):
            yield found.start() + size, found.end() - size


def _cut(text: str, gone: Sequence[tuple[int, int]], spans: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    """A text without parts of it, and the spans at their new places."""
    kept: list[str] = []
    at = 0
    ends: list[int] = []  # of the parts that go
    shifts: list[int] = []  # how many characters are gone up to there
    for begin, end in gone:
        if end <= at:
            continue
        start = max(begin, at)
        kept.append(text[at:start])
        ends += [start, end]
        shifts += [sum(shifts[-1:]), sum(shifts[-1:]) + end - start]
        at = end
    kept.append(text[at:])

    def place(old: int) -> int:
        nth = bisect_right(ends, old) - 1
        return old if nth < 0 else old - shifts[nth] if nth % 2 else ends[nth] - shifts[nth]

    placed = [Span(place(span.start), place(span.end), span.kind, span.value) for span in spans]
    cut = "".join(kept)
    lead = len(cut) - len(cut.lstrip())
    size = len(cut.strip())
    moved = [
        Span(max(0, span.start - lead), min(size, span.end - lead), span.kind, span.value) for span in placed
    ]  # fmt: skip
    shown = [span for span in moved if span.start < span.end and (span.value or span.kind != "link")]
    return cut.strip(), tuple(sorted(shown, key=lambda span: (span.start, -span.end)))
