"""Turns rows of scores into figures: an estimate with its interval for each measure, group of pages and system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.bootstrap import Estimate, mean, pooled_f1
from bench.measures import LOSS_LIMIT
from bench.quality import Row

BANDS = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))  # of Article.confidence, upper end excluded
MIN_ALIKE = 20  # pages of one host in a corpus; with more, the figures depend much on that host
AS_IS, CLEANED = "as it is", "cleaned"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. ``group`` is a corpus, ``<corpus>: <page kind>`` or ``<corpus>: <language>``."""

    table: str
    group: str
    system: str
    measure: str
    estimate: Estimate


Measure = tuple[str, Callable[[Sequence[Row]], Estimate | None]]


def _mean_of(pick: Callable[[Row], float | None]) -> Callable[[Sequence[Row]], Estimate | None]:
    return lambda rows: mean([value for row in rows if (value := pick(row)) is not None])


def _by_host(rows: Sequence[Row]) -> Estimate | None:
    """Mean word F1 of hosts, so that a host with many pages does not weigh more. None if no host has several pages."""
    hosts: dict[str, list[float]] = {}
    for row in rows:
        if row.word:
            hosts.setdefault(row.domain, []).append(row.word.f1)
    several = any(len(values) > MIN_ALIKE for values in hosts.values())
    return mean([sum(values) / len(values) for values in hosts.values()]) if several else None


def _shingle_f1(rows: Sequence[Row]) -> Estimate | None:
    return pooled_f1([(row.shingle.tp, row.shingle.fp, row.shingle.fn) for row in rows if row.shingle])


TEXT_MEASURES: tuple[Measure, ...] = (
    ("word F1", _mean_of(lambda row: row.word.f1 if row.word else None)),
    ("word F1 by host", _by_host),
    ("precision", _mean_of(lambda row: row.word.precision if row.word else None)),
    ("recall", _mean_of(lambda row: row.word.recall if row.word else None)),
    ("shingle F1", _shingle_f1),
    ("with", _mean_of(lambda row: row.found)),
    ("leak", _mean_of(lambda row: row.leaked)),
)
METADATA_MEASURES: tuple[Measure, ...] = (
    ("title", _mean_of(lambda row: row.title)),
    ("date", _mean_of(lambda row: row.date)),
    ("authors", _mean_of(lambda row: row.authors)),
    ("date invented", _mean_of(lambda row: row.date_invented)),
    ("authors invented", _mean_of(lambda row: row.author_invented)),
)


def groups(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Yield the rows of each corpus, then of each page kind, then of each language, if a corpus has several."""
    for corpus in sorted({row.corpus for row in rows}):
        yield corpus, [row for row in rows if row.corpus == corpus]
    for corpus in sorted({row.corpus for row in rows}):
        mine = [row for row in rows if row.corpus == corpus]
        kinds = Counter(row.kind for row in mine)
        if len(kinds) > 1:
            for kind, _ in kinds.most_common():
                yield f"{corpus}: {kind}", [row for row in mine if row.kind == kind]
        languages = Counter(row.language for row in mine if row.language)
        if len(languages) > 1:
            for language, _ in languages.most_common():
                yield f"{corpus}: {language}", [row for row in mine if row.language == language]


def compare(table: str, rows: Sequence[Row], systems: Sequence[str], measures: Sequence[Measure]) -> list[Figure]:
    """Estimate every measure for every group and system that has it."""
    found: list[Figure] = []
    for group, members in groups([row for row in rows if not row.cleaned]):
        for system in systems:
            own = [row for row in members if row.system == system]
            for name, measure in measures:
                estimate = measure(own)
                if estimate is not None:
                    found.append(Figure(table, group, system, name, estimate))
    return found


def dumps(rows: Sequence[Row], systems: Sequence[str]) -> list[Figure]:
    """Estimate for each corpus: each dump as it is and cleaned, the gain in word F1 per page, and the words lost."""
    found: list[Figure] = []
    for corpus in sorted({row.corpus for row in rows}):
        for system in systems:
            own = [row for row in rows if row.corpus == corpus and row.system == system]
            for state, cleaned in ((AS_IS, False), (CLEANED, True)):
                for name, measure in TEXT_MEASURES:
                    estimate = measure([row for row in own if row.cleaned == cleaned])
                    if estimate is not None:
                        found.append(Figure("dumps", corpus, system, f"{name}, {state}", estimate))
            found.extend(_gain(corpus, system, own))
    return found


def _gain(corpus: str, system: str, own: Sequence[Row]) -> Iterator[Figure]:
    before = {row.id: row.word.f1 for row in own if row.word and not row.cleaned}
    after = {row.id: row.word.f1 for row in own if row.word and row.cleaned}
    lost = [row.lost for row in own if row.lost is not None]
    for name, estimate in (
        ("gain", mean([after[key] - before[key] for key in after if key in before])),
        ("lost", mean(lost)),
        ("pages that lose", mean([float(share > LOSS_LIMIT) for share in lost])),
    ):
        if estimate is not None:
            yield Figure("dumps", corpus, system, name, estimate)


def reliability(rows: Sequence[Row], system: str) -> Iterator[tuple[str, list[Row]]]:
    """Yield the bands of confidence, with the pages of a system that have gold text and belong to them."""
    known = [row for row in rows if row.system == system and row.word and row.confidence is not None]
    for low, high in BANDS:
        name = f"< {high}" if low == 0 else f">= {low}" if high > 1 else f"{low} to {high}"
        yield name, [row for row in known if row.confidence is not None and low <= row.confidence < high]
