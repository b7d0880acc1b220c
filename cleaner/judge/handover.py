"""What the compiled core takes over from the judges, once: the records that it reads, and tables."""

from __future__ import annotations

from functools import cache

from cleaner import core
from cleaner.judge.inputs import GROUP_OF_KIND, ROW_OF_KIND, share_of_title
from cleaner.judge.letters import class_table
from cleaner.model import Block, Container


@cache
def set_up_core() -> None:
    """Pass the core the types of records, and the tables of classes and kinds."""
    core.compiled.judge_setup(Block, Container, class_table(), ROW_OF_KIND, GROUP_OF_KIND, share_of_title)
