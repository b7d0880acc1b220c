"""Names that sign one item each of a list, as on front pages and in catalogues: nobody signs the page itself."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.prefilters import find_begun
from cleaner.read.metadata.author_marks import MAX_BYLINE_CHARS, names_author
from cleaner.read.metadata.evidence import CLOSE, MIN_PROSE_CHARS, Evidence, ListCandidate
from cleaner.read.metadata.words import words

LISTED_NAMES = 9  # in as many places alike, from which they are those of items
MIN_TOLD = 2  # paragraphs between two such places, from which they are those of a text
ALIKE_TOKENS = 12  # of a path, by which two places are alike
# Threads name an author for each post in such a way, and the first of them began the page.
THREADS = frozenset(
    {"thread", "threads", "topic", "forum", "message", "messages", "postbody", "username", "user", "question"}
)


def signs_item(authors: ListCandidate, seen: Evidence) -> bool:
    """Whether authors that the page shows were found in one of many places alike."""
    if not authors.texts:
        return False
    places = list(_places(seen, marked=authors.source == "byline"))
    own = next((path for text, _, path in places if authors.texts[0] in text), None)
    if own is None or not THREADS.isdisjoint(own):
        return False
    alike = sorted({block for _, block, path in places if path[:ALIKE_TOKENS] == own[:ALIKE_TOKENS]})
    return len(alike) >= LISTED_NAMES and not _is_above_text(alike[0], alike[1], seen)


def _is_above_text(first: int, second: int, seen: Evidence) -> bool:
    """Whether a text stands between two places: cards for other texts follow it."""
    said = (len(block.text) >= MIN_PROSE_CHARS for block in seen.blocks[first:second])
    return sum(said) >= MIN_TOLD and abs(first - seen.place.block) <= CLOSE


def _places(seen: Evidence, *, marked: bool) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """The text, block and path of each element, or else of each short line, that names an author."""
    if marked:
        for mark in seen.head.marks:
            if mark.text and len(mark.text) <= MAX_BYLINE_CHARS and names_author(mark):
                yield mark.text, mark.block, mark.path
        return
    opening = words().byline
    for at in find_begun(seen.blocks, opening.letters, MAX_BYLINE_CHARS, opening.words):
        block = seen.blocks[at]
        if opening.match(block.text):
            yield block.text, at, block.path
