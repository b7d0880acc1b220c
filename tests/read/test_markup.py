"""Markup that hides the rest: XHTML, shadow roots, documents in frames, streamed segments; and pages that were cut."""

from __future__ import annotations

from html import escape

import pytest

from cleaner import clean
from cleaner.read.expand import MAX_FRAME_DEPTH
from cleaner.read.html import read_html
from cleaner.read.markup import may_hold_formulas, open_shadows, repair_markup

TEXTS = (
    "The lock at the mouth of the river was closed at dawn, and the barges wait in a row at the head of the canal.",
    "The lock keeper speaks of a gate that froze in the night, and of iron that has grown tired over ninety winters.",
    "The repair will take three days and cost as much as a new gate would, which the province has agreed to pay for.",
    "Two of the skippers have turned back and will take the long way by sea, although the forecast promises a storm.",
)
XMLNS = 'xmlns="http://www.w3.org/1999/xhtml"'


def paragraphs(texts: tuple[str, ...] = TEXTS) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def texts_of(html: str) -> list[str]:
    return [block.text for block in read_html(html).blocks]


@pytest.mark.parametrize("tag", ["script", "title", "style", "iframe", "textarea", "noscript", "a", "div", "b", "span"])
@pytest.mark.parametrize("place", ["head", "body"])
def test_xhtml_closes_in_the_start_tag(tag: str, place: str) -> None:
    odd = f'<{tag} id="x"/>'
    head, body = (odd, "") if place == "head" and tag in ("script", "title", "style") else ("", odd)
    page = (
        f'<?xml version="1.0"?><html {XMLNS}><head>{head}</head>'
        f"<body>{body}<h1>The lock</h1>{paragraphs()}</body></html>"
    )
    assert texts_of(page) == ["The lock", *TEXTS]
    served = page.removeprefix('<?xml version="1.0"?>')
    assert TEXTS[3] in clean(served, content_type="application/xhtml+xml").text
    assert read_html(page).blocks[1].link_chars == 0


def test_html_keeps_its_own_rules() -> None:
    page = f"<!doctype html><body><div/><p>{TEXTS[0]}</p><a href='/x'/>on in the link</a></body>"
    assert repair_markup(page) == page


def test_pages_of_no_kind_close_raw_text_alone() -> None:
    """Pages that name the namespace and are served as HTML are HTML to every browser, but for what eats the rest."""
    page = f"<!doctype html><html {XMLNS}><body><script src='x.js'/><div/>{paragraphs()}</body></html>"
    assert "<script src='x.js'></script><div/>" in repair_markup(page)


def test_xhtml_leaves_scripts_and_comments() -> None:
    script = "<script>document.write('<script src=\"a.js\"/>x');</script>"
    page = f'<?xml version="1.0"?><html {XMLNS}><body>{script}<!-- <div/> -->{paragraphs()}</body></html>'
    assert repair_markup(page) == page


def test_cdata_of_xhtml_is_text() -> None:
    page = f'<?xml version="1.0"?><html {XMLNS}><body><p><![CDATA[1 < 2 & 3 > 2]]></p>{paragraphs()}</body></html>'
    assert texts_of(page)[0] == "1 < 2 & 3 > 2"


def test_prefixed_xhtml() -> None:
    page = (
        '<?xml version="1.0"?><h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title/></h:head>'
        f"<h:body>{paragraphs().replace('<p>', '<h:p>').replace('</p>', '</h:p>')}</h:body></h:html>"
    )
    assert texts_of(page) == [*TEXTS]


def test_declarative_shadow_root() -> None:
    root = f"<template shadowrootmode=open>{paragraphs(TEXTS[1:])}</template>"
    page = f"<main>{paragraphs(TEXTS[:1])}<x-y>{root}</x-y></main>"
    assert texts_of(page) == [*TEXTS]


def test_other_templates_stay_hidden() -> None:
    page = (
        f"{paragraphs(TEXTS[:1])}<template><p>never shown</p><template shadowrootmode=open><p>nor this</p></template>"
        f"</template><x-y><template shadowrootmode=closed><p>{TEXTS[1]}</p><template>no</template></template></x-y>"
    )
    assert texts_of(page) == [*TEXTS[:2]]


def test_children_stand_at_their_slots() -> None:
    page = (
        "<x-card><template shadowrootmode=open><p>before</p><slot name=head>no head</slot><p>between</p>"
        "<slot><p>fallback</p></slot><p>after</p><slot name=none><p>kept fallback</p></slot></template>"
        f"<!-- a comment --><p>{TEXTS[0]}</p><h2 slot=head>A head</h2>\n<p>{TEXTS[1]}</p></x-card>"
    )
    assert texts_of(page) == ["before", "A head", "between", *TEXTS[:2], "after", "kept fallback"]


def test_shadow_roots_a_thousand_deep() -> None:
    deep = "<x-y><template shadowrootmode=open><slot></slot>" * 1_000 + "deep" + "</template></x-y>" * 1_000
    assert texts_of(deep + paragraphs())[-4:] == [*TEXTS]
    assert "deep" in texts_of(deep)


@pytest.mark.parametrize("quoted", [True, False])
def test_document_in_a_frame(quoted: bool) -> None:
    inner = f"<html><body><h2>Inside</h2>{paragraphs(TEXTS[1:3])}</body></html>"
    source = escape(inner) if quoted else inner
    page = f'{paragraphs(TEXTS[:1])}<iframe class="story" srcdoc="{source}">no frames</iframe>{paragraphs(TEXTS[3:])}'
    document = read_html(page)
    assert [block.text for block in document.blocks] == [TEXTS[0], "Inside", *TEXTS[1:]]
    assert "story" in document.blocks[1].path


def test_frames_in_frames_are_bounded_and_noted() -> None:
    inner = "<p>the innermost</p>"
    for level in range(6):
        inner = f'<p>level {level}</p><iframe srcdoc="{escape(inner)}"></iframe>'
    document = read_html(inner)
    assert [block.text for block in document.blocks] == [f"level {5 - n}" for n in range(MAX_FRAME_DEPTH + 1)]
    assert document.notes == ("read: 1 documents in frames were not read",)
    assert "read: 1 documents in frames were not read" in clean(inner + paragraphs()).notes


def test_hidden_frame_stays_hidden() -> None:
    page = f'<iframe hidden srcdoc="<p>{TEXTS[0]}</p>"></iframe>{paragraphs(TEXTS[1:])}'
    assert [block.hidden for block in read_html(page).blocks] == [True, False, False, False]


def test_streamed_segments_stand_where_they_are_awaited() -> None:
    page = (
        f'<main>{paragraphs(TEXTS[:1])}<!--$?--><template id="B:0"></template><p>Loading</p><!--/$-->'
        f'{paragraphs(TEXTS[3:])}</main><div hidden id="S:0"><p>{TEXTS[1]}</p><template id="B:1"></template></div>'
        f'<script>$RC("B:0","S:0")</script><div hidden id="S:1"><p>{TEXTS[2]}</p></div>'
    )
    blocks = read_html(page).blocks
    assert [block.text for block in blocks if block.text != "Loading"] == [*TEXTS]
    assert not any(block.hidden for block in blocks)


CUTS = {
    "tag": '<p class="a',
    "tag without quotes": "<img src=http://example.org/a.png",
    "data address": '<img src="data:image/png;base64,' + "A" * 9_000,
    "drawing in an address": "<img src=\"data:image/svg+xml,<svg xmlns='x'><path d='M0'/></svg>",
    "quote": '<a href="/x>one</a> and more text</p><p>and more',
    "comment": "<!-- a comment <p>in it</p>",
    "script": "<script>var x = '<p>'; f(x);",
    "style": "<style>p { color: red }",
    "textarea": "<textarea>words",
    "title": "<title>words",
    "template": "<template><p>words</p>",
    "iframe": "<iframe src=x>words",
}


@pytest.mark.parametrize("name", CUTS)
def test_cuts_are_flagged(name: str) -> None:
    page = f"<html><body><article>{paragraphs()}{CUTS[name]}"
    document = read_html(page)
    assert document.partial is not None
    assert document.partial.startswith("the page ends inside a")
    assert [block.text for block in document.blocks][:4] == [*TEXTS]
    assert not any("cleaner-end" in image.src for image in document.images)
    assert clean(page, content_type="text/html").status == "partial"


@pytest.mark.parametrize(
    "end",
    [
        '<script>if (x < 3) document.write("<!--");</script></body></html>',
        "<script>x = '<script>'</script>",
        "<p>one < two",
        "<!-- a comment -->",
        "<select><option>one</option></select>",
        "<table><tr><td>a cell",
        "<svg><path d='M0'/></svg>",
        "<textarea>words</textarea></body>",
        "<template><p>words</p></template></html>\n\n",
        "<p>&am",
        "",
    ],
)
def test_whole_pages_are_not(end: str) -> None:
    assert read_html(f"<html><body><article>{paragraphs()}{end}").partial is None


def test_a_frameset_leaves_nothing_of_a_body_before_it() -> None:
    page = "<html><head><noembed>x</noembed><style>p{color:red}</style></head><frameset cols=1><frame src=a></frameset>"
    assert read_html(page).blocks == ()


def test_framesets_are_whole() -> None:
    assert (
        read_html("<html><frameset cols='1,2'><frame src=a><noframes>none</noframes></frameset></html>").partial is None
    )


def test_what_a_frameset_shows_without_frames() -> None:
    """A text is read; a hint that there are frames is none, and the addresses of the frames are named."""
    start = (
        "<html><head><title>Port</title></head><frameset cols='1,2'><frame src=menu><frame src=main><noframes><body>"
    )
    article = clean(f"{start}{paragraphs()}</body></noframes></frameset></html>")
    assert (article.status, article.title, article.text.count("\n\n") + 1) == ("ok", "Port", len(TEXTS))
    shell = clean(f"{start}<p>Your browser shows no frames.</p></body></noframes></frameset></html>")
    assert (shell.status, shell.text) == ("shell", "")
    assert shell.notes == ("read: the text is in frames, which are not read: menu, main",)


def test_references_in_a_frame_make_no_control_characters() -> None:
    """Its source is decoded once more than the page."""
    page = f'<iframe srcdoc="&lt;p&gt;x&amp;#27;y&amp;#xFDD0;z&lt;/p&gt;"></iframe>{paragraphs()}'
    assert texts_of(page)[0] == "xyz"


def test_repair_is_linear_on_what_never_ends() -> None:
    """Openings without an end are passed over once; all of them would take minutes otherwise."""
    for piece in ("<!--", "<![CDATA[", "<script>", "<template shadowrootmode=x>", "<a ", "<a b='"):
        page = f'<?xml version="1.0"?><html {XMLNS}>' + piece * 100_000
        assert len(repair_markup(page)) >= len(page) / 2
        assert len(open_shadows(page)) >= len(page) / 4


@pytest.mark.parametrize("tag", ["title", "script", "SCRIPT src=a.js", "style", "iframe src='/a' ", "textarea", "xmp"])
def test_a_start_tag_of_xhtml_that_nothing_ends_takes_no_text(tag: str) -> None:
    """A browser shows nothing of such a page, and no page means that."""
    html = f"<html><head><{tag}/></head><body><h1>Lock</h1><p>The lock was closed at dawn.</p></titles></scripts>"
    assert "The lock was closed at dawn." in [block.text for block in read_html(repair_markup(html)).blocks]


def test_a_start_tag_of_xhtml_that_something_ends_is_left() -> None:
    for html in ("<title/>A lock</title><p>Text.", "<script/>a = '<p>';</script><p>Text.", "<p>Text <br/> and <img/>."):
        assert repair_markup(html) == html
    assert repair_markup("<p>a</p><iframe/>" * 20_000).count("</iframe>") == 20_000


@pytest.mark.parametrize("raw", ["$", "a $5 and $6", "$ $$x$$", "a$$", "\\", "\\n \\[x\\]", "\\begin{x}", "$ \\", ""])
def test_formulas_with_breaks_are_looked_for_where_one_begins(raw: str) -> None:
    assert may_hold_formulas(raw.encode()) is any(start in raw for start in ("$$", "\\[", "\\begin{"))
