"""Patterns that are compiled when they are first used.

Compiling one takes 0.1 to 5 ms: the longer its lists of words or the wider its ranges of characters, the longer. Most
pages need few of those for rare scripts and formats, and a process that cleans one page should not wait for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast


def later(pattern: str | Callable[[], str], flags: int = 0) -> re.Pattern[str]:
    """As ``re.compile``, but an invalid pattern raises ``re.error`` only when it is used.

    ``pattern`` may be a function that makes it, if that takes time too.
    """
    return cast("re.Pattern[str]", Later(pattern, flags))


class Later:
    """Has the attributes of a pattern: each is taken over at its first use, and then costs as much as the pattern's."""

    def __init__(self, pattern: str | Callable[[], str], flags: int) -> None:
        self._given = (pattern, flags)
        self._made: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the pattern has
        if name.startswith("_"):  # copies and pickles look for those
            raise AttributeError(name)
        made = self._made
        if made is None:
            pattern, flags = self._given
            made = self._made = re.compile(pattern if isinstance(pattern, str) else pattern(), flags)
        found = getattr(made, name)
        setattr(self, name, found)
        return found
