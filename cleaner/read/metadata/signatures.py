"""The extractors of authors from what stands around a text: links to their pages, notes about them, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Block, Span
from cleaner.read.metadata.author_fields import PLAIN_NAME, PROFILE, is_plain_name
from cleaner.read.metadata.author_marks import BEFORE_TITLE, MAX_BYLINE_CHARS, OTHERS, sign
from cleaner.read.metadata.beside_dates import NAME_REACH
from cleaner.read.metadata.crafts import is_place
from cleaner.read.metadata.dense import is_dense_byline, is_unspaced, reporter_of, signed_name
from cleaner.read.metadata.evidence import Evidence, NameCandidate, first_tokens
from cleaner.read.metadata.names import has_given_name, is_person
from cleaner.read.metadata.words import author_words, fold_name, words
from cleaner.words import find_words

MIN_PROSE_CHARS = 80  # of the last paragraph of a text
MIN_DENSE_CHARS = 40
DESK_SIGNS = ("(", "[", "（", "［")
MAX_LINK_SHARE = 0.3
END_REACH = 3  # blocks after the last paragraph in which somebody signs
MAX_NOTE_CHARS = 500  # of a note about the author
MAX_NAME_CHARS = 60
MAX_TIME_CHARS = 40  # behind a name
MAX_LINE_CHARS = 160  # of a name with a house
OWN_TOKENS = 4
NOTE_TOKENS = frozenset({"bio", "biography", "authorbio", "tagline", "shirttail", "credit", "footnote"})
QUOTE_ENDS = ('"', "”", "“", "»", "«", "’", "'")
DASHES = "-–—―•*/ "
BRACKETS = "()[]"
MAX_BARE_WORDS = 2  # of a name alone in brackets
TOPIC = re.compile(r"/(?:people|persons?|persoon|personen|profiles?|bios?)/", re.I)  # also about others than authors
WRITER = re.compile(r"/(?:authors?|autor(?:es|en)?|auteurs?|autori?)/", re.I)
SIGNATURES = frozenset({"signature", "signed", "firma", "unterschrift", "author", "autor"})
FIELD = re.compile(r"[^:：]{2,30}[:：]\s\S")


def profile_links(seen: Evidence) -> Iterator[NameCandidate]:
    """Names near the headline or behind the text that link to the page of an author, and are all that a block has."""
    place, last = seen.place, _last_prose(seen)
    if last is None:
        return
    reach = max(NAME_REACH, min((place.text or 0) - place.block, 2 * NAME_REACH))  # at least up to the text
    near = (*range(max(0, place.block - BEFORE_TITLE), place.block + reach), *_behind(last, seen))
    names: list[str] = []
    for index in near:
        block = seen.blocks[index] if index < len(seen.blocks) else None
        if block is None or not block.link_chars or len(block.text) > MAX_LINE_CHARS:
            continue
        first = next((span for span in block.spans if span.kind == "link"), None)
        named = _names_linked(block, first) if first is not None and PROFILE.search(first.value) else []
        if (
            named
            and first is not None
            and (len(named[0]) < len(block.text) or not TOPIC.search(first.value))
            and not seen.place.puts_elsewhere(block, close=True)
            and _is_own(block)
        ):
            names += [name for name in named if name not in names]
    if names:
        yield sign(names, "text:name", seen.sites)


def _names_linked(block: Block, link: Span) -> list[str]:
    """The name in a link that is all of a block, or those before a comma and the linked or emphasised house of each:
    "Ann Lee, University of Ellery and Bo Ek, Ek College". Empty if the first link is no name.
    """
    name, rest = block.text[: link.end], block.text[link.end :]
    if not (link.start or rest) and WRITER.search(link.value) and _is_house(name):
        return [name]  # "The Courier Staff"
    if link.start or not is_plain_name(name) or len(name) > MAX_NAME_CHARS or not is_person(name):
        return []
    if not rest:
        return [name]
    if len(rest) <= MAX_TIME_CHARS and any(map(str.isdigit, rest)) and block.link_chars <= link.end:
        return [name]  # "Ann Lee 2 minutes ago"
    house = rest.removeprefix(", ")
    if house == rest or not house[:1].isupper() or all(span.end < len(block.text) for span in block.spans):
        return []
    links = [span for span in block.spans if span.kind == "link" and PROFILE.search(span.value)]
    return [said for span in links if is_plain_name(said := block.text[span.start : span.end])]


def _is_house(name: str) -> bool:
    return not words().organisation.isdisjoint(find_words(name.casefold()))


def _behind(last: int, seen: Evidence) -> Iterator[int]:
    """The last paragraph and the blocks right behind it, up to a heading that is no name: teasers have authors too."""
    for block in seen.blocks[last : last + END_REACH + 1]:
        if block.kind == "heading" and not is_person(block.text):
            return
        yield block.index


def _is_own(block: Block) -> bool:
    return OTHERS.isdisjoint(first_tokens(block, 3 * OWN_TOKENS))


def closing_names(seen: Evidence) -> Iterator[NameCandidate]:
    """Who signs behind the text: a name alone, one behind a word such as "Author:", or the one with which a note in
    italics begins, such as "Ann Lee is a writer in Port Ellery.".
    """
    last, begin = _last_prose(seen), seen.place.block
    if last is None:
        return
    for block in seen.blocks[begin : begin + NAME_REACH] if begin < last else ():
        if block.text.startswith(DESK_SIGNS) and (reporter := reporter_of(block.text)):
            yield sign([reporter], "text:byline", seen.sites)
            return
    for block in seen.blocks[last : last + END_REACH + 1]:
        text = block.text.lstrip(DASHES)
        if block.kind not in ("paragraph", "other") or seen.place.puts_elsewhere(block) or not _is_own(block):
            continue
        if len(text) > MAX_NOTE_CHARS or block.index <= seen.place.block:
            continue
        if block.index > last and not text.isascii() and (is_dense_byline(text) or signed_name(text)):
            yield sign([signed_name(text) or text], "text:byline", seen.sites)
            return
        if text[:1] in "([" and text[-1:] in ")]" and (signed := _in_brackets(block, text[1:-1], last, seen)):
            yield signed
            return
        found = PLAIN_NAME.match(text)
        name = found[0] if found is not None else ""
        if block.index == last and not _is_note(block, text[len(name) :]):
            continue
        if name and has_given_name(name) and is_person(name):
            if (name == text.rstrip(" .") and _signs(block, last, seen)) or _is_note(block, text[len(name) :]):
                yield sign([name], "text:name", seen.sites)
                return
        elif _is_label(text, seen.blocks, block.index):
            yield sign([text], "text:byline", seen.sites, language=seen.language)
            return


def _in_brackets(block: Block, said: str, last: int, seen: Evidence) -> NameCandidate | None:
    """Who signs in brackets behind the text: a name, an agency, or as Reuters does: "(Reporting by Ann Lee)".

    A name alone, and one behind a single word ("Von Ann Lee"), begins with a common given name: others are places.
    """
    if block.index == last + 1 and (fold_name(said) in words().agencies):
        return NameCandidate((), (said,), "text:byline")
    label = words().byline.match(said)
    if ":" in said and label is not None and ":" not in label[0]:
        return None  # "Von links: Ann Lee"
    if label is None and (len(said.split()) > MAX_BARE_WORDS or is_place(said) or not _signs(block, last, seen)):
        return None
    signed = sign([said], "text:byline", seen.sites, language=seen.language)
    several = label is not None and " " in label[0].strip()
    return signed if signed.people and (several or has_given_name(signed.people[0].split()[0])) else None


def _signs(block: Block, last: int, seen: Evidence) -> bool:
    """Whether a name alone stands where a text is signed: right behind its last paragraph, which is no quotation."""
    if seen.blocks[last].kind == "quote" or seen.blocks[last].text.endswith(QUOTE_ENDS) or block.index != last + 1:
        return False
    if any(span.kind == "link" and not span.value.startswith("mailto:") for span in block.spans):
        return False  # a topic
    name = block.text.strip(f"{DASHES}{BRACKETS}.")
    if any(name in other.text for other in seen.blocks[seen.place.block + 1 : last + 1]):
        return False  # of whom the text tells, or a ship
    return block.kind == "paragraph" or not SIGNATURES.isdisjoint(first_tokens(block, OWN_TOKENS))


def _last_prose(seen: Evidence) -> int | None:
    """The block of the last paragraph of the text, if there is one. In dense scripts, a shorter one counts."""
    start = seen.place.text
    for block in reversed(seen.blocks[start or seen.place.block :]):
        if len(block.text) < MIN_DENSE_CHARS:
            continue
        dense = not block.text.isascii() and is_unspaced(block.text)
        least = MIN_DENSE_CHARS if dense else MIN_PROSE_CHARS
        if len(block.text) < least or (start is None and least == MIN_PROSE_CHARS):
            continue
        if block.kind not in ("paragraph", "other", "quote") or block.link_chars >= MAX_LINK_SHARE * len(block.text):
            continue
        if not seen.place.puts_elsewhere(block):
            return block.index
    return start


def _is_note(block: Block, rest: str) -> bool:
    """Whether a block is set apart as a note and goes on after a name with what somebody is or does: "is a writer",
    "writes". Where somebody is ("is at the theatre until 4 May") is no such note.
    """
    known, said = author_words(), rest.split(maxsplit=2)[:2]
    if not said or not rest.startswith(" ") or said[0] not in known.note_verbs:
        return False
    if said[0] in known.note_copulas and not (said[-1] in known.note_articles or words().roles.search(rest)):
        return False
    whole = any(
        span.kind == "emphasis" and span.end - span.start >= len(block.text) - MAX_NAME_CHARS for span in block.spans
    )
    return whole or not NOTE_TOKENS.isdisjoint(first_tokens(block, OWN_TOKENS))


def _is_label(text: str, blocks: tuple[Block, ...], index: int) -> bool:
    """Whether a line is a noun such as "Author", a colon and a name, but not one of several fields of a thing."""
    match = words().byline.match(text) if len(text) <= MAX_BYLINE_CHARS else None
    if match is None or match[0].rstrip()[-1:] not in (":", "：") or not is_person(text[match.end() :]):
        return False
    beside = (*blocks[max(0, index - 1) : index], *blocks[index + 1 : index + 2])
    return not any(FIELD.match(other.text) and len(other.text) <= MAX_BYLINE_CHARS for other in beside)
