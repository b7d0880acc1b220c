"""Checks of the files and rules that settings name, before many pages are read."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from cleaner.errors import ConfigError
from cleaner.judge.phrases import load_rules
from cleaner.judge.rules import GENERAL, languages
from cleaner.model import Page
from cleaner.pipeline.page import clean_page
from cleaner.read.sites import check_sites

if TYPE_CHECKING:
    from cleaner.config import Config


RULE_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*")


def check_files(config: Config) -> None:
    """Read the user's own site rules and weights, and look for the rules that are to be kept.

    Raises ConfigError if one is missing or invalid.

    Each page would fail with them, so they are checked before many pages are read.
    """
    if config.clean.sites_dir is not None:
        check_sites(config.clean.sites_dir)
    if config.clean.weights is not None:
        _check_weights(config)
    check_kept(tuple(config.clean.keep))


def check_kept(keep: tuple[str, ...]) -> None:
    """Raise ConfigError if ``clean.keep`` has a name that is nearly that of a rule for phrases, but none.

    Other texts are phrases to keep, such as "he/she".
    """
    for entry in keep:
        name, _, rule = entry.partition("/")
        if not RULE_NAME.fullmatch(rule) or (name != GENERAL and name not in languages()):
            continue
        known = load_rules(None if name == GENERAL else name).ids
        own = sorted(one.partition("/")[2] for one in known if one.startswith(f"{name}/"))
        near = get_close_matches(rule, own, n=1, cutoff=0.8)
        if entry not in known and (near or "-" in rule):
            meant = f"; did you mean '{name}/{near[0]}'?" if near else ""
            raise ConfigError(f"clean.keep: no rule is named {entry!r}{meant}")


def _check_weights(config: Config) -> None:
    """Judge a sample with the weights."""
    try:
        clean_page(Page(b"<!doctype html><title>A page</title><h1>A page</h1><p>Words of a sample."), config)
    except ConfigError:
        raise
    except Exception:  # numbers of another shape may cause any error
        raise ConfigError(f"clean.weights: {config.clean.weights}: no weights of the tagger") from None
