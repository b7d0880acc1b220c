#!/usr/bin/env bash
# warcio 1.8.1 and fastwarc 2.0.1 (PyPI). An archived response whose block begins with an interim response, "103 Early
# Hints", before "200 OK". Expected: the headers of the final response and its body, as http.client gives them for
# "100 Continue", because interim responses precede the final one (RFC 9110, section 15.2). Seen in both: the status is
# 103, without a content type, and the text begins with the status line and the headers of the final response.
# Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "warcio==1.8.1" "fastwarc==2.0.1"
"$folder/venv/bin/python" - <<'PYTHON'
import io

from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

FINAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 25\r\n\r\n<p>The ferry leaves.</p>\n"
BLOCK = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + FINAL
RECORD = (
    "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2024-03-07T08:00:00Z\r\nWARC-Target-URI: https://example.org/\r\n"
    "WARC-Record-ID: <urn:uuid:12345678-1234-4234-9234-123456789abc>\r\n"
    "Content-Type: application/http;msgtype=response\r\nContent-Length: %d\r\n\r\n"
)
ARCHIVE = (RECORD % len(BLOCK)).encode() + BLOCK + b"\r\n\r\n"

slow = next(iter(ArchiveIterator(io.BytesIO(ARCHIVE))))
fast = next(iter(FastIterator(io.BytesIO(ARCHIVE), parse_http=True)))
seen = [
    (slow.http_headers.get_statuscode(), slow.http_headers.get_header("Content-Type"), slow.content_stream().read()),
    (str(fast.http_headers.status_code), fast.http_headers.get("Content-Type"), fast.reader.read()),
]
print(*seen, sep="\n")
raise SystemExit(0 if seen == [("103", None, FINAL)] * 2 else 1)
PYTHON
