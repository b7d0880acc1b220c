"""The core finds the blocks that a search need look at as Python does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner import core
from cleaner import prefilters as pre
from cleaner.model import Block, Span
from cleaner.read.html import read_html

compiled = pytest.mark.skipif(core.compiled is None, reason="nothing was compiled")
WORDS = (
    "by", "By", "BY", "ANN", "Ann", "READ", "ALSO", "Why", "1ST", "12", "ΑΝΝΑ", "ǅ", "ß", "ſ", "漢字", "é", "\u212a",
    ".", "", "\u00a0", "\x1f", "\U00010400",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
KINDS = st.sampled_from(["link", "formula", "note"])
BLOCKS = st.lists(st.tuples(TEXTS, st.lists(KINDS, max_size=2)), max_size=6).map(
    lambda rows: tuple(
        Block(nth, "paragraph", text, spans=tuple(Span(0, 1, kind) for kind in kinds))
        for nth, (text, kinds) in enumerate(rows)
    )
)


def ask_all(blocks: tuple[Block, ...]) -> list[Any]:
    starts = ("by", "a", "r", "ß")
    return [
        pre.find_sized(blocks, 2, 6), pre.find_sized(blocks, 3), pre.find_begun(blocks, "bBAaé漢ß"),
        pre.find_begun(blocks, "bBaARrK\u212a", 9, starts), pre.find_ended(blocks, ".yY漢\u212a", 12),
        pre.find_shouted(blocks, 14), pre.find_headed(blocks, 8), pre.find_spanned(blocks, "formula"),
        pre.join_longest(blocks, 4, 9), pre.join_longest(blocks, 0, 0), pre.join_longest(blocks, 9, 99),
    ]  # fmt: skip


@compiled
@given(BLOCKS)
@example(())
@example((Block(0, "item", "Ann Lee"), Block(1, "item", "Ann Lee writes"), Block(2, "item", "Ann Lee writes")))
@example(tuple(Block(nth, "item", text) for nth, text in enumerate(["READ ALSO", "READ ALSO Why", "A 1 b", "1A B c"])))
def test_the_core_finds_what_python_finds(blocks: tuple[Block, ...]) -> None:
    found = ask_all(blocks)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "compiled", None)
        assert found == ask_all(blocks)


def test_each_question_has_an_answer() -> None:
    texts = ["READ ALSO Why it rained", "Ann Lee", "Ann Lee writes on the sea.", "By Ann Lee"]
    blocks = tuple(Block(nth, "paragraph", text) for nth, text in enumerate(texts))
    assert pre.find_shouted(blocks, 99) == [0]
    assert pre.find_headed(blocks, 20) == [1]
    assert pre.find_begun(blocks, "bB", 99, ("by",)) == [3]
    assert pre.find_begun(blocks, "AB", 10, ("by", "x")) == [3]
    assert pre.find_ended(blocks, ".", 99) == [2]
    assert pre.find_sized(blocks, 8, 10) == [3]
    assert pre.join_longest(blocks, 20, 10) == texts[2]


@compiled
def test_what_is_not_for_the_core_is_refused() -> None:
    pre.find_sized((), 0)
    block = Block(0, "item", "a", spans=(Span(0, 1, "link"),))
    for wrong in (("sized", ["a"], 0, 1), ("sized", (1,), 0, 1), ("begun", (block,), "a", 1, (1,)),
                  ("begun", (block,), "a", 1, ("",)), ("spanned", (block,), 1), ("longest", (block, 2), 0, 1),
                  ("spanned", (Block(0, "item", "a", spans=((1, 2, 3),)),), "link"),  # type: ignore[arg-type]
                  ("headed", (block, None), 1), ("prefilter_setup", 1)):  # fmt: skip
        with pytest.raises((TypeError, ValueError)):
            getattr(core.compiled, wrong[0])(*wrong[1:])


@pytest.mark.parametrize(
    ("page", "signed", "authored"),
    [
        ("<p>A page.", False, False),
        ("<p class=post-Signature>A page.", True, False),
        ("<p id=x_signature>A page.", True, False),
        ("<p itemprop=author>A page.", False, True),
        ("<p>A page.<script>x = '<p class=signature itemprop=author>'</script>", False, False),
    ],
)
def test_what_a_page_may_hold_is_known(page: str, signed: bool, authored: bool) -> None:
    found = read_html(page)
    assert found.authored == authored
    assert found.signed == signed or core.compiled is None
