"""``cleaner folder`` from end to end, in processes of its own."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cleaner.schema import schema
from cleaner.sinks.text import FAILURES
from cleaner.vocabulary import OUTPUT_MARK
from tests.cleaner_cli import COMMAND, ENVIRONMENT, cleaner, start
from tests.pages import page
from tests.sources.test_folder import mhtml

OLD = '{"schema_version":1}\n'  # of an earlier run
BOX = "<div class='zz1'><p>Rakla mo venta</p></div>"


def fill(root: Path, count: int = 12, seed: int = 0) -> None:
    """A folder of pages with a box that no rule knows, one copy, one archive, and things that are no pages."""
    root.mkdir()
    files = {f"p{n:02}.html": page(n, inside=BOX).encode() for n in range(count)}
    files["p99-copy.html"] = page(3, inside=BOX).encode()
    files["saved.mhtml"] = mhtml(page(50))
    files["broken.html"] = b"%PDF-1.7 no page"
    files["note.txt"] = b"A note.\n\n" + b"This is a plain text of one longer sentence, and it is kept as it is. " * 4
    files["picture.png"] = b"\x89PNG"
    names = [*files]
    random.Random(seed).shuffle(names)
    for name in names:
        (root / name).write_bytes(files[name])


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]


def test_a_folder_to_jsonl(tmp_path: Path) -> None:
    """One valid record for each page, in order; what recurs is gone, what repeats is marked, what fails is said."""
    fill(tmp_path / "in")
    done = cleaner("folder", tmp_path / "in", "-o", tmp_path / "out.jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    found = records(tmp_path / "out.jsonl")
    for record in found:
        jsonschema.validate(record, schema())
    assert [record["origin"] for record in found] == sorted(
        path.name for path in (tmp_path / "in").iterdir() if path.suffix != ".png"
    )
    by_name = {record["origin"]: record for record in found}
    assert by_name["broken.html"]["error"]["reason"] == "not-text"
    assert by_name["p99-copy.html"]["duplicate_of"] == {"id": by_name["p03.html"]["id"], "similarity": 1.0}
    assert [name for name, record in by_name.items() if record["duplicate_of"]] == ["p99-copy.html"]
    assert by_name["saved.mhtml"]["url"] == "https://example.org/story"
    for name in (f"p{n:02}.html" for n in range(12)):
        assert "Rakla" not in by_name[name]["text"]
        assert len(by_name[name]["text"]) > 1000
    *failures, closing = done.stderr.splitlines()
    assert failures == ["cleaner: broken.html: not-text: the page is binary data, not text"]
    assert re.fullmatch(r"cleaner: 15 done, 1 skipped \(not-a-page 1\), 1 failed \(not-text 1\), \d+ s", closing)


def test_the_same_bytes_whatever_the_workers_and_the_order_on_disk(tmp_path: Path) -> None:
    """One or eight workers, files made in another order, another process: the same output."""
    outputs = []
    for seed, workers in ((1, 1), (2, 8), (3, 3)):
        fill(tmp_path / f"in{seed}", seed=seed)
        out = tmp_path / f"out{seed}.jsonl"
        cleaner("folder", tmp_path / f"in{seed}", "-o", out, "-j", workers, "-q")
        outputs.append(out.read_bytes())
    assert outputs[0] == outputs[1] == outputs[2]


@pytest.mark.parametrize("form", ["md", "txt"])
def test_mirrored_trees(tmp_path: Path, form: str) -> None:
    """One file a page under the page's own name, beside the records of failures; a second run writes the same."""
    fill(tmp_path / "in", 3)
    (tmp_path / "in" / "sub").mkdir()
    (tmp_path / "in" / "sub" / "P00.html").write_text(page(7))
    (tmp_path / "in" / "p00.htm").write_text(page(8))
    for _ in range(2):
        cleaner("folder", tmp_path / "in", "-o", tmp_path / "out", "-f", form)
        names = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")}
        assert {f"p01.{form}", f"note.{form}", f"sub/P00.{form}", f"p00.{form}"} <= names
        assert FAILURES in names
        assert len(names - {OUTPUT_MARK, FAILURES}) == 8
    text = (tmp_path / "out" / f"note.{form}").read_text("utf-8")
    assert "plain text of one longer sentence" in text
    assert text.startswith("---\n") == (form == "md")


def test_stdout_and_a_reader_that_leaves(tmp_path: Path) -> None:
    """Records alone go to stdout; `| head` ends it quietly."""
    fill(tmp_path / "in")
    done = cleaner("folder", tmp_path / "in")
    assert len([json.loads(line) for line in done.stdout.split("\n")[:-1]]) == 16
    command = " ".join([*COMMAND, "folder", str(tmp_path / "in"), "-q", "| head -n 1 | wc -l"])
    piped = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=ENVIRONMENT, check=True)
    assert piped.stdout.strip() == "1"
    assert "Traceback" not in piped.stderr
    assert "Broken" not in piped.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption(tmp_path: Path, number: signal.Signals) -> None:
    """It ends soon with 130, leaves the old output as it was and no process behind."""
    fill(tmp_path / "in", 400)
    (tmp_path / "out.jsonl").write_text(OLD)
    running = start("folder", tmp_path / "in", "-o", tmp_path / "out.jsonl")
    deadline = time.monotonic() + 30
    while not (tmp_path / "out.jsonl.partial").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.7)
    os.killpg(running.pid, number)
    _, err = running.communicate(timeout=10)
    assert running.returncode == 130
    assert "Traceback" not in err
    assert "interrupted" in err
    assert (tmp_path / "out.jsonl").read_text() == OLD
    deadline = time.monotonic() + 5
    while alive(running.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(running.pid)


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_output_inside_the_folder(tmp_path: Path) -> None:
    """It is never its own input."""
    fill(tmp_path / "in", 2)
    for _ in range(2):
        done = cleaner("folder", tmp_path / "in", "-o", tmp_path / "in" / "out", "-f", "md")
    assert "5 done" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("nothing", "-o", "x.jsonl"), 66, "nothing: No such file"),
        (("in", "-o", "in/p00.html/x.jsonl"), 73, "x.jsonl: cannot write"),
        (("in", "-f", "md"), 2, "md needs an output"),
        (("in", "-o", "/dev/full/x"), 73, "cannot write"),
        (("in", "--set", "batch.worker=3"), 78, "did you mean 'batch.workers'"),
    ],
)
def test_mistakes(tmp_path: Path, words: tuple[str, ...], code: int, message: str) -> None:
    """One line and the exit code of the kind; never a traceback, and nothing is left behind."""
    fill(tmp_path / "in", 1)
    done = subprocess.run(
        [*COMMAND, "folder", *words], capture_output=True, text=True, env=ENVIRONMENT, cwd=tmp_path, check=False
    )
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_full_disk(tmp_path: Path) -> None:
    """Writing to a device without room: exit code 73, the message names it."""
    fill(tmp_path / "in", 1)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "folder", str(tmp_path / "in")], stdout=full, stderr=subprocess.PIPE, text=True,
            env=ENVIRONMENT, check=False,
        )  # fmt: skip
    assert done.returncode == 73
    assert "stdout: cannot write: No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_names_are_printed_safely(tmp_path: Path) -> None:
    """A file's name cannot steer the terminal or fake a line."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a\x1b[31m\ncleaner: 5 done.html").write_bytes(b"%PDF-1.7")
    done = cleaner("folder", tmp_path / "in", "-o", tmp_path / "out.jsonl", "-v")
    assert "\x1b" not in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_memory_and_time_limits_hold(tmp_path: Path) -> None:
    """A page over the limit of memory fails alone."""
    fill(tmp_path / "in", 3)
    (tmp_path / "in" / "zz.html").write_bytes(b"<div><p>word</p></div>" * 400_000)
    done = cleaner("folder", tmp_path / "in", "-o", tmp_path / "out.jsonl", "--set", "batch.page_memory=150")
    found = records(tmp_path / "out.jsonl")
    assert found[-1]["error"]["reason"] in ("memory", "crash", "internal")  # lexbor does not say why it gave up
    assert done.returncode == 1
    assert [record["origin"] for record in found if record["error"]] == ["broken.html", "zz.html"]
