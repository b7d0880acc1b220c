"""Parquet: records as rows, with a schema built from ``Record``, zstd, in one file or in a folder of shards.

A file gets its name when it is complete and synced. Memory is limited to one row group, whatever the number of records.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import NoneType, UnionType
from typing import IO, TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from cleaner.errors import LockHeld, OutputError, UsageError, extra_hint
from cleaner.record import dump
from cleaner.schema import Record
from cleaner.sinks.atomic import open_partial, sync_folder, writing
from cleaner.sinks.ours import output_path
from cleaner.sinks.output import Output

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_IN_GROUP = 1_024
ROWS_WAITING = 64  # rows as Python objects, which need ten times the memory that Arrow does
GROUP_BYTES = 8 << 20  # of text in a row group, roughly
SHARD_BYTES = 512 << 20  # of text in a shard before compression; on disk a third to a quarter of it
ENDING = ".parquet"
PARTS = f"part-[0-9][0-9][0-9][0-9][0-9]{ENDING}"
DONE = "_SUCCESS"  # the mark of a complete folder in Hadoop, Spark and their readers
COMPRESSION = "zstd"


def import_pyarrow() -> Any:  # noqa: ANN401 - pyarrow has no types
    """The pyarrow module with its parquet part. Raises UsageError that names the extra if it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise UsageError(extra_hint("Parquet needs pyarrow", "parquet")) from None
    return pyarrow


def arrow_schema() -> pa.Schema:
    """The Arrow schema of ``Record``: the same names, order and nullability; ``provenance`` is a map."""
    pyarrow = import_pyarrow()
    return pyarrow.schema(_fields(Record, pyarrow))


def _fields(model: type[BaseModel], pa: Any) -> list[Any]:  # noqa: ANN401 - pyarrow has no types
    return [_field(name, info.annotation, pa) for name, info in model.model_fields.items()]


def _field(name: str, annotation: Any, pa: Any) -> Any:  # noqa: ANN401 - an annotation of any form
    options = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    wanted = [option for option in options if option is not NoneType]
    return pa.field(name, _arrow_type(wanted[0], pa), nullable=len(wanted) < len(options))


def _arrow_type(annotation: Any, pa: Any) -> Any:  # noqa: ANN401 - an annotation of any form
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return _arrow_type(type(arguments[0]), pa)
    if origin is list:
        return pa.list_(pa.field("element", _arrow_type(arguments[0], pa), nullable=False))
    if origin is dict:
        return pa.map_(_arrow_type(arguments[0], pa), pa.field("value", _arrow_type(arguments[1], pa), nullable=False))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return pa.struct(_fields(annotation, pa))
    simple = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    return simple[annotation]


class RecordWriter:
    """Writes records to an open binary file as Parquet. ``close`` writes the footer, which readers need.

    ``size`` is the number of bytes of text so far, roughly.
    """

    def __init__(self, file: IO[bytes], metadata: Mapping[str, str] | None = None) -> None:
        self.pa = import_pyarrow()
        self.schema = arrow_schema().with_metadata(dict(metadata or {}))
        self.writer = self.pa.parquet.ParquetWriter(file, self.schema, compression=COMPRESSION)
        self.rows: list[dict[str, Any]] = []
        self.tables: list[Any] = []
        self.size = self._group = self._group_rows = self.count = 0

    def write(self, record: dict[str, Any]) -> None:
        """Add a record."""
        weight = len(record["text"]) + sum(len(gone["text"]) for gone in record["removed"])
        self.rows.append(record)
        self.count += 1
        self._group_rows += 1
        self.size += weight
        self._group += weight
        if self._group_rows >= ROWS_IN_GROUP or self._group >= GROUP_BYTES:
            self.flush()
        elif len(self.rows) >= ROWS_WAITING:
            self.pack()

    def pack(self) -> None:
        """Turn the waiting records into Arrow."""
        if self.rows:
            self.tables.append(self.to_table(self.rows))
            self.rows = []

    def flush(self) -> None:
        """Write the waiting records as a row group."""
        self.pack()
        if self.tables:
            self.writer.write_table(self.pa.concat_tables(self.tables))
        self.tables, self._group, self._group_rows = [], 0, 0
        self.pa.default_memory_pool().release_unused()  # otherwise it keeps the memory of the largest row groups

    def to_table(self, rows: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Records as a table. Invalid text is replaced as in ``dump``."""
        try:
            return self.pa.Table.from_pylist(rows, self.schema)
        except UnicodeEncodeError:
            return self.pa.Table.from_pylist([json.loads(dump(row)) for row in rows], self.schema)

    def close(self) -> None:
        """Write the waiting records and the footer. The file stays open."""
        self.flush()
        self.writer.close()

    def discard(self) -> None:
        """Discard what was written. Without this, pyarrow writes a footer when the writer is garbage-collected."""
        with suppress(Exception):
            self.writer.close()
        self.writer.is_open = False


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a Parquet file as ``to_record`` made them, with at most one row group in memory."""
    import_pyarrow()
    from pyarrow.parquet import ParquetFile

    with ParquetFile(path) as table:
        for batch in table.iter_batches(batch_size=256):
            for row in batch.to_pylist():
                row["provenance"] = dict(row["provenance"])
                if row.get("comments") is None:  # records have this key only on request
                    row.pop("comments", None)
                yield row


def part_name(number: int) -> str:
    """The name of one of several files: ``part-00000.parquet``."""
    return f"part-{number:05d}{ENDING}"


class Shard:
    """One file in progress: written as ``<name>.partial``, then synced and renamed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.partial = path.with_name(path.name + ".partial")
        self.file = open_partial(self.partial)
        self.named = False
        with writing(path):
            self.writer = RecordWriter(self.file)

    def finish(self) -> None:
        """Make the file complete and durable, under its partial name."""
        try:
            with writing(self.path):
                self.writer.close()
                self.file.flush()
                os.fsync(self.file.fileno())
        finally:
            self.writer.discard()

    def show(self) -> None:
        """Give the file its name."""
        with writing(self.path):
            self.partial.replace(self.path)
            self.named = True
            self.file.close()

    def leave(self) -> bool:
        """Keep the file under its partial name. Return whether it can be read there."""
        if self.file.closed:
            return not self.named
        try:
            self.finish()
        except OutputError:
            return False  # the disk is full or gone, and this is the reason for abandoning
        finally:
            with suppress(OSError):
                self.file.close()
        return True

    def drop(self) -> None:
        """Remove the file."""
        self.writer.discard()
        with suppress(OSError):
            self.file.close()
        with writing(self.path):
            self.partial.unlink(missing_ok=True)


class ParquetFileSink:
    """All records in one file."""

    def __init__(self, path: Path) -> None:
        import_pyarrow()
        self.path = path = output_path(path, is_table)
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        self.shard = Shard(path)

    def write(self, output: Output) -> None:
        """Add a record."""
        with writing(self.path):
            self.shard.writer.write(output.record)

    def commit(self) -> None:
        """Sync the file and give it its name."""
        self.shard.finish()
        self.shard.show()
        with writing(self.path.parent):
            sync_folder(self.path.parent)

    def abandon(self) -> str | None:
        """Keep the records under the partial name, with a footer, so that they can be read."""
        if self.shard.writer.count:
            return str(self.shard.partial) if self.shard.leave() else None
        with suppress(OutputError):
            self.shard.drop()
        return None


def lock_folder(root: Path) -> int:
    """Lock a folder against other runs until the descriptor is closed. Raises LockHeld."""
    with writing(root):
        lock = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise LockHeld(f"{root}: another run is writing into it") from None
    return lock


class ParquetFolderSink:
    """Records in shards ``part-00000.parquet`` and so on. All get their names at the end; then DONE is written.

    Parts of an earlier run in the same folder are replaced.
    """

    def __init__(self, root: Path, shard_bytes: int = SHARD_BYTES) -> None:
        import_pyarrow()
        self.root, self.shard_bytes = root, shard_bytes
        with writing(root):
            root.mkdir(parents=True, exist_ok=True)
        self.lock = lock_folder(root)
        try:
            for part in sorted(root.glob(PARTS)):
                output_path(part, is_table)
            self.shard = Shard(self.part(0))
        except BaseException:
            os.close(self.lock)
            raise
        self.full: list[Shard] = []

    def part(self, number: int) -> Path:
        """The path of a shard."""
        return self.root / part_name(number)

    def write(self, output: Output) -> None:
        """Add a record, to the next shard if this one is full."""
        if self.shard.writer.size >= self.shard_bytes:
            self.shard.finish()
            self.shard.file.close()
            self.full.append(self.shard)
            self.shard = Shard(self.part(len(self.full)))
        with writing(self.shard.path):
            self.shard.writer.write(output.record)

    def commit(self) -> None:
        """Give every shard its name, and remove those of an earlier run."""
        self.shard.finish()
        shards = [*self.full, self.shard]
        done = self.root / DONE
        with writing(self.root):
            done.unlink(missing_ok=True)
        for shard in shards:
            shard.show()
        wanted = {shard.path for shard in shards}
        with writing(self.root):
            for path in self.root.glob(PARTS):
                if path not in wanted:
                    path.unlink()
            sync_folder(self.root)
            done.touch()
            sync_folder(self.root)
        os.close(self.lock)

    def abandon(self) -> str | None:
        """Keep the shards under partial names, each with its footer."""
        os.close(self.lock)
        kept = bool(self.full) or self.shard.named
        if self.shard.writer.count:
            kept = self.shard.leave() or kept
        else:
            with suppress(OutputError):
                self.shard.drop()
        return str(self.root) if kept else None


class ParquetArchive:
    """A folder that grows by one file per run, ``part-00000.parquet`` and so on, for the scheduled job.

    ``committed`` returns the length of a file that the state knows; 0 means that a run has begun the file. If a run
    died, its file is overwritten under the same number, so nothing is duplicated. Raises OutputError if the next name
    is taken by a file that the state does not know.
    """

    def __init__(self, root: Path, committed: Callable[[Path], int | None]) -> None:
        import_pyarrow()
        with writing(root):
            root.mkdir(parents=True, exist_ok=True)
        self.lock = lock_folder(root)
        number = 0
        while known := committed(path := root / part_name(number)):
            number += 1
        if known is None and path.exists():
            os.close(self.lock)
            raise OutputError(f"{path}: this file exists already, and no earlier run wrote it")
        self.path = path
        self.shard: Shard | None = None
        self.length = 0

    def write(self, output: Output) -> None:
        """Add a record."""
        if self.shard is None:
            self.shard = Shard(self.path)
        with writing(self.path):
            self.shard.writer.write(output.record)

    def lengths(self) -> Mapping[Path, int]:
        """The length of this run's file: 0 until it is complete, and after a run without records."""
        return {self.path: self.length}

    def finish(self) -> None:
        """Make this run's file durable. A run without records leaves no file."""
        if self.shard is None:
            return
        self.shard.finish()
        self.shard.show()
        with writing(self.path.parent):
            sync_folder(self.path.parent)
            self.length = self.path.stat().st_size

    def close(self) -> None:
        """Remove what was not finished."""
        os.close(self.lock)
        if self.shard is not None and not self.shard.file.closed:
            self.shard.drop()


def is_table(path: Path) -> bool:
    """Whether a file is Parquet with records of cleaner."""
    pyarrow = import_pyarrow()
    try:
        return "schema_version" in pyarrow.parquet.read_schema(path).names
    except pyarrow.ArrowException:
        return False
    except OSError as error:
        if error.errno is None:  # it is not Parquet; this is the message of the reader
            return False
        raise


def open_parquet(path: Path) -> ParquetFileSink | ParquetFolderSink:
    """One file if the path ends in ``.parquet``, otherwise a folder of shards."""
    if path.suffix == ENDING and not path.is_dir():
        return ParquetFileSink(path)
    return ParquetFolderSink(path)
