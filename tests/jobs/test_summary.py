"""The closing line of a batch."""

from __future__ import annotations

from collections import Counter

from cleaner.jobs.summary import Summary


def test_walls_are_named_among_the_done() -> None:
    """A site that blocks every page must not look like one that was read."""
    summary = Summary()
    for status in ("ok", "partial", "index", "blocked", "blocked", "login"):
        summary.count({"error": None, "status": status})
    assert summary.line(1.0) == "6 done (blocked 2, login 1), 1 s"
    assert summary.inputs == 6


def test_reasons_are_named_among_the_skipped_and_failed() -> None:
    """A folder of archives, say, must not look like one of hidden files."""
    summary = Summary(skipped=Counter({"hidden": 1, "not-a-page": 1_200, "repeated": 0}))
    error = {"reason": "not-text", "message": "it is not", "retryable": False}
    summary.count({"error": error, "origin": "a"})
    assert summary.line(1.0) == "0 done, 1,201 skipped (not-a-page 1,200, hidden 1), 1 failed (not-text 1), 1 s"
