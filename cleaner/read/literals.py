"""Reads data in scripts: JSON, invalid JSON and JavaScript literals, in one pass. Work is bounded. Nothing raises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from cleaner.patterns import later

MAX_TOKENS = 1_000_000
MAX_STATE_CHARS = 8_000_000  # in all scripts of a page; about a second of work
MAX_VALUES = 200  # consecutive values in one text
START = later(r"[\[{]")
JSON_START = later(r"""\{\s*+["}]|\[\s*+["\[{\]\d\-tfnNI]""")
TOKEN = later(
    r"""\s++|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/"""
    r"""|(?P<string>"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+'|`(?:[^`\\]++|\\.)*+`)"""
    r"""|(?P<number>-?(?:0[xX][\da-fA-F]++|\d++(?:\.\d*+)?(?:[eE][+-]?\d++)?|\.\d++)n?)"""
    r"""|(?P<name>[A-Za-z_$][\w$]*+(?:\.[\w$]++)*+)"""
    r"""|(?P<mark>!0|!1|[\[\]{}(),:])""",
    re.S,
)
UNTERMINATED = re.compile(r"[\"'`]|/\*")
ESCAPE = later(r"\\(u\{[\da-fA-F]{1,6}\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|\r?\n|.)", re.S)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
SURROGATE_PAIR = later("[\ud800-\udbff][\udc00-\udfff]")
MAX_WRAPPERS = 20  # such as Ref or Date, nested around one value
MAX_NUMBER_CHARS = 20
CALL = later(r"\(\s*function\s*\(([\w$,\s]*+)\)\s*\{")
RETURN = re.compile(r"\breturn\b\s*")
WORDS: dict[str, object] = {"true": True, "false": False, "!0": True, "!1": False}


def read_values(text: str) -> list[object]:
    """The consecutive values in a text, from the first bracket on. The last one may be truncated."""
    start = START.search(text)
    if start is None:
        return []
    decoder = json.JSONDecoder(strict=False)
    found: list[object] = []
    at = start.start()
    while at < len(text) and len(found) < MAX_VALUES:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            if text[at] in "[{":
                found.append(LiteralReader(text, at).read())
            break
        found.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return found


def read_value(text: str, at: int, *, lenient: bool = True) -> tuple[object, int]:
    """The value at a position, and its end: JSON, or a JavaScript literal if ``lenient``."""
    if JSON_START.match(text, at):  # an error of the decoder takes long: it counts the lines before it
        try:
            return json.JSONDecoder(strict=False).raw_decode(text, at)
        except (ValueError, RecursionError):
            pass
    if not lenient:
        return None, at
    reader = LiteralReader(text, at)
    return reader.read(), reader.at


def read_call(text: str, at: int) -> object:
    """The result of ``(function(a,b){return {...}}(1,"x"))``, with its arguments filled in. None for other calls."""
    head = CALL.match(text, at)
    returned = RETURN.search(text, head.end()) if head is not None else None
    if head is None or returned is None:
        return None
    names = frozenset(name.strip() for name in head[1].split(","))
    body = LiteralReader(text, returned.end(), names)
    value = body.read()
    opened = text.find("(", body.at)
    if opened < 0:
        return value
    arguments = LiteralReader(text, opened, is_arguments=True).read()
    if isinstance(arguments, list):
        values = dict(zip((name.strip() for name in head[1].split(",")), arguments, strict=False))
        body.fill(values)
    return value


class LiteralReader:
    """Reads one literal. A call or a function in it becomes None. Reading stops at a syntax error.

    ``names`` are parameters whose values ``fill`` sets later. ``is_arguments`` reads the arguments of a call as a list.
    """

    def __init__(self, text: str, at: int, names: frozenset[str] = frozenset(), *, is_arguments: bool = False) -> None:
        self.text, self.at, self.names, self.is_arguments = text, at, names, is_arguments
        self.root: object = None
        self.stack: list[dict[str, object] | list[object]] = []
        self.keys: list[str | None] = []  # for each open bracket, the key whose value comes next
        self.named: list[tuple[dict[str, object] | list[object], str | int, str]] = []

    def fill(self, values: dict[str, object]) -> None:
        """Set the values of the parameters that were read."""
        for where, place, name in self.named:
            if isinstance(where, dict):
                where[str(place)] = values.get(name)
            elif isinstance(place, int):
                where[place] = values.get(name)

    def read(self) -> object:
        """Read to the end of the first value."""
        if self.is_arguments:
            self.at += 1
            self._open([])
        for _ in range(MAX_TOKENS):
            token = TOKEN.match(self.text, self.at)
            if token is None:
                return self.root
            self.at = token.end()
            if token["string"] is not None:
                self._add_value(unquote(token["string"]))
            elif token["number"] is not None:
                self._add_value(_number(token["number"]))
            elif token["name"] is not None:
                self._add_name(token["name"])
            elif token["mark"] is not None:
                self._add_punctuation(token["mark"])
            if not self.stack and token.lastgroup is not None:
                return self.root
        return self.root

    def _add_value(self, value: object) -> None:
        """Store a value, or the key before one."""
        if not self.stack:
            self.root = value
            return
        top = self.stack[-1]
        if isinstance(top, list):
            top.append(value)
        elif self.keys[-1] is None:
            self.keys[-1] = str(value)
        else:
            top[self.keys[-1]] = value
            self.keys[-1] = None

    def _add_name(self, name: str) -> None:
        if self.stack and isinstance(self.stack[-1], dict) and self.keys[-1] is None:
            self.keys[-1] = name
            return
        if name in ("new", "void", "typeof", "await", "return", "async"):
            return
        if name == "function":
            self._skip("(")
            self._skip("{")
        elif name in self.names and self.stack:
            top, key = self.stack[-1], self.keys[-1]
            self.named.append((top, key or "" if isinstance(top, dict) else len(top), name))
        self._add_value(WORDS.get(name))

    def _add_punctuation(self, mark: str) -> None:
        if mark in WORDS:
            self._add_value(WORDS[mark])
        elif mark == "{":
            self._open({})
        elif mark == "[":
            self._open([])
        elif mark == "(":  # of a call whose name was read as a value
            self.at -= 1
            self._skip("(")
        elif mark in "}])" and self.stack:
            self.stack.pop()
            self.keys.pop()
        elif mark == "," and self.stack:
            self.keys[-1] = None

    def _open(self, value: dict[str, object] | list[object]) -> None:
        self._add_value(value)
        self.stack.append(value)
        self.keys.append(None)

    def _skip(self, opener: str) -> None:
        """Skip a bracket and its content."""
        depth = 0
        for _ in range(MAX_TOKENS):
            token = TOKEN.match(self.text, self.at)
            if token is None and UNTERMINATED.match(self.text, self.at):
                self.at = len(self.text)  # an unterminated string or comment
                return
            self.at = token.end() if token is not None else self.at + 1
            mark = token["mark"] if token is not None else None
            if mark is not None and mark in "([{":
                depth += 1
            elif mark is not None and mark in ")]}":
                depth -= 1
                if depth <= 0:
                    return
            if self.at >= len(self.text) or (not depth and mark not in (None, opener)):
                return


def unquote(token: str) -> str:
    r"""The text of a string literal with any kind of quotes.

    >>> unquote(r"'It\'s \x41 \u00e9\u{1F600} \u003cp\u003e'")
    "It's A é😀 <p>"
    """
    text = token[1:-1]
    if "\\" not in text:
        return text
    text = ESCAPE.sub(_escaped, text)
    return SURROGATE_PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def _escaped(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) > 1 and code[0] in "ux":
        number = int(code[1:].strip("{}"), 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    if code in ("\n", "\r\n"):
        return ""
    return ESCAPES.get(code, code)


def _number(text: str) -> object:
    if len(text) > MAX_NUMBER_CHARS:
        return None
    try:
        return int(text, 0) if not any(char in ".eEn" for char in text) or text[:2] in ("0x", "0X") else float(text)
    except ValueError:
        return None


def unflatten(values: list[object]) -> object:
    """Undo devalue, with which Nuxt and SvelteKit flatten a value to a list. Its items refer to each other by index.

    The result may contain itself.
    """
    built: dict[int, object] = {}
    todo: list[int] = []

    def place(at: object) -> object:
        """The value at an index. It is created empty first and filled later."""
        for _ in range(MAX_WRAPPERS):
            if not isinstance(at, int) or isinstance(at, bool) or not 0 <= at < len(values):
                return None
            value = values[at]
            if not (isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)):
                break
            at = value[1]  # the content of the wrapper
            if isinstance(at, str):
                return at
        else:
            return None
        if not isinstance(value, dict | list):
            return value
        if at not in built:
            built[at] = {} if isinstance(value, dict) else []
            todo.append(at)
        return built[at]

    root = place(0)
    while todo:
        at = todo.pop()
        value, target = values[at], built.get(at)
        if isinstance(value, dict) and isinstance(target, dict):
            target.update((str(key), place(item)) for key, item in value.items())
        elif isinstance(value, list) and isinstance(target, list):
            items: Iterable[object] = value[1:] if value and isinstance(value[0], str) else value
            target.extend(place(item) for item in items)
    return root
