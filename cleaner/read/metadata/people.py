"""Authors: the people who sign, or the agency or house that does if no person does; never menus, commenters, accounts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cleaner.model import Block, Head, Mark
from cleaner.read.metadata.dates import find_dates, to_ascii_digits
from cleaner.read.metadata.folding import fold
from cleaner.read.metadata.jsonld import Statement, clean
from cleaner.read.metadata.words import fold_name, words

MAX_NAME_CHARS = 70
MAX_NAME_WORDS = 7
MAX_PERSON_WORDS = 5
MAX_AUTHORS = 20
MAX_BYLINE_CHARS = 160
BEFORE_TITLE, AFTER_TITLE = 4, 14  # blocks from the headline in which a byline stands
MAIL = re.compile(r"[(\[<]?\S+@\S+\.\w+[)\]>]?")
HANDLE = re.compile(r"(?<!\w)@\w+")
ADDRESS = re.compile(r"https?:|www\.|\w/\w+/|\.(?:html?|php)\b")
CREDENTIAL = re.compile(
    r"(?:[A-Z][a-z]?\.?){2,6}|[A-Z]{2,6}(?:[-/][A-Z]+)*|Jr\.?|Sr\.?|I{2,3}|M\.?Ed\.?|Ph\.?D\.?|Esq\.?"
)
TIDY = re.compile(r"^[\s,;:|/·•–—\-*]+|[\s,;:|/·•–—\-*]+$")
CUT = re.compile(r"\s[|•·–—]\s|\s-\s|\s{2,}|\n|\t|\s/\s(?=[A-Z][a-z]+(?:ist|er|or)\b)")
MINUTES = re.compile(r"\d+\s*(?:min|mins|minutes?|minuten|minutos|minuti|views?|comments?)\b.*", re.I)
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
TITLES = re.compile(r"(?:記者|기자|특파원|編集委員|论员|评论员|记者|通讯员|氏|さん)$")
AUTHOR_METAS = (
    "author", "article:author", "parsely-author", "sailthru.author", "cxenseparse:author", "dc.creator", "dcterms.creator",
    "og:author", "byl", "article:author_name", "lp.article:author", "citation_author", "bylines", "authors", "article.author",
    "dc.contributor", "og:article:author", "vr:author", "dable:author", "news_authors", "rbauthors",
)  # fmt: skip
AUTHOR_TOKENS = frozenset(
    {"author", "authors", "byline", "autor", "autoren", "auteur", "autore", "autora", "writer", "bylines"}
)
BOX_TOKENS = frozenset(
    {
        "comment",
        "comments",
        "reply",
        "respond",
        "avatar",
        "bio",
        "image",
        "photo",
        "social",
        "related",
        "teaser",
        "card",
    }
)


@dataclass(frozen=True, slots=True)
class Signed:
    """Names found in one place: those of people, and those of anybody."""

    people: tuple[str, ...]
    others: tuple[str, ...]
    source: str


def choose_authors(
    head: Head,
    statement: Statement | None,
    blocks: tuple[Block, ...],
    title_block: int | None,
    sites: set[str],
    language: str | None,
) -> tuple[tuple[str, ...], str]:
    """The authors and their source. People before houses; what is stated before what is only shown."""
    found: list[Signed] = []
    if statement is not None and statement.authors:
        names = [agent.name for agent in statement.authors]
        houses = {fold_name(agent.name) for agent in statement.authors if "organi" in agent.kind}
        found.append(_sign(names, f"json-ld:{statement.kind}.author", sites, houses))
    found.extend(_from_metas(head, sites))
    if any(signed.people for signed in found):
        return _first(found)
    found.extend(_from_marks(head, title_block, sites, language))
    if not any(signed.people for signed in found):
        found.extend(_from_bylines(blocks, title_block, sites, language))
    return _first(found)


def _first(found: list[Signed]) -> tuple[tuple[str, ...], str]:
    for signed in found:
        if signed.people:
            return signed.people + tuple(
                name for name in signed.others if fold_name(name) in words().agencies
            ), signed.source
    for signed in found:
        if signed.others:
            return signed.others, signed.source
    return (), ""


def _sign(raw: Iterable[str], source: str, sites: set[str], houses: set[str] = frozenset()) -> Signed:  # type: ignore[assignment]  # an empty set of either kind
    people: list[str] = []
    others: list[str] = []
    for text in raw:
        for name in split_names(text):
            if fold(name) in {fold(seen) for seen in (*people, *others)} or len(people) + len(others) >= MAX_AUTHORS:
                continue
            if fold_name(name) not in houses and fold(name) not in sites and is_person(name):
                people.append(name)
            else:
                others.append(name)
    return Signed(tuple(people), tuple(others), source)


def _from_metas(head: Head, sites: set[str]) -> Iterable[Signed]:
    values: dict[str, list[str]] = {}
    for name, content in head.metas:
        values.setdefault(name, []).append(content)
    for key in AUTHOR_METAS:
        if key in values:
            yield _sign([clean(value) for value in values[key]], f"meta:{key}", sites)
    for nth in ("1", "2", "3"):
        label, data = values.get(f"twitter:label{nth}", [""])[0], values.get(f"twitter:data{nth}", [""])[0]
        if data and words().byline.fullmatch(clean(label).lower()):
            yield _sign([clean(data)], f"meta:twitter:data{nth}", sites)


def _from_marks(head: Head, title_block: int | None, sites: set[str], language: str | None) -> Iterable[Signed]:
    """Elements that say by attribute that they name the author, near the headline if there is one."""
    near: list[str] = []
    place = 0 if title_block is None else title_block
    for mark in head.marks:
        if not mark.text or len(mark.text) > MAX_BYLINE_CHARS or not _names_author(mark):
            continue
        if BOX_TOKENS & set(mark.path) or words().elsewhere & set(mark.path):
            continue
        if not place - BEFORE_TITLE <= mark.block <= place + AFTER_TITLE:
            continue
        near.append(_before_date(mark.text, language))
    for text in near:
        signed = _sign([text], "byline", sites)
        if signed.people or signed.others:
            yield signed


def _names_author(mark: Mark) -> bool:
    own = set(mark.name.split())
    return bool(own & {"author", "creator"}) or bool(AUTHOR_TOKENS & set(mark.path[:4]))


def _from_bylines(
    blocks: tuple[Block, ...], title_block: int | None, sites: set[str], language: str | None
) -> Iterable[Signed]:
    """Short blocks near the headline that begin with a word such as "By"."""
    place = 0 if title_block is None else title_block
    for block in blocks[max(0, place - BEFORE_TITLE) : place + AFTER_TITLE]:
        text = block.text
        if len(text) > MAX_BYLINE_CHARS or words().elsewhere & set(block.path[:12]):
            continue
        match = words().byline.match(text)
        if match is None or match.end() == len(text):
            continue
        signed = _sign([_before_date(text, language)], "text:byline", sites)
        if signed.people:
            yield signed


def _before_date(text: str, language: str | None) -> str:
    """A byline up to the date that is glued to it."""
    found = find_dates(text, language)
    if found and found[0].start > 2:
        text = text[: found[0].start]
    return re.sub(r"\s(?:on|am|le|il|el|em|den)\s*$|(?:\b[A-Z][a-z]{2,8}day,?\s*)$", "", text)


def split_names(text: str) -> list[str]:
    """The names in a byline or an author field, one each, without the words around them.

    >>> split_names("By Ann Lee and Bo Ek, staff writers")
    ['Ann Lee', 'Bo Ek']
    >>> split_names("Von Dr. Eva Maria Groß | 12.03.2024"), split_names("Genevieve Carlton, Ph.D.")
    (['Dr. Eva Maria Groß'], ['Genevieve Carlton, Ph.D.'])
    >>> split_names("https://www.facebook.com/paper"), split_names("admin"), split_names("Read more")
    ([], [], [])
    """
    if ADDRESS.search(text):
        return []
    text = HANDLE.sub("", MAIL.sub("", text)).strip()
    match = words().byline.match(text)
    if match and match.end() < len(text) and (match[0][-1].isspace() or match[0].rstrip().endswith((":", "："))):
        text = text[match.end() :]
    text = CUT.split(MINUTES.sub("", text), maxsplit=1)[0] if not UNSPACED.search(text) else text
    names: list[str] = []
    for part in words().name_links.split(text):
        part = TIDY.sub("", part)
        if names and CREDENTIAL.fullmatch(part):
            names[-1] = f"{names[-1]}, {part}"
            continue
        name = _tidy(part)
        if name:
            names.append(name)
    return names


def _tidy(part: str) -> str:
    match = words().byline.match(part)
    if match and match[0][-1:].isspace():
        part = part[match.end() :]
    role = words().roles.search(part)
    if role is not None:
        part = part[: role.start()]
    part = TIDY.sub("", TITLES.sub("", part.strip())).strip()
    if not part or len(part) > MAX_NAME_CHARS or len(part.split()) > MAX_NAME_WORDS:
        return ""
    folded = part.casefold()
    if folded in words().never_authors or not any(char.isalpha() for char in part) or len(part) < 2:
        return ""
    if re.search(r"(?:^|[\W_])(?:admin|administrator|webmaster)(?:$|[\W_])", folded) or (
        part.endswith((".", "!", "?")) and len(part.split()) > 4
    ):
        return ""
    return part


def is_person(name: str) -> bool:
    """Whether a name reads like that of a person: two to five capitalised words, none of them a word of houses.

    >>> is_person("Ann Lee"), is_person("Associated Press"), is_person("The Daily News"), is_person("松岡大地"), is_person("kicker")
    (True, False, False, True, False)
    """
    folded = fold_name(name)
    if folded in words().agencies:
        return False
    plain = name.split(",", maxsplit=1)[0]
    parts = [part for part in re.split(r"[\s\u00a0]+", plain) if part]
    if any(part.casefold().strip(".") in words().organisation for part in parts) or parts[0].casefold() in (
        "the",
        "die",
        "der",
        "le",
        "la",
        "el",
        "team",
    ):
        return False
    if UNSPACED.search(plain):
        return 2 <= len(fold(plain)) <= 8 and len(parts) <= 3
    if any(char.isdigit() for char in to_ascii_digits(plain)) or not 2 <= len(parts) <= MAX_PERSON_WORDS:
        return False
    cased = [part for part in parts if part[0].isalpha() and part[0].lower() != part[0].upper()]
    capital = sum(part[0].isupper() for part in cased)
    return not cased or (capital >= max(1, len(cased) - 2) and cased[-1][0].isupper() | (capital >= 2))
