"""Phrases that announce a link, and the words of toolbars in tables and lists: used or only mentioned."""

from __future__ import annotations

import pytest

from cleaner.judge.phrases import find_matches, judge, load_rules, sections
from cleaner.judge.rules import STRONG, WEAK
from cleaner.judge.spoken import find_spoken
from cleaner.model import Block, Document
from cleaner.read.html import read_html
from cleaner.read.text import read_text
from cleaner.vocabulary import BlockKind


def judged(page: Document, language: str) -> list[tuple[str, float]]:
    rules = load_rules(language)
    matches = find_matches(page.blocks, rules)
    found = judge(page, rules, matches, find_spoken(page.blocks, matches))
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


@pytest.mark.parametrize("phrase", ["Read more:", "ALSO READ |", "Related:"])
def test_a_title_behind_words_for_further_reading(phrase: str) -> None:
    """As a link it is certain, also where the tagger takes the line for text."""
    for html in (f"<p>{phrase} <a href=/1>The new bridge</a></p>", f"<p><a href=/1>{phrase} The new bridge</a></p>"):
        assert judged_html(html) == [(f"{phrase} The new bridge", STRONG)]
    assert judged_html(f"<p>{phrase} The new bridge") == [(f"{phrase} The new bridge", WEAK)]
    for text in ("it is in the hall of the <a href=/1>town house</a>", "<a href=/1>The bridge is new.</a>"):
        assert [score for _, score in judged_html(f"<p>{phrase} {text}</p>")] == [WEAK]


def test_two_lines_of_a_mail_archive_need_no_link() -> None:
    two = lines(("paragraph", "Previous message: [ferry] lamps"), ("heading", "Next message: [ferry] oars"))
    assert [score for _, score in judged(two, "en")] == [STRONG, STRONG]
    assert judged(lines(("paragraph", "Next message: what it shows")), "en") == []


def rows(*lines: str) -> str:
    return "<table><tr><td>" + "<tr><td>".join(lines).replace("|", "<td>") + "</table>"


@pytest.mark.parametrize(
    "html",
    [
        rows("|Facebook|Instagram|WhatsApp", "18-29|30%|70%|60%"),
        rows("Rank|2024|2025", "1|Facebook|WhatsApp", "2|WhatsApp|Facebook"),
        rows("Bought by|Service|Year", "Facebook|Instagram|2012", "Facebook|WhatsApp|2014"),
        "<p>The law covers these services:</p><ul><li>Facebook<li>WhatsApp<li>Instagram</ul>",
        "<p>These parts of it were changed:</p><ul><li>Newsletter<li>Comments<li>Search</ul>",
        "<h2>Changed</h2><ul><li>Newsletter<li>Comments</ul>",
    ],
)
def test_services_of_which_the_text_speaks(html: str) -> None:
    assert judged_html(html) == []


@pytest.mark.parametrize(
    "html",
    [
        rows("<button>Facebook</button>|12", "<button>Twitter</button>|5"),
        rows("<a href=/f>Facebook</a>|12", "<a href=/t>Twitter</a>|5", "Total|17"),
        rows("<button>Facebook</button>|<button>Twitter</button>"),
        "<p>Share:</p><ul><li>Facebook<li>Twitter</ul>",
        "<h2>Share</h2><ul><li>Facebook<li>Twitter</ul>",
        "<h2>Changed</h2><ul><li><a href=/f>Facebook</a><li><a href=/t>Twitter</a></ul>",
        "<p>You will also find us on these services:</p><ul><li><a href=/f>Facebook</a><li><a href=/t>Twitter</a></ul>",
    ],
)
def test_services_to_share_on(html: str) -> None:
    found = [text.partition("\t")[0] for text, _ in judged_html(html)]
    assert next(text for text in found if text in {"Facebook", "Twitter"}) == "Facebook"


def test_a_term_with_a_description_is_text() -> None:
    said = "<dt>Print<dd>The mark that a plate leaves.<dt>Comments<dd>Who may answer you and who may not."
    page = read_html(f"<dl>{said}</dl>")
    matches = find_matches(page.blocks, load_rules("en"))
    assert {page.blocks[at].text for at in matches} == {"Print", "Comments"}
    assert judged_html(f"<dl>{said}</dl>") == []
    assert list(sections(matches, page.blocks)) == []
    assert judged_html("<dl><dt>Share<dd><a href=/f>The page of the ferry on Facebook.</a></dl>")
    assert judged_html("<dl><dt>Print<dd>Email</dl>")


TERMS = {
    "de": ("Siehe auch", "Ballast", "Kiel", "Luv"),
    "fr": ("Voir aussi", "Lest", "Quille", "Proue"),
    "el": ("Δείτε επίσης", "Έρμα", "Καρίνα", "Πλώρη"),
    "hu": ("Lásd még", "Ballaszt", "Gerinc", "Orr"),
    "id": ("Baca juga", "Balas", "Lunas", "Haluan"),
    "zh": ("延伸阅读", "压舱物", "龙骨", "船首"),
    "en": ("See also", "Ballast", "Keel", "Bow"),
}


@pytest.mark.parametrize("language", TERMS)
@pytest.mark.parametrize("link", ["{}", "<a href=#t>{}</a>"])
def test_a_glossary_refers_to_its_own_terms(language: str, link: str) -> None:
    phrase, first, second, third = TERMS[language]
    said = f"<h3>{first}</h3><p>{phrase}: {link.format(second)}<h3>{second}</h3><p>{phrase}: {link.format(first)}, "
    assert judged_html(f"{said}{third}", language) == []
    kinds = ("heading", "paragraph") * 2
    text = lines(*zip(kinds, (first, f"{phrase}: {second}", second, f"{phrase}: {first}, {third}"), strict=True))
    assert judged(text, language) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fire in the harbour of Kiel", "The new bridge opens in May"),  # titles of other pages that the page lists
        ("Harbour", "Bridge"),  # that it does not list
        ("Kiel", "The new bridge opens in May"),  # one term
    ],
)
def test_a_text_that_announces_other_pages_is_no_glossary(one: str, other: str) -> None:
    listed = [("paragraph", text) for text in (one, other, "Kiel") if len(text.split()) != 1 or text == "Kiel"]
    found = judged(lines(("paragraph", f"Siehe auch: {one}"), ("paragraph", f"Siehe auch: {other}"), *listed), "de")
    assert len(found) == 2


SAID = "The club held its summer race on the river in spite of the rain."


def written(*said: str) -> list[str]:
    page = read_text("\n".join(said))
    return [page.blocks[at].text for at in find_matches(page.blocks, load_rules("en"))]


@pytest.mark.parametrize(
    "entries",
    [
        ["Ranking", "Ann Bell 4:02", "Eva Horn 4:05"],
        ["Recommended", "200 g beans", "1 onion", "2 carrots"],
        ["- Newsletter", "- Comments", "- Search"],
    ],
)
def test_short_lines_amid_text_are_text(entries: list[str]) -> None:
    assert written(SAID, *entries, SAID) == []
    assert written(*entries, SAID) != []  # a menu above the text
    assert written(SAID, *entries) != []  # and one below it


@pytest.mark.parametrize(
    "entries",
    [
        ["Ranking", "The boats that nobody wanted to see", "A bridge that nobody crosses any longer"],  # titles
        ["Most read", "Ann Bell 4:02", "Eva Horn 4:05"],  # a phrase that is sure
        ["Ranking", "Ann Bell 4:02"],
    ],
)
def test_titles_amid_text_are_chrome(entries: list[str]) -> None:
    assert written(SAID, *entries, SAID) == entries[:1]
