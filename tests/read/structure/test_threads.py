"""Threads of comments become nested quotes that begin with their author in bold, whatever software wrote them."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.read.html import read_html
from cleaner.render.markdown import render

SAID = ("The tide table in the second figure is a year old.", "It is, and so is the map beside it.", "Thank you both.")


def markdown(body: str) -> str:
    """The Markdown of all that stands on a page, whatever judges would say of it."""
    document = read_html(f"<html><body>{body}</body></html>")
    return render(Article(blocks=document.blocks, images=document.images), links=False, images=True)


def quoted(depth: int, *lines: str) -> str:
    mark = "> " * depth
    return f"\n{mark.rstrip()}\n".join(f"{mark}{line}" for line in lines)


def test_comments_inside_one_another() -> None:
    """As WordPress and Reddit write them: an answer stands in the element of what it answers."""
    body = (
        '<ol class="comment-list"><li class="comment depth-1"><article class="comment-body">'
        f"<footer><b class='fn'>ann</b></footer><p>{SAID[0]}</p></article>"
        '<ol class="children"><li class="comment depth-2"><article class="comment-body"><footer><b class="fn">bob</b>'
        f"</footer><p>{SAID[1]}</p></article></li></ol></li>"
        '<li class="comment depth-1"><article class="comment-body"><footer><b class="fn">cid</b></footer>'
        f"<p>{SAID[2]}</p></article></li></ol>"
    )
    first = f"{quoted(1, '**ann**', SAID[0])}\n>\n{quoted(2, '**bob**', SAID[1])}"
    assert markdown(body) == f"{first}\n\n{quoted(1, '**cid**', SAID[2])}\n"


def row(width: int, author: str, text: str) -> str:
    return (
        f'<tr class="comtr"><td><table><tr><td class="ind"><img src="s.gif" height="1" width="{width}"></td><td>'
        f'<div class="comhead"><a class="hnuser" href="user?id={author}">{author}</a></div>'
        f'<div class="commtext"><p>{text}</p></div></td></tr></table></td></tr>'
    )


def div(depth: int, author: str, text: str) -> str:
    return f'<div class="comment" data-depth="{depth}"><cite>{author}</cite><p>{text}</p></div>'


def li(depth: int, author: str, text: str) -> str:
    return f'<li class="comment level-{depth}"><cite>{author}</cite><p>{text}</p></li>'


@pytest.mark.parametrize(
    "body",
    [
        f"<table>{row(0, 'ann', SAID[0])}{row(40, 'bob', SAID[1])}{row(0, 'cid', SAID[2])}</table>",
        f"<section>{div(0, 'ann', SAID[0])} {div(1, 'bob', SAID[1])} {div(0, 'cid', SAID[2])}</section>",
        f"<section><div>{div(0, 'ann', SAID[0])}</div><div>{div(1, 'bob', SAID[1])}</div>"
        f"<div>{div(0, 'cid', SAID[2])}</div></section>",
        f"<ul>{li(0, 'ann', SAID[0])}{li(1, 'bob', SAID[1])}{li(0, 'cid', SAID[2])}</ul>",
    ],
)
def test_comments_side_by_side_that_state_their_depth(body: str) -> None:
    first = f"{quoted(1, '**ann**', SAID[0])}\n>\n{quoted(2, '**bob**', SAID[1])}"
    assert markdown(body) == f"{first}\n\n{quoted(1, '**cid**', SAID[2])}\n"


def test_text_between_comments_keeps_its_place() -> None:
    """An answer does not move over what is no comment: the order of the text stays."""
    body = f"<section>{div(0, 'ann', SAID[0])}<p>Two hours later.</p>{div(1, 'bob', SAID[1])}</section>"
    want = (quoted(1, "**ann**", SAID[0]), "Two hours later.", quoted(1, "**bob**", SAID[1]))
    assert markdown(body) == "\n\n".join(want) + "\n"


def test_a_sign_that_folds_a_comment_goes() -> None:
    body = f'<div class="comment"><p><a>[–]</a><a class=author>ann</a> <i>[2]</i></p><p>{SAID[0]}</p></div>'
    assert markdown(body) == f"{quoted(1, '**ann** *[2]*', SAID[0])}\n".replace("[2]", "\\[2\\]")


def test_a_heading_that_names_an_author_heads_nothing() -> None:
    body = (
        '<div class="js-comment timeline-comment" id="issuecomment-7"><h3><strong><a class="author" href="/ann">ann</a>'
        f"</strong> said on Monday</h3><p>{SAID[0]}</p></div>"
    )
    assert markdown(body) == quoted(1, "**ann** said on Monday", SAID[0]) + "\n"


def test_the_post_that_comments_answer_is_no_quote() -> None:
    body = (
        f'<div class="comment timeline-comment" id="issue-7"><a class="author">ann</a><p>{SAID[0]}</p></div>'
        f'<div class="comment timeline-comment" id="issuecomment-8"><a class="author">bob</a><p>{SAID[1]}</p></div>'
    )
    assert markdown(body) == f"**ann**\n\n{SAID[0]}\n\n{quoted(1, '**bob**', SAID[1])}\n"


def test_faces_of_people_are_left_out_and_names_keep_their_handles() -> None:
    body = (
        '<div class="status status-reply"><div class="status__avatar"><img src="/faces/ann.png" alt="ann"></div>'
        '<span class="display-name"><strong>Ann</strong> <span>@ann@example.org</span></span>'
        f'<p>{SAID[0]}</p><img src="/pictures/quay.png" alt="The quay"></div>'
    )
    assert markdown(body) == quoted(1, "**Ann @ann@example.org**", SAID[0], "![The quay](/pictures/quay.png)") + "\n"


def test_what_names_no_author_is_no_comment() -> None:
    """A box of comments, a form and a paragraph about comments stay what they are."""
    body = f'<div class="comment"><p>{SAID[0]}</p></div><p class="comment-notes">{SAID[1]}</p>'
    assert markdown(body) == f"{SAID[0]}\n\n{SAID[1]}\n"


def test_a_chat_with_a_machine_is_no_thread() -> None:
    body = f'<div data-message-id="1" data-message-author-role="user"><cite>ann</cite><p>{SAID[0]}</p></div>'
    assert ">" not in markdown(body)


def test_depths_and_threads_are_bounded() -> None:
    body = "".join(div(999, f"ann{nth}", f"{SAID[0]} {nth}") for nth in range(300))
    nested = "".join(f'<div class="comment"><cite>bob{nth}</cite><p>{nth} {SAID[1]}</p>' for nth in range(300))
    document = read_html(f"<html><body><section>{body}</section>{nested}</body></html>")
    assert sum(SAID[0] in block.text for block in document.blocks) == 300
    assert sum(SAID[1] in block.text for block in document.blocks) == 300


def test_a_letter_in_place_of_a_face_joins_no_name() -> None:
    body = (
        '<article itemscope itemtype="https://schema.org/Comment"><a class="avatar" href="/ann"><span>A</span></a>'
        f'<h4><a class="username" href="/ann">ann</a></h4><p>{SAID[0]}</p></article>'
    )
    assert markdown(body) == quoted(1, "**ann**", SAID[0]) + "\n"


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        ("<time datetime='2026-04-20T12:05:00Z'>5m</time>", "2026-04-20"),
        ("<span class=age title='2026-04-20T12:05:00 1776686700'><a href=/i>2 hours ago</a></span>", "2026-04-20"),
        ("<time datetime='2026-04-20T12:05:00Z'>12:05 PM</time>", "2026-04-20 12:05 PM"),
        ("<time datetime='2026-04-20'>20 April 2026</time>", "20 April 2026"),
        ("<time datetime='P2D'>2 days</time>", "2 days"),
        ("<abbr title='World Wide Web'>WWW</abbr>", "WWW"),
    ],
)
def test_how_long_ago_becomes_a_day(time: str, shown: str) -> None:
    comment = f"<div class=comment><b class=author>Ann</b> {time}<p>It is late.</p></div>"
    read = read_html(f"<html><body>{comment}</body></html>")
    assert [block.text for block in read.blocks] == [f"Ann {shown}", "It is late."]


def test_a_time_outside_of_comments_stays_as_it_is() -> None:
    body = "<p><time datetime='2026-04-20'>2 hours ago</time></p><div class=comment><b class=author>Ann</b><p>Hm.</p>"
    assert read_html(f"<html><body>{body}</body></html>").blocks[0].text == "2 hours ago"


def test_a_time_in_a_quote_beside_the_thread_is_written_too() -> None:
    """Quotes that are no comments may stand anywhere on the page, before and after all comments."""
    thread = f"{div(0, 'ann', SAID[0])}{div(0, 'bob', SAID[1])}"
    for late in ("", "<p>The end.</p>"):
        time = '<time datetime="2021-03-04T10:00">2 days ago</time>'
        quote = f'<div class="pullquote"><p>{SAID[2]} {time}</p></div><p>{time}</p>'
        body = f"<main>{quote if late else ''}<section>{thread}</section>{late or quote}</main>"
        assert f"> {SAID[2]} 2021-03-04\n" in markdown(body)
        assert "\n2 days ago\n" in markdown(body)


@pytest.mark.parametrize(
    ("head", "want"),
    [
        ('<a href="/1"><time datetime="2026-04-20T12:00">5m</time></a><a class="display-name" href="/ann">ann</a>',
         ("**ann** 2026-04-20",)),  # as Mastodon writes it
        ('<p><time datetime="2026-04-20">5m</time> ago</p><p><b class="author">ann</b></p>',
         ("ago", "**ann** 2026-04-20")),
        ('<cite>ann</cite><p><time datetime="2026-04-20">5m</time></p>', ("**ann**", "2026-04-20")),
    ],
)  # fmt: skip
def test_a_time_above_an_author_is_put_behind_the_name(head: str, want: tuple[str, ...]) -> None:
    body = f'<div class="comment">{head}<p>{SAID[0]}</p></div>{div(0, "bob", SAID[1])}'
    assert markdown(body) == f"{quoted(1, *want, SAID[0])}\n\n{quoted(1, '**bob**', SAID[1])}\n"
