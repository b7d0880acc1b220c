"""What ``cleaner schedule`` prints works as it stands: under a bare environment, and by Debian's cron where it is."""

from __future__ import annotations

import configparser
import os
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from cleaner.cli.schedule import check_times
from cleaner.errors import UsageError
from tests import REPO
from tests.cleaner_cli import ENVIRONMENT, cleaner
from tests.jobs.test_run import folder_of, write_config

CRON = shutil.which("cron", path="/usr/sbin:/usr/bin:/sbin")


@pytest.fixture(params=["plain", "a folder with 100% odd's name"])
def job(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    root = tmp_path / str(request.param)
    root.mkdir()
    folder_of(root, 2)
    return write_config(root, sources=[{"kind": "folder", "location": "in"}])


def test_the_cron_line_under_a_bare_environment(job: Path) -> None:
    """As cron starts it: /bin/sh, another folder, no environment to speak of."""
    printed = cleaner("schedule", "--cron", "-c", job)
    assert printed.returncode == 0
    (line,) = printed.stdout.splitlines()
    *when, command = line.split(" ", 5)
    assert " ".join(when) == "17 * * * *"
    command = command.replace("\\%", "%")  # as cron does
    done = subprocess.run(
        ["env", "-i", "HOME=/", "SHELL=/bin/sh", "PATH=/usr/bin:/bin", "LOGNAME=x", "/bin/sh", "-c", command],
        capture_output=True, text=True, cwd="/", check=False, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len((job.parent / "out.jsonl").read_text().splitlines()) == 2


def test_other_times() -> None:
    """Five fields are taken as they are; anything else is refused."""
    path = REPO / "config.yaml"
    assert cleaner("schedule", "--cron", "-c", path, "--at", "* *").returncode in (2, 78)
    assert cleaner("schedule", "-c", path).returncode == 2


def test_a_job_that_cannot_run_gets_no_line(tmp_path: Path) -> None:
    """A configuration without sources is refused here, not at night."""
    (tmp_path / "job.yaml").write_text("clean: {mode: fast}\n")
    done = cleaner("schedule", "--cron", "-c", tmp_path / "job.yaml")
    assert (done.returncode, done.stdout) == (78, "")


def test_the_systemd_units(job: Path) -> None:
    """Both units parse, the command runs as the service would run it, and systemd finds no fault where it is there."""
    printed = cleaner("schedule", "--systemd", "-c", job, "--every", "daily")
    service, _, timer = printed.stdout.partition("# ~/.config/systemd/user/cleaner.timer")
    units = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    units.read_string(timer)
    assert units["Timer"]["OnCalendar"] == "daily"
    variables = [line.partition("=")[2] for line in service.splitlines() if line.startswith("Environment=")]
    command = next(line.partition("=")[2] for line in service.splitlines() if line.startswith("ExecStart="))
    words = [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(command)]
    env = dict(shlex.split(variable)[0].replace("%%", "%").split("=", 1) for variable in variables)
    done = subprocess.run(words, env=env, cwd="/", capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    if shutil.which("systemd-analyze"):
        (job.parent / "cleaner.service").write_text(service)
        verified = subprocess.run(
            ["systemd-analyze", "verify", "--user", str(job.parent / "cleaner.service")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "cleaner.service" not in verified.stderr


@pytest.mark.slow
@pytest.mark.skipif(CRON is None or os.geteuid() != 0, reason="Debian's cron and root are needed")
@pytest.mark.skipif("CLEANER_TEST_CRON" not in os.environ, reason="takes a minute; set CLEANER_TEST_CRON=1")
def test_debians_cron_runs_the_line(tmp_path: Path) -> None:
    """The line as printed, in a crontab of root's, started by cron itself at the next full minute."""
    folder_of(tmp_path, 2)
    job = write_config(tmp_path, sources=[{"kind": "folder", "location": "in"}])
    line = cleaner("schedule", "--cron", "-c", job, "--at", "* * * * *").stdout
    before = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False)
    assert CRON is not None
    subprocess.run(["crontab", "-"], input=line, text=True, check=True)
    daemon = subprocess.Popen([CRON, "-f"], env=ENVIRONMENT)
    try:
        deadline = time.monotonic() + 100
        while not (tmp_path / "out.jsonl").exists() and time.monotonic() < deadline:
            time.sleep(0.5)
        time.sleep(5)
    finally:
        daemon.terminate()
        daemon.wait(10)
        if before.returncode == 0:
            subprocess.run(["crontab", "-"], input=before.stdout, text=True, check=True)
        else:
            subprocess.run(["crontab", "-r"], check=True)
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize(
    "at",
    ["0 0 1 1 0", "59 23 31 12 7", "*/5 * * * *", "0-30/10 1,2,3 * jan-mar MON-fri", "@daily", "5 4 * * sun"],
)
def test_times_that_cron_takes(at: str) -> None:
    check_times(at)


@pytest.mark.parametrize(
    "at",
    ["60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * * 8", "* * * foo *", "1- * * * *",
     "*/0 * * * *", "*/99 * * * *", "5/2 * * * *", "30-10 * * * *", ", * * * *", "1,,2 * * * *", "@often", "* * * *",
     "* * * * * *", "mon * * * *", "\u0663 * * * *", ""],
)  # fmt: skip
def test_times_that_cron_refuses(at: str) -> None:
    with pytest.raises(UsageError, match="--at"):
        check_times(at)
