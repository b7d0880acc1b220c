"""The closing line of a batch."""

from __future__ import annotations

from cleaner.jobs.summary import Summary


def test_walls_are_named_among_the_done() -> None:
    """A site that blocks every page must not look like one that was read."""
    summary = Summary()
    for status in ("ok", "partial", "index", "blocked", "blocked", "login"):
        summary.count({"error": None, "status": status})
    assert summary.line(1.0) == "6 done (blocked 2, login 1), 1 s"
    assert summary.inputs == 6
