"""The pass over the tags before parsing: no compound that the parser matches may be missing from its mask."""

from __future__ import annotations

import random

import pytest
from selectolax.lexbor import LexborHTMLParser

import cleaner.read.html  # noqa: F401 - its selectors are among the compounds
from cleaner import core
from cleaner.read import selectors
from cleaner.read.selectors import Compound, look
from cleaner.read.structure.programs import empty_drawings, empty_programs
from tests.core.test_walk import compare
from tests.fuzz_core import compare_records

pytestmark = pytest.mark.skipif(core.compiled is None, reason="the core was not built here")

FRAGMENTS = (
    "<script>", "</script>", "<style>", "</style>", "<SCRIPT\n>", "</Script >", "<script/>", '<script src="a">',
    '<script a=">', "<script><!--", "<script", "</scripts>", "<textarea>", "</textarea>", "<title>", "</title>",
    "<iframe>", "</iframe>", "<noframes>", "</noframes>", "<xmp>", "</xmp>", "<noscript>", "</noscript>", "<plaintext>",
    "<svg>", "</svg>", "<svg/>", "<svg a=b/>", '<svg a="b"/>', "<math>", "</math>", "<desc>", "</desc>",
    "<foreignObject>", "</foreignObject>", "<mi>", "</mi>", "<![CDATA[", "]]>", "<!--", "-->", "--!>", "<!-->",
    "<!--->", "<!x", "<?x", "</ x", "</>", "<select>", "</select>", "<frameset>", "<template>", "</template>",
    '<a title="', '">', "<a title='", "'>", '"', "'", "<b>", "</b>", "x", " ", "=", "/", ">", "<", "</b title='>'>",
    "<p hidden>", '<p a="1"hidden>', "<p =hidden>", '<p class="a&#32;hidden b">', '<div style="display: none">',
    '<div style="display:&#x20;none">', "<p style=display:none>", '<span class="x&Tab;katex">',
    '<b class="&#107;atex">',
    '<div class=comment>', "<html class=author>", "<body class=comment>", "<td role=tab>", "<image class=emoji>",
    "<annotation>", "<li data-checked>", "<object>",
)  # fmt: skip
REMARK = "<p>The council of the harbour voted to bring the night ferries back after nine years of silence.</p>"
UNSEEN = '<div style="display:none"><p>These words are for nobody who reads the page of the harbour.</p></div>'
CODE = [
    """<div data-config='{"html":"<b>x<\\/b><script src=x><\\/script>"}'></div>""",
    '<div data-embed="&lt;b><script src=x><\\/script>"></div>', '<a title="<b><script>">y</a>',
    "<iframe><p><script></iframe>", "<textarea><p><script></textarea>", "<noframes><script></noframes>",
    "<svg><style><desc hidden>.a{}</style></svg>", "<svg><title><script></title></svg>", "<math><style></math>",
    "<script><!-- <script> </script> --></script>", "<select><title><script></title></select>",
]  # fmt: skip
DRAWINGS = [  # those that may say something, or end elsewhere
    "<svg><title>A ferry</title><path/></svg>", "<svg><text>x</text></svg>", "<svg>x<path/></svg>",
    "<svg/><path></svg>", "<svg><path/><p>x</p></svg>", "<svg><path>", "<svg><path/></svgs>", "<svg><path a='/></svg>",
    "<svg><paths/></svg>", "<svg><!-- x --><path/></svg>", "<svg></svg>", '<p title="<svg><path/></svg>">',
]  # fmt: skip


def css_of(compound: Compound) -> str:
    tag, conditions = compound
    written = tag
    for name, operator, value, negated in conditions:
        compared = "" if operator == "?" else f'{operator.replace("=", "")}="{value.replace(chr(92), chr(92) * 2)}"'
        one = f"[{name}{compared}]"
        written += f":not({one})" if negated else one
    return written


@pytest.mark.parametrize("seed", range(8))
def test_no_compound_is_missed(seed: int) -> None:
    chance = random.Random(seed)
    queries = {css_of(compound): 1 << bit for compound, bit in selectors._BITS.items()}
    for _ in range(400):
        html = "".join(chance.choices(FRAGMENTS, k=chance.randint(2, 14)))
        seen = look(html)
        tree = LexborHTMLParser(seen.raw)
        missed = [query for query, bit in queries.items() if not seen.words & bit and tree.css_first(query) is not None]
        assert not missed, html


MIXED = (
    *FRAGMENTS, '<script type="application/LD+json">', "<script type=math/tex>", '<script type="m&#97;th/tex">',
    '<script x=1 type="module" type=math>', "<option>", "<optgroup>", "<table>", "<td>", "</table>", "<div>", "</div>",
    "<p>", "</p>", "<br>", "<img>", "<style type=math>", "</noscript>", "<head>", "<body>", "<input>", "<button>",
    "<script>a</script>", "<style>a</style>", "<path/>", "<template>", "</template>",
    "<svg><path d='>'/></svg>", "<svg><g>", "</g>", "<g/></svg>", "<svg> <g", '<use href="#a"/>', "</path>",
)  # fmt: skip


def without_code(markup: bytes, *, coded: bool) -> str:
    tree = LexborHTMLParser(markup)
    if coded:
        empty_programs(tree)
    empty_drawings(tree)  # some are left where no end tag stands
    for template in tree.css("template"):  # what it holds is no part of the page
        template.decompose()
    return tree.html or ""


@pytest.mark.parametrize("seed", range(8))
def test_the_tree_is_that_of_the_page_without_its_code(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(600):
        html = "".join(chance.choices(MIXED, k=chance.randint(2, 14)))
        seen = look(html)
        assert without_code(seen.raw, coded=seen.coded) == without_code(html.encode(), coded=True), html


def test_an_end_tag_around_a_drawing_ends_it() -> None:
    """So the code of a script behind it is left out, by the core or by the tree."""
    html = "<div><b>x</b><svg><g></div><script>a</script><p>Text.</p>"
    seen = look(html)
    assert without_code(seen.raw, coded=seen.coded) == without_code(html.encode(), coded=True)


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>a</p><script src=x>b</script><style>c</style>", "<p>a</p><script src=x></script><style></style>"),
        ("<script type='x/LD+JSON'>{}</script>", "<script type='x/LD+JSON'>{}</script>"),
        ("<script>a</script><script type=math/tex>b</script>", "<script></script><script type=math/tex>b</script>"),
        ("<SCRIPT>'<p>'</SCRIPT\n>", "<SCRIPT></SCRIPT\n>"),
        ("<SVG a>\n<g b='>'><Path d=1 /></g > </svg\n>x", "<SVG a></svg\n>x"),
        ("<svg><svg><use/></svg><g>x</g></svg>", "<svg><svg></svg><g>x</g></svg>"),
        *[(html, html) for html in DRAWINGS],
    ],
)
def test_code_is_left_out_before_parsing(html: str, left: str) -> None:
    assert look(html).raw.decode() == left
    assert not look(html).coded


@pytest.mark.parametrize("outer", ["noscript", "svg", "math", "select"])
def test_code_stays_where_it_may_be_markup(outer: str) -> None:
    html = f"<{outer}><style>a</style></{outer}><script>b</script>"
    assert look(html).raw.decode().startswith(html[: html.index("<script>")])
    assert look(f"<{outer}><p><style>a</style></{outer}>").coded


def test_code_of_scripts_is_left_out() -> None:
    """Otherwise the markup that scripts write would be searched for on every page."""
    page = '<p>{}</p><script>var hidden = "<p hidden>";</script><style>/* <b class=katex> */</style><p>x</p>'
    assert look(page).words == look("<p></p><script></script><style></style><p>x</p>").words
    assert look(page.format("<b hidden>")).words != look(page).words


@pytest.mark.parametrize("trap", CODE)
def test_what_only_looks_like_a_script_hides_nothing(trap: str) -> None:
    after = "<script>x</script><style>a</style>"
    html = f"<article><h1>Ferries return</h1>{REMARK * 2}{trap}{UNSEEN}{REMARK}</article>{after}"
    compare(html)
    compare_records(html)


@pytest.mark.parametrize("blank", ["&#32;", "&#x20;", "&#9;", "&#10;", "&Tab;"])
def test_references_to_white_space_part_words(blank: str) -> None:
    formula = f'<p>So is <span class="x{blank}katex"><annotation>x</annotation></span></p>'
    marked = f'<p style="display:{blank}none">{UNSEEN}</p>{formula}'
    html = f"<article><h1>Ferries return</h1>{REMARK * 2}{marked}{REMARK}</article>"
    compare(html)
    compare_records(html)
