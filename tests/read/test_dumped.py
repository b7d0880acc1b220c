"""Plain text: the marks of pandoc, jusText, crawl4ai, AsciiDoc, wikis and text browsers."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.read.text import read_text

PROSE = [
    "The weir at Corrin was built in 1911 to keep the mill wheel turning, and it has outlived the mill by years.",
    "In spring the eels come up, and the keeper of the weir lets them by without writing anything down at all.",
    "He was asked by the council to count them for nine years, and he has answered each letter with an eel.",
]


def texts(text: str) -> list[str]:
    return [block.text for block in read_text(text).blocks]


def test_fenced_divs_and_attributes_go() -> None:
    text = (
        f":::: {{#page .site}}\n# Eels return {{#post-1 .title}}\n\n::: entry\n{PROSE[0]}\n:::\n\n"
        f"[{PROSE[1]}]{{.lead}}\n\n[Map](/map){{.button .big}} {PROSE[2]}\n::::\n"
    )
    assert texts(text) == ["Eels return", PROSE[0], PROSE[1], f"Map {PROSE[2]}"]


@pytest.mark.parametrize(
    "line",
    ["::: is the mark of a block.", "The set {.x} is empty.", "```\n::: {.note}\n== x ==\n(BUTTON)\n```", "a ::: b"],
)
def test_what_is_no_mark_of_these_stays(line: str) -> None:
    text = f"# Eels {{#eels}}\n\n[IMG] {PROSE[0]}\n\n== Counts ==\n\n{line}\n\n{PROSE[1]}"
    assert [
        one for one in line.removeprefix("```\n").removesuffix("\n```").split("\n") if one in "\n".join(texts(text))
    ]


def test_tags_of_paragraphs_go() -> None:
    article = clean(f"<h> Eels return\n<p> {PROSE[0]}\n<p> {PROSE[1]}\n", content_type="text/plain")
    assert (article.title, article.text) == ("Eels return", f"Eels return\n\n{PROSE[0]}\n\n{PROSE[1]}")
    assert texts(f"<p> is a tag.\n{PROSE[0]}")[0] == "<p> is a tag."


def test_numbers_of_crawled_links_and_their_list_go() -> None:
    listed = "⟨1⟩ https://m.example/: The Mill\n⟨2⟩ https://m.example/eels: eels"
    text = (
        f"The Mill⟨1⟩\n# Eels return\n{PROSE[0]}\nThe eels⟨2⟩ come. {PROSE[1]}\n{PROSE[2]}\n## References\n{listed}\n"
    )
    article = clean(text, content_type="text/plain")
    assert f"The eels come. {PROSE[1]}" in article.text
    assert "⟨" not in article.text
    assert "m.example" not in article.text
    assert "⟨1⟩" in clean(f"{PROSE[0]} ⟨1⟩\n\n{PROSE[1]}", content_type="text/plain").text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"= Eels\nAnn Lee\n:toc:\n:date: 2024\n\n== Counts\n\n{PROSE[0]}",
         ["Eels", "Ann Lee", "date: 2024", "Counts", PROSE[0]]),
        (f"Eels\n\n== Counts ==\n\n{PROSE[0]}\n\n=== More ===\n\n{PROSE[1]}",
         ["Eels", "Counts", PROSE[0], "More", PROSE[1]]),
        (f"====\nEels\n====\n\n:Author: Ann Lee\n:Date: 2024\n\n{PROSE[0]}",
         ["Eels", "Author: Ann Lee", "Date: 2024", PROSE[0]]),
        (f"Eels\n\n:wave: {PROSE[0]}", ["Eels", f":wave: {PROSE[0]}"]),
        (f"Eels\n\na == b\n\n{PROSE[0]}", ["Eels", "a == b", PROSE[0]]),
    ],
)  # fmt: skip
def test_headings_and_fields_of_other_marks(text: str, expected: list[str]) -> None:
    assert [one for one in texts(text) if one.strip("=")] == expected


def test_marks_of_images_and_buttons_go() -> None:
    text = f"[IMG]\n\nEels return\n\n(BUTTON) Share\n\n[weir.jpg]\n{PROSE[0]}\n\n[INLINE] {PROSE[1]} [see weir.jpg]"
    said = "\n".join(texts(text))
    assert not any(mark in said for mark in ("[IMG]", "(BUTTON)", "[weir.jpg]", "[INLINE]"))
    assert f"{PROSE[1]} [see weir.jpg]" in said
    assert "Open [weir.jpg] in the folder." in texts("[IMG]\n\nOpen [weir.jpg] in the folder.")
    assert "[weir.jpg](/weir.jpg)" not in "\n".join(texts(f"{PROSE[0]} [weir.jpg](/weir.jpg)"))


def test_numbers_in_order_go_without_their_list() -> None:
    text = f"[1]Home [2]News [3]Sport\n\nEels return\n\nBy [4]Ann Lee\n\n{PROSE[0]}\n\n[5]Imprint [6]Privacy"
    assert texts(text)[0] == "Home | News | Sport"
    assert clean(text, content_type="text/plain").authors == ("Ann Lee",)


@pytest.mark.parametrize("numbers", [(1, 2, 2, 3, 4), (1, 3, 5, 7, 9), (1, 2, 3, 4)])
def test_other_numbers_in_brackets_stay(numbers: tuple[int, ...]) -> None:
    text = "Eels return\n\n" + "\n\n".join(f"See [{number}]Lee. {PROSE[0]}" for number in numbers)
    assert all(f"[{number}]" in "\n".join(texts(text)) for number in numbers)


def test_tags_in_markdown_go() -> None:
    text = (
        f'<p align="center">\n  <img src="/weir.jpg" alt="weir"/>\n</p>\n\n# Eels\n\n{PROSE[0]}<br>\n[map](/map)\n\n'
        f"<!-- ad -->\n<b>Note</b> {PROSE[1]}\n\n```\n<div>\n```\n\nThe tag <div> stays.\n"
    )
    assert texts(text)[0] == "Eels"
    said = "\n".join(texts(text))
    assert f"Note {PROSE[1]}" in said
    assert "```\n<div>\n```" in said
    assert "The tag <div> stays." in said
    assert not any(mark in said for mark in ("<p", "<img", "</p>", "<!--", "<b>"))
    assert texts(f"Eels\n\n<div>\n\n{PROSE[0]}")[1] == "<div>"


def test_menus_between_gaps_get_bars() -> None:
    assert texts(f"Home   News   Sport   Log in\n\nEels return\n\n{PROSE[0]}")[0] == "Home | News | Sport | Log in"
    assert texts(f"Eels   and 3   other   fish\n\n{PROSE[0]}")[0] == "Eels and 3 other fish"


def test_codes_of_fields_are_read() -> None:
    head = "SE  News\nHD  Eels return\nBY  By Ann Lee\nWC  61 words\nPD  2 May 2024\nLA  English\n"
    text = f"{head}LP  {PROSE[0]}\nTD\n\n{PROSE[1]}\n\nAN  Document MILL1\n"
    article = clean(text, content_type="text/plain")
    assert (article.title, article.authors, article.published) == ("Eels return", ("Ann Lee",), "2024-05-02")
    assert article.text.endswith("\n\n".join(PROSE[:2]))
    assert texts(f"HD  is a code.\n\n{PROSE[0]}")[0] == "HD is a code."


def test_addresses_that_are_parted_at_hyphens_become_whole() -> None:
    text = (
        f"# Eels\n\n{PROSE[0]} See the [map](https://m.example/weirs-\nof-corrin-and-\nof-aldwick) of it.\n\n{PROSE[1]}"
    )
    blocks = read_text(text).blocks
    assert blocks[1].text == f"{PROSE[0]} See the map of it."
    assert [span.value for span in blocks[1].spans] == ["https://m.example/weirs-of-corrin-and-of-aldwick"]


def test_titles_in_the_list_of_addresses() -> None:
    listed = "1. The Mill\n\thttps://m.example/\n2. https://m.example/eels\n3. Eels\n\thttps://m.example/count"
    text = f"[1]Home\n\nEels return\n\n{PROSE[0]} See [3]the count.\n\n[2]Eels\n\nReferences\n\n{listed}\n"
    said = texts(text)
    assert said[:2] == ["Home", "Eels return"]
    assert "See the count." in said[2]


def test_long_rules_part_blocks_and_boxes_are_tables() -> None:
    assert texts(f"{PROSE[0]}\n----------\n{PROSE[1]}\n\n* * *\n\n{PROSE[2]}") == [*PROSE[:2], "* * *", PROSE[2]]
    box = "┌──────┬────┐\n│Corrin│1911│\n├──────┼────┤\n│Marlow│1930│\n└──────┴────┘"
    assert [block.text for block in read_text(f"Weirs\n\n{box}").blocks if block.kind == "table"] == [
        "Corrin\t1911", "Marlow\t1930",
    ]  # fmt: skip


def test_a_byte_order_mark_hides_no_mark() -> None:
    assert texts(f"\ufeff::: {{.a}}\n# Eels\n\n{PROSE[0]}\n:::") == ["Eels", PROSE[0]]


def test_signs_of_equality_that_mark_no_heading_stay() -> None:
    lines = ["=> 42 eels", "=7", "=a=b"]
    log = "=== RUN   TestEels\n--- PASS: TestEels\n=== RUN   TestWeir\n--- PASS: TestWeir"
    assert "".join(texts(log)).count("=== RUN") == 2
    assert texts(f"Eels\n\n== Counts ==\n\n{PROSE[0]}\n\n" + "\n\n".join(lines))[3:] == lines


def test_numbers_of_notes_stay_where_no_spaces_part_the_words() -> None:
    said = "堰的历史[1]表明，沙子[2]来自河流，泥土[3]来自海洋，黏土[4]来自风暴，壤土[5]来自山上。"
    assert texts(said) == [said]
    books = [f"[{nth}]王芳. 堰[M]. 北京, 19{nth}1." for nth in range(1, 7)]
    assert texts("参考文献\n\n" + "\n".join(books))[1:] == books


def test_words_in_brackets_below_a_sentence_stay() -> None:
    text = (
        f"Eels\n\n{PROSE[0]}\n\n[Applause]\n\n{PROSE[1]}\n\n[Applause]\n\nCounts\n[edit]\n\n{PROSE[2]}\n\nMore\n[edit]"
    )
    assert texts(text) == ["Eels", PROSE[0], "[Applause]", PROSE[1], "[Applause]", "Counts", PROSE[2], "More"]
