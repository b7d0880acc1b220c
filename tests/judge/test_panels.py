"""The hidden text below the title of an accordion stays with its title."""

from __future__ import annotations

import pytest

from cleaner.judge.panels import MAX_PANEL, find_panels, find_titles
from cleaner.read.html import read_html

TITLE, TEXT = "When does it start?", "On the first of December."
TOGGLE = "<div class=toggle-item><a class=title>{}</a><div style='display:none'>{}</div></div>"
ITEM = "<li class=accordion-item><h4><button>{}</button></h4><div aria-hidden=true><div><p>{}</p></div></div></li>"
PLAIN = "<div><b>{}</b><div hidden>{}</div></div>"


def found(html: str, *kept: str, chance: float = 0.1, barred: str = "") -> list[str]:
    blocks = read_html(f"<main><p>The boats run again.</p>{html}<p>They are quiet.</p></main>").blocks
    keep = [block.text in kept for block in blocks]
    no = {block.index for block in blocks if block.text == barred}
    return [blocks[nth].text for nth in find_panels(blocks, keep, [chance] * len(blocks), no)]


@pytest.mark.parametrize("panel", [TOGGLE, ITEM, f"<div class=faq>{PLAIN}</div>"])
def test_the_panel_of_a_title_that_stays_is_text(panel: str) -> None:
    html = panel.format(TITLE, TEXT)
    assert found(html, TITLE) == [TEXT]
    assert found(html) == []
    assert found(html, TITLE, chance=0.05) == []
    assert found(html, TITLE, barred=TEXT) == []
    assert found(panel.format(TITLE, f"<a href=/x>{TEXT}</a>"), TITLE) == []
    assert found(panel.format(TITLE, f"<p>{TEXT}</p>" * (MAX_PANEL + 1)), TITLE) == []


def test_other_hidden_blocks_are_left_to_the_tagger() -> None:
    assert found(PLAIN.format(TITLE, TEXT), TITLE) == []
    assert found(TOGGLE.format(TITLE, TEXT).replace(" style='display:none'", ""), TITLE) == []
    apart = f"<div class=faq><div><div><div><p>{TITLE}</p></div></div></div><div><p hidden>{TEXT}</p></div></div>"
    assert found(apart, TITLE) == []


BUTTON = "<div class={}><button>{}</button><div{}><p>{}</p></div></div>"


def titles(html: str, *kept: str, chance: float = 0.25, barred: str = "") -> list[str]:
    blocks = read_html(f"<main><p>The boats run again.</p>{html}<p>They are quiet.</p></main>").blocks
    keep = [block.text in ("The boats run again.", *kept) for block in blocks]
    no = {block.index for block in blocks if block.text == barred}
    return [blocks[nth].text for nth in find_titles(blocks, keep, [chance] * len(blocks), no)]


@pytest.mark.parametrize("hidden", ["", " hidden"])
def test_the_button_above_a_panel_that_stays_is_its_title(hidden: str) -> None:
    html = BUTTON.format("accordion-item", TITLE, hidden, TEXT)
    assert titles(html, TEXT) == [TITLE]
    assert titles(html) == []
    assert titles(html, TEXT, chance=0.2) == []
    assert titles(html, TEXT, barred=TITLE) == []
    assert titles(BUTTON.format("card-toggle", TITLE, hidden, TEXT), TEXT) == []
    assert titles(BUTTON.format("accordion-item", "Open", hidden, TEXT), TEXT) == []
    assert titles(html.replace("button>", "b>"), TEXT) == []


def test_an_element_of_a_library_names_its_panels() -> None:
    panel = "<fold-out><h3>{}</h3><div hidden><p>{}</p></div></fold-out>"
    assert found(panel.format(TITLE, TEXT), TITLE) == []
    assert found(panel.replace("fold-out", "collapsible-content").format(TITLE, TEXT), TITLE) == [TEXT]
