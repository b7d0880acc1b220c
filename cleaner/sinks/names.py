"""The formats that suffixes of output names stand for."""

from __future__ import annotations

from pathlib import Path

from cleaner.vocabulary import SinkKind

LONGEST = 10  # characters of a suffix with its dot; a longer one is part of the name
TREES: tuple[SinkKind, ...] = ("md", "html", "txt")  # folders with one file per page
SUFFIXES: dict[str, SinkKind] = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".jl": "jsonl", ".parquet": "parquet", ".md": "md", ".markdown": "md",
    ".html": "html", ".htm": "html", ".txt": "txt", ".csv": "csv",
}  # fmt: skip

COMPRESSED = frozenset({".gz", ".bz2", ".xz", ".zst", ".br"})  # no output is written so


def suffix_of(name: str | Path) -> str:
    """A name's suffix in lower case. It is empty if the part after the last dot is no suffix, such as a number.

    >>> suffix_of("a/b.JSONL"), suffix_of("run.2024-01"), suffix_of("out.d/articles")
    ('.jsonl', '', '')
    """
    suffix = Path(name).suffix.lower()
    return suffix if len(suffix) <= LONGEST and any(sign.isalpha() for sign in suffix) else ""
