"""What ends the text below its last paragraph stays: a callout, a list of sources, the lists of a wiki."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.judge.ends import find_ends
from cleaner.read.html import read_html

LONG = (
    "The council of the harbour town voted on Tuesday to bring the night ferries back, nine years after they were cut."
)
NOTE = '<div class="admonition note"><p class="admonition-title">Note</p><p>The last boat waits.</p></div>'
BOOKS = "<ul><li>Bell, D., 2001, Piers, Port Ellery.</li><li>Cole, E., 2011, Tides.</li></ul>"
WRITTEN = "".join(f"<li><a href=https://bay.example/{n}>https://bay.example/{n}</a></li>" for n in "ab")
NAMED = "".join(f"<li><a href=https://{n}.example/>The {n} report</a></li>" for n in ("bay", "pier"))
OWN = "<li><a href=/a>Two boats for sale</a></li><li><a href=/b>A bridge that nobody crosses</a></li>"


def found(end: str, chance: float, barred: str = "", after: str = "") -> int:
    """How many blocks end the text of a page with one paragraph that stays."""
    blocks = read_html(f"<html><body><main><div><p>{LONG}</p>{end}</div></main>{after}</body></html>").blocks
    keep = [block.text == LONG for block in blocks]
    no = {block.index for block in blocks if block.text == barred}
    return len(find_ends(blocks, keep, [chance] * len(blocks), no))


@pytest.mark.parametrize(
    ("end", "count"),
    [
        (NOTE, 2),
        (f"<h2>Bibliography</h2>{BOOKS}", 3),
        (f"<section><h2>Literatur</h2>{BOOKS}</section>", 3),
        (f"<p>Links in diesem Artikel:</p><ol>{WRITTEN}</ol>", 3),
        (f"<h2>Sources</h2><ul>{NAMED}</ul>", 3),
        (f"{NOTE}<h2>Sources</h2><ul>{NAMED}</ul>", 5),
        (f"<h2>Sources</h2><ul>{OWN}</ul>", 0),  # links to other pages of the site
        (f"<h2>Our boats</h2>{BOOKS}", 0),
        ("<h2>Sources</h2><p>The council.</p>", 0),
    ],
)
def test_a_callout_or_a_list_of_sources_ends_the_text(end: str, count: int) -> None:
    assert (found(end, 0.4), found(end, 0.35)) == (count, 0)


def test_what_is_elsewhere_on_the_page_or_barred_by_a_phrase_ends_no_text() -> None:
    assert found("", 0.9, after=f"<aside>{NOTE}</aside>") == 0
    assert found("", 0.9, after=f"<div><h2>Sources</h2>{BOOKS}</div>") == 0
    assert found(NOTE, 0.9, barred="The last boat waits.") == 0
    assert found(f"<h2>Sources</h2>{BOOKS}", 0.9, barred="Sources") == 0


@pytest.mark.parametrize(
    ("table", "chance", "count"),
    [
        ("<table><tr><th>Owner</th><td>Ann Lee</td></tr><tr><th>State</th><td>In work</td></tr></table>", 0.5, 2),
        ("<table><tr><th>Owner</th><td>Ann Lee</td></tr><tr><th>State</th><td>In work</td></tr></table>", 0.45, 0),
        ("<table><tr><th>Owner</th><td>Ann Lee</td></tr></table>", 0.9, 0),
        ("<table><tr><th>Owner</th><td><a href=/a>Ann</a></td></tr><tr><th>At</th><td>Sea</td></tr></table>", 0.9, 0),
    ],
)
def test_a_table_of_facts_begins_the_text(table: str, chance: float, count: int) -> None:
    for markup, stays in ((f"<div>{table}<p>{LONG}</p></div>", count), (f"<p>{table}</p><div><p>{LONG}</p></div>", 0)):
        blocks = read_html(f"<html><body>{markup}</body></html>").blocks
        keep = [block.text == LONG for block in blocks]
        assert len(find_ends(blocks, keep, [chance] * len(blocks), ())) == stays


def test_see_also_of_a_wiki_stays_and_so_does_what_follows() -> None:
    """Of another page, such a list of its own pages goes."""
    text = "".join(f"<p>{LONG} {nth}.</p>" for nth in ("One", "Two", "Three", "Four"))
    end = (
        f"<h2>See also</h2><ul>{OWN}</ul><h2>References</h2><ol class=references><li>Bell, Piers, 2001.</li></ol>"
        f"<h2>External links</h2><ul>{NAMED}</ul>"
    )
    page = "<html><body><main><div id=mw-content-text><div class='{}'>{}</div></div></main></body></html>"
    wiki = clean(page.format("mw-parser-output", text + end).encode()).text
    assert all(said in wiki for said in ("See also", "Two boats for sale", "Piers, 2001", "The bay report"))
    other = clean(page.replace("mw-", "my-").format("text", text + end).encode()).text
    assert "Two boats for sale" not in other
    assert "Piers, 2001" in other
