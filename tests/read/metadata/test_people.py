"""Who signs: names told from places, roles and other hands, in fields and bylines of many scripts."""

from __future__ import annotations

import pytest

from cleaner.read.html import read_html
from cleaner.read.metadata import Metadata, read_metadata
from cleaner.read.metadata.names import split_names
from cleaner.read.metadata.words import words

HEADLINE = "Storm hits the coast"
SENTENCE = "The council met on Tuesday evening and talked for three hours about the old mill. "
PROSE = (
    "<p>The council met on Tuesday evening and talked for three hours about the old mill by the river, "
    "which has stood empty for years.</p>"
)


def read(body: str, head: str = "", lang: str = "en") -> Metadata:
    html = (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>{HEADLINE}</title>{head}</head>'
        f"<body><h1>{HEADLINE}</h1>{body}{PROSE * 3}</body></html>"
    )
    return read_metadata(read_html(html), html, "https://paper.example/storm")


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Ann Lee (@annlee)", ["Ann Lee"]),
        ("By Ann Lee, Courier News, Port Ellery", ["Ann Lee", "Courier News"]),
        ("By Ann Lee, London", ["Ann Lee"]),
        ("By Ann Lee in New York and Bo Ek in London", ["Ann Lee", "Bo Ek"]),
        ("By Ann Lee for The Courier", ["Ann Lee"]),
        ("Par Jeanne Morel, à Lyon", ["Jeanne Morel"]),
        ("Par Jeanne Morel (à Lyon)", ["Jeanne Morel"]),
        ("Von Eva Groß, Berlin", ["Eva Groß"]),
        ("Author: Ann Lee <ann_lee at mill dot example>", ["Ann Lee"]),
        ("Contributors to the Ellery Wiki", ["Contributors to the Ellery Wiki"]),
        ("On Behalf of The Courier", []),
        ("By Ann Lee, medically reviewed by Bo Ek, MD", ["Ann Lee"]),
        ("Ann Lee / Photos by Bo Ek", ["Ann Lee"]),
        ("Medically reviewed by Bo Ek", []),
        ("Text: Eva Groß, Fotos: Jan Maier", ["Eva Groß"]),
        ("Ann LeeBo Ek", ["Ann Lee", "Bo Ek"]),
        ("Ann McDonald Smith", ["Ann McDonald Smith"]),
        ("Ann LeeStaff Writer", ["Ann Lee"]),
        ("By Ann Lee Associated Press", ["Ann Lee"]),
        ("By Ann Lee, CNN", ["Ann Lee", "CNN"]),
        ("Written by Ann Lee. Reviewed by Bo Ek.", ["Ann Lee"]),
        ("By Ann Lee (Content Manager)", ["Ann Lee"]),
        ("Ann Lee, DVM .", ["Ann Lee, DVM"]),
    ],
)
def test_names_apart_from_what_stands_around_them(byline: str, expected: list[str]) -> None:
    assert split_names(byline) == expected


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("記者李曉明／台北報導", ["李曉明"]),
        ("〔記者李曉明/台北報導〕", ["李曉明"]),
        ("（中央社記者李曉明台北7日電）", ["李曉明"]),
        ("記者 李曉明、王芳 台北報導", ["李曉明", "王芳"]),
        ("本报记者 李晓明 王芳", ["李晓明", "王芳"]),
        ("新华社记者李晓明", ["李晓明"]),
        ("李晓明 本报记者", ["李晓明"]),
        ("记者：李晓明 编辑：王芳", ["李晓明"]),
        ("文/李晓明 图/王芳", ["李晓明"]),
        ("来源：新华社 作者：李晓明", ["李晓明"]),
        ("责任编辑：王芳", []),
        ("記者・山田太郎", ["山田太郎"]),
        ("取材・文／山田 太郎", ["山田 太郎"]),
        ("山田太郎記者", ["山田太郎"]),
        ("홍길동 선임기자", ["홍길동"]),
        ("[서울=연합뉴스] 홍길동·김철수 기자", ["홍길동", "김철수"]),
        ("[서울=홍길동 기자]", ["홍길동"]),
        ("聯合報 記者李曉明／即時報導", ["李曉明"]),
        ("聯合報 電子版", ["聯合報 電子版"]),
    ],
)
def test_bylines_in_scripts_without_spaces(byline: str, expected: list[str]) -> None:
    assert split_names(byline) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Oleh Petrenko", "uk", "Oleh Petrenko"), ("Oleh Budi Santoso", "id", "Budi Santoso"),
        ("By Oleh Petrenko", "en", "Oleh Petrenko"), ("Von Miller", "en", "Von Miller"),
        ("Di Eck", "en", "Di Eck"), ("Von Henry", "de", "Henry"), ("di Viviana Mazza", "it", "Viviana Mazza"),
    ],
)  # fmt: skip
def test_words_of_bylines_that_are_first_names(text: str, language: str, expected: str) -> None:
    assert split_names(text, language) == [expected]


@pytest.mark.parametrize(
    ("text", "family_first", "expected"),
    [
        ("Lee, Ann", False, ["Ann Lee"]), ("van der Berg, Jan", True, ["Jan van der Berg"]),
        ("Lee, Ann M.; Ek, Bo", True, ["Ann M. Lee", "Bo Ek"]), ("Ann Lee, Bo Ek", False, ["Ann Lee", "Bo Ek"]),
        ("Ann Lee, PhD", True, ["Ann Lee, PhD"]), ("Reuters, London", False, ["Reuters"]),
    ],
)  # fmt: skip
def test_family_name_first(text: str, family_first: bool, expected: list[str]) -> None:
    assert split_names(text, stated=True, family_first=family_first) == expected


def test_fields_of_libraries() -> None:
    head = '<meta name="citation_author" content="Lee, Ann"><meta name="citation_author" content="Ek, Bo">'
    found = read("", head + '<meta name="author" content="Courier Press">')
    assert (found.authors, found.provenance["authors"]) == (("Ann Lee", "Bo Ek"), "meta:citation_author")


@pytest.mark.parametrize(
    "body",
    [
        '<ul class="authors"><li><a href="/1">Ann Lee</a></li><li><a href="/2">Bo Ek</a></li></ul>',
        '<ul class="byline"><li>By Ann Lee</li><li>Bo Ek</li></ul>',
        '<ul><li class="author">Ann Lee</li><li class="author">Bo Ek</li></ul>',
        '<div class="byline">By <a rel="author" href="/1">Ann Lee</a> <a rel="author" href="/2">Bo Ek</a></div>',
        '<p><a rel="author" href="/1">Ann Lee</a><br><a rel="author" href="/2">Bo Ek</a></p>',
        '<span class="author">Ann Lee</span><span class="author">Bo Ek</span>',
        '<p itemprop="author"><a itemprop="name">Ann Lee</a></p><p itemprop="author"><a itemprop="name">Bo Ek</a></p>',
        '<div class="byline">Ann Lee<br>Bo Ek</div>',
    ],
)
def test_lists_of_people(body: str) -> None:
    assert read(body).authors == ("Ann Lee", "Bo Ek")


@pytest.mark.parametrize("line", ["Port Ellery", "Staff Writer"])
def test_a_line_under_a_name_is_no_other_person(line: str) -> None:
    assert "Ann Lee" not in read(f'<div class="byline">Ann Lee<br>{line}</div>').authors[1:]
    assert line not in read(f'<div class="byline">Ann Lee<br>{line}</div>').authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("홍길동·김철수 기자", ("홍길동", "김철수")),
        ("[항구=홍길동 기자]", ("홍길동",)),
        ("聯合報 記者李曉明／即時報導", ("李曉明",)),
        ("来源：海港报 记者：李晓明", ("李晓明",)),
        ("来源：海港报", ()),
        ("聯合報 電子版", ()),
    ],
)
def test_lines_without_spaces_that_sign(line: str, authors: tuple[str, ...]) -> None:
    assert read(f"<p>{line}</p>", lang="zh" if line[0] != "홍" else "ko").authors == authors


def test_a_list_of_other_things_is_no_list_of_people() -> None:
    body = '<div class="author"><ul><li>Ann Lee</li><li>Posts: 12</li><li>Joined in May</li></ul></div>'
    assert "Posts: 12" not in " ".join(read(body).authors)


@pytest.mark.parametrize(
    ("body", "lang", "expected"),
    [
        ('<p class="author">Reviewed by Bo Ek</p><p class="author">By Ann Lee</p>', "en", ("Ann Lee",)),
        ('<p class="author">Reviewed by Bo Ek</p>', "en", ("Bo Ek",)),
        ("<p>Medically reviewed by Bo Ek</p><p>Written by Ann Lee</p>", "en", ("Ann Lee",)),
        ("<p>By</p><p>Ann Lee</p>", "en", ("Ann Lee",)),
        ('<p class="reporter">記者李曉明／台北報導</p>', "zh-TW", ("李曉明",)),
        ("<p>記者たちが港に集まった朝のこと</p>", "ja", ()),
        ('<a rel="author" href="/o">Oleh Petrenko</a>', "en", ("Oleh Petrenko",)),
    ],
)
def test_who_signs(body: str, lang: str, expected: tuple[str, ...]) -> None:
    assert read(body, lang=lang).authors == expected


def test_person_in_the_byline_wins_over_the_house_in_the_head() -> None:
    head = '<meta name="author" content="Ellery Courier"><meta property="og:site_name" content="Ellery Courier">'
    assert read('<p class="byline">By Ann Lee, Ellery Courier</p>', head).authors == ("Ann Lee",)
    assert read('<p class="byline">By Ann Lee and Reuters</p>', head).authors == ("Ann Lee", "Reuters")
    assert read("", head).authors == ("Ellery Courier",)


def test_byline_under_the_headline_comes_before_the_account_in_the_head() -> None:
    head = '<meta name="author" content="Cy Orr">'
    assert read("<p>By Ann Lee, MS, RDN</p>", head).authors == ("Ann Lee, MS, RDN",)
    assert read("<p>Reviewed by Ann Lee</p>", head).authors == ("Cy Orr",)
    assert read("<p>By Cy Orr and Ann Lee</p>", head).authors == ("Cy Orr", "Ann Lee")
    assert read(f"{PROSE * 4}<p>By Ann Lee</p>", head).authors == ("Cy Orr",)


def test_byline_after_the_date() -> None:
    assert read("<p>03/01/2017 by Ann Lee, a member of the board</p>").authors == ("Ann Lee",)


def test_name_alone_under_the_headline() -> None:
    box = "<p>About the author</p><p>Ann Lee is a pilot who writes about harbours.</p>"
    assert read(f"<p>Ann Lee</p>{PROSE}{box}").authors == ("Ann Lee",)
    assert read(f"<p>Ann Lee</p>{PROSE}").authors == ()


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("Written by Ann Lee, Head of Marketing and Community Outreach", ["Ann Lee"]),
        ("By Ann Lee, senior editor, and Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Interview by Ann Lee", ["Ann Lee"]),
        ("Contributors: Ann Lee", ["Ann Lee"]),
        ("By Joe Root", ["Joe Root"]),
    ],
)
def test_roles_go_on_and_names_are_no_accounts(byline: str, expected: list[str]) -> None:
    assert list(read(f"<p>{byline}</p>").authors) == expected


def test_who_signs_beside_the_one_of_the_head() -> None:
    head = '<meta name="author" content="Ann Lee">'
    shown = '<p class="byline">Written by Dr Ann Lee, Bo Ek and Cy Ash</p><p class="byline">Reviewed by Di Orr</p>'
    assert read(shown, head).authors == ("Dr Ann Lee", "Bo Ek", "Cy Ash")
    assert read("<p><a href=/a>Ann Lee, Bo Ek &amp; Cy Ash</a></p>", head).authors == ("Ann Lee", "Bo Ek", "Cy Ash")
    role = '<div class="author"><p>Ann Lee</p><p>Technical Writer</p></div>'
    assert read(role, head).authors == ("Ann Lee",)


def test_a_line_of_names() -> None:
    assert read("<p>Ann Lee, Bo C. Ek, Cy Ash</p>").authors == ("Ann Lee", "Bo C. Ek", "Cy Ash")
    assert read("<p><a href=/t>Machine Learning</a>, <a href=/u>Data Science</a></p>").authors == ()


def test_the_site_posts_what_others_write() -> None:
    head = '<meta property="og:site_name" content="Port Herald"><meta name="author" content="Port Herald">'
    assert read("<p>7 March 2024</p><p><b>Ann Lee</b></p>", head).authors == ("Ann Lee",)
    for line in ("No Comments", "In This Article", "Follow Us"):
        assert read(f"<p>7 March 2024</p><p>{line}</p>", head).authors == ("Port Herald",)


def test_lists_in_the_text_are_no_bylines() -> None:
    head = '<meta property="og:site_name" content="Port Herald"><meta name="author" content="Port Herald">'
    assert read(f"<p>{SENTENCE * 4}</p>" * 3 + "<p>By Ann Lee and Bo Ek</p>", head).authors == ("Port Herald",)


@pytest.mark.parametrize(
    ("lang", "byline", "expected"),
    [
        ("de", "Von unserem Korrespondenten Jan Maier", ["Jan Maier"]),
        ("fr", "De notre correspondante Jeanne Morel", ["Jeanne Morel"]),
        ("el", "Γράφει ο Γιώργος Παπάς", ["Γιώργος Παπάς"]),
        ("ko", "홍길동 기자", ["홍길동"]),
    ],
)
def test_bylines_that_say_who_writes(lang: str, byline: str, expected: list[str]) -> None:
    assert list(read(f"<p>{byline}</p>", lang=lang).authors) == expected


def test_who_signs_with_one_name_at_the_headline_comes_before_names_in_the_text() -> None:
    body = "<p>by Amanda · Dec 20, 2024 · One comment so far</p><ul><li><p>Author: Bo Ek</p></li></ul>"
    assert read(body).authors == ("Amanda",)
    assert read(body.replace("Amanda", "Reuters").replace("Author: ", "By ")).authors == ("Bo Ek",)


@pytest.mark.parametrize(
    "line",
    [
        "Dec 26, 2024 • Ann Lee in Town Planning",
        "Published August 7, 2024 by Ann Lee",
        "Posted on 7 May 2024 by Ann Lee",
    ],
)
def test_a_name_beside_a_day(line: str) -> None:
    assert read(f"<p>{line}</p>").authors == ("Ann Lee",)


def test_a_place_in_a_caption_leaves_no_name() -> None:
    assert read("<p>Ann Lee in Ellery, 26 December 2024</p>").authors == ()


def test_what_the_author_does_is_no_name() -> None:
    boxed = '<div class="author-description">Licensed Coffee Grader, M.A. Journalism</div>'
    assert read(f"{PROSE}{boxed}").authors == ()
    assert read('<div class="article-author">The Author</div>').authors == ()


def test_a_bare_name_that_a_marked_element_says_again() -> None:
    card = '<div class="author-card">Ann Lee | Author</div>'
    assert read(f"<p>Ann Lee</p>{PROSE * 4}{card}").authors == ("Ann Lee",)
    assert read(f"<p>Ann Lee</p>{PROSE * 4}{card.replace('author-card', 'card')}").authors == ()


@pytest.mark.parametrize(
    ("lang", "writer", "label", "other"),
    [
        ("ja", "作者：", "翻訳者", "中村 真子"),
        ("en", "Written by", "Translated by", "Bo Ek"),
        ("en", "By", "Photos:", "Bo Ek"),
    ],
)
def test_the_line_before_a_list_says_whose_it_is(lang: str, writer: str, label: str, other: str) -> None:
    item = '<ul class=authors><li><p class="meta author__bio"><a class=author__link href=/p/{0}>{0}</a></ul>'
    hands = f"<div>{writer} {item.format('Ann Lee')}</div><div>{label} {item.format(other)}</div>"
    assert read(f"<div class=article__authors>{hands}</div>", lang=lang).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    ("text", "has_role"),
    [
        ("Ann Lee, Sea Reporter", True), ("ann lee EDITOR", True), ("Ann Lee (co-editor)", True), ("Ann Lee", False),
        ("The Reportership", False), ("記者 王小明", True), ("王小明記者", False),
    ],
)  # fmt: skip
def test_a_role_stands_between_characters_that_are_no_letters(text: str, has_role: bool) -> None:
    assert (words().roles.search(text) is not None) == has_role
    assert [one.span() for one in words().roles.finditer(text)] == [
        one.span() for one in words().roles.pattern.finditer(text)
    ]
