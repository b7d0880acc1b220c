"""A list or a quote of which most stays, stays as a whole; one that mostly goes, goes."""

from __future__ import annotations

import pytest

from cleaner.judge import structure
from cleaner.read.html import read_html
from cleaner.read.text import read_text
from cleaner.vocabulary import PageKind

ITEMS = ("Untie the boat.", "Push it off.", "Row to the other pier.", "Tie it up again.")


def again(body: str, *dropped: str, kind: PageKind | None = "article", known: str | None = None) -> list[str]:
    """The texts among those dropped that the judge of structure wants back. ``known`` is one that phrases recognise."""
    read = read_html(f"<html><body>{body}</body></html>")
    keep = [block.text not in dropped for block in read.blocks]
    matches = {block.index for block in read.blocks if block.text == known}
    found = structure.judge(read, keep, kind, images=False, matches=matches)
    return [read.blocks[verdict.block].text for verdict in found]


def items(tag: str, *texts: str) -> str:
    return f"<{tag}>{''.join(f'<li>{text}</li>' for text in texts)}</{tag}>"


@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_an_item_between_two_that_stay_is_not_lost(tag: str) -> None:
    assert again(items(tag, *ITEMS), ITEMS[1]) == [ITEMS[1]]


def links(*addresses: str) -> str:
    return items("ul", *(f"<a href={address}>Page {nth}</a>" for nth, address in enumerate(addresses)))


def test_links_to_other_sites_below_a_heading_that_stays_are_sources() -> None:
    there = links("https://a.example/1", "https://www.b.example/2")
    pages = ("Page 0", "Page 1")
    assert again(f"<div><h2>Sources</h2>{there}</div>", *pages) == [*pages]
    assert again(f"<div><h2>Sources</h2>{there}</div>", "Sources", *pages) == []
    assert again(f"<div><h2>Sources</h2>{there}</div>", "Page 0") == []  # the tagger knows one from the other
    assert again(f"<div><h2>Sources</h2>{there}</div>", *pages, kind="listing") == []
    assert again(f"<div><h2>More</h2>{links('https://a.example/1', 'https://a.example/2')}</div>", *pages) == []
    assert again(f"<div><h2>More</h2>{links('https://a.example/1', '/2')}</div>", *pages) == []
    apart = f"<div><div><div><div><div>{there}</div></div></div></div></div>"
    assert again(f"<div><div><div><div><h2>Sources</h2></div></div></div></div>{apart}", *pages) == []


def test_links_to_other_sites_below_a_bold_line_are_sources() -> None:
    there = links("https://a.example/1", "https://www.b.example/2")
    pages = ("Page 0", "Page 1")
    assert again(f"<div><p><b>Sources</b></p>{there}</div>", *pages) == [*pages]
    assert again(f"<div><p><b>Sources</b> of this text</p>{there}</div>", *pages) == []
    assert again(f"<div><p><b>More</b></p>{links('https://a.example/1', '/2')}</div>", *pages) == []


def test_a_definition_keeps_its_term() -> None:
    body = "<dl><dt><a href=/1>Keel</a><dd>The lowest beam.<dt>Ballast<dd>What keeps her upright.</dl>"
    assert again(body, "Keel") == ["Keel"]
    assert again(body, "Keel", "The lowest beam.") == []
    assert again(body, "Keel", "Ballast") == []  # menus of questions


VERSES = "Song\n\nTurn, old bridge,\nturn around.\n\nThe barge is waiting\nhomeward bound."


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        (VERSES, True),
        (VERSES.replace(",", ""), False),  # no pause
        (VERSES.replace(".", ""), False),  # no sentence
        ("Song\n\nTurn, old bridge,\nturn around.", False),  # one stanza alone
        (VERSES.replace("The barge is waiting", "The barge is waiting " * 5), False),
    ],
)
def test_stanzas_of_a_plain_text(text: str, stays: bool) -> None:
    read = read_text(text)
    found = structure.judge(read, [False] * len(read.blocks), "article", images=False)
    assert [verdict.block for verdict in found] == ([*range(len(read.blocks))] if stays else [])


@pytest.mark.parametrize(
    ("above", "stays"),
    [
        ("<p>What we like</p>", True),
        ("<div>What we like</div>", True),
        ("<h4>What we like</h4>", True),
        ("<p>4 of 5 stars</p>", False),
        ("<div class=byline><p>Ann Lee</p></div>", False),
        ("<p><a href=/likes>What we like</a></p>", False),
        ("<div><figure><figcaption>Holger Leue</figcaption></figure></div>", False),
    ],
)
def test_a_list_keeps_its_label(above: str, stays: bool) -> None:
    body = f"<main>{above}{items('ul', *ITEMS)}</main>"
    label = read_html(body).blocks[0].text
    assert again(body, label) == ([label] if stays else [])
    assert again(body, label, ITEMS[0]) == []
    assert again(f"<main>{above}<div><div><div>{items('ul', *ITEMS)}</div></div></div></main>", label) == []


def test_a_numbered_list_keeps_its_ends() -> None:
    assert again(items("ol", *ITEMS), ITEMS[0], ITEMS[3]) == [ITEMS[0], ITEMS[3]]
    assert again(items("ul", *ITEMS), ITEMS[0], ITEMS[3]) == []


@pytest.mark.parametrize(
    ("body", "dropped"),
    [
        (items("ol", *ITEMS), ITEMS[:3]),  # most of it goes
        (items("ol", *ITEMS[:2]), ITEMS[:1]),  # too short to tell
        (items("ol", *(f"<a href=/{nth}>{text}</a>" for nth, text in enumerate(ITEMS))), ITEMS[:1]),  # related pages
        (items("ol", *(f"<p>{text}</p><p>Compare</p>" for text in ITEMS)), ("Compare",)),
        (f"<ol><li>{ITEMS[0]}<li>{ITEMS[1]}<li hidden>{ITEMS[2]}<li>{ITEMS[3]}</ol>", (ITEMS[2],)),
        ("".join(f"<p>{text}</p>" for text in ITEMS), (ITEMS[1],)),  # no list at all
    ],
)
def test_what_is_no_text_of_a_list_goes(body: str, dropped: tuple[str, ...]) -> None:
    assert again(body, *dropped) == []


@pytest.mark.parametrize("kind", ["forum", "listing", "product"])
def test_lists_of_other_pages_are_left_to_the_tagger(kind: PageKind) -> None:
    assert again(items("ol", *ITEMS), ITEMS[1], kind=kind) == []


QUOTE = "<blockquote><p>The boats go out at night and come back at noon.</p>{}</blockquote>"


def test_a_quote_keeps_the_name_under_it() -> None:
    assert again(QUOTE.format("<footer>Ann Lind</footer>"), "Ann Lind") == ["Ann Lind"]
    assert again(QUOTE.format("<footer><a href=/t>Tell a friend</a></footer>"), "Tell a friend") == []
    assert again(QUOTE.format("<p>Ann Lind</p>"), "The boats go out at night and come back at noon.") == []


def test_a_figure_keeps_the_caption_of_its_table() -> None:
    rows = "<tr><th>Boat</th><th>Built</th></tr><tr><td>Anna</td><td>1904</td></tr>"
    figure = f"<figure><table>{rows}</table><figcaption>The boats of the harbour</figcaption></figure>"
    assert again(figure, "The boats of the harbour") == ["The boats of the harbour"]
    assert again(figure, "The boats of the harbour", "Boat\tBuilt", "Anna\t1904") == []


def test_code_keeps_a_caption_that_is_seen() -> None:
    for name, again_ in (("Terminal", []), ("boats.py", ["boats.py"])):
        unseen = ' class="sr-only"' if not again_ else ""
        figure = f"<figure><figcaption><span{unseen}>{name}</span></figcaption><pre>count boats</pre></figure>"
        assert again(figure, name) == again_


def test_most_rows_of_data_keep_the_rest_though_the_head_goes() -> None:
    rows = "".join(f"<tr><td>{name}</td><td>{year}</td></tr>" for name, year in (("Anna", 4), ("Berta", 2), ("", 6)))
    table = f"<table><tr><th>Boat</th><th>Built</th></tr>{rows}</table>"
    assert again(table, "Boat\tBuilt", "\t6") == ["Boat\tBuilt", "\t6"]
    assert again(table, "Boat\tBuilt", "Berta\t2", "\t6") == ["Boat\tBuilt"]
    assert again(table, "Anna\t4", "Berta\t2", "\t6") == ["Anna\t4", "Berta\t2", "\t6"]  # a head heads something
    assert again(table, "Berta\t2", "\t6") == []


def test_a_table_of_which_half_stays_stays_as_a_whole() -> None:
    table = "<table><tr><th>Related</th><th>Date</th></tr><tr><td>Crane<td>3 Nov<tr><td>Fish<td>4 Nov</table>"
    assert again(table, "Related\tDate", "Fish\t4 Nov") == ["Related\tDate", "Fish\t4 Nov"]


TABLE = "<table><caption>Piles</caption><tr><th>Span<th>Piles<tr><td>First<td>22</table>"
CELLS = ("Piles", "Span\tPiles", "First\t22")
SAID = ("The piles of the pier were counted.", "Most of them are sound.")


def test_a_table_between_two_paragraphs_stays() -> None:
    before, after = (f"<p>{text}</p>" for text in SAID)
    swipe = "<div><div>Swipe to see more</div>" + TABLE + "</div>"
    assert again(before + TABLE + after, *CELLS) == [*CELLS]
    assert again(before + swipe + after, "Swipe to see more", *CELLS) == [*CELLS]
    assert again(before + swipe, "Swipe to see more", *CELLS) == []
    assert again(f"<div>{before}</div><aside><div><div>{swipe}</div></div></aside>{after}", *CELLS) == []
    linked = TABLE.replace("First", "<a href=/1>First and second</a>").replace("Span", "<a href=/>Span of it</a>")
    assert again(before + linked + after, "Piles", "Span of it\tPiles", "First and second\t22") == []


def test_a_sentence_set_apart_between_two_paragraphs_stays() -> None:
    before, after = (f"<p>{text}</p>" for text in SAID)
    line = "The harbour master was right."
    assert again(f"{before}<aside>{line}</aside>{after}", line) == [line]
    assert again(f"{before}<aside><p>{line}</p></aside>{after}", line) == [line]
    assert again(f"{before}<aside class=byline>{line}</aside>{after}", line) == []
    assert again(f"{before}<aside class=pull-quote>{line}</aside>{after}", line) == []
    assert again(f"{before}<aside class=newsletter-box>{line}</aside>{after}", line) == []
    assert again(f"{before}<div>{line}</div>{after}", line) == []
    assert again(f"{before}<aside>Sponsor message</aside>{after}", "Sponsor message") == []
    pulled = "“Most of them are sound.”"
    assert again(f"{before}<aside>{pulled}</aside>{after}", pulled) == []
    assert again(f"{before}<aside><a href=/x>{line}</a></aside>{after}", line) == []
    assert again(f"<main>{before}</main><aside>{line}</aside><footer>{after}</footer>", line) == []
    many = [f"Pile {at} of them has been sound." for at in range(30)]  # each is searched in all of the text
    assert again(before + "".join(f"<aside>{one}</aside>{after}" for one in many), *many) == many[:20]


BOX = "<div class='callout tip'><p class='callout-title'>Tip</p><p>{}</p></div>"


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ("Share", f"<main><h2>{{}}</h2><p>{SAID[0]}</p><h2>Later</h2><p>{SAID[1]}</p></main>"),
        ("Our app is free.", f"<p>{SAID[0]}</p><aside>{{}}</aside><p>{SAID[1]}</p>"),
        ("Join for free.", f"<p>Boats</p><div><h3>Want more?</h3><p>{{}}</p></div><p>{SAID[1]}</p>"),
        ("Get our letters each Friday.", f"<p>{SAID[0]}</p>{BOX}<p>{SAID[1]}</p>"),
    ],
)
def test_what_phrases_recognise_does_not_come_back_with_the_text(line: str, shape: str) -> None:
    dropped = (line, "Tip")
    assert line in again(shape.format(line), *dropped)
    assert again(shape.format(line), *dropped, known=line) == []


def test_a_heading_above_a_list_that_stays_may_be_one_that_phrases_recognise() -> None:
    page = f"<main><h2>Later</h2><p>{SAID[0]}</p></main><main><h2>See also</h2>{items('ul', *ITEMS)}</main>"
    assert again(page, "See also", known="See also") == ["See also"]


def test_a_heading_with_a_button_or_below_a_box_stays() -> None:
    before, after = (f"<p>{text}</p>" for text in SAID)
    head = "<h2>What is next<div><div>Copy link</div></div></h2>"
    assert again(before + head + after, "What is next", "Copy link") == ["What is next"]
    box = "<div><p>Letters</p><p>Get ours each day</p></div>"
    gone = ("Letters", "Get ours each day", "What is next", "Copy link")
    assert again(before + box + head + after, *gone) == ["What is next"]
    assert again(box + head + after, *gone) == []
    assert again(before + box + f"<div>{head}</div>" + after, *gone) == []


def test_the_words_of_a_post_stay_and_its_counts_do_not() -> None:
    before, after = (f"<p>{text}</p>" for text in SAID)
    post = "<div class=tweet><div class=tweet-text>{}</div><div class=tweet-footer>12 Likes</div></div>"
    words = "The third span worries me."
    assert again(before + post.format(words) + after, words, "12 Likes") == [words]
    assert again(before + post.format(words), words, "12 Likes") == []
    assert again(before + post.format(f"<a href=/p>{words}</a>") + after, words, "12 Likes") == []


@pytest.mark.parametrize(
    ("post", "stays"),
    [
        ("<blockquote class=twitter-tweet><p>It is full. <a href=/t>pic.example.org/7</a></p>— Ann</blockquote>",
         True),
        ("<blockquote class=instagram-media><a href=/p>View it</a><p><a href=/p>By Ann (@ann)</a> May 2</blockquote>",
         False),
        (f"<blockquote class=instagram-media><p><a href=/p>{5 * SAID[0]}</a></p></blockquote>", True),
        ("<blockquote class=teaser><p>Full. <a href=/t>Read all of it</a></p></blockquote>", False),
    ],
    ids=["mostly links", "only a link", "a text that is a link", "no post"],
)  # fmt: skip
def test_a_quoted_post_between_two_blocks_stays_whatever_it_links(post: str, stays: bool) -> None:
    before, after = (f"<p>{text}</p>" for text in SAID)
    words = [block.text for block in read_html(f"<html><body>{post}</body></html>").blocks]
    assert again(before + post + after, *words) == (words if stays else [])


@pytest.mark.parametrize(("box", "stays"), [("<blockquote>It holds.</blockquote>", True), ("<img src=a.png>", False)])
def test_the_caption_of_a_quote_says_who_speaks(box: str, stays: bool) -> None:
    figure = f"<figure>{box}<figcaption>— <cite>Ann Lee</cite>, 1920</figcaption></figure>"
    name = "— Ann Lee, 1920"
    assert again(f"<p>{SAID[0]}</p>{figure}<p>{SAID[1]}</p>", name) == ([name] if stays else [])
    assert again(f"<p>{SAID[0]}</p>{figure}", "It holds.", name) == []


@pytest.mark.parametrize(
    ("lines", "stays"),
    [
        ("<p>It holds.</p><p>Ann Lee</p><p><a href=/tweet>Tweet</a></p>", True),
        ("<p>It holds.</p><p>Ann Lee</p>", False),
        ("<p>It holds.</p><p><a href=/lee>Ann Lee</a></p>", False),
        ("<p>Ann Lee</p>", False),
    ],
)
def test_the_line_above_a_link_that_shares_a_quote_says_who_speaks(lines: str, stays: bool) -> None:
    page = f"<p>{SAID[0]}</p><blockquote>{lines}</blockquote><p><a href=/more>More</a></p>"
    assert again(page, "Ann Lee", "Tweet", "More") == (["Ann Lee"] if stays else [])
