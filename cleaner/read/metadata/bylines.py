"""The extractors of authors: fields of the head, marked elements, bylines, and names that stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set

from cleaner.model import Block, Mark
from cleaner.read.metadata.dates import find_dates
from cleaner.read.metadata.dates.around import without_words_before
from cleaner.read.metadata.dense import is_dense_byline
from cleaner.read.metadata.evidence import Evidence, NameCandidate
from cleaner.read.metadata.folding import clean, fold
from cleaner.read.metadata.jsonld import FORUM_KINDS
from cleaner.read.metadata.names import (
    CREDENTIAL,
    CUT,
    MAX_PERSON_WORDS,
    is_person,
    split_names,
    tidy_ends,
    without_place,
)
from cleaner.read.metadata.words import fold_name, words

MAX_AUTHORS = 20
MAX_BYLINE_CHARS = 160
MAX_DATE_WORDS = 3  # between a name and the date
BEFORE_TITLE, AFTER_TITLE = 4, 14  # blocks around the headline in which a byline is searched
OPINIONS = frozenset({"Review", "UserReview", "CriticReview", "VideoObject"})  # their authors are not the page's
# Fields of libraries and journals, which put the family name first.
FAMILY_FIRST = frozenset(
    {"citation_author", "citation_authors", "bepress_citation_author", "eprints.creators_name"}
)  # fmt: skip
AUTHOR_METAS = (
    "citation_author", "citation_authors", "bepress_citation_author", "eprints.creators_name",
    "author", "article:author", "parsely-author", "sailthru.author", "cxenseparse:author", "dc.creator",
    "dcterms.creator", "og:author", "byl", "article:author_name", "lp.article:author",
    "bylines", "authors", "article.author", "dc.contributor", "og:article:author", "vr:author", "dable:author",
    "news_authors", "rbauthors",
)  # fmt: skip
AUTHOR_TOKENS = frozenset(
    {
        "author", "authors", "authorname", "byline", "bylines", "autor", "autoren", "auteur", "autore", "autora",
        "writer",
    }
)  # fmt: skip
PLURAL_TOKENS = frozenset(
    {"authors", "bylines", "autoren", "auteurs", "autores", "autori", "contributors", "creators", "writers"}
)
REVIEWER_TOKENS = frozenset(
    {
        "reviewer", "reviewers", "reviewed", "factcheck", "factchecker", "editor", "editors", "photographer",
        "illustrator", "translator",
    }
)  # fmt: skip
LIST_REACH = 2  # blocks between two elements of one list of people
OWN_TOKENS = 10  # of a mark, about as many as its own element has
MAX_HOUSE_WORDS = 4
MAX_HANDLE_WORDS = 2
HANDLE_REACH = 4  # blocks after the headline in which a line may sign with one name alone
SIGNING_REACH = 3  # blocks after the headline in which a byline says more than the head
NAME_REACH = 6  # blocks after the headline in which a bare name may stand beside a date
# A bare name: two or three capitalised words, perhaps an initial between.
CAPITAL = r"[A-ZÀ-ÞĀ-ŽΑ-ΩА-Я]"
BAR = re.compile(r"\s[|•·]\s")
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
        "card", "description", "role", "position", "jobtitle", "occupation",
    }
)  # fmt: skip
# Of these, words for what a person does, in the own attributes of an element.
ROLE_TOKENS = frozenset({"bio", "description", "role", "position", "jobtitle", "occupation"})
ROLE_REACH = 4


def repeated_name(seen: Evidence) -> Iterator[NameCandidate]:
    """A name alone right under the headline that the page repeats, for example in a box about its author."""
    start = seen.place.headline
    if start is None:
        return
    article = seen.statement is not None and seen.statement.rank == 2 and not seen.statement.authors
    for block in seen.blocks[start + 1 : start + 1 + SIGNING_REACH]:
        if block.kind == "heading" or not PLAIN_NAME.fullmatch(block.text) or not is_person(block.text):
            continue
        again = any(
            other.text.startswith(block.text) and (article or _announces(seen.blocks[other.index - 1].text))
            for other in seen.blocks[block.index + 2 :]
        ) or any(
            mark.text.startswith(block.text) and mark.block > block.index + 1 and names_author(mark)
            for mark in seen.head.marks
        )
        signed = sign([block.text], "text:name", seen.sites)
        if again and signed.people and not seen.place.puts_elsewhere(block, close=True):
            yield signed
            return


def _announces(text: str) -> bool:
    """Whether a block announces a text about the author, or by them."""
    said = text.strip(" :：").casefold()
    return said in words().author_headings or words().byline.fullmatch(said) is not None


def authors_in_schema(seen: Evidence) -> Iterator[NameCandidate]:
    """The authors of the item that the page is about. Who is called a person there is one, whatever the name is
    like; but for posts in a forum a single word is no name beside a full one elsewhere.
    """
    statement = seen.statement
    if statement is None or statement.kind in OPINIONS:
        return
    houses = {fold_name(agent.name) for agent in statement.authors if "organi" in agent.kind}
    forum = statement.kind in FORUM_KINDS
    persons = {
        fold_name(agent.name) for agent in statement.authors
        if agent.kind == "person" and (forum or 1 < len(agent.name.split()) <= MAX_PERSON_WORDS)
    }  # fmt: skip
    source = f"json-ld:{statement.kind}.author"
    yield sign([agent.name for agent in statement.authors], source, seen.sites, houses, persons, stated=True)


def sign(
    raw: Iterable[str],
    source: str,
    sites: Set[str],
    houses: Set[str] = frozenset(),
    persons: Set[str] = frozenset(),
    *,
    language: str | None = None,
    stated: bool = False,
    family_first: bool = False,
) -> NameCandidate:
    """The names in some texts, those of people apart; ``houses`` and ``persons`` are folded names known as either."""
    people: list[str] = []
    others: list[str] = []
    for text in raw:
        for name in split_names(text, language, stated=stated, family_first=family_first):
            if fold(name) in {fold(seen) for seen in (*people, *others)} or len(people) + len(others) >= MAX_AUTHORS:
                continue
            said = fold_name(name)
            own = said in persons and said not in words().agencies
            if said not in houses and fold(name) not in sites and (own or is_person(name)):
                people.append(name)
            else:
                others.append(name)
    return NameCandidate(tuple(people), tuple(others), source)


def authors_in_metas(seen: Evidence) -> Iterator[NameCandidate]:
    """The fields for authors, and the labelled fields of sharing cards."""
    values: dict[str, list[str]] = {}
    for name, content in seen.head.metas:
        values.setdefault(name, []).append(content)
    for key in AUTHOR_METAS:
        if key in values:
            named = [clean(value) for value in values[key][:MAX_AUTHORS]]
            yield sign(named, f"meta:{key}", seen.sites, stated=True, family_first=key in FAMILY_FIRST)
    for nth in ("1", "2", "3"):
        label, data = values.get(f"twitter:label{nth}", [""])[0], values.get(f"twitter:data{nth}", [""])[0]
        if data and words().byline.fullmatch(clean(label).lower()):
            yield sign([clean(data)], f"meta:twitter:data{nth}", seen.sites, stated=True)


def author_elements(seen: Evidence) -> Iterator[NameCandidate]:
    """Elements near the headline whose attributes mark them as the author."""
    return _from_marks(seen, anywhere=False)


def author_elements_anywhere(seen: Evidence) -> Iterator[NameCandidate]:
    """Elements anywhere whose attributes mark them as the author."""
    return _from_marks(seen, anywhere=True)


def _from_marks(seen: Evidence, *, anywhere: bool) -> Iterator[NameCandidate]:
    """Elements that say by attribute that they name the author: near the headline, or wherever the page has them."""
    place, language = seen.place, seen.language
    found: NameCandidate | None = None
    first: Mark | None = None
    reviewers: list[NameCandidate] = []  # they sign only if nobody else does
    for mark in seen.head.marks:
        near = place.near(mark.block, BEFORE_TITLE, AFTER_TITLE)
        if not (near or anywhere) or not 0 < len(mark.text) <= MAX_BYLINE_CHARS or not names_author(mark):
            continue
        own = near or "author" in mark.name.split()
        if place.is_elsewhere(mark.path, close=own) or OTHERS & set(mark.path[:12]):
            continue
        if BOX_TOKENS & set(mark.path[:8]) if not anywhere else ROLE_TOKENS & set(mark.path[:ROLE_REACH]):
            continue
        texts = _listed_in(mark, seen.blocks) or [words().reading_time.sub("", before_date(mark.text, language))]
        signed = sign(texts, "byline", seen.sites, language=language)
        if words().other_hands.match(texts[0].strip()):
            reviewers.append(signed)
            continue
        if first is not None and found is not None and signed.people and _is_beside(mark, first):
            found, first = _join(found, signed), mark
            continue
        if found is not None:
            yield found
            found = None
            if anywhere:
                return
        if signed.people or (signed.others and len(texts[0].split()) <= MAX_HOUSE_WORDS):
            found, first = signed, mark
    if found is not None:
        yield found
    yield from reviewers


def _listed_in(mark: Mark, blocks: tuple[Block, ...]) -> list[str]:
    """The texts of the blocks inside an element that lists people, one for each. Empty if it holds no list."""
    left = mark.text
    parts: list[str] = []
    items = 0
    for block in blocks[mark.block : mark.block + MAX_AUTHORS]:
        if not block.text or not left.startswith(block.text):
            break
        left = left[len(block.text) :].lstrip()
        parts.append(block.text)
        items += block.kind == "item"
    listed = items > 1 or not PLURAL_TOKENS.isdisjoint(mark.path[:OWN_TOKENS])
    if not listed or len(parts) < 2 or left:
        return []
    named = [part for part in parts if not words().byline.fullmatch(part.lower())]
    return named if all(map(_is_one_person, named)) else []


def _is_one_person(text: str) -> bool:
    names = split_names(text)
    return len(names) == 1 and is_person(names[0])


def _is_beside(mark: Mark, other: Mark) -> bool:
    """Whether two elements belong to one list: their attributes and surroundings are equal, and they are close."""
    return mark.path == other.path and mark.block - other.block <= LIST_REACH


def _join(one: NameCandidate, other: NameCandidate) -> NameCandidate:
    known = {fold(name) for name in one.people}
    people = one.people + tuple(name for name in other.people if fold(name) not in known)
    return NameCandidate(people[:MAX_AUTHORS], one.others + other.others, one.source)


def names_author(mark: Mark) -> bool:
    """Whether an element says by attribute that it names an author."""
    own = set(mark.name.split())
    tokens = mark.path[:OWN_TOKENS]
    if not REVIEWER_TOKENS.isdisjoint(tokens) and AUTHOR_TOKENS.isdisjoint(tokens) and "author" not in own:
        return False
    if own & {"name", "url"}:
        return bool({"author", "username"} & set(mark.path[:10]))
    return bool(own & {"author", "creator"}) or bool(AUTHOR_TOKENS & set(mark.path[:OWN_TOKENS]))


def bylines(seen: Evidence) -> Iterator[NameCandidate]:
    """Short blocks near the headline that begin with a word such as "By"."""
    return _from_bylines(seen, anywhere=False)


def bylines_anywhere(seen: Evidence) -> Iterator[NameCandidate]:
    """Short blocks anywhere that begin with a phrase such as "Written by"."""
    return _from_bylines(seen, anywhere=True)


def names_line(seen: Evidence) -> Iterator[NameCandidate]:
    """A line right under the headline that consists of several names: "Ann Lee, MD, Bo Ek & Cy Ash".

    In such a place, links may be tags instead, so these count only if the head names one of the people.
    """
    start = seen.place.headline
    if start is None:
        return
    for block in seen.blocks[start + 1 : start + 1 + SIGNING_REACH]:
        if (
            block.kind == "heading"
            or len(block.text) > MAX_BYLINE_CHARS
            or seen.place.puts_elsewhere(block, close=True)
        ):
            continue
        parts = [tidy_ends(part) for part in words().name_links.split(block.text)]
        people = [part for part in parts if PLAIN_NAME.fullmatch(part) and is_person(part)]
        rest = [part for part in parts if part not in people]
        if len(people) < 2 or not all(CREDENTIAL.fullmatch(part) for part in rest):
            continue
        if not block.link_chars or not {fold(name) for name in people}.isdisjoint(_stated_names(seen)):
            yield sign([block.text], "text:names", seen.sites)


def _stated_names(seen: Evidence) -> set[str]:
    """The folded names in the head."""
    agents = seen.statement.authors if seen.statement is not None else ()
    return {fold(name) for name in (*(agent.name for agent in agents), seen.metas.get("author", ""))}


def _from_bylines(seen: Evidence, *, anywhere: bool) -> Iterator[NameCandidate]:
    """Short blocks that begin with a word such as "By": near the headline, or anywhere for a longer phrase."""
    blocks, place, language = seen.blocks, seen.place, seen.language
    opening = words().byline_phrases if anywhere else words().byline
    if anywhere:
        starts = opening.starts  # as in Openings, but without a call for each block
        span = tuple([block for block in blocks if (start := block.text[:2].lower()) in starts or start[:1] in starts])
    else:
        span = blocks[max(0, place.block - BEFORE_TITLE) : place.block + AFTER_TITLE]
    for block in span:
        text = block.text
        if not anywhere and place.headline is not None and place.text is not None and block.index > place.text:
            return  # lists and credits that are part of the text
        if len(text) > MAX_BYLINE_CHARS:
            continue
        match = opening.match(text)
        if match is None and not anywhere and (text[:1].isdigit() or words().published_openings.match(text)):
            text = _after_date(text, language)
            match = opening.match(text)
        if match is None and not (anywhere or text.isascii()) and is_dense_byline(text):
            signed = sign([text], "text:byline", seen.sites)
            if signed.people and not place.puts_elsewhere(block, close=True):
                yield signed
            continue
        if match is None:
            continue
        if match.end() == len(text):
            yield from _from_next_line(match[0], block.index, seen)
            continue
        path = block.path
        if place.is_elsewhere(path, close=not anywhere) or not OTHERS.isdisjoint(path[:12]):
            continue
        signed = sign([before_date(text, language)], "text:byline", seen.sites, language=language)
        if signed.people:
            yield signed
        elif not anywhere and place.near(block.index, 1, HANDLE_REACH) and _signs(match[0], signed):
            yield NameCandidate((), signed.others[:1], signed.source)
            if fold_name(signed.others[0]) not in words().agencies:
                return  # names further away are others'


def _from_next_line(word: str, at: int, seen: Evidence) -> Iterator[NameCandidate]:
    """The names in the block after one that contains only a word such as "By"."""
    following = seen.blocks[at + 1 : at + 2]
    if word.strip(" :：").lower() in words().weak_bylines or not following or following[0].kind == "heading":
        return
    block = following[0]
    if len(block.text) <= MAX_BYLINE_CHARS // 2 and not seen.place.puts_elsewhere(block, close=True):
        signed = sign([before_date(block.text, seen.language)], "text:byline", seen.sites, language=seen.language)
        if signed.people:
            yield NameCandidate(signed.people, (), signed.source)


def _signs(word: str, signed: NameCandidate) -> bool:
    """Whether the text after a word such as "by" right at the headline is a name, even if not a full one: "by ibby"."""
    if word.strip().lower() in words().weak_bylines or not signed.others:
        return False
    name = signed.others[0].split()
    return len(name) == 1 or (len(name) <= MAX_HANDLE_WORDS and not any(part[0].islower() for part in name))


def names_beside_date(seen: Evidence) -> Iterator[NameCandidate]:
    """A name beside the date under the headline: "Ann Lee | 3 May 2024", or a separate line next to the date."""
    blocks, place, language = seen.blocks, seen.place, seen.language
    if place.headline is None:
        return
    start = place.headline + 1
    near = blocks[start : start + NAME_REACH]
    dated = [find_dates(block.text, language) if len(block.text) <= MAX_BYLINE_CHARS else [] for block in near]
    for nth, block in enumerate(near):
        if len(block.text) > MAX_BYLINE_CHARS or place.puts_elsewhere(block, close=True):
            continue
        if dated[nth]:
            found = dated[nth][0]
            parts = CUT.split(f"{block.text[: found.start]} | {block.text[found.end :]}")
        elif any(dated[max(0, nth - 2) : nth + 3]) and block.kind != "heading":
            parts = [block.text]
        else:
            continue
        barred = bool(dated[nth]) and BAR.search(block.text) is not None  # "3 May 2024 • Ann Lee in Sports"
        bare = (without_place(_bare(part)) if barred else _bare(part) for part in parts)
        names = [part for part in bare if PLAIN_NAME.fullmatch(part) and is_person(part)]
        signed = sign(names[:1], "text:date-line", seen.sites)
        if signed.people:
            yield signed


def _bare(part: str) -> str:
    """A part of a line without the word that begins a byline."""
    part = tidy_ends(part)
    match = words().byline.match(part)
    return part[match.end() :] if match and match[0][-1:].isspace() else part


def _after_date(text: str, language: str | None) -> str:
    """The text after the date at the beginning of a line, or after a word for a publication and a date."""
    found = find_dates(text, language)
    if not found or (found[0].start and words().published_openings.match(text) is None):
        return text
    return tidy_ends(text[found[0].end :])


def before_date(text: str, language: str | None) -> str:
    """A byline up to the date that is glued to it, or the text after the date at its beginning."""
    found = find_dates(text, language)
    if found and found[0].start > 2:
        text = without_words_before(text[: found[0].start])
    elif found:
        text = text[found[0].end :]
    for _ in range(MAX_DATE_WORDS):
        text = words().before_date.sub("", text)
    return text
