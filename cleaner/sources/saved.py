"""Pages that a browser saved in one file: MHTML, Safari's web archive, MAFF, and pages of SingleFile that are a ZIP."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from cleaner.errors import BadInput
from cleaner.model import Page
from cleaner.patterns import later
from cleaner.read.unpack import GZIP_MAGIC, unpack

if TYPE_CHECKING:
    from zipfile import ZipFile

MHTML, WEBARCHIVE, ZIP = "multipart/related", "application/x-webarchive", "application/x-maff"
MEDIA_TYPES = (MHTML, WEBARCHIVE, ZIP)
ENDINGS = {
    ".mhtml": MHTML, ".mht": MHTML, ".eml": MHTML, ".webarchive": WEBARCHIVE, ".maff": ZIP, ".zip.html": ZIP,
    ".zip.htm": ZIP,
}  # fmt: skip
LOOK_BYTES = 2_048
BINARY_PLIST = b"bplist00"
MAIL_HEAD = re.compile(
    rb"\s*+(?:From|Subject|Date|MIME-Version|Content-[A-Za-z-]+|Snapshot-Content-Location|X-[\w-]+)[ \t]*:", re.I
)
INDEX = later(r"(?:.*/)?index\.x?html?\Z", re.I)
PAGE = later(r".*\.x?html?\Z", re.I)
ADDRESS = later(r"originalurl\s+(?:RDF:)?resource\s*=\s*[\"']([^\"'<>]{1,8000})", re.I)
MAX_MEMBERS = 100_000
MAX_INDEX_BYTES = 1 << 20


def saved_type(body: bytes) -> str | None:
    r"""The media type of what a browser saved, by the first bytes, or None for any other file. A ZIP is not recognised.

    >>> saved_type(b"From: x\nContent-Type: multipart/related; boundary=b\n\n"), saved_type(b"<html>")
    ('multipart/related', None)
    """
    if body.startswith(BINARY_PLIST):
        return WEBARCHIVE
    if MAIL_HEAD.match(body[:LOOK_BYTES]) is None:
        return None
    head = body[:LOOK_BYTES].lower()
    return MHTML if MHTML.encode() in head and b"boundary" in head else None


def open_saved(page: Page, max_bytes: int) -> Page:
    """The page inside a file of a browser, with the address that it states. Any other page is returned unchanged.

    A file counts by its media type, or by its first bytes if no other type was given than that of HTML. Raises BadInput
    if the file holds no page or one of more than ``max_bytes`` bytes.
    """
    kind = page.content_type
    if kind not in MEDIA_TYPES:
        kind = saved_type(page.body) if kind in (None, "text/html", "message/rfc822") else None
        if kind is None:
            return page
    if page.body.startswith(GZIP_MAGIC):
        page = replace(page, body=unpack(page.body, max_bytes).data)
    if kind == MHTML:
        from cleaner.sources.mhtml import open_mhtml

        return open_mhtml(page)
    return _open_webarchive(page) if kind == WEBARCHIVE else _open_zip(page, max_bytes)


def _open_webarchive(page: Page) -> Page:
    from plistlib import loads  # few pages are such archives

    try:
        main = loads(page.body)["WebMainResource"]
        body, address = main["WebResourceData"], main.get("WebResourceURL")
        kind, charset = main.get("WebResourceMIMEType"), main.get("WebResourceTextEncodingName")
    except Exception:  # plistlib lets through whatever a damaged file causes
        raise BadInput("the archive is damaged", "unreadable") from None
    if not isinstance(body, bytes):
        raise BadInput("the archive holds no page", "not-text")
    return _inner(page, body, _text(address), _text(kind) or "text/html", _text(charset))


def _open_zip(page: Page, max_bytes: int) -> Page:
    """The index of a ZIP, or else its first page."""
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(io.BytesIO(page.body)) as archive:
            names = archive.namelist()[:MAX_MEMBERS]
            indexes = [name for name in names if INDEX.match(name)]
            name = next(iter(sorted(indexes, key=lambda one: one.count("/"))), None)
            name = name or next(filter(PAGE.match, names), None)
            if name is None:
                raise BadInput("the archive holds no page", "not-text")
            body = _member(archive, name, max_bytes)
            about = name[: name.rfind("/") + 1] + "index.rdf"
            notes = _member(archive, about, MAX_INDEX_BYTES).decode("utf-8", "replace") if about in names else ""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, KeyError, EOFError, OSError, zlib.error):
        if page.body[:64].lstrip().startswith(b"<"):
            return replace(page, content_type="text/html")  # it only has such a name
        raise BadInput("the archive is damaged", "unreadable") from None
    stated = ADDRESS.search(notes)
    page = _inner(page, body, stated[1] if stated else None, "text/html", None)
    more = len({one for one in indexes if one.count("/") == name.count("/")}) - 1
    return page if more < 1 else replace(page, truncated=f"the archive holds {more} further pages, which are not read")


def _member(archive: ZipFile, name: str, max_bytes: int) -> bytes:
    with archive.open(name) as file:
        body = file.read(max_bytes + 1)
    if len(body) > max_bytes:
        raise BadInput(f"the page has more than {max_bytes:,} bytes (clean.max_bytes)", "too-large")
    return body


def _inner(page: Page, body: bytes, address: str | None, kind: str, charset: str | None) -> Page:
    url = address if address and address.startswith(("http://", "https://")) else None
    return replace(page, body=body, url=page.url or url, content_type=kind, charset_hint=charset)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
