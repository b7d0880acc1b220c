"""Saved pages know where they came from."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.read.saved import saved_from

HERE = "https://harbour.example/2024/boats"
BODY = "<h1>Boats come back</h1><p>" + "The council voted to bring the night boats back this year. " * 4
BROWSER = f"<!-- saved from url=({len(HERE):04}){HERE} -->"
SINGLEFILE = f"<!--\n Page saved with SingleFile \n url: {HERE} \n saved date: Tue Jan 02 2024\n-->"
HTTRACK = (
    "<!-- Mirrored from harbour.example/2024/boats by HTTrack Website Copier/3.x [XR&CO'2014], Mon, 1 Jan 2024 -->"
)
OG = '<meta property="og:url" content="https://harbour.example/shared">'
CANONICAL = '<link rel=canonical href="https://harbour.example/canonical">'


@pytest.mark.parametrize(
    ("page", "url", "source"),
    [
        (f"<!doctype html>\n{BROWSER}\n<html><head>{OG}{CANONICAL}</head>{BODY}", HERE, "comment:saved-from"),
        (f"<!doctype html> <html><!--\n x -->{SINGLEFILE}<head>{CANONICAL}</head>{BODY}", HERE, "comment:singlefile"),
        (f"<html>\n{HTTRACK}<head>{OG}</head>{BODY}", "http://harbour.example/2024/boats", "comment:httrack"),
        (f"<html><head>{CANONICAL}{OG}</head>{BODY}", "https://harbour.example/shared", "meta:og:url"),
        (f"<html><head>{CANONICAL}</head>{BODY}", "https://harbour.example/canonical", "link:canonical"),
        (f"<!-- Saved from {HERE} at 2024-03-05T12:00:00Z using monolith v2 -->\n<head>{CANONICAL}</head>{BODY}",
         HERE, "comment:monolith"),
        (f"<!-- Saved from local source at 2024-03-05T12:00:00Z using monolith -->\n<head>{CANONICAL}</head>{BODY}",
         "https://harbour.example/canonical", "link:canonical"),
        (f'<html lang=en data-scrapbook-source="{HERE}"><head>{CANONICAL}</head>{BODY}', HERE,
         "html:data-scrapbook-source"),
        (f'<head>{CANONICAL}<meta name="savepage-url" content="{HERE}"></head>{BODY}', HERE, "meta:savepage-url"),
        (f'<head><meta name="source-url" content="{HERE}"/></head>{BODY}', HERE, "meta:source-url"),
        # addresses that lead to no page of the web are passed over
        (f"<!-- saved from url=(0014)about:internet --><head>{CANONICAL}</head>{BODY}",
         "https://harbour.example/canonical", "link:canonical"),
        (f"<!-- saved from url=(0016)file:///C:/a.htm -->{SINGLEFILE}{BODY}", HERE, "comment:singlefile"),
        (f"<!-- saved from url=(0009)https:// -->{BODY}", None, None),
    ],
)  # fmt: skip
def test_in_this_order(page: str, url: str | None, source: str | None) -> None:
    article = clean(page)
    assert (article.url, article.provenance.get("url")) == (url, source)


def test_a_known_address_goes_first() -> None:
    """A page that was fetched, or whose address the user gives, is not moved by a note in it."""
    article = clean(f"{BROWSER}<head>{OG}</head>{BODY}", url="https://other.example/x/y")
    assert (article.url, article.provenance["url"]) == ("https://other.example/x/y", "given")


def test_words_about_notes_are_none() -> None:
    assert clean(f"<p>It says: saved from url=(0034){HERE}.</p>{BODY}").url is None
    assert saved_from("x" * 6_000 + BROWSER) is None
    assert saved_from("<!-- saved from url=(0034)" * 900) is None


def test_the_date_in_the_address_counts() -> None:
    """The address is used as if it had been given."""
    dated = BROWSER.replace("/2024/boats", "/2024/03/05/boats")
    assert clean(f"{dated}<html><body>{BODY}").published == "2024-03-05"
