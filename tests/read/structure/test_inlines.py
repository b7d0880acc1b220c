"""Words that scripts and styles mark up, tables that roles name, films by their ids, and boxes of old tools."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.read.html import read_html
from cleaner.render.markdown import render

ADMONITION = (
    "<div class='admonitionblock tip'><table><tr><td class=icon><div class=title>Tip</div></td>"
    "<td class=content>Bring a lamp.</td></tr></table></div>"
)
CELLS = "<div role=row><u role=columnheader>Boat</u><u role=columnheader>Year</u></div>"
ROW = "<div role=row><div role=cell>Anna</div><div role=cell>1904</div></div>"


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("<p>Press <button><em>Save</em></button> to keep it.</p>", "Press *Save* to keep it."),
        ("<p>The hull<button title='More on it'>?</button> is <button title=A>A</button> old.</p>",
         "The hull is A old."),
        ("<p><button>Save</button></p><p>It is kept.</p>", "Save\n\nIt is kept."),
        ("<p>So <span style='font-weight: bold'>late</span>, <span style='font-style:italic'>late</span>, <span style="
         "'text-decoration:line-through'>late</span>.</p>", "So **late**, *late*, ~~late~~."),
        ("<p><span style='font-weight:700'>All of it.</span></p>", "All of it."),  # how the site shows any line
        ("<p>So <span style='font-weight:400'>late</span>.</p>", "So late."),
        ("<div><span style='display:block'>Anna</span><span style='Top:0;display: BLOCK'>B</span></div>", "Anna\\\nB"),
        ("<p>So <span style='display:block'>late</span> it was.</p>", "So\\\nlate\\\nit was."),
        ("<blockquote><cite>Ann</cite><a href='//x.com/intent/tweet?text=a'>Tweet</a></blockquote>",
         "> Ann\\\n> [Tweet](//x.com/intent/tweet?text=a)"),  # a line for itself, so that rules know it
        ("<blockquote><cite>Ann <a href='//x.com/intent/tweet?text=a'>Tweet</a></cite></blockquote>",
         "> Ann\\\n> [Tweet](//x.com/intent/tweet?text=a)"),
        ("<blockquote>Ann saw <a href='//x.com/like'>it</a>.</blockquote>", "> Ann saw [it](//x.com/like)."),
        ("<p>So <span style='display:inline-block'>late</span><span style='display:block'></span>.</p>", "So late."),
        ("<h2><span style='display:block'>Anna</span><span style='display:block'>and Bo</span></h2>", "## Anna and Bo"),
        ("<div><p>Anna</p><span style='display:block'>Bo</span><ul><li>Al</ul></div>", "Anna\n\nBo\n\n- Al"),
        ("<b style='font-weight:normal'><p>So <b>late</b> it was.</p></b>", "So **late** it was."),
        (f"<div role=table>{CELLS}{ROW}</div>", "| Boat | Year |\n| --- | --- |\n| Anna | 1904 |"),
        (f"<div role=grid><p>Boats</p>{CELLS}{ROW}</div>", "Boats\n\nBoat Year\n\nAnna\n\n1904"),  # more than its cells
        ("<table><tr><th>Boat</th><th>Crew</th></tr><tr><td>Anna</td><td><table><tr><td>Bo</td><td>Al</td></tr></table>"
         "</td></tr></table>", "| Boat | Crew |\n| --- | --- |\n| Anna | Bo Al |"),
        (ADMONITION, "> [!TIP] Tip\n> Bring a lamp."),
        ("<div class=note><p>Note:</p><p>Bring a lamp.</p></div>", "> [!NOTE] Note:\n> Bring a lamp."),
        ("<div class='hint hint-info'><p>Bring a lamp.</p></div>", "> [!INFO]\n> Bring a lamp."),
        ("<div class='itemgroup info'><p>Bring a lamp.</p></div>", "Bring a lamp."),  # of a step in DITA
        ("<div class='note tip'><span class=tiptitle>Tip:</span> Bring it.</div>", "> [!TIP] Tip:\n> Bring it."),
        ("<div class=note><span class=note__title>Note:</span> Bring it.</div>", "> [!NOTE] Note:\n> Bring it."),
        ("<div class=note><span class=lamps>Lamps:</span> Bring it.</div>", "> [!NOTE]\n> Lamps: Bring it."),
        ("<div class=hint><p>Bring a lamp.</p></div>", "> [!HINT]\n> Bring a lamp."),
        ("<p>See:</p><lite-youtube videoid=ab-C1 playlabel=Boats></lite-youtube>",
         "See:\n\n[Boats](https://www.youtube.com/watch?v=ab-C1)"),
        ("<p>See:</p><lite-youtube videoid='//x'></lite-youtube>", "See:"),
    ],
)  # fmt: skip
def test_forms(body: str, want: str) -> None:
    read = read_html(f"<html><body>{body}</body></html>")
    assert render(Article(blocks=read.blocks, images=read.images), images=True).strip() == want


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("<p>Write <code>mail({})</code> now.</p>", "Write `mail(bob@e.org)` now."),
        ("<pre><code>to = '<span>{}</span>'</code></pre>", "```\nto = 'bob@e.org'\n```"),
        ("<p>Write to {}.</p>", "Write to [x]."),  # hidden from robots
    ],
)
def test_addresses_that_are_hidden_from_robots_stay_whole_in_code(body: str, want: str) -> None:
    hidden = body.format("<a class=__cf_email__ data-cfemail=4a2825280a2f6425382d>[x]</a>")
    assert (
        render(Article(blocks=read_html(f"<html><body>{hidden}</body></html>").blocks)).replace("\\", "").strip()
        == want
    )


@pytest.mark.parametrize("word", ["<button>a</button>", "<span style='font-weight:bold'>a</span>"])
def test_thousands_of_words_in_one_line(word: str) -> None:
    read = read_html(f"<html><body><p>The {word * 8_000}</p></body></html>")
    assert "".join(block.text for block in read.blocks).count("a") == 8_000
