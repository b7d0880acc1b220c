"""Repairs JSON that was written by hand: with comments, bare quotation marks inside strings, or a missing end.

Every step passes once over the text, and looks ahead a limited distance from each quotation mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.patterns import later

STRING_END = later(r'["\\]')
OUTSIDE = later(r'"|//|/\*|<!--|-->|<!\[CDATA\[|\]\]>')
STRUCTURE = re.compile(r'["{}\[\],:]')
TRAILING_COMMA = re.compile(r",(?=\s{0,200}+[}\]])")
# The text after the quotation mark that ends a key, a value in an object or a value in a list.
AFTER_KEY = re.compile(r"\s{0,200}+:")
AFTER_VALUE = later(
    r'\s{0,200}+(?:[}\]]|,\s{0,200}+(?:"[^"\n]{0,80}+"\s{0,200}+:|[}\]]|\Z)|\Z)|\s{1,200}+"[^"\n]{0,80}+"\s{0,200}+:'
)
AFTER_ITEM = later(r'\s{0,200}+(?:\]|,\s{0,200}+["{\[\d\]tfn-]|\Z)')
IN_VALUE = re.compile(r'\s{0,20}+:\s{0,20}+["\[{]')  # a key inside a value: the value has no end of its own
ESCAPE = later(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
# A script with single quotation marks, and its strings: such a mark inside one is not before a comma or a bracket.
SINGLE = re.compile(r"\{\s{0,20}'@?\w{1,40}'\s{0,20}:")
SINGLE_STRING = later(r"""'((?:[^'\\]|\\.|'(?!\s{0,20}(?:[,:}\]]|\Z)))*+)'|"(?:[^"\\]|\\.)*+\"""", re.S)
MAX_OPENING_CHARS = 200  # of a script, within which its first key is
CLOSING = {"{": "}", "[": "]"}
MISSING_COMMA = frozenset('"}]')  # the end of a value; a string after it needs a comma
MARKS = {"//": "\n", "/*": "*/", "<!--": "", "-->": "", "<![CDATA[": "", "]]>": ""}  # with the end of each


def without_comments(text: str) -> str:
    """A script without comments, the marks of CDATA and commas before a closing bracket.

    >>> without_comments('{"a": "//b", /* c */ "d": 1, // e')
    '{"a": "//b",  "d": 1, '
    """
    out: list[str] = []
    outside: list[str] = []  # since the last string
    for piece in _outside_comments(text):
        if piece[:1] != '"':
            outside.append(piece)
            continue
        out += [TRAILING_COMMA.sub("", "".join(outside)), piece]
        outside = []
    return "".join([*out, TRAILING_COMMA.sub("", "".join(outside))])


def _outside_comments(text: str) -> Iterator[str]:
    """The strings of a script, each with its quotation marks, and what is between them without comments."""
    at = 0
    while (found := OUTSIDE.search(text, at)) is not None:
        if found[0] == '"':
            end = _plain_end(text, found.end())
            yield text[at : found.start()]
            yield text[found.start() : end]
            at = end
            continue
        yield text[at : found.start()]
        closing = MARKS[found[0]]
        end = text.find(closing, found.end()) if closing else found.end()
        if end < 0:
            return
        at = end + len(closing) if closing.strip() else end
    yield text[at:]


def _plain_end(text: str, at: int) -> int:
    """The end of a string that begins before ``at``, or the end of the text."""
    while (found := STRING_END.search(text, at)) is not None:
        if found[0] == '"':
            return found.end()
        at = found.end() + 1
    return len(text)


def with_double_quotes(text: str) -> str:
    r"""A script whose strings have single quotation marks, with double ones; any other script as it is.

    >>> with_double_quotes("{'a': 'It's \"here\"', 'b': 1}")
    '{"a": "It\'s \\"here\\"", "b": 1}'
    """
    return SINGLE_STRING.sub(_doubled, text) if SINGLE.search(text[:MAX_OPENING_CHARS]) else text


def _doubled(found: re.Match[str]) -> str:
    said: str | None = found[1]
    return found[0] if said is None else '"' + escape(said.replace("\\'", "'")) + '"'


def mend(text: str) -> str:
    r"""A script with the quotation marks in its strings escaped, and closed if its end is missing.

    >>> mend('{"a": "He said "no", and left", "b": ["x"')
    '{"a": "He said \\"no\\", and left", "b": ["x"]}'
    """
    pieces: list[str] = []
    stack: list[str] = []
    last = ""  # the previous mark, which decides whether a string is a key, a value or an item
    at = 0
    while (found := STRUCTURE.search(text, at)) is not None:
        mark = found[0]
        pieces.append(text[at : found.start()])
        at = found.end()
        if mark == '"':
            after = AFTER_VALUE if last == ":" else AFTER_ITEM if stack[-1:] == ["["] else AFTER_KEY
            end = read_string(text, at, after)
            if end is None:
                break
            if last in MISSING_COMMA:
                pieces.append(",")
            pieces.append(f'"{escape(text[at:end])}"')
            at = end + 1
        elif mark in CLOSING:
            stack.append(mark)
            pieces.append(mark)
        elif mark in "}]":
            if not stack or CLOSING[stack.pop()] != mark:
                break
            pieces.append(mark)
            if not stack:
                break
        else:
            pieces.append(mark)
        last = mark
    closing = "".join(CLOSING[mark] for mark in reversed(stack))
    return f"{''.join(pieces).rstrip().rstrip(',')}{closing}"


def read_string(text: str, at: int, after: re.Pattern[str] = AFTER_VALUE) -> int | None:
    """The end of a string whose text begins at ``at``: a quotation mark before text that may follow a string."""
    while (found := STRING_END.search(text, at)) is not None:
        if found[0] == "\\":
            at = found.end() + 1
        elif after.match(text, found.end()):
            return found.start()
        elif after is AFTER_VALUE and IN_VALUE.match(text, found.end()):
            return None
        else:
            at = found.end()
    return None


def escape(text: str) -> str:
    """A string as JSON may hold it: quotation marks escaped, and no backslash without a meaning."""
    pieces: list[str] = []
    at = 0
    for found in STRING_END.finditer(text):
        if found.start() < at:
            continue
        pieces.append(text[at : found.start()])
        valid = ESCAPE.match(text, found.start())
        if valid is not None:
            pieces.append(valid[0])
            at = valid.end()
        else:
            pieces.append('\\"' if found[0] == '"' else "")
            at = found.end()
    pieces.append(text[at:])
    return "".join(pieces)
