"""Titles without what stands beside them: repeats, sites in brackets, labels and numbers of lists, documentation."""

from __future__ import annotations

import pytest

from tests.read.metadata.samples import read

NAME = "Night ferries come back"
PAGE = "https://courier.example/2024/harbour"


def title(element: str, body: str = "", head: str = "", lang: str = "en") -> str | None:
    return read(body, head=f"<title>{element}</title>{head}", url=PAGE, lang=lang).title


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (f"<b>{NAME}</b> <i>{NAME}</i>", NAME),
        (f"<b>{NAME}</b> <i>{NAME}</i> <u>{NAME}</u>", NAME),
        ("Duran Duran", "Duran Duran"),
        ("New York, New York", "New York, New York"),
        ("The ferry and the ferry", "The ferry and the ferry"),
    ],
)
def test_a_heading_that_says_the_same_twice(heading: str, expected: str) -> None:
    assert title(f"{expected} – Ferrio", f"<h1>{heading}</h1>") == expected


@pytest.mark.parametrize(
    ("element", "body", "expected"),
    [
        (f"{NAME} [Ellery Wiki]", "<header><h1>Ellery Wiki <sup>beta</sup></h1></header>", NAME),
        (f"{NAME} [Courier]", "", NAME),  # the host
        (f"{NAME} [2024 guide]", "", f"{NAME} [2024 guide]"),
        (f"{NAME} [Video]", f"<h1>{NAME} [Video]</h1>", f"{NAME} [Video]"),
    ],
)
def test_the_site_in_brackets(element: str, body: str, expected: str) -> None:
    assert title(element, body) == expected


@pytest.mark.parametrize(
    ("element", "heading", "expected"),
    [
        ("Night lamps – Ellery Shop", "Collection: Night lamps", "Night lamps"),
        ("Lampen – Ellery Laden", "Kollektion: Lampen", "Lampen"),
        ("Lampes – Boutique", "Collection: Lampes", "Lampes"),
        ("Collection: lamps of a harbour – Ellery", "Collection: lamps of a harbour", "Collection: lamps of a harbour"),
        ("Night lamps | Ellery Shop", "Night lamps (158 items)", "Night lamps"),
        ("Night lamps | Ellery Shop", "Night lamps (1,158)", "Night lamps"),
        ("Nachtlampen", "Nachtlampen (102+)", "Nachtlampen"),
        ("The Ferry | Ellery Shop", "The Ferry (1903)", "The Ferry (1903)"),
        ("Night lamps (12) | Ellery Shop", "Night lamps (12)", "Night lamps (12)"),
    ],
)
def test_labels_and_numbers_of_lists(element: str, heading: str, expected: str) -> None:
    assert title(element, f"<h1>{heading}</h1>") == expected


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("Configuring boats — Ferrio 3.1 documentation", "Configuring boats"),
        ("Boote einrichten — Ferrio 3.1 Dokumentation", "Boote einrichten"),
        ("Configuring boats | Ferrio Docs", "Configuring boats"),
        ("Ferrio 3.1 documentation", "Ferrio 3.1 documentation"),
        ("Night ferries come back - Courier's Forum", NAME),  # of the host
        ("Night ferries come back - Courier's Ferries", f"{NAME} - Courier's Ferries"),
        ("(3) Night ferries come back", NAME),
        ("(1903) Night ferries come back", f"(1903) {NAME}"),
    ],
)
def test_documentation_and_unread_messages(element: str, expected: str) -> None:
    assert title(element) == expected


def test_a_film_keeps_its_number() -> None:
    assert title("(5) Days of Ferries | Ellery", "<h1>(5) Days of Ferries</h1>") == "(5) Days of Ferries"


@pytest.mark.parametrize("name", ["Berlin → Prague", "Berlin → Prague by boat"])
def test_a_place_that_is_the_name_of_the_site_before_an_arrow(name: str) -> None:
    head = '<meta property="og:site_name" content="Berlin">'
    assert title(name, f"<h1>{name}</h1>", head) == name
    assert title("Berlin | Prague by boat", "<h1>Prague by boat</h1>", head) == "Prague by boat"


def test_a_shared_title_that_only_begins_the_headline() -> None:
    shared = '<meta property="og:title" content="Harbour">'
    whole = "Harbour: a new quay opens after nine years"
    assert title(f"{whole} - X", f"<h1>{whole}</h1>", shared) == whole
    assert title("Harbour - X", "<h1>Welcome to all of you</h1>", shared) == "Harbour"


@pytest.mark.parametrize(("heading", "expected"), [("A guide to C#", "A guide to C#"), (f"{NAME} #", NAME)])
def test_the_sign_of_a_language_is_no_link(heading: str, expected: str) -> None:
    assert title(f"{expected} – Ferrio", f"<h1>{heading}</h1>") == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("古い橋が閉鎖【有料】", "古い橋が閉鎖"),
        ("【有料会員限定】古い橋が閉鎖", "古い橋が閉鎖"),
        ("【写真】古い橋が閉鎖", "【写真】古い橋が閉鎖"),
        ("【有料】", "【有料】"),
        ("[Premium] Night ferries come back", NAME),
        ("Night ferries (premium)", "Night ferries (premium)"),
    ],
)
def test_the_sign_of_a_text_for_subscribers(heading: str, expected: str) -> None:
    assert title(f"{heading} | Ferrio", f"<h1>{heading}</h1>", lang="ja") == expected


@pytest.mark.parametrize(
    ("small", "expected"), [("3 min read", NAME), ("(12 minutes)", NAME), ("3 nights", f"{NAME} 3 nights")]
)
def test_the_minutes_of_reading_in_the_heading(small: str, expected: str) -> None:
    assert title(f"{NAME} - Ferrio", f"<h1>{NAME} <small>{small}</small></h1>") == expected
