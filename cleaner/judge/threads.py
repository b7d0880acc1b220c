"""Readers' comments told by their build: units of one make that each hold a name, a time and a text, again and again.

A line with a time stands for a unit. Lines of one make, three and more, with a name beside each and a text between
each two, are a thread. Under an article it is no part of the text; where it is the text, as in a forum, or a live blog,
nothing here speaks against it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, pairwise
from pathlib import Path

import yaml

from cleaner.judge.folding import count_words, fold
from cleaner.judge.phrases import Rules, match
from cleaner.judge.runs import CLOSERS, SENTENCE_END, is_link, is_prose
from cleaner.model import Block, Container, Document

DATA = Path(__file__).parent.parent / "data"
STAMP = re.compile(r"(?:19|20)\d\d|\d{1,2}:\d\d|\d{1,2}[./-]\d{1,2}[./-]|\d ?[月월]")
MAX_STAMP_CHARS = 100
MAX_STAMP_WORDS = 16
MAX_NAME_CHARS = 40
MAX_NAME_WORDS = 5
MIN_POSTS = 3
MAKE_DEPTH = 2
LETTER = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Post:
    """A comment: the indices of its blocks; of the line with its time, and of its name where that stands apart."""

    first: int
    last: int
    stamp: int
    name: int | None
    body: tuple[int, ...]
    depth: int


@dataclass(frozen=True, slots=True)
class Thread:
    posts: tuple[Post, ...]
    named: bool
    headed: bool
    answered: int
    names: int
    full: int

    @property
    def first(self) -> int:
        return self.posts[0].first

    @property
    def last(self) -> int:
        return max(post.last for post in self.posts)


@cache
def _words() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    loaded = yaml.load((DATA / "threads.yaml").read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    ago = [fold(word) for word in loaded["ago"]]
    return (
        frozenset(loaded["words"]),
        frozenset(w for w in ago if w.isascii() or True),
        tuple(w for w in ago if not w.isascii() or " " in w),
    )


@cache
def _months() -> frozenset[str]:
    months = json.loads((DATA / "months.json").read_text("utf-8"))["months"]
    return frozenset(fold(name) for names in months.values() for month in names for name in month)


@lru_cache(maxsize=4096)
def is_stamp(text: str) -> bool:
    if len(text) > MAX_STAMP_CHARS or not any(map(str.isdigit, text)) or text.rstrip(CLOSERS).endswith(("!", "?", "…")):
        return False
    if count_words(text) > MAX_STAMP_WORDS * (3 if not text.isascii() else 1):
        return False
    if STAMP.search(text):
        return True
    if len(text) > 40:
        return False
    folded = fold(text)
    _, ago, inside = _words()
    return not ago.isdisjoint(LETTER.findall(folded)) or any(word in folded for word in inside)


def is_full(text):
    return len(re.findall(r"\d+", text)) >= 3 or not STAMP.search(text)


def make_of(block: Block):
    c = block.container
    if c is None:
        return None
    return (block.kind, *((n.tag, n.tokens[:1]) for n in islice(c.lineage(), MAKE_DEPTH)))


def find_threads(document: Document, rules: Rules) -> list[Thread]:
    if document.source != "html":
        return []
    blocks = document.blocks
    groups: dict[object, list[int]] = {}
    for b in blocks:
        if is_stamp(b.text) and b.container is not None:
            groups.setdefault(make_of(b), []).append(b.index)
    found = []
    for make, stamps in groups.items():
        if len(stamps) < MIN_POSTS:
            continue
        found += _threads_of(blocks, stamps, rules)
    return sorted(found, key=lambda t: t.first)


def _lca(a: Container, b: Container) -> Container:
    while a is not b:
        if a.depth >= b.depth and a.parent is not None:
            a = a.parent
        elif b.parent is not None:
            b = b.parent
        else:
            return a
    return a


def _threads_of(blocks, stamps, rules):
    """Part the lines where too much stands between two of them, and make a thread of each run."""
    runs, run = [], [stamps[0]]
    for one, other in pairwise(stamps):
        gap = blocks[one + 1 : other]
        if len(gap) > 40 or any(b.kind == "heading" and b.level <= 2 for b in gap):
            runs.append(run)
            run = []
        run.append(other)
    runs.append(run)
    out = []
    for run in runs:
        t = _thread(blocks, run, rules)
        if t:
            out.append(t)
    return out


def is_name(block: Block) -> bool:
    t = block.text
    return (
        len(t) <= MAX_NAME_CHARS
        and count_words(t) <= (MAX_NAME_WORDS if t.isascii() else 14)
        and not t.endswith((".", "!", "?", "…", "。", "！"))
        and not is_stamp(t)
    )


def _residue(texts):
    """Words beside the time: those that are no month, no word of time and no decoration that most lines share."""
    _, ago, _ = _words()
    sets = [set(LETTER.findall(fold(t))) - _months() - ago for t in texts]
    n = len(sets)
    common = {w for s in sets for w in s if sum(w in o for o in sets) * 2 >= n and n >= 3}
    return [s - common for s in sets]


def _thread(blocks, stamps, rules):
    if len(stamps) < MIN_POSTS:
        return None
    containers = [blocks[i].container for i in stamps]
    L = containers[0]
    for c in containers[1:]:
        L = _lca(L, c)
    texts = [blocks[i].text for i in stamps]
    residue = _residue(texts)
    own = sum(bool(r) for r in residue) * 2 >= len(stamps)

    # where the name stands: in the line, before it, after it
    def inside(i):
        b = blocks[i] if 0 <= i < len(blocks) else None
        return b is not None and b.container is not None and any(n is L for n in b.container.lineage())

    before = [i - 1 if inside(i - 1) and is_name(blocks[i - 1]) else None for i in stamps]
    after = [i + 1 if inside(i + 1) and is_name(blocks[i + 1]) else None for i in stamps]
    nb, na = sum(x is not None for x in before), sum(x is not None for x in after)
    need = 0.7 * len(stamps)
    if own:
        names = [None] * len(stamps)
        keys = [" ".join(sorted(r)) for r in residue]
    elif nb >= need:
        names = before
        keys = [fold(blocks[i].text) if i is not None else "" for i in names]
    elif na >= need:
        names = after
        keys = [fold(blocks[i].text) if i is not None else "" for i in names]
    else:
        return None
    keys = [k for k in keys if k]
    # bodies
    posts = []
    ends = []
    for nth, i in enumerate(stamps):
        nxt = stamps[nth + 1] if nth + 1 < len(stamps) else None
        if nxt is not None:
            end = nxt - 1 if names is before and before[nth + 1] is not None else nxt
            ends.append(end - i)
        else:
            most = max(ends)
            end = i + 1
            makes = {make_of(blocks[j]) for a, b in pairwise(stamps) for j in range(a + 1, b)}
            while end < len(blocks) and end - i < most and inside(end) and make_of(blocks[end]) in makes:
                end += 1
        first = before[nth] if names is before and before[nth] is not None else i
        body = tuple(
            j for j in range(i + 1, end) if j != (names[nth] if names else None) and not _is_button(blocks[j], rules)
        )
        posts.append(Post(first, end - 1, i, names[nth], body, 0))
    withbody = [p for p in posts if p.body and any(not is_link(blocks[j]) for j in p.body)]
    if len(withbody) < 0.7 * len(posts):
        return None
    answered = sum(any(_is_button(blocks[j], rules) for j in range(p.first, p.last + 1)) for p in posts)
    words = _words()[0]
    named = sum(
        any(
            not words.isdisjoint(n.tokens) for n in blocks[p.stamp].container.lineage() if n.tag not in ("body", "html")
        )
        for p in posts
    ) * 2 >= len(posts)
    headed = False
    for j in range(posts[0].first - 1, max(-1, posts[0].first - 6), -1):
        hit = match(blocks[j].text, rules)
        if hit and hit.kind == "comments":
            headed = True
    depths = sorted({blocks[p.stamp].container.depth for p in posts})
    return Thread(tuple(posts), named, headed, answered, len(set(keys)), sum(is_full(t) for t in texts))


def _is_button(block, rules):
    if len(block.text) > 60:
        return False
    hit = match(block.text, rules)
    return hit is not None and hit.kind in ("comments", "share")
