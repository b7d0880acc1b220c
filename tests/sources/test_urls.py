"""URL lists in each format, and the canonical form of URLs."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.errors import BadInput, InputMissing
from cleaner.fetch.canonical import canonical
from cleaner.model import Failure
from cleaner.sources.urls import read_urls


def listed(tmp_path: Path, name: str, text: str | bytes, column: str | None = None) -> list[str]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [
        entry if isinstance(entry, str) else f"!{entry.origin.rsplit(':')[-1]}"
        for entry in read_urls(str(path), column)
    ]


A, B = "http://a.example/1#part", "http://b.example/2"


def test_text(tmp_path: Path) -> None:
    """Comments, blank lines, a BOM, any line end; a fragment is no comment."""
    text = f"\ufeff# my list\n\n  {A}  \r\n{B} # the second\n\t\n#http://c.example\nnot a url\n"
    assert listed(tmp_path, "l.txt", text) == [A, B, "not a url"]
    assert listed(tmp_path, "l", f"{A}") == [A]
    assert listed(tmp_path, "e.txt", "") == []


@pytest.mark.parametrize(
    ("name", "content", "urls"),
    [
        ("l.txt", f'"{A}",\n<{B}>\r\n\'{B}\'\n"{A}\n{B},\n', [A, B, B, f'"{A}', f"{B},"]),
        ("l.txt", f"<p>{A}</p>\n'no'\n", [f"<p>{A}</p>", "'no'"]),
        ("l.txt", f"{A}\r{B}\r", [A, B]),
        ("l.txt", f"{A}\n\ufeff{B}\n", [A, B]),
        ("l.txt", f"{A}\n{B}é\n".encode("utf-16"), [A, f"{B}é"]),
        ("l.txt", codecs.BOM_UTF16_BE + f"{A}\n".encode("utf-16-be"), [A]),
        ("l.txt", f"{A}/caf\xe9\n{B}\n".encode("latin-1"), [f"{A}/caf%E9", B]),
        ("l.csv", f"title;url\nOne, two;{A}\n", [A]),
        ("l.csv", f"title,url;x\nOne,{A}\n", "no column 'url'"),
        ("l.csv", f"url;n\n{A};1\n", [A]),
        ("l.csv", f"url\tn\n{A}\t1\n", [A]),
        ("l.csv", f"url,n;m\n{A},1;2\n", [A]),
        ("l.csv", f"{A};One two\n", [A]),
        ("l.csv", f"{A}\tOne\n", [A]),
        ("l.csv", f"{A};a=1\n", [f"{A};a=1"]),
        ("l.csv.gz", gzip.compress(f"n,url\n1,{A}\n".encode(), mtime=0), [A]),
        ("l.gz", gzip.compress(f"{A}\n".encode() * 3, mtime=0), [A] * 3),
        ("l.txt", gzip.compress(f"{A}\n".encode() * 3, mtime=0)[:-9], "not a whole gzip file"),
        ("l.txt", gzip.compress(f"{A}\n".encode(), mtime=0)[:-8] + b"12345678", "not a whole gzip file"),
    ],
)  # fmt: skip
def test_as_programs_write_lists(tmp_path: Path, name: str, content: str | bytes, urls: list[str] | str) -> None:
    """Quotes, line ends, encodings, delimiters and compression. What is not in pairs belongs to the URL."""
    if isinstance(urls, str):
        with pytest.raises(BadInput, match=urls):
            listed(tmp_path, name, content)
    else:
        assert listed(tmp_path, name, content) == urls


def test_long_lines_take_no_memory(tmp_path: Path) -> None:
    """A line of megabytes counts once, cut, and does not run into the next."""
    got = listed(tmp_path, "l.txt", "x" * 3_000_000 + f"\n{A}\n")
    assert [len(got[0]), got[1]] == [65_536, A]


@pytest.mark.parametrize(
    ("name", "text", "column", "urls"),
    [
        ("l.csv", f"title,URL\nOne,{A}\nTwo,{B}\n", None, [A, B]),
        ("l.csv", f"title,where\nOne,{A}\n\"T, wo\",\"{B}\"\n", "Where", [A, B]),
        ("l.csv", f"1,{A}\n2,{B}\n", None, [A, B]),
        ("l.csv", f"url\n{A}\n\n  ,x\n{B}\n", None, [A, "!4", B]),
        ("l.tsv", f"id\tlink\n1\t{A}\n", None, [A]),
        ("l.csv", "", None, []),
        ("l.jsonl", f'{{"url": "{A}"}}\n\n{{"link": "{B}"}}\n', None, [A, B]),
        ("l.jsonl", f'{{"where": "{A}"}}\n{{"url": "{B}"}}\n"{B}"\n', "where", [A, "!2", B]),
        ("l.jsonl", f'{{"url": 5}}\nnot json\n[1]\n{{"url": "{A}"}}\n' + "[" * 5_000 + "\n", None, ["!1", "!2", "!3",
         A, "!5"]),
        ("l", f'{{"url": "{A}"}}\n', None, [A]),
        ("l", f"url,x\n{A},1\n", "url", [A]),
    ],
)  # fmt: skip
def test_formats(tmp_path: Path, name: str, text: str, column: str | None, urls: list[str]) -> None:
    """A row without a URL costs its own record and no other."""
    assert listed(tmp_path, name, text, column) == urls


ONE, TWO = "https://h.example/1?a=1&b=2", "https://h.example/2"
BOOKMARKS = f"""<!DOCTYPE NETSCAPE-Bookmark-file-1>
<TITLE>Bookmarks</TITLE>
<DL><p><DT><A HREF="{ONE.replace("&", "&amp;")}" ADD_DATE="1">One</A>
<DT><A HREF="javascript:void(0)">none</A> <DT><A ADD_DATE='2' HREF='{TWO}'>Two</A></DL>"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps([ONE, TWO])),
        ("b.json", json.dumps([{"title": "no", "url": ONE}, {"id": 5, "link": TWO}], indent=1)),
        ("c.json", json.dumps({"roots": {"bar": {"children": [{"name": "1", "url": ONE}]}, "other": [{"url": TWO}]}})),
        ("d.json", json.dumps({"url": ONE}) + "\n" + json.dumps({"url": TWO})),
        ("e.json", json.dumps([{"a": "x" * 100_000}, {"uri": ONE}, {"uri": TWO, "children": []}])),
        ("stdin", json.dumps([ONE, TWO])),
        ("bookmarks.html", BOOKMARKS),
        ("bookmarks.txt", BOOKMARKS),
        ("sitemap.xml", f"<?xml version='1.0'?><urlset><url><loc>{ONE.replace('&', '&amp;')}</loc></url>"
                        f"<url><loc>{TWO}</loc></url></urlset>"),
        ("index.xml", f"<sitemapindex><sitemap><loc><![CDATA[{ONE}]]></loc></sitemap>"
                      f"<sitemap><loc>{TWO}</loc></sitemap></sitemapindex>"),
        ("subscriptions.opml", f"<?xml version='1.0'?><opml><head><title>Mine</title></head><body><outline text='a'>"
                               f"<outline xmlUrl='{ONE.replace('&', '&amp;')}'/><outline xmlUrl='{TWO}'/></outline>"
                               "</body></opml>"),
        ("feed.rss", f"<rss><channel><description><![CDATA[<html><body>]]></description><item><link><![CDATA[{ONE}]]>"
                     f"</link></item><item><link>{TWO}</link></item></channel></rss>"),
        ("warned.xml", f"Warning: in line 3\n<?xml version='1.0'?><urlset><url><loc><![CDATA[{ONE}]]></loc></url>"
                       f"<url><loc>{TWO}</loc></url></urlset>"),
        ("tasks.md", f"- [ ] {ONE}\n* [X] [Two](https://h.example/2)\n"),
        ("titled.txt", f"Night ferries\t{ONE}\nTwo - a site: <{TWO}>,\n"),
        ("notes.md", f"See [One]({ONE} 'a title') and more\n{TWO} - the site\n"),
        ("onetab.txt", f"{ONE} | One, a title\n{TWO} | Two | a site\n"),
        ("list.md", f"# Links\n\n- {ONE}\n* [Two](https://h.example/2)\n"),
        ("list.txt", f"\u200b1. {ONE}\n\xa0{TWO}\tTwo, a title\n"),
        ("line.txt", f"{ONE} {TWO}\n"),
        ("a.csv", f"Page URL,Title\n{ONE},one\n{TWO},two\n"),
        ("b.csv", f"sep=;\nTitle;Page URL\none;{ONE}\ntwo;{TWO}\n"),
    ],
)  # fmt: skip
def test_what_programs_export(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert list(read_urls(str(path))) == [ONE, TWO]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"a": 1}'),
        ("a.json", "[]"),
        ("a.html", "<p>no link</p>"),
        ("a.csv", "image_url,page_url\n1,2\n"),
        ("page.html", f"<!doctype html><a href='{ONE}'>a page is no list</a>"),
        ("page.html", f'<html><link rel="alternate" type="application/rss+xml" href="{ONE}">'),
    ],
)
def test_exports_without_urls(name: str, text: str, tmp_path: Path) -> None:
    """It is said, in place of an empty run."""
    (tmp_path / name).write_text(text)
    with pytest.raises(BadInput):
        list(read_urls(str(tmp_path / name)))


def test_markdown_links_with_brackets_in_the_address(tmp_path: Path) -> None:
    assert listed(tmp_path, "l.md", "[A](https://h.example/a_(b)) \n") == ["https://h.example/a_(b)"]


@pytest.mark.parametrize("line", ["https://h.example/a file.html", "ftp://h.example/1 a", "- no URL", "1.5 https"])
def test_lines_that_stay_as_they_are(line: str, tmp_path: Path) -> None:
    (tmp_path / "list").write_text(line + "\n")
    assert list(read_urls(str(tmp_path / "list"))) == [line]


def test_failures_of_a_list_say_where(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    path.write_text("{}\n")
    (failure,) = read_urls(str(path))
    assert failure == Failure(f"{path}:1", "source", "unreadable", "no URL on this line")


def test_what_is_no_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputMissing, match="no-such"):
        list(read_urls(str(tmp_path / "no-such")))
    with pytest.raises(InputMissing):
        list(read_urls(str(tmp_path)))
    with pytest.raises(BadInput, match="no column 'where'; there are: a, b"):
        listed(tmp_path, "l.csv", "a,b\n1,2\n", "where")
    with pytest.raises(BadInput, match="not a table"):
        listed(tmp_path, "l.csv", 'url\n"' + "\n".join(["x" * 60_000] * 4))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for text, column, urls in ((f"{A}\n", None, [A]), (f'{{"url":"{B}"}}', None, [B]), (f"x,u\n1,{A}", "u", [A])):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(text.encode()))))
        assert list(read_urls("-", column)) == urls
        assert not sys.stdin.closed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://Example.COM/a", "http://example.com:80/a#x"), ("https://h:443", "https://h/"),
        ("http://h/a/./b/../c", "http://h/a/c"),
        ("http://h/%7Ejoe%2f", "http://h/~joe%2F"), ("http://h/?utm_source=x&b=1&fbclid=z", "http://h/?b=1"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"), ("http://h./x", "http://h/x"),
        ("http://u:p@h/x", "http://h/x"),
        ("http://h/é", "http://h/%C3%A9"), ("http://h/a b", "http://h/a%20b"), ("http://h/?utm_medium=x", "http://h/"),
        ("HTTP://h/x", "http://h/x"), ("http://h/a/b/..", "http://h/a/"), ("http://[::1]:80/", "http://[::1]/"),
    ],
)  # fmt: skip
def test_same_page(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://h/a", "https://h/a"), ("http://h/a", "http://h/a/"), ("http://h/A", "http://h/a"),
        ("http://h/?a=1&b=2", "http://h/?b=2&a=1"),
        ("http://h/a%2Fb", "http://h/a/b"), ("http://h:8080/", "http://h/"), ("http://h/?a", "http://h/"),
        ("http://www.h/", "http://h/"),
    ],
)  # fmt: skip
def test_perhaps_another_page(one: str, other: str) -> None:
    """What may be another page is never taken for the same."""
    assert canonical(one) != canonical(other)


@example("http://./0")
@example("HTTP:@/@")
@given(st.text(max_size=60) | st.from_regex(r"https?://[a-zA-Z0-9.:\[\]%@-]{0,20}/[\x20-\x7e]{0,40}", fullmatch=True))
def test_canonical_is_stable(url: str) -> None:
    """Any text has a canonical form, and that has itself."""
    once = canonical(url)
    assert canonical(once) == once
