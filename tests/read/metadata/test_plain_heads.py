"""Plain text: titles of texts without prose, headers in other languages, people with roles, days of events."""

from __future__ import annotations

import pytest

from tests.read.metadata.test_plain import PROSE, read


@pytest.mark.parametrize(
    "text",
    [
        "The Ferryman\n\nHe counts the boats by evening light,\nand writes them in a book.\n\nHe has a chair.",
        "# tidegauge\n\nReads a gauge.\n\n## License\n\nMIT",
        "Häufige Fragen\n\nWann fährt die Fähre?\nUm acht.\n\nWas kostet sie?\nNichts.",
    ],
)
def test_the_first_line_names_a_text_without_prose(text: str) -> None:
    assert read(text).title == text.split("\n", maxsplit=1)[0].lstrip("# ")


@pytest.mark.parametrize(
    "text",
    [
        "He counts the boats by evening light,\n\nand writes them in a book.",
        "Home\nNews\nSport\n\nThe ferry\n\nIt is late.",
        "____________________\n\nIt is late.\n\nIt is cold.",
        "Ann: come in\n\nBo: it is late\n\nAnn: it is cold",
    ],
)
def test_other_first_lines_do_not(text: str) -> None:
    assert read(text).title is None


@pytest.mark.parametrize(
    ("header", "title", "authors", "day"),
    [
        (
            "From ann at mill.example  Mon Mar  4 19:12:04 2024\nFrom: ann at mill.example (Ann Lee)\n"
            "Date: Mon, 4 Mar 2024\nSubject: [mills] The wheel",
            "The wheel", ("Ann Lee",), "2024-03-04",
        ),
        ("Von: Ann Lee <a@mill.example>\nGesendet: Montag, 4. März 2024\nAn: Bo\nBetreff: Das Rad",
         "Das Rad", ("Ann Lee",), "2024-03-04"),
        ("De : Ann Lee <a@mill.example>\nEnvoyé : 4 mars 2024\nObjet : La roue", "La roue", ("Ann Lee",), "2024-03-04"),
        ("Title: The wheel\n\nURL Source: https://m.example/wheel\n\nPublished Time: 2024-03-04T08:00:00Z\n\n"
         "Markdown Content:", "The wheel", (), "2024-03-04"),
    ],
)  # fmt: skip
def test_headers(header: str, title: str, authors: tuple[str, ...], day: str) -> None:
    found = read(f"{header}\n\nHi Bo,\n\n{PROSE}\n\n{PROSE}")
    assert (found.title, found.authors, (found.published or "")[:10]) == (title, authors, day)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Ann Lee, Science Editor, and Bo Ek, Staff Writer", ("Ann Lee", "Bo Ek")),
        ("Lucía Ferrer, redactora de ciencia, y Marc Soler, reportero", ("Lucía Ferrer", "Marc Soler")),
        ("Local News, Culture, Transport", ()),
        ("The editor, the mayor and the miller", ()),
        ("Port Ellery, Editor in doubt, news.", ()),
    ],
)
def test_people_with_roles_under_the_headline(line: str, authors: tuple[str, ...]) -> None:
    assert read(f"Old mill to become flats\n\n8 April 2024\n\n{line}\n\n{PROSE}\n\n{PROSE}").authors == authors


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Saturday 8 June 2024, 10 am to 4 pm", None),
        ("8 June 2024, 18:00 - 20:00", None),
        ("Samstag, 8. Juni 2024, 10 bis 16 Uhr", None),
        ("8 June 2024, 18:00", "2024-06-08"),
        ("8 June 2024, 18:00 5 min read", "2024-06-08"),
        ("Published 8 June 2024 18:00 - 20:15", "2024-06-08"),
    ],
)
def test_a_day_with_a_period_of_hours_is_that_of_an_event(line: str, day: str | None) -> None:
    found = read(f"Old mill to become flats\n\n{line}\n\n{PROSE}\n\n{PROSE}").published
    assert (found or "")[:10] == (day or "")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"ferrio\n\nferrio is a small library for maps of\nboats and piers.\n\n{PROSE}\n\n{PROSE}", "ferrio"),
        (f"ferr\n\nThe mill is to become flats and\nshops.\n\nUse of the mill now\n\n{PROSE}", None),
        (f"https://paper.example/one\nwww.paper.example\n\n{PROSE}", None),
        ("name,year,city\n\nAnn Lee,1981,Aldwick\n\nBo Ek,1975,Ellery", None),
        ("[main section]\n\nname = ferrio\n\nsize = 4", None),
    ],
)
def test_what_names_a_text_and_what_does_not(text: str, title: str | None) -> None:
    assert read(text).title == title


def test_the_day_behind_a_version_is_that_of_the_changes() -> None:
    assert read("Ferrio 3.1 (2024-05-04)\n\n- One\n\nFerrio 3.0 (2023-11-01)\n\n- Two").published == "2024-05-04"


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        ("By\nAnn Lee\nUpdated on: March 3, 2026", ("Ann Lee",)),
        ("By\nTwo boats for sale", ()),
        ("By\nAnn Lee Staff Writer", ()),
        ("Author\nAnn Lee", ("Ann Lee",)),
        ("Ann Lee\n3 March 2026", ("Ann Lee",)),
        ("The council votes\nAnn Lee\nMarch 3, 2026 16:12", ("Ann Lee",)),
        ("Ann Lee\nPort Ellery", ()),
        ("Games Editor\n3 March 2026", ()),
        ("Quotes About Old Trees\n3 March 2026", ()),
        ("Tidecoin View\nDate:2026-03-03 13:20:09", ()),
        ("Topic: Boats\n3 March 2026", ()),
        ("Ann Lee\nTuesday 3 March 2026", ("Ann Lee",)),
        ("Ann Lee\nPublished: 3 March 2026", ("Ann Lee",)),
        ("Climate Change\n3 March 2026", ()),
        ("Port Ellery\n3 March 2026", ()),
        ("Royal Albert Hall\n3 March 2026", ()),
        ("Ann Lee\nUntil 3 March 2026", ()),
        ("Ann Lee\n3 March 2026\nLee has kept the lamp of the night ferries for thirty-one years.", ()),
        ("ByAnn Lee,\nContributor.", ("Ann Lee",)),
        ("McKay and the boats", ()),
        ("By ANN LEEAssociated Press", ("ANN LEE", "Associated Press")),
        ("(ANI)", ("ANI",)),
        ("(boats)", ()),
    ],
)
def test_bylines_that_a_dump_parted_or_glued(lines: str, authors: tuple[str, ...]) -> None:
    assert read(f"The night ferries return to Port Ellery\n{lines}\n{PROSE}\n{PROSE}").authors == authors


@pytest.mark.parametrize(("label", "day"), [("Tidecoin View", None), ("Tidecoin News", "2026-03-03")])
def test_the_day_of_a_view_dates_no_text(label: str, day: str | None) -> None:
    found = read(f"The night ferries return to Port Ellery\n{label}\nDate:2026-03-03\n{PROSE}\n{PROSE}")
    assert found.published == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("3–9 May 2024", None),
        ("3 May 2024 – 9 May 2024", None),
        ("30 May – 9 June 2024", None),
        ("Von 3. bis 9. Mai 2024", None),
        ("Du 3 au 9 mai 2024", None),
        ("* 3. Mai 1931 † 12. März 2024", None),
        ("född 3 maj 1931", None),
        ("Until 9 May 2024", None),
        ("By Ann Lee – 9 May 2024", "2024-05-09"),
        ("Port Ellery – 9 May 2024", "2024-05-09"),
        ("9 May 2024 – 3 min read", "2024-05-09"),
        ("Published: 3 May 2024 – Updated: 9 May 2024", "2024-05-03"),
    ],
)
def test_several_days_a_birth_and_an_end_date_no_text(line: str, day: str | None) -> None:
    assert read(f"The night ferries return to Port Ellery\n{line}\n{PROSE}\n{PROSE}").published == day
