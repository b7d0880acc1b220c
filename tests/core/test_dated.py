"""Which texts may hold a date: the compiled core and the patterns of Python agree."""

from __future__ import annotations

import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner import core
from cleaner.read.metadata.dates import parse

pytestmark = pytest.mark.skipif(core.compiled is None, reason="needs the compiled core")
PIECES = st.text(alphabet="12 2.-/:ab年월月日٣७\U0001d7d8\U00011066é²字\n", max_size=40)


def in_python(texts: list[str]) -> tuple[int, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "compiled", None)
        return parse.may_hold_dates(texts)


@given(st.lists(PIECES, max_size=8))
@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_texts_that_may_hold_a_date_are_the_same(texts: list[str]) -> None:
    assert parse.may_hold_dates(texts) == in_python(texts)


@pytest.mark.parametrize("between", [1, 19, 20, 21])
@pytest.mark.parametrize("before", [0, 1, 2])
def test_the_reach_between_two_numbers_is_the_same(between: int, before: int) -> None:
    texts = [f"{'x' * before}7{'é' * between}24", f"7{' ' * between}2", f"{'x' * (490 + between // 2)}7 of 24"]
    assert parse.may_hold_dates(texts) == in_python(texts)


def test_every_digit_is_one_for_both() -> None:
    texts = [f"{chr(code)}{chr(code) * 3}" for code in range(sys.maxunicode + 1) if chr(code).isdecimal()]
    assert parse.may_hold_dates(texts) == in_python(texts) == tuple(range(len(texts)))


def test_only_the_first_code_points_count() -> None:
    texts = [f"{'x' * at}2024-03-07" for at in (0, 490, 496, 497, 500, 600)]
    assert parse.may_hold_dates(texts) == in_python(texts) == (0, 1, 2)


def test_what_is_no_text_is_refused() -> None:
    assert core.compiled is not None
    with pytest.raises(TypeError):
        core.compiled.dated(["7 March 2024", 7], 500)
    with pytest.raises(TypeError):
        core.compiled.dated("7 March 2024", 500)
