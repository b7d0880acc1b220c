"""Properties that hold for every page: cleaning is idempotent and deterministic, and no text is lost or invented.

The examples are the same in every run (hypothesis is derandomized).
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from cleaner import Article, clean
from cleaner.config import load_config
from cleaner.model import around
from cleaner.read.decode import scrub
from cleaner.read.html import INVISIBLE, read_html
from cleaner.read.text import read_text
from tests import REPO, SHARED

PAGES = sorted((REPO / "fixtures" / "pages").glob("*/page.*"))
TREES = SHARED / "suites" / "html5lib-tree"
CHECKED = settings(
    max_examples=80, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
# Elements whose letters change (formulas, readings of ruby characters, exponents), and elements that are read as code.
REWRITTEN = "noscript,plaintext,xmp,listing,noembed,math,rt,sup,sub"
HASH_SEEDS = ("0", "1", "4242")
RUNS = 10

# Lines as on real pages: prose, headings, chrome, list markers, bylines without a space, unusual characters.
LINES = [
    "Advertisement", "Related", "Share", "Read more", "Listen 5 min Comment on this story Gift Article Share",
    "Your browser doesn’t support HTML5", "- In:", "- China", "-", "* item", "1. first", "2) second", "# Heading",
    "### Third", "A short heading", "Associated PressWASHINGTON — The House voted on Monday.", "Most read", "Tags:",
    "By Jane Doe", "veryGood! (7186)", "View Date:2025-01-11 13:20:09", "Home > News > World", "Source: The Courier",
    "The council voted on Tuesday to bring the night ferries back, nine years after they were cut, members said.",
    "“People should not have to sleep in the basement until the first bus,” said the head of the committee.",
    "Sign up to our newsletter", "© 2024 The Courier. All rights reserved.", "We use cookies to improve your visit.",
    "Anzeige", "Publicidad", "広告", "اقرأ أيضا",
    "\u200b", "\u200f", "\x85", "\u2028", "a\u00adb", "\ufeff", "• •", "– –",
    "#", "##", "- - -", "***", "[link](http://x.example)", "<b>", "&amp;", "مرحبا", "הידיעה", "नमस्ते", "👩‍👩‍👧", "ﬁ",
]  # fmt: skip
line = st.one_of(st.sampled_from(LINES), st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
text = st.lists(st.tuples(line, st.sampled_from(["\n", "\n\n", "\n\n\n", "\r\n", "\n \n"])), max_size=24).map(
    lambda parts: "".join(part for pair in parts for part in pair)
)
TAGS = [
    "p", "div", "li", "ul", "h2", "blockquote", "span", "a", "b", "td", "tr", "table", "pre", "article", "section",
    "figcaption", "em", "nav",
]  # fmt: skip
tag = st.sampled_from(TAGS)
node: st.SearchStrategy[str] = st.recursive(
    line.map(lambda text: text.replace("<", "&lt;")),
    lambda inner: st.tuples(tag, st.lists(inner, max_size=4)).map(
        lambda pair: f'<{pair[0]} class="c{len(pair[1])}">{"".join(pair[1])}</{pair[0]}>'
    ),
    max_leaves=16,
)
html = st.lists(node, min_size=1, max_size=6).map(lambda parts: f"<!doctype html><html><body>{''.join(parts)}")


def letters(text: str) -> str:
    return "".join(text.split())


def is_subsequence(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(char in rest for char in part)


def assert_stable(article: Article) -> None:
    again = clean(article.text, content_type="text/plain")
    assert again.text == article.text
    assert again.removed == ()


@pytest.mark.parametrize("page", [page for page in PAGES if page.suffix == ".txt"], ids=lambda page: page.parent.name)
def test_cleaning_a_cleaned_page_changes_nothing(page: Path) -> None:
    assert_stable(clean(page.read_bytes()))


@CHECKED
@given(text)
def test_cleaning_cleaned_text_changes_nothing(body: str) -> None:
    assert_stable(clean(body, content_type="text/plain"))


@CHECKED
@given(text)
def test_kept_text_is_part_of_the_text(body: str) -> None:
    article = clean(body, content_type="text/plain")
    assert is_subsequence(letters("".join(block.text for block in article.blocks)), letters(scrub(body)))


@CHECKED
@given(text)
def test_every_letter_of_a_text_is_kept_or_removed(body: str) -> None:
    article = clean(body, content_type="text/plain")
    parts = [block.text for block in article.blocks] + [gone.text for gone in article.removed]
    assert Counter(letters("".join(parts))) == Counter(letters("".join(b.text for b in read_text(scrub(body)).blocks)))


@CHECKED
@given(html)
def test_every_block_of_a_page_is_kept_or_removed(body: str) -> None:
    article = clean(body, content_type="text/html")
    indices = sorted([block.index for block in article.blocks] + [gone.block for gone in article.removed])
    assert indices == list(range(len(read_html(scrub(body)).blocks)))


@CHECKED
@given(html)
def test_reading_loses_no_letter(body: str) -> None:
    """The joined blocks equal the visible text of the parser's own tree."""
    assert_same_letters(body)


@CHECKED
@given(html)
def test_links_and_images_do_not_change_the_words(body: str) -> None:
    assert_options_keep_words(body.encode())


@pytest.mark.parametrize("page", [page for page in PAGES if page.suffix == ".html"], ids=lambda page: page.parent.name)
def test_links_and_images_do_not_change_the_words_of_a_page(page: Path) -> None:
    assert_options_keep_words(page.read_bytes())


def assert_options_keep_words(body: bytes) -> None:
    """Links change no word. Images add their captions and nothing else."""
    base = load_config(env={})
    plain = clean(body, content_type="text/html", config=base)
    for links, images in ((False, False), (True, True)):
        options = base.clean.model_copy(update={"links": links, "images": images})
        article = clean(body, content_type="text/html", config=base.model_copy(update={"clean": options}))
        seen = {block.index: block.text for block in plain.blocks}
        assert {block.index: block.text for block in article.blocks if block.index in seen} == seen
        more = [block for block in article.blocks if block.index not in seen]
        assert images or not more
        assert all(around(block.place, "figure") is not None for block in more)


def digest(article: Article) -> str:
    values = (article.text, article.markdown, article.title, article.language, article.removed, article.confidence)
    return hashlib.sha256(repr(values).encode("utf-8", "backslashreplace")).hexdigest()


def test_order_of_pages_changes_nothing() -> None:
    first = {page: digest(clean(page.read_bytes())) for page in PAGES}
    for seed in range(2):
        shuffled = list(PAGES)
        random.Random(seed).shuffle(shuffled)
        assert {page: digest(clean(page.read_bytes())) for page in shuffled} == first


@pytest.mark.parametrize("page", PAGES[::9], ids=lambda page: page.parent.name)
def test_the_same_bytes_in_ten_runs(page: Path) -> None:
    body = page.read_bytes()
    assert len({digest(clean(body)) for _ in range(RUNS)}) == 1


def test_the_same_bytes_in_fresh_processes() -> None:
    """The result does not depend on the order of sets and hashes, which each process seeds differently."""
    outputs = set()
    for seed in HASH_SEEDS:
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(REPO)}
        command = [sys.executable, "-c", IN_A_CHILD, *map(str, PAGES[::7])]
        done = subprocess.run(command, env=env, cwd=REPO, check=True, capture_output=True, timeout=120)
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert outputs.pop()


IN_A_CHILD = """
import sys
from pathlib import Path
from cleaner.config import load_config
from cleaner.model import Page
from cleaner.pipeline import clean_page
from cleaner.record import dump, to_record
config = load_config(env={})
for name in sys.argv[1:]:
    page = Page(Path(name).read_bytes(), origin=name)
    sys.stdout.buffer.write(dump(to_record(clean_page(page, config), page, config)).encode() + b"\\n")
"""


def tree_cases() -> list[Any]:
    """The files of the html5lib tree construction suite, one test for each."""
    return [pytest.param(path, id=path.stem) for path in sorted(TREES.glob("*.dat"))]


def inputs_of(path: Path) -> list[str]:
    cases = path.read_text("utf-8").split("#data\n")[1:]
    return [case.split("\n#errors", 1)[0] for case in cases]


@pytest.mark.skipif(not TREES.is_dir(), reason="../shared/suites/html5lib-tree is not here")
@pytest.mark.parametrize("path", tree_cases())
def test_html5lib_trees(path: Path) -> None:
    """No input of the suite raises. Every letter of an input without hidden parts is read."""
    for body in inputs_of(path):
        clean(body, content_type="text/html")
        assert_same_letters(body)


def assert_same_letters(body: str) -> None:
    body = scrub(body)
    want = visible_letters(body)
    if want is not None:
        got = letters("".join(block.text for block in read_html(body).blocks))
        assert letters(scrub(got)) == want, body


def visible_letters(body: str) -> str | None:
    """The text of the parsed body, or None if a part of it is hidden or is read differently, such as a formula."""
    tree = LexborHTMLParser(body)
    if tree.body is None or tree.body.css_first(f"{','.join(INVISIBLE)},{REWRITTEN}") is not None:
        return None
    shown = tree.body.text(deep=True)
    return letters(scrub("".join(char for char in shown if char not in "\u00ad\u200b\ufeff\u2060\u180e")))
