"""The judge for single sites: elements found by selectors, and blocks by the site's own phrases.

The rules of a site come before every other judge (``decide.py``). Selectors were matched when the page was read, and a
block names the rule that selects the innermost element around it. Phrases to drop are added to those of the page's
language, so that a site's heading may include the list under it. ``claim`` then attributes the resulting verdicts to
this judge, also those of phrases that the site keeps.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from cleaner.judge import phrases
from cleaner.judge.decide import SITES
from cleaner.judge.rules import DEFAULT_MAX_WORDS, Rule
from cleaner.model import Document, SiteRules, Verdict


def judge(document: Document) -> list[Verdict]:
    """Verdicts on blocks that a selector of the page's site selects."""
    site = document.site
    if site is None:
        return []
    rules = {rule.id: rule for rule in site.rules}
    return [
        Verdict(block.index, rules[block.site].keep, SITES, block.site, rules[block.site].kind)
        for block in document.blocks
        if block.site is not None
    ]


def with_site(rules: phrases.Rules, site: SiteRules | None) -> phrases.Rules:
    """The rules with the phrases of a site before them. Raises ValueError for a phrase that cannot be matched."""
    if site is None or not any(rule.phrases for rule in site.rules):
        return rules
    drop = tuple(
        Rule(rule.id, rule.kind, rule.scope, rule.phrases, max_words=rule.max_words or DEFAULT_MAX_WORDS)
        for rule in site.rules
        if rule.phrases and not rule.keep
    )
    extended = extend(rules, drop, ())
    for rule in site.rules:
        if rule.keep and rule.phrases:
            extended = extend(extended, (), rule.phrases, rule.id)
    return extended


@lru_cache(maxsize=128)
def extend(
    rules: phrases.Rules, drop: tuple[str | Rule, ...], keep: tuple[str, ...], sign: str = phrases.USER_KEEP
) -> phrases.Rules:  # fmt: skip
    """``Rules.with_extra``, cached for the same rules and phrases."""
    return rules.with_extra(drop, keep, sign)


def claim(verdicts: Iterable[Verdict], site: SiteRules | None) -> list[Verdict]:
    """The verdicts, with those of a site's phrases attributed to this judge."""
    if site is None:
        return [*verdicts]
    own = {rule.id for rule in site.rules if rule.phrases}
    return [verdict._replace(judge=SITES) if verdict.rule in own else verdict for verdict in verdicts]
