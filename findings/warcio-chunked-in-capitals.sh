#!/usr/bin/env bash
# warcio 1.8.1 (PyPI). The body of an archived response with "Transfer-Encoding: Chunked". Expected: the body in one
# piece, because names of transfer codings are case-insensitive (RFC 9112, section 7), and because warcio compares
# "Content-Encoding: GZIP" without regard to case. Seen: the size lines stand in the text, in the middle of words, and
# no error is raised. With "chunked" the same record is right, and so is http.client with "Chunked".
# Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "warcio==1.8.1"
"$folder/venv/bin/python" - <<'PYTHON'
import gzip
import io
from http.client import HTTPResponse

from warcio.archiveiterator import ArchiveIterator

CHUNKS = b"a\r\n<p>The fer\r\nf\r\nry leaves.</p>\n\r\n0\r\n\r\n"
RECORD = (
    "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2024-03-07T08:00:00Z\r\nWARC-Target-URI: https://example.org/\r\n"
    "WARC-Record-ID: <urn:uuid:12345678-1234-4234-9234-123456789abc>\r\n"
    "Content-Type: application/http;msgtype=response\r\nContent-Length: %d\r\n\r\n"
)


class Socket(io.BytesIO):
    def makefile(self, mode):
        return self


def response(header, body):
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + header + b"\r\n\r\n" + body


def from_archive(http):
    record = next(iter(ArchiveIterator(io.BytesIO((RECORD % len(http)).encode() + http + b"\r\n\r\n"))))
    return record.content_stream().read()


capital = response(b"Transfer-Encoding: Chunked", CHUNKS)
client = HTTPResponse(Socket(capital))
client.begin()
whole = client.read()
seen = from_archive(capital)
small = from_archive(response(b"Transfer-Encoding: chunked", CHUNKS))
zipped = from_archive(response(b"Content-Encoding: GZIP", gzip.compress(whole)))
print(whole, seen, small, zipped)
raise SystemExit(0 if whole == small == zipped == b"<p>The ferry leaves.</p>\n" and seen == CHUNKS else 1)
PYTHON
