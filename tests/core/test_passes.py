"""The compiled passes over all blocks of a page give what the Python ones give, and refuse wrong arguments."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cleaner import core
from cleaner.judge import glances, places
from cleaner.model import Block, Container, Document, Place, Verdict
from cleaner.read.decode import decode
from cleaner.read.html import read_html
from cleaner.read.text import read_text
from tests import REPO

pytestmark = pytest.mark.skipif(core.compiled is None, reason="no compiled core was built here")
PAGES = sorted((REPO / "fixtures" / "pages").glob("*/page.*"))
ALPHABET = "ab cß\u0130Σ日本語ァ한9٣۴.:\ud800😀 \n"
TEXTS = (
    "",
    "a",
    "Ida, 3.5.2024",
    "٣ days",
    "日本語のニュース" * 20,
    "x" * 99,
    "x" * 100 + "1",
    "\ud800 9",
    "Seven words " * 12,
)


def read(path: Path) -> Document:
    text = decode(path.read_bytes()).text
    return read_html(text) if path.suffix == ".html" else read_text(text)


@contextmanager
def in_python(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(core, "compiled", None)
        yield


def both(monkeypatch: pytest.MonkeyPatch, work: Callable[[], Any]) -> Any:
    """The result of the compiled core, which equals that of Python."""
    found = work()
    with in_python(monkeypatch):
        assert work() == found
    return found


def check_page(monkeypatch: pytest.MonkeyPatch, blocks: tuple[Block, ...], chance: random.Random) -> None:
    count = len(blocks)
    for most in (0, 7, 100, 10_000):
        both(monkeypatch, lambda most=most: glances.find_numbered(blocks, most))
    for start in {0, count // 3, count}:
        both(monkeypatch, lambda start=start: glances.group_links(blocks, start, 6))
    keep = tuple(chance.random() < 0.4 for _ in blocks)
    both(monkeypatch, lambda: glances.count_letters(blocks, keep))
    both(monkeypatch, lambda: glances.find_prose(blocks, keep))
    scores = [chance.choice([1, 0.33349, 0.5]) for _ in blocks]
    reasons = tuple(
        None if score == 0.5 else Verdict(at, False, "phrases", f"r{at}", "share", score)
        for at, score in enumerate(scores)
    )
    both(monkeypatch, lambda: glances.make_removals(blocks, keep, reasons))
    groups = both(monkeypatch, lambda: places.group_by_place(blocks))
    assert both(monkeypatch, lambda: places.group_by_place(blocks, ("figure",))) == {"figure": groups["figure"]}
    assert list(groups) == list(places.GROUPED)
    shown = both(monkeypatch, lambda: [[*group] for group in places.group_by_place(blocks).values()])
    assert all(parts for kind in groups.values() for parts in kind.values())
    assert sum(map(len, shown)) == sum(map(len, groups.values()))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_fixtures(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_page(monkeypatch, read(path).blocks, random.Random(path.parent.name))


def test_random_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts of any script, links of any length, containers and places of any shape, nested deeply."""
    chance = random.Random(7)
    for _ in range(150):
        nodes: list[Container | None] = [None]
        spots: list[Place | None] = [None]
        for order in range(chance.randrange(1, 40)):
            up, above = chance.choice(nodes), chance.choice(spots)
            tokens = tuple(chance.choice(("a", "b", "card", "é")) for _ in range(chance.randrange(3)))
            nodes.append(Container(chance.choice(("div", "li", "a")), tokens, up, order, order))
            spots.append(Place(chance.choice((*places.GROUPED, "item", "title", "row")), above, order))
        blocks = []
        for at in range(chance.randrange(60)):
            text = chance.choice(TEXTS) or "".join(chance.choices(ALPHABET, k=chance.randrange(30)))
            kind, links = chance.choice(("heading", "paragraph", "item")), chance.randrange(len(text) + 1)
            node, spot = chance.choice(nodes), chance.choice(spots)
            blocks.append(Block(at, kind, text, link_chars=links, container=node, place=spot))
        check_page(monkeypatch, tuple(blocks), chance)


def test_a_place_inside_thousands(monkeypatch: pytest.MonkeyPatch) -> None:
    place = None
    for order in range(50_000):
        place = Place("list" if order % 2 else "item", place, order)
    blocks = tuple(Block(at, "item", "x", place=place) for at in range(50))
    found = both(monkeypatch, lambda: places.group_by_place(blocks)["list"])
    assert [len(parts) for parts in found.values()] == [50]


def test_phrases_of_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short and long phrases, some that begin alike, at the start and the end, in every script."""
    chance = random.Random(5)
    for size in (0, 1, 3, 4, 5, 40, 400):
        for letters in ("ab", ALPHABET):
            text = "".join(chance.choices(letters, k=size))
            spots = [(at, at + chance.randrange(9)) for at in range(0, size, 3)]
            phrases = tuple(sorted({text[start:end] for start, end in spots}))
            phrases += tuple("".join(chance.choices(letters, k=chance.randrange(8))) for _ in range(60))
            both(monkeypatch, lambda text=text, phrases=phrases: glances.find_present(text, phrases))
            assert set(glances.find_present(text, phrases)) >= {text[start:end] for start, end in spots}


def test_arguments_that_do_not_fit() -> None:
    """Wrong types and lengths are refused; nothing is read beyond its end."""
    compiled: Any = core.compiled
    glances.find_numbered((), 1)
    places.group_by_place(())
    block = Block(0, "paragraph", "a text", link_chars=6, container=Container("p", (), None, 0, 0))
    odd = [Block(0, "paragraph", 7), Block(0, "paragraph", "a", link_chars="x"), Block(0, None, "a")]  # type: ignore[arg-type]
    odd.append(Block(0, "paragraph", "a text", link_chars=6, container=("p", (3,), None)))  # type: ignore[arg-type]
    odd.append(Block(0, "paragraph", "a text", link_chars=6, container="p"))  # type: ignore[arg-type]
    wrong: list[Callable[[], Any]] = [
        lambda: compiled.numbered([block], 3),
        lambda: compiled.numbered(("x",), 3),
        lambda: compiled.group_links((block,), 2, 1, 0.7),
        lambda: compiled.group_links((block,), -1, 1, 0.7),
        lambda: compiled.count_letters((block,), (), 80, 0.7),
        lambda: compiled.prose((block,), (), 80, 0.7),
        lambda: compiled.prose([block], (True,), 80, 0.7),
        lambda: compiled.prose((1,), (True,), 80, 0.7),
        lambda: compiled.removals((block,), (True,), ()),
        lambda: compiled.removals((block,), (False,), ("no verdict",)),
        lambda: compiled.removals((block,), (False,), ((0, False, "j", "r", "other", "high"),)),
        lambda: compiled.places((block,), ("list",) * 9),
        lambda: compiled.places((block,), (3,)),
        lambda: compiled.places((Block(0, "item", "x", place=("list",)),), ("list",)),  # type: ignore[arg-type]
        lambda: compiled.places(("x",), ("list",)),
        lambda: compiled.places_setup(7),
        lambda: compiled.glance_setup(Verdict, Verdict, 3),
        lambda: compiled.present(b"a", ("a",)),
        lambda: compiled.present("a", ["a"]),
        lambda: compiled.present("a", (3,)),
        *(lambda one=one: compiled.group_links((one,), 0, 1, 0.7) for one in odd),
    ]
    for call in wrong:
        with pytest.raises((TypeError, ValueError, AttributeError)):
            call()
    assert compiled.numbered((block,), 3) == []
