"""Titles as users of such tools reported them wrong: of the whole site, with its name in brackets, in capitals."""

from __future__ import annotations

import pytest

from tests.read.metadata.samples import read

HEADLINE = "Old mill becomes a reading house"
URL = "https://www.ellerycourier.example/news/old-mill-becomes-a-reading-house"


def shared(title: str, site: str = "") -> str:
    named = f'<meta property="og:site_name" content="{site}">' if site else ""
    return f'<meta property="og:title" content="{title}">{named}'


@pytest.mark.parametrize(
    ("og", "site", "title", "expected"),
    [
        ("Ellery Courier", "", f"{HEADLINE} - Ellery Courier", HEADLINE),
        ("Ellery Courier", "Ellery Courier", f"{HEADLINE} - Ellery Courier", HEADLINE),
        ("Ellery Courier – the paper of the coast", "Ellery Courier", HEADLINE, HEADLINE),
        ("Ellery Courier: what the council said", "Ellery Courier", "A day at the mill", "what the council said"),
        ("How readers saved a mill", "Ellery Courier", HEADLINE, "How readers saved a mill"),
    ],
)
def test_the_site_in_the_field_for_sharing(og: str, site: str, title: str, expected: str) -> None:
    assert read("", f"<title>{title}</title>{shared(og, site)}", URL).title == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (f"[Ellery Courier] {HEADLINE}", HEADLINE),
        (f"{HEADLINE} (Ellery Courier)", HEADLINE),
        (f"[Update] {HEADLINE}", f"[Update] {HEADLINE}"),
        (f"{HEADLINE} (1834)", f"{HEADLINE} (1834)"),
        ("【海港網】老磨坊變成閱讀之家", "老磨坊變成閱讀之家"),
        ("古い水車小屋が読書の家に（海港網）", "古い水車小屋が読書の家に"),
        ("【？】古い水車小屋が読書の家に", "【？】古い水車小屋が読書の家に"),
    ],
)
def test_the_site_in_brackets(title: str, expected: str) -> None:
    site = '<meta property="og:site_name" content="{}">'.format("Ellery Courier" if title.isascii() else "海港網")
    assert read("", f"<title>{title}</title>{site}", "https://x.example/a").title == expected


@pytest.mark.parametrize(
    ("heading", "og", "expected"),
    [
        (HEADLINE.upper(), HEADLINE, HEADLINE),
        (HEADLINE, HEADLINE.upper(), HEADLINE),
        (HEADLINE.upper(), HEADLINE.upper(), HEADLINE.upper()),
        ("NASA", "Nasa", "NASA"),
        (f"<span>Title:</span>{HEADLINE}", f"[2403.01234] {HEADLINE}", HEADLINE),
        (f"Titre : {HEADLINE}", HEADLINE, HEADLINE),
        (f"Title: {HEADLINE}", f"Title: {HEADLINE}", f"Title: {HEADLINE}"),
    ],
)
def test_how_a_heading_is_written(heading: str, og: str, expected: str) -> None:
    assert read(f"<h1>{heading}</h1>", f"<title>{og}</title>{shared(og)}", "https://x.example/abs/1").title == expected


@pytest.mark.parametrize(
    ("address", "og", "expected"),
    [
        ("https://x.example/manuscript", "The book of Ellery, page 2", "The book of Ellery, page 2"),
        ("https://x.example/manuscript?page=2", "The book of Ellery, page 2", "The book of Ellery"),
        ("https://x.example/manuscript", "The book of Ellery", "The book of Ellery"),
    ],
)
def test_the_number_of_a_page_that_the_text_is_about(address: str, og: str, expected: str) -> None:
    assert read("<h1>The book of Ellery, page 2</h1>", shared(og), address).title == expected


def test_the_name_of_a_repository_behind_the_site() -> None:
    title = "GitHub - annlee/mill-reader: Reads old mills"
    head = f"<title>{title}</title>{shared(title, 'GitHub')}"
    assert read("", head, "https://github.com/annlee/mill-reader").title == "annlee/mill-reader: Reads old mills"
    assert (
        read("", "<title>Mill - Wikipedia, the free encyclopedia</title>", "https://wikipedia.org/wiki/x").title
        == "Mill"
    )


@pytest.mark.parametrize(
    ("heading", "shared", "title"),
    [
        ("<span>Mills</span> <span>Old mill becomes a reading house</span>", "Mills: Old mill becomes a reading house",
         "Mills: Old mill becomes a reading house"),
        ("Old mill: a house for all", "Old: mill: a house for all", "Old mill: a house for all"),
        ("Old mill becomes a house", "Old mill becomes: a house for all", "Old mill becomes a house"),
    ],
)  # fmt: skip
def test_a_colon_parts_what_a_heading_has_in_two_elements(heading: str, shared: str, title: str) -> None:
    assert read(f"<h1>{heading}</h1>", f'<meta property="og:title" content="{shared}">').title == title
