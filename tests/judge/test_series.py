"""Short units built alike in a text stay; teasers, galleries and calls do not come back."""

from __future__ import annotations

import pytest

from cleaner.judge.series import judge
from cleaner.model import Verdict
from cleaner.read.html import read_html

TEXT = "The council of Port Ellery voted on Tuesday to bring back the night ferries, nine years after they were cut."
MORE = "The operator has kept two of the four old boats, and says that it needs until March to repaint the piers."
UNITS = (("Adult", "5.80"), ("Child", "2.90"), ("Family", "13.50"), ("Senior", "4.20"))


def cards(name: str = "card", inner: str = "<h3>{}</h3><p>{} a trip</p>", units: object = UNITS, head: str = "") -> str:
    assert isinstance(units, tuple)
    parts = "".join(f'<div class="{name}">{inner.format(*unit)}</div>' for unit in units)
    return f'<div class="box">{head}<div class="grid">{parts}</div></div>'


def page(*parts: str) -> str:
    return f"<article>{''.join(part if part.startswith('<') else f'<p>{part}</p>' for part in parts)}</article>"


def again(html: str, *stays: str, chance: float = 0.2, rule: str = "tagger") -> list[str]:
    """The texts that come back, if only those stay that are prose or given."""
    read = read_html(f"<html><body>{html}</body></html>")
    keep = [block.text in (TEXT, MORE, *stays) for block in read.blocks]
    because = [
        Verdict(block.index, kept, "tagger" if kept else rule, "x", "other", chance if kept else 1 - chance)
        for block, kept in zip(read.blocks, keep, strict=True)
    ]
    return [read.blocks[found.block].text for found in judge(read, keep, because, "article")]


def of_cards(units: tuple[tuple[str, str], ...] = UNITS) -> list[str]:
    return [text for name, price in units for text in (name, f"{price} a trip")]


@pytest.mark.parametrize("order", [(TEXT, "@", MORE), (TEXT, MORE, "@")])
def test_cards_without_links_between_and_below_paragraphs_are_text(order: tuple[str, ...]) -> None:
    head = "<h2>The new prices</h2>"
    html = page(*(cards(head=head) if part == "@" else part for part in order))
    assert again(html) == ["The new prices", *of_cards()]
    assert again(html, "The new prices", "Adult", "5.80 a trip", chance=0.01) == of_cards()[2:]


def test_units_may_be_rows_of_definitions_items_and_lines_of_cards() -> None:
    terms = "<dl>" + "".join(f"<dt>{name}</dt><dd>{price} a trip</dd>" for name, price in UNITS) + "</dl>"
    assert again(page(TEXT, f"<aside>{terms}</aside>", MORE)) == of_cards()
    items = "<ul>" + "".join(f"<li><b>{name}</b><span> {price}</span></li>" for name, price in UNITS) + "</ul>"
    assert again(page(TEXT, f"<section>{items}</section>", MORE)) == [" ".join(unit) for unit in UNITS]


def test_a_number_and_a_word_are_enough_for_a_unit() -> None:
    counts = [f"{nth}{name}" for nth, name in ((14, "boats"), (212, "sailors"), (9, "piers"))]
    box = cards(inner="<b>{}</b>", units=tuple((count,) for count in counts))
    assert again(page(TEXT, box, MORE)) == counts


def test_a_part_that_is_missing_from_units_that_stay_comes_back() -> None:
    html = page(TEXT, cards(), MORE)
    assert again(html, *(name for name, _ in UNITS), chance=0.01) == [f"{price} a trip" for _, price in UNITS]


@pytest.mark.parametrize(
    "box",
    [
        pytest.param(cards(inner="<h3><a href=/x>{}</a></h3><p>{} a trip</p>"), id="linked"),
        pytest.param(cards(inner="<a href=/x><img src=x.jpg></a><h3>{}</h3><p>{} a trip</p>"), id="linked pictures"),
        pytest.param(cards(name="related-card"), id="named"),
        pytest.param(cards(inner="<h3>{}</h3><p>{} a trip</p><button>Buy</button>"), id="buttons"),
        pytest.param(f'<div class="newsletter">{cards()}</div>', id="in a named box"),
        pytest.param(cards(units=UNITS[:2]), id="only two"),
        pytest.param(cards(units=(("Article", "content"),) * 4), id="the same words"),
        pytest.param(cards(inner="<span>{0}</span>", units=tuple((str(nth),) for nth in range(9))), id="a chart"),
        pytest.param(cards(inner="<p>{}</p>"), id="tags"),
        pytest.param(cards(inner="<h3>{}</h3><p>{}" + " more words" * 60 + "</p>"), id="long"),
        pytest.param("<table>" + "".join(f"<tr><td>{a}<td>{b}" for a, b in UNITS) + "</table>", id="a table"),
        pytest.param(
            '<div class="g">' + "".join(f"<div class=c><img src={a}.jpg><p>{a}</p></div>" for a, _ in UNITS) + "</div>",
            id="captions",
        ),
    ],
)
def test_teasers_calls_and_charts_stay_away(box: str) -> None:
    assert again(page(TEXT, box, MORE)) == []


def test_a_series_outside_the_text_stays_away() -> None:
    assert again(f"<main>{page(TEXT, MORE)}</main><div><div>{cards()}</div></div>") == []
    assert again(f"<div>{cards()}</div>{page(TEXT, MORE)}") == []
    assert again(page(TEXT, cards()) + "<div><div><div><p>x</p></div></div></div>") == []  # one paragraph only


def test_neither_improbable_units_nor_those_that_a_rule_drops_come_back() -> None:
    html = page(TEXT, cards(), MORE)
    assert again(html, chance=0.01) == []
    assert again(html, rule="phrases") == []


def test_plain_paragraphs_between_paragraphs_are_no_units() -> None:
    short = "".join(f"<p>{name} for {price}</p>" for name, price in UNITS)
    assert again(page(TEXT, short, MORE)) == []
    assert again(page(TEXT, f"<div>{short}</div>", MORE)) == [f"{name} for {price}" for name, price in UNITS]
