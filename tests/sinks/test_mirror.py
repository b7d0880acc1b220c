"""Names of output files: no two the same, none outside, none that a system refuses; and files that appear whole."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import LockHeld, OutputError
from cleaner.sinks import Output
from cleaner.sinks.atomic import write_whole
from cleaner.sinks.lines import LinesFile
from cleaner.sinks.text import MAX_PATH_BYTES, RESERVED, MirroredTree

NAUGHTY = [
    "../../etc/passwd", "/etc/passwd", "a/../../b.html", "..", ".", "", "con.html", "NUL", "aux.tar.html", "com1",
    "a:b.html", "a\\b.html", "a\nb.html", "a\u202eb.html", "-rf", "~root", "$(reboot).html", "a" * 300 + ".html",
    "/".join("d" * 200 for _ in range(40)) + "/x.html", "x. . .", " lead.html", "\ud800.html", "%2e%2e/x.html",
    "https://example.org/", "https://example.org/a/../b?x=1", "https://user:pw@example.org:8080/%2e%2e/%2fetc/x",
    "https://[::1]/x", "http://example.org/" + "é" * 400, "q?.html", "*.html", "<b>.html", "|x.html", "a\0b.html",
    "File.HTML", "file.html", "FILE.htm", "é.html", "e\u0301.html", ".hidden.html", "ｃｏｎ.html", "ß.html", "ss.html",
]  # fmt: skip


def record(origin: str, text: str = "Text.") -> Output:
    made: dict[str, Any] = {"origin": origin, "text": text, "error": None}
    return Output(made, {"md": f"{text}\n"})


def folded(path: Path) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()


def check_places(origins: list[str], tree: MirroredTree) -> None:
    places = [tree.place(origin) for origin in origins]
    assert len({folded(place) for place in places}) == len(places)
    for place in places:
        assert not place.is_absolute()
        assert len(os.fsencode(place)) <= MAX_PATH_BYTES
        for part in place.parts:
            assert part not in ("", ".", "..")
            assert len(os.fsencode(part)) <= 255
            assert not RESERVED.match(part)
            assert not part.startswith(".")
            assert not set(part) & set('\\/:*?"<>|\n\r\0')
            assert not part.endswith((".", " "))
        assert place.suffix == ".md"


@pytest.mark.parametrize("hashed", [False, True])
def test_naughty_names(tmp_path: Path, hashed: bool) -> None:
    """Each lands inside, on a name of its own, and can be written."""
    check_places(NAUGHTY, MirroredTree(tmp_path / "a", "md", hashed=hashed))
    tree = MirroredTree(tmp_path / "out", "md", hashed=hashed)
    for origin in NAUGHTY:
        tree.write(record(origin, origin or "empty"))
    tree.commit()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == len(NAUGHTY)
    assert all(path.resolve().is_relative_to((tmp_path / "out").resolve()) for path in files)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=40), unique=True, max_size=12))
def test_any_names(tmp_path_factory: pytest.TempPathFactory, origins: list[str]) -> None:
    """Whatever origins there are."""
    check_places(origins, MirroredTree(tmp_path_factory.mktemp("tree"), "md"))


def test_plain_names_stay_plain(tmp_path: Path) -> None:
    """What can be mirrored as it is, is."""
    tree = MirroredTree(tmp_path, "txt")
    assert [str(tree.place(name)) for name in ("a/Story.html", "b.htm.gz", "Ünï cödé.txt")] == [
        "a/Story.txt", "b.txt", "Ünï cödé.txt",
    ]  # fmt: skip
    assert str(tree.place("https://Example.org/news/story.html")) == "example.org/news/story.txt"


def test_hashed_names_depend_on_nothing_else(tmp_path: Path) -> None:
    """A page keeps its file whichever pages come before it."""
    one, two = (MirroredTree(tmp_path / name, "md", hashed=True, sources=("/data/in/",)) for name in "ab")
    two.place("/data/in/A.html")
    assert one.place("/data/in/a.html") == two.place("/data/in/a.html")
    assert str(one.place("/data/in/b.html")).startswith("in/b-")


def test_a_link_out_of_the_tree_is_refused(tmp_path: Path) -> None:
    """A symbolic link in the output folder leads no page out of it."""
    outside = tmp_path / "outside"
    outside.mkdir()
    tree = MirroredTree(tmp_path / "out", "md")
    (tmp_path / "out" / "sub").symlink_to(outside)
    with pytest.raises(OutputError, match="leads out"):
        tree.write(record("sub/a.html"))
    assert not list(outside.iterdir())


def test_a_failed_page_writes_no_file(tmp_path: Path) -> None:
    """Failures are told elsewhere."""
    tree = MirroredTree(tmp_path / "out", "md")
    tree.write(Output({"origin": "a.html", "text": "", "error": {"reason": "not-text"}}))
    tree.commit()
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("broken", ["open", "fsync"])
@pytest.mark.parametrize("nth", range(1, 6))
def test_a_full_disk_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, nth: int
) -> None:
    """At whichever call the disk is full, the name holds the old content or the new, and nothing else is left."""
    path = tmp_path / "file"
    write_whole(path, b"old")
    real = getattr(os, broken)
    calls = 0

    def fail(*args: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise OSError(28, "No space left on device")
        return real(*args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(os, broken, fail)
        try:
            write_whole(path, b"new")
            failed = ""
        except OutputError as error:
            failed = str(error)
    assert bool(failed) == (calls >= nth)
    assert ("No space left" in failed) == bool(failed)
    assert path.read_bytes() in (b"old", b"new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_lines_appear_whole(tmp_path: Path) -> None:
    """Until the end the old file stands; after an interruption the new lines lie beside it."""
    path = tmp_path / "out.jsonl"
    old = '{"schema_version":1}\n'
    path.write_text(old)
    sink = LinesFile(path)
    sink.write(record("a"))
    assert path.read_text() == old
    left = sink.abandon()
    assert left == str(tmp_path / "out.jsonl.partial")
    assert '"origin":"a"' in Path(left).read_text()
    sink = LinesFile(path)
    sink.write(record("b"))
    sink.commit()
    assert '"origin":"b"' in path.read_text()
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.jsonl"]


def test_two_writers_of_one_file(tmp_path: Path) -> None:
    """The second one is told."""
    first = LinesFile(tmp_path / "out.jsonl")
    with pytest.raises(LockHeld, match="another run"):
        LinesFile(tmp_path / "out.jsonl")
    first.abandon()


@pytest.mark.parametrize("kind", ["folder", "missing/file"])
def test_an_output_that_cannot_be_written(tmp_path: Path, kind: str) -> None:
    """The message names it."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "missing").write_text("a file where a folder should be")
    with pytest.raises(OutputError, match=kind):
        LinesFile(tmp_path / kind)


@pytest.mark.parametrize("kind", ["md", "txt"])
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("hashed", [False, True])
def test_a_page_beside_a_folder_of_its_name(tmp_path: Path, kind: Any, order: int, hashed: bool) -> None:
    """A page's file and the folder of other pages never want one place, in one run or in two."""
    origins = ["read.html", f"read.{kind}/a.html", f"READ.{kind}_/a.html", "read.html/a.html", f"h.{kind}/b.{kind}/c"]
    tree = MirroredTree(tmp_path / "out", kind, hashed=hashed)
    for origin in origins[::order]:
        tree.write(record(origin))
        if order < 0:
            tree.commit()
            tree = MirroredTree(tmp_path / "out", kind, hashed=hashed)
    tree.commit()
    assert len([path for path in (tmp_path / "out").rglob("*") if path.is_file()]) == len(origins)


def test_what_lies_in_the_way_is_gone_round(tmp_path: Path) -> None:
    """A folder where a file should go, and a file where a folder should: the pages lie elsewhere, each in one place."""
    root = tmp_path / "out"
    (root / "a.md").mkdir(parents=True)
    (root / "b").write_text("mine")
    for _ in range(2):
        tree = MirroredTree(root, "md")
        for origin in ("a.html", "b/c.html", "d.html"):
            tree.write(record(origin))
        tree.commit()
    files = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert {"b", "d.md"} < files
    assert len([name for name in files if name.startswith("_deep/")]) == 2
    assert (root / "b").read_text() == "mine"


@pytest.mark.parametrize(
    "origin",
    ["http://[::1", "http://a]b/x", "http://exam\u2100ple/x", "http://u:[x@h.example/y", "http:///", "http://"],
)
def test_hosts_that_cannot_be_read(tmp_path: Path, origin: str) -> None:
    """A page whose address has no host by Python's rules is written like any other."""
    tree = MirroredTree(tmp_path / "out", "md")
    tree.write(record(origin))
    tree.commit()
    (path,) = (path for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert "u:" not in str(path)
    assert path.read_text() == "Text.\n"
