"""Readers' comments as a field of the record, on request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cleaner import clean
from cleaner.config import Config, load_config
from cleaner.errors import ConfigError
from cleaner.model import Comment, Page
from cleaner.pipeline import clean_page
from cleaner.record import dump, to_record
from cleaner.schema import schema
from tests.cleaner_cli import cleaner
from tests.thread_pages import COMMENTS, MARKUPS, STORIES, article, hashed, nested, page, wordpress

FIELD = Config.model_validate({"clean": {"comments": "field"}})
DAYS = ["2024-05-03", "2024-05-03", "2024-05-03", "2024-05-04"]


@pytest.mark.parametrize("language", list(STORIES))
@pytest.mark.parametrize("markup", [name for name in MARKUPS if name != "nested"])
def test_a_comment_has_its_text_author_and_date(markup: str, language: str) -> None:
    said = COMMENTS[language]
    result = clean(article(language, below=MARKUPS[markup](language, said)), config=FIELD)
    assert [(one.author, one.text) for one in result.comments] == [(name, text) for name, _, text in said]
    assert [(one.date or "")[:10] for one in result.comments] == DAYS
    assert {one.depth for one in result.comments} == {0}
    assert all(text not in result.text for _, _, text in said)


def test_an_answer_is_deeper_than_what_it_answers() -> None:
    result = clean(article("en", below=nested("en", COMMENTS["en"])), config=FIELD)
    assert [one.depth for one in result.comments] == [0, 1, 2, 3]
    assert [one.text for one in result.comments] == [text for _, _, text in COMMENTS["en"]]


def test_a_machine_readable_time_is_taken_whole_and_how_long_ago_gives_none() -> None:
    said = [("Ida", '<time datetime="2024-05-03T09:14:00Z">3 May 2024</time>', "One."), ("Jon", "2 hours ago", "Two.")]
    result = clean(article("en", below=wordpress("en", said)), config=FIELD)
    assert result.comments == (
        Comment("One.", "Ida", "2024-05-03T09:14:00+00:00"),
        Comment("Two.", "Jon", None),
    )


def test_a_comment_of_several_paragraphs_and_a_list() -> None:
    text = "One reason:</p><ul><li>cost</li><li>time</li></ul><p>Or two."
    said = [COMMENTS["en"][0], ("Jon", "May 3, 2024 at 9:20 am", text)]
    result = clean(article("en", below=wordpress("en", said)), config=FIELD)
    lines = [line for line in result.comments[1].text.split("\n") if line]
    assert lines == ["One reason:", "- cost", "- time", "Or two."]


def test_posts_that_are_the_text_stay_text() -> None:
    forum = Config.model_validate({"clean": {"comments": "field", "kind": "forum"}})
    result = clean(page(f"<h1>Ferry</h1>{hashed('en', COMMENTS['en'])}"), config=forum)
    assert result.comments == ()
    assert COMMENTS["en"][0][2] in result.text


def test_by_default_there_is_no_field() -> None:
    source = Page(article("en", below=wordpress("en", COMMENTS["en"])).encode(), origin="a.html")
    result = clean_page(source)
    assert result.comments == ()
    assert "comments" not in to_record(result, source, Config())


def test_the_record_carries_the_field_and_satisfies_the_schema() -> None:
    source = Page(article("en", below=wordpress("en", COMMENTS["en"])).encode(), origin="a.html")
    record = json.loads(dump(to_record(clean_page(source, FIELD), source, FIELD)))
    Draft202012Validator(schema()).validate(record)
    assert record["comments"][0] == {
        "text": COMMENTS["en"][0][2], "author": "Ida Marsh", "date": "2024-05-03", "depth": 0,
    }  # fmt: skip
    bare = Page(article("en").encode(), origin="b.html")
    assert to_record(clean_page(bare, FIELD), bare, FIELD)["comments"] == []


def test_no_control_character_reaches_a_comment() -> None:
    said = [("Ida&#8;", "May 3, 2024 at 9:14 am", "Good&#7; news at last."), *COMMENTS["en"][1:]]
    result = clean(article("en", below=wordpress("en", said)), config=FIELD)
    assert result.comments[0] == Comment("Good news at last.", "Ida", "2024-05-03")


def test_comments_go_to_one_place() -> None:
    with pytest.raises(ConfigError, match="choose one"):
        load_config(overrides={"clean.comments": "field", "clean.keep_comments": True})
    with pytest.raises(ConfigError, match="drop' or 'field"):
        load_config(overrides={"clean.comments": "inline"})


def test_the_command_line_prints_the_field(tmp_path: Path) -> None:
    source = tmp_path / "a.html"
    source.write_text(article("en", below=wordpress("en", COMMENTS["en"])), "utf-8")
    done = cleaner("page", source, "--format", "json", "--set", "clean.comments=field")
    assert [one["author"] for one in json.loads(done.stdout)["comments"]] == [name for name, _, _ in COMMENTS["en"]]
