"""The title said again and blocks that stand twice: chrome at the places of chrome, text within the text."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.judge import repeats, runs
from cleaner.judge.phrases import SectionHead
from cleaner.model import Block, Container, Document
from cleaner.read.html import read_html
from cleaner.read.text import read_text

TITLE = "The lamp by the door"
LINES = [
    "The harbour master counted the boats again that evening, and again there was one too many of them at the quay.",
    "Nobody had seen it come in, and nobody had seen a soul on board, although the kettle in its galley was warm.",
    "On the third day the priest went down with a lantern and a loaf of bread, and stayed below until the tide turned.",
    "When he came up he said nothing about what he had found there, but he asked for the chapel bell to be rung.",
]
REFRAIN = "And all the boats came in at last, and every lamp along the quay was lit again for them."


def page(body: str, after: str = "") -> str:
    return (
        f'<html lang="en"><head><title>{TITLE}</title></head><body><nav><a href="/">Home</a></nav>'
        f"<main><article><h1>{TITLE}</h1>{body}</article>{after}</main></body></html>"
    )


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize(
    "line",
    [
        f"<p>{TITLE}</p>", f"<p>“{TITLE}!”</p>", f"<ul><li>A red door</li><li>{TITLE}</li><li>A bell</li></ul>",
        f"<blockquote><p>{TITLE}.</p></blockquote>", f"<h2>{TITLE}</h2>",
        f"<table><tr><td>A red door</td></tr><tr><td>{TITLE}</td></tr></table>",
    ],
)  # fmt: skip
def test_a_line_of_the_text_may_say_the_title(line: str) -> None:
    """An item, a row, a quotation, a line of dialogue, a heading of a chapter: none is a title said again."""
    article = clean(page(paragraphs(*LINES[:2]) + line + paragraphs(*LINES[2:])))
    assert TITLE in article.text
    assert not [gone for gone in article.removed if gone.text == TITLE and gone.block > 4]


def verdicts(document: Document, title: str = TITLE) -> list[tuple[int, str]]:
    found = repeats.judge(document, title, [True] * len(document.blocks))
    return [(verdict.block, verdict.rule) for verdict in found]


def test_the_title_goes_where_chrome_repeats_it() -> None:
    """In the head of the page, as a caption, as a link, and in a teaser after the text."""
    teaser = f'<div class="more"><div><h3>{TITLE}</h3></div></div>'
    figure = f"<figure><img src=a.jpg><figcaption>{TITLE}</figcaption></figure>"
    link = f'<p><a href="/lamp">{TITLE}</a></p>'
    document = read_html(page(paragraphs(*LINES[:2]) + figure + paragraphs(LINES[2]) + link + LINES[3], teaser))
    said = [block.index for block in document.blocks if block.text == TITLE]
    body = [block.link_chars == 0 or block.text == TITLE for block in document.blocks]
    assert len(said) == 4
    assert [verdict.block for verdict in repeats.judge(document, TITLE, body)] == said


def test_plain_text_says_its_title_once_in_its_head() -> None:
    document = read_text("\n\n".join([TITLE, "By Ann Bell", TITLE, *LINES]))
    assert verdicts(document) == [(2, "title")]


@pytest.mark.parametrize("line", ["{} | The Courier", "Home > News > {}-The Courier", "The Courier: {}"])
def test_the_title_of_the_document_and_the_headline_below_it_go(line: str) -> None:
    """As in HTML, the title is metadata then, and no line of the text."""
    document = read_text("\n\n".join([line.format(TITLE), TITLE, *LINES]))
    assert [found[0] for found in verdicts(document)] == [0, 1]


def test_a_sentence_above_the_headline_stays() -> None:
    said = f"This is the speech that the mayor of the town gave on the quay when she opened the {TITLE} to all."
    assert verdicts(read_text("\n\n".join([said, TITLE, *LINES]))) == []


def test_verses_of_plain_text_may_say_the_title() -> None:
    text = f"{TITLE}\n\nWe carried a light\n{TITLE}\nAnd all the night\n{TITLE}\n\n{LINES[0]}\n\n{LINES[1]}"
    assert verdicts(read_text(text)) == []
    first = f"{TITLE}\nWe carried a light\n{TITLE}\nAnd all the night\n\n{LINES[0]}\n\n{LINES[1]}"
    assert verdicts(read_text(first)) == []


@pytest.mark.parametrize("tag", ["p", "li", "tr"])
def test_what_comes_back_within_the_text_stays(tag: str) -> None:
    """A refrain, a step, a row."""
    wrap = {"p": "{}", "li": "<ol>{}</ol>", "tr": "<table>{}</table>"}[tag]
    cell = "<td>{}</td>" if tag == "tr" else "{}"
    rows = "".join(
        f"<{tag}>{cell.format(text)}</{tag}>" for text in [LINES[0], REFRAIN, LINES[1], REFRAIN, LINES[2], REFRAIN]
    )
    article = clean(page(paragraphs(LINES[3]) + wrap.format(rows)))
    assert article.text.count(REFRAIN) == 3


def test_a_copy_elsewhere_goes() -> None:
    """A pull quote, a caption, a teaser and a second copy of the whole text repeat what the text says."""
    root = Container("main", (), None, 0, 1)
    story, box = Container("div", ("story",), root, 1, 2), Container("div", ("pull",), root, 2, 2)
    inside, outside = Container("p", (), story, 3, 3), Container("p", (), box, 4, 3)
    blocks = [Block(nth, "paragraph", text, container=inside) for nth, text in enumerate(LINES)]
    copy = Block(4, "paragraph", LINES[1], container=outside)
    caption = Block(5, "caption", LINES[2], container=inside)
    assert verdicts(Document((*blocks, copy, caption))) == [(4, "block"), (5, "block")]
    many = [f"{nth}. {LINES[0]}" for nth in range(8)]
    twice = tuple(Block(nth, "paragraph", text, container=inside) for nth, text in enumerate(many + many))
    assert verdicts(Document(twice)) == [(nth, "block") for nth in range(8, 16)]


def test_many_heads_of_sections_cost_one_look_at_each_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work of the judge of runs grows with the page, not with its square."""
    seen: list[int] = []
    plain = runs.is_prose
    monkeypatch.setattr(runs, "is_prose", lambda block: seen.append(block.index) or plain(block))
    count = 500
    texts = ["A first long sentence. " * 8] + ["Related", "A bridge that nobody crosses"] * count
    blocks = tuple(Block(nth, "paragraph", text) for nth, text in enumerate(texts))
    heads = [SectionHead(nth, "en/related", "related", 1.0) for nth in range(1, 2 * count, 2)]
    runs.judge(Document(blocks), heads)
    assert len(seen) <= 4 * len(blocks)


def test_a_teaser_above_the_text_is_no_refrain() -> None:
    """Plain text says its lead in its head and again in its place: once is enough."""
    assert verdicts(read_text("\n\n".join([TITLE, LINES[0], "By Ann Bell", LINES[0], LINES[1]]))) == [(3, "block")]
    song = f"{TITLE}\n\n{LINES[0]}\n\n{LINES[1]}\n{REFRAIN}\n\n{LINES[2]}\n{REFRAIN}\n\n{LINES[3]}"
    assert verdicts(read_text(song)) == []


def test_a_version_to_be_read_aloud_goes_from_a_dump() -> None:
    """All of the text once more in one line: each paragraph stays once."""
    told = [f"{line} So it is told on night {night} of the year." for night in range(4) for line in LINES]
    result = clean("\n\n".join([TITLE, *told, " ".join(told)]))
    assert [result.text.count(line) for line in told] == [1] * len(told)
    assert [gone.text for gone in result.removed if gone.rule == "block"] == [" ".join(told)]


@pytest.mark.parametrize("parts", [3, 4])
def test_a_long_paragraph_that_quotes_lines_stays(parts: int) -> None:
    """A summary that says a few of the lines again, among words of its own, is text."""
    own = "The chapel stands above the quay, and from its door one sees the whole of the harbour. " * 9
    texts = [*LINES, own + " ".join(LINES[:parts])]
    blocks = tuple(Block(nth, "paragraph", text) for nth, text in enumerate(texts))
    assert repeats.judge(Document(blocks, source="text"), None, [True] * len(blocks)) == []


def test_of_two_wholes_no_part_is_lost() -> None:
    """What is dropped for a whole stands in blocks that stay, also where one whole holds another."""
    told = [f"{line} So it is told on night {night} of the year." for night in range(4) for line in LINES]
    short, long = " ".join(told[:10]), " ".join(told)
    texts = [*told, short, long]
    blocks = tuple(Block(nth, "paragraph", text) for nth, text in enumerate(texts))
    verdicts = repeats.judge(Document(blocks, source="text"), None, [True] * len(blocks))
    assert [verdict.block for verdict in verdicts] == [len(told), len(told) + 1]


PULLED = "there was one too many of them at the quay"


@pytest.mark.parametrize(
    "box",
    [
        f"<aside class=pullquote><p>“{PULLED}”</p></aside>", f"<blockquote class=pull-quote>{PULLED}.</blockquote>",
        f"<div class='duet--article--pullquote'><p>{PULLED.capitalize()}…</p></div>",
        f"<figure class=wp-block-pullquote><blockquote><p>{PULLED}</p></blockquote></figure>",
    ],
)  # fmt: skip
def test_a_pull_quote_goes_whose_words_the_text_says(box: str) -> None:
    lines = LINES[1:]
    assert verdicts(read_html(page(paragraphs(*lines[:2]) + box + paragraphs(lines[2], LINES[0]))), "")[0][1] == "block"
    assert verdicts(read_html(page(paragraphs(*lines[:2]) + box + paragraphs(lines[2]))), "") == []


def test_a_quotation_stays_whose_words_the_text_says() -> None:
    """An answer in a thread quotes what it answers, and a text may quote a line before it explains it."""
    box = f"<blockquote>{PULLED}</blockquote><div class=blockquote>{PULLED}</div>"
    assert verdicts(read_html(page(paragraphs(*LINES[:2]) + box + paragraphs(*LINES[2:]))), "") == []


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("The post The night boats of Port Ellery come back appeared first on The Ellery Courier.", False),
        ("Der Beitrag The night boats of Port Ellery come back erschien zuerst auf Hafenblatt.", False),
        ("At last the night boats of Port Ellery come back, and all the bakers with them.", True),
        ("The night boats of Port Ellery come back, and with them the bakers of the old town.", True),
        ("The novel The night boats of Port Ellery come back is out now at Ellery Press (320 pages).", True),
        ("Der Film „The night boats of Port Ellery come back“ läuft ab dem 3. Mai im Hafenkino.", True),
        ("“We are glad,” said Ruth Olander. “The night boats of Port Ellery come back at last, all of them.”", True),
    ],
)
def test_the_last_line_of_a_feed_goes(line: str, stays: bool) -> None:
    story = "The council of Port Ellery voted on Tuesday to bring the night ferries back, nine years after they went."
    text = clean(f"The night boats of Port Ellery come back\n\n{story}\n\n{line}", content_type="text/plain").text
    assert (line in text, story in text) == (stays, True)


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("The night boats of Port Ellery come back - The Ellery Post", False),
        ("The night boats of Port Ellery come back | Ellery Post", False),
        ("The night boats of Port Ellery come back - and with them the bakers of the old town, who had asked", True),
        ("What the council said: The night boats of Port Ellery come back", True),
    ],
)
def test_a_headline_with_the_name_of_the_site_goes_below_the_headline(line: str, stays: bool) -> None:
    story = "The council of Port Ellery voted on Tuesday to bring the night ferries back, nine years after they went."
    more = "Eight members voted for the plan and three against. The boats will run every forty minutes until five."
    blocks = read_text("\n".join(["The night boats of Port Ellery come back", line, story, more]))
    found = repeats.judge(blocks, "The night boats of Port Ellery come back", [True] * 4)
    assert [verdict.block for verdict in found] == ([] if stays else [1])
