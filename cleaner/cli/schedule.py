"""``cleaner schedule``: a crontab line, or a systemd unit and timer, that works as it stands."""

from __future__ import annotations

import os
import re
import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli.console import ConfigOption, settings
from cleaner.errors import UsageError

CRON_FIELDS = 5
CRON_FIELD = re.compile(r"[0-9A-Za-z*/,\-]+")
# What a job may need and a scheduler does not hand on; everything else comes from the configuration.
PASSED_ON = ("LANG", "LC_ALL", "PYTHONPATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "CLEANER_CONFIG")


class Every(StrEnum):
    """How often, for systemd."""

    hourly = "hourly"
    daily = "daily"
    weekly = "weekly"


def run(
    config: ConfigOption = None,
    cron: Annotated[bool, typer.Option("--cron", help="Print a crontab line.")] = False,
    systemd: Annotated[bool, typer.Option("--systemd", help="Print a service and a timer for systemd.")] = False,
    at: Annotated[str, typer.Option("--at", help="When, in cron's five fields.")] = "17 * * * *",
    every: Annotated[Every, typer.Option("--every", help="How often, for --systemd.")] = Every.hourly,
) -> None:
    """Print what makes cron or systemd run the job: paste it into `crontab -e`, or save the units."""
    from cleaner.batch.places import state_dir

    if cron == systemd:
        raise UsageError("schedule: say --cron or --systemd")
    path = config or (Path(os.environ["CLEANER_CONFIG"]) if os.environ.get("CLEANER_CONFIG") else None)
    if path is None:
        raise UsageError("schedule: name the configuration with -c")
    state_dir(settings(path, None))  # a job that cannot run is not worth a line
    path = Path(os.path.abspath(path))  # noqa: PTH100 - a link may be meant to be changed later
    if cron:
        typer.echo(cron_line(at, path))
    else:
        typer.echo(systemd_units(every, path), nl=False)


def command(path: Path) -> list[str]:
    """The words that run the job from anywhere: this interpreter, by its absolute path."""
    return [sys.executable, "-P", "-m", "cleaner", "run", "-c", str(path)]


def environment() -> dict[str, str]:
    """The variables that the job needs and a scheduler does not hand on."""
    found = {name: os.environ[name] for name in PASSED_ON if os.environ.get(name)}
    found.update({name: value for name, value in sorted(os.environ.items()) if name.startswith("CLEANER_")})
    found.pop("CLEANER_CONFIG", None)  # named on the command line
    root = str(Path(__file__).parents[2])
    if not _is_installed(root):
        found["PYTHONPATH"] = os.pathsep.join(filter(None, [root, found.get("PYTHONPATH")]))
    found.setdefault("LANG", "C.UTF-8")
    return found


def _is_installed(root: str) -> bool:
    """Whether the interpreter finds the package without help."""
    return any(Path(entry).resolve() == Path(root) for entry in sys.path if entry and "-packages" in entry)


def cron_line(at: str, path: Path) -> str:
    """One line for crontab(5). A percent sign is a line end there, so it is escaped."""
    fields = at.split()
    if not at.startswith("@") and (len(fields) != CRON_FIELDS or not all(map(CRON_FIELD.fullmatch, fields))):
        raise UsageError(f"--at {at!r}: expected five fields, such as '17 * * * *'")
    words = [f"{name}={shlex.quote(value)}" for name, value in environment().items()]
    words += [shlex.quote(word) for word in command(path)]
    line = " ".join(words)
    if "\n" in line:
        raise UsageError("schedule: a path with a line break cannot stand in a crontab")
    return f"{at} {line.replace('%', chr(92) + '%')}"


def systemd_units(every: Every, path: Path) -> str:
    """A service and its timer, each under a comment that names the file to save it as."""
    quoted = " ".join(_unit_word(word.replace("$", "$$")) for word in command(path))
    variables = "\n".join(f"Environment={_unit_word(f'{name}={value}')}" for name, value in environment().items())
    return f"""# ~/.config/systemd/user/cleaner.service
[Unit]
Description=Fetch and clean pages ({_unit_word(path.name).strip(chr(34))})
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
{variables}
ExecStart={quoted}
SuccessExitStatus=1 75
TimeoutStopSec=20

# ~/.config/systemd/user/cleaner.timer
# then: systemctl --user daemon-reload && systemctl --user enable --now cleaner.timer
[Unit]
Description=Run cleaner.service {every.value}

[Timer]
OnCalendar={every.value}
RandomizedDelaySec=5min
Persistent=true

[Install]
WantedBy=timers.target
"""


def _unit_word(word: str) -> str:
    """A word as systemd.syntax(7) quotes it: specifiers doubled, in quotes where it needs them."""
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{word}"' if not word or re.search(r"[\s'\";]", word) else word
