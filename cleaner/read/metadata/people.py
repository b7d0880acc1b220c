"""Chooses the authors: the people who sign, or the organisation if nobody else does; never menus or accounts."""

from __future__ import annotations

from cleaner.read.metadata.author_marks import MAX_BYLINE_CHARS, before_date, sign
from cleaner.read.metadata.bylines import SIGNING_REACH
from cleaner.read.metadata.evidence import Evidence, ListCandidate, NameCandidate
from cleaner.read.metadata.folding import fold, host_of, registrable
from cleaner.read.metadata.lists import signs_item
from cleaner.read.metadata.published import is_documentation, is_manual
from cleaner.read.metadata.table import AUTHORS, SITES, Trust, collect
from cleaner.read.metadata.words import fold_name, words

NOBODY = ListCandidate((), "")


def choose_authors(seen: Evidence) -> ListCandidate:
    """The authors and their source. People come before organisations, and stated names before those only shown."""
    if seen.whole:
        return NOBODY
    named = seen.sites or [fold(site.text) for site in collect(SITES, Trust.GUESSED, seen)]
    seen = seen._replace(sites=frozenset({*named, fold(registrable(host_of(seen.address)))}))
    found: list[NameCandidate] = []
    for trust in (Trust.STATED, Trust.SHOWN, Trust.WEAK, Trust.GUESSED):
        if trust is Trust.WEAK and not _is_site_alone(found, seen):
            continue
        found.extend(collect(AUTHORS, trust, seen))
        if any(candidate.people for candidate in found):
            break
    best = _first(found)
    if best.texts and not any(candidate.people for candidate in found) and _is_of_maker(best, seen):
        return NOBODY
    if trust is not Trust.STATED:
        return NOBODY if best.source in ("byline", "text:byline") and signs_item(best, seen) else best
    return _overruled(best.texts, seen) or _completed(best.texts, seen) or best


def _is_site_alone(found: list[NameCandidate], seen: Evidence) -> bool:
    """Whether nobody is named so far but the site itself, which posts texts of others."""
    named = {fold(name) for candidate in found for name in candidate.others} - seen.sites
    return named <= {_label(seen)}


def _label(seen: Evidence) -> str:
    """The first word of the site's domain."""
    return fold(registrable(host_of(seen.address)).partition(".")[0])


def _is_of_maker(best: ListCandidate, seen: Evidence) -> bool:
    """Whether the head of a page of documentation names who makes the thing: its site states that on all pages."""
    if not best.source.startswith(("json-ld:", "meta:")) or not (is_manual(seen) or is_documentation(seen)):
        return False
    label = _label(seen)
    return bool(label) and all(label in fold(name) or fold(name) in seen.sites for name in best.texts)


def _completed(stated: tuple[str, ...], seen: Evidence) -> ListCandidate | None:
    """The names near the headline, if they are the people of the head and more: many heads hold only one name."""
    for signed in collect(AUTHORS, Trust.SHOWN, seen):
        named = [_plain(name) for name in signed.people]
        if len(named) <= len(stated) or any(_is_role(name) for name in signed.people):
            continue
        if all(any(_same(_plain(one), name) for name in named) for one in stated):
            return ListCandidate(signed.people, signed.source)
    return None


def _is_role(name: str) -> bool:
    """Whether a supposed name may be a role: "Technical Writer", "Project member"."""
    return words().roles.search(name) is not None or not name.rsplit(maxsplit=1)[-1][:1].isupper()


def _plain(name: str) -> str:
    return fold(name.partition(",")[0])


def _same(one: str, other: str) -> bool:
    """Whether two folded names may belong to one person, with or without a title."""
    return bool(one) and (one in other or other in one)


def _overruled(stated: tuple[str, ...], seen: Evidence) -> ListCandidate | None:
    """Who signs right under the headline after a word such as "By", where the head names one other person alone: that
    one is the account that the text was posted from.
    """
    if len(stated) != 1 or seen.place.headline is None:
        return None
    start = seen.place.headline + 1
    for block in seen.blocks[start : start + SIGNING_REACH]:
        match = words().byline.match(block.text) if len(block.text) <= MAX_BYLINE_CHARS // 2 else None
        if match is None or match.end() == len(block.text) or match[0].strip().lower() in words().weak_bylines:
            continue
        if words().other_hands.match(block.text):
            continue
        signed = sign([before_date(block.text, seen.language)], "text:byline", seen.sites, language=seen.language)
        named = [_plain(name) for name in signed.people]
        if named and not seen.place.puts_elsewhere(block, close=True):
            known = any(_same(_plain(stated[0]), name) for name in named)
            return None if known else ListCandidate(signed.people, signed.source)
    return None


def _first(found: list[NameCandidate]) -> ListCandidate:
    """The first people, with an agency that signs beside them, or else the first organisation."""
    for candidate in found:
        if candidate.people:
            agencies = tuple(name for name in candidate.others if fold_name(name) in words().agencies)
            return ListCandidate(candidate.people + agencies, candidate.source)
    return next((ListCandidate(candidate.others, candidate.source) for candidate in found if candidate.others), NOBODY)
