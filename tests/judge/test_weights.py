"""The weights of the tagger: read without numpy as numpy reads them, and from their compiled copy."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from cleaner import shipped
from cleaner.judge import weights
from cleaner.judge.weights import CACHE_LINE, COPY, WEIGHTS, load_weights


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The compiled copy, as the build writes it, in a folder of its own."""
    weights.write_copy(tmp_path)
    monkeypatch.setattr(shipped, "COMPILED", tmp_path)
    return tmp_path / COPY


def test_the_file_is_read_as_numpy_reads_it() -> None:
    meta, layers = weights._read_file(WEIGHTS)
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        assert meta == json.loads(str(stored["meta"]))
        assert {*layers, "meta"} == {*stored.files}
        for name, layer in layers.items():
            np.testing.assert_array_equal(np.asarray(layer), stored[name].astype(np.float32))


@pytest.mark.parametrize("form", ["<f2", "<f4"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_any_order_and_precision(form: str, order: str, tmp_path: Path) -> None:
    given = np.array([[1.5, -2.25, 3.0], [0.125, 65504.0, -0.0]], dtype=form, order="C" if order == "C" else "F")
    np.savez_compressed(tmp_path / "own.npz", meta=np.array('{"words": "ähre"}'), **{"dom.dense": given})
    meta, layers = weights._read_file(tmp_path / "own.npz")
    assert meta == {"words": "ähre"}
    assert layers["dom.dense"].shape == (2, 3)
    assert layers["dom.dense"].tolist() == given.tolist()


@pytest.mark.parametrize(
    "arrays", [{"dom.dense": np.ones((2, 2), np.int32)}, {"dom.dense": np.float32(1)}, {}, {"dom.bias": np.ones(3)}]
)  # fmt: skip
def test_other_files_are_refused(arrays: dict[str, np.ndarray], tmp_path: Path) -> None:
    np.savez(tmp_path / "own.npz", **arrays)
    with pytest.raises(ValueError, match=r"own\.npz"):
        load_weights.__wrapped__(tmp_path / "own.npz")


def test_the_copy_is_equal(compiled: Path) -> None:
    meta, layers = weights._read_file(WEIGHTS)
    found = weights._read_copy(WEIGHTS)
    assert found is not None
    assert found[0] == meta
    assert {name: (layer.shape, layer.tobytes()) for name, layer in found[1].items()} == {
        name: (layer.shape, layer.tobytes()) for name, layer in layers.items()
    }
    for layer in found[1].values():  # vectors of the core never reach over two lines of the cache
        assert np.asarray(layer).ctypes.data % CACHE_LINE == 0
        assert layer.readonly


@pytest.mark.parametrize("at", [5, 60, 2_000, -1])
def test_a_damaged_copy_does_not_count(at: int, compiled: Path) -> None:
    content = bytearray(compiled.read_bytes())
    content[at] ^= 1
    compiled.write_bytes(content)
    assert weights._read_copy(WEIGHTS) is None
    assert load_weights.__wrapped__(WEIGHTS).nets["dom"]


def test_a_copy_of_other_weights_does_not_count(compiled: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.npz"
    np.savez(other, meta=np.array("{}"))
    assert weights._read_copy(other) is None
    compiled.write_bytes(b"")
    assert weights._read_copy(WEIGHTS) is None
    compiled.unlink()
    assert weights._read_copy(WEIGHTS) is None
