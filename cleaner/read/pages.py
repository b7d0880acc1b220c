"""Pages of a text that was taken from a PDF file: form feeds part them, and each repeats its running heads and feet.

A running line stays a line of the text, so that a judge can name it. A paragraph that goes on from one page to the next
becomes whole, and the running lines come behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from cleaner.patterns import later
from cleaner.shipped import load

BREAK = "\u2029"  # what ``decode`` makes of a form feed; here also before a running line
EDGE = 3  # lines at the top and at the foot of a page that may be running ones
MAX_RUNNING_CHARS = 160
MIN_SHARE = 0.4  # of the pages; heads of left and right pages may differ
MIN_NUMBERED_SHARE = 0.2  # of numbers that count the pages; those of a part may begin again
MIN_PAGES = 2
DIGITS = later(r"\d+")
GAP = later(r"\S(?:\s{2,}|\t)(?=\S)")
MIN_GAPS = 2  # in a row of a table
LISTED = later(r"[-–*•‣▪] +[^\W\d_]|\(\w{1,3}\) ")  # the mark of an item or a clause
CLOSING = tuple(":!?：！？")  # a label or a cry: no running line ends so
# The number of a page: alone, behind or before a wide gap or a bar, or of how many ("1/2").
NUMBER = later(
    r"\A[^\w§$€£¥%]{0,8}\d{1,4}[^\w§$€£¥%]{0,8}\Z|\A\s*\d{1,4}(?=\s{2,}|\s?[|–—])|(?:(?<=\s\s)|(?<=[|–—]\s)|(?<=[|–—]))\d{1,4}\s*\Z"
    r"|\b\d{1,4}\s?/\s?\d{1,4}\s*\Z"
)
NAMED = later(r"\b([^\W\d_]{1,9})\.? (\d{1,4})(?:/\d{1,4}| [^\W\d_]{1,4} \d{1,4})?\b")
COUNTED = later(r"第\s?(\d{1,4})\s?[页頁]")
SENTENCE_END = later(r"[.!?…。！？।:;][\"'”’»)\]]*\Z")
MIN_OPEN_CHARS = 40  # of a line that goes on in a capital letter on the next page


def join_pages(text: str) -> list[str]:
    """The lines of a text with page breaks. Running lines begin with ``BREAK``.

    If no page repeats a line, the breaks are those of paragraphs, which have the same character.
    """
    pages = {nth: page.strip("\n").split("\n") for nth, page in enumerate(text.split(BREAK)) if page.strip()}
    keys = _running_keys(pages) if len(pages) >= MIN_PAGES else frozenset()
    if not keys:
        return text.replace(BREAK, "\n\n").split("\n")
    lines: list[str] = []
    waiting: list[str] = []  # running lines that come behind the paragraph
    for nth, page in pages.items():
        running = {*_running(page, nth, keys), *_running(page, nth, keys, last=True)}
        if not lines:
            running -= {*_find_title(page, nth, running)}
        body = [line for at, line in enumerate(page) if at not in running]
        heads = [page[at] for at in sorted(running) if at < len(page) // 2]
        feet = [page[at] for at in sorted(running) if at >= len(page) // 2]
        while body and not body[0].strip():
            del body[0]
        while body and not body[-1].strip():
            del body[-1]
        waiting += heads
        if not (lines and body and _is_open(lines[-1], body[0])):
            lines += [*_marked(waiting), ""]
            waiting = []
        elif waiting:
            end = next((at for at, line in enumerate(body) if not line.strip()), len(body))
            body[end:end] = _marked(waiting)
            waiting = []
        lines += body
        waiting += feet
    return [*lines, *_marked(waiting)]


def _marked(running: Sequence[str]) -> list[str]:
    return [BREAK + " ".join(line.split()) for line in running]


def _edges(page: Sequence[str]) -> list[int]:
    """The first and the last lines of a page that are not blank."""
    said = [at for at, line in enumerate(page) if line.strip()]
    return [*said[:EDGE], *(at for at in said[-EDGE:] if at not in said[:EDGE])]


def _running(page: Sequence[str], nth: int, keys: Collection[str], *, last: bool = False) -> Iterator[int]:
    """The indices of the running lines at one edge of a page: what comes before the first, or after the last, other."""
    said = [at for at, line in enumerate(page) if line.strip()]
    for at in said[: -EDGE - 1 : -1] if last else said[:EDGE]:
        if not _may_run(page[at].strip()) or _key(page[at], nth) not in keys or _heads_table(page, at):
            return
        yield at


def _find_title(page: Sequence[str], nth: int, running: Collection[int]) -> list[int]:
    """The last head of the first page if it may be the title: it is there twice, or no other title is above a text."""
    heads = [at for at in sorted(running) if at < len(page) // 2 and _key(page[at], nth) == _plain(page[at])]
    body = [line.strip() for at, line in enumerate(page) if line.strip() and at not in running]
    twice = len({_plain(page[at]) for at in heads}) < len(heads)
    titled = any(len(line) >= MIN_OPEN_CHARS for line in body) and len(body[0]) < MIN_OPEN_CHARS
    return [] if titled and not twice and not SENTENCE_END.search(body[0]) else heads[-1:]


def _heads_table(page: Sequence[str], at: int) -> bool:
    """Whether a line is a row of as many cells as the one below it."""
    gaps = len(GAP.findall(page[at]))
    return gaps >= MIN_GAPS and at + 1 < len(page) and len(GAP.findall(page[at + 1])) == gaps


def _plain(line: str) -> str:
    return " ".join(line.split()).casefold()


def _key(line: str, nth: int) -> str:
    """A line with the difference between the number of its page and ``nth``, which is the same on each page.

    Other numbers may be those of chapters, so they stay.
    """
    line = NUMBER.sub(lambda found: f"#{int(DIGITS.findall(found[0])[0]) - nth}", line)
    for found in reversed([*NAMED.finditer(line)]):
        if found[1].casefold() in page_words():
            line = f"{line[: found.start()]}#{line[found.end() :]}"
    return _plain(COUNTED.sub(lambda found: f"#{int(found[1]) - nth}", line) if "第" in line else line)


@cache
def page_words() -> frozenset[str]:
    """Words for a page, in lower case."""
    return frozenset(load("structure.yaml")["page_words"])


def _running_keys(pages: Mapping[int, Sequence[str]]) -> frozenset[str]:
    """The keys of lines that come again at the edges of enough pages."""
    times = Counter(
        key for nth, page in pages.items()
        for key in {_key(page[at], nth) for at in _edges(page) if _may_run(page[at].strip())}
    )  # fmt: skip
    shares = ((key, found, MIN_NUMBERED_SHARE if "#" in key else MIN_SHARE) for key, found in times.items())
    return frozenset(key for key, found, share in shares if found >= max(MIN_PAGES, share * len(pages)))


def _may_run(line: str) -> bool:
    """Whether a line may be a running one. In small letters a sentence goes on, or an address begins."""
    if len(line) > MAX_RUNNING_CHARS or line.endswith(CLOSING) or LISTED.match(line):
        return False
    return not line[:1].islower() or "://" in line or line.startswith("www.")


def _is_open(line: str, following: str) -> bool:
    """Whether a paragraph may go on from the last line of a page in the first one of the next."""
    line, following = line.strip(), following.strip()
    if not line or line[0] == BREAK or SENTENCE_END.search(line):
        return False
    return following[:1].islower() or len(line) >= MIN_OPEN_CHARS
