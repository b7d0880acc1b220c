"""Suggests rules for a site from blocks that recur over a folder of its pages.

A block is suggested if it recurs (by ``judge/template.py``, with the same evidence about its place) and no other judge
drops it when its page is cleaned alone. It is named by the nearest ``tag.class`` around it that holds no other kept
block on any page, or by its words if there is none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from cleaner.article import Article
from cleaner.errors import BadInput
from cleaner.jobs.folder import group_of
from cleaner.jobs.recurrence import KeyCounts
from cleaner.judge import template
from cleaner.judge.template import Recurring, keys_of, least_pages
from cleaner.model import Document, Page
from cleaner.pipeline import clean_page
from cleaner.read.decode import cap_attributes, decode
from cleaner.read.places import read_places
from cleaner.read.sites import stated_url
from cleaner.read.sniff import is_html
from cleaner.read.text import read_text
from cleaner.words import find_words, fold_words

if TYPE_CHECKING:
    from cleaner.config import Config

MAX_PAGES = 500  # of a folder; more pages add nothing about a template
MIN_STAYS = 2  # pages on which a recurring block stays; for one page alone, a rule is not worth it
MAX_PHRASE_CHARS = 200
MAX_EXAMPLES = 3
MAX_EXAMPLE_CHARS = 80
UNKNOWN_DOMAIN = "example.com"

Pages = Callable[[], Iterable[Page]]
Places = tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Evidence:
    """Where something recurs: on how many pages, how often in all, and its place relative to the page's own text."""

    pages: int = 0
    times: int = 0
    where: Counter[str] = field(default_factory=Counter)
    examples: dict[str, None] = field(default_factory=dict)

    def add(self, seen: Iterable[Sighting]) -> None:
        """Add the sightings of one page."""
        self.pages += 1
        for one in seen:
            self.times += 1
            self.where[one.where] += 1
            self.examples.setdefault(one.text)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A recurring block on one page: its text, its place, and the selectors around it, innermost first."""

    text: str
    where: str
    selectors: tuple[str, ...]


@dataclass(slots=True)
class Suggestions:
    """The suggestions for a site, by selector and by phrase, and the number of pages that were searched.

    ``others`` counts pages of other sites, ``skipped`` those of a kind whose recurring blocks are the content.
    """

    domain: str | None
    pages: int
    others: int = 0
    skipped: int = 0
    drop: dict[str, Evidence] = field(default_factory=dict)
    phrases: dict[str, Evidence] = field(default_factory=dict)


def suggest(pages: Pages, config: Config, domain: str | None = None) -> Suggestions:
    """Search for recurring blocks on the pages of ``domain``, or of the host with the most pages.

    ``pages`` is iterated twice and must yield the same pages. Pages that cannot be read are ignored.
    """
    domain = domain.lower().removeprefix("www.") if domain else None
    counts = KeyCounts()
    for page in pages():
        read = _read(page, config)
        if read is not None:
            counts.add(_group(page, read[0]), keys_of(block.text for block in read[0].blocks))
    hosts = [name for name in counts.pages if domain is None or name == domain or name.endswith(f".{domain}")]
    if not hosts:
        return Suggestions(domain, 0, sum(counts.pages.values()))
    host = max(sorted(hosts), key=lambda name: counts.pages[name])
    found = Suggestions(domain or (None if host.startswith("/") else host), counts.pages[host])
    found.others = sum(counts.pages.values()) - found.pages
    recurring = counts.recurring(host, config.template)
    if not recurring:
        return found
    seen: list[list[Sighting]] = []
    mixed: set[str] = set()
    for page in pages():
        read = _read(page, config)
        if read is not None and _group(page, read[0]) == host:
            article = clean_page(page, config)
            if (article.kind or "article") not in template.NOT_FOR:
                seen.append(_look(read[0], read[1], article, recurring, mixed))
            else:
                found.skipped += 1
    _name(seen, mixed, least_pages(found.pages, config.template.min_pages, config.template.min_share), found)
    return found


def _read(page: Page, config: Config) -> tuple[Document, Places] | None:
    try:
        text = decode(page.body, page.charset_hint, config.clean.max_bytes).text
    except BadInput:
        return None
    if is_html(text, page.content_type):
        return read_places(cap_attributes(text))
    document = read_text(text)
    return document, ((),) * len(document.blocks)


def _group(page: Page, document: Document) -> str:
    return group_of(page.final_url or page.url or stated_url(document.head), page.origin)


def _look(
    document: Document, places: Places, article: Article, recurring: Recurring, mixed: set[str]
) -> list[Sighting]:
    """The recurring blocks of a page that stay. Selectors around other blocks that stay go into ``mixed``."""
    kept = {block.index for block in article.blocks}
    verdicts = template.judge(document, recurring, [block.index in kept for block in document.blocks])
    chosen = {verdict.block for verdict in verdicts}
    own = [index for index in sorted(kept - chosen) if template.is_long(document.blocks[index])]
    seen: list[Sighting] = []
    for block in document.blocks:
        if block.index in chosen:
            above, below = own and block.index < own[0], own and block.index > own[-1]
            where = "above" if above else "below" if below else "within"
            seen.append(Sighting(block.text, where, places[block.index]))
        elif block.index in kept:
            mixed.update(places[block.index])
    return seen


def _name(seen: list[list[Sighting]], mixed: set[str], least: int, found: Suggestions) -> None:
    """Name blocks by selectors that hold nothing else and occur on enough pages, or else by their words."""
    spread = Counter(name for page in seen for name in {name for one in page for name in one.selectors})
    for page in seen:
        by_selector: dict[str, list[Sighting]] = {}
        by_text: dict[str, list[Sighting]] = {}
        for one in page:
            clean = (name for name in one.selectors if name not in mixed and spread[name] >= least)
            selector = next(clean, None)
            if selector is not None:
                by_selector.setdefault(selector, []).append(one)
            elif len(one.text) <= MAX_PHRASE_CHARS and "*" not in one.text:
                by_text.setdefault(fold_words(one.text), []).append(one)
        for names, evidence in ((by_selector, found.drop), (by_text, found.phrases)):
            for name, sightings in names.items():
                evidence.setdefault(name, Evidence()).add(sightings)
    for evidence in (found.drop, found.phrases):
        for name in [name for name, one in evidence.items() if one.pages < MIN_STAYS]:
            del evidence[name]


def write_suggestions(found: Suggestions) -> str:
    """The suggestions as a file of site rules, most frequent first, with their evidence as comments."""
    lines = (
        [
            f"# Blocks that recur over {found.pages} pages and that no other rule drops. Look at each before you use",
            "# it, then save this as <domain>.yaml in the folder that clean.sites_dir names.",
        ]
        if found.drop or found.phrases
        else [f"# Nothing to suggest: over {found.pages} pages, only their content recurs and stays."]
    )
    if found.skipped:
        lines.append(
            f"# {found.skipped} pages are listings, products or similar, whose recurring blocks are the content."
        )
    lines.append(
        f"domain: {found.domain or UNKNOWN_DOMAIN}"
        + ("" if found.domain else "  # no page states it; enter the site's domain")
    )
    ids: set[str] = set()
    for key, entries in (("drop", found.drop), ("drop_phrases", found.phrases)):
        if entries:
            lines.append(f"{key}:")
        for name, evidence in sorted(entries.items(), key=lambda entry: (-entry[1].pages, entry[0])):
            examples = [*evidence.examples]
            text = name if key == "drop" else " ".join(examples[0].split())
            where = ", ".join(place for place, _ in evidence.where.most_common())
            lines += [
                f"  # stays on {evidence.pages} of {found.pages} pages, {evidence.times} blocks, {where} the text",
                *(f"  #   {json.dumps(_short(one), ensure_ascii=False)}" for one in examples[:MAX_EXAMPLES]),
                f"  - id: {make_id(text.partition('.')[2] if key == 'drop' else text, ids)}",
                f"    select: {text}" if key == "drop" else f"    phrases: [{json.dumps(text, ensure_ascii=False)}]",
            ]
    return "\n".join([*lines, ""])


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= MAX_EXAMPLE_CHARS else f"{words[:MAX_EXAMPLE_CHARS]}…"


def make_id(text: str, taken: set[str]) -> str:
    """A short id for a text that is not in use yet."""
    base = "-".join(find_words(text.lower())).replace("_", "-")[:40].strip("-")
    if not isinstance(yaml.safe_load(base), str):  # a number, a word such as "no", or nothing
        base = f"rule-{base}".strip("-")
    name, nth = base, 1
    while name in taken:
        nth += 1
        name = f"{base}-{nth}"
    taken.add(name)
    return name
