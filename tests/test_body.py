"""The body judge: whom it asks in each mode."""

from __future__ import annotations

import pytest

from cleaner import body, clean
from cleaner.config import Config
from cleaner.judge import second_opinion

PROSE = "The farmers of the valley brought in the last of the grain on Tuesday, two weeks later than in other years. "
PAGE = f"""<html><head><title>Harvest</title></head><body><nav><a href="/a">Home</a> <a href="/b">News</a></nav>
<article><h1>Harvest</h1>{"".join(f"<p>{PROSE * 3}{n}</p>" for n in range(6))}</article>
<footer>© 2024 The Paper</footer></body></html>"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that trafilatura was asked about."""
    pages: list[str] = []

    def extract(html: str) -> str:
        pages.append(html)
        return PROSE

    monkeypatch.setattr(second_opinion, "extract", extract)
    return pages


def run(mode: str) -> str:
    return clean(PAGE, config=Config.model_validate({"clean": {"mode": mode}})).text


def test_a_page_of_which_the_tagger_is_sure_is_not_asked_about_twice(asked: list[str]) -> None:
    assert PROSE.strip() in run("careful")
    assert not asked


def test_the_careful_mode_asks_where_the_tagger_is_not_sure(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(body, "ASK_BELOW", 1.1)
    assert PROSE.strip() in run("careful")
    assert len(asked) == 1
    run("fast")
    assert len(asked) == 1
    run("trafilatura")
    assert len(asked) == 2
