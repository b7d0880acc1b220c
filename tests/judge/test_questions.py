"""Questions with answers under a heading such as "FAQ": what the tagger drops of them stays with the heading."""

from __future__ import annotations

import pytest

from cleaner.judge import structure
from cleaner.read.html import read_html
from cleaner.vocabulary import PageKind

ASKED = ("May I moor here for a night?", "Who sells ice?", "Is there a crane?")
TOLD = ("Yes, at the long pier.", "The house beside the hall.", "Not any more, it was sold.")


def panels(*, tag: str = "button", link: str = "", asked: tuple[str, ...] = ASKED) -> str:
    pairs = zip(asked, TOLD, strict=True)
    made = (f"<div><{tag}>{one}</{tag}><div class=body><p>{link}{two}</p></div></div>" for one, two in pairs)
    return f"<div class=panels>{''.join(made)}</div>"


def found(markup: str, *, kind: PageKind = "article", head: bool = True, below: bool = False) -> list[str]:
    """The blocks that stay again, if the story and perhaps the heading of the questions stayed so far."""
    story = "<p>The harbour has been dredged since the spring, and the long pier is open again.</p>"
    document = read_html(f"<main><article>{story}{markup}</article><p class=end>Printed in Ellery.</p></main>")
    keep = [not block.index or (head and block.level == 2) for block in document.blocks]
    keep[-1] = below
    verdicts = structure.judge(document, keep, kind, images=False)
    return [document.blocks[one.block].text for one in verdicts if one.rule == "questions"]


ALL = [line for pair in zip(ASKED, TOLD, strict=True) for line in pair]


@pytest.mark.parametrize("heading", ["FAQ", "Harbour FAQs", "Häufige Fragen", "よくある質問"])
@pytest.mark.parametrize("tag", ["button", "h3", "strong"])
def test_questions_and_answers_stay_with_their_heading(heading: str, tag: str) -> None:
    assert found(f"<h2>{heading}</h2>{panels(tag=tag)}") == ALL


@pytest.mark.parametrize(
    ("markup", "kind", "head"),
    [
        (f"<h2>FAQ</h2>{panels()}", "article", False),  # the tagger takes the section for chrome
        (f"<h2>FAQ</h2>{panels()}", "product", True),
        (f"<h2>More about the harbour</h2>{panels()}", "article", True),
        (f"<h2>FAQ</h2>{panels(asked=('Moor', 'Buy ice', 'Hire a crane'))}", "article", True),
        (f"<h2>FAQ</h2>{panels(link='<a href=/more>All about this question and others</a>')}", "article", True),
        (
            f"<div><h2>FAQ</h2></div></article><aside>{panels(asked=(ASKED[0], 'Ice', 'Crane'))}</aside>",
            "article",
            True,
        ),
    ],
)
def test_what_may_be_chrome_is_left_to_the_tagger(markup: str, kind: PageKind, head: bool) -> None:
    assert found(markup, kind=kind, head=head) == []


@pytest.mark.parametrize(
    ("box", "kind", "again"),
    [
        ("<h2>May I moor here?</h2><p>Yes, since May.</p>", "article", ["Yes, since May."]),
        ("<b>7</b><h2>Is it dry?</h2><p>It is.</p><p>Always.</p>", "documentation", ["It is.", "Always."]),
        ("<h2>May I moor here?</h2><div><p>Yes, since May.</p></div>", "article", ["Yes, since May."]),
        ("<h2>May I moor here?</h2><p>Yes, since May.</p>", "listing", []),
        (f"<h2>Will you stay with us?</h2><p>{'Our letters come each Friday. ' * 3}</p>", "article", []),
        ("<h2>Stay with us</h2><p>Our letters come each Friday.</p>", "article", []),
        ("<h2>May I moor here?</h2><p><a href=/x>Yes, since May.</a></p>", "article", []),
        ("<h2>May I moor here?</h2><div><div><p>Yes, since May.</p></div></div>", "article", []),
        ("<p>Night boats</p><p>run on</p><h2>Is it dry?</h2><p>It is.</p>", "article", []),
        ("<h2>Is it?</h2><p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p>", "article", []),
    ],
)
def test_an_answer_alone_with_its_question_stays_with_it(box: str, kind: PageKind, again: list[str]) -> None:
    assert found(f"<div class=step>{box}</div>", kind=kind, below=True) == again
    assert found(f"<div class=step>{box}</div>", kind=kind, head=False, below=True) == []


def test_an_answer_that_ends_a_page_belongs_to_several_questions() -> None:
    steps = [f"<div class=step><h2>{one}</h2><p>{two}</p></div>" for one, two in zip(ASKED, TOLD, strict=True)]
    assert found(steps[0]) == []  # "Ready to start?"
    assert found("".join(steps)) == [*TOLD]


@pytest.mark.parametrize(
    ("stay", "again"),
    [
        ((0, 1, 2, 3), ALL[4:]),  # the last question and its answer
        ((0, 1, 2, 3, 4), ALL[5:]),  # the last answer
        ((2, 3, 4, 5), ALL[:2]),
        ((0, 1), []),
        ((), []),
    ],
)
def test_an_answer_stays_with_those_of_questions_built_alike(stay: tuple[int, ...], again: list[str]) -> None:
    document = read_html(f"<main><article><h1>Mooring</h1>{panels(tag='h3')}</article></main>")
    keep = [block.index - 1 in stay for block in document.blocks]
    verdicts = structure.judge(document, keep, "article", images=False)
    texts = {document.blocks[one.block].text for one in verdicts if one.rule == "questions"}
    assert texts == set(again)


@pytest.mark.parametrize(("title", "again"), [("Mooring: frequently asked questions", ALL), ("Mooring", [])])
def test_the_title_may_be_the_heading_of_the_questions(title: str, again: list[str]) -> None:
    document = read_html(f"<main><article><h1>{title}</h1><p>Ask at the pier.</p>{panels(tag='h3')}</article></main>")
    keep = [block.kind == "paragraph" and block.index == 1 for block in document.blocks]
    verdicts = structure.judge(document, keep, "article", images=False)
    assert [document.blocks[one.block].text for one in verdicts if one.rule == "questions"] == again
