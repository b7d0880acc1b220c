"""A user's script, which mypy checks together with the package (``files`` in pyproject.toml), for the public types."""

from __future__ import annotations

import asyncio
from pathlib import Path

from cleaner import Article, Config, Failure, FetchError, Page, afetch, clean, clean_many, fetch, load_config


def use(url: str) -> tuple[str | None, int | None]:
    """Call every public function, as in the documentation."""
    page: Page = fetch(url, {"fetch.timeout": 3})
    pages: list[Page] = asyncio.run(_gather([url]))
    first: Article = clean(page, config=Config())
    articles = [first, clean(Path("x.html"), config={"clean": {"mode": "fast"}}), clean(b"x", config=load_config("x"))]
    for result in clean_many([*pages, b"x", "y", Path("z")], {"batch.workers": 2}):
        outcome: Article | Failure = result.outcome
        if isinstance(outcome, Article):
            articles.append(outcome)
    texts: list[str] = [one.text + one.markdown + one.html + one.to_json() for one in articles]
    records: list[dict[str, object]] = [one.to_dict() for one in articles]
    try:
        clean(fetch(url))
    except FetchError as error:
        return error.reason, error.http_status
    return first.title, len(texts) + len(records)


async def _gather(urls: list[str]) -> list[Page]:
    return await asyncio.gather(*(afetch(url) for url in urls))
