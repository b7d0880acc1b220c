"""What site owners ask of machines: each language, what includes what, and that the most restrictive holds."""

from __future__ import annotations

import json

import pytest

from cleaner import Page, clean
from cleaner.article import Article
from cleaner.config import Config
from cleaner.model import Failure, Head
from cleaner.pipeline import clean_page, run_one
from cleaner.record import to_record
from cleaner.schema import Record
from cleaner.usage.fields import content_signal, content_usage, robots_directives
from cleaner.usage.paths import matches, normal, path_of
from cleaner.usage.robots_txt import RobotsUsage
from cleaner.usage.statements import from_head, from_headers, from_tdmrep
from cleaner.usage.vocabulary import Standing, combine, refusal, statement
from cleaner.vocabulary import Use

WORDS = "<p>" + "The council of the town voted to bring the night boats back this year. " * 4 + "</p>"


@pytest.mark.parametrize(
    ("value", "answers"),
    [
        ("train-ai=n", {"train-ai": False}),
        ("train-ai=y, search=n", {"train-ai": True, "search": False}),
        ("search=y,  train-ai=n;since=2026", {"search": True, "train-ai": False}),
        ("all=n, search=y", {"all": False, "search": True}),
        ("train-genai=n", {"train-genai": False}),
        ("ai-use=n", {"ai-input": False}),
        ("ai-use=y, ai-input=n", {"ai-input": False}),
        # a key that comes again counts with its last value, and a value that is no y or n says nothing
        ("train-ai=n, train-ai=y", {"train-ai": True}),
        ('train-ai=y, train-ai="n"', {}), ("train-ai", {}), ("train-ai=?0", {}), ("train-ai=(n)", {}),
        ("train-ai=no", {}), ("search=N", {}),
        # labels of others are passed over
        ("sell-ice=n, search=y", {"search": True}),
        # what cannot be read says nothing at all
        ("Train-AI=n", {}), ("train-ai=n,", {}), ("train-ai = n", {}), ("search=y; train-ai=n, !", {}), ("", {}),
        ("tráin=n", {}), ("train-ai=n" + " " * 9_000 + ", a", {}),
    ],
)  # fmt: skip
def test_content_usage(value: str, answers: dict[Use, bool]) -> None:
    assert content_usage(value) == answers


@pytest.mark.parametrize(
    ("value", "answers"),
    [
        ("ai-train=no", {"train-ai": False}),
        ("search=yes,ai-train=no", {"search": True, "train-ai": False}),
        ("Search = YES , AI-Input=No, use=reference", {"search": True, "ai-input": False}),
        ("ai-train=yes, ai-train=no", {"train-ai": False}),
        ("ai-train=maybe", {}), ("ai-train", {}), (",,=,", {}),
    ],
)  # fmt: skip
def test_content_signal(value: str, answers: dict[Use, bool]) -> None:
    assert content_signal(value) == answers


@pytest.mark.parametrize(
    ("value", "refused"),
    [
        ("noindex", {"search"}), ("none", {"search"}), ("NoArchive, nofollow", {"archive"}),
        ("noai, noimageai", {"train-ai", "train-images"}), ("noimageai", {"train-images"}), ("noml", {"train-ai"}),
        ("nocache", {"archive"}), ("noindex nofollow", {"search"}),
        ("cleaner: noindex", {"search"}), ("CLEANER: noai", {"train-ai", "train-images"}),
        ("otherbot: noindex, noarchive", set()), ("noarchive, otherbot: noindex", {"archive"}),
        ("otherbot: noindex, cleaner: noarchive", {"archive"}),
        ("unavailable_after: 1 Jan 2030 00:00:00 GMT, noindex", {"search"}),
        ("max-snippet: -1, max-image-preview: large, noai", {"train-ai", "train-images"}),
        # that nothing is forbidden is no permission
        ("all", set()), ("index, follow", set()), ("", set()), ("no index", set()),
    ],
)  # fmt: skip
def test_robots_directives(value: str, refused: set[Use]) -> None:
    assert robots_directives(value, "cleaner") == dict.fromkeys(refused, False)


@pytest.mark.parametrize(
    ("answers", "refused", "allowed"),
    [
        ({"train-ai": False}, ("train-ai", "train-genai"), ()),
        ({"train-ai": True}, (), ("train-ai", "train-genai")),
        ({"train-ai": False, "train-genai": True}, ("train-ai",), ("train-genai",)),
        ({"tdm": False}, ("tdm", "train-ai", "train-genai", "ai-input"), ()),
        ({"tdm": True}, (), ("tdm",)),
        ({"all": False, "search": True}, ("all", "tdm", "train-ai", "train-genai", "ai-input"), ("search",)),
        ({"all": False, "train-ai": True}, ("all", "tdm", "ai-input", "search"), ("train-ai", "train-genai")),
        ({"search": False}, ("search",), ()), ({"archive": False}, ("archive",), ()), ({}, (), ()),
    ],
)  # fmt: skip
def test_what_includes_what(answers: dict[Use, bool], refused: tuple[Use, ...], allowed: tuple[Use, ...]) -> None:
    """The nearest word counts within one statement; that mining is not reserved allows nothing else."""
    said = statement("somewhere", "words", answers)
    assert (said.refused, said.allowed) == (refused, allowed)


def test_the_most_restrictive_holds() -> None:
    """One refusal outweighs any number of permissions, whatever the order; what nobody names is in no list."""
    said = [
        statement("a", "", {"train-ai": True, "search": True}), statement("b", "", {"train-ai": False}),
        statement("c", "", {"train-ai": True}),
    ]  # fmt: skip
    assert combine(said) == combine(reversed(said)) == Standing(("train-ai", "train-genai"), ("search",))
    assert combine([]) == Standing()
    assert refusal(said, ["archive", "search"]) is None
    assert refusal(said, ["search", "train-genai"]) == "the site refuses train-genai (b: )"
    assert refusal(said, []) is None


ROBOTS = b"""\
Sitemap: https://harbour.example/sitemap.xml
License: https://harbour.example/terms.xml#all

User-agent: *
Allow: /
Disallow: /never/
Content-Usage: / train-ai=n
Content-Usage: /open/ train-ai=y
Content-Usage: /open/*.pdf$ train-ai=n, search=n   # papers
content-signal : search=yes, ai-train=no

User-Agent: Gullbot
User-agent: cleaner-news
Disallow:
Content-Usage: train-ai=y
"""


@pytest.mark.parametrize(
    ("token", "path", "refused", "allowed"),
    [
        ("cleaner", "/news", {"train-ai", "train-genai"}, {"search"}),
        ("cleaner", "/open/a", {"train-ai", "train-genai"}, {"search"}),  # the signal for all paths still refuses
        ("cleaner", "/open/a.pdf", {"train-ai", "train-genai", "search"}, set()),
        ("cleaner", "/open/a.pdf?x", {"train-ai", "train-genai"}, {"search"}),
        ("gullbot", "/news", set(), {"train-ai", "train-genai"}),
        ("cleaner-news", "/open/a.pdf", set(), {"train-ai", "train-genai"}),
    ],
)
def test_robots_txt(token: str, path: str, refused: set[Use], allowed: set[Use]) -> None:
    """A group for the crawler's name, else the one for all; of each kind the longest path; licences are for all."""
    said = RobotsUsage(ROBOTS, token).statements(f"https://harbour.example{path}")
    standing = combine(said)
    assert (set(standing.refused), set(standing.allowed)) == (refused, allowed)
    assert [one.license for one in said if one.license] == ["https://harbour.example/terms.xml#all"]


def test_longest_path_and_ties() -> None:
    """A longer path outweighs; two lines with one path both count, so the refusal does."""
    book = b"User-agent: *\nContent-Usage: / train-ai=n\nContent-Usage: /a train-ai=y\nContent-Usage: /a train-ai=n"
    usage = RobotsUsage(book, "cleaner")
    assert combine(usage.statements("http://h/a")).refused == ("train-ai", "train-genai")
    usage = RobotsUsage(book.rpartition(b"\n")[0], "cleaner")
    assert combine(usage.statements("http://h/a")).allowed == ("train-ai", "train-genai")
    assert combine(usage.statements("http://h/b")).refused == ("train-ai", "train-genai")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\x00" * 999, b":" * 9_000, b"User-agent: *\n" * 9_000, b"Content-Usage:\n" * 9_000,
        bytes(range(256)) * 99,
        b"User-agent: *\nContent-Usage: /" + b"*a" * 9_000 + b"$ train-ai=n\n",
        b"User-agent: *\n" + b"Content-Usage: /*a*b*c train-ai=n\n" * 9_000,
        b"<!doctype html><p>Not found: here", b"License:\nLicense: # none\n",
    ],
    ids=range(10),
)  # fmt: skip
def test_odd_robots_files_say_nothing(body: bytes) -> None:
    assert RobotsUsage(body, "cleaner").statements("http://h/" + "a" * 2_000) == ()


def test_lines_before_any_group_are_for_all() -> None:
    said = RobotsUsage(b"\xef\xbb\xbfContent-Usage: train-ai=n\r\rUser-agent: cleaner\rAllow: /", "cleaner")
    assert combine(said.statements("http://h/")).refused == ("train-ai", "train-genai")


@pytest.mark.parametrize(
    ("pattern", "path", "matched"),
    [
        ("/", "/x", True), ("/a", "/ab", True), ("/a$", "/ab", False), ("/a$", "/a", True), ("/*b", "/aab", True),
        ("/*b$", "/abba", False), ("/*a$", "/abba", True), ("/a*a$", "/a", False), ("*", "/x", True),
        ("/a**c", "/abc", True), ("/x*y*z", "/xyz", True), ("/x*y*z", "/xzy", False), ("/a*$", "/ab", True),
        ("/caf%C3%A9", "/café", True), ("/~me", "/%7Eme", True), ("/a%2Fb", "/a/b", False), ("/A", "/a", False),
    ],
)  # fmt: skip
def test_path_patterns(pattern: str, path: str, matched: bool) -> None:
    assert matches(normal(pattern), path_of(f"https://h{path}")) is matched


def test_headers() -> None:
    """Each header with its words; fields sent twice count together; a licence is linked, other links are not one."""
    said = from_headers(
        [
            ("Content-Usage", "train-ai=n"), ("content-usage", "search=y"), ("X-Robots-Tag", "otherbot: noindex"),
            ("X-Robots-Tag", "noarchive"), ("TDM-Reservation", "1"), ("tdm-policy", "https://h.example/policy.json"),
            ("Link", '</next>; rel=next, </terms>; rel="license"; type="application/rsl+xml"'), ("Server", "noai"),
        ],
        base="https://h.example/a/b",
    )  # fmt: skip
    assert [(one.source, one.text) for one in said] == [
        ("header content-usage", "train-ai=n, search=y"), ("header x-robots-tag", "noarchive"),
        ("header tdm-reservation", "tdm-reservation=1 tdm-policy=https://h.example/policy.json"),
        ("header link", "https://h.example/terms"),
    ]  # fmt: skip
    assert combine(said) == Standing(("tdm", "train-ai", "train-genai", "ai-input", "archive"), ("search",))
    assert from_headers([("tdm-reservation", "2"), ("content-usage", "??"), ("x-robots-tag", "all")]) == ()


def test_signals_and_licences_have_several_places() -> None:
    """Content-Signal is sent as a header too; a licence's address may be relative to the file that names it."""
    (said,) = from_headers([("content-signal", "ai-train=no, search=yes, use=reference")])
    assert (said.source, combine([said])) == (
        "header content-signal", Standing(("train-ai", "train-genai"), ("search",)),
    )  # fmt: skip
    rules = RobotsUsage(b"User-agent: *\nLicense: /rsl.xml#x\nLicense: http://[", "cleaner")
    assert [one.license for one in rules.statements("https://h.example/a/b")] == [
        "https://h.example/rsl.xml#x", "http://[",
    ]  # fmt: skip


def test_tdm_file() -> None:
    """The rule with the longest location counts; faults say nothing."""
    rules = [
        {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://h.example/p"},
        {"location": "/free/*", "tdm-reservation": 0}, {"location": "free/odd", "tdm-reservation": True},
        {"location": "/bad", "tdm-reservation": "yes"}, {"tdm-reservation": 1}, 7,
    ]  # fmt: skip
    body = json.dumps(rules).encode()
    (said,) = from_tdmrep(body, "https://h.example/news")
    assert (said.source, said.text) == ("tdmrep.json", "/ tdm-reservation=1 tdm-policy=https://h.example/p")
    assert combine(from_tdmrep(body, "https://h.example/free/a")) == Standing((), ("tdm",))
    assert combine(from_tdmrep(body, "https://h.example/bad")).refused[0] == "tdm"
    surrogate = b'[{"location": "/\\ud800", "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 1}]'
    assert combine(from_tdmrep(surrogate, "https://h.example/a")).refused[0] == "tdm"
    for odd in (b"", b"{}", b"[", b"[[]]", b"[" * 100_000, b"\xff", b'[{"location": 1, "tdm-reservation": 1}]'):
        assert from_tdmrep(odd, "https://h.example/") == ()


def test_head_of_a_page() -> None:
    head = Head(
        metas=(
            ("robots", "index, noai"), ("googlebot", "noindex"), ("cleaner", "noarchive"), ("tdm-reservation", "0"),
            ("content-usage", "search=n"), ("description", "noindex"),
        ),
        links=(("license", "/by", ""), ("stylesheet license", "https://l.example/rsl.xml", "application/rsl+xml"),
               ("license", "http://[", ""), ("licenses", "/no", "")),
    )  # fmt: skip
    said = from_head(head, base="https://h.example/a")
    assert combine(said) == Standing(("train-ai", "train-genai", "train-images", "search", "archive"), ("tdm",))
    assert [one.license for one in said if one.license] == [
        "https://h.example/by", "https://l.example/rsl.xml", "http://[",
    ]  # fmt: skip


def test_the_record_tells_what_was_stated() -> None:
    """The page's own words and those that came with it, each with its source."""
    body = f'<html><head><meta name=robots content="noarchive"></head><body><h1>Boats</h1>{WORDS}</body></html>'
    page = Page(
        body.encode(), url="https://h.example/a", usage=from_headers([("content-usage", "train-ai=n,search=y")])
    )
    record = to_record(clean_page(page), page, Config())
    assert record["usage"] == {
        "refused": ["train-ai", "train-genai", "archive"], "allowed": ["search"], "licenses": [],
        "statements": [
            {"source": "header content-usage", "text": "train-ai=n,search=y", "refused": ["train-ai", "train-genai"],
             "allowed": ["search"]},
            {"source": "meta robots", "text": "noarchive", "refused": ["archive"], "allowed": []},
        ],
    }  # fmt: skip
    Record.model_validate(record)


@pytest.mark.parametrize("body", [f"<h1>Boats</h1>{WORDS}", "Boats\n\nThe council voted to bring the boats back."])
def test_nothing_stated_is_null(body: str) -> None:
    article = clean(body)
    assert article.usage == ()
    assert to_record(article, None, Config())["usage"] is None
    failed = Failure("x", "read", "not-text", "no text")
    assert to_record(failed, None, Config())["usage"] is None


def test_a_refused_use_is_left_out_only_where_asked() -> None:
    page = Page(f"<meta name=robots content=noai><h1>Boats</h1>{WORDS}".encode(), origin="a.html")
    assert isinstance(run_one(page), Article)
    assert isinstance(run_one(page, honouring("search")), Article)
    left = run_one(page, honouring("search", "train-genai"))
    assert isinstance(left, Failure)
    assert left == Failure(
        "a.html", "read", "usage", "the site refuses train-genai (meta robots: noai)", usage=left.usage
    )
    assert [said.source for said in left.usage] == ["meta robots"]


def honouring(*uses: Use) -> Config:
    config = Config()
    return config.model_copy(update={"fetch": config.fetch.model_copy(update={"honour_usage": uses})})
