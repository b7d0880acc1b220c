"""The learned judge: its weights, its features, and that numpy and torch say the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cleaner.judge import network, tagger
from cleaner.judge.features import extract
from cleaner.judge.inputs import DENSE, LEVELS, Hint
from cleaner.judge.kinds import path_kinds
from cleaner.judge.letters import Letters
from cleaner.judge.weights import WEIGHTS, Table, Weights, load_weights, split_nets
from cleaner.model import Document
from cleaner.read.html import read_html
from cleaner.read.text import read_text
from cleaner.vocabulary import PAGE_KINDS, REMOVAL_KINDS, PageKind, Preference

MAX_WEIGHT_BYTES = 1_000_000
PAGE = """<html><head><title>Harvest</title></head><body><nav><ul>{nav}</ul></nav>
<article><h1>Harvest</h1>{body}</article>
<aside class="related"><h3>More</h3><ul>{nav}</ul></aside><footer>© 2024 The Paper</footer></body></html>"""
LEAD = "The grain came in two weeks later than usual this year"
PROSE = "The farmers of the valley brought in the last of the grain on Tuesday, two weeks later than in other years. "


def page() -> Document:
    nav = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(12))
    return read_html(PAGE.format(nav=nav, body="".join(f"<p>{PROSE * 3}{n}</p>" for n in range(6))))


def test_weights_are_small_and_hold_no_pickle() -> None:
    """The wheel carries the weights: under 1 MB, arrays alone."""
    assert WEIGHTS.stat().st_size < MAX_WEIGHT_BYTES
    weights = load_weights()
    assert all(weights.nets.values())
    assert weights.nets["dom"]["dense"].shape[0] == weights.nets["text"]["dense"].shape[0] == DENSE


@pytest.mark.parametrize("make", [page, lambda: read_text(f"Head\n\n{PROSE}\n\nAdvertisement")])
def test_features_are_finite_and_in_range(make: object) -> None:
    """Every feature is a small number for HTML and for text; without a vocabulary there are no word columns."""
    document = make()  # type: ignore[operator]
    hints = {0: Hint("related", 1.0, True)}
    seen = extract(document, "Harvest", hints, load_weights().vocabulary if document.source == "html" else None)
    n = len(document.blocks)
    assert seen.dense.shape == (n, DENSE)
    assert np.isfinite(seen.dense).all()
    assert np.abs(seen.dense).max() < 20
    assert seen.first.shape == seen.last.shape == (n, LEVELS)
    assert (seen.last > seen.first).all()
    assert seen.near.shape[0] == seen.far.shape[0] == n
    assert (seen.far >= seen.near).all()  # what stands near stands in the whole path too


def test_body_stays_and_chrome_goes() -> None:
    """On a page of the plainest kind the paragraphs stay, the menu and the related list go."""
    document = page()
    weights = load_weights()
    prediction = network.tag(extract(document, "Harvest", {}, weights.vocabulary), weights, head="dom")
    verdicts = tagger.judge(document, prediction, weights, {}, "dom")
    kept = {document.blocks[verdict.block].text[:12] for verdict in verdicts if verdict.keep}
    assert PROSE[:12] in kept
    assert not any(text.startswith("Section") for text in kept)
    assert prediction.kinds.sum() == pytest.approx(1, abs=1e-4)
    assert 0 <= prediction.quality <= 1


def test_a_likely_lead_stays() -> None:
    """Between the headline and the first prose that stays a block needs less to stay, unless a rule knows it."""
    html = f"<h1>Harvest</h1><p>{LEAD}</p><p>{PROSE * 3}</p><p>{LEAD}</p>"
    document = read_html(html)
    chance = np.array([0.9, 0.25, 0.9, 0.25], dtype=np.float32)
    prediction = network.Prediction(chance, np.zeros(len(PAGE_KINDS), dtype=np.float32), 0.9)
    weights = load_weights()

    def kept(document: Document, hints: dict[int, Hint]) -> list[bool]:
        return [verdict.keep for verdict in tagger.judge(document, prediction, weights, hints, "dom")]

    assert kept(document, {}) == [True, True, True, False]
    assert kept(document, {1: Hint("subscription", 1.0, False)}) == [True, False, True, False]
    assert kept(read_html(html.replace("h1", "h3")), {}) == [True, False, True, False]


def test_the_threshold_moves_with_what_is_preferred() -> None:
    """Precision keeps a part of what balanced keeps, recall keeps more; what is sure either way does not change."""
    document = read_html("".join(f"<p>{PROSE * 2}{n}</p>" for n in range(6)))
    chance = np.array([0.99, 0.99, 0.7, 0.5, 0.2, 0.01], dtype=np.float32)
    kinds = np.eye(len(PAGE_KINDS), dtype=np.float32)[PAGE_KINDS.index("forum")]
    weights = load_weights()
    preferences: tuple[Preference, ...] = ("precision", "balanced", "recall")
    kept = [
        {
            verdict.block
            for verdict in tagger.judge(
                document, network.Prediction(chance, kinds, 0.9), weights, {}, "dom", prefer=prefer
            ) if verdict.keep
        }
        for prefer in preferences
    ]  # fmt: skip
    assert {0, 1} <= kept[0] < kept[2]
    assert kept[0] <= kept[1] <= kept[2]
    assert 5 not in kept[2]
    for limit in (0.0, 0.2, 0.5, 1.0):
        assert 0 <= tagger.lean(limit, 0.25) <= limit <= tagger.lean(limit, 2.0) <= 1


def test_the_dump_of_a_page_that_may_be_no_article_keeps_more() -> None:
    """Lines in doubt stay on a page that may be a list of products, and go from an article and from a cleaned text."""
    document = read_text("\n\n".join(f"Lamp {n} of the {PROSE}"[:58] for n in range(40)))
    chance = np.linspace(0.01, 0.97, 40, dtype=np.float32)
    weights = load_weights()

    def stay(kind: PageKind, share: float, table: Table) -> int:
        kinds = np.full(len(PAGE_KINDS), (1 - share) / (len(PAGE_KINDS) - 1), dtype=np.float32)
        kinds[PAGE_KINDS.index(kind)] = share
        return sum(
            one.keep for one in tagger.judge(document, network.Prediction(chance, kinds, 0.9), weights, {}, table)
        )

    assert stay("article", 0.75, "text") < stay("article", 0.3, "text") == stay("collection", 0.97, "text") < 40
    assert stay("collection", 0.6, "text-clean") == stay("article", 0.97, "text-clean")


def test_two_nets_say_the_mean_of_their_log_odds() -> None:
    """Odds of 9 and of 1 are odds of 3 together. One net alone says what it says, to the bit."""
    single = np.float32
    one = network.Prediction(np.array([0.9, 0.5], single), np.array([1, 0], single), 0.9)
    other = network.Prediction(np.array([0.5, 0.5], single), np.array([0, 1], single), 0.5)
    both = network.blend([one, other])
    np.testing.assert_allclose(both.keep, [0.75, 0.5], atol=1e-6)
    assert both.kinds.tolist() == [0.5, 0.5]
    assert both.quality == pytest.approx(0.75)
    assert network.blend([one]) is one


def test_given_kind_is_used() -> None:
    """A kind that the user names changes the scores of some page, and is not merely recorded."""
    document = page()
    weights = load_weights()
    seen = extract(document, "Harvest", {}, weights.vocabulary)
    scores = [network.tag(seen, weights, head="dom", kind=kind).keep for kind in PAGE_KINDS]
    assert any(not np.allclose(scores[0], other, atol=1e-3) for other in scores[1:])


def test_calibration_is_monotone() -> None:
    """More raw quality never means less confidence, and tables stay within 0 and 1."""
    for table in load_weights().calibration.values():
        values = [network.calibrate(step / 50, table) for step in range(51)]
        assert values == sorted(values)
        assert 0 <= values[0] <= values[-1] <= 1


def test_kinds_by_path_are_known() -> None:
    """The data file that names what went uses kinds of the closed list alone."""
    assert set(path_kinds().values()) <= set(REMOVAL_KINDS)


def test_letters_are_counted_by_class() -> None:
    """Classes, ends and last letters, on texts small enough to count by hand."""
    seen = Letters(["Ab 12. C?", "これは。続く", "“Yes.”"])
    assert seen.sizes.tolist() == [9, 6, 6]
    assert seen.counts[0].tolist()[1:5] == [2, 2, 2, 1]  # spaces, digits, upper, lower
    assert seen.ends.tolist() == [2, 1, 1]
    assert seen.question.tolist() == [True, False, False]


def test_numpy_equals_torch(tmp_path: Path) -> None:
    """The inference that ships gives the scores of the network that was trained."""
    torch = pytest.importorskip("torch", reason="torch is an extra (train)")
    pytest.importorskip("resiliparse", reason="resiliparse is an extra (train)")
    from train.network import Tagger, collate, export
    from train.samples import Sample

    weights = load_weights()
    document = page()
    seen = extract(document, "Harvest", {}, weights.vocabulary)
    n = len(document.blocks)
    opinion = np.tile(np.array([[1.0, 0.0]], dtype=np.float32), (n, 1))
    torch.manual_seed(3)
    model = Tagger(len(weights.vocabulary)).eval()
    arrays = {name: array.astype(np.float32) for name, array in export(model, "dom").items()}
    ours = network.tag(
        seen, Weights(split_nets(arrays), weights.vocabulary, {}, {}), head="dom", opinion=opinion
    )  # fmt: skip
    zeros = np.zeros(n, dtype=np.float32)
    sample = Sample("c", "1", "d", -1, seen, zeros, zeros, 0.0, opinion)
    with torch.no_grad():
        logits, kinds, quality = model(collate([sample]), torch.tensor([True]), torch.tensor([-1]))
    assert np.allclose(ours.keep, logits[:n].sigmoid().numpy(), atol=5e-3)
    assert np.allclose(ours.kinds, kinds[0].softmax(0).numpy(), atol=5e-3)
    assert ours.quality == pytest.approx(float(quality.sigmoid()[0]), abs=5e-3)


@pytest.mark.parametrize(
    ("text", "dated"),
    [("12 May 2024", True), ("شنبه، ۲۲ اردیبهشت ۱۴۰۳", True), ("Windows 10", False), ("What happened next", False)],
)
def test_a_line_of_a_date_is_no_heading_of_text(text: str, dated: bool) -> None:
    """A likely heading before text that stays is kept for it; a date, in any calendar, is not."""
    document = read_html(f"<html><body><div><h2>{text}</h2><p>{PROSE}</p></div></body></html>")
    chance = np.array([0.55, 0.99], dtype=np.float32)
    kept = tagger._keep_headings(document, np.array([False, True]), chance, np.array([True, True]))
    assert kept.tolist() == [not dated, False]


def test_a_hidden_heading_goes_with_its_text() -> None:
    dialog = "<dialog><h2>Share it</h2><h3>How</h3><p>Choose a service.</p></dialog>"
    blocks = read_html(f"<main><p>They run.</p><h2>Fares</h2>{dialog}<h2 hidden>Alone</h2><p>They stay.</p>").blocks
    names = [block.text for block in blocks]
    keep = [True] * len(blocks)
    assert [*tagger._empty_headings(blocks, keep)] == []
    keep[names.index("Choose a service.")] = False
    assert [names[nth] for nth in tagger._empty_headings(blocks, keep)] == ["Share it", "How"]
