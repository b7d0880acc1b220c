"""Authors of HTML pages: the people who sign, and their source."""

from __future__ import annotations

import pytest

from tests.read.metadata.samples import ld, read


class TestAuthors:
    @pytest.mark.parametrize(
        ("author", "expected"),
        [
            ({"@type": "Person", "name": "Ann Lee"}, ("Ann Lee",)),
            ([{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Ek"}], ("Ann Lee", "Bo Ek")),
            ("Ann Lee and Bo Ek", ("Ann Lee", "Bo Ek")),
            ({"@type": "Person", "name": "<a href='/x'>Ann Lee</a>"}, ("Ann Lee",)),
            ({"@type": "Person", "name": "admin"}, ()),
            ({"@type": "Person", "name": "https://facebook.com/paper"}, ()),
            (
                [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Organization", "name": "Reuters"}],
                ("Ann Lee", "Reuters"),
            ),
            (
                [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Organization", "name": "Courier Media Ltd"}],
                ("Ann Lee",),
            ),
            ({"@type": "Organization", "name": "Associated Press"}, ("Associated Press",)),
            ({"@id": "#ann"}, ("Ann Lee",)),
            (7, ()),
            ([[["x"]]], ()),
        ],
    )
    def test_schema(self, author: object, expected: tuple[str, ...]) -> None:
        graph = {
            "@graph": [
                {"@type": "NewsArticle", "headline": "Storm hits the coast", "author": author},
                {"@type": "Person", "@id": "#ann", "name": "Ann Lee"},
            ]
        }
        assert read("<h1>Storm hits the coast</h1>", ld(graph)).authors == expected

    @pytest.mark.parametrize(
        ("byline", "lang", "expected"),
        [
            ("By Ann Lee", "en", ("Ann Lee",)),
            ("By Ann Lee and Bo Ek, staff writers", "en", ("Ann Lee", "Bo Ek")),
            ("Laura June Topolsky July 10, 2015", "en", ("Laura June Topolsky",)),
            ("Von Eva Groß und Jan Maier", "de", ("Eva Groß", "Jan Maier")),
            ("Von Eva Groß, 12.03.2024", "de", ("Eva Groß",)),
            ("Par Léa Martin et Paul Roy", "fr", ("Léa Martin", "Paul Roy")),
            ("Por Ana Gil y Luis Paz", "es", ("Ana Gil", "Luis Paz")),
            ("di Viviana Mazza", "it", ("Viviana Mazza",)),
            ("Door Jan de Vries", "nl", ("Jan de Vries",)),
            ("Av Kari Nordmann og Ola Berg", "no", ("Kari Nordmann", "Ola Berg")),
            ("Автор: Иван Петров", "ru", ("Иван Петров",)),
            ("Yazan: Ayşe Demir", "tr", ("Ayşe Demir",)),
            ("Ann Lee ann.lee@paper.example @annlee", "en", ("Ann Lee",)),
        ],
    )
    def test_visible_byline(self, byline: str, lang: str, expected: tuple[str, ...]) -> None:
        body = f'<h1>Storm hits the coast</h1><p class="byline">{byline}</p>'
        found = read(body, "<title>Storm hits the coast</title>", lang=lang)
        assert found.authors == expected
        assert found.provenance["authors"] == "byline"

    @pytest.mark.parametrize(
        "name", ["admin", "Log in", "Read more", "Kommentare", "Share", "WP_admin", "Ver más", "検索"]
    )
    def test_menu_words_and_accounts_are_nobody(self, name: str) -> None:
        assert read(f'<h1>Storm hits the coast</h1><span class="author">{name}</span>').authors in ((), None)

    @pytest.mark.parametrize(
        "text",
        [
            "Posted by",
            "Written By",
            "Sat",
            "March 20",
            "11. Sep 2024",
            "Last updated",
            "(Image: Some Agency",
            "Design: Bo",
        ],
    )
    def test_what_stands_around_a_byline_is_nobody(self, text: str) -> None:
        assert read(f'<h1>Storm hits the coast</h1><p class="byline">{text}</p>').authors == ()

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("By Ann Lee ⋅ Review Editor ⋅ Updated 4 May 2024", ("Ann Lee",)), ("by ibby</p><p>4 May 2024", ("ibby",)),
            ("Thread starter sam_77", ("sam_77",)), ("Autorin/Autor Ann Lee", ("Ann Lee",)),
            ("By the river and the mill", ()), ("de la mancha viene", ()),
        ],
    )  # fmt: skip
    def test_line_under_the_headline(self, line: str, expected: tuple[str, ...]) -> None:
        assert read(f"<h1>Storm hits the coast</h1><p>{line}</p>").authors == expected

    def test_name_behind_the_date_in_a_byline(self) -> None:
        body = '<h1>Storm hits the coast</h1><p class="date-and-author">4 May 2024 <span>Julian K. Arden</span></p>'
        assert read(body).authors == ("Julian K. Arden",)

    def test_class_that_names_the_author_in_one_word(self) -> None:
        body = '<h1>Storm hits the coast</h1><div class="blog-authorname">Ann Lee</div>'
        assert read(body).authors == ("Ann Lee",)

    def test_name_on_a_line_beside_the_date(self) -> None:
        assert read("<h1>Storm hits the coast</h1><p>Ann Lee</p><p>4 May 2024</p>").authors == ("Ann Lee",)
        assert read("<h1>Storm hits the coast</h1><p>Ann Lee</p>").authors == ()

    def test_customers_are_not_authors(self) -> None:
        review = {"@type": "Review", "name": "Nice mug", "author": {"@type": "Person", "name": "Ann Lee"}}
        assert read("<h1>Stoneware mug</h1>", ld(review)).authors == ()

    def test_who_posts_in_a_forum_may_be_called_anything(self) -> None:
        author = {"@type": "Person", "name": "slow-poke"}
        post = {"@type": "DiscussionForumPosting", "headline": "Storm hits the coast", "author": author}
        answer = '<p class="username author">Bo Ek</p>'
        assert read(f"<h1>Storm hits the coast</h1>{answer}", ld(post)).authors == ("slow-poke",)
        article = {"@type": "NewsArticle", "headline": "Storm hits the coast", "author": author}
        byline = '<p class="byline">By Ann Lee</p>'
        assert read(f"<h1>Storm hits the coast</h1>{byline}", ld(article)).authors == ("Ann Lee",)

    def test_commenters_are_not_authors(self) -> None:
        cite = '<cite class="comment-author">Paul Coker</cite>'
        comment = f'<div class="comments"><div class="comment">{cite}<p>Nice!</p></div></div>'
        assert read(f"<h1>Storm hits the coast</h1>{comment}").authors == ()

    def test_people_come_before_the_house_that_the_schema_names(self) -> None:
        item = {
            "@type": "NewsArticle",
            "headline": "Storm hits the coast",
            "author": {"@type": "Organization", "name": "The Daily Bugle"},
        }
        body = '<h1>Storm hits the coast</h1><p class="byline">By Ann Lee</p>'
        assert read(body, ld(item)).authors == ("Ann Lee",)
