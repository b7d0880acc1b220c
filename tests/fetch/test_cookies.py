"""Cookies for the length of one redirect chain: consent and session redirects work, and nothing goes anywhere else."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from cleaner.config import FetchSettings
from cleaner.fetch import Seams, fetch_all
from cleaner.fetch.cookies import MAX_COOKIES, MAX_HEADER_CHARS, ChainCookies
from cleaner.jobs.urls import run_urls
from cleaner.model import Failure, Page
from tests.faultserver import PAGE, Conn, FaultServer, Script, page
from tests.fetch.test_guard import Pretend
from tests.urls_child import job

SETTINGS = FetchSettings(allow_private=True, delay=0, retries=0, respect_robots=False)


def wants(cookie: str, sends_to: str | None = None) -> Script:
    """A page for those who bring a cookie; others get it and are sent to another page, or to this one again."""

    async def script(conn: Conn) -> None:
        if cookie in conn.hit.headers.get("cookie", "").split("; "):
            await conn.reply(PAGE)
        else:
            await conn.reply(b"", "302 Found", location=sends_to or conn.hit.path, set_cookie=f"{cookie}; Path=/")

    return script


def fetch(*urls: str, **settings: object) -> list[object]:
    changed = SETTINGS.model_copy(update=settings)
    return [*fetch_all(list(urls), changed, seams=Seams(Pretend(allow_private=True)))]


def test_a_page_that_sends_to_itself_until_a_cookie_comes_back() -> None:
    with FaultServer({"/a": wants("session=1")}) as server:
        (got,) = fetch(server.url("/a"))
        assert isinstance(got, Page)
        assert [hit.headers.get("cookie") for hit in server.hits] == [None, "session=1"]


def test_a_consent_page_on_the_way() -> None:
    """The page sends to the consent page, which sets the cookie and sends back."""
    scripts = {
        "/a": wants("consent=yes", sends_to="/consent"),
        "/consent": page(b"", "302 Found", location="/a", set_cookie="consent=yes"),
    }
    with FaultServer(scripts) as server:
        (got,) = fetch(server.url("/a"))
    assert isinstance(got, Page)
    assert got.final_url == server.url("/a")


def test_by_meta_refresh() -> None:
    """A page that sets a cookie and sends its readers to itself is read again with it."""

    async def script(conn: Conn) -> None:
        if conn.hit.headers.get("cookie") == "seen=1":
            await conn.reply(PAGE)
        else:
            await conn.reply(b"<meta http-equiv=refresh content='0; url=/a'>", set_cookie="seen=1")

    with FaultServer({"/a": script}) as server:
        (got,) = fetch(server.url("/a"))
    assert isinstance(got, Page)
    assert got.body == PAGE


def test_no_cookie_outlives_its_chain(tmp_path: Path) -> None:
    """The next page of the host goes without it, and no file of the state holds it."""
    secret = wants("secret=opensesame")
    with FaultServer({"/a": secret, "/b": page(), "/c": secret}) as server:
        urls = tmp_path / "list.txt"
        urls.write_text(f"{server.url('/a')}\n{server.url('/b')}\n{server.url('/c')}\n")
        assert run_urls(job(urls, tmp_path / "o")).done == 3
        sent = [(hit.path, hit.headers.get("cookie")) for hit in server.hits]
    assert sorted(sent, key=str) == [
        ("/a", "secret=opensesame"), ("/a", None), ("/b", None), ("/c", "secret=opensesame"), ("/c", None),
        ("/robots.txt", None),
    ]  # fmt: skip
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 3
    assert not [path for path in files if b"opensesame" in path.read_bytes()]


def test_no_cookie_goes_to_another_host() -> None:
    """Not even to one under the domain that the cookie names; on the way back it is sent again."""

    async def jump(conn: Conn) -> None:
        where = f"http://b.public.test:{server.port}/back"
        if conn.hit.headers.get("cookie") == "mine=1":
            await conn.reply(PAGE)
        else:
            await conn.reply(b"", "302 Found", location=where, set_cookie="mine=1; Domain=public.test; Path=/")

    async def back(conn: Conn) -> None:
        await conn.reply(b"", "302 Found", location=f"http://public.test:{server.port}/jump")

    with FaultServer({"/jump": jump, "/back": back}) as server:
        (got,) = fetch(f"http://public.test:{server.port}/jump")
        assert isinstance(got, Page)
        assert [(hit.path, hit.headers.get("cookie")) for hit in server.hits] == [
            ("/jump", None), ("/back", None), ("/jump", "mine=1"),
        ]  # fmt: skip


def test_a_circle_is_a_circle() -> None:
    """The same cookie again and again, or another each time, ends in a failure."""

    async def counting(conn: Conn) -> None:
        await conn.reply(b"", "302 Found", location="/n", set_cookie=f"n={conn.nth}")

    same = page(b"", "302 Found", location="/s", set_cookie="n=1")
    with FaultServer({"/n": counting, "/s": same}) as server:
        outcomes = fetch(server.url("/n"), server.url("/s"), max_redirects=4)
        hits = server.paths()
    assert {outcome.message for outcome in outcomes if isinstance(outcome, Failure)} == {
        "more than 4 redirects", "leads in a circle",
    }  # fmt: skip
    assert (hits.count("/n"), hits.count("/s")) == (5, 2)


HERE = httpx.URL("https://a.example/dir/page")


@pytest.mark.parametrize(
    ("line", "asked", "sent"),
    [
        ("a=1", "https://a.example/dir/other", "a=1"),
        ("a=1", "https://a.example/else", ""),
        ("a=1", "https://a.example/directory", ""),
        ("a=1; Path=/", "http://a.example:81/", "a=1"),
        ("a=1; path=nonsense", "https://a.example/dir/x", "a=1"),
        ("a=1; Path=/; Secure", "http://a.example/", ""),
        ("a=1; Path=/; Secure; HttpOnly; SameSite=Lax", "https://a.example/", "a=1"),
        ("a=1; Path=/; Domain=.A.example", "https://a.example/", "a=1"),
        ("a=1; Path=/; Domain=example", "https://b.example/", ""),
        ("a=1; Path=/; Domain=b.example", "https://a.example/", ""),
        ("a=1; Path=/; Domain=b.example", "https://b.example/", ""),
        ("a=b=c; Path=/", "https://a.example/", "a=b=c"),
        ("a=1; Path=/; Max-Age=0", "https://a.example/", ""),
        ("a=1; Path=/; Max-Age=-5", "https://a.example/", ""),
        ("a=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "https://a.example/", "a=1"),
        ("a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "https://a.example/", ""),
        ("a=1; Path=/; Expires=nonsense", "https://a.example/", "a=1"),
        ("nothing", "https://a.example/dir/", ""),
        ("=1; Path=/", "https://a.example/", ""),
        ("a=\x01; Path=/", "https://a.example/", ""),
        ("a=1\r\nX: y; Path=/", "https://a.example/", ""),
        ("a=\u0142; Path=/", "https://a.example/", ""),
        ("a=" + "x" * 5_000 + "; Path=/", "https://a.example/", ""),
    ],
)
def test_what_is_taken_and_what_goes_along(line: str, asked: str, sent: str) -> None:
    jar = ChainCookies()
    jar.take(HERE, (line,))
    assert jar.header(httpx.URL(asked)) == sent


def test_a_cookie_is_replaced_and_taken_back() -> None:
    jar = ChainCookies()
    jar.take(HERE, ("a=1; Path=/", "b=2; Path=/", "a=3; Path=/"))
    assert jar.header(HERE) == "b=2; a=3"
    jar.take(HERE, ("b=; Path=/; Max-Age=0", "c=4; Path=/dir"))
    assert jar.header(HERE) == "c=4; a=3"


def test_the_jar_is_bounded() -> None:
    jar = ChainCookies()
    jar.take(HERE, tuple(f"n{n}={'x' * 1000}; Path=/" for n in range(500)))
    assert len(jar._hosts["a.example"]) == MAX_COOKIES
    assert 0 < len(jar.header(HERE)) <= MAX_HEADER_CHARS
