"""Boxes named for what a phrase in them says go as a whole."""

from __future__ import annotations

import pytest

from cleaner.judge import phrases
from cleaner.judge.boxes import find_boxes
from cleaner.read.html import read_html

TEXT = "The council of Port Ellery voted on Tuesday to bring back the night ferries, nine years after they were cut. "
LINES = ("Kingsley Boots", "Waterproof since 1921")
MORE = "The first boats will run in spring, when the new pontoon at the coal pier is ready to take all of them in."
LESS = "Until then the bus goes round the bay, which takes an hour and ten minutes on a good evening in May."
CHINESE = (
    "港口裡沒有人想到結果會如此明確。八名議員舉手贊成，主席數了兩遍，然後才宣讀結果，全場爆發出熱烈的掌聲。",
    "第一批船將在春天新浮橋完工後啟航。在此之前，居民只能乘坐繞海灣行駛的巴士，至少需要一個小時又十分鐘。",
)
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
    assert taken("ad-slot", AD, MORE, LESS) == []
    assert taken("ad-slot", "廣告", *CHINESE) == []
    assert taken("ad-slot", AD, *(f"Line {nth}" for nth in range(30))) == []
