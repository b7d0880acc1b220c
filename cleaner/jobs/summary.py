"""How a batch ended: every input counted once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from cleaner.sinks import Output

SHOWN_FAILURES = 20


@dataclass(slots=True)
class Summary:
    """Inputs by outcome, and the first failures in the words of their records.

    ``told`` of the ``failed`` were named by an earlier run and are not named again.
    """

    done: int = 0
    unchanged: int = 0
    failed: int = 0
    told: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def inputs(self) -> int:
        """All inputs that were accounted for."""
        return self.done + self.unchanged + self.failed + self.skipped.total()

    def count(self, output: Output, *, told: bool = False) -> None:
        """Count a page that was written. ``told``: an earlier run named this failure, and time does not mend it."""
        error = output.record["error"]
        if error is None:
            self.done += 1
            return
        if error["reason"] == "usage":  # the user asked to leave such pages out
            self.skipped["usage"] += 1
            return
        self.failed += 1
        self.reasons[error["reason"]] += 1
        if told:
            self.told += 1
        elif len(self.failures) < SHOWN_FAILURES:
            self.failures.append(f"{output.record['origin']}: {error['reason']}: {error['message']}")

    def line(self, seconds: float) -> str:
        """The closing line: ``118 done, 2 skipped, 1 failed, 41 s``; done always, the others where there are any."""
        parts = [f"{self.done} done"]
        parts += [
            f"{number} {word}"
            for number, word in (
                (self.unchanged, "unchanged"), (self.skipped.total(), "skipped"), (self.failed, "failed")
            )
            if number
        ]  # fmt: skip
        return f"{', '.join(parts)}, {seconds:.0f} s"
