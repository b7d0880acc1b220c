"""Popovers and closed dialogs: text if a control in the text opens them, else hidden."""

from __future__ import annotations

import pytest

from cleaner.read.html import read_html

NOTE = "The licence is given by the harbour office."


def is_hidden(body: str) -> bool:
    return next(
        block.hidden for block in read_html(f"<main><p>They run.</p>{body}</main>").blocks if NOTE in block.text
    )


@pytest.mark.parametrize(
    ("body", "hidden"),
    [
        ("<p>A licence<button popovertarget=n>1</button> is due.</p><div popover id=n>{}</div>", False),
        ("<p>A <button popovertarget=n>licence</button><span popover id=n>{}</span> is due.</p>", False),
        ("<button commandfor=n command=show-modal>Table</button><dialog id=n><p>{}</dialog>", False),
        ("<button aria-controls=n>Statement</button><dialog id=n><p>{}</dialog>", False),
        ("<button data-bs-target='#n'>Statement</button><dialog id=n><p>{}</dialog>", False),
        ("<div popover id=n>{}</div>", True),
        ("<button popovertarget=m>1</button><div popover id=n>{}</div>", True),
        ("<dialog id=n><p>{}<button commandfor=n command=close>x</button></dialog>", True),
        ("<button commandfor=n command=close>x</button><dialog id=n><p>{}</dialog>", True),
        ("<div hidden><button popovertarget=n>1</button></div><div popover id=n>{}</div>", True),
        ("<nav><button popovertarget=n>Menu</button></nav><div popover id=n>{}</div>", True),
        ("<button popovertarget=n>Menu</button><nav popover id=n>{}</nav>", True),
        ("<button popovertarget=n>1</button><div popover id=n hidden>{}</div>", True),
        ("<button aria-controls=n>1</button><div id=n hidden>{}</div>", True),  # left to the tagger, as ever
        ("<button popovertarget=n>1</button><div popover id=n><p hidden>{}</p></div>", True),
    ],
)
def test_boxes_that_the_text_opens_are_text(body: str, hidden: bool) -> None:
    assert is_hidden(body.format(NOTE)) is hidden


REST = "Eight members voted for the plan and three against, after a debate that lasted until half past eleven at night."


@pytest.mark.parametrize(
    ("rest", "shown"),
    [
        ("<span class=morecontent><span style='display: none;'>{}</span><a href=#>Show more</a></span>", True),
        ("<span class='text more' hidden>{}</span>", True),
        ("<span class=tooltip style='display:none'>{}</span>", False),
        ("<span class=more style='display:none'>Show more</span>", False),
        ("<span class=morecontent><b hidden>{}</b></span>", False),
    ],
)
def test_the_rest_of_a_line_is_text(rest: str, shown: bool) -> None:
    """Text that a link after it shows, but no explanation of a word and no label."""
    page = read_html(f"<main><p>The council voted. {rest.format(REST)} It was late.</p></main>")
    assert [REST in block.text for block in page.blocks if not block.hidden] == [shown]
