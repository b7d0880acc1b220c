"""What text browsers (lynx, links, w3m) write into their dumps: numbers of links, marks of images and buttons."""

from __future__ import annotations

import re
from itertools import pairwise
from unicodedata import east_asian_width

from cleaner.patterns import later
from cleaner.read.verbatim import Verbatim

Line = str | Verbatim

NUMBERED = later(r"\[?(\d{1,4})[.\]]\s+(?:[a-z][a-z0-9+.-]{1,12}:\S.*|[/#?.]\S*|www\.\S*)", re.I)
# The number of a link stands before it; those of notes stand behind words.
NUMBER = later(r"(?<!\S)\[(\d{1,4})\](?:\s|(?![\s.,;:!?)\]])|\Z)|\[(\d{1,4})\](?=[^\W_]|[\"'(«“„\[_#+$¶])")
TITLED = later(r"(\d{1,4})\. (\S.*)")
ALONE = later(r"[a-z][a-z0-9+.-]{1,12}:\S+", re.I)
MIN_NUMBERED = 2
MIN_GLUED = 0.5  # share of the numbers that have no space behind them
MIN_MARKED = 0.5  # share of the numbers in a list of addresses that are in the text
MIN_IN_ORDER = 5  # numbers that follow one another, in a text without the list
RELATIONS = later(r"#\[?\d{1,4}\]|(?:Link|IFRAME|FRAME): \[?\d{1,4}\]")  # begins a line: what the head links to, frames
MIN_MENU_LINKS = 3  # in a line of nothing but short links
MAX_MENU_WORDS = 2
MAX_MENU_LINE = 15
GAP = later(r" {2,}")
MAX_HEADLINE_LINE = 120
MIN_TEXT_COLUMNS = 60  # of the first line of the text, if it is indented like text
MIN_CENTRED = 6  # columns before a centred line
CENTRED = range(68, 83)  # columns of a line with as many behind it as before it
MIN_INDENTED, MIN_INDENTED_SHARE = 3, 0.2  # lines of the text, three columns from the edge
MAX_MENU_CHARS = 24
BAR = " | "
QUOTES = "\"'“”‘’«»`"
MARKS = (
    "FRAME: ", "[IMG]", "[IMAGE]", "[INLINE]", "[EMBED]", "[LINK]", "[USEMAP", "(BUTTON)", ".jpg]", ".png]", ".gif]",
    ".svg]", ".jpeg]", ".webp]",
)  # fmt: skip
MARK = later(
    r"\A\s*I?FRAME: (?:\[\d{1,4}\])?\S*(?:://|\?)\S*\s*\Z|"
    r"\(BUTTON\)|(?<![\[!])\[(?:IMG|IMAGE|INLINE|EMBED|LINK|USEMAP:[^\[\]\n]{0,80})\](?![\[\](])|"
    r"(?:\A\s*|(?<=\])|(?<=\] ))\[[^\[\]\s]{1,80}\.(?:jpe?g|png|gif|svg|webp)\](?![\[\](])"  # inside, it is a word
)


def has_marks(text: str) -> bool:
    """Whether a text may have marks of images or buttons."""
    return ("[" in text or "(BUTTON)" in text or "FRAME: " in text) and any(mark in text for mark in MARKS)


def without_images(line: str) -> str:
    """A line without the marks of images and buttons, which hold no words. A sentence may speak of such a mark."""
    return MARK.sub(lambda found: found[0] if _is_spoken_of(found) else "", line) if has_marks(line) else line


def _is_spoken_of(found: re.Match[str]) -> bool:
    """Whether a mark is a word of the sentence: "Write [IMG] where the picture is", "shown as [IMG] or"."""
    if found[0][0] not in "([" or not found.start():
        return False
    before, after = found.string[: found.start()], found.string[found.end() : found.end() + 3]
    said = before[-1] in QUOTES or (before[-1] == " " and before[-2:-1].isalpha())
    return said and (not after or after[0] in f".,;:!?{QUOTES}" or (after[0] == " " and after[1:2].islower()))


def with_headline(lines: list[str]) -> list[str]:
    """The lines with the mark of a heading before the last centred ones above the text: lynx and elinks centre it.

    They indent the text by three columns. The name of the site may be centred above the headline.
    """
    long = (at for at, line in enumerate(lines[:MAX_HEADLINE_LINE]) if len(line) >= MIN_TEXT_COLUMNS)
    begins = next((at for at in long if lines[at][:3].isspace() and lines[at][3] != " "), MAX_HEADLINE_LINE)
    top = [at for at, line in enumerate(lines[:begins]) if line.startswith(" " * MIN_CENTRED) and _is_centred(line)]
    first = next((at for at in reversed(top) if not "".join(lines[max(0, at - 1) : at]).strip()), None)
    if first is None:
        return lines
    end = first
    while end < len(lines) and _is_centred(lines[end]):
        end += 1
    said = [line for line in lines if line.strip()]
    indented = sum(line.startswith("   ") and line[3] != " " for line in said if len(line) > 3)
    if "".join(lines[end : end + 1]).strip() or indented < max(MIN_INDENTED, MIN_INDENTED_SHARE * len(said)):
        return lines
    return [*lines[:first], f"# {' '.join(' '.join(lines[first:end]).split())}", *lines[end:]]


def _is_centred(line: str) -> bool:
    said = line.strip()
    indent = len(line) - len(line.lstrip(" "))
    wide = sum(east_asian_width(char) in ("W", "F") for char in said)
    return indent >= MIN_CENTRED and 2 * indent + len(said) + wide in CENTRED and GAP.search(said) is None


def with_bars(lines: list[str]) -> list[str]:
    """The lines with bars in a menu near the top whose words are parted by wide gaps, as w3m writes it."""
    said = [at for at, line in enumerate(lines[:MAX_MENU_LINE]) if line.strip()]
    for at in said:
        if "   " not in lines[at].strip() and lines[at].count("  ") < MIN_MENU_LINKS:
            continue
        beside = [*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]]
        words = GAP.split(lines[at].strip())
        alone = not any(len(GAP.split(line.strip())) > 1 for line in beside)
        if alone and len(words) > MIN_MENU_LINKS and all(map(_is_menu_word, words)):
            lines[at] = BAR.join(words)
    return lines


def _is_menu_word(word: str) -> bool:
    return len(word) <= MAX_MENU_CHARS and len(word.split()) <= MAX_MENU_WORDS and word.replace(" ", "").isalpha()


def drop_numbers(lines: list[Line]) -> None:
    """Drop the numbers of links, if the text ends in the list of their addresses or they follow one another."""
    known: set[str] = set()
    start = len(lines)
    _join_titles(lines)
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        found = NUMBERED.fullmatch(line) if isinstance(line, str) and line else None
        if found is not None:
            known.add(found[1])
            start = at
        elif line and (not known or start - at > 2):
            break
    shown = [
        found for line in lines[:start] if isinstance(line, str) and "[" in line for found in NUMBER.finditer(line)
    ]  # fmt: skip
    order = [int(found[1] or found[2]) for found in shown]
    counted = len(order) >= MIN_IN_ORDER and all(other == one + 1 for one, other in pairwise(order))
    if counted and not any(map(_is_note, shown)) and any(found.start() for found in shown):
        known.update(map(str, order))
    elif len(known) < MIN_NUMBERED:
        return
    shown = [found for found in shown if (found[1] or found[2]) in known]
    glued = sum(found.end() < len(found.string) and not found[0][-1].isspace() for found in shown)
    marked = {found[1] or found[2] for found in shown}
    if len(marked) < MIN_MARKED * len(known) or glued < MIN_GLUED * len(shown):
        return
    for at, line in enumerate(lines[:start]):
        if isinstance(line, str) and "[" in line:
            lines[at] = "" if RELATIONS.match(line) else _without_numbers(line, known)


def _is_note(found: re.Match[str]) -> bool:
    """Whether a number stands right behind a word, as those of notes do where no spaces part the words."""
    return found.string[max(0, found.start() - 1) : found.start()].isalnum()


def _join_titles(lines: list[Line]) -> None:
    """Write the numbered titles of addresses, as elinks lists them, behind the addresses in the lines below."""
    for at in range(len(lines) - 1, 0, -1):
        line, above = lines[at], lines[at - 1]
        if not isinstance(line, str) or not isinstance(above, str) or (not line and not above):
            continue
        found = TITLED.fullmatch(above) if ALONE.fullmatch(line) else None
        if found is not None:
            lines[at - 1], lines[at] = f"{found[1]}. {line} {found[2]}", ""
        elif line and NUMBERED.fullmatch(line) is None and TITLED.fullmatch(line) is None:
            return


def _without_numbers(line: str, known: set[str]) -> str:
    """A line without the numbers of links. A line of nothing but short links gets bars between them."""
    links = [part.strip() for part in NUMBER.sub("\n", line).split("\n")]
    menu = len(links) > MIN_MENU_LINKS and not links[0] and all(0 < len(link) <= MAX_MENU_CHARS for link in links[1:])
    if menu and not any(BAR.strip() in link for link in links):
        return BAR.join(links[1:])
    return NUMBER.sub(lambda found: "" if (found[1] or found[2]) in known else found[0], line)
