"""``cleaner rules``: list rules, try the rules of a site on its pages, suggest rules for a site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.console import ConfigOption, SetOption, settings
from cleaner.cli.given import path_of
from cleaner.cli.terminal import printable
from cleaner.errors import InputMissing, UsageError

if TYPE_CHECKING:
    from cleaner.checks.rulecheck import Trial
    from cleaner.model import SiteRules

MAX_SHOWN_CHARS = 60

rules_app = typer.Typer(help="List the rules, try the rules of a site, or suggest some.", no_args_is_help=True)


@rules_app.command("list", short_help="List the rules.")
def show(
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Only the rules of this language, such as de.")
    ] = None,
    site: Annotated[
        str | None, typer.Option("--site", metavar="DOMAIN", help="Only the rules of this site, such as example.com.")
    ] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print a Markdown table of the languages, and how each was checked.")
    ] = False,
    config: ConfigOption = None,
    sets: SetOption = None,
) -> None:
    """List the rules: id, kind, scope, and the number of phrases, hits and misses."""
    from cleaner.report.languages import list_rules, render_languages

    if sum((language is not None, site is not None, markdown)) > 1:
        raise UsageError("--language, --site and --markdown exclude each other")
    if markdown:
        typer.echo(render_languages(), nl=False)
        return
    if site is not None:
        from cleaner.read.sites import find_site

        found = find_site(f"https://{site}/", settings(config, sets).clean.sites_dir)
        if found is None:
            raise InputMissing(f"{site}: no file of site rules")
        _list_site(found)
        return
    for line in list_rules(language):
        typer.echo(line)


def _list_site(site: SiteRules) -> None:
    for rule in site.rules:
        what = f"select {rule.select}" if rule.select else f"{len(rule.phrases)} phrases"
        typer.echo(f"{rule.id}\t{'keep' if rule.keep else 'drop'}\t{rule.kind}\t{printable(what)}")
    for field in site.fields:
        attribute = f"@{field.attribute}" if field.attribute else ""
        typer.echo(f"{site.domain}#{field.id}\t{field.field}\tmetadata\tselect {printable(field.select)}{attribute}")


@rules_app.command("test", short_help="Try a site's rules on its saved pages.")
def try_out(
    file: Annotated[Path, typer.Argument(help="A file of site rules.", metavar="FILE.yaml", parser=path_of)],
    pages: Annotated[
        list[Path],
        typer.Argument(help="Saved pages of the site, files or folders.", metavar="PAGE|DIR", parser=path_of),
    ],
    config: ConfigOption = None,
    sets: SetOption = None,
) -> None:
    """Try a site's rules on its saved pages: what each rule matches, and how the result changes.

    Ends with 1 if a rule matches nothing or a page cannot be read.
    """
    from cleaner.checks.rulecheck import read_pages, try_rules
    from cleaner.read.sites import parse_site

    merged = settings(config, sets)
    site = parse_site(file)
    trial = try_rules(site, read_pages(pages, merged.clean.max_bytes), merged)
    for failure in trial.failures:
        sys.stderr.write(f"cleaner: {printable(failure.origin)}: {printable(failure.message)}\n")
    if not trial.pages:
        raise InputMissing(f"{pages[0]}: no page to try the rules on")
    _write_trial(trial)
    idle = trial.idle()
    if idle:
        sys.stderr.write(f"cleaner: rules that match nothing: {printable(', '.join(idle))}\n")
    raise typer.Exit(1 if idle or trial.failures else 0)


def _write_trial(trial: Trial) -> None:
    for matches in trial.matches.values():
        metadata = not matches.does.startswith(("keep", "drop"))
        unread = f", {matches.read} read" if metadata and matches.read < matches.pages else ""
        count = f"{matches.times} on {matches.pages} of {trial.pages} pages{unread}" if matches.times else "nothing"
        example = f"  {_short(matches.example)}" if matches.times else ""
        typer.echo(f"{matches.does} {printable(matches.name)}: {count}{example}")
    gone, back = (sum(len(getattr(change, name)) for change in trial.changes) for name in ("gone", "back"))
    typer.echo(f"changed: {len(trial.changes)} of {trial.pages} pages, {gone} blocks removed, {back} kept again")
    for change in trial.changes:
        typer.echo(f"\n{printable(change.origin)}")
        for text in change.gone:
            typer.echo(f"- {_short(text)}")
        for text in change.back:
            typer.echo(f"+ {_short(text)}")
        for name, before, after in change.fields:
            typer.echo(f"{name}: {_short(before)} -> {_short(after)}")


def _short(text: str) -> str:
    words = printable(" ".join(text.split()))
    return words if len(words) <= MAX_SHOWN_CHARS else f"{words[:MAX_SHOWN_CHARS]}…"


@rules_app.command("suggest", short_help="Suggest rules for a site from its saved pages.")
def suggest(
    folder: Annotated[Path, typer.Argument(help="A folder of saved pages of one site.", metavar="DIR", parser=path_of)],
    site: Annotated[str | None, typer.Option("--site", metavar="DOMAIN", help="Only the pages of this domain.")] = None,
    config: ConfigOption = None,
    sets: SetOption = None,
) -> None:
    """Suggest rules for a site from blocks that recur over its pages, as a file to review."""
    from itertools import islice

    from cleaner.checks.rulecheck import read_pages
    from cleaner.checks.suggest import MAX_PAGES, suggest, write_suggestions
    from cleaner.model import Page

    merged = settings(config, sets)
    found = suggest(
        lambda: islice(
            (page for page in read_pages([folder], merged.clean.max_bytes) if isinstance(page, Page)), MAX_PAGES
        ),
        merged,
        site,
    )
    if not found.pages:
        raise InputMissing(f"{folder}: no page{f' of {site}' if site else ''} among the first {MAX_PAGES}")
    typer.echo(write_suggestions(found), nl=False)
    others = f", {found.others} of other sites left out" if found.others else ""
    sys.stderr.write(
        f"cleaner: {len(found.drop)} selectors and {len(found.phrases)} phrases from {found.pages} pages{others}\n"
    )
