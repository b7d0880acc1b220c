"""Shared by all commands: options, and the console on stderr."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli.given import path_of
from cleaner.errors import UsageError
from cleaner.settings import ENV_FILE, unchanged_settings

if TYPE_CHECKING:
    from rich.console import Console

    from cleaner.config import Config

ConfigOption = Annotated[
    Path | None, typer.Option("--config", "-c", parser=path_of, metavar="FILE", help="Configuration file (YAML).")
]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Set one key, such as --set fetch.timeout=20.")
]
ModeOption = Annotated[
    str | None, typer.Option("--mode", metavar="fast|trafilatura", help="How the text is found. Default: fast.")
]
PreferOption = Annotated[
    str | None,
    typer.Option(
        "--prefer", metavar="balanced|precision|recall",
        help="Default: balanced. precision keeps less chrome, recall loses less text.",
    ),
]  # fmt: skip
AllowPrivateOption = Annotated[
    bool | None, typer.Option("--allow-private", help="Allow addresses of your own network.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print no progress and no closing line.")]


def settings(path: Path | None, pairs: list[str] | None, **named: object) -> Config:
    """Load the configuration, then apply ``--set key=value`` pairs and named flags (dots as ``__``).

    If nobody set anything, the shipped settings need no validation.
    """
    if path is None and not pairs and all(value is None for value in named.values()):
        shipped = unchanged_settings(os.environ)
        if shipped is not None:
            return shipped
    return validated_settings(path, pairs, **named)


def validated_settings(path: Path | None, pairs: list[str] | None, **named: object) -> Config:
    """As ``settings``, always as a Config of pydantic."""
    from cleaner.config import load_config, read_value

    overrides: dict[str, Any] = {}
    for pair in pairs or []:
        key, found, value = pair.partition("=")
        if not found or "." not in key:
            raise UsageError(f"--set {pair}: expected section.key=value")
        overrides[key.strip()] = read_value(f"--set {pair}", value)
    overrides.update({key.replace("__", "."): value for key, value in named.items() if value is not None})
    if path is None:
        path = Path(os.environ[ENV_FILE]) if os.environ.get(ENV_FILE) else None
    config = load_config(path, overrides=overrides)
    if config.clean.sites_dir is not None or config.clean.weights is not None or config.clean.keep:
        from cleaner.pipeline.check import check_files

        check_files(config)  # their errors are reported before any page is read
    return config


def stderr_console() -> Console:
    """A rich console on stderr. Colours only on a terminal; rich obeys NO_COLOR and FORCE_COLOR."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def shows_progress(quiet: bool) -> bool:
    """Whether to show a progress bar: stderr is a terminal that can move its cursor, and not ``quiet``."""
    return not quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and "CI" not in os.environ
