"""Pages that a browser saved in one file, in every form, and files that only look like one."""

from __future__ import annotations

import gzip
import io
import plistlib
import zipfile
from pathlib import Path

import pytest

from cleaner import clean
from cleaner.errors import BadInput
from cleaner.model import Page
from cleaner.sources.file import read_file
from cleaner.sources.folder import MEDIA_TYPES, media_type, read_folder
from cleaner.sources.saved import MHTML, WEBARCHIVE, ZIP, open_saved, saved_type
from cleaner.sources.skip import Skip
from tests.sources.test_folder import mhtml

MAX_BYTES = 1_000_000
HTML = b"<!doctype html><html><p>The ferries return.</p></html>"
URL = "https://harbour.example/ferries"
RDF = f'<RDF:RDF><RDF:Description><MAF:originalurl RDF:resource="{URL}"/></RDF:Description></RDF:RDF>'


def webarchive(form: plistlib.PlistFormat = plistlib.FMT_BINARY, **main: object) -> bytes:
    main = {"WebResourceData": HTML, "WebResourceURL": URL, "WebResourceMIMEType": "text/html", **main}
    return plistlib.dumps({"WebMainResource": main, "WebSubresources": []}, fmt=form)


def packed(*names: str, body: bytes = HTML) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), RDF if name.endswith(".rdf") else body, zipfile.ZIP_DEFLATED)
    return file.getvalue()


FILES = {
    "a.webarchive": webarchive(),
    "xml.webarchive": webarchive(plistlib.FMT_XML),
    "a.maff": packed("17/picture.png", "17/index.html", "17/index.rdf", "17/index_files/frame.html"),
    "a.u.zip.html": b"<!doctype html><html><p>Wait<!-- " + packed("index.html", "index.rdf") + b" --></html>",
    "a.MHT": mhtml(HTML.decode(), URL),
    "a.mhtml.gz": gzip.compress(mhtml(HTML.decode(), URL)),
    "mhtml.html": mhtml(HTML.decode(), URL),
    "no-ending": mhtml(HTML.decode(), URL),
    "a.eml": mhtml(HTML.decode(), URL),
}
MAIL = b"""From: Courier <mail@courier.example>
To: reader@home.example
Subject: =?utf-8?Q?Ferries_=E2=80=93_again?=
Date: Sat, 02 Mar 2024 08:30:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html
Content-Disposition: attachment; filename=form.html

<p>A form</p>
--b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/plain

In plain
--c
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>Dear reader, the ferries return =E2=80=93 all of them.</p>
--c--
--b--
"""


@pytest.mark.parametrize("name", FILES)
def test_the_page_and_its_address(tmp_path: Path, name: str) -> None:
    """From a folder, from a file and, if the bytes show it, from memory."""
    (tmp_path / name).write_bytes(FILES[name])
    (entry,) = read_folder(tmp_path, MAX_BYTES)
    assert isinstance(entry, Page)
    found = [open_saved(entry, MAX_BYTES), read_file(tmp_path / name, MAX_BYTES)]
    if saved_type(FILES[name]):
        assert clean(FILES[name]).text == "The ferries return."
    for page in found:
        assert page.body.strip().replace(b"\r", b"") == HTML
        assert (page.url, page.content_type, page.truncated) == (URL, "text/html", None)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (WEBARCHIVE, b"bplist00" + b"\xff" * 40),
        (WEBARCHIVE, plistlib.dumps({"WebMainResource": "no"})),
        (WEBARCHIVE, webarchive(WebResourceData="no bytes")),
        (WEBARCHIVE, HTML),
        (ZIP, packed("picture.png")),
        (ZIP, packed("index.html")[:60]),
        (ZIP, b""),
        (ZIP, packed("index.html", body=bytes(MAX_BYTES + 1))),
        (MHTML, b"Content-Type: multipart/related; boundary=x\n\nnothing"),
    ],
)
def test_what_holds_no_page_is_bad_input(kind: str, body: bytes) -> None:
    with pytest.raises(BadInput):
        open_saved(Page(body, content_type=kind), MAX_BYTES)


def test_what_only_has_such_a_name_or_such_words() -> None:
    """It stays what it is."""
    assert open_saved(Page(HTML, content_type=ZIP), MAX_BYTES) == Page(HTML, content_type="text/html")
    for text in (b"Subject: multipart/related is a media type\n\nA letter about it.", b"From: A\n\nDear B", b"", HTML):
        assert open_saved(Page(text), MAX_BYTES) == Page(text)
    letter = Page(mhtml("<p>a</p>"), content_type="text/plain")
    assert open_saved(letter, MAX_BYTES) is letter


def test_a_mail(tmp_path: Path) -> None:
    """Its page is the part for reading, and its head fills the gaps."""
    (tmp_path / "a.eml").write_bytes(MAIL)
    article = clean(tmp_path / "a.eml")
    assert article.text == "Dear reader, the ferries return – all of them."
    assert (article.title, article.published) == ("Ferries – again", "2024-03-02T08:30:00+00:00")
    (tmp_path / "a.eml").write_bytes(MAIL.replace(b"Courier <mail@courier.example>", b"<Saved by a browser>"))
    assert clean(tmp_path / "a.eml").published is None
    (tmp_path / "a.eml").write_bytes(b"From: a@h.example\nTo: b@h.example\nDate: soon\n\nDear reader, they return.\n")
    assert clean(tmp_path / "a.eml").text == "Dear reader, they return."


@pytest.mark.parametrize(
    ("html", "end", "is_cut"),
    [
        ("<p>They return.</p>", b"part--", False), ("<p>They return.</p>", b"iVB", False),
        ("<p>They return.</p></html>", b"</html>", False),
        ("<p>They return.</p>", b"return.", True), ("<p>They return.</p>", b"</p>", True),
    ],
)  # fmt: skip
def test_an_archive_that_ends_inside_the_page(html: str, end: bytes, is_cut: bool) -> None:
    """It is said, unless only a picture or the mark of the end is missing."""
    whole = mhtml(html, URL)
    cut = whole[: whole.index(end) + len(end)]
    assert bool(open_saved(Page(cut, content_type=MHTML), MAX_BYTES).truncated) == is_cut


def test_several_pages_in_one_archive() -> None:
    """The first is read, and it is said that others are not."""
    page = open_saved(Page(packed("1/index.html", "2/index.html"), content_type=ZIP), MAX_BYTES)
    assert page.body == HTML
    assert "1 further" in (page.truncated or "")


def test_media_types_by_name() -> None:
    assert (media_type("a.b.zip.html"), media_type("zip.html"), media_type("a.zip")) == (ZIP, "text/html", None)
    assert MEDIA_TYPES[".webarchive"] == WEBARCHIVE


@pytest.mark.parametrize(
    ("head", "is_page"),
    [
        (b"<!-- one -->\n<!-- two -->\n<html>", True),
        (b"<!-- " + b"x" * 1_500 + b" --><!DOCTYPE html>", True),
        (b'<?xml version="1.0"?>\n<?xml-stylesheet href="a.css"?>\n<html>', True),
        (b"<head><title>a</title>", True),
        (b"<title>a</title><p>", True),
        ("<!doctype html><p>".encode("utf-16"), True),
        (b"<?php echo 1 ?><html>", False),
        (b"<header>a", False),
        (b"<!-- a <!-- b " * 100, False),
        (b'<?xml version="1.0"?><rss>', False),
    ],
)
def test_files_whose_name_says_nothing(tmp_path: Path, head: bytes, is_page: bool) -> None:
    (tmp_path / "view.php").write_bytes(head)
    (entry,) = read_folder(tmp_path, MAX_BYTES)
    assert isinstance(entry, Page) if is_page else entry == Skip("view.php", "not-a-page")


@pytest.mark.parametrize(
    ("page", "folder", "is_side"),
    [
        ("a.html", "a_pliki", True), ("a.html", "a-filer", True), ("a.htm", "a_dosyalar", True),
        ("a.php", "a_files", True), ("a.html", "b_files", False), ("a.txt", "a_files", False),
        ("a.html", "a_photos", False), ("a.html", "files", False),
    ],
)  # fmt: skip
def test_folders_beside_a_page(tmp_path: Path, page: str, folder: str, is_side: bool) -> None:
    (tmp_path / page).write_bytes(HTML)
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "frame.html").write_bytes(HTML)
    assert any(entry == Skip(folder, "side-folder") for entry in read_folder(tmp_path, MAX_BYTES)) == is_side
