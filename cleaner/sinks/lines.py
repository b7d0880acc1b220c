"""Records as JSON lines, written to one new file or to stdout."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cleaner.sinks.atomic import open_partial, sync_folder, writing
from cleaner.sinks.ours import is_lines, output_path
from cleaner.sinks.output import Output


class LinesFile:
    """One line per record. The file is called ``<name>.partial`` until everything is written."""

    HEAD = b""
    is_ours = staticmethod(is_lines)
    encode: staticmethod[[Output], bytes] = staticmethod(Output.to_line)

    def __init__(self, path: Path) -> None:
        self.path = path = output_path(path, self.is_ours)
        self.partial = path.with_name(path.name + ".partial")
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        self.file = open_partial(self.partial)
        self.lines = 0
        self.named = False

    def write(self, output: Output) -> None:
        """Append a record."""
        with writing(self.path):
            self.file.write((b"" if self.lines else self.HEAD) + self.encode(output))
        self.lines += 1

    def commit(self) -> None:
        """Sync the file and give it its name."""
        with writing(self.path):
            if not self.lines:
                self.file.write(self.HEAD)
            self.file.flush()
            os.fsync(self.file.fileno())
            self.partial.replace(self.path)
            self.named = True
            self.file.close()
            sync_folder(self.path.parent)

    def abandon(self) -> str | None:
        """Keep the lines under the partial name; an earlier output stays as it was."""
        try:
            self.file.close()
            if not self.lines:
                self.partial.unlink(missing_ok=True)
        except OSError:
            return None  # the disk is full or gone, and this is the reason for abandoning
        return str(self.partial) if self.lines and not self.named else None


class LinesStream:
    """One line per record to stdout, each as soon as it is ready."""

    def write(self, output: Output) -> None:
        """Print a record."""
        with writing(Path("stdout")):
            sys.stdout.buffer.write(output.to_line())
            sys.stdout.buffer.flush()

    def commit(self) -> None:
        """Do nothing: everything has been written."""

    def abandon(self) -> str | None:
        """Do nothing: everything has been written."""
        return None
