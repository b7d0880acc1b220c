"""Structure that software writes in other elements: code, notes, figures, quotes, tables and headings."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.read.html import read_html
from cleaner.render.markdown import render

N = "&nbsp;&nbsp;"
CODE = f"if cold:<br>\n{N}ring()<br>{N}stop()<br>"
BELL = "```\nif cold:\n  ring()\n  stop()\n```"
# The plugin "footnotes" of WordPress, whose marks lead nowhere without its script.
MARK = "<a role=button><sup id=footnote_plugin_tooltip_8_1 class=footnote_plugin_tooltip_text>[1]</sup></a>"
ROW = (
    "<table><tbody><tr class=footnotes_plugin_reference_row><th><a id=footnote_plugin_reference_8_1>1</a></th>"
    "<td class=footnote_plugin_text>Since 1904.</td></tr></tbody></table>"
)
GALLERY = "<dl class=gallery-item><dt><img src=/a.jpg></dt>{}</dl>"
SHOWN = "<table class=tr-caption-container><tr><td><img src=/a.jpg><tr><td class=tr-caption>Gull</table>"


def written(body: str) -> str:
    read = read_html(f"<html><body>{body}</body></html>")
    return render(Article(blocks=read.blocks, images=read.images), images=True).strip()


@pytest.mark.parametrize(
    ("body", "want"),
    [
        (f"<div class=code>{CODE}</div>", BELL),
        (f"<p class='code x'>{CODE}</p>", BELL),
        (f"<blockquote style='font-family: Courier New'>{CODE}</blockquote>", BELL),
        (f"<div class=codeblock><div>if cold:</div><div>{N}ring()</div><div>{N}stop()</div></div>", BELL),
        ("<div class=code>a = 1;<br>ring(a);</div>", "```\na = 1;\nring(a);\n```"),
        ("<div class=code>Say FERRY10<br>at the till</div>", "Say FERRY10\\\nat the till"),  # no code
        (f"<div class=postcode>{CODE}</div>", "if cold:\\\nring()\\\nstop()"),
        ("<p style='font-family: monospace'>The fog<br>is in</p>", "The fog\\\nis in"),
        (f"<p><tt>{CODE}</tt></p>", BELL),
        (f"<p> <span style='font-family: Courier'>{CODE}</span></p>", BELL),
        ("<p>Use <tt>a = 1<br>ring()</tt> now.</p>", "Use `a = 1`\\\n`ring()` now."),
        ("<xmp><b>a</b> &amp;\n  c</xmp>", "```\n<b>a</b> &amp;\n  c\n```"),
        (f"<div class=code><p>{CODE}</p></div>", "if cold:\\\nring()\\\nstop()"),  # it has parts of its own
    ],
)
def test_code_in_a_box_with_breaks(body: str, want: str) -> None:
    assert written(body) == want


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("<p>So<a href=#a><sup>1</sup></a> it is<a href=#b><sup>2</sup></a>.</p>"
         "<p><a id=a></a><sup>1</sup> In spring.<br><a id=b></a><sup>2</sup> And later.</p>",
         "So[^1] it is[^2].\n\n[^1]: In spring.\n\n[^2]: And later."),
        ("<p>So<a id=r1 href=#n1>[1]</a> it is<a id=r2 href=#n2>[2]</a>.</p>"
         "<div><a id=n1 href=#r1>[1]</a> In spring.<br><br><a id=n2 href=#r2>[2]</a> And <i>later</i>.</div>",
         "So[^1] it is[^2].\n\n[^1]: In spring.\n\n[^2]: And *later*."),
        ("<p><a id=a></a>1904 Gull<br><a id=b></a>1950 Tern</p>", "1904 Gull\\\n1950 Tern"),  # years
        ("<p>1 Gull<br><a id=b></a>2 Tern<br>3 Skua</p>", "1 Gull\\\n2 Tern\\\n3 Skua"),  # few anchors
        (f"<p>So{MARK} it is.</p>{ROW}", "So[^1] it is.\n\n[^1]: Since 1904."),
    ],
)  # fmt: skip
def test_notes_that_share_a_block(body: str, want: str) -> None:
    assert written(body) == want


@pytest.mark.parametrize(
    ("body", "want"),
    [
        (GALLERY.format("<dd>Gull</dd>"), "![](/a.jpg)\n\nGull"),
        (GALLERY.format(""), "![](/a.jpg)"),
        (SHOWN, "![](/a.jpg)\n\nGull"),
        ("<div><img src=/a.jpg><div class=caption>Gull</div><div>1 / 9</div></div>", "![](/a.jpg)\n\nGull"),
        ("<div><img src=/a.jpg><div class=caption>Gull</div><div>old</div></div>", "![](/a.jpg)\n\nGull\n\nold"),
        ("<fieldset><legend>Gull</legend><p>Old.</p></fieldset>", "**Gull**\n\nOld."),
        ("<blockquote>Late.</blockquote><cite>Ann</cite>", "> Late.\n>\n> Ann"),
        ("<blockquote>Late.</blockquote><p class=quote-author>Ann</p>", "> Late.\n>\n> Ann"),
        ("<blockquote>Late.</blockquote><p class=author>Ann</p>", "> Late.\n\nAnn"),  # of the page
        ("<table class=cquote><tr><td>“</td><td>Late.</td><td>”</td></tr><tr><td colspan=3>Ann</td></tr></table>",
         "> Late.\n>\n> Ann"),
        ("<aside class=portable-infobox><div class=pi-data><h3 class=pi-data-label>Crew</h3><div class=pi-data-value>"
         "<ul><li>5 men<li>a boy</ul></div></div><div class=pi-data><h3 class=pi-data-label>Built</h3>"
         "<div class=pi-data-value>1904</div></div></aside>",
         "| Crew | 5 men<br>a boy |\n| --- | --- |\n| Built | 1904 |"),
        ("<table role=presentation><tr><td>Gull</td><td>Tern</td></tr></table>", "Gull\n\nTern"),
        ("<table role=presentation><tr><th>Gull</th><th>Tern</th></tr><tr><td>1</td><td>2</td></tr></table>",
         "| Gull | Tern |\n| --- | --- |\n| 1 | 2 |"),
        ("<p>Run <code>go</code><button>Copy</button> now.</p>", "Run `go` now."),
        ("<p>Run <code>go</code> <button>and wait</button> now.</p>", "Run `go` and wait now."),
        ("<h2>Gull<button>Copy link</button></h2>", "## Gull"),
        ("<h2>Gull<a class=headerlink href=#g>\uf0c1</a></h2>", "## Gull"),
        ("<a href=#g><h2 id=g>Gull</h2></a>", "## Gull"),
        ("<a href=#h><h2 id=g>Gull</h2></a>", "## [Gull](#h)"),  # it leads elsewhere
        ("<iframe title=Fares src=https://datawrapper.dwcdn.net/a/1/></iframe>",
         "[Fares](https://datawrapper.dwcdn.net/a/1/)"),
    ],
)  # fmt: skip
def test_other_shapes(body: str, want: str) -> None:
    assert written(body) == want


def test_nested_quotes_and_facts_are_not_copied_again_and_again() -> None:
    """A table in a table of a quote stays where it is; of facts in facts, the inner ones go first."""
    document = read_html("<table class=cquote><tr><td>Gull" * 200)
    assert sum(len(block.text) for block in document.blocks) < 200 * 10
    fact = "<div class=pi-data><h3 class=pi-data-label>{}</h3><div class=pi-data-value>{}</div></div>"
    inner = fact.format("Crew", f"five{fact.format('Boy', 'one')}")
    document = read_html(f"<aside class=portable-infobox>{inner}{fact.format('Built', '1904')}</aside>")
    assert [block.text for block in document.blocks] == ["Crew\tfive", "Boy\tone", "Built\t1904"]


@pytest.mark.parametrize(
    ("sign", "cell"),
    [
        ("<img src=/a.svg alt=Yes width=16 height=16>", "Yes"),
        ("<span><svg aria-label=Yes></svg></span>", "Yes"),
        ("<svg><title>Yes</title></svg>", "Yes"),
        ("<i class='fa fa-check' title=Yes></i>", "Yes"),
        ("<img src=/a.svg alt=Flag width=16 height=16> Gull", "Gull"),  # beside a word
        ("<i title='a longer text that explains the tick'></i>", ""),
    ],
)
def test_a_sign_alone_in_a_cell_says_its_name(sign: str, cell: str) -> None:
    rows = "<tr>{0}Boat</{1}>{0}Free</{1}></tr><tr><td>Lamp</td><td>" + sign + "</td></tr>"
    assert written(f"<table>{rows.format('<th>', 'th')}</table>").endswith(f"| Lamp | {cell} |")
    if "Gull" not in sign:  # a table without headers has ornaments
        assert written(f"<table>{rows.format('<td>', 'td')}</table>").endswith("| Lamp |  |")
