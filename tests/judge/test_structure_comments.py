"""Comments that stay keep authors and short lines; quotes and headings between two blocks stay with them."""

from __future__ import annotations

import pytest

from cleaner.judge import structure
from cleaner.model import Document
from cleaner.read.html import read_html
from cleaner.vocabulary import PageKind

AUTHORS = ("ann", "bob", "cid", "dora")
SAID = ("The map is a year old.", "It is, and so is the table.", "Thanks", "Then ask the office at the pier.")


def thread(extra: str = "") -> Document:
    """A thread of four comments; each ends with ``extra``."""
    comments = "".join(
        f'<div class="comment"><cite>{name}</cite><div class="body"><p>{text}</p></div>{extra}</div>'
        for name, text in zip(AUTHORS, SAID, strict=True)
    )
    return read_html(f"<html><body>{comments}</body></html>")


def kept_again(read: Document, *dropped: str, kind: PageKind | None = None) -> dict[str, str]:
    """The texts among those dropped that the judge of structure wants back, each with its rule."""
    keep = [block.text not in dropped for block in read.blocks]
    found = structure.judge(read, keep, kind, images=False)
    return {read.blocks[verdict.block].text: verdict.rule for verdict in found}


@pytest.mark.parametrize("kind", [None, "article", "forum"])
def test_a_comment_built_as_those_that_stay_is_one_of_them(kind: PageKind | None) -> None:
    assert kept_again(thread(), "Thanks", kind=kind) == {"Thanks": "comment-text"}


def test_a_comment_comes_back_with_its_author() -> None:
    again = {"dora": "comment-author", "Then ask the office at the pier.": "comment-text"}
    assert kept_again(thread(), *again) == again


def test_what_goes_of_most_comments_goes_of_all() -> None:
    read = thread('<div class="signature">Sails at night and sleeps by day</div>')
    assert kept_again(read, "Sails at night and sleeps by day") == {}
    assert kept_again(read, *SAID[1:]) == {}


def test_a_link_below_a_comment_is_left_to_the_other_judges() -> None:
    read = thread('<p class="more"><a href="/p">Permanent address</a></p>')
    keep = [True] * len(read.blocks)
    last = len(read.blocks) - 1
    keep[last] = False
    assert structure.judge(read, keep, None, images=False) == []


@pytest.mark.parametrize(
    ("kind", "dropped", "again"),
    [
        (None, AUTHORS, AUTHORS),
        ("forum", AUTHORS, ()),  # the tagger knows them
        ("forum", AUTHORS[:2], AUTHORS[:2]),  # and is held to what it says of the others
    ],
)
def test_authors_stay_or_go_together(kind: PageKind | None, dropped: tuple[str, ...], again: tuple[str, ...]) -> None:
    assert kept_again(thread(), *dropped, kind=kind) == dict.fromkeys(again, "comment-author")


@pytest.mark.parametrize(
    ("line", "again"),
    [
        ("<blockquote><p>Mind the gap!</p></blockquote>", True),
        ("<h3>Mind the gap!</h3>", True),
        ("<h3><a href='/gap'>Mind the gap!</a></h3>", False),
        ("<p>Mind the gap!</p>", False),
        ("<figure><img src=/a.jpg><figcaption>The pier.</figcaption></figure><h3>Mind the gap!</h3>", True),
    ],
)
def test_a_short_quote_or_heading_between_blocks_that_stay(line: str, again: bool) -> None:
    prose = "<p>The boats will run every forty minutes from the old pier, members said.</p>"
    read = read_html(f"<html><body><div>{prose}{line}{prose}</div></body></html>")
    dropped = ("Mind the gap!", "The pier.")
    assert kept_again(read, *dropped) == ({"Mind the gap!": "between"} if again else {})
    first = read_html(f"<html><body><div>{line}{prose}</div></body></html>")
    assert kept_again(first, *dropped) == {}


@pytest.mark.parametrize(
    ("first", "kind", "again"),
    [
        ("<h2>The first year</h2>", "article", True),
        ("<h2>The first year</h2>", "documentation", True),
        ("<h2>The first year</h2>", "listing", False),  # the names of its sections lead to other pages
        ("<h3>The first year</h3>", "article", False),
        ("<h2 class='kicker'>The first year</h2>", "article", False),
        ("<h2><a href='/year'>The first year</a></h2>", "article", False),
    ],
)
def test_a_heading_built_as_those_that_stay_heads_text(first: str, kind: PageKind, again: bool) -> None:
    prose = "<p>The boats will run every forty minutes from the old pier, members said.</p>"
    body = f"<section>{first}{prose}</section><section><h2>The second year</h2>{prose}</section>"
    read = read_html(f"<html><body>{body}</body></html>")
    assert kept_again(read, "The first year", kind=kind) == ({"The first year": "between"} if again else {})
    assert "The first year" not in kept_again(read, "The first year", "The second year", kind=kind)


@pytest.mark.parametrize(("to", "again"), [("#", True), ("/", False)])
def test_a_heading_in_a_link_to_itself_is_no_link(to: str, again: bool) -> None:
    prose = "<p>The boats will run every forty minutes from the old pier, members said.</p>"
    years = ("The first year", "The second year")
    body = "".join(f"<section><a href='{to}{at}'><div><h2>{at}</h2></div></a>{prose}</section>" for at in years)
    read = read_html(f"<html><body>{body}</body></html>")
    assert kept_again(read, years[0], kind="article") == ({years[0]: "between"} if again else {})
