"""A page that travels as a line of JSON is the page that travels as a record."""

from __future__ import annotations

import pickle

import pytest

from cleaner.batch.finish import finish
from cleaner.batch.tasks import clean_one
from cleaner.config import load_config
from cleaner.model import Failure, Page
from cleaner.sinks.output import CARRIED, Output, as_written, only_lines

PAGE = Page(
    b"<html lang='en'><title>A bridge</title><nav><a href='/'>Home</a></nav><article><h1>A bridge</h1>"
    b"<p>The \"old\" bridge \\ stays open until the new one is ready, the mayor of the town said.</p></article>",
    content_type="text/html", origin="a.html",
)  # fmt: skip


@pytest.mark.parametrize("outcome", ["article", Failure("a.html", "read", "unreadable", "torn", True)])
def test_a_line_and_a_record_are_written_alike(outcome: Failure | str) -> None:
    config = load_config(env={})
    given = outcome if isinstance(outcome, Failure) else clean_one(PAGE, config)
    as_record, as_line = (finish(given, PAGE, config, forms=forms) for forms in (("jsonl", "md"), ("jsonl",)))
    assert as_record.output.line is None
    assert tuple(as_line.output.record) == CARRIED
    assert (as_line.keys, as_line.kept, as_line.signature, as_line.chars) == (
        as_record.keys, as_record.kept, as_record.signature, as_record.chars,
    )  # fmt: skip
    near = {"id": "00ff", "similarity": 0.9}
    written = []
    for output in (as_record.output, pickle.loads(pickle.dumps(as_line.output))):  # noqa: S301
        changed = output.stating("version", 1).stating("version", 21).stating("duplicate_of", near)
        assert changed.record["duplicate_of"] == near
        written.append((output.to_line(), changed.to_line()))
    assert written[0] == written[1]
    assert b'"version":21,' in written[1][1]
    assert as_written(written[0][0][:-1].decode()).to_line() == written[0][0]


@pytest.mark.parametrize(
    ("forms", "lines"), [((), False), (("jsonl",), True), (("jsonl", "jsonl"), True), (("jsonl", "csv"), False)]
)
def test_records_stay_whole_unless_only_lines_are_written(forms: tuple[str, ...], lines: bool) -> None:
    assert only_lines(forms) is lines


def test_an_output_of_a_record_is_not_changed_in_place() -> None:
    output = Output({"id": "a", "version": 1})
    assert output.stating("version", 2).record == {"id": "a", "version": 2}
    assert output.record["version"] == 1
