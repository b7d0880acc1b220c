"""Runs systems on pages and scores their output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bench import measures
from bench.corpora import NULL_MEANS_NONE, GoldPage
from bench.make import make_system
from bench.systems import (
    DATE_PEERS,
    METADATA,
    OURS,
    FailureKind,
    Metadata,
    Output,
    RawPage,
    System,
    decode,
)
from bench.workers import HANG_SECONDS, Died, Hung, Worker, run_all


@dataclass(frozen=True, slots=True)
class Step:
    """A system to run on a page. If ``cleaned``, cleaner then cleans the text that the system makes."""

    system: str
    cleaned: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A step on a page. ``weights`` are those of the page's fold, None for the shipped ones."""

    page: GoldPage
    step: Step
    weights: Path | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The scores of a step on a page. A score is None if the page has no gold for it or the system no such value.

    ``found`` and ``leaked`` are shares of the snippets that must and must not be in the text. ``lost`` is the share of
    the dump's gold words that cleaning removed, ``words`` the number of words returned. ``title`` and ``date`` are 1 or
    0. ``date_invented`` and ``author_invented`` are 1 or 0 on pages that state no such value.
    """

    corpus: str
    id: str
    kind: str
    system: str
    cleaned: bool = False
    failure: str | None = None
    failure_kind: FailureKind | None = None
    words: int = 0
    word: measures.WordScore | None = None
    shingle: measures.ShingleScore | None = None
    found: float | None = None
    leaked: float | None = None
    lost: float | None = None
    confidence: float | None = None
    title: float | None = None
    date: float | None = None
    authors: float | None = None
    date_invented: float | None = None
    author_invented: float | None = None
    domain: str = ""
    language: str | None = None


class Desk:
    """One page in a child process. The output of every system is made once, for all steps on the page."""

    def __init__(self, page: GoldPage, weights: Path | None, systems: dict[str, System]) -> None:
        self.page = page
        self._weights = weights
        self._systems = systems
        self._raw = RawPage(page.html, decode(page.html), page.url)
        self._outputs: dict[str, Output] = {}

    def output(self, name: str) -> Output:
        """Return the output of a system with its metadata. A system that raises returns an empty text."""
        if name not in self._outputs:
            if name not in self._systems:
                self._systems[name] = make_system(name)
            self._outputs[name] = self._guarded(name in OURS, partial(self._extract, self._systems[name]))
        return self._outputs[name]

    def cleaned(self, name: str) -> Output:
        """Return the text of a system for the page, cleaned by cleaner."""
        return self._guarded(True, partial(_clean_dump, self.output(name).text))

    def _extract(self, system: System) -> Output:
        output = system.extract(self._raw)
        if system.extract_all is None or not _has_metadata(self.page):
            return output
        more = self._guarded(False, partial(system.extract_all, self._raw))
        return replace(output, metadata=more.metadata, failure=more.failure, failure_kind=more.failure_kind)

    def _guarded(self, judged: bool, call: Callable[[], Output]) -> Output:
        try:
            with self._judging() if judged else nullcontext():
                return call()
        except Exception as fault:  # any error of a system is counted
            return Output(failure=f"{type(fault).__name__}: {fault}"[:200], failure_kind="crashed")

    def _judging(self) -> AbstractContextManager[None]:
        if self._weights is None:
            return nullcontext()
        from bench import ours

        return ours.with_weights(self._weights)


def _has_metadata(page: GoldPage) -> bool:
    return page.corpus in NULL_MEANS_NONE or any((page.title, page.date, page.authors))


def _clean_dump(dump: str) -> Output:
    from bench import ours

    return Output(ours.clean_text(dump))


class Bench:
    """The handler of a child process. It keeps the current page and the imported systems."""

    def __init__(self) -> None:
        self._systems: dict[str, System] = {}
        self._desk: Desk | None = None

    def __call__(self, task: Task) -> Row:
        """Run a step and score it."""
        if self._desk is None or self._desk.page.key != task.page.key:
            self._desk = Desk(task.page, task.weights, self._systems)
        name = task.step.system
        if not task.step.cleaned:
            return score(task.page, task.step, self._desk.output(name))
        return score(task.page, task.step, self._desk.cleaned(name), dump=self._desk.output(name).text)


def score(page: GoldPage, step: Step, output: Output, dump: str | None = None) -> Row:
    """Compare an output with the gold of its page. ``dump`` is the text before cleaning, if there is one."""
    text = output.text
    if step.system in DATE_PEERS:
        return _score_dates(page, step, output)
    row = Row(
        page.corpus, page.id, page.kind, step.system, step.cleaned, output.failure, output.failure_kind,
        words=measures.bag(text).total(),
        found=measures.share_found(page.with_, text),
        leaked=measures.share_found(page.without, text),
        confidence=output.confidence,
        domain=page.domain,
        language=page.language,
    )  # fmt: skip
    if page.text is not None:
        row = replace(
            row,
            word=measures.word_score(page.text, text),
            shingle=measures.shingle_score(page.text, text),
            lost=measures.share_lost(page.text, dump, text) if dump is not None else None,
        )
    if step.system not in METADATA or step.cleaned:
        return row
    return _score_metadata(page, row, output.metadata or Metadata())


def _score_dates(page: GoldPage, step: Step, output: Output) -> Row:
    """The row of a system that reads only dates."""
    row = Row(page.corpus, page.id, page.kind, step.system, False, output.failure, output.failure_kind)
    full = _score_metadata(page, row, output.metadata or Metadata())
    return replace(row, date=full.date, date_invented=full.date_invented)


def _score_metadata(page: GoldPage, row: Row, given: Metadata) -> Row:
    stated = page.corpus in NULL_MEANS_NONE
    return replace(
        row,
        title=None if page.title is None else float(measures.same_title(page.title, given.title)),
        date=None if page.date is None else float(measures.same_day(page.date, given.date)),
        authors=None if page.authors is None else measures.author_score(page.authors, given.authors),
        date_invented=float(bool(given.date)) if stated and page.date is None else None,
        author_invented=float(bool(given.authors)) if stated and page.authors is None else None,
    )


def run(
    pages: Iterable[GoldPage],
    steps: Sequence[Step],
    *,
    folds: dict[str, Path] | None = None,
    jobs: int = 1,
    cpu_limit: int = HANG_SECONDS,
    progress: Callable[[GoldPage], None] = lambda page: None,
) -> list[Row]:
    """Run all steps on all pages in ``jobs`` child processes. Yield rows in the order of pages and steps.

    Steps for which a page has no gold are left out. ``folds`` maps a page's key to the weights that never saw its
    domain. Raises KeyError for a page that is not in ``folds``.
    """
    rows: dict[tuple[int, int], Row] = {}

    def work(worker: Worker[Task, Row], numbered: tuple[int, GoldPage]) -> None:
        number, page = numbered
        weights = folds[page.key] if folds is not None else None
        failed: dict[str, Row] = {}
        for place, step in enumerate(steps):
            if not is_useful(step, page):
                continue
            row = failed.get(step.system)
            row = _attempt(worker, Task(page, step, weights)) if row is None else replace(row, cleaned=step.cleaned)
            if row.failure_kind in {"hung", "died"}:
                failed[step.system] = row
            rows[number, place] = row
        progress(page)

    run_all(enumerate(pages), work, lambda: Worker(Bench, cpu_limit), jobs)
    return [rows[key] for key in sorted(rows)]


def is_useful(step: Step, page: GoldPage) -> bool:
    """Whether a page has gold for comparison with a step."""
    if step.system not in DATE_PEERS and (page.text is not None or page.with_ or page.without):
        return True
    return _has_metadata(page) and step.system in METADATA and not step.cleaned


def _attempt(worker: Worker[Task, Row], task: Task) -> Row:
    kind: FailureKind
    try:
        return worker.run(task)
    except Hung as fault:
        kind, reason = "hung", str(fault)
    except Died as fault:
        kind, reason = "died", str(fault)
    row = score(task.page, task.step, Output(failure=reason, failure_kind=kind))
    return replace(row, lost=1.0) if task.step.cleaned and task.page.text else row
