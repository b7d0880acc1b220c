"""Authors: the people who sign, or the house that does if nobody else does; never menus, commenters or accounts."""

from __future__ import annotations

from cleaner.read.metadata.bylines import MAX_BYLINE_CHARS, SIGNING_REACH, before_date, sign
from cleaner.read.metadata.evidence import Evidence, ListCandidate, NameCandidate
from cleaner.read.metadata.folding import fold
from cleaner.read.metadata.table import AUTHORS, Trust, collect
from cleaner.read.metadata.words import fold_name, words

NOBODY = ListCandidate((), "")


def choose_authors(seen: Evidence) -> ListCandidate:
    """The authors and their source. People before houses; what is stated before what is only shown."""
    if seen.whole:
        return NOBODY
    found: list[NameCandidate] = []
    for trust in (Trust.STATED, Trust.SHOWN, Trust.WEAK, Trust.GUESSED):
        if trust is Trust.WEAK and found:
            continue
        found.extend(collect(AUTHORS, trust, seen))
        if any(candidate.people for candidate in found):
            break
    best = _first(found)
    return (_overruled(best.texts, seen) if trust is Trust.STATED else None) or best


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
        named = {fold(name.partition(",")[0]) for name in signed.people}
        one = fold(stated[0].partition(",")[0])
        if named and not seen.place.is_elsewhere(block.path, close=True):
            return (
                None
                if any(one in name or name in one for name in named)
                else ListCandidate(signed.people, signed.source)
            )
    return None


def _first(found: list[NameCandidate]) -> ListCandidate:
    """The first people, with an agency that signs beside them, else the first house."""
    for candidate in found:
        if candidate.people:
            agencies = tuple(name for name in candidate.others if fold_name(name) in words().agencies)
            return ListCandidate(candidate.people + agencies, candidate.source)
    return next((ListCandidate(candidate.others, candidate.source) for candidate in found if candidate.others), NOBODY)
