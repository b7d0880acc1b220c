"""The threshold of a page: what the tagger's probabilities of all blocks say of each."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.judge.cut import CORE_SHARE, DUMP_SHARE, TOP_SHARE, choose_threshold, find_thresholds, name_kind
from cleaner.vocabulary import PAGE_KINDS, PageKind

CHOICE = (0.35, 0.6)
WIDE = (0.35, 2.0)  # a lost word is worse than one left in


def page(*groups: tuple[int, float, int]) -> tuple[np.ndarray, np.ndarray]:
    """Groups of blocks: how many, how likely, how many letters each."""
    keep = np.concatenate([np.full(count, chance, dtype=np.float32) for count, chance, _ in groups])
    sizes = np.concatenate([np.full(count, size, dtype=np.float32) for count, _, size in groups])
    return keep, sizes


TEXT = (4, 0.99, 150)


def test_what_is_far_less_likely_than_the_core_goes_from_an_article() -> None:
    keep, sizes = page(TEXT, (20, 0.55, 25))
    assert choose_threshold(keep, sizes, WIDE) < 0.6
    assert find_thresholds(keep, sizes, WIDE, "article").block < 0.6  # too few blocks to tell chrome by their number
    keep, sizes = page(TEXT, (20, 0.55, 25), (20, 0.01, 20))
    assert find_thresholds(keep, sizes, WIDE, "article").block == pytest.approx(CORE_SHARE * 0.99)


def test_a_short_text_among_many_teasers_keeps_what_is_nearly_as_likely() -> None:
    """The teasers outweigh the text, so that keeping all of them would look best."""
    keep, sizes = page(TEXT, (20, 0.7, 60), (30, 0.02, 20))
    assert find_thresholds(keep, sizes, CHOICE, "article").block == pytest.approx(TOP_SHARE * 0.99)
    few = page(TEXT, (5, 0.7, 60), (30, 0.02, 20))
    assert find_thresholds(*few, CHOICE, "article").block < 0.7


def test_a_dump_of_a_page_keeps_more() -> None:
    keep, sizes = page(TEXT, (20, 0.3, 25))
    assert choose_threshold(keep, sizes, WIDE) < 0.34
    assert find_thresholds(keep, sizes, WIDE, "dump").block == pytest.approx(DUMP_SHARE * 0.99)
    assert find_thresholds(keep, sizes, WIDE, None).block < 0.34


@pytest.mark.parametrize("kind", ["forum", "product", "listing", None])
def test_texts_of_many_parts_and_cleaned_ones_have_no_core(kind: PageKind | None) -> None:
    keep, sizes = page(TEXT, (20, 0.7, 60), (30, 0.02, 20))
    assert find_thresholds(keep, sizes, CHOICE, kind).block <= 0.7


def test_doubt_of_all_blocks_drops_none_of_them() -> None:
    """Where the tagger does not know the text, it cannot say what is no part of it."""
    keep, sizes = page((6, 0.6, 150), (6, 0.5, 150))
    assert find_thresholds(keep, sizes, CHOICE, "article").block <= 0.5


def test_the_order_of_blocks_does_not_move_the_threshold() -> None:
    keep, sizes = page(TEXT, (20, 0.7, 60))
    turned = find_thresholds(keep[::-1].copy(), sizes[::-1].copy(), CHOICE, "article").block
    assert turned == find_thresholds(keep, sizes, CHOICE, "article").block


def test_sentences_that_are_likelier_than_not_stay_in_an_article() -> None:
    keep, sizes = page(TEXT, (20, 0.55, 25))
    assert find_thresholds(keep, sizes, WIDE, "article").sentence < 0.56
    short = page(TEXT, (20, 0.7, 60), (30, 0.02, 20))
    assert find_thresholds(*short, CHOICE, "article").sentence > 0.7


def test_only_a_sure_kind_has_a_core() -> None:
    kinds = np.zeros(len(PAGE_KINDS), dtype=np.float32)
    kinds[PAGE_KINDS.index("article")], kinds[PAGE_KINDS.index("forum")] = 0.6, 0.4
    assert name_kind(kinds) is None
    kinds[PAGE_KINDS.index("article")], kinds[PAGE_KINDS.index("forum")] = 0.95, 0.05
    assert name_kind(kinds) == "article"
