"""Pages of products repeat their lines for small screens, and fold their specifications; manuals have callouts."""

from __future__ import annotations

import pytest

from cleaner.judge import repeats
from cleaner.read.html import read_html
from cleaner.vocabulary import PageKind
from tests.judge.test_structure_comments import kept_again

LINE = "Holds eight cups of tea"
TEXT = "The kettle is pressed from a single sheet of copper, so it has no seam that could leak or scale."
SPECS = "<table><tr><td>Height</td><td>24 cm</td></tr><tr><td>Weight</td><td>1.1 kg</td></tr></table>"
ROWS = {"Height\t24 cm": "table", "Weight\t1.1 kg": "table"}


def copies(wide: str, small: str, kind: PageKind | None) -> list[str]:
    document = read_html(f"<main><div class=wide>{wide}</div><p>{TEXT}</p><div class=small>{small}</div></main>")
    found = repeats.judge(document, None, [True] * len(document.blocks), kind)
    return [document.blocks[verdict.block].text for verdict in found]


@pytest.mark.parametrize(("kind", "gone"), [("product", [LINE]), ("article", []), ("listing", []), (None, [])])
def test_a_short_line_for_another_screen_goes_from_the_page_of_a_product(
    kind: PageKind | None, gone: list[str]
) -> None:
    assert copies(f"<p>{LINE}</p>", f"<p>{LINE}</p>", kind) == gone


@pytest.mark.parametrize("line", ["Eight cups", "In stock"])
def test_a_very_short_line_may_come_back(line: str) -> None:
    assert copies(f"<p>{line}</p>", f"<p>{line}</p>", "product") == []


def test_a_line_of_two_lists_of_one_make_comes_back() -> None:
    lists = "".join(f"<ul class=needs><li>Memory: 8 GB of RAM or more</li><li>{disk} GB</li></ul>" for disk in (20, 40))
    document = read_html(f"<main><p>{TEXT}</p>{lists}</main>")
    assert repeats.judge(document, None, [True] * len(document.blocks), "product") == []


@pytest.mark.parametrize(
    ("page", "kind", "again"),
    [
        (f"<p>{TEXT}</p><h2>Dimensions</h2>{SPECS}", "product", ROWS),
        (f"<p>{TEXT}</p><details><summary><h2>Dimensions</h2></summary>{SPECS}</details>", "product", ROWS),
        (f"<p>{TEXT}</p><h2>Dimensions</h2>{SPECS}", "article", {}),
        (f"<p>{TEXT}</p>{SPECS}", "product", {}),
        (f"{SPECS}<p>{TEXT}</p><h2>Dimensions</h2>", "product", {}),
        (
            "<h2>Dimensions</h2><table><tr><td><a href=/a>Height</a></td><td><a href=/b>24 cm</a></td></tr>"
            "<tr><td><a href=/c>Weight</a></td><td><a href=/d>1.1 kg</a></td></tr></table>",
            "product",
            {},
        ),
    ],
)
def test_the_table_below_a_heading_that_stays(page: str, kind: PageKind, again: dict[str, str]) -> None:
    assert kept_again(read_html(f"<main>{page}</main>"), *ROWS, kind=kind) == again


SEE = "The chapter on writing files explains how rows are written back."
NOTE = f'<div class="admonition seealso"><p class="admonition-title">See also</p><p>{SEE}</p></div>'
TIP = f'<div class="admonition tip"><p class="admonition-title">Lamps</p><p>{SEE}</p></div>'


@pytest.mark.parametrize(
    ("page", "kind", "dropped", "again"),
    [
        (f"<p>{TEXT}</p>{NOTE}", "documentation", ("See also", SEE), {"See also": "callout", SEE: "callout"}),
        (f"<h2>Files</h2>{NOTE}", "documentation", ("Files", "See also"), {"See also": "callout"}),
        (f"<h2>Files</h2>{NOTE}", "documentation", ("Files", "See also", SEE), {}),
        (f"<p>{TEXT}</p>{NOTE}", "service", ("See also", SEE), {}),
        (f"<p>{TEXT}</p>{NOTE}", "article", ("See also", SEE), {}),
        (f"<p>{TEXT}</p>{TIP}<p>It ends.</p>", "article", ("Lamps", SEE), {"Lamps": "callout", SEE: "callout"}),
        (f"<p>{TEXT}</p>{TIP}", "article", ("Lamps", SEE), {}),  # it calls for something
        (
            f"<p>{TEXT}</p><div class='alert info'><p>Our letters</p><p>{SEE}</p></div>",
            "article",
            ("Our letters", SEE),
            {},
        ),
        (f"<p>{TEXT}</p>{TIP.replace('tip', 'primary')}", "article", ("Lamps", SEE), {}),
        (f"{TIP}<p>{TEXT}</p>", "article", ("Lamps", SEE), {"Lamps": "callout", SEE: "callout"}),
        (f"{TIP}<div><p>{TEXT}</p></div>", "article", ("Lamps", SEE), {}),
        (f"<p>{TEXT}</p><p>It ends.</p>{TIP}", "article", ("It ends.", "Lamps", SEE), {}),
    ],
)
def test_the_callouts_of_a_manual_belong_to_it(
    page: str, kind: PageKind, dropped: tuple[str, ...], again: dict[str, str]
) -> None:
    assert kept_again(read_html(f"<main>{page}</main>"), *dropped, kind=kind) == again
