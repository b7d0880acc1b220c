"""The line of a record, in C as in Python, and its fields that change after it was made."""

from __future__ import annotations

import json
import math
import sys
from typing import Any

import pytest

from cleaner import core
from cleaner.render.record import _to_json, dump, read_id, restate

LETTERS = "".join(map(chr, [*range(0x3000), 0xD7FF, *range(0xD800, 0xE001, 97), 0xFEFF, 0xFFFF, 0x10000, 0x10FFFF]))


@pytest.mark.skipif(core.compiled is None, reason="no compiled core")
@pytest.mark.parametrize(
    "value",
    [
        *("", "plain", LETTERS, LETTERS[::-1], LETTERS[:256], LETTERS[:128] * 40, 'a"b\\c', "\ud83d\ude00"),
        *(0, -1, 10**30, 0.1, 1e300, -0.0, 1e-7, 5e-324, None, True, False),
        *([], {}, [[]], [1, [2, {"a": [None]}]], {"": {}, LETTERS: [LETTERS]}),
    ],
    ids=range(24),
)
def test_the_core_writes_what_python_writes(value: object) -> None:
    record = {"id": "x", "value": value, "list": [value, value]}
    assert core.compiled.dump(record) == _to_json(record)


@pytest.mark.skipif(core.compiled is None, reason="no compiled core")
def test_python_writes_what_the_core_does_not_know() -> None:
    deep: Any = []
    for _ in range(200):
        deep = [deep]
    for odd in (math.inf, math.nan, {1: 2}, (1, 2), deep):
        assert core.compiled.dump({"odd": odd}) is None
        assert dump({"odd": odd}) == json.dumps({"odd": odd}, separators=(",", ":"))
    with pytest.raises(TypeError):
        dump({"odd": object()})
    before = sys.getallocatedblocks()
    for _ in range(1_000):
        core.compiled.dump({"text": "a", "odd": (1,)})
    assert sys.getallocatedblocks() - before < 500


def test_a_field_changes_and_no_text_is_mistaken_for_it() -> None:
    trap = '"id":"0","version":1,"duplicate_of":null,'
    record = {
        "schema_version": 1, "id": "0123456789abcdef", "version": 1, "title": trap, "text": f"{trap}\\{trap}",
        "removed": [{"text": trap}], "duplicate_of": None, "fetch": {"version": 1}, "error": None,
    }  # fmt: skip
    line = dump(record).encode()
    near = {"id": "00ff", "similarity": 0.9}
    changed = restate(restate(line, "duplicate_of", None, near), "version", 1, 12)
    assert json.loads(changed) == {**record, "version": 12, "duplicate_of": near}
    assert changed.decode() == dump({**record, "version": 12, "duplicate_of": near})
    assert read_id(line.decode()) == record["id"]
    with pytest.raises(ValueError, match="no such field"):
        restate(line, "version", 2, 3)
