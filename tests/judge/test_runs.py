"""What follows a section such as "Related" to the end of the page: it goes only if no text is left below it."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.judge.phrases import find_matches, load_rules, sections
from cleaner.judge.runs import TAIL_RULE, find_alone, judge
from cleaner.model import Block, Document, Verdict
from cleaner.pipeline.judging import _without_long_tail
from cleaner.read.html import read_html
from cleaner.vocabulary import PageKind

CONSENT = (
    "We and our partners store and access information on a device, such as unique IDs in cookies, to process "
    "personal data. You can change your choice at any time."
)
INTRO = (
    "On the morning the machines arrived, nobody in the lower town had slept for more than an hour, and the boats "
    "lay where the tide had left them."
)
SHORT = (
    "The council voted on Tuesday to bring the night ferries back.",
    "Eight members voted for the plan and three against.",
    "“I am glad,” said the mayor. “People will sail again.”",
    "Boats will run every forty minutes.",
    "Fares stay as they are for a year.",
)
TITLES = ("Harbour crane falls on empty quay", "Why the fish market moved inland", "A year without fog")
CHINESE = (
    "夜间渡轮恢复",
    "市议会周二投票决定恢复夜间渡轮，九年前这些渡轮被取消。船只将在十一点到五点之间每四十分钟开一班，票价一年不变。"
    "港务局长说，船员将在冬季接受培训，新的航线将在三月一日开通，市民可以在码头或者电话订票。老城的商人说，他们等这一天已经等了很久，因为夜里的客人一向最多。",
)
LONG_CHINESE = (
    "市政府还计划在未来三年内修建两座新的码头，并对现有的码头进行全面的检修和加固，"
    "老城的居民从下周一起可以在网上查看图纸并提出意见。"
)
PAIR = (
    "The old line closed in 2017, when its company lost two of three ships to an island.",
    "The first boat leaves in March if the yard has mended the Margaret and found a crew.",
)


def cleaned(*blocks: str) -> str:
    return clean("\n\n".join(blocks) + "\n", content_type="text/plain").text


@pytest.mark.parametrize("head", ["Related", "12 comments", "Comments", "News", "Photos", "Video"])
def test_short_paragraphs_below_a_section_in_the_middle_stay(head: str) -> None:
    text = cleaned("Night ferries return", INTRO, head, TITLES[0], *SHORT)
    assert [line for line in SHORT[:4] if line not in text] == []


@pytest.mark.parametrize("menu", [("News", "Sport"), ("Video",), ("12 comments",)])
def test_a_notice_of_cookies_is_no_beginning_of_the_text(menu: tuple[str, ...]) -> None:
    text = cleaned(CONSENT, *menu, "Night ferries return", *SHORT[:2])
    assert [line for line in SHORT[:2] if line not in text] == []


def test_a_paragraph_of_a_dense_script_is_text_at_half_the_letters() -> None:
    below = ("鱼市搬到内陆", LONG_CHINESE, "票价一年不变，四岁以下儿童免费。")
    assert LONG_CHINESE in cleaned(*CHINESE, "相关新闻", *below)


def test_descriptions_of_sites_below_a_section_go() -> None:
    text = cleaned(*CHINESE, "相关新闻", "鱼市搬到内陆", "港口报", LONG_CHINESE, "渔民报", LONG_CHINESE[3:])
    assert LONG_CHINESE[3:] not in text


@pytest.mark.parametrize("head", ["Related", "More from this section", "News"])
def test_a_tail_of_titles_goes(head: str) -> None:
    tail = (*TITLES, "Ann Lee is a reporter.", "Fog is late", "Contact the desk", "Tides and times")
    text = cleaned("Night ferries return", INTRO, INTRO[15:], INTRO[30:], head, *tail)
    assert text.endswith(INTRO[-30:])


@pytest.mark.parametrize("last", ["News", "Photos", "Boats"])
def test_the_last_words_of_a_menu_head_nothing_below_the_headline(last: str) -> None:
    menu = f"<nav><ul><li><a href=/>Home</a></li><li><a href=/last>{last}</a></li></ul></nav>"
    story = "".join(f"<p>{line}</p>" for line in (SHORT[0][:60], *SHORT[1:]))
    table = "<table><tr><th>Hour</th><th>Boat</th></tr><tr><td>1</td><td>2</td></tr></table>"
    page = f"<html lang=en><body>{menu}<main><h1>Night ferries return</h1>{table}{story}</main></body></html>"
    assert "Hour" in clean(page).text


@pytest.mark.parametrize(
    ("lines", "stay"), [(PAIR, True), ((PAIR[0], TITLES[2], PAIR[1]), False), ((PAIR[0][-40:], PAIR[1]), False)]
)
def test_two_paragraphs_in_a_row_below_a_section_are_text(lines: tuple[str, ...], stay: bool) -> None:
    text = cleaned("Night ferries return", INTRO, INTRO[15:], "Related", *TITLES[:2], *lines)
    assert (PAIR[1] in text) is stay


@pytest.mark.parametrize(("paragraphs", "stay"), [(8, True), (1, False)])
def test_a_long_text_below_a_section_stays(paragraphs: int, stay: bool) -> None:
    """Most of a list of summaries may be below its first heading of chrome."""
    told = [
        f"{title}: {line} {PAIR[nth % 2]}"
        for nth in range(paragraphs)
        for title, line in zip(TITLES, SHORT, strict=False)
    ]
    blocks = (Block(0, "paragraph", INTRO), *(Block(nth, "paragraph", line) for nth, line in enumerate(told, 1)))
    section = [Verdict(1, False, "runs", "en/related-head", "related", 1.0)]
    tail = [Verdict(block.index, False, "runs", TAIL_RULE, "related", 0.7) for block in blocks[2:]]
    body = [Verdict(block.index, True, "tagger", "tagger", "other", 0.6) for block in blocks]
    left = _without_long_tail(Document(blocks, source="text"), section + tail, body)
    assert (left == section) is stay


def test_linked_headings_below_a_section_go_from_a_page() -> None:
    """The tagger may be sure of one of them, as of a job among similar jobs."""
    document = read_html(
        f"<html><body><main><h1>Deck hand</h1><p>{INTRO}</p><h2>Similar jobs</h2>"
        "<h3><a href=/1>Ticket seller</a></h3><p>Full time</p><h3>Cook</h3><p>Part time</p>"
        "<h3><a href=/2>Mate</a></h3></main></body></html>"
    )
    heads = sections(find_matches(document.blocks, load_rules("en")), document.blocks)
    sure = {document.blocks[one.block].text for one in judge(document, heads) if one.score == 1.0}
    assert sure == {"Ticket seller"}


@pytest.mark.parametrize(("label", "stays"), [
    ("<p>Trending now</p>", False), ("<h2>Trending now</h2>", True), ("<p>Trending now in the bay: eels.</p>", True),
])  # fmt: skip
def test_a_label_of_other_stories_goes_alone(label: str, stays: bool) -> None:
    said = "The council decided on Monday that the old bridge will be repaired before the winter begins, and {} agreed."
    prose = [f"<p>{said.format(who)}</p>" for who in ("the mayor", "both engineers", "every neighbour", "the ferry")]
    text = clean(f"<html><body><article><h1>The bridge</h1>{prose[0]}{prose[1]}{label}{prose[2]}{prose[3]}</article>")
    assert all(said.format(who) in text.text for who in ("the mayor", "every neighbour", "the ferry"))
    assert ("Trending now" in text.text) is stays


PICKS = ("Best overall: Norrvik Drift", "Weight: 318 g", "Price: 229 euros")


@pytest.mark.parametrize(
    ("lines", "kind", "goes"),
    [
        ("".join(f"<p>{line}</p>" for line in PICKS), "article", False),
        ("".join(f"<p>{line}</p>" for line in PICKS), "product", True),
        ("".join(f"<p><a href=/x>{line}</a></p>" for line in PICKS), "article", True),
        (f"<ul><li>{'<li>'.join(PICKS)}</ul></article><footer><ul><li><a href=/x>About us</a></ul>", "article", False),
        ("".join(f"<p>{word}</p>" for word in ("Photos", "Videos", "Podcasts")), "article", True),
        ("".join(f"<a href=/x><img src=x.png></a><p>{line}</p>" for line in PICKS), "article", True),
        (f'<div class="related-box">{"".join(f"<p>{line}</p>" for line in PICKS)}</div>', "article", True),
    ],
)
def test_a_section_of_an_article_without_links_is_text(lines: str, kind: PageKind, goes: bool) -> None:
    read = read_html(f"<html lang=en><article><p>{INTRO}</p><h2>Our picks</h2>{lines}<p>{INTRO}</p>")
    matches = find_matches(read.blocks, load_rules("en"))
    assert bool(judge(read, sections(matches, read.blocks), kind=kind)) is goes


@pytest.mark.parametrize(("link", "heads"), [
    ("/posts/{n}/#comments", False),  # in a list of posts, each links to the comments of its own page
    ("/posts/1/#comments", True),
    ("#comments", True),
])  # fmt: skip
def test_counters_of_the_comments_of_other_pages_head_nothing(link: str, heads: bool) -> None:
    rows = "".join(
        f'<div><h2><a href="/posts/{n}/">{title}</a></h2><p>{PAIR[0]}</p><p><a href="{link.format(n=n)}">{n} comments'
        f"</a></p><p>{SHORT[3]}</p></div>" for n, title in enumerate(TITLES, 1)
    )  # fmt: skip
    document = read_html(f"<html lang=en><body><h1>The blog</h1><p>{INTRO}</p>{rows}</body></html>")
    found = sections(find_matches(document.blocks, load_rules("en")), document.blocks)
    assert any(verdict.rule == "en/comments-weak" for verdict in judge(document, found)) == heads


@pytest.mark.parametrize(
    ("head", "title", "claimed"),
    [
        ("<p><a href=/x>Read more</a></p>", "<a href=https://shop.example/7>The Gannet 7</a>", {"Read more"}),
        ("<p>Read more</p>", "The Gannet 7", {"Read more"}),
        ("<p>Read more</p>", "<a href=/gannet>The Gannet 7</a>", {"Read more", "The Gannet 7"}),
        ("<p>Read more</p>", "<a href=https://boats.example/7>The Gannet 7</a>", {"Read more", "The Gannet 7"}),
        ("<h2>Related story</h2>", "The Gannet 7", {"Related story", "The Gannet 7"}),
    ],
)
def test_the_last_heading_of_a_section_names_the_text_below(head: str, title: str, claimed: set[str]) -> None:
    document = read_html(
        "<html lang=en><head><link rel=canonical href=https://boats.example/list></head><body><h1>Boats for rough"
        f" water</h1><p>{INTRO}</p>{head}<h3>{title}</h3><p>{PAIR[0]}</p><p>{PAIR[1]}</p></body></html>"
    )
    heads = sections(find_matches(document.blocks, load_rules("en")), document.blocks)
    assert {document.blocks[one.block].text for one in judge(document, heads)} == claimed


def test_a_heading_goes_if_all_of_its_section_goes() -> None:
    verdicts = [Verdict(at, False, "runs", f"en/{name}", "related", 0.55) for at, name in enumerate("aaabbcc")]
    keep = [True, False, False, True, True, True, False]
    assert [(one.block, one.score) for one in find_alone(verdicts, {0, 3, 5}, keep)] == [(0, 1.0), (5, 1.0)]
