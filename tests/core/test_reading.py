"""What the core does before the walk gives what Python gives: decoding, and the search for what is encoded twice."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner import core
from cleaner.read import decode, mojibake

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


def test_most_pages_are_read_in_one_pass() -> None:
    assert decode._plain_text("Größe\r\nété\r".encode() * 100) == "Größe\nété\n" * 100
    assert decode._plain_text("Größe".encode()[:-2]) is None
    assert decode._plain_text("GrÃ¶Ãe".encode()) is None


@given(st.text(alphabet="ab\néÃ©日\U0001f600\ud800\x7f\x80"))
@settings(max_examples=300, deadline=None)
def test_letters_beyond_ascii(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mojibake.core, "compiled", None)
        wanted = mojibake._find_beyond(text)
    assert mojibake._find_beyond(text) == wanted
