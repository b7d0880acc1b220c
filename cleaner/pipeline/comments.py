"""Readers' comments as separate records: from the blocks of a thread to author, time and text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cleaner.article import join_blocks
from cleaner.judge.folding import fold
from cleaner.judge.threads import Post, Thread, is_stamp, thread_words
from cleaner.model import Block, Comment, Document, Mark, around
from cleaner.read.metadata.dates import find_dates, read_machine
from cleaner.read.tags import TIME_TAGS

EDGES = " \t\u00a0,;:·•|/()[]–—-@#"
MAX_AUTHOR_CHARS = 80
MAX_AFFIXES = 4  # words such as "says" around a name
NAME_SPANS = frozenset({"link", "strong", "emphasis"})
CLOCK = re.compile(r"\d{1,2}[:h]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?", re.I)
WORD = re.compile(r"\d+|[^\W\d_]+")


def list_comments(
    document: Document, threads: Iterable[Thread], keep: Sequence[bool], language: str | None
) -> tuple[Comment, ...]:
    """The comments of all threads without text that stays, in page order."""
    found: list[Comment] = []
    for thread in threads:
        for post in thread.posts:
            if not post.body or any(keep[at] for at in post.body):
                continue
            marks = [mark for mark in document.head.marks if post.first <= mark.block <= post.last]
            line = document.blocks[post.stamp].text
            found.append(
                Comment(
                    text=_join(document.blocks, post),
                    author=_author(document.blocks[post.name], post, marks, language),
                    date=_date(line, marks, language),
                    depth=post.depth,
                )
            )
    return tuple(found)


def _join(blocks: Sequence[Block], post: Post) -> str:
    """The text of a comment. An item of the list that holds the comments themselves counts as a paragraph."""
    stamp = blocks[post.stamp].place
    lists = {place for place in stamp.lineage() if place.kind == "list"} if stamp is not None else set()
    body = (blocks[at] for at in post.body)
    return join_blocks(
        tuple(
            replace(block, kind="paragraph") if block.kind == "item" and around(block.place, "list") in lists else block
            for block in body
        )
    )


def _date(line: str, marks: Sequence[Mark], language: str | None) -> str | None:
    """The time that an attribute states, or else the day in the line."""
    for mark in marks:
        if mark.path[0] in TIME_TAGS or mark.name in ("datecreated", "datepublished", "commenttime"):
            stated = read_machine(mark.value)
            if stated is not None:
                return stated
    days = find_dates(line, language)
    return days[0].iso if days else None


def _author(line: Block, post: Post, marks: Sequence[Mark], language: str | None) -> str | None:
    """The author's name in the line: the marked or linked part, or else the text beside the time."""
    said = [mark.text for mark in marks if mark.block == line.index and mark.path[0] not in TIME_TAGS]
    said = [text for text in said if text in line.text]
    said += [line.text[span.start : span.end] for span in line.spans if span.kind in NAME_SPANS]
    said += _beside_time(line.text, language) if post.name == post.stamp else [line.text]
    names = (_trim(text) for text in said)
    return next((name for name in names if name and len(name) <= MAX_AUTHOR_CHARS and not is_stamp(name)), None)


def _beside_time(text: str, language: str | None) -> tuple[str, str]:
    """The texts before and after the time of a line."""
    days = find_dates(text, language)
    times = [(found.start, found.end) for found in days]
    times += [(found.start(), found.end()) for found in CLOCK.finditer(text)]
    if not times:
        times = [(found.start(), found.end()) for found in WORD.finditer(text) if _is_time(found[0])]
    if not times:
        return text, ""
    return text[: min(start for start, _ in times)], text[max(end for _, end in times) :]


def _is_time(word: str) -> bool:
    return word.isdigit() or fold(word) in thread_words().ago


def _trim(text: str) -> str:
    """A name without the words and punctuation around it ("Ida says:")."""
    says = thread_words().says
    name = text.strip(EDGES)
    for _ in range(MAX_AFFIXES):
        first, _, rest = name.partition(" ")
        before, _, last = name.rpartition(" ")
        if last and before and fold(last) in says:
            name = before.strip(EDGES)
        elif rest and fold(first) in says:
            name = rest.strip(EDGES)
        else:
            break
    return "" if fold(name) in says else name
