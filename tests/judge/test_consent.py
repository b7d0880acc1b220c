"""Consent dialogues go from plain text with their lists of cookies; a text about cookies stays."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.judge.asides import judge
from cleaner.judge.phrases import find_matches, load_rules
from cleaner.read.text import read_text

STORY = (
    "The council of Port Ellery voted on Tuesday to bring the night ferries back, nine years after they were cut.",
    "Eight members voted for the plan and three against. The boats will run every forty minutes until five o'clock.",
    "The operator has kept two of the four old boats and says that it needs until March to train its crews again.",
    "Fares stay as they are by day, said the mayor, and the last train from the hills will wait for the last boat.",
)
GERMAN = (
    "Der Rat von Port Ellery hat am Dienstag beschlossen, die Nachtfähren nach neun Jahren wieder fahren zu lassen.",
    "Acht Mitglieder stimmten für den Plan und drei dagegen. Die Boote fahren alle vierzig Minuten bis fünf Uhr früh.",
    "Der Betreiber hat zwei der vier alten Boote behalten und braucht bis März, um die Mannschaften auszubilden.",
    "Die Preise bleiben wie am Tag, sagte der Bürgermeister, und der letzte Zug wartet auf das letzte Boot.",
)
STORIES = {"a table": STORY, "purposes in German": GERMAN}
DIALOGUES = {
    "a table": (
        "This website uses cookies to improve your experience while you navigate through it.",
        "Cookie Duration Description",
        "_hid 1 year Harbour Metrics sets this cookie to count visits and to tell one visitor from another.",
        "lamp_id session No description available.",
        "quay 2 days The cookie is set by Quay Ads. Its purpose is to find out what a visitor would like to be shown.",
        "tide_pref never This cookie is set by the tide table. It keeps the harbour that was chosen by the visitor.",
    ),
    "purposes in German": (
        "Wir verwenden Cookies, um unsere Website für Sie zu verbessern.",
        "Technische Cookies sind nötig, damit die Seiten überhaupt ausgeliefert werden können, und bleiben immer an.",
        "Statistische Cookies zählen Besuche, ohne dass jemand erfährt, wer die Seiten gelesen hat und wie lange.",
        "Cookies für Werbung merken sich, welche Anzeigen schon gezeigt wurden, und wählen danach andere aus.",
    ),
}


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("name", list(DIALOGUES))
def test_a_dialogue_goes_and_the_story_stays(name: str, place: str) -> None:
    dialogue, story = DIALOGUES[name], STORIES[name]
    text = clean("\n\n".join((*dialogue, *story) if place == "before" else (*story, *dialogue))).text
    assert [line for line in dialogue if line in text] == []
    assert all(line in text for line in story)


@pytest.mark.parametrize(
    "lines",
    [
        tuple(line for dialogue in DIALOGUES.values() for line in dialogue),
        (*STORY, "Mix the dough for the cookies.", "Bake the cookies.", "Let the cookies cool.", "Eat the cookies."),
        (*STORY, *DIALOGUES["a table"][:2], *STORY, *DIALOGUES["a table"][2:3]),
    ],
    ids=["nothing else", "a recipe", "three lines far apart"],
)
def test_what_is_no_dialogue_beside_a_text_is_left_alone(lines: tuple[str, ...]) -> None:
    document = read_text("\n\n".join(lines))
    rules = load_rules("en")
    matches = find_matches(document.blocks, rules)
    verdicts = judge(document, [True] * len(document.blocks), "article", rules, matches)
    assert [verdict for verdict in verdicts if verdict.rule == "consent"] == []


def test_the_reason_is_left() -> None:
    gone = [one for one in clean("\n\n".join((*STORY, *DIALOGUES["a table"]))).removed if one.rule == "consent"]
    assert {one.kind for one in gone} == {"consent"}
