"""The pages of fixtures/pages/: each gives the expected result, every removal has a reason, and no block is lost."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from cleaner import Article, clean
from cleaner.model import Document, Removal
from cleaner.read.decode import cap_attributes, decode
from cleaner.read.html import read_html
from cleaner.read.sniff import is_html
from cleaner.read.text import read_text
from cleaner.vocabulary import REMOVAL_KINDS, STATUSES
from tests import REPO

PAGES = REPO / "fixtures" / "pages"
FOLDERS = sorted(path for path in PAGES.iterdir() if path.is_dir())
ASPECTS = ("text", "meta", "status")
NAME = re.compile(r"[a-z]{2}--(html|text)--[a-z0-9]+(-[a-z0-9]+)*")
MIN_CASES = 60
MIN_HTML_CASES = 30
LANGUAGES = {"en", "de", "fr", "es", "it", "nl", "pt", "pl", "ru", "zh", "ja", "ar", "he", "fa", "th"}
MIN_PHRASE_WORDS = 4  # a text with this many words must not be inside a line either


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The content of a ``case.yaml``; fixtures/pages/README.md explains its keys."""

    comment: str
    status: str
    url: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    keep: str | tuple[str, ...] = "rest"
    either: tuple[str, ...] = ()
    known_failure: dict[str, str] = field(default_factory=dict)


@cache
def load(folder: Path) -> Case:
    given = yaml.safe_load((folder / "case.yaml").read_text("utf-8"))
    return Case(**{key: tuple(value) if isinstance(value, list) else value for key, value in given.items()})


def page_of(folder: Path) -> Path:
    kind = folder.name.split("--")[1]
    return folder / ("page.html" if kind == "html" else "page.txt")


@cache
def cleaned(folder: Path) -> Article:
    return clean(page_of(folder).read_bytes(), url=load(folder).url)


@cache
def document_of(folder: Path) -> Document:
    text = decode(page_of(folder).read_bytes()).text
    return read_html(cap_attributes(text)) if is_html(text, None) else read_text(text)


def fold(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def letters(texts: list[str]) -> Counter[str]:
    return Counter(char for text in texts for char in text if not char.isspace())


def aspects() -> list[Any]:
    params = []
    for folder in FOLDERS:
        known = load(folder).known_failure
        for aspect in ASPECTS:
            marks = [pytest.mark.xfail(reason=known[aspect], strict=True)] if aspect in known else []
            params.append(pytest.param(folder, aspect, marks=marks, id=f"{folder.name}-{aspect}"))
    return params


@pytest.mark.parametrize(("folder", "aspect"), aspects())
def test_page(folder: Path, aspect: str) -> None:
    """The text, the metadata and the status of a page are what its case says."""
    check = {"text": check_text, "meta": check_meta, "status": check_status}
    check[aspect](folder, load(folder), cleaned(folder))


def check_text(folder: Path, case: Case, article: Article) -> None:
    for text in (*case.drop, *case.hidden):
        if fold(text) == fold(article.title or ""):  # it may occur once
            assert [fold(line) for line in article.text.split("\n")].count(fold(text)) <= 1, "the title stands twice"
        else:
            assert not stands_in(text, article.text), f"still there: {text!r}"
    if case.keep == "rest":
        check_exact(folder, case, article)
    else:
        check_in_order(case.keep, article.text)
    for text in case.drop:
        assert has_reason(text, article.removed), f"went without a reason: {text!r}"


def check_exact(folder: Path, case: Case, article: Article) -> None:
    compared = 0
    for name, got in (("expected.txt", article.text), ("expected.md", article.markdown.rstrip("\n"))):
        if not (folder / name).exists():
            continue
        compared += 1
        want = (folder / name).read_text("utf-8").removesuffix("\n")
        if case.either:
            assert without(got, case.either) == without(want, case.either)
        else:
            assert got == want
    assert compared, "keep: rest needs an expected.txt or expected.md"


def check_in_order(wanted: tuple[str, ...] | str, text: str) -> None:
    body, at = fold(text), 0
    for line in wanted:
        found = body.find(fold(line), at)
        assert found >= 0, f"lost or out of order: {line!r}"
        at = found + len(fold(line))


def without(text: str, spared: tuple[str, ...]) -> list[str]:
    """The paragraphs of a text, except those that may be dropped."""
    folded = {fold(line) for line in spared}
    return [part for part in text.split("\n\n") if fold(part) not in folded]


def stands_in(text: str, body: str) -> bool:
    wanted = fold(text)
    if wanted in {fold(line) for line in body.split("\n")}:
        return True
    return len(wanted.split()) >= MIN_PHRASE_WORDS and wanted in fold(body)


def has_reason(text: str, removed: tuple[Removal, ...]) -> bool:
    wanted = fold(text)
    return any(wanted in fold(gone.text) or fold(gone.text) in wanted for gone in removed if fold(gone.text))


def check_meta(folder: Path, case: Case, article: Article) -> None:
    got = {key: getattr(article, key) for key in case.meta}
    got = {key: list(value) if isinstance(value, tuple) else value for key, value in got.items()}
    assert got == case.meta


def check_status(folder: Path, case: Case, article: Article) -> None:
    assert article.status == case.status


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_block_is_kept_or_removed_with_a_reason(folder: Path) -> None:
    """Kept and removed blocks account for every block and every letter that was read."""
    article, document = cleaned(folder), document_of(folder)
    whole = [gone for gone in article.removed if not gone.edited]
    indices = [block.index for block in article.blocks] + [gone.block for gone in whole]
    assert sorted(indices) == [block.index for block in document.blocks]
    for gone in article.removed:
        assert gone.kind in REMOVAL_KINDS
        assert gone.judge
        assert gone.rule
        assert gone.text.strip()
        assert 0 <= gone.score <= 1
    texts = [block.text for block in article.blocks] + [gone.text for gone in article.removed]
    assert letters(texts) == letters([block.text for block in document.blocks])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_case_is_well_formed(folder: Path) -> None:
    """A case says what it proves, and has the files and keys that it needs and no others."""
    case = load(folder)
    assert NAME.fullmatch(folder.name)
    assert len(case.comment.split()) >= 5
    assert case.status in STATUSES
    assert set(case.known_failure) <= set(ASPECTS)
    files = {path.name for path in folder.iterdir()}
    expected = files & {"expected.txt", "expected.md"}
    assert files == {page_of(folder).name, "case.yaml", *expected}
    assert bool(expected) == (case.keep == "rest"), "an expected file goes with keep: rest, and only with it"
    visible = fold(" ".join(block.text for block in document_of(folder).blocks))
    for text in case.drop:
        assert fold(text) in visible, f"the page does not hold {text!r}"


def test_the_folder_is_as_wide_as_it_claims() -> None:
    """There are enough cases: two thirds of them exact, fifteen languages, both kinds of pages."""
    assert len(FOLDERS) >= MIN_CASES
    assert sum(load(folder).keep == "rest" for folder in FOLDERS) >= len(FOLDERS) * 2 // 3
    languages = {folder.name.split("--")[0] for folder in FOLDERS}
    assert languages >= LANGUAGES
    assert sum("--html--" in folder.name for folder in FOLDERS) >= MIN_HTML_CASES
