"""Fetching: one polite, bounded and guarded primitive for pages, robots.txt, feeds and sitemaps."""

from cleaner.fetch.address import host_of, scalar, shown
from cleaner.fetch.blocking import fetch_all, fetch_one, fetch_polled
from cleaner.fetch.bodies import gunzip
from cleaner.fetch.browser.renderer import Rendering
from cleaner.fetch.schedule import Fetched, Frontier, Gauge, Seams, fetch
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
