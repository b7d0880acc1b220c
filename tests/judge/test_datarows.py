"""Plain text: rows of tables of data stay together."""

from __future__ import annotations

import pytest

from cleaner.judge.datarows import find_rows
from cleaner.model import Block


def rows(*texts: str) -> tuple[Block, ...]:
    return tuple(
        Block(at, "table" if "\t" in text else "paragraph", text, tight=at > 1) for at, text in enumerate(texts)
    )


@pytest.mark.parametrize(
    ("texts", "keep", "found"),
    [
        (("They are old.", "Weir\tYear", "Corrin\t1911", "Aldwick\t1930"), (1, 0, 0, 0), [1, 2, 3]),
        (("Weirs", "Weir\tYear", "Corrin\t1911", "Aldwick\t1930"), (1, 0, 0, 0), []),
        (("Eels", "Weir\tKeeper", "Corrin\tLee", "Aldwick\tEk"), (1, 1, 0, 1), [2]),
        (("Eels", "Weir\tKeeper", "Corrin\tLee", "Aldwick\tEk"), (1, 0, 0, 0), []),
        (("They meet:", "Mo\tTu\tWe", "1\t2\t3", "4\t5\t6", "7\t8\t9"), (1, 0, 0, 0, 0), []),
        (("Eels", "Home\t2", "News\t3"), (1, 0, 0), []),
    ],
)
def test_rows_that_come_back(texts: tuple[str, ...], keep: tuple[int, ...], found: list[int]) -> None:
    assert [*find_rows(rows(*texts), [*map(bool, keep)])] == found
