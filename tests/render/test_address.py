"""Addresses in outputs."""

from __future__ import annotations

import pytest

from cleaner.render.address import MAX_FIELDS, Addresses

PORT = "https://port.example/a"


@pytest.mark.parametrize(
    ("address", "want"),
    [
        ("https://www.google.com/url?q=https://port.example/a&sa=D&source=editors", PORT),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fport.example%2Fa&h=AT0", PORT),
        ("https://www.youtube.com/redirect?event=d&q=https%3A%2F%2Fport.example%2Fa", PORT),
        ("https://www.google.com/url?q=javascript:alert(1)//http", "https://www.google.com/url?q=javascript:alert%281%29//http"),
        ("https://www.google.com/url?q=https://port.example/%22%3E", f"{PORT[:-1]}%22%3E"),
        ("https://www.google.com/search?q=https://port.example/a", "https://www.google.com/search?q=https://port.example/a"),
        ("https://web.archive.org/web/2020/https://port.example/a", "https://web.archive.org/web/2020/https://port.example/a"),
        ("/share?u=https://port.example/a", "https://quay.example/share?u=https://port.example/a"),
        (f"https://vk.com/away.php?{'&' * MAX_FIELDS}to=https://port.example/a",
         f"https://vk.com/away.php?{'&' * MAX_FIELDS}to=https://port.example/a"),
    ],
)  # fmt: skip
def test_known_redirects_are_followed(address: str, want: str) -> None:
    assert Addresses("https://quay.example/b").of(address) == want
