"""What belongs to text that stays, what a style sheet hides in a line, and how cards and code in cells are written."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.article import Article
from cleaner.config import CleanSettings, Config
from cleaner.judge import structure
from cleaner.model import Document
from cleaner.read.html import read_html
from cleaner.render.html import render as render_html
from cleaner.render.markdown import render

PROSE = (
    "<p>The council of Port Ellery voted on Tuesday to bring the night ferries back, nine years after they were cut, "
    "members said. The boats will run every forty minutes from the old pier.</p>"
)

FORMULA = "<math><semantics><mi>a</mi><annotation encoding='application/x-tex'>a^2</annotation></semantics></math>"


def document(body: str, head: str = "<title>Timetable | Port Ellery</title>") -> Document:
    return read_html(f"<html><head>{head}</head><body><article>{body}</article></body></html>")


def written(body: str) -> str:
    """The Markdown of all that stands on a page, whatever judges would say of it."""
    read = document(body)
    return render(Article(blocks=read.blocks, images=read.images), images=True).strip()


def kept_again(read: Document, *dropped: str) -> dict[str, str]:
    """The texts among those dropped that the judge of structure wants back, each with its rule."""
    keep = [block.text not in dropped for block in read.blocks]
    found = structure.judge(read, keep, "article", images=False)
    return {read.blocks[verdict.block].text: verdict.rule for verdict in found}


@pytest.mark.parametrize(
    ("head", "stays"),
    [
        ("<title>Timetable | Port Ellery</title>", True),
        ("<title>Night ferries | Port Ellery</title>", False),  # the title says it
        ("<title>Port Ellery</title><meta property='og:title' content='Night  Ferries'>", False),
        ("<title>Port Ellery</title><meta property='og:type' content='article'>", False),  # its headline
        ('<title>Port Ellery</title><script type=\'application/ld+json\'>{"@type": "NewsArticle"}</script>', False),
        ("", False),  # nothing else is the title
    ],
)
def test_a_first_heading_that_no_title_states_is_text(head: str, stays: bool) -> None:
    read = document(f"<h1>Night ferries</h1>{PROSE}", head)
    assert kept_again(read, "Night ferries") == ({"Night ferries": "first-heading"} if stays else {})


@pytest.mark.parametrize(
    ("title", "stays"), [("Timetable | Port Ellery", True), ("Night ferries | Port Ellery", False)]
)
def test_the_title_said_again_goes_where_the_page_states_it_elsewhere(title: str, stays: bool) -> None:
    body = f"<article><h1>Night ferries</h1>{PROSE * 3}</article>"
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    assert ("Night ferries" in clean(page).text) is stays


def test_a_hidden_heading_is_no_first_heading() -> None:
    assert kept_again(document(f"<h1 hidden>Night ferries</h1>{PROSE}"), "Night ferries") == {}


def test_a_first_heading_far_from_the_text_is_left_to_the_other_judges() -> None:
    read = document(f"<h1>Night ferries</h1><p>a</p><p>b</p><p>c</p>{PROSE}")
    assert kept_again(read, "Night ferries", "a", "b", "c") == {}


def test_code_between_paragraphs_that_stay_belongs_to_them() -> None:
    code = "<div><span>Node.js</span></div><pre>ring(bell)</pre>"
    assert kept_again(document(f"{PROSE}{code}"), "Node.js", "ring(bell)") == {"ring(bell)": "code"}
    apart = f"<div><div><div><div><div>{code}</div></div></div></div></div>"
    assert kept_again(document(f"<div><div><div>{PROSE}</div></div></div>{apart}"), "Node.js", "ring(bell)") == {}
    between = f"<div>{PROSE}{apart}</div>{PROSE.replace('Tuesday', 'Friday')}"  # as in the cells of a notebook
    assert kept_again(document(between), "Node.js", "ring(bell)") == {"ring(bell)": "code"}


@pytest.mark.parametrize(
    ("body", "dropped", "rule"),
    [
        ("<figure><b class=file-name>bell.py</b><pre>ring(bell)</pre></figure>", ["bell.py"], "code-title"),
        ("<div class=code><div class=fileTitle>bell.py</div><pre>ring(bell)</pre></div>", ["bell.py"], "code-title"),
        ("<div class=code><div class=menu>bell.py</div><pre>ring(bell)</pre></div>", ["bell.py"], None),
        ("<div class='tip custom-block'><p>Lamps</p><p>Bring a lamp, for it is night.</p></div>",
         ["Lamps", "Bring a lamp, for it is night."], "between"),
        ("<div class='tip custom-block'><p>Lamps</p><p>In 3 days</p></div>", ["Lamps", "In 3 days"], None),
        ("<blockquote><p>Ann wrote:</p><p>Late.</p></blockquote>", ["Ann wrote:", "Late."], "between"),
        ("<blockquote><p>Ann wrote:</p><a href=/a>Late again, as ever</a></blockquote>",
         ["Ann wrote:", "Late again, as ever"], None),
        ("<p>A fog<br>on feet<br>comes in</p>", ["on feet"], "line"),
        ("<p>A fog<br>on feet<br>so soft<br>comes in</p>", ["on feet", "so soft"], "line"),
        ("<p>A fog<br>a<br>b<br>c<br>d<br>comes in</p>", ["a", "b", "c", "d"], None),
        ("<div class=line>A fog</div><div class=line>on feet</div><div class=line>comes in</div>", ["on feet"], "line"),
        ("<div class=x>A fog</div><div class=x>on feet</div><div class=x>comes in</div>", ["on feet"], None),
        ("<p>A fog<br><a href=/a>on feet</a><br>comes in</p>", ["on feet"], None),
        ("<p>A fog<br>on feet</p>", ["on feet"], None),
        ("<p>A fog<br>on feet</p>", ["A fog", "on feet"], "line"),
        ("<p>A fog<br><a href=/a>on feet</a></p>", ["A fog", "on feet"], None),
        ("<div class=poem><div>A fog</div><div>on feet</div></div>", ["A fog", "on feet"], "line"),
        ("<div class=line-block><div>A fog</div><div>on feet</div></div>", ["A fog", "on feet"], "line"),
        ("<div class=poll><div>A fog</div><div>on feet</div></div>", ["A fog", "on feet"], None),
        ("<div class=author-name><address>Ann<br>Quay 1</address></div>", ["Ann", "Quay 1"], None),
        ("<div role=list><div role=listitem>A fog</div><div role=listitem>A lamp</div></div>", ["A fog", "A lamp"],
         "between"),
        ("<div role=list><p role=listitem><a href=/a>A fog</a></p><p role=listitem><a href=/b>A lamp</a></p></div>",
         ["A fog", "A lamp"], None),
        (f"<div>{FORMULA}</div><div>(2.1)</div>", ["$a^2$", "(2.1)"], "formula"),
        (f"<div>{FORMULA}</div><div>Share</div>", ["$a^2$", "Share"], None),
        ("<div>(2.1)</div>", ["(2.1)"], None),
        ("<div class=tabs><label>Linux</label><p>Ring it.</p><pre>ring()</pre><label>Mac</label><p>Tap it.</p></div>",
         ["Linux", "Ring it.", "Mac", "Tap it."], "tabs"),
        ("<div class=tabs><div><a href=/a>Latest</a></div><div><a href=/b>Most read</a></div><p>Now</p></div>",
         ["Latest", "Most read", "Now"], None),
        ("<div class=table><label>Linux</label><p>Ring it.</p></div>", ["Linux", "Ring it."], None),
    ],
)  # fmt: skip
def test_what_is_between_text_that_stays_belongs_to_it(body: str, dropped: list[str], rule: str | None) -> None:
    read = document(f"{PROSE}{body}{PROSE.replace('Tuesday', 'Friday')}")
    assert kept_again(read, *dropped) == (dict.fromkeys(dropped, rule) if rule else {})


def test_a_pane_stays_below_the_names_of_the_tabs() -> None:
    tabs = "<ul class=nav-tabs><li><a href=#a>Linux</a><li><a href=#b>Mac</a></ul>"
    panes = "<div class=tab-content><div id=a><p>Ring it.</p></div><div id=b><p>Tap it.</p></div></div>"
    read = document(f"{PROSE}{tabs}{panes}{PROSE.replace('Tuesday', 'Friday')}")
    assert kept_again(read, "Linux", "Mac", "Tap it.") == {"Tap it.": "tabs"}


def test_a_summary_stays_over_a_table_whose_head_was_missing() -> None:
    table = "<table><tr><th>Name<th>Year<tr><td>Gull<td>1904</table>"
    read = document(f"{PROSE}<details><summary>Boats</summary>{table}</details>")
    assert kept_again(read, "Boats", "Name\tYear") == {"Boats": "callout", "Name\tYear": "table"}


def test_the_captions_of_a_row_of_pictures_stay_one_after_the_other() -> None:
    figure = "<figure><img src=/{0}.jpg><figcaption>{0}</figcaption></figure>"
    read = document(PROSE + "".join(map(figure.format, ("Gull", "Tern", "Skua"))))
    keep = [block.kind != "caption" for block in read.blocks]
    assert len(structure.judge(read, keep, "article", images=True)) == 3
    assert not structure.judge(read, [False] * len(keep), "article", images=True)


def test_the_name_over_a_comment_stays_with_it() -> None:
    read = document('<div class="comment"><cite>ann</cite><p>The map is a year old.</p></div>')
    assert kept_again(read, "ann") == {"ann": "comment-author"}
    assert kept_again(read, "ann", "The map is a year old.") == {}


def test_notes_that_outweigh_the_text_stay_together() -> None:
    """Where half of them stay anyway, the others are not left behind."""
    notes = "".join(
        f'<li id="fn{nth}">A long note on the ferry of line {nth}, {"and on " * 9}its crew.</li>' for nth in (1, 2)
    )
    marks = "".join(f'<sup><a href="#fn{nth}">{nth}</a></sup>' for nth in (1, 2))
    read = document(f"<p>They run.{marks}</p><ol>{notes}</ol>")
    first, second = (block.text for block in read.blocks if block.text.startswith("A long note"))
    assert kept_again(read, second) == {second: "note"}
    assert kept_again(read, first, second) == {}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("<p>Read the paper<span class='sr-only'>opens in a new tab</span> today.</p>", "Read the paper today."),
        ("<p><a href='/x'>More<span class=visually-hidden> on boats</span></a> here.</p>", "[More](/x) here."),
        ("<h3><span class='md:hidden'>(</span>Night boats<span class='md:hidden'>)</span></h3>", "### Night boats"),
        ("<p><span class='sm:hidden md:inline'>Night</span> boats</p>", "Night boats"),
        ("<p><span class=sr-only>Four of five stars</span></p>", "Four of five stars"),  # what an icon shows
        ("<p>Boats <span class='sr-only-not'>run</span></p>", "Boats run"),
        ("<p>Read it<span style='clip: rect(0px, 0px, 0px, 0px); position:absolute'>, new tab</span>.</p>", "Read it."),
        ("<p>Read it<span style='position:absolute;clip-path:inset(50%)'> (new tab)</span>.</p>", "Read it."),
        ("<p>Read <span style='clip: auto; position: absolute'>it</span> now.</p>", "Read it now."),
        ("<p>Read <span style='clip-path: inset(5%)'>it</span> now.</p>", "Read it now."),
        ("<p>Read it<span style='position:absolute; left:-9999px'> or not</span>.</p>", "Read it."),
        ("<p>Read it<span style='text-indent:-999em'> or not</span>.</p>", "Read it."),
        ("<p>Read <span style='position:relative;left:-9999px'>it</span>.</p>", "Read it."),
        ("<p>Read <span style='position:absolute;left:-12px'>it</span>.</p>", "Read it."),
        ("<p style='text-indent:-18px;margin-left:-9999px'>Read it.</p>", "Read it."),
        ("<p>The <u>pier<span role=tooltip>a landing</span></u> is old.</p>", "The pier is old."),
        ("<p>The <u>pier<span class=tooltiptext>a landing</span></u> is old.</p>", "The pier is old."),
        ("<p>The <u class=tooltip>pier</u> is old.</p>", "The pier is old."),
        ("<p>Pier <i class='material-icons-outlined md-18'>open_in_new</i></p>", "Pier"),
        ("<p>Pier <span class=material-symbols-rounded>The old one</span></p>", "Pier The old one"),
        ("<p><b aria-hidden=true>T</b><span class=sr-only>The</span> old pier</p>", "The old pier"),  # in place of it
        ("<p><b aria-hidden=true>→</b><span class=sr-only>Next</span> old pier</p>", "old pier"),
    ],
)
def test_words_for_screen_readers_leave_a_visible_line(line: str, text: str) -> None:
    assert written(line) == text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("<p>It costs [4$]{four dollars} now</p>", "It costs four dollars now"),
        ("<p>It costs {four dollars} [4$] now</p>", "It costs four dollars now"),
        ("<p>[T]{The}he old pier</p>", "he old pier"),  # not the word twice
        ("<h1>Boats [Live]{Live blog}</h1>", "# Boats"),
        ("<p>Boats run. {Published on 6 Mar 2026}[6 Mar 2026]</p>", "Boats run."),  # would be taken for a byline
        ("<p>Left. <a href='/x'>[More]{More on her}</a></p>", "Left."),  # controls
        ("<p>Left. <a href='/x'>[S]{Share}</a></p>", "Left."),
        ("<p>A law<a href='#f'>[1]{1 (to the note)}</a> now.</p>", "A law now."),
        ("<p>Left <i role=button>[Copy]{Copy it}</i></p>", "Left"),
        ("<p>Wait <b class=icons aria-hidden=true>clock</b>{Time to read} a day</p>", "Wait a day"),
    ],
)
def test_words_for_screen_readers_replace_those_for_the_eye(line: str, text: str) -> None:
    """Brackets are for the eye only, braces for screen readers only."""
    for sign, tag in (("[", "<b aria-hidden=true>"), ("]", "</b>"), ("{", "<span class=sr-only>"), ("}", "</span>")):
        line = line.replace(sign, tag)
    assert written(line) == text


def test_code_in_a_cell_keeps_its_lines() -> None:
    rows = "<tr><th>Call</th><th>Code</th></tr><tr><td>first</td><td><pre>a = 1\n\nb = [2|3]</pre></td></tr>"
    assert written(f"<table>{rows}</table>").endswith("| first | `a = 1`<br>`b = [2\\|3]` |")


def test_pieces_of_one_piece_of_code_are_one_block() -> None:
    """Lean's Verso writes each command and what it prints as an element of its own."""
    pieces = (
        '<code class="hl lean block"><span>#check true</span></code>', '<pre class="hl lean lean-output">Bool</pre>',
        '<code class="hl lean block">\n</code>', '<code class="hl lean block">#eval 2</code>',
    )  # fmt: skip
    body = f"<div>{' '.join(pieces)}</div><p>So it is.</p>"
    assert written(body) == "```lean\n#check true\nBool\n\n#eval 2\n```\n\nSo it is."


def test_the_sign_of_a_callout_is_no_text_and_a_written_mark_is_a_mark() -> None:
    box = '<div class="callout"><div class="callout-icon">💡</div><div class="callout-text">Bring a lamp.</div></div>'
    assert written(box) == "> [!NOTE]\n> Bring a lamp."
    assert written("<blockquote><p>[!TIP]<br>Bring a lamp.</p></blockquote>") == "> [!TIP]\n> Bring a lamp."
    assert written("<blockquote><p>[!TIP] of the day</p></blockquote>") == "> \\[!TIP\\] of the day"
    assert written('<div class="callout"><span class="icon">3</span><p>boats</p></div>') == "> [!NOTE]\n> 3\n>\n> boats"


def test_a_label_for_screen_readers_heads_nothing() -> None:
    assert written('<h4 class="sr-only">Ann said:</h4><p>The map is old.</p>') == "**Ann said:**\n\nThe map is old."
    assert written('<h4 class="sr-only">Maps</h4><p>The map is old.</p>').startswith("#### Maps")


def test_a_card_that_is_one_link_is_linked_once() -> None:
    card = '<a href="https://example.org/a"><h3>Boats</h3><p>They run at night.</p></a>'
    assert written(card) == "### [Boats](https://example.org/a)\n\nThey run at night."
    other = '<p><a href="https://example.org/b">They run at night.</a></p>'
    assert written(f'<h3><a href="https://example.org/a">Boats</a></h3>{other}').count("](") == 2
    assert render_html(Article(blocks=document(card).blocks)).count("<a href") == 1


def test_small_images_and_sizes_of_one_image() -> None:
    """Icons and faces beside names are no pictures; one file in two sizes is one picture."""
    body = (
        '<p>One.</p><figure><img src="/i/quay-large.webp"><img src="/i/quay-small.jpg"></figure><p>Two.</p>'
        '<img src="/i/star.png" width="16" height="16"><img src="/i/a.jpg" width="36" height="36" alt="avatar of Ann">'
        '<img src="/i/map.png" width="36" height="400">'
    )
    assert [image.src for image in document(body).images] == ["/i/quay-large.webp", "/i/map.png"]


def test_captions_are_found_beside_the_images_that_stay() -> None:
    captions = pytest.importorskip("bench.captions")
    caption = captions.Caption("theoldpier", frozenset({"pier.jpg", "pier-2.jpg"}))
    shown = '<img src="https://example.org/i/pier.jpg?w=3"><p>The <b>old</b> pier</p>'
    assert captions.score([caption], {"html": shown}) == (1, 1)
    assert captions.score([caption], {"html": shown.replace("old", "new")}) == (1, 0)
    assert captions.score([caption], {"html": shown.replace("pier.jpg", "sea.jpg")}) == (0, 0)
    assert captions.score([caption], {"html": " "}) == (0, 0)


def test_settings_still_decide_what_is_shown() -> None:
    page = f'<html><body><article>{PROSE}<img src="/i/map.png">{PROSE}</article></body></html>'
    assert clean(page, config=Config(clean=CleanSettings(images=False))).markdown.count("![") == 0


def test_names_of_keys_are_plain_text() -> None:
    assert (
        written("<p>Press <kbd>Ctrl</kbd>+<kbd>C</kbd> to run <code>stop</code>.</p>") == "Press Ctrl+C to run `stop`."
    )


def test_the_summary_of_details_that_stay_belongs_to_them() -> None:
    read = document("<details><summary>About the boats</summary><p>They are blue.</p></details><p>So it is.</p>")
    assert kept_again(read, "About the boats") == {"About the boats": "callout"}
    assert kept_again(read, "About the boats", "They are blue.") == {}
    inner = "<details><summary>Their colour</summary><p>They are blue.</p></details>"
    read = document(f"<details><summary>About the boats</summary>{inner}</details>")
    assert [*kept_again(read, "About the boats", "Their colour")] == ["About the boats", "Their colour"]


@pytest.mark.parametrize(
    ("item", "rule"),
    [
        ("<div>Ring twice</div><p>The warden comes.</p>", "item"),
        ("<div>1</div><div>Ring twice</div><p>The warden comes.</p>", "item"),
        ("<p>The warden comes.</p><div>Ring twice</div>", None),
        ("<div><a href=/x>Ring twice</a></div><p>The warden comes.</p>", None),
        ("<div hidden>Ring twice</div><p>The warden comes.</p>", None),
        ("<div>Ring twice</div></li><li><p>The warden comes.</p>", None),
    ],
)
def test_the_title_of_an_item_that_stays_belongs_to_it(item: str, rule: str | None) -> None:
    read = document(f"{PROSE}<ul><li>{item}</li><li><p>Then he goes home.</p></li></ul>")
    assert kept_again(read, "1", "Ring twice") == ({"Ring twice": rule} if rule else {})


LINKS = (
    "<{0}><{1}><a href=https://{2}/>Boats of the east</a></{1}><{1}><a href=https://b.example/>Piers</a></{1}></{0}>"
)


@pytest.mark.parametrize(
    ("links", "after", "stay"),
    [
        (LINKS.format("ul", "li", "a.example"), PROSE, True),
        (LINKS.format("table", "tr><td>1<td", "a.example").replace("</tr><td>1<td>", "</tr>"), PROSE, True),
        (LINKS.format("ul", "li", "b.example"), PROSE, False),  # one site
        (LINKS.format("ul", "li", "a.example").replace("https://b.example", ""), PROSE, False),  # the site itself
        (LINKS.format("ul", "li", "a.example"), "", False),  # nothing below
    ],
)
def test_links_to_several_sites_between_paragraphs_are_text(links: str, after: str, stay: bool) -> None:
    read = document(f"{PROSE}{links}{after}")
    dropped = [block.text for block in read.blocks if block.link_chars]
    assert [*kept_again(read, *dropped).values()] == ["sources"] * (len(dropped) if stay else 0)


@pytest.mark.parametrize(("caption", "stays"), [("Listing 1", True), ("list.py <a href=/raw>raw</a>", False)])
def test_the_caption_of_code_that_stays_belongs_to_it(caption: str, stays: bool) -> None:
    read = document(f"{PROSE}<figure><pre>x = 1</pre><figcaption>{caption}</figcaption></figure>")
    assert [*kept_again(read, "Listing 1", "list.py raw").values()] == ["table"] * stays


@pytest.mark.parametrize(("text", "stays"), [("The old pier is near.", True), ("<a href=/x>The old pier</a>", False)])
def test_a_callout_named_see_also_keeps_its_name(text: str, stays: bool) -> None:
    box = f"<div class='admonition seealso'><p class=admonition-title>See also</p><p>{text}</p></div>"
    assert ("See also" in clean(f"<html><body><article>{PROSE}{box}{PROSE}</article></body></html>").text) is stays


TOGGLE = "<div><{tag} aria-expanded=false aria-controls=a>{title}</{tag}><div id={id}>{text}</div>{more}</div>"
TEXT = "They are blue, as all boats of the port have been since 1904."


@pytest.mark.parametrize(
    ("parts", "is_title"),
    [
        ({}, True),
        ({"tag": "p role=button"}, True),
        ({"id": "b"}, False),  # the button opens something else
        ({"text": "Blue."}, False),
        ({"text": f"<a href=/x>{TEXT}</a>"}, False),
        ({"more": "<p>And more.</p>"}, False),
    ],
)
def test_a_button_over_the_text_that_it_opens_is_its_title(parts: dict[str, str], is_title: bool) -> None:
    given = {"tag": "button", "title": "Their colour", "id": "a", "text": TEXT, "more": "", **parts}
    body = TOGGLE.format(**given).replace("</p role=button>", "</p>")
    found = kept_again(document(f"{PROSE}{body}"), "Their colour")
    assert found == ({"Their colour": "callout"} if is_title else {})
    assert "Their colour" not in kept_again(document(f"{PROSE}<aside>{body}</aside>"), "Their colour")


@pytest.mark.parametrize(
    ("inner", "want"),
    [
        ("<summary>About</summary><p>They are blue.</p>", "<summary>About</summary>\n<p>They are blue.</p>\n"),
        ("<summary><h3>About</h3></summary>Blue.", "<summary><h3>About</h3></summary>\n<p>Blue.</p>\n"),
        ("<p>They are blue.</p><p>All.</p>", "<p>They are blue.</p>\n<p>All.</p>\n"),  # the first line is no summary
    ],
)
def test_only_a_summary_is_written_as_one(inner: str, want: str) -> None:
    article = Article(blocks=document(f"<details>{inner}</details>").blocks)
    assert render_html(article) == f"<details>{want}</details>\n"


def test_rows_that_name_services_are_no_share_buttons() -> None:
    rows = "".join(f"<tr><td>{name}<td>{most}" for name, most in (("Facebook", 300), ("Twitter", 20), ("X", 1)))
    page = f"<html><body><article>{PROSE}<table><tr><th>Network<th>Users{rows}</table>{PROSE}</article></body></html>"
    assert "Network\tUsers\n\nFacebook\t300\n\nTwitter\t20\n\nX\t1" in clean(page).text


def test_code_that_names_a_service_is_no_share_button() -> None:
    page = f"<html><body><article>{PROSE}<pre>x = 1</pre>{PROSE.replace('council', 'board')}</article></body></html>"
    assert "```\nx = 1\n```" in clean(page).markdown
