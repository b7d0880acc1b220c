"""What the front matter of a Markdown file says about the text below it."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.read.frontmatter import read_fields
from cleaner.read.metadata.evidence import DateCandidate, Evidence, ListCandidate, NameCandidate, TextCandidate
from cleaner.read.metadata.fields import address_in, day_in
from cleaner.read.metadata.names import is_person, split_names

SOURCE = "text:front-matter"
MAX_TEXT_CHARS = 500
MAX_TAGS = 20


def title(seen: Evidence) -> Iterator[TextCandidate]:
    """The title, which the text below may repeat."""
    said = _first(seen, "title")
    if said:
        at = next((block.index for block in seen.blocks[1:4] if block.text == said), 0)
        yield TextCandidate(said, SOURCE, at)


def authors(seen: Evidence) -> Iterator[NameCandidate]:
    """The people that the fields name."""
    said = read_fields(seen.blocks).get("authors", [])
    people = tuple(name for one in said for name in split_names(one[:MAX_TEXT_CHARS], stated=True) if is_person(name))
    if people:
        yield NameCandidate(people, (), SOURCE)


def dates(seen: Evidence) -> Iterator[DateCandidate]:
    """The days of the publication and of the last change. The day on which a program saved the page is neither."""
    for name, modified in (("published", False), ("modified", True)):
        yield from day_in(_first(seen, name), SOURCE, seen, modified=modified)


def address(seen: Evidence) -> Iterator[TextCandidate]:
    """The address of the page that was saved."""
    yield from address_in(_first(seen, "url"), SOURCE)


def site(seen: Evidence) -> Iterator[TextCandidate]:
    """The name of the site."""
    if said := _first(seen, "site"):
        yield TextCandidate(said, SOURCE)


def tags(seen: Evidence) -> Iterator[ListCandidate]:
    """The tags."""
    if said := read_fields(seen.blocks).get("tags"):
        yield ListCandidate(tuple(dict.fromkeys(tag.lstrip("#") for tag in said))[:MAX_TAGS], SOURCE)


def _first(seen: Evidence, name: str) -> str:
    return next(iter(read_fields(seen.blocks).get(name, ())), "")[:MAX_TEXT_CHARS]
