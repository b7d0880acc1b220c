"""The word lists for reading metadata, from ``data/metadata.yaml``, compiled once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from cleaner.patterns import later
from cleaner.shipped import load
from cleaner.words import DENSE, find_words, fold_words

FieldLabel = Literal["published", "modified", "other"]
# What a day in a field means, and the list of the names of such fields.
FIELDS: tuple[tuple[FieldLabel, str], ...] = (
    ("published", "published_fields"), ("modified", "modified_fields"), ("other", "event_words"),
)  # fmt: skip
MAX_REMEMBERED_CHARS = 1_000
MAX_OPENING_CHARS = 60  # of a text, about twice as many as the longest phrase at its beginning has
AMONG_WORDS = re.compile(r"[\s/]")
LETTERS_LIKE_ASCII = frozenset("\u0130\u212a\u212b\u2126")  # their small forms are common letters
LETTERS = re.compile(r"[^\W\d_]+")
# The small letter of each byte, a space where it is no letter: to split ASCII takes a quarter of the pattern's time.
SMALL = bytes(code | 32 if code < 128 and chr(code).isalpha() else 32 for code in range(256))


class Phrases(NamedTuple):
    """Phrases that are searched as whole words, or anywhere in scripts without spaces.

    There are hundreds. A text is searched for them only if one of its words is the first of a phrase: this look-up
    takes a tenth of the time.
    """

    pattern: re.Pattern[str]
    dense: re.Pattern[str] | None
    dense_ascii: bool  # whether any of those has ASCII characters alone
    first_words: frozenset[str]

    def search(self, text: str) -> re.Match[str] | None:
        """The first phrase in a text."""
        return self.pattern.search(text) if self.may_occur(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        """The phrase at the beginning of a text."""
        return self.pattern.match(text) if self.may_occur(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All phrases in a text."""
        return self.pattern.finditer(text) if self.may_occur(text) else iter(())

    def may_occur(self, text: str) -> bool:
        """Whether a text has the first word of a phrase."""
        found = _letters(text) if len(text) <= MAX_REMEMBERED_CHARS else _letters.__wrapped__(text)
        if not self.first_words.isdisjoint(found):
            return True
        if self.dense is None or (text.isascii() and not self.dense_ascii):
            return False
        return self.dense.search(text) is not None


@lru_cache(maxsize=64)
def _letters(text: str) -> frozenset[str]:
    """The words of a text. Results are cached, because several lists of phrases search the same text."""
    if text.isascii():
        return frozenset(text.encode().translate(SMALL).decode().split())
    return frozenset(LETTERS.findall(text.lower()))


# The time behind a day: " at 10:15 am", " à 10h15".
CLOCK = r"\A,?(?:\s[^\W\d_]{1,3}){0,2}\s\d{1,2}\s?[:.h]\s?(?:\d\d)?(?:\s?(?:WORDS))?(?=[\s,|]|[^\W\d_]{2})"


class Openings(NamedTuple):
    """Words at the beginning of a text. Most texts begin with none of their letters, and the pattern is not tried.

    ``starts`` holds the first two letters of each word in lower case, or its only letter, ``first`` the first letter in
    both cases, ``runs`` the phrases by their letters up to the first other character. ``letters`` are those of
    ``first``, and ``words`` the first words in ASCII, for ``find_begun``.
    """

    pattern: re.Pattern[str]
    starts: frozenset[str]
    first: frozenset[str]
    runs: Mapping[str, tuple[str, ...]]
    letters: str
    words: frozenset[str]

    def match(self, text: str) -> re.Match[str] | None:
        """The word at the beginning of a text, with the marks after it."""
        if text[:1] not in self.first:
            return None
        start = text[:2].lower()
        if start not in self.starts and start[:1] not in self.starts:  # as for most
            return None
        return self.pattern.match(text) if self._may_begin(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The word that a text consists of."""
        found = self.match(text)
        return self.pattern.fullmatch(text) if found is not None else None

    def _may_begin(self, text: str) -> bool:
        run = LETTERS.match(text)
        if run is None or not run[0].isascii():
            return True
        phrases = self.runs.get(run[0].lower())
        return phrases is not None and text[:MAX_OPENING_CHARS].lower().startswith(phrases)


class Words(NamedTuple):
    """The lists of the data file. Patterns match a phrase at the start of a text, unless their name says otherwise.

    ``dating`` holds the words for a publication and a change, ``labels`` all words that explain a date.
    """

    modified: Phrases
    published: Phrases
    dating: Phrases
    labels: Phrases
    published_openings: Openings
    original: Phrases
    other_date: Phrases
    fields: Mapping[str, FieldLabel]
    venues: frozenset[str]
    range_end: re.Pattern[str]
    copyright: Phrases
    byline: Openings
    byline_phrases: Openings
    name_links: re.Pattern[str]
    roles: Phrases
    never_authors: frozenset[str]
    agencies: frozenset[str]
    organisation: frozenset[str]
    sources: re.Pattern[str]
    tags: re.Pattern[str]
    elsewhere: frozenset[str]
    weak_bylines: frozenset[str]
    weak_byline_languages: dict[str, frozenset[str]]
    byline_nouns: frozenset[str]
    noun_bylines: frozenset[str]
    nameless: frozenset[str]
    nameless_helpers: frozenset[str]
    leading: frozenset[str]
    accounts: frozenset[str]
    honorifics: re.Pattern[str]
    reading_time: re.Pattern[str]
    before_date: frozenset[str]
    clock: re.Pattern[str]
    generic_titles: frozenset[str]
    title_labels: frozenset[str]
    author_headings: frozenset[str]
    byline_first_names: dict[str, frozenset[str]]
    other_hands: Phrases
    places: frozenset[str]
    place_words: frozenset[str]
    place_links: re.Pattern[str]
    other_crafts: frozenset[str]
    about: Openings
    name_starts: frozenset[str]
    name_particles: frozenset[str]
    given_names: frozenset[str]
    company_forms: frozenset[str]
    dense_role: re.Pattern[str]
    family_names: tuple[str, ...]
    dense_labels: frozenset[str]
    dense_other_hands: frozenset[str]
    dense_report: re.Pattern[str]
    dense_houses: tuple[str, ...]
    header_fields: dict[str, str]


@cache
def _lists() -> dict[str, Any]:
    """The data file. Read once, since patterns that are compiled later keep it."""
    loaded: dict[str, Any] = load("metadata.yaml")
    return loaded


@cache
def words() -> Words:
    """Load and compile the data file."""
    data = _lists()
    changed = [*data["published_words"], *data["modified_words"]]
    return Words(
        modified=_anywhere(data["modified_words"]),
        published=_anywhere(data["published_words"]),
        dating=_anywhere(changed),
        labels=_anywhere([*changed, *data["other_date_words"]]),
        published_openings=_openings(data["published_words"]),
        original=_anywhere(data["original_words"]),
        other_date=_anywhere(data["other_date_words"]),
        venues=frozenset(data["venue_words"]),
        fields={name: label for label, key in FIELDS for name in data[key]},
        range_end=later(lambda: rf"\d\.?\s(?:{_options(data['range_words'])})\s\Z", re.I),
        copyright=_anywhere(data["copyright_words"]),
        byline=_openings(data["byline_words"]),
        byline_phrases=_openings([word for word in data["byline_words"] if AMONG_WORDS.search(word)]),
        name_links=later(lambda: rf"[,;/|•·،、，／]|\s(?:{_options(data['name_links'])})(?=\s)", re.I),
        roles=_alone(data["role_words"]),
        never_authors=frozenset(data["never_authors"]),
        agencies=frozenset(fold_name(name) for name in data["agencies"]),
        organisation=frozenset(data["organisation_words"]),
        sources=later(lambda: rf"(?:{_options(data['source_words'])})\s*[:：]\s*", re.I),
        tags=later(lambda: rf"(?:{_options(data['tag_words'])})\s*[:：]\s*", re.I),
        elsewhere=frozenset(data["elsewhere_tokens"]),
        weak_bylines=frozenset(data["weak_byline_words"]),
        weak_byline_languages={word: frozenset(codes.split()) for word, codes in data["weak_byline_languages"].items()},
        byline_nouns=frozenset(data["byline_nouns"]),
        noun_bylines=frozenset(data["noun_bylines"]),
        nameless=frozenset(word.casefold() for word in data["nameless_words"]),
        nameless_helpers=frozenset(word.casefold() for word in data["nameless_helpers"]),
        leading=frozenset(data["leading_words"]),
        accounts=frozenset(data["account_words"]),
        honorifics=later(lambda: rf"(?:{_options(data['honorifics'])})$"),
        reading_time=later(lambda: rf"(?<!\d)\d{{1,5}}\s?(?:{_options(data['reading_time_words'])})\b.*", re.I),
        before_date=frozenset(data["words_before_date"]),
        clock=later(lambda: CLOCK.replace("WORDS", _options(data["clock_words"])), re.I),
        title_labels=frozenset(fold_words(label) for label in data["title_labels"]),
        author_headings=frozenset(data["author_headings"]),
        generic_titles=frozenset(fold_words(title) for title in data["generic_titles"]),
        byline_first_names={word: frozenset(codes.split()) for word, codes in data["byline_first_names"].items()},
        other_hands=_anywhere(data["other_hands"]),
        places=frozenset(data["places"]),
        place_words=frozenset(data["place_words"]),
        place_links=later(lambda: rf"\s(?:{_options(data['place_links'])})\s(?=\S)"),
        other_crafts=frozenset(data["other_crafts"]),
        about=_openings(data["about_words"]),
        name_starts=frozenset(data["name_starts"]),
        name_particles=frozenset([*data["name_starts"], *data["name_particles"]]),
        given_names=frozenset(data["given_names"].casefold().split()),
        company_forms=frozenset(data["company_forms"]),
        dense_role=later(lambda: rf"[^\s\d]{{0,6}}?(?P<role>{_options(data['dense_roles'])})"),
        family_names=tuple(data["family_names"]),
        dense_labels=frozenset(data["dense_labels"]),
        dense_other_hands=frozenset(data["dense_other_hands"]),
        dense_report=later(lambda: rf"(?:\d{{1,2}}日)?(?:{_options(data['dense_reports'])})$"),
        dense_houses=tuple(data["dense_houses"]),
        header_fields=data["header_fields"],
    )


class AuthorWords(NamedTuple):
    """Words around names. ``joined`` finds the blank and the letter that means "and" before another name.

    ``dense_note`` finds words in brackets behind a Japanese text that are no name, ``dense_desks`` end a Korean desk.
    """

    note_verbs: frozenset[str]
    note_copulas: frozenset[str]
    note_articles: frozenset[str]
    desks: frozenset[str]
    joined: re.Pattern[str]
    dense_note: re.Pattern[str]
    dense_desks: tuple[str, ...]


@cache
def author_words() -> AuthorWords:
    """The lists of the data file for what stands around names."""
    data = _lists()
    letters, names = _options(data["joined_letters"]), _options(data["names_like_joined"])
    return AuthorWords(
        note_verbs=frozenset(data["note_verbs"]),
        note_copulas=frozenset(data["note_copulas"]),
        note_articles=frozenset(data["note_articles"]),
        desks=frozenset(data["desk_words"]),
        joined=later(lambda: rf"\s(?!(?:{names})(?!\w))(?:{letters})(?=\w{{2,}}\s\w{{2,}})"),
        dense_note=later(lambda: _options(data["dense_notes"])),
        dense_desks=tuple(data["dense_desks"]),
    )


class TitleWords(NamedTuple):
    """What is no part of a title: names of views, labels in a heading, the number of a page at the end.

    ``offers`` mark a text for subscribers, ``fields`` are names of the field that holds the title, ``no_tags``
    those of the group of texts that are in none.
    """

    vague: frozenset[str]
    labels: frozenset[str]
    offers: frozenset[str]
    fields: frozenset[str]
    no_tags: frozenset[str]
    page_number: re.Pattern[str]
    documentation: frozenset[str]


@cache
def title_words() -> TitleWords:
    """The lists of the data file for titles."""
    data = _lists()
    return TitleWords(
        vague=frozenset(fold_words(title) for title in data["vague_titles"]),
        labels=frozenset(fold_words(label) for label in data["heading_labels"]),
        offers=frozenset(fold_words(label) for label in data["offer_labels"]),
        fields=frozenset(data["title_fields"]),
        no_tags=frozenset(data["no_tags"]),
        page_number=later(lambda: _page_number(data), re.I),
        documentation=frozenset(data["documentation_words"]),
    )


@lru_cache(maxsize=512)
def fold_name(name: str) -> str:
    """A name for comparisons: only words, case folded.

    >>> fold_name("dpa-infocom"), fold_name(" The  AP ")
    ('dpa infocom', 'the ap')
    """
    return " ".join(find_words(name.casefold().replace("_", " ")))


def without_word_before_date(text: str) -> str:
    """A text without the word at its end that stands before a date.

    >>> without_word_before_date("Ann Lee on "), without_word_before_date("Ann Lee"), without_word_before_date("Monday")
    ('Ann Lee', 'Ann Lee', 'Monday')
    """
    said = text[:-1] if text[-1:].isspace() else text
    before, blank, word = said.removesuffix(",").rpartition(" ")
    return before if blank and word.lower() in words().before_date else text


def _options(phrases: list[str]) -> str:
    """A pattern for one of the phrases, the longest that fits. Phrases with one first letter are tried together."""
    groups: dict[str, list[str]] = {}
    for phrase in sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase)):
        groups.setdefault(phrase[:1].casefold(), []).append(phrase)
    return "|".join(map(_alternatives, groups.values()))


def _alternatives(phrases: list[str]) -> str:
    """A pattern for one of several phrases that begin with the same letter."""
    if len(phrases) == 1 or len({phrase[:1] for phrase in phrases}) > 1:
        return "|".join(map(re.escape, phrases))
    return f"{re.escape(phrases[0][:1])}(?:{'|'.join(re.escape(phrase[1:]) for phrase in phrases)})"


def _page_number(data: Mapping[str, list[str]]) -> str:
    """A pattern for the number of a page at the end of a title."""
    number = r"\d{1,3}"
    spaced = rf"(?:{_options(data['page_words'])})\s?{number}(?:\s?(?:{_options(data['page_links'])})\s?{number})?"
    dense = rf"第?{number}(?:{_options(data['dense_pages'])})"
    return rf"\s?[|•·»:,(（–—-]\s?(?:{spaced}|{dense})[)）]?\Z"


def _openings(phrases: list[str]) -> Openings:
    pattern = later(lambda: rf"(?:{_options(phrases)})(?![^\W\d_])\s{{0,3}}[:：]?\s{{0,3}}", re.I)
    starts = frozenset(phrase[:2].lower() for phrase in phrases)
    first = frozenset(letter for start in starts for letter in (start[0], start[0].upper(), start[0].title()))
    runs: dict[str, tuple[str, ...]] = {}
    for phrase in phrases:
        if run := LETTERS.match(phrase):
            runs[run[0].lower()] = (*runs.get(run[0].lower(), ()), phrase.lower())
    first |= LETTERS_LIKE_ASCII
    plain = frozenset(run for run in runs if run.isascii())
    return Openings(pattern, starts, first, runs, "".join(sorted(first)), plain)


def _anywhere(phrases: list[str]) -> Phrases:
    dense = [phrase for phrase in phrases if _is_dense(phrase)]
    spaced = [phrase for phrase in phrases if not _is_dense(phrase)]

    def make() -> str:
        free = rf"|{_options(dense)}" if dense else ""
        return rf"(?<![^\W\d_])(?:{_options(spaced)})(?![^\W\d_]){free}"

    return _phrases(make, spaced, dense)


def _alone(phrases: list[str]) -> Phrases:
    """Phrases between characters that are no letters, also those in scripts without spaces."""
    dense = [phrase for phrase in phrases if _is_dense(phrase)]
    spaced = [phrase for phrase in phrases if not _is_dense(phrase)]
    return _phrases(lambda: rf"(?<![^\W\d_])(?:{_options(phrases)})(?![^\W\d_])", spaced, dense)


def _phrases(make: Callable[[], str], spaced: list[str], dense: list[str]) -> Phrases:
    return Phrases(
        later(make, re.I),
        later(lambda: _options(dense), re.I) if dense else None,
        any(phrase.isascii() for phrase in dense),
        frozenset(LETTERS.findall(phrase.lower())[0] for phrase in spaced),
    )


def _is_dense(phrase: str) -> bool:
    """Whether a phrase is written without spaces, or does not begin like a word."""
    if not (phrase[0].isalnum() or phrase[0] == "_"):
        return True
    return DENSE.search(phrase) is not None
