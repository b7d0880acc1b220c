"""What programs add to a title: the number of a page, and labels in the heading that shows it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from cleaner.patterns import later
from cleaner.read.metadata.dense import is_unspaced
from cleaner.read.metadata.evidence import TextCandidate
from cleaner.read.metadata.folding import fold
from cleaner.read.metadata.title_sources import MIN_TITLE_WORDS, separators
from cleaner.read.metadata.words import title_words, words

MIN_PAGED_WORDS, MIN_PAGED_CHARS = 2, 4  # of a title before the number of its page; characters in dense scripts
PAGE_ENDS = (")", "）", "页", "頁", "ジ", "目")

# A number in brackets that is no year, perhaps with what it counts.
ITEMS = later(r"\s\((?!(?:1[5-9]|20)\d\d\))\d[\d,.]*\+?(?:\s[^\W\d_]+)?\)\Z")


def without_page(title: str) -> str:
    """A title without the number of the page, where a text is spread over several.

    >>> without_page("Storm hits coast - Page 2 of 3"), without_page("Sturm an der Küste (Seite 2)")
    ('Storm hits coast', 'Sturm an der Küste')
    >>> without_page("Ellery – page 3"), without_page("Page 2"), without_page("Storm hits coast, part 2")
    ('Ellery – page 3', 'Page 2', 'Storm hits coast, part 2')
    """
    if not title[-1:].isdigit() and not title.endswith(PAGE_ENDS):
        return title
    found = title_words().page_number.search(title)
    before = title[: found.start()] if found is not None else ""
    dense = is_unspaced(before) and len(before) >= MIN_PAGED_CHARS
    return before if dense or len(before.split()) >= MIN_PAGED_WORDS else title


def without_labels(text: str, stated: Iterable[TextCandidate]) -> str:
    """A heading without a label before or behind a stated title: "Sponsored", "New", "[edit]".

    A stated title may have the label as well, before a separator: "Opinion | Storm hits coast".
    """
    labels = title_words().labels
    for item in stated:
        title = item.text
        if fold(text) == fold(title):
            mark = next(iter(separators(title)), None)
            label = title[: mark.start()] if mark is not None else ""
            if mark is not None and text.startswith(f"{label} ") and text != title and fold(label) in labels:
                return title[mark.end() :]
        if len(title.split()) < MIN_TITLE_WORDS and not is_unspaced(title):
            continue
        rest = text.removeprefix(title) if text.startswith(title) else text.removesuffix(title)
        if rest != text and fold(rest) in labels:
            return title
    return text


def without_items(text: str, stated: list[TextCandidate]) -> str:
    """A heading without the number of things that a list holds, if a stated title lacks it: "Lamps (158)"."""
    count = ITEMS.search(text) if text.endswith(")") else None
    before = text[: count.start()] if count is not None else ""
    if not before or any(text in item.text for item in stated):
        return text
    plain = (item.text[: found[0].start()] if (found := separators(item.text)) else item.text for item in stated)
    return before if before in plain else text


def without_shop_label(text: str, stated: list[TextCandidate]) -> str:
    """A heading without the label of a list of goods, if no stated title begins with it: "Collection: Lamps"."""
    label, colon, rest = text.partition(": ")
    if not colon or fold(label) not in words().title_labels:
        return text
    return text if any(fold(item.text).startswith(fold(text)) for item in stated) else rest


@lru_cache(maxsize=64)
def without_label(title: str) -> str:
    """A title without the label that a program puts before it: "View topic - ..."."""
    mark = next(iter(separators(title)), None)
    labelled = mark is not None and fold(title[: mark.start()]) in words().title_labels
    return title[mark.end() :] if mark is not None and labelled else title
