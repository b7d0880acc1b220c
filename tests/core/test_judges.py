"""The compiled judges give what the Python ones give, and refuse arguments that do not fit."""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from cleaner import core
from cleaner.judge import compiled, confidence, features, network, tagger
from cleaner.judge.features import Features
from cleaner.judge.inputs import Hint, Vocabulary
from cleaner.judge.weights import load_weights
from cleaner.model import Block, Cell, Container, Document, Head, Image, Verdict
from cleaner.read.decode import decode
from cleaner.read.html import read_html
from cleaner.read.text import read_text
from cleaner.vocabulary import BLOCK_KINDS, PAGE_KINDS, REMOVAL_KINDS, PageKind
from tests import REPO

pytestmark = pytest.mark.skipif(core.compiled is None, reason="no compiled core was built here")
PAGES = sorted((REPO / "fixtures" / "pages").glob("*/page.*"))
TOLERANCE = 1e-6  # of features: single precision, and sums in another order
TOLERANCE_OF_CHANCE = 1e-5
SAMPLES = (
    "The grain came in late this year.", "MENU", "«Où ça ?»", "Стр. 12 из 40", "ΟΔΥΣΣΕΥΣ και Σία", "İstanbul’da",
    "हिन्दी में।", "今日は雨です。そうです。", "ไม่มีช่องว่าง", "۱۲:۳۰", "© 2024 @paper", "$5.00 €6 £7", "12.3.2024", "3-4-21",
    "1/2/", "9:30", "a | b · c » d", "(said he.)", "“Why?”", "So:", "続く：", "😀 🏳️‍🌈.", "1", "?", "”", "x",
    "\ud800 lost", "Ⴀ ⴀ Ა ა ß ẞ", "...", "a.b.c. d.” e", "A_b c-d", "\u0301 alone", "e\u0301t\u0301", "18:00 Uhr",
    "20٣٤", "٢.٣.",
)  # fmt: skip
SENTENCES = (
    "The grain came in late this year, and nobody knew why it had taken so long.", "Nobody asked!", "“So it was.”)",
    "It was said that the river would rise by 3 metres on the 4th of May; it did not, and the fields stayed dry",
    "On 3 May 2024", "Words without an end", "雨です。", "यह सच है।",
)  # fmt: skip
TAGS = ("div", "p", "ul", "li", "nav", "article", "aside", "h2", "x-odd")


def unpack(rows: Any, row: Any, vocabulary: Vocabulary) -> Any:
    words = np.asarray(rows).astype("<u8").reshape(len(rows), -1).view(np.uint8)
    return np.unpackbits(words, axis=1, count=len(vocabulary), bitorder="little")[row]


def compare(
    document: Document, title: str | None = None, hints: dict[int, Hint] | None = None, *,
    vocabulary: Vocabulary | None = None, kind: PageKind | None = None, heard: bool = False,
) -> compiled.Packed:  # fmt: skip
    """Compute features and tags with both implementations, and hold them against each other."""
    weights = load_weights()
    head: Literal["dom", "text"] = "text" if document.source == "text" else "dom"
    words = weights.vocabulary if vocabulary is None and head == "dom" else vocabulary
    found = compiled.extract(document, title, hints or {}, words)
    wanted = features.extract(document, title, hints or {}, words)
    assert isinstance(found, compiled.Packed)
    np.testing.assert_allclose(found.dense, wanted.dense, rtol=TOLERANCE, atol=TOLERANCE)
    for name in ("first", "last", "shape"):
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
    if words is not None:
        np.testing.assert_array_equal(unpack(found.near, found.row, words), wanted.near)
        np.testing.assert_array_equal(unpack(found.far, found.row, words), wanted.far)
    if words is None or len(words) == len(weights.vocabulary):
        opinion = None
        if heard:
            kept = np.arange(len(document.blocks)) % 3 == 0
            opinion = np.stack([np.ones(len(kept)), kept], axis=1).astype(np.float32)
        prediction = compiled.tag(found, weights, head=head, kind=kind, opinion=opinion)
        expected = network.tag(wanted, weights, head=head, kind=kind, opinion=opinion)
        np.testing.assert_allclose(prediction.keep, expected.keep, rtol=0, atol=TOLERANCE_OF_CHANCE)
        np.testing.assert_allclose(prediction.kinds, expected.kinds, rtol=0, atol=TOLERANCE_OF_CHANCE)
        assert prediction.quality == pytest.approx(expected.quality, abs=TOLERANCE_OF_CHANCE)
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("heard", [False, True])
def test_fixtures(path: Path, heard: bool) -> None:
    """Features, probabilities, kinds and quality are the same on every page of the fixtures."""
    text = decode(path.read_bytes()).text
    document = read_html(text) if path.suffix == ".html" else read_text(text)
    if document.blocks:
        hints = {nth: Hint("related", 0.7, nth % 2 == 0) for nth in range(0, len(document.blocks), 5)}
        compare(document, document.blocks[0].text, hints, heard=heard, kind="forum" if heard else None)


def grow(dice: random.Random, size: int) -> list[Container]:
    """A random tree of containers, parents before children, with gaps in their order."""
    words = [*load_weights().vocabulary.columns, "odd", "<p", "x" * 50]
    nodes = [Container("html", (), None, 0, 0)]
    for _ in range(size):
        up = dice.choice(nodes[-6:])
        tokens = tuple(dice.choices(words, k=dice.randint(0, 4)))
        nodes.append(Container(dice.choice(TAGS), tokens, up, nodes[-1].order + dice.randint(1, 3), up.depth + 1))
    return nodes


def make_document(seed: int, size: int, *, source: str = "html") -> tuple[Document, str, dict[int, Hint]]:
    """A random document of blocks that few pages have, a title and hints."""
    dice = random.Random(seed)
    nodes = grow(dice, dice.choice((0, 3, size, 2 * size)))
    blocks = []
    for nth in range(size):
        text = " ".join(dice.choices(SAMPLES, k=dice.choice((1, 1, 2, 5, 40))))
        kind = dice.choice(BLOCK_KINDS)
        cells = (Cell(0, 1),) if kind == "table" and dice.random() < 0.7 else ()
        text = "\t" * (dice.randint(0, 3) if cells else 0) + text
        around = nodes[min(len(nodes) - 1, dice.randint(nth, nth + 9))]
        inside = None if source == "text" or dice.random() < 0.05 else around
        blocks.append(
            Block(
                nth, kind, text, level=dice.randint(0, 6), link_chars=dice.randint(0, len(text)), container=inside,
                tight=dice.random() < 0.3, hidden=dice.random() < 0.1, cells=cells,
            )
        )  # fmt: skip
    body = " ".join(block.text for block in blocks[: size // 2]).replace("\ud800", "")
    head = Head(json_ld=(f'{{"@type": "Article", "articleBody": "{body[:900]}"}}'.replace("\t", " "),))
    images = tuple(Image(dice.randrange(size), "a.png", "") for _ in range(3))
    hints = {
        nth: Hint(dice.choice(REMOVAL_KINDS), round(dice.random(), 2), dice.random() < 0.5)
        for nth in range(size) if dice.random() < 0.2
    }  # fmt: skip
    document = Document(tuple(blocks), head, source=source, images=images)  # type: ignore[arg-type]
    return document, " ".join(dice.choices(SAMPLES, k=3)), hints


@pytest.mark.parametrize("source", ["html", "text"])
@pytest.mark.parametrize("seed", range(12))
def test_random_documents(seed: int, source: str) -> None:
    """Equal on documents of odd texts and odd trees, with an opinion and a kind or without."""
    document, title, hints = make_document(seed, (1, 2, 7, 60, 133)[seed % 5], source=source)
    compare(document, title, hints, heard=seed % 2 == 0, kind=PAGE_KINDS[seed % len(PAGE_KINDS)] if seed % 3 else None)
    compare(document, None)


def test_a_long_page() -> None:
    """Three thousand blocks: sums in single precision stay close."""
    document, title, hints = make_document(99, 3_000)
    compare(document, title, hints)


def test_a_deep_tree() -> None:
    """A chain of containers deeper than any stack is read without recursion."""
    node = Container("div", (), None, 0, 0)
    for depth in range(1, 50_000):
        node = Container("div", ("nav",), node, depth, depth)
    found = compare(Document((Block(0, "paragraph", "Deep.", container=node), Block(1, "other", "Flat."))))
    assert np.asarray(found.far).any()


def settle(document: Document, prediction: network.Prediction, hints: dict[int, Hint], prefer: Any) -> Any:
    """The verdicts of the tagger with both implementations."""
    weights = load_weights()
    found = tagger.judge(document, prediction, weights, hints, "dom", prefer=prefer)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "compiled", None)
        return found, tagger.judge(document, prediction, weights, hints, "dom", prefer=prefer)


def predict(dice: random.Random, size: int) -> network.Prediction:
    """Probabilities that are close to one another, certain, equal or out of the ordinary."""
    base = dice.choice(((0.0, 1.0), (0.4, 0.6), (0.9, 1.0), (0.0, 0.15), (0.01, 0.02, 0.98, 0.99, 0.995)))
    keep = np.array([dice.choice(base) + dice.choice((0, 0, dice.random() / 50)) for _ in range(size)])
    kinds = np.zeros(len(PAGE_KINDS), dtype=np.float32)
    kinds[dice.randrange(len(kinds))] = dice.choice((0.8, 1.0))
    return network.Prediction(np.clip(keep, 0, 1).astype(np.float32), kinds, 0.9)


@pytest.mark.parametrize("seed", range(60))
def test_the_same_blocks_stay(seed: int) -> None:
    """Thresholds, rescue, standfirsts, headings and kinds of chrome are the same, with every preference."""
    dice = random.Random(seed)
    size = (1, 2, 29, 31, 49, 51, 160)[seed % 7]
    document, _, hints = make_document(seed + 100, size)
    blocks = list(document.blocks)
    for nth in range(dice.randint(0, size)):
        blocks[nth] = replace(blocks[nth], text=" ".join(dice.choices(SENTENCES, k=dice.randint(1, 5))), hidden=False)
    if dice.random() < 0.7:
        blocks[0] = Block(0, "heading", "The harvest", level=1, container=blocks[0].container)
    page = replace(document, blocks=tuple(blocks))
    found, wanted = settle(page, predict(dice, size), hints, dice.choice(("precision", "balanced", "recall")))
    assert found == wanted


@pytest.mark.parametrize("seed", range(30))
def test_confidence_is_the_same(seed: int) -> None:
    """The numbers of a page that the core measures are those of Python, also if nothing or all stays."""
    dice = random.Random(seed)
    size = (1, 2, 5, 60)[seed % 4]
    document, _, _ = make_document(seed + 300, size)
    share = (0.0, 0.1, 0.5, 1.0)[seed // 4 % 4]
    verdicts = [Verdict(nth, dice.random() < share, "tagger", "tagger") for nth in range(size)]
    prediction = predict(dice, size)
    found = confidence.describe(prediction, verdicts, document.blocks)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "compiled", None)
        wanted = confidence.describe(prediction, verdicts, document.blocks)
    assert found == wanted
    args: tuple[tuple[Any, ...], ...] = (
        (document.blocks, verdicts[1:], prediction.keep), (document.blocks, verdicts, prediction.keep[1:]),
        (document.blocks, [1] * size, prediction.keep), ((1,) * size, verdicts, prediction.keep),
        (document.blocks, verdicts, None), ([*document.blocks], verdicts, prediction.keep),
    )  # fmt: skip
    for wrong in args:
        with pytest.raises((TypeError, ValueError)):
            core.compiled.weigh(*wrong)


def test_the_verdicts_of_pages() -> None:
    """The same verdicts on the fixtures, whatever the tagger thinks of their kind."""
    weights, kept = load_weights(), 0
    for path in PAGES:
        document = read_html(decode(path.read_bytes()).text)
        if not document.blocks:
            continue
        prediction = network.tag(features.extract(document, None, {}, weights.vocabulary), weights, head="dom")
        for kinds in (prediction.kinds, np.eye(len(PAGE_KINDS), dtype=np.float32)[0]):
            found, wanted = settle(
                document, replace(prediction, kinds=kinds), {3: Hint("legal", 1.0, False)}, "balanced"
            )
            assert found == wanted
            kept += sum(verdict.keep for verdict in found)
    assert kept > 100


@pytest.mark.parametrize("words", [(), ("<p",), tuple(f"w{n}" for n in range(63)), tuple(f"<t{n}" for n in range(65))])
def test_vocabularies_of_other_sizes(words: tuple[str, ...]) -> None:
    """No words, and as many as just fill a row of bits or not."""
    nodes = [Container("html", (), None, 0, 0)]
    nodes += [Container(f"t{n}", (f"w{n}", "p"), nodes[0], n + 1, 1) for n in range(66)]
    blocks = tuple(Block(nth, "paragraph", "Said.", container=node) for nth, node in enumerate(nodes))
    compare(Document(blocks), vocabulary=Vocabulary(words))


def test_every_code_point() -> None:
    """Every code point has the same class, the same small letter and the same part in words in C."""
    size = features.SHORT_CHARS // 2
    texts = [
        " ".join(map(chr, range(first, min(first + size, sys.maxunicode + 1))))
        for first in range(0, sys.maxunicode + 1, size)
    ]
    title = " ".join(chr(code) for code in range(0, sys.maxunicode + 1, 3) if not 0xD800 <= code < 0xE000)
    blocks = tuple(Block(nth, "paragraph", text) for nth, text in enumerate(texts))
    compare(Document(blocks, source="text"), title)


def test_dates_in_every_digit() -> None:
    """The digits of every script make years, times and dates, or do not, as in Python."""
    digits = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isdigit()]
    shapes = (
        "{0}{0}:{0}{0}", "{0}.{0}.", "{0}{0}/{0}{0}-", "19{0}{0}", "{0}:{0}", "{0}.{0}{0}{0}.", "20{0}", "1{0}.2/",
        "x{0}-5-y",
    )  # fmt: skip
    texts = [shape.format(digit) for digit in digits for shape in shapes]
    compare(Document(tuple(Block(nth, "other", text) for nth, text in enumerate(texts)), source="text"))


def test_registers_change_no_bit() -> None:
    """A processor with wide registers gives the same bytes as one without."""
    document, title, hints = make_document(5, 131)
    weights = load_weights()
    seen = compiled.extract(document, title, hints, weights.vocabulary)
    wide = compiled.tag(seen, weights, head="dom")
    try:
        assert core.compiled.narrow(True) is False
        narrow = compiled.tag(seen, weights, head="dom")
    finally:
        core.compiled.narrow(False)
    assert wide.keep.tobytes() == narrow.keep.tobytes()
    assert (wide.quality, wide.kinds.tobytes()) == (narrow.quality, narrow.kinds.tobytes())


@pytest.mark.parametrize("width", [1, 5, 12, 72])
def test_nets_of_other_widths(width: int) -> None:
    """Widths that fill no register, one, or eight and a rest; numbers that are zero in the weights and in the page."""
    document, title, hints = make_document(17, 41)
    shipped = load_weights()
    chance = np.random.default_rng(width)

    def resize(name: str, layer: Any) -> Any:
        own = shipped.nets["dom"]["bias"].shape[0]
        sizes = [size // own * width + size % own if size >= own else size for size in layer.shape]
        sizes = [layer.shape[0], *sizes[1:]] if name in ("dense", "near", "far") else sizes
        return (chance.normal(0, 1 / np.sqrt(sizes[0]), sizes) * (chance.random(sizes) < 0.8)).astype(np.float32)

    nets: Any = {"dom": {name: resize(name, layer) for name, layer in shipped.nets["dom"].items()}}
    weights = replace(shipped, nets=nets)
    found = compiled.tag(compiled.extract(document, title, hints, weights.vocabulary), weights, head="dom")
    wanted = network.tag(features.extract(document, title, hints, weights.vocabulary), weights, head="dom")
    np.testing.assert_allclose(found.keep, wanted.keep, rtol=0, atol=TOLERANCE_OF_CHANCE)
    np.testing.assert_allclose(found.kinds, wanted.kinds, rtol=0, atol=TOLERANCE_OF_CHANCE)
    assert found.quality == pytest.approx(wanted.quality, abs=TOLERANCE_OF_CHANCE)
    assert wanted.keep.std() > 0


def test_threads_do_not_disturb_each_other() -> None:
    """The core lets other threads run meanwhile; each gets its own page's numbers."""
    weights = load_weights()
    seen = [compiled.extract(*make_document(seed, 40 + seed), weights.vocabulary) for seed in range(8)]
    alone = [compiled.tag(page, weights, head="dom").keep.tobytes() for page in seen]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda page: compiled.tag(page, weights, head="dom").keep.tobytes(), seen * 10))
    assert together == alone * 10


@pytest.mark.parametrize("chars", ["ab", "aé", "a字", "😀\ud800b", "abc字é"])
def test_blocks_of_the_stated_body(chars: str) -> None:
    """Blocks are found in the body that the page states, of any letters and sizes, and pictures behind the last one."""
    dice = random.Random(len(chars))
    body = "".join(dice.choices(chars, k=400))
    texts = ["".join(dice.choices(chars, k=dice.randint(1, 9))) for _ in range(60)]
    texts += [body[at : at + size] for at in (0, 7, 200) for size in (1, 3, 4, 5, 119, 120, 121, 170)]
    texts += [body[:130] + "x", body[:119] + "x", body + body]
    blocks = tuple(Block(nth, "other", text) for nth, text in enumerate(texts))
    head = Head(json_ld=(f'{{"articleBody": "{body}"}}',))
    images = tuple(Image(before, "a.png", "") for before in (0, 3, 3, len(blocks)))
    document = Document(blocks, head, images=images)
    compare(document)
    stated = features.find_stated(document)
    assert {0.0, 1.0} == {*stated[1].tolist()}
    assert stated[2].sum() == 2


def test_odd_orders_are_left_to_python() -> None:
    """An order that no reader gives is no reason to fail."""
    node = Container("div", (), None, -7, 0)
    document = Document((Block(0, "paragraph", "Said.", container=node),))
    assert isinstance(compiled.extract(document, None, {}, None), Features)
