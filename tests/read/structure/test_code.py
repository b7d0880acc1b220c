"""Code as highlighters, editors and site software mark it up: its lines, its language, and nothing else."""

from __future__ import annotations

import pytest

from cleaner.model import Block
from cleaner.read.html import read_html

LINES = ("for boat in boats:", "    count(boat)")
CODE = "\n".join(LINES)


def blocks(body: str) -> tuple[Block, ...]:
    return read_html(f"<html><body><p>The pier.</p>{body}<p>The boats.</p></body></html>").blocks[1:-1]


def each(line: str, between: str = "") -> str:
    """Every line of code in markup of its own."""
    return between.join(line.format(text, n=nth) for nth, text in enumerate(LINES, 1))


def check(body: str, language: str) -> None:
    found = blocks(body)
    assert [(block.kind, block.text) for block in found] == [("code", CODE)]
    assert found[0].place is not None
    assert found[0].place.value == language


@pytest.mark.parametrize(
    ("box", "language"),
    [
        ('<div class="highlight-python3 notranslate"><div class="highlight"><pre>{}</pre></div></div>', "python"),
        ('<div class="highlight-default notranslate"><div class="highlight"><pre>{}</pre></div></div>', ""),
        ('<div class="highlight hl-ipython3"><pre>{}</pre></div>', "python"),
        ('<div class="highlight highlight-text-html-basic"><pre>{}</pre></div>', "html"),
        ('<div class="highlight highlight-source-css-scss"><pre>{}</pre></div>', "scss"),
        ('<div class="mw-highlight mw-highlight-lang-python mw-content-ltr"><pre>{}</pre></div>', "python"),
        ('<div class="python source-python"><pre class="de1">{}</pre></div>', "python"),
        ('<div class="org-src-container"><pre class="src src-emacs-lisp">{}</pre></div>', "elisp"),
        ('<div class="type-python"><pre>{}</pre></div>', "python"),
        ('<pre class="brush: python; title: ; notranslate">{}</pre>', "python"),
        ("<div class=markdown><pre>{}</pre></div>", ""),  # the page was written in Markdown
        ('<div class="highlight markdown"><pre>{}</pre></div>', "markdown"),
        ("<pre class=markdown>{}</pre>", "markdown"),
        ('<pre class="urvanov-syntax-highlighter-plain-tag lang:python decode:true">{}</pre>', "python"),
        ('<pre class="EnlighterJSRAW" data-enlighter-language="python">{}</pre>', "python"),
        ('<pre data-canonical-lang="python" class="code highlight">{}</pre>', "python"),
        ('<pre data-syntaxhighlighter-params="brush: py; gutter: false">{}</pre>', "py"),
        ('<div data-attrs="{{&quot;language&quot;:&quot;python&quot;}}"><pre class="shiki">{}</pre></div>', "python"),
        ('<pre syntax="Python" class="devsite-click-to-copy">{}</pre>', "python"),
        ('<pre data-lang="text/x-python">{}</pre>', "python"),
        ('<pre><code class="language-python:count.py">{}</code></pre>', "python"),
        ('<pre><code class="language-python{{1,3}}">{}</code></pre>', "python"),
        ('<pre class="language-{{.python"><code>{}</code></pre>', "python"),
        ('<pre><code class="language-objective-c">{}</code></pre>', "objectivec"),
        ('<pre><code class="language-c++">{}</code></pre>', "cpp"),
        ('<pre><code class="language-morse">{}</code></pre>', "morse"),  # a language that no list has
        ('<pre class="python-code">{}</pre>', "python"),
        ('<pre><code class="lang-auto">{}</code></pre>', ""),
        ('<pre><code class="language-undefined">{}</code></pre>', ""),
        ('<pre data-lang="none">{}</pre>', ""),
        ('<pre class="sourceCode r"><code class="sourceCode r">{}</code></pre>', "r"),  # of Pandoc
        ('<pre class="box r">{}</pre>', ""),
        ('<div data-lang="en"><pre>{}</pre></div>', ""),  # the language of people
        ('<div class="code-text type-c"><pre>{}</pre></div>', ""),
    ],
)
def test_a_language_by_its_name(box: str, language: str) -> None:
    check(box.format(CODE), language)


CODEMIRROR = (
    '<div class="CodeMirror"><div class="CodeMirror-code">{}</div></div>',
    '<div><div class="CodeMirror-gutter-wrapper"><div>{n}</div></div><pre class="CodeMirror-line">{}</pre></div>',
)
MONACO = '<div class="view-line" style="top:{top}px"><span class="mtk1">{}</span></div>'


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (CODEMIRROR[0].format(each(CODEMIRROR[1])), ""),
        ('<div class="cm-editor"><div class="cm-gutters"><div>1</div><div>2</div></div><div class="cm-content" '
         f'data-language="python">{each("<div class=cm-line>{}</div>")}</div></div>', "python"),
        ('<div class="monaco-editor" data-mode-id="python"><div class="view-lines">'  # whose lines stand in any order
         f'{MONACO.format(LINES[1], top=19)}{MONACO.format(LINES[0], top=0)}</div></div>', "python"),
        (f'<div class="ace_editor"><div>{each("<div class=ace_line>{}</div>")}</div></div>', ""),
        (f'<div class="prism-code language-python">{each("<div class=token-line>{}</div>")}</div>', "python"),
        (f'<div class="prism-code"><pre>{each("<div class=token-line>{}</div>")}</pre></div>', ""),
        ('<div class="crayon-syntax"><div><div class="crayon-tools"><span class="crayon-language">Python</span></div>'
         '</div><table><tr><td class="crayon-nums"><div>1</div><div>2</div></td><td>'
         f'{each("<div class=crayon-line>{}</div>")}</td></tr></table></div>', "python"),
        ('<div class="ltx_listing ltx_lst_language_Python"><div class="ltx_listing_data"><a>⬇</a></div>'
         f'{each("<div class=ltx_listingline>{}</div>")}</div>', "python"),
        (f'<pre>{each("<span style=display:block>{}</span>")}</pre>', ""),
        (f'<div class="geshifilter"><div class="python"><ol>{each("<li>{}</li>")}</ol></div></div>', "python"),
        (f'<div class="enlighter-default"><div>{CODE}</div></div><pre class="enlighter-origin" '
         f'data-enlighter-language="python">{CODE}</pre>', "python"),
        ('<div class="type-python"><table class="highlight">'
         f'{each("<tr><td data-line-number={n}></td><td class=blob-code>{}</td></tr>")}</table></div>', "python"),
    ],
    ids=["CodeMirror 5", "CodeMirror 6", "Monaco", "Ace", "Prism", "Prism with pre", "Crayon",
         "LaTeXML", "spans shown as lines", "GeSHi", "Enlighter", "gist"],
)  # fmt: skip
def test_lines_in_elements(body: str, language: str) -> None:
    check(body, language)


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ('<div class="wp_syntax"><table><tr><td class="line_numbers"><pre>1\n2\n</pre></td><td class="code">'
         f'<pre class="python">{CODE}</pre></td></tr></table></div>', "python"),
        (f'<pre><code class="language-python">{CODE}</code><ul class="pre-numbering"><li>1</li><li>2</li></ul></pre>',
         "python"),
        (f'<pre><div>python</div><div><button>Copy code</button></div><div><code>{CODE}</code></div></pre>', "python"),
        (f'<pre><div class="head"><span>python</span><div>复制代码</div></div><code lang="python">{CODE}</code></pre>',
         "python"),
        ('<div class="code-block"><div><span>Python</span><div><button>content_copy</button></div></div><div><div>'
         f'<pre>{CODE}</pre></div></div></div>', "python"),
        ('<pre><pre class="playground"><code class="language-rust edition2021"><span class="boring">fn main() {\n'
         f'</span>{CODE}</code></pre></pre>', "rust"),
        ('<div class="my_code"><div class="my_code_toolbar"><a><img src="/copycode.gif" alt="Copy"></a></div><pre>'
         f'{CODE}</pre></div>', ""),
        (f'<pre class="python">{CODE.replace("    ", "&nbsp; &nbsp; ")}</pre>', "python"),
    ],
    ids=["cell", "list", "label", "labels", "box", "boring", "images", "spaces"],
)  # fmt: skip
def test_what_stands_beside_code(body: str, language: str) -> None:
    check(body, language)


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td><pre>3\n9</pre></td><td><pre>a\nb</pre></td></tr></table>",  # no numbers of lines
        "<pre><ol><li>3</li><li>9</li></ol>a</pre>",
        "<div class='code-box'><p>Write it in Go</p><pre>a</pre></div>",
        "<div class='cm-editor'><p>No lines</p></div>",
    ],
)
def test_what_is_no_box_of_code_stays(body: str) -> None:
    text = " ".join(block.text for block in blocks(body))
    assert "9" in text or "Go" in text or "lines" in text


def test_thousands_of_editors_are_bounded() -> None:
    body = "<div class=cm-editor>" * 3_000 + "<div class=cm-line>a</div>" * 3_000
    texts = [block.text for block in read_html(f"<html><body>{body}<p>The boats.</p></body></html>").blocks]
    assert [text.replace("\n", "") for text in texts] == ["a" * 3_000, "The boats."]


@pytest.mark.parametrize(
    ("code", "want"),
    [
        ("<span class=line>a</span><span class='line on'>  b</span>", "a\n  b"),  # a style sheet breaks them
        ("<span class=line>a</span>\n<span class=line>  b</span>", "a\n  b"),
        ("<span class=line>a</span><span class=line> b</span><br>c", "a b\nc"),
        ("<span class=in-line>a</span><span class=in-line>b</span>", "ab"),
    ],
)
def test_spans_that_are_lines_only_by_a_style_sheet(code: str, want: str) -> None:
    read = read_html(f"<html><body><pre><code>{code}</code></pre></body></html>")
    assert [block.text for block in read.blocks] == [want]


def test_code_without_a_letter() -> None:
    assert [block.text for block in read_html("<pre><p><code></code></p>The pier.</pre>").blocks] == ["The pier."]


def test_an_editor_in_a_cell_loses_the_cell_of_its_line_numbers() -> None:
    """The page itself has no pre in a cell: the reader makes it of the lines."""
    lines = "".join(f'<div class="cm-line">step_{name} = {name}</div>' for name in "abc")
    numbers = "<div>1</div><div>2</div><div>3</div>"
    editor = f'<div class="cm-editor"><div class="cm-content">{lines}</div></div>'
    body = f"<p>Run <code>make</code>.</p><table><tr><td>{numbers}</td><td>{editor}</td></tr></table>"
    text = "\n".join(block.text for block in read_html(body).blocks)
    assert "step_a = a" in text
    assert "1" not in text


@pytest.mark.parametrize(
    "line", ['<div class="urvanov-syntax-highlighter-line">x y</div>', '<table><td class="blob-code cm-line">x y']
)
def test_a_line_without_the_element_of_its_editor(line: str) -> None:
    assert " ".join(block.text for block in blocks(line)) == "x y"


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("<p>Run:</p><code>a = 1<br>b = 2</code><p>Wait.</p>", 1),
        ("<h2>Run</h2>\n<code>a = 1<br>b = 2</code>", 1),
        ("<p>Run <code>a = 1<br>b = 2</code> and wait.</p>", 0),
        ("<div>Run <code>a = 1<br>b = 2</code><p>Wait.</p></div>", 0),
        ("<p>Run:</p><code>a = 1</code><p>Wait.</p>", 0),
        ("<p>Run:</p><code>a = 1<br>b = 2</code><b>Wait.</b>", 0),
    ],
)
def test_code_of_several_lines_between_blocks_is_a_block(body: str, count: int) -> None:
    found = [block.text for block in read_html(f"<main><div>{body}</div></main>").blocks if block.kind == "code"]
    assert found == ["a = 1\nb = 2"] * count


@pytest.mark.parametrize(
    "body",
    [
        f"<div style='display:flex'><code style='white-space: pre'>\n{CODE}\n</code></div>",
        f"<div><code class='block whitespace-pre'>{CODE}</code></div>",
        f"<p><code style='white-space:pre-wrap'>{CODE}</code></p>",
        f"<textarea readonly class='source-code'>{CODE}</textarea>",
        f"<div class=box><p></p><textarea readonly id=code1>{CODE}</textarea></div>",
    ],
)
def test_code_that_only_a_style_or_a_field_shows_as_a_block(body: str) -> None:
    check(body, "")


@pytest.mark.parametrize(
    "body",
    [
        f"<p>See <code style='white-space:pre'>{CODE}</code>, which counts.</p>",
        "<p><code style='white-space:pre'>count(boat)</code></p>",
        f"<p><code style='white-space:nowrap'>{CODE}</code></p>",
        f"<form><textarea readonly class=code>{CODE}</textarea></form>",
        f"<div><textarea readonly class=code style='display:none'>{CODE}</textarea></div>",
        f"<textarea readonly class=terms>{CODE}</textarea>",
        f"<textarea class=code>{CODE}</textarea>",
    ],
)
def test_other_code_in_a_line_and_other_fields_are_no_blocks(body: str) -> None:
    assert all(block.kind != "code" for block in blocks(body))


def test_a_field_for_a_button_that_copies_does_not_repeat_the_code() -> None:
    check(f"<div class=box><b><textarea readonly class=code>{CODE}</textarea></b><pre>{CODE}</pre></div>", "")
    output = blocks(f"<div class=box><textarea readonly class=code>{CODE}</textarea><pre>4 boats</pre></div>")
    assert [block.text for block in output] == [CODE, "4 boats"]


@pytest.mark.parametrize(
    "line", ["<ol class=linenums><li>{}</li><li class=L1></li><li>{}</li></ol>", "<span class=line>{}</span>"
             "<span class=line></span><span class=line>{}</span>"],
)  # fmt: skip
def test_empty_lines_stay(line: str) -> None:
    assert [block.text for block in blocks(f"<pre><code>{line.format(*LINES)}</code></pre>")] == [
        f"{LINES[0]}\n\n{LINES[1]}"
    ]


def test_a_diagram_that_a_script_draws_is_code() -> None:
    found = blocks("<div class=mermaid>graph LR;\n  pier--&gt;boat;</div>")
    assert [(block.kind, block.text) for block in found] == [("code", "graph LR;\n  pier-->boat;")]
    assert found[0].place is not None
    assert found[0].place.value == "mermaid"
    assert blocks("<div class=mermaid><svg></svg><div>pier</div></div>")[0].kind != "code"  # drawn already
