"""Titles where the page's own say little: default names, lesser headings, the site before the headline; standfirsts."""

from __future__ import annotations

from random import Random

import pytest

from cleaner.read.html import read_html
from cleaner.read.metadata import Metadata, read_metadata
from cleaner.read.metadata.title_sources import SEPARATOR, separators

HEADLINE = "Reading room stays open late"
PROSE = (
    "<p>The council met on Tuesday evening and talked for three hours about the old mill by the river, "
    "which has stood empty for years.</p>"
)
SITE = "海港网"
BEFORE = '<header><a href="/">Ellery Courier</a><nav class="menu"><h2>Menu</h2><a href="/x">News</a></nav></header>'
AFTER = '<aside class="related"><h2>Related</h2><h3><a href="/q">Ferry strike called off</a></h3></aside>'


def read(body: str, head: str = "", url: str = "https://www.ellerycourier.example/news/1") -> Metadata:
    html = f"<!DOCTYPE html><html lang=en><head>{head}</head><body>{BEFORE}{body}{PROSE * 3}{AFTER}</body></html>"
    return read_metadata(read_html(html), html, url)


@pytest.mark.parametrize(
    ("heading", "head"),
    [
        (f"<h1>{HEADLINE}</h1>", "<title>Home</title>"),
        (f"<h1>{HEADLINE}</h1>", '<title>Untitled Document</title><meta property="og:title" content="Untitled">'),
        (f"<h1>{HEADLINE}</h1>", "<title>Home | Ellery Courier</title>"),
        (f"<h1>{HEADLINE}</h1>", "<title>Startseite</title>"),
        (f"<h2>{HEADLINE}</h2>", "<title>Home | Ellery Courier</title>"),
        (f"<h2>{HEADLINE}</h2>", "<title></title>"),
        (f"<h2>{HEADLINE}</h2>", "<title>Ellery Courier</title>"),
        (f"<h3>{HEADLINE}</h3>", ""),
        (f"<h2>{HEADLINE}</h2><h3>A trial drew more visitors than planned</h3>", ""),
        (f"<h1>Ellery Courier</h1><h2>{HEADLINE}</h2>", "<title>Ellery Courier</title>"),
        ("", f"<title>Ellery Courier: {HEADLINE}</title>"),
        ("", f"<title>Ellery Courier - {HEADLINE}</title>"),
        ("", f"<title>ellerycourier.example | {HEADLINE}</title>"),
        ("", f"<title>Ellery Courier • View topic - {HEADLINE}</title>"),
        ("", f"<title>Thema anzeigen - {HEADLINE}</title>"),
        ("", f"<title>{HEADLINE}：{SITE}</title><meta property='og:site_name' content='{SITE}'>"),
        ("", f"<title>{HEADLINE}_新闻_{SITE}</title><meta property='og:site_name' content='{SITE}'>"),
        (f"<h1><b>News</b> {HEADLINE}</h1>", f"<title>{HEADLINE} | Ellery Courier</title>"),  # a section in the menu
    ],
)
def test_headline(heading: str, head: str) -> None:
    assert read(heading, head).title == HEADLINE


@pytest.mark.parametrize("title", ["a_b_c", "Ferries：a plan", "The News Ferry"])
def test_a_title_without_a_known_site_stays_whole(title: str) -> None:
    assert (
        read(f"<h1>{title}</h1>", f"<title>{title.removeprefix('The News ')} | Ellery Courier</title>").title == title
    )


def test_no_title_is_better_than_the_name_of_a_page_that_nobody_named() -> None:
    assert read("", "<title>Untitled Document</title>").title is None


def test_a_word_before_a_colon_stays() -> None:
    assert read("", "<title>Home: a history of the house</title>").title == "Home: a history of the house"


@pytest.mark.parametrize("tag", ['p class="standfirst"', 'div class="article-lead"', "h2"])
def test_standfirst_describes_the_page(tag: str) -> None:
    said = "A trial drew far more visitors than the city had planned for, and more than it can pay."
    body = f"<h1>{HEADLINE}</h1><{tag}>{said}</{tag.partition(' ')[0]}>"
    found = read(body, f"<title>{HEADLINE}</title>")
    assert (found.title, found.description) == (HEADLINE, said)
    assert found.provenance["description"] == "text:standfirst"
    assert read(body, '<meta name="description" content="Its own words.">').description == "Its own words."


def test_fields_are_bounded() -> None:
    long = "word " * 400
    found = read(
        "", f'<title>{HEADLINE}</title><meta name="author" content="{long}"><meta name="description" content="{long}">'
    )
    assert found.title == HEADLINE
    assert found.description is not None
    assert len(found.description) <= 2_000


def test_separators_are_all_matches_of_the_pattern() -> None:
    """The pattern is tried only where a sign is: it finds the same as in the whole title."""
    dice = Random(7)
    titles = ["".join(dice.choices("ab  |-–:/@~·\u00a0\\", k=dice.randint(0, 14))) for _ in range(2_000)]
    for title in ["Storm - News", "A: Bcd", "a :: b", "x  —  y | z", "a // b", " - a", "a - ", "a|b", *titles]:
        assert [mark.span() for mark in separators(title)] == [mark.span() for mark in SEPARATOR.finditer(title)], title


CHINESE = f"<meta property='og:site_name' content='{SITE}'>"
SIGNS = (" -- ", "--", " ▸ ", " ● ", " → ", " ¦ ", " > ", " < ", "・ ", " ::: ")


@pytest.mark.parametrize("sign", SIGNS)
def test_signs_before_the_name_of_the_site(sign: str) -> None:
    known = '<meta property="og:site_name" content="Ellery Courier">'
    assert read("", f"<title>{HEADLINE}{sign}Ellery Courier</title>{known}").title == HEADLINE


@pytest.mark.parametrize("sign", [" -- ", "--", " → ", " > ", "・ "])
def test_weak_signs_part_nothing_else(sign: str) -> None:
    assert read("", f"<title>{HEADLINE}{sign}the full story</title>").title == f"{HEADLINE}{sign}the full story"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>港口风暴过后渡船恢复通航_社会_海港网</title>", "港口风暴过后渡船恢复通航"),
        ("<title>港口风暴过后渡船恢复通航_海港网</title>", "港口风暴过后渡船恢复通航"),
        (f"<title>港口风暴过后渡船恢复通航--海港网</title>{CHINESE}", "港口风暴过后渡船恢复通航"),
        ("<title>港口_风暴过后渡船恢复通航</title>", "港口_风暴过后渡船恢复通航"),
        ("<title>港口风暴过后渡船恢复通航_第二部分</title>", "港口风暴过后渡船恢复通航_第二部分"),
        ("<title>폭풍이 해안을 강타했다 &lt; 사회 &lt; 항구일보</title>", "폭풍이 해안을 강타했다"),
        (f"<meta property='og:title' content='Reading room stays…'><title>{HEADLINE}</title>", HEADLINE),
        (f"<meta property='og:title' content='Reading room waits…'><title>{HEADLINE}</title>", "Reading room waits…"),
    ],
)  # fmt: skip
def test_titles_without_a_heading(head: str, title: str) -> None:
    assert read("", head).title == title


@pytest.mark.parametrize(
    ("heading", "title"),
    [(f"{HEADLINE} 12", HEADLINE), (f"{HEADLINE} +", HEADLINE), (f"{HEADLINE} 2015", f"{HEADLINE} 2015")],
)
def test_numbers_behind_a_heading(heading: str, title: str) -> None:
    shared = f'<meta property="og:title" content="{HEADLINE}">'
    assert read(f"<h1>{heading}</h1>", shared).title == title
    assert read(f"<h1>{heading}</h1>", f"{shared}<title>{heading}</title>").title == heading


def test_a_blog_that_states_its_own_name() -> None:
    post = f"<h2>{HEADLINE}</h2>"
    head = "<title>Blog archive of the harbour</title>"
    assert read(post, head, "https://b.example/2024/reading-room-stays-open-late").title == HEADLINE
    assert read(post, head, "https://b.example/2024/ferry-strike-called-off").title != HEADLINE
