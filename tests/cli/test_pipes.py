"""The command line in real pipes: readers that go away, disks that are full, outputs that are closed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cleaner_cli import COMMAND, ENVIRONMENT

FULL = Path("/dev/full")
LONG = "Harbour boats come back\n\n" + "\n\n".join(
    f"On day {day} the council of the town voted to bring the boats back after years of waiting." for day in range(2000)
)
COMMANDS = [["page", "long.txt"], ["page", "long.txt", "--explain"], ["page", "long.txt", "--format", "json"],
            ["page", "long.txt", "--diff"], ["schema"], ["config", "show"], ["rules", "list"], ["--help"],
            ["--version"], ["page", "--help"]]  # fmt: skip
needs_full = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "long.txt").write_text(LONG)
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "long.txt").write_text(LONG)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_reader_that_goes_away_is_no_error(command: list[str], folder: Path) -> None:
    """``| head -c 1`` gets its byte, and the writer ends without a word. (The pipe holds less than a long page.)"""
    with subprocess.Popen(
        [*COMMAND, *command], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as writer:
        assert writer.stdout
        assert writer.stderr
        assert len(writer.stdout.read(1)) == 1
        writer.stdout.close()
        said = writer.stderr.read()
        assert (writer.wait(timeout=60), said) == (0, b"")


def test_a_reader_that_was_never_there(folder: Path) -> None:
    """So with a short output, which fails only when it is flushed at the end."""
    with subprocess.Popen(
        [*COMMAND, "--version"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as writer:
        assert writer.stdout
        assert writer.stderr
        writer.stdout.close()
        assert (writer.stderr.read(), writer.wait(timeout=60)) == (b"", 0)


@needs_full
@pytest.mark.parametrize("command", [*COMMANDS, ["folder", "saved", "-o", "-"]], ids=" ".join)
def test_a_full_disk_is_one_line(command: list[str], folder: Path) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *command], cwd=folder, stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT, timeout=120,
            check=False,
        )  # fmt: skip
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 73, lines
    said = [line for line in lines if "No space left" in line]
    assert said == ["cleaner: stdout: cannot write: No space left on device"]
    assert not [line for line in lines if "Traceback" in line or "Exception" in line]


@needs_full
def test_stderr_on_a_full_disk_keeps_the_exit_code(folder: Path) -> None:
    with FULL.open("wb") as full:
        code = subprocess.run(
            [*COMMAND, "page", "gone"], cwd=folder, stderr=full, env=ENVIRONMENT, check=False
        ).returncode
    assert code == 66


def test_text_in_many_scripts_leaves_whole(folder: Path) -> None:
    """What is printed is what was read, whatever the pipe's encoding was set to."""
    (folder / "long.txt").write_text("Заголовок новости\n\nПервый абзац статьи — 日本語 العربية.", "utf-8")
    done = subprocess.run(
        [*COMMAND, "page", "long.txt"], cwd=folder, capture_output=True, check=True,
        env=ENVIRONMENT | {"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert "日本語 العربية." in done.stdout.decode("utf-8")
