"""``clean_many``: real pages through real processes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleaner import ConfigError, Failure, Page, clean_many
from cleaner.article import Article
from cleaner.batch import IN_PROCESS, Result, count_workers
from cleaner.config import Config, load_config
from tests import REPO

FIXTURES = sorted((REPO / "fixtures" / "pages").glob("*/page.*"))
TABLE = (
    b"<html><body><article><h1>Figures</h1><p>" + b"The table shows what was sold in each of the years. " * 6 + b"</p>"
    b"<table><tr><td>2021</td><td>5</td></tr><tr><td>2022</td><td>7</td></tr></table>"
    b"<table><tr><td>a</td><td>b</td></tr></table></article></body></html>"
)


def pages() -> list[Page]:
    chosen = FIXTURES[::4]
    return [
        Page(path.read_bytes(), content_type="text/html" if path.suffix == ".html" else "text/plain", origin=str(path))
        for path in chosen
    ] + [Page(TABLE, content_type="text/html", origin="table"), Page(b"%PDF-1.7", origin="binary")]  # fmt: skip


def shown(result: Result) -> str:
    """All that a record and Markdown are made of."""
    outcome = result.outcome
    if isinstance(outcome, Failure):
        return repr(outcome)
    return repr((outcome.text, outcome.markdown, outcome.title, outcome.removed, outcome.provenance, outcome.status))


def test_the_same_in_any_number_of_processes() -> None:
    """In the caller's process, in one and in four: the same outcomes in the same order."""
    given = pages()
    assert len(given) > 5
    runs = [[*clean_many(iter(given), workers=workers)] for workers in (IN_PROCESS, 1, 4)]
    for results in runs:
        assert [result.page for result in results] == given
    assert [*map(shown, runs[0])] == [*map(shown, runs[1])] == [*map(shown, runs[2])]
    binary = runs[1][-1].outcome
    assert isinstance(binary, Failure)
    assert (binary.reason, binary.origin) == ("not-text", "binary")


def test_failures_of_the_source_keep_their_place() -> None:
    """What could not be fetched comes out where it went in; None is no input."""
    failure = Failure("x", "fetch", "dns", "no such host")
    results = [*clean_many([None, failure, Page(TABLE, origin="a"), None], workers=1)]
    assert results[0] == Result(None, failure)
    assert isinstance(results[1].outcome, Article)
    assert len(results) == 2


def test_a_page_that_takes_too_long() -> None:
    """It fails alone, by CPU time."""
    slow = Page(b"<div><p>word word</p></div>" * 250_000, content_type="text/html", origin="slow")
    config = load_config(env={}, overrides={"batch.page_seconds": 1.0})
    results = [*clean_many([Page(TABLE, origin="a"), slow, Page(TABLE, origin="b")], config, workers=1)]
    assert [isinstance(result.outcome, Article) for result in results] == [True, False, True]
    outcome = results[1].outcome
    assert isinstance(outcome, Failure)
    assert (outcome.reason, outcome.message) == (
        "timeout",
        "the page took more than 1 CPU seconds (batch.page_seconds)",
    )


def test_how_many_workers() -> None:
    """The argument, else the setting, else the cores."""
    settings = Config().batch
    assert count_workers(settings, 3) == 3
    assert count_workers(settings.model_copy(update={"workers": 5})) == 5
    assert count_workers(settings) == len(os.sched_getaffinity(0))


@pytest.mark.parametrize("guarded", [True, False])
def test_scripts_need_no_guard(tmp_path: Path, guarded: bool) -> None:
    """A user's script works with or without ``if __name__ == "__main__"``."""
    import subprocess

    from tests.cleaner_cli import COMMAND, ENVIRONMENT

    guard = "if __name__ == '__main__':\n    " if guarded else ""
    script = tmp_path / "script.py"
    script.write_text(
        "from cleaner import Page, clean_many\n"
        f"{guard}print([r.outcome.status for r in clean_many([Page({TABLE!r}, origin='a')] * 2, workers=1)])\n"
    )
    done = subprocess.run(
        [COMMAND[0], str(script)], capture_output=True, text=True, env=ENVIRONMENT, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("['ok', 'ok']\n", "")


@pytest.mark.parametrize("key", ["weights", "sites_dir"])
@pytest.mark.parametrize("name", ["missing", "damaged"])
def test_files_of_settings_are_checked_at_the_call(tmp_path: Path, key: str, name: str) -> None:
    """One error, before a page is taken, in place of a failure of every page."""
    (tmp_path / "damaged").write_text("neither weights nor a folder")
    with pytest.raises(ConfigError, match=f"clean.{key}: .*{name}: "):
        clean_many(iter(()), {f"clean.{key}": str(tmp_path / name)})
