"""The documentation is correct: references are current, commands print what it shows, links lead to files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import REPO
from tests.scripts import load_script

BUILD = load_script("docs/build.py")
MEND = "run python docs/build.py and look at what it changed"


@pytest.mark.parametrize("name", BUILD.REFERENCES)
def test_references_are_current(name: str) -> None:
    """What is generated from the code is what stands in the file."""
    assert (REPO / "docs" / name).read_text("utf-8") == BUILD.REFERENCES[name](), MEND


def test_every_key_is_explained() -> None:
    """The shipped configuration explains every key."""
    rows = re.findall(r"^\| `(\w+\.\w+)` \| (.*) \|$", BUILD.configuration_reference(), re.M)
    assert len(rows) > 40
    assert [name for name, cells in rows if not cells.split(" | ")[-1].strip()] == []


@pytest.mark.parametrize("path", BUILD.DOCUMENTS, ids=lambda path: path.name)
def test_commands_do_what_the_documents_say(path: Path) -> None:
    """Every command of a document runs, ends as stated and prints what the document shows."""
    outcome = BUILD.run_document(path, BUILD.command_names())
    assert outcome.faults == [], MEND
    if outcome.skipped:
        pytest.skip("; ".join(outcome.skipped))


def test_the_runner_sees_a_wrong_output(tmp_path: Path) -> None:
    """A document with a wrong output or a failing command is reported."""
    path = tmp_path / "x.md"
    path.write_text("```console\n$ echo one\ntwo\n$ false\n```\n\n```python\nraise SystemExit(3)\n```\n")
    outcome = BUILD.run_document(path, BUILD.command_names())
    assert len(outcome.faults) == 3
    assert "$ echo one\none\n" in outcome.text


@pytest.mark.parametrize("path", BUILD.DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link of a document leads to a file of the repository."""
    text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text):
        assert (path.parent / target).exists(), target
