"""``make figures``: each table of the documents finds the printed table that it shows, and gets its values."""

from __future__ import annotations

import pytest

from tests import REPO
from tests.scripts import load_script

FIGURES = load_script("docs/figures.py")
PRINTED = """
### Words

| corpus (pages) | ours | theirs |
| --- | ---: | ---: |
| news (90) | 0.9 | 0.8 |
| blogs (7) | 0.6 | 0.5 |

### Leak

| corpus (pages) | ours | theirs |
| --- | ---: | ---: |
| news (90) | 0.1 | 0.2 |
"""
DOCUMENT = """
## Text

```console
$ python -m bench --only news
```

### Words

| corpus (pages) | ours | theirs |
| --- | ---: | ---: |
| news (88) | 0.0 | 0.0 |

In short:

<!-- table: Leak -->
| corpus (pages) | theirs |
| --- | ---: |
| news (88) | 0.0 |
| hand-made (3) | 0.4 |

## Another

| corpus (pages) | ours |
| --- | ---: |
| news (88) | 0.7 |
"""


def test_tables_take_what_is_printed() -> None:
    """A titled table is replaced. Other tables keep their rows and columns. Tables of other sections do not change."""
    text, faults = FIGURES.fill(DOCUMENT, lambda command: PRINTED)
    assert faults == []
    assert "| news (90) | 0.9 | 0.8 |\n| blogs (7) | 0.6 | 0.5 |" in text
    assert "| news (90) | 0.2 |\n| hand-made (3) | 0.4 |" in text
    assert "| news (88) | 0.7 |" in text
    assert FIGURES.fill(text, lambda command: PRINTED)[0] == text


def test_a_table_that_fits_nothing_is_named() -> None:
    text, faults = FIGURES.fill(DOCUMENT, lambda command: "### Speed\n\n| system | ms |\n| --- | ---: |\n| ours | 1 |")
    assert text == DOCUMENT
    assert len(faults) == 2
    assert "'Words'" in faults[0]


@pytest.mark.parametrize("path", FIGURES.DOCUMENTS, ids=lambda path: path.name)
def test_every_table_of_the_documents_is_known(path) -> None:
    """A document filled in with its own tables stays the same."""
    text = path.read_text("utf-8")
    places = [*FIGURES.find_places(text.split("\n"))]
    assert places
    printed: dict[str, str] = {}
    for place in places:
        for command in place.commands:
            table = "\n".join([f"### {place.table.title}", "", *place.table.lines])
            printed[command] = f"{printed.get(command, '')}\n{table}\n"
    filled, faults = FIGURES.fill(text, printed.__getitem__)
    assert faults == []
    assert filled == text


def test_every_named_table_is_one_of_the_bench() -> None:
    """The comments above tables name tables that the bench prints."""
    sources = "".join(path.read_text("utf-8") for path in (REPO / "bench").glob("*.py"))
    for path in FIGURES.DOCUMENTS:
        for line in path.read_text("utf-8").split("\n"):
            named = FIGURES.NAMED.match(line)
            assert named is None or named[1].partition(",")[0] in sources, line
