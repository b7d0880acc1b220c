"""Threads of readers' comments, recognised by their structure: a name, a time and a text, repeated.

A line with a time stands for a comment. Lines with the same signature (``units.signature_of``) are a thread, if each
has a name in it or beside it, and a text after it. ``judge`` decides whether a thread is chrome: under an article it
is, but in a forum or a live blog the thread is the text and stays.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import islice

from cleaner.classes import dataclass
from cleaner.judge.folding import UNSPACED, count_words, fold
from cleaner.judge.glances import DIGIT, find_numbered
from cleaner.judge.phrases import Rules, match
from cleaner.judge.runs import is_link
from cleaner.judge.units import (
    MAX_GAP,
    MAX_UP,
    find_common,
    is_inside,
    lineage,
    part_by_elements,
    part_by_lines,
    runs_of,
    signature_of,
)
from cleaner.model import Block, Container, Document
from cleaner.shipped import DATA, load

STAMP = re.compile(r"(?:19|20)\d\d|\d{1,2}:\d\d|\d{1,2}[./-]\d{1,2}[./-]|\d ?[月월]")
LETTERS = re.compile(r"[^\W\d_]+")
MAX_STAMP_CHARS, MAX_STAMP_WORDS = 100, 14  # of a line with a time
MAX_AGO_CHARS = 48  # of a line that says how long ago
MAX_NAME_CHARS, MAX_NAME_WORDS = 40, 5
MAX_UNSPACED_CHARS = 16  # of a name in a script without spaces
MIN_POSTS = 3  # in a thread that is recognised only by its structure
MAX_PARTING_LEVEL = 2  # of a heading that separates threads
MAX_THREADS = 100
MAX_HEAD_GAP = 7  # blocks from the heading over a thread to the first time in it
MAX_HEAD_CHARS = 80
MAX_BUTTON_CHARS = 60
MAX_COUNT_CHARS = 8  # of a line without a letter, such as a count of votes
BUTTONS = frozenset({"comments", "share"})
MOST = 0.7  # the share of the comments that must have a trait for the thread to have it
INITIAL = re.compile(r"\b[^\W\d_]{1,2}\.$")  # at the end of a name
NO_NAME = (".", "!", "?", "…", "。", "！", "？", ",")


@dataclass(frozen=True, slots=True)
class Post:
    """A comment: the indices of its first and last block, of the lines with its time and its name, of its text.

    ``name`` equals ``stamp`` if both are in one line. ``depth`` is 0 for a comment that answers no other.
    """

    first: int
    last: int
    stamp: int
    name: int
    body: tuple[int, ...]
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Thread:
    """Comments in page order, and the evidence that they are comments.

    ``named``: an element around them has such a name. ``headed``: a line above announces them. ``answers``: the number
    of comments with a button to answer or rate them. ``names``: the number of different names. ``dated``: the number of
    comments whose time includes a day.
    """

    posts: tuple[Post, ...]
    named: bool
    headed: bool
    answers: int
    names: int
    dated: int

    @property
    def first(self) -> int:
        """The index of the first block."""
        return self.posts[0].first

    @property
    def last(self) -> int:
        """The index of the last block."""
        return self.posts[-1].last


@dataclass(frozen=True, slots=True)
class _Words:
    """The lists of ``threads.yaml``, which explains each. Words of ``*_inside`` are also found within a word."""

    words: frozenset[str]
    heads: frozenset[str]
    heads_inside: tuple[str, ...]
    reviews: frozenset[str]
    ago: frozenset[str]
    ago_inside: tuple[str, ...]
    posted: frozenset[str]
    says: frozenset[str]
    questions: tuple[str, ...]


@cache
def thread_words() -> _Words:
    """The word lists of ``threads.yaml``, folded."""
    loaded = load("threads.yaml")
    ago = [fold(word) for word in loaded["ago"]]
    return _Words(
        words=frozenset(loaded["words"]),
        heads=frozenset(map(fold, loaded["heads"])),
        heads_inside=tuple(map(fold, loaded["heads_inside"])),
        reviews=frozenset(map(fold, loaded["reviews"])),
        ago=frozenset(ago),
        ago_inside=tuple(word for word in ago if " " in word or UNSPACED.search(word)),
        posted=frozenset(loaded["posted"]),
        says=frozenset(word for said in loaded["says"] for word in fold(said).split()),
        questions=tuple(f" {name} " if name.isascii() else name for name in map(fold, loaded["questions"])),
    )


@cache
def _months() -> frozenset[str]:
    """The folded names of the months in all languages. There are thousands, so they are made on demand."""
    months = json.loads((DATA / "months.json").read_text("utf-8"))["months"]
    return frozenset(fold(name) for year in months.values() for month in year for name in month)


@lru_cache(maxsize=4096)
def is_stamp(text: str) -> bool:
    """Whether a short line states a time: a year, a time of day, a day in numbers, or how long ago."""
    digit = DIGIT.search(text) if len(text) <= MAX_STAMP_CHARS else None
    if digit is None or text.endswith(("!", "?", "…")):
        return False
    words = count_words(text)
    if words > MAX_STAMP_WORDS and words > MAX_STAMP_WORDS + 2 * len(UNSPACED.findall(text)):
        return False
    if STAMP.search(text, digit.start()):
        return True
    if len(text) > MAX_AGO_CHARS:
        return False
    known, folded = thread_words(), fold(text)
    return not known.ago.isdisjoint(LETTERS.findall(folded)) or any(word in folded for word in known.ago_inside)


def find_threads(
    document: Document, rules: Rules, near: Sequence[bool] | None = None, after: int = -1
) -> tuple[Thread, ...]:  # fmt: skip
    """The threads of a page, in page order and not overlapping. There are none if all begin at ``after`` or above.

    ``near`` says for each block whether it matters: only threads that contain such a block or are close to one are
    searched.
    """
    if document.source != "html":
        return ()
    blocks = document.blocks
    lines = find_numbered(blocks, MAX_STAMP_CHARS)
    below = [at for at in lines if at > after and is_stamp(blocks[at].text)]
    if not below:
        return ()
    groups: dict[object, list[int]] = {}
    for at in (*(at for at in lines if at <= after and is_stamp(blocks[at].text)), *below):
        groups.setdefault(signature_of(blocks[at]), []).append(at)
    story = _story(blocks)
    runs: list[list[int]] = []
    for group in groups.values():
        if near is not None and not any(near[max(0, group[0] - 1) : group[-1] + MAX_GAP]):
            continue
        named = _named(blocks[group[0]], story) is not None
        runs += runs_of(blocks, group, level=0 if named else MAX_PARTING_LEVEL)
    read = {stamps[0]: _read_thread(blocks, stamps, story, rules) for stamps in runs if stamps[0] > after}
    if not any(read.values()):
        return ()
    read.update({stamps[0]: _read_thread(blocks, stamps, story, rules) for stamps in runs if stamps[0] <= after})
    found = [thread for stamps in runs if (thread := read[stamps[0]]) is not None]
    apart: list[Thread] = []
    for thread in sorted(found, key=lambda thread: (-len(thread.posts), thread.first))[:MAX_THREADS]:
        if all(thread.last < other.first or other.last < thread.first for other in apart):
            apart.append(thread)
    return tuple(sorted(apart, key=lambda thread: thread.first))


def _story(blocks: Sequence[Block]) -> frozenset[Container]:
    """The elements around the page's headline and its first paragraph, whose names say nothing about threads."""
    first = next((block for block in blocks if block.kind == "heading" and block.level == 1), None)
    prose = next(
        (block for block in blocks[first.index if first else 0 :] if len(block.text) > 2 * MAX_STAMP_CHARS), None
    )
    return frozenset(
        node for block in (first, prose) if block is not None and block.container is not None
        for node in block.container.lineage()
    )  # fmt: skip


def _read_thread(
    blocks: Sequence[Block], stamps: Sequence[int], story: frozenset[Container], rules: Rules
) -> Thread | None:  # fmt: skip
    named = _named(blocks[stamps[0]], story)
    if len(stamps) < MIN_POSTS and len(stamps) < (
        1 if named else 2 if _is_headed(blocks, stamps[0], rules) else MIN_POSTS
    ):
        return None
    holder = named.parent if named and len(stamps) == 1 else find_common([blocks[at] for at in stamps])
    if holder is None:
        return None
    found = _find_names(blocks, stamps, holder)
    names = found or stamps  # a thread without names is a list of lines with times
    posts = _part(blocks, stamps, names, holder, rules)
    with_text = [post for post in posts if any(not is_link(blocks[at]) for at in post.body)]
    if len(with_text) < MOST * len(posts):
        return None
    answers = sum(any(_is_button(blocks[at], rules) for at in range(post.first, post.last + 1)) for post in posts)
    keys = {fold(blocks[post.name].text) for post in posts if post.name != post.stamp}
    beside = {" ".join(sorted(words)) for words in _beside([blocks[post.stamp].text for post in posts]) if words}
    return Thread(
        posts, named is not None, _is_headed(blocks, posts[0].first, rules), answers,
        names=0 if found is None else max(len(keys), len(beside) if not keys else 0),
        dated=sum(len(re.findall(r"\d+", blocks[at].text)) > 2 or not STAMP.search(blocks[at].text) for at in stamps),
    )  # fmt: skip


def _named(block: Block, story: frozenset[Container]) -> Container | None:
    """The innermost element around a line whose name means a thread or a comment, with more than short lines in it."""
    words = thread_words().words
    for node in islice(lineage(block), MAX_UP):
        if node in story:
            return None
        if not words.isdisjoint(node.tokens) or ("-" in node.tag and not words.isdisjoint(node.tag.split("-"))):
            return node
    return None


def _is_name(block: Block) -> bool:
    text = block.text
    if len(text) > MAX_NAME_CHARS or (text.endswith(NO_NAME) and not INITIAL.search(text)) or is_stamp(text):
        return False
    unspaced = len(UNSPACED.findall(text))
    return unspaced <= MAX_UNSPACED_CHARS and count_words(text) - unspaced <= MAX_NAME_WORDS


def _beside(texts: Sequence[str]) -> list[set[str]]:
    """The words beside each time that may be a name: not a month, a word such as "ago", or a word that most share."""
    known = thread_words()
    lines = [{*LETTERS.findall(fold(text))} - _months() - known.ago - known.says for text in texts]
    counts = Counter(word for line in lines for word in line)
    most = max(2 if len(texts) > 2 else 1, len(texts) / 2)
    return [{word for word in line if counts[word] <= most} if len(texts) > 1 else line for line in lines]


def _find_names(blocks: Sequence[Block], stamps: Sequence[int], holder: Container) -> list[int] | None:
    """The index of the line with the name for each time: the same line, the one before, or the one after."""
    enough = MOST * len(stamps)
    if sum(map(bool, _beside([blocks[at].text for at in stamps]))) >= enough:
        return list(stamps)
    for step in (-1, 1):
        found = [
            at + step if is_inside(blocks, at + step, holder) and _is_name(blocks[at + step]) else at for at in stamps
        ]  # fmt: skip
        if sum(name != at for name, at in zip(found, stamps, strict=True)) >= enough:
            return found
    return None


def _part(
    blocks: Sequence[Block], stamps: Sequence[int], names: Sequence[int], holder: Container, rules: Rules
) -> tuple[Post, ...]:
    """Split a thread into comments: by the elements around them, or by the lines that begin them."""
    units = part_by_elements(blocks, stamps, holder)
    if units is None or not all(
        {at, name} < {*unit} for unit, at, name in zip(units, stamps, names, strict=True)
    ):  # fmt: skip
        units, names = _by_lines(blocks, stamps, names, holder)
    depths = sorted({_depth(blocks[at]) for at in stamps})
    return tuple(
        Post(
            unit.start, unit.stop - 1, at, name, _body(blocks, unit, {at, name}, rules),
            depths.index(_depth(blocks[at])),
        )
        for unit, at, name in zip(units, stamps, names, strict=True)
    )  # fmt: skip


def _by_lines(
    blocks: Sequence[Block], stamps: Sequence[int], names: Sequence[int], holder: Container
) -> tuple[list[range], Sequence[int]]:
    """The comments, separated by their lines, and the line with the name of each."""
    if len(stamps) > 1 and names[0] > stamps[0] and names[-1] == stamps[-1]:
        # a time ends each comment, and the name of the next one follows
        first = stamps[0] - (stamps[1] - names[0])
        starts = [first if is_inside(blocks, first, holder) else stamps[0], *names[:-1]]
        return [range(start, at + 1) for start, at in zip(starts, stamps, strict=True)], starts
    first = 2 * stamps[0] - stamps[1] + 1 if len(stamps) > 1 else 0
    ends = 0 < first < stamps[0] and not is_inside(blocks, stamps[-1] + 1, holder)
    if ends and len(blocks[first - 1].text) <= MAX_HEAD_CHARS and says_comments(blocks[first - 1].text):
        # a line with name and time ends each comment, and the first one is right below the heading
        starts = [first, *(at + 1 for at in stamps[:-1])]
        return [range(start, at + 1) for start, at in zip(starts, stamps, strict=True)], names
    return part_by_lines(blocks, [*map(min, stamps, names)], holder), names


def _depth(block: Block) -> int:
    return block.container.depth if block.container is not None else 0


def _body(blocks: Sequence[Block], reach: range, lines: set[int], rules: Rules) -> tuple[int, ...]:
    """The text of a comment, without its name, time and buttons, up to a form or a heading of its own."""
    body: list[int] = []
    for at in reach:
        if at in lines:
            continue
        hit = match(blocks[at].text, rules) if len(blocks[at].text) <= MAX_BUTTON_CHARS else None
        if hit is not None and hit.scope == "section" and hit.kind == "comments" and body:
            break
        if hit is None and (len(blocks[at].text) > MAX_COUNT_CHARS or LETTERS.search(blocks[at].text)):
            body.append(at)
    return tuple(body)


def _is_button(block: Block, rules: Rules) -> bool:
    """Whether a block is a button to answer, rate or share a comment, or contains one beside the time."""
    if len(block.text) > MAX_STAMP_CHARS:
        return False
    links = (block.text[span.start : span.end] for span in block.spans if span.kind == "link")
    told = (text for text in (block.text, *links) if len(text) <= MAX_BUTTON_CHARS and not _counts_comments(text))
    hits = (match(text, rules) for text in told)
    return any(hit is not None and hit.kind in BUTTONS for hit in hits)


def _counts_comments(text: str) -> bool:
    """Whether a text counts comments, like a text beside the time of an article, but never one beside a comment."""
    return says_comments(text) and any(char.isdigit() for char in text)


def _is_headed(blocks: Sequence[Block], first: int, rules: Rules) -> bool:
    """Whether a line above a thread announces comments, and none announces reviews."""
    reviews = thread_words().reviews
    for block in reversed(blocks[max(0, first - MAX_HEAD_GAP) : first]):
        if len(block.text) > MAX_HEAD_CHARS or not reviews.isdisjoint(LETTERS.findall(fold(block.text))):
            return False
        hit = match(block.text, rules)
        if (hit is not None and hit.kind == "comments") or says_comments(block.text):
            return True
    return False


def says_comments(text: str) -> bool:
    """Whether a short line speaks of comments, as the heading over a thread does ("4 Kommentare")."""
    known, folded = thread_words(), fold(text)
    return not known.heads.isdisjoint(LETTERS.findall(folded)) or any(word in folded for word in known.heads_inside)
