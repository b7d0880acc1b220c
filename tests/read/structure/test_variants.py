"""What old editors and other software write for lists, notes, code and callouts."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.model import around
from cleaner.read.html import read_html
from cleaner.render.markdown import render

MACRO = "confluence-information-macro"


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("<ul><li>tea</li><ul><li>black</li><ol><li>pot</li></ol><li>green</li></ul><li>milk</li></ul>",
         "- tea\n  - black\n    1. pot\n  - green\n- milk"),
        ("<ol><li>tea</li>\n<ol><li>black</li></ol></ol>", "1. tea\n   1. black"),
        ("<ul><ul><li>tea</li></ul></ul>", "- tea"),  # no item before it
        ("<p>So<sup><a href='#n1'>1</a></sup>.</p><ol><li id=n1>Ibid.</li></ol>", "So[^1].\n\n[^1]: Ibid."),
        ("<pre lang=xml>a</pre>", "```xml\na\n```"),
        ("<pre lang=en>a</pre>", "```\na\n```"),  # the language of people
        (f"<div class='{MACRO} {MACRO}-warning'><div class='{MACRO}-body'><p>Bring it.</p></div></div>",
         "> [!WARNING]\n> Bring it."),
        (f"<div class='{MACRO} {MACRO}-information'><p class=title>Lamps</p><p>Bring it.</p></div>",
         "> [!NOTE] Lamps\n> Bring it."),
        ("<aside class='starlight-aside starlight-aside--tip'><p>Bring it.</p></aside>", "> [!TIP]\n> Bring it."),
        ("<pre><code><span class=highlight-line>a</span><span class=highlight-line>  b</span></code></pre>",
         "```\na\n  b\n```"),  # of GitBook
        ("<pre><code language=python>a</code></pre>", "```python\na\n```"),  # of Mintlify
        ("<div class=ltx_listing><div class=ltx_listingline><span class=ltx_tag_listingline>1</span>a</div>"
         "<div class=ltx_listingline><span class=ltx_tag_listingline>2</span>1</div></div>", "```\na\n1\n```"),
        ("<div><input id=a><label for=a>npm</label><input id=b><label for=b>yarn</label></div>", "npm yarn"),
        ("<p>So<label class=sidenote-number></label><span class=sidenote><sup>1</sup> Ibid.</span>.</p>",
         "So[^1].\n\n[^1]: Ibid."),
        ("<p>So<label class=margin-toggle>⊕</label><input><span class=marginnote>In spring.</span> it is.</p>",
         "So it is.\n\nIn spring."),
        ("<p>So <span class=marginnote>in spring</span> it is.</p>", "So in spring it is."),
        ("<p><b>On</b><b>ly</b> <i>a</i><i>b</i> <b>c</b> <b>d</b>.</p>",
         "**Only** *ab* **c** **d**."),
        ("<div class=bbcode_container><div class=bbcode_description>Code:</div><pre>a</pre></div>", "```\na\n```"),
        ("<div class=codebox><p>Code: <a href=#>Select all</a></p><pre>a</pre></div>", "```\na\n```"),  # of phpBB
        ("<div class=codebox><p>Code of the boat</p><pre>a</pre></div>", "Code of the boat\n\n```\na\n```"),
        ("<table><tr><td class=lines-num><span></span></td><td class=lines-code><code>a\n</code></td></tr>"
         "<tr><td class=lines-num></td><td class=lines-code><code>  b\n</code></td></tr></table>",
         "```\na\n  b\n```"),  # of Gitea
        ("<pre><span style=color:teal>1</span> <b>a</b>\n<span style=color:teal>2</span>   b <i>c\n</i>"
         "</pre>", "```\n1 a\n2   b c\n```"),  # the number of lines differs
        ("<pre><span style=color:teal>1</span> <b>a</b> <span>(\n</span><span style=color:teal>2</span>   b)</pre>",
         "```\na (\n  b)\n```"),  # of Cnblogs
        ("<pre><span>1</span> a\n<span>3</span> b</pre>", "```\n1 a\n3 b\n```"),
        ("<ul><li><i class=bullet>•</i>tea</li><li><b class=bullet>3</b>pots</li></ul>", "- tea\n- **3**pots"),
        ("<ul class=inline-task-list><li class=checked>tea</li><li>milk</li></ul>", "- [x] tea\n- [ ] milk"),
        ("<aside class='page-aside'><p>Bring it.</p></aside>", "Bring it."),
        ("<div class=NOTE><p>Note</p><p>Bring it.</p></div>", "> [!NOTE] Note\n> Bring it."),  # of Microsoft Learn
        ("<div class='custom-block danger'><p class=custom-block-title>Lamps</p><p>Bring it.</p></div>",
         "> [!DANGER] Lamps\n> Bring it."),  # of VuePress
        ("<div data-panel-type=warning><div><p>Bring it.</p></div></div>", "> [!WARNING]\n> Bring it."),
        ("<div data-callout-type=tip><div><p>Bring it.</p></div></div>", "> [!TIP]\n> Bring it."),
        ("<blockquote class='callout callout_warn'><h3 class=callout-heading>Lamps</h3><p>Bring it.</p></blockquote>",
         "> [!WARNING] Lamps\n> Bring it."),
        ("<blockquote class='blockquote-tag blockquote-tag-tip'><p class=blockquote-tag-title>Tip</p><p>Bring it.</p>"
         "</blockquote>", "> [!TIP] Tip\n> Bring it."),  # of mdBook
        ("<div class=awsdocs-tip><div class=awsdocs-tip-title><h6>Tip</h6></div><div class=awsdocs-tip-text>"
         "<p>Bring it.</p></div></div>", "> [!TIP] Tip\n> Bring it."),
        ("<aside class=caution><b>Caution:</b><span> Bring it.</span></aside>",
         "> [!CAUTION]\n> **Caution:** Bring it."),  # of Google
        ("<div class=notion-callout><div>💡</div><div>Bring it.</div></div>", "> [!NOTE]\n> Bring it."),
        ("<div class=nextra-callout><div>⚠️</div><p>Bring it.</p></div>", "> [!NOTE]\n> Bring it."),
        ("<div class=nextra-callout>Bring it <span>→</span> there.</div>", "> [!NOTE]\n> Bring it → there."),
        ("<p>It is so.<a href='#n1'><span class=fn>1</span></a></p><div class=note><p><a name=n1></a>Sailors say so."
         "</p></div>", "It is so.[^1]\n\n[^1]: Sailors say so."),  # a box of notes is none
    ],
)  # fmt: skip
def test_variants(body: str, want: str) -> None:
    assert render(Article(blocks=read_html(f"<html><body>{body}</body></html>").blocks)).strip() == want


def test_lists_astray_inside_one_another_are_bounded() -> None:
    page = read_html(f"<html><body>{'<ul><li>tea</li>' * 3_000}</body></html>")
    assert len(page.blocks) == 3_000


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ('<dl><dt>ring()<a class=headerlink href="#ring">¶</a></dt><dd>Rings it.</dd></dl>', "- ring()\n\n  Rings it."),
        ('<table><caption>Ports<a class=headerlink href="#id2">¶</a></caption><tr><th>a<th>b<tr><td>1<td>2</table>',
         "Ports\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ('<div><h2>Boats</h2><span class="mw-editsection">[<a href="/w?action=edit">edit</a>]</span></div><p>Two.</p>',
         "## Boats\n\nTwo."),
        (f"<p>So{'<span class=mw-editsection>[edit' * 40}{'</span>' * 40} it is.</p>", "So it is."),
        ('<p>See <a class=headerlink href="/other">the other page</a>.</p>', "See [the other page](/other)."),
        ('<p>See <a class=headerlink href="#there">the list</a>.</p>', "See [the list](#there)."),
    ],
)  # fmt: skip
def test_links_of_an_element_to_itself_go_and_other_links_stay(body: str, want: str) -> None:
    assert render(Article(blocks=read_html(f"<html><body>{body}</body></html>").blocks)).strip() == want


@pytest.mark.parametrize(
    ("player", "address"),
    [
        ("<iframe src=about:blank data-lazy-src=https://www.youtube.com/embed/a></iframe>", "https://www.youtube.com/embed/a"),
        ("<iframe src=https://ads.example/ data-src=/b></iframe>", None),
        ("<amp-video src=https://port.example/a.mp4></amp-video>", "https://port.example/a.mp4"),
        ("<amp-iframe src=https://ads.example/></amp-iframe>", None),
        ("<div class=fb-post data-href=https://www.facebook.com/port/posts/1></div>",
         "https://www.facebook.com/port/posts/1"),
        ("<div class=fb-post data-href=https://www.facebook.com/port/posts/1><iframe src=https://www.facebook.com/plugins>"
         "</iframe></div>", "https://www.facebook.com/plugins"),
        ("<blockquote class=instagram-media data-instgrm-permalink=https://www.instagram.com/p/a/>View</blockquote>",
         "https://www.instagram.com/p/a/"),
        ("<blockquote class=instagram-media data-instgrm-permalink=https://www.instagram.com/p/a/><a href=/>View it</a>"
         f"<a href=/>{'Tea. ' * 20}</a></blockquote>", "https://www.instagram.com/p/a/"),
        ("<blockquote class=mastodon-embed data-embed-url=https://toots.example/@a/1/embed><a>View</a></blockquote>",
         "https://toots.example/@a/1/embed"),
        (f"<blockquote class=instagram-media data-instgrm-permalink=https://www.instagram.com/p/a/>{'Tea. ' * 20}"
         "</blockquote>", None),
    ],
)  # fmt: skip
def test_players_and_posts_that_scripts_fill_in(player: str, address: str | None) -> None:
    read = read_html(f"<html><body><p>Tea.</p>{player}<p>Milk.</p></body></html>")
    assert [image.src for image in read.images] == ([address] if address else [])


@pytest.mark.parametrize(
    ("cell", "is_table"), [("5", True), ("<h4>5</h4>", False), ("<form>5</form>", False), ("<p>5</p>", True)]
)
def test_headings_of_columns_may_be_heading_elements(cell: str, is_table: bool) -> None:
    table = f"<table><tr><th><h3>Plan</h3></th><th>Price</th></tr><tr><td>Day</td><td>{cell}</td></tr></table>"
    read = read_html(f"<html><body>{table}</body></html>")
    assert (read.blocks[0].text == "Plan\tPrice") is is_table


@pytest.mark.parametrize(
    ("box", "is_figure"),
    [
        ("<div><img src=/a.jpg><div class=caption>The old pier</div></div>", True),
        ("<div><a href=/b><img src=/a.jpg></a><p class=photo-caption>The old pier</p></div>", True),
        ("<div><img src=/a.jpg><div class=caption>The old pier</div><p>More.</p></div>", False),
        ("<div><img src=/a.jpg><div class=closed-caption>The old pier</div></div>", False),
        ("<div><div class=caption>The old pier</div></div>", False),
        ("<div class=imageblock><div><img src=/a.jpg></div><div class=title>The old pier</div></div>", True),
        ("<div class=card><div><img src=/a.jpg></div><div class=title>The old pier</div></div>", False),
    ],
)
def test_a_box_of_an_image_and_its_caption_is_a_figure(box: str, is_figure: bool) -> None:
    read = read_html(f"<html><body>{box}</body></html>")
    caption = next(block for block in read.blocks if block.text == "The old pier")
    assert (around(caption.place, "figure") is not None) is is_figure
    assert all((around(image.place, "figure") is not None) is is_figure for image in read.images)


TEA = "<p><code>tea</code></p>"


def tabs(names: str, *panes: str) -> str:
    labels = "".join(f"<li role=tab aria-controls={name}>{name}</li>" for name in names.split())
    return f"<div><ul role=tablist>{labels}</ul><div>{''.join(panes)}</div></div>"


@pytest.mark.parametrize(
    ("body", "want"),
    [
        (tabs("npm yarn", "<div role=tabpanel><pre>npm i</pre></div>", "<div role=tabpanel hidden><p>Tea.</p></div>"),
         "**npm**\n\n```\nnpm i\n```\n\n**yarn**\n\nTea."),
        (tabs("b a", f"<div role=tabpanel id=b>{TEA}</div>", f"<div role=tabpanel id=a><h3>a</h3>{TEA}</div>"),
         "**b**\n\n`tea`\n\n### a\n\n`tea`"),
        (tabs("b a", f"<div role=tabpanel id=a>{TEA}</div>", f"<div role=tabpanel id=b>{TEA}</div>"),
         "- b\n- a\n\n`tea`\n\n`tea`"),  # in another order
        (tabs("b a", f"<div role=tabpanel>{TEA}</div>"), "- b\n- a\n\n`tea`"),
        (tabs("b a", f"<div role=tabpanel>{TEA}</div>", "<div role=tabpanel></div>"), "- b\n- a\n\n`tea`"),
        (tabs("b a", "<div role=tabpanel>Tea.</div>", "<div role=tabpanel>Milk.</div>"), "- b\n- a\n\nTea.\n\nMilk."),
        (f"<nav>{tabs('b a', f'<div role=tabpanel>{TEA}</div>', f'<div role=tabpanel>{TEA}</div>')}</nav>",
         "- b\n- a\n\n`tea`\n\n`tea`"),
    ],
)  # fmt: skip
def test_the_name_of_a_tab_stands_over_its_pane(body: str, want: str) -> None:
    """If each has text, and one has code. A pane that stands for all tabs, or an empty one, is filled by a script."""
    assert render(Article(blocks=read_html(f"<html><body>{body}</body></html>").blocks)).strip() == want
