"""The table of extractors: every field of the metadata, every place where it may be, and the trust in each.

A field's extractors are asked in the order of trust, and then in the order of the table. So the table, together with
the source in a record, explains why a page has this title. A new source is a function and a line in this table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import chain
from typing import Generic, TypeVar

from cleaner.classes import dataclass
from cleaner.read.metadata import (
    author_fields,
    author_marks,
    beside_dates,
    bylines,
    details,
    front,
    mail,
    plain,
    plain_headlines,
    plain_people,
    plain_titles,
    posters,
    shown,
    signatures,
    signed,
    stated,
    title_sources,
    unplaced,
)
from cleaner.read.metadata.evidence import DateCandidate, Evidence, ListCandidate, NameCandidate, TextCandidate

Candidate_co = TypeVar("Candidate_co", covariant=True)


class Trust(IntEnum):
    """How likely a source describes this page and this field."""

    STATED = 5  # a field in the head that is made for this
    SHOWN = 4  # visible to readers, in a place where pages show their own values
    WEAK = 3  # a field that often holds something else
    SOUGHT = 2  # anywhere, if a word or the form is unambiguous
    GUESSED = 1  # the only candidate on the page


@dataclass(frozen=True, slots=True)
class Extractor(Generic[Candidate_co]):
    """One source of one field. ``source`` is its name in records, with an asterisk for a part that varies."""

    field: str
    source: str
    trust: Trust
    read: Callable[[Evidence], Iterable[Candidate_co]]


# A visible heading overrules a stated title if they agree.
TITLES: tuple[Extractor[TextCandidate], ...] = (
    Extractor("title", "meta:*", Trust.STATED, title_sources.titles_in_metas),
    Extractor("title", "json-ld:*.headline", Trust.STATED, title_sources.headline_in_schema),
    Extractor("title", "title", Trust.STATED, title_sources.title_element),
    Extractor("title", "h1", Trust.SHOWN, title_sources.main_headings),
    Extractor("title", "h*", Trust.GUESSED, title_sources.lesser_heading),
)
# People come before organisations, whatever the trust. A byline right under the headline overrules one name in the
# head.
AUTHORS: tuple[Extractor[NameCandidate], ...] = (
    Extractor("authors", "json-ld:*.author", Trust.STATED, author_fields.authors_in_schema),
    Extractor("authors", "meta:*", Trust.STATED, author_fields.authors_in_metas),
    Extractor("authors", "meta:*", Trust.STATED, author_fields.author_of_post),
    Extractor("authors", "byline", Trust.SHOWN, author_marks.author_elements),
    Extractor("authors", "text:byline", Trust.SHOWN, bylines.bylines),
    Extractor("authors", "text:names", Trust.SHOWN, bylines.names_line),
    Extractor("authors", "text:date-line", Trust.WEAK, beside_dates.names_beside_date),
    Extractor("authors", "[itemprop=author]", Trust.GUESSED, author_fields.authors_in_microdata),
    Extractor("authors", "json-ld:*.author, meta:*, link:author", Trust.GUESSED, author_fields.names_in_profiles),
    Extractor("authors", "text:name", Trust.GUESSED, bylines.repeated_name),
    Extractor("authors", "byline", Trust.GUESSED, author_marks.author_elements_anywhere),
    Extractor("authors", "byline", Trust.GUESSED, signed.signed_elements),
    Extractor("authors", "text:byline", Trust.GUESSED, bylines.bylines_anywhere),
    Extractor("authors", "text:name", Trust.GUESSED, bylines.boxed_name),
    Extractor("authors", "text:name", Trust.GUESSED, signatures.profile_links),
    Extractor("authors", "text:name, text:byline", Trust.GUESSED, signatures.closing_names),
    Extractor("authors", "text:name", Trust.GUESSED, posters.poster),
    Extractor("authors", "url", Trust.GUESSED, posters.poster_in_address),
    Extractor("authors", "text:signature", Trust.GUESSED, signed.signed_in_text),
    Extractor("authors", "text:agency", Trust.GUESSED, plain_people.agency_in_dateline),
)
# The words beside a shown day decide whether it is a publication or a change: "date".
DATES: tuple[Extractor[DateCandidate], ...] = (
    Extractor("published", "json-ld:*.datePublished", Trust.STATED, stated.published_in_schema),
    Extractor("published", "meta:*", Trust.STATED, stated.published_in_metas),
    Extractor("modified", "json-ld:*.dateModified", Trust.STATED, stated.modified_in_schema),
    Extractor("modified", "meta:*", Trust.STATED, stated.modified_in_metas),
    Extractor("date", "[itemprop=*]", Trust.SHOWN, shown.dates_by_itemprop),
    Extractor("date", "time, visible:date", Trust.SHOWN, shown.dated_elements),
    Extractor("date", "text:date", Trust.SHOWN, shown.date_in_headline),
    Extractor("date", "text:date, text:dateline", Trust.SHOWN, shown.dated_lines),
    Extractor("published", "meta:date and the like", Trust.WEAK, stated.weak_metas),
    Extractor("date", "json-ld:WebPage.*", Trust.WEAK, stated.dates_of_page),
    Extractor("published", "text:date", Trust.SOUGHT, unplaced.labelled_day),
    Extractor("published", "title", Trust.SOUGHT, unplaced.day_in_title),
    Extractor("published", "url", Trust.SOUGHT, unplaced.day_in_address),
    Extractor("published", "text:ago", Trust.SOUGHT, unplaced.relative_time),
    Extractor("published", "text:month", Trust.SOUGHT, unplaced.month_line),
    Extractor("date", "text:far", Trust.GUESSED, unplaced.far_line),
)
SITES: tuple[Extractor[TextCandidate], ...] = (
    Extractor("site", "meta:og:site_name", Trust.STATED, title_sources.site_in_og),
    Extractor("site", "json-ld:WebSite.name", Trust.STATED, title_sources.site_in_schema),
    Extractor("site", "json-ld:*.publisher", Trust.STATED, title_sources.publisher_in_schema),
    Extractor("site", "json-ld:*.isPartOf", Trust.STATED, title_sources.whole_in_schema),
    Extractor("site", "meta:*", Trust.WEAK, title_sources.site_in_metas),
    Extractor("site", "title", Trust.GUESSED, title_sources.site_in_title),
)
DESCRIPTIONS: tuple[Extractor[TextCandidate], ...] = (
    Extractor("description", "meta:*", Trust.STATED, details.description_in_metas),
    Extractor("description", "json-ld:*.description", Trust.STATED, details.description_in_schema),
    Extractor("description", "text:standfirst", Trust.SHOWN, details.standfirst),
)
IMAGES: tuple[Extractor[TextCandidate], ...] = (
    Extractor("image", "meta:*", Trust.STATED, details.image_in_metas),
    Extractor("image", "json-ld:*.image", Trust.STATED, details.image_in_schema),
    Extractor("image", "link:image_src", Trust.WEAK, details.image_in_links),
)
TAGS: tuple[Extractor[ListCandidate], ...] = (
    Extractor("tags", "meta:*", Trust.STATED, details.tags_in_metas),
    Extractor("tags", "json-ld:*.keywords", Trust.STATED, details.tags_in_schema),
    Extractor("tags", "[rel=tag]", Trust.SHOWN, details.tag_links),
    Extractor("tags", "text:tags", Trust.SHOWN, details.tag_boxes),
)
ADDRESSES: tuple[Extractor[TextCandidate], ...] = (
    Extractor("url", "link:canonical", Trust.STATED, details.canonical_link),
    Extractor("url", "meta:og:url", Trust.STATED, details.shared_address),
    Extractor("url", "given", Trust.WEAK, details.given_address),
)
# The address of a saved page is unknown. The note of the program that saved it comes first, and the address for sharing
# comes before the canonical link, which may name the page that this one is a copy of.
SAVED_ADDRESSES: tuple[Extractor[TextCandidate], ...] = (
    Extractor("url", "comment:*", Trust.STATED, details.saved_address),
    Extractor("url", "meta:*", Trust.STATED, details.clipped_address),
    Extractor("url", "meta:og:url", Trust.STATED, details.shared_address),
    Extractor("url", "link:canonical", Trust.STATED, details.canonical_link),
)
PLAIN_TITLES: tuple[Extractor[TextCandidate], ...] = (
    Extractor("title", "text:front-matter", Trust.STATED, front.title),
    Extractor("title", "text:mail", Trust.STATED, mail.subject),
    Extractor("title", "text:fields", Trust.STATED, plain_titles.named_book),
    Extractor("title", "text:fields", Trust.STATED, plain_titles.above_fields),
    Extractor("title", "text:fields", Trust.STATED, plain_titles.below_publication),
    Extractor("title", "text:document-title", Trust.SHOWN, plain_titles.below_document_title),
    Extractor("title", "text:headline", Trust.SHOWN, plain_headlines.headline),
    Extractor("title", "text:above-text", Trust.WEAK, plain_titles.above_text),
    Extractor("title", "text:headline", Trust.WEAK, plain_headlines.line_above_text),
    Extractor("title", "text:first-line", Trust.GUESSED, plain_headlines.first_line),
    Extractor("title", "text:above-byline", Trust.GUESSED, plain_titles.above_byline),
    Extractor("title", "text:named", Trust.GUESSED, plain_titles.named_in_text),
)
PLAIN_SITES: tuple[Extractor[TextCandidate], ...] = (
    Extractor("site", "text:front-matter", Trust.STATED, front.site),
    Extractor("site", "text:source-line", Trust.SHOWN, plain.source_line),
    Extractor("site", "text:document-title", Trust.SHOWN, plain.site_behind_headline),
)
PLAIN_AUTHORS: tuple[Extractor[NameCandidate], ...] = (
    Extractor("authors", "text:front-matter", Trust.STATED, front.authors),
    Extractor("authors", "text:mail", Trust.STATED, mail.sender),
    Extractor("authors", "text:byline, text:agency", Trust.SHOWN, plain_people.signing_line),
    Extractor("authors", "text:names", Trust.GUESSED, plain_people.names_with_roles),
    Extractor("authors", "text:names", Trust.GUESSED, plain_people.name_above_date),
    Extractor("authors", "text:signature", Trust.GUESSED, signed.signed_in_text),
    Extractor("authors", "text:agency", Trust.GUESSED, plain_people.agency_in_dateline),
)
PLAIN_DATES: tuple[Extractor[DateCandidate], ...] = (
    Extractor("date", "text:front-matter", Trust.STATED, front.dates),
    Extractor("date", "text:mail", Trust.STATED, mail.sent),
    Extractor("date", "text:date", Trust.SHOWN, plain.dated_line),
    Extractor("date", "text:fields", Trust.WEAK, plain_titles.day_of_publication),
    Extractor("published", "url", Trust.SOUGHT, unplaced.day_in_address),
)
PLAIN_TAGS = (
    Extractor("tags", "text:front-matter", Trust.STATED, front.tags),
    Extractor("tags", "text:tags", Trust.SHOWN, plain.listed_tags),
)
PLAIN_ADDRESSES: tuple[Extractor[TextCandidate], ...] = (
    Extractor("url", "given", Trust.STATED, details.given_address),
    Extractor("url", "text:front-matter", Trust.STATED, front.address),
    Extractor("url", "text:mail", Trust.STATED, mail.address),
)
EXTRACTORS = (*TITLES, *AUTHORS, *DATES, *SITES, *DESCRIPTIONS, *IMAGES, *TAGS, *ADDRESSES, SAVED_ADDRESSES[0])
PLAIN_EXTRACTORS = (*PLAIN_TITLES, *PLAIN_SITES, *PLAIN_AUTHORS, *PLAIN_DATES, *PLAIN_TAGS, *PLAIN_ADDRESSES)


def collect(extractors: Sequence[Extractor[Candidate_co]], trust: Trust, seen: Evidence) -> list[Candidate_co]:
    """All candidates of the extractors with this trust, in the order of the table."""
    return [candidate for extractor in extractors if extractor.trust is trust for candidate in extractor.read(seen)]


def candidates(extractors: Sequence[Extractor[Candidate_co]], seen: Evidence) -> Iterator[Candidate_co]:
    """All candidates in the order of the table, whatever their trust. Extractors are called lazily."""
    return chain.from_iterable(extractor.read(seen) for extractor in extractors)
