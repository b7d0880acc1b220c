"""Plain text of further kinds: manuals, tables in Markdown, pages in Chinese, browsers that centre the headline."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.read.text import read_text
from tests.judge.test_dumps import PROSE, TITLE


def cleaned(text: str) -> str:
    return clean(text, content_type="text/plain").text


@pytest.mark.parametrize(
    "sentence",
    [
        "An image without words is shown as [IMG] or as the name of its file, and a button as (BUTTON).",
        "Write [INLINE] where the small picture should stand in the line.",
        'The browser wrote "[EMBED]" below each of the three films of the bells.',
    ],
)
def test_marks_stay_where_a_sentence_speaks_of_them(sentence: str) -> None:
    assert sentence in cleaned("\n\n".join([TITLE, PROSE[0], sentence, *PROSE[1:]]))


@pytest.mark.parametrize(
    "line", ["[IMG] The tower in 1480", "(BUTTON) Play the bells", "The tower [IMG] Photo: Ann Lee"]
)
def test_other_marks_go(line: str) -> None:
    found = cleaned("\n\n".join([TITLE, PROSE[0], line, *PROSE[1:]]))
    assert "[IMG]" not in found
    assert "BUTTON" not in found


@pytest.mark.parametrize("line", ["port = 80", "<<<<<<< HEAD", "listen.backlog=5"])
def test_settings_over_a_rule_are_no_headings(line: str) -> None:
    text = f"{TITLE}\n\n{PROSE[0]}\n\n{line}\n=======\nroot = /srv\n\n{PROSE[1]}\n\n{PROSE[2]}"
    assert f"{line}\n=======\n" in cleaned(text)


def test_a_setting_over_a_rule_of_its_length_is_a_heading() -> None:
    text = "\n\n".join([TITLE, PROSE[0], "port = 80\n=========", *PROSE[1:]])
    assert cleaned(text) == "\n\n".join([TITLE, PROSE[0], "port = 80", *PROSE[1:]])


@pytest.mark.parametrize(
    "block", ["    ropes = [\n        'tenor',\n    ]", "rope --> bell\n          |\n          v\n tower"]
)
def test_code_is_no_title(block: str) -> None:
    text = "\n\n".join([PROSE[0], block, *PROSE[1:]])
    assert clean(text, content_type="text/plain").title is None


def test_a_heading_over_a_rule_stays_one() -> None:
    text = f"{TITLE}\n\n{PROSE[0]}\n\nThe ring\n========\n\n{PROSE[1]}\n\n{PROSE[2]}"
    assert "\n\nThe ring\n\n" in cleaned(text)


MANUAL = """RINGER(1)                  User Commands                  RINGER(1)

NAME
       ringer - ring a method on bells

DESCRIPTION
       ringer reads a method from a file and rings it, one change after
       another, on the bells that are attached to the port. It waits for
       a second between two changes.
"""


def test_a_manual_names_other_manuals() -> None:
    text = f"{MANUAL}\nSEE ALSO\n       bell(4), rope(5), tower(7)\n\nAUTHOR\n       Ann Lee.\n"
    assert "SEE ALSO\nbell(4), rope(5), tower(7)\n\nAUTHOR\nAnn Lee." in cleaned(text)


def test_other_lines_below_see_also_go() -> None:
    text = "\n\n".join([TITLE, *PROSE, "See also", "Nine towers of the coast", "A day with the ringers"])
    assert cleaned(text) == "\n\n".join([TITLE, *PROSE])


TABLE = """<table>
<thead>
<tr><th>Bell</th><th>Weight</th></tr>
</thead>
<tr>
<td>Tenor</td>
<td><b>812</b> kg &amp; a half</td>
</tr>
</table>"""


def test_tables_of_html_in_markdown_become_rows() -> None:
    text = f"# {TITLE}\n\n{PROSE[0]} See [the list](https://tower.example/list).\n\n{TABLE}\n\n{PROSE[1]}\n\n{PROSE[2]}"
    assert "\n\nBell\tWeight\nTenor\t812 kg & a half\n\n" in cleaned(text)


def test_tables_that_lay_out_a_page_become_its_text() -> None:
    body = "".join(f"<p>{part}</p>\n" for part in PROSE)
    menu = '<a href="/">Home</a><br />\n<a href="/shop">Shop</a>'
    inner = TABLE.replace("\n<td>", "<td>")
    cell = f'<h1 id="top">{TITLE}</h1>\n{body}<h2>Bells</h2>\n<ul>\n<li>Tenor</li>\n</ul>\n{inner}'
    text = f'<table width="100%">\n<tr>\n<td>{menu}</td>\n<td>{cell}</td>\n</tr>\n</table>'
    found = read_text(text).blocks
    assert [block.text for block in found] == [
        "Home", "Shop", TITLE, *PROSE, "Bells", "Tenor", "Bell\tWeight", "Tenor\t812 kg & a half",
    ]  # fmt: skip
    assert [block.kind for block in found[-4:]] == ["heading", "item", "table", "table"]


@pytest.mark.parametrize("before", [f"```html\n{TABLE}\n```", "<table> begins a table; it has no end here."])
def test_other_tables_of_html_stay(before: str) -> None:
    text = f"# {TITLE}\n\n{PROSE[0]}\n\n{before}\n\n{PROSE[1]}\n\n{PROSE[2]}"
    assert "<table>" in cleaned(text)


PAGES = [
    "市议会周二投票决定恢复夜间渡轮，此时距离夜间渡轮因预算削减而停航已经过去了整整九年，八名议员投了赞成票，三名",
    "投了反对票。渡轮将在晚上十一点至凌晨五点之间每四十分钟开出一班，周末还会再加两班。",
    "运营商还保留着四艘旧船中的两艘，并表示需要到三月才能完成船员培训和码头的粉刷。",
]


@pytest.mark.parametrize("head", ["海港年鉴 第{}页", "第 {} 頁", "第{}页 海港年鉴"])
def test_pages_counted_in_chinese_go(head: str) -> None:
    pages = [f"{head.format(nth)}\n\n{page}" for nth, page in enumerate(PAGES, 1)]
    assert "".join(cleaned("\n\f".join(pages)).split()) == "".join(PAGES)


def test_numbers_of_chinese_pages_go_without_page_breaks() -> None:
    text = "\n\n".join(["夜间渡轮", PAGES[1], "第1页 共2页", PAGES[2], "第2页 共2页", PAGES[1][:-1] + "，直到秋天。"])
    assert "共2页" not in cleaned(text)


@pytest.mark.parametrize("width", [78, 80])
def test_the_centred_headline_of_a_browser_is_the_title(width: int) -> None:
    menu = "\n".join(f"     * {word}" for word in ("Home", "Towers", "Shop", "Log in"))
    body = "\n\n".join(f"   {part[:60]}\n   {part[60:]}" for part in PROSE)
    text = f"   Ringers\n{menu}\n\n{TITLE.center(width).rstrip()}\n\n   By Ann Lee\n\n{body}\n"
    article = clean(text, content_type="text/plain")
    assert article.title == TITLE
    assert article.text.startswith(TITLE)


@pytest.mark.parametrize("line", [" " * 12 + TITLE, " " * 30 + "* * *"])
def test_other_indented_lines_are_no_headlines(line: str) -> None:
    text = "\n\n".join(
        ["The ring of six", *(f"   {part}" for part in PROSE[:2]), line, *(f"   {part}" for part in PROSE[2:])]
    )
    assert "# " not in cleaned(text)
    assert clean(text, content_type="text/plain").title == "The ring of six"


def test_permalinks_behind_headings_go() -> None:
    text = f"{TITLE}¶\n\n{PROSE[0]}\n\nHistory¶\n\n{PROSE[1]}\n\nThe ring¶\n\n{PROSE[2]}"
    found = cleaned(text)
    assert "¶" not in found
    assert "\n\nHistory\n\n" in found


def test_a_single_mark_of_a_paragraph_stays() -> None:
    assert "see ¶" in cleaned("\n\n".join([TITLE, *PROSE, "For the rhyme on the tenor, see ¶"]))


def test_cards_of_html2text_are_lines_without_marks() -> None:
    picture, end = "[ ![A tower](https://tower.example/{0}.jpg?w=2)", "](https://tower.example/{0})"
    card = f"  * {picture}\n\nA tower of {{0}}\n    Nine bells in the north {end}"
    cards = "\n".join(card.format(word) for word in ("stone", "brick", "wood", "iron"))
    found = cleaned(f"# {TITLE}\n\n{cards}\n\n" + "\n\n".join(PROSE))
    assert not any(mark in found for mark in ("](", "[ ", "]"))


@pytest.mark.parametrize(
    "row", ["<td><h3>{}</h3></td><td>812 kg</td>", f"<th>{{}}</th><td><p>{PROSE[0]}</p><p>Old</p></td>"]
)
def test_a_table_of_data_stays_one(row: str) -> None:
    rows = "".join(f"<tr>{row.format(name)}</tr>\n" for name in ("Tenor", "Treble"))
    found = read_text(f"# {TITLE}\n\nSee [it](/list).\n\n<table>\n{rows}</table>\n\n{PROSE[1]}").blocks[2:4]
    assert [block.text.split("\t")[0].split()[0] for block in found] == ["Tenor", "Treble"]
    assert not any(block.kind == "heading" for block in found)


def test_a_table_around_code_becomes_what_is_in_its_cells() -> None:
    code = ["```python\nfor bell in bells:\n    ring(bell)  # <td>\n```", "```python\nring(*bells)\n```"]
    cells = "\n".join(f"<td>\n\n**Tower {nth}**\n\n{part}\n\n</td>" for nth, part in enumerate(code))
    text = f"# {TITLE}\n\n{PROSE[0]} See [it](/list).\n\n<table>\n<tr>\n{cells}\n</tr>\n</table>\n\n{PROSE[1]}"
    found = read_text(text).blocks
    assert [(block.kind, block.text) for block in found[2:-1]] == [
        ("paragraph", "Tower 0"), ("code", code[0]), ("paragraph", "Tower 1"), ("code", code[1]),
    ]  # fmt: skip


@pytest.mark.parametrize("slash", ["\\", "\\\\", " \\\\"])
@pytest.mark.parametrize("mark", ["- ", ""])
def test_cards_of_firecrawl_are_lines_without_marks(mark: str, slash: str) -> None:
    lines = f"{slash}\n{slash.strip()}\n".join(
        ["![A tower](/{0}.jpg)", "**A tower of {0}**", "Nine bells in the north"]
    )
    cards = ("\n" if mark else " ").join(f"{mark}[{lines.format(word)}](/{word})" for word in ("stone", "wood"))
    found = read_text(f"# {TITLE}\n\n{cards}\n\n" + "\n\n".join(PROSE)).blocks[1:5]
    assert [block.text for block in found] == [
        "A tower of stone", "Nine bells in the north", "A tower of wood", "Nine bells in the north",
    ]  # fmt: skip
    assert [span.value for block in found for span in block.spans] == ["/stone", "/stone", "/wood", "/wood"]


@pytest.mark.parametrize("title", [TITLE, "Bells"])
def test_a_card_names_neither_the_title_nor_the_author_of_the_text(title: str) -> None:
    card = "[**A tower of wood**\\\\\n\\\\\nBy Bo Ek](https://tower.example/wood)"
    found = clean(f"# {title}\n\n" + "\n\n".join([*PROSE, card]))
    assert (found.authors, found.title in (title, None)) == ((), True)
    assert clean(f"# {TITLE}\n\nBy Ann Lee\n\n" + "\n\n".join([*PROSE, card])).authors == ("Ann Lee",)


def test_other_breaks_in_markdown_stay() -> None:
    code = "```sh\nring \\\n  --all \\\n\\\n  tenor\n```"
    text = f"# {TITLE}\n\n{PROSE[0]} See [the list](https://tower.example/list).\n\n{code}\n\n{PROSE[1]}\n\n{PROSE[2]}"
    assert code in cleaned(text)


def test_calls_of_code_in_markdown_stay_code() -> None:
    code = "    rows = load(names[0](path))\n    for row in rows:\n        ring(row)"
    text = f"# {TITLE}\n\n{PROSE[0]} See [the list](https://tower.example/list).\n\n{code}\n\n{PROSE[1]}\n\n{PROSE[2]}"
    assert code in cleaned(text)


DRAWINGS = [
    """   +--------+      +-------+
   | ringer | ---> | tower |
   +--------+      +-------+
        |              ^
        v              |
   +--------+          |
   | tenor  | ---------+
   +--------+""",
    """      North
        ^
        |
West <--+--> East
        |
        v
      South""",
    "  tower\n  /   \\\n /     \\\nrope   bell",
]


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_diagram_keeps_its_columns(drawing: str) -> None:
    assert drawing in cleaned("\n\n".join([TITLE, PROSE[0], drawing, *PROSE[1:]]))


@pytest.mark.parametrize(
    "lines", ["  * About us\n  * |\n  * Contact\n  * |\n  * Shop", "a| b|\n---|---|---\n |  |\n---|---|---"]
)
def test_bars_between_links_and_in_tables_are_no_diagram(lines: str) -> None:
    article = clean("\n\n".join([TITLE, PROSE[0], lines, *PROSE[1:]]), content_type="text/plain")
    assert not any(block.kind == "code" for block in article.blocks)
    assert not any(lines == removal.text for removal in article.removed)


GRID = "+-------+--------+\n| Bell  | Weight |\n+=======+========+\n| Tenor | 812 kg |\n+-------+--------+"


@pytest.mark.parametrize("table", [GRID, f"Table 1: the ring\n{GRID}"])
def test_a_table_with_borders_is_no_diagram(table: str) -> None:
    assert "Bell\tWeight\nTenor\t812 kg" in cleaned("\n\n".join([TITLE, PROSE[0], table, *PROSE[1:]]))


@pytest.mark.parametrize(
    "head",
    [
        "Hafenbote vom 02.03.2024\nRessort: Lokales, Seite 3",
        "Le Courrier du port\nsamedi 2 mars 2024 - p. 3",
        "The Ellery Courier\nMarch 2, 2024, page 12, 512 words",
    ],
)
def test_the_title_is_below_paper_day_and_page(head: str) -> None:
    article = clean("\n\n".join([head, TITLE, *PROSE]), content_type="text/plain")
    assert article.title == TITLE
    assert (article.published or "").startswith("2024-03-02")


@pytest.mark.parametrize("below", ["A report on page 3", "by Ann Lee, 2 March 2024"])
def test_the_title_stays_the_first_line_without_a_page_or_a_day(below: str) -> None:
    text = "\n\n".join([f"{TITLE}\n{below}", "The towers of the north coast", *PROSE])
    assert clean(text, content_type="text/plain").title == TITLE


def linked(*titles: str) -> str:
    return "\n".join(f"  * [{title}](https://tower.example/{nth})" for nth, title in enumerate(titles))


MENU = ("Home of the ringers", "Towers and churches", "Shop for ropes", "Log in here", "A letter each month")


@pytest.mark.parametrize("place", ["above", "below"])
def test_lines_that_are_links_go_around_the_text(place: str) -> None:
    parts = [linked(*MENU), f"# {TITLE}", *PROSE] if place == "above" else [f"# {TITLE}", *PROSE, linked(*MENU)]
    assert cleaned("\n\n".join(parts)) == "\n\n".join([TITLE, *PROSE])


def test_links_in_the_text_stay() -> None:
    own = "[The rhyme on the tenor](https://tower.example/rhyme) is by the widow, who wrote others as well."
    text = "\n\n".join([f"# [{TITLE}](https://tower.example/)", *PROSE[:2], own, linked(*MENU[:2]), *PROSE[2:]])
    found = cleaned(text)
    assert TITLE in found
    assert "The rhyme on the tenor is by the widow" in found
    assert MENU[0] in found


@pytest.mark.parametrize(
    "lead",
    [
        "## Works cited",
        "**Références**",
        "## Einzelnachweise",
        "Литература:",
        "These are the four towers that you can reach on foot from the station:",
        "Von hier aus erreicht man zu Fuß die folgenden Türme：",
    ],
)
def test_links_that_the_text_leads_to_stay(lead: str) -> None:
    names = ("The ropes of the tenor", "A ring of eight", "Bells in winter")
    found = cleaned("\n\n".join([f"# {TITLE}", *PROSE, lead, linked(*names)]))
    assert all(name in found for name in names)


@pytest.mark.parametrize(
    "lead", ["## More of the tower", "Read more:", "[These are the towers that we have:](/towers)"]
)
def test_links_below_other_lines_go(lead: str) -> None:
    assert MENU[1] not in cleaned("\n\n".join([f"# {TITLE}", *PROSE, lead, linked(*MENU)]))


def test_links_with_marks_of_notes_stay() -> None:
    notes = [
        f"[{nth}] [{name}](https://books.example/{nth})" for nth, name in enumerate(("Ropes", "Bells", "Towers"), 1)
    ]
    found = cleaned("\n\n".join([f"# {TITLE}", *PROSE, *notes]))
    assert all(note in found for note in ("[1] Ropes", "[2] Bells", "[3] Towers"))


@pytest.mark.parametrize("marks", [("1.", "2.", "3."), ("10:30", "11:15", "12:00")])
def test_numbered_links_below_the_text_stay(marks: tuple[str, ...]) -> None:
    names = ("The ropes of the tenor", "A ring of eight", "Bells in winter")
    lines = [
        f"{mark} [{name}](https://tower.example/{nth})"
        for nth, (mark, name) in enumerate(zip(marks, names, strict=True))
    ]
    found = cleaned("\n\n".join([f"# {TITLE}", *PROSE, *lines]))
    assert all(name in found for name in names)


def test_links_to_files_below_a_heading_stay() -> None:
    files = [
        f"[{name}](https://tower.example/{nth}.pdf)" for nth, name in enumerate(("Order of the bells", "Rules", "Map"))
    ]
    found = cleaned("\n\n".join([f"# {TITLE}", *PROSE, "## Downloads", *files]))
    assert "Order of the bells" in found
    assert "Map" in found


def test_links_before_the_last_sentence_stay() -> None:
    lists = ["## On foot", linked("The ropes of the tenor", "A ring of eight"), "## By boat", linked("Bells in winter")]
    end = "The towers are closed in the winter, from the first frost until the ringers come back."
    found = cleaned("\n\n".join([f"# {TITLE}", *PROSE, *lists, "## When", end]))
    assert "A ring of eight" in found
