"""Metadata of HTML pages: hostile JSON-LD, and the fields besides title, authors and dates."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import REPO
from tests.read.metadata.samples import PLAIN_ITEM, ld, read


class TestSchemaIsHostile:
    def test_another_storys_statement_is_not_this_pages(self) -> None:
        other = {
            "@type": "NewsArticle",
            "headline": "Quite another story",
            "url": "https://a.example/other",
            "datePublished": "2019-01-01",
            "author": "Eve Moe",
        }
        own = {
            "@type": "NewsArticle",
            "headline": "Storm hits the coast",
            "url": "https://a.example/storm",
            "datePublished": "2024-04-30",
            "author": "Ann Lee",
        }
        for items in ((other, own), (own, other)):
            found = read("<h1>Storm hits the coast</h1>", ld(*items), "https://a.example/storm")
            assert (found.published, found.authors) == ("2024-04-30", ("Ann Lee",))
        found = read("<h1>Storm hits the coast</h1>", ld(other), "https://a.example/storm")
        assert (found.published, found.authors) == (None, ())

    @pytest.mark.parametrize(
        "script",
        [
            "[" * 100_000, '{"@graph":' * 20_000, "{", "null", "7", '"text"',
            '{"@type": null}', '{"@type": ["NewsArticle", 3, null]}',
            '{"@type": "NewsArticle", "author": {"name": {"name": {}}}, "image": [[[]]], "keywords": {"a": 1}}',
        ],
    )  # fmt: skip
    def test_any_json(self, script: str) -> None:
        found = read("<h1>Storm hits the coast</h1>", f'<script type="application/ld+json">{script}</script>')
        assert found.title == "Storm hits the coast"

    @pytest.mark.parametrize(
        "script",
        [
            f"<!-- {PLAIN_ITEM} -->",
            f"//<![CDATA[\n{PLAIN_ITEM}\n//]]>",
            PLAIN_ITEM.replace("}", ",}"),
            PLAIN_ITEM.replace("hits the", "hits\nthe") + ";",
            PLAIN_ITEM.replace('"', "&quot;"),
            PLAIN_ITEM.replace("}", ',"text":"a "quoted" word"}'),
        ],
    )
    def test_broken_json_is_read_all_the_same(self, script: str) -> None:
        found = read("<h1>Storm hits the coast</h1>", f'<script type="application/ld+json">{script}</script>')
        assert found.published == "2024-04-30"

    @settings(max_examples=60, deadline=None)
    @given(
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.text(max_size=20)
            | st.sampled_from(["NewsArticle", "Person", "2024-05-01"]),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        [
                            "@type",
                            "@id",
                            "@graph",
                            "name",
                            "author",
                            "headline",
                            "datePublished",
                            "image",
                            "keywords",
                            "url",
                        ]
                    ),
                    inner,
                    max_size=5,
                )
            ),
            max_leaves=12,
        )
    )
    def test_never_raises(self, item: object) -> None:
        found = read("<h1>Storm hits the coast</h1>", ld(item))
        assert found.title


class TestOtherFields:
    def test_address_only_of_the_same_site(self) -> None:
        canonical = '<link rel="canonical" href="{}">'
        url = "https://www.paper.example/a?utm=1"
        assert read("", canonical.format("https://paper.example/a"), url).url == "https://paper.example/a"
        assert read("", canonical.format("https://evil.example/a"), url).url == url
        assert read("", canonical.format("javascript:alert(1)"), url).url == url
        assert read("", canonical.format("https://paper.example/"), url).url == url

    def test_description_image_tags(self) -> None:
        head = (
            '<meta name="description" content="What &amp; where">'
            '<meta property="og:image" content="https://a.example/i.jpg">'
            '<meta property="article:tag" content="Storm"><meta property="article:tag" content="Coast">'
        )
        found = read("", head)
        assert (found.description, found.image, found.tags) == (
            "What & where",
            "https://a.example/i.jpg",
            ("Storm", "Coast"),
        )

    def test_links_in_sentences_of_a_box_are_no_tags(self) -> None:
        links = '<a href="/t/pier">the pier</a> and <a href="/t/oak">oak</a>'
        box = "<h1>Storm</h1><p>Nobody slept.</p><div class=topics><p>{}</p></div>"
        assert read(box.format(links)).tags == read(box.format(f"Tags: {links}")).tags == ("the pier", "oak")
        assert read(box.format(f"The board has voted for the wood of {links}, and for lamps.")).tags == ()

    def test_every_field_with_a_value_has_a_source(self) -> None:
        head = (
            '<title>Storm</title><meta property="og:site_name" content="Bugle"><meta name="author" content="Ann Lee">'
        )
        found = read("<h1>Storm</h1><time datetime='2024-04-30'></time>", head, "https://a.example/x")
        for name in ("title", "authors", "published", "modified", "site", "tags", "description", "image", "url"):
            assert bool(getattr(found, name)) == (name in found.provenance)


def test_heavy_libraries_stay_unloaded_for_a_plain_page() -> None:
    """Neither bs4 nor trafilatura nor htmldate is imported by the metadata of a page without fragments."""
    probe = (
        "import sys\nfrom cleaner.read.metadata import read_metadata\nfrom cleaner.read.html import read_html\n"
        "before = set(sys.modules)\nhtml = '<title>Storm</title><h1>Storm</h1><p>By Ann Lee, 4 May 2024</p>'\n"
        "found = read_metadata(read_html(html), html)\nassert found.published == '2024-05-04', found\n"
        "print(sorted({'trafilatura', 'htmldate'} & set(sys.modules)), 'bs4' in set(sys.modules) - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=REPO, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[] False"
