"""A pattern that is made later behaves like one that is made at once."""

from __future__ import annotations

import re

import pytest

from cleaner.patterns import later


def test_it_finds_what_the_pattern_finds() -> None:
    for text in ("", "a1b22", "B3", "none"):
        one, other = later(r"(?P<letter>[a-z])(\d+)", re.I), re.compile(r"(?P<letter>[a-z])(\d+)", re.I)
        assert one.findall(text) == other.findall(text)
        assert one.sub("-", text) == other.sub("-", text)
        assert one.split(text, maxsplit=1) == other.split(text, maxsplit=1)
        assert bool(one.search(text)) is bool(other.search(text))
        assert (one.flags, one.groups, dict(one.groupindex), one.pattern) == (
            other.flags, other.groups, dict(other.groupindex), other.pattern,
        )  # fmt: skip


def test_it_is_made_once_and_only_if_it_is_used() -> None:
    made: list[str] = []

    def make() -> str:
        made.append("a+")
        return "a+"

    pattern = later(make)
    assert made == []
    assert pattern.findall("aa b a") == pattern.findall("aa b a") == ["aa", "a"]
    assert pattern.sub("", "ab") == "b"
    assert made == ["a+"]


def test_an_invalid_pattern_raises_when_it_is_used() -> None:
    pattern = later("(")
    with pytest.raises(re.error):
        pattern.search("")
    with pytest.raises(AttributeError):
        later("a").no_method()  # type: ignore[attr-defined]
