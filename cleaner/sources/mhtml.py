"""MHTML (RFC 2557): the page inside an archive that a browser saved as one file; also mails (RFC 5322)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cleaner.errors import BadInput
from cleaner.model import Announcement, Page

if TYPE_CHECKING:
    from email.message import EmailMessage, Message

MAX_PARTS = 10_000
TAIL_BYTES = 100  # in which a whole page ends
CUT = "the archive ends inside the page"


def open_mhtml(page: Page) -> Page:
    """The root page of an archive, with the address that the archive states. Raises BadInput if there is none.

    Of a mail, its subject and day fill the gaps of the page.
    """
    from email import message_from_bytes, policy  # few pages are archives

    try:
        message = message_from_bytes(page.body, policy=policy.compat32)
        parts = [part for part, _ in zip(message.walk(), range(MAX_PARTS), strict=False)]
        root = _root(message, parts)
        body = root.get_payload(decode=True) if root is not None else None
        said = _subject(message) if page.announced is None else page.announced
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError) as error:
        raise BadInput(f"the archive is damaged: {error}", "unreadable") from None
    if root is None or not isinstance(body, bytes):
        raise BadInput("the archive holds no page", "not-text")
    address = str(root.get("Content-Location") or message.get("Snapshot-Content-Location") or "").strip()
    url = address if address.startswith(("http://", "https://")) else None
    charset = root.get_content_charset()
    return replace(
        page, body=body, url=page.url or url, content_type=root.get_content_type(), charset_hint=charset,
        announced=said, truncated=page.truncated or _why_cut(root, parts, body),
    )  # fmt: skip


def _root(message: Message | EmailMessage, parts: list[Message]) -> Message | None:
    """The part that the archive names as its start, or else its first HTML part, or else its first text."""
    start = message.get_param("start")
    plain: Message | None = None
    first: Message | None = None
    for part in parts:
        kind = part.get_content_type()
        if part.get_content_disposition() == "attachment":
            continue
        if kind in ("text/html", "application/xhtml+xml"):
            if start and part.get("Content-ID") == start:
                return part
            first = first or part
        elif kind == "text/plain" and plain is None and not part.is_multipart():
            plain = part
    return first if first is not None else plain


def _why_cut(root: Message, parts: list[Message], body: bytes) -> str | None:
    """Why the end of a page is missing: it is the last part, and no boundary closes the archive."""
    from email.errors import CloseBoundaryNotFoundDefect

    if root is not parts[-1]:
        return None
    cut = any(isinstance(defect, CloseBoundaryNotFoundDefect) for part in parts for defect in part.defects)
    return CUT if cut and not body[-TAIL_BYTES:].rstrip().lower().endswith(b"</html>") else None


def _subject(message: Message) -> Announcement | None:
    """What the head of a mail says: its subject and its day. None for an archive of a browser."""
    from email.header import decode_header, make_header
    from email.utils import parsedate_to_datetime

    if "saved by" in str(message.get("From")).lower() or not any(map(message.get, ("To", "Received", "Message-ID"))):
        return None
    subject = str(make_header(decode_header(str(message.get("Subject") or "")))).strip()
    try:
        day = parsedate_to_datetime(str(message.get("Date") or "")).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        day = None
    return Announcement("mail", subject[:500] or None, (), day) if subject or day else None
