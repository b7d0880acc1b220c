"""The measures of the bench, against figures worked out by hand, and its intervals."""

from __future__ import annotations

import pytest

from bench import bootstrap, measures


def test_word_score_counts_repeated_words():
    # gold: the x2, cat, sat; given: the, cat, ran, off, the -> 3 of 5 given and 3 of 4 gold are common
    score = measures.word_score("The cat sat the", "the CAT ran off the")
    assert (score.precision, score.recall) == (3 / 5, 3 / 4)
    assert score.f1 == pytest.approx(2 * 0.6 * 0.75 / 1.35)


@pytest.mark.parametrize(("wanted", "given", "f1"), [("", "", 1.0), ("", "a", 0.0), ("a", "", 0.0), ("a b", "c", 0.0)])
def test_word_score_of_empty_texts(wanted: str, given: str, f1: float):
    assert measures.word_score(wanted, given).f1 == f1


def test_letters_of_scripts_without_spaces_count_one_by_one():
    # gold: 我 们 在 2012 年 看; given: 我 们 看 2012, which are all right
    score = measures.word_score("我们在2012年看", "我们看 2012")
    assert (score.precision, score.recall) == (1.0, 4 / 6)
    assert measures.shingles("中文网页") == {("中", "文", "网", "页"): 1}
    assert measures.bag("Москва слезам").total() == 2


def test_shingles_are_runs_of_four_words_and_short_texts_one_run():
    assert measures.shingles("a b c d e") == {("a", "b", "c", "d"): 1, ("b", "c", "d", "e"): 1}
    assert measures.shingles("a b") == {("a", "b"): 1}
    assert measures.shingles("") == {}


def test_shingle_score_weighs_every_page_one():
    # gold has abcd, bcde; given has bcde, cdef: one hit, one false, one missed
    assert measures.shingle_score("a b c d e", "b c d e f") == measures.ShingleScore(1 / 3, 1 / 3, 1 / 3)
    assert measures.shingle_score("", "") == measures.ShingleScore(0, 0, 0)


def test_shingle_f1_sums_pages_before_it_is_taken():
    # a short page wholly right and a long one wholly wrong, each of weight one: tp 1, fp 0.5, fn 0.5
    estimate = bootstrap.pooled_f1([(1, 0, 0), (0, 0.5, 0.5)])
    assert estimate is not None
    assert estimate.value == pytest.approx(2 / 3)


def test_snippets_are_found_across_line_breaks_and_case():
    assert measures.share_found(["Read  more", "old\nbridge", "not there"], "the OLD bridge. READ MORE") == 2 / 3
    assert measures.share_found([], "text") is None


def test_lost_words_are_those_that_the_dump_had():
    # the dump never had e; cleaning takes d and the second a, but not the menu's words
    assert measures.share_lost("a a b c d e", "menu a a b c d", "a b c") == 2 / 5
    assert measures.share_lost("a b", "menu", "") is None
    # a gold word that also stands in the chrome is not lost with the chrome
    assert measures.share_lost("read it", "read more read it", "read it") == 0


@pytest.mark.parametrize(
    ("wanted", "given", "same"),
    [
        ("It’s over: the END", "its over – the end!", True),
        ("Cafe\u0301 opens", "Café opens", True),
        ("The end", "The end | Site", False),
        ("The end", None, False),
    ],
)
def test_titles_agree_after_folding(wanted: str, given: str | None, same: bool):
    assert measures.same_title(wanted, given) is same


@pytest.mark.parametrize(
    ("given", "same"),
    [("2024-05-03", True), ("2024-05-03T01:00:00+02:00", True), ("2024-05-04", False), ("2024-05", False),
     (None, False)],
)  # fmt: skip
def test_dates_agree_on_the_day(given: str | None, same: bool):
    assert measures.same_day("2024-05-03", given) is same


def test_authors_are_compared_as_sets_of_folded_names():
    # one of two found, one too many: 2 * 1 / (2 + 2)
    assert measures.author_score(["Ann Lee", "Bo Ray"], ["ann lee", "Cy Doe"]) == 0.5
    assert measures.author_score(["Ann Lee, Bo Ray and C. Doe"], ["Bo Ray", "C Doe", "Ann Lee"]) == 1
    assert measures.author_score(["Ann Lee"], []) == 0


def test_intervals_repeat_and_enclose_the_value():
    values = [0.1, 0.9, 0.5, 0.7, 0.3] * 20
    first, second = bootstrap.mean(values), bootstrap.mean(values)
    assert first == second
    assert first is not None
    assert first.value == pytest.approx(0.5)
    assert 0.4 < first.low < 0.5 < first.high < 0.6
    assert first.pages == 100
    assert bootstrap.mean([]) is None


def test_interval_of_equal_pages_has_no_width():
    estimate = bootstrap.mean([0.25] * 7)
    assert estimate is not None
    assert estimate.low == estimate.high == estimate.value == 0.25
