"""Authors of pages whose head names nobody: only what readers see tells who signs."""

from __future__ import annotations

import pytest

from cleaner.read.html import read_html
from cleaner.read.metadata import read_metadata
from cleaner.read.metadata.names import split_names
from tests.read.metadata.samples import PROSE, read

TITLE = "<h1>Storm hits the coast</h1>"
LONG = PROSE.replace("</p>", " It lost its roof in the storm, and nobody has repaired it since then.</p>")


def card(name: str) -> str:
    return f'<div><a href="/x">A story of {name}</a><p class="card-byline">By {name}</p><p>{"Word " * 12}</p></div>'


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ('<div><a href="/author/nia-kins">Nia Kinsella</a>2 minutes ago</div>', ("Nia Kinsella",)),
        ('<div><a href="/topic/nia-kins">Nia Kinsella</a>2 minutes ago</div>', ()),
        ('<p><a href="/av/amanda-hall">Amanda Hällsten</a></p><p>Publicerad 14.14</p>', ("Amanda Hällsten",)),
        ('<figure><img src="/a.jpg"><figcaption>The coast.<span class="author">Gus Valiente / Press</span></figcaption>'
         '</figure><ul><li><a href="/author/luna-gil">Luna González</a></li></ul>', ("Luna González",)),
        ('<div class="author"><a href="/authors/emma-m">Emma Mackenzie</a> <span>Lifestyle Writer</span></div>',
         ("Emma Mackenzie",)),
        ('<div class="author">Thabo Mokone Parliamentary editor</div>', ("Thabo Mokone",)),
        ('<div class="post-author"><a class="author-item" href="/u/1"><span class="author-name">Jana Kuzma</span></a>'
         '<a class="author-item" href="/u/2"><span class="author-name">Olga Zelin</span></a> 8 January, 17:46</div>',
         ("Jana Kuzma", "Olga Zelin")),
        ('<ul class="author-list"><li class="author-item">Xia You [0],</li><li class="author-item">Mariana Len,</li>'
         "<li>…</li><li class=\"author-item\">Jeff Tolle</li></ul>", ("Xia You", "Mariana Len", "Jeff Tolle")),
        ("<div class='article-byline'><span>Birgit Baumann</span> <span>Anna Giulia Fink</span> "
         "<span>Jan Michael March</span></div>", ("Birgit Baumann", "Anna Giulia Fink", "Jan Michael March")),
    ],
)  # fmt: skip
def test_lines_under_the_headline(line: str, authors: tuple[str, ...]) -> None:
    assert read(TITLE + line + LONG * 3).authors == authors


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Anna Baumann Peter Julian Fink Jan Michael March",
            ["Anna Baumann", "Peter Julian Fink", "Jan Michael March"],
        ),
        ("José Luis Martín Ramos", ["José Luis Martín Ramos"]),
        ("Peter Baumann Storm Hits The Coast Again", ["Peter Baumann Storm Hits The Coast Again"]),
    ],
)
def test_names_with_nothing_between_them(text: str, names: list[str]) -> None:
    assert split_names(text) == names


def test_a_byline_right_above_the_text_signs_below_lists_of_links() -> None:
    menu = "".join(f"<div><a href='/n{n}'>Headline of another story {n}</a></div>" for n in range(15))
    byline = '<div>By <a href="/who/1">Ann Lee</a></div>'
    assert read(TITLE + menu + byline + LONG * 3).authors == ("Ann Lee",)
    assert read(TITLE + menu + byline.replace("By ", "by ") + LONG * 3).authors == ()


def test_cards_below_a_text_take_no_author_from_it() -> None:
    names = ["Bo Ek", "Cy Ash", "Di Orr", "Flo Gray", "Gus Holm", "Ida Jung", "Kai Lind", "Mia Nord", "Ole Palm"]
    cards = "".join(map(card, names))
    signed = '<div><p class="card-byline">By Ann Lee</p></div>'
    assert read(TITLE + signed + LONG * 4 + cards).authors == ("Ann Lee",)
    assert read("<h1>Latest stories</h1>" + cards).authors == ()


def test_the_first_author_in_microdata_below_the_text_is_that_of_a_teaser() -> None:
    item = '<div itemprop="author" itemscope><meta itemprop="name" content="{}"></div>'
    several = "".join(map(item.format, ("Ann Lee", "Bo Ek", "Cy Ash")))
    own = item.format("Ann Lee")
    assert read(f"<h1>Storm</h1>{several}").authors == ("Ann Lee",)  # the first post of a thread
    for below, authors in ((several, ()), (own, ("Ann Lee",))):
        html = f"<h1>Storm</h1>{LONG * 3}{below}"
        assert read_metadata(read_html(html), html).authors == authors
