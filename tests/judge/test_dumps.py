"""Plain text: what dumps of other tools and formats leave around and in a text, and what only looks like it."""

from __future__ import annotations

import pytest

from cleaner import clean

TITLE = "The bells of Aldwick"
PROSE = [
    "The tower was finished in 1480 and had three bells from the beginning, of which the largest was cast here.",
    "In 1644 soldiers took the two smaller ones to make cannon, and the third stayed as it was too heavy.",
    "The present ring of six was paid for by the widow of a brewer, and her name stands on the tenor with a rhyme.",
    "They are rung on Sundays at ten, and for practice on Thursdays; visitors may climb the tower once a month.",
]


def removed(text: str, rule: str) -> list[str]:
    article = clean(text, content_type="text/plain")
    assert [part for part in PROSE if part in text and part not in article.text] == []
    return [removal.text for removal in article.removed if removal.rule == rule]


@pytest.mark.parametrize(
    "numbers", [("- 1 -", "- 2 -"), ("Page 1 of 2", "Page 2 of 2"), ("Seite 7 von 8", "Seite 8 von 8"), ("1/2", "2/2")]
)
def test_numbers_of_pages_go(numbers: tuple[str, str]) -> None:
    first, second = numbers
    pages = [f"{PROSE[0]}\n\n{PROSE[1]}", f"Aldwick parish\n\n{PROSE[2]}", f"Aldwick parish\n\n{PROSE[3]}"]
    article = clean(
        f"{TITLE}\n\n{pages[0]}\n\n{first}\n\n{pages[1]}\n\n{second}\n\n{pages[2]}", content_type="text/plain"
    )
    assert article.text == "\n\n".join([TITLE, *PROSE])


@pytest.mark.parametrize("numbers", [("1", "2"), ("2/2", "1/2"), ("Page 1 of 2", "Page 2 of 9"), ("- 1 -", "- 5 -")])
def test_other_numbers_stay(numbers: tuple[str, str]) -> None:
    first, second = numbers
    assert removed(f"{TITLE}\n\n{PROSE[0]}\n\n{first}\n\n{PROSE[1]}\n\n{second}\n\n{PROSE[2]}", "paging") == []


@pytest.mark.parametrize(
    "numbers", [("- 1 -", "- 2 -"), ("Day 1 of 7", "Day 2 of 7"), ("Teil 1 von 2", "Teil 2 von 2"), ("1/5", "2/5")]
)
def test_numbers_of_parts_stay(numbers: tuple[str, str]) -> None:
    first, second = numbers
    text = f"{TITLE}\n\n{first}\n\n{PROSE[0]}\n\n{PROSE[1]}\n\n{second}\n\n{PROSE[2]}\n\n{PROSE[3]}"
    assert removed(text, "paging") == []


def test_numbers_of_pages_inside_sentences_go() -> None:
    ends = ["The bells were rung by", "a guild of ringers until", "the war."]
    text = f"{TITLE}\n\n{PROSE[0]}\n\n{ends[0]}\n\n- 4 -\n\n{ends[1]}\n\n- 5 -\n\n{ends[2]}\n\n{PROSE[1]}"
    assert removed(text, "paging") == ["4 -", "5 -"]


SIGNED = f"{TITLE}\n\nBy Ann Lee, culture reporter\n\n" + "\n\n".join(PROSE)


@pytest.mark.parametrize(
    "blurb",
    ["Ann Lee is a reporter of the Courier. She writes about bells.", "Ann Lee lebt mit zwei Katzen in Aldwick."],
)
def test_the_blurb_of_who_signs_goes(blurb: str) -> None:
    assert removed(f"{SIGNED}\n\n{blurb}", "author-blurb") == [blurb]


@pytest.mark.parametrize(
    "text",
    [
        f"{SIGNED}\n\nAda Coe is a ringer of great patience.",
        f"{SIGNED}\n\nShe is a reporter, Ann Lee says.",
        f"{SIGNED}\n\nIt was Ms Lee who rang first.\n\nAnn Lee is a ringer of great patience.",
        f"{TITLE}\n\nPort Aldwick\n\n" + "\n\n".join(PROSE) + "\n\nPort Aldwick has two churches and a mill.",
        f"{TITLE}\n\nBy Bo Ek\n\nRinger Ann Lee\n\n" + "\n\n".join(PROSE) + "\n\nAnn Lee gave no answer.",
        f"{TITLE} and Ann Lee\n\n" + "\n\n".join(PROSE) + "\n\nAnn Lee is a ringer of great patience.",
    ],
)
def test_the_last_words_about_somebody_stay(text: str) -> None:
    assert removed(text, "author-blurb") == []


TERMS = {
    "en": ["Terms of Service", "1. Scope", "Using the booking service of the mill means that you agree to these terms.",
           "2. Cookies", "We use cookies to remember your booking. They are deleted after thirty days.",
           "3. Contact", "Questions about these terms are answered by the board of the mill."],
    "de": ["Datenschutzerklärung", "1. Geltung", "Verantwortlich für diese Seiten ist der Vorstand des Mühlenvereins.",
           "2. Cookies", "Wir verwenden Cookies, um Ihre Buchung zu speichern. Sie werden nach dreißig Tagen gelöscht.",
           "3. Kontakt", "Fragen beantwortet der Vorstand des Vereins an jedem Dienstag."],
    "untitled": ["The letter of the mill", "1. What we send", "There is one letter about the mill in each month.",
                 "2. Unsubscribing", "You may unsubscribe at any time by a letter to the board of the mill.",
                 "3. Cookies", "We use cookies to remember your booking. They are deleted after thirty days."],
}  # fmt: skip


@pytest.mark.parametrize("language", TERMS)
def test_terms_stay_whole(language: str) -> None:
    text = "\n\n".join(TERMS[language])
    assert clean(text, content_type="text/plain").text == text


def test_lines_of_a_menu_in_an_article_go_still() -> None:
    text = f"{TITLE}\n\n{PROSE[0]}\n\nWe use cookies to improve your experience on our site.\n\n" + "\n\n".join(
        PROSE[1:]
    )
    assert "cookies" not in clean(text, content_type="text/plain").text


def test_buttons_behind_headings_go() -> None:
    text = f"{TITLE}\n\n{PROSE[0]}\n\nHistory[edit]\n\n{PROSE[1]}\n\nThe ring[edit]\n\n{PROSE[2]}\n\nA note [Chorus]"
    found = clean(text, content_type="text/plain").text
    assert "\n\nHistory\n\n" in found
    assert "\n\nThe ring\n\n" in found


def test_other_words_in_brackets_behind_lines_stay() -> None:
    text = "The Ferryman\n\nI left the harbour [Chorus]\nThe gulls cried [Chorus]\n\nI came back [Chorus]\nAt night"
    assert clean(text, content_type="text/plain").text.count("[Chorus]") == 3


def test_a_heading_below_a_label_stays() -> None:
    text = f"{TITLE}\n\n{PROSE[0]}\n\nAdvertisement\n\nA ring of six\n\n{PROSE[1]}\n\n{PROSE[2]}"
    assert "\n\nA ring of six\n\n" in clean(text, content_type="text/plain").text
