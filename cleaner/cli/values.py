"""Values of options, read by us: what typer says about a wrong one differs from version to version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, TypeVar

import typer

Choice = TypeVar("Choice", bound=StrEnum)


def whole(least: int) -> Callable[[str], int]:
    """A reader of whole numbers from ``least``. It raises BadParameter, which typer shows as wrong use."""

    def read(given: str | int) -> int:
        text = str(given).strip()
        if not (text.isascii() and text.isdecimal()) or int(text) < least:
            raise typer.BadParameter(f"{given!r} is no whole number from {least}")
        return int(text)

    return read


def read_seconds(given: str | float) -> float:
    """A number of seconds, more than 0. Raises BadParameter."""
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise typer.BadParameter(f"{given!r} is no number of seconds")
    return seconds


def one_of(kind: type[Choice], other_names: Mapping[str, Choice] = MappingProxyType({})) -> Callable[[str], Choice]:
    """A reader of the members of an enumeration, in small or capital letters. It raises BadParameter."""

    def read(given: str) -> Choice:
        try:
            return other_names.get(given.lower()) or kind(given.lower())
        except ValueError:
            raise typer.BadParameter(f"{given!r} is none of {', '.join(kind)}") from None

    return read


JobsOption = Annotated[
    int | None,
    typer.Option("--jobs", "-j", parser=whole(1), metavar="N", help="Number of processes. Default: one per core."),
]
