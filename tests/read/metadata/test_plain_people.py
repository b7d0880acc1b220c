"""Plain text: authors, days and titles in lines that dumps of pages, saved mails and readers leave."""

from __future__ import annotations

import pytest

from tests.read.metadata.test_plain import PROSE, read

TITLE = "The eels return to the weir"
CHINESE = "水坝的看守人每天早上都会打开闸门，然后把水位记在一本没有人要看的书里，已经九年了。"


@pytest.mark.parametrize(
    "line",
    [
        "Posted on May 2, 2024 by Ann Lee",
        "May 2, 2024 by Ann Lee",
        "Posted on May 2, 2024 by Ann Lee in Rivers",
        "mill.example · by Ann Lee · May 2, 2024",
        "By Ann Lee <https://mill.example/ann>\nMay 2, 2024",
        "Ann Lee\n140 words\n2 May 2024",
        "Ann Lee·May 2, 2024·2 min read",
        "https://mill.example/eels\nThu, 02 May 2024 08:30:00 +0000\nAnn Lee",
        "Ann Lee\nAnn Lee\nMay 2, 2024",
    ],
)
def test_names_beside_days_and_times(line: str) -> None:
    found = read(f"{TITLE}\n\n{line}\n\n{PROSE}\n\n{PROSE}")
    assert (found.title, found.authors, (found.published or "")[:10]) == (TITLE, ("Ann Lee",), "2024-05-02")


@pytest.mark.parametrize(
    "line", ["Ann Lee\n2–3 minutes", "Ann Lee\n2 min read", "Ann Lee\n3–4 Minuten", "Ann Lee <ann@mill.example>"]
)
def test_names_above_other_details(line: str) -> None:
    assert read(f"{TITLE}\n{line}\n\n{PROSE}\n\n{PROSE}").authors == ("Ann Lee",)


@pytest.mark.parametrize(
    "line",
    [
        "Ann Lee\n12 Mill Street",
        "North Marlow\n2 min read",
        "Ann Lee\n2 May 2024\n\nAnn Lee was born at the weir, and she has never left it for more than a week.",
        "Closed on May 2, 2024 by the council",
    ],
)
def test_other_lines_name_nobody(line: str) -> None:
    assert read(f"{TITLE}\n\n{line}\n\n{PROSE}\n\n{PROSE}").authors == ()


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("AW: WG: The eels", "The eels"),
        ("RE: Fwd: [weirs] The eels", "The eels"),
        ("Tip: The eels", "Tip: The eels"),
    ],
)
def test_marks_of_replies_in_other_languages(subject: str, title: str) -> None:
    assert read(f"From: Ann Lee <ann@mill.example>\nSubject: {subject}\n\n{PROSE}").title == title


@pytest.mark.parametrize(
    ("below", "title"),
    [("# Eels: a count", "Eels: a count"), ("# Eels", "Eels: a count | The Mill"), ("", "Eels: a count | The Mill")],
)
def test_the_name_of_the_site_goes_if_a_heading_shows_the_title(below: str, title: str) -> None:
    head = "Title: Eels: a count | The Mill\n\nURL Source: https://mill.example/eels\n\nMarkdown Content:"
    assert read(f"{head}\n\n{below}\n\n{PROSE}\n\n[map](/map)").title == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"The Mill\n\n[News](/news) [Sport](/sport)\n\n# {TITLE}\n\n{PROSE}", TITLE),
        (f"Weirs of Marlow\n\n# Corrin\n\n{PROSE}\n\n# Aldwick\n\n{PROSE}", "Weirs of Marlow"),
        (f"mill.example\n{TITLE}\n\n{PROSE}\n\n{PROSE}", TITLE),
        (f"[logo]\n\n{TITLE}\n\n{PROSE}\n\n{PROSE}", TITLE),
        ("A concert at the weir\nSaturday, 4 May 2024\n\nSongs\n\nAnn Lee: The eels", "A concert at the weir"),
        ("水报\n登录\n注册\n鳗鱼回到水坝\n2024-05-02 08:30\n" + CHINESE * 2,
         "鳗鱼回到水坝"),
    ],
)  # fmt: skip
def test_headlines_below_other_lines(text: str, title: str) -> None:
    assert read(text).title == title
