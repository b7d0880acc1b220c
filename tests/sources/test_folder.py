"""A folder with everything in it that people and programs leave there: each entry is accounted for, once."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import socket
import subprocess
import sys
import threading
from email.message import EmailMessage
from pathlib import Path

import brotli
import pytest

from cleaner.errors import BadInput, InputMissing
from cleaner.model import Failure, Page
from cleaner.sources.folder import (
    MAX_OPEN_FOLDERS,
    Skip,
    count_files,
    media_type,
    read_again,
    read_folder,
    read_name,
    show_name,
)
from cleaner.sources.mhtml import open_mhtml
from cleaner.sources.saved import MHTML as MEDIA_TYPE
from tests import REPO

MAX_BYTES = 100_000
HTML = b"<html><body><p>Text.</p></body></html>"


def outcomes(root: Path, exclude: Path | None = None) -> dict[str, str]:
    """Each entry's origin and what became of it; fails where one comes twice."""
    found: dict[str, str] = {}
    for entry in read_folder(root, MAX_BYTES, exclude):
        assert entry.origin not in found
        found[entry.origin] = entry.reason if isinstance(entry, Skip | Failure) else "page"
    assert len(found) == count_files(root, exclude)
    return found


def test_every_kind_of_entry(tmp_path: Path) -> None:
    """Pages are read, everything else is skipped or failed with its reason; nothing outside is touched."""
    root, outside = tmp_path / "in", tmp_path / "outside"
    (root / "deep" / "er").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.html").write_bytes(HTML)
    for name in ("a.html", "b.HTM", "c.xhtml", "d.shtml", "e.txt", "f.md", "deep/g.html", "deep/er/h.html"):
        (root / name).write_bytes(HTML)
    (root / "article.php?id=3").write_bytes(b"\n<!DOCTYPE html>" + HTML)
    (root / "no-ending").write_bytes(b"\x00\x01 binary")
    (root / "picture.png").write_bytes(b"\x89PNG")
    (root / ".hidden.html").write_bytes(HTML)
    (root / "large.html").write_bytes(b"x" * (MAX_BYTES + 1))
    (root / "link.html").symlink_to(outside / "secret.html")
    (root / "linked").symlink_to(outside)
    (root / "deep" / "loop").symlink_to(root)
    os.mkfifo(root / "pipe.html")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(root / "socket.html"))
        assert outcomes(root) == {
            "a.html": "page", "article.php?id=3": "page", "b.HTM": "page", "c.xhtml": "page", "d.shtml": "page",
            "e.txt": "page", "f.md": "page", "deep/g.html": "page", "deep/er/h.html": "page",
            "no-ending": "not-a-page", "picture.png": "not-a-page", ".hidden.html": "hidden",
            "large.html": "too-large", "link.html": "symlink", "linked": "symlink", "deep/loop": "symlink",
            "pipe.html": "special", "socket.html": "special",
        }  # fmt: skip


def test_a_pipe_that_takes_a_files_place_is_not_waited_for(tmp_path: Path) -> None:
    """Between the listing and the reading anything may happen."""
    (tmp_path / "a.html").write_bytes(HTML)
    (tmp_path / "b.html").write_bytes(HTML)
    stream = read_folder(tmp_path, MAX_BYTES)
    assert isinstance(next(stream), Page)
    (tmp_path / "b.html").unlink()
    os.mkfifo(tmp_path / "b.html")
    assert next(stream) == Skip("b.html", "special")


def test_a_link_that_takes_a_folders_place_is_not_followed(tmp_path: Path) -> None:
    """A folder that is swapped for a link to somewhere else yields nothing from there."""
    root, outside = tmp_path / "in", tmp_path / "outside"
    (root / "sub").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.html").write_bytes(HTML)
    (root / "a.html").write_bytes(HTML)
    stream = read_folder(root, MAX_BYTES)
    assert isinstance(next(stream), Page)
    (root / "sub").rmdir()
    (root / "sub").symlink_to(outside)
    (entry,) = stream
    assert isinstance(entry, Failure)
    assert entry.reason == "unreadable"


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    """A file that vanishes before it is read costs its own record."""
    (tmp_path / "a.html").write_bytes(HTML)
    (tmp_path / "b.html").write_bytes(HTML)
    stream = read_folder(tmp_path, MAX_BYTES)
    next(stream)
    (tmp_path / "b.html").unlink()
    (entry,) = stream
    assert isinstance(entry, Failure)
    assert (entry.reason, entry.retryable) == ("changed-while-read", True)


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that another program is still writing is not taken for a whole one."""
    path = tmp_path / "a.html"
    path.write_bytes(HTML)
    real = os.read

    def read(fd: int, size: int) -> bytes:
        got = real(fd, size)
        if got:
            with path.open("ab") as file:
                file.write(b"more")
        return got

    monkeypatch.setattr("cleaner.sources.folder.os.read", read)
    assert outcomes(tmp_path) == {"a.html": "changed-while-read"}


@pytest.mark.skipif(os.geteuid() != 0, reason="another user is needed, which only root can become")
def test_what_may_not_be_read_is_said(tmp_path: Path) -> None:
    """Unreadable files and folders are failures, and the walk goes on behind them."""
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent.stat().st_uid == os.getuid() and len(parent.parts) > 2:
            parent.chmod(0o755)
    (tmp_path / "closed").mkdir()
    for name in ("a.html", "b.html", "closed/c.html", "d.html"):
        (tmp_path / name).write_bytes(HTML)
    (tmp_path / "b.html").chmod(0)
    (tmp_path / "closed").chmod(0)
    code = (
        "import json, sys, os; os.setuid(65534)\n"
        "from pathlib import Path\nfrom cleaner.sources.folder import read_folder\n"
        "print(json.dumps({e.origin: getattr(e, 'reason', 'page') for e in read_folder(Path(sys.argv[1]), 10**6)}))"
    )
    repo = REPO
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.path.insert(0, sys.argv[2]); import cleaner.sources.folder\n" + code,
         str(tmp_path), str(repo)],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout) == {
        "a.html": "page", "b.html": "unreadable", "d.html": "page", "closed": "unreadable",
    }  # fmt: skip


def test_a_tree_of_any_depth(tmp_path: Path) -> None:
    """Deeper than a path may be long, with few folders open at a time, and in the same order."""
    depth = 3_000
    here = os.open(tmp_path, os.O_RDONLY)
    for level in range(depth):
        for name in ("b", "d"):
            os.mkdir(name, dir_fd=here)
        if level % 500 == 0:
            os.close(os.open("c.html", os.O_WRONLY | os.O_CREAT, dir_fd=here))
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    before = len([*Path("/proc/self/fd").iterdir()])
    most = 0
    found = []
    for entry in read_folder(tmp_path, MAX_BYTES):
        most = max(most, len([*Path("/proc/self/fd").iterdir()]) - before)
        found.append(entry.origin)
    assert len(found) == depth // 500
    assert most <= MAX_OPEN_FOLDERS + 3
    assert len([*Path("/proc/self/fd").iterdir()]) == before
    subprocess.run(["rm", "-rf", str(tmp_path / "d"), str(tmp_path / "b")], check=True)


def test_order_is_by_name(tmp_path: Path) -> None:
    """Files before folders, each by the bytes of its name, in whatever order they were made."""
    for name in ("z.html", "a.html", "m/b.html", "m/a.html", "B.html", "é.html", "k/x.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(HTML)
    assert list(outcomes(tmp_path)) == [
        "B.html", "a.html", "z.html", "é.html", "k/x.html", "m/a.html", "m/b.html",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["plain.html", "a\nb.html", "tab\t.html", "back\\slash.html", "bad\udcff\udc80.html"])
def test_names_are_shown_as_text_and_found_again(tmp_path: Path, name: str) -> None:
    """Any name that a file may have becomes valid text, tells names apart and leads back to the file."""
    (tmp_path / name).write_bytes(HTML)
    ((origin, outcome),) = outcomes(tmp_path).items()
    assert outcome == "page"
    origin.encode("utf-8")
    assert read_name(show_name(name)) == name
    again = read_again(tmp_path, origin, MAX_BYTES)
    assert isinstance(again, Page)
    assert (again.origin, again.body) == (origin, HTML)


def test_names_that_look_alike_stay_apart(tmp_path: Path) -> None:
    """A name that spells out the escape of another is a name of its own."""
    for name in ("a\udcff.html", "a\\xff.html", "a\\\\xff.html"):
        (tmp_path / name).write_bytes(HTML)
    assert len(outcomes(tmp_path)) == 3


def test_side_folders_of_saved_pages(tmp_path: Path) -> None:
    """What a browser put beside a page is not a page; a folder of that name without its page is walked."""
    for name in ("Story_files", "Lone_files", "Bild-Dateien"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "frame.html").write_bytes(HTML)
    for name in ("Story.html", "Bild.htm"):
        (tmp_path / name).write_bytes(HTML)
    assert outcomes(tmp_path) == {
        "Story.html": "page", "Bild.htm": "page", "Story_files": "side-folder", "Bild-Dateien": "side-folder",
        "Lone_files/frame.html": "page",
    }  # fmt: skip


def test_the_output_is_left_out(tmp_path: Path) -> None:
    """An output inside the folder, file or folder, is no input of the next run."""
    (tmp_path / "a.html").write_bytes(HTML)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.md").write_bytes(b"# A")
    assert outcomes(tmp_path, tmp_path / "out") == {"a.html": "page", "out": "output"}


def test_packed_files(tmp_path: Path) -> None:
    """Gzip is left to the reader, which bounds it; brotli has no magic and is unpacked by its name, bounded too."""
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(HTML))
    (tmp_path / "b.html.br").write_bytes(brotli.compress(HTML))
    (tmp_path / "bomb.html.br").write_bytes(brotli.compress(b"\0" * 50_000_000))
    (tmp_path / "cut.html.br").write_bytes(b"\xff\xff\xff no brotli")
    assert outcomes(tmp_path) == {
        "a.html.gz": "page", "b.html.br": "page", "bomb.html.br": "too-large", "cut.html.br": "unreadable",
    }  # fmt: skip
    assert (media_type("x.HTML.gz"), media_type("x.gz"), media_type("x.mht")) == ("text/html", None, MEDIA_TYPE)


def test_a_root_that_is_no_folder(tmp_path: Path) -> None:
    """The message names it and says why."""
    with pytest.raises(InputMissing, match=r"nothing: No such file"):
        list(read_folder(tmp_path / "nothing", MAX_BYTES))
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputMissing, match="file: not a folder"):
        list(read_folder(tmp_path / "file", MAX_BYTES))


def test_a_writer_never_blocks_the_walk(tmp_path: Path) -> None:
    """A pipe with a writer on its other end is no different."""
    os.mkfifo(tmp_path / "pipe.txt")
    writer = threading.Thread(target=lambda: os.open(tmp_path / "pipe.txt", os.O_RDWR), daemon=True)
    writer.start()
    assert outcomes(tmp_path) == {"pipe.txt": "special"}
    writer.join(5)


def mhtml(body: str, location: str = "https://example.org/story") -> bytes:
    archive = EmailMessage()
    archive["Subject"] = "Saved page"
    archive["Snapshot-Content-Location"] = location
    archive.set_content("left over")
    archive.make_mixed()
    archive.set_type(MEDIA_TYPE)
    part = EmailMessage()
    part.set_content(body, subtype="html", cte="quoted-printable")
    part["Content-Location"] = location
    archive.attach(part)
    picture = EmailMessage()
    picture.set_content(b"\x89PNG", "image", "png")
    archive.attach(picture)
    archive.set_boundary("----part")
    return archive.as_bytes()


def test_mhtml_opens_to_its_page() -> None:
    """The HTML part with the address that the archive states."""
    page = open_mhtml(Page(mhtml("<p>Größe and more</p>"), content_type=MEDIA_TYPE, origin="x.mhtml"))
    assert "Größe" in page.body.decode(page.charset_hint or "utf-8")
    assert (page.content_type, page.url, page.origin) == ("text/html", "https://example.org/story", "x.mhtml")


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff" * 50, b"Content-Type: multipart/related; boundary=x\n\n--x\n"],
    ids=["empty", "binary", "cut"],
)  # fmt: skip
def test_a_damaged_archive_is_bad_input(body: bytes) -> None:
    """Never an error of another kind, and never text from nowhere."""
    with contextlib.suppress(BadInput):
        assert open_mhtml(Page(body, content_type=MEDIA_TYPE, origin="x.mhtml")).body in body
