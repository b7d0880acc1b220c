"""Near duplicates: each record names the earliest record that it nearly repeats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.store.likeness import LikenessIndex, Signature

if TYPE_CHECKING:
    from cleaner.batch.work import Cleaned
    from cleaner.config import Config
    from cleaner.sinks import Output


class Marker:
    """Marks records that nearly repeat an earlier one of the same batch, or of earlier batches if ``path`` is given.

    Raises OutputError if the file at ``path`` cannot be written.
    """

    def __init__(self, config: Config, path: Path | None = None) -> None:
        self.index: LikenessIndex | None = None
        if config.duplicates.enabled:
            from cleaner.judge.likeness import similarity

            self.index = LikenessIndex(config.duplicates.threshold, similarity, path=path)

    def __enter__(self) -> Marker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the index."""
        if self.index is not None:
            self.index.close()

    def mark(self, one: Cleaned) -> Output:
        """The output of a page, with the earliest record that it nearly repeats."""
        if self.index is None or one.signature is None:
            return one.output
        from cleaner.judge.likeness import bands, version

        signature = Signature(one.output.record["id"], version(), one.signature, tuple(bands(one.signature)))
        near = self.index.earliest(signature)
        self.index.add(signature)
        if near is None:
            return one.output
        return one.output.stating("duplicate_of", {"id": near.id, "similarity": near.similarity})
