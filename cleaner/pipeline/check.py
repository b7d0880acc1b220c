"""Checks of the files that settings name, before many pages are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.errors import ConfigError
from cleaner.model import Page
from cleaner.pipeline.page import clean_page
from cleaner.read.sites import check_sites

if TYPE_CHECKING:
    from cleaner.config import Config


def check_files(config: Config) -> None:
    """Read the user's own site rules and weights. Raises ConfigError if they are missing or invalid.

    Each page would fail with them, so they are checked before many pages are read.
    """
    if config.clean.sites_dir is not None:
        check_sites(config.clean.sites_dir)
    if config.clean.weights is not None:
        _check_weights(config)


def _check_weights(config: Config) -> None:
    """Judge a sample with the weights."""
    try:
        clean_page(Page(b"<!doctype html><title>A page</title><h1>A page</h1><p>Words of a sample."), config)
    except ConfigError:
        raise
    except Exception:  # numbers of another shape may cause any error
        raise ConfigError(f"clean.weights: {config.clean.weights}: no weights of the tagger") from None
