"""The words of a control ("Track your order") in help for it: the heading of a section, or a step of a list."""

from __future__ import annotations

import pytest

from cleaner.judge.phrases import find_matches, judge, load_rules
from cleaner.model import Document
from cleaner.read.html import read_html
from cleaner.read.text import read_text

HELP = (
    "Open the settings of the shop, choose the harbour that is nearest to you, and press the button; the change takes "
    "a few minutes and is shown on all pages of your account."
)


def is_control(page: Document) -> bool:
    rules = load_rules("en")
    return any(found.rule == "en/shop" for found in judge(page, rules, find_matches(page.blocks, rules), ()))


@pytest.mark.parametrize(
    ("markup", "goes"),
    [
        (f"<h2>Track your order</h2><p>{HELP}</p>", False),
        ("<h2>Track your order</h2><p>Enter a number.</p>", True),
        ("<ol><li>Add to bag</li></ol>", False),
        ("<ol><li><a href='/bag'>Add to bag</a></li></ol>", True),
        ("<ul><li>Find the boots</li><li>Add to bag</li></ul>", False),
        ("<ul><li><a href='/boots'>Boots</a></li><li>Add to bag</li></ul>", True),
        ("<ul><li>Add to bag</li><li>Add to bag</li></ul>", True),
        ("<p>Add to bag</p>", True),
    ],
)
def test_the_words_of_a_control_stay_in_help_for_it(markup: str, *, goes: bool) -> None:
    page = read_html(f"<html lang=en><body><p>{HELP}</p>{markup}</body></html>")
    assert is_control(page) is goes


@pytest.mark.parametrize(("line", "goes"), [("2. Add to bag", False), ("Add to bag", True)])
def test_a_numbered_step_in_plain_text_is_no_control(line: str, *, goes: bool) -> None:
    assert is_control(read_text(f"{HELP}\n\n{line}\n\n{HELP}\n")) is goes
