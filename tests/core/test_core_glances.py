"""Glances of the core that spare Python work: none may say that there is nothing where there is something."""

from __future__ import annotations

import math
import random
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from cleaner import core, words
from cleaner.judge import folding, phrases
from cleaner.judge.glances import make_removals
from cleaner.judge.rules import GENERAL, read_rules
from cleaner.model import Block, Verdict
from cleaner.read import decode, html, markup, selectors
from cleaner.read.mojibake import repair
from cleaner.read.structure import PARTS
from cleaner.read.structure.formulas import ANY
from cleaner.read.structure.tabs import TABS
from cleaner.read.structure.threads import UNITS

pytestmark = pytest.mark.skipif(core.compiled is None, reason="no compiled core was built here")
LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{decode.MAX_TAG_CHARS},}}")
SELECTORS = (html.UNSHOWN, html.HEAD_TAGS, html.ODD, PARTS, ANY, TABS, UNITS)
PIECES = (
    "<div class=comment>", "<DIV CLASS='x Comment'>", '<li role="tab">', "<math>", "<MATH>", "<img class=tex>",
    "<img alt=$x>", "<span class=katex>", "<iframe srcdoc='x'>", "<template shadowrootmode=open>", "<b hidden>",
    "<p style='Display:None'>", "<p style='visibility: hidden'>", "<p aria-hidden=true>", "<aside class=footnote>",
    "<p class=c&#111;mment>", "<p class=&#x43;omment>", "<details class=a>", "<amp-img src=a>", "<p data-callout=x>",
    "<div class=note>", "text", "</p>", "<p title='a > b' class=callout>", "<!-- <math> -->",
    "<script>var x = '<math>'</script>", "<pre>", "<sup>1</sup>", "<script&copy;x>", "<style>p{}</style>",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=8))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_narrowed_search_finds_what_a_whole_one_finds(pieces: list[str]) -> None:
    """Words that a selector needs and that the page lacks are words that no element could match by."""
    raw = "".join(pieces).encode()
    tree, words = LexborHTMLParser(raw), selectors.look(raw.decode()).words
    for selector in SELECTORS:
        wanted = [node.html for node in tree.css(str(selector))]
        assert [node.html for node in selectors.select(tree, selector, words)] == wanted
        assert selectors.matches(tree, selector, words) == bool(wanted)


def test_a_page_without_the_words_is_not_searched() -> None:
    """The glance tells words apart: with every word taken for there, a search would run."""
    words = selectors.look("<p>no formula, no thread, no tablet</p>").words
    assert words != selectors.ALL
    assert not UNITS.words & words
    assert selectors.look("<p class=comment>").words & UNITS.words


@given(st.text(alphabet="aéÃ©â€™\x00\x85\x9f\ufdd0\ufffe\ud800Р°& #x;1028F", max_size=80))
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_plain_text_is_left_as_it_is(text: str) -> None:
    """What the core calls plain, neither repair nor scrub would change."""
    raw = text.encode("utf-8", "surrogatepass")
    if decode._is_plain(raw):
        assert repair(text) == (text, 0)
        assert decode._scrub(text, raw) == text


def test_what_is_not_plain_is_told() -> None:
    """Each thing that is taken out or repaired is seen anywhere in a page."""
    twice = ("Ã© Ã¼" * 2, "â€™ â€œ" * 2, "Р°Рѕ" * 2)
    for odd in ("\x00", "\x7f", "\x85\x86", "&#0;", "&#x1F;", "\ufffe", "\ufdd1", *twice):
        for before in (0, 1, 63, 64, 65, 200):
            assert not decode._is_plain(("x" * before + odd + "y" * 100).encode()), (odd, before)
    assert decode._is_plain("Größe, été, 中文, Россия\t\r\n &#8217; &#65;".encode() * 20)


def test_a_sign_of_a_reference_without_a_number_is_plain() -> None:
    assert decode._is_plain(b"/a?b=c&#top &#x; &#; && &#" + b"x" * 70 + b"&#")


def test_letters_that_also_show_double_encoding_are_plain() -> None:
    """A sign such as the letter of many a Norwegian or Spanish name needs no repair, unless letters follow it."""
    assert decode._is_plain("Østre gate, «Ågot», AÑO, Â, på «dette», São".encode() * 20)
    assert decode._is_plain("Ã© Ã¼ Ã©, Ø".encode())  # too few places


DOUBLED = ("Ã©", "Ã¼", "â€™", "ðŸ˜€", "Р°", "Рѕ", "С‚", "Ø", "å»", "é”’", " ", "ñ", "Â", "\xa0")


@given(st.lists(st.sampled_from(DOUBLED)))
@settings(max_examples=500, deadline=None)
def test_what_is_repaired_is_not_plain(pieces: list[str]) -> None:
    """The places that the core counts are at least those that repair finds."""
    text = "".join(pieces)
    if repair(text)[1]:
        assert not decode._is_plain(text.encode())


def glued(rng: random.Random, phrase: str) -> str:
    """A phrase as pages write it: other case, other marks, words and numbers in it."""
    text = phrase.replace("*", rng.choice(["", " 12 ", " two words ", "x"]))
    for _ in range(rng.randint(0, 3)):
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice([" ", "\t", ":", "#", "12.5", "`", "A", "- ", "…", "»", ".", "  :"]) + text[at:]
    return rng.choice([text, text.upper(), text.title().replace(" ", ""), f"{text} {phrase}"])


def phrases_of(language: str) -> list[str]:
    return [phrase for name in (language, "en", GENERAL) for rule in read_rules(name) for phrase in rule.phrases]


LANGUAGES = ("en", "de", "ru", "zh", "ja", "ar", "hi", "tr", "ko")


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_recognised_alike(language: str) -> None:
    """The core recognises as Python does, or leaves a text to it: few texts of most languages, all at most once."""
    rules = phrases.load_rules(language)
    rng = random.Random(4)
    known = phrases_of(language)
    texts = [glued(rng, rng.choice(known)) for _ in range(4_000)]
    texts += [" ".join(rng.choices([*known[:40], "12", "|", "two"], k=rng.randint(2, 9))) for _ in range(1_000)]
    texts += [f"{rng.choice(known)} {'a word ' * rng.randint(20, 90)}{rng.choice(known)}"[:700] for _ in range(500)]
    texts += ["", " ", "»", f"A sentence about {known[0]}.", "x" * 600]
    left = 0
    for text in texts:
        found = core.compiled.match(phrases._tables(rules), text) if len(text) <= phrases.MAX_CHARS else None
        wanted = phrases._recognise(text, rules) if len(text) <= phrases.MAX_CHARS else None
        left += found is NotImplemented
        assert found in (wanted, NotImplemented), text
    assert left < len(texts) / (1 if language in {"hi", "ko"} else 4)  # whose letters combine


@pytest.mark.parametrize("keep", [(), ("Read more", "Related*")])
def test_matches_of_a_page_are_the_same(keep: tuple[str, ...]) -> None:
    """The blocks of a page, at once and one by one, with phrases of the user and without."""
    rules = phrases.load_rules("en")
    rules = rules.with_extra(("So long*", "LinkedIn"), keep) if keep else rules
    rng = random.Random(8)
    known = phrases_of("en")
    texts = [glued(rng, rng.choice(known)) for _ in range(2_000)] + ["Related: one", "so long, farewell", "हिन्दी में"]
    blocks = tuple(Block(nth, "other", text) for nth, text in enumerate(texts))
    found = phrases.find_matches(blocks, rules)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "compiled", None)
        phrases._match.cache_clear()
        wanted = phrases.find_matches(blocks, rules)
    phrases._match.cache_clear()
    assert list(found.items()) == list(wanted.items())
    assert 300 < len(found) < len(blocks)


def test_tables_of_phrases_refuse_what_does_not_fit() -> None:
    """Other types and limits raise instead of being read."""
    rules = phrases.load_rules("en")
    limits = (600, 200, 48, 240, 6, 4)
    given_: list[Any] = [rules.exact, rules.heads, rules.tails, rules.tiles, (7, 2, 1), limits, phrases._forms, None]
    nested = phrases._tables(phrases.load_rules("de"))
    changes: list[tuple[int, Any]] = [
        (0, {1: 2}), (0, []), (1, {"a": 1}), (1, {"a": ()}), (1, {"a": (1,)}), (2, {"a": ("b",)}), (3, None),
        (4, ()), (4, (0,)), (4, (1, 1, 1, 1, 1)), (5, (600, 200, 0, 240, 6, 4)), (5, (600, 200, 48, 10_000, 6, 4)),
        (5, (1, 2)), (7, 1), (7, nested),
    ]  # fmt: skip
    for at, value in changes:
        args = [*given_]
        args[at] = value
        with pytest.raises((TypeError, ValueError, AttributeError)):
            core.compiled.set_phrases(*args)
    tables = core.compiled.set_phrases(*given_[:-2], lambda match: (match, match), None)
    with pytest.raises(TypeError):
        core.compiled.match(tables, "Advertisement")
    for args in ([None, "x"], [tables, 1], [object(), "x"]):
        with pytest.raises((TypeError, ValueError)):
            core.compiled.match(*args)
    wrong: list[Any] = [[], (1,), (Block(0, "other", 7),)]  # type: ignore[arg-type]
    for blocks in wrong:
        with pytest.raises((TypeError, AttributeError)):
            core.compiled.match_blocks(tables, blocks)


def test_long_tags_are_cut_as_the_pattern_says() -> None:
    """The search by windows finds every tag that the pattern finds."""
    rng = random.Random(1)
    for _ in range(60):
        pieces = (
            "<a " + "x=1 " * 9_000,
            " text " * 4_000,
            ">",
            "<",
            "<p>",
            "</p " + "y " * 12_000 + ">",
            "< " + "z" * 25_000,
        )
        page = "".join(rng.choice(pieces) for _ in range(rng.randint(1, 8)))
        capped = decode.cap_attributes(page)
        assert capped == LONG_TAG.sub(lambda tag: decode._cap(tag[0]), page)
        assert capped == page or selectors.look(page).survey.may_be_long


def test_pages_without_long_tags_are_not_searched_for_them() -> None:
    page = f"<p>{'a' * 30_000}<a title='{'b' * 9_000}'><script>{'c>' * 20_000}</script><!-- {'d>' * 20_000} -->"
    assert not selectors.look(page).survey.may_be_long


@given(st.text(alphabet="aB1#2 \t\n\x1c:`.,'-|@$!(é’ıßİ…\xa0\u2003²½ﬃ•©\xad字\u0915\u093f\u0301_", max_size=60))
@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_texts_fold_alike(text: str) -> None:
    """The folds of the core give what those in Python give."""
    assert core.compiled.fold(text) in (None, folding.trim(folding.fold_inside(text)))
    folded = core.compiled.fold_words(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words.core, "compiled", None)
        assert folded in (None, words.fold_words(text))
    assert folded is not None or words._PERHAPS_MARKED.search(text)


def test_folds_of_other_letters_come_from_the_core() -> None:
    """Accents and quotes become ASCII there; letters that combine are left to Python."""
    assert core.compiled.fold("“Größe : fine … »") == "grosse: fine"
    assert core.compiled.fold("„Лес №12“ — 東京, 한국") == 'лес no#" - 東京, 한국'
    for text in ("\u1112\u1161", "か\u3099", "हिन्दी", "٣", "\u2028", "\ud800", "😀"):
        assert core.compiled.fold(text) is None


def test_long_texts_fold_too() -> None:
    """Beyond what stands in a fixed room."""
    text = "Go to 12:30 : `Home` " * 1_000
    assert core.compiled.fold(text) == folding.trim(folding.fold_inside(text))


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<script/>",
                "<Title x='/'>",
                "<STYLE a/>",
                "<script",
                "<OPTION>",
                "<options a",
                "/>",
                "é",
                "字",
                "㰼",
                "😀",
            ]
        )
    )
)
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_survey_counts_tags_and_misses_no_raw_element(pieces: list[str]) -> None:
    """Where no raw element may be closed in its start tag, the pattern that closes them finds none."""
    html_text = "".join(pieces)
    tags, ends, options, may_close_raw = core.compiled.survey(html_text)
    assert (tags, ends) == (html_text.count("<"), html_text.count("</"))
    assert options == html_text.lower().count("<option")
    assert may_close_raw or markup.CLOSED_RAW.search(html_text) is None


def test_a_name_that_only_begins_like_code_hides_nothing() -> None:
    raw = "<p>a</p><script&copy;x><style>p{}</style><p class=comment></script>"
    assert selectors.look(raw).words & UNITS.words


def test_scores_of_removals_are_rounded_as_by_python() -> None:
    chance = random.Random(3)
    halves = [step / 2_000 for step in range(2_001)]
    near = [math.nextafter(half, towards) for half in halves for towards in (0.0, 1.0)]
    scores = [*halves, *near, *(chance.random() for _ in range(2_000)), 1, True, 2.0005, -0.0005, 1e300, 5e-324]
    blocks = tuple(Block(nth, "paragraph", "text") for nth in range(len(scores)))
    verdicts = tuple(Verdict(nth, False, "judge", "rule", score=score) for nth, score in enumerate(scores))
    removed = make_removals(blocks, (False,) * len(scores), verdicts)
    assert [repr(removal.score) for removal in removed] == [repr(round(score, 3)) for score in scores]


def in_python(text: str, most: int) -> bool:
    """Whether cap_depth would cut a tag, if it allowed that many levels."""
    depth = 0
    for tag in decode.TAG.finditer(text):
        if tag[2].lower() not in decode.FLAT_TAGS:
            depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > most:
            return True
    return False


TAGS = ("<b>", "</b>", "<B x=1>", "<p>", "<LI>", "</li>", "<link/>", "<lin\u212a>", "</lin\u212a>", "<b", "<", "</>",
        "é>", "<optional>", "<td\u00a0x>", "</sourceé>", "<1>", "<é>", "\U00010400", "<wbrr>", "<a<b>")  # fmt: skip


@given(st.lists(st.sampled_from(TAGS), max_size=12), st.integers(0, 4))
@settings(max_examples=400, deadline=None)
def test_deep_markup_is_never_missed(pieces: list[str], most: int) -> None:
    """What the core calls flat has no tag to cut; and in plain markup it calls nothing deep that is flat."""
    text = "".join(pieces)
    deep = core.compiled.may_be_deep(text, most)
    assert deep or not in_python(text, most)
    if text.isascii():
        assert deep == in_python(text, most)


def test_all_flat_tags_are_known() -> None:
    for name in decode.FLAT_TAGS:
        assert not core.compiled.may_be_deep(f"<{name}>" * 3, 1)
    assert core.compiled.may_be_deep("<ul>" * 3, 1)
