"""Dumps put together: the text of one page, the chrome of another, and no page of another fold or language."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from bench.corpora import GoldPage
from bench.systems import WHOLE_PAGE
from tests.thread_pages import STORIES

mutating = pytest.importorskip("train.mutate", reason="the extra train is not installed")
sampling = pytest.importorskip("train.samples", reason="the extra train is not installed")

MENU = ["Home", "Tides", "Boats"]


def domains(fold: int) -> list[str]:
    names = (f"site{nth}.example" for nth in count())
    return [next(name for name in names if sampling.fold_of(name) == fold) for _ in range(2)]


def page(domain: str, language: str, below: list[str], corpus: str = "news-dev") -> GoldPage:
    story = STORIES[language]
    title = "What the papers say of it"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in story)
    chrome = "".join(f"<p>{line}</p>" for line in below)
    menu = "".join(f"<p>{line}</p>" for line in MENU)
    body = f"{menu}<h1>{title}</h1>{text}{chrome}"
    html = f"<html lang={language}><head><title>{title}</title></head><body>{body}</body></html>"
    return GoldPage(
        corpus, domain, None, "news", html.encode(), "\n".join(story), (), (), title, None, None, domain, language
    )  # fmt: skip


def dumps(*pages: GoldPage) -> list[Any]:
    return [sample for one in pages for sample in sampling.make_text_samples(one) if sample.source == WHOLE_PAGE]


def test_a_text_stands_in_the_chrome_of_another_page() -> None:
    one, other = domains(0)
    pages = page(one, "en", ["Tickets are sold here"]), page(other, "en", [f"Teaser number {n}" for n in range(9)])
    samples = dumps(*pages)
    made = mutating.mutate(pages, samples)
    assert [sample.id for sample in made] == [one] * mutating.EACH + [other] * mutating.EACH
    assert {sample.source for sample in made} == {mutating.MUTATED}
    own, moved = samples[0], made[0]
    assert (moved.label >= 0.5).sum() == (own.label >= 0.5).sum() == len(STORIES["en"])
    assert moved.gold == (own.words * own.label).sum()
    assert len(moved.label) == len(samples[1].label) == len(moved.features.dense)


def test_pages_that_have_no_partner_are_not_moved() -> None:
    """Another fold, another language, the same site, or a set that is there to measure by."""
    one, other = domains(0)
    away = domains(1)[0]
    for pages in (
        (page(one, "en", []), page(away, "en", [])),
        (page(one, "en", []), page(other, "de", [])),
        (page(one, "en", []), page(one, "en", [])),
        (page(one, "en", []), page(other, "en", [], corpus="daniel-dev")),
    ):
        assert mutating.mutate(pages, dumps(*pages)) == []
