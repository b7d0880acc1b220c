"""Captions of galleries and of figures in boxes of their own stay; credits among teasers do not."""

from __future__ import annotations

import pytest

from cleaner.judge.captions import find_captions, find_pictured
from cleaner.read.html import read_html

LONG = [
    "The council of the harbour town voted on Tuesday to bring the night ferries back, nine years after they were cut.",
    "The boats are to run every forty minutes between eleven at night and five in the morning, at the fare of the day.",
]
CAPTIONS = ["The pier at dusk", "A lantern", "The last boat of the night"]
FIGURES = [f"<figure><img src={n}.jpg><figcaption>{text}</figcaption></figure>" for n, text in enumerate(CAPTIONS)]
ITEMS = "".join(f"<li class=item>{figure}</li>" for figure in FIGURES)


def found(between: str, *chances: float, barred: tuple[str, ...] = (), after: str = LONG[1]) -> list[str]:
    """The captions found between two paragraphs. ``chances``: those of the captions; the last is that of all others."""
    page = f"<article><p>{LONG[0]}</p>{between}<p>{after}</p></article>"
    blocks = read_html(f"<html><body>{page}</body></html>").blocks
    said = dict(zip(CAPTIONS, [*chances, *[chances[-1]] * len(CAPTIONS)], strict=False))
    chance = [said.get(block.text, 0.0) for block in blocks]
    no = [block.index for block in blocks if block.text in barred]
    return [blocks[at].text for at in find_captions(blocks, 1, len(blocks) - 1, chance, no)]


@pytest.mark.parametrize(
    "gallery",
    [
        f"<div class=gallery>{''.join(FIGURES)}</div>",
        f"<figure class=wp-block-gallery><ul>{ITEMS}</ul></figure>",
        f"<div class=slides><button>Back</button><span>1 / 3</span><div class=track>{''.join(FIGURES)}</div></div>",
    ],
    ids=["box", "list", "controls"],
)
def test_the_captions_of_a_gallery_stay_together(gallery: str) -> None:
    assert found(gallery, 0.2, 0.02) == CAPTIONS
    assert found(gallery, 0.12, 0.02) == []
    assert "A lantern" not in found(gallery, 0.2, barred=("A lantern",))


def test_a_figure_in_a_box_of_its_own_has_a_caption() -> None:
    assert found(f"<div class=media><div>{FIGURES[0]}</div></div>", 0.3) == CAPTIONS[:1]
    assert found(FIGURES[0], 0.12) == CAPTIONS[:1]  # in the text itself, where less is asked
    assert found(f"<div class=media><div>{FIGURES[0]}</div></div>", 0.12) == []


@pytest.mark.parametrize(
    "box",
    [
        f"<div class=more><h3>More about the harbour</h3>{FIGURES[0]}</div>",
        f"<div class=more>{FIGURES[0]}<p>The council also talked about the lanterns of the quay.</p></div>",
        f"<div class=more><figure><figcaption><a href=/b>{CAPTIONS[0]}</a></figcaption></figure></div>",
    ],
    ids=["heading", "summary", "link"],
)
def test_a_card_is_no_gallery(box: str) -> None:
    assert found(box, 0.5) == []


@pytest.mark.parametrize("order", [(1, 0), (0, 1)])
def test_a_figure_above_or_below_the_text_of_its_element_has_a_caption(order: tuple[int, int]) -> None:
    def at_end(body: str, chance: float) -> list[int]:
        blocks = read_html(f"<html><body><article>{body}</article><footer><p>Harbour</p></footer></body></html>").blocks
        run = (0, 1) if order == (1, 0) else (1, len(blocks))
        return list(find_captions(blocks, *run, [chance] * len(blocks), ()))

    parts = (f"<p>{LONG[0]}</p>", FIGURES[0])
    assert at_end("".join(parts[nth] for nth in order), 0.2) == [order[1] and 1]
    assert at_end("".join(parts[nth] for nth in order), 0.12) == []
    assert at_end("".join((parts[0], f"<aside>{parts[1]}</aside>")[nth] for nth in order), 0.9) == []


def pictured(box: str, *chances: float) -> list[str]:
    """The captions found by the pictures above them, in a box below a paragraph."""
    read = read_html(
        f"<html><body><article><p>{LONG[0]}</p>{box}</article><footer><p>Harbour</p></footer></body></html>"
    )
    said = dict(zip(CAPTIONS, chances, strict=False))
    chance = [said.get(block.text, 0.01) for block in read.blocks]
    keep = [block.text == LONG[0] for block in read.blocks]
    return [read.blocks[at].text for at in find_pictured(read.blocks, read.images, keep, chance, ())]


SLIDES = "".join(
    f"<div class=slide><img src={n}.jpg width=900 height=600><div class=words>{text}</div><span>Ida Holm</span></div>"
    for n, text in enumerate(CAPTIONS)
)


def test_the_lines_below_pictures_of_one_make_are_captions() -> None:
    assert pictured(f"<div class=track>{SLIDES}</div>", 0.11) == CAPTIONS
    assert pictured(f"<div class=track>{SLIDES}</div>", 0.09) == []
    assert pictured(SLIDES.replace("A lantern", "160 countries"), 0.9) == []  # a counter below a drawing
    assert pictured(SLIDES.replace("words>", "words><a href=/b>").replace("</div><span", "</a></div><span"), 0.9) == []
    assert pictured(SLIDES.replace("<span>Ida", "<h3>More</h3><span>Ida"), 0.9) == []
    assert (
        pictured(f"<aside><div><div><div><div><div><div>{SLIDES}</div></div></div></div></div></div></aside>", 0.9)
        == []
    )


def test_an_empty_page_has_no_captions() -> None:
    assert list(find_captions((), 0, 0, [], ())) == []
