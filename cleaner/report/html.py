"""The report: one self-contained page that opens from a mail or a disk, without network.

It shows pages of strangers, so their words are never more than text. jinja2 escapes what the template shows. The
details are JSON that the script puts into text nodes. A content security policy allows the page's own script and style,
by their hashes, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from cleaner.report.summary import MAX_REMOVED_CHARS, MAX_SHOWN_CHARS, Entry, Summary, Tally, pieces
from cleaner.report.undo import keep_name

TEMPLATES = Path(__file__).parent / "templates"
BAND_HEIGHT = 44  # pixels of the tallest bar of the histogram
MAX_ROWS = 40  # of a table of rules or hosts
# Kinds of one family share a colour, so that a few colours are enough.
FAMILIES = {
    "advertisement": "ads",
    "navigation": "links", "related": "links", "breadcrumb": "links", "tags": "links",
    "share": "media", "player": "media",
    "subscription": "walls", "paywall": "walls", "consent": "walls",
    "comments": "people", "author-box": "people", "credit": "people",
    "duplicate": "repeats", "duplicate-title": "repeats",
}  # fmt: skip
# The outcomes of pages, best first: the order of their plot.
OUTCOMES = {
    "ok": "good", "partial": "fair", "paywall": "wall", "consent": "wall", "login": "wall", "blocked": "wall",
    "index": "none", "shell": "none", "empty": "none", "not-found": "none", "failed": "bad",
}  # fmt: skip
# Characters that could end a script element, open a comment in it, or end a line in old JSON parsers.
UNSAFE_IN_SCRIPT = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a plot: its name, family of colour, count, position and length (in parts of 1000, or in pixels)."""

    name: str
    family: str
    count: int
    start: float
    length: float


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the texts of its cells, and the share (0 to 1) that its bar shows."""

    cells: tuple[str, ...]
    share: float
    family: str = "other"


def render_report(summary: Summary, name: str) -> str:
    """The report as HTML. ``name`` is the file of the records."""
    import jinja2

    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    env.filters["count"] = lambda number: f"{number:,.0f}"
    script, style = ((TEMPLATES / f"report.{kind}").read_text("utf-8") for kind in ("js", "css"))
    page = env.get_template("report.html").render(
        name=name,
        summary=summary,
        outcomes=outcome_bars(summary),
        bands=band_bars(summary),
        kinds=kind_rows(summary),
        rules=rule_rows(summary),
        judges=judge_rows(summary),
        hosts=host_rows(summary),
        hidden_rules=max(0, len(summary.rules) - MAX_ROWS),
        hidden_hosts=max(0, len(summary.hosts) - MAX_ROWS),
        drifted=summary.drifted[:MAX_ROWS],
        script=script,
        style=style,
        script_hash=_hash(script),
        style_hash=_hash(style),
        data=embed(details(summary)),
    )
    return page.encode("utf-8", "replace").decode("utf-8")


def _hash(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def embed(data: Mapping[str, Any]) -> str:
    """JSON that is safe inside a script element: no text in it can end the element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE_IN_SCRIPT)


def details(summary: Summary) -> dict[str, Any]:
    """The pages in the form that the script reads. Rules are listed once; pages refer to them by index."""
    rules: dict[tuple[str, str, str], int] = {}
    places = {entry.id: at for at, entry in enumerate(summary.entries) if entry.id}
    shown = [{**_page(entry, rules), "twin": _twin(entry, places)} for entry in summary.entries]
    listed = [[kind, FAMILIES.get(kind, "other"), judge, rule, keep_name(judge, rule)] for kind, judge, rule in rules]
    return {"rules": listed, "pages": shown}


def _page(entry: Entry, rules: dict[tuple[str, str, str], int]) -> dict[str, Any]:
    body: list[str | list[object]] = []
    room = MAX_SHOWN_CHARS
    for piece in pieces(entry):
        if isinstance(piece, str):
            body.append(piece[:room])
            room -= len(piece)
        else:
            number = rules.setdefault((piece.kind, piece.judge, piece.rule), len(rules))
            text = piece.text[:MAX_REMOVED_CHARS] + ("…" if len(piece.text) > MAX_REMOVED_CHARS else "")
            body.append([number, round(piece.score, 2), text])
            room -= len(text)
        if room <= 0:
            break
    notes = [*entry.notes, *(["shown in part: the page is very long"] if room <= 0 else [])]
    return {
        "name": entry.name, "link": entry.link, "host": entry.host, "status": entry.status,
        "tone": OUTCOMES.get(entry.status, "none"), "title": entry.title, "confidence": round(entry.confidence, 3),
        "kept": len(entry.text), "removed": entry.removed_chars, "facts": entry.facts, "notes": notes, "body": body,
    }  # fmt: skip


def _twin(entry: Entry, places: Mapping[str, int]) -> list[object] | None:
    """The record that a page nearly repeats: its id, the similarity, and its index among the pages shown, or -1."""
    if entry.duplicate is None:
        return None
    return [entry.duplicate[0], f"{entry.duplicate[1]:.0%}", places.get(entry.duplicate[0], -1)]


def outcome_bars(summary: Summary) -> list[Bar]:
    """The outcomes as parts of one bar."""
    order = {name: place for place, name in enumerate(OUTCOMES)}
    found = sorted(summary.statuses.items(), key=lambda pair: (order.get(pair[0], len(order)), pair[0]))
    bars: list[Bar] = []
    start = 0.0
    for name, count in found:
        length = 1000 * count / summary.records
        bars.append(Bar(name, OUTCOMES.get(name, "none"), count, round(start, 2), round(length, 2)))
        start += length
    return bars


def band_bars(summary: Summary) -> list[Bar]:
    """The number of articles in each band of confidence. The length is the height of the bar in pixels."""
    top = max(*summary.bands, 1)
    step = 1 / len(summary.bands)
    return [
        Bar(f"{nth * step:.1f} to {(nth + 1) * step:.1f}", "good", count, 0, round(BAND_HEIGHT * count / top, 1))
        for nth, count in enumerate(summary.bands)
    ]


def kind_rows(summary: Summary) -> list[Row]:
    """Removals by kind, most blocks first."""
    return [
        Row((kind, f"{tally.blocks:,}", f"{tally.chars:,}"), share, FAMILIES.get(kind, "other"))
        for kind, tally, share in _ranked(summary.kinds)
    ]


def judge_rows(summary: Summary) -> list[Row]:
    """Removals by judge."""
    return [
        Row((name, f"{tally.blocks:,}", f"{tally.chars:,}"), share, "plain")
        for name, tally, share in _ranked(summary.judges)
    ]


def rule_rows(summary: Summary) -> list[Row]:
    """Removals by rule, for the most frequent rules."""
    ranked = _ranked({"\t".join(key): tally for key, tally in summary.rules.items()})[:MAX_ROWS]
    rows = []
    for name, tally, share in ranked:
        kind, judge, rule = name.split("\t")[:3]
        rows.append(Row((rule, judge, kind, f"{tally.blocks:,}"), share, FAMILIES.get(kind, "other")))
    return rows


def host_rows(summary: Summary) -> list[Row]:
    """The hosts with the most pages."""
    ranked = sorted(summary.hosts.items(), key=lambda pair: (-len(pair[1].kept) - pair[1].failed, pair[0]))
    rows = []
    for name, host in ranked[:MAX_ROWS]:
        kept = sum(host.kept)
        share = host.removed_chars / max(1, kept + host.removed_chars)
        middle = median(host.kept) if host.kept else 0
        cells = (name, f"{len(host.kept) + host.failed:,}", f"{host.failed:,}", f"{middle:,.0f}", f"{share:.0%}")
        rows.append(Row(cells, share))
    return rows


def _ranked(tallies: Mapping[str, Tally]) -> list[tuple[str, Tally, float]]:
    top = max((tally.blocks for tally in tallies.values()), default=1)
    ranked = sorted(tallies.items(), key=lambda pair: (-pair[1].blocks, pair[0]))
    return [(name, tally, tally.blocks / top) for name, tally in ranked]
