"""Marks that one tool writes into plain text: fenced divs and attributes of pandoc, tags of jusText, numbers of crawl4ai."""

from __future__ import annotations

import re

from cleaner.patterns import later

TAGS = ("<p> ", "<h> ")  # jusText begins each paragraph and each heading with one
DIV = later(r"\s*:{3,}\s*(?:\{[^{}]*\}|[\w.-]+)?\s*:*\s*\Z")
OPENED = later(r"^\s*:{3,}\s*\{[#.\w][^{}\n]*\}|^\s*:{3,} [\w-]+\s*$|^#{1,6} .*\{[#.][^{}\n]*\}\s*$", re.M)
ATTRIBUTE = r"(?:[#.][\w:/-]+|[\w-]+=(?:\"[^\"\n]{0,200}\"|[^\s{}\"]{1,200}))"
ATTRIBUTES = later(rf"\s?(?<=[\])\s`])\{{{ATTRIBUTE}(?:\s+{ATTRIBUTE}){{0,20}}\}}")
STYLED = later(rf"(?<![!\]])\[([^\[\]\n]{{1,200}})\]\{{{ATTRIBUTE}(?:\s+{ATTRIBUTE}){{0,20}}\}}")
NUMBER = later(r"\s?⟨\d{1,4}⟩")
LISTED = later(r"⟨\d{1,4}⟩ (?:[a-z][a-z0-9+.-]{1,12}:|[/#?])", re.I)
MIN_NUMBERED = 2


def without_marks(text: str, lines: list[str]) -> list[str]:
    """The lines of a text without such marks, if it has any."""
    if text.lstrip()[:4] in TAGS:
        lines = _without_tags(lines)
    if ("{#" in text or "{." in text or ":::" in text) and OPENED.search(text):
        lines = ["" if ":::" in line and DIV.match(line) else _without_attributes(line) for line in lines]
    if "⟨" in text:
        lines = _without_numbers(lines)
    return lines


def _without_tags(lines: list[str]) -> list[str]:
    """The lines without the tags, if each has one. The first heading gets the mark of one."""
    said = [line for line in lines if line.strip()]
    if not all(line.startswith(TAGS) for line in said):
        return lines
    title = next((line for line in said if line.startswith("<h>")), None)
    return [("# " if line is title else "") + line[4:] for line in lines]


def _without_attributes(line: str) -> str:
    if "{" not in line or "}" not in line:
        return line
    return ATTRIBUTES.sub("", STYLED.sub(r"\1", line))


def _without_numbers(lines: list[str]) -> list[str]:
    """The lines without the numbers of links, if the text ends in the list of their addresses."""
    listed = [LISTED.match(line) is not None for line in lines]
    if sum(listed) < MIN_NUMBERED:
        return lines
    return [
        line if is_listed or "⟨" not in line else NUMBER.sub("", line)
        for line, is_listed in zip(lines, listed, strict=True)
    ]
