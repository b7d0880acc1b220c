"""Lists of rules: each rule with its size, and each language with the number of its rules and how they were checked."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.errors import UsageError
from cleaner.judge.rules import GENERAL, language_file, languages, read_checked, read_rules

NO_LANGUAGE = "with every language"
KNOWLEDGE = "from knowledge only; needs a native reader"


def list_rules(language: str | None = None) -> Iterator[str]:
    """One line per rule, separated by tabs: id, kind, scope, numbers of phrases, hits and misses.

    For all files, or for one language (``general`` for the rules of no language). Raises UsageError if it has none.
    """
    if language is not None and language != GENERAL and language_file(language) is None:
        raise UsageError(f"--language {language}: no rules; there are {GENERAL}, {', '.join(languages())}")
    only = GENERAL if language == GENERAL else language_file(language)
    for name in (only,) if only else (GENERAL, *languages()):
        for rule in read_rules(name):
            sizes = f"{len(rule.phrases)} phrases\t{len(rule.hits)} hits\t{len(rule.misses)} misses"
            yield f"{rule.id}\t{rule.kind}\t{rule.scope}\t{sizes}"


def render_languages() -> str:
    """A Markdown table of the languages: rules, phrases, hits and misses, and how they were checked."""
    lines = ["| language | rules | phrases | hits | misses | checked |", "|---|---|---|---|---|---|"]
    for name in (GENERAL, *languages()):
        rules = read_rules(name)
        sizes = (sum(len(getattr(rule, part)) for rule in rules) for part in ("phrases", "hits", "misses"))
        cells = (
            f"`{name}`",
            str(len(rules)),
            *map(str, sizes),
            NO_LANGUAGE if name == GENERAL else read_checked(name) or KNOWLEDGE,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])
