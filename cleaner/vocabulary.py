"""The closed lists of terms in records: kinds of blocks, spans and places, outcomes, reasons, uses."""

from __future__ import annotations

from typing import Literal, get_args

BlockKind = Literal["heading", "paragraph", "item", "quote", "code", "table", "caption", "other"]
SpanKind = Literal[
    "strong", "emphasis", "code", "strike", "superscript", "subscript", "mark", "link", "formula", "note", "break",
]  # fmt: skip
PlaceKind = Literal[
    "list", "item", "term", "description", "quote", "callout", "table", "row", "figure", "details", "title", "note",
    "code",
]  # fmt: skip
RemovalKind = Literal[
    "navigation", "related", "advertisement", "player", "share", "subscription", "paywall", "consent", "comments",
    "author-box", "credit", "tags", "legal", "breadcrumb", "duplicate-title", "duplicate", "other",
]  # fmt: skip
PageKind = Literal["article", "forum", "product", "listing", "collection", "documentation", "service"]
Status = Literal[
    "ok", "empty", "blocked", "paywall", "consent", "partial", "login", "not-found", "index", "shell",
]  # fmt: skip
Stage = Literal["source", "fetch", "read", "judge", "write"]
FailureReason = Literal[
    "unreadable", "changed-while-read", "not-text", "too-large", "timeout", "memory", "crash", "interrupted",
    "bad-url", "not-public", "dns", "connect", "tls", "protocol", "http-status", "redirect", "robots", "truncated",
    "too-slow", "content-type", "encoding", "deferred", "usage", "write", "internal",
]  # fmt: skip
Outcome = Literal["done", "unchanged", "skipped", "failed"]
SinkKind = Literal["jsonl", "md", "html", "txt", "parquet", "csv"]
Preference = Literal["balanced", "precision", "recall"]
Use = Literal["all", "tdm", "train-ai", "train-genai", "train-images", "ai-input", "search", "archive"]

BLOCK_KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
REMOVAL_KINDS: tuple[RemovalKind, ...] = get_args(RemovalKind)
PAGE_KINDS: tuple[PageKind, ...] = get_args(PageKind)
STATUSES: tuple[Status, ...] = get_args(Status)
USES: tuple[Use, ...] = get_args(Use)  # from the general to the specific
# Each output folder of pages holds a file whose name begins like this. The reader of folders skips such a folder.
OUTPUT_MARK = ".cleaner-output"
STATE_ENDING = ".state"  # of the folder beside an output in which ``urls`` and ``run`` keep its state
