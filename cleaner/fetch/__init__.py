"""Fetching: one polite, limited and guarded way to request pages, robots.txt, feeds and sitemaps.

The public names are imported when they are first used, so that ``import cleaner`` stays fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.fetch.address import host_of, scalar, shown
    from cleaner.fetch.blocking import fetch_all, fetch_one, fetch_polled
    from cleaner.fetch.bodies import gunzip
    from cleaner.fetch.browser.renderer import Rendering
    from cleaner.fetch.gauge import Gauge
    from cleaner.fetch.schedule import Fetched, Frontier, Seams, fetch
    from cleaner.fetch.visit import Target

__all__ = [
    "Fetched",
    "Frontier",
    "Gauge",
    "Rendering",
    "Seams",
    "Target",
    "fetch",
    "fetch_all",
    "fetch_one",
    "fetch_polled",
    "gunzip",
    "host_of",
    "scalar",
    "shown",
]
HOMES = {
    **dict.fromkeys(("host_of", "scalar", "shown"), "address"),
    **dict.fromkeys(("fetch_all", "fetch_one", "fetch_polled"), "blocking"),
    **dict.fromkeys(("Fetched", "Frontier", "Seams", "fetch"), "schedule"),
    "Gauge": "gauge",
    "gunzip": "bodies",
    "Rendering": "browser.renderer",
    "Target": "visit",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever has that name
    home = HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
