"""The headline that the reader sees: the visible one, reconciled with what the page states, without the site's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from cleaner.model import Block, Head, Mark
from cleaner.read.metadata.dates import find_dates
from cleaner.read.metadata.folding import fold, is_front_page, registrable, similar
from cleaner.read.metadata.jsonld import Statement, clean
from cleaner.read.metadata.lines import is_dateline
from cleaner.read.metadata.words import words
from cleaner.words import find_words

SEPARATOR = re.compile(r"\s+(?:[|•·»«›‹–—−-]|::|//|/|~|\\|⋆|★|►)\s+|\s?[|｜–—]\s?|\s?::\s?|:\s+(?=\S+\Z)|\s+@\s+")
MAX_TITLE_CHARS = 300
MIN_TITLE_CHARS = 2
MAX_SITE_WORDS = 6
TITLE_METAS = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "headline",
    "title",
    "parsely-title",
    "sailthru.title",
)
SITE_METAS = (
    "og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher",
    "twitter:site", "al:ios:app_name", "copyright", "article:publisher",
)  # fmt: skip
MIN_HEADLINE_CHARS = 12
MIN_PART_SHARE = 0.35  # of the longer of two titles, from which the shorter one in it says the same
MIN_SEGMENT_WORDS = 2
STRONG_SEPARATOR = re.compile(r"\s+[|•·»«›⋆★►/]\s+|\s?[|｜]\s?|\s+::\s+")
AGREES = 3.0  # the same words
SLUG_MARGIN = 0.15  # of a title's words in the address, from which the address decides
BAR = re.compile(r"\s+[|｜]\s+")
MIN_BAR_WORDS = 5  # before a bar in a heading, from which the section or the site follows
KICKER_REACH = 2  # blocks before a heading in which its kicker stands
ANCHOR = re.compile(r"[\s¶#§\ue000-\uf8ff]+\Z")
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # hyphens and breaks that only a line's end would show
SIMILAR = 1.0  # agreement from which a heading is the headline
PENALTY = 0.9  # for a heading in a place of other pages' titles
MIN_PROSE_CHARS = 80
HEADING_REACH = 12  # blocks before the first prose in which a page without a main heading has its headline
HEADING_TOKENS = 24  # of a path, about as many as the elements around a heading have
BREADCRUMBS = frozenset({"breadcrumb", "breadcrumbs"})
BREADCRUMB_TOKENS = 8  # of a path, about as many as the elements close around have
LINKED = 1.0  # for a heading that leads elsewhere, as those of teasers do


@dataclass(frozen=True, slots=True)
class Stated:
    """A text that may be the title, and its source."""

    text: str
    source: str


def site_names(head: Head, statements: list[Statement], url: str | None) -> list[Stated]:
    """The names by which the site may be called, best first."""
    metas = dict(reversed(head.metas))
    found = [Stated(clean(metas["og:site_name"]), "meta:og:site_name")] if "og:site_name" in metas else []
    found += [Stated(item.site, "json-ld:WebSite.name") for item in statements if item.site and not item.listed]
    found += [
        Stated(item.publisher, f"json-ld:{item.kind}.publisher") for item in statements if item.publisher and item.rank
    ]
    for name in SITE_METAS[1:]:
        value = clean(metas.get(name, "")).lstrip("@")
        if value and "://" not in value and len(value.split()) <= MAX_SITE_WORDS:
            found.append(Stated(value, f"meta:{name}"))
    return [name for name in found if 1 < len(name.text) <= 80]


def without_site(title: str, sites: set[str], host: str, *, leading: bool = True) -> str:
    """A title without the name of the site after or, if ``leading``, before a separator.

    >>> without_site("Storm hits coast - World - The Daily Bugle", {"thedailybugle"}, "")
    'Storm hits coast - World'
    """
    before, colon, after = title.partition(": ")
    if leading and colon and (fold(before) in sites or (" " in before and _is_named(before, host))) and after.strip():
        title = after.strip()
    for _ in range(3):
        marks = [*SEPARATOR.finditer(title)]
        if not marks:
            return title
        first, last = marks[0], marks[-1]
        tail, start = title[last.end() :], title[: first.start()]
        if _is_site(tail, sites, host) and title[: last.start()].strip():
            title = title[: last.start()].strip()
        elif leading and _is_site(start, sites, host, exactly=True) and title[first.end() :].strip():
            title = title[first.end() :].strip()
        else:
            whole = next((mark for mark in marks if _is_site(title[mark.end() :], sites, host)), None)
            if whole is None or not title[: whole.start()].strip():
                return title
            title = title[: whole.start()].strip()
    return title


def _is_site(part: str, sites: set[str], host: str, *, exactly: bool = False) -> bool:
    """Whether a part of a title names the site; ``exactly`` leaves out what only resembles its name."""
    folded = fold(part)
    if not folded:
        return True
    if folded in sites:
        return True
    if _is_named(part, host):
        return True
    if exactly:
        return False
    label = fold(registrable(host).split(".")[0]) if host else ""
    initials = "".join(word[0] for word in find_words(part)).casefold()
    if len(initials) >= 3 and initials == label:
        return True
    if (
        len(label) >= 4
        and len(part.split()) <= MAX_SITE_WORDS
        and (label in folded or (len(folded) >= 5 and folded in label))
    ):
        return len(label) >= 0.5 * len(folded)
    return any(
        len(site) >= 4 and (folded.startswith(site) or site.startswith(folded)) and len(folded) >= 4 for site in sites
    )


def _is_named(part: str, host: str) -> bool:
    """Whether a text is the name of a host, or of the site as its host has it."""
    folded, name = fold(part), registrable(host)
    label = fold(name.partition(".")[0])
    return len(folded) >= 3 and bool(label) and folded in (label, f"the{label}", fold(host), fold(name))


def headings(head: Head) -> list[Mark]:
    """The visible main headings that may be the title, in page order. One in the breadcrumb is not the headline."""
    return [
        mark
        for mark in head.marks
        if mark.path[:1] == ("h1",)
        and MIN_TITLE_CHARS <= len(mark.text) <= MAX_TITLE_CHARS
        and BREADCRUMBS.isdisjoint(mark.path[:BREADCRUMB_TOKENS])
    ]


def choose_title(
    head: Head, statement: Statement | None, sites: list[Stated], url: str | None, blocks: tuple[Block, ...] = ()
) -> tuple[str | None, str, int | None]:
    """The title, its source, and the index of the block that shows it (None where none does).

    A visible heading that agrees with what is stated wins; where none agrees, the words of the address decide between
    the heading and the stated title, and else the stated one is taken: such a heading is a slogan or the site's name.
    The title of a front page may begin with the site's name, since that is what it is about.
    """
    host = host_of(url)
    names = {fold(site.text) for site in sites} | _parted_names(head)
    front = is_front_page(url)
    if not front:
        names |= _shown_names(head, host, blocks)
    stated = _stated(head, statement, names, host, front=front)
    unnamed = names if front else names | words().generic_titles
    best: tuple[float, int, Mark] | None = None
    for nth, mark in enumerate(headings(head)):
        rank = _agreement(without_site(mark.text, names, host), stated) - PENALTY * _misplaced(mark)
        if fold(mark.text) in unnamed:
            rank -= 2 * PENALTY
        elif mark.block < len(blocks) and blocks[mark.block].link_chars >= len(mark.text):
            rank -= LINKED
        if best is None or (rank, -nth) > best[:2]:
            best = (rank, -nth, mark)
    if best is None or fold(best[2].text) in words().generic_titles or (not stated and _is_named(best[2].text, host)):
        if not stated and not front and (block := find_lesser_heading(blocks, host)) is not None:
            return block.text, f"h{block.level}", block.index
        return _without_heading(head, stated, names, front=front)
    mark = best[2]
    text = without_site(ANCHOR.sub("", INVISIBLE.sub("", mark.text)), names, host)
    before, *after = BAR.split(text)
    if after and len(before.split()) >= MIN_BAR_WORDS >= len(after[0].split()):
        text = before
    text = _without_dateline(text, stated)
    score = 0.0 if fold(mark.text) in unnamed else _agreement(text, stated)
    if score >= SIMILAR and stated:
        if score < AGREES and slug_likeness(url, stated[0].text) > slug_likeness(url, text) + SLUG_MARGIN:
            return _without_heading(head, stated, names, front=front)
        other = _without_kicker(text, stated) or _with_kicker(text, stated, blocks, mark.block, front=front)
        return (other.text, other.source, mark.block) if other is not None else (text, "h1", mark.block)
    if stated and slug_likeness(url, text) <= slug_likeness(url, stated[0].text) + SLUG_MARGIN:
        return _without_heading(head, stated, names, front=front)
    return text, "h1", mark.block


def shown_titles(head: Head, statement: Statement | None, sites: list[Stated], url: str | None) -> list[Stated]:
    """All texts by which the page may call itself, without the site's name."""
    host, names = host_of(url), {fold(site.text) for site in sites} | _parted_names(head)
    shown = [Stated(without_site(mark.text, names, host), "h1") for mark in headings(head)]
    return [*shown, *_stated(head, statement, names, host, front=False)]


def find_lesser_heading(blocks: tuple[Block, ...], host: str) -> Block | None:
    """The headline of a page without a main heading: of those before its first prose the one of the highest rank."""
    prose = next((block.index for block in blocks if len(block.text) >= MIN_PROSE_CHARS and not block.link_chars), None)
    if prose is None:
        return None
    elsewhere = words().elsewhere
    return min(
        (
            block for block in blocks[max(0, prose - HEADING_REACH) : prose]
            if block.kind == "heading" and MIN_TITLE_CHARS <= len(block.text) <= MAX_TITLE_CHARS
            and block.link_chars < len(block.text) and elsewhere.isdisjoint(block.path[:HEADING_TOKENS])
            and fold(block.text) not in words().generic_titles and not _is_named(block.text, host)
        ),
        key=lambda block: (block.level, block.index),
        default=None,
    )  # fmt: skip


def _without_dateline(text: str, stated: list[Stated]) -> str:
    """A heading without the date and the names that stand in it behind a stated title."""
    for item in stated:
        rest = text[len(item.text) :] if text.startswith(item.text) else ""
        found = find_dates(rest, None) if rest else []
        if found and is_dateline(rest[: found[0].start], rest[found[-1].end :]):
            return item.text
    return text


def _without_kicker(text: str, stated: list[Stated]) -> Stated | None:
    """The title stated for sharing that lacks the kicker with which a heading begins."""
    return next((item for item in stated if item.source != "title" and _is_tail(item.text, text)), None)


def _with_kicker(text: str, stated: list[Stated], blocks: tuple[Block, ...], at: int, *, front: bool) -> Stated | None:
    """The title stated for sharing of which a heading is the end, if what it begins with stands beside the heading.

    A link, or what stands on the page more than once, is no kicker but a section of the site.
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


def _parted_names(head: Head) -> set[str]:
    """What the document's title has before or after the shared title, parted by a mark: the site or a section of it."""
    metas = dict(reversed(head.metas))
    shared = fold(clean(metas.get("og:title") or metas.get("twitter:title") or ""))
    title = clean(head.title or "")
    found: set[str] = set()
    for mark in SEPARATOR.finditer(title) if shared else ():
        before, after = fold(title[: mark.start()]), fold(title[mark.end() :])
        if before == shared and after:
            found.add(after)
        elif after == shared and before:
            found.add(before)
    if shared and (before := fold(title)).endswith(shared) and before != shared:
        found.add(before.removesuffix(shared))
    return found


def _shown_names(head: Head, host: str, blocks: tuple[Block, ...]) -> set[str]:
    """Headings that name the site: as its host does, or after the words of another heading in the document's title."""
    label = fold(registrable(host).partition(".")[0])
    title = clean(head.title or "")
    mark = next(reversed([*SEPARATOR.finditer(title)]), None)
    before, after = (fold(title[: mark.start()]), fold(title[mark.end() :])) if mark else ("", "")
    shown = {fold(heading.text): heading.block for heading in reversed(headings(head))}
    shared = fold(clean(dict(reversed(head.metas)).get("og:title", "")))
    names = shown.keys() & {label, fold(host), fold(registrable(host))} - {""}
    if after in shown and after and shared in ("", before):
        below = blocks[shown[after] + 1 :]
        if any(block.kind == "heading" and fold(block.text) == before for block in below):
            names.add(after)
    return names


def _without_heading(
    head: Head, stated: list[Stated], names: set[str], *, front: bool
) -> tuple[str | None, str, int | None]:
    for item in stated[:1]:
        text = _first_segment(item.text)
        if front and fold(text) in names:
            text = item.text
        place = next((mark.block for mark in head.marks if fold(mark.text) == fold(text)), None)
        return text, item.source, place
    title = clean(head.title or "")
    if fold(title) in words().generic_titles and not front:
        return None, "", None
    return (title, "title", None) if MIN_TITLE_CHARS <= len(title) <= MAX_TITLE_CHARS else (None, "", None)


def _first_segment(title: str) -> str:
    """A title up to its first strong mark, if a headline's worth of text stands before it."""
    mark = STRONG_SEPARATOR.search(title)
    if mark is None or len(title[: mark.start()].split()) < MIN_SEGMENT_WORDS:
        return title
    return title[: mark.start()].strip()


def host_of(url: str | None) -> str:
    """The host of an address, or an empty text."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def slug_likeness(url: str | None, title: str) -> float:
    """The share of a title's words that stand in the path of the address, 0 to 1."""
    try:
        path = unquote(urlsplit(url or "").path).casefold()
    except ValueError:
        return 0.0
    slug = set(find_words(path.replace("_", " ")))
    said = find_words(title.casefold())
    return sum(len(word) for word in said if word in slug) / max(1, sum(map(len, said)))


def _misplaced(mark: Mark) -> bool:
    """Whether a heading stands where other pages' titles do."""
    return bool(words().elsewhere & set(mark.path))


def _stated(head: Head, statement: Statement | None, names: set[str], host: str, *, front: bool) -> list[Stated]:
    """What the page says its title is, best source first, without the site's name."""
    metas = dict(reversed(head.metas))
    found = [Stated(clean(metas[name]), f"meta:{name}") for name in TITLE_METAS if name in metas]
    if statement is not None and statement.rank == 2:
        found.extend(Stated(text, f"json-ld:{statement.kind}.headline") for text in statement.headlines[:1])
    if head.title:
        found.append(Stated(clean(head.title), "title"))
    generic = words().generic_titles
    cut = [Stated(without_site(item.text, names, host, leading=not front), item.source) for item in found if item.text]
    return [
        item for item in cut
        if MIN_TITLE_CHARS <= len(item.text) <= 2 * MAX_TITLE_CHARS
        and fold(item.text) not in generic
        and (front or not (fold(item.text) in names or (item.source == "title" and _is_named(item.text, host))))
    ]  # fmt: skip


def _agreement(text: str, stated: list[Stated]) -> float:
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
            continue  # it names the section or the site
        if other.startswith(said) or said.startswith(other):
            best = max(best, 1.5 + share)
        elif share >= MIN_PART_SHARE and (said in other or other in said):
            best = max(best, 1.0 + share)
        elif similar(text, item.text):
            best = max(best, SIMILAR)
    return best
