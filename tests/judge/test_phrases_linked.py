"""Phrases that announce a link, and the words of toolbars in tables and lists: used or only mentioned."""

from __future__ import annotations

import pytest

from cleaner.judge.phrases import find_matches, judge, load_rules
from cleaner.judge.rules import STRONG, WEAK
from cleaner.model import Block, Document
from cleaner.read.html import read_html
from cleaner.vocabulary import BlockKind


def judged(page: Document, language: str) -> list[tuple[str, float]]:
    rules = load_rules(language)
    found = judge(page, rules, find_matches(page.blocks, rules))
    return [(page.blocks[verdict.block].text, verdict.score) for verdict in found]


def judged_html(html: str, language: str = "en") -> list[tuple[str, float]]:
    return judged(read_html(f"<html lang={language}><body>{html}</body></html>"), language)


def lines(*blocks: tuple[BlockKind, str]) -> Document:
    return Document(tuple(Block(nth, kind, text) for nth, (kind, text) in enumerate(blocks)))


@pytest.mark.parametrize(
    ("language", "phrase"),
    [("et", "Loe ka:"), ("fr", "Lire plus :"), ("zh", "【相关新闻】"), ("en", "Previous message:")],
)
def test_an_announcement_has_a_link(language: str, phrase: str) -> None:
    """With a link it is certain; without one only a paragraph that is no sentence counts, and little."""
    linked = f"{phrase} <a href=/1>The new bridge</a>"
    for html in (f"<p>{linked}</p>", f"<h3>{linked}</h3>", f"<ul><li>{linked}</ul>"):
        assert judged_html(html, language) == [(f"{phrase} The new bridge", STRONG)]
    assert judged_html(f"<p>{phrase} The new bridge", language) == [(f"{phrase} The new bridge", WEAK)]
    for html in (
        f"<p>{phrase} that is what she said.",
        f"<p>{phrase} ask at the <a href=/1>desk</a> of the library on the quay.",
        f"<h2>{phrase} the calendar</h2><p>It has a row for each week.",
        f"<ul><li>{phrase} the lease",
        f"<dl><dt>{phrase} date<dd>The newest comes first.",
        f"<table><tr><td>{phrase} date<td>The newest comes first</table>",
    ):
        assert judged_html(html, language) == [], html


def test_two_lines_of_a_mail_archive_need_no_link() -> None:
    two = lines(("paragraph", "Previous message: [ferry] lamps"), ("heading", "Next message: [ferry] oars"))
    assert [score for _, score in judged(two, "en")] == [STRONG, STRONG]
    assert judged(lines(("paragraph", "Next message: what it shows")), "en") == []
