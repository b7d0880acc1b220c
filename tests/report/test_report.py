"""The report without a browser: what it counts, what it rebuilds, what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.config import default_config
from cleaner.model import Failure, Page
from cleaner.record import dump, to_record
from cleaner.report.html import embed, render_report
from cleaner.report.summary import Cut, pieces, summarise, to_entry
from tests.cleaner_cli import cleaner

TEXT = """A headline that says what happened

The first paragraph of the story is long enough to be taken for prose by anybody who looks at it for a moment.

Advertisement

The second paragraph goes on with the story, and it too is long enough to be prose, with a full stop at its end.

Related

Ten other stories that you may like

Five more of them
"""


def record(**more: Any) -> dict[str, Any]:
    page = Page(TEXT.encode(), url=more.pop("url", None), origin=more.get("origin", "story.txt"))
    made = to_record(clean(TEXT, url=page.url), page, default_config())
    return {**made, **more}


def failure(origin: str) -> dict[str, Any]:
    failed = Failure(origin, "fetch", "timeout", "no answer within 60 s", retryable=True, url=origin)
    return to_record(failed, None, default_config())


def test_a_page_is_rebuilt_in_its_order() -> None:
    """Kept text and removed blocks come back in the order of the page, and the kept parts join to the text."""
    made = record()
    entry = to_entry(made)
    assert entry is not None
    rebuilt = [*pieces(entry)]
    assert "".join(piece for piece in rebuilt if isinstance(piece, str)) == made["text"]
    order = [piece.text if isinstance(piece, Cut) else piece.split()[0] for piece in rebuilt]
    assert order == ["A", "Advertisement", "The", "Related", "Ten other stories that you may like", "Five more of them"]


def test_totals_and_order() -> None:
    """All records count; the details are those of the least confident pages, failures first."""
    records = [record(origin=f"p{nth}", confidence=nth / 10) for nth in range(10)] + [
        failure("https://a.example/x"),
        None,
    ]
    summary = summarise(records, 4)
    assert (summary.records, summary.failed, summary.unreadable) == (11, 1, 1)
    assert [entry.name for entry in summary.entries] == ["p0", "https://a.example/x", "p1", "p2"]
    assert summary.kinds["advertisement"].blocks == 10
    assert summary.kinds["related"].blocks == 30
    assert summary.removed.chars == sum(len(cut["text"]) for cut in record()["removed"]) * 10
    assert summary.bands == [1] * 10
    assert (summary.articles, summary.others) == (10, 0)
    assert summary.reasons == {"timeout": 1}


def test_a_host_that_yields_less_has_drifted() -> None:
    """A host whose later pages keep far less than its earlier ones is named, one that stays alike is not."""
    steady = [record(url=f"https://steady.example/{nth}", text="x" * (900 + nth)) for nth in range(9)]
    changed = [record(url=f"https://changed.example/{nth}", text="x" * (900 if nth < 6 else 200)) for nth in range(9)]
    few = [record(url=f"https://few.example/{nth}", text="x" * (900 if nth else 1)) for nth in range(5)]
    assert summarise(steady + changed + few, 10).drifted == [("changed.example", 900, 200)]


def test_colours_cover_all_kinds() -> None:
    """Every family that the code names has its colours in the style."""
    from cleaner.report.html import FAMILIES, OUTCOMES, TEMPLATES

    style = (TEMPLATES / "report.css").read_text("utf-8")
    for family in {*FAMILIES.values(), "other"}:
        assert f".fill-{family} " in style
        assert f".tint-{family} " in style
        assert style.count(f"--{family}: ") == 2, f"{family} in light and dark"
    for tone in OUTCOMES.values():
        assert f".tone-{tone} " in style


@given(st.recursive(st.text(), lambda inner: st.lists(inner, max_size=4), max_leaves=8))
def test_embedded_json_holds_no_markup(value: Any) -> None:
    """What is embedded reads back equal and holds no character that a parser of HTML would act on."""
    text = embed({"v": value})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == {"v": value}


def test_same_records_same_bytes() -> None:
    """The report depends on the records and the name alone."""
    records = [record(origin=f"p{nth}") for nth in range(3)]
    assert render_report(summarise(records, 9), "a.jsonl") == render_report(summarise(records, 9), "a.jsonl")


def test_command(tmp_path: Path) -> None:
    """The command writes one page, says where, counts what it left out, and refuses what is no file of records."""
    lines = [dump(record(origin=f"p{nth}")) for nth in range(3)]
    (tmp_path / "out.jsonl").write_text("\n".join([*lines, "{broken", "[]", '{"a": 1}', ""]), "utf-8")
    done = cleaner("report", "out.jsonl", "-o", "r.html", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "cleaner: report of 3 pages, 3 lines that are no records left out: r.html\n"
    page = (tmp_path / "r.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert not re.search(r'(?:src|href)="(?!#)', page), "nothing is loaded from elsewhere"

    (tmp_path / "words.jsonl").write_text("some words\n")
    (tmp_path / "surrogate.jsonl").write_text(dump(record()).replace("A headline", "\\ud800 headline"), "utf-8")
    for arguments, code, said in (
        (["words.jsonl"], 65, "holds no records"),
        (["absent.jsonl"], 66, "No such file"),
        (["."], 2, "JSON Lines"),
        (["out.jsonl", "-o", "out.jsonl"], 2, "name another"),
        (["out.jsonl", "-o", "no/such/folder.html"], 73, "no/such/folder.html"),
        (["surrogate.jsonl", "-o", "s.html"], 0, "report of 1 pages"),
    ):
        done = cleaner("report", *arguments, cwd=tmp_path)
        assert (done.returncode, said in done.stderr, done.stderr.count("\n")) == (code, True, 1), done.stderr


@pytest.mark.parametrize(
    "broken", [{"removed": 3}, {"text": 5}, {"confidence": "high"}, {"error": []}, {"origin": "x\x00"}]
)
def test_odd_records_are_shown_all_the_same(broken: dict[str, Any]) -> None:
    """A record with a value of another type costs that value, not the report."""
    summary = summarise([{**record(), **broken}], 5)
    assert summary.records == 1
    assert "Cleaning report" in render_report(summary, "x")
