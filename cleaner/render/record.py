"""Parts of the record as plain data, and a record as a line of JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any

from cleaner.model import Block, Removal, UsageStatement
from cleaner.usage.vocabulary import combine

SCHEMA_VERSION = 1
ID_DIGITS = 16
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def record_id(origin: str) -> str:
    """Sixteen hex digits that identify a page by its origin."""
    return hashlib.blake2b(origin.encode("utf-8", "replace"), digest_size=ID_DIGITS // 2).hexdigest()


def usage_data(statements: tuple[UsageStatement, ...]) -> dict[str, Any] | None:
    """The usage part of a record, or None if nothing is stated."""
    if not statements:
        return None
    standing = combine(statements)
    return {
        "refused": list(standing.refused),
        "allowed": list(standing.allowed),
        "licenses": list(dict.fromkeys(said.license for said in statements if said.license)),
        "statements": [
            {"source": said.source, "text": said.text, "refused": list(said.refused), "allowed": list(said.allowed)}
            for said in statements
        ],
    }


def removed_data(text: str, blocks: Iterable[Block], removed: Iterable[Removal]) -> list[dict[str, Any]]:
    """The removals in reading order, each with its position in the text of the kept blocks."""
    parts: list[dict[str, Any]] = []
    kept = iter(sorted(blocks, key=attrgetter("index")))
    block = next(kept, None)
    offset = 0
    for gone in sorted(removed, key=attrgetter("block")):
        while block is not None and block.index < gone.block:
            found = text.find(block.text, offset)
            offset = found + len(block.text) if found >= 0 else offset
            block = next(kept, None)
        parts.append(
            {"kind": gone.kind, "judge": gone.judge, "rule": gone.rule, "score": round(gone.score, 3), "offset": offset,
             "text": gone.text}
        )  # fmt: skip
    return parts


def read_id(line: str) -> str:
    """The id of a record, from its line of JSON. It is the first of its fields that are texts."""
    return line.partition('"id":"')[2][:ID_DIGITS]


def restate(line: bytes, name: str, old: object, new: object) -> bytes:
    """A record's line of JSON with another value of a field of the record itself, which is not its last one.

    The field is found by its name and old value. Quotes in texts are escaped, so no text can look like a field.
    """
    field = f'"{name}":'
    before, found, after = line.partition(f"{field}{ENCODER.encode(old)},".encode())
    if not found:
        raise ValueError(f"{name}: no such field in this line")
    return b"%s%s%s" % (before, f"{field}{ENCODER.encode(new)},".encode(), after)


def dump(record: Mapping[str, Any]) -> str:
    """A record as one line of JSON: UTF-8 text without raw U+2028, U+2029, U+0085 or lone surrogates."""
    return to_json(record).decode("utf-8")


def to_json(record: Mapping[str, Any]) -> bytes:
    """As ``dump``, in UTF-8."""
    from cleaner import core  # it loads a library

    line: bytes | None = None if core.compiled is None else core.compiled.dump(record)
    return _to_json(record) if line is None else line


def _to_json(record: Mapping[str, Any]) -> bytes:
    line = ENCODER.encode(record)
    if not line.isascii():
        for mark in ("\u2028", "\u2029", "\x85"):
            line = line.replace(mark, f"\\u{ord(mark):04x}")
    return line.encode("utf-8", "replace")  # a lone surrogate becomes a question mark
