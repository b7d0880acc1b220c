"""The stages judge and decide: the rule-based judges give their evidence, and ``decide`` weighs it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set
from functools import partial

from cleaner.judge import asides, cards, linklines, phrases, repeats, runs, series, sites, structure, template
from cleaner.judge.decide import STRONG, Decision, Scales, is_custom
from cleaner.judge.headed import RULE as HEADED
from cleaner.judge.headed import find_headed
from cleaner.judge.openended import Match
from cleaner.judge.pagefacts import is_forum
from cleaner.judge.status import is_titled_missing
from cleaner.model import Document, Verdict
from cleaner.pipeline.body import Body
from cleaner.pipeline.job import Job
from cleaner.vocabulary import PageKind

KEPT_COMMENT = "user/keep-comments"
MAX_TAIL = 1.0  # letters below a section of plain text that the tagger keeps, in those that it keeps above
MIN_TAIL_CHARS = 400
MAX_GAP = 24  # blocks from the end of the section to the first such line
MIN_RECURRING = 3  # lines of one rule that stand in the text, such as "Rating: 4.8" below each wine of a review
LIKE_POSTS: frozenset[PageKind | None] = frozenset({"article", "documentation"})  # that a thread is taken for


def settle_page(
    document: Document,
    title: str | None,
    rules: phrases.Rules,
    body: Body,
    job: Job,
    *,
    authors: Collection[str],
    matches: Mapping[int, Match],
    spoken: Collection[int],
) -> Decision:
    """Ask the rule-based judges, then decide.

    ``matches`` are those of the document under these rules, ``spoken`` those of them that are only spoken of.
    """
    verdicts = sites.judge(document) + sites.claim(phrases.judge(document, rules, matches, spoken), document.site)
    verdicts = _without_recurring(verdicts, body.verdicts)
    weigh = partial(Scales, document, body.verdicts, job.settings.max_loss, job.settings.keep)
    if job.settings.keep_comments:
        said = {verdict.block for verdict in verdicts}  # a phrase such as "Log in to reply" is not a comment
        verdicts += [
            verdict._replace(keep=True, rule=KEPT_COMMENT, score=1.0)
            for verdict in body.verdicts
            if not verdict.keep and verdict.kind == "comments" and verdict.block not in said
        ]
    if job.settings.mode == "trafilatura":
        return weigh().add([verdict for verdict in verdicts if verdict.keep])
    chrome = {verdict.block for verdict in verdicts if not verdict.keep}
    kind = job.settings.kind or ("forum" if body.kind in LIKE_POSTS and is_forum(document.head) else body.kind)
    sections = _judge_runs(document, matches, chrome, kind)
    verdicts += _without_long_tail(document, sections, body.verdicts) if document.source == "text" else sections
    scales = weigh()
    decision = scales.add(verdicts)
    if alone := runs.find_alone(sections, matches, decision.keep):
        decision = scales.add(alone)
    repeated = repeats.judge(document, title, decision.keep, kind)
    if repeated:
        verdicts += repeated
        decision = scales.add(repeated)
    if job.recurring and kind not in template.NOT_FOR:
        recurring = template.judge(document, job.recurring, decision.keep)
        verdicts += recurring
        decision = scales.add(recurring)
    threads = not job.settings.keep_comments
    under = asides.judge(
        document, decision.keep, kind, rules, matches, comments=threads, authors=authors, title=title
    )  # fmt: skip
    under += linklines.judge(document, decision.keep, body.verdicts, kind)
    if under:
        verdicts += under
        decision = scales.add(under)
    index = {verdict.block: verdict for verdict in cards.judge(document, decision.keep, kind)}
    if index:  # on such a page, the blocks below a chrome heading such as "Recent posts" are the text
        verdicts = [
            found for found in verdicts if found.block not in index or found.judge != runs.JUDGE or is_custom(found)
        ]
        scales = weigh()
        decision = scales.add([*verdicts, *index.values()])
    belonging = _judge_belonging(document, decision, kind, title, matches, images=job.settings.images)
    return scales.add(belonging) if belonging else decision


def _judge_belonging(
    document: Document, decision: Decision, kind: PageKind | None, title: str | None, matches: Mapping[int, Match],
    *, images: bool,
) -> list[Verdict]:  # fmt: skip
    """Evidence on the blocks that belong to those that stay."""
    keep, because = decision.keep, decision.because
    belonging = structure.judge(document, keep, kind, images, title, matches=matches)
    belonging += series.judge(document, keep, because, kind)
    headed = find_headed(document.blocks, keep, because, matches)
    return belonging + [Verdict(at, True, structure.JUDGE, HEADED) for at in headed]


def _without_recurring(verdicts: list[Verdict], body: Sequence[Verdict]) -> list[Verdict]:
    """Without weak evidence on lines of dates, ratings and names that recur in the text.

    The date of the page itself stands there once or twice. Those of the events in a list are text.
    """
    weak = [one for one in verdicts if one.kind == "other" and one.score < STRONG and not one.keep]
    if len(weak) < MIN_RECURRING:
        return verdicts
    kept = {one.block for one in body if one.keep}
    counts = Counter(one.rule for one in weak if one.block in kept)
    recurring = {id(one) for one in weak if one.block in kept and counts[one.rule] >= MIN_RECURRING}
    return [one for one in verdicts if id(one) not in recurring]


def _without_long_tail(document: Document, sections: list[Verdict], body: Sequence[Verdict]) -> list[Verdict]:
    """Without evidence against the rest of a page below a section, if the tagger keeps more of it than above.

    A list of summaries may have its first heading of chrome near the top.
    """
    kept = {one.block for one in body if one.keep}
    rest = [one.block for one in sections if one.rule == runs.TAIL_RULE]
    tail = kept.intersection(rest)
    if not tail or min(tail) - rest[0] > MAX_GAP:
        return sections
    above = kept.difference(one.block for one in sections)
    size, other = (sum(len(document.blocks[at].text) for at in part) for part in (tail, above))
    if size <= max(MIN_TAIL_CHARS, MAX_TAIL * other):
        return sections
    return [one for one in sections if one.block not in tail]


def _judge_runs(
    document: Document, matches: Mapping[int, Match], chrome: Set[int], kind: PageKind | None
) -> list[Verdict]:
    """Judge blocks below a chrome heading. On list pages, only headings of the user's and the site's rules count."""
    heads = runs.without_own(phrases.sections(matches, document.blocks), kind)
    verdicts = sites.claim(runs.judge(document, heads, chrome, kind), document.site)
    if kind not in runs.LISTS or is_titled_missing(document):
        return verdicts
    return [verdict for verdict in verdicts if is_custom(verdict)]
