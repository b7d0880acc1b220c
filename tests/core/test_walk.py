"""The compiled pass over markup gives what the Python one gives: on fixtures, on broken pages and on odd markup."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner import core
from cleaner.model import Block, Container, Image, Place
from cleaner.read.bounds import note_bounds
from cleaner.read.compiled import CompiledWalk, new_walk
from cleaner.read.decode import decode
from cleaner.read.html import read_html
from cleaner.read.walk import Walk
from tests import REPO

PAGES = sorted((REPO / "fixtures" / "pages").glob("*/page.html"))
needs_core = pytest.mark.skipif(core.compiled is None, reason="no compiled core was built here")


class BothWalks(Walk):
    """Reads the markup in Python, and keeps it for the core."""

    def run(self, markup: str) -> None:
        """Note the markup that the reader made."""
        self.markup = markup
        super().run(markup)


class Chains:
    """Numbers for records with all that they are in: equal ones have the same number, however deep they are."""

    def __init__(self) -> None:
        self.seen: dict[int, tuple[object, int]] = {}  # by identity; holds the record, so that no other gets its place
        self.numbers: dict[tuple[object, ...], int] = {}

    def number(self, node: Container | Place | None) -> int:
        path = []
        while node is not None and id(node) not in self.seen:
            path.append(node)
            node = node.parent
        at = -1 if node is None else self.seen[id(node)][1]
        for one in reversed(path):
            values = (value for name, value in zip(one._fields, one, strict=True) if name != "parent")
            at = self.numbers.setdefault((type(one), at, *values), len(self.numbers))
            self.seen[id(one)] = one, at
        return at

    def flat(self, block: Block) -> tuple[object, ...]:
        return (
            block.index, block.kind, block.text, block.level, block.link_chars, self.number(block.container),
            block.tight, block.spans, block.hidden, block.site, self.number(block.place), block.cells,
        )  # fmt: skip

    def flat_image(self, image: Image) -> tuple[object, ...]:
        return image.before, image.src, image.alt, image.href, self.number(image.place), image.embed


def compare(html: str) -> Walk:
    """Read a page with both; gives the Python walk."""
    walk = BothWalks()
    read_html(html, make_walk=lambda rules: walk)
    if hasattr(walk, "markup"):
        compiled = new_walk()
        assert isinstance(compiled, CompiledWalk)
        compiled.run(walk.markup)
        chains = Chains()
        assert [*map(chains.flat, compiled.blocks)] == [*map(chains.flat, walk.blocks)]
        images, expected = compiled.pictures.images, walk.pictures.images
        assert [*map(chains.flat_image, images)] == [*map(chains.flat_image, expected)]
        assert compiled.rules == walk.rules
        assert compiled.marks == walk.marks
        assert compiled.bounded or not note_bounds(walk.blocks, walk.pictures.images)
        # blocks of one element share its records, as in Python
        assert share(compiled.blocks) == share(walk.blocks)
    return walk


def share(blocks: list[Block]) -> list[tuple[bool, bool]]:
    return [(one.container is two.container, one.place is two.place) for one, two in pairwise(blocks)]


@needs_core
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_fixtures(path: Path) -> None:
    compare(decode(path.read_bytes(), None, 10**8).text)


MUTATIONS = ("cut", "flip", "double", "entities", "nest", "table", "swap")
ENTITIES = ("&amp;", "&nbsp;", "&lt;p&gt;", "&quot;", "&copy;", "&#8217;", "&amp;copy;", "&#x200b;", "&shy;", "&notit;")


def mutate(html: str, how: str, chance: random.Random) -> str:
    """A page with one fault of a kind that real pages have."""
    at = chance.randrange(len(html))
    tags = [found.end() for found in re.finditer(r"<[a-z][^<>]*>", html)] or [0]
    if how == "cut":
        return html[:at] if chance.random() < 0.5 else html[at:]
    if how == "flip":
        letters = list(html)
        for _ in range(30):
            letters[chance.randrange(len(letters))] = chance.choice("<>\"'&= \u00a0\u200b/abé日\t\n-")
        return "".join(letters)
    if how == "double":
        names = ('class="author" class="x"', 'href="/a" href="/b"', 'hidden style="display:none"', 'data-x="a class="')
        return re.sub(r"<([a-z]+)(?=[ >])", lambda tag: f"<{tag[1]} {chance.choice(names)}", html)
    if how == "entities":
        return re.sub(r" ", lambda _: chance.choice((" ", *ENTITIES)), html)
    where = chance.choice(tags)
    if how == "nest":
        name = chance.choice(("ul><li", "div", "b", "blockquote", "table><tr><td", "a href=x", "sup", "ol start=3><li"))
        return html[:where] + f"<{name}>x " * chance.choice((3, 40, 300)) + html[where:]
    if how == "table":
        rows = "".join(f"<tr>{''.join(cell(chance) for _ in range(chance.randrange(6)))}</tr>" for _ in range(8))
        return f"{html[:where]}<table><thead><tr><th>h<th>i</thead>{rows}</table>{html[where:]}"
    other = chance.choice(tags)
    return html[:where] + html[other : other + 2_000] + html[where:]


def cell(chance: random.Random) -> str:
    return f"<td colspan={chance.randrange(5)} rowspan={chance.randrange(4)}>c<br>d</td>"


@needs_core
@pytest.mark.parametrize("how", MUTATIONS)
def test_broken_pages(how: str) -> None:
    chance = random.Random(how)
    for _ in range(40):
        compare(mutate(chance.choice(PAGES).read_text("utf-8", "replace"), how, chance))


TAGS = (
    "p", "div", "b", "em", "sup", "sub", "a href=/x", "a href='/y' class=author", "a", "ul", "ol start=4", "li",
    "li value=9", "table", "tr", "td", "th rowspan=2", "td colspan=3", "blockquote", "pre", "code", "h1",
    "h2 class=title", "time datetime=2024", "span class=byline", "span hidden", "p hidden", "thead", "kbd", "del",
    "div aria-hidden=true id=x", "button aria-controls='x y'", "figure", "figcaption", "details", "summary", "dl", "dt",
    "dd", "my-tag", "div role=cell", "p itemprop=author",
    "p property='dc:Creator :x  a:'", "p property='x:'",
    "time property='x:time' pubdate",
    "relative-time datetime=2024", "b class=date data-timestamp=17",
    "div itemtype=https://schema.org/Comment class=x",
    "img width=20 height=20 src=a.png",
)  # fmt: skip
TEXTS = (
    "word", " two words ", "Camel", "x", "10", "n+1", "-3.5", " ", "\n", "A", "é", "\u200b", "日本", "&amp;", "&nbsp;",
    "$x_1$", "\\(y\\)", "<br>", "<hr>", "<img src=a.jpg alt=a>", "<source srcset='b.jpg 9w'>",
    "<img srcset='ä.jpg 8w'>", "<input type=checkbox checked>", "<input type=checkbox>", "<!-- c -->",
    "<!-->", "«", ".", "ß", "ﬁ", "\u3000", "\x1f", "ǅ",
)  # fmt: skip
PARTS = st.one_of(
    st.sampled_from(TEXTS), st.sampled_from(TAGS).map("<{}>".format),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag.split(' ', 1)[0]}>"),
)  # fmt: skip


@needs_core
@settings(max_examples=400)
@given(st.lists(PARTS, max_size=40).map("".join))
@example("<pre>&nbsp;<code>")
@example("<h2 class=title rel='x:'>word</h2><time property='x:time' pubdate>word")
def test_odd_markup(html: str) -> None:
    compare(html)


@needs_core
@settings(max_examples=300)
@given(st.text(alphabet="<>/=\"' abphrclsuti&;!-\u00e9\u3000", max_size=60))
def test_what_no_serializer_writes_never_breaks_the_core(markup: str) -> None:
    """It is read somehow, or left to Python."""
    new_walk()  # hands the core its tables
    found = core.compiled.walk(markup)
    assert found is None or len(found) == 7


@needs_core
def test_an_unknown_reference_is_left_to_python() -> None:
    walk = new_walk()
    walk.run('<body><p>A &hearts; B<img src="a.jpg"></p></body>')
    assert [block.text for block in walk.blocks] == ["A ♥ B"]
    assert len(walk.pictures.images) == 1


@needs_core
def test_elements_that_a_site_selects_are_left_to_python() -> None:
    walk = new_walk(frozenset({"site/rule"}))
    walk.run('<body><p data-cleaner-site="site/rule">One.</p></body>')
    assert walk.blocks[0].site == "site/rule"


@needs_core
def test_long_tables_and_deep_lists_end() -> None:
    """Memory is given back as elements close; spans of cells are bounded as in Python."""
    compare("<table>" + "<tr><td rowspan=900 colspan=90>a<td>b" * 60 + "</table>")
    compare("<ul><li>x" * 2_000)
    compare("<b>x</b><i> </i>" * 4_000)
    compare("<img src=/a.jpg><p>a" * 2_100)
    compare("<p>" + "<b>x</b> y " * 2_100)
    compare("<p>" + "$a$ " * 2_100)
    assert len(compare("<p>a<br>" * 4_000).blocks) == 4_000


@needs_core
def test_python_alone_gives_the_same_records(tmp_path: Path) -> None:
    """``CLEANER_PURE=1`` chooses Python, and the record does not change by a byte."""
    for number, page in enumerate(PAGES[:6]):
        (tmp_path / f"{number}.html").write_bytes(page.read_bytes())
    said = {}
    for pure in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", PRINT_RECORDS, str(tmp_path)], env={**os.environ, "CLEANER_PURE": pure},
            capture_output=True, text=True, check=True, cwd=REPO,
        )  # fmt: skip
        said[pure] = done.stdout.splitlines()
    assert said["0"][0] == "compiled core"
    assert said["1"][0] == "pure Python, as CLEANER_PURE asks"
    assert said["0"][1:] == said["1"][1:]
    assert len(said["0"]) == 7


PRINT_RECORDS = """
import sys
from pathlib import Path
from cleaner import clean, core
print(core.describe())
for path in sorted(Path(sys.argv[1]).glob("*.html")):
    article = clean(path.read_bytes(), url="https://example.org/a")
    print(article.to_json())
"""


@needs_core
def test_an_address_in_the_value_of_another_attribute() -> None:
    """Only the first ``href`` is taken out of a link before its names are read."""
    link = compare('<li><a href="/a" class=" href=" rel="x">Alice</a></li>').blocks[0]
    assert link.container is not None
    assert link.container.tokens == ("href",)
