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
    "a WARC archive": ["WARC/1.0\r\nWARC-Type: warcinfo\r\n"],
    "an ARC archive": ["filedesc://a.arc 0.0.0.0 20080430204825 text/plain 76\n"],
    "RTF": [r"{\rtf1\ansi The boats.\par}"],
    "a calendar": ["BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"],
    "a sitemap": ["<urlset><url><loc>https://h/</loc></url></urlset>", "<?xml version='1.0'?><sitemapindex >"],
    "JSON": [
        json.dumps({"title": "Boats", "text": PROSE}, indent=1), json.dumps([{"text": PROSE}] * 3),
        json.dumps(["a", "b"]), '{"a": 1}\n{"a": 2}\n', "\n".join([json.dumps({"id": 1, "text": PROSE})] * 400),
        f'callback({{"text": "{PROSE}"}});', f'/**/ site.boats[0]([{{"text": "{PROSE}"}}])',
        f'window.STATE = {{"text": "{PROSE}"}};', f'const boats=[{{"text": "{PROSE}"}}]', ")]}',\n" + '{"a": "b"}',
        'for (;;);{"a": "b"}', 'while(1);["a", "b"]',
    ],
    "XML data": [
        f'<?xml version="1.0"?>\n<response><status>ok</status><item id="1"><text>{PROSE}</text></item></response>',
        f"<response><ok/><item><note>{PROSE}</note></item></response>\n",
        f'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><m:Say>{PROSE}</m:Say>',
        f"<?xml version='1.0'?><api><text><![CDATA[<p>{PROSE}</p>]]></text></api>",
        f"<?xml version='1.0'?><!-- <p> --><note xmlns='urn:x'><text>&lt;p&gt;{PROSE}&lt;/p&gt;</text></note>",
        "<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>The key does not exist.</Message></Error>",
        "<?xml version='1.0'?><kml xmlns='http://www.opengis.net/kml/2.2'><Placemark><name>Ellery</name></Placemark></kml>",
        f"<?xml version='1.0'?><api-answer><summary>{PROSE}</summary></api-answer>",
    ],
    "an SVG image": [f"<svg xmlns='http://www.w3.org/2000/svg'><title>{PROSE}</title><text>{PROSE}</text></svg>\n"],
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
    f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{PROSE}</p></body></html>',
    f'<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>{PROSE}</p></body></text></TEI>',
    f'<?xml version="1.0"?><w:document xmlns:w="urn:w"><w:body><w:p><w:t>{PROSE}</w:t></w:p></w:body></w:document>',
    f'<?xml version="1.0"?><article><sec><title>Boats</title><p>{PROSE}</p></sec></article>',
    f'<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><story><text>{PROSE}</text></story>',
    f"<my-app><my-story>{PROSE}</my-story></my-app>", f"<doc><text>{PROSE * 6}</text></doc>",
    f"<story>{PROSE}", f"<svg><path d='M0'/></svg><p>{PROSE}</p>", f"<title>Boats</title>{PROSE}",
    f"<summary>Boats</summary>{PROSE}", "note({an aside}) and more", f"x = {{1}} {PROSE}", 'He said: {"a": 1}',
    f'{{"a": 1}}\n{PROSE}', f"{PROSE}\n" + '{"a": 1}',
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
        ('"a word"', "application/json", "JSON"), ("null", "application/vnd.x+json", "JSON"),
        (f"<story><text>{PROSE * 6}</text>", "application/xml", "XML data"), (f"<p>{PROSE}", "text/xml", None),
        (f"<story><text>{PROSE}", "application/xhtml+xml", None),
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
    [
        "<!-- x -->",
        "<!--",
        "<?xml ?>",
        " ",
        "a{b:c;",
        "a{b:c}",
        "/*",
        "a,",
        "{",
        "[",
        '"',
        "[0,",
        "User-agent: *\n",
        "<![CDATA[",
        "<a:b>",
        "a=",
        "a(",
        '{"a":1}\n',
        "<?xml ?><x>",
        "<x></x>",
    ],
)
def test_long_repetitions_are_bounded(piece: str) -> None:
    """What is looked at does not grow with the file, JSON apart, which is read once."""
    foreign_kind(piece * 100_000, None)
