"""Bytes to text: compressed pages, charsets that are declared wrongly or not at all, text that was encoded twice."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable

import brotli
import pytest

from cleaner import BadInput, clean, core
from cleaner.read.charset import lookup, read_charset, visible_bytes
from cleaner.read.decode import cap_depth, decode, scrub, scrub_characters
from cleaner.read.html import read_html
from cleaner.read.mojibake import repair
from cleaner.read.unpack import MAX_MEMBERS, unbrotli, unpack

FRENCH = (
    "L’écluse a été fermée dès l’aube, et les péniches attendent à l’entrée du canal.",
    "Le maître éclusier évoque une vanne gelée — « un métal fatigué », répète-t-il.",
    "La réparation coûtera près de 3\u00a0000\u00a0€, que la région s’est engagée à payer.",
)
CHINESE = (
    "河口的旧船闸今天清晨关闭,驳船在运河入口处排起了长队。闸长说,一扇闸门在夜里结了冰,修理要花三天时间,费用由省里承担。"
)
POLISH = (
    "Stara zajezdnia tramwajowa za targiem rybnym zostanie przebudowana na szkołę dla cieśli, powiedziała w "
    "poniedziałek burmistrz, po dwóch latach, w których nikt nie chciał kupić długich ceglanych hal."
)
THAI = "โรงรถรางเก่าหลังตลาดปลาจะกลายเป็นโรงเรียนช่างไม้ นายกเทศมนตรีกล่าวเมื่อวันจันทร์ หลังจากสองปีที่ไม่มีใครอยากซื้ออาคารอิฐยาว"
PAGE = "<html><head>{meta}<title>t</title></head><body><article>{body}</article></body></html>"
UTF8 = '<meta charset="utf-8">'
MAX_BYTES = 1_000_000


def page(texts: tuple[str, ...], meta: str = "") -> str:
    return PAGE.format(meta=meta, body="".join(f"<p>{text}</p>" for text in texts))


@pytest.mark.parametrize("bad", [1, 3, 8])
@pytest.mark.parametrize("where", ["http", "meta"])
def test_declared_utf8_with_a_few_bad_bytes(bad: int, where: str) -> None:
    """Only the bad bytes are lost, and a note counts them."""
    body = page(FRENCH, UTF8 if where == "meta" else "").encode().replace(b"<article>", b"<article>" + b"\xe9 " * bad)
    found = decode(body, "utf-8" if where == "http" else None)
    assert all(text in found.text for text in FRENCH)
    assert found.text.count("\ufffd") == bad
    assert found.notes == (f"decode: {bad} bytes are no utf-8",)


def test_bad_bytes_between_few_letters_without_a_declaration() -> None:
    found = decode(page(FRENCH).encode().replace(b"<article>", b"<article>\xe9 "))
    assert all(text in found.text for text in FRENCH)


@pytest.mark.parametrize("where", ["http", "meta"])
def test_latin_text_declared_as_utf8_is_latin(where: str) -> None:
    """A declaration that hardly a letter bears out is false."""
    body = page(FRENCH, UTF8 if where == "meta" else "").encode("cp1252")
    found = decode(body, "utf-8" if where == "http" else None)
    assert all(text in found.text for text in FRENCH)


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("windows-1251", "Шлюз в устье реки закрыли на рассвете, и баржи ждут у входа в канал."),
        ("koi8-r", "Шлюз в устье реки закрыли на рассвете, и баржи ждут у входа в канал."),
        ("iso-8859-7", "Το συμβούλιο του λιμανιού ψήφισε την Τρίτη την επιστροφή των πλοίων, εννέα χρόνια μετά."),
        ("iso-8859-2", "Rada portu zagłosowała we wtorek za przywróceniem nocnych promów, po dziewięciu latach."),
        ("gb2312", "港口委员会星期二投票决定恢复夜间渡轮，这距离它们被取消已经有九年了。"),
        ("euc-kr", "항구 의회는 화요일 구년 전에 중단된 야간 여객선을 다시 운항하기로 의결했다."),
    ],
)
def test_the_default_of_a_server_against_the_meta(label: str, text: str) -> None:
    """The meta counts if the letters bear it out, and not if they are western after all."""
    meta = f'<meta charset="{label}">'
    assert text in decode(page((text,) * 2, meta).encode(label), "iso-8859-1").text
    body = page(FRENCH, meta).encode("cp1252")
    assert all(line in decode(body, "iso-8859-1").text for line in FRENCH)


@pytest.mark.parametrize(
    ("stray", "said"),
    [
        ("caf\xe9 ouvert", "café ouvert"),
        ("R\xe9servez l\x92\xe9t\xe9", "Réservez l’été"),
        ("Abgeschnitten \xc3", "Abgeschnitten \ufffd"),  # of "Ã¼", rather than that letter
        ("a \xe9\xe8 b", "a \ufffd\ufffd b"),
        ("5 \xb0 7", "5 \ufffd 7"),
    ],
)
def test_letters_of_another_charset_in_western_utf8(stray: str, said: str) -> None:
    body = page((*FRENCH, "STRAY"), UTF8).encode().replace(b"STRAY", stray.encode("latin-1"))
    assert f">{said}<" in decode(body).text
    other = page((CHINESE, "STRAY"), UTF8).encode().replace(b"STRAY", stray.encode("latin-1"))
    assert "é" not in decode(other).text


def test_notes_reach_the_article() -> None:
    body = page(FRENCH * 3, UTF8).encode().replace(b"<article>", b"<article>\xe9 ")
    assert "decode: 1 bytes are no utf-8" in clean(body, content_type="text/html").notes


def encoded_twice(text: str) -> str:
    """A text read in windows-1252; the five bytes that have no letter there are kept as controls, as tools do."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


def test_text_encoded_twice() -> None:
    found = decode(encoded_twice(page(FRENCH)).encode())
    assert all(text in found.text for text in FRENCH[:2])
    assert any("double-encoded" in note for note in found.notes)


@pytest.mark.parametrize("codec", ["latin-1", "cp1251"])
def test_text_encoded_twice_in_other_charsets(codec: str) -> None:
    """Latin-1 has controls for letters, which no scrub may take before; Cyrillic text was often read in its own."""
    text = FRENCH[0] if codec == "latin-1" else "Шлюз в устье реки закрыли на рассвете, и баржи ждут у входа в канал."
    twice = "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode())
    assert text in decode(page((twice,) * 2).encode()).text


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("CÃ´te : un cafÃ© Ã\xa0 la mer &#8211; Courrier", "Côte : un café à la mer – Courrier"),
        ("Donâ€™t panic", "Don’t panic"),
        ("NÃO, Ã© a IRMÃ”", "NÃO, Ã© a IRMÃ”"),
        ("Café «Ã©tÃ©»", "Café «Ã©tÃ©»"),
        ("A irmã: “SÃO, MAÇÔ", "A irmã: “SÃO, MAÇÔ"),
        ("A IRMÃ”", "A IRMÃ”"),
    ],
)
def test_title_alone_encoded_twice(stated: str, said: str) -> None:
    html = f'<head><title>{stated}</title><meta property="og:title" content="{stated}"></head><p>À la une</p>'
    head = read_html(html).head
    assert (head.title, head.metas) == (said, (("og:title", said),))


def test_text_encoded_twice_beside_sound_text() -> None:
    """A template in order around a body that a database spoilt: each is left or mended by itself."""
    text = page(("À la une : la météo", encoded_twice(FRENCH[1])))
    assert FRENCH[1] in decode(text.encode()).text
    assert "À la une : la météo" in decode(text.encode()).text


@pytest.mark.parametrize(
    "text",
    [
        "A page that shows Ã© says that someone read é in the wrong charset, as naïve tools do..",
        "Liberté\u00a0», dit-il. «\u00a0Égalité\u00a0», répond-elle. Café\u00a0! Été\u00a0? Allée\u00a0: entrée\u00a0;",
        "ÇA ALORS : ÂGÉ, ÂPRE, ÎLE, CÔTE, SÃO PAULO, NÃO, IRMÃ, MAÇÃ, CORAÇÃO",
        "С»ёжик и «Р» и «С» — буквы. «РС» — журнал. Ёжик: №1 и №2.",
        "phê” và “trê” là từ; “mê” cũng thế, “lê” nữa.",
        "plain text",
    ],
)
def test_sound_text_is_not_repaired(text: str) -> None:
    assert repair(text) == (text, 0)


def test_repair_mends_values_too() -> None:
    """A description or a title in an attribute was spoilt like the text."""
    spoilt = "<p title='Ã©'>Un Ã©tÃ© prÃ¨s du cafÃ©, Ã\xa0 midi</p>"
    fixed, places = repair(spoilt)
    assert fixed == "<p title='é'>Un été près du café, à midi</p>"
    assert places == 6


@pytest.mark.parametrize("codec", ["gbk", "gb18030", "big5"])
@pytest.mark.parametrize("times", [1, 5])
def test_chinese_without_a_declaration(codec: str, times: int) -> None:
    text = (
        CHINESE
        if codec != "big5"
        else "河口的舊船閘今天清晨關閉,駁船在運河入口處排起了長隊。閘長說,一扇閘門在夜裡結了冰,修理要花三天時間。"
    )
    found = decode(page((text,) * times).encode(codec))
    assert text in found.text


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1250", POLISH),
        ("iso8859_2", POLISH),
        ("cp874", THAI),
        (
            "iso8859_2",
            "Starosta oznámil v pondělí, že stará vozovna za trhem bude přestavěna na školu pro tesaře.",
        ),
        ("cp1250", "A polgármester hétfőn bejelentette, hogy a halpiac mögötti régi remíz ácsok iskolájává alakul át."),
        ("cp1257", "Meras pirmadienį pranešė, kad senasis tramvajų depas už žuvų turgaus taps dailidžių mokykla."),
        ("cp1254", "Başkan, balık pazarının arkasındaki eski tramvay deposunun okula dönüştürüleceğini açıkladı."),
        (
            "cp1252",
            "Il sindaco ha annunciato lunedì che il deposito diventerà una scuola, perché così è più utile.",
        ),
        ("cp1252", "The caf\u00e9 by the pier is open again, and nobody at the council knows who paid for it."),
        ("cp1252", "It cost £5, £6, £7, £8 and £9 to sail; 20° and 3½ hours, © 2024"),
        ("cp1252", "¿Qué pasó? ¡Nada, señor!"),
        ("cp1252", "José Peña, Zoë Núñez, Åsa"),
        ("cp1252", "It\u2019s the first boat of the year."),
        ("cp866", "шлюз закрыли на рассвете, и баржи стоят в очереди у входа в канал, сказал начальник"),
        ("cp1252", "El capitán salió con razón y corazón, según la canción: «año, acción, unión, ración, balcón»."),
    ],
)
def test_letters_without_a_declaration(codec: str, text: str) -> None:
    assert text in decode(page((text,)).encode(codec)).text


QUOTES = "It’s the council’s vote, and they won’t say who “paid” – nine."
JAPANESE = "市長は月曜日、魚市場の裏にある古い車庫を大工の学校に改築すると発表した。"
RUSSIAN = "Мэр объявил в понедельник, что старое депо за рыбным рынком будет перестроено в школу."
SPOILT = [
    ("cp1252", QUOTES, b"\x9d"), ("cp1252", QUOTES, b"\x81"), ("cp1250", POLISH, b"\x81"), ("cp1251", RUSSIAN, b"\x98"),
    ("gb18030", CHINESE, b"\xff"), ("gb18030", CHINESE, "潮".encode("gb18030")[:1]), ("euc_jp", JAPANESE, b"\xff"),
    ("cp932", JAPANESE, "潮".encode("cp932")[:1]), ("cp874", THAI, b"\xff"),
]  # fmt: skip


@pytest.mark.parametrize("times", [1, 4, 40])
@pytest.mark.parametrize(("codec", "text", "spoiler"), SPOILT)
def test_invalid_bytes_without_a_declaration(codec: str, text: str, spoiler: bytes, times: int) -> None:
    """They cost a few letters, not the charset."""
    broken = page((text,) * times).encode(codec) + b"<p>" + spoiler + b"</p>"
    assert decode(broken).text.count(text) == times


def test_two_charsets_without_a_declaration() -> None:
    """What UTF-8 became in the other charset is repaired."""
    line = "Le conseil a voté à Nîmes. "
    assert line in decode(page((line * 3,)).encode() + "<p>Été raté à la fin</p>".encode("cp1252")).text


def test_detector_looks_at_lines_with_letters() -> None:
    """A long page of ASCII before the first letter does not hide the charset."""
    lead = "<p>nothing but letters of ASCII in this line</p>" * 2_000
    body = page((lead, "Ποταμός και γέφυρα, δρόμος και λιμάνι, ο άνεμος από το νησί. " * 5)).encode("cp1253")
    assert "γέφυρα" in decode(body).text


def test_visible_bytes_are_outside_scripts() -> None:
    body = b"<script>var x='\xe9\xe9'</script><style>\xe8</style>\xe0 line<b>plain</b><script>\xe7 unclosed"
    assert visible_bytes(body) == b"\xe0 line"


def test_labels() -> None:
    assert lookup("gb2312") == "gb18030"
    assert lookup("utf-16") == "utf-8"
    assert lookup("x-user-defined") is None
    assert read_charset(b"abc", "iso-8859-1").charset == "cp1252"


def test_all_members_of_a_gzip_file() -> None:
    parts = [page(FRENCH[:1]).encode(), b"<p>a second member</p>", b"<p>a third</p>"]
    found = unpack(b"".join(map(gzip.compress, parts)), MAX_BYTES)
    assert found.data == b"".join(parts)
    assert found.cut is None
    assert unpack(gzip.compress(b"abc") + b"\0" * 512, MAX_BYTES).data == b"abc"


def test_members_are_bounded_together() -> None:
    with pytest.raises(BadInput):
        unpack(gzip.compress(bytes(600_000)) * 2, MAX_BYTES)
    found = unpack(gzip.compress(b"") * (MAX_MEMBERS + 5), MAX_BYTES)
    assert found.cut is not None


@pytest.mark.parametrize(
    "pack", [gzip.compress, zlib.compress, brotli.compress, lzma.compress], ids=["gzip", "zlib", "brotli", "xz"]
)  # fmt: skip
def test_cut_streams_say_so(pack: Callable[[bytes], bytes]) -> None:
    body = page(tuple(f"{text} {nth}" for nth in range(200) for text in FRENCH)).encode()
    packed = pack(body)
    read = unbrotli if pack is brotli.compress else unpack
    assert read(packed, MAX_BYTES).data == body
    assert read(packed, MAX_BYTES).cut is None
    cut = read(packed[: len(packed) // 2], MAX_BYTES)
    assert cut.cut is not None
    assert body.startswith(cut.data)
    assert len(cut.data) > 100


def test_cut_page_is_partial() -> None:
    body = gzip.compress(page(tuple(f"{text} {nth}" for nth in range(200) for text in FRENCH)).encode())
    article = clean(body[: len(body) // 2], content_type="text/html")
    assert article.status == "partial"
    assert "the compressed page ends before its time" in article.notes


def test_what_no_name_announces() -> None:
    """Brotli has no magic number; it counts if it is whole and holds markup."""
    body = page(FRENCH).encode()
    assert unpack(brotli.compress(body), MAX_BYTES).data == body
    for other in (brotli.compress(b"a text"), brotli.compress(body)[:-9], "Ça va".encode("cp1252"), "Ça va".encode()):
        assert unpack(other, MAX_BYTES).data == other
    assert unpack(bz2.compress(b"a") + bz2.compress(b"b") + b"\0", MAX_BYTES).data == b"ab"
    with pytest.raises(BadInput, match="before its time"):  # a block is whole or nothing
        unpack(bz2.compress(body)[:99], MAX_BYTES)
    with pytest.raises(BadInput, match="zstd"):
        unpack(b"\x28\xb5\x2f\xfd\x00", MAX_BYTES)


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress])
def test_bombs_of_every_kind_are_refused(pack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(BadInput):
        unpack(pack(bytes(MAX_BYTES + 1)), MAX_BYTES)


def test_text_that_begins_like_a_compressed_one() -> None:
    assert unpack(b"BZh is no magic number", MAX_BYTES).data == b"BZh is no magic number"
    assert unpack(b"x^2 and y^2 are squares", MAX_BYTES).data == b"x^2 and y^2 are squares"


def test_body_cut_in_a_letter_is_partial() -> None:
    body = page(FRENCH).encode()
    body = body[: body.index("été".encode()) + 1]
    assert decode(body).cut == "the page ends inside a letter"


@pytest.mark.parametrize(
    ("text", "clean_text"),
    [
        ("a&#27;b", "ab"),
        ("a&#&#27;27;b", "ab"),
        ("a&#x&#x1b;1b;b", "ab"),
        ("a&#129;&#x9d;&#x8D;b", "ab"),
        ("a&#x80;b&#133;c", "a&#x80;b&#133;c"),  # HTML reads these as letters of windows-1252
        ("a&#\x0027;b", "ab"),
        ("a&#xFDD0;b&#65535;c&#xfffe;d", "abcd"),
        ("a&#271;b &#x1bc;", "a&#271;b &#x1bc;"),
    ],
)
def test_references_to_controls(text: str, clean_text: str) -> None:
    assert scrub(text) == clean_text


def test_nested_references_end() -> None:
    """However deep references are nested, none is left, and the passes are few."""
    text = "&#" * 50 + "27;" * 50
    assert "&#27;" not in scrub(text)


def test_characters_made_by_a_parser() -> None:
    assert scrub_characters("a\x1bb\x9bc\ud800d\ufdd0\x00\ue000\n\t") == "abc\ufffdd\ue000\n\t"


def test_capping_is_linear() -> None:
    """A tag that never ends is passed over once."""
    html = "<b>" * 6_000 + "<" + "a" * 400_000
    assert cap_depth(html).count("<b>") == 5_000


@pytest.mark.parametrize(
    "body",
    [
        "Käse über alles",
        "Käse\r\nüber alles",
        "plain",
        "K\x01äse",
        "&#27; ü",
        "\ufeffKäse",
        "Ã©tÃ© Ã\xa0 la mer, Ã© Ã¨",
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_raw_bytes_are_those_of_the_text(body: str, charset: str) -> None:
    decoded = decode(body.encode(charset, "ignore"))
    assert decoded.raw is None or decoded.raw == decoded.text.encode()


@pytest.mark.skipif(core.compiled is None, reason="the Python implementation always encodes the text")
@pytest.mark.parametrize("text", ["Käse über alles", "plain"])
def test_unchanged_text_is_not_encoded_again(text: str) -> None:
    body = text.encode()
    assert decode(body).raw is body


@pytest.mark.skipif(core.compiled is None, reason="the Python implementation always encodes the text")
@pytest.mark.parametrize("text", ["Käse\r\nüber\r\ralles\r", "\r\nä", "ä\r"])
def test_text_with_other_line_ends_is_not_encoded_again(text: str) -> None:
    decoded = decode(text.encode())
    assert decoded.raw == text.replace("\r\n", "\n").replace("\r", "\n").encode()
