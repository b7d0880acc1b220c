"""Phrase rules as data: the definition of a rule, and how the files under ``cleaner/data`` are read.

A file holds a list of rules. A rule holds the phrases of one kind of chrome, with texts that it must match (hits) and
similar texts that it must not match (misses). These are its tests. In a phrase, ``#`` stands for a number and one ``*``
for further words, at most ``max_words``. In scripts without spaces every character counts as a word; there, a space
before the ``*`` must be in the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

from cleaner.classes import dataclass
from cleaner.shipped import DATA, parse_file
from cleaner.vocabulary import REMOVAL_KINDS, RemovalKind

Scope = Literal["block", "section", "tile", "edge"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
STRONG = 1.0
WEAK = 0.5
DEFAULT_MAX_WORDS = 8
GENERAL = "general"
# Language codes of pages for which the file has another name.
ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "fil": "tl", "cmn": "zh", "yue": "zh"}
_KEYS = {"id", "kind", "scope", "score", "linked", "max_words", "number", "phrases", "hits", "misses"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as in its file; ``id`` is the full id (``de/related-inline``).

    ``scope`` says where a phrase counts: ``block`` (the phrase is the whole block), ``section`` (the block heads a
    list that belongs to it), ``tile`` (a word of a toolbar: a block made of at least two of them is dropped),
    ``edge`` (a block of its own where it is glued to a paragraph of plain text). ``score`` is 1.0 for a phrase that
    is sufficient by itself and 0.5 for one that needs neighbours of its kind. ``linked`` says that the words for
    ``*`` are mostly a link; without one, only a paragraph of HTML that does not end like a sentence counts.
    ``number`` requires that these words contain a number.
    """

    id: str
    kind: RemovalKind
    scope: Scope
    phrases: tuple[str, ...]
    score: float = STRONG
    linked: bool = False
    max_words: int = DEFAULT_MAX_WORDS
    number: bool = False
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


def language_file(language: str | None) -> str | None:
    """The name of the rule file for a language tag (``pt-BR`` gives ``pt``), or None if there is none."""
    if not language:
        return None
    code = language.replace("_", "-").split("-")[0].lower()
    code = ALIASES.get(code, code)
    return code if code in languages() else None


@cache
def languages() -> tuple[str, ...]:
    """The languages with a rule file, sorted."""
    return tuple(sorted(path.stem for path in (DATA / "lang").glob("*.yaml")))


@lru_cache(maxsize=128)
def read_rules(name: str) -> tuple[Rule, ...]:
    """The rules of one file: a language code of ``languages()`` or ``general``.

    Raises ValueError, naming the file and the rule, if a rule is incomplete or invalid.
    """
    return tuple(parse_rule(name, entry) for entry in _read(name).get("rules", ()))


def read_checked(name: str) -> str | None:
    """How the rules of a file were checked beyond their own hits and misses, or None."""
    checked = _read(name).get("checked")
    return None if checked is None else str(checked)


@cache
def agencies() -> tuple[str, ...]:
    """Names of news agencies as bylines and datelines write them, in all languages of ``general.yaml``."""
    return tuple(_read(GENERAL)["agencies"])


def parse_rule(name: str, entry: Mapping[str, Any]) -> Rule:
    """Make a rule from a mapping read from YAML. Raises ValueError if a key is unknown, missing or wrong."""
    where = f"{name}/{entry.get('id', '?')}"
    unknown = set(entry) - _KEYS
    if unknown:
        raise ValueError(f"{where}: unknown key {sorted(unknown)[0]!r}")
    for key in ("id", "kind", "scope", "phrases"):
        if not entry.get(key):
            raise ValueError(f"{where}: {key} is missing")
    if entry["kind"] not in REMOVAL_KINDS:
        raise ValueError(f"{where}: kind {entry['kind']!r} is not one of {', '.join(REMOVAL_KINDS)}")
    if entry["scope"] not in SCOPES:
        raise ValueError(f"{where}: scope {entry['scope']!r} is not one of {', '.join(SCOPES)}")
    for key in ("phrases", "hits", "misses"):
        wrong = [text for text in entry.get(key, ()) if not isinstance(text, str)]
        if wrong:
            raise ValueError(f"{where}: {key} holds {wrong[0]!r}, which is not text (quote it)")
    return Rule(
        id=where,
        kind=cast(RemovalKind, entry["kind"]),
        scope=cast(Scope, entry["scope"]),
        phrases=tuple(entry["phrases"]),
        score=float(entry.get("score", STRONG)),
        linked=bool(entry.get("linked", False)),
        max_words=int(entry.get("max_words", DEFAULT_MAX_WORDS)),
        number=bool(entry.get("number", False)),
        hits=tuple(entry.get("hits", ())),
        misses=tuple(entry.get("misses", ())),
    )


def file_of(name: str) -> Path:
    """The file of a language code or of ``general``."""
    return DATA / f"{name}.yaml" if name == GENERAL else DATA / "lang" / f"{name}.yaml"


def _read(name: str) -> dict[str, Any]:
    path = file_of(name)
    loaded = parse_file(path)
    if not isinstance(loaded, dict):
        raise ValueError(f"{path.name}: the top level must be a mapping")
    return loaded
