"""Usage statements in robots.txt: Content-Usage with paths, Content-Signal, and the addresses of licences (RSL)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cleaner.model import UsageStatement
from cleaner.usage.fields import content_signal, content_usage
from cleaner.usage.paths import matches, normal, path_of
from cleaner.usage.vocabulary import MAX_TEXT, license_at, statement
from cleaner.vocabulary import Use

TOKEN = re.compile(r"[A-Za-z_-]+")  # RFC 9309, 2.2.1
PARSERS: Mapping[str, Callable[[str], dict[Use, bool]]] = {
    "content-usage": content_usage,
    "content-signal": content_signal,
}
RULES = ("allow", "disallow", "crawl-delay", *PARSERS)  # lines that end the list of a group's crawlers


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    path: str
    text: str


@dataclass(slots=True)
class _Groups:
    """Lines by crawler. Lines before any group apply to all crawlers."""

    common: list[_Line] = field(default_factory=list)
    named: dict[str, list[_Line]] = field(default_factory=dict)
    licenses: list[str] = field(default_factory=list)


class RobotsUsage:
    """The usage statements of one robots.txt for one crawler, named by its product token."""

    def __init__(self, body: bytes, token: str) -> None:
        groups = _parse(body)
        chosen = groups.named.get(token.lower())
        self._lines = groups.common + (groups.named.get("*", []) if chosen is None else chosen)
        self._licenses = tuple(dict.fromkeys(groups.licenses))

    def __bool__(self) -> bool:
        return bool(self._lines or self._licenses)

    def statements(self, url: str) -> tuple[UsageStatement, ...]:
        """The statements for one URL: of each kind, the lines with the longest matching path."""
        if not self:
            return ()
        path = path_of(url)
        found = [line for line in self._lines if matches(line.path, path)]
        said = []
        for kind, parse in PARSERS.items():
            longest = max((len(line.path) for line in found if line.kind == kind), default=0)
            for line in found:
                if line.kind == kind and len(line.path) == longest and (answers := parse(line.text)):
                    said.append(statement(f"robots.txt {kind}", line.text, answers))
        return (*said, *(license_at("robots.txt license", where, url) for where in self._licenses))


def _parse(body: bytes) -> _Groups:
    text = body.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    groups = _Groups()
    current = [groups.common]
    in_rules = True
    for raw in re.split(r"[\r\n]+", text):
        key, found, value = raw.partition("#")[0].partition(":")
        key, value = key.strip(" \t\ufeff").lower(), value.strip(" \t")
        if not found or not value:
            in_rules = in_rules or key in RULES
        elif key in ("user-agent", "useragent"):
            name = TOKEN.match(value)
            agent = "*" if value.startswith("*") else name[0].lower() if name else "-"
            lines = groups.named.setdefault(agent, [])
            current = [lines, *(() if in_rules else (other for other in current if other is not lines))]
            in_rules = False
        elif key == "license":
            groups.licenses.append(_license(raw)[:MAX_TEXT])
        elif key in RULES:
            in_rules = True
            if key in PARSERS:
                for lines in current:
                    lines.append(_line(key, value))
    return groups


def _license(raw: str) -> str:
    """The address after ``License:``; a fragment is not a comment."""
    words = raw.partition(":")[2].split()
    return words[0] if words else ""


def _line(kind: str, value: str) -> _Line:
    """A line with its path, if it names one. Versions of draft-ietf-aipref-attach up to 03 required a path."""
    path, _, rest = value.partition("\t" if "\t" in value.partition(" ")[0] else " ")
    if value.startswith("/"):
        return _Line(kind, normal(path), rest.strip(" \t"))
    return _Line(kind, "/", value)
