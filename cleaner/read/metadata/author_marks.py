"""The extractors of authors from elements that attributes mark, and the names in the text of a byline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from cleaner.model import Block, Mark
from cleaner.patterns import later
from cleaner.read.metadata.dates import find_dates
from cleaner.read.metadata.dates.around import without_words_before
from cleaner.read.metadata.evidence import Evidence, NameCandidate, first_tokens
from cleaner.read.metadata.folding import fold
from cleaner.read.metadata.names import CUT, has_given_name, is_person, split_names
from cleaner.read.metadata.words import author_words, fold_name, without_word_before_date, words

MIN_NAME_CHARS, MAX_LABEL_CHARS = 4, 30
BEFORE_TITLE, AFTER_TITLE = 4, 14  # blocks around the headline in which a byline is searched
BEFORE_TEXT = 8  # blocks before the text in which it is searched on a page that does not show its headline
MAX_AUTHORS = 20
MAX_BYLINE_CHARS = 160
BEFORE_NAME = " |·•,/–—-"  # between a day and what follows it
MAX_DATE_WORDS = 3  # between a name and the date
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
BUTTONS = frozenset({"button", "btn", "follow"})
OWN_BUTTON_TOKENS = 4  # of a path, about as many as the element of a button has
LIST_REACH = 2  # blocks between two elements of one list of people
OWN_TOKENS = 10  # of a mark, about as many as its own element has
# A word of the classes that WordPress ends in a hash, whose letters become many tokens of the same element.
HASHED = "elements"
MIN_SUMMED = 3  # names, of which the last may be all others in one
MAX_HOUSE_WORDS = 4
HOUSE_WORDS = frozenset({"of", "and", "for", "in", "at", "und", "et", "en", "og", "per"})  # in names of houses
OTHERS = frozenset(
    {
        "comment", "comments", "respond", "related", "teaser", "testimonial", "testimonials", "suggestedanswer",
        "blockquote", "customer", "customers",
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
QUOTE_STARTS, QUOTE_ENDS = frozenset('"“„«»'), frozenset('"”“»«')
PARTED = later(r"\s[/|–—•·-]\s")  # before the name of the site
MIN_QUOTE_CHARS = 40  # of a customer's opinion
TOPIC_TOKENS = frozenset({"tag", "tags", "category", "categories", "topic", "topics"})


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
        line = _without_site(text, sites)
        named = split_names(line, language, stated=stated, family_first=family_first)
        if len(named) > 1 and "," not in text and "/" not in text and fold(text) in sites:
            named = [text.strip()]  # "Food & Sea"
        for name in named:
            if fold(name) in {fold(seen) for seen in (*people, *others)} or len(people) + len(others) >= MAX_AUTHORS:
                continue
            said = fold_name(name)
            own = said in persons and said not in words().agencies
            if said not in houses and fold(name) not in sites and (own or is_person(name)):
                people.append(name)
            else:
                others.append(name)
    return NameCandidate(tuple(people if len(people) < MIN_SUMMED else _without_sum(people)), tuple(others), source)


def _without_site(text: str, sites: Set[str]) -> str:
    """A line without the name of the site behind that of a person, perhaps after a mark: "Ann / Ellery Courier"."""
    parted = PARTED.split(text, maxsplit=1) if sites and not text.isalpha() and PARTED.search(text) else ()
    if len(parted) == 2 and fold(parted[1]) in sites and parted[0][-1:].isalpha():
        return parted[0]
    said = text.split() if sites and text[-1:].isalpha() else []
    for count in range(1, min(MAX_HOUSE_WORDS, len(said) - 2) + 1):
        name = " ".join(said[:-count])
        if fold(" ".join(said[-count:])) in sites and name[-1:].isalpha() and has_given_name(name):
            return name if is_person(name) or words().byline.match(name) else text
    return text


def _without_sum(people: list[str]) -> list[str]:
    """Names without one that consists of all others, which some heads add: "Ann Lee", "Bo Ek", "Ann Lee Bo Ek"."""
    whole = fold(people[-1])
    return people[:-1] if whole == "".join(map(fold, people[:-1])) else people


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
    topics: set[str] = set()  # the texts of elements that are named both for an author and for a topic
    before = BEFORE_TITLE if place.headline is not None else BEFORE_TEXT
    for mark in seen.head.marks:
        near = place.near(mark.block, before, AFTER_TITLE)
        if not (near or anywhere) or not 0 < len(mark.text) <= MAX_BYLINE_CHARS or not names_author(mark):
            continue
        own = near or "author" in mark.name.split()
        if place.is_elsewhere(mark.path, close=own) or OTHERS & set(mark.path[:12]) or "figcaption" in mark.path:
            continue  # or of a picture
        if _is_quoted(mark.block, seen):
            continue
        if BOX_TOKENS & set(mark.path[:8]) if not anywhere else ROLE_TOKENS & set(mark.path[:ROLE_REACH]):
            if anywhere and (name := _name_above(mark, seen.blocks)):
                reviewers.append(sign([name], "byline", seen.sites))
            continue
        if first is not None and (mark.block, mark.text) == (first.block, first.text):
            continue  # the element around the one of the name
        if not TOPIC_TOKENS.isdisjoint(mark.path[:ROLE_REACH]):
            topics.add(mark.text)
            continue
        plain = _without_buttons(mark, seen.blocks)
        said = _own_part(_after_label(plain, seen.blocks))
        texts = _listed_in(plain, seen.blocks) or [words().reading_time.sub("", before_date(said, language))]
        if topics and texts[0].lstrip(BEFORE_NAME) in topics:
            continue
        signed = sign(texts, "byline", seen.sites, language=language)
        if not signed.people and (handle := _linked_handle(mark, seen.blocks)):
            signed = sign([handle], "byline", seen.sites, language=language)
        if words().other_hands.match(texts[0].strip()) or _is_other_hand(mark, seen.blocks):
            reviewers.append(signed)
            continue
        if first is not None and found is not None and signed.people and _is_beside(mark, first):
            found, first = _join(found, signed), mark
            continue
        if found is not None and first is not None and mark.block == first.block and _adds(signed, found, mark):
            found = signed  # the list around the first name
            continue
        if found is not None:
            yield found
            found = None
            if anywhere:
                return
        if signed.people or (
            signed.others
            and len(_without_site(texts[0], seen.sites).split()) <= MAX_HOUSE_WORDS
            and not _is_saying(signed.others[0])
            and not _is_topic(mark, seen.blocks)
        ):
            found, first = signed, mark
    if found is not None:
        yield found
    yield from reviewers


def _name_above(mark: Mark, blocks: tuple[Block, ...]) -> str:
    """The name right above an element that says who the author is, if it is a usual one or the page has it twice."""
    if not 0 < mark.block < len(blocks) or "author" not in mark.path[:OWN_TOKENS]:
        return ""
    name = blocks[mark.block - 1].text
    if not MIN_NAME_CHARS < len(name) <= MAX_LABEL_CHARS or not _is_one_person(name):
        return ""
    return name if has_given_name(name) or sum(block.text == name for block in blocks) > 1 else ""


def _is_quoted(index: int, seen: Evidence) -> bool:
    """Whether the paragraph before a name is one quotation: of a customer, whose name follows."""
    before = seen.blocks[index - 1] if 0 < index <= len(seen.blocks) else None
    if before is None or before.kind == "heading" or index - 1 == seen.place.headline:
        return False
    return before.text[:1] in QUOTE_STARTS and before.text[-1:] in QUOTE_ENDS and len(before.text) >= MIN_QUOTE_CHARS


def _is_saying(text: str) -> bool:
    """Whether words in English are no name of a house: "Follow the author", "the numbers"."""
    said = text.split() if text.isascii() else []
    if len(said) < 2 or (text.islower() and said[0] not in words().leading):
        return False  # as some write their names
    if not said[-1].islower() or said[-1] in words().organisation:
        return False  # "The Courier editors"
    small = [word for word in said if word.islower()]
    return any(word not in words().name_particles and word not in HOUSE_WORDS for word in small)


def _without_buttons(mark: Mark, blocks: tuple[Block, ...]) -> Mark:
    """An element for an author up to a button, with the people behind it, and with a comma between linked names."""
    left, ended = mark.text, False
    kept: list[str] = []
    for block in blocks[mark.block : mark.block + MAX_AUTHORS]:
        if not block.text or not left.startswith(block.text):
            break
        left = left[len(block.text) :].lstrip()
        if kept and not BUTTONS.isdisjoint(first_tokens(block, OWN_BUTTON_TOKENS)):
            ended = True
        elif not ended:
            kept.append(_part_links(block))
        elif _is_one_person(block.text) and has_given_name(block.text):
            kept[-1] += f", {block.text}"
    text = " ".join([*kept, left] if left and not ended else kept)
    return replace(mark, text=text) if kept and text != mark.text else mark


def _part_links(block: Block) -> str:
    """The text of a block with a comma between two linked names, and without a link of one word right behind a name,
    which offers to follow the author.
    """
    links = [span for span in block.spans if span.kind == "link"]
    text = block.text
    for one, other in reversed([*pairwise(links)]):
        name, offer = block.text[one.start : one.end], block.text[other.start : other.end]
        if " " not in name or block.text[one.end : other.start].strip():
            continue
        if " " not in offer:
            text = text[: one.end] + text[other.end :]
        elif _is_one_person(name) and _is_one_person(offer):
            text = f"{text[: one.end]}, {text[other.start :]}"
    return text


def linked_name(block: Block, at: int) -> str:
    """The name in the link with which a byline goes on, if other links follow it: "By Ann Lee  View the issue"."""
    links = [span for span in block.spans if span.kind == "link"]
    if len(links) < 2 or links[0].start != at or block.text[links[0].end : links[1].start].strip():
        return ""
    name, other = block.text[at : links[0].end], block.text[links[1].start : links[1].end]
    return name if has_given_name(name) and _is_one_person(name) and not is_person(other) else ""


def _own_part(said: str) -> str:
    """A line, or the part of it that begins as a byline, behind one with another hand: "Edited by Bo | By Ann". Of a
    sentence about somebody, the name: "Ann Lee is a writer".
    """
    if words().other_hands.match(said) is not None:
        lines = (one for part in CUT.split(said) for one in part.split(", "))
        return next((line for line in lines if words().byline.match(line) is not None), said)
    parts = said.split()
    for count in range(2, min(MAX_HOUSE_WORDS, len(parts) - 2)):
        if parts[count] in author_words().note_verbs and is_person(name := " ".join(parts[:count])):
            return name
    return said


def _linked_handle(mark: Mark, blocks: tuple[Block, ...]) -> str:
    """The link of one word in the first line of an element for an author that goes on: rank and statistics follow."""
    block = blocks[mark.block] if mark.block < len(blocks) else None
    if block is None or len(block.text) >= len(mark.text) or not mark.text.startswith(block.text):
        return ""
    return block.text if block.link_chars >= len(block.text) and " " not in block.text else ""


def _is_topic(mark: Mark, blocks: tuple[Block, ...]) -> bool:
    """Whether all that an element for the author holds is a link to a topic."""
    block = blocks[mark.block] if mark.block < len(blocks) else None
    return (
        block is not None and block.text == mark.text and not TOPIC_TOKENS.isdisjoint(first_tokens(block, ROLE_REACH))
    )


def _is_other_hand(mark: Mark, blocks: tuple[Block, ...]) -> bool:
    """Whether the line before an element says that it names a translator, a photographer or the like."""
    if not 0 < mark.block <= len(blocks):
        return False
    label = blocks[mark.block - 1].text.strip(" :：").lower()
    if len(label) > MAX_LABEL_CHARS:
        return False
    said = words().other_hands.match(f"{label}:")
    return label in words().dense_other_hands or (said is not None and said.end() >= len(label))


def _listed_in(mark: Mark, blocks: tuple[Block, ...]) -> list[str]:
    """The texts of the blocks inside an element that lists people, one for each. Empty if it holds no list.

    Lines of names, between breaks, are a list too.
    """
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
    lines = all(block.tight for block in blocks[mark.block + 1 : mark.block + len(parts)])
    if not (listed or lines) or len(parts) < 2 or left:
        return []
    named = [part for part in parts if not words().byline.fullmatch(part.lower())]
    if listed:
        return named if all(map(_is_one_person, named)) else []
    if not named or not _is_one_person(named[0]) or named[0].endswith(",") or any(map(words().name_links.match, named)):
        return []
    # Behind the first line, there may be a place, a role, a house or a topic as well.
    return [named[0], *(part for part in named[1:] if _is_one_person(part) and has_given_name(part))]


def _after_label(mark: Mark, blocks: tuple[Block, ...]) -> str:
    """The text of an element. If its first line is a word such as "Author" and it goes on, a colon parts the two. If it
    is a name, and the next begins with it, only the name counts.
    """
    label = blocks[mark.block].text if mark.block < len(blocks) else ""
    if not 0 < len(label) < len(mark.text) or not mark.text.startswith(label):
        return mark.text
    rest = mark.text[len(label) :].lstrip()
    if " " in label and rest.startswith(label):
        return label
    if rest.endswith(".") and rest.startswith(f"{label.partition(' ')[0]} ") and is_person(label):
        return label  # a note about somebody by their first name
    known = words()
    if not label[-1].isalnum() or not (known.byline.fullmatch(label) or known.dense_role.fullmatch(label)):
        return mark.text
    return f"{label}: {mark.text[len(label) :].lstrip()}"


def _is_one_person(text: str) -> bool:
    names = split_names(text)
    return len(names) == 1 and is_person(names[0])


def _is_beside(mark: Mark, other: Mark) -> bool:
    """Whether two elements belong to one list: their attributes and surroundings are equal, and they are close."""
    return mark.path == other.path and mark.block - other.block <= LIST_REACH


def _adds(more: NameCandidate, found: NameCandidate, mark: Mark) -> bool:
    """Whether people are those found, perhaps with others behind them, in a list or with common given names."""
    count = len(found.people)
    if not 0 < count <= len(more.people) or more.people[:count] != found.people:
        return False
    return count == len(more.people) or mark.path[0] in ("ul", "ol") or all(map(has_given_name, more.people))


def _join(one: NameCandidate, other: NameCandidate) -> NameCandidate:
    known = {fold(name) for name in one.people}
    people = one.people + tuple(name for name in other.people if fold(name) not in known)
    return NameCandidate(people[:MAX_AUTHORS], one.others + other.others, one.source)


def names_author(mark: Mark) -> bool:
    """Whether an element says by attribute that it names an author."""
    own, tokens = mark.name.split(), mark.path[:OWN_TOKENS]
    if HASHED in tokens:
        tokens = mark.path[: 2 * OWN_TOKENS]
    author, named = "author" in own, not AUTHOR_TOKENS.isdisjoint(tokens)
    if not (author or named) and not REVIEWER_TOKENS.isdisjoint(tokens):
        return False
    if "name" in own or "url" in own:
        return "author" in tokens or "username" in tokens
    return author or named or "creator" in own


@lru_cache(maxsize=128)
def before_date(text: str, language: str | None) -> str:
    """A byline up to the date that is glued to it, or the text after the date at its beginning.

    Results are cached, because a byline is in an element, in a block, and compared with the head.
    """
    found = find_dates(text, language)
    if found and found[0].start > 2:
        text = without_words_before(text[: found[0].start])
    elif found:
        text = text[found[0].end :]
    for _ in range(MAX_DATE_WORDS):
        text = without_word_before_date(text)
    return text
