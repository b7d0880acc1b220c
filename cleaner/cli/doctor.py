"""``cleaner doctor``: checks of the installation and the scheduled job."""

from __future__ import annotations

import typer

from cleaner.cli.batch import one_line
from cleaner.cli.console import ConfigOption, SetOption, settings


def run(config: ConfigOption = None, sets: SetOption = None) -> None:
    """Check the installation and, with -c, the scheduled job and its last run. Exit code 1: a check failed."""
    from cleaner.checks.doctor import examine

    wrong = False
    for finding in examine(settings(config, sets)):
        typer.echo(f"{finding.level:<6}{one_line(finding.text)}")
        wrong = wrong or finding.level == "fault"
    raise typer.Exit(int(wrong))
