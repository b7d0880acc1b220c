"""A page with more structure than is kept loses no word, and says so in one note."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.read.html import read_html

PROSE = "<p>The council of Port Ellery voted on Tuesday to bring the night ferries back, members said.</p>"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<ul><li>boat" * 200, "levels of lists and quotes"),
        ("<blockquote>" * 200 + "boat", "levels of lists and quotes"),
        ("<p>" + "<b>x</b><i>y</i>" * 1_500 + " boat</p>", "marks in one block"),
        ("<p>boat</p>" + "".join(f"<img src=/pier-of-the-town-{nth}.jpg>" for nth in range(2_100)), "images"),
        (f"<p>boat <script type='math/tex'>{'a+' * 20_000}</script></p>", "signs in one formula"),
        ("<table><tr><th>boat<th>day<tr><td colspan=500>x<td>y</table>", "columns or rows under one cell"),
    ],
)
def test_one_note_says_what_there_was_too_much_of(body: str, what: str) -> None:
    page = read_html(f"<html><body>{PROSE}{body}{PROSE}</body></html>")
    assert page.notes == (f"structure: more {what} than are kept",)
    text = " ".join(block.text for block in page.blocks)
    assert text.count("night ferries") == 2
    assert "boat" in text


def test_the_note_stands_in_the_record() -> None:
    page = f"<html><body>{PROSE * 4}{'<blockquote>' * 200}{PROSE}</body></html>"
    assert clean(page).notes == ("structure: more levels of lists and quotes than are kept",)


def test_a_page_as_pages_are_has_no_note() -> None:
    body = "<table><tr><th>boat<th>day<tr><td colspan=2>x</table><ul><li>x<ul><li>y</ul></ul><p><b>z</b></p>"
    assert read_html(f"<html><body>{PROSE}{body}</body></html>").notes == ()
