"""What a browser leaves behind when its run, its guardian, or both are killed: nothing for long."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from cleaner.fetch.browser.process import Browser
from cleaner.fetch.browser.profile import Profile, sweep
from tests.faultserver import Conn, FaultServer, page
from tests.fetch.browser.test_render import children, guardians
from tests.rendered import FILL, GET, browser, needs_browser, scripts, shell

REPO = Path(__file__).parents[3]
needs_proc = pytest.mark.skipif(not Path("/proc").exists(), reason="processes are looked for in /proc")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def await_end(pids: list[int]) -> None:
    until = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < until, pids
        time.sleep(0.05)


async def start_and_close() -> str:
    started = await Browser.start(browser())
    await started.close()
    return started.version


@needs_browser
@needs_proc
def test_run_and_guardian_killed_at_once(tmp_path: Path, temporary: Path) -> None:
    """As a service manager kills. The browser ends, and the next one that starts deletes the profile."""
    asked: list[float] = []

    async def stalling(conn: Conn) -> None:
        asked.append(time.monotonic())
        await asyncio.sleep(60)

    answers = {**scripts(), "/stalling": page(shell(f"{FILL} {GET.format('stalling')}")), "/stalling.json": stalling}
    listing = tmp_path / "list.txt"
    with FaultServer(answers) as server:
        listing.write_text(server.url("/stalling") + "\n")
        command = [sys.executable, "-m", "tests.render_child", str(listing), str(tmp_path / "out.jsonl")]
        environment = {**os.environ, "TMPDIR": str(temporary)}
        with subprocess.Popen(command, cwd=REPO, env=environment, stdout=subprocess.DEVNULL) as child:
            until = time.monotonic() + 60
            while not asked:
                assert child.poll() is None
                assert time.monotonic() < until
                time.sleep(0.05)
            (guardian,) = guardians(child.pid)
            processes = children(guardian)
            assert processes
            os.kill(guardian, signal.SIGKILL)
            child.send_signal(signal.SIGKILL)
    await_end(processes)
    assert [file for file in temporary.iterdir() if file.name.startswith("cleaner-browser-")]
    assert asyncio.run(start_and_close()).startswith("Chrom")
    assert [file for file in temporary.iterdir() if file.name.startswith("cleaner-browser-")] == []


@needs_browser
@needs_proc
def test_guardian_killed_alone(temporary: Path) -> None:
    """The run ends the browser and deletes the profile itself."""

    async def close_without_guardian() -> list[int]:
        started = await Browser.start(browser())
        (guardian,) = guardians(os.getpid())
        processes = children(guardian)
        os.kill(guardian, signal.SIGKILL)
        await started.close()
        return processes

    await_end(asyncio.run(close_without_guardian()))
    assert [*temporary.iterdir()] == []


def test_only_what_nobody_holds_is_deleted(temporary: Path) -> None:
    """A profile in use, a folder of another make and a link stay."""
    used, left = Profile(), Profile()
    left.leave()
    strange = temporary / "cleaner-browser-strange"
    strange.mkdir()
    target = temporary / "target"
    Path(left.folder).rename(target)
    link = temporary / "cleaner-browser-link"
    link.symlink_to(target)
    sweep()
    assert {file.name for file in temporary.iterdir()} == {Path(used.folder).name, strange.name, "target", link.name}
    target.rename(left.folder)
    sweep()
    assert {file.name for file in temporary.iterdir()} == {Path(used.folder).name, strange.name, link.name}
    used.delete()
    assert not Path(used.folder).exists()
