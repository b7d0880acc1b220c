"""The profiles of langdetect as ``Chances``: the same numbers as langdetect's own map, for every n-gram."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from langdetect import DetectorFactory
from langdetect.detector_factory import PROFILES_DIRECTORY

from cleaner.read.profiles import MOST_KEPT, Chances
from tests import REPO

SAMPLES = yaml.safe_load((REPO / "fixtures" / "languages.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def theirs() -> DetectorFactory:
    """Langdetect with the profiles as it loads them itself."""
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory


@pytest.fixture(scope="module")
def ours() -> Chances:
    """The profiles as this package loads them."""
    return Chances(Path(PROFILES_DIRECTORY))


def test_every_list_is_that_of_langdetect(theirs: DetectorFactory, ours: Chances) -> None:
    assert sorted(ours.languages) == sorted(theirs.langlist)
    place = [theirs.langlist.index(code) for code in ours.languages]
    grams = [*theirs.word_lang_prob_map]
    assert len(grams) > MOST_KEPT
    for gram in grams:
        chances = theirs.word_lang_prob_map[gram]
        assert ours[gram] == [chances[nth] for nth in place]


def test_other_texts_are_no_n_grams(ours: Chances) -> None:
    for gram in ("", "#", "abcd", "\U0001f600"):
        assert gram not in ours
        with pytest.raises(KeyError):
            ours[gram]


@pytest.mark.parametrize("code", SAMPLES)
def test_langdetect_says_the_same(code: str, theirs: DetectorFactory, ours: Chances) -> None:
    own = DetectorFactory()
    own.word_lang_prob_map, own.langlist = ours, ours.languages
    said = []
    for factory in (theirs, own):
        detector = factory.create()
        detector.seed = 0
        detector.append(SAMPLES[code][:1_000])
        said.append([(found.lang, round(found.prob, 9)) for found in detector.get_probabilities()])
    assert said[0] == said[1]
