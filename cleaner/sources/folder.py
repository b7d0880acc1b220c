"""Reads a folder of saved pages in a fixed order, without ever leaving it.

Folders are opened relative to their parent's descriptor and never through a symbolic link. So no change on disk during
the walk can lead out of the root. Every entry has exactly one outcome: a Page, a Failure or a Skip.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from cleaner.classes import dataclass
from cleaner.errors import BadInput, InputMissing
from cleaner.model import Failure, Page
from cleaner.patterns import later
from cleaner.sources import packed, saved
from cleaner.sources.skip import FileReason, Skip
from cleaner.vocabulary import OUTPUT_MARK, FailureReason

MEDIA_TYPES = {
    **dict.fromkeys((".html", ".htm", ".shtml", ".shtm"), "text/html"),
    **dict.fromkeys((".xhtml", ".xht"), "application/xhtml+xml"),
    **dict.fromkeys((".txt", ".text", ".md", ".markdown"), "text/plain"),
    **saved.ENDINGS,
}
# Programs that download whole sites use names such as article.php?id=3 for pages.
LOOKS_LIKE_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:(?><\?xml.*?>|<!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|title|meta)\b",
    re.I | re.S,
)
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
SNIFF_BYTES = 2048
SHOWN_BYTE = re.compile(rb"\\(?:\\|x([0-9a-f]{2}))")
MAX_OPEN_FOLDERS = 64
PAGE_WITH_FOLDER = later(r"(.+)\.(?:[xs]?html?|xht|php\d?|aspx?|jsp|cfm|cgi)\Z", re.I)
# What browsers and Windows add to the name of a page for the folder of its pictures, by the language of the system.
SIDE_FOLDER = later(
    r"(.+)(?:[_.]files|_file|_archivos|_arquivos|_bestanden|_bylos|-Dateien|_datoteke|_dosyalar|_elemei|_failid|_fails"
    r"|_fajlovi|_ficheiros|_fichiers|-filer|_filer|_fitxategiak|_fitxers|_pliki|_soubory|_tiedostot)\Z",
    re.I,
)
OPEN_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NOCTTY
OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class FileId:
    """The identity of a file, whatever its name."""

    device: int
    inode: int


class Folder:
    """A folder that is being walked. Its descriptor is open only while folders inside it wait."""

    __slots__ = ("fd", "name", "parent", "waiting")

    def __init__(self, name: str, parent: Folder | None) -> None:
        self.name, self.parent = name, parent
        self.fd, self.waiting = -1, 0

    def parts(self) -> list[str]:
        """The names from the root to here."""
        names: list[str] = []
        at: Folder | None = self
        while at is not None and at.parent is not None:
            names.append(at.name)
            at = at.parent
        return names[::-1]


def show_name(name: str) -> str:
    r"""A file name as valid text. Bytes that are not UTF-8 become ``\xff``, so backslashes are doubled.

    >>> print(show_name("a\udcff"), show_name("plain"))
    a\xff plain
    """
    return os.fsencode(name.replace("\\", "\\\\")).decode("utf-8", "backslashreplace")


def read_name(shown: str) -> str:
    """The file name for a result of ``show_name``."""
    if "\\" not in shown:
        return shown
    return os.fsdecode(SHOWN_BYTE.sub(_unescape, shown.encode("utf-8")))


def _unescape(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)]) if found[1] else b"\\"


def read_folder(root: Path, max_bytes: int, exclude: Path | None = None) -> Iterator[Page | Failure | Skip]:
    """Every entry below ``root``: the files of a folder before the folders in it, each sorted by name.

    Origins are paths relative to the root. A file of more than ``max_bytes`` bytes is a Failure and is never read.
    ``exclude`` (an output) is skipped. Raises InputMissing if the root is not a folder that can be opened.
    """
    for found in list_folder(root, exclude):
        if isinstance(found, Found):
            yield _read_found(found, max_bytes)
        else:
            yield found


def count_files(root: Path, exclude: Path | None = None) -> int:
    """The number of entries that ``read_folder`` yields, without reading them."""
    return sum(1 for _ in list_folder(root, exclude))


def read_again(root: Path, origin: str, max_bytes: int) -> Page | Failure | Skip:
    """One file that ``read_folder`` yielded before, by its origin."""
    *parents, name = read_name(origin).split("/")
    try:
        fd = open_chain(os.open(root, OPEN_FOLDER & ~os.O_NOFOLLOW), parents)
    except OSError as error:
        return _unreadable(origin, error)
    try:
        return _read_found(Found(fd, name, origin), max_bytes)
    finally:
        os.close(fd)


def open_chain(fd: int, names: list[str]) -> int:
    """Open a folder step by step from an open one, which is then closed; never through a symbolic link."""
    for name in names:
        try:
            inner = os.open(name, OPEN_FOLDER, dir_fd=fd)
        finally:
            os.close(fd)
        fd = inner
    return fd


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be a page: its name, its origin, and the descriptor of its folder (open only now)."""

    folder: int
    name: str
    origin: str


class Walk:
    """One walk over a tree, depth first, with at most MAX_OPEN_FOLDERS descriptors, however deep the tree."""

    def __init__(self, root: Path, exclude: Path | None) -> None:
        self.root = root
        self.excluded = identify(exclude) if exclude is not None else None
        self.open: list[Folder] = []

    def run(self) -> Iterator[Found | Failure | Skip]:
        """Yield every entry."""
        top = Folder("", None)
        try:
            top.fd = os.open(self.root, OPEN_FOLDER & ~os.O_NOFOLLOW)
        except OSError as error:
            reason = "not a folder" if isinstance(error, NotADirectoryError) else error.strerror
            raise InputMissing(f"{show_name(str(self.root))}: {reason}") from None
        self.open.append(top)
        stack = [top]
        try:
            while stack:
                folder = stack.pop()
                failure = self.enter(folder)
                if failure is not None:
                    yield failure
                    continue
                inner: list[str] = []
                yield from self.list(folder, inner)
                folder.waiting = len(inner)
                stack.extend(Folder(name, folder) for name in reversed(inner))
                if not inner:
                    self.close_folder(folder)
        finally:
            while self.open:
                self.close_folder(self.open[-1])

    def enter(self, folder: Folder) -> Failure | None:
        """Open a folder, relative to its parent if that is still open."""
        parent = folder.parent
        if parent is None:
            return None
        try:
            if parent.fd >= 0:
                folder.fd = os.open(folder.name, OPEN_FOLDER, dir_fd=parent.fd)
            else:
                folder.fd = open_chain(os.dup(self.open[0].fd), folder.parts())
        except OSError as error:
            return _unreadable(show_name("/".join(folder.parts())), error)
        finally:
            parent.waiting -= 1
            if not parent.waiting and parent.fd >= 0 and parent.parent is not None:
                self.close_folder(parent)
        self.open.append(folder)
        if len(self.open) > MAX_OPEN_FOLDERS:
            self.close_folder(self.open[1])  # the root stays open, and this folder can be found again from there
        return None

    def close_folder(self, folder: Folder) -> None:
        """Close a folder's descriptor."""
        os.close(folder.fd)
        folder.fd = -1
        self.open.remove(folder)

    def list(self, folder: Folder, inner: list[str]) -> Iterator[Found | Failure | Skip]:
        """Yield the entries of a folder that are not folders, and collect the names of those that are."""
        prefix = "/".join(folder.parts())
        place = f"{prefix}/" if prefix else ""
        try:
            with os.scandir(folder.fd) as listing:
                entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            yield _unreadable(show_name(prefix) or ".", error)
            return
        if prefix and any(entry.name.startswith(OUTPUT_MARK) for entry in entries):
            yield Skip(show_name(prefix), "output")
            return
        pages = {found[1] for entry in entries if (found := PAGE_WITH_FOLDER.match(entry.name))}
        for entry in entries:
            origin = show_name(place + entry.name)
            reason = self.skip_reason(entry, pages)
            if reason is not None:
                yield Skip(origin, reason)
            elif entry.is_dir(follow_symlinks=False):
                inner.append(entry.name)
            else:
                yield Found(folder.fd, entry.name, origin)

    def skip_reason(self, entry: os.DirEntry[str], pages: set[str]) -> FileReason | None:
        """Why an entry is skipped without being opened, or None."""
        if self.excluded is not None and entry.inode() == self.excluded.inode:
            found = entry.stat(follow_symlinks=False)
            if FileId(found.st_dev, found.st_ino) == self.excluded:
                return "output"
        if entry.is_symlink():
            return "symlink"
        if entry.name.startswith("."):
            return "hidden"
        if entry.is_dir(follow_symlinks=False):
            beside = SIDE_FOLDER.match(entry.name)
            return "side-folder" if beside and beside[1] in pages else None
        if not entry.is_file(follow_symlinks=False):
            return "special"
        return None


def list_folder(root: Path, exclude: Path | None = None) -> Iterator[Found | Failure | Skip]:
    """Every entry below ``root`` in the order of ``read_folder``, without reading any file."""
    return Walk(root, exclude).run()


def identify(path: Path) -> FileId | None:
    """The identity of a file or folder, or None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return FileId(found.st_dev, found.st_ino)


def media_type(name: str) -> str | None:
    """The media type that a file name states, compressed or not. None if it states none that we read."""
    base = name.lower()
    for ending in packed.ENDINGS:
        base = base.removesuffix(ending)
    path = PurePosixPath(base)
    return MEDIA_TYPES.get("".join(path.suffixes[-2:])) or MEDIA_TYPES.get(path.suffix)


def _read_found(found: Found, max_bytes: int) -> Page | Failure | Skip:
    """Read one file through its folder's descriptor. It never waits for a pipe or device that replaced the file."""
    stated = media_type(found.name)
    try:
        fd = os.open(found.name, OPEN_FILE, dir_fd=found.folder)
    except OSError as error:
        return _unreadable(found.origin, error)
    try:
        before = os.fstat(fd)
        if not stat.S_ISREG(before.st_mode):
            return Skip(found.origin, "special")
        if stated is None and not _begins_like_page(os.pread(fd, SNIFF_BYTES, 0)):
            return Skip(found.origin, "not-a-page")
        if before.st_size > max_bytes:
            message = f"the file has {before.st_size:,} bytes, more than {max_bytes:,} (clean.max_bytes)"
            return Failure(found.origin, "source", "too-large", message)
        body = _read_all(fd, before.st_size)
        after = os.fstat(fd)
    except OSError as error:
        return _unreadable(found.origin, error)
    finally:
        os.close(fd)
    if len(body) != before.st_size or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return Failure(found.origin, "source", "changed-while-read", "the file changed while it was read", True)
    cut = None
    try:
        unpacked = packed.open_packed(found.name, body, max_bytes)
    except BadInput as error:
        reason: FailureReason = "too-large" if error.reason == "too-large" else "unreadable"
        return Failure(found.origin, "source", reason, str(error))
    if unpacked is not None:
        body, cut = unpacked.data, unpacked.cut
    return Page(body, content_type=stated, origin=found.origin, truncated=cut)


def _begins_like_page(head: bytes) -> bool:
    """Whether a file whose name says nothing begins like HTML or like a page that a browser saved."""
    if head.startswith(WIDE_MARKS):
        head = head[: SNIFF_BYTES & ~1].decode("utf-16", "replace").encode()
    return LOOKS_LIKE_HTML.match(head) is not None or saved.saved_type(head) == saved.MHTML


def _read_all(fd: int, size: int) -> bytes:
    """Read at most one byte more than the file had, so that growth shows and an endless file ends."""
    parts: list[bytes] = []
    left = size + 1
    while left > 0 and (part := os.read(fd, left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _unreadable(origin: str, error: OSError) -> Failure:
    if isinstance(error, FileNotFoundError):
        return Failure(origin, "source", "changed-while-read", "the file is gone", True)
    return Failure(origin, "source", "unreadable", f"cannot be read: {error.strerror}", True)
