"""Marks that a tool writes into plain text: divs of pandoc, tags of jusText, numbers of crawl4ai, images of browsers.

Headings of AsciiDoc and of wikis get the marks of Markdown. Tables in HTML become rows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape

from cleaner.patterns import later
from cleaner.read.browsed import has_marks, with_bars, with_headline, without_images
from cleaner.read.verbatim import closing_fences

TAGS = ("<p> ", "<h> ")  # jusText begins each paragraph and each heading with one
DIV = later(r" {0,3}:{3,}(?!:)\s*(?:\{[^{}]*\}|[\w.-]+)?\s*:*\s*\Z")
OPENED = later(r"^ {0,3}:{3,} ?\{[#.\w][^{}\n]*\}|^ {0,3}:{3,} [\w-]+ *$|^#{1,6} .*\{[#.][^{}\n]*\} *$", re.M)
ATTRIBUTE = r"(?:[#.][\w:/-]+|[\w-]+=(?:\"[^\"\n]{0,200}\"|[^\s{}\"]{1,200}))"
ATTRIBUTES = later(rf"(?<=[\])`])\{{{ATTRIBUTE}(?:\s+{ATTRIBUTE}){{0,20}}\}}")
OF_HEADING = later(rf"\s+\{{{ATTRIBUTE}(?:\s+{ATTRIBUTE}){{0,20}}\}}\s*\Z")
STYLED = later(rf"(?<![!\]])\[([^\[\]\n]{{1,200}})\]\{{{ATTRIBUTE}(?:\s+{ATTRIBUTE}){{0,20}}\}}")
NUMBER = later(r"\s?⟨\d{1,4}⟩")
LISTED = later(r"⟨\d{1,4}⟩ (?:[a-z][a-z0-9+.-]{1,12}:|[/#?])", re.I)
PARTED = later(r"\]\(<?(?:[a-z]{3,8}:/|[/.#?]|www\.)[^\s()<>]*")
MAX_TARGET_CHARS = 2_000
MIN_NUMBERED = 2  # addresses in the list of crawl4ai
HEADING = later(r"(={1,6})(?: |(?=.{2,202}\1\s*\Z))([^=\s](?:.{0,200}[^=\s])?)(?: ?\1)?\s*\Z")  # == The vote ==
NAMES = (
    "a|b|br|center|details|div|em|figcaption|figure|font|h[1-6]|hr|i|iframe|img|kbd|p|picture|section|source|span|strong"
    "|sub|summary|sup|u|video"
)
HTML = later(rf"^ {{0,3}}(?:</?(?:{NAMES})(?=[\s/>])[^<>\n]*>|<!--)", re.I | re.M)
TAG = later(rf"</?(?:{NAMES})(?=[\s/>])[^<>]*>|<!--(?:(?!-->).){{0,400}}-->", re.I)
MARKDOWN = later(r"\]\((?:[a-z]{3,8}:/|[/.#?]|www\.)", re.I)
TABLE, TABLE_TAG = later(r" {0,3}<table\b[^<>]*>\s*(?:<|\Z)", re.I), later(r"<(/?)table\b", re.I)
ROW, CELL = later(r"<tr\b[^<>]*>", re.I), later(r"<t[hd]\b[^<>]*>", re.I)
MARKUP = later(r"<[/!a-z][^<>]*>", re.I)
# A table that lays out a page, and what Markdown writes for the tags in it.
LAID_OUT = later(r"<h[1-6]\b|</p>\s*<p\b", re.I)
LONG_CELL, HEADED = later(r">[^<>]{80}"), later(r"<th\b", re.I)
# A card that a link spans, with its lines parted by lines of one backslash or two.
PARTED_LINE = later(r"\n\\{1,2}\n")
LINE_END = later(r"\\{1,2}\n")
CARD = later(
    r"(?:^((?:[-*+] {1,3})?)|(?<=\)) )\[((?:!\[[^\[\]\n]{0,300}\]\([^()\s]{1,2000}\)|[^\[\]]){1,1500}+)"
    r"\]\(([^()\s]{1,2000})(?: \"[^\"\n]{0,200}\")?\)",
    re.M,
)
PICTURE = later(r"!\[[^\[\]\n]*\]\([^()\s]*\)")
BREAKS = later(r"\n\s*")
INNER = later(r"<table\b[^<>]*>(?:[^<]|<(?!/?table\b))*</table\s*>", re.I)
LINES_OF = (
    (later(r"<a\b[^<>]*\bhref=\"([^\"<>\s]{1,2000})\"[^<>]*>([^<>]+)</a>", re.I), r"[\2](\1)"),
    *((later(rf"<h{level}\b[^<>]*>", re.I), f"\n\n{'#' * level} ") for level in range(1, 7)),
    (later(r"<li\b[^<>]*>", re.I), "\n- "),
    (later(r"<br\b[^<>]*>", re.I), "\n"),
    (later(r"<t[rhd]\b[^<>]*>|</?(?:p|ul|ol|div|blockquote|hr)\b[^<>]*>|</h[1-6]>", re.I), "\n\n"),
)
STARS = later(r"(\*{2,6}) (\S.{0,200}?) \1\s*\Z")  # ***** The vote *****
STARRED = later(r"\*{4,6} \S.{0,200}? \*{4,6}\s*\Z")
LINKED = later(r" \(https?://[^()\s]+\)\s*\Z")
FIELD = later(r":([A-Za-z][\w -]{1,24}):(?: (.*))?\Z")  # of AsciiDoc and reStructuredText, above the text
CODE = later(r"([A-Z]{2,3})(?: (.*))?\s*\Z")  # begins a field of Factiva: "HD  The vote"
CODES = frozenset({"HD", "WC", "PD", "LP"})  # of the headline, the length, the day and the first paragraphs
TEXT_CODES = frozenset({"HD", "BY", "LP", "TD"})
MAX_FIELD_LINE = 20


def without_marks(text: str, lines: list[str]) -> list[str]:
    """The lines of a text without such marks, if it has any. Those of code in fences stay."""
    if text.lstrip()[:4] in TAGS:
        lines = _without_tags(lines)
    if "\nHD " in text or text.startswith("HD "):
        lines = _without_codes(lines)
    if "](" in text:
        lines = _with_whole_targets(lines)
    if "</table" in text and (MARKDOWN.search(text) or TABLE.match(text.lstrip())):
        lines = [*_with_rows(lines)]
    if "\n\\" in text and PARTED_LINE.search(text) and MARKDOWN.search(text):
        lines = CARD.sub(_as_lines, "\n".join(lines)).split("\n")
    lines = with_headline(with_bars(lines))
    changes: list[Callable[[str], str]] = []
    if ("{#" in text or "{." in text or ":::" in text) and OPENED.search(text):
        changes.append(_without_attributes)
    if "](" in text and HTML.search(text):
        changes.append(_without_html)
    if has_marks(text):
        changes.append(without_images)
    if "**** " in text and any(map(STARRED.match, lines)):
        changes.append(_as_starred)
    if "\n** " in text:
        changes.append(_without_stars)
    if "⟨" in text and sum(LISTED.match(line) is not None for line in lines) >= MIN_NUMBERED:
        changes.append(_without_numbers)
    if "\n:" in text:
        lines = _without_colons(lines)
    headed = "\n==" in text
    if not changes and not headed:
        return lines
    fenced = {at for begin, end in closing_fences(lines).items() for at in range(begin, end)}
    for at in range(len(lines)):
        if at not in fenced:
            if headed and lines[at][:1] == "=":
                lines[at] = _as_heading(lines, at)
            for change in changes:
                lines[at] = change(lines[at])
    return lines


def _without_tags(lines: list[str]) -> list[str]:
    """The lines without the tags, if each has one. The first heading gets the mark of one."""
    said = [line for line in lines if line.strip()]
    if not all(line.startswith(TAGS) for line in said):
        return lines
    title = next((line for line in said if line.startswith("<h>")), None)
    return [("# " if line is title else "") + line[4:] for line in lines]


def _without_attributes(line: str) -> str:
    if ":::" in line and DIV.match(line):
        return ""
    if "{" not in line or "}" not in line:
        return line
    if line[:1] == "#":
        line = OF_HEADING.sub("", line)
    return ATTRIBUTES.sub("", STYLED.sub(r"\1", line))


def _without_numbers(line: str) -> str:
    """A line without the numbers of links. The list of their addresses keeps them."""
    return line if "⟨" not in line or LISTED.match(line) else NUMBER.sub("", line)


def _as_heading(lines: list[str], at: int) -> str:
    """A line with the marks of Markdown, if it is a heading of AsciiDoc or of a wiki.

    Those of AsciiDoc have no marks behind them, and begin a part of the text, as lines of logs do not.
    """
    line = lines[at].rstrip()
    found = HEADING.match(line)
    if found is None:
        return lines[at]
    above = lines[at - 1].strip() if at else ""
    begins = not above or (above[0] == "[" and above[-1] == "]")  # below its name or style
    alone = at > 0 or len(found[1]) == 1 or not "".join(lines[1:2]).strip()
    return f"{'#' * len(found[1])} {found[2]}" if line.endswith(found[1]) or (begins and alone) else lines[at]


def _with_whole_targets(lines: list[str]) -> list[str]:
    """The lines with the addresses of links that html2text parted at their hyphens."""
    found: list[str] = []
    begun = False  # whether the last line ends inside an address
    for line in lines:
        if begun and line.strip():
            found[-1] += line.lstrip()
        else:
            found.append(line)
        rest = found[-1][found[-1].rfind("](") :] if begun or "](" in line else ""
        begun = len(rest) <= MAX_TARGET_CHARS and rest.endswith("-") and PARTED.fullmatch(rest) is not None
    return found


def _with_rows(lines: list[str]) -> Iterator[str]:
    """The lines of Markdown with tables in HTML as rows, with tabs between the cells. Those in fences stay.

    A table around fences becomes the lines in its cells.
    """
    fences = closing_fences(lines)
    starts = sorted(fences)
    ends = _find_ends(lines)
    at = 0
    while at < len(lines):
        end = fences.get(at, at + 1)
        rows: list[str] = []
        if at in ends and at not in fences and TABLE.match(lines[at]):
            table, nearest = lines[at : ends[at] + 1], bisect_left(starts, at)
            fenced = nearest < len(starts) and starts[nearest] < ends[at]
            rows = [*(_cell_lines(table, closing_fences(table)) if fenced else _rows("\n".join(table)))]
        if rows:
            yield from ("", *rows, "")
            end = ends[at] + 1
        else:
            yield from lines[at:end]
        at = end


def _cell_lines(table: Sequence[str], fences: Mapping[int, int]) -> Iterator[str]:
    """The lines in the cells of a table, without its tags. What is in fences stays as it is."""
    code = 0  # the end of the last fence
    for at, line in enumerate(table):
        code = fences.get(at, code) if at >= code else code
        yield line if at < code else unescape(MARKUP.sub("", line)).strip() if "<" in line else line


def _as_lines(card: re.Match[str]) -> str:
    """The lines of a card that a link spans, as Firecrawl writes it, each with the link. Other links stay."""
    if not PARTED_LINE.search(card[2]):
        return card[0]
    parts = (PICTURE.sub("", part).strip(" #*-") for part in LINE_END.split(card[2]))
    return (card[1] or "\n\n") + "\n\n".join(f"[{part}]({card[3]})" for part in parts if part)


def _find_ends(lines: Sequence[str]) -> dict[int, int]:
    """The line in which each table ends, by the line in which it begins. Tables may be in others."""
    ends: dict[int, int] = {}
    begun: list[int] = []
    for at, line in enumerate(lines):
        for found in TABLE_TAG.finditer(line) if "table" in line.lower() else ():
            if not found[1]:
                begun.append(at)
            elif begun:
                ends[begun.pop()] = at
    return ends


def _rows(table: str, *, within: bool = False) -> Iterator[str]:
    """The rows of a table in HTML. One that lays out a page gives its lines: it has headings or several paragraphs in
    a cell and, if it is not ``within`` such a table, long text, but no names of columns or rows.
    """
    large = LAID_OUT.search(table) and (within or LONG_CELL.search(table))
    if large and not HEADED.search(INNER.sub("", table[1:])):
        table = BREAKS.sub(" ", table[table.index(">") + 1 :])
        table = INNER.sub(lambda inner: "\n\n{}\n\n".format("\n".join(_rows(inner[0], within=True))), table)
        for tag, mark in LINES_OF:
            table = tag.sub(mark, table)
        yield from (unescape(MARKUP.sub("", line)).strip() for line in table.split("\n"))
        return
    for row in ROW.split(table)[1:]:
        cells = [" ".join(unescape(MARKUP.sub("", cell)).split()) for cell in CELL.split(row)[1:]]
        if any(cells):
            yield "\t".join(cells)


def _without_html(line: str) -> str:
    """A line of Markdown without tags, if it begins with one: what Markdown has no mark for is written in HTML."""
    if HTML.match(line) is None:
        return line
    return TAG.sub("", line).strip()


def _as_starred(line: str) -> str:
    """A line with the marks of Markdown, if it is a heading of the C program html2text: the more stars, the higher."""
    found = STARS.match(line) if line[:2] == "**" else None
    return line if found is None else f"{'#' * (7 - len(found[1]))} {found[2]}"


def _without_stars(line: str) -> str:
    """A line without the stars that Mailchimp writes before links: "** Facebook (https://...)"."""
    return line[3:] if line.startswith("** ") and LINKED.search(line) else line


def _without_codes(lines: list[str]) -> list[str]:
    """The lines of an article of Factiva with the codes of its fields as names, and its headline as one."""
    found = [CODE.match(line) for line in lines]
    if not {one[1] for one in found if one is not None} >= CODES:
        return lines
    return [
        line if one is None else _named(one[1], (one[2] or "").strip()) for line, one in zip(lines, found, strict=True)
    ]


def _named(code: str, value: str) -> str:
    if code in TEXT_CODES:
        return f"# {value}" if code == "HD" else value
    return f"{code}: {value}" if value else ""


def _without_colons(lines: list[str]) -> list[str]:
    """The lines with the names of fields as in a mail: ":Author: Ann Lee". Fields stand together, near the top."""
    found = [FIELD.match(line.rstrip()) if line[:1] == ":" else None for line in lines[:MAX_FIELD_LINE]]
    near = [None, *found, None]
    told = [
        line if one is None or (before is None and after is None) else f"{one[1]}: {one[2]}" if one[2] else ""
        for line, before, one, after in zip(lines, near, found, near[2:], strict=False)
    ]  # fmt: skip
    return [*told, *lines[MAX_FIELD_LINE:]]
