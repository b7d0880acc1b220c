"""The phrase rules for a page: those of its language, and those of the user."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleaner.errors import ConfigError
from cleaner.judge import phrases, sites
from cleaner.model import Block, Document
from cleaner.prefilters import join_longest
from cleaner.read.language import UNKNOWN, identify

if TYPE_CHECKING:
    from cleaner.config import CleanSettings

LANGUAGE_SAMPLE_CHARS = 4_000
LONG_CHARS = 200  # of a block; on most pages those alone fill the sample


def choose_rules(document: Document, language: str) -> phrases.Rules:
    """The phrase rules for a page, by the language detected in its text, or else by the declared one."""
    return phrases.load_rules(document.language if language == UNKNOWN else language)


def add_user_phrases(rules: phrases.Rules, settings: CleanSettings) -> phrases.Rules:
    """Add the phrases that the configuration keeps and drops. Rule names among them are handled by ``decide``.

    Raises ConfigError for a phrase without a word.
    """
    named = rules.ids
    try:
        return sites.extend(rules, settings.drop, tuple(item for item in settings.keep if item not in named))
    except ValueError as error:
        raise ConfigError(f"clean.keep, clean.drop: {error}") from None


def sample_text(blocks: Sequence[Block]) -> str:
    """A sample for language detection: the longest blocks, in reading order, up to a limit."""
    return join_longest(blocks, LONG_CHARS, LANGUAGE_SAMPLE_CHARS)


def recheck_language(text: str, sample: str, language: str, declared: str | None) -> str:
    """The language of the kept text. It is detected again only if its longest blocks are not those of the page."""
    return language if text == sample else identify(text, declared)
