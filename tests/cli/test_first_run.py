"""What a new user meets: help, completion and messages at 80 columns."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cleaner.checks.doctor import _proxies
from tests.cleaner_cli import cleaner

WIDTH = 80


def run(*arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return cleaner(*arguments, cwd=cwd, COLUMNS=str(WIDTH), **env)


def test_without_arguments_it_says_what_to_do(tmp_path: Path) -> None:
    """The help comes, with lines to paste; no line is wider than the terminal and no command's help is cut off."""
    bare, asked = run(cwd=tmp_path), run("--help", cwd=tmp_path)
    assert (bare.returncode, asked.returncode) == (2, 0)
    assert bare.stdout + bare.stderr == asked.stdout
    lines = [line.split()[1] for line in asked.stdout.splitlines() if line.startswith("    cleaner ")]
    assert lines[:3] == ["page", "folder", "urls"]
    assert max(map(len, asked.stdout.splitlines())) <= WIDTH
    assert "..." not in asked.stdout.partition("Commands:")[2]


def test_every_command_has_help(tmp_path: Path) -> None:
    """Each command explains itself within the width of the terminal."""
    from cleaner.cli.app import app

    names = [command.name for command in app.registered_commands if command.name]
    assert {"page", "folder", "urls", "report", "schema"} <= set(names)
    for name in names:
        shown = run(name, "-h", cwd=tmp_path)
        assert shown.returncode == 0
        assert max(map(len, shown.stdout.splitlines())) <= WIDTH, name


def test_doctor_without_a_configuration(tmp_path: Path) -> None:
    """It looks at the installation alone."""
    done = run("doctor", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "worker process" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["pgae"], 2, "Did you mean 'page'"), (["page"], 2, "Missing argument"),
        (["page", "gone.html"], 66, "no such file"),
        (["page", "."], 66, "use cleaner folder"), (["page", "a.txt", "--mode", "quick"], 78, "'trafilatura'"),
        (["page", "a.txt", "--set", "clean.kep=1"], 78, "did you mean 'clean.keep'"),
        (["page", "a.txt", "--set", "keep"], 2, "section.key=value"),
        (["page", "a.txt", "-c", "gone.yaml"], 78, "gone.yaml"),
        (["page", "b.bin"], 65, "b.bin"), (["folder", "gone"], 66, "gone"),
    ],
)  # fmt: skip
def test_mistakes_end_in_one_message(arguments: list[str], code: int, said: str, tmp_path: Path) -> None:
    """A mistake gives its exit code and a message that says what to do next, and nothing on stdout."""
    (tmp_path / "a.txt").write_text("Some words.\n")
    (tmp_path / "b.bin").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(4000))
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str, tmp_path: Path) -> None:
    """The shells' completion scripts are there, and completing a command gives its name."""
    script = run(cwd=tmp_path, _CLEANER_COMPLETE=f"source_{shell}")
    assert (script.returncode, "cleaner" in script.stdout) == (0, True), script.stderr
    words = {"COMP_WORDS": "cleaner fol", "COMP_CWORD": "1", "_TYPER_COMPLETE_ARGS": "cleaner fol",
             "_TYPER_COMPLETE_FISH_ACTION": "get-args"}  # fmt: skip
    found = run(cwd=tmp_path, _CLEANER_COMPLETE=f"complete_{shell}", **words)
    assert "folder" in found.stdout


def test_doctor_names_proxies_that_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert [finding.text.split(":")[0] for finding in _proxies()] == ["HTTPS_PROXY"]
    monkeypatch.delenv("HTTPS_PROXY")
    assert not [*_proxies()]
