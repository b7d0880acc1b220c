"""What a worker process does with a page. Every function here is called by name in another process."""

from __future__ import annotations

from dataclasses import replace

from cleaner.config import Config
from cleaner.model import Article, Block, Container, Failure, Page
from cleaner.pipeline import run_one


def clean_flat(page: Page, config: Config) -> Article | Failure:
    """Clean a page into an article that is cheap to send: of the tree around its blocks, only the tables stay.

    Raises MemoryError where the page took more memory than allowed, so that the pool may try it once more.
    """
    outcome = run_one(page, config)
    if isinstance(outcome, Failure):
        if outcome.reason == "memory":
            raise MemoryError
        return outcome
    return replace(outcome, blocks=flatten(outcome.blocks))


def flatten(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks without their containers but for the innermost table, which Markdown needs to draw rows together."""
    tables: dict[int, Container] = {}
    flat = []
    for block in blocks:
        table = None
        if block.kind == "table" and block.container is not None:
            found = next((node for node in block.container.lineage() if node.tag == "table"), None)
            if found is not None:
                table = tables.setdefault(found.order, Container("table", (), None, found.order, 0))
        flat.append(replace(block, container=table))
    return tuple(flat)
