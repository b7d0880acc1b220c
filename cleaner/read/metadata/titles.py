"""Chooses the headline that readers see, compared with the stated titles and without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from urllib.parse import unquote

from cleaner.model import Block
from cleaner.read.metadata.datelines import is_dateline
from cleaner.read.metadata.dates import find_dates
from cleaner.read.metadata.dense import is_unspaced
from cleaner.read.metadata.evidence import Evidence, TextCandidate
from cleaner.read.metadata.folding import (
    INVISIBLE,
    clean,
    fold,
    host_of,
    is_front_page,
    registrable,
    similar,
)
from cleaner.read.metadata.site_names import is_named, without_offer
from cleaner.read.metadata.table import TITLES, Trust, collect
from cleaner.read.metadata.title_address import NAMED, UNNAMED, addressed_titles, share_in, slug_likeness
from cleaner.read.metadata.title_ends import (
    is_of_any_page,
    leading_name,
    names_page,
    without_items,
    without_label,
    without_labels,
    without_page,
    without_shop_label,
)
from cleaner.read.metadata.title_sources import (
    MAX_TITLE_CHARS,
    MIN_TITLE_CHARS,
    MIN_TITLE_WORDS,
    STRONG_SEPARATOR,
    separators,
    without_links,
    without_site,
)
from cleaner.read.metadata.words import title_words, words

MIN_HEADLINE_CHARS = 12
MIN_PART_SHARE = 0.35  # of the longer of two titles, from which the shorter one in it counts as the same
MIN_SEGMENT_WORDS = 2
ELLIPSES = ("…", "...")
MIN_DENSE_CHARS = 8  # of a headline before an underscore in Chinese
AGREES = 3.0  # the same words
SLUG_MARGIN = 0.15  # difference in the share of words found in the address, from which the address decides
BAR = re.compile(r"\s+[|｜]\s+")
COUNT = re.compile(r"\s(?:\+|\d{1,3})")  # behind a heading: the sign of a text for subscribers, a number of comments
MIN_BAR_WORDS = 5  # before a bar in a heading, from which the section or the site follows it
KICKER_REACH = 2  # blocks before a heading in which its kicker is searched
ANCHOR = re.compile(r"(?:[\s¶§\ue000-\uf8ff]|(?<!\b[A-Z])#)+\Z")  # not the end of "C#"
SIMILAR = 1.0  # agreement from which a heading is the headline
PENALTY = 0.9  # for a heading in a place for other pages' titles
LINKED = 1.0  # for a heading that links to another page, like those of teasers


def choose_title(seen: Evidence) -> TextCandidate | None:
    """The title, with the block that shows it, if any.

    It is a heading that repeats the address of the page, if only the document's title is stated, and the address has no
    word of it: blogs state their own name there. The same is true of the one word of a section above the article.
    """
    found = _choose_title(seen)
    if found is None or is_front_page(seen.address):
        return found
    found = found._replace(text=without_offer(found.text))
    unshown = found.source == "title" and found.block is None
    if unshown and fold(found.text) in title_words().vague and (lesser := collect(TITLES, Trust.GUESSED, seen)):
        return lesser[0]
    section = " " not in found.text and found.source == "h1"
    slug = unquote((seen.address or "").rstrip("/").rpartition("/")[2]).partition("?")[0].partition(".")[0]
    if not (unshown or section) or slug_likeness(slug if section else seen.address, found.text) > UNNAMED:
        return found
    joints = slug.count("-") + slug.count("_")
    for block in seen.blocks if joints >= MIN_TITLE_WORDS - 1 or (section and joints) else ():
        if block.kind != "heading" or len(block.text) > MAX_TITLE_CHARS or len(block.text.split()) < MIN_TITLE_WORDS:
            continue
        share = share_in(slug, block.text)
        if section and (share < 1 or block.link_chars or block.index <= (found.block or 0)):
            continue
        if section or (slug_likeness(seen.address, block.text) >= NAMED and share >= NAMED / 2):
            return TextCandidate(block.text, f"h{block.level}", block.index)
    return found


def _choose_title(seen: Evidence) -> TextCandidate | None:
    """The title by what the page states and shows, with the block that shows it, if any.

    A visible heading that agrees with a stated title is chosen. If none agrees, the words of the address decide between
    heading and stated title. If they do not decide, the stated title is chosen, because such a heading is a slogan or
    the site's name. The title of a front page may begin with the site's name, because that is its subject.
    """
    url, blocks, generic = seen.address, seen.blocks, words().generic_titles
    host, front = host_of(url), is_front_page(url)
    headings = collect(TITLES, Trust.SHOWN, seen)
    names = frozenset(seen.sites | _parted_names(seen))
    if not front:
        names |= _shown_names(seen, headings, host) | leading_name(seen, headings)
    whole = _between(seen, names, host)
    stated = _usable(collect(TITLES, Trust.STATED, seen), names, host, front=front, whole=whole)
    heading = _best_heading(headings, stated, seen, names, front=front)
    if heading is None or fold(heading.text) in generic or (not stated and is_named(heading.text, host)):
        if not stated and not front and (lesser := collect(TITLES, Trust.GUESSED, seen)):
            return lesser[0]
        return _without_heading(seen, stated, names, front=front)
    text = ANCHOR.sub("", INVISIBLE.sub("", heading.text))
    text = without_site(text, names, host, leading=fold(text) != whole)
    before, *after = BAR.split(text) if "|" in text or "｜" in text else (text,)
    if after and len(before.split()) >= MIN_BAR_WORDS >= len(after[0].split()):
        text = before
    if (title := without_labels(text, stated)) != text:
        return heading._replace(text=title)
    text = without_shop_label(text, stated)
    text = text if names_page(text, seen) else without_page(text)
    text = _without_dateline(without_items(text, stated), stated)
    score = 0.0 if fold(heading.text) in _unnamed(names, front=front) else _agreement(text, stated)
    addressed = bool(stated) and slug_likeness(url, stated[0].text) > slug_likeness(url, text) + SLUG_MARGIN
    addressed = addressed and not _is_beginning(stated[0].text, text, seen.head.title)
    addressed = addressed and not fold(stated[0].text).replace(fold(text), "", 1).isdigit()  # "[2403.01234] Storm"
    if score >= SIMILAR and stated:
        if score < AGREES and addressed:
            return _without_heading(seen, stated, names, front=front)
        other = _without_kicker(text, stated, blocks) or _with_kicker(
            text, stated, blocks, heading.block or 0, front=front
        )
        if other is not None:
            return other._replace(block=heading.block)
        return heading._replace(text=_in_small_letters(text, stated) if text.isupper() else _with_colon(text, stated))
    if stated and slug_likeness(url, text) <= slug_likeness(url, stated[0].text) + SLUG_MARGIN:
        return _without_heading(seen, stated, names, front=front)
    return heading._replace(text=text)


def _best_heading(
    headings: Iterable[TextCandidate], stated: list[TextCandidate], seen: Evidence, names: Set[str], *, front: bool
) -> TextCandidate | None:
    """The heading that agrees best with the stated titles."""
    host, unnamed = host_of(seen.address), _unnamed(names, front=front)
    best: TextCandidate | None = None
    most = 0.0
    for heading in headings:
        rank = _agreement(without_site(heading.text, names, host), stated) - PENALTY * _misplaced(heading)
        shown = seen.blocks[heading.block or 0 :][:1]
        if fold(heading.text) in unnamed:
            rank -= 2 * PENALTY
        elif shown and shown[0].link_chars >= len(heading.text):
            rank -= LINKED
        if best is None or rank > most:
            best, most = heading, rank
    return best


def _unnamed(names: Set[str], *, front: bool) -> Set[str]:
    """The folded texts that are titles of the site or of any page, not of this one."""
    return names if front else names | words().generic_titles


def shown_titles(seen: Evidence) -> list[TextCandidate]:
    """All possible titles of the page, without the site's name."""
    host, names = host_of(seen.address), frozenset(seen.sites | _parted_names(seen))
    shown = [
        heading._replace(text=without_site(heading.text, names, host))
        for heading in collect(TITLES, Trust.SHOWN, seen)
    ]  # fmt: skip
    return [*shown, *_usable(collect(TITLES, Trust.STATED, seen), names, host, front=False)]


def _in_small_letters(text: str, stated: list[TextCandidate]) -> str:
    """A heading in capitals as a stated title writes it, which has small letters as well."""
    if len(text.split()) < MIN_TITLE_WORDS:
        return text
    said = text.casefold()
    return next((item.text for item in stated if not item.text.isupper() and item.text.casefold() == said), text)


def _with_colon(text: str, stated: list[TextCandidate]) -> str:
    """A heading as a stated title writes it, with a colon between its parts: they are separate elements."""
    if ":" in text:
        return text
    return next((item.text for item in stated if ": " in item.text and item.text.replace(": ", " ", 1) == text), text)


def _without_dateline(text: str, stated: list[TextCandidate]) -> str:
    """A heading without the date and the names that follow a stated title in it."""
    agreed = any(item.text == text for item in stated)
    for item in stated:
        rest = text[len(item.text) :] if text.startswith(item.text) else ""
        if rest and COUNT.fullmatch(rest) and len(item.text.split()) >= MIN_TITLE_WORDS and not agreed:
            return item.text
        found = find_dates(rest, None) if rest else []
        if found and is_dateline(rest[: found[0].start], rest[found[-1].end :]):
            return item.text
    return text


def _without_kicker(text: str, stated: list[TextCandidate], blocks: tuple[Block, ...]) -> TextCandidate | None:
    """The stated title that lacks the kicker with which a heading begins.

    The document's title may lack other words of a heading, so there the kicker must be a section that the page links.
    """
    for item in stated:
        if not _is_tail(item.text, text):
            continue
        if item.source != "title":
            return item
        kicker = fold(text).removesuffix(fold(item.text))
        if any(block.link_chars and fold(block.text) == kicker for block in blocks):
            return item
    return None


def _with_kicker(
    text: str, stated: list[TextCandidate], blocks: tuple[Block, ...], at: int, *, front: bool
) -> TextCandidate | None:
    """The title for sharing that ends with a heading, if its beginning is beside the heading.

    A link, or a text that occurs more than once on the page, is not a kicker but a section of the site.
    """
    for item in stated:
        if item.source == "title" or not _is_tail(text, item.text):
            continue
        whole = fold(item.text)
        kicker = whole.removesuffix(fold(text))
        if front:
            return item
        for block in blocks[max(0, at - KICKER_REACH) : at + 2]:
            said = fold(block.text)
            if said in (kicker, whole) and not block.link_chars and sum(fold(b.text) == kicker for b in blocks) < 2:
                return item
    return None


def _is_tail(part: str, whole: str) -> bool:
    """Whether a stated title is a heading without the kicker before it."""
    tail, said = fold(part), fold(whole)
    return len(part) >= MIN_HEADLINE_CHARS and len(tail) < len(said) and said.endswith(tail)


def _parted_names(seen: Evidence) -> set[str]:
    """The text before or after the shared title in the document's title: the site or a section of it."""
    shared = fold(clean(seen.metas.get("og:title") or seen.metas.get("twitter:title") or ""))
    title = clean(seen.head.title or "")
    found: set[str] = set()
    if shared and is_named(shared, host_of(seen.address)):
        return found  # the name of the site takes the place of the title for sharing
    for mark in separators(title) if shared else ():
        before, after = fold(title[: mark.start()]), fold(title[mark.end() :])
        if before == shared and after:
            found.add(after)
        elif after == shared and before:
            found.add(before)
    if shared and (before := fold(title)).endswith(shared) and before != shared:
        found.add(before.removesuffix(shared))
    return found


def _shown_names(seen: Evidence, headings: list[TextCandidate], host: str) -> set[str]:
    """Headings that name the site: like its host, or like the text after another heading in the document's title."""
    label = fold(registrable(host).partition(".")[0])
    title = clean(seen.head.title or "")
    mark = next(reversed(separators(title)), None)
    before, after = (fold(title[: mark.start()]), fold(title[mark.end() :])) if mark else ("", "")
    shown = {fold(heading.text): heading.block or 0 for heading in reversed(headings)}
    shared = fold(clean(seen.metas.get("og:title", "")))
    names = shown.keys() & {label, fold(host), fold(registrable(host))} - {""}
    if title.endswith("]"):
        named = fold(title[:-1].rpartition(" [")[2])
        whole = {name for name in shown if named and name.startswith(named)}
        names.update({named, *whole} if whole else ())
    if after in shown and after and shared in ("", before):
        below = seen.blocks[shown[after] + 1 :]
        if any(block.kind == "heading" and fold(block.text) == before for block in below):
            names.add(after)
    return names


def _without_heading(
    seen: Evidence, stated: list[TextCandidate], names: Set[str], *, front: bool
) -> TextCandidate | None:
    """The first stated title, or the document's own as it is."""
    for item in addressed_titles(stated, seen, names)[:1]:
        text = _first_segment(_in_full(item.text, stated), seen.blocks)
        text = text if front else without_page(without_links(text, seen))
        if front and fold(text) in names:
            text = item.text
        said = fold(text)
        return item._replace(text=text, block=next((m.block for m in seen.head.marks if fold(m.text) == said), None))
    title = clean(seen.head.title or "")
    if fold(title) in words().generic_titles and not front:
        return None
    return TextCandidate(title, "title") if MIN_TITLE_CHARS <= len(title) <= MAX_TITLE_CHARS else None


def _in_full(title: str, stated: list[TextCandidate]) -> str:
    """A title, or the stated one that goes on where it was cut off."""
    said = fold(title) if title.endswith(ELLIPSES) else ""
    longer = (item.text for item in stated if said and item.text != title and not item.text.endswith(ELLIPSES))
    return next((text for text in longer if fold(text).startswith(said)), title)


def _before_underscore(title: str, blocks: tuple[Block, ...]) -> str:
    """A title in Chinese without the section and the house behind underscores. A short one must be shown like this."""
    first, *rest = title.split("_")
    if not rest or not is_unspaced(first):
        return title
    if any(block.text == first for block in blocks):
        return first
    if len(first) < MIN_DENSE_CHARS or len(first) < max(map(len, rest)):
        return title
    return first.strip() if len(rest) > 1 or rest[0].strip().endswith(words().dense_houses) else title


def _first_segment(title: str, blocks: tuple[Block, ...]) -> str:
    """A title up to its first strong separator, if the text before it is long enough for a headline."""
    title = _before_underscore(title, blocks) if "_" in title else title
    mark = next((mark for mark in separators(title) if STRONG_SEPARATOR.match(title, mark.start())), None)
    if mark is None or len(title[: mark.start()].split()) < MIN_SEGMENT_WORDS:
        return title
    return title[: mark.start()].strip()


def _misplaced(heading: TextCandidate) -> bool:
    """Whether a heading is in a place for other pages' titles."""
    return not words().elsewhere.isdisjoint(heading.path)


def _between(seen: Evidence, names: Set[str], host: str) -> str:
    """The folded title before the site's name in the document's title, if the page states or shows it like this.

    It may begin with the name of the site, because that is its subject: "Apple: a history | Apple".
    """
    title = clean(seen.head.title or "")
    label = fold(registrable(host).partition(".")[0])
    if not fold(title).startswith(tuple(names | {label} - {""})):
        return ""
    before = without_site(title, frozenset(names), host, leading=False)
    said = fold(before) if before != title else ""
    shown = (mark.text for mark in seen.head.marks if mark.path[:1] == ("h1",))
    return said if said and any(fold(text) == said for text in (clean(seen.metas.get("og:title", "")), *shown)) else ""


def _usable(
    found: Iterable[TextCandidate], names: Set[str], host: str, *, front: bool, whole: str = ""
) -> list[TextCandidate]:
    """The candidates for the page's title, without the site's name and without texts that are no titles.

    ``whole`` is the folded title that may begin with the name of the site.
    """
    cut: list[TextCandidate] = []
    for item in found:
        if item.text:
            text = without_site(item.text, names, host, leading=False) if whole else item.text
            if not whole or fold(text) != whole:
                text = without_site(text, names, host, leading=not front)
            cut.append(item._replace(text=without_page(without_label(text))))
    usable = [
        item for item in cut
        if MIN_TITLE_CHARS <= len(item.text) <= 2 * MAX_TITLE_CHARS
        and not is_of_any_page(item.text, front=front)
        and (front or not (fold(item.text) in names or (item.source == "title" and is_named(item.text, host))))
    ]  # fmt: skip
    own = [item for item in usable if not is_named(item.text, host)]  # not the name of the site for sharing
    return usable if front else own or usable


def _is_beginning(shared: str, text: str, document: str | None) -> bool:
    """Whether a stated title is only the beginning of a heading that the document's title has in full."""
    return fold(text).startswith(fold(shared)) and fold(clean(document or "")).startswith(fold(text))


def _agreement(text: str, stated: list[TextCandidate]) -> float:
    """How well a heading agrees with the stated titles: 3 for the same words, less for a part of them, 0 for none."""
    said = fold(text)
    best = 0.0
    for item in stated:
        other = fold(item.text)
        if said == other:
            return AGREES
        if not said or not other:
            continue
        share = min(len(said), len(other)) / max(len(said), len(other))
        if any(fold(part).startswith(said) for part in STRONG_SEPARATOR.split(item.text)[1:]):
            continue  # the name of the section or the site
        if other.startswith(said) or said.startswith(other):
            best = max(best, 1.5 + share)
        elif share >= MIN_PART_SHARE and (said in other or other in said):
            best = max(best, 1.0 + share)
        elif similar(text, item.text):
            best = max(best, SIMILAR)
    return best
