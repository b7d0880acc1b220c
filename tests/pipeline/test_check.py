"""Names of rules in ``clean.keep`` that no rule has."""

from __future__ import annotations

import pytest

from cleaner import clean_many
from cleaner.config import load_config
from cleaner.errors import ConfigError
from cleaner.pipeline.check import check_kept


@pytest.mark.parametrize(
    ("name", "meant"),
    [("en/ad-lable", "'en/ad-label'"), ("en/ad-labels", "'en/ad-label'"), ("de/no-such-rule", None)],
)
def test_a_misspelt_name_is_told(name: str, meant: str | None) -> None:
    with pytest.raises(ConfigError, match=f"no rule is named '{name}'") as told:
        check_kept((name,))
    assert meant is None or str(told.value).endswith(f"did you mean {meant}?")
    with pytest.raises(ConfigError):
        clean_many([], config=load_config(None, overrides={"clean.keep": [name]}, env={}))


@pytest.mark.parametrize(
    "entry",
    [
        "en/ad-label",
        "repeats/title",
        "own-site/rule-one",
        "he/she",
        "no/yes",
        "Read more: http://a.example/b-c",
        "tagger",
    ],
)
def test_names_and_phrases_that_may_be_meant(entry: str) -> None:
    check_kept((entry,))
