"""The judge that recognises chrome by its words: phrases of the page's language, of English and of no language.

Texts and phrases are compared in folded form (``folding.py``). A whole phrase is found by one look-up, a phrase with
``*`` by its first or last characters, a toolbar by a table of its words. A text longer than ``MAX_CHARS`` is prose. So
the time of a match is linear in the text and does not grow with the number of rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cache, lru_cache
from itertools import chain

from cleaner import core
from cleaner.classes import dataclass
from cleaner.judge import capitals, mentions
from cleaner.judge.folding import fold, split_camel, trim
from cleaner.judge.meant import find_meant
from cleaner.judge.openended import KEY_CHARS, Match, Open, fold_phrase
from cleaner.judge.rules import GENERAL, STRONG, WEAK, Rule, language_file, read_rules
from cleaner.judge.spoken import announces
from cleaner.judge.tables import (
    MAX_TILE_WORDS,
    Edge,
    Tables,
    compile_tables,
    is_label,
    join,
    read_tables,
    split_words,
)
from cleaner.judge.topmost import add_topmost
from cleaner.model import Block, Document, Verdict
from cleaner.patterns import later
from cleaner.vocabulary import RemovalKind

JUDGE = "phrases"
ENGLISH = "en"
USER_DROP = "user/drop"
USER_KEEP = "user/keep"
# Code points. A longer block is prose: even the longest phrases, cookie and copyright notices, are shorter.
MAX_CHARS = 600
# Code points of a block that may be a toolbar or a share bar.
MAX_TOOLBAR_CHARS = 240
# A strong phrase and one other are enough for a toolbar, and so are four weak ones.
STRONG_WEIGHT = 3
TOOLBAR_WEIGHT = 4
# Code points from which only open phrases can match, so that checking both ends may save the folding.
LONG_CHARS = 200
GLANCE_CHARS = 48
GLUED_CHARS = 60  # in which words are glued, if they are; the same in the core
_GLUED = later(r"[a-z\d][A-Z]")


@dataclass(frozen=True, slots=True)
class SectionHead:
    """A block such as "Related" that heads a list and belongs to it. ``block`` is its index in the document."""

    block: int
    rule: str
    kind: RemovalKind
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Compiled rules: tables for look-ups, made once per language by ``load_rules``. Compared by identity.

    ``kept_ids``, ``kept`` (folded phrases) and ``kept_starts`` (folded beginnings) are never dropped, by the wish of
    the user or a site. The last two include the rule that says so. ``edges`` are sorted longest first. ``own`` are the
    rules of the user and of sites, ``names`` the files of all others. ``base`` are the rules that the language of the
    first file adds to; the core keeps their tables once for all languages.
    """

    own: tuple[Rule, ...]
    names: tuple[str, ...]
    tables: Tables
    exact: dict[str, Match]
    heads: dict[str, tuple[Open, ...]]
    tails: dict[str, tuple[Open, ...]]
    openings: frozenset[str]
    endings: frozenset[str]
    tiles: dict[str, Match]
    tile_starts: frozenset[str]
    tile_ends: frozenset[str]
    edges: tuple[Edge, ...]
    kept_ids: frozenset[str] = frozenset()
    kept: Mapping[str, str] = field(default_factory=dict)
    kept_starts: tuple[tuple[str, str], ...] = ()
    base: Rules | None = None

    @property
    def source(self) -> tuple[Rule, ...]:
        """All rules as in their files, also those that are left out. Reads the files."""
        return (*self.own, *chain.from_iterable(map(read_rules, self.names)))

    @property
    def ids(self) -> frozenset[str]:
        """The full ids of all rules, also of those that are left out."""
        return frozenset(self.tables.ids)

    def with_extra(
        self, drop: Iterable[str | Rule] = (), keep: Iterable[str] = (), sign: str = USER_KEEP
    ) -> Rules:  # fmt: skip
        """These rules with additional phrases of the user.

        ``drop`` are phrases of whole blocks that are always dropped, with ``*`` as in rule files, or whole rules, such
        as a site's. ``keep`` are full rule ids or phrases that are never dropped; a phrase that ends in ``*`` keeps
        blocks that begin with it. ``sign`` is the id of the rule that keeps. These come before all others. Raises
        ValueError for a phrase of which folding leaves nothing.
        """
        phrases = tuple(item for item in drop if isinstance(item, str))
        rules = tuple(item for item in drop if isinstance(item, Rule))
        if phrases:
            rules = (Rule(USER_DROP, "other", "block", phrases), *rules)
        known = self.ids | {rule.id for rule in rules}
        wanted = tuple(keep)
        kept_ids = self.kept_ids | {item for item in wanted if item in known}
        open_ended = {item for item in wanted if item.rstrip().endswith("*")}
        whole = {fold_phrase(item): sign for item in wanted if item not in known and item not in open_ended}
        starts = ((fold_phrase(item.rstrip().removesuffix("*")), sign) for item in sorted(open_ended))
        own = (*rules, *self.own)
        if kept_ids:  # what a rule left out had covered may come from a later one
            tables = compile_tables((*rules, *self.source), kept_ids)
        else:
            tables = join([compile_tables(rules), self.tables])
        compiled = _rules_of(tables, own, self.names, kept_ids)
        return replace(compiled, kept={**whole, **self.kept}, kept_starts=(*self.kept_starts, *starts))


def compile_rules(source: tuple[Rule, ...]) -> Rules:
    """Compile rules. If two share a phrase, the earlier counts.

    Raises ValueError for a phrase that cannot be matched (empty, two ``*``, ``*`` in a tile or at an edge).
    """
    return _rules_of(compile_tables(source), source, ())


def _rules_of(
    tables: Tables, own: tuple[Rule, ...], names: tuple[str, ...], kept_ids: frozenset[str] = frozenset()
) -> Rules:  # fmt: skip
    return Rules(
        own=own,
        names=names,
        tables=tables,
        exact=tables.exact,
        heads=tables.heads,
        tails=tables.tails,
        tiles=tables.tiles,
        openings=tables.openings,
        endings=tables.endings,
        tile_starts=tables.tile_starts | {"#"},
        tile_ends=tables.tile_ends | {"#"},
        edges=tuple(sorted(tables.edges.values(), key=lambda edge: (-len(edge.phrase), edge.phrase))),
        kept_ids=kept_ids,
    )


def load_rules(language: str | None) -> Rules:
    """The rules for a page: of its language, of English and of no language.

    English is included because English chrome occurs on pages of every language. For a language without a file, the
    other rules remain.
    """
    name = language_file(language)
    return _load(None if name == ENGLISH else name)


@cache
def _load(name: str | None) -> Rules:
    names = (ENGLISH, GENERAL) if name is None else (name, ENGLISH, GENERAL)
    made = _rules_of(join([*map(read_tables, names)]), (), names)
    return made if name is None else replace(made, base=_load(None))


def match(text: str, rules: Rules) -> Match | None:
    """Recognise a text as a chrome phrase, a section's head or a toolbar, or return None.

    A single word of a toolbar is a weak match (0.5). Phrases of scope ``edge`` are not searched here.
    """
    return None if len(text) > MAX_CHARS else _match(text, rules)


@lru_cache(maxsize=4096)
def _match(text: str, rules: Rules) -> Match | None:
    found: Match | None = core.compiled.match(_tables(rules), text) if core.compiled else NotImplemented
    if found is NotImplemented:
        found = _recognise(text, rules)
    if found is None or not (rules.kept or rules.kept_starts):
        return found
    # the user's own phrases come before a site's
    sign = _sign_of(fold(text), rules)
    return found if sign is None or (found.rule == USER_DROP and sign != USER_KEEP) else None


@lru_cache(maxsize=64)
def _tables(rules: Rules) -> object:
    """The rules in the form of the core, which recognises texts like ``_recognise``."""
    limits = (MAX_CHARS, LONG_CHARS, GLANCE_CHARS, MAX_TOOLBAR_CHARS, MAX_TILE_WORDS, TOOLBAR_WEIGHT)
    own, base = (rules.tables, None) if rules.base is None else (read_tables(rules.names[0]), _tables(rules.base))
    made: object = core.compiled.set_phrases(
        own.exact, own.heads, own.tails, own.tiles, KEY_CHARS, limits, _forms, base
    )
    return made


def _forms(match: Match) -> tuple[Match, Match, Match, int]:
    """A match as a whole text, as a strong toolbar and as a weak one, and its weight as a word of a toolbar."""
    return _alone(match), _as_toolbar(match, strong=True), _as_toolbar(match, strong=False), _weight(match)


def _alone(match: Match) -> Match:
    """A single word of a toolbar is a weak match."""
    return replace(match, score=min(match.score, WEAK)) if match.scope == "tile" else match


def _as_toolbar(match: Match, *, strong: bool) -> Match:
    return Match(match.rule, match.kind, "tile", STRONG if strong else min(match.score, WEAK))


def _recognise(text: str, rules: Rules) -> Match | None:
    if len(text) > LONG_CHARS and not _may_be_open(text, rules):
        return None
    folded = fold(text)
    return _find(text, folded, rules) if folded else None


def _find(text: str, folded: str, rules: Rules) -> Match | None:
    found = (rules.exact.get(f"{folded}:") if is_label(text) else None) or rules.exact.get(folded)
    if found is not None:
        return _alone(found)
    found = _find_open(folded, rules)
    if found is not None or len(text) > MAX_TOOLBAR_CHARS:
        return found
    return (_toolbar(folded, rules) if " " in folded else None) or (
        _toolbar(fold(split_camel(text)), rules) if _GLUED.search(text, 0, GLUED_CHARS) else None
    )


def _find_open(folded: str, rules: Rules) -> Match | None:
    if folded[:2] in rules.openings or folded[0] in rules.openings:
        for size in KEY_CHARS:
            for entry in rules.heads.get(folded[:size], ()):
                if entry.fits(folded):
                    return entry.match
    if folded[-2:] in rules.endings or folded[-1] in rules.endings:
        for size in KEY_CHARS:
            for entry in rules.tails.get(folded[-size:], ()):
                if entry.fits(folded):
                    return entry.match
    return None


def _may_be_open(text: str, rules: Rules) -> bool:
    """Check only both ends of a long text. False means that no open phrase can match."""
    head, tail = fold(text[:GLANCE_CHARS]), fold(text[-GLANCE_CHARS:])
    least = KEY_CHARS[0] + 2
    if len(head) < least or len(tail) < least:
        return True
    # a letter at the cut may fold differently within the whole text, so it is left out of the comparison
    return any(head[:size] in rules.heads or tail[-size:] in rules.tails for size in KEY_CHARS)


def keeper(text: str, rules: Rules) -> str | None:
    """The id of the rule with which the user or a site asked never to drop this text, or None."""
    if not rules.kept and not rules.kept_starts:
        return None
    # a phrase to keep is not longer than the start of a long text that is looked at
    return _sign_of(fold(text[:MAX_CHARS]) if rules.kept_starts or len(text) <= MAX_CHARS else "", rules)


def _sign_of(folded: str, rules: Rules) -> str | None:
    signs = [sign for start, sign in rules.kept_starts if folded.startswith(start)]
    signs += [rules.kept[folded]] if folded in rules.kept else []
    return USER_KEEP if USER_KEEP in signs else signs[0] if signs else None


def find_matches(blocks: Sequence[Block], rules: Rules) -> dict[int, Match]:
    """What each block of a page is recognised as, by its index. Computed once for all judges.

    A sentence that begins with a date is no stamp, though ``match`` knows its first words.
    """
    if core.compiled is None or not isinstance(blocks, tuple):
        hits = ((block, match(block.text, rules)) for block in blocks)
    else:
        seen: list[tuple[Block, Match]] = core.compiled.match_blocks(_tables(rules), blocks)
        signed = bool(rules.kept or rules.kept_starts)
        hits = (
            (block, match(block.text, rules) if signed or found is NotImplemented else found) for block, found in seen
        )  # fmt: skip
    own = {rule.id for rule in rules.own}
    matches = {
        block.index: found
        for block, found in hits
        if found is not None
        and not (found.kind == "other" and found.rule not in own and mentions.is_dated_sentence(block.text))
    }
    for at in {*find_meant(blocks, {at: one for at, one in matches.items() if one.rule not in own}, rules.exact)}:
        del matches[at]
    return capitals.add(matches, blocks, lambda text: match(text, rules))


def judge(
    document: Document, rules: Rules, matches: Mapping[int, Match], spoken: Collection[int]
) -> list[Verdict]:  # fmt: skip
    """Evidence on blocks that are chrome by their words, and on blocks that the user or a site keeps.

    ``matches`` are those of the document (``find_matches``), ``spoken`` those of them that are only spoken of
    (``find_spoken``). ``sections`` handles the heads of sections.

    A verdict with score 0.5 is weak: it should count only if neighbours agree. Strong phrases that are only mentioned
    become weak. Weak phrases that are mentioned, head prose, are code (``x = 1``) or a size ("3 x 4"), and
    mentioned toolbars, give none.
    """
    verdicts: list[Verdict] = []
    if rules.kept or rules.kept_starts:
        signs = ((block.index, keeper(block.text, rules)) for block in document.blocks)
        verdicts += [Verdict(index, True, JUDGE, sign) for index, sign in signs if sign is not None]
    for index, found in matches.items():
        if found.scope == "section":
            continue
        block = document.blocks[index]
        asked = found.linked or (found.kind == "related" and not block.text.endswith("."))
        score = STRONG if asked and announces(block, matches) else found.score
        built_in = found.rule != USER_DROP and found.kind == "navigation"
        if built_in and mentions.names_action(block, document.blocks, matches):
            continue
        if score < STRONG and (
            index in spoken
            or mentions.is_code(block)
            or mentions.is_measure(block.text)
            or mentions.heads_prose(block, document.blocks)
        ):
            continue
        if index in spoken and found.rule != USER_DROP:
            if found.scope == "tile":
                continue
            score = WEAK
        verdicts.append(Verdict(block.index, False, JUDGE, found.rule, found.kind, score))
    return verdicts


def find_chrome(
    document: Document, rules: Rules, matches: Mapping[int, Match], spoken: Collection[int]
) -> dict[int, RemovalKind]:  # fmt: skip
    """The kinds of the blocks that are chrome by their words, by index. A title is none of them."""
    verdicts = judge(document, rules, matches, spoken)
    strong = {one.block: one.kind for one in verdicts if not one.keep and one.score >= STRONG}
    return add_topmost(strong, document.blocks, verdicts)


def sections(matches: Mapping[int, Match], blocks: tuple[Block, ...]) -> Iterator[SectionHead]:
    """Yield the blocks whose words may head a list of chrome, in reading order. Terms with a description are none."""
    for index, found in matches.items():
        if found.scope == "section" and not mentions.is_term_or_title(blocks[index], blocks, matches):
            yield SectionHead(index, found.rule, found.kind, found.score)


def _toolbar(folded: str, rules: Rules) -> Match | None:
    """Cover a text with phrases, allowing numbers between them. None if that fails.

    Strong phrases weigh 3, weak ones and heads of sections 1, an immediate repetition 0. From ``TOOLBAR_WEIGHT`` on,
    the cover is strong evidence.
    """
    if trim(folded.split(" ", 1)[0]) not in rules.tile_starts:
        return None
    if trim(folded[folded.rfind(" ") + 1 :]) not in rules.tile_ends:
        return None
    words = split_words(folded)
    # most[i]: the greatest weight of a cover of the first i words, or -1 if there is none; opened: its first tile
    most = [0] + [-1] * len(words)
    opened: list[Match | None] = [None] * (len(words) + 1)
    reached = 0
    for start in range(len(words)):
        if start > reached:
            return None
        if most[start] < 0:
            continue
        if words[start] == "#" and most[start] > most[start + 1]:
            most[start + 1], opened[start + 1] = most[start], opened[start]
            reached = max(reached, start + 1)
        for end in range(start + 1, min(start + MAX_TILE_WORDS, len(words)) + 1):
            tile = rules.tiles.get(" ".join(words[start:end]))
            if tile is None:
                continue
            again = words[start:end] == words[max(0, start + start - end) : start]
            weight = most[start] + (0 if again else _weight(tile))
            reached = max(reached, end)
            if weight > most[end]:
                most[end], opened[end] = weight, opened[start] or tile
    found = opened[-1]
    if found is None:
        return None
    return _as_toolbar(found, strong=most[-1] >= TOOLBAR_WEIGHT)


def _weight(tile: Match) -> int:
    return STRONG_WEIGHT if tile.score >= STRONG and tile.scope != "section" else 1
