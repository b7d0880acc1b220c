"""Labels that a tool glued to paragraphs of plain text."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.judge.glued import split_labels
from cleaner.judge.phrases import load_rules
from cleaner.read.text import read_text

ONE = "The council of Port Ellery voted on Tuesday to bring the night ferries back after nine years."
TWO = "Eight members voted for the plan and three against, and the boats will run all night long."


def split(text: str, language: str = "en") -> list[str]:
    return [block.text for block in split_labels(read_text(text), load_rules(language))[0].blocks]


@pytest.mark.parametrize(
    ("glue", "label"),
    [
        ("{0}Advertisement{1}", "Advertisement"),
        ("{0}Advertisement {1}", "Advertisement"),
        ("{0} ADVERTISEMENT{1}", "ADVERTISEMENT"),
        ("{0} Story continues below advertisement {1}", "Story continues below advertisement"),
        ("“{0}” Story continues below advertisement “{1}”", "Story continues below advertisement"),
    ],
)
def test_a_label_between_sentences_is_a_line(glue: str, label: str) -> None:
    before, after = glue.split(label)
    assert split(glue.format(ONE, TWO)) == [before.format(ONE, TWO).strip(), label, after.format(ONE, TWO).strip()]


def test_a_label_at_an_end_is_a_line() -> None:
    assert split(f"{ONE} Advertisement") == [ONE, "Advertisement"]
    assert split(f"Advertisement{ONE}") == ["Advertisement", ONE]
    assert split("Der Rat hat die Fähren am Dienstag nach neun Jahren wieder erlaubt.Anzeige", "de")[1:] == ["Anzeige"]


def test_a_word_with_spaces_is_a_label_if_the_page_has_it_as_one() -> None:
    spaced = f"{ONE} Advertisement {TWO}"
    assert split(spaced) == [spaced]
    assert split(f"{spaced}\nAdvertisement\n{TWO}") == [ONE, "Advertisement", TWO, "Advertisement", TWO]


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE} Advertisement revenue fell by a third in the same year, said the newspaper of the town.",
        f"{ONE} The firm of Bell and Horn calls it an Advertisement. It is a poster on the wall of the old mill.",
        f"{ONE} Advertisement Standards is a firm of lawyers. Advertisement Standards did not answer our letters.",
        f"{ONE} Advertisements and posters are no longer allowed on the boats that leave the quay at night.",
        '"Advertisement," said the baker. "That is what we need." And so they wrote an advertisement.',
        f'{ONE} "Advertisement" was the only word in it. {TWO}',
        f"{ONE} Advertisement: a word that has meant any notice for as long as there have been papers.",
        "Advertisement",
        f"```\n{ONE}Advertisement{TWO}\n```",
    ],
)
def test_a_word_of_a_sentence_is_none(text: str) -> None:
    assert split(text) == [block.text for block in read_text(text).blocks]


def test_a_glued_label_goes_and_the_text_stays() -> None:
    last = "The mayor said that nurses and bakers had asked for the boats for years."
    text = f"Night ferries return\n\n{ONE}Advertisement{TWO}\n\n{last} Advertisement"
    article = clean(text, content_type="text/plain")
    assert "Advertisement" not in article.text
    assert article.text.split("\n\n")[1:] == [ONE, TWO, last]
    assert [removal.rule for removal in article.removed] == ["en/ad-label"] * 2


def test_lines_around_a_glued_label_stay() -> None:
    last = f"{TWO} The buyer read it in a paper. ADVERTISEMENT\n\nHe paid in cash."
    text = f"Night ferries return\n\n{ONE}\n\n{TWO}\n\n{last}"
    found = clean(text, content_type="text/plain").text
    assert found.endswith("a paper.\n\nHe paid in cash.")
