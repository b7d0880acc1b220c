"""The dates that a page shows its readers as its own: in marked elements, in short lines, in a dateline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Block, Mark
from cleaner.read.metadata.claim import Claim, Told
from cleaner.read.metadata.dates import Found, find_dates, find_months, read_machine
from cleaner.read.metadata.lines import is_dateline
from cleaner.read.metadata.place import CLOSE, Evidence, Place
from cleaner.read.metadata.words import words

DATELINE_END = re.compile(r"\s?(?:[.:|]\s|[–—-]{1,2}\s|/\S{1,40}/|\([^()]{2,30}\)\s?[–—:-]|,\s\d{1,2}[:.]\d\d)")
MODIFIED_PROPS = frozenset({"datemodified"})
PUBLISHED_PROPS = frozenset({"datepublished", "datecreated", "dateposted", "uploaddate", "pubdate"})
BEFORE_TITLE, AFTER_TITLE = 6, 16  # blocks from the headline in which its date stands
WIDE_BEFORE, WIDE_AFTER = 20, 120  # the same where nothing else was found
CROWD = 4  # days that are shown, from which only what stands close to the headline is the page's own
MAX_META_BLOCK_CHARS = 500  # of what a content system says of a post in a sentence
META_TOKENS = frozenset({"postmetadata", "metadata", "meta", "postinfo", "publish", "published", "disclaimer"})
OWN_TOKENS = 5  # of a path, about as many as its own element has
MAX_DATELINE_START = 40  # code points of a first paragraph in which its dateline ends
MAX_DATE_BLOCK_CHARS = 160
MAX_MONTH_BLOCK_CHARS = 40
MAX_LABEL_CHARS = 40
MAX_UNEXPLAINED_CHARS = 60  # around a date that no word explains
MAX_BARE_CHARS = 20  # around a date that stands by itself
MAX_FAR_CHARS = 60  # of a line far from the headline
LABEL_REACH = 30  # code points before a date in which the word that explains it stands
UPDATED_TOKENS = frozenset({"updated", "modified", "update", "lastmod", "changed", "lastupdate"})
DATE_TOKENS = frozenset(
    {
        "date", "time", "published", "publish", "pubdate", "posted", "datum", "fecha", "timestamp", "datetime",
        "dateline",
    }
)  # fmt: skip
# What holds other people's words, pictures and posts of other sites, whatever stands in it.
HELD = frozenset({"blockquote", "figcaption", "figure", "tweet", "embed"})
SKIPPED_KINDS = frozenset({"code", "caption", "quote"})
MAX_HEADING_WORDS = 8  # beside a date that a heading consists of


def find_shown(seen: Evidence) -> list[Claim]:
    """The dates that the page shows as its own, best first.

    Far from the headline only what a word explains counts; of many days, only that or what the headline is close to.
    """
    place = seen.place
    shown = [*_from_marks(seen), *_from_text(seen)]
    near = [
        claim for claim in shown if claim.stated or claim.told or place.near(claim.block, BEFORE_TITLE, AFTER_TITLE)
    ]
    crowded = len({claim.iso[:10] for claim in near if not claim.stated and not claim.told}) >= CROWD
    kept = [
        claim for claim in near if claim.stated or claim.told or not crowded or place.near(claim.block, CLOSE, CLOSE)
    ]
    return sorted(kept, key=lambda claim: _order(claim, place))


def _order(claim: Claim, place: Place) -> int:
    """What stands right under the headline comes first, what stands well above it last."""
    if claim.stated or claim.told == "published" or (place.headline is not None and place.near(claim.block, 0, CLOSE)):
        return 0
    if claim.block < place.block - CLOSE:
        return 3
    return 2 if claim.block < place.block - 2 else 1


def _from_marks(seen: Evidence) -> Iterator[Claim]:
    """Dated elements: those whose attribute says so wherever they stand, others near the headline."""
    head, place, language = seen.head, seen.place, seen.language
    for mark in head.marks:
        props = set(mark.name.split())
        if not props & (PUBLISHED_PROPS | MODIFIED_PROPS) or not place.near(
            mark.block, 3 * BEFORE_TITLE, 3 * AFTER_TITLE
        ):
            continue
        if place.is_elsewhere(mark.path, close=True) or (iso := _read_mark(mark, language)) is None:
            continue
        changed = not props & PUBLISHED_PROPS
        yield Claim(
            iso, f"[itemprop={'dateModified' if changed else 'datePublished'}]", changed, mark.block, stated=True,
            alone=not place.is_held(mark.path, HELD),
        )  # fmt: skip
    for mark in head.marks:
        is_time = "time" in mark.path[:1]
        if not (is_time or DATE_TOKENS & set(mark.path[:5])) or not place.near(mark.block, BEFORE_TITLE, AFTER_TITLE):
            continue
        if place.is_elsewhere(mark.path, close=place.is_close(mark.block)) or place.is_held(mark.path, HELD):
            continue
        if words().other_date.search(mark.text) or (len(mark.text) > MAX_DATE_BLOCK_CHARS):
            continue
        if iso := _read_mark(mark, language):
            told = tell(mark.text) or tell(_label(seen.blocks, mark.block, mark.text))
            if told == "other":
                continue
            changed = told == "modified" or (not told and not UPDATED_TOKENS.isdisjoint(mark.path[:5]))
            alone = is_time or _stands_alone(mark.text, find_dates(mark.text, language))
            yield Claim(iso, "time" if is_time else "visible:date", changed, mark.block, told=told, alone=alone)


def _read_mark(mark: Mark, language: str | None) -> str | None:
    iso = read_machine(mark.value)
    if iso is None:
        found = find_dates(mark.text[:MAX_DATE_BLOCK_CHARS], language)
        iso = found[0].iso if found else None
    return iso


def _stands_alone(text: str, dates: list[Found]) -> bool:
    return bool(dates) and is_dateline(text[: dates[0].start], text[dates[-1].end :])


def tell(text: str) -> Told:
    """What the last word in a text that explains dates says of the one after it."""
    found: Told = ""
    if not text:
        return found
    end = -1
    known = words()
    patterns: tuple[tuple[Told, re.Pattern[str]], ...] = (
        ("published", known.published),
        ("modified", known.modified),
        ("other", known.other_date),
    )
    for told, pattern in patterns:
        for match in pattern.finditer(text):
            if match.end() >= end:
                found, end = told, match.end()
    return found


def _tell_behind(text: str) -> Told:
    """What a word behind a date says of it, as the verb does in many languages: "am 3. Mai 2024 veröffentlicht"."""
    told = tell(text)
    if told != "modified":
        return told
    *_, last = words().modified.finditer(text)
    return told if not text[last.end() :].strip(" .)]|") else ""  # not "3 May 2024 | Updated 9 hours ago"


def _label(blocks: tuple[Block, ...], index: int, said: str) -> str:
    """What stands before a date: in its line, or alone in the line before."""
    if index >= len(blocks):
        return ""
    text = blocks[index].text
    at = text.find(said[:LABEL_REACH]) if said else -1
    if at < 0:
        return ""
    before = text[max(0, at - LABEL_REACH) : at]
    if at < 3 and index and len(blocks[index - 1].text) < MAX_LABEL_CHARS:
        return f"{blocks[index - 1].text} {before}"
    return before


def _from_text(seen: Evidence) -> Iterator[Claim]:
    """Dates in short lines near the headline; further off only where a word says that they are the publication's."""
    blocks, place, language = seen.blocks, seen.place, seen.language
    yield from _from_headline(seen)
    for index, block in enumerate(blocks):
        if len(block.text) > MAX_DATE_BLOCK_CHARS:
            if index <= place.block + CLOSE and (iso := _dateline(block.text, language)):
                yield Claim(iso, "text:dateline", block=index)
            elif len(block.text) <= MAX_META_BLOCK_CHARS and not META_TOKENS.isdisjoint(block.path[:OWN_TOKENS]):
                yield from _from_sentence(seen, index)
            continue
        if block.kind == "code" or (block.kind == "table" and not place.is_close(index)):
            continue
        if index == place.headline or not (dates := find_dates(block.text, language)):
            continue
        if words().copyright.search(block.text) or place.is_elsewhere(block.path, close=place.is_close(index)):
            continue
        yield from _from_line(seen, index, dates)


def _from_headline(seen: Evidence) -> Iterator[Claim]:
    """The day that stands in the heading behind the headline."""
    index, title = seen.place.headline, seen.title or ""
    if index is None or not seen.blocks[index].text.startswith(title):
        return
    rest = seen.blocks[index].text[len(title) :]
    for found in find_dates(rest, seen.language)[:1] if rest else ():
        if is_dateline(rest[: found.start], rest[found.end :]) and (told := tell(rest[: found.start])) != "other":
            yield Claim(found.iso, "text:date", told == "modified", index, told=told, alone=True)


def _from_sentence(seen: Evidence, index: int) -> Iterator[Claim]:
    """The day that a sentence of the content system names: "This entry was posted on 3 May 2024 and is filed under"."""
    text, path = seen.blocks[index].text, seen.blocks[index].path
    if seen.place.is_elsewhere(path, close=seen.place.is_close(index)) or seen.place.is_held(path, HELD):
        return
    for found in find_dates(text, seen.language)[:1]:
        told = tell(text[max(0, found.start - LABEL_REACH) : found.start])
        told = told or _tell_behind(text[found.end : found.end + LABEL_REACH])
        if told == "published":
            yield Claim(found.iso, "text:date", block=index, told=told)


def _is_line_of_dates(block: Block, dates: list[Found]) -> bool:
    """Whether a line states dates and tells nothing; a heading that a colon makes a title of a part does not."""
    if block.kind in SKIPPED_KINDS or not _stands_alone(block.text, dates):
        return False
    after = block.text[dates[-1].end :].lstrip()
    return block.kind != "heading" or (after[:1] != ":" and len(block.text.split()) <= MAX_HEADING_WORDS + 3)


def _from_line(seen: Evidence, index: int, dates: list[Found]) -> Iterator[Claim]:
    """The dates of a short line; one that no word explains counts in a line of dates and names alone."""
    blocks, block = seen.blocks, seen.blocks[index]
    text = block.text
    near = seen.place.near(index, BEFORE_TITLE, AFTER_TITLE)
    alone = _is_line_of_dates(block, dates) and not seen.place.is_held(block.path, HELD)
    last_end = 0
    for nth, found in enumerate(dates):
        before = text[max(last_end, found.start - LABEL_REACH) : found.start]
        last_end = found.end
        if found.start < 3 and index and len(blocks[index - 1].text) < MAX_LABEL_CHARS:
            before = f"{blocks[index - 1].text} {before}"
        told = tell(before)
        if not told and nth == 0 and len(dates) > 1 and tell(text[found.end : dates[1].start]) == "modified":
            told = "published"  # "3 May 2024. Updated: 4 May 2024"
        if not told and found is dates[-1]:
            told = _tell_behind(text[found.end : found.end + LABEL_REACH])
        if told == "other" or (not told and not near):
            continue
        around = len(text) - (found.end - found.start)
        if not told and (not alone or around > MAX_UNEXPLAINED_CHARS) and not words().byline.match(text):
            continue
        if not told and seen.place.text is not None and index > seen.place.text and around > MAX_BARE_CHARS:
            continue  # the text is under way
        yield Claim(found.iso, "text:date", told == "modified", index, told=told, alone=alone)


def find_shown_month(seen: Evidence) -> Claim | None:
    """The month that a short line under the headline consists of: the issue of a paper."""
    place = seen.place
    for index in range(max(0, place.block - 1), min(len(seen.blocks), place.block + CLOSE + 1)):
        block = seen.blocks[index]
        if len(block.text) > MAX_MONTH_BLOCK_CHARS or block.kind in SKIPPED_KINDS or index == place.headline:
            continue
        found = find_months(block.text, seen.language)
        if len(found) != 1 or not _is_line_of_dates(block, found) or place.is_held(block.path, HELD):
            continue
        if find_dates(block.text, seen.language):
            continue
        if tell(block.text) not in ("modified", "other") and not words().copyright.search(block.text):
            return Claim(found[0].iso, "text:month", block=index)
    return None


def _dateline(text: str, language: str | None) -> str | None:
    """The day that a first paragraph begins with, parted from its text by a mark: "ROME, Dec 20, 2025 (ANSA) - ..."."""
    head = text[: 2 * MAX_DATELINE_START]
    if not any(char.isdecimal() for char in head[:MAX_DATELINE_START]):
        return None
    for found in find_dates(head, language)[:1]:
        if found.start <= MAX_DATELINE_START and DATELINE_END.match(head[found.end :]):
            return found.iso
    return None


def find_far(seen: Evidence) -> Claim | None:
    """The one day that a line or an element far from the headline consists of, where nothing nearer states any.

    None where there are several: which is the page's own, nobody can tell.
    """
    place = seen.place
    found: dict[str, Claim] = {}
    if place.text is None:
        return None  # no story
    for index in range(max(0, place.block - WIDE_BEFORE), min(len(seen.blocks), place.block + WIDE_AFTER + 1)):
        block = seen.blocks[index]
        if len(block.text) > MAX_FAR_CHARS or index == place.headline or block.kind in ("code", "table"):
            continue
        dates = find_dates(block.text, seen.language)
        if not dates or tell(block.text) == "other" or words().copyright.search(block.text):
            continue
        if place.is_elsewhere(block.path) or place.is_held(block.path, HELD) or not _is_line_of_dates(block, dates):
            continue
        for date_ in dates[:1]:
            found.setdefault(date_.iso, Claim(date_.iso, "text:far", tell(block.text) == "modified", index))
    return next(iter(found.values())) if len(found) == 1 else None
