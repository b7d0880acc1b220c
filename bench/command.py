"""The command: read the corpora, run the systems, print the tables."""

from __future__ import annotations

import argparse
import json
import platform
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench import figures, quality, speed, tables
from bench.corpora import CorpusError, GoldPage, find_corpora, load
from bench.figures import Figure
from bench.folds import read_folds
from bench.quality import Row, Step
from bench.systems import DATE_PEERS, DUMPS, MODES, OURS, PEERS, WHOLE_PAGE, is_installed

TABLES = ("text", "dumps", "metadata", "confidence", "speed")
TIMED_PAGES = 200
SAMPLE_SEED = 7
PROGRESS_SECONDS = 20
PACKAGES = (
    "trafilatura",
    "readability-lxml",
    "resiliparse",
    "newspaper4k",
    "justext",
    "boilerpy3",
    "html-text",
    "lxml",
)


class UsageError(Exception):
    """The command was called wrongly. Its text is one line for the user."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run, and on which pages."""

    folders: tuple[Path, ...]
    systems: tuple[str, ...]
    dumps: tuple[str, ...]
    tables: tuple[str, ...]
    pages: int | None
    timed: int
    jobs: int
    folds: dict[str, Path] | None = None

    def steps(self) -> list[Step]:
        """Return the steps for every page: the systems, then dumps that are not among them, then the cleaned dumps."""
        names = dict.fromkeys((*self.systems, *self.dumps))
        cleaned = [Step(name, cleaned=True) for name in self.dumps if is_installed(OURS[0])]
        return [*map(Step, names), *cleaned]

    def read(self) -> Iterator[GoldPage]:
        """Yield all pages, or a seeded sample of each corpus."""
        for folder in self.folders:
            yield from load(folder, self.pages, SAMPLE_SEED)


@dataclass(slots=True)
class Result:
    """Everything that was measured."""

    rows: list[Row] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    timings: list[speed.Timing] = field(default_factory=list)
    memories: list[speed.Memory] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Return 0, or 2 with one line on stderr if it was called wrongly."""
    options = _parser().parse_args(arguments)
    try:
        plan = _plan(options)
        result = measure(plan)
    except (CorpusError, UsageError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    print("\n\n".join([_opening(plan, result), *(table.markdown() for table in render(plan, result))]))
    if options.json:
        options.json.write_text(json.dumps(_record(plan, result), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


def measure(plan: Plan) -> Result:
    """Run everything that the plan's tables need."""
    result = Result()
    if set(plan.tables) - {"speed"}:
        result.rows = quality.run(
            plan.read(), plan.steps(), folds=plan.folds, jobs=plan.jobs, progress=_Progress("pages")
        )
        result.figures = [
            *figures.compare("text", result.rows, plan.systems, figures.TEXT_MEASURES),
            *figures.dumps(result.rows, plan.dumps),
            *figures.compare("metadata", result.rows, plan.systems, figures.METADATA_MEASURES),
        ]
    if "speed" in plan.tables:
        broken = {f"{row.corpus}/{row.id}" for row in result.rows if row.failure_kind in {"hung", "died"}}
        timed = sample(plan.read(), plan.timed, broken)
        texts = [name for name in plan.systems if name not in DATE_PEERS]
        result.timings, result.left_out = speed.time_pages(_counted(timed, "timed"), texts)
        result.memories = [speed.weigh(_counted(timed, f"memory of {name}"), name) for name in texts]
    return result


def render(plan: Plan, result: Result) -> list[tables.Table]:
    """Arrange the results in tables."""
    found: list[tables.Table | None] = []
    by_table = {name: [figure for figure in result.figures if figure.table == name] for name in TABLES}
    if "text" in plan.tables:
        found += tables.text_tables(by_table["text"], [name for name in plan.systems if name not in DATE_PEERS])
    if "dumps" in plan.tables and by_table["dumps"]:
        found.append(tables.dump_table(by_table["dumps"], plan.dumps))
    if "metadata" in plan.tables and by_table["metadata"]:
        found.append(tables.metadata_table(by_table["metadata"], plan.systems))
    if "confidence" in plan.tables:
        found.append(tables.reliability_table(result.rows, [name for name in plan.systems if name in OURS]))
    if result.rows:
        found.append(tables.failure_table([row for row in result.rows if row.system not in DATE_PEERS]))
    if result.timings:
        found += [tables.speed_table(result.timings, result.memories), tables.stage_table(result.timings)]
    return [table for table in found if table is not None]


def sample(pages: Iterator[GoldPage], count: int, without: set[str]) -> list[GoldPage]:
    """Draw ``count`` pages evenly from a stream, with a fixed seed (Vitter's algorithm R), in a fixed order."""
    source, drawn = random.Random(SAMPLE_SEED), list[GoldPage]()
    wanted = (page for page in pages if page.key not in without)
    for number, page in enumerate(wanted):
        if number < count:
            drawn.append(page)
        elif (place := source.randrange(number + 1)) < count:
            drawn[place] = page
    return drawn


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    add("--corpora", type=Path, required=True, metavar="DIR", help="folder of corpora")
    add("--only", type=_words, default=(), metavar="NAMES", help="corpora, parted by commas; default: all")
    known, default = ",".join((*OURS, *PEERS, *DATE_PEERS)), ",".join(MODES)
    add("--systems", type=_words, metavar="NAMES", help=f"of {known}; default: {default} and all peers")
    add("--dumps", type=_words, metavar="NAMES", help=f"dumps to clean; default: {','.join(DUMPS)}")
    add("--tables", type=_words, default=TABLES, metavar="NAMES", help=f"of {','.join(TABLES)}; default: all")
    add("--pages", type=_count, metavar="N", help="a seeded sample of N pages of each corpus")
    add("--timed", type=_count, default=TIMED_PAGES, metavar="N", help=f"pages to time; default: {TIMED_PAGES}")
    add("--jobs", type=_count, default=1, metavar="N", help="processes that measure quality; timing uses one")
    add("--folds", type=Path, metavar="DIR", help="weights by fold (fold-<k>.npz) and folds.json, page to fold")
    add("--json", type=Path, metavar="FILE", help="write all figures and every page's scores")
    return parser


def _words(given: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in given.split(",") if word.strip()))


def _count(given: str) -> int:
    number = int(given)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _plan(options: argparse.Namespace) -> Plan:
    _refuse_unknown("table", options.tables, TABLES)
    systems = _choose("system", options.systems, (*OURS, *PEERS, *DATE_PEERS), (*MODES, *PEERS, *DATE_PEERS))
    dumps: tuple[str, ...] = ()
    if "dumps" in options.tables:
        dumps = _choose("dump", options.dumps, (WHOLE_PAGE, *PEERS), DUMPS)
    if not systems:
        raise UsageError("none of the systems is installed; install the extra named bench")
    plan = Plan(
        folders=tuple(find_corpora(options.corpora, options.only)),
        systems=systems,
        dumps=dumps,
        tables=options.tables,
        pages=options.pages,
        timed=options.timed,
        jobs=options.jobs,
    )
    return replace(plan, folds=read_folds(options.folds, plan.read())) if options.folds else plan


def _choose(what: str, given: tuple[str, ...] | None, known: Sequence[str], default: Sequence[str]) -> tuple[str, ...]:
    """Return the requested names, or those of the default that are installed."""
    if given is None:
        missing = [name for name in default if not is_installed(name)]
        if missing:
            print(f"bench: left out, not installed: {', '.join(missing)}", file=sys.stderr)
        return tuple(name for name in default if name not in missing)
    _refuse_unknown(what, given, known)
    for name in given:
        if not is_installed(name):
            raise UsageError(f"{name} is not installed; install the extra named bench")
    return given


def _refuse_unknown(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    for name in given:
        if name not in known:
            raise UsageError(f"no {what} is called {name!r}; there are {', '.join(known)}")


class _Progress:
    """Prints the progress of a run to stderr from time to time."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._done = 0
        self._start = self._said = time.monotonic()

    def __call__(self, page: GoldPage) -> None:
        """Count a page."""
        self._done += 1
        now = time.monotonic()
        if now - self._said >= PROGRESS_SECONDS:
            self._said = now
            print(f"bench: {self._what}: {self._done}, at {page.key}, {now - self._start:.0f} s", file=sys.stderr)


def _counted(pages: Sequence[GoldPage], what: str) -> Iterator[GoldPage]:
    progress = _Progress(what)
    for page in pages:
        yield page
        progress(page)


def _opening(plan: Plan, result: Result) -> str:
    corpora = ", ".join(folder.name for folder in plan.folders)
    part = f"a sample of {plan.pages} pages of each corpus" if plan.pages else "all pages"
    ours = "cross-validated by domain" if plan.folds else "with the shipped weights"
    lines = [
        f"Corpora: {corpora}; {part}. Ours {ours}."
        if set(plan.systems) & set(OURS)
        else f"Corpora: {corpora}; {part}.",
        "In brackets: 95% bootstrap intervals over pages.",
        f"Python {platform.python_version()}; "
        + ", ".join(f"{name} {found}" for name, found in _versions().items())
        + ".",
    ]
    if result.left_out:
        lines.append(f"Not timed, because a system hung or died there: {', '.join(result.left_out)}.")
    return "\n".join(lines)


def _versions() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _record(plan: Plan, result: Result) -> dict[str, Any]:
    return {
        "corpora": [folder.name for folder in plan.folders],
        "pages": plan.pages,
        "cross_validated": plan.folds is not None,
        "versions": {"python": platform.python_version(), **_versions()},
        "figures": [asdict(figure) for figure in result.figures],
        "rows": [asdict(row) for row in result.rows],
        "timings": [asdict(timing) for timing in result.timings],
        "memories": [asdict(memory) for memory in result.memories],
        "not_timed": result.left_out,
    }
