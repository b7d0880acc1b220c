"""Words of menus at the very top of a plain text, which are weak evidence anywhere else: "Home", "Log in", "Search".

They are no headline if the text has chrome that is beyond doubt and another line, no paragraph, follows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaner.judge.mentions import PROSE_CHARS, ends_sentence
from cleaner.model import Block, Verdict
from cleaner.vocabulary import RemovalKind

MAX_BLOCKS = 12  # of such words
KINDS: frozenset[RemovalKind] = frozenset({"navigation", "breadcrumb", "subscription", "share", "other"})


def add_topmost(
    strong: dict[int, RemovalKind], blocks: Sequence[Block], verdicts: Iterable[Verdict]
) -> dict[int, RemovalKind]:
    """``strong``, the chrome of a text by index, with weak chrome at its very top."""
    if not strong:
        return strong
    weak = {one.block: one.kind for one in verdicts if not one.keep and one.block < MAX_BLOCKS and one.kind in KINDS}
    end = next((nth for nth in range(min(MAX_BLOCKS, len(blocks))) if nth not in weak and nth not in strong), 0)
    if not end or len(blocks[end].text) >= PROSE_CHARS or ends_sentence(blocks[end].text):
        return strong
    return {**{nth: weak[nth] for nth in range(end) if nth in weak}, **strong}
