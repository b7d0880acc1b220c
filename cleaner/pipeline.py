"""One page through all stages: read, judge, decide, assemble."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from cleaner.config import CleanSettings, Config, default_config
from cleaner.errors import BadInput, CleanError
from cleaner.judge import phrases, repeats, runs, second_opinion
from cleaner.judge.decide import Decision, decide
from cleaner.judge.status import assess
from cleaner.model import Article, Block, Document, Failure, FailureReason, Page, Removal, Verdict
from cleaner.read.decode import cap_attributes, decode
from cleaner.read.html import read_html
from cleaner.read.language import identify
from cleaner.read.metadata import Metadata, read_metadata
from cleaner.read.text import read_text

MAX_TEXT_PASSES = 6  # plain text is cleaned until nothing changes; two passes are the rule
HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")
TAG = re.compile(
    r"<(?:!doctype|html|head|body|div|p|span|table|article|section|a|h[1-6]|br|ul|script|meta|!--)\b", re.I
)
SNIFF_CHARS = 20_000
MIN_TAGS = 3
LANGUAGE_SAMPLE_CHARS = 4_000


def clean_page(page: Page, config: Config | None = None) -> Article:
    """Clean one page. Pure: the result depends on the page and the configuration alone.

    Raises BadInput when the page holds no text to read (binary data, too many bytes).
    """
    config = config or default_config()
    settings = config.clean
    text = decode(page.body, page.charset_hint, settings.max_bytes).text
    url = page.final_url or page.url
    if is_html(text, page.content_type):
        html = cap_attributes(text)
        return _clean_document(read_html(html, with_links=settings.links), html, url, page, settings)
    return _clean_text(text, url, page, settings)


def is_html(text: str, content_type: str | None) -> bool:
    """Whether decoded text is markup: by its content type, else by looking for tags near its start."""
    if content_type in HTML_TYPES:
        return True
    head = text[:SNIFF_CHARS]
    if content_type == "text/plain" and not head.lstrip()[:15].lower().startswith(("<!doctype html", "<html")):
        return False
    found = TAG.findall(head)
    return len(found) >= MIN_TAGS or (bool(found) and head.lstrip().startswith("<"))


def _clean_text(text: str, url: str | None, page: Page, settings: CleanSettings) -> Article:
    """Clean plain text until nothing changes, so that cleaning cleaned text is always without effect."""
    article = _clean_document(read_text(text), "", url, page, settings)
    for _ in range(MAX_TEXT_PASSES):
        document = read_text(article.text)
        again = _clean_document(document, "", url, page, settings)
        if not again.removed:
            break
        places = _places(article.blocks, document.blocks)
        gone = (replace(removal, block=places[removal.block]) for removal in again.removed)
        article = replace(
            article,
            blocks=tuple(replace(block, index=places[block.index]) for block in again.blocks),
            removed=tuple(sorted((*article.removed, *gone), key=lambda removal: removal.block)),
        )
    return article


def _places(blocks: Sequence[Block], again: Sequence[Block]) -> list[int]:
    """The index in the first document of each block of a later pass, told by the letters that stand before it."""
    ends = [*accumulate(_letters(block) for block in blocks)]
    places, before = [], 0
    for block in again:
        places.append(blocks[min(bisect_right(ends, before), len(blocks) - 1)].index)
        before += _letters(block)
    return places


def _letters(block: Block) -> int:
    return sum(map(len, block.text.split()))


def _kept(blocks: Sequence[Block], keep: Sequence[bool]) -> tuple[Block, ...]:
    """The blocks that stay. One is tight to the block before only if no paragraph break stood between them."""
    kept: list[Block] = []
    loose = False
    for block in blocks:
        loose = loose or not block.tight
        if keep[block.index]:
            kept.append(replace(block, tight=False) if block.tight and loose else block)
            loose = False
    return tuple(kept)


def _clean_document(
    document: Document, html: str, url: str | None, page: Page, settings: CleanSettings
) -> Article:  # fmt: skip
    metadata = read_metadata(document, html, url, url_dates=settings.url_dates)
    declared = settings.language or document.language
    guess = declared or identify(_longest(document.blocks))
    body = _judge_body(document, html, settings)
    rules = _judge_rules(document, metadata, guess, body, settings)
    decision = decide(document, body, rules, settings.max_loss)
    status, status_score = assess(document, decision.keep, page.http_status)
    kept = _kept(document.blocks, decision.keep)
    language = settings.language or identify(_longest(kept) or _longest(document.blocks), declared)
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
        kind=settings.kind,
        confidence=_confidence(decision),
        status=status,
        status_score=status_score,
        provenance={**metadata.provenance, "language": "config" if settings.language else "text"},
        removed=_removals(document, decision),
        images=tuple(image for image in document.images if any(_beside(image.before, decision.keep))),
        notes=(*decision.notes, *((document.partial,) if document.partial else ())),
    )


def _judge_body(document: Document, html: str, settings: CleanSettings) -> list[Verdict]:
    """What the body judge says of each block; nothing for plain text."""
    if document.source == "text":
        return []
    return second_opinion.judge(document, second_opinion.extract(html))


def _judge_rules(
    document: Document, metadata: Metadata, language: str | None, body: Sequence[Verdict], settings: CleanSettings
) -> list[Verdict]:
    rules = phrases.load_rules(language).with_extra(settings.drop, settings.keep)
    verdicts = phrases.judge(document, rules)
    verdicts += runs.judge(document, phrases.sections(document, rules))
    if settings.mode == "trafilatura":
        return [verdict for verdict in verdicts if verdict.keep]
    stays = [True] * len(document.blocks)
    for verdict in body:
        stays[verdict.block] = verdict.keep
    for verdict in verdicts:
        stays[verdict.block] = stays[verdict.block] and (verdict.keep or verdict.score < 1)
    verdicts += repeats.judge(document, metadata.title, stays)
    verdicts += runs.judge_edges(document, stays)
    return verdicts


def _longest(blocks: Sequence[Block]) -> str:
    """Text to tell a language by: the longest blocks, in reading order, up to a bound."""
    chosen: list[Block] = []
    size = 0
    for block in sorted(blocks, key=lambda found: (-len(found.text), found.index)):
        chosen.append(block)
        size += len(block.text)
        if size > LANGUAGE_SAMPLE_CHARS:
            break
    return "\n".join(block.text for block in sorted(chosen, key=lambda found: found.index))


def _confidence(decision: Decision) -> float:
    return 0.5 if any(decision.keep) else 0.0


def _removals(document: Document, decision: Decision) -> tuple[Removal, ...]:
    removed = []
    for block, keep, verdict in zip(document.blocks, decision.keep, decision.because, strict=True):
        if not keep and verdict is not None:
            removed.append(
                Removal(block.index, verdict.kind, verdict.judge, verdict.rule, block.text, round(verdict.score, 3))
            )
    return tuple(removed)


def _beside(before: int, keep: Sequence[bool]) -> Sequence[bool]:
    """Whether the blocks on either side of a place stay."""
    return keep[max(0, before - 1) : before + 1]


def run_one(page: Page, config: Config | None = None) -> Article | Failure:
    """Clean one page; whatever goes wrong becomes a Failure that names the page. Never raises an Exception."""
    try:
        return clean_page(page, config or default_config())
    except BadInput as error:
        reason: FailureReason = "too-large" if error.reason == "too-large" else "not-text"
        return Failure(page.origin, "read", reason, str(error), url=page.url)
    except (CleanError, RecursionError) as error:
        return Failure(page.origin, "judge", "internal", str(error) or type(error).__name__, url=page.url)
    except MemoryError:
        return Failure(page.origin, "judge", "memory", "the page took more memory than allowed", url=page.url)
    except Exception as error:  # the one place where any fault becomes a record
        return Failure(page.origin, "judge", "internal", f"{type(error).__name__}: {error}", url=page.url)
