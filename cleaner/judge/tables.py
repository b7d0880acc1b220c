"""The tables in which phrases are looked up: those of each file of rules, compiled once, and how they are joined.

Folding all phrases of a language takes 10 ms or more, so their tables are in ``data/compiled`` (``shipped.py``). They
are compiled again if the file, the code that compiles or Python's Unicode has changed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from cleaner.classes import dataclass
from cleaner.judge.folding import fold, split_camel, trim
from cleaner.judge.openended import Match, Open, fold_phrase, head_key, open_phrase, tail_key
from cleaner.judge.rules import GENERAL, Rule, file_of, languages, read_rules
from cleaner.shipped import read_copy, stamp, write_copy
from cleaner.vocabulary import RemovalKind

Found = TypeVar("Found")
# A phrase of more words cannot be a word of a toolbar.
MAX_TILE_WORDS = 6
# What the tables of a file depend on, beside the file itself.
CODE = ("folding.py", "openended.py", "rules.py", "tables.py")


class Edge(NamedTuple):
    """A phrase, as written, that is a block of its own where it is glued to another, with its rule."""

    phrase: str
    rule: str
    kind: RemovalKind


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The phrases of some rules by their folded forms. Where two rules share a phrase, the earlier is in the table.

    ``ids`` are those of all the rules. ``exact`` holds whole phrases, ``heads`` and ``tails`` the open ones by the keys
    of their beginnings or ends, ``tiles`` the words of toolbars, ``edges`` what is glued to blocks. ``openings`` and
    ``endings`` are the first and last two letters of those keys, ``tile_starts`` and ``tile_ends`` the first and last
    words of tiles.
    """

    ids: tuple[str, ...]
    exact: dict[str, Match]
    heads: dict[str, tuple[Open, ...]]
    tails: dict[str, tuple[Open, ...]]
    tiles: dict[str, Match]
    edges: dict[str, Edge]
    openings: frozenset[str]
    endings: frozenset[str]
    tile_starts: frozenset[str]
    tile_ends: frozenset[str]


def compile_tables(source: Iterable[Rule], without: frozenset[str] = frozenset()) -> Tables:
    """The tables of rules. Those whose ids are in ``without`` are left out of them.

    Raises ValueError for a phrase that cannot be matched (empty, two ``*``, ``*`` in a tile or at an edge).
    """
    ids: list[str] = []
    exact: dict[str, Match] = {}
    heads: dict[str, list[Open]] = {}
    tails: dict[str, list[Open]] = {}
    tiles: dict[str, Match] = {}
    edges: dict[str, Edge] = {}
    for rule in source:
        ids.append(rule.id)
        if rule.id in without:
            continue
        match = Match(rule.id, rule.kind, rule.scope, rule.score, rule.linked)
        for phrase in rule.phrases:
            if "*" in phrase:
                entry = open_phrase(phrase, rule, match)
                table, key = (heads, head_key(entry.head)) if entry.head else (tails, tail_key(entry.tail))
                table.setdefault(key, []).append(entry)
                continue
            folded = fold_phrase(phrase)
            if rule.scope == "edge":
                edges.setdefault(phrase, Edge(phrase, rule.id, rule.kind))
                continue
            if is_label(phrase):
                exact.setdefault(f"{folded}:", match)
                continue
            exact.setdefault(folded, match)
            for form in (folded, fold(split_camel(phrase))):
                words = split_words(form)
                if len(words) <= MAX_TILE_WORDS:
                    tiles.setdefault(" ".join(words), match)
    return _tables(
        ids=tuple(ids),
        exact=exact,
        heads={key: tuple(entries) for key, entries in heads.items()},
        tails={key: tuple(entries) for key, entries in tails.items()},
        tiles=tiles,
        edges=edges,
    )


def _tables(
    *, ids: tuple[str, ...], exact: dict[str, Match], heads: dict[str, tuple[Open, ...]],
    tails: dict[str, tuple[Open, ...]], tiles: dict[str, Match], edges: dict[str, Edge],
) -> Tables:  # fmt: skip
    return Tables(
        ids,
        exact,
        heads,
        tails,
        tiles,
        edges,
        openings=frozenset([key[:2] for key in heads]),
        endings=frozenset([key[-2:] for key in tails]),
        tile_starts=frozenset([tile.partition(" ")[0] for tile in tiles]),
        tile_ends=frozenset([tile.rpartition(" ")[2] for tile in tiles]),
    )


def join(parts: Sequence[Tables]) -> Tables:
    """One table of several. Where two share a phrase, the first counts."""
    last_first = parts[::-1]
    empty: frozenset[str] = frozenset()
    return Tables(
        tuple(chain.from_iterable(part.ids for part in parts)),
        _united(part.exact for part in last_first),
        _appended(part.heads for part in parts),
        _appended(part.tails for part in parts),
        _united(part.tiles for part in last_first),
        _united(part.edges for part in last_first),
        openings=empty.union(*(part.openings for part in parts)),
        endings=empty.union(*(part.endings for part in parts)),
        tile_starts=empty.union(*(part.tile_starts for part in parts)),
        tile_ends=empty.union(*(part.tile_ends for part in parts)),
    )


def _united(tables: Iterable[Mapping[str, Found]]) -> dict[str, Found]:
    found: dict[str, Found] = {}
    for table in tables:
        found.update(table)
    return found


def _appended(tables: Iterable[Mapping[str, tuple[Open, ...]]]) -> dict[str, tuple[Open, ...]]:
    found: dict[str, tuple[Open, ...]] = {}
    for table in tables:
        if not found:
            found.update(table)
            continue
        for key, entries in table.items():
            found[key] = found[key] + entries if key in found else entries
    return found


@lru_cache(maxsize=128)
def read_tables(name: str) -> Tables:
    """The tables of one file of rules, a language code or ``general``. Raises ValueError like ``read_rules``."""
    copy = read_copy(_copy_name(name), _stamp(name))
    return compile_tables(read_rules(name)) if copy is None else from_plain(copy)


def write_tables(folder: Path) -> None:
    """Write the compiled tables of every file of rules below ``folder``."""
    for name in (GENERAL, *languages()):
        write_copy(folder, _copy_name(name), _stamp(name), to_plain(compile_tables(read_rules(name))))


def _copy_name(name: str) -> str:
    return f"rules/{name}"


def _stamp(name: str) -> bytes:
    return stamp(file_of(name).read_bytes(), *_code())


@lru_cache(maxsize=1)
def _code() -> tuple[bytes, ...]:
    """What decides how phrases are folded. Without the source of the code, as in some archives, nothing equals it."""
    folder = Path(__file__).parent
    read = (path.read_bytes() if path.exists() else b"" for path in map(folder.joinpath, CODE))
    return (unicodedata.unidata_version.encode(), *read)


def to_plain(tables: Tables) -> dict[str, Any]:
    """Tables as values of JSON. A match is its place in the list of all. ``both`` are phrases that are also tiles."""
    at = {match: nth for nth, match in enumerate(dict.fromkeys(_matches(tables)))}
    opened = {
        name: {key: [[*entry[:-1], at[entry.match]] for entry in entries] for key, entries in table.items()}
        for name, table in (("heads", tables.heads), ("tails", tables.tails))
    }
    exact, tiles = ({phrase: at[match] for phrase, match in table.items()} for table in (tables.exact, tables.tiles))
    both = dict(exact.items() & tiles.items())
    return {
        "ids": [*tables.ids],
        "matches": [[match.rule, match.kind, match.scope, match.score, match.linked] for match in at],
        "both": {phrase: both[phrase] for phrase in sorted(both)},
        "exact": {phrase: nth for phrase, nth in exact.items() if phrase not in both},
        "tiles": {phrase: nth for phrase, nth in tiles.items() if phrase not in both},
        "edges": [[edge.phrase, edge.rule, edge.kind] for edge in tables.edges.values()],
        **opened,
    }


def _matches(tables: Tables) -> Iterator[Match]:
    yield from tables.exact.values()
    yield from tables.tiles.values()
    for entries in chain(tables.heads.values(), tables.tails.values()):
        yield from (entry.match for entry in entries)


def from_plain(plain: Mapping[str, Any]) -> Tables:
    """The tables that ``to_plain`` turned into values of JSON."""
    matches = [Match(*match) for match in plain["matches"]]
    both = {phrase: matches[nth] for phrase, nth in plain["both"].items()}
    return _tables(
        ids=tuple(plain["ids"]),
        exact=both | {phrase: matches[nth] for phrase, nth in plain["exact"].items()},
        heads=_opened(plain["heads"], matches),
        tails=_opened(plain["tails"], matches),
        tiles=both | {phrase: matches[nth] for phrase, nth in plain["tiles"].items()},
        edges={edge[0]: Edge(*edge) for edge in plain["edges"]},
    )


def _opened(plain: Mapping[str, list[list[Any]]], matches: Sequence[Match]) -> dict[str, tuple[Open, ...]]:
    make = partial(tuple.__new__, Open)
    return {
        key: tuple(
            [
                make((head, tail, separator, most, number, matches[nth]))
                for head, tail, separator, most, number, nth in entries
            ]
        )
        for key, entries in plain.items()
    }


def is_label(text: str) -> bool:
    """Whether a text ends in a colon. A phrase with a colon matches only texts with one."""
    return text.rstrip()[-1:] in {":", "\uff1a"}


def split_words(folded: str) -> list[str]:
    """The words of a folded text, without the punctuation around each."""
    return [word for word in map(trim, folded.split()) if word]
