"""Plain text: tables whose columns are ruled, as pandoc and Docutils write them."""

from __future__ import annotations

import pytest

from cleaner.read.text import read_text


def rows(text: str) -> list[str]:
    return [block.text for block in read_text(f"The weir\n\n{text}\n\nIt is late.").blocks if block.kind == "table"]


SIMPLE = """
  Weir     Built   Height
  -------- ------- --------
  Corrin   1911    2 m
  Aldwick          3 m
"""
HEADLESS = """
-------- ---- ---
Corrin   1911 2 m
Aldwick  1930
-------- ---- ---
"""
TALL = """
-------------------------------
 Weir     Remarks
 -------- ---------------------
 Corrin   Built for a mill that
          is gone.

 Aldwick  Closed.
-------------------------------
"""
DOCUTILS = """
=======  =====
Weir     Built
=======  =====
Corrin   1911
         1930
Aldwick
=======  =====
"""
PARTED = """
======= =====
Weir    Built
======= =====
Corrin  1911
Alder   1922

Aldwick 1930
======= =====
"""
WIDE = """
名前     年
-------- ----
上の堰   1911
下の堰   1930
"""


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (SIMPLE, ["Weir\tBuilt\tHeight", "Corrin\t1911\t2 m", "Aldwick\t\t3 m"]),
        (HEADLESS, ["Corrin\t1911\t2 m", "Aldwick\t1930"]),
        (TALL, ["Weir\tRemarks", "Corrin\tBuilt for a mill that is gone.", "Aldwick\tClosed."]),
        (DOCUTILS, ["Weir\tBuilt", "Corrin\t1911 1930", "Aldwick"]),
        (PARTED, ["Weir\tBuilt", "Corrin\t1911", "Alder\t1922", "Aldwick\t1930"]),
        (WIDE, ["名前\t年", "上の堰\t1911", "下の堰\t1930"]),
    ],
)
def test_rows_have_the_cells_of_their_columns(table: str, expected: list[str]) -> None:
    assert rows(table) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Corrin is an old weir.\n- - -\nAldwick is another.",
        "Corrin\n------\n\nAn old weir.",
        "-- --\nAnn Lee wrote this.\nBo Ek read it.",
        "Weir   Built\n------ ----\nCorrin-on-Water 1911\nAldwick-on-Water 1930",
    ],
)
def test_other_dashes_rule_no_table(text: str) -> None:
    assert rows(text) == []
    words = " ".join(block.text for block in read_text(text).blocks).split()
    assert [word for word in text.split() if word.strip("-") and word not in words] == []


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "Weir      Built   Height\nCorrin    1911    2 m\nAldwick           3 m\nMarlow    1930",
            ["Weir\tBuilt\tHeight", "Corrin\t1911\t2 m", "Aldwick\t\t3 m", "Marlow\t1930"],
        ),
        (
            "Weir       1911  1930\nCorrin        2    30\nAldwick            41",
            ["Weir\t1911\t1930", "Corrin\t2\t30", "Aldwick\t\t41"],
        ),
        (
            "Corrin   23:00  23:40  00:20\nAldwick  23:20  00:00  00:40",
            ["Corrin\t23:00\t23:40\t00:20", "Aldwick\t23:20\t00:00\t00:40"],
        ),
        ("Corrin   23:00\nAldwick  23:20", []),
        ("The weir  is   old and  wide\nand its   keeper  is old   as well", []),
    ],
)  # fmt: skip
def test_rows_between_gaps_may_have_empty_cells(table: str, expected: list[str]) -> None:
    assert rows(table) == expected
