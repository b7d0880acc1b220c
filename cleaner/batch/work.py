"""Work for other processes, given by name, so that the parent process need not import its libraries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cleaner.article import Article
from cleaner.judge.template import NOTHING, Recurring
from cleaner.model import Failure, Page
from cleaner.settings import plain_settings
from cleaner.sinks import Output

if TYPE_CHECKING:
    from cleaner.config import Config

TASKS = "cleaner.batch.tasks"


class Named:
    """A function of TASKS with arguments. It is pickled by name, and imported once for all workers."""

    def __init__(self, name: str, **arguments: object) -> None:
        self.name, self.arguments = name, arguments

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str, dict[str, Any]]]:
        return load, (self.name, self.arguments)

    def __call__(self, item: object) -> Any:  # noqa: ANN401 - whatever the function returns
        """Do the work in this process."""
        return load(self.name, self.arguments)(item)


def load(name: str, arguments: dict[str, Any]) -> Callable[[Any], Any]:
    """The function that a Named names, with its arguments."""
    return partial(getattr(import_module(TASKS), name), **arguments)


@dataclass(frozen=True, slots=True)
class Task:
    """A page to clean, and the blocks that are known to recur on its host."""

    page: Page
    recurring: Recurring = NOTHING


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page ready to be written, and what it says about other pages.

    ``keys`` and ``kept`` are packed 64-bit template keys, of the whole page and of its kept blocks. ``signature`` is a
    MinHash of the text (None if it is too short). ``url`` is the address that the page states for itself. ``chars`` is
    the length of the text, None for a failure.
    """

    output: Output
    keys: bytes = b""
    kept: bytes = b""
    signature: bytes | None = None
    url: str | None = None
    chars: int | None = None


def cleaning(config: Config) -> Callable[[Page], Article | Failure]:
    """The work of ``clean_many``."""
    return Named("clean_one", config=plain_settings(config))


def producing(config: Config, *, forms: tuple[str, ...], recurs: bool = True) -> Callable[[Task], Cleaned]:
    """The work of the commands: all outputs of a page, with files in the given formats.

    ``recurs`` adds the template keys that find recurring blocks.
    """
    return Named("produce", config=plain_settings(config), forms=forms, recurs=recurs)
