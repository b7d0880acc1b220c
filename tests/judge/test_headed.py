"""Headings such as "Contact" that menus have too: text above text of their own."""

from __future__ import annotations

import pytest

from cleaner import clean

LINES = (
    "The company runs the night ferries again from May, nine years after the last of them was cut.",
    "Two ships are hired from the islands, and the crews were trained over the winter in the old dock.",
    "Tickets are sold at the quay and in the library, and children under six travel without one.",
)
JAPANESE = (
    "エレリー汽船は、九年前に廃止した夜間フェリーの運航を五月一日から再開すると発表した。",
    "船は午後十一時から午前五時まで四十分ごとに運航し、運賃は一年間据え置かれる。",
    "切符は岸壁の窓口と図書館で販売され、六歳未満の子どもは無料で乗船できる。",
)


def page(lines: tuple[str, ...], end: str) -> str:
    prose = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><body><article><h1>{lines[0][:12]}</h1><div class=text>{prose}{end}</div></article></body></html>"


@pytest.mark.parametrize(
    ("lines", "end", "stays"),
    [
        (JAPANESE, "<h2>お問い合わせ</h2><p>広報室 電話 0123-45-6789</p>", True),
        (JAPANESE, "<h2>お問い合わせ</h2><p><a href=/form>フォームはこちら</a></p>", False),
        (JAPANESE, "<h2><a href=/contact>お問い合わせ</a></h2><p>広報室 電話 0123-45-6789</p>", False),
        (JAPANESE, "<div class=menu><h2>お問い合わせ</h2><ul><li><a href=/a>採用情報</a></li></ul></div>", False),
        (LINES, "<h2>Accessibility</h2><p>All ships have a lift and a ramp, and the crew helps.</p>", True),
    ],
)  # fmt: skip
def test_a_heading_of_menus_stays_above_text_of_its_own(lines: tuple[str, ...], end: str, *, stays: bool) -> None:
    article = clean(page(lines, end))
    head = next(text for text in ("お問い合わせ", "Accessibility") if text in end)
    assert all(line in article.text for line in lines)
    assert (head in article.text) is stays
