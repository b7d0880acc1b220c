"""The cleaner itself: its modes, cleaning of plain text, weights of a fold, and the time of its stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from bench.systems import Metadata, Output, RawPage, System
from cleaner.config import Config

Mode = Literal["fast", "careful"]
TEXT_MODE: Mode = "fast"  # plain text never reaches trafilatura, so the modes do not differ there


def system(name: str) -> System:
    """Return a mode of the cleaner. Raises ImportError where it cannot be imported."""
    from cleaner import clean

    config = settings(cast(Mode, name))

    def extract(page: RawPage) -> Output:
        article = clean(page.html, url=page.url, config=config)
        return Output(
            article.text, Metadata(article.title, article.authors, article.published), confidence=article.confidence
        )

    return System(name, extract)


def clean_text(text: str) -> str:
    """Clean a plain text that another tool dumped."""
    from cleaner import clean

    return clean(text, config=settings(TEXT_MODE)).text if text.strip() else ""


@lru_cache(maxsize=8)
def settings(mode: Mode) -> Config:
    """Return the default configuration in a mode, whatever the environment says."""
    return Config.model_validate({"clean": {"mode": mode}})


@contextmanager
def with_weights(path: Path) -> Iterator[None]:
    """Judge with the weights of a file instead of the shipped ones. Cross-validation goes through here alone."""
    raise NotImplementedError(f"the tagger has no way yet to take the weights of {path}")
    yield


def time_stages(page: RawPage, mode: Mode) -> Mapping[str, float] | None:
    """Return the CPU seconds of each stage for one page, or None where the pipeline does not offer them."""
    from cleaner import pipeline
    from cleaner.model import Page

    timer = getattr(pipeline, "time_stages", None)
    return timer(Page(page.html, url=page.url), settings(mode)) if timer else None
