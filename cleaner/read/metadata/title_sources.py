"""The extractors of titles and of the site's name, and how the site's name is removed from a title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cleaner.model import Block, Mark
from cleaner.patterns import later
from cleaner.read.metadata.datelines import is_dateline
from cleaner.read.metadata.dates import find_dates
from cleaner.read.metadata.dense import is_unspaced
from cleaner.read.metadata.evidence import Evidence, TextCandidate, first_tokens, is_bold_line
from cleaner.read.metadata.folding import clean, fold, host_of
from cleaner.read.metadata.jsonld import ARTICLE_RANK
from cleaner.read.metadata.site_names import MAX_SITE_WORDS, goes_on, is_named, is_site, without_brackets, without_offer
from cleaner.read.metadata.words import words

SEPARATOR = re.compile(
    r"\s+(?:[|•·»«›‹–—−⋆★►▷▸▹▶●✦⎪⎮┃❘‣¦→➤~⁄*\\:]|-{1,3}|>>?|<<?|:::?|//?)\s+|\s?[|｜︱–—]\s?|\s?::\s?|・\s+|:\s+(?=\S+\Z)|\s+@\s+"
)
MARKS = re.compile(r"[|•·»«›‹–—−\-:/~\\⋆★►▷▸▹▶●✦⎪⎮┃❘‣¦→➤⁄*<>・｜︱@]")  # one of them is in each separator
# A site after a sign that separates it only where it is known: a section may stand between two underscores.
TIGHT_SITE = re.compile(r"(?P<title>.{2,}?)(?P<mark>[_：]|-{2,3}|(?<=[^\x00-\x7f])-)(?P<site>[^_：-]+)")
STRONG_SEPARATOR = later(r"\s+[|•·»«›‹⋆★►▸●⎪⎮┃❘‣¦/]\s+|\s?[|｜︱]\s?|\s+::\s+|\s+<\s+(?!\d)")
HEADER_BLOCKS, FOOTER_BLOCKS = 40, 12  # of a page, in which it links its site and names its owner
MIN_OWNER_CHARS = 3
MIN_THAI_CHARS = 15  # of a title without blanks
MIN_NAMED_WORDS = 2  # of a title before what the page links
DASHES = frozenset({"-", "–", "—"})
WEAK_SIGNS = frozenset({":", "--", "/"})  # they stand inside titles as well
SPACED_COLON = " : "  # before the name of a site, in Korean above all
MIN_TITLE_WORDS = 3  # of a heading that the address names, and of a title before a number or after a section
MAX_TITLE_CHARS = 300
MIN_TITLE_CHARS = 2
MAX_SITE_CHARS = 80
MAX_TAIL_WORDS = 4  # after a title; with more, they are not a name
DIGITS = re.compile(r"[\d\W]+")
PLACEHOLDER = re.compile(r"\{\{|\}\}|\$\{|<%|%\w+%")  # a template variable that was not filled in
TITLE_METAS = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "headline",
    "title",
    "parsely-title",
    "citation_title",
    "prism.title",
    "sailthru.title",
)
SITE_METAS = (
    "application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher",
    "twitter:site", "al:ios:app_name", "copyright", "article:publisher",
    "citation_journal_title", "prism.publicationname",
)  # fmt: skip
NO_NAMES = frozenset({"null", "undefined", "None"}) | {  # of programs, and of an archive that claims its pages
    f"archive.{end}" for end in ("ph", "today", "is", "li", "md", "vn", "fo")
}
MIN_PROSE_CHARS = 80
HEADING_REACH = 12  # blocks before the first prose in which a headline is searched on a page without a main heading
HEADING_TOKENS = 24  # of a path, about as many as the elements around a heading have
REPEATS = (2, 3)  # times that a heading may say the same, for narrow and wide screens
MIN_REPEATED_WORDS = 3
HEADLINE_TOKENS = 4  # of a path, about as many as its own element has
STORY_TOKENS = frozenset({"entry", "post", "article", "story", "news"})
SMALL = ("subscript", "superscript")  # no blank stands before what is written like this: CO₂
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
INNER_MARKS = frozenset(":;,.!?)]»’”：，。）")  # no blank stands before them
UNREAD = re.compile(
    r"\(\d{1,2}\+?\)\s+(?=\S)"
)  # the number of messages that a program puts before the document's title
QUOTES = frozenset("«»")  # in French, with a blank between them and the words
ARROW = "→"  # between two places, rather than before the title
BREADCRUMBS = frozenset({"breadcrumb", "breadcrumbs"})
BREADCRUMB_TOKENS = 8  # of a path, about as many as the elements right around have


def titles_in_metas(seen: Evidence) -> Iterator[TextCandidate]:
    """The titles that the page states for libraries and for sharing."""
    for name in TITLE_METAS:
        if name in seen.metas:
            yield TextCandidate(clean(seen.metas[name]), f"meta:{name}")


def headline_in_schema(seen: Evidence) -> Iterator[TextCandidate]:
    """The headline of the article that the page is about."""
    statement = seen.statement
    if statement is not None and statement.rank == ARTICLE_RANK:
        for text in statement.headlines[:1]:
            yield TextCandidate(text, f"json-ld:{statement.kind}.headline")


def title_element(seen: Evidence) -> Iterator[TextCandidate]:
    """The document's title."""
    if seen.head.title:
        title = clean(seen.head.title)
        unread = UNREAD.match(title) if title.startswith("(") else None
        yield TextCandidate(title[unread.end() :] if unread else title, "title")


def main_headings(seen: Evidence) -> Iterator[TextCandidate]:
    """The visible main headings that may be the title, in page order. One in a breadcrumb is not the headline."""
    for mark in seen.head.marks:
        if (
            mark.path[:1] == ("h1",)
            and MIN_TITLE_CHARS <= len(mark.text) <= MAX_TITLE_CHARS
            and BREADCRUMBS.isdisjoint(mark.path[:BREADCRUMB_TOKENS])
        ):
            yield TextCandidate(_once(_joined(mark, seen.blocks)), "h1", mark.block, mark.path)


def _joined(mark: Mark, blocks: tuple[Block, ...]) -> str:
    """The text of a heading without blanks at elements inside its words and before its marks, as its block has it."""
    shown = blocks[mark.block].text if mark.block < len(blocks) else ""
    if len(shown) >= len(mark.text):
        return mark.text
    small = {at for span in blocks[mark.block].spans if span.kind in SMALL for at in (span.start, span.end)}
    if not shown.isascii() and (plain := shown.translate(SUBSCRIPTS)) != shown:
        small.update(at for at, char in enumerate(shown) if char != plain[at])
        shown = plain
    if shown.replace(" ", "") != mark.text.replace(" ", ""):
        return mark.text
    at = 0
    for char in mark.text:
        if shown[at : at + 1] == char:
            at += 1
        elif not (shown[at].islower() or shown[at] in INNER_MARKS or at in small):
            return mark.text  # of two lines
    return shown


def _once(text: str) -> str:
    """A heading that an element says several times, once."""
    for times in REPEATS:
        size, rest = divmod(len(text) - times + 1, times)
        part = text[:size]
        if size <= 0 or rest or text[size] != " " or part.count(" ") + 1 < MIN_REPEATED_WORDS:
            continue
        if text == " ".join([part] * times):
            return part
    return text


def lesser_heading(seen: Evidence) -> Iterator[TextCandidate]:
    """The headline of a page without a main heading: the highest-ranking heading before its first prose."""
    blocks, host = seen.blocks, host_of(seen.address)
    prose = next((block.index for block in blocks if len(block.text) >= MIN_PROSE_CHARS and not block.link_chars), None)
    if prose is None:
        return
    known = words()
    found = [
        block for block in blocks[max(0, prose - HEADING_REACH) : prose]
        if block.kind == "heading" and MIN_TITLE_CHARS <= len(block.text) <= MAX_TITLE_CHARS
        and block.link_chars < len(block.text) and known.elsewhere.isdisjoint(first_tokens(block, HEADING_TOKENS))
        and fold(block.text) not in known.generic_titles and not is_named(block.text, host)
    ]  # fmt: skip
    if found:
        best = min(found, key=lambda block: (block.level, block.index))
        yield TextCandidate(best.text, f"h{best.level}", best.index)
        return
    for mark in seen.head.marks:
        if mark.block < prose and len(mark.text) <= MAX_TITLE_CHARS and _is_headline(mark.path[:HEADLINE_TOKENS]):
            yield TextCandidate(mark.text, "headline", mark.block)
            return
    first = next((block for block in blocks[max(0, prose - 1) : prose] if not block.link_chars), None)
    if first is not None and len(first.text) <= MAX_TITLE_CHARS and is_bold_line(first, MIN_TITLE_WORDS):
        yield TextCandidate(first.text, "strong", first.index)


def _is_headline(path: tuple[str, ...]) -> bool:
    """Whether an element is named as the headline of a text."""
    return "headline" in path or ("title" in path and not STORY_TOKENS.isdisjoint(path))


def site_in_og(seen: Evidence) -> Iterator[TextCandidate]:
    """The name of the site for sharing."""
    name = clean(seen.metas.get("og:site_name", ""))
    if not _repeats_title(name, seen):
        yield from _sites([TextCandidate(name, "meta:og:site_name")])


def _repeats_title(name: str, seen: Evidence) -> bool:
    """Whether a field for the site repeats the title for sharing, after which the document's title has the site."""
    said = fold(name)
    if not said or said != fold(clean(seen.metas.get("og:title", ""))) or is_named(name, host_of(seen.address)):
        return False
    title = fold(clean(seen.head.title or ""))
    return title != said and title.startswith(said)


def site_in_schema(seen: Evidence) -> Iterator[TextCandidate]:
    """The name of the schema item that is the site."""
    yield from _sites(
        TextCandidate(item.site, "json-ld:WebSite.name") for item in seen.statements if item.site and not item.listed
    )


def publisher_in_schema(seen: Evidence) -> Iterator[TextCandidate]:
    """The publisher of the articles and pages in the schema."""
    yield from _sites(
        TextCandidate(item.publisher, f"json-ld:{item.kind}.publisher")
        for item in seen.statements if item.publisher and item.rank and item.publisher not in item.headlines
    )  # fmt: skip


def whole_in_schema(seen: Evidence) -> Iterator[TextCandidate]:
    """The site or the periodical that the articles in the schema are a part of."""
    yield from _sites(
        TextCandidate(item.whole, f"json-ld:{item.kind}.isPartOf")
        for item in seen.statements if not item.listed and "isPartOf" in item.node and item.whole
    )  # fmt: skip


def site_in_metas(seen: Evidence) -> Iterator[TextCandidate]:
    """Fields with the name of the site, of an app, or of an account."""
    for name in SITE_METAS:
        stated = seen.metas.get(name)
        value = clean(stated).lstrip("@") if stated else ""
        if value and "://" not in value and len(value.split()) <= MAX_SITE_WORDS:
            yield from _sites([TextCandidate(value, f"meta:{name}")])


def site_in_title(seen: Evidence) -> Iterator[TextCandidate]:
    """The text after the page's own title in the document's title, separated by one mark."""
    whole = clean(seen.head.title or "")
    marks = separators(whole) if seen.title else ()
    for mark in marks[-1:]:
        before, after = whole[: mark.start()], whole[mark.end() :].strip()
        if (
            mark[0] != SPACED_COLON
            and fold(seen.title) in (fold(before), fold(without_offer(before)))
            and len(after.split()) <= MAX_TAIL_WORDS
            and not DIGITS.fullmatch(after)
        ):
            yield from _sites([TextCandidate(after, "title")])


def _sites(found: Iterable[TextCandidate]) -> Iterator[TextCandidate]:
    return (
        name for name in found
        if 1 < len(name.text) <= MAX_SITE_CHARS and not PLACEHOLDER.search(name.text)
        and "://" not in name.text and name.text not in NO_NAMES
    )  # fmt: skip


@lru_cache(maxsize=64)
def separators(title: str) -> tuple[re.Match[str], ...]:
    """All matches of SEPARATOR. The pattern is tried only at signs, and at white space before them: it is slow.

    Results are cached, because a title is parted for several questions.
    """
    found: list[re.Match[str]] = []
    at = 0
    quoted = "«" in title and "»" in title[title.find("«") :]
    while (sign := MARKS.search(title, at)) is not None:
        start = sign.start()
        if quoted and sign[0] in QUOTES:
            at = sign.end()
            continue
        while start > at and title[start - 1].isspace():
            start -= 1
        matches = (SEPARATOR.match(title, place) for place in range(start, sign.end()))
        match = next((match for match in matches if match is not None), None)
        found += [match] if match is not None else []
        at = sign.end() if match is None else match.end()
    return tuple(found)


@lru_cache(maxsize=64)
def without_site(title: str, sites: frozenset[str], host: str, *, leading: bool = True) -> str:
    """A title without the name of the site after or, if ``leading``, before a separator.

    >>> without_site("Storm hits coast - World - The Daily Bugle", frozenset({"thedailybugle"}), "")
    'Storm hits coast - World'
    >>> without_site("渡し船が戻る：港新聞", frozenset({"港新聞"}), "")
    '渡し船が戻る'

    Results are cached, because pages state the same title in several fields.
    """
    title = _without_colon(title, sites, host, leading=leading)
    tight = TIGHT_SITE.fullmatch(title)
    if tight is not None and fold(tight["site"]) in sites:
        title = tight["title"].partition(tight["mark"])[0] if tight["mark"] == "_" else tight["title"].rstrip()
    title = without_brackets(title, sites, host, leading=leading)
    for _ in range(3):
        marks = separators(title)
        if not marks:
            return title
        first, last = marks[0], marks[-1]
        tail, start = title[last.end() :], title[: first.start()]
        if is_site(tail, sites, host) and title[: last.start()].strip():
            title = title[: last.start()].strip()
        elif (
            leading
            and first[0].strip() != ARROW
            and is_site(start, sites, host, exactly=True)
            and title[first.end() :].strip()
            and not (first[0].strip() in DASHES and goes_on(start, title[first.end() :]))
        ):
            title = title[first.end() :].strip()
        else:
            whole = next((mark for mark in marks if is_site(title[mark.end() :], sites, host)), None)
            if whole is None or not title[: whole.start()].strip():
                return title
            title = title[: whole.start()].strip()
    return title


def _without_colon(title: str, sites: frozenset[str], host: str, *, leading: bool) -> str:
    """A title without the name of the site and the colon between them: "The Courier: Storm hits coast"."""
    before, colon, after = title.partition(": ")
    if not colon:
        return title
    if (
        leading
        and (fold(before) in sites or (" " in before and is_named(before, host)))
        and after.strip()
        and not goes_on(before, after)
    ):
        return after.strip()
    before, _, after = title.rpartition(": ")
    named = fold(after) in sites and " " in after
    return before if named and before.strip() and not before.endswith((" ", ":")) else title


def without_links(title: str, seen: Evidence) -> str:
    """A title without the site or the section at its ends, which the page links or names in its copyright notice, and
    without a day at the end.
    """
    marks = [mark for mark in separators(title) if mark[0].strip() not in WEAK_SIGNS or mark[0] == SPACED_COLON]
    if marks:
        before, tail = title[: marks[-1].start()], title[marks[-1].end() :]
    elif not separators(title) and (tight := TIGHT_SITE.fullmatch(title)):
        before, tail = tight["title"], tight["site"]
    else:
        return title
    linked = {
        fold(block.text) for block in seen.blocks[:HEADER_BLOCKS]
        if block.link_chars >= len(block.text) <= MAX_SITE_CHARS
    } - {""}  # fmt: skip
    day = find_dates(tail, seen.language) if marks else []
    start, rest = (title[: marks[0].start()], title[marks[0].end() :]) if marks else ("", "")
    strong = bool(start) and fold(start) in linked and STRONG_SEPARATOR.match(marks[0][0]) is not None
    if strong and len(rest.split()) >= MIN_TITLE_WORDS:
        return rest
    if len(before.split()) < MIN_NAMED_WORDS and not is_unspaced(before) and not _is_long(before):
        return title
    if fold(tail) in linked or _has_rights(tail, seen.blocks) or (day and is_dateline(tail[: day[0].start], "")):
        return before.strip() or title
    return title


def _is_long(part: str) -> bool:
    """Whether a part without a blank is more than a word in its script: Thai has none between words."""
    return len(part) >= MIN_THAI_CHARS and not part.isascii()


def _has_rights(name: str, blocks: tuple[Block, ...]) -> bool:
    """Whether a copyright notice at the end of a page has a name."""
    said, search = fold(name), words().copyright.search
    if len(said) < MIN_OWNER_CHARS or DIGITS.fullmatch(name):
        return False
    ends = (block.text for block in blocks[-FOOTER_BLOCKS:] if len(block.text) < MAX_TITLE_CHARS)
    return any(search(text) and said in fold(text) for text in ends)
