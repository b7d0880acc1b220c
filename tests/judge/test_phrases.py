"""Every phrase rule of every language does what its own hits and misses say, and matching is linear and pure."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cleaner.judge import phrases
from cleaner.judge.folding import UNSPACED, count_words, fold, fold_inside, split_camel
from cleaner.judge.phrases import (
    Rules,
    compile_rules,
    find_matches,
    is_label,
    judge,
    load_rules,
    match,
    sections,
)
from cleaner.judge.rules import GENERAL, STRONG, WEAK, Rule, agencies, language_file, languages, parse_rule, read_rules
from cleaner.judge.spoken import find_spoken
from cleaner.model import Block, Document, Verdict
from cleaner.shipped import DATA
from cleaner.vocabulary import BlockKind
from tests import REPO

FILES = (GENERAL, *languages())
RULES = [rule for name in FILES for rule in read_rules(name)]
# Languages that must be there, with the least number of phrases of each.
LEAST = {"en": 150} | dict.fromkeys(["de", "fr", "es", "it", "nl", "pt", "pl", "ru", "zh", "ja", "ar"], 60)


def rules_of(rule: Rule) -> Rules:
    name = rule.id.split("/")[0]
    return load_rules(None if name == GENERAL else name)


def document(*blocks: tuple[BlockKind, str]) -> Document:
    return Document(tuple(Block(index, kind, text) for index, (kind, text) in enumerate(blocks)))


def judged(page: Document, rules: Rules) -> list[Verdict]:
    matches = find_matches(page.blocks, rules)
    return judge(page, rules, matches, find_spoken(page.blocks, matches))


@pytest.mark.parametrize("name", FILES)
def test_rules_do_what_they_say(name: str) -> None:
    """Each hit is matched as its rule's kind, by this rule alone too; each miss by no rule of the page at all."""
    for rule in read_rules(name):
        check_examples(rule)


def check_examples(rule: Rule) -> None:
    whole, alone = rules_of(rule), compile_rules((rule,))
    assert min(len(rule.hits), len(rule.misses)) >= 2 or rule.scope == "edge", rule.id
    for text in rule.hits:
        found = match(text, whole)
        assert found is not None, (rule.id, text)
        assert found.kind == rule.kind, (text, found)
        own = match(text, alone)
        assert own is not None, f"only another rule matches {text!r}: {found.rule}"
        assert own.rule == rule.id
    for text in rule.misses:
        assert match(text, whole) is None, (text, match(text, whole))


@pytest.mark.parametrize("name", FILES)
def test_files_hold_no_phrase_twice(name: str) -> None:
    """Ids are unique in a file; within edges, and within all other scopes, a phrase stands once."""
    rules = read_rules(name)
    assert not [item for item, count in Counter(rule.id for rule in rules).items() if count > 1]
    for edge in (False, True):
        written = [fold_phrase(p) for rule in rules if (rule.scope == "edge") is edge for p in rule.phrases]
        assert not [item for item, count in Counter(written).items() if count > 1]


@pytest.mark.parametrize("name", FILES)
def test_no_phrase_is_cut_by_a_comment(name: str) -> None:
    """YAML takes " #" outside quotes for a comment, and in phrases it stands for a number."""
    lines = (DATA / ("general.yaml" if name == GENERAL else f"lang/{name}.yaml")).read_text("utf-8").splitlines()
    assert not [line for line in lines if re.match(r"\s*- (?!id:)[^\"'\[#].*\s#", line)]


def fold_phrase(phrase: str) -> str:
    head, star, tail = phrase.partition("*")
    separator = ":" if is_label(head) else ""
    return f"{fold_inside(head)}*{fold_inside(tail)}" if star else f"{fold(head)}{separator}"


@pytest.mark.parametrize("name", FILES)
def test_every_phrase_matches_itself(name: str) -> None:
    """A phrase as written, with a word or a number for its star, is matched by its own rule."""
    for rule in read_rules(name):
        check_phrases(rule)


def check_phrases(rule: Rule) -> None:
    alone = compile_rules((rule,))
    for phrase in rule.phrases:
        filler = "25" if rule.number else "中" if UNSPACED.search(phrase) else "Xy"
        text = phrase.replace("*", filler).replace("#", "7")
        if rule.scope == "edge":
            assert any(edge.phrase == phrase for edge in alone.edges), (rule.id, phrase)
        else:
            assert match(text, alone) is not None, (rule.id, text)


@pytest.mark.parametrize("name", languages())
def test_languages_are_deep_enough(name: str) -> None:
    assert sum(len(rule.phrases) for rule in read_rules(name)) >= LEAST.get(name, 25)


def test_thirty_languages() -> None:
    assert len(languages()) >= 31
    assert set(LEAST) <= set(languages())


@pytest.mark.parametrize("name", languages())
def test_prose_is_no_chrome(name: str) -> None:
    """No sentence and no clause of texts without chrome is matched."""
    rules = load_rules(name)
    for path in sorted((REPO / "fixtures").glob("languages*.yaml")):
        text = yaml.safe_load(path.read_text("utf-8")).get(name, "")
        for piece in (text, *re.split(r"(?<=[.,;。，、،؛।])\s*", text)):
            assert match(piece, rules) is None, (piece, match(piece, rules))


@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(), max_size=40), st.sampled_from(["ar", "de", "el", "hi", "ja", "tr", "vi"]))
def test_match_is_pure(text: str, language: str) -> None:
    """Any text gives the same answer twice and none fails."""
    assert match(text, load_rules(language)) == match(text, load_rules(language))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Your browser doesn’t support HTML5", "your browser doesn't support html5"),
        ("PUBLICITÉ", "publicite"),
        ("Ё", "е"),
        ("DEVAMI", "devamı"),
        ("İLGİLİ", "ilgili"),
        ("ΣΧΕΤΙΚΆ", "σχετικά"),
        ("» Mehr lesen …", "Mehr lesen"),
        ("12,345 Comments", "7 comments"),
        ("2025-01-11 13:20:09", "# #"),
        ("広告", "【広告】"),
        ("full\u00a0width：", "ｆｕｌｌ　ｗｉｄｔｈ:"),
        ("soft\u00adhyphen", "softhyphen"),
        ("کتاب", "كتاب"),
    ],
)
def test_fold_unifies(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_fold_keeps_vowel_signs() -> None:
    """Marks that are letters in their script stay, at the end of a text too."""
    assert fold("विज्ञापन की") == fold("  विज्ञापन की ।")
    assert fold("की").endswith("\u0940")
    assert fold("กี่") != fold("ก")
    assert fold("が") != fold("か")


@pytest.mark.parametrize(("text", "words"), [("one two", 2), ("三个字", 3), ("AP通信 news", 4), ("", 0)])
def test_count_words(text: str, words: int) -> None:
    assert count_words(text) == words


def test_split_camel() -> None:
    assert split_camel("FacebookTwitter") == "Facebook Twitter"
    assert split_camel("ABC News") == "ABC News"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Listen to this articleShareSaveText size", "share"),
        ("Listen to this article on an iPhone", None),
        ("Share your boatShare your car", None),
    ],
)
def test_words_of_a_toolbar_are_glued_anywhere(text: str, kind: str | None) -> None:
    found = phrases._recognise(text, phrases.load_rules("en"))
    assert (found.kind if found and found.scope == "tile" else None) == kind


def test_star_stands_for_whole_and_few_words() -> None:
    rule = Rule("x/y", "related", "block", ("Related: *", "More * news", "* reserved"), max_words=3)
    rules = compile_rules((rule,))
    assert match("RELATED | one two three", rules)
    assert match("Related – one", rules)
    assert match("More local news", rules)
    assert match("Some rights reserved.", rules)
    for text in ("Related: one two three four", "Related", "Related one", "More news", "Unpreserved", "reserved"):
        assert match(text, rules) is None, text


def test_star_counts_characters_where_no_spaces_are() -> None:
    rules = compile_rules((Rule("x/y", "credit", "block", ("来源：*",), max_words=4),))
    assert match("来源：新华社", rules)
    assert match("来源: 新华社北京报道", rules) is None


def test_a_phrase_with_a_colon_asks_for_one() -> None:
    rules = compile_rules((Rule("x/y", "tags", "section", ("In:",)),))
    assert match("- In :", rules)
    assert match("IN：", rules)
    assert match("in", rules) is None


def test_number_is_asked_for() -> None:
    rules = compile_rules((Rule("x/y", "other", "block", ("Updated *",), number=True),))
    assert match("Updated 3 May", rules)
    assert match("Updated rules", rules) is None


def test_toolbar_needs_two_tiles() -> None:
    rules = load_rules("en")
    for text in ("Listen 4 min Comment on this story Comment Gift Article Share", "GiftOutline Gift Article"):
        found = match(text, rules)
        assert found is not None
        assert (found.scope, found.score, found.kind) == ("tile", STRONG, "share")
    lone = match("Share", rules)
    assert lone is not None
    assert lone.score == WEAK
    assert match("Share Tweet markets", rules) is None


def test_judge_says_which_block_and_why() -> None:
    verdicts = judged(
        document(
            ("paragraph", "The minister said on Monday that she would go."),
            ("paragraph", "Advertisement"),
            ("heading", "Related"),
            ("item", "Share"),
        ),
        load_rules("en"),
    )
    assert [(v.block, v.keep, v.judge, v.rule, v.kind, v.score) for v in verdicts] == [
        (1, False, "phrases", "en/ad-label", "advertisement", STRONG),
        (3, False, "phrases", "en/share-tiles", "share", WEAK),
    ]


def test_weak_heading_before_prose_is_left_alone() -> None:
    prose = ("paragraph", "The shares of the company fell by a tenth. " * 4)
    assert judged(document(("heading", "Share"), prose), load_rules("en")) == []
    assert judged(document(("heading", "Advertisement"), prose), load_rules("en"))


@pytest.mark.parametrize(
    ("blocks", "score"),
    [
        ([("heading", "Accept all")], STRONG),
        ([("heading", "“Accept all”")], WEAK),
        ([("paragraph", "“Never miss a story,” says the box.")], WEAK),
        ([("paragraph", "Never miss a story: “Ferries”")], STRONG),
        ([("quote", "We use cookies to personalise content and to analyse our traffic, and we share it.")], WEAK),
        ([("quote", "View this post on Instagram")], STRONG),
        ([("heading", "Share this page"), ("paragraph", "“Share this page” meant what it said. " * 4)], None),
        ([("heading", "Cookie settings"), ("paragraph", "We use cookies. Cookie settings are here. " * 4)], STRONG),
    ],
)  # fmt: skip
def test_phrases_that_are_spoken_of(blocks: list[tuple[BlockKind, str]], score: float | None) -> None:
    """Quoted phrases are weak, and weak ones that the prose below takes up are none; a notice takes up nothing."""
    found = [verdict.score for verdict in judged(document(*blocks), load_rules("en")) if verdict.block == 0]
    assert found == ([] if score is None else [score])


def test_sections_are_heads_of_lists() -> None:
    blocks = document(("heading", "Related"), ("paragraph", "Ranking"), ("item", "Share")).blocks
    heads = list(sections(find_matches(blocks, load_rules("en")), blocks))
    assert [(head.block, head.kind, head.score) for head in heads] == [(0, "related", STRONG), (1, "related", WEAK)]


def test_english_chrome_is_known_on_pages_of_every_language() -> None:
    for language in (None, "und", "xx", "de", "zh-Hant-TW"):
        assert match("Skip to main content", load_rules(language))
    assert match("Lesen Sie auch: Neues", load_rules("en")) is None
    assert match("Lesen Sie auch: Neues", load_rules("de-AT"))


def test_language_file() -> None:
    assert language_file("pt_BR") == "pt"
    assert language_file("nb-NO") == "no"
    assert language_file("../en") is None
    assert language_file("") is None


def test_a_users_phrases_come_first() -> None:
    base = load_rules("en")
    rules = base.with_extra(drop=("Das war's *", "Advertisement"))
    found = match("Das war's für heute", rules)
    assert found is not None
    assert found.rule == "user/drop"
    assert match("Das war's für heute", base) is None


def test_a_user_keeps_rules_and_phrases() -> None:
    base = load_rules("en")
    assert match("Advertisement", base.with_extra(keep=("en/ad-label",))) is None
    kept = base.with_extra(keep=("Advertisement:",))
    assert match("ADVERTISEMENT", kept) is None
    assert match("Sponsored content", kept)
    verdicts = judged(document(("paragraph", "Advertisement")), kept)
    assert [(v.keep, v.rule) for v in verdicts] == [(True, "user/keep")]
    both = kept.with_extra(drop=("Hello",), keep=("en/skip",))
    assert match("Advertisement", both) is None
    assert match("Skip to content", both) is None
    assert match("hello", both)


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "a", "kind": "nonsense", "scope": "block", "phrases": ["a"]},
        {"id": "a", "kind": "related", "scope": "page", "phrases": ["a"]},
        {"id": "a", "kind": "related", "scope": "block", "phrases": ["a"], "regex": "a+"},
        {"id": "a", "kind": "related", "scope": "block", "phrases": [1]},
        {"id": "a", "kind": "related", "scope": "block"},
    ],
)
def test_wrong_rules_are_named(entry: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="x/a: "):
        parse_rule("x", entry)


@pytest.mark.parametrize("phrase", ["…", "*", "a * b *"])
def test_phrases_that_cannot_match_are_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"\*|no word"):
        load_rules("en").with_extra(drop=(phrase,))


def test_agencies() -> None:
    assert {"Associated Press", "Reuters", "dpa", "ТАСС", "新华社"} <= set(agencies())
    assert len(set(agencies())) == len(agencies())


def test_kinds_of_scopes_are_covered() -> None:
    kinds = {rule.kind for rule in RULES}
    assert {"advertisement", "related", "share", "comments", "subscription", "paywall", "consent", "player"} <= kinds
