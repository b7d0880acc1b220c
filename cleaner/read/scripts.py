"""The page data (states) in the scripts of a page, with the name of the framework that wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape

from cleaner.patterns import later
from cleaner.read.literals import MAX_STATE_CHARS, read_call, read_value, read_values, unflatten, unquote
from cleaner.shipped import load

MIN_SCRIPT_CHARS = 400  # a shorter script holds no article
MAX_ASSIGNMENTS = 200  # tried in one page
MAX_BROKEN = 20  # segments of a script that are no JSON; each may be read to its end
# Without a flag for case, each is searched for by its first character, which is many times faster.
OPEN = re.compile(r"<[sS][cC][rR][iI][pP][tT](?=[\s/>])([^<>]*+)>")
CLOSE = re.compile(r"</[sS][cC][rR][iI][pP][tT](?=[\s/>])")
ATTRIBUTE = re.compile(r"""\b(id|type|data-[\w-]+|class)(?:\s?=\s?["']?([^"'\s<>]*+))?""", re.I)
DATA_TYPES = re.compile(r"json|x-mobx|text/state", re.I)
CODE_TYPES = re.compile(r"\A(?:|module|(?:text|application)/(?:x-)?(?:java|ecma)script(?:;.*)?)\Z", re.I)
ASSIGNED = re.compile(r"=\s{0,8}(?=[\[{]|JSON\s?\.\s?parse\(|\(\s?function\s?\(|decodeURIComponent\()")
NAME = later(r"""(?<![\w$])([\w$]++)(?:["']?\])?\s{0,8}\Z""")
NAME_CHARS = 100  # searched before an equals sign
PARSED = later(r"""(?:JSON\s?\.\s?parse\(\s?|decodeURIComponent\(\s?)+(?=["'`])""")
PUSHED = re.compile(r"__next_f\s?\.\s?push\(\s?(?=\[)")
STRING = later(r""""(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+'""", re.S)
STATE_STARTS = tuple(f'="{start}' for start in ("&quot;", "{&", "[&"))  # faster to find than the names
STATE_START = later("|".join(map(re.escape, STATE_STARTS)))
STATE_ATTRIBUTE = later(r"\sdata-(?:page|props|state|react-props|initial-state|hydration)\Z")
ATTRIBUTE_CHARS = 30  # searched before an equals sign
ROW = re.compile(r"\n?([0-9a-f]{0,8}):([A-Z]{0,2})")
STATE_NAME = later(r"__|state|data|store|props|content|initial|preload|nuxt|apollo|context|cache|page", re.I)
MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class State:
    """A value in a page, and its name in provenance."""

    source: str
    value: object


@dataclass(frozen=True, slots=True)
class Names:
    """The meanings of names in states: the fields of the data file. ``types`` maps a type to its element."""

    sources: dict[str, str]
    types: dict[str, str]
    titles: frozenset[str]
    addresses: frozenset[str]
    bodies: frozenset[str]
    parts: frozenset[str]
    ends: tuple[str, ...]
    elsewhere: tuple[str, ...]
    elsewhere_ends: tuple[str, ...]


@cache
def load_names() -> Names:
    """Read the data file."""
    data = load("states.yaml")
    return Names(
        sources=data["sources"],
        types={name: tag for tag, names in data["types"].items() for name in names},
        titles=frozenset(data["titles"]),
        addresses=frozenset(data["addresses"]),
        bodies=frozenset(data["bodies"]),
        parts=frozenset(data["parts"]),
        ends=tuple(data["ends"]),
        elsewhere=tuple(data["elsewhere"]),
        elsewhere_ends=tuple(data["elsewhere_ends"]),
    )


@lru_cache(maxsize=8_192)
def squeeze(name: str) -> str:
    """A name in the form of the data file: lower case, without punctuation."""
    return MARKS.sub("", name).lower()


@lru_cache(maxsize=8_192)
def is_part(name: str) -> bool:
    """Whether a (squeezed) name may hold a part of a rich text."""
    names = load_names()
    return name in names.parts or (name.endswith(names.ends) and not name.startswith(names.elsewhere))


@lru_cache(maxsize=8_192)
def leads_elsewhere(name: str) -> bool:
    """Whether a (squeezed) name never holds a part of a body."""
    names = load_names()
    return name not in names.parts and (name.startswith(names.elsewhere) or name.endswith(names.elsewhere_ends))


def read_states(html: str) -> tuple[list[State], str | None]:
    """The states of a page in page order, and a note if not all of them were read. Never raises."""
    states: list[State] = []
    rows: list[str] = []
    left = MAX_STATE_CHARS
    tries = MAX_ASSIGNMENTS
    note = None
    for attributes, text in scripts(html):
        if len(text) < MIN_SCRIPT_CHARS and "__next_f" not in text:
            continue
        left -= len(text)
        if left < 0:
            note = f"read: states of more than {MAX_STATE_CHARS:,} characters were not read"
            break
        kind = attributes.get("type", "")
        try:
            if "ld+json" in kind.lower():
                continue
            if DATA_TYPES.search(kind):
                states += _of_data(attributes, text)
            elif CODE_TYPES.match(kind):
                rows += _pushed(text)
                found, tries = _of_code(text, tries)
                states += found
        except RecursionError:
            continue
    if rows:
        states.append(State(_named("next_f"), read_rows("".join(rows))))
    states += _of_attributes(html)
    return states, note


def scripts(html: str) -> Iterator[tuple[dict[str, str], str]]:
    """The attributes and the text of each script. One pass; an unclosed script runs to the end."""
    at = 0
    while (opened := OPEN.search(html, at)) is not None:
        closed = CLOSE.search(html, opened.end())
        end = closed.start() if closed is not None else len(html)
        attributes = {name.lower(): value for name, value in ATTRIBUTE.findall(opened[1])}
        yield attributes, html[opened.end() : end]
        at = end


def _named(name: str) -> str:
    name = name.lower()
    return next((source for part, source in load_names().sources.items() if part in name), "state:json")


def _of_data(attributes: dict[str, str], text: str) -> list[State]:
    name = " ".join((attributes.get("id", ""), attributes.get("class", ""), *attributes))
    if "&quot;" in text and '"' not in text:
        text = unescape(text)
    values = read_values(text)
    source = _named(name)
    if values and isinstance(values[0], list) and source == _named("nuxt"):
        values = [unflatten(values[0])]
    return [State(source, _answer(value)) for value in values]


def _answer(value: object) -> object:
    """The value of a stored server response, in the form of SvelteKit: its body is JSON in a string."""
    body = value.get("body") if isinstance(value, dict) and "status" in value else None
    if isinstance(body, str) and body[:1] in ("{", "["):
        return next(iter(read_values(body)), value)
    return value


def _of_code(text: str, tries: int) -> tuple[list[State], int]:
    """The values that a script assigns, and the number of tries that the page has left."""
    states: list[State] = []
    at = 0
    while tries > 0 and (assigned := ASSIGNED.search(text, at)) is not None:
        start = at = assigned.end()
        if len(text) - start < MIN_SCRIPT_CHARS:
            break
        named = NAME.search(text[max(0, assigned.start() - NAME_CHARS) : assigned.start()])
        if named is None:
            continue
        tries -= 1
        if text[start] in "[{":
            value, end = read_value(text, start, lenient=STATE_NAME.search(named[1]) is not None)
            at = max(start + 1, end)
        elif text[start] == "(":
            value = read_call(text, start)
            at = start + 1
        else:
            value, at = _parsed(text, start)
        if at - start >= MIN_SCRIPT_CHARS or text[start] == "(":
            states.append(State(_named(named[1]), value))
    return states, tries


def _parsed(text: str, start: int) -> tuple[object, int]:
    """The value of ``JSON.parse("...")``, percent-decoded first if the script does so."""
    call = PARSED.match(text, start)
    quoted = STRING.match(text, call.end()) if call is not None else None
    if call is None or quoted is None:
        return None, start + 1
    inner = unquote(quoted[0])
    if "decodeURIComponent" in call[0]:
        from urllib.parse import unquote as decode_address

        inner = decode_address(inner)
    return next(iter(read_values(inner)), None), quoted.end()


def _pushed(text: str) -> list[str]:
    """The segments of a streamed state that a script pushes."""
    found: list[str] = []
    at, broken = 0, 0
    while broken < MAX_BROKEN and (pushed := PUSHED.search(text, at)) is not None:
        value, at = read_value(text, pushed.end(), lenient=False)
        if value is None:
            broken += 1
            value, _ = read_value(text, pushed.end())
        if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
            found.append(value[1])
    return found


def _of_attributes(html: str) -> list[State]:
    """States in attributes, in the form of Inertia and React on Rails."""
    states: list[State] = []
    for opened in STATE_START.finditer(html) if any(start in html for start in STATE_STARTS) else ():
        sign = opened.start()
        if STATE_ATTRIBUTE.search(html, max(0, sign - ATTRIBUTE_CHARS), sign) is None:
            continue
        start = sign + len('="')
        end = html.find('"', start)
        if end - start < MIN_SCRIPT_CHARS or len(states) >= MAX_ASSIGNMENTS:
            continue
        states += [State("state:attribute", value) for value in read_values(unescape(html[start:end]))]
    return states


def read_rows(text: str) -> dict[str, object]:
    """The rows of a streamed React tree by their ids: JSON, or text whose length is stated in bytes of UTF-8."""
    rows: dict[str, object] = {}
    at = 0
    while (head := ROW.match(text, at)) is not None:
        at = head.end()
        if head[2] == "T":
            comma = text.find(",", at, at + 10)
            try:
                size = int(text[at:comma], 16)
            except ValueError:
                break
            at = comma + 1
            piece = text[at : at + size].encode("utf-8", "surrogatepass")[:size].decode("utf-8", "ignore")
            rows[head[1]] = piece
            at += len(piece)
            continue
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if not head[2]:
            rows[head[1]] = next(iter(read_values(text[at:end])), None) if text[at : at + 1] in "[{" else None
        at = end + 1
    return rows
