"""What the tags of a page state, read before parsing: the same as what its tree holds, or nothing."""

from __future__ import annotations

import random

import pytest
from selectolax.lexbor import LexborHTMLParser

from cleaner import core
from cleaner.read.head import unescape_value
from cleaner.read.html import Parsed, _read_head
from cleaner.read.selectors import ALL, look
from tests.core.test_scan import MIXED

needs_core = pytest.mark.skipif(core.compiled is None, reason="the core was not built here")
STATING = (
    '<meta name=a content="b">', "<META PROPERTY=og:x CONTENT='y'>", "<meta content=z>", "<meta name=n>", "<meta>",
    '<meta name="" itemprop="i" content="&amp;&copy=1&copy;&#233;&#x2019 &notit; &ampx">', "<meta/name=s/content=t/>",
    '<meta http-equiv="h" content=" c " content="second">', "<meta name=a\ncontent", "<meta content='a>b' name=q>",
    "<meta name=a value=b>", "<meta content name=a value=b>", '<meta property="a b" itemprop=c value="d" content>',
    "<link rel=R href=/x>", '<link rel href="">', "<link rel=a>", '<LINK REL="up" HREF="/?a&b=c&lt=d" TYPE="t/x">',
    '<script type="application/ld+json">{"a": "</b>"}</script>', "<script>a</script>", '<script type="LD+JSON" />',
    "<script type=application/ld+json> </script>", '<script type="ld&#43;json">1</script>', "<title>t</title>",
    "<base href=/y>", "<input type=A>", "<frameset>", "<tr>", "<td>", "</td>", "<caption>", "<colgroup>", "</head>",
    "</body>", "</html>", "<a>", "</a>", "<p>", "text",
)  # fmt: skip


@needs_core
@pytest.mark.parametrize("seed", range(8))
def test_tags_state_what_the_tree_holds(seed: int) -> None:
    chance = random.Random(seed)
    stated = 0
    for nth in range(600):
        mixed = chance.choices(MIXED, k=chance.randint(0, 3 * (nth % 3)))
        parts = [*chance.choices(STATING, k=chance.randint(1, 10)), *mixed]
        chance.shuffle(parts)
        html = "".join(parts)
        seen = look(html)
        parsed = Parsed(LexborHTMLParser(seen.raw), ALL, odd=False, stated=seen.stated)
        stated += seen.stated is not None
        assert _read_head(parsed)[0] == _read_head(parsed._replace(stated=None))[0], html
    assert stated > 100


@needs_core
@pytest.mark.parametrize(
    "html",
    [
        "<template><meta name=a content=b></template>", "<svg><script>a</script></svg>",
        "<select><script>a</script></select>", "<table><link rel=a href=b></table>", "<meta name=a content=b",
        "<table><script type=ld+json>1</script></table>", "<script type='ld&#43;json'>1</script>",
    ],
)  # fmt: skip
def test_doubtful_tags_are_left_to_the_tree(html: str) -> None:
    assert look(f"<link rel=a href=b>{html}").stated is None


@pytest.mark.parametrize(
    "value",
    ["a&amp;b", "&ampb", "&amp", "&amp=", "&copy1", "&copy;1", "&bogus;", "&#65&#x41;&#X41", "&#128;&#0;&#xD800;",
     "&#1114112;", "& &= &;", "&notin;&notit;", "&#x1FFFE;", f"&#{'9' * 5_000};", f"&#{'0' * 5_000}65;", "&#;&#x;"],
)  # fmt: skip
def test_references_in_values(value: str) -> None:
    body = LexborHTMLParser(f'<p title="{value}">').body
    assert body is not None
    assert body.first_child is not None
    assert unescape_value(value) == body.first_child.attributes["title"]
