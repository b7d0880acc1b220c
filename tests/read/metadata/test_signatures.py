"""Authors around a text: links to their pages, notes about them, signatures; and names beside other words."""

from __future__ import annotations

import pytest

from cleaner.read.html import read_html
from cleaner.read.metadata import read_metadata
from tests.read.metadata.samples import PROSE, ld, read

TITLE = "<h1>Night ferries come back</h1>"
LONG = PROSE.replace("</p>", " Nobody left before the lamps went out at eleven.</p>")
PAGE = "https://courier.example/2024/ferries"


def authors(body: str, head: str = "", lang: str = "en", end: str = "") -> tuple[str, ...]:
    head = f"<title>Night ferries come back</title>{head}"
    if not end:
        return read(f"{TITLE}{body}", head=head, url=PAGE, lang=lang).authors
    html = f'<html lang="{lang}"><head>{head}</head><body>{TITLE}{body}{LONG * 3}{end}</body></html>'
    return read_metadata(read_html(html), html, PAGE).authors


@pytest.mark.parametrize(
    "end",
    [
        "<p><em>Ann Lee is a staff writer at the Courier.</em></p>",
        '<p class="bio"><strong>Ann Lee</strong> writes about ferries.</p>',
        "<p><i>Ann Lee ist Redakteurin in Ellery.</i></p>",
        "<p><i>Ann Lee est journaliste à Ellery.</i></p>",
        "<p><i>Ann Lee has been a correspondent in Ellery since 2004.</i></p>",
        "<p><strong>Author:</strong> Ann Lee</p>",
        "<p>– Ann Lee</p>",
        "<p>(Ann Lee)</p>",
        "<p>(Reporting by Ann Lee in Berlin; Editing by Cy Ash)</p>",
        '<p style="text-align:right"><strong>Ann Lee</strong></p>',
        '<div class="signature">Ann Lee</div>',
        '<div class="box"><h5><a href="/author/ann">Ann Lee</a></h5><div>Reads and writes.</div></div>',
        '<div class="p-author h-card"><a class="p-name" href="/">Ann Lee</a><p>Ann writes about ferries.</p></div>',
    ],
)
def test_who_signs_behind_the_text(end: str) -> None:
    assert authors("", end=end) == ("Ann Lee",)
    assert authors("<p>By Bo Ek</p>", end=end) == ("Bo Ek",)


@pytest.mark.parametrize(
    "end",
    [
        "<p>Ann Lee is a ferry pilot who has waited for this night.</p>",
        "<p><em>Ann Lee waited.</em></p>",
        "<p><em>Ann Lee is at the Ellery Playhouse until 4 May.</em></p>",
        "<p><em>Ann Lee was born on 2 January 1930.</em></p>",
        '<p class="credit">Ann Lee is seen here in 1998.</p>',
        '<h3>More stories</h3><div><h4><a href="/n/3">Fares rise</a></h4><a href="/author/ann">Ann Lee</a></div>',
        "<p>Author: Ann Lee</p><p>Publisher: Quay Books</p>",
        f"<blockquote>{LONG}</blockquote><p>Ann Lee</p>",
        f"<p>“{LONG[3:-4]}”</p><p>Ann Lee</p><p>Manager of Ellery Ferries</p>",
        "<p>Contact</p><p>Ann Lee</p>",
        "<p>(Storm Warning)</p>",
        "<p>(San Diego)</p>",
        "<p>(Ann Arbor)</p>",
        "<p>(Jack London Square)</p>",
        "<p>(Von links: Ann Lee, Bo Ek)</p>",
        "<p>(Von Woche zu Woche)</p>",
        f"<blockquote>{LONG}</blockquote><p>(Ann Lee)</p>",
        '<figure><img src="a.jpg"><figcaption>Ann Lee</figcaption></figure>',
        '<p><a href="/people/ann-lee">Ann Lee</a></p><p><a href="/people/bo-ek">Bo Ek</a></p>',
        '<div class="related"><a href="/author/ann">Ann Lee</a></div>',
        "<p>Port Ellery</p>",
    ],
)
def test_other_names_behind_the_text(end: str) -> None:
    assert authors("", end=end) == ()


def test_a_columnist_above_the_headline() -> None:
    link = '<h2><a href="/columnists/ann-lee">Ann Lee</a></h2>'
    assert read(f"{link}{TITLE}{LONG * 3}", url=PAGE).authors == ("Ann Lee",)
    assert read(f"{link.replace('columnists', 'people')}{TITLE}{LONG * 3}", url=PAGE).authors == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<p class=byline><b>Ann Lee</b><i>Education Correspondent</i></p>", ("Ann Lee",)),
        ("<p>By Ann Lee | Bo Ek | Courier</p>", ("Ann Lee", "Bo Ek")),
        ("<p>By Ann Lee • Tom Rusk</p>", ("Ann Lee", "Tom Rusk")),
        ("<p class=byline><b>Ann Lee</b> <i>Executive Digital Editor and Master Gardener</i></p>", ("Ann Lee",)),
        ("<p>By Ann Lee | Port Ellery</p>", ("Ann Lee",)),
        ("<p>By Ann Lee | St. Louis</p>", ("Ann Lee",)),
        ("<p>By Courier reporter Ann Lee</p>", ("Ann Lee",)),
        ("<p>By staff writer Ann Lee and Senior Reporter Tom Rusk</p>", ("Ann Lee", "Tom Rusk")),
        ("<p class=byline>Von KURIER-online-Redakteurin Ann Lee</p>", ("Ann Lee",)),
        ("<p>Par notre journaliste Ann Lee</p>", ("Ann Lee",)),
        ("<p class=byline>Ann Lee Editor Tom Rusk</p>", ("Ann Lee",)),
        ("<p class=byline>Ann Lee<sup>1,*</sup>, Tom Rusk<sup>1,2</sup></p>", ("Ann Lee", "Tom Rusk")),
        ("<p class=byline>Ann Lee*, Tom Rusk†</p>", ("Ann Lee", "Tom Rusk")),
        ("<p class=byline>user12</p>", ("user12",)),
        ("<p>Text & Fotos: Ann Lee</p>", ("Ann Lee",)),
        ("<p><b>Ann Lee</b>, staff reporter</p>", ("Ann Lee",)),
        ("<p><b>Port Ellery</b>, reporters say</p>", ()),
        ("<p class=byline>Follow the author</p>", ()),
        ("<p class=byline>By the numbers</p>", ()),
        ("<p class=byline>bell hooks</p>", ("bell hooks",)),
        ("<p class=byline>By The Ferrio editors</p>", ("The Ferrio editors",)),
        ("<p class=byline>Words: Ann Lee. Illustration: Bo Ek</p>", ("Ann Lee",)),
        ("<p class=byline>Von Ann Lee. Aus dem Englischen von Bo Ek</p>", ("Ann Lee",)),
        ("<p class=byline>Ann Lee, as told to Bo Ek</p>", ("Ann Lee",)),
        ("<p class=byline>As told to Ann Lee</p>", ("Ann Lee",)),
        ("<p>Pišu: Ann Lee, Bo Ek i Tom Rusk</p>", ("Ann Lee", "Bo Ek", "Tom Rusk")),
        ("<p class=byline>Των Ann Lee και Tom Rusk</p>", ("Ann Lee", "Tom Rusk")),
        ("<p class=byline>بقلم: أحمد علي ومحمد حسن</p>", ("أحمد علي", "محمد حسن")),
        ("<p class=byline>بقلم: أحمد محمد وليد حسن</p>", ("أحمد محمد وليد حسن",)),
        ("<p class=byline>מאת דנה לוי ויוסי כהן</p>", ("דנה לוי", "יוסי כהן")),
    ],
)
def test_names_in_one_line(line: str, expected: tuple[str, ...]) -> None:
    assert authors(line) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta name="twitter:creator" content="Ann Lee">', ("Ann Lee",)),
        ('<meta name="twitter:creator" content="@annlee">', ()),
        ('<meta name="twitter:creator" content="The Ellery Courier">', ()),
        ('<meta name="creator" content="Ann Lee">', ("Ann Lee",)),
        ('<meta name="creator" content="Nucleus Ltd">', ()),
        ('<meta name="author" content="(Ellery - Courier)">', ()),
        ('<meta name="author" content="ann@courier.example (Ann Lee)">', ("Ann Lee",)),
        (ld({"@type": "Article", "author": {"@type": "Person", "name": f"{PAGE}/author/ann-lee/"}}), ("Ann Lee",)),
    ],
)
def test_fields_that_hold_something_else(head: str, expected: tuple[str, ...]) -> None:
    assert authors("", head) == expected


def test_a_review_and_its_book() -> None:
    book = {"@type": "Book", "name": "The Lamp", "author": {"@type": "Person", "name": "Bo Ek"}}
    review = {"@type": "Review", "itemReviewed": book, "author": {"@type": "Person", "name": "Ann Lee"}}
    assert authors("", ld(review)) == ("Ann Lee",)
    assert authors("", ld({**review, "author": []})) == ()
    assert authors("", ld(review, review)) == ()  # customers' opinions
    assert authors("", ld({"@type": "Product", "name": "Lamp", "review": review})) == ()


def test_authors_around_the_article() -> None:
    recipe = {"@type": "Recipe", "name": "Ferry soup"}
    page = {"@type": "WebPage", "author": {"@type": "Person", "name": "Ann Lee"}, "mainEntity": recipe}
    assert authors("", ld(page)) == ("Ann Lee",)
    own = {**recipe, "author": {"@type": "Person", "name": "Bo Ek"}}
    assert authors("", ld({**page, "mainEntity": own})) == ("Bo Ek",)


def test_an_institution_behind_an_author() -> None:
    assert authors("", '<meta name="citation_author" content="Lee, Ann (Ellery University)">') == ("Ann Lee",)


DENSE = {
    "ko": "밤 배가 다음 달부터 다시 다닌다. ",
    "ja": "夜の渡し船は来月から再び運航する。",
    "zh": "夜间渡轮下个月恢复运行。",
}


@pytest.mark.parametrize(
    ("lang", "before", "after", "expected"),
    [
        ("ko", "<p>김철수 기자 kim@courier.example</p>", "", ("김철수",)),
        ("ko", "", "<p>/김철수 기자 (kim@courier.example)</p>", ("김철수",)),
        ("ko", "", "<p>문의 kim@courier.example</p>", ()),
        ("ko", '<div class="byline"><b>김철수 기자</b> <i>다른 기사 보기</i></div>', "", ("김철수",)),
        ("ja", "", "<p>【山田太郎】</p>", ("山田太郎",)),
        ("ja", "", "<p>（写真）</p>", ()),
        ("zh", "", "<p>（记者 李晓明）</p>", ("李晓明",)),
    ],
)
def test_bylines_without_spaces(lang: str, before: str, after: str, expected: tuple[str, ...]) -> None:
    text = f"<p>{DENSE[lang] * 12}</p>"
    html = f'<html lang="{lang}"><body><h1>{DENSE[lang]}</h1>{before}{text * 3}{after}</body></html>'
    assert read_metadata(read_html(html), html, PAGE).authors == expected


def test_a_korean_reporter_behind_the_desk() -> None:
    text = DENSE["ko"] * 12
    html = (
        f'<html lang="ko"><body><h1>밤 배</h1><p>(엘러리=연합뉴스) 김철수 기자 = {text}</p><p>{text}</p></body></html>'
    )
    assert read_metadata(read_html(html), html, PAGE).authors == ("김철수",)


def test_an_agency_in_brackets_behind_the_text() -> None:
    assert authors("", end="<p>(dpa)</p>", lang="de") == ("dpa",)
    assert authors("", end="<p>(Ende)</p>", lang="de") == ()
    assert authors("<p>By Ann Lee</p>", end="<p>(dpa)</p>") == ("Ann Lee",)


@pytest.mark.parametrize(
    "markup", ['<span id="author">{}</span>', '<div id="byline">{}</div>', '<p id="post-author">{}</p>']
)
def test_an_id_marks_the_author(markup: str) -> None:
    assert authors(markup.format("Ann Lee")) == ("Ann Lee",)
    assert authors(markup.format("The Ellery Press")) == ("The Ellery Press",)
    assert (
        authors(markup.replace('author"', 'author-info"').replace('byline"', 'bylineInfo"').format("Visit the Store"))
        == ()
    )
    assert authors(markup.replace("author", "harbour").replace("byline", "by").format("Ann Lee")) == ()


@pytest.mark.parametrize("tag", ["h2", "dt", "label", "button"])
def test_an_id_that_is_made_from_the_word_for_an_author(tag: str) -> None:
    assert authors(f'<{tag} id="author">The Sea Wolf</{tag}>') == ()
    assert authors(f'<{tag} id="authors">Core Team</{tag}>') == ()


def test_people_in_elements_within_one() -> None:
    each = '<span class="author">{}<a rel="author" href="/p/{}">{}</a></span>'
    both = each.format("By: ", 1, "Ann Lee") + each.format(", ", 2, "Bo Ek")
    assert authors(f'<span class="authors">{both}</span>') == ("Ann Lee", "Bo Ek")
