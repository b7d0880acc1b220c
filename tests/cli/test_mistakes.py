"""Arguments that are no page, no list and no place to write to: one clear line, and nothing is begun."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cleaner.sources.folder import read_folder
from cleaner.sources.skip import Skip
from tests.cleaner_cli import cleaner
from tests.disks import Ended, run_here

PAGE = "<!doctype html><html lang=en><title>Night boats</title><h1>Night boats</h1><p>The council voted for the boats."


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "boats.html").write_text(PAGE)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["page", "example.org/boats"], 66, "example.org/boats: no such file; did you mean https://example.org/boats?"),
        (["page", "www.example.org"], 66, "www.example.org: no such file; did you mean https://www.example.org?"),
        (["page", "boats.html"], 66, "boats.html: no such file"),
        (["page", "ftp://example.org/x"], 66, "ftp://example.org/x: only http and https are fetched, not ftp"),
        (["page", "file:///tmp/x"], 66, "file:///tmp/x: name the file itself, without file://"),
        (["page", "HTTPS://"], 66, "HTTPS://: not a URL, or one without a host"),
        (["page", "/dev/null"], 66, "/dev/null: a device, not a file"),
        (["page", ""], 2, "page: the name of the file is empty"),
        (["folder", "saved", "-o", ""], 2, "-o: the name is empty"),
        (["urls", "example.org/a", "-o", "x.csv"], 66, "example.org/a: no such file; did you mean https://example.org/a?"),
        (["urls", "saved", "-o", "a.jsonl"], 66, "saved: a folder, not a file"),
        (["urls", "/dev/null", "-o", "a.jsonl"], 66, "/dev/null: a device, not a file"),
        (["schedule", "-c", "x", "--systemd", "--at", "1 * * * *"], 2, "--at is for --cron; systemd takes --every"),
        (["schedule", "-c", "x", "--cron", "--every", "daily"], 2, "--every is for --systemd; cron takes --at"),
    ],
)  # fmt: skip
def test_one_line(place: Path, arguments: list[str], code: int, said: str) -> None:
    """What is wrong, and what may be meant."""
    done = cleaner(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"cleaner: {said}\n")
    assert [file.name for file in place.iterdir()] == ["saved"]


def test_an_empty_name_is_not_the_current_folder(place: Path) -> None:
    """As an unset variable of a shell leaves it."""
    done = cleaner("folder", "", "-o", "a.jsonl")
    assert done.returncode == 2
    assert "the name is empty" in done.stderr
    assert [file.name for file in place.iterdir()] == ["saved"]


@pytest.mark.parametrize(
    ("name", "content", "more", "said"),
    [
        ("notes.txt", "Harbour notes\n\nThe quay is closed.\n", [], "no URL in its first 2 lines; a list has one a "),
        ("page.html", PAGE, [], "no URL; a list has one a line, with http:// or https:// in front"),
        ("bare.txt", "example.org/a\nexample.org/b\n", [], "no URL in its first 2 lines; a list has one a line, "),
        ("a.jsonl", '{"url": "https://h.example/"}\n' * 3, ["--column", "link"], "is 'link' the right --column?"),
        ("b.jsonl", '{"x": "https://h.example/"}\n' * 3, [], "no URL in its first 3 lines; name its key with --column"),
        ("c.csv", "a,b\n1,2\n", ["--column", "c"], "no column 'c'; there are: a, b"),
        ("d.csv", "url,b\nno,2\n", [], "no URL; a list has one a line"),
    ],
)  # fmt: skip
def test_what_is_no_list(place: Path, name: str, content: str, more: list[str], said: str) -> None:
    """It is refused as a whole, before an output or a state is begun."""
    (place / name).write_text(content)
    done = cleaner("urls", name, "-o", "out.jsonl", *more)
    assert (done.returncode, done.stdout) == (65, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"cleaner: {name}: ")
    assert said in done.stderr
    assert sorted(file.name for file in place.iterdir()) == sorted(["saved", name])


def test_one_url_makes_a_list(place: Path) -> None:
    """Beside it each line that is none costs itself alone."""
    (place / "list.txt").write_text("no url\n  HTTP://127.0.0.1:1/  \n")
    done = cleaner("urls", "list.txt", "-o", "-", "--quiet")
    assert done.returncode == 1
    assert done.stdout.count('"status":"failed"') == 2


def test_a_list_without_a_name(place: Path) -> None:
    """As from an unset shell variable: the name would be that of the current folder."""
    assert run_here("urls", "", "-o", "out.jsonl") == Ended(2, "cleaner: urls: the name of the file is empty\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_read_like_a_file(place: Path) -> None:
    """As a shell gives one for ``<(command)``."""
    os.mkfifo("pipe")
    for command, content in ((["page", "pipe"], PAGE), (["urls", "pipe", "-o", "-", "-q"], "http://127.0.0.1:1/\n")):
        writer = threading.Thread(target=Path("pipe").write_text, args=(content,))
        writer.start()
        done = cleaner(*command)
        writer.join()
        assert "The council voted" in done.stdout or '"not-public"' in done.stdout, done.stderr


@pytest.mark.parametrize("name", ["pipe", "-"])
@pytest.mark.parametrize("command", ["report", "latest"])
def test_records_are_read_twice(place: Path, command: str, name: str) -> None:
    """So a pipe would give none at the second time, and the output would be empty."""
    os.mkfifo("pipe")
    done = run_here(command, name, "-o", "out.html" if command == "report" else "out.jsonl")
    assert done == Ended(66, f"cleaner: {name}: a pipe or a device; records are read twice, so name a file\n")
    assert not [*place.glob("out.*")]


@pytest.mark.parametrize("name", ["job.yaml", "notes.html", "report.txt"])
def test_a_report_is_written_over_nothing_but_a_report(place: Path, name: str) -> None:
    """Whatever stands there, the file is as it was."""
    assert cleaner("folder", "saved", "-o", "a.jsonl", "--quiet").returncode == 0
    (place / name).write_text("<!doctype html><title>Mine</title>")
    done = cleaner("report", "a.jsonl", "-o", name)
    assert done.returncode == (73 if name.endswith("html") else 2), done.stderr
    assert (place / name).read_text() == "<!doctype html><title>Mine</title>"
    for _ in range(2):
        assert cleaner("report", "a.jsonl", "-o", "report.html").returncode == 0
    printed = cleaner("report", "a.jsonl", "-o", "-")
    assert (printed.returncode, printed.stdout) == (0, (place / "report.html").read_text())
    assert not (place / "-").exists()


def test_the_health_file_is_written_over_nothing_else(place: Path) -> None:
    """That is said before the job begins."""
    (place / "mine.prom").write_text("my_own 1\n")
    (place / "job.yaml").write_text(
        "run: {sources: [{kind: folder, location: saved}], sinks: [{kind: jsonl, path: a.jsonl}],"
        " health_file: mine.prom}\n"
    )
    done = cleaner("run", "-c", "job.yaml")
    assert (done.returncode, done.stdout) == (73, "")
    assert "mine.prom: this file exists already" in done.stderr
    assert (place / "mine.prom").read_text() == "my_own 1\n"
    assert not (place / "a.jsonl").exists()
    (place / "mine.prom").unlink()
    for _ in range(2):
        assert cleaner("run", "-c", "job.yaml").returncode == 0
    assert (place / "mine.prom").read_text().startswith("# HELP cleaner_")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("no/such/h.prom", "there is no folder"),
        ("saved/page.html", "this file exists already"),
        ("a.jsonl", "it is the state or an output"),
        ("a.jsonl.state", "it is the state or an output"),
    ],
)
def test_a_health_file_that_cannot_be_written_is_named_before_any_work(place: Path, name: str, reason: str) -> None:
    """By the run, by a dry run and by doctor."""
    (place / "saved" / "page.html").write_text("<p>Mine.</p>")
    (place / "job.yaml").write_text(
        "run: {sources: [{kind: folder, location: saved}], sinks: [{kind: jsonl, path: a.jsonl}],"
        f" health_file: {name}}}\n"
    )
    for options in ([], ["--dry-run"]):
        done = cleaner("run", "-c", "job.yaml", *options)
        assert (done.returncode, done.stdout) == (73, "")
        assert reason in done.stderr
        assert done.stderr.count("\n") == 1
    told = cleaner("doctor", "-c", "job.yaml")
    assert told.returncode == 1
    assert f"fault health file {place / name}" in told.stdout
    assert not (place / "a.jsonl").exists()


@pytest.mark.parametrize("name", ["state/h.prom", "out/md/h.prom", "out/h.prom"])
def test_a_health_file_in_a_folder_of_the_run(place: Path, name: str) -> None:
    """The run creates it: its state, an output, or the folder above one."""
    (place / "job.yaml").write_text(
        "run: {sources: [{kind: folder, location: saved}], sinks: [{kind: md, path: out/md}], state_dir: state,"
        f" health_file: {name}}}\n"
    )
    assert cleaner("run", "-c", "job.yaml", "--dry-run").returncode == 0
    for _ in range(2):
        assert cleaner("run", "-c", "job.yaml").returncode == 0
    assert (place / name).read_text().startswith("# HELP cleaner_")


@pytest.mark.parametrize("key", ["state_dir", "health_file"])
def test_an_empty_path_is_no_folder(place: Path, key: str) -> None:
    """It would be the folder of the configuration itself."""
    (place / "job.yaml").write_text(
        f'run: {{sources: [{{kind: folder, location: saved}}], sinks: [{{kind: jsonl, path: a.jsonl}}], {key}: ""}}\n'
    )
    done = cleaner("run", "-c", "job.yaml")
    assert (done.returncode, done.stdout) == (78, "")
    assert f"run.{key}: names no file or folder" in done.stderr


@pytest.mark.parametrize("kind", ["md", "html", "txt"])
def test_an_output_inside_the_input_is_not_read(place: Path, kind: str) -> None:
    """What one run wrote below the folder that it reads is no page for the next one, whatever that writes."""
    for _ in range(2):
        done = cleaner("folder", "saved", "-o", "saved/cleaned", "--format", kind)
        assert done.stderr.startswith("cleaner: 1 done, 1 skipped"), done.stderr
    done = cleaner("folder", "saved", "-o", "other.jsonl")
    assert done.stderr.startswith("cleaner: 1 done, 1 skipped"), done.stderr
    assert Skip("cleaned", "output") in read_folder(place / "saved", 10**6)
    alone = cleaner("folder", "saved/cleaned", "-o", "again.jsonl")
    assert alone.stderr.startswith("cleaner: 1 done"), "who names it means it"


def test_a_pipe_that_nobody_reads_to_its_end(place: Path) -> None:
    """A report for ``head`` is no fault."""
    assert cleaner("folder", "saved", "-o", "a.jsonl", "--quiet").returncode == 0
    command = f"{sys.executable} -m cleaner report a.jsonl -o - | head -c 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "<")


LONG = "a" * 300


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["page", LONG], 66, f"{LONG}: File name too long"),
        (["folder", LONG, "-o", "a.jsonl"], 66, f"{LONG}: File name too long"),
        (["urls", LONG, "-o", "a.jsonl"], 66, f"{LONG}: File name too long"),
        (["warc", LONG, "-o", "a.jsonl"], 66, f"{LONG}: File name too long"),
        (["latest", LONG], 66, f"{LONG}: File name too long"),
        (["report", LONG, "-o", "a.html"], 66, f"{LONG}: File name too long"),
        (["report", "a.jsonl", "-o", f"{LONG}.html"], 73, f"{LONG}.html: cannot write: File name too long"),
        (["folder", "saved", "-o", f"{LONG}.csv"], 73, f"{LONG}.csv: cannot write: File name too long"),
        (["folder", "saved", "-o", LONG, "-f", "md"], 73, f"{LONG}: cannot write: File name too long"),
        (["folder", "saved", "-o", " "], 2, "-o: the name is empty"),
        (["folder", "a\nb", "-o", "a.jsonl"], 66, "a\\x0ab: No such file or directory"),
    ],
)  # fmt: skip
def test_names_that_no_file_can_have(place: Path, arguments: list[str], code: int, said: str) -> None:
    """``Path.exists`` raises for them, so every door looks first."""
    done = cleaner(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"cleaner: {said}\n")
    assert [file.name for file in place.iterdir()] == ["saved"]


JOB = "run:\n  sources: [{{kind: {source}}}]\n  sinks: [{{kind: jsonl, path: {path}}}]\n"


@pytest.mark.parametrize(
    ("source", "path", "code", "said"),
    [
        (f"folder, location: {LONG}", "a.jsonl", 66, "File name too long"),
        (f"urls, location: {LONG}", "a.jsonl", 66, "File name too long"),
        ("folder, location: saved", LONG, 73, "cannot write: File name too long"),
        ('folder, location: "a\\0b"', "a.jsonl", 78, "run.sources.0.location: holds a null character"),
        ("folder, location: saved", '"a\\0b.jsonl"', 78, "run.sinks.0.path: holds a null character"),
        ('folder, location: ""', "a.jsonl", 78, "run.sources.0.location: string should have at least 1 character"),
    ],
)
def test_names_of_a_job(place: Path, source: str, path: str, code: int, said: str) -> None:
    """An empty location would be the folder of the configuration itself."""
    (place / "job.yaml").write_text(JOB.format(source=source, path=path))
    for more in ([], ["--dry-run"]):
        done = cleaner("run", "-c", "job.yaml", *more)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1), done.stderr
        assert said in done.stderr
    assert sorted(file.name for file in place.iterdir()) == ["job.yaml", "saved"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["schedule", "-c", "x", "--systemd", "--every", "foo"], "'foo' is none of hourly, daily, weekly"),
        (["urls", "x", "-o", "a.jsonl", "--kind", "foo"], "'foo' is none of urls, feed, sitemap"),
        (["folder", "saved", "-f", "foo"], "'foo' is none of jsonl, md, html, txt, parquet, csv"),
        (["folder", "saved", "-j", "0"], "'0' is no whole number from 1"),
        (["urls", "x", "-o", "a.jsonl", "--state", ""], "the name is empty"),
        (["run", "-c", ""], "the name is empty"),
        (["run", "--jobs", "1.5"], "'1.5' is no whole number from 1"),
        (["run", "--deadline", "soon"], "'soon' is no number of seconds"),
        (["run", "--deadline", "nan"], "'nan' is no number of seconds"),
        (["report", "a.jsonl", "--pages", "-1"], "'-1' is no whole number from 0"),
    ],
)
def test_values_of_options(place: Path, arguments: list[str], said: str) -> None:
    """The message is ours, not that of a library."""
    done = cleaner(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f": {said}\n")
    assert done.stderr.splitlines()[-1].startswith("Error: Invalid value for '-")


def test_an_interrupt_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typer would end without a word."""

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cleaner.checks.doctor.examine", interrupted)
    assert run_here("doctor") == Ended(130, "cleaner: interrupted\n")
