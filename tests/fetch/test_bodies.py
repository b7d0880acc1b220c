"""The bounded decoder: right bytes however they are cut, and bombs that stay small on every path."""

from __future__ import annotations

import gzip
import itertools
import os
import random
import subprocess
import sys
import zlib
from contextlib import suppress

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.fetch.bodies import BodyCorrupt, BodyCut, BodyDecoder, BodyTooLarge

CAP = 1_000_000
CODERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "": bytes,
}


def decode(encoding: str, data: bytes, step: int = 1 << 20, cap: int = CAP) -> bytes:
    decoder = BodyDecoder(encoding, cap)
    for start in range(0, len(data), step):
        decoder.feed(data[start : start + step])
    return decoder.finish()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=5_000), st.integers(1, 400), st.sampled_from(sorted(CODERS)), st.integers(1, 40))
def test_any_cut_gives_the_same_bytes(body: bytes, step: int, encoding: str, times: int) -> None:
    body = body * times
    assert decode(encoding, CODERS[encoding](body), step) == body


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=8), st.integers(1, 60))
def test_gzip_members_join(bodies: list[bytes], step: int) -> None:
    assert decode("gzip", b"".join(gzip.compress(body) for body in bodies), step) == b"".join(bodies)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 131_072, 200_000, 999_999, 1_000_000])
def test_sizes_round_the_step(encoding: str, size: int) -> None:
    """Output that just fills a step is not taken for cut, nor is a body of just the cap refused."""
    for body in (bytes(size), b"abcdefg" * (size // 7)):
        assert decode(encoding, CODERS[encoding](body)) == body


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", ""])
def test_one_byte_over_the_cap(encoding: str) -> None:
    with pytest.raises(BodyTooLarge):
        decode(encoding, CODERS[encoding](bytes(CAP + 1)))


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=2_000), st.sampled_from(["gzip", "deflate", "br"]), st.data())
def test_a_cut_stream_is_never_a_shorter_page(body: bytes, encoding: str, data: st.DataObject) -> None:
    whole = CODERS[encoding](body)
    cut = data.draw(st.integers(1, len(whole) - 1))
    with suppress(BodyCut, BodyCorrupt):
        assert decode(encoding, whole[:cut]) == body  # all there, the check sum apart


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=3_000), st.sampled_from(["gzip", "deflate", "br"]))
def test_noise_ends_in_a_named_fault(noise: bytes, encoding: str) -> None:
    with suppress(BodyCut, BodyCorrupt, BodyTooLarge):
        decode(encoding, noise)


@pytest.mark.parametrize("encoding", ["gzip, gzip, gzip", "zstd", "compress", "gzip;q=1", "x"])
def test_encodings_that_are_refused(encoding: str) -> None:
    with pytest.raises(BodyCorrupt):
        decode(encoding, b"\x28\xb5\x2f\xfd" + b"what it holds")


HTML = b"<!DOCTYPE html><p>The ferries return.</p></html>"


def packed(body: bytes) -> bytes:
    """The same bytes at any time."""
    return gzip.compress(body, mtime=0)


@pytest.mark.parametrize("step", [1, 7, 10_000])
@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", HTML),
        ("br", b"\xef\xbb\xbf\n" + HTML),
        ("deflate", b"<?xml version='1.0'?>" + HTML),
        ("iso-8859-1", HTML),
        ("binary", packed(HTML)),
        ("deflate", packed(HTML)),
        ("gzip, gzip", packed(packed(HTML))),
        ("gzip, gzip", packed(HTML)),
        ("gzip, gzip", HTML),
        ("gzip, gzip", packed(b"Text\n" + HTML)),
        ("br, gzip", packed(brotli.compress(HTML))),
        ("deflate, br", brotli.compress(zlib.compress(HTML))),
    ],
    ids=itertools.count(),
)
def test_the_first_bytes_count_more_than_the_header(encoding: str, body: bytes, step: int) -> None:
    assert decode(encoding, body, step).endswith(HTML)


@pytest.mark.parametrize("step", [1, 1000, 10**7])
@pytest.mark.parametrize(("encoding", "at"), [("gzip", -6), ("gzip", -2), ("deflate", -1)])
def test_a_page_is_whole_though_its_check_sum_is_wrong(encoding: str, at: int, step: int) -> None:
    body = b"<html>" + random.Random(4).randbytes(9_000).hex().encode() + b"</html>"
    sent = bytearray({"gzip": gzip.compress, "deflate": zlib.compress}[encoding](body))
    sent[at] ^= 5
    decoder = BodyDecoder(encoding, CAP)
    with suppress(BodyCorrupt):
        for start in range(0, len(sent), step):
            decoder.feed(bytes(sent[start : start + step]))
        pytest.fail("the check sum was not read")
    assert decoder.ends_whole()
    assert decoder.partial() == body


def test_a_layer_between_is_bounded_as_well() -> None:
    """A stream that inflates to another stream counts in both forms."""
    with pytest.raises(BodyTooLarge):
        decode("gzip, gzip", gzip.compress(gzip.compress(b"a") + bytes(CAP)))


BOMBS = """
import brotli, gzip, resource, sys, time, zlib
sys.path.insert(0, ".")
from cleaner.config import FetchSettings
from cleaner.fetch import Seams, fetch_all
from cleaner.model import Page
from cleaner.sources.feed import expand
from tests.faultserver import FaultServer, page
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
def zeros(make, size=300_000_000):
    out = b"".join(make.compress(bytes(1_000_000)) for _ in range(size // 1_000_000))
    return out + make.flush()
gz = zeros(zlib.compressobj(9, zlib.DEFLATED, 31))
df = zeros(zlib.compressobj(9))
br = brotli.Compressor(quality=5)
br = b"".join(br.process(bytes(1_000_000)) for _ in range(300)) + br.finish()
twice = gzip.compress(gz)
settings = FetchSettings(allow_private=True, delay=0, retries=0)
bombs = {"gzip": gz, "deflate": df, "br": br, "gzip, gzip": twice, "many members": gzip.compress(b"") * 200_000}
scripts = {}
for n, (name, body) in enumerate(bombs.items()):
    coding = {"many members": "gzip"}.get(name, name)
    scripts[f"/{n}"] = page(body, content_encoding=coding)
    scripts[f"/r{n}"] = page(body, "302 Found", content_encoding=coding, location="/page")
    scripts[f"/e{n}"] = page(body, "500 Oops", content_encoding=coding)
scripts["/page"] = page()
scripts["/sitemap.xml.gz"] = page(gz, content_type="application/gzip")
scripts["/twice.xml.gz"] = page(gz, content_type="application/gzip", content_encoding="gzip")
with FaultServer(scripts, ("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4")) as server:
    list(fetch_all([server.url("/page")], settings))
    before, slowest = peak(), 0.0
    for path in scripts:
        started = time.process_time()
        got = list(fetch_all([server.url(path)], settings))
        slowest = max(slowest, time.process_time() - started)
        if path[1:].isdigit():
            assert got[0].reason in ("too-large", "encoding"), got
    for path in ("/sitemap.xml.gz", "/twice.xml.gz"):
        started = time.process_time()
        (got,) = filter(None, expand([server.url(path)], settings))
        assert got.reason in ("too-large", "unreadable"), got
        slowest = max(slowest, time.process_time() - started)
    for n, (name, body) in enumerate(bombs.items()):
        server.scripts["/robots.txt"] = page(body, content_encoding={"many members": "gzip"}.get(name, name))
        list(fetch_all([server.url("/page", f"127.0.0.{1 + n % 4}")], settings))
    print((peak() - before) / 1024, slowest)
"""


def test_bombs_stay_small() -> None:
    """On pages, redirects, errors, robots files and sitemaps: under 64 MB more, and two seconds of CPU for each."""
    # each call fetches in a thread of its own, and glibc would keep what each of them had freed
    env = os.environ | {"MALLOC_ARENA_MAX": "1"}
    done = subprocess.run([sys.executable, "-c", BOMBS], capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, done.stderr
    grown_mb, slowest_s = (float(word) for word in done.stdout.split())
    assert grown_mb < 64
    assert slowest_s < 2
