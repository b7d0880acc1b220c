"""JSON-LD as it is found: with comments, CDATA, bare quotation marks, references, and cut off."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.read.metadata.jsonld import Statement, read_statements
from cleaner.read.metadata.mend import mend, without_comments

ANN = '"author":{"@type":"Person","name":"Ann Lee"}'
PLAIN = '{"@type":"NewsArticle","headline":"Storm hits the coast",' + ANN + "}"


def read(script: str) -> Statement:
    return next(found for found in read_statements((script,)) if found.rank)


@pytest.mark.parametrize(
    "script",
    [
        f"<![CDATA[{PLAIN}]]>",
        f"//<![CDATA[\n{PLAIN}\n//]]>",
        f"/* <![CDATA[ */ {PLAIN} /* ]]> */",
        f"<!-- {PLAIN} -->",
        PLAIN.replace(",", ", // as sent\n"),
        PLAIN.replace(",", ", /* as sent, or nearly */"),
        PLAIN.replace("}}", ",},}"),
        PLAIN.replace('"', "&quot;"),
        PLAIN.replace('"Ann Lee"', '{"@type":"Text","name":"Ann Lee"}'),
        PLAIN.replace('"Ann Lee"', '{"@value":"Ann Lee","@language":"en"}'),
        PLAIN.replace("the coast", "the\ncoast"),
        PLAIN[:-1],
        PLAIN.replace(",", "\n"),
        PLAIN.replace('"', "'"),
        PLAIN.replace('"', "'").replace("{", "{\n  "),
        PLAIN.replace(ANN, '"author":{"@list":[{"@type":"Person","name":"Ann Lee"}]}'),
        PLAIN.replace(ANN, '"author":{"@type":"ItemList","itemListElement":[{"@type":"Person","name":"Ann Lee"}]}'),
        PLAIN.replace(ANN, '"author":{"@type":"Organization","name":"Ellery Courier"},"creator":["Ann Lee"]'),
    ],
)
def test_written_by_hand(script: str) -> None:
    found = read(script)
    assert found.kind == "NewsArticle"
    assert " ".join(found.headlines) == "Storm hits the coast"
    assert [agent.name for agent in found.authors] == ["Ann Lee"]


@pytest.mark.parametrize("headline", ["It's a mess", 'The "old" mill', "It\\'s here", "Men's mill"])
def test_single_quotation_marks_around_strings(headline: str) -> None:
    found = read(PLAIN.replace('"', "'").replace("Storm hits the coast", headline))
    assert found.headlines == (headline.replace("\\", ""),)


@pytest.mark.parametrize(
    "headline",
    [
        'He said "no" to the plan', 'He said "no", and left', '"No", she said', 'The "truth": a story',
        'Of "old" mills and "new" men', "It\\'s a mess", 'The sign read "closed"',
    ],
)  # fmt: skip
def test_quotation_marks_that_nothing_escapes(headline: str) -> None:
    found = read(PLAIN.replace("Storm hits the coast", headline))
    assert found.headlines == (headline.replace("\\", ""),)
    assert [agent.name for agent in found.authors] == ["Ann Lee"]


def test_quotation_marks_as_references_beside_addresses() -> None:
    script = json.dumps({"@context": "https://schema.org", "@type": "Article", "headline": "Fish &amp; chips"})
    (found,) = read_statements((script.replace('"', "&quot;") + ";",))
    assert found.headlines == ("Fish & chips",)


def test_single_quotation_marks_beside_addresses() -> None:
    script = str({"@context": "https://schema.org", "@type": "Article", "headline": "Night boats"})
    (found,) = read_statements((script,))
    assert found.headlines == ("Night boats",)


def test_salvage_never_cuts_a_headline_short() -> None:
    broken = '{"@type":"NewsArticle","headline":"He said "no" to all, "datePublished":"2024-05-03", '
    assert read(broken).headlines == ()
    assert read(broken).published == "2024-05-03"


@pytest.mark.parametrize("reference", ['{"@id":"#ann"}', '"#ann"', '[{"@id":"https://paper.example/#ann"}]'])
def test_references(reference: str) -> None:
    graph = (
        '{"@graph":[{"@type":"NewsArticle","headline":"Storm","author":' + reference + "},"
        '{"@type":"Person","@id":"https://paper.example/#ann","name":"Ann Lee"}]}'
    )
    assert [agent.name for agent in read(graph).authors] == ["Ann Lee"]


@example(",]")
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
))  # fmt: skip
def test_sound_json_stays_what_it_is(value: object) -> None:
    text = json.dumps({"a": value})
    assert json.loads(without_comments(text)) == {"a": value}
    assert json.loads(mend(json.dumps({"name": "plain", "more": [1, "two"]}))) == {"name": "plain", "more": [1, "two"]}


@given(st.text(alphabet='{}[]",:\\/* \n<!->ab', max_size=60))
def test_never_raises(text: str) -> None:
    mend(text)
    without_comments(text)
    read_statements((text, "{" + text))


@pytest.mark.parametrize(
    ("part", "site"),
    [
        ({"@type": "WebSite", "name": "Ellery Courier"}, "Ellery Courier"),
        ({"@type": ["CreativeWork", "Product"], "name": "Ellery Courier", "productID": "e:basic"}, "Ellery Courier"),
        ([{"@type": "WebPage", "@id": "#page"}, {"@type": "Periodical", "name": "Ellery Courier"}], "Ellery Courier"),
        ({"@type": "CreativeWorkSeries", "name": "Bridges of the North"}, None),
        ({"@type": ["CreativeWork", "Product"], "name": "Storm hits the coast"}, None),
        ("https://courier.example/#site", None),
    ],
)
def test_what_an_article_is_a_part_of(part: object, site: str | None) -> None:
    item = {"@type": "NewsArticle", "headline": "Storm hits the coast", "isPartOf": part}
    assert read(json.dumps(item)).whole == site
