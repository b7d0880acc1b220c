"""robots.txt: the expectations of the conformance suite, the status table of RFC 9309, and odd files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

import brotli
import pytest

from cleaner.config import FetchSettings
from cleaner.fetch import Fetched, Seams, fetch_all
from cleaner.fetch.robots import MAX_ROBOTS_BYTES, Rules, product_token
from cleaner.model import Failure, Page
from tests import SHARED
from tests.faultserver import Conn, FaultServer, Script, page, raw

SUITE = SHARED / "suites" / "robots-ctc"
STRINGS = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
SETTINGS = FetchSettings(
    allow_private=True, delay=0, connect_timeout=1, read_timeout=0.5, timeout=2, retries=0, max_crawl_delay=1
)


@dataclass(frozen=True)
class Expectation:
    file: str
    robots: bytes
    url: str
    agent: str
    allowed: bool


def unquote(strings: str) -> bytes:
    """Join the string literals of a text proto."""
    parts = re.findall(r'"((?:[^"\\]|\\.)*)"', strings)
    escaped = (
        "".join(c if ord(c) < 128 else "".join(f"\\x{b:02x}" for b in c.encode()) for c in part) for part in parts
    )
    return b"".join(ast.literal_eval(f'b"{part}"') for part in escaped)


def expectations() -> Iterator[Expectation]:
    for path in sorted(SUITE.glob("*.textproto")):
        text = path.read_text("utf-8")
        for test in re.finditer(rf"robotstxt:\s*{STRINGS}test_expectations:\s*\[(.*?)\n    \]", text, re.S):
            pattern = r'testurl:\s*"([^"]*)"\s*useragent:\s*"([^"]*)"\s*expected_outcome:\s*(\w+)'
            for url, agent, outcome in re.findall(pattern, test[2]):
                yield Expectation(path.name, unquote(test[1]), url, agent, outcome == "ALLOWED")


@pytest.mark.skipif(not SUITE.exists(), reason="the conformance suite lies in ../shared/suites, not in the project")
def test_conformance_suite() -> None:
    """All 400 expectations hold."""
    cases = list(expectations())
    wrong = [case for case in cases if Rules(case.robots, case.agent).allows(case.url) is not case.allowed]
    assert len(cases) == 400
    assert wrong == []


def test_rfc_paths() -> None:
    """The percent-encoding table of RFC 9309, 2.2.2: a refusal holds in either spelling."""
    rules = Rules(
        b"User-agent: *\nDisallow: /%7Ejoe/\nDisallow: /foo/bar/%62%61%7A\nDisallow: /q?a=b\nDisallow: /*.gif$", "x"
    )
    assert not rules.allows("http://h/~joe/page")
    assert not rules.allows("http://h/%7ejoe/page")
    assert not rules.allows("http://h/foo/bar/baz")
    assert not rules.allows("http://h/q?a=b&c")
    assert not rules.allows("http://h/x.gif")
    assert rules.allows("http://h/x.gif?y")
    assert rules.allows("http://h/q")


def test_groups() -> None:
    """The group of the whole token counts, case apart; several groups of one token are one."""
    body = b"User-agent: clean\nDisallow: /\n\nUSER-AGENT: Cleaner/1.0\nDisallow: /a\n\n"
    rules = Rules(body + b"User-agent: cleaner\nDisallow: /b\n\nUser-agent: *\nDisallow: /c\n", "cleaner")
    assert [rules.allows(f"http://h/{path}") for path in "abcd"] == [False, False, True, True]
    assert Rules(b"User-agent: clean\nDisallow: /\n", "cleaner").allows("http://h/")


@pytest.mark.parametrize(
    ("line", "delay"),
    [("Crawl-delay: 7", 7), ("crawl-delay: 0.5", 0.5), ("Crawl-delay: -3", 0), ("Crawl-delay: soon", 0),
    ("Crawl-delay: inf", 0),
     ("Request-rate: 1/10", 10), ("", 0)],
)  # fmt: skip
def test_crawl_delay(line: str, delay: float) -> None:
    assert Rules(f"User-agent: *\nDisallow: /x\n{line}\n".encode(), "cleaner").crawl_delay == delay


@pytest.mark.parametrize(
    ("agent", "token"),
    [("cleaner/0.1 (+mailto:me@example.org)", "cleaner"), ("My-Bot 2", "My-Bot"), ("", "*"), ("42", "*")],
)
def test_product_token(agent: str, token: str) -> None:
    assert product_token(agent) == token


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\x00" * 1000, bytes(range(256)) * 50, b"User-agent: *\n" * 20_000,
        b"Disallow: /" + b"*" * 5_000 + b"$\n",
        b"User-agent: *\nDisallow: /" + b"*a" * 2_000 + b"\n", b"<html>" * 1000, b"User-agent: *\rDisallow: /x\r",
        b"\xff\xfeU\x00",
        "User-agent: *\u2028Disallow: /".encode(), b"User-agent:\nDisallow:\n", b":" * 1000,
    ],
)  # fmt: skip
def test_odd_files(body: bytes) -> None:
    """No file raises, and none takes long on a URL made to match slowly."""
    rules = Rules(body, "cleaner")
    assert isinstance(rules.allows("http://h/" + "a" * 3_000), bool)
    assert isinstance(rules.crawl_delay, float)


def test_a_file_in_utf_16_counts() -> None:
    rules = Rules("User-agent: *\nDisallow: /a\nCrawl-delay: 3".encode("utf-16"), "cleaner")
    assert (rules.allows("http://h/a"), rules.allows("http://h/b"), rules.crawl_delay) == (False, True, 3)


def robots(text: str, status: str = "200 OK") -> Script:
    return page(text.encode(), status, content_type="text/plain")


def ask(script: Script, settings: FetchSettings = SETTINGS) -> tuple[Fetched, list[str]]:
    with FaultServer({"/robots.txt": script, "*": page()}, ("127.0.0.1", "127.0.0.2")) as server:
        (outcome,) = fetch_all([server.url("/a")], settings, seams=Seams(retry_base=0.01))
        return outcome, server.paths()


async def silent(conn: Conn) -> None:
    import asyncio

    await asyncio.sleep(20)


ALLOW = {
    "allowed": robots("User-agent: *\nDisallow: /b"),
    "404": robots("", "404 Not Found"),
    "401": robots("", "401 Unauthorized"),
    "403": robots("", "403 Forbidden"),
    "410": robots("", "410 Gone"),
    "204": robots("", "204 No Content"),
    "html": page(b"<html>Not here</html>"),
    "redirect loop": page(b"", "301 Moved", location="/robots.txt"),
    "redirect nowhere": page(b"", "301 Moved"),
    "redirect to file": page(b"", "301 Moved", location="file:///etc/passwd"),
    "our group allows": robots("User-agent: *\nDisallow: /\n\nUser-agent: cleaner\nAllow: /"),
}
REFUSE = {
    "refused": (robots("User-agent: *\nDisallow: /a"), False),
    "refused by name": (robots("User-agent: cleaner\nDisallow: /"), False),
    "429": (robots("", "429 Too Many Requests"), True),
    "500": (robots("", "500 Oops"), True),
    "503": (robots("", "503 Busy"), True),
    "silence": (silent, True),
    "hang up": (raw(b""), True),
    "not HTTP": (raw(b"hello\r\n\r\n"), True),
    "cut": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser"), True),
    "wrong encoding": (page(b"plain", content_encoding="gzip"), True),
}


@pytest.mark.parametrize("name", ALLOW)
def test_status_table_allows(name: str) -> None:
    outcome, paths = ask(ALLOW[name])
    assert isinstance(outcome, Page), outcome
    assert paths[-1] == "/a"


@pytest.mark.parametrize("name", REFUSE)
def test_status_table_refuses(name: str) -> None:
    """What cannot be had or is in trouble refuses everything, and a later run may try again."""
    script, retryable = REFUSE[name]
    outcome, paths = ask(script)
    assert isinstance(outcome, Failure)
    assert (outcome.reason, outcome.retryable) == ("robots", retryable), outcome
    assert set(paths) == {"/robots.txt"}


def test_five_redirects_across_hosts() -> None:
    """Five redirects are followed, to other hosts too; the rules hold for the authority that was asked first."""
    scripts: dict[str, Script] = {f"/r{n}": page(b"", "302 Found", location=f"/r{n + 1}") for n in range(1, 4)}
    with FaultServer({**scripts, "*": page()}, ("127.0.0.1", "127.0.0.2")) as server:
        server.scripts["/robots.txt"] = page(b"", "301 Moved", location=server.url("/r1", "127.0.0.2"))
        server.scripts["/r4"] = robots("User-agent: *\nDisallow: /a")
        outcomes = list(fetch_all([server.url("/a"), server.url("/b")], SETTINGS))
    assert {o.origin.rsplit("/")[-1]: type(o) for o in outcomes} == {"a": Failure, "b": Page}


def test_off_by_setting() -> None:
    """``respect_robots: false`` does not even ask."""
    outcome, paths = ask(REFUSE["refused"][0], SETTINGS.model_copy(update={"respect_robots": False}))
    assert isinstance(outcome, Page)
    assert paths == ["/a"]


def test_asked_once_for_each_authority() -> None:
    """One request for the file serves all pages of the authority; another port is another authority."""
    with FaultServer({"*": page()}) as one, FaultServer({"*": page()}) as two:
        list(fetch_all([server.url(f"/{n}") for n in range(5) for server in (one, two)], SETTINGS))
        assert one.paths().count("/robots.txt") == two.paths().count("/robots.txt") == 1
        assert len(one.hits) == len(two.hits) == 6


def test_redirect_target_is_judged_by_its_own_file() -> None:
    """A page that redirects to where robots.txt refuses is not fetched there."""
    with FaultServer({}, ("127.0.0.1", "127.0.0.2")) as server:

        async def by_host(conn: Conn) -> None:
            rules = b"User-agent: *\nDisallow: /private" if conn.hit.host == "127.0.0.2" else b""
            await conn.reply(rules)

        server.scripts["/robots.txt"] = by_host
        server.scripts["/a"] = page(b"", "302 Found", location=server.url("/private", "127.0.0.2"))
        server.scripts["/private"] = page()
        (outcome,) = fetch_all([server.url("/a")], SETTINGS)
        assert isinstance(outcome, Failure)
        assert outcome.reason == "robots"
        assert "/private" not in server.paths()


def test_large_file_is_cut_not_refused() -> None:
    """The first 512 KiB count, as sent plain or as a bomb."""
    rules = b"User-agent: *\nDisallow: /a\n"
    for body, headers in (
        (rules + b"#" * (MAX_ROBOTS_BYTES * 4), {}),
        (brotli.compress(rules + b"#" * 100_000_000, quality=4), {"content_encoding": "br"}),
    ):
        outcome, _ = ask(page(body, content_type="text/plain", **headers))
        assert isinstance(outcome, Failure)
        assert (outcome.reason, outcome.retryable) == ("robots", False)


def test_long_crawl_delay_puts_the_host_off() -> None:
    """A Crawl-delay over the limit is not shortened: the host waits for a later run."""
    outcome, paths = ask(robots("User-agent: *\nCrawl-delay: 600\nDisallow: /b"))
    assert isinstance(outcome, Failure)
    assert (outcome.reason, outcome.retryable) == ("deferred", True)
    assert paths == ["/robots.txt"]
