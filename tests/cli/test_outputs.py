"""What ``-o`` may name: a name keeps its word, and nothing of somebody else's is written over."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import get_args

import pytest
import typer

from cleaner.cli.output import EVERY, Format, choose_format, read_format
from cleaner.errors import ConfigError, OutputError, UsageError
from cleaner.sinks import Output, SinkKind, open_sink
from cleaner.sinks.table import COLUMNS, HEAD, to_row
from tests.cleaner_cli import cleaner
from tests.pages import page


@pytest.mark.parametrize(
    ("output", "given", "chosen"),
    [
        ("-", None, "jsonl"), ("-", "md", "md"), ("a.jsonl", None, "jsonl"), ("a.NDJSON", None, "jsonl"),
        ("articles", None, "jsonl"), ("run.2024-01-01", None, "jsonl"), ("a.parquet", None, "parquet"),
        ("a.parquet", "parquet", "parquet"), ("out", "md", "md"), ("out.d", "html", "html"),
        ("a.data", "jsonl", "jsonl"), ("a.b.longer than a suffix", None, "jsonl"),
    ],
)  # fmt: skip
def test_a_format_by_name(output: str, given: str | None, chosen: str) -> None:
    """What is given holds, else the suffix, else JSON Lines."""
    assert choose_format(output, Format(given) if given else None, EVERY) == chosen


@pytest.mark.parametrize(
    ("output", "given", "message"),
    [
        ("a.md", None, "name a folder, with --format md"), ("a.html", "html", "name a folder"),
        ("a.jsonl", "md", "the name says jsonl and --format says md"), ("a.md", "jsonl", "the name says md"),
        ("a.txt", "parquet", "the name says txt"), ("a.tsv", None, ".tsv is not an output format"),
        ("a.jsonl.gz", "jsonl", "no output is compressed"),
        ("a.jsonl.gz", None, ".gz is not an output format"), ("a.JSON", None, ".json is not an output format"),
        ("out/", None, "a folder; choose the format"), ("/", None, "a folder; choose the format"),
    ],
)  # fmt: skip
def test_a_name_that_says_something_else(output: str, given: str | None, message: str) -> None:
    """It is refused, in one line that tells what to do."""
    with pytest.raises(UsageError, match=message):
        choose_format(output, Format(given) if given else None, EVERY)


def test_one_set_of_names() -> None:
    """Commands, outputs and the configuration of a job know the same formats; other names of them are taken too."""
    assert set(Format) == set(get_args(SinkKind))
    assert {read_format(name) for name in ("text", "TXT")} == {Format.txt}
    assert {read_format(name) for name in ("json", "jsonl", "ndjson")} == {Format.jsonl}
    with pytest.raises(typer.BadParameter, match="none of jsonl, md, html, txt, parquet, csv"):
        read_format("docx")


def test_a_page_in_every_format_that_it_can_have(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(page(1))
    done = {name: cleaner("page", path, "-f", name) for name in ("text", "txt", "json", "jsonl", "csv", "docx")}
    assert [run.returncode for run in done.values()] == [0, 0, 0, 0, 2, 2]
    assert done["text"].stdout == done["txt"].stdout
    assert done["json"].stdout == done["jsonl"].stdout
    assert done["csv"].stderr == "cleaner: page does not print csv; it prints txt, md, html, jsonl\n"


def test_a_format_that_a_command_does_not_write() -> None:
    with pytest.raises(UsageError, match="does not write md; it writes jsonl, parquet"):
        choose_format("out", Format.md, (Format.jsonl, Format.parquet))


@pytest.mark.parametrize("kind", ["jsonl", "parquet", "csv"])
def test_somebody_elses_file(tmp_path: Path, kind: str) -> None:
    """A file that is no output of ours, a device and a pipe stay as they are; an output of ours is replaced."""
    if kind == "parquet":
        pytest.importorskip("pyarrow")
    path = tmp_path / f"a.{kind}"
    path.write_text("mine\n")
    with pytest.raises(OutputError, match="not an output of this kind"):
        open_sink(kind, path)  # type: ignore[arg-type]
    assert path.read_text() == "mine\n"
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(OutputError, match="a device or a pipe"):
        open_sink(kind, path)  # type: ignore[arg-type]
    assert path.is_fifo()
    path.unlink()
    path.touch()
    for _ in range(2):
        open_sink(kind, path).commit()  # type: ignore[arg-type]
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_an_output_that_grows_is_replaced_by_no_other_command(tmp_path: Path) -> None:
    """What urls and run wrote is known to their state, and fetched again by nobody."""
    path = tmp_path / "a.jsonl"
    open_sink("jsonl", path).commit()
    path.write_bytes(b'{"schema_version":1}\n')
    (tmp_path / "a.jsonl.state").mkdir()
    with pytest.raises(OutputError, match="name another one"):
        open_sink("jsonl", path)
    assert path.read_bytes() == b'{"schema_version":1}\n'


def test_a_parquet_folder_of_somebody_else(tmp_path: Path) -> None:
    """Its parts are not taken away."""
    pyarrow = pytest.importorskip("pyarrow")
    part = tmp_path / "part-00003.parquet"
    pytest.importorskip("pyarrow.parquet").write_table(pyarrow.table({"a": [1]}), part)
    before = part.read_bytes()
    with pytest.raises(OutputError, match=r"part-00003[.]parquet: this file exists already"):
        open_sink("parquet", tmp_path)
    assert (part.read_bytes(), len([*tmp_path.iterdir()])) == (before, 1)


def test_a_link_stays(tmp_path: Path) -> None:
    """What it points to is written."""
    (tmp_path / "real").mkdir()
    (tmp_path / "a.jsonl").symlink_to("real/b.jsonl")
    sink = open_sink("jsonl", tmp_path / "a.jsonl")
    sink.write(Output({"schema_version": 1}))
    sink.commit()
    assert (tmp_path / "a.jsonl").is_symlink()
    assert (tmp_path / "real" / "b.jsonl").read_text() == '{"schema_version":1}\n'


def test_a_folder_of_somebody_else(tmp_path: Path) -> None:
    """Files with plain names go into a folder that is new, empty or of an earlier run."""
    out = tmp_path / "out"
    for _ in range(2):
        open_sink("md", out).commit()
    (tmp_path / "mine.md").write_text("mine")
    with pytest.raises(OutputError, match="holds files that no earlier run wrote"):
        open_sink("md", tmp_path)


def test_the_command(tmp_path: Path) -> None:
    """One line, exit 2, nothing made; the suffix alone is enough; the input folder is no output."""
    saved = tmp_path / "saved"
    saved.mkdir()
    (saved / "a.html").write_text(page(1))
    for words, code in ((("x.md",), 2), (("x.jsonl", "-f", "md"), 2), (("saved", "-f", "html"), 2)):
        done = cleaner("folder", saved, "-o", *(tmp_path / words[0], *words[1:]))
        assert (done.returncode, done.stderr.count("\n"), done.stderr[:9]) == (code, 1, "cleaner: ")
    assert [one.name for one in tmp_path.iterdir()] == ["saved"]
    assert [one.name for one in saved.iterdir()] == ["a.html"]


@pytest.mark.parametrize(
    ("sink", "message"),
    [
        ("{kind: jsonl, path: x.parquet}", "the name says parquet and kind says jsonl"),
        ("{kind: jsonl, path: x.jsonl.gz}", "no output is compressed"),
        ("{kind: md, path: saved/out}", "it lies in the source"),
        ("{path: a.jsonl}, {path: ./a.jsonl}", "two outputs in one place"),
        ("{kind: html, path: saved}", "it lies in the source"),
    ],
)  # fmt: skip
def test_outputs_of_a_job_that_do_not_fit(tmp_path: Path, sink: str, message: str) -> None:
    """They are refused before anything is made."""
    from cleaner.config import load_config
    from cleaner.jobs.intake import check_sources

    (tmp_path / "saved").mkdir()
    file = tmp_path / "job.yaml"
    file.write_text(f"run:\n  sources: [{{kind: folder, location: saved}}]\n  sinks: [{sink}]\n")
    with pytest.raises(ConfigError, match=message):
        check_sources(load_config(file, env={}))


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@a", "\tb", "＝1"])
def test_cells_that_a_spreadsheet_would_run(title: str) -> None:
    """They begin with an apostrophe; other cells are as they were."""
    record = {
        **dict.fromkeys(COLUMNS),
        "title": title,
        "authors": ["A", 'B "C", D'],
        "text": "a\nb = c",
        "error": None,
        "version": 1,
    }
    data = (HEAD + to_row(record)).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(data, newline=""))
    assert (row["title"], row["authors"], row["text"]) == ("'" + title, 'A; B "C", D', "a\nb = c")


def test_a_folder_to_csv(tmp_path: Path) -> None:
    """The suffix is enough; a page that failed has its row; a second run writes the same bytes."""
    saved, out = tmp_path / "saved", tmp_path / "a.csv"
    saved.mkdir()
    (saved / "a.html").write_text(page(1))
    (saved / "b.html").write_bytes(b"%PDF-1.7")
    assert cleaner("folder", saved, "-o", out).returncode == 1
    first = out.read_bytes()
    rows = [*csv.DictReader(io.StringIO(first.decode("utf-8-sig"), newline=""))]
    assert [(row["origin"], row["error"]) for row in rows] == [("a.html", ""), ("b.html", "not-text")]
    assert rows[0]["text"]
    cleaner("folder", saved, "-o", out)
    assert out.read_bytes() == first
