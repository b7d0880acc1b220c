"""An article block by block for a terminal: what stayed, what went, by which rule and how sure."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.text import Text

from cleaner.model import Article, Block, Removal

MAX_SHOWN_CHARS = 400
COLOURS = {
    "advertisement": "yellow", "related": "cyan", "navigation": "blue", "share": "magenta", "player": "magenta",
    "consent": "red", "paywall": "red", "subscription": "red", "duplicate-title": "bright_black",
    "duplicate": "bright_black",
}  # fmt: skip


def explain_article(article: Article, out: TextIO) -> None:
    """Write every block in reading order: kept ones plain, removed ones marked with kind, judge, rule and score."""
    console = Console(file=out, highlight=False, soft_wrap=True)
    for name in ("title", "authors", "published", "site", "language", "status", "confidence"):
        value = getattr(article, name)
        if value:
            shown = ", ".join(value) if isinstance(value, tuple) else str(value)
            source = article.provenance.get(name)
            console.print(
                Text.assemble((f"{name}: ", "bold"), _safe(shown), (f"  ({source})" if source else "", "dim"))
            )
    console.print()
    rows: list[tuple[int, Block | Removal]] = [(block.index, block) for block in article.blocks]
    rows += [(gone.block, gone) for gone in article.removed]
    for _, row in sorted(rows, key=lambda pair: pair[0]):
        if isinstance(row, Block):
            console.print(Text.assemble(("  keep  ", "green"), _safe(row.text)))
        else:
            style = COLOURS.get(row.kind, "white")
            why = f"[{row.kind} | {row.judge} | {row.rule} | {row.score:.2f}]"
            console.print(Text.assemble(("- drop  ", "red"), (f"{why} ", style), (_safe(row.text), "strike dim")))
    console.print()
    console.print(f"kept {len(article.blocks)} blocks, removed {len(article.removed)}")
    for note in article.notes:
        console.print(Text(f"note: {note}"))


def _safe(text: str) -> str:
    """Text that cannot steer a terminal, shortened."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return shown if len(shown) <= MAX_SHOWN_CHARS else f"{shown[: MAX_SHOWN_CHARS - 1]}…"
