"""Metadata of plain text, where nothing is marked: the first headline, a source line, an agency, a list of tags."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.model import Block, Document
from cleaner.read.language import UNKNOWN, identify
from cleaner.read.metadata.dates import date_in_url, find_dates, limit, read_machine
from cleaner.read.metadata.folding import fold
from cleaner.read.metadata.metadata import Metadata
from cleaner.read.metadata.names import is_person, split_names
from cleaner.read.metadata.published import NO_PUBLICATION
from cleaner.read.metadata.words import fold_name, words

HEAD_BLOCKS = 12  # blocks in which a text states its title, authors and date
TITLE_BLOCKS = 5
MAX_TITLE_CHARS = 200
MIN_PROSE_CHARS = 120
MIN_SENTENCE_CHARS = 80  # of a block that ends in a full stop
PROSE_REACH = 8  # blocks after a headline in which its text begins
MIN_REPEATED_CHARS = 16  # folded; "Advertisement" stands more than once as well
MAX_SITE_CHARS = 60
MAX_LINE_CHARS = 120
MAX_TAGS = 20
MAX_TAG_CHARS = 40
LANGUAGE_SAMPLE_CHARS = 3_000
SENTENCE_END = (".", "!", "…", "。", "！", ":", ";", ",", "،", "؛", "।")
DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # a letter of these says what two of an alphabet do
FULL_STOPS = (".", "!", "…", "。", "！", "।")
SITE_MARK = re.compile(r"^\s?[-|–—_·»:]+\s?")


def read_plain(document: Document, url: str | None, *, url_dates: bool, fetched_at: str | None) -> Metadata:
    """Read what a plain text states of itself."""
    blocks = document.blocks
    sources: dict[str, str] = {}
    title, at = _title(blocks)
    site, site_source = _site(blocks, title)
    authors, author_source = _authors(blocks, at)
    language = document.language or _language(blocks)
    published, modified, date_source = _dates(blocks, at, language, limit(fetched_at).isoformat())
    if published is None and url_dates and (iso := date_in_url(url, language)):
        published, date_source = iso, "url"
    if published is None and modified:
        published, date_source = modified, f"text:date {NO_PUBLICATION}"
    tags = _tags(blocks)
    for name, value, source in (
        ("title", title, "text:headline"), ("site", site, site_source), ("authors", authors, author_source),
        ("published", published, date_source), ("modified", modified, "text:date"), ("tags", tags, "text:tags"),
        ("url", url, "given"),
    ):  # fmt: skip
        if value:
            sources[name] = source
    return Metadata(
        title=title,
        authors=authors,
        published=published,
        modified=modified,
        site=site,
        tags=tags,
        url=url,
        provenance=sources,
    )


def _language(blocks: Sequence[Block]) -> str | None:
    found = identify("\n".join(block.text for block in blocks)[:LANGUAGE_SAMPLE_CHARS])
    return None if found == UNKNOWN else found


def _title(blocks: Sequence[Block]) -> tuple[str | None, int]:
    """The headline and its index: a line said twice near the top, else the first that text follows."""
    top = blocks[:HEAD_BLOCKS]
    seen: dict[str, int] = {}
    for block in top:
        said = fold(block.text)
        if seen.get(said, TITLE_BLOCKS) < TITLE_BLOCKS and len(said) >= MIN_REPEATED_CHARS and _is_headline(block.text):
            return blocks[seen[said]].text, seen[said]
        seen.setdefault(said, block.index)
    for nth, block in enumerate(top[:TITLE_BLOCKS]):
        following = blocks[nth + 1 : nth + 1 + PROSE_REACH]
        if (
            nth + 1 < len(blocks)
            and _is_headline(blocks[nth + 1].text)
            and fold(blocks[nth + 1].text) in fold(block.text)
        ):
            return blocks[nth + 1].text, nth + 1  # the document's title stands above the headline
        if _is_prose(block.text) and not _is_headline(block.text):
            break
        if _is_headline(block.text) and block.kind != "item" and any(_is_prose(other.text) for other in following):
            return block.text, nth
    return None, -1


def _is_prose(text: str) -> bool:
    """Whether a block is long enough to be text, or a shorter sentence."""
    size = len(text) + len(DENSE.findall(text))
    ends = text.rstrip("\"'”’»)").endswith(FULL_STOPS)
    return size >= (MIN_SENTENCE_CHARS if ends else MIN_PROSE_CHARS)


def _is_headline(text: str) -> bool:
    if not 2 < len(text) <= MAX_TITLE_CHARS or text.rstrip("\"'”’»)").endswith(SENTENCE_END):
        return False
    if words().byline.match(text) and is_person((split_names(text) or ["-"])[0]):
        return False
    known = words()
    return (
        (len(text.split()) > 2 or len(text) > 8)
        and not known.sources.match(text)
        and fold_name(text) not in known.agencies
    )


def _site(blocks: Sequence[Block], title: str | None) -> tuple[str | None, str]:
    """The site: a line that names the source, or what follows the headline in a line that repeats it."""
    for block in blocks:
        match = words().sources.match(block.text)
        if match and 1 < len(block.text) - match.end() <= MAX_SITE_CHARS and not block.text.endswith("."):
            return block.text[match.end() :].strip(), "text:source-line"
    if title:
        for block in blocks[:TITLE_BLOCKS]:
            _, found, tail = block.text.rpartition(title)
            mark = SITE_MARK.match(tail) if found else None
            if mark and 1 < len(tail) - mark.end() <= MAX_SITE_CHARS:
                return tail[mark.end() :].strip(), "text:document-title"
    return None, ""


def _authors(blocks: Sequence[Block], title_at: int) -> tuple[tuple[str, ...], str]:
    """An agency on a line of its own, or a byline, near the top."""
    for block in blocks[: HEAD_BLOCKS + max(0, title_at)]:
        if block.index == title_at or len(block.text) > MAX_LINE_CHARS:
            continue
        if fold_name(block.text) in words().agencies:
            return (block.text,), "text:agency"
        match = words().byline.match(block.text)
        if (
            match
            and match.end() < len(block.text)
            and block.text[: match.end()].strip().lower() not in words().weak_bylines
        ):
            names = tuple(
                name for name in split_names(block.text) if is_person(name) or fold_name(name) in words().agencies
            )
            if names:
                return names, "text:byline"
    return (), ""


def _dates(
    blocks: Sequence[Block], title_at: int, language: str | None, last: str
) -> tuple[str | None, str | None, str]:
    """The published and the modified date that a short line near the top states."""
    published = modified = None
    for block in blocks[: HEAD_BLOCKS + max(0, title_at)]:
        text = block.text
        if len(text) > MAX_LINE_CHARS or block.index == title_at or not any(char.isdecimal() for char in text):
            continue
        if words().other_date.search(text) or words().copyright.search(text):
            continue
        machine = read_machine(text)
        last_end = 0
        for found in find_dates(text, language):
            iso = machine or found.iso
            before = text[last_end : found.start]
            last_end = found.end
            stated = words().published.search(before) or words().modified.search(before) or words().byline.match(text)
            if iso[:10] > last or (len(text) - (found.end - found.start) > 25 and not stated):
                continue
            if words().modified.search(before):
                modified = modified or iso
            else:
                published = published or iso
    return published, modified, "text:date"


def _tags(blocks: Sequence[Block]) -> tuple[str, ...]:
    """A list headed by a word such as "Tags:", in its line or in the items under it."""
    for nth, block in enumerate(blocks):
        match = words().tags.match(block.text)
        if match is None or len(block.text) > MAX_LINE_CHARS * 2:
            continue
        rest = block.text[match.end() :].strip()
        found: list[str] = []
        if rest:
            found = [part.strip(" #.") for part in re.split(r"[,;|、，]", rest)]
        else:
            for item in blocks[nth + 1 : nth + 1 + MAX_TAGS]:
                if item.kind != "item" or len(item.text) > MAX_TAG_CHARS:
                    break
                found.append(item.text.strip(" #"))
        found = [tag for tag in found if 1 < len(tag) <= MAX_TAG_CHARS]
        if found and (not rest or len(found) > 1 or len(rest.split()) <= 3):
            return tuple(dict.fromkeys(found))[:MAX_TAGS]
    return ()
