"""Text in the data of scripts and in other places outside the markup: read once, and only if the markup has no body."""

from __future__ import annotations

import json
from html import escape

import pytest

from cleaner import clean
from cleaner.read import scripts
from cleaner.read.bodies import as_html
from cleaner.read.literals import LiteralReader, read_call, read_values, unflatten
from cleaner.read.scripts import MAX_STATE_CHARS, read_states
from tests.read.elsewhere import BODY, HTML, RELATED, TEXTS, TITLE, article_of, assert_whole, json_ld, page


def next_data(value: object) -> str:
    data = json.dumps({"props": {"pageProps": value}, "page": "/story"})
    return f'<script id="__NEXT_DATA__" type="application/json">{data}</script>'


def rich(kind: str, key: str, text_key: str = "text", text_kind: str = "text") -> list[object]:
    """Paragraphs in three pieces each, as editors store them."""
    return [
        {"type": kind, key: [{"type": text_kind, text_key: part} for part in (text[:20], text[20:40], text[40:])]}
        for text in TEXTS
    ]


SHAPES: dict[str, object] = {
    "html": {"body": HTML},
    "wordpress": {"content": {"rendered": HTML, "protected": False}, "excerpt": {"rendered": f"<p>{TEXTS[0]}</p>"}},
    "strings": {"paragraphs": list(TEXTS)},
    "objects": {"contents": [{"text": text, "scramble": False} for text in TEXTS]},
    "arc": {"content_elements": [{"_id": str(n), "type": "text", "content": text} for n, text in enumerate(TEXTS)]},
    "contentful": {
        "body": {
            "json": {"nodeType": "document", "content": [
                {"nodeType": "paragraph", "content": [
                    {"nodeType": "text", "value": text[:30], "marks": []}, {"nodeType": "text", "value": text[30:]}]}
                for text in TEXTS]}
        }
    },
    "prosemirror": {"content": {"type": "doc", "content": rich("paragraph", "content")}},
    "slate": {"body": [{"type": "paragraph", "children": [{"text": text[:9]}, {"text": text[9:]}]} for text in TEXTS]},
    "portable": {"body": [
        {"_type": "block", "style": "normal", "children": [
            {"_type": "span", "text": text[:9]}, {"_type": "span", "text": text[9:]}]}
        for text in TEXTS]},
    "draft": {"content": {"blocks": [{"text": text, "type": "unstyled"} for text in TEXTS], "entityMap": {}}},
    "lexical": {"content": json.dumps({"root": {"type": "root", "children": rich("paragraph", "children")}})},
    "editorjs": {"body": {"blocks": [{"type": "paragraph", "data": {"text": text}} for text in TEXTS]}},
    "models": {"blocks": [{"type": "text", "model": {"blocks": [
        {"type": "paragraph", "model": {"text": text, "blocks": [{"type": "fragment", "model": {"text": text}}]}}]}}
        for text in TEXTS]},
    "markdown": {"markdown": BODY},
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("titled", [True, False], ids=["titled", "untitled"])
def test_shapes_of_rich_text(name: str, titled: bool) -> None:
    shape = SHAPES[name]
    assert isinstance(shape, dict)
    story = {**({"headline": TITLE} if titled else {}), "author": {"bio": BODY[:200]}, **shape, "related": RELATED}
    assert_whole(clean(page(next_data({"article": story, "latest": RELATED}))), "state:next-data")


def test_headings_and_lists_of_rich_text() -> None:
    link = {"type": "link", "url": "/x", "children": [{"text": " a link"}]}
    items = [{"type": "list-item", "children": [{"text": text}]} for text in TEXTS[2:4]]
    blocks = [
        {"type": "paragraph", "children": [{"text": TEXTS[0]}]},
        {"type": "heading-two", "children": [{"text": "What it costs"}]},
        {"type": "paragraph", "children": [{"text": TEXTS[1]}, link]},
        {"type": "bulleted-list", "children": items},
        {"type": "image", "caption": "A caption", "url": "/a.jpg"},
        {"type": "blockquote", "children": [{"text": TEXTS[4]}]},
    ]  # fmt: skip
    article = clean(page(next_data({"post": {"title": TITLE, "body": blocks}})))
    kinds = [(block.kind, block.text) for block in article.blocks]
    assert kinds == [
        ("paragraph", TEXTS[0]), ("heading", "What it costs"), ("paragraph", f"{TEXTS[1]} a link"),
        ("item", TEXTS[2]), ("item", TEXTS[3]), ("quote", TEXTS[4]),
    ]  # fmt: skip


STORY = {"headline": TITLE, "body": HTML, "related": RELATED}
ENTITIES = {
    "ROOT_QUERY": {"__typename": "Query", "article": {"__ref": "Article:1"}},
    "Article:1": {
        "__typename": "Article",
        "headline": TITLE,
        "body": {"__ref": "Body:1"},
        "more": [{"__ref": "Article:2"}],
    },
    "Body:1": {"__typename": "Body", "paragraphs": [{"__ref": f"Paragraph:{nth}"} for nth in range(6)]},
    "Article:2": {
        "__typename": "Article",
        "headline": "Bell stolen from the customs house",
        "body": "Another story. " * 50,
    },
    **{f"Paragraph:{nth}": {"__typename": "Paragraph", "text": text, "type": "P"} for nth, text in enumerate(TEXTS)},
}
ROOT = json.dumps(["$", "div", None, {"story": {"headline": TITLE, "body": "$1"}}])
FLIGHT = json.dumps(f"1:T{len(HTML):x},{HTML}0:{ROOT}\n")
ROWS = '1:"$Sreact.fragment"\n2:I[5,["a.js"],"X"]\n:HL["/a.css","style"]\n0:'  # what stands before a tree
LINES = [
    ["$", "p", str(nth), {"children": [text[:30], ["$", "em", None, {"children": text[30:50]}], text[50:]]}]
    for nth, text in enumerate(TEXTS)
]
STORY_TREE = [
    "$",
    "article",
    None,
    {"className": "story", "children": [["$", "h1", None, {"children": TITLE}], *LINES]},
]
TREE = json.dumps(ROWS + json.dumps(["$", "html", None, {"children": STORY_TREE}]) + "\n")
NUXT_CALL = (
    'window.__NUXT__=(function(a,b,c){return {layout:a,data:[{story:{title:%s,text:b,tags:[a,c]}}]}}("x",%s,void 0));'
)
FLAT = [["Reactive", 1], {"data": 2}, {"story": 3}, {"title": 4, "content": 5, "self": 3}, TITLE, HTML]
SCRIPTS = {
    "state:nuxt": [
        f"<script>{NUXT_CALL % (json.dumps(TITLE), json.dumps(HTML).replace('<', chr(92) + 'u003C'))}</script>",
        f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(FLAT)}</script>',
    ],
    "state:apollo": [f"<script>window.__APOLLO_STATE__ = {json.dumps(ENTITIES)};</script>"],
    "state:fusion": [f"<script>Fusion=window.Fusion||{{}};Fusion.globalContent={json.dumps(STORY)};F.x={{}};</script>"],
    "state:preloaded": [
        f"<script>window.__PRELOADED_STATE__ = JSON.parse({json.dumps(json.dumps(STORY))})</script>",
        f"<script>window['__PRELOADED_STATE__']={json.dumps(STORY)}</script>",
    ],
    "state:initial": [f"<script>__INITIAL_STATE__={{user: undefined, 'story': {json.dumps(STORY)},}};</script>"],
    "state:gatsby": [f"<script>window.___gatsbyData={json.dumps({'data': {'post': STORY}})};</script>"],
    "state:next-stream": [
        f"<script>self.__next_f.push([1,{FLIGHT[:300]}\"])</script><script>self.__next_f.push([1,\"{FLIGHT[300:]}])</script>",
        f"<script>self.__next_f.push([1,{TREE}])</script>",
    ],
    "state:json": [
        f'<amp-state id=story><script type="application/json">{json.dumps(STORY)}</script></amp-state>',
        f"<script>var page = {json.dumps({'story': STORY})};</script>",
    ],
    "state:attribute": [f'<div id=app data-page="{escape(json.dumps({"props": {"post": STORY}}))}"></div>'],
}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "script"), [(name, script) for name, scripts in SCRIPTS.items() for script in scripts]
)
def test_states_that_sites_use(source: str, script: str) -> None:
    assert_whole(clean(page(script)), source)


def test_state_and_json_ld_come_once() -> None:
    article = clean(page(json_ld(article_of(BODY)) + next_data({"story": STORY})))
    assert [article.text.count(text) for text in TEXTS] == [1] * len(TEXTS)


def test_state_of_a_page_with_a_body_is_left_alone() -> None:
    """A short article that the markup holds whole is not made longer by what a state says besides."""
    body = f"<article><h1>{TITLE}</h1><p>{TEXTS[0]}</p><p>{TEXTS[1]}</p><p>{TEXTS[2]}</p></article>"
    notice = {"cookies": {"content": "We use small files to know you again. " * 30}}
    article = clean(page(next_data({"latest": RELATED, "settings": notice, "content": notice}), body=body))
    assert "text" not in article.provenance
    assert article.text.endswith(TEXTS[2])


def test_empty_page_with_a_notice_in_a_state_has_no_text() -> None:
    """What stands in a state of no known kind and carries no title is not the page's."""
    notice = {"content": "We use small files to know you again. " * 30, "body": BODY.upper()}
    assert "text" not in clean(page(f'<script type="application/json">{json.dumps(notice)}</script>')).provenance


def test_control_characters_of_escapes_reach_nothing() -> None:
    """Escapes of JSON make characters that no scrub of the page could see."""
    odd = article_of(
        BODY.replace("lock", "lo\x1bck\ud800"), author={"@type": "Person", "name": "Ines\x1b[31m Calder\x9b"},
        description="A \x00 lock\udfff.", keywords=["lo\x07ck"],
    )  # fmt: skip
    odd["headline"] = "Lock \x1b]0;closed after a night of frost"
    article = clean(page(json_ld(odd), head="<meta name=description content='&#x1b;[2J &#129;x'>"))
    said = "".join(
        (article.text, article.title or "", article.description or "", *article.authors, *article.tags, *article.notes)
    )
    assert not [
        char
        for char in said
        if (ord(char) < 32 and char not in "\n\t") or 127 <= ord(char) < 160 or 0xD800 <= ord(char) < 0xE000
    ]
    assert TEXTS[5] in article.text


def test_state_too_large_is_noted() -> None:
    filler = "x" * MAX_STATE_CHARS
    article = clean(page(next_data({"story": STORY, "filler": filler})))
    assert any("states of more than" in note for note in article.notes)


def test_graphs_that_refer_to_themselves() -> None:
    loop = {"ROOT_QUERY": {"__ref": "A"}, "A": {"__typename": "A", "headline": TITLE, "body": {"__ref": "B"}},
            "B": {"__typename": "B", "content": [{"__ref": "A"}, {"__ref": "B"}]},
            "C": {"__typename": "C"}, "D": {"__typename": "D"}}  # fmt: skip
    ld = {"@graph": [{"@id": "#a", "@type": "NewsArticle", "mainEntity": {"@id": "#a"}, "articleBody": {"@id": "#a"}}]}
    flat = json.dumps([["Ref", 0], {"body": 1, "title": 2}, TITLE] + [["Ref", nth] for nth in range(2, 90)])
    for script in (
        f"<script>window.__APOLLO_STATE__={json.dumps(loop)}{' ' * 400}</script>", json_ld(ld),
        f'<script type="application/json" id="__NUXT_DATA__">{flat}</script>',
    ):  # fmt: skip
        assert "text" not in clean(page(script)).provenance


@pytest.mark.parametrize(
    "opener", ['{"a":', "[", '{a:"', "(function(a){return {b:", "x={", '"', "/*", "`", "{'a':function("]
)
def test_states_that_never_end(opener: str) -> None:
    script = f"<script>window.__INITIAL_STATE__={{a:{opener * 30_000}</script>"
    read_states(script)
    assert clean(page(script)).status in ("ok", "shell", "empty", "index", "partial")


def test_javascript_literals() -> None:
    text = (
        "{a: 'it\\'s', \"b\": [1, -2.5, 0x1F, .5, !0, void 0, null,], c: new Date(2020, 1), "
        "d: function(x){return {y: 1}}, e: f.g(1), h: `t`,}"
    )
    assert read_values("before " + text) == [
        {"a": "it's", "b": [1, -2.5, 31, 0.5, True, 0, None], "c": None, "d": None, "e": None, "h": "t"}
    ]
    assert read_call("(function(a,b){return {x:a,y:[b,{z:a}]}}('one',{two:2}))", 0) == {
        "x": "one", "y": [{"two": 2}, {"z": "one"}],
    }  # fmt: skip
    assert LiteralReader('{"a": "whole", "b": "cut', 0).read() == {"a": "whole"}
    assert unflatten([[1, 2], "a", {"b": 1}]) == ["a", {"b": "a"}]


def test_bodies_as_html() -> None:
    assert as_html("one & two\n\nthree < four") == "<p>one &amp; two</p><p>three &lt; four</p>"
    assert as_html("caf&amp;eacute;\nnoir") == "<p>café</p><p>noir</p>"
    assert as_html("&lt;p&gt;one&lt;/p&gt;") == "<p>one</p>"


def test_what_sveltekit_keeps_of_an_answer() -> None:
    kept = json.dumps({"status": 200, "body": json.dumps({"post": {"title": TITLE, "html": HTML}, "more": RELATED})})
    script = f'<script type="application/json" data-sveltekit-fetched data-url="/api/1">{kept}</script>'
    assert_whole(clean(page(script)), "state:sveltekit")


@pytest.mark.parametrize("form", ["as shown", "marked", "spaced"])
def test_the_shown_start_may_be_written_otherwise_in_the_data(form: str) -> None:
    """The data of a page that shows the start of its article may have more markup or other spaces."""

    def written(text: str) -> str:
        words = text.split(" ")
        if form == "marked":
            return " ".join(f"<b>{word}</b>" if nth % 3 == 2 else word for nth, word in enumerate(words))
        return "".join(word + ("&nbsp;" if nth % 2 and form == "spaced" else " ") for nth, word in enumerate(words))

    body = "".join(f"<p>{written(text)}</p>" for text in (*TEXTS, *TEXTS[::-1]))
    state = json.dumps({"post": {"title": TITLE, "content": body}})
    shown = "".join(f"<p>{written(text) if form == 'marked' else text}</p>" for text in TEXTS[:2])
    head = f'<meta name=description content="{TEXTS[0]}"><meta property="og:description" content="{TEXTS[0]}">'
    story = f"<article><h1>{TITLE}</h1>{shown}</article>"
    found = clean(page(f"<script>window.__STATE__={state}</script>", story, head))
    assert "guard counts" in found.text.replace("\xa0", " ")


def test_streamed_segments_that_are_no_json_take_time_in_proportion(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []
    monkeypatch.setattr(scripts, "read_value", lambda text, at, **_: (tries.append(at), (None, at))[1])
    clean(page("<script>" + 'self.__next_f.push([1,"a' * 1_000 + "</script>"))
    assert 0 < len(tries) < 50
