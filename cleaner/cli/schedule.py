"""``cleaner schedule``: a crontab line, or a systemd unit and timer, ready to paste."""

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
from cleaner.cli.values import one_of
from cleaner.errors import UsageError

CRON_FIELDS = (
    ("minute", 0, 59, ""), ("hour", 0, 23, ""), ("day of the month", 1, 31, ""),
    ("month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
    ("day of the week", 0, 7, "sun mon tue wed thu fri sat"),
)  # fmt: skip
HOURLY = "17 * * * *"
CRON_WORDS = ("@reboot", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
CRON_PART = re.compile(r"(?:\*|(\w{1,3})(?:-(\w{1,3}))?)(?:/(\d{1,3}))?", re.ASCII)
# Variables that a job may need and a scheduler does not pass on. Everything else comes from the configuration.
PASSED_VARIABLES = ("LANG", "LC_ALL", "PYTHONPATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "CLEANER_CONFIG")


class Every(StrEnum):
    """How often, for systemd."""

    hourly = "hourly"
    daily = "daily"
    weekly = "weekly"


def run(
    config: ConfigOption = None,
    cron: Annotated[bool, typer.Option("--cron", help="Print a crontab line.")] = False,
    systemd: Annotated[bool, typer.Option("--systemd", help="Print a service and a timer for systemd.")] = False,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIMES", help=f"The five time fields, for --cron. Default: {HOURLY}."),
    ] = None,
    every: Annotated[
        Every | None,
        typer.Option(
            "--every", parser=one_of(Every), metavar="|".join(Every), help="How often, for --systemd. Default: hourly."
        ),
    ] = None,
) -> None:
    """Print a crontab line, or systemd units, that run the job."""
    from cleaner.jobs.places import state_dir

    if cron == systemd:
        raise UsageError("schedule: use --cron or --systemd")
    if at is not None and systemd:
        raise UsageError("--at is for --cron; systemd takes --every")
    if every is not None and cron:
        raise UsageError("--every is for --systemd; cron takes --at")
    path = config or (Path(os.environ["CLEANER_CONFIG"]) if os.environ.get("CLEANER_CONFIG") else None)
    if path is None:
        raise UsageError("schedule: name the configuration with -c")
    state_dir(settings(path, None))  # fails if the job cannot run
    path = Path(os.path.abspath(path))  # noqa: PTH100 - a link may be meant to be changed later
    if cron:
        typer.echo(cron_line(at if at is not None else HOURLY, path))
    else:
        typer.echo(systemd_units(every or Every.hourly, path), nl=False)


def command(path: Path) -> list[str]:
    """The command that runs the job from any folder: this interpreter, by its absolute path."""
    return [sys.executable, "-P", "-m", "cleaner", "run", "-c", str(path)]


def environment() -> dict[str, str]:
    """The variables that the job needs and a scheduler does not pass on."""
    found = {name: os.environ[name] for name in PASSED_VARIABLES if os.environ.get(name)}
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
    """One line for crontab(5). A percent sign means a line end there, so it is escaped."""
    check_times(at)
    words = [f"{name}={shlex.quote(value)}" for name, value in environment().items()]
    words += [shlex.quote(word) for word in command(path)]
    line = " ".join(words)
    if "\n" in line:
        raise UsageError("schedule: a crontab cannot hold a path with a line break")
    return f"{at} {line.replace('%', chr(92) + '%')}"


def check_times(at: str) -> None:
    """Raise UsageError for times that cron would refuse, naming the field."""
    if at.startswith("@"):
        if at not in CRON_WORDS:
            raise UsageError(f"--at {at!r}: cron knows {', '.join(CRON_WORDS)}")
        return
    fields = at.split()
    if len(fields) != len(CRON_FIELDS):
        raise UsageError(f"--at {at!r}: expected five fields, such as '17 * * * *'")
    for field, (name, least, most, words) in zip(fields, CRON_FIELDS, strict=True):
        for part in field.split(","):
            if not _holds(part, least, most, words.split()):
                raise UsageError(f"--at {at!r}: {part!r} is no {name} ({least} to {most})")


def _holds(part: str, least: int, most: int, words: list[str]) -> bool:
    found = CRON_PART.fullmatch(part)
    if found is None:
        return False
    ends = [_number(word, least, words) for word in found.groups()[:2] if word is not None]
    inside = all(end is not None and least <= end <= most for end in ends)
    rising = len(ends) < 2 or (ends[0] or 0) <= (ends[1] or 0)
    stepped = found[3] is None or (0 < int(found[3]) <= most and (found[1] is None or found[2] is not None))
    return inside and rising and stepped


def _number(word: str, least: int, words: list[str]) -> int | None:
    if word.isdecimal():
        return int(word)
    return words.index(word.lower()) + least if word.lower() in words else None


def systemd_units(every: Every, path: Path) -> str:
    """A service and its timer, each after a comment with its file name."""
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
    """A word as systemd.syntax(7) quotes it: specifiers doubled, and quotes if necessary."""
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{word}"' if not word or re.search(r"[\s'\";]", word) else word
