"""What the core does before the walk gives what Python gives: decoding, and the search for what is encoded twice."""

from __future__ import annotations

import gc
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner import core
from cleaner.model import Page
from cleaner.pipeline import clean_page
from cleaner.read import compiled, decode, images, mojibake
from cleaner.read.html import read_html

pytestmark = pytest.mark.skipif(core.compiled is None, reason="no compiled core was built here")
BODIES = st.lists(
    st.sampled_from(
        ["plain ", "été ", "日本 ", "\r\n", "\r", "\n", "\r\r\n", "Ã©", "â€™", "\x85", "&#1;", "\ufffd", "\U0001f600"]
    ),
    max_size=30,
)


@given(BODIES, st.integers(0, 3))
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_bodies_decode_alike(pieces: list[str], cut: int) -> None:
    """A body gives the same text, charset and notes, whoever reads it."""
    body = "".join(pieces).encode()
    body = ("a" * 200).encode() + body[: len(body) - cut]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decode.core, "compiled", None)
        wanted = decode.decode(body)
    assert decode.decode(body) == wanted


def test_the_collector_does_not_visit_records() -> None:
    """They form no cycles, and a page makes hundreds. What Python makes of them is visited as ever."""
    page = b"<title>t</title><ul class=menu><li><a href=/a>Home</a></ul><p class='a b'>One <b>two</b> three.</p>" * 3
    article = clean_page(Page(page))
    document = read_html(page.decode())
    gc.collect()
    records = [*article.blocks, *article.removed, *document.blocks]
    records += [part for block in document.blocks for part in (block.container, block.place, block.spans, *block.spans)]
    assert any(block.spans for block in document.blocks)
    assert article.removed
    assert not any(map(gc.is_tracked, records))
    assert gc.is_tracked(replace(document.blocks[0], level=1))


def test_most_pages_are_read_in_one_pass() -> None:
    text = "Größe\nété\n" * 100
    assert decode._plain_text("Größe\r\nété\r".encode() * 100) == (text, text.encode())
    assert decode._plain_text("Größe".encode()[:-2]) is None
    assert decode._plain_text("GrÃ¶Ã\x9fe Ã©tÃ©".encode()) is None


@given(st.text(alphabet="ab\néÃ©日\U0001f600\ud800\x7f\x80"))
@settings(max_examples=300, deadline=None)
def test_letters_beyond_ascii(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mojibake.core, "compiled", None)
        wanted = mojibake._find_beyond(text)
    assert mojibake._find_beyond(text) == wanted


@given(
    st.lists(
        st.sampled_from(["a" * 300, "plain text ", "é", "ж", "日本", "\U0001f600", "\ud800", "\x7f", "\x80"]),
        max_size=40,
    )
)
@settings(max_examples=300, deadline=None)
def test_texts_are_encoded_alike(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert core.compiled.encode(text) == text.encode("utf-8", "replace")


PARTS = (
    "/img/", "pier", "harbour", "1", "-300x200", "_640w", "@2x", "@300x", "-300x2000", "-300x20000", "-3x", "x", "w",
    "_12345w", ".jpg", ".JPEG", ".webp", ".php", "?", "&", "#", "w=3", "amp;h=2", "id=7", "v=", "-large", "_thumbnail",
    "-thumb", "é", "\n", "/", "=", "%20", "-scaled", ".jpg\n",
)  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=9))
@settings(max_examples=2_000, deadline=None)
def test_names_of_files(parts: list[str]) -> None:
    compiled._set_up()
    address = "".join(parts)
    assert core.compiled.file_name(address) == images.file_name(address)


def test_long_names_of_files() -> None:
    compiled._set_up()
    for address in ("/" + "a-200x300" * 90 + ".jpg", "/a.php?" + "id=7&w=3&" * 90, "/" + "b" * 499 + "-200x300"):
        assert core.compiled.file_name(address) == images.file_name(address)


SOURCES = ("srcset='{}'", "data-srcset='{}'", "data-lazy-srcset='{}'", "media='(min-width: 1px)'", "srcset", "type=a")


@given(
    st.lists(st.sampled_from(SOURCES), max_size=4),
    st.sampled_from(["/a.jpg 300w", "", "/é.jpg 2x,", "/a 1x, " * 3_000]),
)
@settings(max_examples=200, deadline=None)
def test_sources_of_a_picture(names: list[str], value: str) -> None:
    source = f"<source {' '.join(names).format(*[value] * 4)}>"
    page = f"<p>The pier.</p><picture>{source * 2}<img src='/b.jpg'></picture>"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled.core, "compiled", None)
        wanted = read_html(page).images
    assert read_html(page).images == wanted


PICTURES = (
    "<img src='/pier-harbour.jpg'>", "<img src='/pier-harbour-300x200.jpg' alt='The pier'>", "<figure>", "</figure>",
    "<img src='/boat-at-night.jpg' alt='The pier'>", "<embed src='/film'>", "<embed src='/film' title='A film'>", "x",
    "<img src='/blank.gif' srcset='/pier-harbour.jpg 300w, /loading.gif 900w, /pier-harbour.png 300w'>",
    "<img srcset='/a 2x,/spacer.png 3x' data-srcset='/b-of-the-harbour.webp 2x' src='/c.jpg' alt=' two\u00a0 words '>",
    "<img data-src='/lazy/boat.jpg' src='/1X1.gif' width=90 alt='Avatar &amp; name'>", "<img src='/1x2.gif' title=''>",
    "<img src='/me.jpg' class='Avatar' width=90>", "<img src='/\u00e9-harbour-at-night.jpg' alt='The  pier'>",
)  # fmt: skip


@given(st.lists(st.sampled_from(PICTURES), max_size=9))
@settings(max_examples=500, deadline=None)
def test_images_and_their_doubles(parts: list[str]) -> None:
    page = f"<p>The pier.</p>{''.join(parts)}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled.core, "compiled", None)
        wanted = read_html(page).images
    assert read_html(page).images == wanted
