"""The body judge: whom it asks in each mode."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.config import Config
from cleaner.errors import ConfigError
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


def test_trafilatura_is_asked_in_its_own_mode_alone(asked: list[str]) -> None:
    assert PROSE.strip() in run("fast")
    assert not asked
    assert run("trafilatura").count(PROSE.strip()) > 0
    assert len(asked) == 1


def test_who_has_the_careful_mode_set_is_told_that_it_is_gone() -> None:
    with pytest.raises(ConfigError, match=r"^config: clean\.mode: careful was removed.*remove the key.*$"):
        clean(PAGE, config={"clean.mode": "careful"})


RELATED = "".join(f'<li><a href="/{n}">A bridge of the year nineteen hundred and {n}</a></li>' for n in range(8))
LIST_PAGE = f"<html><body><h1>Bridges</h1><p>{PROSE}</p><h3>Related articles</h3><ul>{RELATED}</ul></body></html>"


@pytest.mark.parametrize("kind", ["article", "listing", "collection", "service"])
def test_heads_of_chrome_head_the_text_of_pages_that_are_lists(kind: str) -> None:
    """The tagger alone decides there; the user's own phrases hold on every page."""

    def ruled(settings: dict[str, object]) -> list[str]:
        article = clean(LIST_PAGE, config=Config.model_validate({"clean": {"kind": kind, **settings}}))
        return [removal.rule for removal in article.removed if removal.judge == "runs"]

    assert bool(ruled({})) == (kind == "article")


def test_a_head_that_the_user_names_is_chrome_on_lists_too() -> None:
    config = Config.model_validate({"clean": {"kind": "listing", "drop": ["Related articles"]}})
    removed = [removal for removal in clean(LIST_PAGE, config=config).removed if removal.rule.startswith("user/")]
    assert "Related articles" in [removal.text for removal in removed]
