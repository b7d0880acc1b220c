"""The core finds the blocks that a search need look at as Python does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner import core
from cleaner import prefilters as pre
from cleaner.judge.kinds import guess_kinds
from cleaner.model import Block, Container, Span
from cleaner.read.html import read_html

compiled = pytest.mark.skipif(core.compiled is None, reason="nothing was compiled")
WORDS = (
    "by", "By", "BY", "ANN", "Ann", "READ", "ALSO", "Why", "1ST", "12", "ΑΝΝΑ", "ǅ", "ß", "ſ", "漢字", "é", "\u212a",
    ".", "", "\u00a0", "\x1f", "\U00010400",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
KINDS = st.sampled_from(["link", "formula", "note"])
ROOT = Container("body", (), None, 0, 0)
USERS = Container("ul", ("user", "list"), ROOT, 1, 1)
ELEMENTS = (
    None, ROOT, USERS, Container("li", ("a", "b"), USERS, 2, 2), Container("li", (), USERS, 3, 2),
    Container("p", ("users",), ROOT, 4, 1), Container("p", ("b",), ROOT, 5, 1),
)  # fmt: skip
ROWS = st.tuples(
    TEXTS, st.lists(KINDS, max_size=2), st.sampled_from(["paragraph", "heading", "item"]), st.booleans(),
    st.sampled_from(ELEMENTS),
)  # fmt: skip
BLOCKS = st.lists(ROWS, max_size=6).map(
    lambda rows: tuple(
        Block(
            nth,
            kind,
            text,
            spans=tuple(Span(at, max(at, len(text)), name) for at, name in enumerate(names)),
            hidden=hidden,
            container=element,
        )
        for nth, (text, names, kind, hidden, element) in enumerate(rows)
    )
)


def ask_all(blocks: tuple[Block, ...]) -> list[Any]:
    words = frozenset({"by", "a", "read", "ß"})
    return [
        pre.find_sized(blocks, 2, 6), pre.find_sized(blocks, 3), pre.find_begun(blocks, "bBAaé漢ß"),
        pre.find_begun(blocks, "bBaARrK\u212a", 9, words), pre.find_ended(blocks, ".yY漢\u212a", 12),
        pre.find_shouted(blocks, 14), pre.find_headed(blocks, 8), pre.find_spanned(blocks, "formula"),
        pre.find_led(blocks, "link", 0, 99), pre.find_led(blocks, "link", 1, 12), pre.find_led(blocks, "note", 2, 9),
        pre.join_longest(blocks, 4, 9), pre.join_longest(blocks, 0, 0), pre.join_longest(blocks, 9, 99),
        pre.find_foldable(blocks, "by", 0, 12), pre.find_foldable(blocks, "ßy", 2, 9),
        pre.find_foldable(blocks, "", 0, 9),
        pre.find_kinds(blocks, pre.HEADINGS), pre.find_kinds(blocks, frozenset({"item", "paragraph"})),
        pre.find_hidden(blocks), pre.find_named(blocks, frozenset({"user", "b"})), pre.find_named(blocks, frozenset()),
        [pre.is_around(block.container, frozenset({"user", "b", "body"}), most) for block in blocks for most in (0, 2)],
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
    assert pre.find_begun(blocks, "bB", 99, frozenset({"by"})) == [3]
    assert pre.find_begun(blocks, "AB", 10, frozenset({"by", "an"})) == [3]
    assert pre.find_foldable(blocks, "annlee", 6, 30) == [1, 2]
    assert pre.find_ended(blocks, ".", 99) == [2]
    assert pre.find_sized(blocks, 8, 10) == [3]
    assert pre.join_longest(blocks, 20, 10) == texts[2]


def test_what_leads_to_a_link_is_found() -> None:
    texts = ["See also Tides", "Tides", "See Tides, Boats", "Tides, boats", "See also the Tides"]
    spans = [(9, 14)], [(0, 5)], [(4, 9), (11, 16)], [(4, 5)], [(13, 18)]
    blocks = tuple(
        Block(nth, "item", text, spans=tuple(Span(start, end, "link") for start, end in links))
        for nth, (text, links) in enumerate(zip(texts, spans, strict=True))
    )
    assert pre.find_led(blocks, "link", 4, 16) == [0]
    assert pre.find_led(blocks, "link", 0, 99) == [0, 1, 4]


def test_blocks_are_found_by_their_elements() -> None:
    deep = [ROOT]
    for nth in range(2_000):
        deep.append(Container("div", ("user",) if nth == 1_000 else ("box",), deep[-1], nth + 1, nth + 1))
    blocks = tuple(
        Block(nth, "heading" if nth == 1 else "item", "a", container=node, hidden=nth == 2)
        for nth, node in enumerate([deep[1_000], deep[1_001], deep[-1], USERS, None, deep[-1]])
    )
    assert pre.find_named(blocks, frozenset({"user"})) == [1, 2, 3, 5]
    assert pre.find_named(blocks, frozenset({"u"})) == []
    assert pre.find_hidden(blocks) == [2]
    assert pre.find_kinds(blocks, pre.HEADINGS) == [1]


def test_elements_that_share_their_words_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are more names than the core remembers, so that some take the place of others."""
    names = [
        (f"w{nth}", "user") if nth % 7 == 3 else (f"w{nth}", "nav") if nth % 7 == 4 else () for nth in range(1_400)
    ]
    nodes = [Container("div", names[nth * 37 % 1_400], ROOT, nth + 1, 1) for nth in range(4_200)]
    kinds = ["heading", "heading", "item", "paragraph"]
    blocks = tuple(Block(nth, kinds[nth % 4], "a", container=node) for nth, node in enumerate(nodes))  # type: ignore[arg-type]
    users = pre.find_named(blocks, frozenset({"user"}))
    assert users == [nth for nth, node in enumerate(nodes) if "user" in node.tokens]
    assert pre.find_kinds(blocks, pre.HEADINGS) == [nth for nth in range(4_200) if nth % 4 < 2]
    told = guess_kinds(blocks, {}, [False] * len(blocks))
    assert {told[nth] for nth, node in enumerate(nodes) if "nav" in node.tokens} == {"navigation"}
    monkeypatch.setattr(core, "compiled", None)
    assert told == guess_kinds(blocks, {}, [False] * len(blocks))


@compiled
def test_what_is_not_for_the_core_is_refused() -> None:
    pre.find_sized((), 0)
    block = Block(0, "item", "a", spans=(Span(0, 1, "link"),))
    for wrong in (("sized", ["a"], 0, 1), ("sized", (1,), 0, 1), ("begun", (block,), "a", 1, frozenset({1})),
                  ("begun", (block,), "a", 1, frozenset({""})), ("begun", (block,), "a", 1, ("a",)),
                  ("foldable", (block,), 1, 0, 1), ("hidden", [block]), ("of_kinds", (block,), {"item"}),
                  ("is_around", ROOT, ["a"], 1), ("is_around", ("p", ()), frozenset("a"), 1),
                  ("named", (block,), ["a"]), ("named", (Block(0, "item", "a", container=("p", ())),), frozenset("a")),
                  ("spanned", (block,), 1), ("longest", (block, 2), 0, 1),
                  ("spanned", (Block(0, "item", "a", spans=((1, 2, 3),)),), "link"),  # type: ignore[arg-type]
                  ("led", (Block(0, "item", "a", spans=(Span("", 1, "link"),)),), "link", 0, 1),  # type: ignore[arg-type]
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
