"""Redirects, by status, in a page, or in its scripts. Each target is checked like a URL of the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import httpx

from cleaner.fetch.address import joined
from cleaner.fetch.client import Reply
from cleaner.fetch.faults import FetchFault
from cleaner.fetch.guard import MAX_URL_CHARS, check_url


def next_url(reply: Reply, is_seen: Callable[[httpx.URL], bool]) -> httpx.URL:
    """Return the target of a redirect, checked like a URL of the list. Raises FetchFault ``redirect``."""
    location = reply.location
    if not location:
        raise FetchFault("redirect", f"{reply.status} without a Location", http_status=reply.status)
    if len(location) > MAX_URL_CHARS:
        raise FetchFault(
            "redirect", f"leads to a URL of more than {MAX_URL_CHARS} characters", http_status=reply.status
        )
    try:
        url = without_user(check_url(joined(str(reply.url), location) or location))
    except (httpx.InvalidURL, ValueError, FetchFault) as error:
        raise FetchFault("redirect", f"leads to no page: {error}", http_status=reply.status) from None
    if is_seen(url):
        raise FetchFault("redirect", "leads in a circle", http_status=reply.status)
    return url


def target_url(reply: Reply, address: str, is_seen: Callable[[httpx.URL], bool]) -> httpx.URL | None:
    """Return where a fetched page sends its readers, or None if that is not a page or was already seen."""
    try:
        return next_url(replace(reply, location=address), is_seen)
    except FetchFault:
        return None


def without_user(url: httpx.URL) -> httpx.URL:
    """Return a URL without its user name and password. They are sent in a header or not at all."""
    return url.copy_with(userinfo=b"") if url.userinfo else url
