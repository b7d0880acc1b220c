"""The one module that turns evidence into keep or drop.

Precedence, first match wins:

1. the user's own rules (``user/...``), then those of the site (judge ``sites``); in both, keep before drop;
2. a strong drop (score at least STRONG) by phrases, runs, repeats, template or asides; a phrase in prose counts as weak
   if the body judge has seen it and is very sure of the block (score above SURE_OF_PROSE);
3. a weak drop by one of them, unless the body judge is sure of the block (score above SURE), or it is a heading of the
   text by its place; neither counts for headings such as "Contact" above text of their own (rule HEADED);
4. blocks that belong to text that stays (judge ``structure``), but only against the body judge;
5. the body judge (tagger or second opinion);
6. drop hidden blocks and keep the rest: in doubt, a block is kept.

The loss guard then looks at the prose that the body judge keeps. Drops by rules are refused if they would remove more
than ``max_loss`` of it, and a note says so. A thread of comments may be longer than the article above it, so asides do
not count: they have their own guard.

A block that a rule in ``clean.keep`` would drop is kept by the user's rule, even if another rule would drop it too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from cleaner.classes import dataclass
from cleaner.judge.asides import JUDGE as ASIDES
from cleaner.judge.headed import RULE as HEADED
from cleaner.judge.hints import MAX_HINT_CHARS
from cleaner.judge.phrases import JUDGE as PHRASES
from cleaner.judge.phrases import USER_KEEP
from cleaner.judge.runs import is_prose
from cleaner.judge.structure import JUDGE as STRUCTURE
from cleaner.model import Block, Document, Verdict
from cleaner.vocabulary import RemovalKind

STRONG = 0.6
SURE = 0.8
SURE_OF_PROSE = 0.9
MIN_GUARDED_CHARS = 400  # of prose; with less, a share means little
# What words that also head a part of the text may be: those of menus, sources and discussions.
MAY_HEAD: frozenset[RemovalKind | None] = frozenset({"navigation", "credit", "comments"})
SITES = "sites"
USER_PREFIX = "user/"  # the prefix of rules from the user's configuration


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision for each block: keep or drop, the verdict that decided (None: kept by default), notes."""

    keep: tuple[bool, ...]
    because: tuple[Verdict | None, ...]
    notes: tuple[str, ...] = ()


class Scales:
    """The evidence on the blocks of a page, weighed. A block is weighed again only if there is more evidence on it.

    ``body`` are the verdicts of the body judge. ``overruled`` names rules, by id or as ``judge/rule``, that the user
    overrules: their blocks are kept.
    """

    def __init__(
        self, document: Document, body: Iterable[Verdict], max_loss: float, overruled: Collection[str] = ()
    ) -> None:  # fmt: skip
        self.blocks, self.max_loss, self.overruled = document.blocks, max_loss, overruled
        self.opinions = _by_block(body, len(document.blocks))
        self.settled = self.opinions.copy()
        self.keep = [verdict is None or verdict.keep for verdict in self.opinions]
        self.unjudged = (
            [block.index for block in self.blocks if block.hidden and self.opinions[block.index] is None]
            if not all(self.opinions)  # a verdict is true, None is not
            else []
        )
        self.evidence: dict[int, list[Verdict]] = {}
        self.lost: set[int] = set()  # prose that rules would drop

    def add(self, rules: Iterable[Verdict]) -> Decision:
        """Weigh more verdicts of rules, and decide."""
        touched: set[int] = set()
        for verdict in rules:
            if self.overruled and self._is_overruled(verdict):
                verdict = verdict._replace(keep=True, rule=USER_KEEP)  # noqa: PLW2901 - the verdict that counts
            self.evidence.setdefault(verdict.block, []).append(verdict)
            touched.add(verdict.block)
        for index in touched:
            self._put(index, _settle(self.blocks[index], self.evidence[index], self.opinions[index]))
        return self._decide()

    def _is_overruled(self, verdict: Verdict) -> bool:
        return verdict.rule in self.overruled or f"{verdict.judge}/{verdict.rule}" in self.overruled

    def _put(self, index: int, verdict: Verdict | None) -> None:
        """Enter the verdict that decides on a block so far."""
        self.settled[index] = verdict
        self.keep[index] = verdict is None or verdict.keep
        opinion = self.opinions[index]
        if opinion is not None and not opinion.keep:  # as for most: rules lose nothing that was dropped anyway
            return
        if self._is_lost(index, verdict):
            self.lost.add(index)
        else:
            self.lost.discard(index)

    def _is_lost(self, index: int, verdict: Verdict | None) -> bool:
        """Whether rules drop prose that the body judge keeps, other than a duplicate or an aside."""
        return (
            verdict is not None and not verdict.keep and verdict is not self.opinions[index]
            and verdict.kind != "duplicate" and verdict.judge != ASIDES
            and is_prose(self.blocks[index]) and not is_custom(verdict)
        )  # fmt: skip

    def _is_story(self, index: int) -> bool:
        """Whether a block is prose that the body judge keeps or has no verdict on."""
        opinion = self.opinions[index]
        return (opinion is None or opinion.keep) and is_prose(self.blocks[index])

    def _decide(self) -> Decision:
        for index in self.unjudged:
            if self.settled[index] is None:
                self._put(index, Verdict(index, False, "reader", "hidden"))
        share = self._share_lost() if self.lost else 0.0
        if share <= self.max_loss:
            return Decision(tuple(self.keep), tuple(self.settled))
        notes = (f"loss-guard: refused to drop {len(self.lost)} blocks by rules, {share:.0%} of the prose",)
        guarded = [self.opinions[at] if at in self.lost else verdict for at, verdict in enumerate(self.settled)]
        return Decision(tuple(verdict is None or verdict.keep for verdict in guarded), tuple(guarded), notes)

    def _share_lost(self) -> float:
        """The share of the prose that rules would drop, or 0 if there is too little prose to measure one."""
        total = sum(len(block.text) for block in self.blocks if self._is_story(block.index))
        lost = sum(len(self.blocks[index].text) for index in self.lost)
        return lost / total if total >= MIN_GUARDED_CHARS else 0.0


def _by_block(verdicts: Iterable[Verdict], count: int) -> list[Verdict | None]:
    """The last verdict on each block, None where there is none."""
    found: list[Verdict | None] = [None] * count
    for verdict in verdicts:
        found[verdict.block] = verdict
    return found


def _settle(block: Block, rules: Sequence[Verdict], body: Verdict | None) -> Verdict | None:
    if len(rules) == 1 and not rules[0].keep:  # most blocks
        drop = rules[0]
        strong = drop.score >= STRONG and not (drop.judge == PHRASES and _is_trusted(block, body))
        doubted = body is not None and (not body.keep or body.score <= SURE)
        return drop if strong or doubted or drop.judge == STRUCTURE or is_custom(drop) else body
    custom = [verdict for verdict in rules if is_custom(verdict)]
    if custom:
        return max(custom, key=lambda verdict: (verdict.judge != SITES, verdict.keep))
    drops = [verdict for verdict in rules if not verdict.keep]
    if drops and rules[-1].rule != HEADED:
        certain = [
            verdict for verdict in drops
            if verdict.score >= STRONG and not (verdict.judge == PHRASES and _is_trusted(block, body))
        ]  # fmt: skip
        doubted = body is not None and (not body.keep or body.score <= SURE)
        doubted = doubted and not _heads_text(block, rules, drops)
        if certain or doubted:
            return max(certain or drops, key=lambda verdict: verdict.score)
    return next((verdict for verdict in rules if verdict.judge == STRUCTURE), body)


def _heads_text(block: Block, rules: Sequence[Verdict], drops: Sequence[Verdict]) -> bool:
    """Whether a heading such as "Contact" is one of the text by its place, and may be one by its words."""
    return (
        block.kind == "heading" and any(verdict.judge == STRUCTURE for verdict in rules)
        and all(verdict.kind in MAY_HEAD for verdict in drops)
    )  # fmt: skip


def _is_trusted(block: Block, body: Verdict | None) -> bool:
    """Whether the body judge is very sure of a block of prose, though it knew which phrase the block contains."""
    sure = body is not None and body.keep and body.score > SURE_OF_PROSE
    return sure and len(block.text) <= MAX_HINT_CHARS and is_prose(block)


def is_custom(verdict: Verdict) -> bool:
    """Whether a verdict comes from a rule of the site or of the user."""
    return verdict.judge == SITES or verdict.rule.startswith(USER_PREFIX)
