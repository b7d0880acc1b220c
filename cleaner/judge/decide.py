"""The one module that turns evidence into keep or drop.

Precedence, first match wins:

1. the user's own rules (``user/...``), then those of the site (judge ``sites``); in both, keep before drop;
2. a strong drop (score at least STRONG) by phrases, runs, repeats, template or asides; a phrase in prose counts as weak
   if the body judge has seen it and is very sure of the block (score above SURE_OF_PROSE);
3. a weak drop by one of them, unless the body judge is sure of the block (score above SURE);
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
from dataclasses import dataclass

from cleaner.judge.asides import JUDGE as ASIDES
from cleaner.judge.hints import MAX_HINT_CHARS
from cleaner.judge.phrases import JUDGE as PHRASES
from cleaner.judge.phrases import USER_KEEP
from cleaner.judge.runs import is_prose
from cleaner.judge.structure import JUDGE as STRUCTURE
from cleaner.model import Block, Document, Verdict

STRONG = 0.6
SURE = 0.8
SURE_OF_PROSE = 0.9
MIN_GUARDED_CHARS = 400  # of prose; with less, a share means little
SITES = "sites"
USER_PREFIX = "user/"  # the prefix of rules from the user's configuration


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision for each block: keep or drop, the verdict that decided (None: kept by default), notes."""

    keep: tuple[bool, ...]
    because: tuple[Verdict | None, ...]
    notes: tuple[str, ...] = ()


def decide(
    document: Document,
    body: Iterable[Verdict],
    rules: Iterable[Verdict],
    max_loss: float,
    overruled: Collection[str] = (),
) -> Decision:
    """Combine the verdicts of the body judge and of rules into one decision per block.

    ``overruled`` names rules, by id or as ``judge/rule``, that the user overrules: their blocks are kept.
    """
    opinions = {verdict.block: verdict for verdict in body}
    evidence: dict[int, list[Verdict]] = {}
    for verdict in rules:
        spared = bool(overruled) and (
            verdict.rule in overruled or f"{verdict.judge}/{verdict.rule}" in overruled
        )  # fmt: skip
        evidence.setdefault(verdict.block, []).append(
            verdict._replace(keep=True, rule=USER_KEEP) if spared else verdict
        )
    blocks = document.blocks
    settled = [opinions.get(block.index) for block in blocks]
    for index, by_rules in evidence.items():
        settled[index] = _settle(blocks[index], by_rules, settled[index])
    hidden = [block.index for block, found in zip(blocks, settled, strict=True) if found is None and block.hidden]
    for index in hidden:
        settled[index] = Verdict(index, False, "reader", "hidden")
    dropped, share = _lost_to_rules(blocks, opinions, settled, sorted({*evidence, *hidden}))
    notes: tuple[str, ...] = ()
    if share > max_loss:
        notes = (f"loss-guard: refused to drop {len(dropped)} blocks by rules, {share:.0%} of the prose",)
        for index in dropped:
            settled[index] = opinions.get(index)
    return Decision(
        keep=tuple(verdict is None or verdict.keep for verdict in settled), because=tuple(settled), notes=notes
    )


def _settle(block: Block, rules: Sequence[Verdict], body: Verdict | None) -> Verdict | None:
    custom = [verdict for verdict in rules if is_custom(verdict)]
    if custom:
        return max(custom, key=lambda verdict: (verdict.judge != SITES, verdict.keep))
    drops = [verdict for verdict in rules if not verdict.keep]
    if drops:
        trusted = body is not None and body.keep and body.score > SURE_OF_PROSE and _is_weighed(block)
        strong = [
            verdict for verdict in drops if verdict.score >= STRONG and not (trusted and verdict.judge == PHRASES)
        ]
        doubted = body is not None and (not body.keep or body.score <= SURE)
        if strong or doubted:
            return max(strong or drops, key=lambda verdict: verdict.score)
    return next((verdict for verdict in rules if verdict.judge == STRUCTURE), body)


def _is_weighed(block: Block) -> bool:
    """Whether a block is prose, and the tagger knew which phrase it contains."""
    return len(block.text) <= MAX_HINT_CHARS and is_prose(block)


def is_custom(verdict: Verdict) -> bool:
    """Whether a verdict comes from a rule of the site or of the user."""
    return verdict.judge == SITES or verdict.rule.startswith(USER_PREFIX)


def _lost_to_rules(
    blocks: Sequence[Block], opinions: dict[int, Verdict], settled: Sequence[Verdict | None], judged: Sequence[int]
) -> tuple[list[int], float]:
    """The prose blocks that rules would drop, and their share of the prose that the body judge keeps.

    ``judged`` are the blocks with verdicts of rules. The share is 0 if there is too little prose to measure one.
    """
    dropped = [
        index
        for index in judged
        if (verdict := settled[index]) is not None and not verdict.keep and verdict is not opinions.get(index)
        and verdict.kind != "duplicate" and verdict.judge != ASIDES and not is_custom(verdict)
        and _is_story(blocks[index], opinions)
    ]  # fmt: skip
    if not dropped:
        return [], 0.0
    total = sum(len(block.text) for block in blocks if _is_story(block, opinions))
    lost = sum(len(blocks[index].text) for index in dropped)
    return dropped, lost / total if total >= MIN_GUARDED_CHARS else 0.0


def _is_story(block: Block, opinions: dict[int, Verdict]) -> bool:
    """Whether a block is prose that the body judge keeps or has no verdict on."""
    opinion = opinions.get(block.index)
    return (opinion is None or opinion.keep) and is_prose(block)
