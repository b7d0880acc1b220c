"""``cleaner page FILE``, if nobody set anything, needs neither typer nor pydantic, and prints the same."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import hatch_build
from cleaner import settings, shipped
from cleaner.cli import onepage
from cleaner.config import Config, load_config
from tests import REPO

NEWS = REPO / "fixtures" / "pages" / "en--html--wordpress-news" / "page.html"
TEXT = REPO / "fixtures" / "pages" / "de--text--lesen-sie-auch" / "page.txt"
CONSENT = REPO / "fixtures" / "pages" / "en--html--consent-only" / "page.html"
ENV = {key: value for key, value in os.environ.items() if not key.startswith("CLEANER_")}
# What a page needs none of: options, validation, other formats, fetching, archives, guesses, other parsers.
NOT_LOADED = {
    "typer", "rich", "click", "pydantic", "pydantic_core", "annotated_types", "yaml", "jinja2", "httpx", "httpcore",
    "protego", "ssl", "asyncio", "sqlite3", "multiprocessing", "trafilatura", "htmldate", "langdetect", "lxml", "bs4",
    "chardet", "ftfy", "mathml_to_latex", "pyarrow", "ray", "fastwarc", "fsspec", "rensa", "ada_url",
    "numpy", "importlib.metadata", "email.message", "cleaner.config", "cleaner.cli.app", "cleaner.cli.console",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled data, as the build writes it."""
    made = tmp_path_factory.mktemp("compiled")
    hatch_build.write_data(made)
    return made


def call(folder: Path, *words: object, code: str = "", stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess:
    """Run the command line on compiled data, and then some code."""
    program = (
        "import sys, pathlib; from cleaner import shipped; shipped.COMPILED = pathlib.Path(sys.argv.pop(1))\n"
        f"from cleaner.cli import main\nmain()\n{code}"
    )
    command = [sys.executable, "-c", program, str(folder), *map(str, words)]
    return subprocess.run(command, cwd=REPO, env={**ENV, **env}, input=stdin, capture_output=True, check=False)


def test_a_plain_call_loads_what_the_page_needs(folder: Path) -> None:
    loaded = call(folder, "page", NEWS, code="print(*sys.modules)").stdout.decode().splitlines()[-1].split()
    assert "cleaner.pipeline" in loaded
    assert not NOT_LOADED & set(loaded)


def test_the_api_loads_what_the_page_needs(folder: Path) -> None:
    """``from cleaner import clean`` and one page."""
    code = (
        "import sys, pathlib; from cleaner import shipped; shipped.COMPILED = pathlib.Path(sys.argv[1])\n"
        "from cleaner import clean\nclean(open(sys.argv[2], 'rb').read()).text\nprint(*sys.modules)"
    )
    command = [sys.executable, "-c", code, str(folder), str(NEWS)]
    loaded = subprocess.run(command, cwd=REPO, env=ENV, capture_output=True, check=True).stdout.decode().split()
    assert "cleaner.pipeline" in loaded
    assert not (NOT_LOADED - {"importlib.metadata", "email.message"}) & set(loaded)


@pytest.mark.parametrize(
    ("source", "form"), [*((NEWS, form) for form in onepage.PRINTS), (TEXT, "txt"), (CONSENT, "jsonl")]
)
def test_both_ways_print_the_same(source: Path, form: str, folder: Path) -> None:
    """A setting that changes nothing leads through typer and pydantic."""
    plain = call(folder, "page", source, "-f", form)
    whole = call(folder, "page", source, "-f", form, CLEANER_CLEAN__MODE="fast")
    assert (plain.returncode, plain.stdout, plain.stderr) == (whole.returncode, whole.stdout, whole.stderr)
    assert plain.stdout or source == CONSENT


def test_stdin(folder: Path) -> None:
    given = NEWS.read_bytes()
    plain, whole = (call(folder, "page", "-", stdin=given, **env) for env in ({}, {"CLEANER_CLEAN__MODE": "fast"}))
    assert plain.stdout == whole.stdout != b""


@pytest.mark.parametrize(
    "words",
    [
        ["page"],
        ["page", "--help"],
        ["page", "-h"],
        ["page", "--", "a.html"],
        ["page", ""],
        ["page", "https://example.com/"],
        ["page", "file:///a.html"],
        ["page", "a.html", "--explain"],
        ["page", "a.html", "-f", "json"],
        ["page", "a.html", "-f", "csv"],
        ["page", "a.html", "--mode", "fast"],
        ["page", "--format", "md", "a.html"],
        ["folder", "a.html"],
        [],
    ],
)
def test_everything_else_is_typers(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "shipped_settings", Config)
    monkeypatch.setattr(onepage, "print_page", lambda *given: pytest.fail(f"ran with {given}"))
    assert not onepage.run_plain(words, {})


@pytest.mark.parametrize("variable", ["CLEANER_CONFIG", "CLEANER_CLEAN__MODE", "_CLEANER_COMPLETE"])
def test_the_environment_counts(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[object] = []
    monkeypatch.setattr(settings, "shipped_settings", Config)
    monkeypatch.setattr(onepage, "print_page", lambda *given: ran.append(given))
    assert not onepage.run_plain(["page", "a.html"], {variable: "x"})
    assert onepage.run_plain(["page", "a.html"], {"CLEANER_PURE": "1", "PATH": "/bin"})
    assert onepage.run_plain(["page", "-", "--format", "md"], {})
    assert [given[:2] for given in ran] == [("a.html", "txt"), ("-", "md")]


def test_mistakes_are_told_in_the_same_way(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    for source in (tmp_path / "gone.html", tmp_path, tmp_path / "picture.png"):
        plain, whole = (call(folder, "page", source, **env) for env in ({}, {"CLEANER_CLEAN__MODE": "fast"}))
        assert (plain.returncode, plain.stdout, plain.stderr) == (whole.returncode, whole.stdout, whole.stderr)
        assert plain.returncode in (65, 66)


def test_shipped_settings_are_the_defaults(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``config.yaml`` states every key, with the value that the code has; the digest is the same."""
    assert shipped.stamp(shipped.settings_file().read_bytes()) == shipped.SETTINGS_STAMP, "write its stamp there"
    monkeypatch.setattr(shipped, "COMPILED", folder)
    found = settings.shipped_settings.__wrapped__()
    assert found is not None
    for default in (Config(), load_config(env={})):
        assert {name: vars(section) for name, section in vars(found).items()} == default.model_dump()
        assert found.digest() == default.digest()
    with pytest.raises(AttributeError, match="frozen"):
        found.clean.links = False


@pytest.mark.parametrize(
    "sections",
    [{}, {"clean": {"sites_dir": "/rules", "weights": Path("a") / "b.npz", "max_loss": 1, "keep": ["p.note"]}},
     {"template": {"enabled": False}, "duplicates": {"threshold": 1}, "clean": {"language": "el", "max_bytes": 7}}],
)  # fmt: skip
def test_settings_for_workers_are_the_same(sections: dict[str, dict[str, object]]) -> None:
    """Equal values and an equal digest, also after the way to another process."""
    config = Config(**sections)
    sent = pickle.loads(pickle.dumps(settings.plain_settings(config)))  # noqa: S301 - our own
    assert sent.digest() == config.digest()
    for name in settings.WORKERS:
        assert vars(getattr(sent, name)) == vars(getattr(config, name))
    with pytest.raises(AttributeError, match="frozen"):
        sent.clean.links = False


def test_edited_settings_are_validated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also if the package was built again after the edit."""
    monkeypatch.setattr(shipped, "COMPILED", tmp_path)
    edited = tmp_path / "config.yaml"
    edited.write_bytes(shipped.settings_file().read_bytes() + b"# edited\n")
    monkeypatch.setattr(shipped, "settings_file", lambda: edited)
    shipped.compile_plain(tmp_path)
    assert shipped.read_copy("config.yaml", shipped.stamp(edited.read_bytes())) is not None
    assert settings.shipped_settings.__wrapped__() is None


def test_records_name_the_same_tool(folder: Path) -> None:
    plain, whole = (
        call(folder, "page", NEWS, "-f", "jsonl", **env).stdout for env in ({}, {"CLEANER_CLEAN__MODE": "fast"})
    )
    assert json.loads(plain)["tool"] == json.loads(whole)["tool"]


@pytest.mark.parametrize(("options", "encoding"), [((), "ascii"), (("--explain",), "cp1252")])
def test_output_is_utf8_whatever_the_locale(folder: Path, encoding: str, options: tuple[str, ...]) -> None:
    plain = call(folder, "page", TEXT, *options)
    other = call(folder, "page", TEXT, *options, PYTHONIOENCODING=encoding)
    assert (other.returncode, other.stdout) == (0, plain.stdout)
    assert not plain.stdout.isascii()


@pytest.mark.parametrize(("closed", "code"), [("0<&-", 0), ("1>&-", 0), ("2>&-", 0)])
def test_closed_streams(closed: str, code: int) -> None:
    """What nobody can read is dropped, without a traceback."""
    command = f'exec "{sys.executable}" -m cleaner page "{TEXT}" {closed}'
    done = subprocess.run(["/bin/sh", "-c", command], cwd=REPO, env=ENV, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (code, b"")
    assert bool(done.stdout) == (closed[0] != "1")
