"""A summary of a file of records, in one pass. Memory grows with hosts and rules, not with pages.

Details are kept only for the least confident pages.
"""

from __future__ import annotations

import heapq
import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from cleaner.errors import BadInput, InputMissing, UsageError

MAX_SHOWN_CHARS = 200_000  # code points of a page's text that a report shows
MAX_REMOVED_CHARS = 2_000  # code points of a removed block that a report shows
MAX_DETAIL_CHARS = 60_000_000  # code points in the details of all pages together
CONFIDENCE_BANDS = 10
MIN_DRIFT_PAGES = 6  # pages of a host before its later pages are compared with its earlier ones
LATER_SHARE = 1 / 3  # the last pages of a host in the file, which count as later
DRIFT_FACTOR = 2.0  # ratio of the medians of kept characters from which a host's yield has drifted
ARTICLES = ("ok", "partial")  # statuses of articles
NOT_RECORDS = frozenset({".md", ".txt", ".html", ".parquet"})


@dataclass(frozen=True, slots=True)
class Cut:
    """A removed block, as a record states it."""

    kind: str
    judge: str
    rule: str
    score: float
    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a report shows of one record."""

    id: str
    name: str
    link: str | None
    host: str
    status: str
    title: str
    confidence: float
    text: str
    cuts: tuple[Cut, ...]
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    duplicate: tuple[str, float] | None = None  # id of the record that it nearly repeats, and their similarity

    @property
    def removed_chars(self) -> int:
        """The number of removed code points."""
        return sum(len(cut.text) for cut in self.cuts)


@dataclass(slots=True)
class Tally:
    """The number of removed blocks and characters with one name."""

    blocks: int = 0
    chars: int = 0

    def add(self, text: str) -> None:
        """Count one removed block."""
        self.blocks += 1
        self.chars += len(text)


@dataclass(slots=True)
class Host:
    """One host's pages: their kept characters in file order, failures and removals."""

    kept: array[int] = field(default_factory=lambda: array("Q"))
    failed: int = 0
    removed_chars: int = 0

    def drift(self) -> tuple[float, float] | None:
        """The medians of kept characters of its earlier and its later pages, if they differ by DRIFT_FACTOR."""
        if len(self.kept) < MIN_DRIFT_PAGES:
            return None
        cut = len(self.kept) - max(1, round(len(self.kept) * LATER_SHARE))
        earlier, later = median(self.kept[:cut]), median(self.kept[cut:])
        if max(earlier, later) >= DRIFT_FACTOR * max(1.0, min(earlier, later)):
            return earlier, later
        return None


@dataclass(slots=True)
class Summary:
    """All records of a file."""

    records: int = 0
    unreadable: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    bands: list[int] = field(default_factory=lambda: [0] * CONFIDENCE_BANDS)
    kept_chars: int = 0
    kinds: dict[str, Tally] = field(default_factory=dict)
    judges: dict[str, Tally] = field(default_factory=dict)
    rules: dict[tuple[str, str, str], Tally] = field(default_factory=dict)
    hosts: dict[str, Host] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """Pages that yielded no article."""
        return self.statuses["failed"]

    @property
    def articles(self) -> int:
        """Pages that are articles, complete or partial."""
        return sum(self.statuses[status] for status in ARTICLES)

    @property
    def others(self) -> int:
        """Pages that did not fail but are not articles: walls, lists of links, empty pages."""
        return self.records - self.failed - self.articles

    @property
    def removed(self) -> Tally:
        """All removals."""
        return Tally(
            sum(tally.blocks for tally in self.kinds.values()), sum(tally.chars for tally in self.kinds.values())
        )

    @property
    def drifted(self) -> list[tuple[str, float, float]]:
        """Hosts whose later pages give much more or less text than their earlier ones: name, medians; worst first."""
        found = [(name, drift) for name, host in self.hosts.items() if (drift := host.drift())]
        found.sort(key=lambda pair: (min(pair[1]) / max(1.0, *pair[1]), pair[0]))
        return [(name, earlier, later) for name, (earlier, later) in found]

    def add(self, entry: Entry) -> None:
        """Count one record."""
        self.records += 1
        self.statuses[entry.status] += 1
        host = self.hosts.setdefault(entry.host, Host())
        if entry.status == "failed":
            host.failed += 1
            return
        if entry.status in ARTICLES:
            self.bands[min(CONFIDENCE_BANDS - 1, int(entry.confidence * CONFIDENCE_BANDS))] += 1
        self.kept_chars += len(entry.text)
        host.kept.append(len(entry.text))
        for cut in entry.cuts:
            host.removed_chars += len(cut.text)
            self.kinds.setdefault(cut.kind, Tally()).add(cut.text)
            self.judges.setdefault(cut.judge, Tally()).add(cut.text)
            self.rules.setdefault((cut.kind, cut.judge, cut.rule), Tally()).add(cut.text)


def summarise(records: Iterable[Mapping[str, Any] | None], max_pages: int) -> Summary:
    """Summarise records (None: an invalid line), with the details of ``max_pages`` pages, least confident first."""
    summary = Summary()
    least: list[tuple[float, int, Entry]] = []
    for record in records:
        entry = to_entry(record) if record is not None else None
        if entry is None:
            summary.unreadable += 1
            continue
        summary.add(entry)
        if record is not None and isinstance(record.get("error"), dict):
            summary.reasons[_text(record["error"].get("reason"))] += 1
        if max_pages > 0:
            item = (-entry.confidence, -summary.records, entry)
            (heapq.heappush if len(least) < max_pages else heapq.heappushpop)(least, item)
    room = MAX_DETAIL_CHARS
    for _, _, entry in sorted(least, key=lambda item: (-item[0], -item[1])):
        room -= len(entry.text) + entry.removed_chars
        if room < 0 and summary.entries:
            break
        summary.entries.append(entry)
    return summary


def read_records(path: Path) -> Iterator[Mapping[str, Any] | None]:
    """The records of a JSON Lines file, None for a line without a JSON object. Raises InputMissing and UsageError."""
    if path.is_dir() or path.suffix.lower() in NOT_RECORDS:
        raise UsageError(f"{path}: a report is made from JSON Lines records; write them with -o NAME.jsonl")
    try:
        with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
            for line in lines:
                if line.strip():
                    yield _parse(line)
    except OSError as error:
        raise InputMissing(f"{path}: {error.strerror or error}") from None


def _parse(line: str) -> Mapping[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def check(summary: Summary, path: Path) -> None:
    """Raise BadInput if a file has lines but no record."""
    if summary.unreadable and not summary.records:
        raise BadInput(f"{path}: holds no records; a report is made from the JSON Lines that cleaner writes")


def to_entry(record: Mapping[str, Any]) -> Entry | None:
    """The entry for a record, or None if it is not a record of cleaner."""
    status, origin = record.get("status"), record.get("origin")
    if not isinstance(status, str) or not isinstance(origin, str):
        return None
    url = _text(record.get("final_url")) or _text(record.get("url"))
    link = next((found for found in (url, origin) if _is_web(found)), None)
    text = _text(record.get("text"))
    cuts = tuple(_cut(part) for part in _list(record.get("removed")) if isinstance(part, dict))
    duplicate = record.get("duplicate_of")
    return Entry(
        id=_text(record.get("id")),
        name=origin,
        link=link,
        host=_host(link, origin),
        status=status,
        title=_text(record.get("title")),
        confidence=_share(record.get("confidence")),
        text=text,
        cuts=cuts,
        facts=tuple(_facts(record)),
        notes=tuple(_text(note) for note in _list(record.get("notes"))),
        duplicate=(
            (_text(duplicate.get("id")), _share(duplicate.get("similarity"))) if isinstance(duplicate, dict) else None
        ),
    )


def _cut(part: Mapping[str, Any]) -> Cut:
    offset = part.get("offset")
    return Cut(
        kind=_text(part.get("kind")) or "other",
        judge=_text(part.get("judge")),
        rule=_text(part.get("rule")),
        score=_share(part.get("score")),
        offset=offset if isinstance(offset, int) else 0,
        text=_text(part.get("text")),
    )


def _facts(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The stated metadata and the outcome, as pairs of label and text."""
    for key in ("authors", "published", "modified", "site", "language", "kind"):
        value = record.get(key)
        shown = ", ".join(map(_text, value)) if isinstance(value, list) else _text(value)
        if shown:
            yield key, shown
    error = record.get("error")
    if isinstance(error, dict):
        yield "failed", f"{_text(error.get('stage'))}: {_text(error.get('reason'))}: {_text(error.get('message'))}"
        yield "retry", "may help" if error.get("retryable") else "will not help"


def pieces(entry: Entry) -> Iterator[str | Cut]:
    """The page again: pieces of the kept text and, between them, the removed blocks."""
    at = 0
    for cut in entry.cuts:
        place = min(max(cut.offset, at), len(entry.text))
        if place > at:
            yield entry.text[at:place]
        at = place
        yield cut
    if at < len(entry.text):
        yield entry.text[at:]


def _host(link: str | None, origin: str) -> str:
    """The host of a web page, or the folder of a file."""
    if link:
        try:
            return urlsplit(link).hostname or "(no host)"
        except ValueError:
            return "(no host)"
    folder = str(PurePosixPath(origin.replace("\\", "/")).parent)
    return "(no folder)" if folder == "." else folder


def _is_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _share(value: object) -> float:
    return min(1.0, max(0.0, float(value))) if isinstance(value, int | float) and value == value else 0.0  # noqa: PLR0124 - NaN
