"""Pages that break other readers: nothing is lost without a word, nothing hangs, and bad input is one clear error.

The names follow the faults that were measured in parsers and extractors: nesting, huge nodes, stray end tags, control
characters, attributes by the thousand, bombs, wrong and missing charsets, strings that break formats.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import zlib
from typing import Any

import jsonschema
import pytest
import yaml

from cleaner import Article, BadInput, Failure, clean
from cleaner.config import load_config
from cleaner.model import Page
from cleaner.pipeline import run_one
from cleaner.read.decode import cap_attributes, scrub
from cleaner.read.html import read_html
from cleaner.record import dump, to_record
from cleaner.schema import schema
from cleaner.sinks.markdown import render
from tests import REPO, SHARED

STRINGS = SHARED / "suites" / "naughty-strings" / "blns.json"
HUGE = 10_500_000  # characters of one node; libxml2 stops at ten million
DEADLINE_SECONDS = 20.0  # of processor time; the faults took from half a minute to hours
MAX_BOMB_MEGABYTES = 64  # of memory above what a small page takes
CONFIG = load_config(env={})

HEAD = "<!doctype html><html lang=en><head><title>The river Aune</title></head><body><article><h1>The river Aune</h1>"
LEAD = [
    "The river Aune has changed its course more often than any other in the province, and the maps have followed it.",
    "Each spring it carries gravel down from the hills and drops it where the valley flattens, until it breaks out.",
    "Farmers used to follow it, and old contracts name no fields but only shares, measured out anew along the bank.",
]
TAIL = [
    "The water board wants to give the river room, and it has bought a strip of two hundred metres on either side.",
    "In the upper valley it will take down the dykes in the course of three years, starting at the ford of Scarrow.",
    "Further down, where the towns are, the dykes will be raised by half a metre, which the towns call a beginning.",
    "The board puts the cost at sixty-one million, most of it for land, and expects the farmers to sell willingly.",
    "The floods of the last ten years cost about twice as much, although nobody had planned or budgeted for them.",
]


def article_with(middle: str, head: str = HEAD) -> str:
    """A page with ``middle`` between its lead and its five last paragraphs."""
    return f"{head}{paragraphs(LEAD)}{middle}{paragraphs(TAIL)}</article></body></html>"


def paragraphs(texts: list[str]) -> str:
    return "\n".join(f"<p>{text}</p>" for text in texts)


def assert_tail_is_kept(page: str | bytes) -> Article:
    """All five last paragraphs are read, and stand in the article."""
    if isinstance(page, str):
        read = [block.text for block in read_html(cap_attributes(scrub(page))).blocks]
        assert [text for text in TAIL if text in read] == TAIL
    article = clean(page, content_type="text/html")
    assert [text for text in TAIL if text in article.text] == TAIL
    return article


@pytest.mark.parametrize("depth", [254, 300, 2_048, 100_000])
def test_nesting_inside_the_article(depth: int) -> None:
    assert_tail_is_kept(article_with("<div>" * depth + "deep" + "</div>" * depth))


@pytest.mark.parametrize("depth", [254, 20_000])
def test_nesting_around_the_rest_of_the_article(depth: int) -> None:
    """Elements that are never closed hold all that follows."""
    assert_tail_is_kept(article_with("<span><div>" * depth))


@pytest.mark.parametrize(
    "node",
    [
        pytest.param("<p>" + f"{LEAD[1]} " * (HUGE // len(LEAD[1])) + "</p>", id="text"),
        pytest.param(f'<img alt="" src="data:image/png;base64,{"A" * HUGE}">', id="attribute"),
        pytest.param(f"<script>var x = '{'y' * HUGE}'</script>", id="script"),
        pytest.param(f"<!-- {'z' * HUGE} -->", id="comment"),
    ],
)
def test_node_of_ten_million_characters(node: str) -> None:
    assert_tail_is_kept(article_with(node))


def test_lone_surrogates() -> None:
    article = assert_tail_is_kept(article_with("<p>An odd \ud800 letter, and another \udfff one.</p>"))
    assert article.text.encode("utf-8")


@pytest.mark.parametrize(
    "reference", ["&#27;", "&#x1b;", "&#0;", "&#x0;", "&#8;", "&#xFFFE;", "&#xD800;", "&#9999999999;"]
)
def test_references_to_control_characters(reference: str) -> None:
    assert_tail_is_kept(article_with(f"<p>A bell{reference} rang.</p>"))


@pytest.mark.parametrize(
    "stray",
    [
        "</body></html>",
        "</div></div></section>",
        "<frameset cols='50%,50%'><frame src=a.html></frameset>",
        "</html><html><body>",
        "<body class=second>",
        "<plaintext-ish>",
        "<![CDATA[ x ]]>",
        "<?php echo 1 ?>",
    ],
)
def test_stray_tags_in_the_middle(stray: str) -> None:
    assert_tail_is_kept(article_with(stray))


def test_a_hundred_thousand_attributes() -> None:
    begun = time.process_time()
    assert_tail_is_kept(article_with("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">odd</p>"))
    assert time.process_time() - begun < DEADLINE_SECONDS


def test_eighty_thousand_small_blocks() -> None:
    begun = time.process_time()
    assert_tail_is_kept(article_with("<div><p>word</p></div>" * 80_000))
    assert time.process_time() - begun < 2 * DEADLINE_SECONDS


def test_json_ld_of_a_hundred_thousand_brackets() -> None:
    head = HEAD.replace("</head>", f'<script type="application/ld+json">{"[" * 100_000}</script></head>')
    assert_tail_is_kept(article_with("", head))


def test_marks_of_the_reader_on_the_page() -> None:
    """A page that carries the attributes by which the reader marks its tree is read like any other."""
    rows = "<tr><th>Place<th>Level</tr><tr><td>Ford<td>six</tr>"
    page = article_with(f'<table data-cleaner-table="layout">{rows}</table><p DATA-Cleaner-HIDE="">Seen by all.</p>')
    blocks = read_html(page).blocks
    assert "Place\tLevel" in [block.text for block in blocks]
    assert not any(block.hidden for block in blocks)


def test_bomb_in_a_saved_file() -> None:
    """A file that unpacks to a thousand times its size is refused in little memory, as a child process measures."""
    engine = zlib.compressobj(6, wbits=31)
    block = bytes(1 << 20)
    bomb = b"".join(engine.compress(block) for _ in range(256)) + engine.flush()
    child = subprocess.run(
        [sys.executable, "-c", BOMB], input=bomb, cwd=REPO, capture_output=True, timeout=120, check=False
    )
    assert child.returncode == 0, child.stderr.decode()
    reason, grown = child.stdout.decode().split()
    assert reason == "too-large"
    assert int(grown) <= MAX_BOMB_MEGABYTES


BOMB = """
import resource, sys
from cleaner import BadInput, clean
body = sys.stdin.buffer.read()
clean("A small page to begin with, so that everything is loaded and counted before.")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    clean(body)
except BadInput as error:
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(error.reason, (after - before) // 1024)
"""


def test_more_bytes_than_allowed() -> None:
    """A page of fifty megabytes is refused whole, never cut; with the limit raised it is cleaned."""
    page = article_with("<!-- " + "x" * 50_000_000 + " -->").encode()
    with pytest.raises(BadInput, match="more than") as caught:
        clean(page)
    assert caught.value.reason == "too-large"
    wide = CONFIG.model_copy(update={"clean": CONFIG.clean.model_copy(update={"max_bytes": 60_000_000})})
    assert TAIL[-1] in clean(page, config=wide).text


@pytest.mark.parametrize("body", [b"", b" \n\t ", b"\xef\xbb\xbf", "", "<html></html>", "<!doctype html>"])
def test_empty_body(body: bytes | str) -> None:
    article = clean(body)
    assert article.text == ""
    assert article.status == "empty"
    assert article.title is None


@pytest.mark.parametrize(
    "body",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8,
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj",
        b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)),
        b"\x7fELF\x02\x01\x01" + bytes(64),
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00",
        b"RIFF\x24\x00\x00\x00WAVEfmt ",
    ],
)
@pytest.mark.parametrize("content_type", ["text/html", "text/plain", None])
def test_binary_data(body: bytes, content_type: str | None) -> None:
    with pytest.raises(BadInput) as caught:
        clean(body, content_type=content_type)
    assert caught.value.reason == "not-text"
    outcome = run_one(Page(body, content_type=content_type, origin="odd.bin"))
    assert isinstance(outcome, Failure)
    assert outcome.reason == "not-text"


@pytest.mark.parametrize("start", ["RIFF raff and the river. ", "ID3 tags, explained. ", "BZh is no word. ", "MZ. "])
def test_texts_that_begin_like_a_binary_format(start: str) -> None:
    assert start.strip()[:3] in clean((start + " ".join(TAIL)).encode()).text


SAMPLES = {
    "ru": "Река Ауне меняла своё русло чаще любой другой в крае, и люди меняли вместе с ним свои карты и межи.",
    "el": "Ο ποταμός άλλαξε την κοίτη του πιο συχνά από κάθε άλλον στην επαρχία, και οι άνθρωποι τους χάρτες τους.",
    "pl": "Rzeka zmieniała swój bieg częściej niż jakakolwiek inna w okolicy, a ludzie żyjący nad nią źdźbło po źdźble",
    "tr": "Irmak yatağını ildeki bütün ırmaklardan daha sık değiştirdi ve insanlar da haritalarını çizdi.",
    "fr": "La rivière a changé de lit plus souvent qu’aucune autre de la province, et les gens aussi leurs cartes.",
    "he": "הנהר שינה את אפיקו יותר מכל נהר אחר במחוז, והאנשים שעל גדותיו שינו אתו את המפות שלהם שוב ושוב.",
    "ar": "غير النهر مجراه أكثر من أي نهر آخر في المقاطعة، وغير الناس على ضفتيه خرائطهم معه مرة بعد مرة.",
    "ja": "この川は県内のどの川よりも頻繁に流れを変え、岸辺に住む人々はそのたびに地図を描き直してきたという。",
    "zh": "这条河改道的次数比省里任何一条河都多，住在岸边的人们也一次又一次地重画自己的地图，从不抱怨。",
    "tw": "這條河改道的次數比省裡任何一條河都多，住在岸邊的人們也一次又一次地重畫自己的地圖，從不抱怨。",
    "ko": "이 강은 도에서 어느 강보다도 자주 물길을 바꾸었고 강가에 사는 사람들도 그때마다 지도를 다시 그렸다.",
    "th": "แม่น้ำสายนี้เปลี่ยนทางเดินบ่อยกว่าแม่น้ำสายใดในจังหวัดและผู้คนริมฝั่งก็ต้องวาดแผนที่ใหม่ทุกครั้ง",
}
# Charset as the page names it, Python codec, sample text.
CHARSETS = [
    ("utf-8", "utf-8", "ru"), ("utf-8", "utf-8", "zh"), ("windows-1251", "cp1251", "ru"), ("koi8-r", "koi8-r", "ru"),
    ("iso-8859-5", "iso8859-5", "ru"), ("ibm866", "cp866", "ru"), ("x-mac-cyrillic", "mac-cyrillic", "ru"),
    ("windows-1253", "cp1253", "el"), ("iso-8859-7", "iso8859-7", "el"), ("windows-1250", "cp1250", "pl"),
    ("iso-8859-2", "iso8859-2", "pl"), ("windows-1254", "cp1254", "tr"), ("iso-8859-9", "iso8859-9", "tr"),
    ("iso-8859-1", "cp1252", "fr"), ("windows-1252", "cp1252", "fr"), ("windows-1255", "cp1255", "he"),
    ("iso-8859-8-i", "iso8859-8", "he"), ("windows-1256", "cp1256", "ar"), ("shift_jis", "cp932", "ja"),
    ("euc-jp", "euc-jp", "ja"), ("iso-2022-jp", "iso2022-jp", "ja"), ("gbk", "gbk", "zh"), ("gb2312", "gb2312", "zh"),
    ("big5", "big5", "tw"), ("euc-kr", "cp949", "ko"), ("windows-874", "cp874", "th"),
]  # fmt: skip
# What no detector can tell for certain from one paragraph.
UNDECLARED = [charset for charset in CHARSETS if charset[1] in {
    "utf-8", "cp1251", "koi8-r", "cp866", "cp932", "euc-jp", "gbk", "gb2312", "big5", "cp949", "cp1252",
}]  # fmt: skip


def page_in(codec: str, sample: str, meta: str = "") -> bytes:
    text = SAMPLES[sample]
    return f"<html><head>{meta}<title>t</title></head><body><p>{text}</p>{paragraphs(TAIL)}".encode(codec, "replace")


def read_back(codec: str, sample: str) -> str:
    """What survives the codec: some letters of the samples are not in every charset."""
    return SAMPLES[sample].encode(codec, "replace").decode(codec)


@pytest.mark.parametrize(("label", "codec", "sample"), CHARSETS, ids=str)
@pytest.mark.parametrize("declared", ["http", "meta", "meta-http-equiv"])
def test_declared_charset(label: str, codec: str, sample: str, declared: str) -> None:
    meta = {
        "http": "",
        "meta": f'<meta charset="{label}">',
        "meta-http-equiv": f'<meta http-equiv="Content-Type" content="text/html; charset={label}">',
    }[declared]
    content_type = f"text/html; charset={label}" if declared == "http" else "text/html"
    body = page_in(codec, sample, meta)
    if not body.startswith(b"<html"):
        pytest.skip("the codec writes a mark of its own")
    assert_stands(read_back(codec, sample), body, content_type)


@pytest.mark.parametrize(("label", "codec", "sample"), UNDECLARED, ids=str)
def test_undeclared_charset(label: str, codec: str, sample: str) -> None:
    body = f"<html><body>{f'<p>{SAMPLES[sample]}</p>' * 4}".encode(codec, "replace")
    assert_stands(read_back(codec, sample), body, "text/html")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("sample", ["fr", "ru", "ja"])
def test_byte_order_marks_and_wide_charsets(codec: str, sample: str) -> None:
    assert_stands(SAMPLES[sample], page_in(codec, sample), "text/html")


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "x-user-defined", "replacement", "no-such-charset", "utf-7"])
def test_false_declarations(label: str) -> None:
    """A page that could be read for its declaration is not UTF-16, and an unknown label means nothing."""
    body = page_in("utf-8", "ru", f'<meta charset="{label}">')
    assert_stands(SAMPLES["ru"], body, "text/html")
    assert_stands(SAMPLES["ru"], body, f"text/html; charset={label}")


def assert_stands(text: str, body: bytes, content_type: str) -> None:
    document = read_html(scrubbed(body, content_type))
    assert text in [block.text for block in document.blocks]


def scrubbed(body: bytes, content_type: str) -> str:
    from cleaner.read.decode import decode

    return decode(body, content_type.partition("charset=")[2] or None).text


def test_mixed_encodings() -> None:
    """UTF-8 with a paragraph of another charset in it: only that paragraph suffers, and the output is valid."""
    body = page_in("utf-8", "fr").replace(b"<title>", "<p>Déjà vu.</p><title>".encode("cp1252"))
    article = clean(body, content_type="text/html")
    assert [text for text in TAIL if text in article.text] == TAIL
    assert article.text.encode("utf-8")
    assert SAMPLES["fr"] in scrubbed(body, "text/html")


def naughty() -> list[str]:
    return [text for text in json.loads(STRINGS.read_text("utf-8")) if text] if STRINGS.exists() else []


@pytest.mark.skipif(not STRINGS.exists(), reason="../shared/suites/naughty-strings is not here")
def test_naughty_strings_round_trip() -> None:
    """Each string as a title and a paragraph of a page, and some as plain text, comes back out of every format."""
    validator = jsonschema.Draft202012Validator(schema())
    for nth, text in enumerate(naughty()):
        for body in (as_html(text), "\n\n".join([text, *TAIL]))[: 1 + (nth % 10 == 0)]:
            page = Page(body.encode("utf-8", "surrogatepass"), origin=text)
            outcome = run_one(page)
            assert isinstance(outcome, Article), (text, outcome)
            record = to_record(outcome, page, CONFIG)
            line = dump(record)
            assert_one_line(line)
            assert json.loads(line)["text"] == outcome.text
            validator.validate(json.loads(line))
            assert_front_matter(outcome)


def as_html(text: str) -> str:
    from html import escape

    safe = escape(text)
    return f"<html><head><title>{safe}</title></head><body><h1>{safe}</h1><p>{safe}</p>{paragraphs(TAIL)}</body></html>"


def assert_one_line(line: str) -> None:
    assert "\n" not in line
    assert line.splitlines() == [line]
    assert line.encode("utf-8").decode("utf-8") == line


def assert_front_matter(article: Article) -> None:
    markdown = render(article, front_matter=True)
    head = markdown.split("---\n")[1]
    loaded: dict[str, Any] = yaml.safe_load(head) or {}
    assert loaded.get("title") == article.title
    assert loaded.get("authors", []) == list(article.authors)
    assert loaded.get("published") == article.published


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\r", "\x0b", "\x0c", "\x1c", "\ud800", "\x00"])
def test_marks_that_break_lines(mark: str) -> None:
    """A record is one line, whatever a page puts into its title and text."""
    page = Page(b"", origin=f"name{mark}.html")
    article = clean(as_html(f"A title{mark}with a mark"), content_type="text/html")
    assert_one_line(dump(to_record(article, page, CONFIG)))
