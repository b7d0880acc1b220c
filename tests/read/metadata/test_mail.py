"""Plain text: the header of a mail, and lines with a day or a name near the top that tell something else."""

from __future__ import annotations

import pytest

from cleaner import clean
from tests.read.metadata.test_plain import PROSE, read

FIELDS = "From: {sender}\nTo: mills@paper.example\nSubject: {subject}\nDate: Mon, 4 Mar 2024 19:12:04 +0100\n\n"


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("Ann Lee <ann@paper.example>", "Re: [mills] The old wheel turns"),
        ('"Lee, Ann" <ann@paper.example>', "The old wheel turns"),
        ("ann at paper.example (Ann Lee)", "[mills] Re: Re: The old wheel turns"),
    ],
)
def test_the_header_of_a_mail(sender: str, subject: str) -> None:
    found = read(f"{FIELDS.format(sender=sender, subject=subject)}Hi Bo,\n\n{PROSE}\n\n{PROSE}")
    assert (found.title, found.authors) == ("The old wheel turns", ("Ann Lee",))
    assert found.published == "2024-03-04T19:12:04+01:00"
    assert {found.provenance[field] for field in ("title", "authors", "published")} == {"text:mail"}


def test_an_address_is_no_name() -> None:
    assert read(FIELDS.format(sender="ann@paper.example", subject="Wheel") + PROSE).authors == ()


@pytest.mark.parametrize("line", ["To: The Lighthouse", "From: Ellery to Port Moss", "Subject: the sea"])
def test_one_line_with_a_colon_is_no_header(line: str) -> None:
    assert read(f"{line}\n\n{PROSE}\n\n{PROSE}").provenance["title"] == "text:headline"


@pytest.mark.parametrize(
    "line",
    ["The next talk is on 8 April 2024.", "Tickets on sale from 8 April 2024", "On 8 April 2024 the wheel turns."],
)
def test_a_sentence_with_a_day_dates_no_text(line: str) -> None:
    assert read(f"Old mill to become flats\n\n{line}\n\n{PROSE}").published is None


@pytest.mark.parametrize(
    "line",
    [
        "8 April 2024",
        "Port Ellery, 8 April 2024.",
        "8 April 2024 by ibby",
        "dpa am 8.4.2024",
        "8 April 2024 - 2:00 a. m.",
        "It was posted on 8 April 2024.",
    ],
)
def test_a_line_with_a_day_dates_a_text(line: str) -> None:
    assert read(f"Old mill to become flats\n\n{line}\n\n{PROSE}").published == "2024-04-08"


@pytest.mark.parametrize("day", ["on December 1, 2024", "on Tue, March 5, 2024", "am Dienstag, 5. März 2024"])
def test_words_before_the_day_are_no_part_of_the_name(day: str) -> None:
    assert read(f"Old mill to become flats\n\nBy Ann Lee {day}\n\n{PROSE}").authors == ("Ann Lee",)


def test_the_place_and_the_day_of_a_letter_are_no_title() -> None:
    for line, title in (
        ("Port Ellery, 4 March 2024", None),
        ("4 March 2024", None),
        ("Sermon, 4 March 2024", "Sermon, 4 March 2024"),
    ):
        assert read(f"{line}\n\nDear Ann,\n\n{PROSE}\n\n{PROSE}").title == title


def test_a_field_of_one_letter_is_part_of_a_header() -> None:
    header = "De : Ann Lee <ann@paper.example>\nEnvoyé : samedi 4 mai 2024 10:12\nÀ : Bo Ek\nObjet : Le moulin"
    found = read(f"{header}\n\n{PROSE}")
    assert (found.title, found.authors, found.published) == ("Le moulin", ("Ann Lee",), "2024-05-04")


@pytest.mark.parametrize("title", ["The mill", '"The mill"'])
def test_fields_above_a_file_of_markdown(title: str) -> None:
    found = read(f"---\ntitle: {title}\nauthor: Ann Lee\ndate: 2024-05-04\ntags: [mill]\n---\n\n{PROSE}\n\n{PROSE}")
    assert (found.title, found.published) == ("The mill", "2024-05-04")


CLIPPED = (
    '---\ntitle: "The mill: a \\"ruin\\""\nsource: "https://paper.example/mill"\nauthor:\n  - "[[Ann Lee]]"\n'
    "published: 2024-05-04\ncreated: 2024-06-01\ndescription: What becomes\n  of the mill\ntags:\n  - clippings\n---\n"
)


def test_front_matter_fills_the_metadata_and_goes() -> None:
    """It goes as one block, with its lists and whatever fields it has. The day of saving dates nothing."""
    article = clean(f"{CLIPPED}{PROSE}\n\n{PROSE} It stays.", content_type="text/plain")
    assert article.text.split() == f"{PROSE} {PROSE} It stays.".split()
    assert (article.title, article.authors, article.tags) == ('The mill: a "ruin"', ("Ann Lee",), ("clippings",))
    assert (article.published, article.url) == ("2024-05-04", "https://paper.example/mill")
    assert [gone.rule for gone in article.removed] == ["front-matter"]
    untitled = "---\ncreated: 2024-06-01\nsource: https://paper.example/mill\n---\n# The old mill\n\n"
    found = read(f"{untitled}{PROSE}\n\n{PROSE}")
    assert (found.title, found.published, found.url) == ("The old mill", None, "https://paper.example/mill")


@pytest.mark.parametrize(
    "top",
    [
        "---\nNote: the mill is old.\nAnswer: it stays.\n---",  # no field that programs write
        "---\ntitle: one field only\n---",
        f"---\ntitle: The mill\nauthor: Ann Lee\n\n{PROSE}",  # no end
        f"---\ntitle: The mill\n{PROSE}\nauthor: Ann Lee\n---",  # prose in it
    ],
)
def test_what_is_no_front_matter(top: str) -> None:
    assert all(gone.rule != "front-matter" for gone in clean(f"{top}\n\n{PROSE}", content_type="text/plain").removed)


def test_the_address_that_jina_reader_names() -> None:
    header = "Title: The mill\n\nURL Source: https://paper.example/mill\n\nMarkdown Content:"
    assert read(f"{header}\n{PROSE}\n\n{PROSE}").url == "https://paper.example/mill"
