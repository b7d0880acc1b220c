"""The difference between an article and trafilatura's text of the same page, in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TextIO

from rich.text import Text

from cleaner.article import Article
from cleaner.judge.second_opinion import extract, fold, split
from cleaner.model import Page
from cleaner.read.decode import cap_attributes, decode
from cleaner.read.sniff import is_html
from cleaner.report.explain import safe, show, terminal

MAX_LINES = 4000  # of either text; at worst, the comparison takes quadratic time


def write_diff(article: Article, page: Page, max_bytes: int, out: TextIO) -> None:
    """Write the lines of both texts: ``+`` only cleaner, ``-`` only trafilatura (and why it was removed), else both."""
    console = terminal(out)
    text = decode(page.body, page.charset_hint, max_bytes).text
    theirs = extract(cap_attributes(text)) if is_html(text, page.content_type) else ""
    if not theirs:
        console.print("trafilatura finds no text here" + ("" if is_html(text, page.content_type) else " (no HTML)"))
    ours = _lines(article.text)
    other = _lines(theirs)
    because = {fold(gone.text): f"[{gone.kind} | {gone.judge} | {gone.rule}] " for gone in article.removed}
    matcher = SequenceMatcher(None, [fold(line) for line in ours], [fold(line) for line in other], autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            for line in ours[first:last]:
                show(console, Text("  "), Text(safe(line)))
            continue
        for line in other[start:end]:
            why = because.get(fold(line), "")
            show(console, Text("- ", "red"), Text.assemble((safe(why), "dim"), (safe(line), "red")))
        for line in ours[first:last]:
            show(console, Text("+ ", "green"), Text(safe(line), "green"))
    mine, its = split(article.text), split(theirs)
    console.print()
    console.print(
        f"- trafilatura: {len(its):,} words   + cleaner: {len(mine):,} words   in common: {_common(mine, its)}"
    )


def _lines(text: str) -> list[str]:
    lines = (line.strip().removeprefix("- ") for line in text.split("\n"))
    return [line for line in lines if line][:MAX_LINES]


def _common(mine: Sequence[str], its: Sequence[str]) -> str:
    """Word F1 of the two texts, as a percentage."""
    both = sum((Counter(mine) & Counter(its)).values())
    return f"{2 * both / max(1, len(mine) + len(its)):.0%}"
