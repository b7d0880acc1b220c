"""Measures again and puts the figures into the documents: ``make figures``.

    python docs/figures.py                  run every command of the bench in README.md and docs/figures.md
    python docs/figures.py docs/figures.md  only those of one document

A table belongs to the last command above it. A table under a heading of the bench (``### Text from HTML: word F1``) is
replaced by the printed one. Any other table keeps its rows and columns, and only its values are replaced. If several
printed tables would fit, a comment above it names the right one (``<!-- table: Text from HTML: word F1 -->``). Rows
that are not printed stay as they are. Check the sentences around the tables yourself.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
DOCUMENTS = (ROOT / "README.md", DOCS / "figures.md")
BENCH = re.compile(r"\$ python -m bench\b")
NAMED = re.compile(r"<!-- table: (.*) -->")
RULE = re.compile(r"\| --- \|")
PAGES = re.compile(r" \(\d+\)$")  # after a label: the number of pages


@dataclass(slots=True)
class Table:
    """A Markdown table: the heading above it, the cells of its header, and its rows by their first cell."""

    title: str
    header: list[str]
    lines: list[str]
    rows: dict[str, list[str]] = field(default_factory=dict)

    def share(self, other: Table) -> int:
        """The number of rows that another table has too, if it has all columns of this one; otherwise 0."""
        if not set(self.header[1:]) <= set(other.header[1:]):
            return 0
        return len(self.rows.keys() & other.rows.keys())


@dataclass(slots=True)
class Place:
    """A table in a document: its lines, and the commands above it."""

    first: int
    last: int
    table: Table
    commands: list[str]
    titled: bool  # under a heading of the bench, so that the printed table replaces it


def cells(line: str) -> list[str]:
    """The cells of a table row."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def label(cell: str) -> str:
    """The label of a row: its first cell without the number of pages."""
    return PAGES.sub("", cell)


def find_tables(lines: list[str]) -> Iterator[tuple[int, Table]]:
    """Each table of a text with the index of its first line. Its title is the nearest heading or comment above."""
    title = ""
    for at, line in enumerate(lines):
        named = NAMED.match(line)
        if named or line.startswith("#"):
            title = named[1] if named else line.lstrip("# ")
        if RULE.match(line) and at:
            end = next((n for n in range(at, len(lines)) if not lines[n].startswith("|")), len(lines))
            body = lines[at + 1 : end]
            found = Table(title, cells(lines[at - 1]), lines[at - 1 : end])
            found.rows = {label(cells(row)[0]): cells(row) for row in body}
            yield at - 1, found


def find_places(lines: list[str]) -> Iterator[Place]:
    """Each table below a command of the bench."""
    commands_at = {at: line[2:] for at, line in enumerate(lines) if BENCH.match(line)}
    for first, table in find_tables(lines):
        above = [at for at in commands_at if at < first]
        section = max((at for at in range(first) if lines[at].startswith("## ")), default=-1)
        if not above or above[-1] < section:
            continue
        block = above[-1]
        commands = []
        while block in commands_at:  # a block may hold several commands
            commands.append(commands_at[block])
            block -= 1
        titled = any(lines[at].startswith("### ") and table.title in lines[at] for at in range(above[-1], first))
        yield Place(first, first + len(table.lines), table, commands, titled)


def choose(table: Table, printed: list[Table]) -> Table | None:
    """The printed table that belongs to a table of a document."""
    for other in printed:
        if other.title == table.title and (table.share(other) or not table.rows):
            return other
    return max(printed, key=table.share, default=None) if any(map(table.share, printed)) else None


def filled(table: Table, printed: Table) -> list[str]:
    """The lines of a table, with the printed values in all cells that both tables have."""
    places = [printed.header.index(name) if name in printed.header else 0 for name in table.header]
    lines = table.lines[:2]
    for key, row in table.rows.items():
        new = printed.rows.get(key)
        lines.append(f"| {' | '.join(row if new is None else [new[0], *(new[at] for at in places[1:])])} |")
    return lines


def fill(text: str, run: Callable[[str], str]) -> tuple[str, list[str]]:
    """A document with current figures, and what could not be filled in. ``run`` returns what a command prints."""
    lines = text.split("\n")
    faults: list[str] = []
    for place in reversed([*find_places(lines)]):
        printed = [table for command in place.commands for _, table in find_tables(run(command).split("\n"))]
        found = choose(place.table, printed)
        if found is None:
            faults.append(f"line {place.first + 1}: nothing printed fits the table {place.table.title!r}")
            continue
        exact = place.titled and found.title == place.table.title
        lines[place.first : place.last] = found.lines if exact else filled(place.table, found)
    return "\n".join(lines), faults[::-1]


@cache
def run_bench(command: str) -> str:
    """What a command of the documents prints. Raises CalledProcessError if it fails."""
    sys.stderr.write(f"$ {command}\n")
    words = command.split()
    done = subprocess.run(  # noqa: S603 - the documents are ours
        [sys.executable, *words[1:]], cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE
    )
    return done.stdout


def main(arguments: list[str]) -> int:
    """Fill in the documents. Return 1 if a table could not be filled in."""
    status = 0
    for path in [Path(name) for name in arguments] or DOCUMENTS:
        text, faults = fill(path.read_text("utf-8"), run_bench)
        path.write_text(text, "utf-8")
        for fault in faults:
            sys.stderr.write(f"{path}: {fault}\n")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
