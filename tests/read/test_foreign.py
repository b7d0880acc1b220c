"""Files that are no pages are refused by what they are, and what only looks like one of them stays a page."""

from __future__ import annotations

import json

import pytest

from cleaner import BadInput, Page, clean
from cleaner.model import Failure
from cleaner.pipeline import run_one
from cleaner.read.foreign import foreign_kind
from tests.cleaner_cli import cleaner

PROSE = "The council voted on Tuesday to bring the night boats back, and the harbour was glad of it."
FOREIGN = {
    "a feed": [
        '<?xml version="1.0"?>\n<?xml-stylesheet href="a.xsl"?>\n<!-- made by hand -->\n<rss version="2.0"><channel>',
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Boats</title><entry><summary>{PROSE}</summary></entry></feed>",
        "\ufeff<rdf:RDF xmlns='http://purl.org/rss/1.0/'><item/></rdf:RDF>", "<opml version='2.0'><head/></opml>",
    ],
    "a sitemap": ["<urlset><url><loc>https://h/</loc></url></urlset>", "<?xml version='1.0'?><sitemapindex >"],
    "JSON": [
        json.dumps({"title": "Boats", "text": PROSE}, indent=1), json.dumps([{"text": PROSE}] * 3),
        json.dumps(["a", "b"]),
    ],
    "a style sheet": [
        "@charset 'utf-8';\nbody { color: red; margin: 0 }\n/* x } */\np,a{font:12px serif}\n#x{top:1px;left:2px;}",
        "@media print {\n nav { display: none }\n a { color: black }\n}\n.a { b: c; }",
    ],
    "a robots.txt": [
        "# Please\nUser-agent: *\nDisallow: /x\n\nSitemap: https://h/s.xml\n",
        "User-Agent: *\nContent-Usage: train-ai=n",
    ],
    "CSV": [
        "id,name,port\n1,Ada,Ellery\n2,Bo,Ellery\n3,Cy,Dunmar\n4,Di,Ellery\n", '"a";"b";"c"\n' + '"1";"x y";"2"\n' * 9,
    ],
}  # fmt: skip
PAGES = [
    PROSE, f"<!doctype html><p>{PROSE}", f"<!-- x --><html><body><rss>{PROSE}</rss>", f"<p>{PROSE}<feed>",
    f"[Updated] {PROSE} [more]", f"{{{PROSE}}}", "[1] A first note.\n[2] A second note.", "[1]", "{}",
    f"How to write it:\n\nbody {{ color: red }}\np {{ margin: 0 }}\na {{ top: 0 }}\n\n{PROSE}",
    f"User-agent: a word that few know\n\n{PROSE}", "Sitemap: what it is", "Allow: yes\nDisallow: no",
    "One, two, three.\n" * 9, "Boats, trains, and cars, as ever\n" + f"{PROSE}\n" * 6, "a,b,c\n1,2,3",
    "Ada Byrne, a sailor of thirty years and more, spoke first of the boats in the harbour of the town\n" * 6,
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in FOREIGN.items() for text in texts])
def test_foreign_files_are_refused(kind: str, text: str) -> None:
    assert foreign_kind(text, None) == kind
    with pytest.raises(BadInput, match=f"this is {kind}, not a page"):
        clean(text)


@pytest.mark.parametrize("text", PAGES)
def test_pages_are_not_taken_for_them(text: str) -> None:
    assert foreign_kind(text, None) is None


@pytest.mark.parametrize("text", [text for texts in FOREIGN.values() for text in texts] + PAGES)
def test_half_of_one_does_not_raise(text: str) -> None:
    """Cut anywhere, a file is one thing or the other."""
    for at in range(0, len(text), 7):
        foreign_kind(text[:at], None)


@pytest.mark.parametrize(
    ("text", "media_type", "kind"),
    [
        ("{cut", "application/json", "JSON"), ("[1]", "application/ld+json", "JSON"), ("a,b", "text/csv", "CSV"),
        ("body{", "text/css", "a style sheet"), ("<!doctype html><p>x", "application/json", None),
        ("", "text/html", None), (PROSE, "application/json", None),
    ],
)  # fmt: skip
def test_the_media_type_decides_where_the_text_agrees(text: str, media_type: str, kind: str | None) -> None:
    assert foreign_kind(text, media_type) == kind


def test_it_is_a_failure_with_its_reason() -> None:
    outcome = run_one(Page(b"<rss><channel/></rss>", origin="feed.xml", content_type="text/html"))
    assert outcome == Failure("feed.xml", "read", "content-type", "this is a feed, not a page")


def test_the_command_says_what_it_is() -> None:
    done = cleaner("page", "-", text="User-agent: *\nDisallow: /\n")
    assert (done.returncode, done.stdout, done.stderr) == (65, "", "cleaner: stdin: this is a robots.txt, not a page\n")


@pytest.mark.parametrize(
    "piece",
    ["<!-- x -->", "<!--", "<?xml ?>", " ", "a{b:c;", "a{b:c}", "/*", "a,", "{", "[", '"', "[0,", "User-agent: *\n"],
)
def test_long_repetitions_are_bounded(piece: str) -> None:
    """What is looked at does not grow with the file, JSON apart, which is read once."""
    foreign_kind(piece * 100_000, None)
