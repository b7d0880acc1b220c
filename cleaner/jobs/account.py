"""How a run over a URL list stands: every URL counted once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.fetch import Gauge
from cleaner.jobs.summary import SHOWN_FAILURES
from cleaner.store.state import Item


@dataclass(slots=True)
class Tally:
    """``listed`` = done + unchanged + skipped + failed + earlier, once the run has ended.

    ``skipped`` are repetitions in the list and pages that their site refuses, ``earlier`` what the run had settled
    before it was interrupted. ``told`` of the failures and refusals were named by an earlier run, and time does not
    mend them; they are not named again.
    """

    listed: int = 0
    done: int = 0
    unchanged: int = 0
    failed: int = 0
    earlier: int = 0
    repeated: int = 0
    told: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)  # those of the reasons that are no failure
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # for a person to look at
    gauge: Gauge = field(default_factory=Gauge)
    started: float = field(default_factory=time.monotonic)

    def count(self, item: Item, record: Mapping[str, Any], *, told: bool) -> None:
        """Count a page that was fetched, or was to be, and keep the words of the first failures."""
        error = record["error"]
        if error is None:
            self.done += 1
            return
        self.reasons[error["reason"]] += 1
        if item.outcome == "skipped":
            self.refusals[error["reason"]] += 1
        else:
            self.failed += 1
        if told and not error["retryable"]:
            self.told += 1
        elif len(self.failures) < SHOWN_FAILURES:
            self.failures.append(f"{record['origin']}: {error['reason']}: {error['message']}")

    @property
    def skipped(self) -> int:
        """Repetitions, and pages that their site refuses."""
        return self.refusals.total() + self.repeated

    @property
    def settled(self) -> int:
        """How many have an outcome."""
        return self.done + self.unchanged + self.skipped + self.failed + self.earlier

    @property
    def rate(self) -> float:
        """Pages settled in a second, by this process."""
        return (self.settled - self.earlier - self.repeated) / max(0.001, time.monotonic() - self.started)
