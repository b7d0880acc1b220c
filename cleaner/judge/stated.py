"""Comments that a page states in its JSON-LD: a line that equals one of them is not text of the article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from cleaner.judge.folding import count_words, fold
from cleaner.judge.pagefacts import MAX_SCRIPT_CHARS
from cleaner.judge.threads import is_stamp
from cleaner.model import Block, Head
from cleaner.patterns import later

COMMENT = re.compile(r'"comments?"\s{0,40}:')
KEYS = ("comment", "comments")
MAX_ITEMS = 20_000  # of the data that are searched
MAX_COMMENTS = 1_000
MAX_BESIDE = 3  # lines before and after a comment that may name its author and time
MIN_WORDS = 3  # of a line that is recognised by its words alone
BREAK = later(r"\s*(?:\n|<[^<>]{0,200}>)\s*")


def find_stated(head: Head, blocks: Sequence[Block]) -> list[int]:
    """The blocks that are lines of stated comments, with the lines around them that name author and time.

    A line of few words counts only right below another one, because many texts contain the same line.
    """
    lines: set[str] = set()
    names: set[str] = set()
    for comment in islice(_comments(head), MAX_COMMENTS):
        lines.update(_lines(comment.get("text") or comment.get("commentText")))
        for author in _all(comment.get("author")):
            names.update(_lines(author.get("name") if isinstance(author, dict) else author))
    found: list[int] = []
    for block in blocks if lines else ():
        if fold(block.text) in lines and (count_words(block.text) >= MIN_WORDS or found[-1:] == [block.index - 1]):
            found.append(block.index)
    beside = {at for one in found for step in (-1, 1) for at in _beside(blocks, one, step, names)}
    return sorted(beside.union(found))


def _beside(blocks: Sequence[Block], at: int, step: int, names: set[str]) -> Iterator[int]:
    """The lines next to a comment that name its author and time."""
    for line in range(at + step, at + step * (MAX_BESIDE + 1), step):
        if not 0 <= line < len(blocks) or blocks[line].kind == "heading":
            return
        if not is_stamp(blocks[line].text) and fold(blocks[line].text) not in names:
            return
        yield line


def _lines(text: object) -> Iterator[str]:
    if isinstance(text, str):
        yield from (folded for line in BREAK.split(text) if (folded := fold(line)))


def _comments(head: Head) -> Iterator[dict[str, Any]]:
    """All comments in the page's JSON-LD."""
    for script in head.json_ld:
        if len(script) > MAX_SCRIPT_CHARS or COMMENT.search(script) is None:
            continue
        try:
            waiting: list[Any] = [json.loads(script, strict=False)]
        except (ValueError, RecursionError):
            continue
        for _ in range(MAX_ITEMS):
            if not waiting:
                break
            item = waiting.pop()
            if isinstance(item, list):
                waiting.extend(item)
            elif isinstance(item, dict):
                waiting.extend(value for value in item.values() if isinstance(value, dict | list))
                yield from (one for key in KEYS for one in _all(item.get(key)) if isinstance(one, dict))


def _all(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
