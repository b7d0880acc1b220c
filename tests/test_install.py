"""Installation: the environments of the Makefile, the lowest versions and their file, the content of the archives."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests import REPO

PROJECT = tomllib.loads((REPO / "pyproject.toml").read_text("utf-8"))["project"]
# A fake Python that creates an environment of itself, keeps a log, and whose pip fails if a file named `broken` exists.
PRETENDER = """#!/bin/sh
case "$*" in
  *alive*) echo alive ;;
  -c*) test ! -e old || { echo "Python 3.11 or later is needed" >&2; exit 1; } ;;
  "-m venv "*) echo venv >> log; mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; test ! -e halfway ;;
  "-m pip "*) echo pip >> log; test ! -e broken ;;
esac
"""


def make(folder: Path, target: str) -> int:
    """Run one target of the Makefile with the fake Python. Return the exit code."""
    command = ["make", "-f", str(REPO / "Makefile"), target, f"PYTHON={folder}/python"]
    env = {"PATH": os.environ["PATH"]}  # without the flags of a make that runs these tests
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False, env=env).returncode


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "python").write_text(PRETENDER)
    (tmp_path / "python").chmod(0o755)
    for name in ("pyproject.toml", "hatch_build.py", "cleaner/core/src/core.c"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "log").touch()
    return tmp_path


def calls(folder: Path) -> list[str]:
    """The calls since the last look."""
    words = (folder / "log").read_text().split()
    (folder / "log").write_text("")
    return words


def test_an_environment_is_made_once(checkout: Path) -> None:
    assert make(checkout, ".venv/demo") == 0
    assert calls(checkout) == ["venv", "pip"]
    assert make(checkout, ".venv/demo") == 0
    assert calls(checkout) == []
    assert make(checkout, ".venv/dev") == 0
    assert calls(checkout) == ["pip"]
    assert make(checkout, ".venv/dev") == 0
    assert calls(checkout) == []


@pytest.mark.parametrize("changed", ["pyproject.toml", "hatch_build.py", "cleaner/core/src/core.c"])
def test_what_an_environment_was_built_from_has_changed(changed: str, checkout: Path) -> None:
    """The package is installed again, so that the core in use belongs to the present sources."""
    assert make(checkout, ".venv/demo") == 0
    calls(checkout)
    made = (checkout / ".venv/demo").stat().st_mtime
    os.utime(checkout / changed, (made + 1, made + 1))
    assert make(checkout, ".venv/demo") == 0
    assert calls(checkout) == ["pip"]


@pytest.mark.parametrize("harm", ["half-made", "pip", "later pip", "interpreter gone", "of another tool"])
def test_a_broken_environment_is_made_anew(harm: str, checkout: Path) -> None:
    """Whatever interrupted an installation, the next make starts from the beginning and finishes."""
    if harm == "half-made":
        (checkout / "halfway").touch()
        assert make(checkout, ".venv/demo") != 0
        (checkout / "halfway").unlink()
    elif harm == "pip":
        (checkout / "broken").touch()
        assert make(checkout, ".venv/demo") != 0
        (checkout / "broken").unlink()
    elif harm == "later pip":
        assert make(checkout, ".venv/demo") == 0
        (checkout / "broken").touch()
        assert make(checkout, ".venv/dev") != 0
        (checkout / "broken").unlink()
    elif harm == "interpreter gone":
        assert make(checkout, ".venv/demo") == 0
        (checkout / ".venv/bin/python").unlink()
    else:
        (checkout / ".venv/bin").mkdir(parents=True)
        (checkout / ".venv/bin/python").write_text("no program")
    calls(checkout)
    assert make(checkout, ".venv/demo") == 0
    assert calls(checkout) == ["venv", "pip"]
    assert (checkout / ".venv/demo").exists()


def test_an_old_python_is_refused_first(checkout: Path) -> None:
    (checkout / "old").touch()
    assert make(checkout, ".venv/demo") != 0
    assert calls(checkout) == []


def test_the_lowest_versions_are_the_floors() -> None:
    """``tests/lowest.txt`` is what the script prints: the tested lowest versions are those that we state."""
    printed = subprocess.run(
        [sys.executable, ".ci/lowest.py", "pyproject.toml"], cwd=REPO, capture_output=True, text=True, check=True
    ).stdout
    assert (REPO / "tests" / "lowest.txt").read_text("utf-8") == printed


@pytest.mark.parametrize("python", ["3.11.0", "3.11.2", "3.11.5", "3.12.0", "3.13.0"])
def test_every_python_has_one_floor_for_each_library(python: str) -> None:
    """Markers cover all Pythons without a gap: Debian 12's 3.11.2 gets a Soup Sieve that it can run."""
    environment = {"python_full_version": python, "python_version": python.rpartition(".")[0], "extra": ""}
    names: list[str] = []
    for text in PROJECT["dependencies"]:
        need = Requirement(text)
        assert any(part.operator == ">=" for part in need.specifier), f"{text} has no floor"
        if need.marker is None or need.marker.evaluate(environment):
            names.append(need.name)
    assert names.count("soupsieve") == 1
    assert len(names) == len(set(names))


def test_hints_work_from_a_checkout() -> None:
    """The name ``cleaner`` on PyPI is another project: no hint and no document installs it."""
    assert PROJECT["name"] == "pagecleaner"
    places = [*(REPO / "cleaner").rglob("*.py"), *(REPO / "docs").glob("*.md"), *REPO.glob("*.md"),
              *REPO.glob("*/README.md")]  # fmt: skip
    for place in places:
        words = place.read_text("utf-8")
        for wrong in ("cleaner[", "install cleaner", "install 'cleaner", "install pagecleaner"):
            assert wrong not in words.replace("pagecleaner[", "cleaner["), place


HEAVY = ["numpy", "bs4", "selectolax", "lxml", "trafilatura", "langdetect", "httpx", "httpcore", "protego", "pydantic",
         "yaml", "typer", "rich", "jinja2", "pyarrow", "ray", "fastwarc", "fsspec", "sqlite3", "asyncio", "ssl",
         "rensa", "chardet", "multiprocessing", "importlib.metadata", "email"]  # fmt: skip


def modules_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after ``code``."""
    printed = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(REPO)!r}); {code}; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return set(printed.split())


def test_importing_is_cheap() -> None:
    """``import cleaner`` loads no outside library, and no slow module of Python."""
    loaded = modules_after("import cleaner")
    assert not loaded & set(HEAVY)
    ours = {name for name in loaded if name.startswith("cleaner")}
    rooms = {name.split(".")[1] for name in ours if "." in name}
    assert rooms <= {
        "article",
        "batch",
        "classes",
        "errors",
        "fetch",
        "model",
        "render",
        "usage",
        "version",
        "vocabulary",
    }
    assert not {"cleaner.fetch.client", "cleaner.fetch.schedule", "cleaner.usage.statements"} & ours
    names = {name.partition(".")[0] for name in loaded}
    assert names - set(sys.stdlib_module_names) <= {"cleaner", "__main__"}


NOT_FOR_A_PAGE = {
    "trafilatura", "htmldate", "langdetect", "httpx", "httpcore", "protego", "ssl", "asyncio", "sqlite3", "typer",
    "rich", "jinja2", "pyarrow", "ray", "fastwarc", "fsspec", "multiprocessing", "rensa", "ftfy", "mathml_to_latex",
}  # fmt: skip


def test_a_page_loads_what_it_needs() -> None:
    """A plain article that states its language and date is cleaned without code for fetching, archives or guesses."""
    sentence = "The council of Port Ellery voted on Tuesday to bring the night ferries back, nine years after the cut. "
    page = (
        "<!doctype html><html lang=en><title>Ferries</title><meta property='article:published_time' "
        f"content='2024-05-01T10:00:00Z'><h1>Ferries</h1><p>{sentence * 4}</p><p>{sentence * 3}</p>"
    )
    code = f"import sys, cleaner; cleaner.clean({page!r}).to_json(); print(*sys.modules)"
    assert not NOT_FOR_A_PAGE & modules_of(code)


def test_a_folder_loads_what_it_needs(tmp_path: Path) -> None:
    """A folder is cleaned without code for fetching, and by processes without the code that validates settings."""
    (tmp_path / "a.html").write_text("<!doctype html><h1>Ferries</h1>" + "<p>The night ferries are back.</p>" * 9)
    code = (
        f"import sys; sys.argv = ['cleaner', 'folder', {str(tmp_path)!r}, '-o', {str(tmp_path / 'o.jsonl')!r}]; "
        "from cleaner.cli.app import app; app(standalone_mode=False); print(*sys.modules)"
    )
    assert not {"httpx", "asyncio", "rich", "yaml", "ray"} & modules_of(code)
    code = (
        "import sys, pickle; from cleaner.batch.work import producing; from cleaner.config import load_config; "
        "sys.stdout.buffer.write(pickle.dumps(producing(load_config(), forms=('jsonl',))))"
    )
    work = subprocess.run([sys.executable, "-c", code], cwd=REPO, capture_output=True, check=True).stdout
    code = f"import sys, pickle; pickle.loads({work!r}); print(*sys.modules)"
    assert not {"pydantic", "httpx", "typer"} & modules_of(code)


def modules_of(code: str) -> set[str]:
    """The modules that a code prints."""
    done = subprocess.run([sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_version_is_there_when_asked_for() -> None:
    import cleaner

    assert cleaner.__version__[0].isdigit()
    assert "importlib.metadata" in modules_after("import cleaner; cleaner.__version__")
    with pytest.raises(AttributeError, match="has no attribute 'versoin'"):
        cleaner.versoin  # noqa: B018


# A compiler whose output is all that it could read, so that a source which is missing or different changes the wheel.
STAND_IN = """#!/bin/sh
for word; do case "$word" in *.c) cat "$word" "${word%/*}"/*.h ;; esac; target=$word; done > all
mv all "$target"
"""


@pytest.fixture
def stand_in(tmp_path: Path) -> dict[str, str]:
    """The environment in which the stand-in is the compiler."""
    (tmp_path / "compiler").write_text(STAND_IN)
    (tmp_path / "compiler").chmod(0o755)
    return {"CC": shlex.quote(str(tmp_path / "compiler"))}


def built(source: Path, into: Path, target: str, env: dict[str, str]) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(into), "-t", target], cwd=source, check=True,
        capture_output=True, timeout=120, env=os.environ | env,
    )  # fmt: skip
    return next(into.iterdir())


def a_copy(folder: Path) -> Path:
    """A copy of the checkout with all that is compiled in it; to build here would take it away from other tests."""
    left_out = shutil.ignore_patterns(".*_cache", ".git", ".venv*", ".work", ".hypothesis", "fixtures", "shared")
    return Path(shutil.copytree(REPO, folder, ignore=left_out))


@pytest.mark.parametrize("compiler", ["stand-in", pytest.param("of the machine", marks=pytest.mark.slow)])
def test_archives_hold_the_package_and_nothing_else(compiler: str, tmp_path: Path, stand_in: dict[str, str]) -> None:
    """The source archive builds the same wheel, byte by byte, and neither contains a stray file.

    The source archive contains the core as C, the wheel contains it compiled for the machine in its name.
    """
    pytest.importorskip("hatchling", reason="building needs hatchling")
    env = stand_in if compiler == "stand-in" else {}
    checkout = a_copy(tmp_path / "checkout")
    wheel = built(checkout, tmp_path / "wheel", "wheel", env)
    source = built(checkout, tmp_path / "source", "sdist", env)
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # Python before 3.11.4 has none
        archive.extractall(tmp_path / "unpacked")  # noqa: S202 - our own archive
    outside = {name for name in names if not name.startswith("cleaner/")}
    assert outside == {
        ".gitignore",
        "CHANGELOG.md",
        "LICENSE",
        "PKG-INFO",
        "README.md",
        "config.yaml",
        "hatch_build.py",
        "pyproject.toml",
    }
    again = built(next((tmp_path / "unpacked").iterdir()), tmp_path / "again", "wheel", env)
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()
    packed = set(zipfile.ZipFile(wheel).namelist())
    compiled = {name for name in packed if name.startswith("cleaner/core/_core.")}
    assert len(compiled) == (0 if wheel.name.endswith("-none-any.whl") else 1)
    assert not compiled & names
    tables = {name for name in packed if name.startswith("cleaner/data/compiled/")}
    assert not tables & names
    assert {"cleaner/data/compiled/status.yaml.json", "cleaner/data/compiled/rules/en.json"} <= tables
    compiled |= tables
    sources = {path.relative_to(REPO).as_posix() for path in (REPO / "cleaner" / "core" / "src").iterdir()}
    assert sources < names
    inside = {name for name in packed if name.startswith("cleaner/")} - compiled
    assert inside == {*names - outside - sources, "cleaner/data/config.yaml"}
    listed = subprocess.run(["git", "ls-files", "cleaner"], cwd=REPO, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        known = {name for name in listed.stdout.split() if (REPO / name).exists()} | {"cleaner/data/config.yaml"}
        known -= sources
        stray = {name for name in packed if not name.startswith("pagecleaner-")} - compiled - known
        assert not {name for name in stray if not name.endswith(".py")}
        assert known <= packed
