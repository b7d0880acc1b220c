"""A folder of Markdown or text files that mirrors where the pages came from.

The names are chosen so that no page can leave the folder, overwrite another page (even if case does not count), or have
a name that some system reserves.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from cleaner.errors import OutputError
from cleaner.fetch.address import WEB, normal, shown
from cleaner.fetch.canonical import canonical
from cleaner.sinks.atomic import WholeFiles, writing
from cleaner.sinks.output import Output

TreeKind = Literal["md", "html", "txt"]
MAX_NAME_BYTES = 255
MAX_PATH_BYTES = 1024  # relative to the folder; deeper pages are put into DEEP
DEEP = "_deep"
INDEX = "index"
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f<>:\"/\\|?*\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")
RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|\Z)", re.I)
PAGE_ENDING = re.compile(
    r"\.(?:x?html?|shtml?|xht|txt|text|md|markdown|mhtml?|mht|webarchive|maff)(?:\.(?:gz|br))?\Z", re.I
)
HASH_DIGITS = (8, 16, 32)
LASTING_DIGITS = 16  # for a million pages of one name, two hashes are equal once in 37 million times
FAILURES = "failures.jsonl"  # the records of pages that failed, beside the files of the others


class MirroredTree:
    """One file per cleaned page. Pages that failed are not written here.

    Plain names depend on which other pages there are. Names that are ``hashed`` contain a hash of the origin and do
    not. For a URL it is the hash of the canonical form, so that a page has one file however a list spells its address.
    Origins under one of ``sources`` (folders) are mirrored from that folder's own name on.
    """

    def __init__(self, root: Path, kind: TreeKind, *, hashed: bool = False, sources: tuple[str, ...] = ()) -> None:
        self.root, self.kind, self.hashed = root, kind, hashed
        self.sources = tuple(source.rstrip("/") + "/" for source in sources)
        self.used: set[int] = set()
        self.files = WholeFiles()
        self.count = 0
        with writing(root):
            root.mkdir(parents=True, exist_ok=True)
        self.real = root.resolve()
        self._within = lru_cache(maxsize=4096)(self._make_folder)

    def write(self, output: Output) -> None:
        """Write one page, unless it failed."""
        record = output.record
        if record["error"] is not None:
            return
        plain = f"{record['text']}\n" if record["text"] else ""
        text = plain if self.kind == "txt" else output.files.get(self.kind, "")
        self.files.write(self.free_path(record["origin"]), text.encode("utf-8", "replace"))
        self.count += 1

    def free_path(self, origin: str) -> Path:
        """The path of a page's file, whose folder is created. If the path is taken, the page goes into DEEP."""
        relative = self.place(origin)
        try:
            path = self._within(relative.parent) / relative.name
            if not path.is_dir():
                return path
        except _Taken:
            pass
        return self._within(Path(DEEP)) / deep_path(origin, self.kind).name

    def commit(self) -> None:
        """Give the last files their names and make all of them durable."""
        self.files.flush()

    def abandon(self) -> str | None:
        """Keep all files, because each is complete."""
        try:
            self.files.flush()
        except OutputError:
            self.files.drop()
        return str(self.root) if self.count else None

    def place(self, origin: str) -> Path:
        """The path for a page, relative to the root. No two origins have the same path, even if case does not count."""
        if self.hashed:
            origin = canonical(origin) if WEB.match(origin) else origin
        shown = origin
        for source in self.sources:
            if origin.startswith(source):
                shown = f"{source.split('/')[-2]}/{origin.removeprefix(source)}"
        parts, exact = mirror(shown)
        if self.hashed:
            return join_parts(parts, origin, LASTING_DIGITS, self.kind)
        for digits in (0, *HASH_DIGITS):
            if digits or exact:
                path = join_parts(parts, origin, digits, self.kind)
                key = hashlib.blake2b(unicodedata.normalize("NFC", str(path)).casefold().encode(), digest_size=8)
                number = int.from_bytes(key.digest(), "big")
                if number not in self.used:
                    self.used.add(number)
                    return path
        raise OutputError(f"{origin}: written already")

    def _make_folder(self, relative: Path) -> Path:
        """Create a folder below the root. A symbolic link that leads out of it is refused."""
        folder = self.root / relative
        with writing(folder):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except (FileExistsError, NotADirectoryError):
                if relative == Path(DEEP):
                    raise
                raise _Taken from None
            if not folder.resolve().is_relative_to(self.real):
                raise OSError(40, "a symbolic link leads out of the output folder")
        return folder


class _Taken(Exception):
    """There is a file where a folder is needed."""


def mirror(origin: str) -> tuple[list[str], bool]:
    """The safe names for a path or URL, and whether they identify it completely."""
    if WEB.match(origin):
        split = _split(shown(origin))
        raw = [split.netloc.lower(), *unquote(split.path, errors="replace").split("/")]
        if not raw[-1]:
            raw[-1] = INDEX
        exact = not split.query and "%" not in split.path
    else:
        raw, exact = origin.split("/"), True
    names = [name for name in raw if name not in ("", ".")] or [INDEX]
    safe = [safe_name(name) for name in names]
    safe[-1] = PAGE_ENDING.sub("", safe[-1]) or INDEX
    return safe, exact and safe[:-1] == names[:-1] and safe[-1] == PAGE_ENDING.sub("", names[-1])


def _split(url: str) -> SplitResult:
    """The parts of a URL, even if its host is invalid."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit(
            normal(url) or url.translate(dict.fromkeys(map(ord, "[]"), "_")).encode("ascii", "replace").decode()
        )


def safe_name(name: str) -> str:
    """One component of a path that every file system accepts and that cannot mean another place.

    >>> safe_name(".."), safe_name("con.html"), safe_name("a:b ")
    ('_', '_con.html', 'a_b')
    """
    name = UNSAFE.sub("_", unicodedata.normalize("NFC", name)).rstrip(". ").lstrip(" ")
    if name.startswith("."):
        name = "_" + name.lstrip(".")
    if RESERVED.match(name):
        name = "_" + name
    return name or "_"


def join_parts(parts: list[str], origin: str, digits: int, kind: str) -> Path:
    """Join names to one relative path, with this many digits of the origin's hash if names alone are not enough."""
    mark = hashlib.blake2b(origin.encode("utf-8", "replace"), digest_size=16).hexdigest()
    folders = [cut(folder_name(part, kind), MAX_NAME_BYTES, part) for part in parts[:-1]]
    ending = (f"-{mark[:digits]}" if digits else "") + f".{kind}"
    name = cut(parts[-1], MAX_NAME_BYTES - len(ending), origin) + ending
    path = Path(*folders, name)
    return path if len(os.fsencode(path)) <= MAX_PATH_BYTES else deep_path(origin, kind)


def deep_path(origin: str, kind: str) -> Path:
    """The path of a page for which its names give none."""
    mark = hashlib.blake2b(origin.encode("utf-8", "replace"), digest_size=16).hexdigest()
    return Path(DEEP, f"{mark}.{kind}")


def folder_name(folder: str, kind: str) -> str:
    """A folder's name that no page's file can have in any run, because files end in the suffix of their kind.

    >>> folder_name("read.md", "md"), folder_name("Read.MD_", "md"), folder_name("read.md", "txt")
    ('read.md_', 'Read.MD__', 'read.md')
    """
    return folder + "_" if folder.rstrip("_").lower().endswith(f".{kind}") else folder


def cut(name: str, size: int, origin: str) -> str:
    """A name of at most ``size`` bytes. A name that was cut ends in a hash of the original."""
    raw = name.encode("utf-8")
    if len(raw) <= size:
        return name
    mark = hashlib.blake2b(origin.encode("utf-8", "replace"), digest_size=4).hexdigest()
    return raw[: size - len(mark) - 1].decode("utf-8", "ignore").rstrip(". ") + f"-{mark}"
