"""Plain text with much chrome around short paragraphs: without the chrome it is a text by itself."""

from __future__ import annotations

from cleaner import clean
from cleaner.pipeline.rest import find_rest
from cleaner.read.text import read_text

TITLE = "The island gets its lighthouse keeper back"
STORY = [
    "Since 1988 a machine had lit the lamp. Now a keeper climbs the stairs again.",
    "The island council hired her in March after four winters in which the machine failed. The county pays half of it.",
    "Ruth Calder had repaired outboard engines before. She says the lamp is simpler.",
    "Who climbs up there in a storm?",
    "She does, she answers, and nobody else may.",
    "The stairs have new rails of iron.",
    "A heater stands beside the lamp.",
    "Visitors may come on the first Sunday of each month.",
    "Shares in the boat that brings the oil were sold out within two days.",
    "Adverts for the post had hung in the harbour for a year.",
    "Correction: An earlier version of this text gave a wrong year for the machine.",
]
CHROME = {
    0: ["Skip to main content", "Home > News > Islands"],
    1: ["Listen | Share | Save | Print", "Photo: Ann Bell, AP", "Advertisement"],
    2: ["Read also: The ferry is late again", "Advertisement", "Article continues below advertisement"],
    5: [
        "Sign up for our newsletter", "Enter your email", "By signing up you agree to our privacy policy",
        "Follow us on Facebook", "Follow us on Google News", "Download our app",
    ],
    8: ["You may also like: A seal in the school", "Video player is loading", "Advertisement", "Loading..."],
    11: [
        "Found a mistake in the article?", "Report a mistake", "This article is for subscribers only",
        "Already a subscriber? Log in", "Like this article? Share it", "Tags: islands, light", "Add a comment",
        "Most read", "- A bear came to the station", "- Storms will hit the south",
        "© 2024 Island Post. All rights reserved.",
    ],
}  # fmt: skip


def dump(*more: str) -> str:
    lines = [TITLE]
    for at in range(len(STORY) + 1):
        lines += [*CHROME.get(at, ()), *STORY[at : at + 1]]
    return "\n\n".join([*lines, *more])


def test_short_paragraphs_amid_chrome_stay() -> None:
    article = clean(dump())
    lost = [line for line in STORY if line not in article.text]
    assert lost == []
    chrome = {line for lines in CHROME.values() for line in lines}
    assert chrome.isdisjoint(article.text.splitlines())
    assert {removal.text for removal in article.removed}.isdisjoint(STORY)
    assert clean(article.text).text == article.text


def test_every_line_of_the_text_is_kept_or_told_as_removed() -> None:
    article = clean(dump())
    told = {*article.text.splitlines(), *(removal.text for removal in article.removed)}
    assert {line.removeprefix("- ") for line in dump().split("\n\n")} <= {line.removeprefix("- ") for line in told}
    order = [removal.block for removal in article.removed]
    assert order == sorted(order)


def test_the_dump_of_a_page_with_menus_is_left_to_the_tagger() -> None:
    """Menus that no rule knows are no sentences; nor is a text judged anew of which most stays."""
    menus = [
        f"{word} {other}" for word in ("Harbour", "School", "Boats") for other in ("A to Z", "today", "map", "people")
    ]
    text = dump(*menus)
    document = read_text(text)
    assert find_rest(document, clean(text)) == ()
    plain = "\n\n".join([TITLE, *STORY])
    assert find_rest(read_text(plain), clean(plain)) == ()
