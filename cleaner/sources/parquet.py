"""Parquet files of raw pages: one row per page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from cleaner.errors import UsageError, extra_hint
from cleaner.model import Failure, Page
from cleaner.sources.location import REDIRECT_STATUS, open_location
from cleaner.sources.payload import parse_media_type
from cleaner.sources.skip import Skip

BODY_COLUMNS = ("body", "html", "content", "raw_content", "text")
URL_COLUMNS = ("url", "uri", "target_uri")
OTHER_COLUMNS = (
    "final_url", "content_type", "charset_hint", "fetched_at", "origin", "http_status", "etag", "last_modified",
)  # fmt: skip
ROWS_AT_ONCE = 16  # rows of up to 20 MB each


def read_parquet(location: str, max_bytes: int, name: str | None = None) -> Iterator[Page | Failure | Skip]:
    """The pages of a Parquet file, row by row.

    The first existing column of BODY_COLUMNS holds the body (bytes or text). A column named like a field of ``Page``
    holds that field. Origins are the column ``origin``, or else ``name#row``. A file that cannot be read, completely or
    from a row on, is one Failure named by the file. Raises InputMissing if the file cannot be opened.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise UsageError(extra_hint("Parquet files need pyarrow", "parquet")) from None
    with open_location(location) as file:
        try:
            yield from _read_rows(ParquetFile(file, pre_buffer=False), name or location, max_bytes)
        except (ArrowException, OSError) as error:
            message = str(error).splitlines()[0] if str(error) else type(error).__name__
            yield Failure(name or location, "source", "unreadable", f"the Parquet file is damaged: {message}")


def _read_rows(table: Any, location: str, max_bytes: int) -> Iterator[Page | Failure | Skip]:  # noqa: ANN401 - untyped
    names = table.schema_arrow.names
    body = next((name for name in BODY_COLUMNS if name in names), None)
    if body is None:
        known = ", ".join(BODY_COLUMNS)
        yield Failure(location, "source", "unreadable", f"no column of pages; looked for {known}")
        return
    url = next((name for name in URL_COLUMNS if name in names), None)
    columns = [body, *([url] if url else []), *(name for name in OTHER_COLUMNS if name in names)]
    number = 0
    for batch in table.iter_batches(batch_size=ROWS_AT_ONCE, columns=columns):
        for at in range(batch.num_rows):
            row = {name: batch.column(name)[at].as_py() for name in columns if name != body}
            yield _to_page(batch.column(body)[at], row, row.get(url or ""), f"{location}#{number}", max_bytes)
            number += 1


def _to_page(cell: Any, row: dict[str, Any], url: Any, place: str, max_bytes: int) -> Page | Failure | Skip:  # noqa: ANN401 - untyped
    origin = _text(row.get("origin")) or place
    value = cell.as_py()
    data = value.encode("utf-8") if isinstance(value, str) else value
    if data is None or (isinstance(data, bytes) and not data.strip()):
        return Skip(origin, "empty")
    address = _text(url)
    if not isinstance(data, bytes):
        return Failure(origin, "source", "unreadable", "the body is neither bytes nor text", url=address)
    if len(data) > max_bytes:
        message = f"the body has {len(data):,} bytes, more than {max_bytes:,} (clean.max_bytes)"
        return Failure(origin, "source", "too-large", message, url=address)
    status = row.get("http_status")
    if isinstance(status, int) and status >= REDIRECT_STATUS:
        return Skip(origin, "http-status")
    media = parse_media_type(_text(row.get("content_type")))
    return Page(
        data,
        url=address,
        final_url=_text(row.get("final_url")),
        content_type=media.name or None,
        # the writer of the file has decoded text, which is UTF-8 here
        charset_hint="utf-8" if isinstance(value, str) else _text(row.get("charset_hint")) or media.charset,
        fetched_at=_text(row.get("fetched_at")),
        origin=origin,
        http_status=status if isinstance(status, int) else None,
        etag=_text(row.get("etag")),
        last_modified=_text(row.get("last_modified")),
    )


def _text(value: object) -> str | None:
    """A cell as text. Times become ISO 8601 in UTC. Values that are neither text nor time become None."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).strftime("%Y-%m-%dT%H:%M:%SZ")
    if not isinstance(value, str):
        return None
    return value or None
