"""``cleaner page``, ``schema``, ``config show``: exit codes and streams. Fresh processes are in test_plain_call.py."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests import REPO
from tests.cleaner_cli import cleaner

PAGES = REPO / "fixtures" / "pages"
TOOLBAR = PAGES / "en--text--toolbar-and-ads" / "page.txt"
NEWS = PAGES / "en--html--wordpress-news" / "page.html"
ENV = {key: value for key, value in os.environ.items() if not key.startswith("CLEANER_")}


def run(*args: str | Path, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own, with its streams caught."""
    done = cleaner(*args, text=stdin.decode(), cwd=REPO, **env)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.encode(), done.stderr.encode())


def refused(done: subprocess.CompletedProcess[bytes], code: int) -> str:
    """The one line on stderr of a run that ended with ``code`` and nothing on stdout."""
    message = done.stderr.decode()
    assert done.returncode == code, message
    assert done.stdout == b""
    assert "Traceback" not in message
    assert len(message.splitlines()) == 1
    assert message.startswith("cleaner: ")
    return message


def test_text() -> None:
    done = run("page", TOOLBAR)
    assert done.returncode == 0
    assert done.stderr == b""
    text = done.stdout.decode()
    assert "eight members voted for the plan" in text.casefold()
    assert "Gift Article" not in text
    assert "Advertisement" not in text.split("\n")


def test_markdown() -> None:
    done = run("page", NEWS, "--format", "md")
    assert done.returncode == 0
    _, head, body = done.stdout.decode().split("---\n", 2)
    front = yaml.safe_load(head)
    assert front["title"] == "Harbour seals return to the inner basin"
    assert front["language"] == "en"
    assert "## Cleaner water, fewer propellers" in body


def test_json_satisfies_the_schema() -> None:
    done = run("page", NEWS, "-f", "json")
    assert done.returncode == 0
    (line,) = done.stdout.decode().splitlines()
    record = json.loads(line)
    printed = run("schema")
    assert printed.returncode == 0
    schema = json.loads(printed.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(record)
    assert list(record) == [name for name in schema["properties"] if name != "comments"]  # which nobody asked for
    assert record["status"] == "ok"
    assert record["origin"] == str(NEWS)
    assert record["error"] is None
    assert {gone["kind"] for gone in record["removed"]} >= {"advertisement"}


def test_schema_refuses_what_is_no_record() -> None:
    record = json.loads(run("page", NEWS, "-f", "json").stdout)
    validator = jsonschema.Draft202012Validator(json.loads(run("schema").stdout))
    for change in ({"status": "fine"}, {"confidence": 2}, {"more": 1}, {"removed": [{}]}, {"text": None}):
        assert list(validator.iter_errors({**record, **change})), change


def test_explain_shows_every_block_and_its_reason() -> None:
    done = run("page", TOOLBAR, "--explain")
    assert done.returncode == 0
    shown = done.stdout.decode()
    raw = [line for line in TOOLBAR.read_text("utf-8").split("\n") if line.strip()]
    for line in raw:
        assert line[:60] in shown.replace("\n", " "), line
    dropped = [line for line in shown.split("\n") if line.startswith("- drop")]
    assert any("[advertisement | phrases | " in line and line.endswith("Advertisement") for line in dropped)
    kept = [line for line in shown.split("\n") if line.strip().startswith("keep")]
    assert len(kept) + len(dropped) == len(raw)
    assert "\x1b" not in shown


def test_stdin() -> None:
    body = TOOLBAR.read_bytes()
    done = run("page", "-", stdin=body)
    assert done.returncode == 0
    assert done.stdout == run("page", TOOLBAR).stdout


def test_page_with_nothing_on_it() -> None:
    done = run("page", "-", "-f", "json", stdin=b"")
    assert json.loads(done.stdout)["status"] == "empty"
    assert b"status empty" in done.stderr


def test_options_reach_the_cleaning(tmp_path: Path) -> None:
    assert b"fewer propellers" in run("page", NEWS).stdout
    assert b"fewer propellers" not in run("page", NEWS, "--set", "clean.drop=['Cleaner water, fewer *']").stdout
    config = tmp_path / "mine.yaml"
    config.write_text("clean:\n  keep: [Advertisement]\n", "utf-8")
    text = run("page", TOOLBAR, "-c", config).stdout.decode()
    assert text.split("\n").count("Advertisement") == 3
    assert run("page", TOOLBAR, CLEANER_CONFIG=str(config)).stdout.decode() == text
    assert run("page", TOOLBAR, CLEANER_CLEAN__KEEP="[Advertisement]").stdout.decode() == text


def test_missing_file(tmp_path: Path) -> None:
    assert "no such file" in refused(run("page", tmp_path / "nothing.html"), 66)


def test_folder_given(tmp_path: Path) -> None:
    assert "cleaner folder" in refused(run("page", tmp_path), 66)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read(tmp_path: Path) -> None:
    page = tmp_path / "closed.html"
    page.write_text("<p>x</p>", "utf-8")
    page.chmod(0)
    refused(run("page", page), 66)


def test_name_that_steers_a_terminal(tmp_path: Path) -> None:
    message = refused(run("page", tmp_path / "a\x1b[31m\u202eb.html"), 66)
    assert "\x1b" not in message
    assert "\u202e" not in message


def test_binary_file(tmp_path: Path) -> None:
    page = tmp_path / "photo.html"
    page.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    assert "binary" in refused(run("page", page), 65)


def test_too_large_a_file(tmp_path: Path) -> None:
    page = tmp_path / "large.txt"
    page.write_bytes(b"word " * 1_000)
    assert "max_bytes" in refused(run("page", page, "--set", "clean.max_bytes=1000"), 65)
    assert "1,000" in refused(run("page", "-", "--set", "clean.max_bytes=1000", stdin=page.read_bytes()), 65)


@pytest.mark.parametrize(
    ("given", "meant"),
    [("clean.max_byte=1", "clean.max_bytes"), ("clean.mod=fast", "clean.mode"), ("fetch.time_out=3", "fetch.timeout")],
)
def test_unknown_key_is_refused_with_a_suggestion(given: str, meant: str) -> None:
    message = refused(run("page", TOOLBAR, "--set", given), 78)
    assert given.partition("=")[0] in message
    assert meant in message


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("clean:\n  mode: quick\n", "clean.mode"),
        ("clean:\n  max_loss: 3\n", "clean.max_loss"),
        ("cleen:\n  mode: fast\n", "clean"),
        ("clean: [1\n", "line"),
        ("- a\n", "mapping"),
        ("clean: yes\n", "mapping"),
        ("a: &a [*a]\n", ""),
    ],
)
def test_configuration_that_does_not_hold(tmp_path: Path, content: str, named: str) -> None:
    config = tmp_path / "mine.yaml"
    config.write_text(content, "utf-8")
    message = refused(run("page", TOOLBAR, "-c", config), 78)
    assert str(config) in message
    assert named in message


def test_configuration_that_is_not_there(tmp_path: Path) -> None:
    assert "nothing.yaml" in refused(run("page", TOOLBAR, "-c", tmp_path / "nothing.yaml"), 78)


@pytest.mark.parametrize(
    "args", [["page", str(TOOLBAR), "--formt", "md"], ["page"], ["page", str(TOOLBAR), "-f", "pdf"], ["pages"]]
)
def test_wrong_use(args: list[str]) -> None:
    done = run(*args)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
    assert b"Usage" in done.stderr


def test_set_without_a_value() -> None:
    assert "section.key=value" in refused(run("page", TOOLBAR, "--set", "clean"), 2)


def test_reader_that_goes_away(tmp_path: Path) -> None:
    """``cleaner page big | head -1`` says nothing and does not fail."""
    page = tmp_path / "long.txt"
    page.write_text("\n\n".join(f"Paragraph {n} says that the river rose again." * 4 for n in range(3_000)), "utf-8")
    command = f'"{sys.executable}" -m cleaner page "{page}" | head -1; echo "${{PIPESTATUS[0]}}"'
    env = {**ENV, "PYTHONPATH": str(REPO)}
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=120, cwd=REPO, env=env, check=True)
    assert done.stderr == b""
    assert len(done.stdout.splitlines()) == 2
    assert done.stdout.splitlines()[-1] == b"0"


def test_config_show_origin(tmp_path: Path) -> None:
    config = tmp_path / "mine.yaml"
    config.write_text("clean:\n  links: true\n", "utf-8")
    done = run("config", "show", "--origin", "-c", config, "--set", "fetch.delay=5", CLEANER_CLEAN__IMAGES="true")
    assert done.returncode == 0
    lines = dict(line.split(": ", 1) for line in done.stdout.decode().splitlines())
    assert lines["clean.links"] == f"true  # {config}"
    assert lines["clean.images"] == "true  # environment"
    assert lines["fetch.delay"] == "5.0  # command line"
    assert lines["clean.mode"].endswith("# config.yaml (shipped)")


def test_config_show_can_be_read_back(tmp_path: Path) -> None:
    config = tmp_path / "shown.yaml"
    config.write_bytes(run("config", "show", "--set", "fetch.delay=5").stdout)
    again = run("config", "show", "-c", config)
    assert again.returncode == 0
    assert again.stdout == config.read_bytes()
