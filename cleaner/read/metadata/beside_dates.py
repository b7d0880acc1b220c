"""The extractor of authors that stand beside the date under the headline, without a word such as "By"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.read.metadata.author_fields import bare_name, is_plain_name, linked_author, name_before_place, named_agency
from cleaner.read.metadata.author_marks import MAX_BYLINE_CHARS, sign
from cleaner.read.metadata.bylines import LATIN, SIGNING_REACH, UNSIGNED, is_likely
from cleaner.read.metadata.crafts import is_place
from cleaner.read.metadata.dates import find_dates
from cleaner.read.metadata.evidence import Evidence, NameCandidate
from cleaner.read.metadata.names import CUT, has_given_name, is_person, without_place
from cleaner.read.metadata.words import words

NAME_REACH = 6  # blocks after the headline in which a bare name may stand beside a date
ABOVE_REACH = 3  # blocks up to the headline in which a date may stand above an agency
BAR = re.compile(r"\s[|•·]\s")


def names_beside_date(seen: Evidence) -> Iterator[NameCandidate]:
    """A name beside the date under the headline: "Ann Lee | 3 May 2024", or a separate line next to the date.

    A common first name alone counts right above the date.
    """
    blocks, place, language = seen.blocks, seen.place, seen.language
    if place.headline is None:
        return
    start = place.headline + 1
    near = blocks[start : start + NAME_REACH]
    dated = [find_dates(block.text, language) if len(block.text) <= MAX_BYLINE_CHARS else [] for block in near]
    above = any(start - ABOVE_REACH <= index < start for index in seen.dated)
    agency = ""
    for nth, block in enumerate(near):
        place_named = False  # whether what stands before the day may as well be a place or a venue
        if len(block.text) > MAX_BYLINE_CHARS or place.puts_elsewhere(block, close=True):
            continue
        if dated[nth]:
            found = dated[nth][0]
            behind, timed = words().clock.subn("", block.text[found.end :], count=1)
            before = block.text[: found.start]
            place_named = timed > 0 or (before.rstrip().endswith(",") and LATIN.match(before) is not None)
            parts = [bare_name(part) for part in CUT.split(f"{before} | {behind}")]
            agency = agency or next(filter(None, map(named_agency, parts)), "")
        elif any(dated[max(0, nth - 2) : nth + 3]) and block.kind not in UNSIGNED:
            agency = agency or named_agency(block.text)
            parts = [bare_name(linked_author(block) or block.text)]
        else:
            if above and nth < SIGNING_REACH and block.kind not in UNSIGNED:
                agency = agency or named_agency(block.text)
            continue
        barred = bool(dated[nth]) and BAR.search(block.text) is not None  # "3 May 2024 • Ann Lee in Sports"
        parts = [without_place(part) if barred else part for part in parts]
        bare = (name_before_place(part, seen.sites, dated=bool(dated[nth])) for part in parts)
        names = [part for part in bare if is_plain_name(part) and is_person(part) and is_likely(part, seen)]
        names = [name for name in names if has_given_name(name.split()[0]) or not (place_named or is_place(name))]
        names = [name for name in names if words().other_hands.match(f"{name.split()[0]}:") is None]  # "Foto Ann Lee"
        signed = sign(names[:1], "text:date-line", seen.sites)
        if signed.people:
            if agency and not has_given_name(signed.people[0]):
                continue  # a house that only posts the text
            agency = ""  # signs a picture, or sent what a reporter wrote
            yield signed
        elif block.text.casefold() in words().given_names and block.text.istitle() and any(dated[nth + 1 : nth + 2]):
            yield NameCandidate((), (block.text,), "text:date-line")  # "Stefan", right above the date
    if agency:
        yield NameCandidate((agency,), (), "text:date-line")
