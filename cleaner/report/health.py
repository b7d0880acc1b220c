"""The last run in Prometheus' text format, for the textfile collector of node_exporter."""

from __future__ import annotations

from collections.abc import Mapping


def render_health(
    outcomes: Mapping[str, int], seconds: float, ended_at: float, *, success: bool, finished: bool, notes: int
) -> str:
    """The metrics of one run. Times are seconds, ``ended_at`` since the epoch."""
    lines = [
        "# HELP cleaner_last_run_inputs Inputs of the last run by outcome.",
        "# TYPE cleaner_last_run_inputs gauge",
        *(f'cleaner_last_run_inputs{{outcome="{name}"}} {count}' for name, count in outcomes.items()),
    ]
    single = {
        "success": ("1 if the last run ended without an error of its own, otherwise 0.", int(success)),
        "finished": ("1 if the last run finished, 0 if its deadline or an error came first.", int(finished)),
        "warnings": ("Things that need attention, such as hosts whose layout changed.", notes),
        "duration_seconds": ("How long the last run took.", round(seconds, 3)),
        "timestamp_seconds": ("When the last run ended.", round(ended_at, 3)),
    }
    for name, (help_text, value) in single.items():
        lines += [f"# HELP cleaner_last_run_{name} {help_text}", f"# TYPE cleaner_last_run_{name} gauge"]
        lines.append(f"cleaner_last_run_{name} {value}")
    return "\n".join(lines) + "\n"
