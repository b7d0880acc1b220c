"""What is no title, or no part of it: the number of a page, labels in the heading that shows it, names of files, and
the name of the site before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from cleaner.patterns import later
from cleaner.read.metadata.dense import is_unspaced
from cleaner.read.metadata.evidence import Evidence, TextCandidate
from cleaner.read.metadata.folding import clean, fold, is_front_page
from cleaner.read.metadata.title_sources import (
    HEADER_BLOCKS,
    MAX_TAIL_WORDS,
    MIN_TITLE_WORDS,
    STRONG_SEPARATOR,
    separators,
)
from cleaner.read.metadata.words import title_words, words

MAX_COUNT_CHARS = 16  # of the minutes of reading
MIN_PAGED_WORDS, MIN_PAGED_CHARS = 2, 4  # of a title before the number of its page; characters in dense scripts
PAGE_ENDS = (")", "）", "页", "頁", "ジ", "目")

# What programs write where a document has no title of its own.
FILE = later(
    r"www\.[\w.-]{3,60}|(?:Microsoft \w+ - .{1,80}|[^\s/]{1,80})\w\.(?:docx?|odt|rtf|pdf|indd|pptx?|xlsx?|html?|php)",
    re.I,
)
NUMBER = later(r"\d+")
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


def names_page(text: str, seen: Evidence) -> bool:
    """Whether a heading and the title for sharing end in the number of a page that the address does not have: the text
    is about that page.
    """
    if not text[-1:].isdigit() or not clean(seen.metas.get("og:title", "")).endswith(text):
        return False
    found = title_words().page_number.search(text)
    return (
        found is not None and seen.address is not None and NUMBER.findall(text)[-1] not in NUMBER.findall(seen.address)
    )


def without_labels(text: str, stated: Iterable[TextCandidate]) -> str:
    """A heading without a label before or behind a stated title: "Sponsored", "New", "[edit]". A word in small letters
    behind it ends its sentence: "The pier will be free".

    A stated title may have the label as well, before a separator: "Opinion | Storm hits coast"; and a site behind one.
    """
    labels = title_words().labels
    for item in stated:
        title = item.text
        if fold(text) == fold(title):
            mark = next(iter(separators(title)), None)
            label = title[: mark.start()] if mark is not None else ""
            if mark is not None and text.startswith(f"{label} ") and text != title and fold(label) in labels:
                return title[mark.end() :]
        if not text.startswith(title) and not text.endswith(title) and (marks := separators(title)):
            title = title[: marks[-1].start()]
        if len(title.split()) < MIN_TITLE_WORDS and not is_unspaced(title):
            continue
        behind = text.startswith(title)
        rest = text.removeprefix(title) if behind else text.removesuffix(title)
        if rest != text and fold(rest) in labels and not (behind and rest.lstrip()[:1].islower()):
            return title
    return text


def without_items(text: str, stated: list[TextCandidate]) -> str:
    """A heading without the number of things that a list holds, or how long it takes to read, if a stated title lacks
    it: "Lamps (158)", "Storm hits coast 3 min read".
    """
    count = ITEMS.search(text) if text.endswith(")") else None
    if text[-1:].isalpha() and any(map(str.isdecimal, text[-MAX_COUNT_CHARS:])):
        count = words().reading_time.search(text, len(text) - MAX_COUNT_CHARS)
    before = text[: count.start()].rstrip(" ·|-–") if count is not None else ""
    if not before or any(text in item.text for item in stated):
        return text
    plain = (item.text[: found[0].start()] if (found := separators(item.text)) else item.text for item in stated)
    return before if before in plain else text


def without_shop_label(text: str, stated: list[TextCandidate]) -> str:
    """A heading without the label of a list of goods or of a field, if no stated title begins with it: "Collection:
    Lamps", "Title: Lamps".
    """
    label, colon, rest = text.partition(":")
    spaced = rest[:1] == " " and fold(label) in words().title_labels
    if not colon or not (spaced or fold(label) in title_words().fields):
        return text
    rest = rest.lstrip()
    return text if any(fold(item.text).startswith(fold(text)) for item in stated) else rest


@lru_cache(maxsize=64)
def without_label(title: str) -> str:
    """A title without the label that a program puts before it: "View topic - ..."."""
    mark = next(iter(separators(title)), None)
    labelled = mark is not None and fold(title[: mark.start()]) in words().title_labels
    return title[mark.end() :] if mark is not None and labelled else title


def is_of_any_page(title: str, *, front: bool) -> bool:
    """Whether a title is a word such as "Home", alone or beside the site's name, or the name of a file."""
    generic = words().generic_titles
    if fold(title) in generic or FILE.fullmatch(title):
        return True
    marks = separators(title)
    if front or len(marks) != 1:
        return False
    before, after = title[: marks[0].start()], title[marks[0].end() :]
    return (fold(before) in generic and len(after.split()) <= MAX_TAIL_WORDS) or (
        fold(after) in generic and len(before.split()) <= MAX_TAIL_WORDS
    )


def leading_name(seen: Evidence, headings: Iterable[TextCandidate]) -> set[str]:
    """The site before a strong mark in the document's title, if it is the longer heading that follows, and the page
    links its front page by that name.
    """
    title = clean(seen.head.title or "")
    mark = STRONG_SEPARATOR.search(title)
    before, after = (title[: mark.start()], title[mark.end() :]) if mark is not None else ("", "")
    if len(after.split()) < max(MIN_TITLE_WORDS, len(before.split()) + 1):
        return set()
    name = fold(before)
    linked = any(
        block.link_chars and fold(block.text) == name and any(_is_front(span.value) for span in block.spans)
        for block in seen.blocks[:HEADER_BLOCKS]
    )
    return {name} if linked and any(fold(one.text) == fold(after) for one in headings) else set()


def _is_front(address: str) -> bool:
    return address == "/" or is_front_page(address)
