"""Makes many verdicts at once, with the compiled core if there is one, in a fifth of the time."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner import core
from cleaner.judge.arrays import Floats, View, as_flags, np
from cleaner.model import Verdict
from cleaner.vocabulary import RemovalKind


def tell(
    judge: str, keep: Sequence[bool], chance: Floats | View, kinds: list[RemovalKind], rules: tuple[str, str]
) -> list[Verdict]:  # fmt: skip
    """One verdict per block, by the probability that it stays.

    ``rules``: of a block that goes, and of one that stays. The score is the probability of what is decided, in single
    precision.
    """
    if core.compiled is not None:
        made: list[Verdict] = core.compiled.tell(Verdict, judge, as_flags(keep), chance, kinds, rules)
        return made
    stays = np.asarray(keep, dtype=np.bool_)
    given = np.asarray(chance)
    scores = np.where(stays, given, 1 - given).tolist()
    return [
        Verdict(nth, stays, judge, rules[stays], kind, score)
        for nth, (stays, kind, score) in enumerate(zip(keep, kinds, scores, strict=True))
    ]
