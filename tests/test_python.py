"""What a caller from Python meets: what ``clean`` takes, what an article gives, fetching with and without a loop."""

from __future__ import annotations

import copy
import hashlib
import json
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import cleaner
from cleaner import (
    Article,
    BadInput,
    CleanError,
    Config,
    ConfigError,
    Failure,
    InputMissing,
    Page,
    clean,
    clean_many,
    load_config,
)
from cleaner.batch import IN_PROCESS
from cleaner.record import to_record
from cleaner.schema import RECORD_FIELDS
from tests import REPO
from tests.cleaner_cli import COMMAND, ENVIRONMENT
from tests.faultserver import FaultServer, page

WORDS = "The council of Port Ellery voted on Tuesday to bring the night ferries back, nine years after they were cut."
HTML = f"""<!doctype html><html lang=en><head><title>Night ferries return</title>
<meta name=robots content=noai><link rel=canonical href=https://courier.example/ferries></head><body>
<nav><ul><li><a href=/a>Home</a><li><a href=/b>Sport</a></ul></nav><article><h1>Night ferries return</h1>
<p>{WORDS} <b>Eight members</b> voted for the plan.</p><blockquote><p>{WORDS}</p></blockquote>
<ol><li>One boat for the north<ul><li>and one for the isles</ul><li>One boat for the south</ol>
<table><tr><th>Pier<th>Boats</tr><tr><td>North<td>2</tr></table><figure><img src=/i.jpg alt=Boats></figure>
<p>{WORDS}</p></article><footer>Subscribe to our newsletter</footer></body></html>"""
LOCAL: dict[str, object] = {"fetch.allow_private": True, "fetch.delay": 0}


def pickled(one: Any) -> Any:
    return pickle.loads(pickle.dumps(one))  # noqa: S301 - made here


@pytest.fixture(scope="module")
def article() -> Article:
    return clean(HTML, "https://courier.example/ferries")


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
def test_copies_are_equal(article: Article, copied: Callable[[Article], Article]) -> None:
    """And they give the same text, Markdown, HTML and record."""
    other = copied(article)
    assert other == article
    assert hash(other.blocks) == hash(article.blocks)
    assert (other.text, other.markdown, other.html) == (article.text, article.markdown, article.html)
    assert other.to_dict() == article.to_dict()
    assert article == clean(HTML, "https://courier.example/ferries")


def test_what_differs_is_not_equal(article: Article) -> None:
    assert clean(HTML.replace("<ol>", "<ul>").replace("</ol>", "</ul>")) != clean(HTML)
    assert clean(HTML.replace("isles", "capes"), article.url) != article


def test_deep_pages_can_be_copied() -> None:
    """A tree of elements deeper than Python's stack is no part of a copy."""
    deep = clean("<!doctype html>" + "<div>" * 5_000 + f"<p>{WORDS}</p><blockquote>" * 300 + f"<p>{WORDS}</p>")
    assert pickled(deep) == deep
    assert copy.deepcopy(deep) == deep


def test_reprs_are_short(article: Article) -> None:
    assert repr(article) == "<Article 'Night ferries return' ok, en, 7 blocks, 5 removed>"
    long = clean(f"<!doctype html><title>{'word ' * 300}</title><p>{WORDS * 300}</p>")
    assert len(repr(long)) < 150
    assert repr(Page(b"x" * 5_000, final_url="https://a.example/")) == (
        "<Page https://a.example/ of unknown type, 5,000 bytes>"
    )


def test_the_record(article: Article, tmp_path: Path) -> None:
    """``to_dict`` has the record's keys in their order; of a file it is what ``cleaner page`` prints."""
    made = article.to_dict()
    assert tuple(made) == tuple(name for name in RECORD_FIELDS if name != "comments")  # which nobody asked for
    assert json.loads(article.to_json()) == made
    assert "\n" not in article.to_json()
    assert made["usage"]["refused"] == ["train-ai", "train-genai", "train-images"]
    assert made["blocks"] is None
    assert clean(HTML, config={"clean.blocks": True}).to_dict()["blocks"][0]["kind"] == "paragraph"
    saved = tmp_path / "page.html"
    saved.write_text(HTML)
    printed = subprocess.run(
        [*COMMAND, "page", str(saved), "--format", "json"], capture_output=True, text=True, env=ENVIRONMENT, check=True
    ).stdout  # fmt: skip
    assert printed == clean(saved).to_json() + "\n"


def test_the_record_of_a_fetched_page() -> None:
    """It knows how the page was fetched, also when many were cleaned at once, and after a copy."""
    came = Page(HTML.encode(), "https://a.example/1", "https://a.example/2", "text/html", http_status=200, etag='"x"')
    made = clean(came).to_dict()
    assert made == to_record(clean(came), came, Config())
    assert (made["url"], made["final_url"], made["fetch"]["etag"]) == (came.url, came.final_url, '"x"')
    assert made["fetch"]["sha256"] == hashlib.sha256(came.body).hexdigest()
    for workers in (IN_PROCESS, 1):
        (result,) = clean_many([came], workers=workers)
        assert isinstance(result.outcome, Article)
        assert result.outcome == clean(came)
        assert pickled(result.outcome).to_dict() == made


def test_what_a_page_may_be(tmp_path: Path) -> None:
    """Bytes of any kind, text, paths of saved and packed files, what ``fetch`` returns: the same article."""
    import gzip

    import brotli

    raw = HTML.encode()
    for name, body in (("a.html", raw), ("b.html.gz", gzip.compress(raw)), ("c.html.br", brotli.compress(raw))):
        (tmp_path / name).write_bytes(body)
    archive = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html\n\n'
    (tmp_path / "d.mhtml").write_bytes(archive + raw + b"\n--b--\n")
    wanted = clean(raw)
    for given in (HTML, bytearray(raw), memoryview(raw), Page(raw), *sorted(tmp_path.iterdir())):
        assert clean(given) == wanted, given  # type: ignore[arg-type] # also what is only like bytes
    results = [*clean_many([raw, HTML, *sorted(tmp_path.iterdir())], workers=IN_PROCESS)]
    assert [result.outcome for result in results] == [wanted] * 6


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("https://courier.example/ferries", r"clean\(fetch\('https://courier.example/ferries'\)\)"),
        (" HTTP://courier.example/ferries\n", "an address, not a page"),
        ("saved/ferries.html", r"the name of a file, not a page; clean\(Path\('saved/ferries.html'\)\) reads it"),
        ("FERRIES.TXT.GZ", "the name of a file"),
        (None, "not NoneType"), (["<p>x"], "not list"), (12, "not int"),
    ],
)  # fmt: skip
def test_what_is_no_page(given: Any, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        clean(given)


@pytest.mark.parametrize("name", ["url", "content_type"])
def test_arguments_of_another_type(name: str) -> None:
    with pytest.raises(TypeError, match=f"{name} must be a str, not int"):
        clean(HTML, **{name: 3})  # type: ignore[arg-type]


@pytest.mark.parametrize("one", ["<p>One page", b"<p>One page", Path("page.html"), Page(b"<p>One page")])
def test_one_page_is_not_many(one: Any) -> None:
    """A text would be taken for a stream of letters."""
    with pytest.raises(TypeError, match=r"pages must be many of them, such as a list, not .*; clean takes one"):
        clean_many(one)


def test_an_address_may_be_text() -> None:
    """Of a text that is known to be one, and in a stream, where it costs its own record alone."""
    assert clean("https://courier.example/x", content_type="text/plain").text == "https://courier.example/x"
    assert clean("See https://courier.example/x").text
    assert clean("ferries.html", content_type="text/plain").text == "ferries.html"
    assert clean("See ferries.html").text
    results = [*clean_many(["https://courier.example/x", Path("/no/such/file"), HTML], workers=IN_PROCESS)]
    failures = [result.outcome for result in results[:2]]
    assert [one.reason for one in failures if isinstance(one, Failure)] == ["not-text", "unreadable"]
    assert isinstance(results[2].outcome, Article)
    with pytest.raises(TypeError, match="not dict"):
        [*clean_many([{}], workers=IN_PROCESS)]  # type: ignore[list-item]


def test_files_that_are_no_pages(tmp_path: Path) -> None:
    (tmp_path / "binary.html").write_bytes(b"%PDF-1.7")
    (tmp_path / "large.html").write_bytes(b"x" * 2_000)
    (tmp_path / "packed.br").write_bytes(b"not brotli")
    for name, kind in (("binary.html", BadInput), ("large.html", BadInput), ("absent", InputMissing),
                       ("packed.br", BadInput), (".", InputMissing), ("a\0b", InputMissing)):  # fmt: skip
        with pytest.raises(kind) as caught:
            clean(tmp_path / name, config={"clean.max_bytes": 1_000})
        assert isinstance(caught.value, CleanError)


def test_settings() -> None:
    """A dict stands for the defaults with some keys, dotted or in sections, and faults are named."""
    made = clean(HTML, config={"clean.links": False, "clean": {"blocks": True}}).to_dict()
    config = Config(clean={"links": False, "blocks": True})  # type: ignore[arg-type] # pydantic makes a section of it
    assert clean(HTML, config=config).to_dict() == made
    assert clean(HTML, config={"clean": {"blocks": True, "links": False}}).to_dict() == made
    with pytest.raises(ConfigError, match=r"config: unknown key clean.mod; did you mean 'clean.mode'\?"):
        clean(HTML, config={"clean.mod": "fast"})
    with pytest.raises(ConfigError, match=r"clean\.mode"):
        clean_many([HTML], {"clean.mode": "slow"})
    with pytest.raises(ConfigError, match=r"config: unknown section 'mode'; did you mean 'clean.mode'\?"):
        clean(HTML, config={"mode": "fast"})
    for wrong, said in (
        ({"clean": {"mode": "slow"}}, r"config: clean.mode: input should be 'fast'.*\(given: 'slow'\)"),
        ({"clean": {"mod": "fast"}}, "config: unknown key clean.mod; did you mean 'clean.mode'"),
        ({"cleen": {}}, "config: unknown section 'cleen'; did you mean 'clean'"),
        ({"clean": "fast"}, "config: clean must be a mapping of settings, not str"),
    ):
        with pytest.raises(ConfigError, match=said):
            Config(**wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a dict of settings, not str; load_config reads a file"):
        clean(HTML, config="clean.yaml")  # type: ignore[arg-type]


def test_a_file_of_settings(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("clean.blocks: true\n")
    assert load_config(str(tmp_path / "own.yaml"), env={}).clean.blocks


def test_names() -> None:
    """All that is offered is there, whatever was imported before, and ``fetch`` is the function."""
    for name in cleaner.__all__:
        assert getattr(cleaner, name) is not None
    done = subprocess.run(
        [sys.executable, "-c", "import cleaner.fetch.client, cleaner.fetch\nfrom cleaner import fetch, Config\n"
         "from cleaner.fetch import fetch_all\nprint(fetch.__module__, Config.__name__)"],
        capture_output=True, text=True, check=True, cwd=REPO,
    )  # fmt: skip
    assert done.stdout.split() == ["cleaner.fetch.single", "Config"]


def test_threads_clean_the_same() -> None:
    """Pages of several languages, cleaned side by side, are those that were cleaned one after the other."""
    german = "Der Rat der Stadt hat am Dienstag beschlossen, die Fähren wieder fahren zu lassen, nach neun Jahren."
    french = "Le conseil de la ville a décidé mardi de rétablir les bacs de nuit, neuf ans après leur suppression."
    texts = [HTML, HTML.replace(WORDS, german), HTML.replace(WORDS, french)]
    wanted = [clean(text) for text in texts]
    start = threading.Barrier(4)

    def work(nth: int) -> list[Article]:
        start.wait(10)
        return [clean(text) for text in texts[nth % 3 :] + texts[: nth % 3]]

    with ThreadPoolExecutor(4) as pool:
        for nth, found in enumerate(pool.map(work, range(4))):
            assert found == wanted[nth % 3 :] + wanted[: nth % 3]


# -- what is stated of a page that is left out


@pytest.mark.parametrize("workers", [IN_PROCESS, 1])
def test_a_skipped_page_says_what_refused_it(workers: int) -> None:
    config = load_config(env={}, overrides={"fetch.honour_usage": ["train-ai"]})
    (result,) = clean_many([Page(HTML.encode(), origin="a")], config, workers)
    assert isinstance(result.outcome, Failure)
    record = to_record(result.outcome, result.page, config)
    assert record["error"]["reason"] == "usage"
    assert record["usage"]["refused"] == ["train-ai", "train-genai", "train-images"]
    assert record["usage"]["statements"][0]["source"] == "meta robots"


def test_a_page_that_is_not_fetched_says_what_refused_it() -> None:
    robots = page(b"User-agent: *\nContent-Usage: train-ai=n\nAllow: /\n", content_type="text/plain")
    with FaultServer({"/robots.txt": robots, "*": page(b"", "404 Not Found")}) as server:
        from cleaner.config import as_config
        from cleaner.fetch import fetch_all

        config = as_config({**LOCAL, "fetch.honour_usage": ["train-ai"]})
        (failure,) = fetch_all([server.url("/a")], config.fetch)
    assert isinstance(failure, Failure)
    assert to_record(failure, None, config)["usage"]["refused"] == ["train-ai", "train-genai"]
    assert pickled(failure) == failure


@pytest.mark.parametrize(
    ("pages", "workers", "said"),
    [
        (None, 1, "pages must be many of them, such as a list, not NoneType"),
        (["<p>Boats"], "2", "workers must be an int, not str"),
    ],
)
def test_clean_many_says_what_is_wrong_at_the_call(pages: Any, workers: Any, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        clean_many(pages, workers=workers)
