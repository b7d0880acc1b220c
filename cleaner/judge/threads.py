"""Threads of readers' comments, told by their build: a name, a time and a text, again and again in one make.

A line with a time stands for a comment. Lines of one make, with a name in or beside each and a text after it, are a
thread. Whether a thread is chrome is another question (``judge``): under an article it is, and where it is the text, as
in a forum or a live blog, it stays.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, pairwise
from pathlib import Path

import yaml

from cleaner.judge.folding import UNSPACED, count_words, fold
from cleaner.judge.phrases import Rules, match
from cleaner.judge.runs import is_link
from cleaner.model import Block, Container, Document

DATA = Path(__file__).parent.parent / "data"
STAMP = re.compile(r"(?:19|20)\d\d|\d{1,2}:\d\d|\d{1,2}[./-]\d{1,2}[./-]|\d ?[月월]")
LETTERS = re.compile(r"[^\W\d_]+")
MAX_STAMP_CHARS = 100
MAX_STAMP_WORDS = 14
MAX_AGO_CHARS = 48
MAX_NAME_CHARS = 40
MAX_NAME_WORDS = 5
MAX_UNSPACED_CHARS = 16  # of a name in a script without spaces
MIN_POSTS = 3  # of a thread that nothing but its build marks as one
MAX_GAP = 60  # blocks from one time to the next
MAX_HEAD_GAP = 7  # blocks from the heading over a thread to the first time in it
MAX_HEAD_CHARS = 80
MAX_BUTTON_CHARS = 60
MAKE_DEPTH = 2
MAX_UP = 48  # elements around a block that are looked at
BUTTONS = frozenset({"comments", "share"})
MOST = 0.7  # of the comments, of which what holds counts as a trait of the thread
NO_NAME = (".", "!", "?", "…", "。", "！", "？", ",")


@dataclass(frozen=True, slots=True)
class Post:
    """A comment: the indices of its first and last block, of the lines with its time and its name, of its text.

    ``name`` is ``stamp`` where both stand in one line. ``depth`` is 0 for a comment that answers no other.
    """

    first: int
    last: int
    stamp: int
    name: int
    body: tuple[int, ...]
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Thread:
    """Comments in page order, and what speaks for their being some.

    ``named``: an element around them is named so. ``headed``: a line above announces them. ``answers``: comments with a
    button to answer or rate them. ``names``: different names. ``dated``: comments whose time names a day.
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
    words: frozenset[str]
    heads: frozenset[str]
    heads_inside: tuple[str, ...]
    ago: frozenset[str]
    ago_inside: tuple[str, ...]
    posted: frozenset[str]
    says: frozenset[str]
    months: frozenset[str]


@cache
def thread_words() -> _Words:
    """The word lists of ``threads.yaml``, folded, and the names of the months in all languages."""
    text = (DATA / "threads.yaml").read_text("utf-8")
    loaded = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe
    months = json.loads((DATA / "months.json").read_text("utf-8"))["months"]
    ago = [fold(word) for word in loaded["ago"]]
    return _Words(
        words=frozenset(loaded["words"]),
        heads=frozenset(map(fold, loaded["heads"])),
        heads_inside=tuple(map(fold, loaded["heads_inside"])),
        ago=frozenset(ago),
        ago_inside=tuple(word for word in ago if " " in word or UNSPACED.search(word)),
        posted=frozenset(loaded["posted"]),
        says=frozenset(word for said in loaded["says"] for word in fold(said).split()),
        months=frozenset(fold(name) for year in months.values() for month in year for name in month),
    )


@lru_cache(maxsize=4096)
def is_stamp(text: str) -> bool:
    """Whether a short line states a time: a year, a time of day, a day in numbers, or how long ago."""
    if len(text) > MAX_STAMP_CHARS or not any(map(str.isdigit, text)) or text.endswith(("!", "?", "…")):
        return False
    if count_words(text) > MAX_STAMP_WORDS + 2 * len(UNSPACED.findall(text)):
        return False
    if STAMP.search(text):
        return True
    if len(text) > MAX_AGO_CHARS:
        return False
    known, folded = thread_words(), fold(text)
    return not known.ago.isdisjoint(LETTERS.findall(folded)) or any(word in folded for word in known.ago_inside)


def find_threads(document: Document, rules: Rules) -> tuple[Thread, ...]:
    """The threads of a page, in page order and apart from one another."""
    if document.source != "html":
        return ()
    blocks = document.blocks
    groups: dict[object, list[int]] = {}
    for block in blocks:
        if len(block.text) <= MAX_STAMP_CHARS and is_stamp(block.text):
            groups.setdefault(_make(block), []).append(block.index)
    if not groups:
        return ()
    story = _story(blocks)
    found = [
        thread for group in groups.values() for stamps in _runs(blocks, group)
        if (thread := _read_thread(blocks, stamps, story, rules)) is not None
    ]  # fmt: skip
    apart: list[Thread] = []
    for thread in sorted(found, key=lambda thread: (-len(thread.posts), thread.first)):
        if all(thread.last < other.first or other.last < thread.first for other in apart):
            apart.append(thread)
    return tuple(sorted(apart, key=lambda thread: thread.first))


def _make(block: Block) -> tuple[object, ...]:
    """What blocks of one kind in elements of one sort share: tags and the first words of their names."""
    around = () if block.container is None else islice(block.container.lineage(), MAKE_DEPTH)
    return (block.kind, *((node.tag, node.tokens[:1]) for node in around))


def _story(blocks: Sequence[Block]) -> frozenset[Container]:
    """The elements around the page's headline and its first paragraph, whose names say nothing of threads."""
    first = next((block for block in blocks if block.kind == "heading" and block.level == 1), None)
    prose = next(
        (block for block in blocks[first.index if first else 0 :] if len(block.text) > 2 * MAX_STAMP_CHARS), None
    )
    return frozenset(
        node for block in (first, prose) if block is not None and block.container is not None
        for node in block.container.lineage()
    )  # fmt: skip


def _runs(blocks: Sequence[Block], stamps: Sequence[int]) -> Iterator[list[int]]:
    """Part the lines with a time where too much stands between two of them."""
    run = [stamps[0]]
    for one, other in pairwise(stamps):
        if other - one > MAX_GAP or any(
            block.kind == "heading" and block.level < 3 for block in blocks[one + 1 : other]
        ):
            yield run
            run = []
        run.append(other)
    yield run


def _read_thread(
    blocks: Sequence[Block], stamps: Sequence[int], story: frozenset[Container], rules: Rules
) -> Thread | None:  # fmt: skip
    named = _named(blocks[stamps[0]], story)
    headed = _is_headed(blocks, stamps[0], rules)
    if len(stamps) < (1 if named else 2 if headed else MIN_POSTS):
        return None
    holder = named.parent if named and len(stamps) == 1 else _common([blocks[at].container for at in stamps])
    if holder is None:
        return None
    names = _find_names(blocks, stamps, holder)
    if names is None:
        return None
    posts = _part(blocks, stamps, names, holder, rules)
    told = [post for post in posts if any(not is_link(blocks[at]) for at in post.body)]
    if len(told) < MOST * len(posts):
        return None
    answers = sum(any(_is_button(blocks[at], rules) for at in range(post.first, post.last + 1)) for post in posts)
    keys = {fold(blocks[post.name].text) for post in posts if post.name != post.stamp}
    own = {" ".join(sorted(words)) for words in _beside([blocks[post.stamp].text for post in posts]) if words}
    return Thread(
        posts, named is not None, headed, answers,
        names=max(len(keys), len(own) if not keys else 0),
        dated=sum(len(re.findall(r"\d+", blocks[at].text)) > 2 or not STAMP.search(blocks[at].text) for at in stamps),
    )  # fmt: skip


def _named(block: Block, story: frozenset[Container]) -> Container | None:
    """The innermost element around a line that is named as a thread or a comment and holds more than short lines."""
    words = thread_words().words
    for node in islice(_lineage(block), MAX_UP):
        if node in story:
            return None
        if not words.isdisjoint(node.tokens):
            return node
    return None


def _lineage(block: Block) -> Iterator[Container]:
    return iter(()) if block.container is None else block.container.lineage()


def _common(containers: Sequence[Container | None]) -> Container | None:
    """The innermost element around all of some elements; None where it is far up, or there is none."""
    shared = containers[0]
    steps = 0
    for other in containers[1:]:
        node = other
        while node is not shared:
            steps += 1
            if node is None or shared is None or steps > MAX_UP * len(containers):
                return None
            if node.depth > shared.depth:
                node = node.parent
            elif shared.depth > node.depth:
                shared = shared.parent
            else:
                node, shared = node.parent, shared.parent
    return shared


def _inside(blocks: Sequence[Block], at: int, holder: Container) -> bool:
    return 0 <= at < len(blocks) and any(node is holder for node in islice(_lineage(blocks[at]), MAX_UP))


def _is_name(block: Block) -> bool:
    text = block.text
    if len(text) > MAX_NAME_CHARS or text.endswith(NO_NAME) or is_stamp(text):
        return False
    unspaced = len(UNSPACED.findall(text))
    return unspaced <= MAX_UNSPACED_CHARS and count_words(text) - unspaced <= MAX_NAME_WORDS


def _beside(texts: Sequence[str]) -> list[set[str]]:
    """The words beside each time that are no part of it: no month, no word of time, none that most of the lines say."""
    known = thread_words()
    lines = [{*LETTERS.findall(fold(text))} - known.months - known.ago for text in texts]
    counts = Counter(word for line in lines for word in line)
    most = max(2, len(texts) / 2)
    return [{word for word in line if counts[word] <= most} if len(texts) > 1 else line for line in lines]


def _find_names(blocks: Sequence[Block], stamps: Sequence[int], holder: Container) -> list[int] | None:
    """For each time the index of the line with the name: the same, the one before, or the one after."""
    enough = MOST * len(stamps)
    if sum(map(bool, _beside([blocks[at].text for at in stamps]))) >= enough:
        return list(stamps)
    for step in (-1, 1):
        found = [
            at + step if _inside(blocks, at + step, holder) and _is_name(blocks[at + step]) else at for at in stamps
        ]  # fmt: skip
        if sum(name != at for name, at in zip(found, stamps, strict=True)) >= enough:
            return found
    return None


def _part(
    blocks: Sequence[Block], stamps: Sequence[int], names: Sequence[int], holder: Container, rules: Rules
) -> tuple[Post, ...]:
    """Part a thread into comments: by the elements around them, or where these hold several, by the lines that begin
    them.
    """
    units = [_child(blocks[at], holder) for at in stamps]
    starts, ends = _by_lines(blocks, stamps, names, holder)
    reach = [(at, at) if unit is None else _reach(blocks, at, unit) for at, unit in zip(stamps, units, strict=True)]
    if all(
        first <= min(at, name) and max(at, name) <= last and last > first + 1 - (at == name)
        for (first, last), at, name in zip(reach, stamps, names, strict=True)
    ) and all(one[1] < other[0] for one, other in pairwise(reach)):
        starts, ends = [first for first, _ in reach], [last for _, last in reach]
    else:
        ends[-1] = max(ends[-1], reach[-1][1])
    if names[-1] == stamps[-1] and names[0] > ends[0]:  # each name stands after the time of the comment before
        names = [starts[0], *names[:-1]]
    depths = sorted({_depth(blocks[at]) for at in stamps})
    return tuple(
        Post(start, end, at, name, _body(blocks, range(start, end + 1), {at, name}, rules), depths.index(depth))
        for start, end, at, name in zip(starts, ends, stamps, names, strict=True)
        for depth in (_depth(blocks[at]),)
    )


def _by_lines(
    blocks: Sequence[Block], stamps: Sequence[int], names: Sequence[int], holder: Container
) -> tuple[list[int], list[int]]:
    """The first and the last block of each comment, told by the lines that begin it."""
    if len(stamps) > 1 and names[0] > stamps[0] and names[-1] == stamps[-1]:  # a time ends a comment
        first = stamps[0] - (stamps[1] - names[0])
        starts = [first if _inside(blocks, first, holder) else stamps[0], *names[:-1]]
        return starts, list(stamps)
    starts = [min(pair) for pair in zip(stamps, names, strict=True)]
    ends = [start - 1 for start in starts[1:]]
    makes = {_make(blocks[at]) for start, end in zip(starts, ends, strict=False) for at in range(start + 1, end + 1)}
    most = max((end - start for start, end in zip(starts, ends, strict=False)), default=MAX_GAP)
    last = starts[-1]
    while last - starts[-1] < most and _inside(blocks, last + 1, holder):
        if makes and _make(blocks[last + 1]) not in makes:
            break
        last += 1
    return starts, [*ends, last]


def _child(block: Block, holder: Container) -> Container | None:
    """The child of an element that stands around a block; None where the block is the element's own."""
    before = None
    for node in islice(_lineage(block), MAX_UP):
        if node is holder:
            return before
        before = node
    return None


def _reach(blocks: Sequence[Block], at: int, unit: Container) -> tuple[int, int]:
    """The first and the last block of an element around block ``at``."""
    first = last = at
    while _inside(blocks, first - 1, unit):
        first -= 1
    while _inside(blocks, last + 1, unit):
        last += 1
    return first, last


def _depth(block: Block) -> int:
    return block.container.depth if block.container is not None else 0


def _body(blocks: Sequence[Block], reach: range, lines: set[int], rules: Rules) -> tuple[int, ...]:
    """The text of a comment: what is neither its name or time nor a button, up to a form or a heading of its own."""
    body: list[int] = []
    for at in reach:
        if at in lines:
            continue
        hit = match(blocks[at].text, rules) if len(blocks[at].text) <= MAX_BUTTON_CHARS else None
        if hit is not None and hit.scope == "section" and hit.kind == "comments" and body:
            break
        if hit is None:
            body.append(at)
    return tuple(body)


def _is_button(block: Block, rules: Rules) -> bool:
    """Whether a block is a button to answer, rate or share a comment."""
    if len(block.text) > MAX_BUTTON_CHARS:
        return False
    hit = match(block.text, rules)
    return hit is not None and hit.kind in BUTTONS


def _is_headed(blocks: Sequence[Block], first: int, rules: Rules) -> bool:
    """Whether a line above a thread announces comments."""
    for block in reversed(blocks[max(0, first - MAX_HEAD_GAP) : first]):
        if len(block.text) > MAX_HEAD_CHARS:
            return False
        hit = match(block.text, rules)
        if (hit is not None and hit.kind == "comments") or says_comments(block.text):
            return True
    return False


def says_comments(text: str) -> bool:
    """Whether a short line speaks of comments, as the heading over a thread does ("4 Kommentare")."""
    known, folded = thread_words(), fold(text)
    return not known.heads.isdisjoint(LETTERS.findall(folded)) or any(word in folded for word in known.heads_inside)
