"""Plain text: the short lines of lists that the tagger doubts stay by their place among others."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cleaner import clean
from cleaner.judge.masthead import find_masthead
from cleaner.judge.steps import find_steps, find_torn
from cleaner.model import Block, Span
from cleaner.read.text import read_text
from tests.judge.test_dumps import PROSE, TITLE

MENU = ("[Home](/)", "[Towers](/towers)", "[Shop](/shop)", "[Ringers](/ringers)", "[Log in](/login)")
NAMES = ("Ann Lee", "Bo Ek", "Maria del Pozo", "Li Wen")


def make(kinds: str, texts: Sequence[str] = ()) -> tuple[Block, ...]:
    """Blocks of one letter each: h a heading, i an item, l an item that is a link, t a tight line, p any other."""
    found: list[Block] = []
    for at, letter in enumerate(kinds):
        text = texts[at] if texts else "A few words"
        found.append(
            Block(
                at, "heading" if letter == "h" else "item" if letter in "il" else "paragraph", text,
                tight=letter == "t", link_chars=len(text) if letter == "l" else 0,
                spans=(Span(0, len(text), "link", "/"),) if letter == "l" else (),
            )
        )  # fmt: skip
    return tuple(found)


@pytest.mark.parametrize(
    ("chance", "barred", "found"),
    [
        ((0.9, 0.3, 0.2, 0.01, 0.02, 0.01, 0.01), {3}, [1, 2]),
        ((0.9, 0.3, 0.2, 0.15, 0.02, 0.01, 0.01), {3}, [1, 2]),  # what phrases recognise may be as likely
        ((0.9, 0.3, 0.2, 0.01, 0.15, 0.01, 0.01), {3}, []),  # no step
        ((0.9, 0.3, 0.2, 0.01, 0.02, 0.01, 0.01), {5}, []),  # the site may begin further below
        ((0.9, 0.3, 0.05, 0.01, 0.01, 0.01, 0.01), {2}, []),  # one line alone is a credit
        ((0.9, 0.05, 0.05, 0.01, 0.01, 0.01, 0.01), {3}, []),
        ((0.9, 0.3, 0.2, 0.01, 0.02, 0.9, 0.01), {3}, []),  # text follows
    ],
)
def test_lines_above_a_step_stay(chance: tuple[float, ...], barred: set[int], found: list[int]) -> None:
    keep = [one > 0.5 for one in chance]
    assert [*find_steps(make("ppttptt"), keep, chance, barred)] == found


def test_a_sentence_alone_above_a_step_stays() -> None:
    texts = ("Text.", "It rang again in the spring of that year.", "Share", "Copy", "Print", "Send")
    chance = (0.9, 0.3, 0.01, 0.01, 0.01, 0.01)
    assert [*find_steps(make("pppttt", texts), [True, *[False] * 5], chance, {2})] == [1]


@pytest.mark.parametrize(
    ("kinds", "keep", "chance", "found"),
    [
        ("hiii", (1, 1, 0, 1), 0.1, [2]),
        ("piii", (1, 0, 0, 1), 0.1, [1, 2]),
        ("hiii", (0, 1, 0, 1), 0.1, []),  # the heading goes
        ("hili", (1, 1, 0, 1), 0.1, []),  # links
        ("hiii", (1, 0, 0, 0), 0.1, []),
        ("hiii", (1, 1, 0, 1), 0.01, []),
        ("pptt", (1, 1, 0, 1), 0.3, [2]),
        ("pptt", (1, 0, 1, 1), 0.15, [1]),  # a label above them
        ("pptt", (1, 1, 0, 0), 0.3, []),  # fewer than half stay
        ("pptt", (0, 1, 0, 1), 0.3, []),
        ("pptt", (1, 1, 0, 1), 0.15, []),
    ],
)
def test_torn_lists_become_whole(kinds: str, keep: tuple[int, ...], chance: float, found: list[int]) -> None:
    assert [*find_torn(make(kinds), [*map(bool, keep)], [chance] * len(kinds), frozenset())] == found


def test_what_phrases_recognise_is_no_part_of_a_torn_list() -> None:
    assert [*find_torn(make("hiii"), [True, True, False, True], [0.1] * 4, {2})] == []


@pytest.mark.parametrize(
    ("label", "lines", "stays"),
    [
        ("Signed by:", NAMES, True),
        ("Unterzeichnet von:", NAMES, True),
        ("More:", ("The ropes of the tenor are new again", "Why the ring of eight is silent in winter"), False),
    ],
)
def test_a_short_label_leads_to_names(label: str, lines: Sequence[str], stays: bool) -> None:
    listed = "\n".join(f"- [{line}](https://tower.example/{nth})" for nth, line in enumerate(lines))
    menu = "\n".join(f"- {line}" for line in MENU)
    text = "\n\n".join([menu, f"# {TITLE}", *PROSE, label, listed, "[Privacy policy](/p) [Contact](/c)"])
    found = clean(text, content_type="text/plain").text
    assert [line in found for line in lines] == [stays] * len(lines)


def test_the_days_of_posts_below_the_first_one_stay() -> None:
    first = ["3 May 2024, 10:14", "The tenor rings too late since the winter."]
    lines = [TITLE, "Share", *first, "4 May 2024, 10:20", "Oil it, then."]
    blocks = read_text("\n\n".join(lines)).blocks
    keep = [at != 1 for at in range(len(blocks))]
    assert [at for at, rule, _ in find_masthead(blocks, keep, TITLE, ()) if rule == "day"] == [2]
