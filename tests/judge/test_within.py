"""What stands within the text stays: lists, code and captions among paragraphs, unless words speak against it."""

from __future__ import annotations

import re

import pytest

from cleaner.judge.within import find_within
from cleaner.model import Block, Document
from cleaner.read.html import read_html
from cleaner.read.text import read_text

LONG = [
    "The council of the harbour town voted on Tuesday to bring the night ferries back, nine years after they were cut.",
    "The boats are to run every forty minutes between eleven at night and five in the morning, at the fare of the day.",
]
COLON = "The council named the five piers at which the boats will call:"
LIST = "<ul><li>North pier</li><li>Mill quay</li><li>Old yard</li></ul>"
LINKS = "<ul><li><a href=/a>A bridge that nobody crosses</a></li><li><a href=/b>Two boats for sale</a></li></ul>"


def found(html: str, *kept: str, chance: float = 0.3, barred: tuple[str, ...] = ()) -> list[str]:
    """What is found within the text of a page of which the blocks with the given texts stay."""
    document = read_html(f"<html><body><main><div>{html}</div></main></body></html>")
    return _found(document, kept, chance, barred)


def _found(document: Document, kept: tuple[str, ...], chance: float, barred: tuple[str, ...]) -> list[str]:
    blocks = document.blocks
    keep = [block.text in kept for block in blocks]
    no = {block.index for block in blocks if block.text in barred}
    return [blocks[nth].text for nth in sorted(find_within(document, keep, [chance] * len(blocks), no))]


def para(text: str) -> str:
    return f"<p>{text}</p>"


PIERS = ["North pier", "Mill quay", "Old yard"]


def test_a_list_that_a_sentence_announces_is_text() -> None:
    assert found(para(COLON) + LIST, COLON) == PIERS
    assert found(para(COLON) + LINKS + para(LONG[0]), COLON, LONG[0]) == [
        "A bridge that nobody crosses",
        "Two boats for sale",
    ]


def test_links_that_end_the_text_need_a_sentence_that_announces_them() -> None:
    said = "The papers that this article draws on:"
    assert found(para(said) + LINKS, said) == ["A bridge that nobody crosses", "Two boats for sale"]
    assert found(f"<h3>{said}</h3>" + LINKS, said) == []
    assert found(para("More from the harbour:") + LINKS, "More from the harbour:") == []
    assert found(para(said) + LINKS, said, barred=(said,)) == []


@pytest.mark.parametrize(
    ("heading", "stays"), [("References", True), ("Einzelnachweise", True), ("Other boats", False), ("Related", False)]
)
def test_links_under_a_heading_of_sources_are_text(heading: str, stays: bool) -> None:
    links = ["A bridge that nobody crosses", "Two boats for sale"] if stays else []
    assert found(para(LONG[0]) + f"<h2>{heading}</h2>" + LINKS, LONG[0], heading) == links
    assert found(para(LONG[0]) + f"<h2>{heading}</h2><p>{LONG[1]}</p>" + LINKS, *LONG, heading) == []


def test_a_list_between_paragraphs_of_one_container_is_text() -> None:
    assert found(para(LONG[0]) + LIST + para(LONG[1]), *LONG) == PIERS
    table = "<table><tr><td>North pier</td><td>11.40</td></tr></table>"
    assert found(para(LONG[0]) + table + para(LONG[1]), *LONG) == ["North pier\t11.40"]


@pytest.mark.parametrize(
    "box",
    [
        "<pre>row()</pre>", "<pre><span>row()</span></pre>",
        "<div class=expressive-code><figure><pre><code><div>row()</div></code></pre></figure></div>",
        "<div class='language-js codeBlockContainer'><div class=codeBlockContent><pre>row()</pre></div></div>",
    ],
)  # fmt: skip
def test_code_between_paragraphs_is_text_in_the_box_of_any_highlighter(box: str) -> None:
    assert found(para(LONG[0]) + box + para(LONG[1]), *LONG) == ["row()"]
    assert found(para(LONG[0]) + f"<div class=comments><div>{box}</div></div>", LONG[0]) == []


@pytest.mark.parametrize("box", ["<blockquote>{}</blockquote>", "<div class='alert alert-info'><div>{}</div></div>"])
def test_a_quote_or_a_callout_between_paragraphs_is_text(box: str) -> None:
    words = box.format("<p>Mind the slippery pier.</p>")
    assert found(para(LONG[0]) + words + para(LONG[1]), *LONG, chance=0.5) == ["Mind the slippery pier."]
    assert found(para(LONG[0]) + words + para(LONG[1]), *LONG, chance=0.1) == []
    assert found(para(LONG[0]) + words + para(LONG[1]), *LONG, chance=0.5, barred=("Mind the slippery pier.",)) == []
    assert found(para(LONG[0]) + words, LONG[0], chance=0.5) == []
    more = para(f"{LONG[1]} Mind the slippery pier. {LONG[1]}")  # the text from which a quote is pulled
    assert found(para(LONG[0]) + words + more, LONG[0], more[3:-4], chance=0.5) == []


def test_parts_of_one_list_stay_together() -> None:
    assert found(para(LONG[0]) + LIST + para(LONG[1]), *LONG, "North pier") == PIERS[1:]


@pytest.mark.parametrize(
    "html",
    [
        para(LONG[0]) + LINKS + para(LONG[1]),  # links to elsewhere
        para(LONG[0]) + LIST,  # nothing below
        para(LONG[0]) + f"<aside><div><div><div>{LIST}</div></div></div></aside>" + para(LONG[1]),  # another container
        LIST + para(LONG[0]) + para(LONG[1]),  # above the text
    ],
)
def test_other_lists_are_left_to_the_tagger(html: str) -> None:
    assert found(html, *LONG, chance=0.29) == []


def test_likely_links_between_paragraphs_are_text() -> None:
    html = para(LONG[0]) + LINKS + para(LONG[1])
    assert found(html, *LONG, chance=0.3) == ["A bridge that nobody crosses", "Two boats for sale"]
    assert found(html, *LONG, chance=0.3, barred=("Two boats for sale",)) == []
    assert found(para(LONG[0]) + LINKS, *LONG, chance=0.3) == []
    assert found(para(LONG[0]) + f"<div class=related>{LINKS}</div>" + para(LONG[1]), *LONG, chance=0.3) == []


def test_a_likely_list_below_its_heading_ends_a_text() -> None:
    html = para(LONG[0]) + "<h2>Piers</h2>" + LIST
    assert found(html, LONG[0], "Piers", chance=0.15) == PIERS
    assert found(html, LONG[0], "Piers", chance=0.14) == []
    assert found(html, LONG[0], chance=0.15) == []
    assert found(html.replace(LIST, LINKS), LONG[0], "Piers", chance=0.15) == []
    assert found(html.replace("<li>Mill quay</li><li>Old yard</li>", ""), LONG[0], "Piers", chance=0.15) == []


def test_the_captions_of_a_row_of_pictures_stay_together() -> None:
    """One that is likely enough is evidence for those that are nearly so."""
    texts = ("The old pier at dusk", "The new pier at dawn")
    figures = "".join(f"<figure><img src=a.jpg><figcaption>{text}</figcaption></figure>" for text in texts)
    document = read_html(f"<main><div>{para(LONG[0])}{figures}{para(LONG[1])}</div></main>")

    def stay(*chances: float) -> list[str]:
        within = find_within(document, [True, False, False, True], [1.0, *chances, 1.0], ())
        return [document.blocks[nth].text for nth in sorted(within)]

    assert stay(0.1, 0.05) == [*texts]
    assert stay(0.1, 0.04) == [texts[0]]
    assert stay(0.09, 0.09) == []


def test_words_and_a_sure_tagger_speak_against() -> None:
    html = para(LONG[0]) + LIST + para(LONG[1])
    assert found(html, *LONG, barred=("Mill quay",)) == []
    assert found(html, *LONG, chance=0.01) == []


@pytest.mark.parametrize(("chance", "barred", "gone"), [(0.2, (), False), (0.1, (), True), (0.2, ("row()",), True)])
def test_likely_code_is_text_wherever_it_is(chance: float, barred: tuple[str, ...], gone: bool) -> None:
    menu = "<div><div><p>Limits</p></div></div>"
    html = f"{para(LONG[0])}{menu}<div><div><dl><dd><pre>row()</pre></dd></dl></div></div>"
    assert ("row()" in found(html, LONG[0], chance=chance, barred=barred)) is not gone


def test_a_source_below_its_heading_stays() -> None:
    html = f"{para(LONG[0])}<h2>%s</h2><ul><li>Finch, O. (1999). Belts and bins.</li></ul>"
    assert found(html % "References", LONG[0], "References") == ["Finch, O. (1999). Belts and bins."]
    assert found(html % "Departures", LONG[0], "Departures") == []


def test_code_and_captions_in_the_text_stay() -> None:
    assert found(para(LONG[0]) + "<pre>ferry --night</pre>" + para(LONG[1]), *LONG, chance=0.0) == ["ferry --night"]
    figure = "<figure><img src=a.jpg><figcaption>The old pier at dusk</figcaption></figure>"
    assert found(para(LONG[0]) + figure + para(LONG[1]), *LONG) == ["The old pier at dusk"]
    assert found(figure + para(LONG[0]) + para(LONG[1]), *LONG, chance=0.12) == []


def test_nothing_that_stays_finds_nothing() -> None:
    assert found(LIST + para(LONG[0])) == []
    assert find_within(Document(()), [], [], ()) == set()


def test_plain_text_between_what_stays() -> None:
    rows = "Pier\tHour\nNorth pier\t11.40\nMill quay\t11.55"
    document = read_text(f"{LONG[0]}\n\n{rows}\n\n{LONG[1]}")
    assert _found(document, tuple(LONG), 0.3, ()) == rows.split("\n")
    assert _found(document, tuple(LONG), 0.3, ("Pier\tHour",)) == []
    menu = read_text("Home\nNews\nSport\nTown\n\n" + "\n\n".join(LONG))
    assert _found(menu, tuple(LONG), 0.3, ()) == []


def test_deep_lists_are_looked_at_with_bounded_steps() -> None:
    """A list a thousand levels deep is no reason to walk up a thousand levels for each of its rows."""
    deep = "<ul><li>" * 300 + "x" + "</li></ul>" * 300
    assert found(para(LONG[0]) + deep + para(LONG[1]), *LONG) in ([], ["x"])
    assert isinstance(read_html(deep).blocks[0], Block)


def test_a_line_inside_a_stanza_is_text() -> None:
    """One line between two that stay, without a gap; with a gap around it, or barred, it is no verse."""
    stanza = "The boats are in\nThe nets are torn\nCarry the oar\nUntil the dawn is near"
    poem = f"{LONG[0]}\n\n{stanza}\n\n{LONG[1]}"
    kept = (*LONG, *(line for line in stanza.split("\n") if line != "Carry the oar"))
    assert _found(read_text(poem), kept, 0.15, ()) == ["Carry the oar"]
    assert _found(read_text(poem), kept, 0.05, ()) == []
    assert _found(read_text(poem), kept, 0.15, ("Carry the oar",)) == []
    assert _found(read_text(poem.replace("\n", "\n\n")), kept, 0.15, ()) == []


def test_a_callout_stays_as_a_whole() -> None:
    """Its text is as likely as its likeliest block."""
    box = "<div class='alert alert-info'><p class=alert-heading>Mind</p><p>It slips.</p></div>"
    document = read_html(f"<html><body><main><div>{para(LONG[0])}{box}{para(LONG[1])}</div></main></body></html>")
    keep = [block.text in LONG for block in document.blocks]
    chance = [0.5 if block.text == "Mind" else 0.3 for block in document.blocks]
    found = find_within(document, keep, chance, ())
    assert [document.blocks[nth].text for nth in sorted(found)] == ["Mind", "It slips."]
    assert not find_within(document, keep, [0.3] * len(keep), ())


BOATS = "<table><tr><td>Mary</td><td>1961</td></tr><tr><td>Ann</td><td>1962</td></tr></table>"


@pytest.mark.parametrize(
    "wrapper",
    [
        "<figure class=wp-block-table>{}</figure>", "<div class=table-responsive>{}</div>",
        "<div><div>{}</div></div>", "<figure>{}<figcaption>The boats</figcaption></figure>",
    ],
)  # fmt: skip
def test_a_table_in_a_wrapper_is_text(wrapper: str) -> None:
    """Between paragraphs or, if it has no links and several columns, below one; a caption parts no list from it."""
    rows = ["Mary\t1961", "Ann\t1962"]
    below = para(LONG[0]) + wrapper.format(BOATS)
    assert [text for text in found(below + para(LONG[1]), *LONG, chance=0.09) if text != "The boats"] == rows
    assert found(below, LONG[0], chance=0.09) == rows
    assert found(below, LONG[0], chance=0.01) == []
    assert found(below, LONG[0], chance=0.09, barred=("Ann\t1962",)) == []
    linked = below.replace("Mary", "<a href=/m>Mary</a>")
    assert found(linked, LONG[0], chance=0.09) == []
    assert found(linked + para(LONG[1]), *LONG, chance=0.09)[:2] == rows
    apart = para(LONG[0]) + f"<div><div><div><div>{wrapper.format(BOATS)}</div><p>Home</p></div></div></div>"
    assert found(apart, LONG[0], chance=0.09) == []


@pytest.mark.parametrize("after", ["", para(LONG[1])])
def test_a_caption_above_a_table_belongs_to_it(after: str) -> None:
    table = BOATS.replace("<table>", "<table><caption>The boats</caption>")
    rows = ["The boats", "Mary\t1961", "Ann\t1962"]
    assert found(para(LONG[0]) + table + after, *LONG, chance=0.09) == rows
    assert found(para(LONG[0]) + table + after, *LONG, chance=0.01) == []
    assert found(para(LONG[0]) + table + after, *LONG, chance=0.09, barred=("The boats",)) == []
    assert found(para(LONG[0]) + "<table><caption>The boats</caption></table>" + after, *LONG, chance=0.09) == []
    assert found(para(LONG[0]) + table.replace("Mary", "<a href=/m>Mary</a>"), LONG[0], chance=0.09) == []


def test_likely_blocks_without_links_between_text_are_text() -> None:
    """Each of them is in doubt, but together with what stays on both sides the doubt is small."""
    grid = "<div class=row><div>Length</div><div>32 m</div></div>"
    assert found(para(LONG[0]) + grid + para(LONG[1]), *LONG, chance=0.5) == ["Length", "32 m"]
    assert found(para(LONG[0]) + grid + para(LONG[1]), *LONG, chance=0.45) == []
    assert found(para(LONG[0]) + grid + para(LONG[1]), *LONG, chance=0.5, barred=("32 m",)) == []
    assert found(para(LONG[0]) + grid.replace("32 m", "<a href=/m>32 m</a>") + para(LONG[1]), *LONG, chance=0.5) == []
    assert found(para(LONG[0]) + grid * 7 + para(LONG[1]), *LONG, chance=0.5) == []
    assert found(para(LONG[0]) + grid, LONG[0], chance=0.5) == []
    assert found(grid + para(LONG[0]), LONG[0], chance=0.5) == []


def test_a_likely_list_at_the_end_is_text() -> None:
    assert found(para(LONG[0]) + LIST, LONG[0], chance=0.5) == PIERS
    assert found(para(LONG[0]) + LIST, LONG[0], PIERS[0], chance=0.5) == PIERS[1:]
    assert found(para(LONG[0]) + LIST + "<p>Home</p>", LONG[0], PIERS[0], chance=0.5) == PIERS[1:]
    assert found(para(LONG[0]) + LINKS, LONG[0], chance=0.5) == []
    assert found(para(LONG[0]) + "<ul><li>No related post</li></ul>", LONG[0], chance=0.5) == []


def test_blocks_like_those_that_stay_are_text() -> None:
    """Of several in elements with the same names, half stay; a link, a place after the text or no name says nothing."""
    steps = "".join(f"<div class=step>{text}</div>{para(LONG[1])}<p><a href=/x>More</a></p>" for text in PIERS)
    assert found(steps, *LONG, *PIERS[1:], chance=0.4) == PIERS[:1]
    assert found(steps, *LONG, *PIERS[1:], chance=0.35) == []
    assert found(steps, *LONG, PIERS[2], chance=0.4) == []
    assert found(steps, *LONG, *PIERS[1:], chance=0.4, barred=(PIERS[0],)) == []
    assert found(steps, *PIERS[:2], chance=0.4) == []
    assert found(steps.replace(" class=step", ""), *LONG, *PIERS[1:], chance=0.4) == []
    assert found(steps.replace(PIERS[0], "<a href=/x>North pier</a>"), *LONG, *PIERS[1:], chance=0.4) == []


def test_the_only_paragraph_between_two_headings_is_text() -> None:
    section = f"<h2>The vote</h2><div>{para(LONG[0])}</div><h2>The fare</h2>{para(LONG[1])}"
    heads = ("The vote", "The fare", LONG[1])
    assert found(section, *heads, chance=0.2) == [LONG[0]]
    assert found(section, *heads, chance=0.15) == []
    assert found(section, *heads, chance=0.2, barred=(LONG[0],)) == []
    assert found(section.replace(LONG[0], "March 6, 2026"), *heads, chance=0.2) == []
    assert found(section.replace(LONG[0], f"<a href=/a>{LONG[0]}</a>"), *heads, chance=0.2) == []
    assert found(section, "The vote", LONG[1], chance=0.2) == []


def test_a_paragraph_beside_a_box_in_the_text_stays() -> None:
    """Below a newsletter box and above a paragraph that stays; where no text is on one side, the tagger decides."""
    lost = "Those who work at night are glad of it, said the nurses, who had waited for the boats for nine long years."
    blurb = "The stories of the harbour, every morning, from those who know it, and in a mailbox near you"
    box = f"Get our newsletter\n{blurb}\nSign up"
    whole = f"{LONG[0]}\n{box}\n{lost}\n{LONG[1]}"
    assert _found(read_text(whole), tuple(LONG), 0.02, ("Sign up",)) == [lost]
    assert _found(read_text(whole), tuple(LONG), 0.005, ("Sign up",)) == []
    assert _found(read_text(whole), tuple(LONG), 0.02, (lost,)) == []
    assert _found(read_text(f"{LONG[0]}\n{box}\n{lost}"), tuple(LONG), 0.02, ()) == []
    assert _found(read_text(f"{LONG[0]}\n{box}\n{lost}\nShare\n{LONG[1]}"), tuple(LONG), 0.02, ()) == []


@pytest.mark.parametrize(
    ("note", "stays"),
    [
        ("Correction: An earlier version gave the wrong number of boats.", True),
        ("This article was amended on 4 March to add the fares.", True),
        ("(Anmerkung der Redaktion: In einer früheren Fassung stand eine andere Zahl.)", True),
        ("Mise à jour du 5 mars : la réponse du conseil a été ajoutée.", True),
        ("訂正：この記事の以前の版では桟橋の数に誤りがありました。", True),
        ("Update your browser to read the pages of the harbour.", False),
        ("Correction: 4 March 2026", False),
        ("The corrections were made by the clerk of the harbour.", False),
        ("Correction: <a href=/1>An earlier version gave the wrong number of boats.</a>", False),
    ],
)
def test_a_note_of_the_editors_is_text(note: str, stays: bool) -> None:
    text = re.sub("<.*?>", "", note)
    box = f"<div class=note><span>{note}</span></div>"
    assert found(para(LONG[0]) + box, LONG[0], chance=0.02) == ([text] if stays else [])
    assert found(box + para(LONG[0]), LONG[0], chance=0.02) == ([text] if stays else [])
    assert found(para(LONG[0]) + box, LONG[0], barred=(text,)) == []
    assert found(f"<div><div><div><div>{para(LONG[0])}</div></div></div></div>" + box, LONG[0], chance=0.02) == []


@pytest.mark.parametrize("heading", ["Further reading", "Zum Weiterlesen:", "参考资料"])
def test_further_reading_at_other_sites_is_text(heading: str) -> None:
    there = LINKS.replace("/a", "https://a.example/1").replace("/b", "https://b.example/2")
    said = ["A bridge that nobody crosses", "Two boats for sale"]
    assert found(f"<h2>{heading}</h2>" + there, heading, chance=0.06) == said
    assert found(f"<h2>{heading}</h2>" + LINKS, heading, chance=0.06) == []
    assert found("<h2>More of it</h2>" + there, "More of it", chance=0.06) == []


def test_a_linked_line_like_those_that_stay_is_text_between_blocks_that_stay() -> None:
    titles = ["Piers of the bay", "A count of boats", "The last quay", "Tides and tolls"]
    units = "".join(
        f"<div class=pub><a href=/{nth}>{title}</a><br>Lee, {nth}.</div>" for nth, title in enumerate(titles)
    )
    lines = [f"Lee, {nth}." for nth in range(len(titles))]
    assert found(units, *titles[:3], *lines, chance=0.45) == titles[3:]
    assert found(units, *titles[:3], *lines[:3], chance=0.45) == []  # nothing stays after it
    assert found(units, *titles[:2], *lines, chance=0.45) == []  # half of them
