"""From a document to an article: metadata, judges, decision, assembly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from cleaner.article import Article
from cleaner.judge import asides, phrases, sites, structure
from cleaner.judge.decide import Decision
from cleaner.judge.glued import split_labels
from cleaner.judge.hints import collect_hints
from cleaner.judge.openended import Match
from cleaner.judge.spoken import find_spoken
from cleaner.judge.spread import spread
from cleaner.judge.status import assess
from cleaner.model import Comment, Document, Verdict
from cleaner.pipeline.assemble import find_base, kept_blocks, list_removals
from cleaner.pipeline.body import Body, judge_body
from cleaner.pipeline.job import Job
from cleaner.pipeline.judging import settle_page
from cleaner.pipeline.rules import add_user_phrases, choose_rules, recheck_language, sample_text
from cleaner.read.bodies import vouch_for
from cleaner.read.language import identify
from cleaner.read.metadata import Metadata, read_metadata
from cleaner.read.parts import find_parts
from cleaner.usage.statements import from_head
from cleaner.vocabulary import PageKind


def clean_document(document: Document, html: str, job: Job, vouched: Sequence[Verdict] = ()) -> Article:
    """Clean a document. ``vouched`` are verdicts of the reader, which replace those of the body judge."""
    settings = job.settings
    if job.page.truncated:
        document = replace(document, partial=job.page.truncated)
    url = job.url
    sample = sample_text(document.blocks)
    first_language = settings.language or identify(sample, document.language)
    rules = choose_rules(document, first_language)
    if settings.drop or settings.keep:
        rules = add_user_phrases(rules, settings)
    whole, (document, origins) = document, split_labels(document, rules)
    matches, spoken = _recognise(document, rules)
    hints = collect_hints(whole, *(_recognise(whole, rules) if origins else (matches, spoken)))
    general, rules = rules, sites.with_site(rules, document.site)  # the site's phrases give no hints
    if rules is not general:
        matches, spoken = _recognise(document, rules)
    job.trace("phrases")
    chrome = phrases.find_chrome(document, rules, matches, spoken) if document.source == "text" else {}
    metadata = read_metadata(
        document, html, url, url_dates=settings.url_dates, fetched_at=job.page.fetched_at,
        announced=job.page.announced, chrome=chrome,
    )  # fmt: skip
    job.trace("metadata")
    body = judge_body(whole, html, metadata.title, hints, settings=settings, trace=job.trace)
    if origins or vouched:
        body = replace(body, verdicts=_of_parts(body.verdicts, origins, vouched))
    decision = _decide(document, metadata, rules, body, job, matches=matches, spoken=spoken, again=bool(vouched))
    job.trace("decide")
    kept = kept_blocks(document.blocks, decision.keep)
    status = assess(document, decision.keep, job.page.http_status, (job.page.url, job.page.final_url), html)
    kind = settings.kind or body.kind
    kept_sample = sample_text(kept or document.blocks)
    language = settings.language or recheck_language(kept_sample, sample, first_language, document.language)
    job.trace("language")
    return Article(
        blocks=kept,
        title=metadata.title,
        authors=metadata.authors,
        published=metadata.published,
        modified=metadata.modified,
        site=metadata.site,
        language=language,
        tags=metadata.tags,
        description=metadata.description,
        image=metadata.image,
        url=metadata.url or url,
        kind=kind,
        confidence=body.confidence if kept else 0.0,
        status=status,
        provenance={**metadata.provenance, "language": "config" if settings.language else "text"},
        removed=list_removals(document, decision),
        images=structure.shown_images(document, decision.keep),
        notes=(*decision.notes, *document.notes, *((document.partial,) if document.partial else ())),
        rules=document.rules,
        base=find_base(url, document.base),
        usage=job.page.usage + from_head(document.head, base=url or ""),
        comments=_comments(document, decision, kind, rules, language) if settings.comments == "field" else (),
    )


def _decide(
    document: Document, metadata: Metadata, rules: phrases.Rules, body: Body, job: Job, *, matches: dict[int, Match],
    spoken: frozenset[int], again: bool,
) -> Decision:  # fmt: skip
    """Decide, and once more with the parts of its subject that the page states, unless it is judged again already."""
    settle = partial(
        settle_page, document, metadata.title, rules, job=job, authors=metadata.authors, matches=matches, spoken=spoken
    )
    decision = settle(body)
    if document.source == "text" or again:
        return decision
    parts = find_parts(document, metadata.title, decision.keep, job.settings.kind or body.kind)
    return settle(replace(body, verdicts=_of_parts(body.verdicts, (), vouch_for(parts)))) if parts else decision


def _recognise(document: Document, rules: phrases.Rules) -> tuple[dict[int, Match], frozenset[int]]:
    """The blocks that are phrases, by index, and those of them that are only spoken of."""
    matches = phrases.find_matches(document.blocks, rules)
    return matches, find_spoken(document.blocks, matches)


def _of_parts(verdicts: list[Verdict], origins: Sequence[int], vouched: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts of the body judge for the parts of its blocks, if it has any, and those that replace them."""
    if origins:
        verdicts = [verdicts[origin]._replace(block=nth) for nth, origin in enumerate(origins)]
    return [*{verdict.block: verdict for verdict in (*verdicts, *vouched)}.values()]


def _comments(
    document: Document, decision: Decision, kind: PageKind | None, rules: phrases.Rules, language: str
) -> tuple[Comment, ...]:
    from cleaner.pipeline.comments import list_comments

    lines = spread(document)
    keep = lines.spread(decision.keep)
    return list_comments(lines.document, asides.find_comments(lines.document, keep, kind, rules), keep, language)
