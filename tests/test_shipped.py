"""Data files: their compiled copies give what the YAML gives, and count only for the very file they were made from."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import hatch_build
from cleaner import shipped
from cleaner.errors import ConfigError
from cleaner.judge import rules, tables, weights
from cleaner.judge.phrases import load_rules
from tests import REPO

PLAIN = [*shipped.plain_files()]
RULES = (rules.GENERAL, *rules.languages())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the compiled copies of all data files, as the build writes them."""
    made = tmp_path_factory.mktemp("compiled")
    hatch_build.write_data(made)
    return made


def test_every_file_has_a_copy(folder: Path) -> None:
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    plain = {f"{name}.json" for name in (*PLAIN, "config.yaml")}
    assert made == plain | {f"rules/{name}.json" for name in RULES} | {weights.COPY}
    assert len(made) > 40


@pytest.mark.parametrize("name", PLAIN)
def test_a_copy_is_equal(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = (shipped.DATA / name).read_bytes()
    expected = shipped.parse(source)
    monkeypatch.setattr(shipped, "COMPILED", folder)
    monkeypatch.setattr(shipped, "parse", lambda source: "YAML was read")
    assert shipped.load(name) == expected


@pytest.mark.parametrize("name", RULES)
def test_compiled_tables_are_equal(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = tables.compile_tables(rules.read_rules(name))
    monkeypatch.setattr(shipped, "COMPILED", folder)
    monkeypatch.setattr(tables, "read_rules", lambda name: ())
    found = tables.read_tables.__wrapped__(name)
    for field in tables.Tables.__slots__:
        assert getattr(found, field) == getattr(expected, field), field
    assert all(isinstance(entry, tables.Open) for entries in found.heads.values() for entry in entries)


@pytest.mark.parametrize("harm", ["missing", "stale", "cut", "empty", "no JSON", "other content"])
def test_without_a_valid_copy_the_yaml_is_read(harm: str, folder: Path, tmp_path: Path) -> None:
    whole = (folder / "consent.yaml.json").read_bytes()
    stamps, _, content = whole.partition(b"\n")
    harmed = {
        "stale": shipped.stamp(b"another file") + b" " + shipped.stamp(content) + b"\n" + content,
        "other content": stamps + b"\n" + content.replace(b"cookie", b"cookix"),
        "cut": whole[:-5],
        "empty": b"",
        "no JSON": stamps + b"\n\xff\xfe",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shipped, "COMPILED", tmp_path)
        if harm in harmed:
            (tmp_path / "consent.yaml.json").write_bytes(harmed[harm])
        assert shipped.load("consent.yaml") == shipped.parse((shipped.DATA / "consent.yaml").read_bytes())


def test_an_edited_file_that_is_no_yaml_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "status.yaml").write_text("walls:\n- : [\n", "utf-8")
    monkeypatch.setattr(shipped, "DATA", tmp_path)
    with pytest.raises(ConfigError, match=r"^.*status\.yaml: line 2: .+$"):
        shipped.load("status.yaml")
    (tmp_path / "status.yaml").write_text("# nothing\n", "utf-8")
    with pytest.raises(ConfigError, match=r"^.*status\.yaml: the file is empty$"):
        shipped.load("status.yaml")


def test_an_edited_file_takes_effect_at_once(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that is added in a checkout works in the next process, although the copy lacks it."""
    edited = rules.file_of("en").read_text("utf-8") + (
        "  - {id: new, kind: other, scope: block, phrases: [Quite a new phrase], hits: [], misses: []}\n"
    )
    (tmp_path / "lang").mkdir()
    (tmp_path / "lang" / "en.yaml").write_text(edited, "utf-8")
    monkeypatch.setattr(shipped, "COMPILED", folder)
    monkeypatch.setattr(rules, "DATA", tmp_path)
    assert "quite a new phrase" in tables.compile_tables(rules.read_rules.__wrapped__("en")).exact
    monkeypatch.setattr(tables, "read_rules", rules.read_rules.__wrapped__)
    assert "quite a new phrase" in tables.read_tables.__wrapped__("en").exact


@pytest.mark.parametrize("name", tables.CODE)
def test_tables_of_other_code_do_not_count(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the code that folds phrases has changed, so may their tables have."""
    at = 1 + tables.CODE.index(name)
    code = tables._code()
    monkeypatch.setattr(shipped, "COMPILED", folder)
    assert shipped.read_copy("rules/en", tables._stamp("en")) is not None
    monkeypatch.setattr(tables, "_code", lambda: (*code[:at], code[at] + b"\n", *code[at + 1 :]))
    assert shipped.read_copy("rules/en", tables._stamp("en")) is None


def test_the_first_rule_counts_whatever_file_it_is_in() -> None:
    """Joined tables are those of the joined rules."""
    own = rules.Rule("user/x", "other", "block", ("Advertisement", "Related *"))
    joined = tables.join([tables.compile_tables((own,)), *map(tables.read_tables, ("de", "en", "general"))])
    whole = tables.compile_tables((own, *(rule for name in ("de", "en", "general") for rule in rules.read_rules(name))))
    for field in tables.Tables.__slots__:
        assert getattr(joined, field) == getattr(whole, field), field
    assert joined.exact["advertisement"].rule == "user/x"


def test_a_kept_rule_uncovers_the_later_one() -> None:
    """If a rule that shares a phrase with a later one is kept, the later one counts, as if the first were not there."""
    base = load_rules("de")
    kept = base.with_extra(keep=("de/ad-label",))
    source = [rule for name in ("de", "en", "general") for rule in rules.read_rules(name)]
    assert kept.tables.exact == tables.compile_tables(source, frozenset({"de/ad-label"})).exact
    assert kept.ids == base.ids


def test_the_build_says_why_no_data_was_compiled(tmp_path: Path) -> None:
    """Without the reader of YAML the build goes on; the package then reads the YAML itself."""
    (tmp_path / "yaml.py").write_text("raise ImportError('no YAML here')\n")
    code = "import hatch_build, pathlib; hatch_build.DATA = pathlib.Path('nowhere'); print(hatch_build.compile_data())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPO, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert "no YAML here" in done.stdout
