"""An article block by block for a terminal: what was kept and dropped, by which rule, with which score, how to undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleaner.article import Article
from cleaner.model import Block, Removal
from cleaner.report.undo import keep_line, keep_name, keep_phrase

MAX_SHOWN_CHARS = 400
MAX_PHRASES = 5  # removed blocks of one judge for which the line that keeps them is shown
COLOURS = {
    "advertisement": "yellow", "related": "cyan", "navigation": "blue", "breadcrumb": "blue", "tags": "blue",
    "share": "magenta", "player": "magenta", "consent": "red", "paywall": "red", "subscription": "red",
    "comments": "green", "author-box": "green", "credit": "green",
}  # fmt: skip
FACTS = ("title", "authors", "published", "modified", "site", "language", "kind", "status")


def explain_article(article: Article, out: TextIO) -> None:
    """Write every block in reading order, then what each rule dropped, with the line that keeps it."""
    console = terminal(out)
    for line in _facts(article):
        console.print(line)
    console.print()
    rows: list[tuple[int, Block | Removal]] = [(block.index, block) for block in article.blocks]
    rows += [(gone.block, gone) for gone in article.removed]
    for _, row in sorted(rows, key=lambda pair: pair[0]):
        if isinstance(row, Block):
            show(console, Text("  keep  ", "green"), Text(safe(row.text)))
        else:
            show(console, Text("- drop  ", "red"), _gone(row))
    console.print()
    kept, lost = sum(len(block.text) for block in article.blocks), sum(len(gone.text) for gone in article.removed)
    console.print(
        f"kept {len(article.blocks):,} blocks, {kept:,} characters; "
        f"removed {len(article.removed):,} blocks, {lost:,} characters"
    )
    for note in article.notes:
        console.print(Text(f"note: {safe(note)}"))
    for line in _undo(article):
        console.print(line)


def terminal(out: TextIO) -> Console:
    """A console that writes text as it is, without markup. Outside a terminal, long lines are not broken."""
    return Console(file=out, highlight=False, markup=False, emoji=False, soft_wrap=not out.isatty())


def show(console: Console, mark: Text, text: Text) -> None:
    """Print a block after its mark. On a terminal, its further lines are indented like the first."""
    if not console.is_terminal:
        console.print(Text.assemble(mark, text))
        return
    grid = Table.grid()
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(mark, text)
    console.print(grid)


def _facts(article: Article) -> Iterator[Text]:
    for name in FACTS:
        value = getattr(article, name)
        if value:
            shown = ", ".join(value) if isinstance(value, tuple) else str(value)
            source = article.provenance.get(name)
            yield Text.assemble((f"{name}: ", "bold"), safe(shown), (f"  ({safe(source)})" if source else "", "dim"))
    yield Text.assemble(("confidence: ", "bold"), f"{article.confidence:.2f}")


def _gone(gone: Removal) -> Text:
    why = f"[{gone.kind} | {gone.judge} | {gone.rule} | {gone.score:.2f}] "
    return Text.assemble((safe(why), COLOURS.get(gone.kind, "")), (safe(gone.text), "strike dim"))


def _undo(article: Article) -> Iterator[Text]:
    """For each rule that dropped something: how much, and the line to paste that keeps it."""
    if not article.removed:
        return
    yield Text()
    yield Text("To keep removed blocks, paste a line into a file and name it with -c:", "bold")
    counts = Counter((gone.kind, gone.judge, gone.rule) for gone in article.removed)
    for (kind, judge, rule), count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        blocks = f"{count:,} block{'s' if count > 1 else ''}"
        yield Text.assemble(f"  {blocks} by {safe(judge)}, rule {safe(rule)} ", (f"({kind})", COLOURS.get(kind, "")))
        name = keep_name(judge, rule)
        gone = [found.text for found in article.removed if (found.kind, found.judge, found.rule) == (kind, judge, rule)]
        phrases = [keep_phrase(text) for text in gone]
        names = [name] if name else [*dict.fromkeys(phrase for phrase in phrases if any(map(str.isalnum, phrase)))]
        for found in names[:MAX_PHRASES]:
            yield Text(f"    {safe(keep_line(found))}", "dim")
        if len(names) > MAX_PHRASES:
            yield Text(f"    and so on, by the words of the other {len(names) - MAX_PHRASES:,}", "dim")


def safe(text: str) -> str:
    """Text that cannot control a terminal, shortened."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return shown if len(shown) <= MAX_SHOWN_CHARS else f"{shown[: MAX_SHOWN_CHARS - 1]}…"
