"""WARC files made from saved pages, for measurements and tests."""

from __future__ import annotations

import gzip
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CORPORA = ("wcxb-dev", "unlabelled-dev", "snippets-dev", "peers-dev", "news-dev")
HTML = "text/html; charset=utf-8"
LEVEL = 6


@dataclass(frozen=True, slots=True)
class Saved:
    """A page to archive: its address, its body as sent, and what the server said about it."""

    url: str
    body: bytes
    content_type: str | None = HTML
    headers: Sequence[tuple[str, str]] = ()
    status: str = "200 OK"


def http_block(page: Saved) -> bytes:
    """The response in the form of a record."""
    lines = [f"HTTP/1.1 {page.status}"]
    if page.content_type is not None:
        lines.append(f"Content-Type: {page.content_type}")
    lines += [f"{name}: {value}" for name, value in page.headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + page.body


def make_record(
    block: bytes, url: str, kind: str = "response", media: str = "application/http; msgtype=response",
    headers: Sequence[tuple[str, str]] = (),
) -> bytes:  # fmt: skip
    """One uncompressed record. Its id depends on the address, so the same page gives the same bytes."""
    lines = [
        "WARC/1.1", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url)}>",
        "WARC-Date: 2024-05-01T12:00:00Z", f"WARC-Target-URI: {url}", f"Content-Type: {media}",
        *(f"{name}: {value}" for name, value in headers), f"Content-Length: {len(block)}",
    ]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n"


def write_warc(path: Path, pages: Iterable[Saved], *, requests: bool = False) -> int:
    """Write pages as a WARC file, each record compressed separately if the name ends in ``.gz``. Return their number.

    ``requests`` writes the request before each response, as Common Crawl does.
    """
    pack = (lambda data: gzip.compress(data, LEVEL, mtime=0)) if path.suffix == ".gz" else bytes
    count = 0
    with path.open("wb") as file:
        file.write(pack(make_record(b"software: bench\r\n", "urn:bench", "warcinfo", "application/warc-fields")))
        for page in pages:
            if requests:
                request = f"GET / HTTP/1.1\r\nHost: {page.url.split('/')[2]}\r\n\r\n".encode()
                file.write(pack(make_record(request, page.url, "request", "application/http; msgtype=request")))
            file.write(pack(make_record(http_block(page), page.url)))
            count += 1
    return count


def saved_pages(root: Path) -> Iterator[Saved]:
    """Every page of the corpora under ``root``, in a fixed order, each with its own address."""
    for corpus in CORPORA:
        for path in sorted((root / corpus / "html").glob("*.html.gz")):
            yield Saved(f"https://{corpus}.example/{path.name.removesuffix('.gz')}", gzip.decompress(path.read_bytes()))
