"""The record: the JSON object that is written for every page, article or failure. ``schema`` describes it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.article import Article, Source
from cleaner.model import Failure, Page
from cleaner.render.record import SCHEMA_VERSION, dump, read_id, record_id, restate, to_json, usage_data
from cleaner.version import package_version

if TYPE_CHECKING:
    from cleaner.config import Config

__all__ = ["dump", "read_id", "record_id", "restate", "rules_digest", "source_of", "to_line", "to_record"]
_TOOL: list[tuple[Config, Source]] = []  # of the configuration that was used last


@cache
def rules_digest(sites_dir: Path | None = None) -> str:
    """A hash of the rules and weights, in twelve hex digits. It changes whenever a decision may change.

    ``sites_dir`` is the user's folder of site rules. Raises ConfigError if it cannot be read.
    """
    from cleaner.read.sites import list_sites

    data = Path(__file__).parent / "data"
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted([*data.rglob("*.yaml"), *data.rglob("*.npz")]):
        if path.name != "config.yaml":
            digest.update(path.relative_to(data).as_posix().encode())
            digest.update(path.read_bytes())
    for domain, path in sorted(list_sites(sites_dir).items()) if sites_dir else ():
        digest.update(domain.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def to_line(record: Mapping[str, Any]) -> bytes:
    """A record as a line of JSON."""
    return to_json(record) + b"\n"


def source_of(page: Page | None, config: Config) -> Source:
    """The source of an article, for its record. ``page`` is None if there is no page."""
    tool = _tool_of(config)
    if page is None:
        return tool
    return Source(  # each field, because to replace some of them takes five times as long
        origin=page.origin, url=page.url, final_url=page.final_url, http_status=page.http_status, etag=page.etag,
        last_modified=page.last_modified, fetched_at=page.fetched_at, sha256=hashlib.sha256(page.body).hexdigest(),
        rendered=page.rendered, version=tool.version, config=tool.config, rules=tool.rules, blocks=tool.blocks,
        comments=tool.comments,
    )  # fmt: skip


def _tool_of(config: Config) -> Source:
    """The tool and its settings. It is made once for each configuration, because a digest takes as long as a text."""
    known = _TOOL[:1]
    if known and known[0][0] is config:
        return known[0][1]
    made = Source(
        version=package_version(), config=config.digest(), rules=rules_digest(config.clean.sites_dir),
        blocks=config.clean.blocks, comments=config.clean.comments == "field",
    )  # fmt: skip
    _TOOL[:] = [(config, made)]
    return made


def to_record(outcome: Article | Failure, page: Page | None, config: Config) -> dict[str, Any]:
    """The record of an article or a failure as plain data. Its keys are in the order of ``schema.RECORD_FIELDS``.

    ``page`` is the page of the outcome (None if fetching failed).
    """
    source = source_of(page, config)
    if isinstance(outcome, Article):
        return replace(outcome, source=source).to_dict()
    fetch = source.fetch_data()
    return {
        "schema_version": SCHEMA_VERSION,
        "id": record_id(outcome.origin),
        "version": 1,
        "url": source.url or outcome.url,
        "final_url": source.final_url,
        "origin": outcome.origin,
        "status": "failed",
        "kind": None, "title": None, "authors": [], "published": None, "modified": None, "site": None,
        "language": None, "tags": [], "description": None, "image": None, "text": "", "blocks": None,
        "confidence": 0.0, "removed": [], "notes": [], "provenance": {},
        "usage": usage_data(outcome.usage or (page.usage if page else ())),
        "duplicate_of": None,
        "fetch": fetch if page else {**fetch, "http_status": outcome.http_status},
        "tool": source.tool_data(),
        "error": {
            "stage": outcome.stage, "reason": outcome.reason, "message": outcome.message,
            "retryable": outcome.retryable,
        },
    }  # fmt: skip
