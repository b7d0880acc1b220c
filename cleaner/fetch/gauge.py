"""What the scheduler tells a progress line. Apart from it, so that the line needs no library for fetching."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Gauge:
    """What is going on now, for a progress line."""

    in_flight: int = 0
    hosts: int = 0
    requests: int = 0
