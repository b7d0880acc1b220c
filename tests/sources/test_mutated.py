"""Feeds, sitemaps, MHTML, WARC, robots files and URL lists, mutated: nothing but the stated errors comes out.

Harmless, made here, and seeded. How long one takes is bounded by the test's own time-out; the slow form asks at most
two CPU seconds of each input.
"""

from __future__ import annotations

import gzip
import random
import time
from collections.abc import Callable
from pathlib import Path
from plistlib import FMT_XML

import pytest

from cleaner.errors import BadInput, InputMissing
from cleaner.fetch.canonical import canonical
from cleaner.fetch.robots import Rules
from cleaner.model import Failure, Page
from cleaner.sources.feed import parse
from cleaner.sources.mhtml import open_mhtml
from cleaner.sources.saved import WEBARCHIVE, ZIP, open_saved
from cleaner.sources.skip import Skip
from cleaner.sources.urls import read_urls
from cleaner.sources.warc import read_warc
from cleaner.usage.statements import from_headers, from_tdmrep
from tests.sources.test_feed import ATOM, JSON_FEED, NEWS, RDF, RSS
from tests.sources.test_saved import packed, webarchive

Case = Callable[[bytes, Path], None]
CAP = 2_000_000
INDEX = """<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://h.example/s1.xml.gz</loc><lastmod>2024-05-03T10:00:00+02:00</lastmod></sitemap>
<sitemap><loc>/s2.xml</loc></sitemap></sitemapindex>"""
RICH = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xml:base="/x/"><channel><atom:link rel="self" href="/feed"/><item xml:base="y/">
<atom:link rel="alternate" href="?a=1"/><link><![CDATA[1]]></link><guid isPermaLink="true">https://h.example/1</guid>
<title>A &amp; b &lt;i&gt;c&lt;/i&gt;</title>
<dc:creator>Ann Lee</dc:creator>
<pubDate>Fri, 03 May 2024 10:00:00 +0200</pubDate><description><![CDATA[<p>x</p>]]></description></item>
</channel></rss>"""
USAGE = (
    b"License: https://h/l.xml#a\nUser-agent: a\nUser-agent: *\nContent-Usage: /a*b$ train-ai=n, search=y;x=1\n"
    b"Content-Signal: search=yes, ai-train=no\nAllow: /\n\n"
    b"User-agent: cleaner\nContent-Usage: train-ai=n\nDisallow: /x\n"
)
TDM = (
    b'[{"location": "/a/*.html$", "tdm-reservation": 1, "tdm-policy": "https://h/p"},'
    b'{"location": "b", "tdm-reservation": 0}]'
)
HEADERS = (
    b"content-usage: train-ai=n;exact, search=y\nx-robots-tag: otherbot: noindex, noai\nx-robots-tag: max-snippet:0\n"
    b'link: <https://h/l.xml>; rel="next license"; type="a/b", </n>; rel=next\ntdm-reservation: 1\ntdm-policy: https://h/p'
)
ROBOTS = b"User-agent: *\nDisallow: /a*b$\nAllow: /a%2Fb\nCrawl-delay: 3\nRequest-rate: 1/5\nSitemap: http://h/s\n# x\n"
MHTML = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b0\"; start=\"<a>\"\r\n"
    b"Snapshot-Content-Location: http://h/\r\n\r\n--b0\r\nContent-Type: text/html; charset=utf-8\r\nContent-ID: <a>\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: http://h/x\r\n\r\n<p>A=20page=\r\n</p>\r\n"
    b"--b0\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0K\r\n--b0--\r\n"
)  # fmt: skip
LISTS = {
    "l.txt": b"http://h/a\n# no\nhttps://h/b?x=1#y\n", "l.csv": b'title,url\n"a ""b""",http://h/a\nx,"http://h/b"\n',
    "l.tsv": b"url\tx\nhttp://h/a\ty\n", "l.jsonl": b'{"url": "http://h/\\ud800a"}\n{"link": ["x"]}\n',
}  # fmt: skip
WORDS = (
    b"<", b">", b"&", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&#0;", b"&#xD800;", b"&#99999999999;", b'"', b"'",
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"<a:b>", b"</a:b>", b":", b"xmlns:x=''", b"xml:base='http://[x'", b"\r",
    b"\n", b"\r\n", b"%zz", b"\\ud800", b"[", b"{", b"}", b",", b"=?utf-8?q?=ff?=", b"charset=no-such", b"http://[",
    b"/../", b"--b0", b"Content-Length: -1\r\n", b"Content-Transfer-Encoding: uuencode\r\n", b"Crawl-delay: 1e999\n",
    b"Request-rate: 1/0\n", b"Content-Type: ;;==\r\n", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"\xed\xa0\x80",
    b"0" * 400, b"*" * 60,
)  # fmt: skip


def warc() -> bytes:
    record = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 12\r\n\r\n<html>A page"
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://h/\r\nWARC-Date: 2024-01-02T03:04:05Z\r\n"
        b"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n"
    )
    return (head % len(record) + record + b"\r\n\r\n") * 3


def chunked() -> bytes:
    """Records of other kinds, as version 1.1 has them: requests, revisits, metadata, and a body in chunks."""
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    body += b"6\r\n<html>\r\n6\r\nA page\r\n0\r\n\r\n"
    records = []
    for kind, kind_of_body in (
        ("warcinfo", "application/warc-fields"), ("request", "application/http;msgtype=request"),
        ("response", "application/http;msgtype=response"), ("revisit", "application/http;msgtype=response"),
        ("metadata", "application/warc-fields"), ("conversion", "text/plain"),
    ):  # fmt: skip
        head = (
            f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <http://h/{kind}>\r\n"
            f"WARC-Date: 2024-01-02T03:04:05.678Z\r\n"
            f"WARC-Record-ID: <urn:uuid:2>\r\nWARC-Identified-Payload-Type: text/html\r\nWARC-Truncated: length\r\n"
            f"Content-Type: {kind_of_body}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        records.append(head.encode() + body + b"\r\n\r\n")
    return b"".join(records)


def mutate(data: bytes, rng: random.Random) -> bytes:
    """A few changes of random kinds: cut, flipped, doubled, moved, or with odd words inside."""
    for _ in range(rng.choice((1, 2, 4, 12))):
        at, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
        match rng.randrange(6):
            case 0:
                data = data[:at] + data[end:] if end - at < len(data) // 2 else data[:end]
            case 1:
                data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
            case 2:
                data = data[:at] + data[at:end] * rng.choice((2, 3, 40)) + data[end:]
            case 3:
                data = data[end:] + data[at:end] + data[:at]
            case _:
                data = data[:at] + rng.choice(WORDS) * rng.choice((1, 1, 1, 50, 2_000)) + data[at:]
        data = data[:200_000] or b" "
    return data


def a_list(data: bytes, _: Path) -> None:
    for body in (data, gzip.compress(data, 1)):
        try:
            links = parse(Page(body, url="https://h.example/", final_url="https://h.example/"), CAP)
        except BadInput:
            continue
        for url in (*links.pages, *links.lists):
            canonical(url).encode()


def a_robots_file(data: bytes, _: Path) -> None:
    rules = Rules(data, "cleaner")
    rules.allows("http://h/aaaa/b%2Fc?d")
    rules.usage.statements("http://h/aaaa/b%2Fc?d")
    assert rules.crawl_delay >= 0


def what_is_asked_of_machines(data: bytes, _: Path) -> None:
    from_tdmrep(data, "https://h.example/a/b.html")
    lines = [line.partition(": ") for line in data.decode("latin-1").split("\n")]
    from_headers([(name, value) for name, _, value in lines], base="https://h.example/")


def an_mhtml(data: bytes, _: Path) -> None:
    try:
        assert isinstance(open_mhtml(Page(data, content_type="multipart/related")).body, bytes)
    except BadInput:
        return


def a_saved_page(data: bytes, _: Path) -> None:
    for kind in (WEBARCHIVE, ZIP):
        try:
            assert isinstance(open_saved(Page(data, content_type=kind), CAP).body, bytes)
        except BadInput:
            continue


def a_url_list(data: bytes, root: Path) -> None:
    for name in LISTS:
        (root / name).write_bytes(data)
        try:
            for entry in read_urls(str(root / name)):
                assert isinstance(entry, Failure) or canonical(entry).encode()
        except BadInput:
            continue


def an_archive(data: bytes, root: Path) -> None:
    pytest.importorskip("fastwarc")
    for name, body in (("w.warc", data), ("w.warc.gz", gzip.compress(data, 1))):
        (root / name).write_bytes(body)
        try:
            assert all(isinstance(entry, Page | Failure | Skip) for entry in read_warc(str(root / name), CAP))
        except InputMissing:
            continue


SEEDS: list[tuple[Case, list[bytes]]] = [
    (a_list, [text.encode() for text in (RSS, RDF, ATOM, NEWS, JSON_FEED, INDEX, RICH)]),
    (a_robots_file, [ROBOTS, USAGE]), (what_is_asked_of_machines, [TDM, HEADERS]),
    (an_mhtml, [MHTML]), (a_saved_page, [webarchive(), webarchive(FMT_XML), packed("1/index.html", "1/index.rdf")]),
    (a_url_list, list(LISTS.values())), (an_archive, [warc(), chunked()]),
]  # fmt: skip


@pytest.mark.parametrize("count", [150, pytest.param(6_000, marks=[pytest.mark.slow, pytest.mark.timeout(3_000)])])
@pytest.mark.parametrize(("case", "seeds"), SEEDS, ids=lambda value: getattr(value, "__name__", ""))
def test_nothing_but_the_stated_errors(case: Case, seeds: list[bytes], count: int, tmp_path: Path) -> None:
    rng = random.Random(23)
    slowest = 0.0
    for n in range(count):
        data = mutate(seeds[n % len(seeds)], rng)
        started = time.process_time()
        try:
            case(data, tmp_path)
        except Exception as error:
            (tmp_path / "culprit").write_bytes(data)
            raise AssertionError(f"input {n} in {tmp_path}/culprit: {type(error).__name__}: {error}") from error
        slowest = max(slowest, time.process_time() - started)
    assert count < 1_000 or slowest < 2
