"""Pages that send their readers on, and redirects that end at a log-in page."""

from __future__ import annotations

from typing import Any

import pytest

from cleaner import Page
from cleaner.config import FetchSettings
from cleaner.fetch import fetch_all
from cleaner.fetch.refresh import refresh_target
from cleaner.model import Failure
from cleaner.pipeline import clean_page
from tests.faultserver import FaultServer, Script, page
from tests.urls_child import QUICK, SEAMS

SEND = "<!doctype html><head><title>Moved</title><meta http-equiv='refresh' content='0; url={}'></head>"


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ('<meta http-equiv="refresh" content="0;url=/new">', "/new"),
        ("<META content=3,/new HTTP-EQUIV=Refresh>", "/new"),
        ("""<meta http-equiv="refresh" content="0; URL='https://h/a?b=1&amp;c=2'">""", "https://h/a?b=1&c=2"),
        ('<meta http-equiv="refresh" content="1.5; url = new.html ">', "new.html"),
        ("<title>x</title><style>p{}</style><meta http-equiv=refresh content='0;url=/new'>", "/new"),
        ("<frameset rows='100%,*'><frame src=http://h/><frame src=/count></frameset>", "http://h/"),
        ("<frameset><frame name=a src='/new'></frameset><noframes>none</noframes>", "/new"),
        ("<frameset cols='0,*'><frame src=/old><frame src=/new></frameset>", "/new"),
        ("<frameset cols='20%,*'><frame src=/menu><frame src=/new></frameset>", None),
        ("<frameset><frame src='about:blank'></frameset>", None), ("<p>a frame: &lt;frameset><frame src=a>", None),
        ("<title>a</title><script>window.location.href='/new';</script>", "/new"),
        (r"<noscript><meta http-equiv=refresh content=0></noscript><script>location.replace('\/n')</script>", "/n"),
        ("<script>location = '/new'</script><p>Moved</p>", None), ("<script>location.reload()</script>", None),
        ("<script>location = '/new' + location.search</script>", None), ("<script>location.href = '#a'</script>", None),
        ("<script>if (!window.Promise) location.href = '/old'</script><div id=root></div>", None),
        ("<script>location='/a'; location='/b'</script>", None), ("<script>mylocation = '/a'</script>", None),
        ("<script>// location.href = '/old'\n</script><div id=root></div>", None),
        ("<script>store.location = '/a'</script>", None), ("<script>let location = 'Oslo'</script>", None),
        ("<script>for (;;) { location = '/a' }</script>", None), ("<script>location = 'mailto:a@h'</script>", None),
        ("<script>window.top.location = 'https://h/new' // moved</script>", "https://h/new"),
        # a page that loads itself anew, waits long, or speaks to browsers without scripts
        ('<meta http-equiv="refresh" content="5">', None), ('<meta http-equiv="refresh" content="30;url=/new">', None),
        ('<noscript><meta http-equiv="refresh" content="0;url=/plain"></noscript>', None),
        ('<!-- <meta http-equiv="refresh" content="0;url=/old"> -->', None),
        ("""<script>w('<meta http-equiv="refresh" content="0;url=/js">')</script>""", None),
        ('<meta name="refresh" content="0;url=/new">', None), ('<meta http-equiv="refresh" content="0;url=">', None),
        ("<!-- <meta http-equiv=refresh content='0;url=/new'>", None), ("x" * 30_000 + SEND.format("/late"), None),
    ],
)  # fmt: skip
def test_what_sends_on(html: str, target: str | None) -> None:
    assert refresh_target(html.encode(), "text/html") == target
    assert refresh_target(html.encode(), "text/plain") is None


@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        "<script>",
        "<meta ",
        "<meta>",
        "<title>",
        "a=",
        "<meta a='",
        "<!---->",
        "<frameset ",
        "<frame ",
        "location='",
    ],
)
def test_repetitions_lead_nowhere(piece: str) -> None:
    assert refresh_target(piece.encode() * 100_000, "text/html") is None


def fetch(scripts: dict[str, Script], path: str = "/a", **keys: object) -> tuple[Any, list[str]]:
    settings: FetchSettings = QUICK.model_copy(update=keys)
    with FaultServer({"/robots.txt": page(b"User-agent: *\nDisallow: /no"), "*": page(), **scripts}) as server:
        (outcome,) = fetch_all([server.url(path)], settings, seams=SEAMS)
        return outcome, server.paths()


def sending(to: str) -> Script:
    return page(SEND.format(to).encode())


def test_it_is_followed_like_a_redirect() -> None:
    outcome, paths = fetch({"/a": sending("/b"), "/b": page(b"", "302 Found", location="/c"), "/c": sending("d")})
    assert isinstance(outcome, Page)
    assert (outcome.final_url or "").endswith("/d")
    assert paths == ["/robots.txt", "/a", "/b", "/c", "/d"]


def test_robots_and_guard_hold_there_too() -> None:
    outcome, paths = fetch({"/a": sending("/no")})
    assert isinstance(outcome, Failure)
    assert (outcome.reason, paths) == ("robots", ["/robots.txt", "/a"])


@pytest.mark.parametrize("to", ["/a", "mailto:x@h", "file:///etc/passwd", "javascript:alert(1)", "data:,x"])
def test_where_it_leads_nowhere_the_page_stays(to: str) -> None:
    outcome, _ = fetch({"/a": sending(to)})
    assert isinstance(outcome, Page)
    assert (outcome.final_url or "").endswith("/a")


def test_circles_and_long_ways_end() -> None:
    outcome, paths = fetch({"/a": sending("/b"), "/b": sending("/a")})
    assert isinstance(outcome, Page)
    assert paths.count("/a") == paths.count("/b") == 1
    outcome, paths = fetch({f"/{n}": sending(f"/{n + 1}") for n in range(40)}, "/0", max_redirects=3)
    assert isinstance(outcome, Page)
    assert (outcome.final_url or "").endswith("/3")


FORM = b"<html><body><h1>Harbour Post</h1><form><input name=mail><input type=text></form><p>Welcome to the Post.</p>"
STORY = "<h1>Boats</h1>" + "".join(
    f"<p>On day {day} the council voted to bring the night boats back, with {day * 7} seats in each of them.</p>"
    for day in range(40)
)


@pytest.mark.parametrize(
    ("asked", "answered", "body", "status"),
    [
        ("/news/boats", "/login?next=/news/boats", FORM, "login"), ("/news/boats", "/user/sign-in.php", FORM, "login"),
        ("/news/boats", "/login", STORY.encode(), "ok"), ("/login", "/users/login", FORM, "ok"),
        ("/a", "/login-is-new", FORM, "ok"),
        ("/a", "/a", FORM, "ok"),
    ],
)  # fmt: skip
def test_a_redirect_to_a_log_in_page(asked: str, answered: str, body: bytes, status: str) -> None:
    host = "https://post.example"
    got = clean_page(Page(body, url=host + asked, final_url=host + answered, http_status=200)).status
    assert (got == "login") is (status == "login")
