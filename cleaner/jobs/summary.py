"""The result of a batch of pages. Every input counts once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.fetch import Gauge
from cleaner.store.state import Item

SHOWN_FAILURES = 20
WALLS = frozenset({"blocked", "consent", "paywall", "login", "not-found", "shell"})  # no article, though a page came
SHOWN_CHARS = 1_000  # of an origin; a line of a list may be far longer


@dataclass(slots=True)
class Summary:
    """Inputs by outcome, and the messages of the first failures.

    ``known`` counts what is not reported again: failures that an earlier run has reported and that a retry cannot
    change, and refusals that were named as they came. ``earlier_failed`` counts failures that were settled before the
    run was interrupted, ``walls`` the done pages that are a wall or a notice, by status.
    """

    done: int = 0
    unchanged: int = 0
    failed: int = 0
    known: int = 0
    earlier_failed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)  # by reason
    reasons: Counter[str] = field(default_factory=Counter)  # of the failures
    failures: list[str] = field(default_factory=list)
    walls: Counter[str] = field(default_factory=Counter)

    @property
    def inputs(self) -> int:
        """The number of inputs with an outcome."""
        return self.done + self.unchanged + self.failed + self.skipped.total()

    @property
    def has_failures(self) -> bool:
        """Whether an input of the run failed, in this process or before an interruption."""
        return self.failed + self.earlier_failed > 0

    def settled_before(self) -> str:
        """The words for the inputs that were settled before the run was interrupted."""
        return "settled before the interruption" + (f" ({self.earlier_failed:,} failed)" if self.earlier_failed else "")

    def count(self, record: Mapping[str, Any], *, known: bool = False) -> None:
        """Count a record that was written. ``known`` means that an earlier run has reported its failure."""
        error = record["error"]
        if error is None:
            self.count_done(record.get("status", "ok"))
        elif error["reason"] == "usage":  # the user wants to skip such pages
            self.skipped["usage"] += 1
        else:
            self.failed += 1
            self.reasons[error["reason"]] += 1
            self._report(record, known=known)

    def count_done(self, status: str) -> None:
        """Count a page that brought a record of this status."""
        self.done += 1
        if status in WALLS:
            self.walls[status] += 1

    def _report(self, record: Mapping[str, Any], *, known: bool) -> None:
        error = record["error"]
        if known and not error["retryable"]:
            self.known += 1
        elif len(self.failures) < SHOWN_FAILURES:
            origin = record["origin"]
            shown = origin if len(origin) <= SHOWN_CHARS else f"{origin[:SHOWN_CHARS]}…"
            self.failures.append(f"{shown}: {error['reason']}: {error['message']}")

    def line(self, seconds: float, earlier: int = 0) -> str:
        """The closing line: ``118 done, 2 skipped (hidden 2), 41 s``. ``earlier`` inputs had settled before."""
        return f"{self.counts(earlier)}, {seconds:.0f} s"

    def counts(self, earlier: int = 0) -> str:
        """The inputs by outcome and reason, as words."""
        return count_words(
            self.done, (self.unchanged, "unchanged"), (self.skipped.total(), f"skipped{_why(self.skipped)}"),
            (self.failed, f"failed{_why(self.reasons)}"), (earlier, self.settled_before()), walls=self.walls,
        )  # fmt: skip


@dataclass(slots=True)
class ListSummary(Summary):
    """The state of a run over a list of URLs. When the run has ended, ``listed`` equals ``inputs``.

    ``skipped`` are repeated URLs and pages that their site refuses. ``earlier`` counts the URLs that were settled
    before the run was interrupted.
    """

    listed: int = 0
    earlier: int = 0
    notes: list[str] = field(default_factory=list)  # messages for the user
    gauge: Gauge = field(default_factory=Gauge)
    started: float = field(default_factory=time.monotonic)

    @property
    def inputs(self) -> int:
        """The number of URLs with an outcome."""
        return self.done + self.unchanged + self.failed + self.skipped.total() + self.earlier

    @property
    def rate(self) -> float:
        """URLs that this process settles per second."""
        return (self.inputs - self.earlier - self.skipped["repeated"]) / max(0.001, time.monotonic() - self.started)

    def count_item(self, item: Item, record: Mapping[str, Any], *, known: bool, is_told: bool = False) -> None:
        """Count a page that was, or should have been, fetched. A refusal is reported unless it ``is_told`` already."""
        error = record["error"]
        if error is None:
            self.count_done(record.get("status", "ok"))
            return
        if item.outcome == "skipped":
            self.skipped[error["reason"]] += 1
        else:
            self.failed += 1
            self.reasons[error["reason"]] += 1
        if is_told:
            self.known += 1
        else:
            self._report(record, known=known)

    @property
    def unreported(self) -> int:
        """Failures and refusals that are new and do not fit into ``failures``."""
        refused = self.skipped.total() - self.skipped["repeated"]
        return self.failed + refused - self.known - len(self.failures)


def _why(reasons: Counter[str]) -> str:
    named = ", ".join(f"{reason} {count:,}" for reason, count in reasons.most_common() if count > 0)
    return f" ({named})" if named else ""


def count_words(done: int, *others: tuple[int, str], walls: Mapping[str, int] | None = None) -> str:
    """Counts as words: ``118 done, 2 skipped``. ``done`` is always named, the others only if they are not 0.

    >>> count_words(1180, (0, "unchanged"), (2, "skipped"), walls={"login": 3})
    '1,180 done (login 3), 2 skipped'
    """
    named = ", ".join(f"{status} {number:,}" for status, number in sorted((walls or {}).items()))
    first = f"{done:,} done" + (f" ({named})" if named else "")
    return ", ".join([first, *(f"{number:,} {word}" for number, word in others if number)])
