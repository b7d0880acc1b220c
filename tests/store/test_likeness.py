"""Near duplicates: what is called one, and that stored signatures stay comparable."""

from __future__ import annotations

import random
import sqlite3
from hashlib import blake2b
from pathlib import Path

import pytest

from cleaner.errors import OutputError
from cleaner.judge.likeness import BANDS, bands, sign, similarity, version
from cleaner.store.likeness import LikenessIndex, Signature, remove_index
from cleaner.store.tables import JOB_TABLES
from tests import SHARED
from tests.pages import Tongue


def text_of(seed: int, sentences: int = 12) -> str:
    tongue = Tongue(seed)
    return " ".join(tongue.sentence(25) for _ in range(sentences))


def signature(name: str, text: str) -> Signature:
    whole = sign(text)
    assert whole is not None
    return Signature(name, version(), whole, tuple(bands(whole)))


def test_a_full_disk_under_the_index() -> None:
    """One clear line that names the folder's variables."""
    index = LikenessIndex(0.8, similarity)
    index.connection.execute("PRAGMA max_page_count = 30")
    with pytest.raises(OutputError, match=r"TMPDIR.*signatures.*full"):  # noqa: PT012 - at whichever of them
        for nth in range(1_000):
            whole = nth.to_bytes(4, "big") * 64
            new = Signature(str(nth), "1", whole, tuple(whole[at : at + 16] for at in range(0, 256, 16)))
            index.earliest(new)
            index.add(new)
    index.close()


def index() -> LikenessIndex:
    return LikenessIndex(0.8, similarity)


def test_signatures_are_the_same_everywhere() -> None:
    """They are stored for years; a library that changes them must change the version, and then this test."""
    made = sign(text_of(1))
    assert made is not None
    assert (version(), blake2b(made, digest_size=8).hexdigest()) == ("rensa-2-126-5-1-marks", "fac4c56c99e9436b")


def test_the_earliest_is_named() -> None:
    """Of three versions of one text, the third names the first."""
    first = text_of(2)
    second, third = first.replace("a ", "o ", 2), first + " " + Tongue(3).sentence(8)
    found = index()
    for name, text in (("one", first), ("other", text_of(4)), ("two", second)):
        found.add(signature(name, text))
    near = found.earliest(signature("three", third))
    assert near is not None
    assert near.id == "one"
    assert 0.8 <= near.similarity < 1
    assert found.earliest(signature("other", text_of(4))) is None
    found.close()


def test_a_changed_text_is_found_by_its_new_words_alone() -> None:
    """Adding a known record again replaces what it was known by."""
    found = index()
    found.add(signature("page", text_of(5)))
    found.add(signature("page", text_of(6)))
    assert found.earliest(signature("new", text_of(5))) is None
    near = found.earliest(signature("new", text_of(6)))
    assert near is not None
    assert near.id == "page"
    assert found.connection.execute("SELECT count(*) FROM bands").fetchone() == (BANDS,)
    found.close()


def test_signatures_of_another_version_say_nothing() -> None:
    """After an upgrade that changes the algorithm, old records are no longer compared."""
    found = index()
    one = signature("old", text_of(7))
    found.add(Signature("old", "rensa-1", one.whole, one.bands))
    assert found.earliest(signature("new", text_of(7))) is None
    found.close()


@pytest.mark.parametrize("share", [0.85, 0.9, 0.95])
def test_the_estimate_is_near_the_truth(share: float) -> None:
    """Over many pairs, the mean estimate lies within 0.03 of the true similarity, and all but few are found."""
    dice = random.Random(int(share * 100))
    truths, estimates, missed = [], [], 0
    for seed in range(40):
        words = text_of(seed + 100).split()
        changed = words[:]
        for at in dice.sample(range(len(words)), int(len(words) * (1 - share) / 9)):
            changed[at] = "zzz"
        one, two = ({tuple(text[n : n + 5]) for n in range(len(text) - 4)} for text in (words, changed))
        truths.append(len(one & two) / len(one | two))
        a, b = signature("a", " ".join(words).replace(".", "")), signature("b", " ".join(changed).replace(".", ""))
        estimates.append(similarity(a.whole, b.whole))
        missed += not set(enumerate(a.bands)) & set(enumerate(b.bands))
    assert abs(sum(estimates) - sum(truths)) / len(truths) < 0.03
    assert missed <= 1


def test_unspaced_scripts_and_short_texts() -> None:
    """Letters stand for words where none are parted; a few words are a duplicate of nothing."""
    chinese = "".join(chr(0x4E00 + (n * 37) % 4000) for n in range(300))
    one, two = sign(chinese), sign(chinese[:-5])
    assert one is not None
    assert two is not None
    assert similarity(one, two) > 0.9
    assert sign("Only a few words here.") is None


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the seeds are not here")
def test_five_tellings_of_one_story_are_five_records() -> None:
    """Pages of different papers on the same event are not near duplicates."""
    found = index()
    texts = [path.read_text("utf-8", "replace") for path in sorted((SHARED / "seeds").rglob("*.txt"))]
    for number, text in enumerate(texts):
        if sign(text) is None:
            continue
        assert found.earliest(signature(str(number), text)) is None
        found.add(signature(str(number), text))
    found.close()


def test_it_lives_in_the_state() -> None:
    """The same tables serve the archive."""
    db = sqlite3.connect(":memory:")
    db.executescript(JOB_TABLES)
    kept = LikenessIndex(0.8, similarity, db)
    kept.add(signature("a", text_of(8)))
    kept.close()
    assert LikenessIndex(0.8, similarity, db).earliest(signature("b", text_of(8))) is not None
    db.close()


def test_an_original_is_never_the_copy_of_its_copy() -> None:
    """A page that changed and comes again keeps its place: only what came before it may be its original."""
    kept = index()
    original, copy = text_of(5), text_of(5) + " " + text_of(6, 1)
    kept.add(signature("a", original))
    near = kept.earliest(signature("b", copy))
    assert near is not None
    assert near.id == "a"
    kept.add(signature("b", copy))
    assert kept.earliest(signature("a", original + " and more")) is None
    again = kept.earliest(signature("b", copy + " and more"))
    assert again is not None
    assert again.id == "a"
    kept.close()


@pytest.mark.parametrize("damage", ["", "garbage", "half", "inside"])
def test_an_index_on_disk(tmp_path: Path, damage: str) -> None:
    """It knows what it was told before; one that is damaged is begun anew."""
    path = tmp_path / "index"
    first = LikenessIndex(0.8, similarity, path=path)
    for n in range(20):
        first.add(signature(str(n), text_of(n)))
    first.close()
    if damage:
        data = path.read_bytes()
        garbage = b"no database" * 500
        inside = data[:8192] + (garbage * 100)[: len(data) - 8192]
        path.write_bytes({"garbage": garbage, "half": data[: len(data) // 2], "inside": inside}[damage])
    second = LikenessIndex(0.8, similarity, path=path)
    near = second.earliest(signature("new", text_of(7)))
    assert (near is not None) == (not damage)
    second.add(signature("new", text_of(7)))
    second.close()
    remove_index(path)
    assert [*tmp_path.iterdir()] == []
