"""Embedded posts between blocks that stay."""

from __future__ import annotations

import pytest

from cleaner.judge.between import find
from cleaner.judge.places import group_by_place
from cleaner.read.html import read_html

BY = '— The Harbour Office (@harbour) <a href="https://x.example/1">May 2, 2024</a>'
SIGNED = "— The Harbour Office"
WORDS = "The ferry waits until the fog has gone."


def tweet(words: str, name: str = "twitter-tweet") -> str:
    return f'<blockquote class="{name}"><p>{words}</p>{BY}</blockquote>'


def found(between: str, *, before: bool = True, after: bool = True, matches: frozenset[int] = frozenset()) -> list[str]:
    """The texts that come back, of what is between two paragraphs of which both stay unless told otherwise."""
    blocks = read_html(f"<html><body><main><p>Above.</p><div>{between}</div><p>Below.</p></main></body></html>").blocks
    keep = [before, *(False for _ in blocks[2:]), after]
    places = group_by_place(blocks)
    indices = {at for at, rule in find(blocks, places, keep, "article", matches)}
    return [blocks[at].text.split(" (")[0] for at in sorted(indices)]


@pytest.mark.parametrize(
    ("between", "texts"),
    [
        (tweet(WORDS), [WORDS, SIGNED]),
        (tweet(WORDS) + tweet("It left at noon."), [WORDS, SIGNED, "It left at noon.", SIGNED]),
        (tweet(WORDS) + "<p>Read more</p>", [WORDS, SIGNED]),
        (tweet(f'{WORDS} <a href="/1">{"t.example/" * 6}</a>'), [f"{WORDS} {'t.example/' * 6}", SIGNED]),
        (tweet('<a href="https://i.example/1">View this post</a>') + "<p>Read more</p>", []),
    ],
)  # fmt: skip
def test_posts_between_paragraphs(between: str, texts: list[str]) -> None:
    assert found(between) == texts


def test_several_quotes_in_a_row_stay() -> None:
    quotes = "".join(f"<blockquote><p>{text}</p></blockquote>" for text in (WORDS, "It left at noon."))
    assert found(quotes) == [WORDS, "It left at noon."]
    assert found(quotes, after=False) == []
    assert found(quotes + "<p>Advertisement</p>") == []


@pytest.mark.parametrize(("before", "after"), [(False, True), (True, False)])
def test_posts_beside_what_goes(before: bool, after: bool) -> None:
    assert found(tweet(WORDS), before=before, after=after) == []


def test_what_a_phrase_recognises_does_not_come_back() -> None:
    assert found(tweet("Tweet may have been deleted.") + "<p>Read more</p>", matches=frozenset({1, 2})) == []


@pytest.mark.parametrize(
    ("post", "texts"),
    [
        (tweet(WORDS, "bluesky-embed"), [SIGNED]),
        (tweet(f'{WORDS}<br><br><a href="/1">[image or embed]</a>', "bluesky-embed"), [SIGNED]),
        (tweet(WORDS, "sea"), []),
    ],
)
@pytest.mark.parametrize("after", [True, False])
def test_who_wrote_a_post_whose_words_stay_does_so_too(post: str, texts: list[str], after: bool) -> None:
    blocks = read_html(f"<html><body><main><p>Above.</p>{post}<p>Below.</p></main></body></html>").blocks
    keep = [block.text in ("Above.", WORDS) or (after and block.text == "Below.") for block in blocks]
    indices = {at for at, _ in find(blocks, group_by_place(blocks), keep, "article", {})}
    assert [blocks[at].text.split(" (")[0] for at in sorted(indices)] == texts
