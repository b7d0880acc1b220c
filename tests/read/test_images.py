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


def test_a_picture_that_shows_nothing_is_none() -> None:
    shown = "".join(f"<img src='{name}'>" for name in ("/i/cleardot.gif", "/spacer.png", "data:image/gif;base64,R0"))
    assert read_html(f"<html><body><p>The pier.</p>{shown}</body></html>").images == ()
