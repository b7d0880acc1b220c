"""Lines around the headline of a plain text dump: the names of sections above it, the byline and hashtags.

In HTML the elements tell them. Here a chrome phrase among them shows that the text is the dump of a page. What a title
states and who signs are metadata, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from cleaner.judge.mentions import SAID_END, ends_sentence
from cleaner.judge.runs import is_prose
from cleaner.model import Block
from cleaner.patterns import later
from cleaner.vocabulary import RemovalKind
from cleaner.words import fold_words, size_of

MAX_ABOVE, MAX_BELOW = 24, 8  # blocks around the headline
MAX_SECTION_CHARS, MAX_SECTION_WORDS = 30, 4
MAX_LEFT_WORDS = 2
MAX_BYLINE_CHARS = 80
MAX_BESIDE_NAMES = 12  # letters beside the names in a byline: "By", "reporter", "기자"
# A day and a time, with at most one word for its month: "2022. 11. 3. 21:15", "5 मई 2022".
DAY = later(r"(?=.*\d{4})[\d./ :-]+(?:[^\W\d_][\w\u0900-\u0dff\u0e30-\u0e4e.]{1,14}[\d ,./:-]+)?")
VALUE = later(r":\d\d +\d[\d.]*\Z")  # behind a time: a row of data
HASHTAGS = later(r"#[^\W\d_]\w*(?:[\s,]+#[^\W\d_]\w*)*")
MIN_HASHTAGS = 2  # in one line, or lines below one another
SIGNS = ("@", "＠")  # of an address behind a name


def find_masthead(
    blocks: Sequence[Block], keep: Sequence[bool], title: str | None, authors: Collection[str]
) -> Iterator[tuple[int, str, RemovalKind]]:  # fmt: skip
    """The index, rule and kind of chrome of each such line that stays so far, and of hashtags in lines of their own."""
    yield from ((at, "hashtags", "tags") for at in _find_hashtags(blocks, keep))
    if title is None:
        yield from ((at, "menu-left", "navigation") for at in _find_left(blocks, keep))
        return
    yield from ((at, "title-field", "duplicate-title") for at in _find_fields(blocks, keep, title))
    at = _find_headline(blocks, title)
    if at is None:
        return
    if not all(keep[nth] for nth in range(at)) and not any(is_prose(blocks[nth]) for nth in range(at)):
        lines = (blocks[nth] for nth in range(at - 1, -1, -1) if keep[nth])
        above = takewhile(lambda block: not _is_said(block), lines)
        yield from ((block.index, "section", "breadcrumb") for block in above if _is_section(block))
    below = [*takewhile(lambda block: not is_prose(block), blocks[at + 1 : at + 1 + MAX_BELOW])]
    if not all(keep[block.index] for block in below):
        yield from ((block.index, "day", "other") for block in _find_days(below) if keep[block.index])
    if authors and not all(keep[block.index] for block in below):
        names = [*map(fold_words, authors)]
        yield from ((block.index, "byline", "credit") for block in below if keep[block.index] and _signs(block, names))
    if authors and not all(keep):
        yield from _find_signature(blocks, keep, authors, at)


def _find_days(below: Sequence[Block]) -> Iterator[Block]:
    """The days below the headline. Below one with a sentence, the next is that of the next post."""
    found = False
    for block in below:
        if _is_day(block.text):
            found = True
            yield block
        elif found and _is_said(block):
            return


def _is_day(text: str) -> bool:
    """Whether a line is a day, perhaps with a time, and no value behind it."""
    return DAY.fullmatch(text) is not None and VALUE.search(text) is None


def _find_left(blocks: Sequence[Block], keep: Sequence[bool]) -> list[int]:
    """What stays of the dump of a page that has no text: words of a menu, fewer than those that are chrome."""
    left = [block for block in blocks if keep[block.index]]
    words = all(_is_section(block) and len(block.text.split()) <= MAX_LEFT_WORDS for block in left)
    return [block.index for block in left] if words and 0 < 2 * len(left) <= len(blocks) - len(left) else []


def _find_fields(blocks: Sequence[Block], keep: Sequence[bool], title: str) -> Iterator[int]:
    """Lines near the top that say what their title is: "Subject: Why the river is late".

    They stay below another field that does: "To: Ann".
    """
    for block in blocks[:MAX_ABOVE]:
        if block.index and keep[block.index - 1] and ": " in blocks[block.index - 1].text[: MAX_BESIDE_NAMES + 2]:
            continue
        name, mark, said = block.text.partition(":")
        if mark and keep[block.index] and len(name) <= MAX_BESIDE_NAMES and said.strip() == title and name.isalpha():
            yield block.index


def _find_headline(blocks: Sequence[Block], title: str) -> int | None:
    said = fold_words(title)
    return next((block.index for block in blocks[: MAX_ABOVE + 1] if fold_words(block.text) == said), None)


def _is_section(block: Block) -> bool:
    text = block.text
    return (
        block.kind in ("paragraph", "heading", "item") and size_of(text) <= MAX_SECTION_CHARS
        and len(text.split()) <= MAX_SECTION_WORDS and not text.endswith(SAID_END)
        and not any(map(str.isdigit, text)) and not any(sign in text for sign in SIGNS)
    )  # fmt: skip


def _is_said(block: Block) -> bool:
    """Whether a line is a sentence of the text."""
    return size_of(block.text) > MAX_SECTION_CHARS and ends_sentence(block.text)


def _signs(block: Block, names: Sequence[str]) -> bool:
    """Whether a line says who signs, and little else. ``names`` are folded."""
    said = fold_words(block.text)
    if len(block.text) > MAX_BYLINE_CHARS or ends_sentence(block.text):
        return False
    rest = said
    for name in names:
        rest = rest.replace(name, "")
    return rest != said and len(rest) <= MAX_BESIDE_NAMES


def _find_signature(
    blocks: Sequence[Block], keep: Sequence[bool], authors: Collection[str], headline: int
) -> Iterator[tuple[int, str, RemovalKind]]:  # fmt: skip
    """The last line that stays, if it has the name of an author and an address of a mail."""
    last = next((nth for nth in range(len(blocks) - 1, headline, -1) if keep[nth]), headline)
    text = blocks[last].text
    if last == headline or len(text) > MAX_BYLINE_CHARS or not any(sign in text for sign in SIGNS):
        return
    if any(author in text for author in authors):
        yield last, "signature", "author-box"


def _find_hashtags(blocks: Sequence[Block], keep: Sequence[bool]) -> list[int]:
    """Lines of nothing but hashtags: several in one, or one in each of several.

    Those between two sentences that stay are what the text is about.
    """
    found = [
        block.index for block in blocks
        if "#" in block.text and len(block.text) <= 4 * MAX_BYLINE_CHARS and HASHTAGS.fullmatch(block.text.strip())
    ]  # fmt: skip
    count = sum(blocks[at].text.count("#") for at in found)
    if count < MIN_HASHTAGS:
        return []
    said = [block.index for block in blocks if keep[block.index] and _is_said(block)] or [len(blocks)]
    return [at for at in found if keep[at] and not said[0] < at < said[-1]]
