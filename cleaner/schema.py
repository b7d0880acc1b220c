"""The schema of the record: its fields, their types and meanings, for checks, tables and the docs.

``RECORD_FIELDS`` is the order of its keys. ``cleaner schema`` prints the JSON Schema of ``Record``. This is a separate
module, because pydantic takes a while to build the schema and cleaning a page does not need it.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cleaner.vocabulary import BlockKind, FailureReason, PageKind, PlaceKind, RemovalKind, SpanKind, Stage, Status, Use

JSON_SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RemovedPart(_Part):
    """A removed block, and why."""

    kind: RemovalKind
    judge: str
    rule: str
    score: float = Field(ge=0, le=1)
    offset: int = Field(ge=0, description="Its position: number of code points of the article's text before it")
    text: str


class FetchPart(_Part):
    """How the page was fetched. The fields are null if it was not."""

    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: str | None = None
    sha256: str | None = Field(None, description="SHA-256 of the body as read, hex")
    rendered: str | None = Field(None, description="The browser and version that rendered the page, if any")


class ToolPart(_Part):
    """What made the record: version, hash of the settings and hash of the rules and weights."""

    version: str
    config: str
    rules: str


class ErrorPart(_Part):
    """Why there is no article."""

    stage: Stage
    reason: FailureReason
    message: str
    retryable: bool


class UsageStatementPart(_Part):
    """What a site states about uses by machines in one place, in its own words, and what it refuses and allows."""

    source: str
    text: str
    refused: list[Use]
    allowed: list[Use]


class UsagePart(_Part):
    """The most restrictive of all statements. A use in neither list is not mentioned by any."""

    refused: list[Use] = Field(description="Uses that a statement refuses")
    allowed: list[Use] = Field(description="Uses that a statement allows and none refuses")
    licenses: list[str] = Field(description="Addresses of licences that the page or robots.txt names")
    statements: list[UsageStatementPart] = Field(description="Each statement with its source")


class DuplicatePart(_Part):
    """The earliest record that this one nearly repeats, and the estimated Jaccard similarity of their words."""

    id: str
    similarity: float = Field(ge=0, le=1)


class SpanPart(_Part):
    """A part of a block's text, in code points, with a meaning of its own."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    kind: SpanKind
    value: str | None = Field(None, description="Address of a link, LaTeX of a formula, id of a note")


class CellPart(_Part):
    """A cell of a table row. ``columns`` is 0 if another cell reaches over this column."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    columns: int = Field(ge=0)
    rows: int = Field(ge=1)
    head: bool


class PlacePart(_Part):
    """A list, item, quote, table or similar place around a block. Equal ids mean the same place."""

    kind: PlaceKind
    id: int
    ordered: bool | None = None
    head: bool | None = Field(None, description="For a row: it is a header of the table")
    number: int | None = None
    value: str | None = Field(None, description="Language of code, kind of a callout, id of a note, x of a ticked box")
    label: str | None = None


class BlockPart(_Part):
    """A kept block, or an image or embedded player at its position."""

    kind: BlockKind | Literal["image", "embed"]
    text: str = Field(description="The text of a block, or the alt text of an image")
    level: int | None = Field(None, description="Rank of a heading, nesting depth of an item")
    tight: bool | None = Field(None, description="Only a line break is between it and the block before")
    spans: list[SpanPart] | None = None
    cells: list[CellPart] | None = None
    path: list[PlacePart] | None = Field(None, description="The places around it, outermost first")
    src: str | None = None
    href: str | None = None


class CommentPart(_Part):
    """A reader's comment under an article. ``depth`` is 0 if it answers no other."""

    text: str
    author: str | None = None
    date: str | None = Field(None, description="ISO 8601; null if the page only says how long ago it was")
    depth: int = Field(ge=0)


class Record(_Part):
    """One page: an article with ``error`` null, or a failure with ``status`` failed and ``error`` filled."""

    schema_version: Literal[1]
    id: str = Field(description="Hex digits of a hash of the origin; a page has the same id in every run")
    version: int = Field(ge=1, description="1 for the first record of a page in this output, 2 for the next, and so on")
    url: str | None = Field(description="The requested address")
    final_url: str | None = Field(description="The address after redirects")
    origin: str = Field(description="Where the page came from: an address, a file, or a record of an archive")
    status: Status | Literal["failed"] = Field(description="What the page is, or failed")
    kind: PageKind | None = Field(description="The detected kind of page")
    title: str | None = Field(description="The headline")
    authors: list[str] = Field(description="People, or the agency that signed the article")
    published: str | None = Field(description="ISO 8601, as exact as the page states it")
    modified: str | None = Field(description="ISO 8601, as exact as the page states it")
    site: str | None = Field(description="The name of the site or publication")
    language: str | None = Field(description="ISO 639-1 code of the text")
    tags: list[str] = Field(description="Keywords that the page states")
    description: str | None = Field(description="The page's own summary")
    image: str | None = Field(description="Address of the main image")
    text: str = Field(description="The kept blocks: a blank line between paragraphs; list items begin with a hyphen")
    blocks: list[BlockPart] | None = Field(description="The kept blocks with their structure, if clean.blocks is set")
    comments: list[CommentPart] | None = Field(
        None, description="Readers' comments in page order; only if clean.comments asks for them"
    )
    confidence: float = Field(ge=0, le=1, description="The word F1 that cleaner expects of its own text")
    removed: list[RemovedPart] = Field(description="The removed blocks, in the order of the page")
    notes: list[str] = Field(description="What a user should know, such as a refused set of rules or a missing end")
    provenance: dict[str, str] = Field(description="For each field with a value, where it was found")
    usage: UsagePart | None = Field(description="Usage statements of the site; null if there are none")
    duplicate_of: DuplicatePart | None = Field(description="The earlier record that this one nearly repeats")
    fetch: FetchPart = Field(description="How the page was fetched")
    tool: ToolPart = Field(description="What made the record")
    error: ErrorPart | None = Field(description="Why there is no article")


RECORD_FIELDS = tuple(Record.model_fields)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that every record satisfies."""
    return {"$schema": JSON_SCHEMA_DIALECT, **Record.model_json_schema()}
