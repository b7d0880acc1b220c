"""Parts of a byline that are no names: what somebody does, and where."""

from __future__ import annotations

import re

from cleaner.patterns import later
from cleaner.read.metadata.words import author_words, words
from cleaner.words import find_words

LITERAL = re.compile(r"""\[(?P<list>["']).*(?P=list)\]|(?P<text>["'])[^"']+(?P=text)""")  # as programs write it
LISTED = later(r"""\[[^\[\]"']+[,，、][^\[\]"']+\]""")
PICTURES = later(r"[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")  # beside a name
FUSED = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
MIN_NAME_WORDS = 2
MIN_LISTED, MIN_LISTED_WORDS = 3, 6  # names, and their words, with nothing between them
NAME_SIZES = range(2, 5)  # words of a name
MAX_NAME_WORDS = 4  # of a name behind a role
NOTE_MARKS = re.compile(r"(?:\s?(?:(?<!\d)\d{1,2}|[*∗†‡§¶]{1,3})){1,4}\Z")
MIN_DESK_CHARS = 3  # of an abbreviation that begins a place of work


def is_other_craft(part: str) -> bool:
    """Whether brackets behind a name say that somebody made the pictures, not the text: "Bo Ek (photography)"."""
    said = find_words(part[part.rfind("(") :].casefold())
    return bool(said) and words().other_crafts.issuperset(said)


def is_desk(part: str) -> bool:
    """Whether a part of a line behind a role is a place of work that begins with an abbreviation: "HCLU Water"."""
    first, _, rest = part.partition(" ")
    return len(first) >= MIN_DESK_CHARS and first.isupper() and rest != rest.upper()


def names_desk(role: str) -> bool:
    """Whether a role includes its area: "Head of Sales", not "senior editor"."""
    *_, last = words().roles.finditer(role)
    return last.end() < len(role.rstrip())


def is_nobody(said: list[str]) -> bool:
    """Whether words say that nobody is named: "unknown author", "not stated"."""
    known = words()
    return not known.nameless.isdisjoint(said) and all(
        word in known.nameless or word in known.nameless_helpers for word in said
    )


def ends_as_byline(folded: str) -> bool:
    """Whether a text ends in a phrase such as "Written by", without the name: "Jun 2 Written By"."""
    rest, _, last = folded.rpartition(" ")
    before, _, first = rest.rpartition(" ")
    return bool(before) and words().byline_phrases.fullmatch(f"{first} {last}") is not None


def say_once(part: str) -> str:
    """A name that a line says twice: "Ann Lee Ann Lee"."""
    parts = part.split()
    half = len(parts) // 2
    return " ".join(parts[:half]) if half > 1 and parts[:half] == parts[half:] else part


def without_article(part: str) -> str:
    """A name without a small word before the role that followed it. Empty if one word is left: "Ask the" (author)."""
    said = part.split()
    if not said or not said[-1].islower():
        return part
    return " ".join(said[:-1]) if len(said) > MIN_NAME_WORDS else ""


def without_wrapping(text: str) -> str:
    """A field without the brackets and quotation marks of a program around its names, and without pictures."""
    if text.startswith("[") and text.endswith("]") and LISTED.fullmatch(text):
        return text[1:-1]
    if literal := LITERAL.fullmatch(text):
        return text.strip("[]").replace(literal["list"] or literal["text"], "")
    return text if text.isascii() else PICTURES.sub("", text)


def is_place(part: str) -> bool:
    """Whether a part of a byline is a place: a known city, "Port Ellery", "in Berlin".

    >>> is_place("Port Ellery"), is_place("à Lyon"), is_place("Ann Lee")
    (True, True, False)
    """
    known = words()
    folded = part.casefold().replace("\u0307", "").strip(". ")  # the dot of a Turkish capital
    first = folded.partition(" ")[0]
    return (
        folded in known.places
        or (first.rstrip(".") in known.place_words and first != folded)
        or known.place_links.match(f" {part}") is not None
    )


def without_desk(part: str) -> str:
    """A name without the field of work before the role that followed it: "Ann Lee Education" (Correspondent)."""
    said = part.split()
    while len(said) > MIN_NAME_WORDS and said[-1].casefold() in author_words().desks:
        said.pop()
    return " ".join(said)


def apart(text: str) -> str:
    """A list of names with a comma where a letter that means "and" begins a word, in Arabic and Hebrew."""
    at = 0
    while (found := author_words().joined.search(text, at)) is not None:
        before = re.split("[,،;]", text[: found.start()])[-1]
        at = found.end()
        if len(before.split()) >= MIN_NAME_WORDS:
            text = f"{text[: found.start()]}, {text[found.end() :]}"
            at += 1
    return text


def unfuse(part: str) -> list[str]:
    """Separate names without a space between them, or with nothing else: ``Ann LeeBo Ek``, ``Ann Lee Bo Ek Cy Ash``."""
    if part.count(" ") >= MIN_LISTED_WORDS - 1 and (listed := _listed(part.split())):
        return listed
    pieces: list[str] = []
    start = 0
    for match in FUSED.finditer(part):
        before, after = part[start : match.start()].split(), part[match.start() :].split()
        if not (_is_plain(before) and _is_plain(after)):
            continue
        if before[-1].casefold() not in words().name_starts:
            pieces.append(part[start : match.start()])
            start = match.start()
    return [*pieces, part[start:]]


def _listed(said: list[str]) -> list[str]:
    """The names in so many capitalised words that they are several people's: each begins with a common given name.
    Empty if they are not of this form.
    """
    known = words().given_names
    if not all(word[:1].isupper() and word.isalpha() for word in said) or said[0].casefold() not in known:
        return []
    names = [said[:1]]
    for word in said[1:]:
        if word.casefold() in known and len(names[-1]) >= MIN_NAME_WORDS:
            names.append([word])
        else:
            names[-1].append(word)
    fits = len(names) >= MIN_LISTED and all(len(name) in NAME_SIZES for name in names)
    return [" ".join(name) for name in names] if fits else []


def _is_plain(parts: list[str]) -> bool:
    """Whether words form a whole name: two or more, each with a capital and small letters."""
    return len(parts) > 1 and all(part[:1].isupper() and not part.isupper() for part in parts)


def behind_role(part: str) -> str:
    """A name without the role before it: "staff writer Ann Lee", "Courier-Redakteur Tom Rusk"."""
    roles = [*words().roles.finditer(part)]
    if not roles:
        return part
    name = part[roles[-1].end() :].lstrip(" :")
    said = name.split()
    if len(said) < MIN_NAME_WORDS or len(said) > MAX_NAME_WORDS or said[0].casefold() not in words().given_names:
        return part
    if not all(word[:1].isupper() for word in said):
        return part
    before = part[: roles[0].start()].split()
    names_one = len(before) >= MIN_NAME_WORDS and before[0].casefold() in words().given_names
    return part if names_one else name


def without_notes(part: str) -> str:
    """A name of two words and more without the numbers and marks of its footnotes: "Ann Lee1,2", "Bo Ek*"."""
    found = NOTE_MARKS.search(part)
    return part if found is None or len(part[: found.start()].split()) < MIN_NAME_WORDS else part[: found.start()]
