"""A line that is cut short with dots, and its rest or its whole text that a click shows."""

from __future__ import annotations

import pytest

from cleaner.read.html import read_html

BEGIN = "Our guides have walked these hills since the railway came, and they know each spring."
REST = "In winter they cut hazel and mend the walls, and in May they lead walks for the visitors again."
HIDE = 'style="display: none"'


def shown(body: str) -> list[str]:
    return [block.text for block in read_html(f"<main>{body}</main>").blocks if not block.hidden]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<p>{BEGIN}<span id=dots>...</span><span id=more {HIDE}> {REST}</span></p>", f"{BEGIN} {REST}"),
        (f"<p>{BEGIN}… <a href=#>Read more</a> <span {HIDE}>{REST}</span></p>", f"{BEGIN}… Read more {REST}"),
        (f"<p>{BEGIN}…<span hidden> {REST}</span></p>", f"{BEGIN}… {REST}"),
        (f"<p><span>{BEGIN[:50]}...</span> <span {HIDE}>{BEGIN} {REST}</span></p>", f"{BEGIN} {REST}"),
        (
            f"<p><span><span>{BEGIN[:50]}...</span> <i>Read more</i></span><span {HIDE}>{BEGIN} {REST}</span></p>",
            f"{BEGIN} {REST}",
        ),
    ],
)
def test_what_a_click_shows_is_text(body: str, text: str) -> None:
    assert shown(body) == [text]


@pytest.mark.parametrize(
    "hidden",
    [
        f"<span {HIDE}>{REST}</span>",  # a tooltip
        f"<span>...</span><span {HIDE}>Copied</span>",
        f'<span>...</span><span aria-hidden="true">{REST}</span>',  # what screen readers do not hear
        f"<b>A line with a mark … in it</b><span {HIDE}>{REST}</span>",
    ],
)
def test_other_hidden_words_in_a_line_are_none(hidden: str) -> None:
    assert not any(word in text for text in shown(f"<p>{BEGIN}{hidden}</p>") for word in ("hazel", "Copied"))


def test_only_so_many_are_tried() -> None:
    line = f"<p>{BEGIN}…<span {HIDE}>{REST}</span></p>"
    assert sum(REST in text for text in shown(line * 150)) == 100
