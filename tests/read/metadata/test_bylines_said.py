"""What stands beside names in bylines and fields: crafts, brackets, desks, topics, labels, the site's own name."""

from __future__ import annotations

import pytest

from cleaner.read.metadata.names import is_person, split_names
from tests.read.metadata.samples import read

HEADLINE = "<h1>Storm hits the coast</h1>"
PAGE = "https://courier.example/news/storm-hits-the-coast"
SITE = '<meta property="og:site_name" content="{}">'


@pytest.mark.parametrize(
    ("line", "names"),
    [
        # who made the pictures does not sign the text
        ("by Ann Lee (reporting) and Bo Ek (photography)", ["Ann Lee"]),
        ("Von Anna Lohmann (Text) und Bernd Eck (Fotos)", ["Anna Lohmann"]),
        ("Par Anne Lefort (texte) et Boris Ecot (photos)", ["Anne Lefort"]),
        ("Por Ana López (texto) y Bruno Echar (fotos)", ["Ana López"]),
        ("Di Anna Longo (testo) e Bruno Ecco (foto)", ["Anna Longo"]),
        ("Анна Лисова (текст) и Борис Экин (фото)", ["Анна Лисова"]),
        ("Von Anna Lohmann (Text und Fotos)", ["Anna Lohmann"]),
        ("By Ann Lee (Ellery) and Bo Ek (London)", ["Ann Lee", "Bo Ek"]),
        # who helped does
        ("By Ann Lee (with Bo Ek and Cy Ash)", ["Ann Lee", "Bo Ek", "Cy Ash"]),
        ("Par Anne Lefort (avec Boris Ecot et Chloé Dumas)", ["Anne Lefort", "Boris Ecot", "Chloé Dumas"]),
        ("By Ann Lee (and others)", ["Ann Lee"]),
        ("By Ann Lee (with pictures)", ["Ann Lee"]),
        # a place of work behind a role
        ("By Ann Lee, Senior Engineer, HCLU Water, Harbours, and Transport Project", ["Ann Lee"]),
        ("By Ann Lee, senior reporter, and BO EK", ["Ann Lee", "BO EK"]),
        # links to more by or about somebody
        ("More about Ann Lee", ["Ann Lee"]),
        ("Mehr über Anna Lohmann", ["Anna Lohmann"]),
        ("À propos de Anne Lefort", ["Anne Lefort"]),
        ("Alle Beiträge von Anna Lohmann anzeigen", ["Anna Lohmann"]),
        ("Alle berichten van Anna Loos bekijken", ["Anna Loos"]),
        # labels with both forms
        ("Author(s): Ann Lee, Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Autor:in: Anna Lohmann", ["Anna Lohmann"]),
        ("Auteur(s) : Anne Lefort", ["Anne Lefort"]),
        ("Guest author: Ann Lee", ["Ann Lee"]),
        # a name that is missing
        ("Jun 2 Written By", []),
        ("Geschrieben von", []),
        # "and" between Chinese names; in the Japanese one it is a letter
        ("作者：李明和王芳", ["李明", "王芳"]),
        ("文：山本和子", ["山本和子"]),
    ],
)
def test_words_beside_names(line: str, names: list[str]) -> None:
    assert [name for name in split_names(line) if is_person(name)] == names


def test_the_authors_in_a_list_under_their_label() -> None:
    items = "<li><a href='/a'>Ann Lee</a></li><li><a href='/b'>Bo Ek</a></li>"
    assert read(f"{HEADLINE}<h6>Author(s)</h6><ul>{items}</ul>", url=PAGE).authors == ("Ann Lee", "Bo Ek")
    mixed = f"<ul>{items}<li>Read the report</li></ul>"
    assert read(f"{HEADLINE}<h6>Author(s)</h6>{mixed}", url=PAGE).authors == ("Ann Lee", "Bo Ek")


def test_credentials_with_brackets_in_a_line_of_names() -> None:
    line = "<div>Ann Lee, VMD; Bo Ek, BA, VTS (Behavior) &amp; Cy Ash, DVM</div>"
    assert read(f"{HEADLINE}{line}", url=PAGE).authors == ("Ann Lee, VMD", "Bo Ek, BA", "Cy Ash, DVM")


def test_a_topic_in_the_element_of_the_byline_is_no_author() -> None:
    line = "<div class='post-byline'><ul><li class='tag'>{}</li></ul></div>"
    assert read(HEADLINE + line.format("Personal finance"), url=PAGE).authors == ()
    assert read(HEADLINE + "<div class='post-byline'>Ellery Courier</div>", url=PAGE).authors == ("Ellery Courier",)


def test_the_name_of_the_site_is_one_author() -> None:
    field = '<meta name="author" content="Food &amp; Sea">'
    assert read(HEADLINE, head=SITE.format("Food &amp; Sea") + field, url=PAGE).authors == ("Food & Sea",)
    assert read(HEADLINE, head=field.replace("Food &amp; Sea", "Ann Lee &amp; Bo Ek"), url=PAGE).authors == (
        "Ann Lee",
        "Bo Ek",
    )
