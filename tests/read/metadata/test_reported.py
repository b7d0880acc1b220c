"""Metadata as users of such tools reported it wrong: forms of fields, days of other things, names at ends of titles."""

from __future__ import annotations

import pytest

from tests.read.metadata.samples import ld, read

HEADLINE = "Old mill becomes a reading house"
LONG = f"<p>{'The council met on Tuesday evening and talked for three hours about the old mill. ' * 3}</p>"
URL = "https://www.ellerycourier.example/news/mill"
PERSON = {"@type": "Person", "name": "Ann Lee"}
TITLE = f"<title>{HEADLINE} | Ellery Courier</title>"
HEADER = '<header class="site-header"><a href="/">Ellery Courier</a><a href="/culture"><div>Culture</div></a></header>'


def story(**fields: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": HEADLINE, **fields}


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ({"@type": "Person", "givenName": "Ann", "additionalName": "M.", "familyName": "Lee"}, ["Ann M. Lee"]),
        ([[PERSON], [{"@type": "Person", "name": "Bo Ek"}]], ["Ann Lee", "Bo Ek"]),
        ({"0": PERSON, "1": {"@type": "Person", "name": "Bo Ek"}}, ["Ann Lee", "Bo Ek"]),
        ([PERSON, {"name": "Bo Ek"}, {"name": "Ann Lee Bo Ek"}], ["Ann Lee", "Bo Ek"]),
        ([PERSON, {"name": "Bo Ek"}, {"name": "Cy Ash"}], ["Ann Lee", "Bo Ek", "Cy Ash"]),
        ({"@type": "Person", "name": "Ann Lee\u200b \u2764\ufe0f"}, ["Ann Lee"]),
        ({"@type": "Person", "name": "Ann Lee (Reuters)"}, ["Ann Lee"]),
        ({"@type": "Person", "name": "Ann (Nan) Lee"}, ["Ann (Nan) Lee"]),
        ({"@type": "Person", "name": "Ann Lee For Couriers Online"}, ["Ann Lee"]),
        ({"@type": "Organization", "name": "Centre for Mills"}, ["Centre for Mills"]),
        ({"@type": "Person", "name": '"Ann Lee"'}, ["Ann Lee"]),
        ({"@type": "Person", "name": '["Ann Lee", "Bo Ek"]'}, ["Ann Lee", "Bo Ek"]),
        ({"@type": "Person", "name": 'Ann "Nan" Lee'}, ['Ann "Nan" Lee']),
    ],
)
def test_forms_of_authors_in_the_schema(author: object, expected: list[str]) -> None:
    assert list(read(f"<h1>{HEADLINE}</h1>", ld(story(author=author))).authors) == expected


def test_the_host_as_a_name_leaves_the_byline_to_a_person() -> None:
    head = ld(story(author={"@type": "Person", "name": "Ellerycourier example"}))
    assert read(f'<h1>{HEADLINE}</h1><div class="byline">Ann Lee</div>', head, URL).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    ("line", "lang", "expected"),
    [
        ("March 7, 2024 by Ann Lee 12 Comments", "en", ["Ann Lee"]),
        ("March 7, 2024 at 10:15 am by Ann Lee", "en", ["Ann Lee"]),
        ("Publié le 7 mars 2024 à 10h15 par Ann Lee", "fr", ["Ann Lee"]),
        ("Veröffentlicht am 7. März 2024 um 10:15 Uhr von Ann Lee", "de", ["Ann Lee"]),
        ("Medically reviewed by Bo Ek — By Ann Lee", "en", ["Ann Lee"]),
        ("By Ann Lee <a href='/a'>More from this author</a>", "en", ["Ann Lee"]),
        ("By Our Correspondent", "en", []),
        ("By Bob", "en", ["Bob"]),
        ("Ask the author", "en", []),
        ("oprac. Jan Kowal", "pl", ["Jan Kowal"]),
        ("海港网记者李晓明 2024-03-07 10:15:00", "zh", ["李晓明"]),
        ("執筆：佐藤 花子", "ja", ["佐藤 花子"]),
        ("本报记者 李晓明 王小红", "zh", ["李晓明", "王小红"]),
    ],
)
def test_lines_that_sign(line: str, lang: str, expected: list[str]) -> None:
    assert list(read(f'<h1>{HEADLINE}</h1><p class="byline">{line}</p>', lang=lang).authors) == expected


@pytest.mark.parametrize("line", ["March 7, 2024 by the river", "March 7, 2024 by noon"])
def test_lines_that_go_on_behind_a_day(line: str) -> None:
    assert read(f"<h1>{HEADLINE}</h1><p>{line}</p>").authors == ()


def test_systems_do_not_sign() -> None:
    assert read(f"<h1>{HEADLINE}</h1>", '<meta name="author" content="WordPress">').authors == ()


CARD = '<div class="c"><h3><a href="/x">Ferry strike off</a></h3><time datetime="2026-03-05">5 Mar 2026</time></div>'
LINKED = '<p><a href="/x">Ferry strike off <time datetime="2026-03-05">Mar 5, 2026</time></a></p>'


OWN = CARD.replace("Ferry strike off", HEADLINE).replace("5 Mar 2026", "7 Mar 2024").replace("2026-03-05", "2024-03-07")


@pytest.mark.parametrize(
    ("top", "end", "expected"),
    [
        ("", f"<h2>Latest</h2>{'<p>A line.</p>' * 20}{CARD}<p>A line.</p>{OWN}", "2024-03-07"),
        ("", f"<h2>Keep reading</h2>{CARD}", None),
        ("", f"<h2>Keep reading</h2>{LINKED}", None),
        ("", '<p>Posted on <a href="/mill"><time datetime="2024-03-07">March 7, 2024</time></a></p>', "2024-03-07"),
        ('<p><a href="/mill"><time datetime="2024-03-07">March 7</time></a></p>', "", "2024-03-07"),
        ("", "<ul><li>7 March 2026: opening</li></ul>", None),
        ("", '<ul class="meta"><li>7 March 2024</li></ul>', "2024-03-07"),
        ('<p class="event-date">7 March 2024, 8 pm</p>', "", None),
        ('<p class="date">7 March 2024, 8 pm</p>', "", "2024-03-07"),
        ("<p>7–9 March 2024</p>", "", None),
        ("<p>10:15 – 9 March 2024</p>", "", "2024-03-09"),
        ('<span class="date" data-timestamp="1709798400000"></span>', "", "2024-03-07"),
    ],
)
def test_days_of_other_things(top: str, end: str, expected: str | None) -> None:
    published = read(f"<h1>{HEADLINE}</h1>{top}{LONG * 3}{end}").published
    assert (published or "")[:10] == (expected or "")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ('<header class="site-header"><div>Thursday, March 7, 2024</div></header>', None),
        ('<header class="site-header"><div>Published on March 7, 2024</div></header>', "2024-03-07"),
        ('<div class="current-date">Thursday, March 7, 2024</div>', None),
        ('<h2 class="date-header"><span>Thursday, March 7, 2024</span></h2>', "2024-03-07"),
        ('<article><header class="entry-header"><p class="date">March 7, 2024</p></header>', "2024-03-07"),
    ],
)
def test_the_day_of_the_visit_above_the_headline(before: str, expected: str | None) -> None:
    assert read(f"{before}<h1>{HEADLINE}</h1>{LONG * 2}").published == expected


@pytest.mark.parametrize(("shown", "expected"), [("7 March 2024", "2024-03-07"), ("03/07/2024", "2024-07-03")])
def test_a_written_month_decides_between_orders(shown: str, expected: str) -> None:
    head = '<meta property="article:published_time" content="2024-07-03">'
    assert read(f'<h1>{HEADLINE}</h1><p class="date">{shown}</p>', head).published == expected


@pytest.mark.parametrize(
    ("item", "head", "expected"),
    [
        (story(datePublished=1709798400000), "", "2024-03-07T08:00:00+00:00"),
        ({"@type": "VideoObject", "name": HEADLINE, "uploadDate": "2024-03-07"}, "video.other", "2024-03-07"),
        ({"@type": "VideoObject", "name": HEADLINE, "uploadDate": "2024-03-07"}, "article", None),
    ],
)
def test_days_in_the_schema(item: object, head: str, expected: str | None) -> None:
    assert read(f"<h1>{HEADLINE}</h1>", f'<meta property="og:type" content="{head}">{ld(item)}').published == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (f"{HEADLINE} * Ellery Courier", HEADLINE),
        (f"Culture » {HEADLINE}", HEADLINE),
        (f"Culture: {HEADLINE}", f"Culture: {HEADLINE}"),
        (f"{HEADLINE} - Harbour Media", HEADLINE),
        (f"{HEADLINE} - 2024", f"{HEADLINE} - 2024"),
        (f"{HEADLINE} - 07 Mar 2024", HEADLINE),
        (f"{HEADLINE} - A history", f"{HEADLINE} - A history"),
        ("About - Culture", "About - Culture"),
        ("Hardware -- Culture", "Hardware -- Culture"),
    ],
)
def test_names_at_the_ends_of_a_title_without_a_heading(title: str, expected: str) -> None:
    body = f"{HEADER}{LONG}<footer><p>© 2024 Harbour Media Ltd. All rights reserved.</p></footer>"
    assert read(body, f"<title>{title}</title>", URL).title == expected


@pytest.mark.parametrize(
    ("title", "host"), [("老磨坊变成阅读之家-海港网", "海港网"), ("古い水車小屋が読書の家に：港新聞", "港新聞")]
)
def test_a_linked_site_after_a_tight_sign(title: str, host: str) -> None:
    body = f'<header><a href="/">{host}</a></header>{LONG}'
    assert f"{read(body, f'<title>{title}</title>', URL).title}{title[-len(host) - 1]}{host}" == title


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Old mill be<wbr>comes a reading house", HEADLINE),
        ("<b>Old mill</b>: a reading house", "Old mill: a reading house"),
        ("<span>Culture</span><span>Old mill becomes a house</span>", "Culture Old mill becomes a house"),
    ],
)
def test_elements_inside_a_heading(heading: str, expected: str) -> None:
    assert read(f"<h1>{heading}</h1>{LONG}").title == expected


def test_titles_from_elements_that_are_no_headings() -> None:
    assert read(f'<p class="entry-title">{HEADLINE}</p>{LONG}', "<title>Home</title>").title == HEADLINE
    assert read(f"{LONG}<p class='entry-title'>{HEADLINE}</p>", "<title>Home</title>").title is None
    assert read(LONG, f"<title></title><title>{HEADLINE}</title>").title == HEADLINE


@pytest.mark.parametrize(
    ("name", "title", "expected"),
    [
        (HEADLINE, HEADLINE, "Ellery Courier"),
        ("https://www.ellerycourier.example", HEADLINE, "Ellery Courier"),
        ("null", HEADLINE, "Ellery Courier"),
        ("archive.ph", HEADLINE, "Ellery Courier"),
        ("Courier of Ellery", HEADLINE, "Courier of Ellery"),
        ("Ellery Courier", "Ellery Courier", "Ellery Courier"),
    ],
)
def test_names_of_the_site(name: str, title: str, expected: str) -> None:
    head = f'{TITLE}<meta property="og:site_name" content="{name}"><meta property="og:title" content="{title}">'
    assert read(f"<h1>{HEADLINE}</h1>", head, URL).site == expected


def test_a_publisher_with_the_name_of_the_story_is_no_site() -> None:
    assert read("", TITLE + ld(story(publisher={"name": HEADLINE})), URL).site == "Ellery Courier"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta property="og:image" content="/mill.jpg">', "https://www.ellerycourier.example/mill.jpg"),
        ('<meta property="og:image" content="//cdn.example/mill.jpg">', "https://cdn.example/mill.jpg"),
        ('<meta property="og:image" content="https://x.example/m?a=1&amp;amp;b=2">', "https://x.example/m?a=1&b=2"),
        ('<link rel="image_src" href="https://x.example/m.jpg">', "https://x.example/m.jpg"),
    ],
)
def test_addresses_of_images_are_whole(head: str, expected: str) -> None:
    assert read("", head, URL).image == expected


def test_tags_between_marks_of_other_scripts() -> None:
    assert read("", '<meta name="keywords" content="مطحنة، قراءة">').tags == ("مطحنة", "قراءة")
