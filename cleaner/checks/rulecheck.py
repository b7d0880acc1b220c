"""Tries the rules of a site on its saved pages: what each rule matches, and how the text changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.article import Article
from cleaner.errors import BadInput, InputMissing
from cleaner.model import Failure, Page, SiteRules
from cleaner.pipeline import clean_page
from cleaner.pipeline.site_rules import match_site
from cleaner.sources.folder import read_again, read_folder, show_name
from cleaner.sources.saved import open_saved

if TYPE_CHECKING:
    from cleaner.config import Config

FIELDS = ("title", "authors", "published", "modified", "site", "tags", "description", "image")


@dataclass(slots=True)
class Matches:
    """What one rule or metadata selector matched: texts and pages. ``read`` counts the values that were usable."""

    name: str
    does: str
    pages: int = 0
    times: int = 0
    read: int = 0
    example: str = ""

    def add(self, texts: list[str]) -> None:
        """Add the matches of one page."""
        if texts:
            self.pages += 1
            self.times += len(texts)
            self.example = self.example or texts[0]


@dataclass(frozen=True, slots=True)
class Change:
    """What the rules change on one page: texts removed, texts kept again, fields as (name, before, after)."""

    origin: str
    gone: tuple[str, ...]
    back: tuple[str, ...]
    fields: tuple[tuple[str, str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.gone or self.back or self.fields)


@dataclass(slots=True)
class Trial:
    """The result of a site's rules on pages."""

    pages: int = 0
    matches: dict[str, Matches] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def idle(self) -> list[str]:
        """The rules that matched nothing."""
        return [matches.name for matches in self.matches.values() if not matches.times]


def read_pages(places: Iterable[Path], max_bytes: int) -> Iterator[Page | Failure]:
    """The pages of files and folders, in order. Raises InputMissing if one does not exist."""
    for place in places:
        if place.is_dir():
            found = read_folder(place, max_bytes)
        elif place.is_file():
            found = iter([read_again(place.parent, show_name(place.name), max_bytes)])
        else:
            raise InputMissing(f"{place}: no such file or folder")
        for entry in found:
            if isinstance(entry, Page):
                try:
                    yield open_saved(entry, max_bytes)
                except BadInput as error:
                    yield Failure(entry.origin, "read", "unreadable", str(error))
            elif isinstance(entry, Failure):
                yield entry


def try_rules(site: SiteRules, pages: Iterable[Page | Failure], config: Config) -> Trial:
    """Clean each page with the rules of a site, whatever its URL, and without any rules."""
    trial = Trial()
    for rule in site.rules:
        name = rule.id.partition("/")[2]
        does = f"{'keep' if rule.keep else 'drop'}{'' if rule.select else ' phrase'}"
        trial.matches[rule.id] = Matches(name, does)
    for chosen in site.fields:
        trial.matches[f"site:{site.file}#{chosen.id}"] = Matches(chosen.id, chosen.field)
    for page in pages:
        if isinstance(page, Failure):
            trial.failures.append(page)
            continue
        try:
            _try_page(site, page, config, trial)
        except BadInput as error:
            trial.failures.append(Failure(page.origin, "read", "not-text", str(error)))
    return trial


def _try_page(site: SiteRules, page: Page, config: Config, trial: Trial) -> None:
    document, verdicts = match_site(page, config, lambda url: site)
    article = clean_page(page, config, find_site=lambda url: site)
    before = clean_page(page, config, find_site=lambda url: None)
    trial.pages += 1
    texts: dict[str, list[str]] = {}
    for rule, index in dict.fromkeys((verdict.rule, verdict.block) for verdict in verdicts):
        texts.setdefault(rule, []).append(document.blocks[index].text)
    for value in document.head.chosen:
        texts[value.source] = [*value.texts]
        if article.provenance.get(value.field) == value.source:
            trial.matches[value.source].read += 1
    for name, found in texts.items():
        trial.matches[name].add(found)
    change = _compare(page.origin, before, article)
    if change:
        trial.changes.append(change)


def _compare(origin: str, before: Article, after: Article) -> Change:
    had = {block.index: block.text for block in before.blocks}
    has = {block.index: block.text for block in after.blocks}
    fields = ((name, _show(getattr(before, name)), _show(getattr(after, name))) for name in FIELDS)
    return Change(
        origin,
        gone=tuple(text for index, text in had.items() if index not in has),
        back=tuple(text for index, text in has.items() if index not in had),
        fields=tuple((name, old, new) for name, old, new in fields if old != new),
    )


def _show(value: str | tuple[str, ...] | None) -> str:
    return ", ".join(value) if isinstance(value, tuple) else value or ""
