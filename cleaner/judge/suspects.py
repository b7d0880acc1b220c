"""Blocks that a phrase may match, found by the compiled core before any text is folded in Python."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cleaner import core
from cleaner.model import Block


def find_suspects(
    blocks: Sequence[Block],
    tables: tuple[Collection[str], ...],
    key_chars: tuple[int, ...],
    max_chars: int,
    max_toolbar_chars: int,
) -> Sequence[Block]:
    """The blocks that a look-up may find, and a few more; without the core all of them.

    The core folds texts as ``folding.fold`` does and looks them up where ``phrases.match`` would. Blocks whose folded
    texts are not ASCII stay. ``tables`` are whole phrases, keys of beginnings and of ends, first and last words of
    toolbars. ``key_chars`` are the sizes of the keys, ``max_chars`` the most that a text may have, all in code points.
    """
    if core.compiled is None or not isinstance(blocks, tuple):
        return blocks
    found: list[Block] = core.compiled.suspects(blocks, *tables, key_chars, max_chars, max_toolbar_chars)
    return found
