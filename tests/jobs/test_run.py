"""The scheduled job: incremental, locked, quiet, and the same whatever happens to it."""

from __future__ import annotations

import json
import random
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from cleaner.config import Config, load_config
from cleaner.errors import OutputError
from cleaner.jobs.plan import plan_job
from cleaner.jobs.run import Report, run_job
from cleaner.jobs.summary import Summary
from tests.cleaner_cli import cleaner
from tests.disks import run_here
from tests.pages import Tongue, page
from tests.site import Site

DAYS = 12
BOX = "<div class='zz1'><p>Rakla mo venta</p></div>"


def write_config(root: Path, **run: Any) -> Path:
    """A job with one jsonl output."""
    path = root / "job.yaml"
    job = {"sinks": [{"kind": "jsonl", "path": "out.jsonl"}], **run}
    fetch = {"allow_private": True, "delay": 0, "retries": 0, "respect_robots": False}
    path.write_text(yaml.safe_dump({"run": job, "fetch": fetch, "batch": {"workers": 1}}))
    return path


def job(root: Path, **run: Any) -> Config:
    return load_config(write_config(root, **run), env={})


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]


def counts(report: Report) -> tuple[int, int, int]:
    return report.summary.done, report.summary.unchanged, report.summary.failed


def folder_of(root: Path, count: int, seed: int = 0) -> Path:
    place = root / "in"
    place.mkdir(exist_ok=True)
    names = [f"p{n:03}.html" for n in range(count)]
    random.Random(seed).shuffle(names)
    for name in names:
        (place / name).write_text(page(int(name[1:4]), inside=BOX))
    return place


def test_new_changed_and_unchanged(tmp_path: Path) -> None:
    """Each page once; a changed page again; a failure is told once and when it mends."""
    with Site() as site:
        site.pages = {f"/{n}": page(n).encode() for n in range(5)}
        (tmp_path / "list.txt").write_text("\n".join(f"{site.root}/{n}" for n in [*range(5), 9, 0]))
        config = job(tmp_path, sources=[{"kind": "urls", "location": "list.txt"}])
        assert counts(run_job(config)) == (5, 0, 1)
        assert counts(run_job(config)) == (0, 5, 1)
        site.pages["/3"] = page(33).encode()
        site.pages["/9"] = page(9).encode()
        report = run_job(config)
        assert counts(report) == (2, 4, 0)
        assert report.summary.skipped == {"repeated": 1}
        assert report.summary.inputs == 7
    found = records(tmp_path / "out.jsonl")
    urls = [record["origin"].removeprefix(site.root) for record in found]
    assert urls == ["/0", "/1", "/2", "/3", "/4", "/9", "/3", "/9"]
    assert [bool(record["error"]) for record in found] == [False] * 5 + [True, False, False]


def test_feeds_and_sitemaps(tmp_path: Path) -> None:
    """URLs come from a sitemap too; what the feed no longer names is not asked for."""
    with Site() as site:
        site.pages = {f"/{n}": page(n).encode() for n in range(4)}
        links = "".join(f"<url><loc>{site.root}/{n}</loc></url>" for n in range(3))
        site.pages["/map.xml"] = f"<urlset>{links}</urlset>".encode()
        config = job(tmp_path, sources=[{"kind": "sitemap", "location": f"{site.root}/map.xml"}])
        assert counts(run_job(config)) == (3, 0, 0)
        assert "/3" not in site.log


def test_all_outputs_from_all_sources(tmp_path: Path) -> None:
    """Folders and lists into lines, Markdown and text; the same again changes nothing."""
    folder_of(tmp_path, 3)
    with Site() as site:
        site.pages = {"/a/Story": page(40).encode()}
        (tmp_path / "list.txt").write_text(f"{site.root}/a/Story\n")
        config = job(
            tmp_path,
            sources=[{"kind": "folder", "location": "in"}, {"kind": "urls", "location": "list.txt"}],
            sinks=[
                {"kind": "jsonl", "path": "out.jsonl"}, {"kind": "md", "path": "md"}, {"kind": "txt", "path": "txt"},
            ],
        )  # fmt: skip
        assert counts(run_job(config)) == (4, 0, 0)
        names = sorted(path.name for path in (tmp_path / "md").rglob("*.md"))
        assert len(names) == len([*(tmp_path / "txt").rglob("*.txt")]) == 4
        assert counts(run_job(config)) == (0, 4, 0)
    assert sorted(path.name for path in (tmp_path / "md").rglob("*.md")) == names
    assert len(records(tmp_path / "out.jsonl")) == 4


def test_any_order_and_any_number_of_workers(tmp_path: Path) -> None:
    """Sources in another order, files made in another order, one or four workers: the same bytes."""
    outputs = []
    for seed, workers in ((1, 1), (2, 4)):
        root = tmp_path / "job"
        root.mkdir()
        folder_of(root, 8, seed)
        (root / "in" / "copy.html").write_text(page(2, inside=BOX))
        (root / "more").mkdir()
        (root / "more" / "x.html").write_text(page(2, inside=BOX))
        sources = [{"kind": "folder", "location": "in"}, {"kind": "folder", "location": "more"}]
        run_job(job(root, sources=sources if seed == 1 else sources[::-1]), workers)
        outputs.append((root / "out.jsonl").read_bytes())
        shutil.rmtree(root)
    assert outputs[0] == outputs[1]
    marked = [json.loads(line)["duplicate_of"] for line in outputs[0].decode().split("\n")[:-1]]
    assert sum(mark is not None for mark in marked) == 2


def test_what_recurs_is_learnt_from_run_to_run(tmp_path: Path) -> None:
    """The first run has nothing to compare with; the next one drops what stood on its pages."""
    place = folder_of(tmp_path, 6)
    config = job(tmp_path, sources=[{"kind": "folder", "location": "in"}])
    run_job(config)
    for n in range(6, 9):
        (place / f"p{n:03}.html").write_text(page(n, inside=BOX))
    run_job(config)
    found = records(tmp_path / "out.jsonl")
    assert all("Rakla" not in record["text"] for record in found[6:])
    assert len(found) == 9


def test_near_duplicates_across_runs(tmp_path: Path) -> None:
    """A page that nearly repeats one of an earlier run names it, and how closely; nothing is left out."""
    place = folder_of(tmp_path, 3)
    config = job(tmp_path, sources=[{"kind": "folder", "location": "in"}])
    run_job(config)
    (place / "again.html").write_text(page(1, inside=f"{BOX}<p>{Tongue(5).sentence(12)}</p>"))
    run_job(config)
    *earlier, again = records(tmp_path / "out.jsonl")
    assert again["duplicate_of"]["id"] == next(record["id"] for record in earlier if "p001" in record["origin"])
    assert 0.8 <= again["duplicate_of"]["similarity"] < 1
    assert all(record["duplicate_of"] is None for record in earlier)


def test_a_host_whose_layout_changed(tmp_path: Path) -> None:
    """Pages that suddenly give much less text are worth a word, once they had given more for some runs."""
    with Site() as site:
        (tmp_path / "list.txt").write_text("\n".join(f"{site.root}/{n}" for n in range(6)))
        config = job(tmp_path, sources=[{"kind": "urls", "location": "list.txt"}])
        for day in range(4):
            site.pages = {f"/{n}": page(100 * day + n).encode() for n in range(6)}
            assert not run_job(config).notes
        site.pages = {f"/{n}": page(900 + n, paragraphs=1).encode() for n in range(6)}
        (note,) = run_job(config).notes
    assert re.fullmatch(r"127\.0\.0\.1: 6 pages gave [\d,]+ characters at the median, usually [\d,]+; has .*\?", note)


def test_rotation_by_day(tmp_path: Path) -> None:
    """The day stands in the name; a file that was moved away is begun anew with what is new."""
    place = folder_of(tmp_path, 2)
    sinks = [{"kind": "jsonl", "path": "out.jsonl", "rotate": "day"}]
    config = job(tmp_path, sources=[{"kind": "folder", "location": "in"}], sinks=sinks)
    run_job(config)
    (written,) = tmp_path.glob("out-*.jsonl")
    assert re.fullmatch(r"out-\d{4}-\d\d-\d\d\.jsonl", written.name)
    written.rename(tmp_path / "taken.jsonl")
    (place / "p100.html").write_text(page(100))
    run_job(config)
    assert [len(records(path)) for path in (tmp_path / "taken.jsonl", written)] == [2, 1]


def test_an_output_that_is_not_ours(tmp_path: Path) -> None:
    """A file that no run wrote, or that somebody cut, is never written to."""
    folder_of(tmp_path, 1)
    write_config(tmp_path, sources=[{"kind": "folder", "location": "in"}])
    (tmp_path / "out.jsonl").write_text("mine\n")
    done = cleaner("run", "-c", tmp_path / "job.yaml")
    assert (done.returncode, (tmp_path / "out.jsonl").read_text()) == (73, "mine\n")
    assert "no earlier run wrote it" in done.stderr


def test_quiet_when_all_is_well(tmp_path: Path) -> None:
    """Nothing on either stream; one line and the failures when something is wrong; a health file either way."""
    place = folder_of(tmp_path, 2)
    write_config(tmp_path, sources=[{"kind": "folder", "location": "in"}], health_file="health.prom")
    done = cleaner("run", "-c", tmp_path / "job.yaml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (place / "bad.html").write_bytes(b"%PDF-1.7")
    done = cleaner("run", "-c", tmp_path / "job.yaml")
    assert (done.returncode, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()
    assert re.fullmatch(r"cleaner: 0 done, 2 unchanged, 1 failed \(not-text 1\), \d+ s", first)
    assert second.endswith("in/bad.html: not-text: the page is binary data, not text")
    health = dict(line.rsplit(" ", 1) for line in (tmp_path / "health.prom").read_text().splitlines() if line[0] != "#")
    assert health['cleaner_last_run_inputs{outcome="unchanged"}'] == "2"
    assert (health["cleaner_last_run_success"], health["cleaner_last_run_finished"]) == ("1", "1")
    told = cleaner("doctor", "-c", tmp_path / "job.yaml")
    assert told.returncode == 0
    assert "0 done, 2 unchanged, 0 skipped, 1 failed" in told.stdout


@pytest.mark.parametrize("fails", [False, True])
def test_a_health_file_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    """What the run did, or what ended it, is told as well as the health file."""

    def full(path: Path, *_: object) -> None:
        raise OutputError(f"{path.name}: cannot write: No space left on device")

    def ends(*_: object) -> Report:
        if fails:
            full(Path("out.jsonl"))
        return Report(Summary(done=3, failed=1, failures=["a.html: not-text"]))

    folder_of(tmp_path, 1)
    path = write_config(tmp_path, sources=[{"kind": "folder", "location": "in"}], health_file="health.prom")
    monkeypatch.setattr("cleaner.sinks.ours.write_own", full)
    monkeypatch.setattr("cleaner.jobs.run.run_job", ends)
    ended = run_here("run", "-c", path)
    told = ended.stderr.splitlines()
    assert ended.code == 73
    assert "cleaner: health.prom: cannot write: No space left on device" in told
    ending = ["out.jsonl: cannot write: No space left on device"]
    wanted = ending if fails else ["3 done, 1 failed, 0 s", "a.html: not-text"]
    assert all(f"cleaner: {line}" in told for line in wanted)
    assert len(told) == 1 + len(wanted)


def test_dry_run(tmp_path: Path) -> None:
    """It says what is new and touches nothing."""
    folder_of(tmp_path, 3)
    write_config(tmp_path, sources=[{"kind": "folder", "location": "in"}])
    done = cleaner("run", "-c", tmp_path / "job.yaml", "--dry-run")
    assert done.returncode == 0
    assert "3 files, 3 new and 0 known" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "job.yaml"]


@pytest.mark.parametrize("has_wal", [False, True])
def test_a_dry_run_only_reads_the_state(tmp_path: Path, has_wal: bool) -> None:
    """It is the same afterwards, to the last file, also while a run is under way."""
    folder_of(tmp_path, 3)
    path = write_config(tmp_path, sources=[{"kind": "folder", "location": "in"}])
    assert run_here("run", "-c", path).code == 0
    (state,) = tmp_path.rglob("state.sqlite")
    with closing(sqlite3.connect(state)) as other:
        if has_wal:
            other.execute("UPDATE items SET attempts = attempts")
            other.commit()
        before = {file.name: file.read_bytes() for file in state.parent.iterdir() if not file.name.endswith("-shm")}
        assert any(name.endswith("-wal") for name in before) == has_wal
        assert "3 files, 0 new and 3 known" in next(plan_job(load_config(path, env={})))
        after = {file.name: file.read_bytes() for file in state.parent.iterdir() if not file.name.endswith("-shm")}
    assert after == before


@pytest.mark.parametrize(
    ("run", "code", "message"),
    [
        ({"sources": [{"kind": "folder", "location": "nothing"}]}, 66, "nothing: no such folder"),
        ({"sources": [{"kind": "urls", "location": "nothing.txt"}]}, 66, "nothing.txt: no such file"),
        ({"sources": []}, 78, "needs run.sources and run.sinks"),
        ({"sources": [{"kind": "foldr", "location": "in"}]}, 78, "run.sources.0.kind"),
    ],
)
def test_mistakes(tmp_path: Path, run: dict[str, Any], code: int, message: str) -> None:
    """One line and its exit code."""
    write_config(tmp_path, **run)
    done = cleaner("run", "-c", tmp_path / "job.yaml")
    assert done.returncode == code
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_many_runs_over_a_changing_site(tmp_path: Path) -> None:
    """Run after run: each article once, every change seen, the state no larger than its articles."""
    dice = random.Random(9)
    expected = 0
    sizes = []
    with Site() as site:
        config = job(tmp_path, sources=[{"kind": "sitemap", "location": f"{site.root}/map.xml"}])
        for day in range(DAYS):
            for n in range(max(0, day - 4), day + 1):  # five articles on the front, the oldest leaves
                if f"/{n}" not in site.pages or dice.random() < 0.2:
                    site.pages[f"/{n}"] = page(1000 * day + n, inside=BOX).encode()
                    expected += 1
            links = "".join(f"<url><loc>{site.root}/{n}</loc></url>" for n in range(max(0, day - 4), day + 1))
            site.pages["/map.xml"] = f"<urlset>{links}</urlset>".encode()
            report = run_job(config)
            assert report.summary.failed == 0
            assert report.summary.done + report.summary.unchanged == min(day, 4) + 1
            sizes.append((tmp_path / "out.jsonl.state" / "state.sqlite").stat().st_size)
    found = records(tmp_path / "out.jsonl")
    assert len(found) == expected
    assert {record["origin"] for record in found} == {f"{site.root}/{n}" for n in range(DAYS)}
    assert sizes[-1] < 400_000
