"""Who signs: bylines of many languages, profiles, microdata without text, boxes, lines of one element, forums."""

from __future__ import annotations

import pytest

from tests.read.metadata.samples import ld, read

HEADLINE = "<h1>Storm hits the coast</h1>"
PAGE = "https://courier.example/news/storm-hits-the-coast"


@pytest.mark.parametrize(
    ("line", "language", "authors"),
    [
        ("Guest post by Ann Lee", "en", ("Ann Lee",)),
        ("View all posts by Ann Lee", "en", ("Ann Lee",)),
        ("By Ann Lee + Bo Ek", "en", ("Ann Lee", "Bo Ek")),
        ("By The Associated Press", "en", ("The Associated Press",)),
        ("Veröffentlicht von Ann Lee am 3. Mai 2024", "de", ("Ann Lee",)),
        ("Mehr Artikel von Ann Lee →", "de", ("Ann Lee",)),
        ("Rédigé par Ann Lee", "fr", ("Ann Lee",)),
        ("Ann Lee, le 3 mai 2024", "fr", ("Ann Lee",)),
        ("Redactado por Ann Lee", "es", ("Ann Lee",)),
        ("Pubblicato da Ann Lee", "it", ("Ann Lee",)),
        ("Geplaatst door Ann Lee", "nl", ("Ann Lee",)),
        ("Publicerad av Ann Lee", "sv", ("Ann Lee",)),
        ("Teksti: Ann Lee Kuvat: Bo Ek", "fi", ("Ann Lee",)),
        ("Opracowała Anna Nowak", "pl", ("Anna Nowak",)),
        ("Подготовила Анна Петрова", "ru", ("Анна Петрова",)),
        ("Hazırlayan: Ayşe Yılmaz", "tr", ("Ayşe Yılmaz",)),
        ("إعداد: أحمد حسن", "ar", ("أحمد حسن",)),
        ("به قلم رضا احمدی", "fa", ("رضا احمدی",)),
        ("เขียนโดย สมชาย ใจดี", "th", ("สมชาย ใจดี",)),
        ("Đăng bởi Nguyễn Văn An", "vi", ("Nguyễn Văn An",)),
        ("采写/李晓明", "zh", ("李晓明",)),
        ("投稿者：山田太郎", "ja", ("山田太郎",)),
        ("작성자: 홍길동", "ko", ("홍길동",)),
        # not the author
        ("Photographed by Bo Ek", "en", ()),
        ("Image credit: Bo Ek", "en", ()),
        ("Crédit photo : Bo Ek", "fr", ()),
        ("By Staff Writer", "en", ()),
        ("Analyse der Lage am Hafen", "de", ()),
        ("Chronique des jours de pluie", "fr", ()),
    ],
)
def test_bylines(line: str, language: str, authors: tuple[str, ...]) -> None:
    assert read(f"{HEADLINE}<p>{line}</p>", url=PAGE, lang=language).authors == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Ann Lee | May 3, 2024", ("Ann Lee",)),
        ("Trond Ekdal | May 3, 2024", ("Trond Ekdal",)),  # no common name, but nothing else either
        ("River News | May 3, 2024", ()),
        ("Old Mill | May 3, 2024", ()),  # the text speaks of it
    ],
)
def test_names_beside_a_date(line: str, authors: tuple[str, ...]) -> None:
    assert read(f"{HEADLINE}<p>{line}</p>", url=PAGE).authors == authors


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ("analytics:author=Ann Lee", ("Ann Lee",)),
        ("byline=By Ann Lee | lee@courier.example", ("Ann Lee",)),
        ("article:author=https://courier.example/author/ann-lee-12", ("Ann Lee",)),
        ("article:author=https://courier.example/author/xyz-qwert", ()),
        ("article:author=https://courier.example/author/the-courier", ()),
        ("article:author=https://www.facebook.com/ann.lee", ()),
        ("smartbanner:author=App Makers", ()),
        ("author=SiteMakers Inc.", ()),
        ("author=Courier Inc.", ("Courier Inc.",)),  # the site itself
        ("author={{ author }}", ()),
        ("author=Guest Author", ()),
        ("has_author=1", ()),
    ],
)
def test_fields(head: str, authors: tuple[str, ...]) -> None:
    name, _, content = head.partition("=")
    assert read(HEADLINE, f'<meta name="{name}" content="{content}">', PAGE).authors == authors


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        ({"author": {"@type": "Person", "url": "https://courier.example/authors/ann-lee"}}, ("Ann Lee",)),
        ({"author": "https://courier.example/authors/ann-lee"}, ("Ann Lee",)),
        ({"author": {"@type": "Person", "url": "https://courier.example/ann-lee"}}, ()),
        ({"author": {"@type": "Organization", "name": "Courier"}, "creator": {"@type": "Person", "name": "Ann Lee"}},
         ("Ann Lee",)),
        ({"author": {"@type": "Organization", "name": "Courier"}, "creator": "courier-cms"}, ("Courier",)),
    ],
)  # fmt: skip
def test_schema(author: dict[str, object], authors: tuple[str, ...]) -> None:
    item = {"@type": "NewsArticle", "headline": "Storm hits the coast", **author}
    assert read(HEADLINE, ld(item), PAGE).authors == authors


def test_the_article_signs_for_a_page_without_authors() -> None:
    page = {"@type": "WebPage", "name": "Storm hits the coast", "url": PAGE}
    story = {
        "@type": "NewsArticle",
        "headline": "Storm hits the coast",
        "author": "Ann Lee",
        "url": "https://x.example/",
    }
    assert read(HEADLINE, ld(page, story), PAGE).authors == ("Ann Lee",)
    other = {**story, "headline": "Quite another story"}
    assert read(HEADLINE, ld(page, other), PAGE).authors == ()


SCOPE = '<span itemprop="author" itemscope><link itemprop="url" href="/a"><{} itemprop="name" content="Ann Lee"></span>'


@pytest.mark.parametrize(
    ("body", "authors"),
    [
        (SCOPE.format("meta"), ("Ann Lee",)),
        (SCOPE.format("link"), ("Ann Lee",)),
        ('<div itemprop="review" itemscope>' + SCOPE.format("meta") + "</div>", ()),
        # lines of one element
        ('<div class="author">Ann Lee<br>Climate Change</div>', ("Ann Lee",)),
        ('<div class="author">Ann Lee<br>New York</div>', ("Ann Lee",)),
        ('<div class="author">Ann Lee<br>The Courier</div>', ("Ann Lee",)),
        ('<div class="author">Ann Lee<br>Tom Moe</div>', ("Ann Lee", "Tom Moe")),
        ('<div class="author">Ann Lee,<br>Bo Ek</div>', ("Ann Lee", "Bo Ek")),
        ('<div class="author"><a>Ann Lee</a> <a>Ann Lee</a></div>', ("Ann Lee",)),
        ("<div>By</div><div>The Courier Team</div><div>6 mins</div>", ("The Courier Team",)),
        ("<div>By</div><div>Sea Level</div><div>6 mins</div>", ("Sea Level",)),
        ('<p class="wp-elements-2a4ec01efd6ecf40ee13 x-author-name">Ann Lee</p>', ("Ann Lee",)),
    ],
)
def test_elements(body: str, authors: tuple[str, ...]) -> None:
    assert read(HEADLINE + body, url=PAGE).authors == authors


@pytest.mark.parametrize(
    ("box", "authors"),
    [
        ("<aside><h3>Author</h3><p>Ann Lee</p></aside>", ("Ann Lee",)),
        ("<aside><h3>Weather</h3><p>Ann Lee</p></aside>", ()),
        ('<div class="x-author-y"><p>Ann Lee</p><p>Ann Lee is a sailor who writes.</p></div>', ("Ann Lee",)),
        ('<div class="x-place-y"><p>Ann Lee</p><p>Ann Lee is a sailor who writes.</p></div>', ()),
    ],
)
def test_boxes_far_below(box: str, authors: tuple[str, ...]) -> None:
    text = "".join(
        f"<p>{nth} The harbour was closed, and nobody could say for how long it would be.</p>" for nth in range(20)
    )
    assert read(HEADLINE + text + box, url=PAGE).authors == authors


@pytest.mark.parametrize(
    ("post", "authors"),
    [
        ('<dl class="postprofile"><dt><a class="username">sailor_7</a></dt></dl>', ("sailor_7",)),
        ('<div class="postleft"><dl><dt><strong>sailor_7</strong></dt></dl></div>', ("sailor_7",)),
        ('<div class="PostUser"><h3 class="PostUser-name">sailor_7</h3></div>', ("sailor_7",)),
        ('<div class="left"><dl><dt><strong>sailor_7</strong></dt></dl></div>', ()),
    ],
)
def test_the_first_post_of_a_thread(post: str, authors: tuple[str, ...]) -> None:
    assert read(HEADLINE + post, url=PAGE).authors == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("<a href=/t>Boats</a> By <a href=/p>Ann Lee</a>", ("Ann Lee",)),
        ("Harbour News By Ann Lee and Bo Ek", ("Ann Lee", "Bo Ek")),
        ("Boats: By Ann Lee", ("Ann Lee",)),
        ("By Ann Lee", ("Ann Lee",)),
        ("Ann Bygraves", ("Ann Bygraves",)),
    ],
)
def test_a_topic_before_by_is_no_part_of_the_name(line: str, authors: tuple[str, ...]) -> None:
    assert read(f"{HEADLINE}<p class=byline>{line}</p>", url=PAGE).authors == authors
