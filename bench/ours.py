"""cleaner as a system: its modes, cleaning of plain text, weights of a fold, and the time of its stages."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from bench.systems import Metadata, Output, RawPage, System
from cleaner.config import Config

_WEIGHTS: ContextVar[Path | None] = ContextVar("weights", default=None)
TEXT_MODE = "fast"  # plain text never reaches trafilatura, so all modes are the same


def system(name: str) -> System:
    """Return a system of ``OURS``. Raises ImportError if it cannot be imported."""
    from cleaner import clean

    def extract(page: RawPage) -> Output:
        article = clean(page.html, url=page.url, config=settings(name, _WEIGHTS.get()))
        return Output(
            article.text, Metadata(article.title, article.authors, article.published), confidence=article.confidence
        )

    return System(name, extract)


def clean_text(text: str) -> str:
    """Clean a plain text that another tool dumped."""
    from cleaner import clean

    return clean(text, config=settings(TEXT_MODE, _WEIGHTS.get())).text if text.strip() else ""


@lru_cache(maxsize=32)
def settings(name: str, weights: Path | None = None) -> Config:
    """Return the default configuration for a system of ``OURS``, ignoring the environment.

    ``name`` is a mode, or a mode, a hyphen and a preference. ``weights`` is a file, None for the shipped weights.
    """
    mode, _, prefer = name.partition("-")
    return Config.model_validate({"clean": {"mode": mode, "prefer": prefer or "balanced", "weights": weights}})


@contextmanager
def with_weights(path: Path) -> Iterator[None]:
    """Judge with the weights of a file instead of the shipped ones. Cross-validation uses only this."""
    before = _WEIGHTS.set(path)
    try:
        yield
    finally:
        _WEIGHTS.reset(before)


def time_stages(page: RawPage, name: str) -> Mapping[str, float]:
    """Return the CPU seconds of each stage for one page. The last stage includes joining the text."""
    from cleaner.model import Page
    from cleaner.pipeline import clean_page

    spent: defaultdict[str, float] = defaultdict(float)
    last = time.process_time()

    def trace(stage: str) -> None:
        nonlocal last
        now = time.process_time()
        spent[stage] += now - last
        last = now

    _ = clean_page(Page(page.html, url=page.url), settings(name, _WEIGHTS.get()), trace=trace).text
    trace("rest")
    return spent
