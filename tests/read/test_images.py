"""Which of the addresses that a page gives for a picture is taken."""

from __future__ import annotations

import pytest

from cleaner.read.html import read_html


@pytest.mark.parametrize(
    ("markup", "source"),
    [
        (  # the widest of all, whichever element names it
            "<picture><source type='image/webp' srcset='/a-320.webp 320w, /a-640.webp 640w'>"
            "<img src='/a-320.jpg' srcset='/a-320.jpg 320w, /a-960.jpg 960w'></picture>",
            "/a-960.jpg",
        ),
        (
            "<picture><source srcset='/a-320.webp 320w'><source srcset='/ä-1280.webp 1280w'>"
            "<img src='/a-320.jpg' srcset='/a-960.jpg 960w'></picture>",
            "/ä-1280.webp",
        ),
        (  # of two alike, the first
            "<picture><source srcset='/a.webp 640w'><img src='/a-320.jpg' srcset='/a.jpg 640w'></picture>",
            "/a.webp",
        ),
        (
            "<picture><source srcset='data:image/gif;base64,R0lGOD 1w' data-srcset='/a.webp 640w'>"
            "<img src='/blank.gif'></picture>",
            "/a.webp",
        ),
        ("<picture><source><img src='/a.jpg'></picture>", "/a.jpg"),
    ],
)
def test_the_widest_picture(markup: str, source: str) -> None:
    page = read_html(f"<html><body><p>The pier.</p>{markup}{markup}<img src=/b.jpg></body></html>")
    assert [image.src for image in page.images] == [source, "/b.jpg"]


LAZY = "<img src='data:image/gif;base64,R0lGOD' {}>"


@pytest.mark.parametrize(
    ("markup", "source"),
    [
        (  # what a large screen shows
            "<picture><source media='(max-width: 599px)' srcset='/narrow.jpg'><source media='(min-width: 600px)' "
            "srcset='/wide.jpg'><img src='/a.jpg' srcset='/a-480.jpg 480w'></picture>", "/wide.jpg",
        ),
        ("<picture><source media='(max-width: 37.4em)' srcset='/narrow.jpg 1x, /narrow2.jpg 2x'><img src='/a.jpg'>"
         "</picture>", "/a.jpg"),
        ("<picture><source media='(prefers-color-scheme: dark)' srcset='/dark.png'><img src='/a.png'></picture>",
         "/a.png"),
        ("<picture><source media='print, (orientation: portrait)' srcset='/b.png'><img src='/a.png'></picture>",
         "/a.png"),
        ("<picture><source media=print srcset='/only.jpg'><img alt=''></picture>", "/only.jpg"),
        ("<picture><source media='(min-width: 1300px) and (-webkit-min-device-pixel-ratio: 1.25)' "
         "srcset='/big.jpg 2600w'><img src='/a.jpg'></picture>", "/big.jpg"),
        (LAZY.format("data-real-src='/a.jpg'"), "/a.jpg"),
        (LAZY.format("data-thumb-src='/small.jpg' data-zoom='/a.jpg' data-name='boat'"), "/a.jpg"),
        ("<img alt='' data-highres='/a.webp?w=9'>", "/a.webp?w=9"),
        ("<img src='/a.jpg' data-src='/a_{width}x.jpg'>", "/a.jpg"),
        ("<img src='/x/60/1*boat-at-pier.png?q=20'><img class=big><noscript><img src='/x/1894/1*boat-at-pier.png'>"
         "</noscript>", "/x/1894/1*boat-at-pier.png"),
        ("<img src='/boat-20x15.jpg' data-src='/boat-900x675.jpg'><noscript><img src='/boat-90x75.jpg'></noscript>",
         "/boat-900x675.jpg"),
        ("<a href='/full/boat.png'><img src='/small/boat.png'></a>", "/full/boat.png"),
        ("<a href='/boat.png'><img src='/boat_thumb.jpg'></a>", "/boat.png"),
        ("<a href='/pier.png'><img src='/small/boat.png'></a>", "/small/boat.png"),
        ("<a href='/small'><img src='/small/boat.png'></a>", "/small/boat.png"),
        ("<picture><source data-srcset='/boat-800.webp 800w'><img data-src='/boat-800.jpg'></picture><noscript>"
         "<picture><img src='/boat-800.jpg'></picture></noscript>", "/boat-800.webp"),
    ],
)  # fmt: skip
def test_the_picture_that_is_shown(markup: str, source: str) -> None:
    page = read_html(f"<html><body><p>The pier.</p>{markup}</body></html>")
    assert [image.src for image in page.images] == [source]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/_next/image?url=%2Fa.jpg&amp;w=640", "/_next/image?url=%2Fb.jpg&amp;w=640"),
        ("/show.php?id=1", "/show.php?id=2"),
        ("/1.jpg", "/2.jpg"),
        ("/a/1.jpg", "/b/1.jpg"),
    ],
)
def test_two_pictures_side_by_side_are_two(one: str, other: str) -> None:
    page = read_html(f"<html><body><p>The pier.</p><img src='{one}'><img src='{other}'></body></html>")
    assert len(page.images) == 2


def test_a_picture_in_two_sizes_is_one() -> None:
    for one, other in (("/photo-1?w=20", "/photo-1?w=900&amp;q=80"), ("/boat-150x150.jpg", "/boat.jpg")):
        page = read_html(f"<html><body><p>The pier.</p><img src='{one}'><img src='{other}'></body></html>")
        assert [image.src for image in page.images] == [one]


def test_an_emoji_is_text() -> None:
    page = read_html("<html><body><p>So <img class=emoji alt='😀' src='/1f600.png'> it was.</p></body></html>")
    assert [block.text for block in page.blocks] == ["So 😀 it was."]
    assert page.images == ()


def test_a_picture_that_shows_nothing_is_none() -> None:
    shown = "".join(f"<img src='{name}'>" for name in ("/i/cleardot.gif", "/spacer.png", "data:image/gif;base64,R0"))
    assert read_html(f"<html><body><p>The pier.</p>{shown}</body></html>").images == ()


@pytest.mark.parametrize(
    "markup",
    [
        "<picture>" + "<source media='(min-width: 1px)' srcset='/b.jpg'>" * 20_000 + "<img src='/a.jpg'></picture>",
        "<img src='data:' " + " ".join(f"data-x{nth}='/a.txt'" for nth in range(3_000)) + " data-y='/a.jpg'>",
        "<img src='/p/60/1234567890.jpg'><noscript><img src='/p/900/1234567890.jpg'></noscript>" * 3_000,
    ],
    ids=["sources", "attributes", "noscripts"],
)
def test_absurd_pictures_are_bounded(markup: str) -> None:
    page = read_html(f"<html><body><p>The pier.</p>{markup}<p>The boats.</p></body></html>")
    assert [block.text for block in page.blocks] == ["The pier.", "The boats."]
    assert len(page.images) <= 2_000
