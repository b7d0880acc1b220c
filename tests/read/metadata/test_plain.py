"""Metadata of plain text that another tool extracted."""

from __future__ import annotations

import re

import pytest
import yaml

from cleaner import clean
from cleaner.read.metadata import Metadata, read_metadata
from cleaner.read.text import read_text
from tests import REPO, SHARED

SENTENCE = "The council met on Tuesday evening and talked for three hours about the old mill by the river. "
PROSE = SENTENCE * 2


def read(text: str, **options: object) -> Metadata:
    return read_metadata(read_text(text), "", **options)  # type: ignore[arg-type]


def test_first_headline() -> None:
    found = read(f"Old mill to become flats\n\n{PROSE}\n\n{PROSE}")
    assert (found.title, found.provenance["title"]) == ("Old mill to become flats", "text:headline")


@pytest.mark.parametrize(
    "head",
    [
        "Hill Courier\nHome\nNews\nSport\nSearch\n\n",  # more lines than a headline is searched in
        "Skip to content\n\nHome\n\nNews\n\nSport\n\n",
        "Home | News | Sport\n",
        "山報\n首頁\n新聞\n體育\n\n",
    ],
)
def test_a_headline_stands_below_the_menu(head: str) -> None:
    assert read(f"{head}Old mill to become flats\n\nBy Ann Bell\n\n{PROSE}").title == "Old mill to become flats"


def test_short_lines_are_no_menu_if_they_are_few() -> None:
    assert read(f"The old mill\nAnn Bell\n\n{PROSE}").title == "The old mill"
    assert (
        read(f"旧磨坊将改建成公寓楼大厦\n河边的磨坊已经很久没有人住了\n海港的人都说很好看呢\n\n{PROSE}").title
        == "旧磨坊将改建成公寓楼大厦"
    )


def test_text_that_begins_with_prose_has_no_title() -> None:
    assert read(f"{PROSE}\n\nA heading in it\n\n{PROSE}").title is None


def test_document_title_above_the_headline_gives_the_site() -> None:
    found = read(
        "Home > News > Old mill to become flats-Courier\nOld mill to become flats\n"
        f"View Date:2025-01-11 13:20:09\n{PROSE}\n{PROSE}"
    )
    assert (found.title, found.site, found.published) == ("Old mill to become flats", "Courier", None)


def test_source_line_and_repeated_notice() -> None:
    found = read(f"Old mill to become flats\n{PROSE}\nAdvertisement\n{PROSE}\nAdvertisement\nSource: The Hill Courier")
    assert (found.title, found.site) == ("Old mill to become flats", "The Hill Courier")


@pytest.mark.parametrize("agency", ["Associated Press", "Reuters", "dpa", "AFP", "新华社", "Anadolu Ajansı"])
def test_agency_on_its_own_line_signs(agency: str) -> None:
    assert read(f"Old mill to become flats\n\n{agency}\n\n{PROSE}").authors == (agency,)


def test_agency_glued_to_the_dateline_signs() -> None:
    assert read(f"Old mill to become flats\nAssociated PressWASHINGTON — {PROSE}").authors == ("Associated Press",)


@pytest.mark.parametrize(
    ("line", "names"),
    [("By Ann Lee and Bo Ek", ("Ann Lee", "Bo Ek")), ("Von Eva Groß", ("Eva Groß",)),
     ("Par Léa Martin", ("Léa Martin",)), ("By the river and the mill", ()), ("De la Mancha viene", ())],
)  # fmt: skip
def test_byline(line: str, names: tuple[str, ...]) -> None:
    assert read(f"Old mill to become flats\n\n{line}\n\n{PROSE}").authors == names


SAMPLES = yaml.safe_load((REPO / "fixtures" / "languages.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("language", "line", "names"),
    [
        ("sv", "Av Karin Lindqvist", ("Karin Lindqvist",)),
        ("no", "Av Ingrid Haugen og Per Moen", ("Ingrid Haugen", "Per Moen")),
        ("da", "Af Mette Sørensen", ("Mette Sørensen",)),
        ("it", "di Giulia McFerri", ("Giulia McFerri",)),
        ("ro", "De Ioana Popescu", ("Ioana Popescu",)),
        ("el", "Της Μαρίας Παπαδοπούλου", ("Μαρίας Παπαδοπούλου",)),
        ("ja", "文・山田花子", ("山田花子",)),
        ("ko", "김민지 기자", ("김민지",)),
        ("zh", "记者 李小红", ("李小红",)),
        ("de", "Av Karin Lindqvist", ()),  # no word of this language
        ("sv", "Av Karin kom brevet", ()),
        ("it", "Di Maria segna ancora", ()),
        ("ro", "De Crăciun la Sibiu", ()),
        ("el", "Της Ελλάδας", ()),
        ("ja", "文化財の修理", ()),
        ("ko", "기자 회견", ()),
    ],
)  # fmt: skip
def test_a_short_word_signs_full_names_in_its_language(language: str, line: str, names: tuple[str, ...]) -> None:
    headline, text = SAMPLES[language][:30], SAMPLES[language]
    assert read(f"{headline}\n\n{line}\n\n{text}\n\n{text}").authors == names


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("bg", "Публикувана: 3 май 2024", "Обновена: 4 май 2024"),
        ("bn", "প্রকাশ: ৩ মে ২০২৪", "আপডেট: ৪ মে ২০২৪"),
        ("fa", "تاریخ انتشار: ۱۴ اردیبهشت ۱۴۰۳", "آخرین به‌روزرسانی: ۱۵ اردیبهشت ۱۴۰۳"),
    ],
)
def test_dates_in_other_languages(language: str, first: str, last: str) -> None:
    text = SAMPLES[language]
    found = read(f"{text[:30]}\n\n{first}\n\n{last}\n\n{text}\n\n{text}")
    assert (found.published, found.modified) == ("2024-05-03", "2024-05-04")


def test_dates() -> None:
    found = read(f"Old mill to become flats\n\nPublished 3 May 2024\n\nUpdated: 4 May 2024\n\n{PROSE}")
    assert (found.published, found.modified) == ("2024-05-03", "2024-05-04")
    found = read(f"Old mill to become flats\n\nUpdated: 4 May 2024\n\n{PROSE}")
    assert (found.published, found.modified) == ("2024-05-04", "2024-05-04")
    assert found.provenance["published"] == "text:date (no publication date stated)"
    assert read(f"Old mill to become flats\n\nAccessed 3 May 2024\n\n{PROSE}").published is None
    assert read(f"Old mill to become flats\n\n{PROSE} On 3 May 2024 it burnt.").published is None


@pytest.mark.parametrize(
    ("tail", "tags"),
    [("Tags: mill, flats, council", ("mill", "flats", "council")),
     ("- In:\n- Mill\n- Flats\nveryGood! (7186)", ("Mill", "Flats")),
     ("In: the end nobody came to see it happen at all that day", ())],
)  # fmt: skip
def test_tags(tail: str, tags: tuple[str, ...]) -> None:
    assert read(f"Old mill to become flats\n{PROSE}\n{PROSE}\n{tail}").tags == tags


def seeds() -> list[str]:
    path = SHARED / "seeds" / "expected.yaml"
    return sorted(yaml.safe_load(path.read_text("utf-8"))) if path.exists() else []


def fold(value: object) -> object:
    if isinstance(value, list | tuple):
        return [fold(item) for item in value]
    return re.sub(r"\W+", " ", str(value or "")).strip().casefold()


@pytest.mark.skipif(not seeds(), reason="the five raw pages are not at hand")
@pytest.mark.parametrize("name", seeds() or ["none"])
def test_raw_page(name: str) -> None:
    folder = SHARED / "seeds"
    expected = yaml.safe_load((folder / "expected.yaml").read_text("utf-8"))[name]["meta"]
    found = read((folder / name).read_text("utf-8"))
    for field, value in expected.items():
        if field != "language":
            assert fold(getattr(found, field)) == fold(value), field


@pytest.mark.parametrize(
    ("notice", "kinds"),
    [
        ("Skip to main content\n\n", {0: "navigation"}),
        ("We value your privacy\n\nWe and our partners store what they like.\n\n", {0: "consent", 1: "consent"}),
        (
            f"We value your privacy\n\nWe use cookies. {PROSE}\n\nAccept all\n\n",
            {0: "consent", 1: "consent", 2: "consent"},
        ),
    ],
)
def test_chrome_is_no_headline(notice: str, kinds: dict[int, str]) -> None:
    text = f"{notice}Old mill to become flats\n\nBy Ann Bell\n\n{PROSE}\n\n{PROSE}"
    assert read(text, chrome=kinds).title == "Old mill to become flats"
    assert clean(text, content_type="text/plain").title == "Old mill to become flats"


def test_a_marked_heading_below_chrome_is_the_title() -> None:
    menu = "Skip to main content\n\n[The Hill Courier](/)\n\n  * [Home](/)\n  * [Sport](/s)\n\n"
    text = f"{menu}# Old mill to become flats\n\n{PROSE}\n\n# A second one\n\n{PROSE}"
    assert read(text, chrome={0: "navigation"}).title == "Old mill to become flats"


def test_terms_keep_their_title() -> None:
    assert read(f"Cookie policy\n\n{PROSE}\n\n{PROSE}", chrome={0: "consent"}).title == "Cookie policy"
    assert read(f"Skip to main content\n\n{PROSE}", chrome={0: "navigation"}).title is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("By Ann Bell 24 November 2025", "2025-11-24"),
        ("By Ann Bell Nov 24, 2025 8:00 am", "2025-11-24"),
        ("By Ann Bell 24 November 2025 5 min read", "2025-11-24"),
        ("Von Ann Bell 24. November 2025", "2025-11-24"),
        ("By Ann Bell and Bob Rice 2025-11-24", "2025-11-24"),
        ("By Ann Bell | 24 November 2025", "2025-11-24"),
    ],
)
def test_a_day_behind_the_name_of_the_author(line: str, day: str) -> None:
    found = read(f"Old mill to become flats\n\n{line}\n\n{PROSE}\n\n{PROSE}")
    assert found.authors == (("Ann Bell", "Bob Rice") if "Bob" in line else ("Ann Bell",))
    assert found.published == day
