"""The headline of a text dump of a whole page, below menus that are longer than the top of a text."""

from __future__ import annotations

import pytest

from cleaner.read.metadata import read_metadata
from cleaner.read.metadata.metadata import Metadata
from cleaner.read.text import read_text

PROSE = "The old mill on the quay has stood empty since the war, and on Monday the council sold it to builders."
MORE = "The firm will turn it into flats and open the ground floor to the public, said the mayor of the town on Friday."
MENU = "\n".join(f"Section number {nth} of the paper" for nth in range(70))
HEADLINE = "Old mill on the quay sold to builders who plan flats"


def read(text: str) -> Metadata:
    return read_metadata(read_text(text), "")


@pytest.mark.parametrize("tail", ["", " | The Courier", " - News - The Courier"])
@pytest.mark.parametrize("between", ["", "Ann Bell\n3 May\nListen\n", f"{HEADLINE}\n"])
def test_the_title_of_the_document_comes_back_above_the_text(tail: str, between: str) -> None:
    found = read(f"{HEADLINE}{tail}\n{MENU}\n{HEADLINE}\n{between}{PROSE}\n{MORE}")
    assert found.title == HEADLINE


def test_the_title_of_the_document_in_a_script_without_spaces() -> None:
    line = "旧磨坊将改建成公寓楼"
    text = "河边的磨坊已经很久没有人住了，市议会星期一把它卖给了一家建筑公司，公司打算把它改建成公寓。" * 3
    found = read(f"{line}_海港日报\n{MENU}\n{line}\n{text}\n{text}")
    assert (found.title, found.provenance["title"]) == (line, "text:document-title")


@pytest.mark.parametrize(
    "first",
    [
        "The Courier",  # the name of the site, which the menu repeats
        "The Courier of the Hills",
        "Advertisement",
    ],
)
def test_the_name_of_the_site_is_no_headline(first: str) -> None:
    title = read(f"{first}\n{MENU}\n{first}\n{MENU}\n{HEADLINE}\n{PROSE}\n{MORE}").title
    assert title == HEADLINE


def test_a_line_whose_words_the_text_repeats_is_the_headline() -> None:
    found = read(f"{MENU}\nThe Courier\n{HEADLINE}\nBy Ann Bell of Hill Street\n3 May\n{PROSE}\n{MORE}")
    assert (found.title, found.provenance["title"]) == (HEADLINE, "text:above-text")


@pytest.mark.parametrize(
    "line",
    [
        "Weather and traffic in the region",  # said nowhere in the text
        "Why has the old mill stood empty since the war?",  # a subheading
        "The old mill on the quay stood empty © Ann Bell",  # a caption
        "The old mill on the quay has stood empty since the war.",
    ],
)
def test_other_lines_above_the_text_are_no_headline(line: str) -> None:
    assert read(f"{MENU}\n{line}\n{PROSE}\n{MORE}").title is None


def test_a_subheading_of_a_text_that_begins_near_the_top_is_no_headline() -> None:
    assert read(f"{PROSE}\n{MORE}\n{MENU}\n{HEADLINE}\n{PROSE}\n{MORE}").title is None


def test_below_the_title_of_the_document_the_headline_is_similar() -> None:
    said = "The old mill on the quay is sold: the builders want flats | The Courier"
    other = "The builders, the mayor, the council and the town"
    alike = "Old mill on the quay sold to builders of flats"
    assert read(f"{said}\n{MENU}\n{alike}\n{PROSE}\n{MORE}").title == alike
    assert read(f"{said}\n{MENU}\n{other}\n{PROSE}\n{MORE}").title is None


@pytest.mark.parametrize("mark", ["-", "+", "*"])
def test_an_item_is_no_headline(mark: str) -> None:
    assert read(f"{HEADLINE} | The Courier\n{MENU}\n{mark} {HEADLINE}\n{PROSE}\n{MORE}").title != f"{mark} {HEADLINE}"


def test_authors_and_dates_are_near_the_headline() -> None:
    far = f"{HEADLINE} | The Courier\nBy Eva Horn\n1 May 2023\n{MENU}\n"
    found = read(f"{far}{HEADLINE}\nBy Ann Bell\n3 May 2024\n{PROSE}\n{MORE}")
    assert (found.authors, found.published) == (("Ann Bell",), "2024-05-03")
    found = read(f"{far}{HEADLINE}\n{PROSE}\n{MORE}")
    assert (found.authors, found.published) == ((), None)


@pytest.mark.parametrize("first", [HEADLINE, "Mills", "=====\nMills\n====="])
def test_only_fields_part_the_title_from_the_first_section(first: str) -> None:
    text = f"{first}\n\n:Author: Ann Bell\n:Date: 2024-05-03\n\nIntroduction\n============\n\n{PROSE}\n\n{MORE}"
    found = read(text)
    assert (found.title, found.authors, found.published) == (first.strip("=\n"), ("Ann Bell",), "2024-05-03")
    assert read(f"The Courier\n\nAbout us\n\n# {HEADLINE}\n\n{PROSE}\n\n{MORE}").title == HEADLINE


@pytest.mark.parametrize("day", ["4 March 2024", "4 March 2024, 10:15"])
def test_a_day_above_the_byline_is_no_title(day: str) -> None:
    found = read(
        f"Mills by night\n\n{day}\nBy Ann Bell\n\nThe mill was dark.\n\nNobody came.\n\nRelated articles\nStorm"
    )
    assert (found.title, found.authors, found.published) == ("Mills by night", ("Ann Bell",), "2024-03-04")
    lines = "夜间渡轮恢复运营\n\n2024年3月4日 10:15\n作者：李安\n\n委员会决定恢复。\n\n相关新闻\n风暴"
    assert (read(lines).title, read(lines).published) == ("夜间渡轮恢复运营", "2024-03-04")


SITE_MENU = "\n".join(("Home", "Politics", "Business", "Sport", "Culture", "Opinion"))


@pytest.mark.parametrize(
    "top", ["The Courier", "The Courier\nSearch Subscribe Log in", "Skip to the main text The Courier of the Hills"]
)
def test_the_name_above_the_menu_of_a_site_is_no_headline(top: str) -> None:
    title = "Mill sold to builders"
    document = read_text(f"{top}\n{SITE_MENU}\n\n{title}\n\n3 May\n\n{PROSE}\n\n{MORE}\n\nAll rights reserved")
    last = len(document.blocks) - 1
    assert read_metadata(document, "", chrome={last: "legal"}).title == title


@pytest.mark.parametrize("top", ["The Courier, 3 May 2024, page 7", "The Courier\nNews, 3 May 2024 532 words, p. 7"])
def test_the_line_below_paper_day_and_page_is_the_headline(top: str) -> None:
    found = read(f"{top}\n\nMill sold to builders\n\nBy Ann Bell\n\n{PROSE}\n\n{MORE}")
    assert (found.title, found.published) == ("Mill sold to builders", "2024-05-03")


@pytest.mark.parametrize("top", ["The Courier, 3 May 2024", "The Courier, page 7"])
def test_other_lines_above_a_headline(top: str) -> None:
    assert "text:fields" not in read(f"{top}\n\nMill sold to builders\n\n{PROSE}\n\n{MORE}").provenance.values()
