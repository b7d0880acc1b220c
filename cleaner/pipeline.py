"""One page through all stages: read, judge, decide, assemble."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate

from cleaner.article import Article
from cleaner.assemble import find_base, kept_blocks, list_removals, scrub_article
from cleaner.body import Body, judge_body
from cleaner.collector import collector_off
from cleaner.comments import list_comments
from cleaner.config import CleanSettings, Config, default_config
from cleaner.errors import BadInput, CleanError, ConfigError
from cleaner.judge import asides, phrases, repeats, runs, sites, structure, template
from cleaner.judge.decide import OWN, SITES, Decision, decide
from cleaner.judge.hints import collect_hints
from cleaner.judge.spread import spread
from cleaner.judge.status import assess
from cleaner.judge.template import NOTHING, Recurring
from cleaner.model import Block, Comment, Document, Failure, Head, Page, SiteRules, Verdict
from cleaner.read.bodies import KEPT, Finding, find_stated, share_kept, vouch
from cleaner.read.decode import cap_attributes, decode, note_decoding
from cleaner.read.foreign import foreign_kind
from cleaner.read.html import FindRules, no_rules, read_html
from cleaner.read.language import UNKNOWN, identify
from cleaner.read.markup import repair_markup
from cleaner.read.metadata import read_metadata
from cleaner.read.saved import saved_from
from cleaner.read.sites import find_site, list_sites, stated_url
from cleaner.read.sniff import is_html, skip_header
from cleaner.read.text import read_text
from cleaner.usage.statements import from_head
from cleaner.usage.vocabulary import refusal
from cleaner.vocabulary import FailureReason, PageKind

Trace = Callable[[str], None]
FindSite = Callable[[str | None], SiteRules | None]  # from a page's URL to the rules of its site

MAX_TEXT_PASSES = 60  # plain text is cleaned until nothing changes; two passes are the rule, nineteen the most seen
MIN_TEXT_PASSES = 4  # of a text so long that all passes would take minutes
MAX_PASSED_BLOCKS = 60_000  # in all passes together
LANGUAGE_SAMPLE_CHARS = 4_000
WALLS = frozenset({"paywall", "login", "consent", "shell", "index"})
KEPT_COMMENT = "user/keep-comments"


@dataclass(frozen=True, slots=True)
class _Job:
    """What every stage of one page may look at."""

    page: Page
    settings: CleanSettings
    recurring: Recurring
    trace: Trace
    find_site: FindSite | None = None  # None: no site has rules

    @property
    def url(self) -> str | None:
        """Where the page was found."""
        return self.page.final_url or self.page.url

    def rules_of(self, head: Head, html: str = "") -> SiteRules | None:
        """The rules of the page's site."""
        if self.find_site is None:
            return None
        saved = None if self.url else saved_from(html)
        return self.find_site(self.url or (saved[0] if saved else stated_url(head)))


def clean_page(
    page: Page,
    config: Config | None = None,
    recurring: Recurring = NOTHING,
    trace: Trace | None = None,
    find_site: FindSite | None = None,
) -> Article:
    """Clean one page. Pure: the result depends on the page, the configuration and what recurs on its host alone.

    ``trace``, if given, is called with the name of each stage as it ends, ``find_site`` in place of the look-up in the
    files of site rules. Raises BadInput when the page holds no text to read (binary data, too many bytes), ConfigError
    when a file of site rules does not hold.
    """
    settings = (config or default_config()).clean
    find = find_site or _look_up(settings)
    job = _Job(page, settings, recurring, trace or _no_trace, find)
    with collector_off():
        return _clean(job)


def _clean(job: _Job) -> Article:
    document, html = _read(job)
    if document.source == "text":
        return scrub_article(_clean_text(document, job))
    article = _clean_document(document, html, job)
    finding, notes = find_stated(html, document, article.title, article.blocks)
    if finding is not None:
        article = _with_stated(finding, article, document, html, job)
    return scrub_article(replace(article, notes=(*article.notes, *notes)) if notes else article)


def _with_stated(finding: Finding, article: Article, document: Document, html: str, job: _Job) -> Article:
    """The article again, with a body that the page states elsewhere, or as one that is only a part of such a body."""
    stated = finding.stated
    if finding.insert:
        again = read_html(html, find_rules=_rules_of(job, html), stated=stated.html)
        document = replace(again, partial=document.partial, notes=document.notes)
    if finding.insert or finding.witnessed:
        article = _clean_document(document, html, job, vouch(document, finding))
    if finding.insert:
        status = "ok" if article.status in WALLS else article.status  # behind which the body stands after all
        return replace(article, status=status, provenance={**article.provenance, "text": stated.source})
    share = share_kept(stated, article.blocks)
    if share >= KEPT:
        return article
    note = f"stated: {share:.0%} of the body in {stated.source} were kept"
    return replace(article, confidence=min(article.confidence, max(share, 0.1)), notes=(*article.notes, note))


def _look_up(settings: CleanSettings) -> FindSite | None:
    """The look-up in the files of site rules, or None where there are none."""
    if not list_sites(settings.sites_dir):
        return None
    return partial(find_site, folder=settings.sites_dir)


def _read(job: _Job) -> tuple[Document, str]:
    """The document of a page, and the decoded page."""
    page = job.page
    decoded = decode(page.body, page.charset_hint, job.settings.max_bytes)
    text = decoded.text
    job.trace("decode")
    foreign = foreign_kind(text, page.content_type)
    if foreign is not None:
        raise BadInput(f"this is {foreign}, not a page", "content-type")
    if not is_html(text, page.content_type):
        return note_decoding(_read_plain(text, job), decoded), text
    html = repair_markup(cap_attributes(skip_header(text)), page.content_type)
    document = read_html(html, find_rules=_rules_of(job, html))
    job.trace("read")
    return note_decoding(document, decoded), html


def _rules_of(job: _Job, html: str) -> FindRules:
    return partial(job.rules_of, html=html) if job.find_site else no_rules


def match_site(page: Page, config: Config, find_site: FindSite) -> tuple[Document, list[Verdict]]:
    """Read a page and find what the rules of its site say of it; raises as ``clean_page`` does."""
    job = _Job(page, config.clean, NOTHING, _no_trace, find_site)
    document, _ = _read(job)
    rules = sites.with_site(phrases.load_rules(None), document.site)
    verdicts = [*phrases.judge(document, rules), *runs.judge(document, phrases.sections(document, rules))]
    claimed = [verdict for verdict in sites.claim(verdicts, document.site) if verdict.judge == SITES]
    return document, [*sites.judge(document), *claimed]


def _no_trace(stage: str) -> None:
    """Nobody is timing."""


def _clean_text(first: Document, job: _Job) -> Article:
    """Clean plain text until nothing changes, so that cleaning cleaned text is always without effect."""
    article = _clean_document(first, "", job)
    most = MAX_PASSED_BLOCKS // max(1, len(first.blocks))
    for _ in range(max(MIN_TEXT_PASSES, min(MAX_TEXT_PASSES, most))):
        document = _read_plain(article.text, job)
        again = _clean_document(document, "", job)
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


def _read_plain(text: str, job: _Job) -> Document:
    document = read_text(text)
    site = job.rules_of(document.head)
    return document if site is None else replace(document, site=site)


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


def _clean_document(document: Document, html: str, job: _Job, vouched: Sequence[Verdict] = ()) -> Article:
    """One document to its article. ``vouched`` are verdicts of the reader in place of the body judge's."""
    settings = job.settings
    if job.page.truncated:
        document = replace(document, partial=job.page.truncated)
    url = job.url
    metadata = read_metadata(
        document, html, url, url_dates=settings.url_dates, fetched_at=job.page.fetched_at, announced=job.page.announced
    )
    job.trace("metadata")
    sample = sample_text(document.blocks)
    told = settings.language or identify(sample, document.language)
    rules = choose_rules(document, told)
    if settings.drop or settings.keep:
        rules = _own_rules(rules, settings)
    hints = collect_hints(document, rules)  # a site's own phrases are no news of what stands around them
    rules = sites.with_site(rules, document.site)
    job.trace("phrases")
    body = judge_body(document, html, metadata.title, hints, settings=settings, trace=job.trace)
    if vouched:
        body = replace(body, verdicts=[*{verdict.block: verdict for verdict in (*body.verdicts, *vouched)}.values()])
    decision = _decide(document, metadata.title, rules, body, job)
    job.trace("decide")
    kept = kept_blocks(document.blocks, decision.keep)
    status, status_score = assess(document, decision.keep, job.page.http_status, (job.page.url, job.page.final_url))
    kind = settings.kind or body.kind
    language = settings.language or _retell(sample_text(kept or document.blocks), sample, told, document.language)
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
        status_score=status_score,
        provenance={**metadata.provenance, "language": "config" if settings.language else "text"},
        removed=list_removals(document, decision),
        images=structure.shown_images(document, decision.keep),
        notes=(*decision.notes, *document.notes, *((document.partial,) if document.partial else ())),
        rules=document.rules,
        base=find_base(url, document.base),
        usage=job.page.usage + from_head(document.head, base=url or ""),
        comments=_comments(document, decision, kind, rules, language) if settings.comments == "field" else (),
    )


def _comments(
    document: Document, decision: Decision, kind: PageKind | None, rules: phrases.Rules, language: str
) -> tuple[Comment, ...]:
    lines = spread(document)
    keep = lines.spread(decision.keep)
    return list_comments(lines.document, asides.find_comments(lines.document, keep, kind, rules), keep, language)


def _decide(document: Document, title: str | None, rules: phrases.Rules, body: Body, job: _Job) -> Decision:
    """Ask the judges that work by rules, and settle."""
    verdicts = sites.judge(document) + sites.claim(phrases.judge(document, rules), document.site)
    settle = partial(decide, document, body.verdicts, max_loss=job.settings.max_loss, overruled=job.settings.keep)
    if job.settings.keep_comments:
        said = {verdict.block for verdict in verdicts}  # a phrase such as "Log in to reply" is no comment
        verdicts += [
            replace(verdict, keep=True, rule=KEPT_COMMENT, score=1.0)
            for verdict in body.verdicts
            if not verdict.keep and verdict.kind == "comments" and verdict.block not in said
        ]
    if job.settings.mode == "trafilatura":
        return settle([verdict for verdict in verdicts if verdict.keep])
    verdicts += _judge_runs(document, rules, job.settings.kind or body.kind)
    decision = settle(verdicts)
    said_twice = repeats.judge(document, title, decision.keep)
    if said_twice:
        verdicts += said_twice
        decision = settle(verdicts)
    if job.recurring and (job.settings.kind or body.kind) not in template.NOT_FOR:
        verdicts += template.judge(document, job.recurring, decision.keep)
        decision = settle(verdicts)
    kind = job.settings.kind or body.kind
    under = asides.judge(document, decision.keep, kind, rules, comments=not job.settings.keep_comments)
    if under:
        verdicts += under
        decision = settle(verdicts)
    belonging = structure.judge(document, decision.keep, kind, job.settings.images)
    return settle([*verdicts, *belonging]) if belonging else decision


def _judge_runs(document: Document, rules: phrases.Rules, kind: PageKind | None) -> list[Verdict]:
    """What stands below heads of chrome; on pages that are lists themselves, below the user's and the site's alone."""
    verdicts = sites.claim(runs.judge(document, phrases.sections(document, rules)), document.site)
    if kind not in runs.LISTS:
        return verdicts
    return [verdict for verdict in verdicts if verdict.judge == SITES or verdict.rule.startswith(OWN)]


def _own_rules(rules: phrases.Rules, settings: CleanSettings) -> phrases.Rules:
    """The rules with the phrases that the configuration keeps and drops; rules that it names are for ``decide``.

    Raises ConfigError for a phrase without a word.
    """
    named = {rule.id for rule in rules.source}
    try:
        return sites.extend(rules, settings.drop, tuple(item for item in settings.keep if item not in named))
    except ValueError as error:
        raise ConfigError(f"clean.keep, clean.drop: {error}") from None


def sample_text(blocks: Sequence[Block]) -> str:
    """Text to tell a language by: the longest blocks, in reading order, up to a bound."""
    chosen: list[Block] = []
    size = 0
    for block in sorted(blocks, key=lambda found: (-len(found.text), found.index)):
        chosen.append(block)
        size += len(block.text)
        if size > LANGUAGE_SAMPLE_CHARS:
            break
    return "\n".join(block.text for block in sorted(chosen, key=lambda found: found.index))


def choose_rules(document: Document, told: str) -> phrases.Rules:
    """The phrase rules for a page by the language that its text was told to be in, or else declares."""
    return phrases.load_rules(document.language if told == UNKNOWN else told)


def _retell(text: str, sample: str, told: str, declared: str | None) -> str:
    """The language of what stays: as told before, unless the longest blocks are others than those of the page."""
    return told if text == sample else identify(text, declared)


def run_one(page: Page, config: Config | None = None, recurring: Recurring = NOTHING) -> Article | Failure:
    """Clean one page; whatever goes wrong becomes a Failure that names the page. Never raises an Exception.

    A page whose site refuses a use that ``fetch.honour_usage`` names is a Failure too, with the reason ``usage``.
    """
    config = config or default_config()
    try:
        article = clean_page(page, config, recurring)
        why = refusal(article.usage, config.fetch.honour_usage)
        return article if why is None else Failure(page.origin, "read", "usage", why, url=page.url, usage=article.usage)
    except BadInput as error:
        reasons: dict[str, FailureReason] = {"too-large": "too-large", "content-type": "content-type"}
        reason = reasons.get(error.reason, "not-text")
        return Failure(page.origin, "read", reason, str(error), url=page.url)
    except (CleanError, RecursionError) as error:
        return Failure(page.origin, "judge", "internal", str(error) or type(error).__name__, url=page.url)
    except MemoryError:
        return Failure(page.origin, "judge", "memory", "the page took more memory than allowed", url=page.url)
    except Exception as error:  # the one place where any fault becomes a record
        return Failure(page.origin, "judge", "internal", f"{type(error).__name__}: {error}", url=page.url)
