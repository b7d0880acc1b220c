"""A date that a page states, before anything is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Told = Literal["", "published", "modified", "other"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A date that a page states: its value, its source and whether it tells of a change.

    ``block`` is where it is shown; ``stated`` says that an attribute names it as the page's own, ``told`` what a word
    beside it says. ``alone`` says that it stands in a line of dates and names, not in a sentence, heading or caption.
    """

    iso: str
    source: str
    modified: bool = False
    block: int = 0
    stated: bool = False
    told: Told = ""
    alone: bool = False
