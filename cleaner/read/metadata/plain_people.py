"""The authors of plain text: bylines, agencies, names under the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from cleaner.model import Block
from cleaner.patterns import later
from cleaner.read.metadata.datelines import BAR
from cleaner.read.metadata.dates import find_dates
from cleaner.read.metadata.dense import is_dense_byline, is_unspaced
from cleaner.read.metadata.evidence import Evidence, NameCandidate
from cleaner.read.metadata.names import has_given_name, is_person, split_names
from cleaner.read.metadata.plain import (
    MAX_LINE_CHARS,
    QUESTION,
    SENTENCE_END,
    is_chrome,
    is_other_date,
    is_prose,
    near_top,
    spoken,
    without_day,
)  # fmt: skip
from cleaner.read.metadata.words import fold_name, words
from cleaner.shipped import load

ROLES_REACH = 4  # blocks after a headline in which people are named with their roles
MAX_NAME_WORDS = 4
LABEL_MARKS = ("・", "：", ":", "／", "=", "＝")  # between 文 and a name
BRACKETS = "()[]"
GLUED_NAME = later(r"([A-Z][a-z]{1,9})(?=[A-Z][a-z])")
GLUED_CAPITALS = later(r"(?<=[A-Z]{3})(?=[A-Z][a-z]{2})")
GLUED_WORD = later(r"(?<=[a-z])(?=[A-Z])")
MAX_BYLINE_WORD = 12  # letters of a word such as "By" on a line of its own
NAME_ALONE = later(r"[^\W\d_][\w.'’-]{0,24}(?: [^\W\d_][\w.'’-]{0,24}){1,2}")
TOLD_BLOCKS, TOLD_CHARS = 8, 2_000  # in which a text names whom it is about
MIN_STEM_CHARS = 4  # of a name that may lose its ending
PARTED = later(r"[^\W\d_][^\d|·•–—,]{2,50}[|·•–—,]")  # a name before a day
PLACE = later(r"[^\W\d_]{3,20}(?: [^\W\d_]{2,20}){0,2}(?: [-–—|]|,) ?\d")  # before a day
# In brackets between a place and a dash: "Gera (dpa) -", "КОСТРОМА, 21 мая. /ТАСС/.", "Jaén, 9 ago (EFE).-"
IN_DATELINE = later(r"[^\W\d_][^()/:;!?]{1,58}[(/]\s?([^\W\d_][^()/\d]{1,39})\s?[)/]\s?(?:[-–—―:]|\.[-–—― ])")
DATELINE_REACH = 6  # blocks after a headline
ADDRESS = later(r"\s?<https?://[^<>\s]{1,300}>")  # behind words, as Firefox saves links
MAIL = later(r" <[\w.+-]{1,60}@[\w.-]{1,60}>\Z")
# The time that reading takes, or a number of words or comments: "3–4 minutes", "140 words", "Leestijd 2 min".
COUNTED = later(
    r"(?:\d{1,5} [^\W\dA-Z_]{2,9}|\d{1,3}\s?[-–]\s?\d{1,3} [^\W\d_]{2,9}"
    r"|[^\W\d_]{3,12}:? (?:[^\W\d_]{2,12}: )?\d{1,5} [^\W\d_]{2,9})\.?(?: [a-z]{2,8}){0,2}"
)
NAME_REACH = 3  # lines below the headline in which a name stands above the date


def signing_line(seen: Evidence) -> Iterator[NameCandidate]:
    """An agency on a line of its own, or a byline, near the top."""
    for block in near_top(seen):
        if fold_name(block.text) in words().agencies and not block.text.endswith(QUESTION):
            yield NameCandidate((), (block.text.strip(BRACKETS),), "text:agency")
        if is_dense_byline(block.text):
            yield NameCandidate(tuple(split_names(block.text)), (), "text:byline")
            continue
        text = _with_name(block, seen)
        match = words().byline.match(text)
        if match is None and (text := _byline_inside(text, seen)):
            match = words().byline.match(text)
        if match and match.end() < len(text) and not _is_doubtful(match[0], text[match.end() :], seen):
            said = split_names(without_day(text, seen.language), _language(seen, match[0]))
            names = tuple(name for name in said if is_person(name) or fold_name(name) in words().agencies)
            if names:
                yield NameCandidate(names, (), "text:byline")


def _byline_inside(text: str, seen: Evidence) -> str:
    """The byline behind a day or a bar: "Posted on March 2, 2024 by Ann Lee", "mill.example · by Ann Lee · May 3"."""
    known = words()
    parts = BAR.split(text) if BAR.search(text) else []
    if day := next(iter(find_dates(text, seen.language)), None) if any(map(str.isdecimal, text)) else None:
        parts.append(text[day.end :].strip(" ,|·•–—-"))
    if is_unspaced(text):
        parts += text.split()
    for part in parts:
        found = known.byline.match(part)
        if found is not None and found[0].strip().lower() not in known.weak_bylines and len(part) > found.end():
            return _without_section(part)
    return ""


def _without_section(text: str) -> str:
    """A byline without the words for its section: "by Ann Lee in Boats"."""
    said = text.split()
    end = next((at for at in range(2, len(said)) if said[at].casefold() in _section_words()), len(said))
    return " ".join(said[:end])


@cache
def _section_words() -> frozenset[str]:
    return frozenset(load("metadata.yaml")["tag_words"])


def _with_name(block: Block, seen: Evidence) -> str:
    """A line, with the full name in the next one if it is a word such as "By". What is glued to names is parted.

    "ByAnn Lee," becomes "By Ann Lee", and "By ANN LEEAssociated Press" names two.
    """
    text = _without_glued(GLUED_CAPITALS.sub(", ", ADDRESS.sub("", block.text)))
    if GLUED_NAME.match(text) and words().byline.match(text) is None:
        return GLUED_NAME.sub(r"\1 ", text).rstrip(",")
    known = words()
    if len(text) > MAX_BYLINE_WORD or block.index + 1 == len(seen.blocks) or not known.byline.fullmatch(text):
        return text
    name = seen.blocks[block.index + 1].text
    above = seen.place.headline is None or block.index < seen.place.headline
    if above and text.lower().rstrip(": ") in known.byline_nouns:
        return text  # the menu of a site
    return f"{text} {name}" if _is_name_alone(name) else text


def _without_glued(text: str) -> str:
    """A byline with a comma before the word for its publication that is glued to the name: "By Rosa LindPublished"."""
    for found in GLUED_WORD.finditer(text) if words().byline.match(text) else ():
        if words().dating.match(text[found.start() :]) is not None:
            return f"{text[: found.start()]}, {text[found.start() :]}"
    return text


def names_with_roles(seen: Evidence) -> Iterator[NameCandidate]:
    """People in a line right under the headline, each with a role: "Ann Lee, Editor, and Bo Ek, Staff Writer"."""
    at = seen.place.headline
    for block in seen.blocks[at + 1 : at + 1 + ROLES_REACH] if at is not None else ():
        if len(block.text) > MAX_LINE_CHARS or "," not in block.text or block.text.endswith(SENTENCE_END):
            continue
        parts = [part.strip() for part in words().name_links.split(block.text)]
        roles = [words().roles.search(part) is not None for part in parts]
        names = [part for part, role in zip(parts, roles, strict=True) if part and not role]
        if len(parts) > 1 and any(roles) and not roles[0] and all(map(_is_full_name, names)):
            yield NameCandidate(tuple(names), (), "text:names")


def name_above_date(seen: Evidence) -> Iterator[NameCandidate]:
    """A full name right under the headline, above a line that consists of a date, or before a date in one line."""
    at = seen.place.headline
    if at is None:
        return
    below = seen.blocks[at + 1 : at + 2 + NAME_REACH]
    for block, following in pairwise(below):
        if len(block.text) > MAX_LINE_CHARS or is_prose(block.text):
            return
        name, sure = block.text, False
        if any(map(str.isdecimal, name)) and PARTED.match(name) and not is_other_date(seen, block):
            name, sure = without_day(name, seen.language), True
        elif found := MAIL.search(name):
            name, sure = name[: found.start()], True
        named = _is_name_alone(name) and not is_chrome(block, seen) and _has_given_name(name)
        if named and (sure or _is_beside_detail(block, following, seen)) and not _is_told_of(name, block, seen):
            yield NameCandidate((name,), (), "text:names")
            return


def _is_beside_detail(block: Block, following: Block, seen: Evidence) -> bool:
    """Whether a line is above itself, a day or a number of minutes, or below a day, as the name of an author is."""
    said = following.text
    if said == block.text or COUNTED.fullmatch(said) or _is_below_day(block, seen):
        return True
    return len(said) <= MAX_LINE_CHARS and any(map(str.isdecimal, said)) and _is_date_alone(following, seen)


def _is_below_day(block: Block, seen: Evidence) -> bool:
    """Whether the line right above a block is a day alone, below the headline."""
    above = seen.blocks[block.index - 1]
    return (
        block.index - 1 != seen.place.headline and len(above.text) <= MAX_LINE_CHARS
        and any(map(str.isdecimal, above.text)) and _is_date_alone(above, seen)
    )  # fmt: skip


def agency_in_dateline(seen: Evidence) -> Iterator[NameCandidate]:
    """The agency in brackets before the first sentence of the text: "Gera (dpa) - After a landslide", "(AFP) –"."""
    at = seen.place.headline
    for block in seen.blocks[0 if at is None else at + 1 :][:DATELINE_REACH]:
        if is_prose(block.text):
            found = IN_DATELINE.match(block.text)
            if found is not None and fold_name(found[1]) in words().agencies:
                yield NameCandidate((), (found[1],), "text:agency")
                return


def _is_date_alone(block: Block, seen: Evidence) -> bool:
    """Whether a line begins with the day of the text, behind a word for its publication or an agency: not "Until"."""
    if is_other_date(seen, block) or not find_dates(block.text, seen.language):
        return False
    known, before = words(), without_day(f" {block.text}", seen.language).strip()
    if not before or known.dating.search(block.text) is not None or fold_name(before) in known.agencies:
        return True
    return PLACE.match(block.text) is not None


def _is_told_of(name: str, block: Block, seen: Evidence) -> bool:
    """Whether the text below a block or its headline is about a name: an interview, an obituary."""
    last = name.rsplit(maxsplit=1)[-1]
    told = [seen.blocks[seen.place.headline or 0].text]
    told += [other.text for other in seen.blocks[block.index + 1 : block.index + TOLD_BLOCKS] if other.text != name]
    sample = " ".join(told)[:TOLD_CHARS]
    return re.search(rf"\b{re.escape(last[:-1] if len(last) > MIN_STEM_CHARS else last)}", sample, re.I) is not None


def _has_given_name(name: str) -> bool:
    """Whether the first or the last word is a common given name: not in "Climate Change", "Royal Albert Hall"."""
    first, *_, last = name.split()
    return has_given_name(first) or has_given_name(last)


def _is_name_alone(text: str) -> bool:
    """Whether a line is a full name of two or three words, without a role."""
    return bool(NAME_ALONE.fullmatch(text)) and _is_full_name(text) and not words().roles.search(text)


def _is_full_name(text: str) -> bool:
    said = text.split()
    return (
        2 <= len(said) <= MAX_NAME_WORDS and all(word[:1].isupper() for word in (said[0], said[-1])) and is_person(text)
    )


def _is_doubtful(word: str, rest: str, seen: Evidence) -> bool:
    """Whether a word that may begin any line signs none here: not in this language, or more than full names follow."""
    known, said = words(), word.strip().lower()
    if said not in known.weak_bylines:
        return False
    if said in known.dense_labels:
        return not rest.startswith(LABEL_MARKS)
    codes = known.weak_byline_languages.get(said)
    if codes is None or (seen.language or spoken(seen.blocks)) not in codes:
        return True
    names = [name.split() for name in known.name_links.split(rest.strip())]
    return not all(len(name) > 1 and all(part[0].isupper() for part in name) for name in names)


def _language(seen: Evidence, word: str) -> str | None:
    """The language of a text, if it is needed to tell a word such as "Von" from a first name."""
    return seen.language or (spoken(seen.blocks) if word.strip().lower() in words().byline_first_names else None)
