"""Authors: the people who sign, or the house that does if nobody else does; never menus, commenters or accounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass

from cleaner.model import Head, Mark
from cleaner.read.metadata.dates import find_dates, to_ascii_digits
from cleaner.read.metadata.folding import fold
from cleaner.read.metadata.jsonld import Statement, clean
from cleaner.read.metadata.months import month_number
from cleaner.read.metadata.place import Evidence
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
TIDY = re.compile(r"^[\s,;:|/·⋅•–—\-*»>&]+|[\s,;:|/·⋅•–—\-*»<(\[&]+$")
CUT = re.compile(r"\s[|•·⋅∙●–—»]\s|\s-\s|\s{2,}|\n|\t|\s/\s(?=[A-Z][a-z]+(?:ist|er|or)\b)")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
OPINIONS = frozenset({"Review", "UserReview", "CriticReview", "VideoObject"})  # whose authors are not the page's
FORUM_KINDS = frozenset({"DiscussionForumPosting", "Question", "QAPage"})
AUTHOR_METAS = (
    "author", "article:author", "parsely-author", "sailthru.author", "cxenseparse:author", "dc.creator",
    "dcterms.creator", "og:author", "byl", "article:author_name", "lp.article:author", "citation_author",
    "bylines", "authors", "article.author", "dc.contributor", "og:article:author", "vr:author", "dable:author",
    "news_authors", "rbauthors",
)  # fmt: skip
AUTHOR_TOKENS = frozenset(
    {
        "author", "authors", "authorname", "byline", "bylines", "autor", "autoren", "auteur", "autore", "autora",
        "writer",
    }
)  # fmt: skip
AMONG_WORDS = re.compile(r"[\s/]")
OWN_TOKENS = 10  # of a mark, about as many as its own element has
MAX_HOUSE_WORDS = 4
MAX_HANDLE_WORDS = 2
HANDLE_REACH = 4  # blocks after the headline in which a line may sign with one name alone
NAME_REACH = 6  # blocks after the headline in which a bare name may stand beside a date
# A bare name: two or three capitalised words, perhaps an initial between.
CAPITAL = r"[A-ZÀ-ÞĀ-ŽΑ-ΩА-Я]"
PLAIN_NAME = re.compile(
    rf"{CAPITAL}[^\W\d_]+(?:[-'’][^\W\d_]+)?(?: [A-ZÀ-Þ]\.)?(?: {CAPITAL}[^\W\d_]*(?:[-'’][^\W\d_]+)?){{1,2}}"
)
OTHERS = frozenset(
    {
        "comment", "comments", "respond", "related", "teaser", "testimonial", "testimonials", "suggestedanswer",
    }
)  # fmt: skip
BOX_TOKENS = frozenset(
    {
        "comment", "comments", "reply", "respond", "avatar", "bio", "image", "photo", "social", "related", "teaser",
        "card",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signed:
    """Names found in one place: those of people, and those of anybody."""

    people: tuple[str, ...]
    others: tuple[str, ...]
    source: str


def choose_authors(seen: Evidence) -> tuple[tuple[str, ...], str]:
    """The authors and their source. People before houses; what is stated before what is only shown."""
    if seen.whole:
        return (), ""
    found: list[Signed] = []
    statement = seen.statement
    if statement is not None and statement.kind not in OPINIONS:
        found.append(_from_schema(statement, seen.sites))
    found.extend(_from_metas(seen.head, seen.sites))
    if any(signed.people for signed in found):
        return _first(found)
    shown = [*_from_marks(seen), *_from_bylines(seen)]
    if not found and not shown:
        shown.extend(_from_date_lines(seen))
    if not any(signed.people for signed in shown):
        shown.extend(_from_marks(seen, anywhere=True))
        shown.extend(_from_bylines(seen, anywhere=True))
    return _first(found + shown)


def _from_schema(statement: Statement, sites: Set[str]) -> Signed:
    """The authors of the item that the page is about. Who is called a person there is one, whatever the name is
    like; but for posts in a forum a single word is no name beside a full one elsewhere.
    """
    houses = {fold_name(agent.name) for agent in statement.authors if "organi" in agent.kind}
    forum = statement.kind in FORUM_KINDS
    persons = {
        fold_name(agent.name) for agent in statement.authors
        if agent.kind == "person" and (forum or 1 < len(agent.name.split()) <= MAX_PERSON_WORDS)
    }  # fmt: skip
    source = f"json-ld:{statement.kind}.author"
    return _sign([agent.name for agent in statement.authors], source, sites, houses, persons, stated=True)


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


def _sign(
    raw: Iterable[str],
    source: str,
    sites: Set[str],
    houses: Set[str] = frozenset(),
    persons: Set[str] = frozenset(),
    *,
    stated: bool = False,
) -> Signed:
    people: list[str] = []
    others: list[str] = []
    for text in raw:
        for name in split_names(text, stated=stated):
            if fold(name) in {fold(seen) for seen in (*people, *others)} or len(people) + len(others) >= MAX_AUTHORS:
                continue
            said = fold_name(name)
            own = said in persons and said not in words().agencies
            if said not in houses and fold(name) not in sites and (own or is_person(name)):
                people.append(name)
            else:
                others.append(name)
    return Signed(tuple(people), tuple(others), source)


def _from_metas(head: Head, sites: Set[str]) -> Iterable[Signed]:
    values: dict[str, list[str]] = {}
    for name, content in head.metas:
        values.setdefault(name, []).append(content)
    for key in AUTHOR_METAS:
        if key in values:
            yield _sign([clean(value) for value in values[key]], f"meta:{key}", sites, stated=True)
    for nth in ("1", "2", "3"):
        label, data = values.get(f"twitter:label{nth}", [""])[0], values.get(f"twitter:data{nth}", [""])[0]
        if data and words().byline.fullmatch(clean(label).lower()):
            yield _sign([clean(data)], f"meta:twitter:data{nth}", sites, stated=True)


def _from_marks(seen: Evidence, *, anywhere: bool = False) -> Iterable[Signed]:
    """Elements that say by attribute that they name the author: near the headline, or wherever the page has them."""
    place, language = seen.place, seen.language
    for mark in seen.head.marks:
        if not mark.text or len(mark.text) > MAX_BYLINE_CHARS or not _names_author(mark):
            continue
        near = place.near(mark.block, BEFORE_TITLE, AFTER_TITLE)
        own = near or "author" in mark.name.split()
        if (not near and not anywhere) or place.is_elsewhere(mark.path, close=own) or OTHERS & set(mark.path[:12]):
            continue
        if not anywhere and BOX_TOKENS & set(mark.path[:8]):
            continue
        text = words().reading_time.sub("", _before_date(mark.text, language))
        signed = _sign([text], "byline", seen.sites)
        if signed.people or (signed.others and len(text.split()) <= MAX_HOUSE_WORDS):
            yield signed
            if anywhere:
                return


def _names_author(mark: Mark) -> bool:
    own = set(mark.name.split())
    if own & {"name", "url"}:
        return bool({"author", "username"} & set(mark.path[:10]))
    return bool(own & {"author", "creator"}) or bool(AUTHOR_TOKENS & set(mark.path[:OWN_TOKENS]))


def _from_bylines(seen: Evidence, *, anywhere: bool = False) -> Iterable[Signed]:
    """Short blocks that begin with a word such as "By": near the headline, or anywhere if two words say so."""
    blocks, place, language = seen.blocks, seen.place, seen.language
    span = blocks if anywhere else blocks[max(0, place.block - BEFORE_TITLE) : place.block + AFTER_TITLE]
    for block in span:
        text = block.text
        if len(text) > MAX_BYLINE_CHARS:
            continue
        match = words().byline.match(text)
        if match is None or match.end() == len(text) or (anywhere and not AMONG_WORDS.search(match[0].strip())):
            continue
        path = block.path
        if place.is_elsewhere(path, close=not anywhere) or not OTHERS.isdisjoint(path[:12]):
            continue
        signed = _sign([_before_date(text, language)], "text:byline", seen.sites)
        if signed.people:
            yield signed
        elif not anywhere and place.near(block.index, 1, HANDLE_REACH) and _signs(match[0], signed):
            yield Signed((), signed.others[:1], signed.source)


def _signs(word: str, signed: Signed) -> bool:
    """Whether what follows a word such as "by" right at the headline is a name, though not a full one: "by ibby"."""
    if word.strip().lower() in words().weak_bylines or not signed.others:
        return False
    name = signed.others[0].split()
    return len(name) == 1 or (len(name) <= MAX_HANDLE_WORDS and not any(part[0].islower() for part in name))


def _from_date_lines(seen: Evidence) -> Iterable[Signed]:
    """A name beside the date under the headline: "Ann Lee | 3 May 2024", or a line of its own next to the date's."""
    blocks, place, language = seen.blocks, seen.place, seen.language
    if place.headline is None:
        return
    start = place.headline + 1
    near = blocks[start : start + NAME_REACH]
    dated = [find_dates(block.text, language) if len(block.text) <= MAX_BYLINE_CHARS else [] for block in near]
    for nth, block in enumerate(near):
        if len(block.text) > MAX_BYLINE_CHARS or place.is_elsewhere(block.path, close=True):
            continue
        if dated[nth]:
            found = dated[nth][0]
            parts = CUT.split(f"{block.text[: found.start]} | {block.text[found.end :]}")
        elif any(dated[max(0, nth - 2) : nth + 3]) and block.kind != "heading":
            parts = [block.text]
        else:
            continue
        names = [part for part in map(_bare, parts) if PLAIN_NAME.fullmatch(part) and is_person(part)]
        signed = _sign(names[:1], "text:date-line", seen.sites)
        if signed.people:
            yield signed


def _bare(part: str) -> str:
    """A part of a line without the word that begins a byline."""
    part = TIDY.sub("", part)
    match = words().byline.match(part)
    return part[match.end() :] if match and match[0][-1:].isspace() else part


def _before_date(text: str, language: str | None) -> str:
    """A byline up to the date that is glued to it, or what follows the date that it begins with."""
    found = find_dates(text, language)
    if found and found[0].start > 2:
        text = text[: found[0].start]
    elif found:
        text = text[found[0].end :]
    return words().before_date.sub("", text)


def split_names(text: str, *, stated: bool = False) -> list[str]:
    """The names in a byline or an author field, one each, without the words around them.

    >>> split_names("By Ann Lee and Bo Ek, staff writers")
    ['Ann Lee', 'Bo Ek']
    >>> split_names("Von Dr. Eva Maria Groß | 12.03.2024"), split_names("Genevieve Carlton, Ph.D.")
    (['Dr. Eva Maria Groß'], ['Genevieve Carlton, Ph.D.'])
    >>> split_names("https://www.facebook.com/paper"), split_names("admin"), split_names("Read more")
    ([], [], [])

    ``stated`` says that the text is a field of its own, not a line of the page: a role in it is part of the name.
    """
    if ADDRESS.search(text):
        return []
    text = HANDLE.sub("", MAIL.sub("", text)).strip()
    match = words().byline.match(text)
    if match and match.end() < len(text) and (match[0][-1].isspace() or match[0].rstrip().endswith((":", "："))):
        text = text[match.end() :]
    text = CUT.split(words().reading_time.sub("", text), maxsplit=1)[0] if not UNSPACED.search(text) else text
    names: list[str] = []
    for piece in words().name_links.split(text):
        part = TIDY.sub("", piece)
        if names and CREDENTIAL.fullmatch(part) and fold_name(part) not in words().agencies:
            names[-1] = f"{names[-1]}, {part}"
            continue
        if names and words().roles.search(part):
            continue  # what they are, not who
        name = _tidy(part, stated=stated)
        if name:
            names.append(name)
    return names


def _tidy(part: str, *, stated: bool = False) -> str:
    match = words().byline.match(part)
    if match and match[0][-1:].isspace():
        part = part[match.end() :]
    for pattern in (words().published, words().modified):
        when = pattern.search(part)
        if when is not None:
            part = part[: when.start()] if when.start() or when[0] == part else part
    role = words().roles.search(part)
    if not stated and role is not None and len(part[: role.start()].split()) > 1:
        part = part[: role.start()]
    part = TIDY.sub("", words().honorifics.sub("", part.strip())).strip()
    if not part or len(part) > MAX_NAME_CHARS or len(part.split()) > MAX_NAME_WORDS:
        return ""
    folded = part.casefold()
    if (":" in part or "：" in part or part[0] in "([&") and not UNSPACED.search(part):
        return ""  # a label with what it labels, or the rest of something
    if words().byline.fullmatch(folded) or _is_date(part):
        return ""
    if folded in words().never_authors or not any(char.isalpha() for char in part) or len(part) < 2:
        return ""
    if not words().accounts.isdisjoint(re.split(r"[\W_]+", folded)):
        return ""
    if part.endswith((".", "!", "?")) and len(part.split()) > MAX_PERSON_WORDS:
        return ""  # a sentence
    return part


def _is_date(part: str) -> bool:
    """Whether a part of a line is what is left of a date: a day of the week, or a month with its day."""
    rest = [word for word in re.split(r"[\W\d_]+", part) if word]
    return bool(rest) and all(
        words().before_date.search(f" {word}") or (len(rest) < len(part.split()) and month_number(word, None))
        for word in rest
    )


def is_person(name: str) -> bool:
    """Whether a name reads like that of a person: two to five capitalised words, none of them a word of houses.

    >>> is_person("Ann Lee"), is_person("Associated Press"), is_person("The Daily News"), is_person("松岡大地")
    (True, False, False, True)
    """
    folded = fold_name(name)
    if folded in words().agencies:
        return False
    plain = name.split(",", maxsplit=1)[0]
    parts = [part for part in re.split(r"[\s\u00a0]+", plain) if part]
    if not parts or parts[0].casefold() in words().leading:
        return False
    if any(part.casefold().strip(".") in words().organisation for part in parts):
        return False
    if UNSPACED.search(plain):
        return 2 <= len(fold(plain)) <= 8 and len(parts) <= 3
    if any(char.isdigit() for char in to_ascii_digits(plain)) or not 2 <= len(parts) <= MAX_PERSON_WORDS:
        return False
    cased = [part for part in parts if part[0].isalpha() and part[0].lower() != part[0].upper()]
    capital = sum(part[0].isupper() for part in cased)
    return not cased or (capital >= max(1, len(cased) - 2) and cased[-1][0].isupper() | (capital >= 2))
