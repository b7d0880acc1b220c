"""Runs ``urls`` and ``run`` on disks of many sizes: ``python -m tests.full_disk_child FOLDER urls|run KIND``.

It must be allowed to mount (``unshare -rm``). Each disk is a tmpfs, most of them too small for the output. After two
runs the disk is enlarged, and a third run must leave every record exactly once. Prints how many disks were full.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from cleaner.config import load_config
from cleaner.errors import OutputError
from cleaner.jobs.run import run_job
from cleaner.jobs.urls import run_urls
from cleaner.sinks import SinkKind
from cleaner.sinks.text import FAILURES
from tests.faultserver import Conn, FaultServer
from tests.jobs.test_run import write_config
from tests.pages import page as story
from tests.urls_child import job

PAGES = 24
SIZES = {"urls": (*range(32, 256, 32), *range(256, 704, 64)), "run": (64, 160, 256, 448)}  # KiB


def mount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)


def origins(out: Path, kind: str) -> list[str]:
    """The origin of each record, or the path of each complete file of a page. Raises if a record is incomplete."""
    if kind == "jsonl":
        return [json.loads(line)["origin"] for line in out.read_text("utf-8").split("\n")[:-1]]
    if kind == "csv":
        with out.open(encoding="utf-8-sig", newline="") as file:
            return [row["origin"] for row in csv.DictReader(file, strict=True)]
    if kind == "parquet":
        from cleaner.sinks.parquet import PARTS, read_records

        return [record["origin"] for path in sorted(out.glob(PARTS)) for record in read_records(path)]
    return [str(path) for path in out.rglob(f"*.{kind}") if path.read_text("utf-8").endswith(("end\n", "end</p>\n"))]


def urls(server: FaultServer, disk: Path, kind: SinkKind) -> Callable[[], Any]:
    listing = disk.parent / "list.txt"
    listing.write_text("".join(f"{server.url(f'/{n}')}\n" for n in range(PAGES)))
    return lambda: run_urls(job(listing, disk / "out", kind))


def scheduled(_: FaultServer, disk: Path, kind: SinkKind) -> Callable[[], Any]:
    place = disk.parent / "in"
    place.mkdir(exist_ok=True)
    for n in range(PAGES):
        (place / f"p{n}.html").write_text(story(n).replace("</article>", "<p>This is the very end</p></article>"))
    path = write_config(
        disk.parent, sources=[{"kind": "folder", "location": "in"}],
        sinks=[{"kind": kind, "path": str(disk / "out")}],
    )  # fmt: skip
    return lambda: run_job(load_config(path, env={}))


def attempt(work: Callable[[], Any], disk: Path, size: int, kind: str) -> bool:
    """Try one disk. Return whether it was full."""
    mount(disk, f"size={size}k")
    try:
        full = False
        for _ in range(2):  # a second run on the full disk changes nothing
            try:
                work()
            except OutputError as error:
                full = True
                if "\n" in str(error):
                    raise ValueError(f"{size}: more than one line: {error}") from None
        mount(disk, "remount,size=64m")
        done = work()
        if hasattr(done, "failed"):
            assert not done.failed, (size, done)
        found = origins(disk / "out", kind)
        assert len(found) == len(set(found)) == PAGES, (size, len(found), len(set(found)))
        left = [path for path in disk.rglob("*") if path.name.endswith((".part", ".partial"))]
        assert not left, (size, left)
        assert kind not in ("md", "html", "txt") or not (disk / "out" / FAILURES).read_text()
        return full
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def main() -> None:
    root, command = Path(sys.argv[1]), sys.argv[2]
    (kind,) = (kind for kind in get_args(SinkKind) if kind == sys.argv[3])
    disk = root / "disk"
    disk.mkdir()

    async def answer(conn: Conn) -> None:
        await conn.reply((f"{conn.hit.path} " + "words of the page " * 500 + "end").encode(), etag='"a"')

    with FaultServer({"*": answer}) as server:
        make = urls if command == "urls" else scheduled
        work = make(server, disk, kind)
        full = sum(attempt(work, disk, size, kind) for size in SIZES[command])
    sys.stdout.write(f"{full}\n")


if __name__ == "__main__":
    main()
