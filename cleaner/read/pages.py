"""Pages of a text that was taken from a PDF file: form feeds part them, and each repeats its running heads and feet.

A running line stays a line of the text, so that a judge can name it. A paragraph that goes on from one page to the next
becomes whole, and the running lines come behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from cleaner.patterns import later
from cleaner.shipped import load

BREAK = "\u2029"  # what ``decode`` makes of a form feed; here also before a running line
EDGE = 3  # lines at the top and at the foot of a page that may be running ones
MAX_RUNNING_CHARS = 160
MIN_SHARE = 0.4  # of the pages; heads of left and right pages may differ
MIN_PAGES = 2
# The number of a page: alone, behind or before a wide gap or a bar, or of how many ("1/2").
NUMBER = later(
    r"\A\W{0,8}\d{1,4}\W{0,8}\Z|\A\s*\d{1,4}(?=\s{2,}|\s?[|–—])|(?:(?<=\s\s)|(?<=[|–—]\s)|(?<=[|–—]))\d{1,4}\s*\Z"
    r"|\b\d{1,4}\s?/\s?\d{1,4}\s*\Z"
)
NAMED = later(r"\b([^\W\d_]{1,9})\.? (\d{1,4})(?:/\d{1,4}| [^\W\d_]{1,4} \d{1,4})?\b")
SENTENCE_END = later(r"[.!?…。！？।:;][\"'”’»)\]]*\Z")
MIN_OPEN_CHARS = 40  # of a line that goes on in a capital letter on the next page


def join_pages(text: str) -> list[str]:
    """The lines of a text with page breaks. Running lines begin with ``BREAK``.

    If no page repeats a line, the breaks are those of paragraphs, which have the same character.
    """
    pages = [page.strip("\n").split("\n") for page in text.split(BREAK) if page.strip()]
    keys = _running_keys(pages) if len(pages) >= MIN_PAGES else frozenset()
    if not keys:
        return text.replace(BREAK, "\n\n").split("\n")
    lines: list[str] = []
    waiting: list[str] = []  # running lines that come behind the paragraph
    for page in pages:
        running = {*_running(page, keys), *_running(page, keys, last=True)}
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


def _running(page: Sequence[str], keys: Collection[str], *, last: bool = False) -> Iterator[int]:
    """The indices of the running lines at one edge of a page: what comes before the first, or after the last, other."""
    said = [at for at, line in enumerate(page) if line.strip()]
    for at in said[: -EDGE - 1 : -1] if last else said[:EDGE]:
        if not _may_run(page[at].strip()) or _key(page[at]) not in keys:
            return
        yield at


def _key(line: str) -> str:
    """A line without the number of its page. Other numbers may be those of chapters, so they stay."""
    line = NUMBER.sub("#", line)
    for found in reversed([*NAMED.finditer(line)]):
        if found[1].casefold() in page_words():
            line = f"{line[: found.start()]}#{line[found.end() :]}"
    return " ".join(line.split()).casefold()


@cache
def page_words() -> frozenset[str]:
    """Words for a page, in lower case."""
    return frozenset(load("structure.yaml")["page_words"])


def _running_keys(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """The keys of lines that come again at the edges of enough pages."""
    times = Counter(
        key for page in pages
        for key in {_key(page[at]) for at in _edges(page) if _may_run(page[at].strip())}
    )  # fmt: skip
    least = max(MIN_PAGES, MIN_SHARE * len(pages))
    return frozenset(key for key, found in times.items() if found >= least)


def _may_run(line: str) -> bool:
    """Whether a line may be a running one. In small letters a sentence goes on, or an address begins."""
    return len(line) <= MAX_RUNNING_CHARS and (not line[:1].islower() or "://" in line or line.startswith("www."))


def _is_open(line: str, following: str) -> bool:
    """Whether a paragraph may go on from the last line of a page in the first one of the next."""
    line, following = line.strip(), following.strip()
    if not line or line[0] == BREAK or SENTENCE_END.search(line):
        return False
    return following[:1].islower() or len(line) >= MIN_OPEN_CHARS
