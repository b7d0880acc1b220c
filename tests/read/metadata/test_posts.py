"""Who signs by the title of a post, or by a first name above the date; who is quoted does not."""

from __future__ import annotations

import pytest

from tests.read.metadata.samples import read

HEADLINE = "<h1>Storm hits the coast</h1>"


@pytest.mark.parametrize(
    ("title", "authors"),
    [
        ("Ann Lee (@annlee)", ("Ann Lee",)),
        ("Ann Lee (@ann@mill.example)", ("Ann Lee",)),
        ("Ann (@annlee) on Ellery: the ferries are back", ("Ann",)),
        ("Ann Lee (@annlee): the ferries are back", ("Ann Lee",)),
        ("Storm hits the coast (@ port Ellery)", ()),
        ("The coast: storms (@annlee)", ()),
    ],
)
def test_the_title_of_a_post(title: str, authors: tuple[str, ...]) -> None:
    assert read(HEADLINE, f'<meta property="og:title" content="{title}">').authors == authors


def test_a_profile_has_no_author() -> None:
    head = '<meta property="og:title" content="Ann Lee (@annlee)"><meta property="og:type" content="profile">'
    assert read(HEADLINE, head).authors == ()


@pytest.mark.parametrize(("name", "authors"), [("Stefan", ("Stefan",)), ("Sports", ()), ("stefan", ())])
def test_a_first_name_above_the_date(name: str, authors: tuple[str, ...]) -> None:
    assert read(f"{HEADLINE}<p>{name}</p><p>3 May 2024</p>").authors == authors
    assert read(f"{HEADLINE}<p>{name}</p><p>Ellery</p><p>3 May 2024</p>").authors == ()


def test_who_is_quoted_signs_nothing() -> None:
    quote = "<p>We cross each night.</p><p class='byline'>Ann Lee</p>"
    assert read(f"{HEADLINE}<blockquote>{quote}</blockquote>").authors == ()
    assert read(f"{HEADLINE}<div>{quote}</div>").authors == ("Ann Lee",)


@pytest.mark.parametrize(
    ("address", "authors"),
    [
        ("https://courier.example/authors/ann-lee", ("Ann Lee",)),
        ("/author/stefan-ekdal/", ("Stefan Ekdal",)),
        ("/humans.txt", ()),
        ("/author/night-desk", ()),
    ],
)
def test_a_link_to_the_profile_of_the_author(address: str, authors: tuple[str, ...]) -> None:
    assert read(HEADLINE, f'<link rel="author" href="{address}">').authors == authors
    assert read(HEADLINE, f'<link rel="prev" href="{address}">').authors == ()


def test_the_handle_above_a_rank_in_the_box_of_a_poster() -> None:
    box = "<div class='author_information'><a href='/u/1'>MillFan</a><p>{}</p></div>"
    assert read(HEADLINE + box.format("Big Board Owner")).authors == ("MillFan",)
    assert read(HEADLINE + box.replace("MillFan", "Ann Lee").format("Staff Writer")).authors == ("Ann Lee",)
    assert read(HEADLINE + box.replace("MillFan", "Sports").format("Ann Lee")).authors != ("Sports",)


@pytest.mark.parametrize(
    ("link", "authors"),
    [
        ('<a href="user?id=ann">ann</a> <a href="item?id=7">3 hours ago</a>', ("ann",)),
        ('<a href="/~ann">ann</a> 3 hours ago', ("ann",)),
        ('<a href="/u/ann">@ann</a> 3 hours ago', ("@ann",)),
        ('<a href="/u/ann">ann</a> and <a href="/u/bo">bo</a> 3 hours ago', ()),
        ('<a href="/users/7">Harbour</a> 3 hours ago', ()),
    ],
)
def test_who_submitted_a_link(link: str, authors: tuple[str, ...]) -> None:
    assert read(f"{HEADLINE}<div>12 points from {link}</div>").authors == authors
    for told in ("Last edited by", "12 replies, latest", "Moved by"):
        assert read(f"{HEADLINE}<div>{told} {link}</div>").authors == ()


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ('Submitted by <a href="/user/ann">ann</a> 3 hours ago', ("ann",)),
        ('Posted by <a href="/u/ann">u/ann</a> 3 hours ago', ("ann",)),
        ('Approved by <a href="/u/ann">u/ann</a> 3 hours ago', ()),
    ],
)
def test_who_submitted_a_post(line: str, authors: tuple[str, ...]) -> None:
    assert read(f"{HEADLINE}<div>{line}</div>").authors == authors


@pytest.mark.parametrize(
    ("title", "host", "authors"),
    [
        ("Ann Lee on LinkedIn: the ferries are back", "linkedin.com", ("Ann Lee",)),
        ("Ann auf Instagram: die Fähren", "instagram.com", ("Ann",)),
        ("Ann Lee on LinkedIn: the ferries are back", "courier.example", ()),
        ("Live news on CNN: the ferries are back", "cnn.com", ()),
        ("Watch live on Facebook", "facebook.com", ()),
        ("How to grow on LinkedIn: ten tips", "linkedin.com", ()),
        ("#ferries on LinkedIn: #boats", "linkedin.com", ()),
        ("Ann Lee sur Instagram : « La nuit »", "instagram.com", ("Ann Lee",)),
    ],
)
def test_a_title_that_names_the_network(title: str, host: str, authors: tuple[str, ...]) -> None:
    head = f'<meta property="og:title" content="{title}">'
    assert read(HEADLINE, head, f"https://www.{host}/posts/12").authors == authors
    assert read(HEADLINE, head, f"https://www.{host}/pulse/ten-tips").authors == ()


@pytest.mark.parametrize(
    ("url", "authors"),
    [
        ("https://www.tiktok.com/@ann.lee/video/71", ("@ann.lee",)),
        ("https://x.com/annlee/status/12345", ("@annlee",)),
        ("https://mobile.twitter.com/annlee/status/12345?s=20", ("@annlee",)),
        ("https://www.threads.net/@ann.lee/post/C1", ("@ann.lee",)),
        ("https://x.com/annlee", ()),
        ("https://x.com/i/status/12345", ()),
        ("https://notx.com/annlee/status/12345", ()),
    ],
)
def test_who_posted_by_the_address(url: str, authors: tuple[str, ...]) -> None:
    assert read("<p>The ferries are back.</p>", url=url).authors == authors
