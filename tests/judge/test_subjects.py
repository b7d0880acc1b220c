"""Phrases of chrome that are a section or a step of the text are its text; boxes that say the same are not."""

from __future__ import annotations

import pytest

from cleaner.judge.phrases import find_matches, load_rules
from cleaner.read.html import read_html

APP = "Download our app from the App Store or from the office."
UNSUBSCRIBE = "You may unsubscribe at any time by a letter to the harbour office."
FOLLOW = "Follow other choirs on Instagram."
FEES = "<p>You can pay the fees of a mooring without going to the office.</p>"
MORE = "<h2>Turn on the lamp</h2><p>The lamp of a berth is lit for an hour.</p>"


def matched(html: str, language: str = "en") -> list[str]:
    blocks = read_html(f"<html lang={language}><body>{html}</body></html>").blocks
    return [blocks[at].text for at in find_matches(blocks, load_rules(language))]


def test_a_section_among_others_is_text() -> None:
    section = f"<h2>Download our app</h2><p>{APP}</p>"
    assert matched(f"<div>{FEES}{section}{MORE}</div>") == []
    said = ["Download our app", APP]
    assert matched(f"<div>{FEES}{MORE}{section}</div>") == said  # the last
    assert matched(f"<div>{FEES}<div>{section}</div>{MORE}</div>") == said  # in a box
    assert matched(f"<div>{section}{MORE}</div>") == said  # among too little text
    assert matched(f"{FEES}{section}{MORE}") == said  # of a page without an element for its text
    assert matched(f"<footer><div>{FEES}{section}{MORE}</div></footer>") == said
    assert matched(f'<div class="site-footer">{FEES}{section}{MORE}</div>') == said
    linked = section.replace("our app from", "<a href=/app>our app</a> from")
    assert matched(f"<div>{FEES}{linked}{MORE}</div>") == [APP]


def test_a_clause_below_a_heading_of_its_own() -> None:
    clause = f"<h2>How to stop</h2><p>{UNSUBSCRIBE}</p>"
    assert matched(f"<div>{FEES}{clause}{MORE}</div>") == []
    assert matched(f"<div>{FEES}{MORE}{clause}</div>") == [UNSUBSCRIBE]


@pytest.mark.parametrize("mark", ["{}. ", "{}) ", "{} "])
def test_numbered_sections_are_text(mark: str) -> None:
    heads = "".join(
        f"<h2>{mark.format(nth)}{head}</h2><p>{text}</p>"
        for nth, (head, text) in enumerate(
            [("Letters", "One a month."), ("Cookies", UNSUBSCRIBE), ("Contact", "Ask.")], 1
        )
    )
    assert matched(f"<div>{heads}</div>") == []
    assert UNSUBSCRIBE in matched(f"<div>{heads}</div>".replace(mark.format(1), mark.format(4)))


@pytest.mark.parametrize(
    ("items", "says"),
    [
        (["Record your part at home.", FOLLOW, "Sing to the harbour at noon."], []),
        (["Record your part at home.", FOLLOW], [FOLLOW]),
        (["North pier", FOLLOW, "Mill quay"], [FOLLOW]),
        (["Record your part at home.", FOLLOW, "<a href=/s>Sing to the harbour at noon.</a>"], [FOLLOW]),
    ],
)
def test_an_item_among_sentences_is_text(items: list[str], says: list[str]) -> None:
    assert matched("<div><ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul></div>") == says


def test_a_step_that_is_counted_is_text() -> None:
    steps = "<li>Download our app<li>Sign in with the number of the boat<li>Pay the fee"
    assert matched(f"<ol>{steps}</ol>") == []
    assert matched(f"<ul>{steps}</ul>") == ["Download our app"]


@pytest.mark.parametrize(
    "links", ["/1 /2", "https://a.example/1 https://a.example/2", "https://a.example/1 /2", "", "*"]
)
def test_further_reading_is_text_if_it_leads_to_several_other_sites(links: str) -> None:
    addresses = links.split() if links != "*" else ["https://a.example/1", "https://b.example/2"]
    listed = "".join(f"<li><a href={address}>The piers of the north</a>, 1998" for address in addresses)
    page = f"<h2>Further reading</h2><ul>{listed}</ul><h2>Most read</h2>"
    assert ("Further reading" in matched(page)) == (links != "*")
    assert "Most read" in matched(page)
