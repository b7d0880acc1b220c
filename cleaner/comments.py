"""Readers' comments as records of their own: from the blocks of a thread to author, time and text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from cleaner.article import join_blocks
from cleaner.judge.threads import LETTERS, Post, Thread, is_stamp, thread_words
from cleaner.judge.folding import fold
from cleaner.model import Block, Comment, Document, Mark
from cleaner.read.metadata.dates import find_dates, read_machine

EDGES = " \t\u00a0,;:.·•|/()[]–—-@#"
MAX_AUTHOR_CHARS = 80
CLOCK = re.compile(r"\b([01]?\d|2[0-3])[:.h]([0-5]\d)\b")


def list_comments(
    document: Document, threads: Iterable[Thread], keep: Sequence[bool], language: str | None
) -> tuple[Comment, ...]:
    """The comments of the threads of which no text stays, in page order."""
    found: list[Comment] = []
    for thread in threads:
        for post in thread.posts:
            if not post.body or any(keep[at] for at in post.body):
                continue
            marks = [mark for mark in document.head.marks if post.first <= mark.block <= post.last]
            line = document.blocks[post.stamp].text
            found.append(
                Comment(
                    text=join_blocks(tuple(document.blocks[at] for at in post.body)),
                    author=_author(document.blocks[post.name], post, marks, language),
                    date=_date(line, marks, language),
                    depth=post.depth,
                )
            )
    return tuple(found)


def _date(line: str, marks: Sequence[Mark], language: str | None) -> str | None:
    """The time that an attribute states, else the day that the line names."""
    for mark in marks:
        if mark.path[:1] == ("time",) or mark.name in ("datecreated", "datepublished", "commenttime"):
            stated = read_machine(mark.value)
            if stated is not None:
                return stated
    days = find_dates(line, language)
    return days[0].iso if days else None


def _author(line: Block, post: Post, marks: Sequence[Mark], language: str | None) -> str | None:
    """The name in its line: what a mark or a span sets apart, else what stands beside the time."""
    candidates = [
        mark.text for mark in marks if mark.block == line.index and mark.path[:1] != ("time",) and mark.text in line.text
    ]  # fmt: skip
    candidates += [
        line.text[span.start : span.end] for span in line.spans if span.kind in ("link", "strong", "emphasis")
    ]
    if post.name == post.stamp:
        candidates += _beside_time(line.text, language)
    else:
        candidates.append(line.text)
    for candidate in candidates:
        name = _trim(candidate)
        if name and len(name) <= MAX_AUTHOR_CHARS and not is_stamp(name):
            return name
    return None


def _beside_time(text: str, language: str | None) -> Iterator[str]:
    """What stands before the time of a line, then what stands after it."""
    days = find_dates(text, language)
    digits = re.search(r"\d", text)
    start = (
        min(days[0].start if days else len(text), digits.start() if digits else len(text))
        if days
        else _first_of_time(text)
    )
    yield text[:start]
    last = [match.end() for match in re.finditer(r"\d+\w*", text)]
    yield text[max(days[-1].end if days else 0, last[-1] if last else 0) :]


def _first_of_time(text: str) -> int:
    known = thread_words()
    for word in re.finditer(r"\d|[^\W\d_]+", text):
        if word[0].isdigit() or fold(word[0]) in known.ago:
            return word.start()
    return len(text)


def _trim(text: str) -> str:
    """A name without the words and signs around it ("Ida says:")."""
    says = thread_words().says
    name = text.strip(EDGES)
    for _ in range(4):
        first, _, rest = name.partition(" ")
        before, _, last = name.rpartition(" ")
        if last and before and fold(last) in says:
            name = before.strip(EDGES)
        elif rest and fold(first) in says:
            name = rest.strip(EDGES)
        else:
            break
    return "" if fold(name) in says else name
