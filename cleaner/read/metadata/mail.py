"""The header at the top of a plain text: that of a mail ("From: ...", "Subject: ..."), of Jina Reader, of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from cleaner.patterns import later
from cleaner.read.metadata.evidence import DateCandidate, Evidence, NameCandidate, TextCandidate
from cleaner.read.metadata.fields import address_in, day_in
from cleaner.read.metadata.names import is_person, split_names
from cleaner.read.metadata.words import words
from cleaner.shipped import load

MAX_FIELDS = 20
FIELD = re.compile(r"(?P<name>[^\W\d_]{1,13}(?:[- ][^\W\d_]{1,13}){0,3})\s?:(?:\s(?P<value>.*)|\Z)")
ENVELOPE = "From "  # begins the first line of a mail in a file of mails
FENCE = "---"  # above and below fields in a file of Markdown, and before the words of a forwarded mail
QUOTES = ('"', "'")
NAMES = (frozenset({"from", "subject"}), frozenset({"subject", "url source"}))  # without these, lines are no header
REPLY = later(r"(?:([^\W\d_]{1,9})\s?(?:\[\d\])?:\s*|\[[^\[\]]{1,40}\]\s*)", re.I)  # the names of lists among them
MAX_REPLIES = 6
MAX_REPEATING = 80  # blocks in which a heading may repeat the title without the name of the site
SITE_MARK = later(r"\s[-|–—·»:]\s")
COMMENT = later(r"\(([^()]{2,60})\)\s*\Z")  # in older mails, the name stands behind the address


def _fields(seen: Evidence) -> dict[str, tuple[int, str]]:
    """The fields of a header: the index of the block and the value of each, by name in small letters."""
    fields: dict[str, tuple[int, str]] = {}
    known = words().header_fields
    for block in islice(seen.blocks, MAX_FIELDS):
        found = FIELD.match(block.text)
        if found is None:
            if block.index == 0 and (block.text.startswith((FENCE, ENVELOPE)) or block.text.endswith(":")):
                continue
            break
        name = found["name"].lower()
        fields.setdefault(known.get(name, name), (block.index, (found["value"] or "").strip()))
    fenced = "subject" in fields and seen.blocks[0].text == FENCE
    return fields if fenced or any(fields.keys() >= names for names in NAMES) else {}


def subject(seen: Evidence) -> Iterator[TextCandidate]:
    """The subject of a mail, without marks of replies and the name of the list."""
    at, said = _fields(seen).get("subject", (0, ""))
    if seen.blocks and seen.blocks[0].text == FENCE and said[:1] == said[-1:] in QUOTES:
        said = said[1:-1].strip()
    for _ in range(MAX_REPLIES):
        mark = REPLY.match(said)
        if mark is None or (mark[1] and mark[1].casefold() not in _reply_marks()):
            break
        said = said[mark.end() :]
    if said:
        said, place = without_site(said, seen)
        yield TextCandidate(said, "text:mail", at if place is None else place)


@cache
def _reply_marks() -> frozenset[str]:
    """What stands before the subject of a reply or a forwarded mail, in lower case."""
    return frozenset(load("metadata.yaml")["reply_marks"])


def without_site(title: str, seen: Evidence) -> tuple[str, int | None]:
    """The title of a document without the name of its site, if a heading of the text says it so, and its block."""
    heads = [block for block in seen.blocks[1:MAX_REPEATING] if block.kind == "heading"]
    heads = [block for block in heads if title.startswith(block.text)]
    for block in heads:
        if SITE_MARK.match(title, len(block.text)):
            return block.text, block.index
    return title, next((block.index for block in heads if block.text == title), None)


def sender(seen: Evidence) -> Iterator[NameCandidate]:
    """The name of who sent a mail, beside the address."""
    _, said = _fields(seen).get("from", (0, ""))
    comment = COMMENT.search(said)
    name = comment[1] if comment is not None else said.partition("<")[0].strip(" \"'")
    people = tuple(filter(is_person, split_names(name, stated=True)))
    if people:
        yield NameCandidate(people, (), "text:mail")


def sent(seen: Evidence) -> Iterator[DateCandidate]:
    """When a mail was sent."""
    at, said = _fields(seen).get("date", (0, ""))
    yield from day_in(said, "text:mail", seen, at)


def address(seen: Evidence) -> Iterator[TextCandidate]:
    """The address of the page that Jina Reader read."""
    at, said = _fields(seen).get("url source", (0, ""))
    yield from address_in(said, "text:mail", at)
