"""What a page means reaches the blocks: lists, tables, code, notes, formulas, images, callouts, spans."""

from __future__ import annotations

import re

import pytest

from cleaner import clean
from cleaner.article import Article
from cleaner.config import CleanSettings, Config
from cleaner.model import Block, Span
from cleaner.read.html import read_html
from cleaner.render.html import render as render_html
from cleaner.render.markdown import render

PROSE = (
    "<p>The council of Port Ellery voted on Tuesday to bring the night ferries back, nine years after they were cut, "
    "members said. The boats will run every forty minutes from the old pier.</p>"
)
URL = "https://example.org/news/story.html"


def page(body: str) -> str:
    return (
        f"<html><body><article><h1>Ferries</h1>{PROSE}{body}{PROSE.replace('council', 'board')}</article></body></html>"
    )


def read(body: str, **settings: bool) -> Article:
    return clean(page(body), url=URL, content_type="text/html", config=Config(clean=CleanSettings(**settings)))


def markdown(body: str, **settings: bool) -> str:
    """The Markdown of what stands between the two paragraphs of prose."""
    article = read(body, **settings)
    written = render(article, links=True, images=settings.get("images", False))
    parts = written.split("\n\n")
    starts = [nth for nth, part in enumerate(parts) if part.startswith("The council of Port")]
    ends = [nth for nth, part in enumerate(parts) if part.startswith("The board of Port")]
    return "\n\n".join(parts[starts[0] + 1 : ends[0]])


def blocks(body: str) -> tuple[Block, ...]:
    return read_html(f"<html><body>{body}</body></html>").blocks


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("<p>A <b>bold</b> and <i>soft</i> word, <code>run()</code>, <s>gone</s>, <b><i>both</i></b>.</p>",
         "A **bold** and *soft* word, `run()`, ~~gone~~, ***both***."),
        ("<p>Word<b>(x)</b>word and <b>one</b><i>two</i>.</p>",
         "Word<strong>(x)</strong>word and <strong>one</strong>*two*."),
        ("<ol start=3><li>Ring the bell now.</li><li>Show the card first.</li></ol>",
         "3. Ring the bell now.\n4. Show the card first."),
        ("<ul><li>Tea of the house<ul><li>Black tea</li><li>Green tea</li></ul></li><li>Milk from the farm</li></ul>",
         "- Tea of the house\n  - Black tea\n  - Green tea\n- Milk from the farm"),
        ("<ol><li><p>First step of it.</p><p>With a second paragraph.</p></li><li>Next step of it.</li></ol>",
         "1. First step of it.\n\n   With a second paragraph.\n\n2. Next step of it."),
        ("<ul><li><input type=checkbox checked> Paint the boat</li><li><input type=checkbox> Buy the rope</li></ul>",
         "- [x] Paint the boat\n- [ ] Buy the rope"),
        ("<blockquote><p>He said it was late.</p><blockquote><p>She said it was early.</p></blockquote></blockquote>",
         "> He said it was late.\n>\n> > She said it was early."),
        ('<pre><code class="language-python">def f(x):\n    return x</code></pre>',
         "```python\ndef f(x):\n    return x\n```"),
        ("<p>It covers 3×10<sup>6</sup> km and 40 m<sup>2</sup> of H<sub>2</sub>O on the 1<sup>st</sup>.</p>",
         "It covers 3×10⁶ km and 40 m² of H₂O on the 1<sup>st</sup>."),
        ("<p>About <a href='/x y'>the *pier*</a> and <a href='javascript:a()'>more of it</a>.</p>",
         "About [the \\*pier\\*](https://example.org/x%20y) and more of it."),
        ("<p>It costs $5 here and $6 there, see http://a.example/x_y_ or www.b.example.</p>",
         "It costs \\$5 here and \\$6 there, see <http://a.example/x_y>\\_ or www\\.b.example."),
    ],
)  # fmt: skip
def test_markdown_says_what_the_page_means(body: str, want: str) -> None:
    assert markdown(body) == want


def test_a_table_keeps_every_cell_in_its_column() -> None:
    body = (
        "<table><caption>Visitors, winter 2023</caption>"
        "<tr><th>Evening</th><th colspan=2>Wardens</th><th>Count</th></tr>"
        "<tr><td rowspan=2>Monday</td><td>Calder</td><td>Rusk</td><td>240</td></tr>"
        "<tr><td>Moor</td><td></td><td>251</td></tr>"
        "<tr><td></td><td>a | b</td><td>one<br>two</td><td>7</td></tr></table>"
    )
    assert markdown(body) == (
        "Visitors, winter 2023\n\n| Evening | Wardens |  | Count |\n| --- | --- | --- | --- |\n"
        "| Monday | Calder | Rusk | 240 |\n|  | Moor |  | 251 |\n|  | a \\| b | one<br>two | 7 |"
    )
    rows = [block for block in blocks(body) if block.kind == "table"]
    assert [block.text for block in rows] == [
        "Evening\tWardens\t\tCount", "Monday\tCalder\tRusk\t240", "\tMoor\t\t251", "\ta | b\tone two\t7",
    ]  # fmt: skip
    assert [cell.columns for cell in rows[0].cells] == [1, 2, 0, 1]
    html = render_html(read(body))
    assert '<th colspan="2">Wardens</th>' in html
    assert '<td rowspan="2">Monday</td>' in html


def test_a_table_in_a_cell_is_text_of_that_cell() -> None:
    inner = "<table><tr><td>oak</td><td>ash</td></tr><tr><td>elm</td></tr></table>"
    body = (
        "<table><thead><tr><th>Part</th><th>Wood</th><th>Left</th></tr></thead>"
        f"<tr><td>Oars</td><td>{inner}</td><td>4</td></tr><tr><td>Keel</td><td>oak</td><td>1</td></tr></table>"
    )
    rows = markdown(body).splitlines()
    assert rows == [
        "| Part | Wood | Left |", "| --- | --- | --- |", "| Oars | oak ash<br>elm | 4 |", "| Keel | oak | 1 |",
    ]  # fmt: skip


def test_cells_by_role_stand_apart() -> None:
    cells = "<span role=cell>Oars</span><span role=cell>4</span>"
    assert [block.text for block in blocks(f"<div role=table><div role=row>{cells}</div></div>")] == ["Oars 4"]


@pytest.mark.parametrize("cell", ["Oars", "<p>Oars</p>", "<ul><li>Oars</li></ul>", "<b>Oars</b>", "<pre>Oars</pre>"])
@pytest.mark.parametrize("empty", ["", "<td></td>", "<td>&nbsp;</td><td></td>"])
def test_a_row_of_a_single_word_is_a_row(cell: str, empty: str) -> None:
    body = f"<table><tr><th>Part</th><th>Price</th><th>Left</th></tr><tr><td>{cell}</td>{empty}</tr></table>"
    assert [block.kind for block in blocks(body)] == ["table", "table"]
    row = re.sub("[*`]", "", markdown(body).splitlines()[2])
    assert " ".join(row.split()).startswith("| Oars |")


@pytest.mark.parametrize(
    ("code", "text", "language"),
    [
        ("<pre class='brush: java'>a\n  b</pre>", "a\n  b", "java"),
        ("<div class='highlight-source-rust'><pre>let a;\n</pre></div>", "let a;", "rust"),
        ("<pre><code><div>for x in y:</div><div>    go(x)</div></code></pre>", "for x in y:\n    go(x)", ""),
        ("<pre><span class=lineno>1</span>a\n<span class=lineno>2</span>b</pre>", "a\nb", ""),
        ("<table class=highlighttable><tr><td class=linenos><pre>1\n2</pre></td><td class=code>"
         "<pre data-lang=Go>x := 1\ny := 2</pre></td></tr></table>", "x := 1\ny := 2", "go"),
        ("<pre><div class=code-header>bash<button>Copy</button></div><code>ls -l</code></pre>", "ls -l", "bash"),
        ("<code class='block'><span>a</span><br>  b</code>", "a\n  b", ""),
        ("<div class='highlight highlight-source-shell'><pre>ls\npwd</pre></div>", "ls\npwd", "shell"),
        ("<pre class='code highlight language-go'>x := 1</pre>", "x := 1", "go"),
        ("<div class=language-ts><button>Copy</button><span class=lang>ts</span><pre><code>let x\nx++</code></pre>"
         "<div class=line-numbers-wrapper><span>1</span><br><span>2</span></div></div>", "let x\nx++", "ts"),
        ("<div class='code-box'><span>Rust</span><pre>let a;\nlet b;</pre></div>", "let a;\nlet b;", "rust"),
        ("<table class=highlight><tr><td data-line-number=1></td><td class=blob-code>go() {</td></tr>"
         "<tr><td data-line-number=2></td><td class=blob-code>  x}</td></tr></table>", "go() {\n  x}", ""),
        ("<div class='syntaxhighlighter php'><table><tr><td class=gutter><div class=line>1</div></td><td class=code>"
         "<div><div class=line><code>if</code> <code>(x)</code></div><div class=line><code>&nbsp;</code><code>y"
         "</code></div></div></td></tr></table></div>", "if (x)\n y", "php"),
    ],
)  # fmt: skip
def test_code_keeps_its_lines_and_names_its_language(code: str, text: str, language: str) -> None:
    found = [block for block in blocks(code) if block.kind == "code"]
    assert [block.text for block in found] == [text]
    assert found[0].place is not None
    assert found[0].place.value == language


NOTES = {
    "linked": (
        '<p>Bought in 1904.<sup id=r1><a href="#f1">1</a></sup></p>{}<ol><li id=f1><p>City archive, box 12. '
        '<a href="#r1">↩</a></p></li></ol>'
    ),
    "named anchors": (
        '<p>Bought in 1904.<a name="A_1" href="#N_1"><span class=fn>1</span></a></p>{}'
        '<p><a name="N_1" href="#A_1"><span class=fn>1</span></a> City archive, box 12.</p>'
    ),
    "numbers after a rule": "<p>Bought in 1904.<sup>1</sup></p>{}<hr><p><sup>1</sup> City archive, box 12.</p>",
    "hidden in the mark": (
        '<p>Bought in 1904.<span class="inline-footnote">1<span class="content" style="display:none">City archive, '
        "box 12.</span></span></p>{}"
    ),
    "numbers as headings": (
        '<p>Bought in 1904.<a id="DOCF1" href="#FOOT1"><sup>1</sup></a></p>{}<div class="footnotes-segment">'
        '<h5><a id="FOOT1" href="#DOCF1">(1)</a></h5><p>City archive, box 12.</p></div>'
    ),
}


@pytest.mark.parametrize("kind", NOTES)
def test_notes_are_tied_to_their_marks(kind: str) -> None:
    article = read(NOTES[kind].format(PROSE.replace("council", "harbour board")))
    written = render(article)
    assert "Bought in 1904.[^1]" in written
    assert "[^1]: City archive, box 12." in written
    assert "Bought in 1904.[1]" in article.text
    html = render_html(article)
    assert '<a href="#note-1" role="doc-noteref">[1]</a>' in html
    assert '<aside class="note" id="note-1"' in html


CHTML = '<mjx-container class="MathJax" jax="CHTML"><mjx-math>{}</mjx-math></mjx-container>'
A, B, LOW, UP = (f"<mjx-mi><mjx-c class='mjx-c{code} TEX-I'></mjx-c></mjx-mi>" for code in ("61", "1D44F", "69", "6E"))
TWO = '<mjx-mn><mjx-c class="mjx-c32">2</mjx-c></mjx-mn>'
OVER = (
    "<mjx-mfrac><mjx-frac><mjx-num><mjx-nstrut></mjx-nstrut>{}</mjx-num><mjx-dbox><mjx-dtable><mjx-line></mjx-line>"
    "<mjx-row><mjx-den><mjx-dstrut></mjx-dstrut>{}</mjx-den></mjx-row></mjx-dtable></mjx-dbox></mjx-frac></mjx-mfrac>"
)
ROOT = "<mjx-msqrt><mjx-sqrt><mjx-surd><mjx-mo>√</mjx-mo></mjx-surd><mjx-box>{}</mjx-box></mjx-sqrt></mjx-msqrt>"
FRACTION = OVER.format(OVER.format(A, TWO), ROOT.format(B))
POWERS = (
    "<mjx-msubsup><mjx-mi><mjx-c class=mjx-c1D465></mjx-c></mjx-mi><mjx-script>"
    f"{TWO}<mjx-spacer></mjx-spacer>{LOW}</mjx-script></mjx-msubsup>"
)
SUM = (
    f"<mjx-munderover><mjx-over>{UP}</mjx-over><mjx-box><mjx-munder><mjx-row><mjx-base><mjx-mo><mjx-c class=mjx-c2211>"
    f"</mjx-c></mjx-mo></mjx-base></mjx-row><mjx-row><mjx-under>{LOW}</mjx-under></mjx-row></mjx-munder></mjx-box>"
    "</mjx-munderover>"
)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<span class="katex"><span class="katex-mathml"><math><semantics><mi>E</mi><annotation '
         'encoding="application/x-tex">E = mc^2</annotation></semantics></math></span>'
         '<span class="katex-html" aria-hidden="true">E=mc2</span></span>', "$E = mc^2$"),
        ('<span class="MathJax_Preview"></span><span class="MathJax">x2</span><script type="math/tex">x^2</script>',
         "$x^2$"),
        ("<math><msup><mi>a</mi><mn>2</mn></msup></math>", "$a^{2}$"),
        ("<math><mi>log</mi><mo>&#x2061;</mo><mi>x</mi></math>", r"$\log x$"),
        ("<math><munder><mo>lim</mo><mi>n</mi></munder><mi>a</mi><mo>&#x2062;</mo><mi>logo</mi></math>",
         r"$\underset{n}{\lim} a logo$"),
        ("<math><mo>Pr</mo><mo>[</mo><mi>X</mi><mo>]</mo></math>", r"$\Pr \left[ X \right]$"),
        ("<math><mo>{</mo><mi>x</mi><mo>}</mo></math>", r"$\left\{ x \right\}$"),
        ("<math><mo>]</mo><mn>0</mn><mo>,</mo><mn>1</mn><mo>[</mo></math>", "$] 0 , 1 [$"),  # no pair
        ("<math><mo>|</mo><mi>x</mi><mo>|</mo></math>", "$| x |$"),
        ('<img class="mwe-math-fallback-image-inline" alt="{\\displaystyle a^{2}}" src="/a.svg">', "$a^{2}$"),
        ("$x_1$", "$x_1$"),
        ('<img src="https://latex.codecogs.com/gif.latex?\\dpi{120}&space;a&plus;b" alt="a+b">', "$a+b$"),
        ('<img src="https://s0.wp.com/latex.php?latex=a+%3D+2&amp;bg=ffffff">', "$a = 2$"),
        (CHTML.format(FRACTION), r"$\frac{\frac{a}{2}}{\sqrt{b}}$"),
        (CHTML.format(POWERS), "$x_{i}^{2}$"),
        (CHTML.format(SUM), r"$\sum_{i}^{n}$"),
    ],
)  # fmt: skip
def test_a_formula_stands_once_as_latex(markup: str, text: str) -> None:
    (block,) = blocks(f"<p>The law is {markup} as ever.</p>")
    assert block.text == f"The law is {text} as ever."
    assert block.spans == (Span(11, 11 + len(text), "formula", text.strip("$")),)


def test_an_equation_with_its_number_is_no_table() -> None:
    body = (
        "<table class=ltx_equation><tr><td></td><td><math alttext='E=mc^{2}' display=block><mi>E</mi></math></td>"
        "<td>(1)</td></tr></table>"
    )
    assert [(block.kind == "table", block.text) for block in blocks(body)] == [(False, "$$E=mc^{2}$$"), (False, "(1)")]


def test_amounts_are_no_formulas() -> None:
    assert blocks("<p>It costs $5, not $6; we paid US$100 and got $2.</p>")[0].spans == ()


def test_images_come_once_from_where_lazy_loaders_put_them() -> None:
    body = (
        "<figure><a href='/big'><img src='/img/placeholder.gif' data-src='/img/lamp-of-the-pier.jpg' alt='A lamp'></a>"
        "<noscript><img src='/img/lamp-of-the-pier.jpg?w=200' alt='A lamp'></noscript>"
        "<figcaption>The lamp on the old pier. Photo: T. Rusk</figcaption></figure>"
        "<picture><source srcset='/a-320.webp 320w, /a-1280.webp 1280w'><img src='data:image/gif;base64,R0' alt=''>"
        "</picture><img src='/dot.gif' width=1 height=1>"
    )
    assert markdown(body, images=True) == (
        "[![A lamp](https://example.org/img/lamp-of-the-pier.jpg)](https://example.org/big)\n\n"
        "The lamp on the old pier. Photo: T. Rusk\n\n![](https://example.org/a-1280.webp)"
    )


def test_images_of_amp_and_captions_of_wordpress() -> None:
    body = (
        "<p><amp-img src='/pier.jpg' alt='Pier' width=600><noscript><img src='/pier.jpg'></noscript></amp-img>"
        "</p><div class='wp-caption'><img src='/boat.jpg'><p class='wp-caption-text'>The boat at night.</p></div>"
    )
    assert markdown(body, images=True) == (
        "![Pier](https://example.org/pier.jpg)\n\n![](https://example.org/boat.jpg)\n\nThe boat at night."
    )


def test_breaks_in_an_address_hide_no_scheme() -> None:
    body = "<p>The <a href='java&#9;script:x()'>plan</a> and <a href='/a&#10;b'>the map</a> of the new pier.</p>"
    assert markdown(body) == "The plan and [the map](https://example.org/ab) of the new pier."


def test_addresses_are_read_against_the_base_element_and_never_the_canonical_address() -> None:
    html = page("<p>See <a href='x.html'>the plan of the new pier</a> for all of it.</p>").replace(
        "<body>", "<head><base href='/b/'><link rel=canonical href='https://other.example/c'></head><body>"
    )
    assert "](https://example.org/b/x.html)" in clean(html, url=URL).markdown


def test_callouts_say_what_they_are() -> None:
    body = "<div class='admonition warning'><p class='admonition-title'>Mind</p><p>The pier is slippery.</p></div>"
    assert markdown(body) == "> [!WARNING] Mind\n> The pier is slippery."


@pytest.mark.parametrize(
    ("box", "want"),
    [
        ("<div class='theme-admonition alert'><div class='admonitionHeading_Gv'>Mind</div><div><p>It slips.</p></div>"
         "</div>", "> [!NOTE] Mind"),
        ("<div class='theme-admonition theme-admonition-tip'><div class='admonitionHeading_Gv'>Mind</div><p>It slips."
         "</p></div>", "> [!TIP] Mind"),
        ("<details class=warning><summary>Mind</summary><p>It slips.</p></details>", "> [!WARNING] Mind"),
        ("<figure class='block-color callout'><p>It slips.</p></figure>", "> [!NOTE]"),
        ("<div class='kg-card kg-callout-card'><div class=kg-callout-text>It slips.</div></div>", "> [!NOTE]"),
        ("<div class='alert alert-info'><p class=alert-heading>Mind</p><p>It slips.</p></div>", "> [!INFO] Mind"),
        ("<div class=x data-callout=info><p class=y>Tip</p><div><p>It slips.</p></div></div>", "> [!INFO] Tip"),
        ("<div class='nextra-callout x'><div><p>It slips.</p></div></div>", "> [!NOTE]"),
    ],
)  # fmt: skip
def test_callouts_of_many_makes(box: str, want: str) -> None:
    assert markdown(box) == f"{want}\n> It slips."


@pytest.mark.parametrize(
    ("level", "found"),
    [
        ("2", [("heading", 2), ("paragraph", 0)]),
        ("6", [("heading", 6), ("paragraph", 0)]),
        ("1", [("other", 0), ("paragraph", 0)]),
        ("x", [("other", 0), ("paragraph", 0)]),
    ],
)
def test_headings_by_role(level: str, found: list[tuple[str, int]]) -> None:
    """A first level by role is often that of a dialog."""
    body = f"<div role=heading aria-level={level} class=sub>Lamps <a href='#' class=anchor>#</a></div><p>They burn.</p>"
    assert [(block.kind, block.level) for block in blocks(body)] == found


@pytest.mark.parametrize(
    ("heading", "links"),
    [
        ("<h2><a href='#lamps'>Lamps of the pier</a></h2>", 0),
        ("<h2 id=lamps><a href='#lamps'>Lamps</a> of the pier</h2>", 0),
        ("<div id=lamps><h2>Lamps <a href='#lamps'>of the</a> pier</h2></div>", 0),
        ("<h2><a href='/lamps'>Lamps of the pier</a></h2>", 1),
        ("<h2>Lamps of the <a href='#plan'>pier</a></h2>", 1),
        ("<h2 id=lamps><a href='https://port.example/pier#lamps'>Lamps of the pier</a></h2>", 0),
        ("<h2 id=pier><a href='https://port.example/pier#lamps'>Lamps of the pier</a></h2>", 1),
        ("<a href='#lamps'><div><div><h2 id=lamps>Lamps of the pier</h2></div></div></a>", 0),
        ("<a href='/lamps'><div><h2 id=lamps>Lamps of the pier</h2></div></a>", 1),
    ],
)  # fmt: skip
def test_a_heading_is_no_link_to_itself(heading: str, links: int) -> None:
    (block,) = blocks(heading)
    assert (block.kind, block.text) == ("heading", "Lamps of the pier")
    assert [span.kind for span in block.spans].count("link") == links
