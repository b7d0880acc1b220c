"""Who signs a page by being its site, its post, or a first name above the date."""

from __future__ import annotations

import pytest

from tests.read.metadata.samples import ld, read

HEADLINE = "<h1>Storm hits the coast</h1>"
BLOG = "https://www.toby-ekdal.example/notes/storm-hits-the-coast"
PROSE = f"<p>{'The council talked for three hours about the old mill by the river. ' * 3}</p>"
NAMED = '<meta property="og:site_name" content="Toby Ekdal">'


@pytest.mark.parametrize(
    ("head", "footer"),
    [
        (NAMED, ""),
        ("<title>Storm hits the coast | Toby Ekdal</title>", ""),
        ("", "© 2025 Toby Ekdal. All rights reserved."),
        ("", "Copyright © 2019–2025 Toby Ekdal"),
    ],
)
def test_the_owner_of_a_small_site(head: str, footer: str) -> None:
    body = f"{HEADLINE}{PROSE * 4}<footer>{footer}</footer>"
    assert read(body, head, BLOG).authors == ("Toby Ekdal",)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (NAMED, "https://courier.example/news/storm-hits-the-coast"),  # another address
        (NAMED, "https://toby-ekdal.example/"),  # the front page
        (NAMED.replace("Toby Ekdal", "Ekdal Mills"), "https://ekdal.example/news/storm-hits-the-coast"),
        (NAMED.replace("Toby Ekdal", "Toby Ekdal Homes & Co"), BLOG),
        (NAMED + ld({"@type": "WebPage", "publisher": {"@type": "Organization", "name": "Toby Ekdal"}}), BLOG),
    ],
)
def test_a_company_named_after_somebody_signs_nothing(head: str, url: str) -> None:
    assert read(HEADLINE + PROSE * 4, head, url).authors == ()


def test_a_large_site_signs_nothing() -> None:
    menu = "".join(f"<li><a href='/{number}'>Goods {number}</a></li>" for number in range(80))
    assert read(f"<ul>{menu}</ul>{HEADLINE}{PROSE * 9}", NAMED, BLOG).authors == ()


def test_somebody_else_may_sign_on_a_site_of_somebody() -> None:
    assert read(f"{HEADLINE}<p>Guest post by Ann Lee</p>", NAMED, BLOG).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    ("title", "authors"),
    [
        ("Ann Lee (@annlee)", ("Ann Lee",)),
        ("Ann Lee (@ann@mill.example)", ("Ann Lee",)),
        ("Ann (@annlee) on Ellery: the ferries are back", ("Ann",)),
        ("Ann Lee (@annlee): the ferries are back", ("Ann Lee",)),
        ("Storm hits the coast (@ port Ellery)", ()),
        ("The coast: storms (@annlee)", ()),
    ],
)
def test_the_title_of_a_post(title: str, authors: tuple[str, ...]) -> None:
    assert read(HEADLINE, f'<meta property="og:title" content="{title}">').authors == authors


def test_a_profile_has_no_author() -> None:
    head = '<meta property="og:title" content="Ann Lee (@annlee)"><meta property="og:type" content="profile">'
    assert read(HEADLINE, head).authors == ()


@pytest.mark.parametrize(("name", "authors"), [("Stefan", ("Stefan",)), ("Sports", ()), ("stefan", ())])
def test_a_first_name_above_the_date(name: str, authors: tuple[str, ...]) -> None:
    assert read(f"{HEADLINE}<p>{name}</p><p>3 May 2024</p>").authors == authors
    assert read(f"{HEADLINE}<p>{name}</p><p>Ellery</p><p>3 May 2024</p>").authors == ()


def test_who_is_quoted_signs_nothing() -> None:
    quote = "<p>We cross each night.</p><p class='byline'>Ann Lee</p>"
    assert read(f"{HEADLINE}<blockquote>{quote}</blockquote>").authors == ()
    assert read(f"{HEADLINE}<div>{quote}</div>").authors == ("Ann Lee",)
