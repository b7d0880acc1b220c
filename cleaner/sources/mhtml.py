"""MHTML (RFC 2557): the page inside an archive that a browser saved as one file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cleaner.errors import BadInput
from cleaner.model import Page

if TYPE_CHECKING:
    from email.message import EmailMessage, Message

MAX_PARTS = 10_000


def open_mhtml(page: Page) -> Page:
    """The root page of an archive, with the address that the archive states. Raises BadInput if there is none."""
    from email import message_from_bytes, policy  # few pages are archives

    try:
        message = message_from_bytes(page.body, policy=policy.compat32)
        root = _root(message)
        body = root.get_payload(decode=True) if root is not None else None
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError) as error:
        raise BadInput(f"the archive is damaged: {error}", "unreadable") from None
    if root is None or not isinstance(body, bytes):
        raise BadInput("the archive holds no page", "not-text")
    address = str(root.get("Content-Location") or message.get("Snapshot-Content-Location") or "").strip()
    url = address if address.startswith(("http://", "https://")) else None
    charset = root.get_content_charset()
    return replace(page, body=body, url=page.url or url, content_type=root.get_content_type(), charset_hint=charset)


def _root(message: Message | EmailMessage) -> Message | None:
    """The part that the archive names as its start, or else its first HTML part, or else its first text."""
    start = message.get_param("start")
    plain: Message | None = None
    first: Message | None = None
    for count, part in enumerate(message.walk()):
        if count > MAX_PARTS:
            break
        kind = part.get_content_type()
        if kind in ("text/html", "application/xhtml+xml"):
            if start and part.get("Content-ID") == start:
                return part
            first = first or part
        elif kind == "text/plain" and plain is None and not part.is_multipart():
            plain = part
    return first if first is not None else plain
