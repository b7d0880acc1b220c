"""Words of plain text as inputs of its head: the entries of a line, weights with a lexicon, and how it is chosen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from cleaner.judge import network
from cleaner.judge.compiled import extract, tag
from cleaner.judge.lexicon import LONG, MAX_CHARS, Lexicon, find_entries
from cleaner.judge.weights import WEIGHTS, load_weights
from cleaner.read.text import read_text

PROSE = "The farmers of the valley brought in the last of the grain on Tuesday, two weeks later than in other years."
TEXT = read_text(f"Subscribe now\n\n{PROSE}\n\nSubscribe now\n\nMore news\n\n{PROSE}\n\n* * *\n\nسال ۱۴۰۳")


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Sign IN!", {"^sign in", "sign", "in", "sign in"}),
        ("12 of ۳۴", {"^00 of 00", "00", "of", "00 of", "of 00"}),
        ("* * *", {"^"}),
        ("登录", {"^登 录", "登", "录", "登 录"}),
        ("App下载", {"^app 下 载", "app", "下", "载", "app 下", "下 载"}),
        ("में नया", {"^में नया", "में", "नया", "में नया"}),  # a vowel sign does not end a word
        ("a b c d e f g h i", {LONG, *"abcdefghi", *map(" ".join, zip("abcdefgh", "bcdefghi", strict=True))}),
        ("a b c d e f g h i j k l m", {LONG, ">a", ">b", ">c", ">a b", "<k", "<l", "<m", "<l m"}),
        (f"a b c {'x' * MAX_CHARS} d e f", {LONG, ">a", ">b", ">c", ">a b", "<d", "<e", "<f", "<e f"}),
    ],
)
def test_entries(text: str, entries: set[str]) -> None:
    assert {*find_entries(text)} == entries


@pytest.mark.parametrize("text", ["", "x" * 10_000_000, "夜" * 10_000_000, " " * 10_000_000, "\ud800"])
def test_any_line_has_few_entries(text: str) -> None:
    assert len([*find_entries(text)]) < 10


def test_columns_come_once_and_in_order() -> None:
    lexicon = Lexicon(["^more", "now", "more", "more more"])
    assert lexicon.find("More, more!") == (2, 3)
    assert lexicon.find("Now") == (1,)
    assert lexicon.find("") == ()


def save(path: Path, lexicon: list[str], rows: int | None) -> Path:
    """The shipped weights with another lexicon, which lowers the chance of each line that has an entry of it."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files if name not in ("meta", "text.near", "text-2.near")}
        meta = {**json.loads(str(stored["meta"])), "lexicon": lexicon}
    hidden, out = arrays["text.dense"].shape[1], arrays["text.out.weight"]
    for net in ("text", "text-2") if rows is not None else ():
        arrays[f"{net}.near"] = np.tile(np.where(out.reshape(hidden) < 0, 3, 0), (rows or 0, 1)).astype(np.float16)
    np.savez(path / "own.npz", meta=np.array(json.dumps(meta)), **arrays)
    return path / "own.npz"


def test_the_words_of_a_line_count(tmp_path: Path) -> None:
    """Only lines with an entry of the lexicon, and what stands around them, change."""
    before = load_weights.__wrapped__(save(tmp_path, [], None))
    assert before.words_of("text") is None
    assert before.words_of("dom") is before.vocabulary
    plain = tag(extract(TEXT, None, {}, None), before, head="text").as_arrays()
    after = load_weights.__wrapped__(save(tmp_path, ["^subscribe now", "harvest"], 2))
    assert isinstance(after.words_of("text"), Lexicon)
    said = tag(extract(TEXT, None, {}, after.words_of("text")), after, head="text").as_arrays()
    change = np.abs(said.keep - plain.keep)
    assert change[[0, 2]].max() > 0.01
    other = read_text("Nothing of it\n\nis in here")
    for weights in (before, after):
        found = tag(extract(other, None, {}, weights.words_of("text")), weights, head="text")
        assert bytes(found.keep) == bytes(tag(extract(other, None, {}, None), before, head="text").keep)


@pytest.mark.parametrize(("lexicon", "rows"), [(["now"], None), (["now"], 2), ([], 1), (["now", "more"], 1)])
def test_a_lexicon_that_does_not_fit_its_layer_is_refused(lexicon: list[str], rows: int | None, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="lexicon"):
        load_weights.__wrapped__(save(tmp_path, lexicon, rows))


def test_numpy_equals_torch() -> None:
    """What ships gives the scores of the network that was trained, with the lexicon in it."""
    torch = pytest.importorskip("torch", reason="torch is an extra (train)")
    pytest.importorskip("resiliparse", reason="resiliparse is an extra (train)")
    from cleaner.judge.features import extract as extract_in_python
    from cleaner.judge.weights import Weights, split_nets
    from train.lexicon import say
    from train.network import Tagger, collate, export
    from train.samples import Sample

    lexicon = Lexicon(["^subscribe now", "more", ">the farmers", "سال", "nowhere"])
    seen = extract_in_python(TEXT, None, {}, lexicon)
    n = len(TEXT.blocks)
    zeros = np.zeros(n, dtype=np.float32)
    sample = Sample("c", "1", "d", -1, replace(seen, said=()), zeros, zeros, 0.0, np.zeros((n, 2), dtype=np.float32))
    sample = replace(sample, said=say([block.text for block in TEXT.blocks], lexicon))
    torch.manual_seed(3)
    model = Tagger(0, len(lexicon)).eval()
    with torch.no_grad():
        model.said.weight *= 20
        logits, _, _ = model(collate([sample, sample]), torch.tensor([False] * 2), torch.tensor([-1] * 2))
    arrays = {name: array.astype(np.float32) for name, array in export(model, "text").items()}
    weights = Weights(split_nets(arrays), load_weights().vocabulary, {}, {}, lexicon)
    ours = network.tag(seen, weights, head="text").keep
    assert np.allclose(ours, logits[:n].sigmoid().numpy(), atol=5e-3)
    arrays["text.near"] = 0 * arrays["text.near"]
    without = network.tag(seen, Weights(split_nets(arrays), weights.vocabulary, {}, {}, lexicon), head="text").keep
    assert np.abs(np.asarray(ours) - np.asarray(without)).max() > 0.02


def test_the_lexicon_has_what_many_sites_write() -> None:
    """A line that one site repeats on many pages is no entry, nor is one that too few sites have."""
    pytest.importorskip("torch", reason="torch is an extra (train)")
    pytest.importorskip("resiliparse", reason="resiliparse is an extra (train)")
    from train.lexicon import choose_entries

    pages = [("a", "Follow us"), ("a", "Own line"), ("a", "Own line"), ("b", "follow us!"), ("c", "Follow me")]
    samples = [SimpleNamespace(domain=domain, texts=(text,)) for domain, text in pages]
    assert choose_entries(samples, 3) == ("follow",)  # type: ignore[arg-type]
    assert choose_entries(samples, 2) == ("^follow us", "follow", "follow us", "us")  # type: ignore[arg-type]
