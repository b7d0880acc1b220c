"""Reads data in scripts: JSON, invalid JSON, and JavaScript literals. Bounded, in one pass, never raises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

MAX_TOKENS = 1_000_000
MAX_VALUES = 200  # consecutive values in one text
START = re.compile(r"[\[{]")
TOKEN = re.compile(
    r"""\s++|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/"""
    r"""|(?P<string>"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+'|`(?:[^`\\]++|\\.)*+`)"""
    r"""|(?P<number>-?(?:0[xX][\da-fA-F]++|\d++(?:\.\d*+)?(?:[eE][+-]?\d++)?|\.\d++)n?)"""
    r"""|(?P<name>[A-Za-z_$][\w$]*+(?:\.[\w$]++)*+)"""
    r"""|(?P<mark>!0|!1|[\[\]{}(),:])""",
    re.S,
)
OPEN_END = re.compile(r"[\"'`]|/\*")
ESCAPE = re.compile(r"\\(u\{[\da-fA-F]{1,6}\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|\r?\n|.)", re.S)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
MAX_WRAPPERS = 20  # nested around one value
MAX_NUMBER_CHARS = 20
CALL = re.compile(r"\(\s*function\s*\(([\w$,\s]*+)\)\s*\{")
RETURN = re.compile(r"\breturn\b\s*")
WORDS: dict[str, object] = {"true": True, "false": False, "!0": True, "!1": False}


def read_values(text: str) -> list[object]:
    """The consecutive values in a text, ignoring what comes before the first. The last may be cut."""
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
                found.append(Literals(text, at).read())
            break
        found.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return found


def read_value(text: str, at: int, *, lenient: bool = True) -> tuple[object, int]:
    """The value at a position, and its end: JSON, or a JavaScript literal if ``lenient``."""
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, at)
    except (ValueError, RecursionError):
        if not lenient:
            return None, at
        reader = Literals(text, at)
        return reader.read(), reader.at


def read_call(text: str, at: int) -> object:
    """The result of ``(function(a,b){return {...}}(1,"x"))``, with its arguments filled in. None for other calls."""
    head = CALL.match(text, at)
    given = RETURN.search(text, head.end()) if head is not None else None
    if head is None or given is None:
        return None
    names = frozenset(name.strip() for name in head[1].split(","))
    body = Literals(text, given.end(), names)
    value = body.read()
    opened = text.find("(", body.at)
    if opened < 0:
        return value
    arguments = Literals(text, opened, round_list=True).read()
    if isinstance(arguments, list):
        values = dict(zip((name.strip() for name in head[1].split(",")), arguments, strict=False))
        body.fill(values)
    return value


class Literals:
    """A reader of one literal. What it cannot understand (a call, a function) becomes None. It stops at an error.

    ``names`` are names to be filled in later. ``round_list`` means that the list is one of arguments.
    """

    def __init__(self, text: str, at: int, names: frozenset[str] = frozenset(), *, round_list: bool = False) -> None:
        self.text, self.at, self.names, self.round_list = text, at, names, round_list
        self.root: object = None
        self.stack: list[dict[str, object] | list[object]] = []
        self.keys: list[str | None] = []  # for each open object, the key that waits for its value
        self.named: list[tuple[dict[str, object] | list[object], str | int, str]] = []

    def fill(self, values: dict[str, object]) -> None:
        """Replace names by values."""
        for where, place, name in self.named:
            if isinstance(where, dict):
                where[str(place)] = values.get(name)
            elif isinstance(place, int):
                where[place] = values.get(name)

    def read(self) -> object:
        """Read to the end of the first value."""
        if self.round_list:
            self.at += 1
            self._open([])
        for _ in range(MAX_TOKENS):
            token = TOKEN.match(self.text, self.at)
            if token is None:
                return self.root
            self.at = token.end()
            if token["string"] is not None:
                self._take(unquote(token["string"]))
            elif token["number"] is not None:
                self._take(_number(token["number"]))
            elif token["name"] is not None:
                self._take_name(token["name"])
            elif token["mark"] is not None:
                self._take_mark(token["mark"])
            if not self.stack and token.lastgroup is not None:
                return self.root
        return self.root

    def _take(self, value: object) -> None:
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

    def _take_name(self, name: str) -> None:
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
        self._take(WORDS.get(name))

    def _take_mark(self, mark: str) -> None:
        if mark in WORDS:
            self._take(WORDS[mark])
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
        self._take(value)
        self.stack.append(value)
        self.keys.append(None)

    def _skip(self, opener: str) -> None:
        """Skip a bracket and its content."""
        depth = 0
        for _ in range(MAX_TOKENS):
            token = TOKEN.match(self.text, self.at)
            if token is None and OPEN_END.match(self.text, self.at):
                self.at = len(self.text)  # an endless string or comment
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
    return PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


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
    """The value of a flattened list (devalue, as Nuxt and SvelteKit write it). Numbers in it are indices into it.

    The result may contain itself.
    """
    made: dict[int, object] = {}
    todo: list[int] = []

    def place(at: object) -> object:
        """The value at an index. It is created empty first and filled later."""
        for _ in range(MAX_WRAPPERS):
            if not isinstance(at, int) or isinstance(at, bool) or not 0 <= at < len(values):
                return None
            value = values[at]
            if not (isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)):
                break
            at = value[1]  # the content of a wrapper such as Ref or Date
            if isinstance(at, str):
                return at
        else:
            return None
        if not isinstance(value, dict | list):
            return value
        if at not in made:
            made[at] = {} if isinstance(value, dict) else []
            todo.append(at)
        return made[at]

    root = place(0)
    while todo:
        at = todo.pop()
        value, target = values[at], made.get(at)
        if isinstance(value, dict) and isinstance(target, dict):
            target.update((str(key), place(item)) for key, item in value.items())
        elif isinstance(value, list) and isinstance(target, list):
            items: Iterable[object] = value[1:] if value and isinstance(value[0], str) else value
            target.extend(place(item) for item in items)
    return root
