"""Boxes named for what a phrase in them says go as a whole."""

from __future__ import annotations

import pytest

from cleaner.judge import phrases
from cleaner.judge.boxes import find_boxes
from cleaner.read.html import read_html

TEXT = "The council of Port Ellery voted on Tuesday to bring back the night ferries, nine years after they were cut. "
LINES = ("Kingsley Boots", "Waterproof since 1921")
AD, NEWS = "Advertisement", "Sign up for our newsletter"


def taken(name: str, label: str, *lines: str) -> list[str]:
    box = f'<div class="{name}"><p class="ad-label">{label}</p>{"".join(f"<p>{line}</p>" for line in lines)}</div>'
    read = read_html(f"<html lang=en><body><article><p>{TEXT * 2}</p>{box}<p>{TEXT}</p></article></body></html>")
    keep = [block.text != label for block in read.blocks]
    found = find_boxes(read.blocks, keep, phrases.find_matches(read.blocks, phrases.load_rules("en")))
    return [read.blocks[at].text for at, _ in found]


@pytest.mark.parametrize(("name", "label"), [("ad-slot", AD), ("newsletter-box", NEWS), ("box_sponsored", AD)])
def test_a_box_goes_if_its_name_and_a_phrase_in_it_say_the_same(name: str, label: str) -> None:
    assert taken(name, label, *LINES) == [*LINES]


@pytest.mark.parametrize(("name", "label"), [("facts", AD), ("newsletter-box", AD), ("ad-slot", "Facts")])
def test_a_box_stays_if_one_of_them_says_something_else(name: str, label: str) -> None:
    assert taken(name, label, *LINES) == []


def test_a_box_with_a_paragraph_of_text_or_with_many_lines_stays() -> None:
    assert taken("ad-slot", AD, LINES[0], TEXT * 2) == []
    assert taken("ad-slot", AD, *(f"Line {nth}" for nth in range(30))) == []
