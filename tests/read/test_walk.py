"""The pass over serialised markup: its quick ways give what its slow ways give, and broken tags cost no text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.judge.features import extract
from cleaner.judge.inputs import Vocabulary
from cleaner.read.html import read_html
from cleaner.read.inline import Inline, Piece, clean_text, fold_pieces
from cleaner.read.tags import MAX_KEPT_CHARS, MAX_KEPT_TAGS, Tags, group_of_names, tokenize

LETTERS = st.text(alphabet="aB1(: \t\n\u00a0\u00ad\u200bé日.,", min_size=1, max_size=8)
LINK, BOLD = Inline("link", "/a", None), Inline("strong", "", None)
PIECES = st.lists(
    st.tuples(LETTERS, st.sampled_from([None, LINK, BOLD, Inline("emphasis", "", LINK)])), min_size=1, max_size=8
)  # fmt: skip


@given(PIECES)
def test_spans_lie_over_the_letters_of_their_pieces(pieces: list[Piece]) -> None:
    """The quick way for pieces without meaning gives the same text, and every span covers its own letters."""
    folded = fold_pieces([*pieces], code=False)
    assert folded.text.replace(" ", "") == fold_pieces([(text, None) for text, _ in pieces], code=False).text.replace(
        " ", ""
    )
    assert all(0 <= span.start < span.end <= len(folded.text) for span in folded.spans)
    assert all(
        not folded.text[span.start].isspace() and not folded.text[span.end - 1].isspace() for span in folded.spans
    )
    strong = "".join(folded.text[span.start : span.end] for span in folded.spans if span.kind == "strong")
    said = "".join(text for text, inline in pieces if inline is BOLD)
    assert {*"".join(clean_text(said).split())} <= {*strong}


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ('<p>Read <a href="x"">all of it</a> before noon.</p><p class="b">Next.</p>',
         ["Read all of it before noon.", "Next."]),
        ('<p>A <img alt="5" screen" src="a.png"> on sale.</p><p title=\'"\'>Next.</p>', ["A on sale.", "Next."]),
        ('<p title="a > b" "c>d">One.</p>', ['d">One.']),
        ("<p>One <!-- > <p> -- > --> two.</p>", ["One two."]),
        ("<p>one<!-- < > -->Two<!----> three.</p>", ["oneTwo three."]),
        ('<p><b<c d<e="1">One</b<c> <a f<g="1" href="/a">two</a>.</p>', ["One two."]),
        ('<p data-x="a class=">One.</p><a data-x="b href=">Two.</a>', ["One.", "Two."]),
        ('<p>One<?xml:namespace prefix = o ns = "urn:x" /> two.</p>', ["One two."]),
    ],
)  # fmt: skip
def test_stray_marks_in_tags_lose_no_text(markup: str, texts: list[str]) -> None:
    """As a browser shows them: a stray quote is an attribute, a processing instruction a comment."""
    assert [block.text for block in read_html(markup).blocks] == texts


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<span>1</span><span>(2)</span><span>The dock</span>", "1 (2) The dock"),
        ("<a id=p3 href='#p3'>3.</a><span>The dock</span>", "3. The dock"),
        ("\n <b>[7]</b>The dock", "[7] The dock"),
        ("<span>(a)</span><span>the dock;</span>", "(a) the dock;"),
        ("<span>2.1</span><em>Docks</em>", "2.1 Docks"),
        ("<span>12</span>Docks", "12 Docks"),
        ("<span>3</span>D prints", "3D prints"),
        ("<b>(s)</b>he sails", "(s)he sails"),
        ("<span>1.</span><span>5 m</span>", "1.5 m"),
        ("<span>No. 1.</span>FC", "No. 1.FC"),
        ("<span>2.1.3.4.5</span>Docks", "2.1.3.4.5Docks"),
        ("<span>12</span><span>iron docks</span>", "12iron docks"),
        ("Dock <span>12</span>Docks", "Dock 12Docks"),
        ("<span>一、</span><span>船</span>", "一、船"),
        ("<b>May 3, 2026</b><i>Ann Lee</i>", "May 3, 2026 Ann Lee"),
        ("<span>Really?</span><span>Yes</span>", "Really? Yes"),
        ("Dock <b>2026</b>Ann", "Dock 2026Ann"),
        ("<span>numpy.</span><span>Array</span>", "numpy.Array"),
        ("<span>std::</span><span>Vec</span>", "std::Vec"),
        ("<span>CO2</span><span>EX</span>", "CO2EX"),
        ("<strong>Länge:</strong>41 m", "Länge: 41 m"),
        ("<span>Length</span><span>41 metres</span>", "Length 41 metres"),
        ("<span>sha</span><span>256</span>", "sha256"),
        ("<b>Q:</b><i>when?</i>", "Q: when?"),
        ("<b>xs:</b>dateTime", "xs:dateTime"),
        ("<b>Std:</b>:vec", "Std::vec"),
        ("<b>A4:</b>3", "A4:3"),
        ("<b>Price:</b>€12", "Price: €12"),
        ("<b>Motto:</b><i>“Hold”</i>", "Motto: “Hold”"),
        ("<b>Http:</b>//a.example", "Http://a.example"),
        ("Or <b>Built:</b>1911", "Or Built:1911"),
        ("<span>200 g</span><span>flour</span>", "200 g flour"),
        ("<b>1.5 cups</b><b>œil</b>", "1.5 cups œil"),
        ("<b>200 g</b>rams", "200 grams"),
        ("<span>4</span><span>th</span>", "4th"),
        ("<span>2 cars</span><span>(red)</span>", "2 cars(red)"),
        ("About <b>2 m</b><i>etres</i>", "About 2 metres"),
        ("<span>[T]</span><span>he dock</span>", "[T]he dock"),
        ("See <code><span>int32</span><span>Array</span></code><b>Docks</b>", "See int32Array Docks"),
        ("<code><span>my</span><span>Dock</span></code><code><span>(2)</span><span>The</span></code>", "myDock(2)The"),
    ],
)
def test_what_only_a_style_sheet_parts_stands_apart(markup: str, text: str) -> None:
    assert [block.text for block in read_html(f"<p>{markup}</p>").blocks] == [text]


def test_the_same_page_reads_the_same_however_full_the_table_of_tags_is() -> None:
    tags = Tags()
    first = tags['div class="story-body" id="x"']
    for number in range(MAX_KEPT_TAGS + 10):
        tags[f'div id="n{number}"']
    assert len(tags) <= MAX_KEPT_TAGS
    again = tags['div class="story-body" id="x"']
    assert again is not first
    assert [getattr(again, name) for name in first.__slots__] == [getattr(first, name) for name in first.__slots__]
    tags["p " + "x" * MAX_KEPT_CHARS]
    assert len(tags) <= MAX_KEPT_TAGS
    assert all(len(raw) <= MAX_KEPT_CHARS for raw in tags)


def test_links_that_differ_in_their_address_alone() -> None:
    markup = "".join(
        f'<p class="author-{number}"><a class="c" href="/{number}" rel="{rel}">Ann Lee</a></p>'
        for number, rel in enumerate(["author", "next", "author", "next"])
    )
    document = read_html(markup)
    assert [block.spans[0].value for block in document.blocks] == ["/0", "/1", "/2", "/3"]
    assert [mark.value for mark in document.head.marks if mark.name == "author"] == ["/0", "/2"]
    assert {block.path[:2] for block in document.blocks} == {("a", "c")}


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ('<div hidden class="a-panel"><p>Folded.</p></div>', ("hidden=", "a", "panel")),
        ('<div aria-hidden="true"><p>Folded.</p></div>', ("aria-hidden=",)),
        ('<div style="color:red;display: none"><p>Folded.</p></div>', ("style=",)),
        ('<a aria-controls="other one">More</a><div id="one" hidden><p>Folded.</p></div>',
         ("aria-controls=", "hidden=", "one")),
        ('<a data-bs-target="#one">More</a><div id="one"><p>Folded.</p></div>', ("aria-controls=", "one")),
        ('<a href="#one">More</a><div id="one"><p>Folded.</p></div>', ("one",)),
        ('<div class="hidden"><p>Shown.</p></div>', ("hidden",)),
        ("<dialog><p>Folded.</p></dialog>", ("style=",)),
        ("<dialog open><p>Shown.</p></dialog>", ()),
        ("<div popover id=note><p>Folded.</p></div>", ("style=", "note")),
        ("<amp-sidebar><p>Folded.</p></amp-sidebar>", ("style=",)),
    ],
)  # fmt: skip
def test_containers_say_what_hides_them_and_that_something_opens_them(markup: str, words: tuple[str, ...]) -> None:
    block = read_html(markup).blocks[-1]
    assert block.container is not None
    assert block.container.parent is not None
    assert block.container.parent.tokens == words
    assert block.hidden == ("=" in "".join(words) and words != ("aria-controls=", "one"))


@pytest.mark.parametrize(
    "tab",
    [
        '<ul class="tabs"><li><a href="#one">More</a></li></ul>',
        '<button role="tab" aria-controls="one">More</button>',
        '<a data-toggle="tab" href="#one">More</a>',
        '<button data-bs-toggle="pill" data-bs-target="#one">More</button>',
    ],
)  # fmt: skip
@pytest.mark.parametrize("hide", ["hidden", 'style="display:none"', 'aria-hidden="true"'])
def test_a_pane_that_a_tab_shows_is_text(tab: str, hide: str) -> None:
    pane = f'<div id="one" {hide}><p>Folded.</p></div>'
    assert not read_html(tab + pane).blocks[-1].hidden
    assert read_html(f"<p>No tab shows it.</p>{pane}").blocks[-1].hidden
    assert read_html(f"{tab}<div role='dialog'>{pane}</div>").blocks[-1].hidden
    assert read_html(f"{tab}<div hidden>{pane}</div>").blocks[-1].hidden


@pytest.mark.parametrize("hide", ["hidden", 'style="display:none"', 'aria-hidden="true"'])
def test_a_pane_by_its_role_is_text_without_a_tab_that_names_it(hide: str) -> None:
    pane = f"<div role=tabpanel {hide}><p>Folded.</p></div>"
    tabs = "<ul role=tablist><li role=tab>One</li></ul>"
    assert not read_html(tabs + pane).blocks[-1].hidden
    assert read_html(f"{tabs}<nav>{pane}</nav>").blocks[-1].hidden
    assert read_html(f"{tabs}<div hidden>{pane}</div>").blocks[-1].hidden


@pytest.mark.parametrize(
    ("names", "group"),
    [("byline", "people"), ("post-DATE", "times"), ("pageTitle", "titles"), ("wrapper", None), ("stage", None),
     ("page tag", "people"), ("Autorenzeile ü", "people")],
)  # fmt: skip
def test_groups_of_names(names: str, group: str | None) -> None:
    assert group_of_names(names) == group


@given(st.text(alphabet="aBzZ-_ 1éÉ", max_size=20))
def test_words_of_names(names: str) -> None:
    """Lower-case names take a quicker way."""
    assert tokenize(names.lower()) == tuple(word.lower() for word in tokenize(f"{names.lower()} X")[:24])


def test_words_around_deep_blocks_are_all_seen() -> None:
    """The words of a block's containers reach it from any depth, each in its column."""
    words = [f"word{letter}" for letter in "abcdefghijklm"]
    markup = "".join(f'<div class="{word}">' for word in words) + "<section><p>Text.</p></section>"
    far = extract(read_html(markup), None, {}, Vocabulary([*words, "<section", "<p", "<table"])).far
    assert far.tolist() == [[1.0] * 15 + [0.0]]
