"""The stages judge and decide: the rule-based judges give their evidence, and ``decide`` weighs it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from functools import partial

from cleaner.judge import asides, cards, phrases, repeats, runs, sites, structure, template
from cleaner.judge.decide import Decision, Scales, is_custom
from cleaner.judge.openended import Match
from cleaner.judge.pagefacts import is_forum
from cleaner.judge.status import is_titled_missing
from cleaner.model import Document, Verdict
from cleaner.pipeline.body import Body
from cleaner.pipeline.job import Job
from cleaner.vocabulary import PageKind

KEPT_COMMENT = "user/keep-comments"
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
    verdicts += _judge_runs(document, matches, chrome, kind)
    scales = weigh()
    decision = scales.add(verdicts)
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
    belonging = structure.judge(document, decision.keep, kind, job.settings.images, title)
    return scales.add(belonging) if belonging else decision


def _judge_runs(
    document: Document, matches: Mapping[int, Match], chrome: Set[int], kind: PageKind | None
) -> list[Verdict]:
    """Judge blocks below a chrome heading. On list pages, only headings of the user's and the site's rules count."""
    heads = runs.without_own(phrases.sections(matches, document.blocks), kind)
    verdicts = sites.claim(runs.judge(document, heads, chrome), document.site)
    if kind not in runs.LISTS or is_titled_missing(document):
        return verdicts
    return [verdict for verdict in verdicts if is_custom(verdict)]
