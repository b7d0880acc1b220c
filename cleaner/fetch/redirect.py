"""Redirects, by status, in a page, or in its scripts. Each target is checked like a URL of the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import httpx

from cleaner.fetch.client import Reply
from cleaner.fetch.faults import FetchFault
from cleaner.fetch.guard import check_url


def next_url(reply: Reply, is_seen: Callable[[httpx.URL], bool]) -> httpx.URL:
    """Return the target of a redirect, checked like a URL of the list. Raises FetchFault ``redirect``."""
    location = reply.location
    if not location:
        raise FetchFault("redirect", f"{reply.status} without a Location", http_status=reply.status)
    try:
        path, mark, query = location.partition("?")
        location = path.replace("\\", "/") + mark + query  # as browsers read it
        joined = reply.url.join(location) if len(location) <= 8_192 else None
        url = without_user(check_url(str(joined))) if joined is not None else None
    except (httpx.InvalidURL, ValueError, FetchFault) as error:
        raise FetchFault("redirect", f"leads to no page: {error}", http_status=reply.status) from None
    if url is None:
        raise FetchFault("redirect", "leads to a URL of more than 8192 characters", http_status=reply.status)
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
