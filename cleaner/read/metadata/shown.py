"""Finds the dates that a page shows as its own: in marked elements, in short lines, in a dateline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set

from cleaner.model import Block, Mark
from cleaner.patterns import later
from cleaner.read.metadata.datelines import is_dateline, is_line_of_dates, label_behind, label_in, stands_alone
from cleaner.read.metadata.dates import DAY_CHARS, Found, find_dates, read_machine, same_night
from cleaner.read.metadata.evidence import CLOSE, DateCandidate, Evidence, Label, Place, first_tokens
from cleaner.read.metadata.otherdays import (
    MAX_LABEL_CHARS,
    OWN_TOKENS,
    begins_item,
    dates_another,
    ends_range,
    is_marked_other,
    marks_another,
    may_be_labelled,
    stands_with_place,
)
from cleaner.read.metadata.words import words
from cleaner.read.tags import TIME_TAGS

DATELINE_END = later(r"\s?(?:[.:|]\s|[–—-]{1,2}\s|/\S{1,40}/|\([^()]{2,30}\)\s?[–—:-]|,\s\d{1,2}[:.]\d\d)")
DATED = re.compile(r"date|created|issued|modified")  # in the names of properties, those of Dublin Core among them
MODIFIED_PROPS = frozenset({"datemodified", "modified"})
PUBLISHED_PROPS = frozenset(
    {"datepublished", "datecreated", "dateposted", "uploaddate", "pubdate", "date", "created", "issued"}
)
BEFORE_TITLE, AFTER_TITLE = 6, 16  # blocks around the headline in which its date is searched
LISTED_DAYS = 4  # elements with the same path, from which they date the items of a list
LISTED_TOKENS = 6  # of a path, about as many as the elements right around a date have
CROWD = 4  # shown days, from which only those close to the headline are the page's own
UTC = "+00:00"
MAX_META_BLOCK_CHARS = 500  # of a sentence by the content system about a post
META_TOKENS = frozenset({"postmetadata", "metadata", "meta", "postinfo", "publish", "published", "discandidateer"})
MAX_DATELINE_START = 40  # code points of a first paragraph within which its dateline ends
MAX_DATE_BLOCK_CHARS = 160
MAX_UNEXPLAINED_CHARS = 60  # around a date that no word explains
MAX_BARE_CHARS = 20  # around a date that stands by itself
LABEL_REACH = 30  # code points before a date in which a word that explains it is searched
UPDATED_TOKENS = frozenset({"updated", "modified", "update", "lastmod", "changed", "lastupdate"})
DATE_TOKENS = frozenset(
    {
        "date", "time", "published", "publish", "pubdate", "posted", "datum", "fecha", "timestamp", "datetime",
        "dateline", "timeago", "datebox",
    }
)  # fmt: skip
QUOTED = frozenset({"blockquote", "tweet"})
# Elements for other people's words, pictures and posts of other sites. Page builders call any element of theirs embed.
HELD = frozenset({"shreddit-comment", "blockquote", "figcaption", "figure", "tweet", "embed", "reviews"})
POSTS = frozenset({"post", "message", "author", "blockpost"})  # of a thread
THREADS = frozenset({"thread", "threads", "topic", "forum", "posts"})


def rank_shown(shown: list[DateCandidate], seen: Evidence) -> list[DateCandidate]:
    """The dates that the page shows as its own, best first.

    Far from the headline, a date counts only if a word explains it. If there are many days, only explained ones and
    those close to the headline count. A day in one of several lines with the same place dates an item of a list.
    """
    place = seen.place
    near = [
        candidate for candidate in shown
        if candidate.marked or candidate.label or place.near(candidate.block, BEFORE_TITLE, AFTER_TITLE)
    ]  # fmt: skip
    bare = [candidate for candidate in near if not candidate.marked and not candidate.label]
    if len({candidate.iso[:10] for candidate in bare}) >= CROWD:
        lines = [
            (first_tokens(seen.blocks[candidate.block], LISTED_TOKENS), candidate)
            for candidate in bare
            if candidate.source == "text:date"
        ]
        days: dict[tuple[str, ...], set[str]] = {}
        for path, candidate in lines:
            days.setdefault(path, set()).add(candidate.iso[:10])
        listed = {id(candidate) for path, candidate in lines if len(days[path]) >= LISTED_DAYS}
        near = [
            candidate for candidate in near
            if candidate.marked or candidate.label
            or (place.near(candidate.block, CLOSE, CLOSE) and id(candidate) not in listed)
        ]  # fmt: skip
    return sorted(near, key=lambda candidate: _order(candidate, place))


def dates_list(candidate: DateCandidate, seen: Evidence) -> bool:
    """Whether a date is one of many with the same place and other days: the items of a front page or a feed.

    Posts of a thread have such places too, and the first of them dates the page.
    """
    path = first_tokens(seen.blocks[candidate.block], LISTED_TOKENS)
    if not candidate.source.startswith("text:date") or not POSTS.isdisjoint(path):
        return False
    days: set[str] = set()
    for index in seen.dated:
        block = seen.blocks[index]
        if first_tokens(block, LISTED_TOKENS) == path and len(block.text) <= MAX_DATE_BLOCK_CHARS:
            days.update(found.iso[:10] for found in find_dates(block.text, seen.language)[:1])
            if len(days) > LISTED_DAYS:
                return True
    return False


def _of_lists(seen: Evidence) -> frozenset[tuple[str, ...]]:
    """The paths of elements that each date one item in a list of articles: there are several, with different days."""
    alike: dict[tuple[str, ...], list[Mark]] = {}
    for mark in seen.marks if len(seen.marks) >= LISTED_DAYS else ():
        if mark.path[0] in TIME_TAGS or not DATE_TOKENS.isdisjoint(mark.path[:5]):
            alike.setdefault(mark.path[:LISTED_TOKENS], []).append(mark)
    return frozenset(
        path for path, marks in alike.items()
        if len(marks) >= LISTED_DAYS and len(_days_of(marks, seen.language)) >= LISTED_DAYS
    )  # fmt: skip


def _first_posts(seen: Evidence, listed: frozenset[tuple[str, ...]]) -> list[Mark]:
    """The date of the first post of a thread, whose posts have dates alike: its text stands before the second date."""
    place, found = seen.place, list[Mark]()
    if place.prose is None:
        return found
    for path in listed if listed and not THREADS.isdisjoint(place.own) else ():
        first, second = [mark for mark in seen.head.marks if mark.path[:LISTED_TOKENS] == path][:2]
        if place.block <= first.block <= place.prose < second.block:
            found.append(first)
    return found


def _days_of(marks: Iterable[Mark], language: str | None) -> set[str]:
    found = (_read_mark(mark, language) for mark in marks if len(mark.text) <= MAX_DATE_BLOCK_CHARS)
    return {iso[:10] for iso in found if iso}


def _order(candidate: DateCandidate, place: Place) -> int:
    """The sort key: right under the headline comes first, far above it comes last."""
    if (
        candidate.marked
        or candidate.label == "published"
        or (place.headline is not None and place.near(candidate.block, 0, CLOSE))
    ):
        return 0
    if candidate.block < place.block - CLOSE:
        return 3
    return 2 if candidate.block < place.block - 2 else 1


def dates_by_itemprop(seen: Evidence) -> Iterator[DateCandidate]:
    """Elements whose attributes say that they hold a date of the page."""
    place, language = seen.place, seen.language
    for mark in seen.marks:
        if DATED.search(mark.name) is None:
            continue
        props = set(mark.name.split())
        if not props & (PUBLISHED_PROPS | MODIFIED_PROPS) or not place.near(
            mark.block, 3 * BEFORE_TITLE, 3 * AFTER_TITLE
        ):
            continue
        if place.is_elsewhere(mark.path, close=True) or (iso := _read_mark(mark, language)) is None:
            continue
        changed = not props & PUBLISHED_PROPS
        yield DateCandidate(
            iso, f"[itemprop={'dateModified' if changed else 'datePublished'}]", changed, mark.block, marked=True,
            alone=not place.is_held(mark.path, HELD),
        )  # fmt: skip


def dated_marks(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The elements that may hold a date by their names or attributes."""
    return tuple(
        mark for mark in marks
        if mark.path[0] in TIME_TAGS or DATED.search(mark.name) or not DATE_TOKENS.isdisjoint(mark.path[:5])
    )  # fmt: skip


def dated_elements(seen: Evidence) -> Iterator[DateCandidate]:
    """Elements near the headline that are times, or are named as dates."""
    place, language = seen.place, seen.language
    listed = _of_lists(seen)
    posts = _first_posts(seen, listed)
    for mark in seen.marks:
        if listed and mark.path[:LISTED_TOKENS] in listed and mark not in posts:
            continue
        is_time = mark.path[0] in TIME_TAGS
        if not place.near(mark.block, BEFORE_TITLE, AFTER_TITLE) or not (
            is_time or not DATE_TOKENS.isdisjoint(mark.path[:5])
        ):
            continue
        if place.is_elsewhere(mark.path, close=place.is_close(mark.block)) or place.is_held(mark.path, HELD):
            continue
        if words().other_date.search(mark.text) or (len(mark.text) > MAX_DATE_BLOCK_CHARS):
            continue
        if marks_another(mark, seen):
            continue
        if iso := _read_mark(mark, language):
            label = _label_of(mark, language) or _label_before(seen, mark)
            if label == "other" or (not label and stands_with_place(mark.block, seen.blocks)):
                continue
            updated = not UPDATED_TOKENS.isdisjoint(mark.path[:5]) and "published" not in mark.path[:5]
            changed = label == "modified" or (not label and updated)
            alone = is_time or stands_alone(mark.text, find_dates(mark.text, language))
            yield DateCandidate(
                iso, "time" if is_time else "visible:date", changed, mark.block, label=label, alone=alone
            )


def _label_of(mark: Mark, language: str | None) -> Label:
    """The meaning of the words in a dated element: of those about its first day, if it holds two."""
    dates = find_dates(mark.text, language) if mark.value is None else []
    if len(dates) > 1 and label_in(mark.text[dates[0].end : dates[1].start]) == "modified":
        return label_in(mark.text[: dates[0].start]) or "published"
    label = label_in(mark.text)
    return label if label != "modified" else label_in(_without_dates(mark.text, language))


def _label_before(seen: Evidence, mark: Mark) -> Label:
    """The meaning of the words before a dated element, but after another date that they may be about."""
    before = _text_before(seen.blocks, mark.block, mark.text)
    label = label_in(before)
    if label and (dates := find_dates(before, seen.language)):
        label = label_in(before[dates[-1].end :])
    return label


def _without_dates(text: str, language: str | None) -> str:
    """A text without its dates: "maj" is May in Swedish, and short for a change in French."""
    for date in reversed(find_dates(text, language)):
        text = f"{text[: date.start]} {text[date.end :]}"
    return text


def _read_mark(mark: Mark, language: str | None) -> str | None:
    iso = read_machine(mark.value)
    if iso is not None and iso.endswith(UTC) and any(map(str.isdecimal, mark.text)):
        shown = find_dates(mark.text[:MAX_DATE_BLOCK_CHARS], language)[:1]
        if shown and same_night(iso, shown[0].iso):
            return shown[0].iso  # the day of the place
    for text in (mark.text, mark.value) if iso is None else ():
        found = find_dates(text[:MAX_DATE_BLOCK_CHARS], language) if text else []
        if found:
            return found[0].iso
    return iso


def other_days(seen: Evidence) -> set[tuple[int, str]]:
    """The blocks and days of elements whose names say that they hold another day than the page's."""
    others = filter(is_marked_other, seen.marks)
    return {(mark.block, (_read_mark(mark, seen.language) or "")[:DAY_CHARS]) for mark in others}


def _text_before(blocks: tuple[Block, ...], index: int, said: str) -> str:
    """The text before a date in its line, or the line before if the date is alone."""
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


def dated_lines(seen: Evidence) -> Iterator[DateCandidate]:
    """Dates in short lines near the headline. Further away, only if a word calls them the publication."""
    blocks, place, language = seen.blocks, seen.place, seen.language
    listed: frozenset[tuple[str, ...]] | None = None  # this and the next are found when a line has a date
    others: set[tuple[int, str]] | None = None
    for index in seen.dated:
        block = blocks[index]
        if len(block.text) > MAX_DATE_BLOCK_CHARS:
            if index <= place.block + CLOSE and (iso := _dateline(block.text, language)):
                yield DateCandidate(iso, "text:dateline", block=index)
            elif len(block.text) <= MAX_META_BLOCK_CHARS and not META_TOKENS.isdisjoint(
                first_tokens(block, OWN_TOKENS)
            ):
                yield from _from_sentence(seen, index)
            continue
        if block.kind == "code" or (block.kind == "table" and not place.is_close(index)):
            continue
        if index == place.headline:
            continue
        if not place.near(index, BEFORE_TITLE, AFTER_TITLE) and not may_be_labelled(blocks, index):
            continue
        if not (dates := find_dates(block.text, language)):
            continue
        listed = _of_lists(seen) if listed is None else listed
        if listed and first_tokens(block, LISTED_TOKENS) in listed:
            continue
        if words().copyright.search(block.text) or place.puts_elsewhere(block, close=place.is_close(index)):
            continue
        if dates_another(index, seen):
            continue
        begun = block.kind == "paragraph" and index <= place.block + CLOSE and dates[0].end < len(block.text) // 2
        if begun and len(dates) == 1 and not label_in(block.text) and (iso := _dateline(block.text, language)):
            yield DateCandidate(iso, "text:dateline", block=index)
        else:
            others = other_days(seen) if others is None else others
            yield from _from_line(seen, index, dates, others)


def date_in_headline(seen: Evidence) -> Iterator[DateCandidate]:
    """The day in the heading, after the headline."""
    index, title = seen.place.headline, seen.title or ""
    if index is None or not seen.blocks[index].text.startswith(title):
        return
    rest = seen.blocks[index].text[len(title) :]
    for found in find_dates(rest, seen.language)[:1] if rest else ():
        if is_dateline(rest[: found.start], rest[found.end :]) and (label := label_in(rest[: found.start])) != "other":
            yield DateCandidate(found.iso, "text:date", label == "modified", index, label=label, alone=True)


def _from_sentence(seen: Evidence, index: int) -> Iterator[DateCandidate]:
    """The day in a sentence by the content system: "This entry was posted on 3 May 2024 and is filed under"."""
    text, path = seen.blocks[index].text, seen.blocks[index].path
    if seen.place.is_elsewhere(path, close=seen.place.is_close(index)) or seen.place.is_held(path, HELD):
        return
    for found in find_dates(text, seen.language)[:1]:
        label = label_in(text[max(0, found.start - LABEL_REACH) : found.start])
        label = label or label_behind(text[found.end : found.end + LABEL_REACH])
        if label == "published":
            yield DateCandidate(found.iso, "text:date", block=index, label=label)


def _from_line(
    seen: Evidence, index: int, dates: list[Found], others: Set[tuple[int, str]]
) -> Iterator[DateCandidate]:  # fmt: skip
    """The dates of a short line. A date without an explaining word counts only in a line of dates and names.

    ``others`` are the blocks and days that are not the page's.
    """
    blocks, block = seen.blocks, seen.blocks[index]
    text = block.text
    if seen.place.holds(block, QUOTED):
        return  # "Posted by a club on 3 May 2019" in a post of another site
    near = seen.place.near(index, BEFORE_TITLE, AFTER_TITLE)
    begun = seen.place.text is not None and index > seen.place.text
    if begun and block.kind == "heading":
        return  # of a part of the text
    alone = is_line_of_dates(block, dates) and not seen.place.holds(block, HELD)
    last_end = 0
    for nth, found in enumerate(dates):
        before = text[max(last_end, found.start - LABEL_REACH) : found.start]
        last_end = found.end
        if found.start < 3 and index and len(blocks[index - 1].text) < MAX_LABEL_CHARS:
            before = f"{blocks[index - 1].text} {before}"
        label = label_in(before)
        if not label and nth == 0 and len(dates) > 1 and label_in(text[found.end : dates[1].start]) == "modified":
            label = "published"  # "3 May 2024. Updated: 4 May 2024"
        if not label and found is dates[-1]:
            label = label_behind(text[found.end : found.end + LABEL_REACH])
        if label == "other" or (not label and (not near or ends_range(text, found))):
            continue
        if (not label and stands_with_place(index, blocks)) or (index, found.iso) in others:
            continue
        around = len(text) - (found.end - found.start)
        if not label and (not alone or around > MAX_UNEXPLAINED_CHARS) and not words().byline.match(text):
            continue
        if not label and begun and (around > MAX_BARE_CHARS or begins_item(block, found)):
            continue
        yield DateCandidate(found.iso, "text:date", label == "modified", index, label=label, alone=alone)


def _dateline(text: str, language: str | None) -> str | None:
    """The day at the beginning of a first paragraph, before a separator: "ROME, Dec 20, 2025 (ANSA) - ..."."""
    head = text[: 2 * MAX_DATELINE_START]
    if not any(char.isdecimal() for char in head[:MAX_DATELINE_START]):
        return None
    for found in find_dates(head, language)[:1]:
        if found.start > MAX_DATELINE_START or not DATELINE_END.match(head[found.end :]):
            continue
        if label_in(head[: found.start]) != "other":  # "Offer ends May 3, 2024."
            return found.iso
    return None
