"""What the compiled judges refuse: arrays, values and blocks that do not fit."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from cleaner import core
from cleaner.judge import compiled, tagger
from cleaner.judge.inputs import DENSE, GROUP_OF_KIND, ROW_OF_KIND
from cleaner.judge.letters import class_table
from cleaner.judge.weights import load_weights
from cleaner.model import Block, Container, Head
from cleaner.vocabulary import PAGE_KINDS
from tests.core.test_judges import compare, make_document

pytestmark = pytest.mark.skipif(core.compiled is None, reason="no compiled core was built here")


def odd_block(**odd: Any) -> Callable[[Any], Any]:
    """Blocks of which the last has a field that no block has."""
    return lambda blocks: (*blocks[:-1], replace(blocks[-1], **odd))


ODD_BLOCKS = (odd_block(text=7), odd_block(link_chars="many"), odd_block(container=1, text="x", kind="other"))


def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """The arguments that Python hands over for a page of five blocks."""
    taken: dict[str, list[Any]] = {}
    real = core.compiled

    def record(name: str) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            taken[name] = [np.asarray(arg) if isinstance(arg, memoryview) else arg for arg in args]
            return getattr(real, name)(*args)

        return call

    document, title, hints = make_document(3, 5)
    weights = load_weights()
    with monkeypatch.context() as patch:
        names = ("look", "tag", "choose", "guess_kinds", "tell")
        fake = SimpleNamespace(**(vars(real) | {name: record(name) for name in names}))
        patch.setattr(core, "compiled", fake)
        seen = compiled.extract(document, title, hints, weights.vocabulary)
        prediction = compiled.tag(seen, weights, head="dom", opinion=np.zeros((5, 2), dtype=np.float32))
        tagger.judge(document, prediction, weights, hints, "dom")
    return taken


def spoil(name: str, nth: int, value: Any) -> Any:
    return pytest.param(name, nth, value, id=f"{name}-{nth}-{type(value).__name__}-{str(value)[:20]}")


def put(at: int, value: int) -> Callable[[Any], Any]:
    """An array like the given one with one other number."""

    def change(array: Any) -> Any:
        array = array.copy()
        array.flat[at] = value
        return array

    return change


def shorten(at: int) -> Callable[[Any], Any]:
    """The layers with one that lacks its last row."""
    return lambda layers: (*layers[:at], layers[at][:-1], *layers[at + 1 :])


def read_only(array: Any) -> Any:
    array = array.copy()
    array.flags.writeable = False
    return array


TAKEN = (*range(1, 9), 10, 11)  # the arguments of tag that are arrays
ARRAY_CHANGES: tuple[Callable[[Any], Any], ...] = (
    lambda array: array[:-1], lambda array: array.astype(np.float64), lambda array: array[None, None],
    lambda array: np.asfortranarray(np.repeat(array, 2, axis=-1))[..., ::2], lambda _: None, lambda _: b"", lambda _: 3,
)  # fmt: skip


@pytest.mark.parametrize("change", range(len(ARRAY_CHANGES)))
@pytest.mark.parametrize(("name", "nth"), [*(("look", n) for n in range(4, 11)), *(("tag", n) for n in TAKEN)])
def test_arrays_that_do_not_fit_are_refused(
    name: str, nth: int, change: int, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """Other lengths, types, dimensions and strides, and what is no array, raise instead of being read."""
    args = calls(monkeypatch)[name]
    args[nth] = ARRAY_CHANGES[change](args[nth])
    if name == "tag" and args[nth] is None and nth in (5, 6):  # no opinion, no words: that is allowed
        assert 0 <= core.compiled.tag(*args) <= 1
        return
    with pytest.raises((ValueError, TypeError, BufferError, IndexError)):
        getattr(core.compiled, name)(*args)


@pytest.mark.parametrize(
    ("name", "nth", "change"),
    [
        spoil("look", 0, lambda blocks: [1, *blocks[1:]]),
        spoil("look", 0, lambda _: 7),
        spoil("look", 0, lambda blocks: blocks[:-1]),
        spoil("look", 1, lambda _: ["word"]),
        spoil("look", 1, lambda _: frozenset([""])),
        spoil("look", 1, lambda _: frozenset([1])),
        spoil("look", 2, lambda _: {5: ("related", 1.0, True)}),
        spoil("look", 2, lambda _: {-1: ("related", 1.0, True)}),
        spoil("look", 2, lambda _: {1 << 70: ("related", 1.0, True)}),
        spoil("look", 2, lambda _: {0: "related"}),
        spoil("look", 2, lambda _: {0: ("related", "much", True)}),
        spoil("look", 3, lambda _: ({"html": 1}, {"html": 320})),
        spoil("look", 3, lambda _: ({}, {"html": -1})),
        spoil("look", 3, lambda _: ({}, {"html": "first"})),
        spoil("look", 3, lambda _: 5),
        *(spoil("look", nth, read_only) for nth in range(4, 11)),
        spoil("look", 11, lambda _: b"body"),
        spoil("look", 12, lambda _: (1,)),
        spoil("look", 12, lambda _: ["first"]),
        spoil("look", 12, lambda _: [1 << 70]),
        spoil("tag", 0, lambda layers: layers[:-1]),
        spoil("tag", 0, list),
        *(spoil("tag", 0, shorten(at)) for at in range(23)),
        spoil("tag", 1, lambda dense: dense[:0]),
        spoil("tag", 2, put(0, -1)),
        spoil("tag", 3, put(0, 0)),
        spoil("tag", 3, put(3, 6)),
        spoil("tag", 2, put(2, 5)),
        spoil("tag", 4, put(0, 5)),
        spoil("tag", 4, put(4, -1)),
        spoil("tag", 6, put(0, -1)),
        spoil("tag", 6, put(0, 5)),
        spoil("tag", 9, lambda _: len(PAGE_KINDS)),
        spoil("tag", 9, lambda _: "forum"),
        spoil("tag", 10, read_only),
        spoil("tag", 11, read_only),
        *(spoil(name, 0, lambda blocks: [*blocks]) for name in ("choose", "guess_kinds")),
        *(spoil(name, 0, lambda blocks: (1, *blocks[1:])) for name in ("choose", "guess_kinds")),
        *(spoil(name, 0, lambda blocks: blocks[:-1]) for name in ("choose", "guess_kinds")),
        *(spoil("choose", 0, odd) for odd in ODD_BLOCKS[:2]),
        spoil("choose", 0, lambda _: ()),
        spoil("choose", 1, lambda _: []),
        *(spoil("choose", nth, lambda array: array[:-1]) for nth in (2, 7, 8)),
        *(spoil("choose", nth, lambda array: array.astype(np.float64)) for nth in (2, 7, 8)),
        *(spoil("choose", nth, read_only) for nth in (7, 8)),
        *(spoil("choose", nth, lambda _: "much") for nth in (3, 4, 6)),
        *(spoil("tell", nth, lambda array: array[:-1]) for nth in (2, 3, 4)),
        *(spoil("tell", nth, lambda array: array.astype(np.float64)) for nth in (2, 3)),
        *(spoil("tell", nth, odd) for nth, odd in ((0, lambda _: Block), (1, lambda _: 5), (4, tuple), (5, len))),
        spoil("tell", 5, lambda rules: rules[:1]),
        spoil("look", 13, lambda facts: facts[:-1]),
        spoil("look", 13, lambda facts: [*facts[:-1], "one"]),
        spoil("look", 13, tuple),
        spoil("guess_kinds", 2, lambda keep: keep[:-1]),
        spoil("guess_kinds", 2, lambda keep: keep.astype(np.float32)),
        spoil("guess_kinds", 3, lambda _: []),
        spoil("guess_kinds", 6, lambda _: 1),
    ],
)
def test_values_that_do_not_fit_are_refused(
    name: str, nth: int, change: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Indices out of range, layers that do not fit each other and objects of other types raise."""
    args = calls(monkeypatch)[name]
    args[nth] = change(args[nth])
    with pytest.raises((ValueError, TypeError, BufferError, IndexError, OverflowError)):
        getattr(core.compiled, name)(*args)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", 5), ("text", None), ("container", ()), ("container", "div"), ("kind", "novel"), ("kind", []),
        ("level", "high"), ("link_chars", None),
    ],
)  # fmt: skip
def test_blocks_of_other_make_are_refused(field: str, value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block whose fields hold something else raises, or is left to Python."""
    args = calls(monkeypatch)["look"]
    values = {"index": 0, "kind": "paragraph", "text": "Said."} | {field: value}
    args[0] = (Block(**values), *args[0][1:])  # type: ignore[arg-type]
    with contextlib.suppress(ValueError, TypeError, KeyError):
        assert core.compiled.look(*args) is None


def test_words_beyond_the_vocabulary_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bit that no weight belongs to is not looked up."""
    args = calls(monkeypatch)["tag"]
    layers = list(args[0])
    layers[-2:] = [layers[-2][:300], layers[-1][:300]]  # 300 words fill the last row of bits in part
    args[0], args[7] = tuple(layers), args[7].copy()
    args[7][0, -1] = 1 << 63
    with pytest.raises(IndexError):
        core.compiled.tag(*args)


def test_arrays_that_overlap_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Indices are kept apart from what is written meanwhile, whatever memory Python hands over."""
    args = calls(monkeypatch)["look"]
    room = np.zeros(5 * DENSE, dtype=np.float32)
    args[4] = room.reshape(5, DENSE)
    args[5], args[6] = room.view(np.int32)[:20].reshape(5, 4), room.view(np.int32)[10:30].reshape(5, 4)
    args[7] = args[8] = room.view(np.int32)[50:55]
    assert core.compiled.look(*args) >= 1


def test_setup_refuses_what_does_not_fit() -> None:
    """The tables are checked when they are handed over."""
    classes = class_table()
    for bad in (classes[:-1], bytes([13]) * len(classes)):
        with pytest.raises(ValueError, match="judge_setup"):
            core.compiled.judge_setup(Block, Container, bad, ROW_OF_KIND, GROUP_OF_KIND, len)
    with pytest.raises(TypeError):
        core.compiled.judge_setup(Block, Container, classes, None, GROUP_OF_KIND, len)
    for bad_block in (Head, Container, int):  # without the fields of a block, or none of them a slot
        with pytest.raises((ValueError, AttributeError)):
            core.compiled.judge_setup(bad_block, Container, classes, ROW_OF_KIND, GROUP_OF_KIND, len)
    compare(*make_document(1, 9))  # what was handed over first still stands


@pytest.mark.parametrize("change", [*((0, odd) for odd in ODD_BLOCKS), (1, lambda _: {4: "related"})])
def test_kinds_of_odd_blocks_are_refused(
    change: tuple[int, Callable[[Any], Any]], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """A dropped block whose fields or hint do not fit raises."""
    args = calls(monkeypatch)["guess_kinds"]
    args[1], args[2] = {}, np.zeros(5, dtype=np.bool_)
    args[change[0]] = change[1](args[change[0]])
    with pytest.raises((TypeError, AttributeError)):
        core.compiled.guess_kinds(*args)
