"""What is beside the text of posts: signatures, previews of linked pages, quotes; and headings that head the posts."""

from __future__ import annotations

import pytest

from cleaner.judge import asides, repeats, runs
from cleaner.judge.phrases import SectionHead, load_rules
from cleaner.judge.runs import without_own
from cleaner.judge.teasers import find_linked
from cleaner.model import Document
from cleaner.read.html import read_html
from cleaner.vocabulary import PageKind
from tests.judge.test_structure_comments import kept_again

SAID = (
    "The rear brake of our tandem has gone soft again, and fresh oil helped for ten miles at most.",
    "Tie the lever to the bar for a night, and let the bubbles rise into the reservoir before you top it up.",
    "That did the trick for us too, though we also found a crack in the fitting at the far end of the hose.",
)
MOTTO = "Two wheels good, four wheels bad"


def dropped(document: Document, kind: PageKind | None, rule: str) -> list[str]:
    keep = [True] * len(document.blocks)
    found = asides.judge(document, keep, kind, load_rules("en"), {}, comments=False)
    return [document.blocks[verdict.block].text for verdict in found if verdict.rule == rule]


def posts(signature: str, *, post: str = "post", count: int = 3) -> Document:
    made = "".join(f'<div class="{post}"><div class="content">{text}</div>{signature}</div>' for text in SAID[:count])
    return read_html(f"<html><body><main>{made}</main></body></html>")


@pytest.mark.parametrize("kind", ["forum", "article", None])
@pytest.mark.parametrize(
    ("post", "signature"),
    [
        ("post has-profile bg1", f'<div class="signature" id="sig7">{MOTTO}</div>'),  # phpBB
        (
            "postrow",
            f'<blockquote class="signature restore"><div class="signaturecontainer">{MOTTO}</div></blockquote>',
        ),
        ("message-inner", f'<aside class="message-signature"><div class="bbWrapper">{MOTTO}</div></aside>'),  # XenForo
    ],
)
def test_signatures_under_posts_go(kind: PageKind | None, post: str, signature: str) -> None:
    assert dropped(posts(signature, post=post), kind, "signature") == [MOTTO] * 3


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (posts(f'<p class="signature">{MOTTO}</p>', count=1), "article"),  # who signed a letter
        (posts(f'<p class="signature">{MOTTO}</p>', post="letter"), "article"),
        (posts(f'<p class="motto">{MOTTO}</p>'), "forum"),
        (read_html(f'<main class="signature post"><p>{SAID[0]}</p><p>{SAID[1]}</p></main>'), "forum"),
    ],
)
def test_what_may_be_text_in_spite_of_its_name_stays(document: Document, kind: PageKind) -> None:
    assert dropped(document, kind, "signature") == []


def test_the_only_signature_in_a_forum_goes() -> None:
    assert dropped(posts(f'<div class="signature">{MOTTO}</div>', count=1), "forum", "signature") == [MOTTO]


@pytest.mark.parametrize("name", ["onebox allowlistedgeneric", "onebox githubissue", "bbCodeBlock--unfurl"])
@pytest.mark.parametrize(("kind", "gone"), [("forum", ["Zig Notes", "A list of plugs."]), ("article", [])])
def test_of_a_preview_in_a_post_the_title_stays(name: str, kind: PageKind, gone: list[str]) -> None:
    preview = (
        f'<aside class="{name}"><header>Zig Notes</header><h3><a href="https://z.example/">Plugs and lamps</a></h3>'
        "<p>A list of plugs.</p></aside>"
    )
    document = read_html(f"<main><div class=post><p>{SAID[0]}</p>{preview}<p>{SAID[1]}</p></div></main>")
    assert dropped(document, kind, "preview") == gone


UUID = "6f2a9c1e-0b7d-4c55-9a1f-3e8d2b7c6a10"


@pytest.mark.parametrize(
    ("text", "goes"),
    [(f"S{UUID}p{UUID}X{UUID}", True), (f"{UUID} {UUID} {UUID}", False), (f"The key is {UUID}.", False), (UUID, False)],
)
def test_ids_without_spaces_are_no_text(text: str, goes: bool) -> None:
    document = read_html(f"<main><p>{SAID[0]}</p><div>{text}</div></main>")
    assert dropped(document, "product", "ids") == [text] * goes


@pytest.mark.parametrize(("kind", "again"), [("article", {"It was so.": "between"}), ("forum", {})])
def test_a_quote_between_two_paragraphs_of_a_post_is_said_elsewhere(kind: PageKind, again: dict[str, str]) -> None:
    document = read_html(f"<main><p>{SAID[0]}</p><blockquote>It was so.</blockquote><p>{SAID[1]}</p></main>")
    assert kept_again(document, "It was so.", kind=kind) == again


def test_a_quote_between_posts_that_are_quotes_is_a_post() -> None:
    document = read_html("".join(f"<blockquote>{text}</blockquote>" for text in (SAID[0], "Thanks", *SAID[1:])))
    assert kept_again(document, "Thanks", kind="forum") == {"Thanks": "between"}


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        ("article", ["related", "see-also", "comments", "replies"]),
        ("forum", ["related", "see-also", "comments"]),
        ("documentation", ["related", "comments", "replies"]),
        (None, ["related", "see-also", "comments", "replies"]),
    ],
)
def test_doubtful_headings_that_head_the_text_itself(kind: PageKind | None, left: list[str]) -> None:
    heads = [
        SectionHead(0, "related", "related", 1.0),
        SectionHead(1, "see-also", "related", 0.5),
        SectionHead(2, "comments", "comments", 1.0),
        SectionHead(3, "replies", "comments", 0.5),
    ]
    assert [head.rule for head in without_own(heads, kind)] == left


@pytest.mark.parametrize(("above", "gone"), [("", []), (f"<p>{SAID[1]} {SAID[2]}</p>", [1, 2])])
def test_a_word_such_as_comments_above_all_text_heads_none(above: str, gone: list[int]) -> None:
    document = read_html(f"<main>{above}<p>Comments</p><p>Our boat at noon</p><p>{SAID[0]} {SAID[1]}</p></main>")
    at = next(block.index for block in document.blocks if block.text == "Comments")
    found = runs.judge(document, [SectionHead(at, "en/comments-weak", "comments", 0.5)])
    assert [verdict.block for verdict in found] == gone


@pytest.mark.parametrize(("times", "goes"), [(1, True), (12, False)])
def test_a_link_that_holds_a_whole_text_is_no_teaser(times: int, goes: bool) -> None:
    rows = "".join(f"<div><a href=/{nth}>{' '.join(SAID[:1] * times)}</a></div>" for nth in range(3))
    story = "".join(f"<p>{text}</p>" for text in SAID)
    html = f"<main><h1>Brakes</h1><p>17.01.2012</p>{story}{rows}</main>"
    document = read_html(html)
    assert bool(find_linked(document, [True] * len(document.blocks))) == goes


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        ("Re: Soft brakes", True),
        ("RE: soft brakes", True),
        ("Re: Soft brakes again", False),
        ("Regarding brakes", False),
    ],
)
def test_the_title_of_a_reply_repeats_that_of_the_page(line: str, goes: bool) -> None:
    rows = "".join(f"<div><h3>{line}</h3><p>{text}</p></div>" for text in SAID)
    document = read_html(f"<main><h1>Soft brakes</h1>{rows}</main>")
    for title in ("Soft brakes", "Soft brakes - Forum"):
        found = repeats.judge(document, title, [True] * len(document.blocks))
        gone = [document.blocks[verdict.block].text for verdict in found]
        assert gone == ["Soft brakes"] * (title == "Soft brakes") + [line] * 3 * goes
