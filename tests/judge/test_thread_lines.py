"""Threads of comments in rows of data tables, in plain text, without names: they go, and what is built alike stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from cleaner import clean
from cleaner.article import Article
from cleaner.config import Config
from cleaner.judge.spread import spread
from cleaner.read.html import read_html
from cleaner.read.text import read_text
from tests.thread_pages import COMMENTS, HEADS, REPLY, STORIES, Comment, article

FIELD = Config.model_validate({"clean": {"comments": "field"}})
Markup = Callable[[str, Sequence[Comment]], str]


def headed(language: str, inside: str) -> str:
    return f"<h3>{HEADS[language]}</h3><table>{inside}</table>"


def beside(language: str, comments: Sequence[Comment]) -> str:
    return headed(language, "".join(f"<tr><td><b>{n}</b><br>{t}</td><td>{x}</td></tr>" for n, t, x in comments))


def below(language: str, comments: Sequence[Comment]) -> str:
    rows = "".join(f"<tr><td>{n}</td><td>{t}</td></tr><tr><td colspan=2>{x}</td></tr>" for n, t, x in comments)
    return headed(language, rows)


def columns(language: str, comments: Sequence[Comment]) -> str:
    rows = "".join(f"<tr><td>{n}</td><td><p>{t}</p></td><td><p>{x}</p></td></tr>" for n, t, x in comments)
    head = "<thead><tr><th>Name<th>Date<th>Text</tr></thead>"
    return f"<div class=comments>{headed(language, head + rows)}</div>"


def lines(_: str, comments: Sequence[Comment]) -> str:
    rows = "".join(f"<tr><td>{n}, {t}<br>{x}</td><td>+3</td></tr>" for n, t, x in comments)
    return f"<table class='comment-table'>{rows}</table>"


TABLES = {one.__name__: one for one in (beside, below, columns, lines)}


@pytest.mark.parametrize("place", ["below", "inside"])
@pytest.mark.parametrize("language", list(STORIES))
@pytest.mark.parametrize("markup", list(TABLES))
def test_a_thread_in_rows_goes(markup: str, language: str, place: str) -> None:
    said = COMMENTS[language]
    result = clean(article(language, **{place: TABLES[markup](language, said)}), config=FIELD)
    assert [text for row in said for text in row if text in result.text] == []
    assert all(paragraph in result.text for paragraph in STORIES[language])
    assert [one.text for one in result.comments] == [text for _, _, text in said]


def test_the_row_of_headings_goes_with_a_thread() -> None:
    assert "Name" not in clean(article("en", inside=columns("en", COMMENTS["en"]))).text


def nameless(language: str, comments: Sequence[Comment]) -> str:
    items = "".join(f"<div class=y><p>{x}</p><span>{t}</span> <a href=#>{REPLY[language]}</a></div>"
                    for _, t, x in comments)  # fmt: skip
    return f"<h3>{HEADS[language]}</h3><div class=z>{items}</div>"


def elements(_: str, comments: Sequence[Comment]) -> str:
    items = "".join(f"<app-comment><span>{n}</span><time>{t}</time><p>{x}</p></app-comment>" for n, t, x in comments)
    return f"<app-thread>{items}</app-thread>"


@pytest.mark.parametrize("language", list(STORIES))
@pytest.mark.parametrize("markup", [nameless, elements])
def test_a_thread_without_names_or_of_own_elements_goes(markup: Markup, language: str) -> None:
    result = clean(article(language, inside=markup(language, COMMENTS[language])))
    assert [text for _, _, text in COMMENTS[language] if text in result.text] == []
    assert all(paragraph in result.text for paragraph in STORIES[language])


TEXTS: dict[str, Markup] = {
    "a line each": lambda language, said: f"{HEADS[language]}\n\n" + "\n\n".join(
        f"{n}\n{t}\n{x}\n{REPLY[language]}" for n, t, x in said
    ),
    "name and time in a line": lambda language, said: f"{HEADS[language]}\n" + "\n".join(
        f"{n} · {t}\n{x}" for n, t, x in said
    ),
    "paragraphs without a heading": lambda language, said: "\n\n".join(
        f"{n}\n\n{t}\n\n{x}\n\n{REPLY[language]}" for n, t, x in said
    ),
    "items": lambda language, said: f"{HEADS[language]}\n" + "\n".join(f"- {n} ({t})\n{x}" for n, t, x in said),
    "signed": lambda language, said: f"{HEADS[language]}\n" + "\n".join(f"{x}\n{n}, {t}" for n, t, x in said),
}  # fmt: skip
TITLES = {"en": "Night ferries come back", "de": "Die Nachtfähren kommen zurück", "ru": "Ночные паромы возвращаются",
          "zh": "夜间渡轮恢复运行"}  # fmt: skip


def text_of(language: str, end: str) -> str:
    return "\n\n".join([TITLES[language], *STORIES[language], end]) + "\n"


@pytest.mark.parametrize("language", list(STORIES))
@pytest.mark.parametrize("form", list(TEXTS))
def test_a_thread_in_plain_text_goes(form: str, language: str) -> None:
    said = COMMENTS[language]
    result = clean(text_of(language, TEXTS[form](language, said)), content_type="text/plain")
    assert [text for row in said for text in row if text in result.text] == []
    assert all(paragraph in result.text for paragraph in STORIES[language])


def by_asides(result: Article) -> list[str]:
    return [gone.text for gone in result.removed if gone.judge == "asides"]


STORY = STORIES["en"]
EVENTS = [("Council votes", "3 May 2024"), ("Appeal filed", "9 May 2024"), ("Court rules", "12 June 2024")]
PLAIN_STAYS = {
    "the days in order": "\n\n".join(f"{day}\n{name}\n{STORY[n]}" for n, (name, day) in enumerate(EVENTS)),
    "an interview": "\n\n".join(f"What about 2019?\n\nIda Marsh: {said}" for said in STORY),
    "letters": "Letters to the editor\n\n" + "\n\n".join(
        f"{said}\n{name}, {time[:11]}" for said, (name, time, _) in zip(STORY, COMMENTS["en"], strict=True)
    ),
    "what is on": "\n\n".join(f"Harbour Concert {n}\n{n} May 2024, 20:00\n{said}" for n, said in enumerate(STORY, 3)),
    "a list of sources": "\n".join(f"- Marsh, Ida ({2010 + n}): On ferries, part {n}." for n in range(6)),
    "a log": "\n".join(f"2024-05-0{n} 09:1{n} Ida Marsh opened gate {n} and let the boat pass." for n in range(1, 7)),
}  # fmt: skip


@pytest.mark.parametrize("name", list(PLAIN_STAYS))
def test_plain_text_that_is_built_alike_stays(name: str) -> None:
    assert by_asides(clean(text_of("en", PLAIN_STAYS[name]), content_type="text/plain")) == []


def rows(*texts: Sequence[str], head: Sequence[str] = ()) -> str:
    top = f"<tr>{''.join(f'<th>{text}' for text in head)}</tr>" if head else ""
    body = "".join("<tr>" + "".join(f"<td>{text}" for text in row) + "</tr>" for row in texts)
    return f"<table>{top}{body}</table>"


SITES = [("Old pier", "3 May 2024", STORY[0]), ("New pier", "9 May 2024", STORY[1]), ("Mill", "12 May 2024", STORY[2])]
ROWS_STAY = {
    "a survey with remarks": rows(*SITES, head=("Place", "Date", "Comments")),
    "a table with a caption": rows(*SITES).replace("<table>", "<table><caption>Table 2. Comments of the office"),
    "versions": rows(*((f"Version 1.{n}", f"2024-05-0{n + 1}", STORY[n]) for n in range(3))),
    "a schedule": rows(*((f"{n}:30", "Ida Marsh", STORY[n]) for n in range(4)), head=("Time", "Speaker", "Talk")),
    "results": rows(*((f"{n} May 2024", f"Harbour {n} – Mill {n + 1}", f"{n}:{n + 1}") for n in range(6))),
}


@pytest.mark.parametrize("name", list(ROWS_STAY))
def test_tables_that_are_built_alike_stay(name: str) -> None:
    result = clean(article("en", inside=ROWS_STAY[name]))
    assert by_asides(result) == []


def test_lines_name_the_blocks_that_they_come_from() -> None:
    document = read_html(article("en", inside=columns("en", COMMENTS["en"][:2])))
    cut = spread(document)
    assert all(block.index == at for at, block in enumerate(cut.document.blocks))
    for at, block in zip(cut.origin, cut.document.blocks, strict=True):
        assert block.text in document.blocks[at].text
    assert not any(block.cells for block in cut.document.blocks)
    text = read_text("A title\n\nA line of text.\n")
    assert [block.text for block in spread(text).document.blocks] == [block.text for block in text.blocks]


@pytest.mark.parametrize("cell", ["3.5.2024", "<br>3.5.2024" * 2_000, "<b>Ida</b> 3.5.2024<br>" * 500])
def test_hostile_rows_end(cell: str) -> None:
    body = f"<table>{f'<tr><td>{cell}<td>Ida<td>says so' * (20_000 // len(cell) + 1)}</table>"
    assert clean(article("en", inside=body)).status
