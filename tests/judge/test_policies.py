"""What a page about privacy or terms says is its text, though banners say the same."""

from __future__ import annotations

import pytest

from cleaner.judge.phrases import find_matches, load_rules
from cleaner.read.html import read_html

SAID = "We use cookies to remember the pier from which you travel."
REST = f"<p>This page says what we keep.</p><h2>What we use</h2><p>{SAID}</p><ul><li>Some are gone at night.</li></ul>"
BANNER = "<div class=box><h2>Cookies</h2><p>We use cookies to make this site work for you, day and night.</p></div>"


def matched(html: str, language: str = "en") -> list[str]:
    blocks = read_html(f"<html lang={language}><body>{html}</body></html>").blocks
    return [blocks[at].text for at in find_matches(blocks, load_rules(language))]


@pytest.mark.parametrize("title", ["Privacy policy", "Cookie policy", "Terms of use"])
def test_the_sentences_of_a_policy_are_its_text(title: str) -> None:
    own = f"<main><h1>{title}</h1>{REST}</main>"
    assert matched(own) == [title]
    assert matched(BANNER + own)[-2:] == ["We use cookies to make this site work for you, day and night.", title]
    assert SAID in matched(f"<main><h1>Ferries to the islands</h1>{REST}</main>")
    assert SAID in matched(f"<main><p>{title}</p>{REST}</main>")
    assert SAID in matched(f"<h1>{title}</h1><div>{REST}</div>")  # as far from the title as a banner


def test_labels_of_a_policy_are_still_chrome() -> None:
    linked = "<p>We use cookies. <a href=/c>Change your choice here now</a></p>"
    page = f"<main><h1>Privacy policy</h1>{REST}<p>Accept all</p>{linked}</main>"
    assert matched(page)[1:] == ["Accept all", "We use cookies. Change your choice here now"]


def test_a_policy_in_another_language() -> None:
    said = "Wir verwenden Cookies, um den Steg zu kennen, an dem Sie einsteigen."
    page = f"<main><h1>Datenschutzerklärung</h1><p>Hier steht, was wir speichern.</p><p>{said}</p></main>"
    assert matched(page, "de") == ["Datenschutzerklärung"]
    assert said in matched(page.replace("Datenschutzerklärung", "Fähren"), "de")


def test_short_headings_of_a_policy_are_its_text() -> None:
    parts = "".join(f"<h2>{head}</h2><p>Here is what we keep for it.</p>" for head in ("Newsletter", "Cookies"))
    assert matched(f"<main><h1>Privacy policy</h1>{parts}</main>") == ["Privacy policy"]
    assert matched(f"<main><h1>Ferries to the islands</h1>{parts}</main>") == ["Newsletter", "Cookies"]


def test_how_to_unsubscribe_is_part_of_a_policy() -> None:
    clause = "You may unsubscribe at any time."
    above = "<p>If you take our letter, we keep your address for as long as you do.</p>"
    assert matched(f"<main><h1>Privacy policy</h1>{above}<p>{clause}</p></main>") == ["Privacy policy"]
    assert clause in matched(f"<main><h1>Ferries to the islands</h1>{above}<p>{clause}</p></main>")
    assert clause in matched(f"<main><h1>Privacy policy</h1>{above}<p class=box>{clause}</p></main>")


def test_an_article_about_cookies_says_what_banners_say() -> None:
    title = "<h1>What cookies really do</h1>"
    rest = f"{REST}<p>We use cookies to improve your experience, says every site.</p>"
    assert matched(f"<main>{title}{rest}</main>") == []
    assert matched(f"<main>{title}{rest}<p>Accept all</p></main>") == ["Accept all"]
    assert len(matched(f"{BANNER}<main>{title}{rest}</main>{BANNER}")) == 2 * len(matched(BANNER))
    assert SAID in matched(f"<div>{title}{rest}</div>")  # a banner may be in it
    assert SAID in matched(f"<main><h1>Ginger cookies</h1>{REST}</main>")
