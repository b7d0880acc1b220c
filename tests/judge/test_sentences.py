"""Sentences that only begin with the words of a chrome phrase stay where text is around them."""

from __future__ import annotations

import pytest

from cleaner import clean

BEFORE = {
    "en": "The council of the island decided on Tuesday that the night boats will run again from the first of May.",
    "sv": "Kommunen på ön beslutade på tisdagen att nattbåtarna ska gå igen från och med den första maj i år.",
    "cs": "Zastupitelé ostrova v úterý rozhodli, že noční lodě budou od prvního května znovu jezdit každý den.",
    "zh": "岛上的议会星期二决定，从五月一日起恢复夜间渡船，每四十分钟开出一班，居民都很高兴。",
}
AFTER = {
    "en": "Eight members voted for the plan and three were against it, after a debate that lasted until midnight.",
    "sv": "Åtta ledamöter röstade för förslaget och tre var emot, efter en debatt som höll på ända till midnatt.",
    "cs": "Osm členů hlasovalo pro návrh a tři byli proti, po dlouhé debatě, která trvala až do půlnoci.",
    "zh": "八名议员投票赞成，三名反对，讨论一直持续到午夜，约有两百名居民到旧海关大楼旁听。",
}


def _text(language: str, line: str, after: str = "<p>{}</p>") -> str:
    body = f"<p>{BEFORE[language]}</p>{line}{after.format(AFTER[language])}"
    return clean(f"<html lang={language}><article><h1>Nattbåtar</h1>{body}</article></html>").text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Found a mistake? Then you have better eyes than the referee, the coach said after the match."),
        ("sv", "Följ oss på en vandring från Lund till Kivik, i spåren av Linné och hans hästar."),
        ("sv", "Fortsätt läsa med barnen varje kväll, råder skolan i ett brev till föräldrarna."),
        ("cs", "Získejte přístup k moři, radil starosta vesnice, a mladí lidé tady zůstanou."),
        ("cs", "Mobilní aplikace pomáhá rybářům hlásit úlovky a šetří jim hodinu práce denně."),
        ("zh", "扫一扫二维码，村民就能查到每一棵果树的主人和年龄，合作社负责人这样介绍。"),
    ],
)
def test_a_paragraph_between_others_stays_though_it_begins_with_a_phrase(language: str, sentence: str) -> None:
    assert sentence in _text(language, f"<p>{sentence}</p>")


@pytest.mark.parametrize("form", ["<p class=a>{}</p>", "<div class=text><p>{}</p></div>", "{}<br><br>"])
def test_the_paragraphs_may_have_names_and_wrappers(form: str) -> None:
    sentence = "Fortsätt läsa med barnen varje kväll, råder skolan i ett brev till föräldrarna."
    lines = "".join(form.format(line) for line in (BEFORE["sv"], sentence, AFTER["sv"]))
    assert sentence in clean(f"<html lang=sv><article><h1>Nattbåtar</h1>{lines}</article></html>").text


@pytest.mark.parametrize("after", ["<p>{}</p>", ""])
def test_a_question_in_a_sentence_stays(after: str) -> None:
    sentence = "Har du tips? frågade hon reportern, men han skakade bara på huvudet."
    assert sentence in _text("sv", f"<p>{sentence}</p>", after)


def test_a_call_in_a_sentence_stays() -> None:
    assert "cried the masons" in _text("en", "<p>Support our work! cried the masons.</p>")
    assert "today" not in _text("en", "<p>Support our work! Become a member today.</p>", "")


@pytest.mark.parametrize(
    ("language", "line", "after"),
    [
        ("sv", "<p>Har du tips? Kontakta reportern på redaktionen i Lund.</p>", ""),
        ("sv", "<p>Har du tips? <a href=/k>Kontakta reportern på redaktionen i Lund</a>.</p>", "<p>{}</p>"),
        ("sv", "<div class=tips>Har du tips? Kontakta reportern på redaktionen i Lund.</div>", "<p>{}</p>"),
        ("sv", "<p>Följ oss på Facebook.</p>", "<p>{}</p>"),
        ("en", "<p>Your email address will not be published.</p>", "<p>{}</p>"),
        ("en", "<p>Copyright 2026, Harbour Press, and nobody may print the text again.</p>", "<p>{}</p>"),
    ],
)
def test_chrome_goes(language: str, line: str, after: str) -> None:
    text = _text(language, line, after)
    assert text.count("\n\n") == bool(after), text
