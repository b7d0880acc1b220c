"""The table of structure: a peer that is not installed has no column."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench import structure

SUITE = """
ROWS = ("headings F1", "quotes F1")
def ours(page): return {"md": page["md"]}
def to_html(markdown): return markdown
def units(html, url): return {"text": html}
def canonical(html): return html
def grams(text): return [text]
def norm(text): return text
def load(folder): yield {"gold_md": "tea", "md": "tea", "url": "", "meta": {}, "path": folder / "none.html"}
def measure(gold, pred, meta, out, page, *grams): return {"headings F1": float(gold == pred), "quotes F1": None}, {}
"""


def test_a_peer_that_is_not_installed_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "measure.py").write_text(SUITE, "utf-8")
    monkeypatch.setattr(sys, "argv", ["structure", "--suite", str(tmp_path)])
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "measure", raising=False)
    there = SimpleNamespace()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: there if name == "trafilatura" else None)
    structure.main()
    monkeypatch.delitem(sys.modules, "measure")
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "| measure (pages) | ours | trafilatura |"
    assert "readability" not in out
    assert err == "bench.structure: left out, not installed: readability\n"
    assert "| headings F1 (1) | 1.000 | 0.000 |" in out  # the peer is there, and raises on the page
