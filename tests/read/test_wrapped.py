"""Plain text: lines that a mail, a text browser or a PDF file wrapped become paragraphs again; verses do not."""

from __future__ import annotations

import textwrap

import pytest

from cleaner.read.text import read_text

TEXTS = {
    "en": [
        "The weir at Corrin was rebuilt in the spring, and the eels came back before the paint on the rails was dry, "
        "says the warden, who had doubted that they would.",
        "A camera counted two hundred of them in one week, most of them on the night of the first warm rain, when "
        "nobody else was about.",
    ],
    "de": [
        "Das Wehr bei Korrin wurde im Frühjahr neu gebaut, und die Aale kamen zurück, bevor die Farbe an den Geländern "
        "trocken war, sagt der Wärter.",
        "Eine Kamera zählte zweihundert in einer Woche, die meisten in der Nacht des ersten warmen Regens, als sonst "
        "niemand unterwegs war.",
    ],
    "ru": [
        "Плотину у Коррина перестроили весной, и угри вернулись раньше, чем высохла краска на перилах, говорит "
        "смотритель, который в это не верил.",
        "Камера насчитала двести угрей за неделю, большинство из них в ночь первого тёплого дождя, когда никого больше "
        "рядом не было.",
    ],
}
MENU = [word for nth in range(8) for word in (f"Part {nth}", "and more", "news")]


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("width", [38, 60, 72])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_wrapped_lines_become_paragraphs(language: str, width: int, gap: str) -> None:
    parts = [*TEXTS[language], *TEXTS[language]]
    text = gap.join(textwrap.fill(part, width) for part in parts)
    found = [block.text for block in read_text("\n".join(MENU) + f"\n\n{text}").blocks]
    assert " ".join(found[len(MENU) :]) == " ".join(parts)
    assert len(found) <= len(MENU) + len(parts)


def test_parted_words_become_whole() -> None:
    lines = [
        "The two owners of the mill in the postwar years were rela-",
        "tives of the miller, who sold the water of both the pre-",
        "and postwar years to a long-standing buyer of his, a brew-",
        "ery that is still there, below the weir, and whose long-",
        "standing quarrel with the village was never really sett-",
        "led, as far as anybody knows, which is typical of Anglo-",
        "Saxon law.",
    ]
    text = "\n".join(lines)
    (block,) = read_text(text).blocks
    whole = ("were relatives", "pre- and postwar", "brewery", "long-standing quarrel", "Anglo-Saxon")
    assert [part for part in whole if part not in block.text] == []


def test_compounds_keep_their_hyphen() -> None:
    lines = [
        "The weir at Corrin is the best-",
        "known of the northern weirs, and its well-",
        "kept rails, which are by the self-",
        "appointed warden, were paid by the Mitte-",
        "Links union. It is never self-",
        "ish, and the eels like the high-",
        "er water there.",
    ]
    (block,) = read_text("\n".join(lines)).blocks
    whole = ("best-known", "well-kept", "self-appointed", "Mitte-Links", "selfish", "higher water")
    assert [part for part in whole if part not in block.text] == []


def test_a_text_whose_paragraphs_are_lines_stays_as_it_is() -> None:
    teasers = "\n".join(textwrap.wrap(TEXTS["en"][0], 40))
    lines = [" ".join(TEXTS["en"]), "The eels of the weir", " ".join(TEXTS["en"]), *teasers.split("\n")]
    assert [block.text for block in read_text("\n".join(lines)).blocks] == lines


def test_lists_in_small_letters_keep_their_lines() -> None:
    prose = [textwrap.fill(text, 72) for text in TEXTS["en"] * 2]
    items = ["boots of rubber for the wet path down", "a coat with a hood or an umbrella", "some bread for the eels"]
    text = "\n\n".join([*prose[:2], "\n".join(items), *prose[2:]])
    found = [block.text for block in read_text(text).blocks]
    assert found == [*TEXTS["en"], *items, *TEXTS["en"]]


@pytest.mark.parametrize(
    "verses",
    [
        "i walk along the water where\nthe boats are sleeping in the cold\nand nothing moves but the small light"
        "\nof somebody who cannot sleep\nand counts the hours on the wall\nuntil the first of ferries comes",
        "He counts the boats by evening light,\nand writes them neatly in it,\nthe ones with lamps, the ones without,"
        "\nthe ones whose captains never look.\n\nHe has a kettle and a chair there,\na narrow window to the weir,\n"
        "and nobody has told him yet that\nthe lock will close within the year.",
        "oh come to the water\nand bring me a light\nthe ferry is waiting\nit sails in the night\n\n"
        "oh come to the water\nand bring me your hand\nthe ferryman promised\nhe'd row us to land",
    ],
)
def test_verses_keep_their_lines(verses: str) -> None:
    assert [block.text for block in read_text(verses).blocks] == [line for line in verses.split("\n") if line]


def test_fields_and_quotes_of_mails_are_not_joined() -> None:
    body = textwrap.fill(" ".join(TEXTS["en"]), 60)
    quoted = "\n".join(f"> {line}" for line in textwrap.wrap(TEXTS["en"][1], 60))
    header = "From: Ann Lee <ann@paper.example> at the mill of the village\nSubject: eels\nDate: 4 May 2024"
    text = f"{header}\n\n{body}\n{quoted}\nYes."
    found = [block.text for block in read_text(text).blocks]
    assert found[1:3] == ["Subject: eels", "Date: 4 May 2024"]
    assert found[3:] == [" ".join(TEXTS["en"]), f"> {TEXTS['en'][1]}", "Yes."]


def test_a_parted_word_becomes_whole_before_a_word_that_is_common_by_itself() -> None:
    lines = [
        "Der Wärter öffnet das Tor an jedem Morgen, und nach-", "dem er es getan hat, schreibt er die Höhe des Wassers",
        "in ein Buch, das niemand sehen will. Vor- und Nach-", "teile hat er nie gezählt, und die Sommer- und die",
        "Wintermonate sind für ihn gleich, weil das Wasser", "ohnehin kommt und geht, wie es ihm gefällt.",
    ]  # fmt: skip
    text = " ".join(block.text for block in read_text("\n".join(lines)).blocks)
    assert "nachdem er es" in text
    assert "Vor- und Nachteile hat" in text
    assert "Sommer- und die Wintermonate" in text


def test_lines_of_addresses_do_not_hide_the_width() -> None:
    said = "The weir was built long ago to keep the wheel of a mill turning, and it has outlived the mill by years."
    prose = textwrap.fill(" ".join([said] * 5), 70)
    links = "\n".join(
        f"and then [{nth}](https://m.example/{'weir' * 40}{nth}) of\nthe old ones in the county by the sea"
        for nth in range(4)
    )
    blocks = read_text(f"Weirs\n\n{prose}\n\n{links}").blocks
    assert prose.replace("\n", " ") in [block.text for block in blocks]


FEW = {
    "de": ("Das Wehr", "Die Aale kamen zurück, als die Farbe noch nicht trocken war, und so früh kamen sie noch nie."),
    "en": ("Weir", "The eels came back before the paint on the rails was dry, says the warden, who had not hoped so."),
}


@pytest.mark.parametrize("language", FEW)
@pytest.mark.parametrize("width", [72, 79])
def test_a_text_with_one_wrapped_paragraph(language: str, width: int) -> None:
    title, text = FEW[language]
    found = read_text("\n\n".join([title, textwrap.fill(text, width), "Share this"])).blocks
    assert [block.text for block in found] == [title, text, "Share this"]


@pytest.mark.parametrize(
    "lines",
    [
        ("name,when,where,side,fare,dogs,weirs,length,eels,warden,since,until", "north,may,corrin,left,none,no,2,12"),
        ("500 g of eels from the weir, skinned and cut in pieces of two inches", "salt"),
        ("Hooks: a list of all that wardens have to take to the weir in winter", "hooks: 4"),
    ],
)
def test_few_lines_of_commands_records_and_lists_stay(lines: tuple[str, str]) -> None:
    found = read_text("\n\n".join(["Weir", "\n".join(lines), FEW["en"][1][:60].rstrip()])).blocks
    assert [line for block in found[1:-1] for line in block.text.split("\n")] == [*lines]


@pytest.mark.parametrize(
    "lines",
    [
        ("A long line about the weir of Corrin, and the eels", "which nobody counts"),  # had room
        ("A line about the weir", "and the eels"),
        (FEW["en"][1] + " He hopes again", "as he did before"),  # paragraphs are lines
    ],
)
def test_few_lines_that_are_not_full_stay(lines: tuple[str, str]) -> None:
    longest = "The weir at Corrin was rebuilt in the spring, before the paint was dry on it."
    found = read_text("\n\n".join(["Weir", longest, "\n".join(lines)])).blocks
    assert [block.text for block in found[-2:]] == [*lines]
