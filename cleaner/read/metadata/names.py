"""Finds the names in a byline or an author field, without other words, places and other contributors."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaner.patterns import later
from cleaner.read.metadata.crafts import (
    apart,
    behind_role,
    ends_as_byline,
    is_desk,
    is_nobody,
    is_other_craft,
    is_place,
    names_desk,
    say_once,
    unfuse,
    without_article,
    without_desk,
    without_notes,
    without_wrapping,
)
from cleaner.read.metadata.dates import to_ascii_digits
from cleaner.read.metadata.dates.months import month_number
from cleaner.read.metadata.dense import is_unspaced, split_dense
from cleaner.read.metadata.folding import fold
from cleaner.read.metadata.words import fold_name, words
from cleaner.words import find_words

MAX_FIELD_CHARS = 500  # of a byline or an author field; the rest is ignored
MAX_NAME_CHARS = 70
MAX_NAME_WORDS = 7
MAX_PERSON_WORDS = 5
MAX_FAMILY_WORDS = 3
TOKEN = re.compile(r"\S+")
HANDLE = re.compile(r"(?<!\w)@\w+")
MIN_NUMBER_DIGITS = 3
MIN_FULL_CHARS = 3  # of a last word that is no abbreviation
MARKS = ("'", "’")  # behind the first letters of a name
LAST_WORD = re.compile(r"\s\S+\Z")
GENITIVE = ("'s", "’s")
COUNTED = re.compile(r"\d+\s[a-z]")
BRACKET = re.compile(r"\s?\(([^()]{3,80})\)")
WRAPPED = re.compile(r"\A\s*\(([^()]+)\)\s*\Z")
EMPTY_BRACKETS = re.compile(r"\(\s?\)|\s?\[\s?\d{0,2}\s?\]")  # or with the number of a note
ADDRESS = re.compile(r"https?:|www\.|\w/\w+/|\.(?:html?|php)\b")
CREDENTIAL = later(r"(?:[A-Z][a-z]?\.?){2,6}|[A-Z]{2,6}(?:[-/][A-Z]+)*|Jr\.?|Sr\.?|I{2,3}|M\.?Ed\.?|Ph\.?D\.?|Esq\.?")
ADDRESS_BEHIND = later(r"[,;|]\s(?:https?:|www\.)\S{1,200}\Z")  # a name
# Characters around a name that do not belong to it.
BEFORE, BEHIND = "…*»>&,;:|/·⋅•–—-←→‹›《「 \t\n", "*»<([&+,;:|/·⋅•–—-←→‹›》」 \t\n"
CUT = re.compile(r"\s[|•·⋅∙●–—»]\s|\s-\s|\s{2,}|\n|\t|\s/\s(?=[A-Z][a-z]+(?:ist|er|or)\b)")
DASHED = ("- ", "– ", "— ", "/ ")
LIST_MARKS = frozenset(",;、，،")


def split_names(
    text: str, language: str | None = None, *, stated: bool = False, family_first: bool = False
) -> list[str]:
    """The names in a byline or an author field, one each, without the words around them.

    >>> split_names("By Ann Lee and Bo Ek, staff writers")
    ['Ann Lee', 'Bo Ek']
    >>> split_names("Von Dr. Eva Maria Groß | 12.03.2024"), split_names("Genevieve Carlton, Ph.D.")
    (['Dr. Eva Maria Groß'], ['Genevieve Carlton, Ph.D.'])
    >>> split_names("https://www.facebook.com/paper"), split_names("admin"), split_names("Read more")
    ([], [], [])
    >>> split_names("By Ann Lee, Courier News, Port Ellery"), split_names("Lee, Ann", stated=True)
    (['Ann Lee', 'Courier News'], ['Ann Lee'])

    ``language`` is the page's tag. ``stated`` means that the text is a field, not a line of the page: then a role in it
    is part of the name. ``family_first`` means that the family name comes first in this field.
    """
    return list(_split(text[:MAX_FIELD_CHARS], language, stated, family_first))


@lru_cache(maxsize=256)
def _split(text: str, language: str | None, stated: bool, family_first: bool) -> tuple[str, ...]:
    """The names. Results are cached, because a page says the same names in several places."""
    plain = "  " not in text and text.replace(" ", "").isalpha()  # letters and single spaces, as most names
    if not plain:
        text = ADDRESS_BEHIND.sub("", text)
        if ADDRESS.search(text):
            return ()
        bare = EMPTY_BRACKETS.sub("", HANDLE.sub("", TOKEN.sub(_without_mail, text)))
        text = WRAPPED.sub(r"\1", bare) if "@" in text else bare
        text = without_wrapping(text)
    text = text.strip()
    text = BRACKET.sub("", text) if family_first else text
    turned = _turn(text, family_first=family_first) if stated else None
    if turned:
        return tuple(turned)
    if is_unspaced(text):
        dense = split_dense(text)
        if dense is not None:
            return tuple([name for part in dense if (name := _tidy(part, stated=True))])
    other = words().other_hands.search(text)
    opening = words().byline.match(text) if other is not None else None
    within = opening is not None and other is not None and other.start() < opening.end()  # "Text & Fotos:"
    if other is not None and not (within and other.start()) and (other.start() or (not stated and opening is None)):
        text = text[: other.start()].rstrip(BEHIND + ".")
        *_, end = words().name_links.split(f"{text} ")
        text = text if end.strip() else LAST_WORD.sub("", text)  # "Ann Lee and"
    if "(" in text:
        text = BRACKET.sub(_open_bracket, text)
    code = (language or "").partition("-")[0]
    text, signed = _without_byline(text, code)
    if not plain and not is_unspaced(text):
        text = _first_names(CUT.split(words().reading_time.sub("", text)))
    if not text.isascii():
        text = apart(text)
    return tuple(_collect(text, code, stated=stated and not signed, signed=signed))


def _first_names(parts: list[str]) -> str:
    """The first part of a line, with those right behind it that are people as well: "Ann Lee | Bo Ek | Courier"."""
    people = []
    if len(parts) > 1 and is_place(parts[0]) and is_person(parts[1]):
        parts = parts[1:]  # "Berlin - Ann Lee"
    for part in parts if is_person(parts[0]) else ():
        if not is_person(part) or not has_given_name(part) or words().roles.search(part):
            break
        people.append(part)
    return ", ".join(people) if len(people) > 1 else parts[0]


def _without_mail(token: re.Match[str]) -> str:
    """Remove an address, but keep the comma after it."""
    text = token[0]
    _, at, host = text.partition("@")
    if not at or len(text) == len(host) + 1 or "." not in host:
        return text
    return text[-1] if text[-1] in LIST_MARKS else ""


def _open_bracket(bracket: re.Match[str]) -> str:
    """The names in brackets that begin with a word such as "with", without these: "(with Bo Ek and Cy Ash)"."""
    inner = f" {bracket[1].strip()}"
    link = words().name_links.match(inner)
    if link is None or not is_person(words().name_links.split(inner[link.end() :], maxsplit=1)[0].strip()):
        return bracket[0]
    return inner


def _turn(text: str, *, family_first: bool) -> list[str]:
    """Reorder names with the family name first, separated by semicolons. Empty if the text is not of this form."""
    names: list[str] = []
    pieces = [piece for piece in text.split(";") if piece.strip()]
    for piece in pieces:
        family, comma, given = (part.strip() for part in piece.partition(","))
        if family_first and not comma and is_person(family):
            names.append(family)  # written the other way among those that are not
            continue
        if not (family and given) or "," in given or not _may_be_turned(family, given, family_first=family_first):
            return []
        names.append(f"{given} {family}")
    return names


def _may_be_turned(family: str, given: str, *, family_first: bool) -> bool:
    first, last = given.split(), family.split()
    if len(first) > MAX_FAMILY_WORDS or len(last) > MAX_FAMILY_WORDS or not (last[-1][:1].isupper() and first):
        return False
    known = words()
    if not family_first and len([part for part in last if part[:1].isupper()]) > 1:
        return False
    if any(char.isdigit() or char in "&|:@" for char in family + given) or not given[:1].isupper():
        return False
    if fold_name(family) in known.agencies or fold_name(given) in known.agencies or is_place(given):
        return False
    if not family_first and known.roles.search(given):
        return False
    return not CREDENTIAL.fullmatch(given) or len(given.rstrip(".")) <= 2 or (family_first and "." in given)


def _without_byline(text: str, language: str) -> tuple[str, bool]:
    """A line without its first word, such as "By", and whether there was one."""
    match = words().byline.match(text)
    if not match or match.end() >= len(text):
        return text, False
    word = match[0]
    if text.startswith(DASHED, match.end()) and not text[match.end() + 2 : match.end() + 3].islower():
        return text[match.end() + 2 :], True  # "Author- Ann Lee"
    if not (word[-1].isspace() or word.rstrip().endswith((":", "："))) or _is_first_name(
        word, text[match.end() :], language
    ):
        return text, False
    return text[match.end() :], True


def _is_first_name(word: str, rest: str, language: str) -> bool:
    """Whether a word that means "by" in one language belongs to a name here: Oleh Petrenko, Von Miller.

    So does a noun before a small letter: "Contributors to the Ellery Wiki".
    """
    if rest[:1].islower() and word.strip().lower() in words().noun_bylines:
        return True
    own = words().byline_first_names.get(word.strip().lower())
    if own is None or language in own or not word[:1].isupper():
        return False
    first = words().name_links.split(rest, maxsplit=1)[0].split()
    return len(first) == 1 and first[0][:1].isupper() and not first[0].isupper()


def _collect(text: str, language: str, *, stated: bool, signed: bool) -> list[str]:
    """The names between separators: commas, "and" and so on."""
    known = words()
    names: list[str] = []
    after_house = in_role = after_role = False
    links = [*known.name_links.finditer(text)]
    if "(" in text:
        links = [link for link in links if text.count("(", 0, link.start()) <= text.count(")", 0, link.start())]
    starts = [0, *(link.end() for link in links)]
    ends = [*(link.start() for link in links), len(text)]
    for nth, (start, end) in enumerate(zip(starts, ends, strict=True)):
        part = tidy_ends(text[start:end])
        if not part[-1:].isalpha():
            part = without_notes(part)
        part = part if stated else behind_role(part)
        listed = nth > 0 and links[nth - 1][0].strip() in LIST_MARKS
        if names and listed and is_place(part):
            continue
        if part.endswith(")") and is_other_craft(part):
            continue
        if names and CREDENTIAL.fullmatch(part) and not _is_house(part):
            names[-1] = f"{names[-1]}, {part}"
            continue
        if names and (in_role or known.roles.search(part)):
            # a role, not a name; "Head of Sales and Design" continues after the "and"
            in_role = not in_role and names_desk(part) and nth < len(links) and links[nth][0].strip() not in LIST_MARKS
            after_role = True
            continue
        if after_role and (is_desk(part) or (not listed and not has_given_name(part))):
            continue
        if after_house and listed and nth == len(links):
            continue  # the place of the organisation
        after_role = after_role or (not nth and not stated and known.roles.search(part) is not None)
        for piece in unfuse(part):
            name = _tidy(piece, language, stated=stated, signed=signed)
            if name and (not names or piece == part or not known.roles.search(piece)):
                names.append(name)
        after_house = bool(names) and listed and not known.organisation.isdisjoint(find_words(part.casefold()))
    return names


def _is_house(name: str) -> bool:
    """Whether a part of a byline names an agency or another organisation."""
    known = words()
    return fold_name(name) in known.agencies or not known.organisation.isdisjoint(find_words(name.casefold()))


def _tidy(part: str, language: str = "", *, stated: bool = False, signed: bool = False) -> str:
    known = words()
    match = known.byline.match(part)
    if match and match.end() == len(part):
        return ""  # "By our correspondent"
    if match and match[0][-1:].isspace() and not (signed and match[0].strip().lower() in known.byline_first_names):
        part = part if _is_first_name(match[0], part[match.end() :], language) else part[match.end() :]
    topic, by, name = part.rpartition(" By ")
    part = name if by and topic and not stated and is_person(name) else part  # "Boats By Ann Lee"
    about = known.about.match(part)
    if about is not None and about[0][-1:].isspace() and part[about.end() : about.end() + 1].isupper():
        part = part[about.end() :]
    for pattern in (known.published, known.modified):
        if (when := pattern.search(part)) is not None:
            part = part[: when.start()] if when.start() or when[0] == part else part
    role = known.roles.search(part)
    if not stated and role is not None and len(part[: role.start()].split()) > 1:
        part = without_desk(without_article(part[: role.start()]))
    part = _without_brackets(part, stated=stated)
    if not stated or (" for " in part.lower() and has_given_name(part)):
        part = without_place(part)
    part = known.honorifics.sub("", (part if stated else _without_agency(part)).strip())
    part = say_once(tidy_ends(part))
    if not part or len(part) > MAX_NAME_CHARS or len(part.split()) > MAX_NAME_WORDS or _is_no_name(part):
        return ""
    if not stated and known.other_hands.match(part):
        return ""
    return part if stated else _without_full_stop(part)


def _without_full_stop(part: str) -> str:
    """A name without the full stop of a sentence behind it; that of an abbreviation stays: "Ann Lee Jr."."""
    last = part[:-1].rpartition(" ")[2] if part.endswith(".") else ""
    if len(last) < MIN_FULL_CHARS or not last.isalpha() or CREDENTIAL.fullmatch(part[-len(last) - 1 :]):
        return part
    return part if last.casefold() in words().company_forms else part[:-1]


def _without_brackets(part: str, *, stated: bool) -> str:
    """A name without the text in brackets after it, or after an unclosed bracket."""
    part = part.partition("<")[0].rstrip() or part  # an address
    start = part.find("(")
    if start > 0 and ")" not in part[start:]:
        return part[:start]
    if start > 0 and part.rstrip().endswith(")") and (not stated or fold_name(part[start:]) in words().agencies):
        return part[:start]
    return part


def without_place(part: str) -> str:
    """A name without the place or organisation after it: "Ann Lee in Berlin", "Ann Lee for The Courier"."""
    link = words().place_links.search(part)
    if link is None or not link.start() or is_unspaced(part):
        return part
    before = part[: link.start()]
    return before if is_person(before) or len(before.split()) == 1 else part


def _without_agency(part: str) -> str:
    """A name without an agency directly after it."""
    parts = part.split()
    for count in (3, 2, 1):
        if fold_name(" ".join(parts[-count:])) in words().agencies and is_person(" ".join(parts[:-count])):
            return " ".join(parts[:-count])
    return part


def _is_no_name(part: str) -> bool:
    known = words()
    folded = part.casefold()
    if (":" in part or "：" in part or part[0] in "([&{<$%") and not is_unspaced(part):
        return True  # a label with what it labels, a variable that was not filled in, or the rest of something
    if known.byline.fullmatch(folded) or ends_as_byline(folded) or _is_date(part):
        return True
    if folded in known.never_authors or not any(char.isalpha() for char in part) or len(part) < 2:
        return True
    said = find_words(folded.replace("_", " "))
    if not known.accounts.isdisjoint(said) or is_nobody(said):
        return True
    if " " in part and (COUNTED.match(part) or sum(map(str.isdigit, part)) >= MIN_NUMBER_DIGITS):
        return True  # "1 year ago", "Version 10.11.2023"
    return part.endswith((".", "!", "?")) and len(part.split()) > MAX_PERSON_WORDS  # a sentence


def tidy_ends(part: str) -> str:
    """A part of a line without punctuation at its ends."""
    part = part.lstrip(BEFORE).rstrip(BEHIND)
    return part[:-1].rstrip(BEHIND) if part.endswith(" .") else part


def _is_date(part: str) -> bool:
    """Whether a part of a line is a rest of a date: a day of the week, or a month with its day."""
    rest = [word for word in re.split(r"[\W\d_]+", part) if word]
    return bool(rest) and all(
        word.lower() in words().before_date or (len(rest) < len(part.split()) and month_number(word, None))
        for word in rest
    )


def has_given_name(name: str) -> bool:
    """Whether a name has a common given name, wherever it stands."""
    return not words().given_names.isdisjoint(name.casefold().replace("-", " ").split())


def _is_particle(part: str) -> bool:
    """Whether a word in small letters may be part of a name: "van", "al-Said", "d'Arc"."""
    return part.strip(".'’") in words().name_particles or not {*MARKS, "-"}.isdisjoint(part[1:4])


@lru_cache(maxsize=256)
def is_person(name: str) -> bool:
    """Whether a name reads like that of a person: two to five capitalised words, none of them typical of organisations.

    >>> is_person("Ann Lee"), is_person("Associated Press"), is_person("The Daily News"), is_person("松岡大地")
    (True, False, False, True)
    >>> is_person("Jan van der Berg"), is_person("Ann Lee wins again"), is_person("Ann Lee's House")
    (True, False, False)
    """
    folded = fold_name(name)
    known = words()
    if folded in known.agencies:
        return False
    plain = name.split(",", maxsplit=1)[0]
    parts = plain.split()
    if not parts or parts[0].casefold() in known.leading:
        return False
    if (
        parts[0][0].islower()
        and parts[0].strip("'’").casefold() not in known.name_starts
        and parts[0][1:2] not in MARKS
    ):
        return False
    if any(part.casefold().strip(".") in known.organisation for part in parts):
        return False
    if len(parts) > 2 and {parts[0].casefold(), parts[-1].casefold()} <= known.places:
        return False  # "Berlin nach Wien"
    if is_unspaced(plain):
        return 2 <= len(fold(plain)) <= 8 and len(parts) <= 3 and not plain.endswith(known.dense_houses)
    if any(char.isdigit() for char in to_ascii_digits(plain)) or not 2 <= len(parts) <= MAX_PERSON_WORDS:
        return False
    if any(part.endswith(GENITIVE) or (part[0].islower() and not _is_particle(part)) for part in parts):
        return False
    cased = [part for part in parts if part[0].isalpha() and part[0].lower() != part[0].upper()]
    capital = sum(part[0].isupper() for part in cased)
    return not cased or (capital >= max(1, len(cased) - 2) and (capital >= 2 or not cased[-1].islower()))
