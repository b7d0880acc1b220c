"""Front matter: the fields that programs write above a Markdown file, between two lines of three dashes.

They become one block of code, so that they are removed together and their values can be read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from cleaner.model import Block
from cleaner.patterns import later
from cleaner.shipped import load

FENCE = "---"
ENDS = (FENCE, "...")
MAX_LINES = 200
MIN_FIELDS = 2
KEY = later(r"([^\W\d_][\w .-]{0,40}):(?:\s+(.*))?")
WITHIN = later(r"\s+\S|-\s|#")  # a line that belongs to the field above, or a comment
QUOTED = later(r"(?:\"(.*)\"|'(.*)')\Z", re.S)
NOTE = later(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]\Z")  # the name of another note: "[[Ann Lee]]"
BLOCK_MARKS = ("|", ">", "|-", ">-", "|+", ">+")


@cache
def names() -> dict[str, str]:
    """What the fields mean, by their names in lower case."""
    return dict(load("metadata.yaml")["front_matter"])


def find_end(lines: Sequence[str]) -> int:
    """The number of lines that the front matter takes, or 0 if a text does not begin with any."""
    start = next((at for at, line in enumerate(lines[:MAX_LINES]) if line.strip()), 0)
    if not lines or lines[start].strip() != FENCE:
        return 0
    keys: list[str] = []
    for at in range(start + 1, min(len(lines), start + MAX_LINES)):
        line = lines[at].rstrip()
        if line in ENDS:
            return at + 1 if len(keys) >= MIN_FIELDS and not names().keys().isdisjoint(keys) else 0
        found = KEY.match(line)
        if found is not None:
            keys.append(found[1].lower())
        elif line and not (keys and WITHIN.match(line)):
            return 0
    return 0


def holds_fields(blocks: Sequence[Block]) -> bool:
    """Whether the first block of a plain text is front matter."""
    return bool(blocks) and blocks[0].kind == "code" and blocks[0].text.startswith(f"{FENCE}\n")


def read_fields(blocks: Sequence[Block]) -> dict[str, list[str]]:
    """The values of the fields that are known, by what they mean. The first field of a meaning counts."""
    return _read(blocks[0].text) if holds_fields(blocks) else {}


@lru_cache(maxsize=1)  # each kind of metadata asks for the same page
def _read(text: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    for line in text.split("\n")[1:-1]:
        found = KEY.match(line)
        if found is not None:
            values = []
            meaning = names().get(found[1].lower())
            if meaning is not None:
                values = fields.setdefault(meaning, values)
                if values:
                    values = []  # a second field of this meaning
            said = (found[2] or "").strip()
            listed = said.startswith("[") and said.endswith("]") and not said.startswith("[[")
            values += said[1:-1].split(",") if listed else [said] if said and said not in BLOCK_MARKS else []
        elif line.strip().startswith("- "):
            values.append(line.strip()[2:])
        elif values and line.strip():
            values[-1] += f" {line.strip()}"
    return {name: known for name, raw in fields.items() if (known := [text for one in raw if (text := _plain(one))])}


def _plain(value: str) -> str:
    """A value without its quotes and the brackets of a link to a note.

    >>> _plain("'It''s late'"), _plain('"[[Ann Lee]]"')
    ("It's late", 'Ann Lee')
    """
    value = value.strip()
    quoted = QUOTED.match(value)
    if quoted is not None:
        value = quoted[1].replace('\\"', '"') if quoted[1] is not None else quoted[2].replace("''", "'")
    note = NOTE.match(value.strip())
    return (note[1] if note is not None else value).strip()
