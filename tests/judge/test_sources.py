"""Paragraphs of links to several other sites below a heading or a label of the text are its sources."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.judge.sources import find_linked_lines
from cleaner.judge.teasers import find_linked
from cleaner.read.html import read_html

STORY = (
    "The council of Port Ellery voted on Tuesday to bring the night ferries back, nine years after they were cut. " * 3
)
LINKS = ("https://council.example/minutes.pdf", "https://bay.example/study", "https://sailors.example/")


def lines(links: tuple[str, ...], form: str = "<p><a href={0}>{0}</a></p>") -> str:
    return "".join(form.format(link) for link in links)


def found(below: str, chance: float = 0.4) -> list[str]:
    """The lines found below a text of one paragraph and the label or heading that follows it."""
    blocks = read_html(f"<html><body><article><p>{STORY}</p>{below}</article></body></html>").blocks
    reach = find_linked_lines(blocks, 2, len(blocks), [chance] * len(blocks), ())
    return [blocks[at].text for at in reach]


@pytest.mark.parametrize("head", ["<h2>Where I read this</h2>", "<p><b>Sources:</b></p>"])
@pytest.mark.parametrize("form", ["<p><a href={0}>{0}</a></p>", "<p>[1] <a href={0}>{0}</a></p>"])
def test_paragraphs_of_links_to_several_sites_are_sources(head: str, form: str) -> None:
    assert len(found(head + lines(LINKS, form))) == 3
    assert found(head + lines(LINKS, form), 0.2) == []
    assert found(head + lines(LINKS[:1] * 3, form)) == []  # one site
    assert found(head + lines((*LINKS, "/news/other-story"), form)) == []  # another page of this site


def test_lines_between_breaks_are_sources_too() -> None:
    assert len(found(f"<p>Sources:<br>{'<br>'.join(f'<a href={link}>{link}</a>' for link in LINKS)}</p>")) == 3


def test_links_below_a_paragraph_or_in_a_box_elsewhere_are_none() -> None:
    assert found(f"<p>Nobody knows why.</p>{lines(LINKS)}") == []
    assert found(f"<h2>Partners</h2></article><div><div><div><div>{lines(LINKS)}</div></div></div></div>") == []


def test_sources_below_a_dated_article_are_no_teasers() -> None:
    def teased(head: str) -> int:
        links = lines(LINKS, "<p><a href={0}>What the crews of the boats have said</a></p>")
        body = f"<h1>Night ferries</h1><p class=info>17.01.2012, 17:21</p><p>{STORY}</p><h2>{head}</h2>{links}"
        document = read_html(f"<html><body><article>{body}</article></body></html>")
        return len(find_linked(document, [True] * len(document.blocks)))

    assert (teased("Sources"), teased("Elsewhere")) == (0, 3)


@pytest.mark.parametrize(
    ("head", "stays"), [("Sources", True), ("Quellen", True), ("Source: The Ellery Courier", False)]
)
def test_a_heading_of_sources_stays_above_a_list_in_plain_text(head: str, stays: bool) -> None:
    """Also where the links of the list are not written. A line that names the source of the text alone goes."""
    listed = "\n".join(f"- {name} of the harbour" for name in ("Report", "Tables", "Charter")) if stays else ""
    story = "\n\n".join(f"{STORY}The {nth} boat sails on Monday." for nth in ("one", "two", "three"))
    text = clean(f"# Night ferries come back\n\n{story}\n\n## {head}\n\n{listed}\n", content_type="text/markdown").text
    assert (head in text) == stays


def test_notes_stay_behind_a_section_of_links() -> None:
    """What follows "See also" at the end of a plain text goes, but not its notes."""
    links = "- [Ferries of the bay](https://wiki.example/ferries)\n- [Port Ellery](https://wiki.example/port)"
    notes = "1. Lee, Ann (1990). Piers of the North.\n2. Ek, Bo (2001). Night boats."
    story = "\n\n".join(f"{STORY}The {nth} boat sails on Monday." for nth in ("one", "two", "three"))
    page = f"# Night ferry\n\n{story}\n\n## See also\n\n{links}\n\n## References\n\n{notes}\n"
    text = clean(page, content_type="text/markdown").text
    assert f"References\n\n{notes}" in text
    assert "See also" not in text
