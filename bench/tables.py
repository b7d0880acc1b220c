"""Figures as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.bootstrap import Estimate, mean
from bench.figures import AS_IS, CLEANED, Figure, reliability
from bench.measures import LOSS_LIMIT
from bench.quality import Row
from bench.speed import ALL, Memory, Timing
from bench.systems import BASELINE

MIB = 1 << 20
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading above and a note below."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def markdown(self) -> str:
        """Render as Markdown. Cells after the first are right-aligned."""
        rule = ["---", *("---:" for _ in self.header[1:])]
        lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in (self.header, rule, *self.rows)]
        return "\n".join([f"### {self.title}", "", *lines, *(["", self.note] if self.note else [])])


class Index:
    """Figures by group, system and measure."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._found = {(figure.group, figure.system, figure.measure): figure.estimate for figure in figures}

    def get(self, group: str, system: str, measure: str) -> Estimate | None:
        """Return an estimate, or None."""
        return self._found.get((group, system, measure))

    def groups(self, measure: str) -> list[str]:
        """Return the groups that have a measure, in order."""
        return list(dict.fromkeys(group for group, _, name in self._found if name == measure))

    def pages(self, group: str, measure: str) -> int:
        """Return the number of pages of a group for a measure."""
        return max(found.pages for (name, _, what), found in self._found.items() if (name, what) == (group, measure))


def cell(estimate: Estimate | None, interval: bool = True) -> str:
    """Render an estimate with three decimals, and its interval."""
    if estimate is None:
        return NOTHING
    return f"{estimate.value:.3f} ({estimate.low:.3f}–{estimate.high:.3f})" if interval else f"{estimate.value:.3f}"


def pivot(title: str, figures: Sequence[Figure], measures: Sequence[str], systems: Sequence[str]) -> Table | None:
    """Arrange measures by group and system. Several measures share a cell, separated by a slash, without intervals."""
    index = Index(figures)
    columns = [name for name in systems if any(figure.system == name for figure in figures)]
    rows = [
        [
            f"{group} ({index.pages(group, measures[0])})",
            *(
                " / ".join(cell(index.get(group, system, name), interval=len(measures) == 1) for name in measures)
                for system in columns
            ),
        ]
        for group in index.groups(measures[0])
    ]
    return Table(title, ["corpus (pages)", *columns], rows) if rows else None


def text_tables(figures: Sequence[Figure], systems: Sequence[str]) -> list[Table]:
    """Render the quality of text from HTML, one table per measure."""
    found = [
        pivot("Text from HTML: word F1", figures, ["word F1"], systems),
        pivot("Text from HTML: word F1, mean of hosts", figures, ["word F1 by host"], systems),
        pivot("Text from HTML: precision / recall of words", figures, ["precision", "recall"], systems),
        pivot("Text from HTML: shingle F1", figures, ["shingle F1"], systems),
        pivot("Text from HTML: must-have snippets found (with)", figures, ["with"], systems),
        pivot("Text from HTML: must-not-have snippets found (leak), less is better", figures, ["leak"], systems),
    ]
    return [table for table in found if table is not None]


def dump_table(figures: Sequence[Figure], systems: Sequence[str]) -> Table:
    """Render the quality of text from plain text that another tool dumped."""
    index = Index(figures)
    groups = list(dict.fromkeys(figure.group for figure in figures))
    header = [
        "corpus: dump", "pages", "word F1 as it is", "cleaned", "gain", "shingle F1 as it is", "cleaned",
        "with / leak as it is", "cleaned", "gold words lost, mean", f"pages that lose > {LOSS_LIMIT:.0%}",
    ]  # fmt: skip
    rows = []
    for group in groups:
        for system in systems:
            estimates = [figure.estimate for figure in figures if (figure.group, figure.system) == (group, system)]
            if not estimates:
                continue

            def snippets(state: str, group: str = group, system: str = system) -> str:
                shares = [index.get(group, system, f"{name}, {state}") for name in ("with", "leak")]
                return " / ".join(cell(share, interval=False) for share in shares)

            losing = index.get(group, system, "pages that lose")
            rows.append([
                f"{group}: {system}",
                str(max(estimate.pages for estimate in estimates)),
                cell(index.get(group, system, f"word F1, {AS_IS}")),
                cell(index.get(group, system, f"word F1, {CLEANED}")),
                cell(index.get(group, system, "gain")),
                cell(index.get(group, system, f"shingle F1, {AS_IS}")),
                cell(index.get(group, system, f"shingle F1, {CLEANED}")),
                snippets(AS_IS),
                snippets(CLEANED),
                cell(index.get(group, system, "lost")),
                NOTHING if losing is None else f"{round(losing.value * losing.pages)} of {losing.pages}",
            ])  # fmt: skip
    return Table("Text from plain text: dumps of the same pages, as they are and cleaned", header, rows)


def metadata_table(figures: Sequence[Figure], systems: Sequence[str]) -> Table:
    """Render the metadata by corpus and system."""
    index = Index(figures)
    names = ("title", "date", "authors", "date invented", "authors invented")
    corpora = [group for group in dict.fromkeys(figure.group for figure in figures) if ": " not in group]
    rows = []
    for corpus in corpora:
        counts = [
            str(index.pages(corpus, name)) if any((f.group, f.measure) == (corpus, name) for f in figures) else "0"
            for name in names
        ]
        rows.append([f"{corpus}: pages", *counts])
        rows.extend(
            [f"{corpus}: {system}", *(cell(index.get(corpus, system, name)) for name in names)]
            for system in systems
            if any((figure.group, figure.system) == (corpus, system) for figure in figures)
        )
    return Table("Metadata (invented: a value where the page states none, less is better)", ["", *names], rows)


def failure_table(rows: Sequence[Row]) -> Table:
    """Render how often each system returned nothing, and why."""
    body = []
    for system, cleaned in dict.fromkeys((row.system, row.cleaned) for row in rows):
        own = [row for row in rows if (row.system, row.cleaned) == (system, cleaned)]
        kinds = [row.failure_kind for row in own]
        first = next((row for row in own if row.failure), None)
        body.append([
            f"{system}, {CLEANED}" if cleaned else system,
            str(len(own)),
            str(sum(row.words == 0 for row in own)),
            *(str(kinds.count(kind)) for kind in ("crashed", "hung", "died")),
            f"{first.corpus}/{first.id}: {' '.join((first.failure or '').split())[:80]}" if first else "",
        ])  # fmt: skip
    header = ["system", "pages", "empty texts", "crashed", "hung", "died", "first failure"]
    return Table("Failures (each scored as an empty text)", header, body)


def reliability_table(rows: Sequence[Row], systems: Sequence[str]) -> Table | None:
    """Render how well each mode's confidence predicts its word F1."""
    body = []
    for system in systems:
        for band, members in reliability(rows, system):
            scores = [row.word.f1 for row in members if row.word]
            body.append([f"{system}: {band}", str(len(scores)), cell(mean(scores))])
    has_pages = any(row[1] != "0" for row in body)
    return Table("Confidence", ["mode: band", "pages", "mean word F1"], body) if has_pages else None


def speed_table(timings: Sequence[Timing], memories: Sequence[Memory]) -> Table:
    """Render CPU time per page, its ratio to the baseline, and peak memory."""
    names = list(dict.fromkeys(name for timing in timings for name in timing.seconds))
    times = {name: np.array([timing.seconds[name] for timing in timings]) * 1000 for name in names}
    weights = {memory.system: memory for memory in memories}
    base = times.get(BASELINE)
    rows = []
    for name in sorted(names, key=lambda name: float(np.median(times[name]))):
        mine, memory = times[name], weights.get(name)
        ratios = (
            [NOTHING, NOTHING]
            if base is None
            else [f"{np.median(mine) / np.median(base):.3f}", f"{mine.mean() / base.mean():.3f}"]
        )
        rows.append([
            name.replace(ALL, " with metadata"),
            f"{np.median(mine):.2f}",
            f"{mine.mean():.2f}",
            f"{np.percentile(mine, 95):.2f}",
            *ratios,
            f"{memory.peak / MIB:.0f}" if memory else NOTHING,
            f"{memory.start / MIB:.0f}" if memory else NOTHING,
            str(sum(name in timing.raised for timing in timings)),
        ])  # fmt: skip
    header = ["system", "CPU ms, median", "mean", "p95", "median / trafilatura's", "mean / trafilatura's",
              "peak memory, MiB", "before the first page, MiB", "pages with an exception"]  # fmt: skip
    return Table(f"CPU time a page and memory, {len(timings)} pages", header, rows)


def stage_table(timings: Sequence[Timing]) -> Table | None:
    """Render the time of our stages, or nothing if the pipeline does not report it."""
    rows = []
    for mode in dict.fromkeys(mode for timing in timings for mode in timing.stages):
        found = [timing.stages[mode] for timing in timings if mode in timing.stages]
        total = sum(sum(stages.values()) for stages in found)
        for stage in dict.fromkeys(stage for stages in found for stage in stages):
            times = np.array([stages.get(stage, 0.0) for stages in found]) * 1000
            share = times.sum() / 1000 / total if total else 0.0
            rows.append([f"{mode}: {stage}", f"{np.median(times):.2f}", f"{times.mean():.2f}", f"{share:.0%}"])
    return Table("Where our time goes", ["mode: stage", "CPU ms, median", "mean", "share"], rows) if rows else None
