#!/usr/bin/env bash
# warcio 1.8.1 with brotli 1.2.0 (both PyPI). The body of a valid response with Content-Encoding: br. Expected: the
# decoded body, because warcio decodes br if the package brotli is installed. Seen: AttributeError:
# 'brotli.Decompressor' object has no attribute 'unused_data'. Without brotli the compressed bytes come out, without any
# error. gzip works. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "warcio==1.8.1" "brotli==1.2.0"
"$folder/venv/bin/python" - <<'PYTHON'
import io

import brotli
from warcio.archiveiterator import ArchiveIterator

http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n" + brotli.compress(b"<p>Ferries</p>")
record = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://news.example/\r\nWARC-Date: 2024-03-07T08:00:00Z\r\n"
    "WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r\n"
    f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
).encode() + http + b"\r\n\r\n"
try:
    seen = [one.content_stream().read() for one in ArchiveIterator(io.BytesIO(record))]
except AttributeError as error:
    seen = str(error)
print(seen)
raise SystemExit(0 if seen == "'brotli.Decompressor' object has no attribute 'unused_data'" else 1)
PYTHON
