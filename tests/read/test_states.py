"""The search for a body in page data: what it needs, and states that hold none."""

from __future__ import annotations

import pytest

from cleaner.read.scripts import State
from cleaner.read.states import find_in_state

TITLE = "The ferry is late again"
BODY = "The ferry to the island left two hours late on Monday, and nobody on the pier knew why. " * 6


@pytest.mark.parametrize("value", [None, "a text", 7, [], {}, [None, 3], {"a": None}])
@pytest.mark.parametrize("titled", [False, True])
def test_a_state_may_hold_anything(value: object, titled: bool) -> None:
    assert find_in_state(State("state:json", value), lambda text: True, 100, titled=titled) is None


def test_a_body_without_the_title_counts_only_where_none_is_needed() -> None:
    state = State("state:json", {"page": [{"item": {"headline": "Another story", "articleBody": BODY}}]})
    found = find_in_state(state, lambda text: text == TITLE, 100)
    assert found is not None
    assert not found.titled
    assert find_in_state(state, lambda text: text == TITLE, 100, titled=True) is None


def test_the_title_is_found_at_any_depth_and_in_objects_that_refer_to_each_other() -> None:
    story: dict[str, object] = {"title": TITLE, "articleBody": BODY}
    story["self"] = [{"back": story}]
    found = find_in_state(State("state:json", {"a": [{"b": [story]}]}), lambda text: text == TITLE, 100, titled=True)
    assert found is not None
    assert found.titled
    assert BODY.strip() in found.html
