"""The extractors of authors from lines that readers see: bylines, and names that stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cleaner.model import Block
from cleaner.prefilters import find_begun, find_headed
from cleaner.read.metadata.author_fields import PLAIN_NAME, is_plain_name
from cleaner.read.metadata.author_marks import (
    AFTER_TITLE,
    BEFORE_TITLE,
    MAX_AUTHORS,
    MAX_BYLINE_CHARS,
    OTHERS,
    before_date,
    linked_name,
    names_author,
    sign,
)
from cleaner.read.metadata.dates import find_dates
from cleaner.read.metadata.dense import is_dense_byline, is_unspaced
from cleaner.read.metadata.evidence import Evidence, NameCandidate, first_tokens
from cleaner.read.metadata.folding import fold
from cleaner.read.metadata.names import CREDENTIAL, has_given_name, is_person, tidy_ends
from cleaner.read.metadata.words import AMONG_WORDS, fold_name, words
from cleaner.vocabulary import BlockKind
from cleaner.words import find_words

MAX_HANDLE_WORDS = 2
MAX_LABEL_CHARS = 30
MIN_SENTENCE_WORDS = 4  # in small letters
BOX_TOKENS = 14  # of a path
HANDLE_SIGNS = frozenset("0123456789_@.")
SIGNING = frozenset({"meta", "byline", "address", "info", "postinfo", "postmeta", "entrymeta"})  # of an own element
OWN = 4  # tokens of a path that are those of the element itself
HANDLE_REACH = 4  # blocks after the headline in which a line may sign with one name alone
SIGNING_REACH = 3  # blocks after the headline in which a byline says more than the head
UNSIGNED: frozenset[BlockKind] = frozenset({"heading", "caption"})
MAX_ROLE_WORDS = 4  # of a line below a name
EMPTIED = re.compile(r"\s?\([^()]{1,40}\)\Z")  # what brackets add to a credential
LATIN = re.compile(r"[A-Za-zÀ-ž]")


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


def boxed_name(seen: Evidence) -> Iterator[NameCandidate]:
    """A name alone in a box about the author, wherever the page has it: under a line such as "Author", or above the
    author's biography.
    """
    headings, blocks = words().author_headings, seen.blocks
    labels = find_begun(blocks[:-1], _letters_of_headings(), MAX_LABEL_CHARS)
    for index in sorted({*labels, *find_headed(blocks, MAX_LABEL_CHARS)}):
        block, following = blocks[index], blocks[index + 1]
        name = block.text
        if name.strip(" :：").casefold() in headings:
            name = following.text
        elif not following.text.startswith(name) or " " not in name or not _has_biography(block, following):
            continue
        if PLAIN_NAME.fullmatch(name) and is_person(name) and is_likely(name, seen) and OTHERS.isdisjoint(block.path):
            further = _further_items(block.text, index + 2, following, seen) if name == following.text else []
            yield sign([name, *further], "text:name", seen.sites)
            return


@cache
def _letters_of_headings() -> str:
    """The letters with which headings over a text about the author begin, in both cases."""
    small = {heading[0] for heading in words().author_headings}
    return "".join(sorted({*small, *(letter.upper() for letter in small)}))


def _has_biography(block: Block, following: Block) -> bool:
    """Whether a name stands in an element for the author, right above a text that begins with it."""
    return len(following.text) > len(block.text) and "author" in block.path[:BOX_TOKENS]


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
        close = seen.place.near(block.index, 0, 2)
        parts = [said for part in words().name_links.split(block.text) if (said := tidy_ends(part))]
        people = [part for part in parts if is_plain_name(part) and is_person(part)]
        rest = [EMPTIED.sub("", part) for part in parts if part not in people]
        told = len(people) == 1 and (_tells_role(block.text, people[0], close) or _is_above_role(block, close, seen))
        if told:
            yield sign(people, "text:names", seen.sites)
            continue
        if len(people) > 1 and (named := _named_with_roles(parts)):
            yield sign(named, "text:names", seen.sites)
            continue
        if len(people) < 2 or not all(CREDENTIAL.fullmatch(part) for part in rest):
            continue
        if not block.link_chars or not {fold(name) for name in people}.isdisjoint(_stated_names(seen)):
            yield sign([block.text], "text:names", seen.sites)


def _tells_role(text: str, name: str, close: bool) -> bool:
    """Whether a line right under the headline is a name and a role: "Ann Lee, staff reporter"."""
    rest = text.removeprefix(f"{name}, ")
    return close and rest != text and words().roles.search(rest) is not None and has_given_name(name)


def _is_above_role(block: Block, close: bool, seen: Evidence) -> bool:
    """Whether a line right under the headline is a name, and the next what a writer is called: "Staff Writer"."""
    following = seen.blocks[block.index + 1 : block.index + 2]
    if not close or not following or not has_given_name(block.text.partition(" ")[0]) or not is_plain_name(block.text):
        return False
    said = following[0].text.casefold().split()
    return len(said) <= MAX_ROLE_WORDS and not words().byline_nouns.isdisjoint(said[-1:])


def _named_with_roles(parts: list[str]) -> list[str]:
    """The names in a line of several people, each with a role or a house: "Ann Lee, staff reporter, and Bo Ek, editor".
    Empty if it is none.
    """
    named = [part for part in parts if is_plain_name(part) and has_given_name(part)]
    rest = [part for part in parts if part not in named]
    if len(named) < 2 or len(rest) < len(named) or parts[0] != named[0]:
        return []
    known = words()
    told = (known.roles.search(part) or not known.organisation.isdisjoint(part.casefold().split()) for part in rest)
    return named if all(told) else []


def _stated_names(seen: Evidence) -> set[str]:
    """The folded names in the head."""
    agents = seen.statement.authors if seen.statement is not None else ()
    return {fold(name) for name in (*(agent.name for agent in agents), seen.metas.get("author", ""))}


def _from_bylines(seen: Evidence, *, anywhere: bool) -> Iterator[NameCandidate]:
    """Short blocks that begin with a word such as "By": near the headline, or anywhere for a longer phrase."""
    blocks, place, language = seen.blocks, seen.place, seen.language
    opening = words().byline_phrases if anywhere else words().byline
    if anywhere:
        span = tuple([blocks[at] for at in find_begun(blocks, opening.letters, MAX_BYLINE_CHARS, opening.words)])
    else:
        span = blocks[max(0, place.block - BEFORE_TITLE) : place.block + AFTER_TITLE]
        above = blocks[max(place.block + AFTER_TITLE, (place.prose or 0) - SIGNING_REACH) : place.prose or 0]
        span += tuple([block for block in above if block.link_chars and block.text[:1].isupper()])
    first, dated = opening.first, words().published_openings.first
    for block in span:
        text = block.text
        if not anywhere and place.headline is not None and place.text is not None and block.index > place.text:
            return  # lists and credits that are part of the text
        if len(text) > MAX_BYLINE_CHARS or block.kind == "caption":
            continue
        start = text[:1]
        days = not anywhere and block.index in seen.dated
        if start not in first and start not in dated and not start.isdigit() and text.isascii() and not days:
            continue  # as most
        match = opening.match(text)
        if match is None and (days or (not anywhere and words().published_openings.match(text) is not None)):
            text = _after_date(text, language)
            match = opening.match(text)
        dense = before_date(text, language) if days and not text.isascii() else text
        if match is None and not (anywhere or text.isascii()) and is_dense_byline(dense):
            signed = sign([dense], "text:byline", seen.sites)
            if signed.people and not place.puts_elsewhere(block, close=True):
                yield signed
            continue
        if match is None:
            continue
        if match.end() == len(text):
            yield from _from_next_line(match[0], block.index, seen)
            continue
        path = block.path
        if place.is_elsewhere(path, close=not anywhere or "author" in path[:OWN]) or not OTHERS.isdisjoint(path[:12]):
            continue
        if _is_phrase(match[0], text[match.end() :]):
            continue
        said = linked_name(block, match.end()) if text is block.text else ""
        signed = sign([said or before_date(text, language)], "text:byline", seen.sites, language=language)
        if signed.people:
            if not _is_ambiguous(match[0]) or _stands_in_byline(block, signed.people[0], seen):
                yield signed
        elif not anywhere and place.near(block.index, 1, HANDLE_REACH) and _signs(match[0], signed, block, seen):
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
        said = [before_date(block.text, seen.language), *_further_items(word, at + 2, block, seen)]
        signed = sign(said, "text:byline", seen.sites, language=seen.language)
        house = signed.others[:1] if seen.place.near(at, 1, HANDLE_REACH) else ()
        if signed.people:
            yield NameCandidate(signed.people, (), signed.source)
        elif house and not words().organisation.isdisjoint(house[0].casefold().split()):
            yield NameCandidate((), house, signed.source)  # "The Courier Team"


def _further_items(word: str, start: int, first: Block, seen: Evidence) -> list[str]:
    """The names in the items after the first of a list under a noun such as "Authors"."""
    names: list[str] = []
    if word.strip(" :：").lower() not in words().byline_nouns:
        return names
    for block in seen.blocks[start : start + MAX_AUTHORS] if first.kind == "item" else ():
        if block.kind != "item" or not is_person(block.text) or first_tokens(block, OWN) != first_tokens(first, OWN):
            break
        names.append(block.text)
    return names


def _signs(word: str, signed: NameCandidate, block: Block, seen: Evidence) -> bool:
    """Whether the text after a word such as "by" right at the headline is a name, even if not a full one: "by ibby".

    Many phrases begin like this: "by car", "Text size", "Von Hand". So a single word needs a phrase such as "Written
    by" or a colon before it, or something else that says that the line signs.
    """
    said, known = word.strip().lower(), words()
    if said in known.weak_bylines or not signed.others:
        return False
    first = signed.others[0]
    if first.islower() and not block.text.lower().startswith(said) and not block.link_chars:
        return False  # "March 7 by noon"
    name = first.split()
    if fold_name(first) in known.agencies:
        return True
    if len(name) > 1:
        return len(name) <= MAX_HANDLE_WORDS and not any(part[0].islower() for part in name)
    if said.endswith((":", "：")):
        return True
    among = said not in known.byline_nouns and AMONG_WORDS.search(said) is not None
    return among or _stands_in_byline(block, first, seen)


def _is_phrase(word: str, rest: str) -> bool:
    """Whether a noun such as "Author" goes on as a phrase, not with a name: "Author index", "Text of the treaty".

    Sentences begin like this as well: "Posts by Ann Lee are kept in the museum."
    """
    if word.strip().lower() not in words().byline_nouns:
        return False
    parts = rest.split()
    if rest[:1].islower():
        return sum(part[:1].isupper() for part in parts) < 2
    return rest.endswith(".") and sum(part[:1].islower() for part in parts) >= MIN_SENTENCE_WORDS


def _is_ambiguous(word: str) -> bool:
    """Whether a word may begin any line, in a script without capitals: "wrote" is "books" in Arabic."""
    said = word.strip()
    return said in words().weak_bylines and said.lower() == said.upper() and not is_unspaced(said)


def _stands_in_byline(block: Block, name: str, seen: Evidence) -> bool:
    """Whether a line signs by more than its first word.

    The name is a link or has the form of a handle, the element is that of a byline, a number is beside it ("5 min
    read"), or the next line tells a time.
    """
    if block.link_chars >= len(name) or not HANDLE_SIGNS.isdisjoint(name) or not SIGNING.isdisjoint(block.path[:OWN]):
        return True
    beside = range(block.index - 1, block.index + 2)
    if any(mark.block in beside and len(mark.text) <= MAX_BYLINE_CHARS for mark in seen.marks):
        return True
    if any(map(str.isdigit, block.text)):
        return True
    lines = [
        other.text for other in seen.blocks[max(0, block.index - 1) : block.index + 2]
        if other.index not in (block.index, seen.place.headline) and len(other.text) <= MAX_BYLINE_CHARS
    ]  # fmt: skip
    return any(_tells_time(line, seen.language) for line in lines)


def _tells_time(line: str, language: str | None) -> bool:
    """Whether a line states a day, how long ago the page was published or changed, or how long it takes to read."""
    known = words()
    if not any(map(str.isdigit, line)):
        return False
    labels = (known.published, known.modified, known.reading_time)
    return any(label.search(line) for label in labels) or bool(find_dates(line, language))


def is_likely(name: str, seen: Evidence) -> bool:
    """Whether what may be a name is one, not a section or a button: it has a common given name, or the page has none of
    its words elsewhere.
    """
    if not LATIN.match(name) or has_given_name(name):
        return True
    own = set(find_words(name.lower()))
    others = [block.text.lower() for block in seen.blocks if name not in block.text]
    if any(word in text and not own.isdisjoint(find_words(text)) for text in others for word in own):
        return False
    return sum(block.text == name for block in seen.blocks) < 2


def _after_date(text: str, language: str | None) -> str:
    """The text after the date at the beginning of a line, or after a word for a publication and a date."""
    found = find_dates(text, language)
    if not found or (found[0].start and words().published_openings.match(text) is None):
        return text
    return tidy_ends(words().clock.sub("", text[found[0].end :], count=1))
