"""Who signs beside a date without a word such as "By": names with a place, a house or a role, and agencies."""

from __future__ import annotations

import pytest

from cleaner.read.metadata.names import split_names
from tests.read.metadata.samples import ld, read

HEADLINE = "<h1>Storm hits the coast</h1>"
DAYS = {
    "cs": "3. prosince 2024", "de": "3. Dezember 2024", "el": "3 Δεκεμβρίου 2024",
    "en": "December 3, 2024", "es": "3 de diciembre de 2024",
    "fi": "3.12.2024", "fr": "3 décembre 2024", "hu": "2024. december 3.", "id": "3 Desember 2024",
    "it": "3 dicembre 2024", "nl": "3 december 2024", "pl": "3 grudnia 2024", "pt": "3 de dezembro de 2024",
    "ro": "3 decembrie 2024",
    "ru": "3 декабря 2024", "tr": "3 Aralık 2024", "uk": "3 грудня 2024", "vi": "03/12/2024",
}  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "line", "authors"),
    [
        # a place or a house behind the name
        ("cs", "Jan Novák, Praha", ("Jan Novák",)),
        ("de", "Anna Lohmann in Berlin", ("Anna Lohmann",)),
        ("id", "Budi Santoso - elleryKurier", ("Budi Santoso",)),
        # small words within a name
        ("nl", "Jan de Boer", ("Jan de Boer",)),
        ("pt", "Ana da Silva", ("Ana da Silva",)),
        # the role of somebody
        ("id", "Budi Santoso, Jurnalis", ("Budi Santoso",)),
        ("pl", "Anna Lisowa, dziennikarka", ("Anna Lisowa",)),
        ("hu", "Kovács János, újságíró", ("Kovács János",)),
        ("uk", "Олена Лісова, журналістка", ("Олена Лісова",)),
        ("el", "Γιώργος Λιμνιός, δημοσιογράφος", ("Γιώργος Λιμνιός",)),
        # an agency alone
        ("tr", "AA", ("AA",)),
        ("tr", "Haberler - AA", ("AA",)),
        ("de", "AFP, Berlin", ("AFP",)),
        ("de", "AFP, Hafen", ()),
        ("de", "dpa", ("dpa",)),
        ("pt", "Agência Brasil", ("Agência Brasil",)),
        ("en", "Photo - AFP", ()),
        # no names
        ("en", "Donald Reed - Politics", ()),
        ("es", "Copa del Rey", ()),
        ("fr", "Tour de France", ()),
        ("de", "Haus am See", ()),
        ("fr", "Photo Anne Martin", ()),
        ("de", "Hafen, Berlin", ()),
    ],
)
def test_a_line_above_the_date(lang: str, line: str, authors: tuple[str, ...]) -> None:
    assert read(f"{HEADLINE}<div>{line}</div><div>{DAYS[lang]}</div>", lang=lang).authors == authors


@pytest.mark.parametrize(
    ("lang", "line", "authors"),
    [
        ("en", "December 3, 2024 Ann Lee 4 min read", ("Ann Lee",)),
        ("ru", "03.12.2024 10:15 Иван Лесков", ("Иван Лесков",)),
        ("pl", "Anna Lisowa Data publikacji: 03.12.2024", ("Anna Lisowa",)),
        # the day of the week behind the name, also without the blank that the style of the page makes
        ("uk", "Автор: Олена Лісова Вівторок, 3 грудня 2024", ("Олена Лісова",)),
        ("nl", "Door Jan de Boerdinsdag 3 december 2024", ("Jan de Boer",)),
        ("ar", "كتب: أحمد محمودالثلاثاء، 03 ديسمبر 2024", ("أحمد محمود",)),
        ("tr", "Yazar: Ayşe Yılmaz Ekleme: 03 Ağustos 2024", ("Ayşe Yılmaz",)),
        ("cs", "3. 12. 2024 10:15Autor: Jan Novák", ("Jan Novák",)),
        ("en", "December 3, 2024 Harbour News 4 min read", ()),
        ("en", "December 3, 2024 19:30 Aston Villa", ()),
    ],
)
def test_a_line_with_the_date(lang: str, line: str, authors: tuple[str, ...]) -> None:
    assert read(f"{HEADLINE}<div>{line}</div>", lang=lang).authors == authors


@pytest.mark.parametrize(
    ("lang", "line", "authors"),
    [
        # a place, a role, a house or an agency between the name and the day
        ("de", "Anna Lohmann, Berlin | {}", ("Anna Lohmann",)),
        ("es", "Ana López / Madrid | {}", ("Ana López",)),
        ("tr", "Ayşe Yılmaz - İstanbul | {}", ("Ayşe Yılmaz",)),
        ("en", "Ann Lee, Senior Political Correspondent · {}", ("Ann Lee",)),
        ("fr", "Marie Dumas, envoyée spéciale à Kiev | {}", ("Marie Dumas",)),
        ("de", "Anna Lohmann (dpa) | {}", ("Anna Lohmann",)),
        ("es", "María de los Ángeles López, {}", ("María de los Ángeles López",)),
        ("ru", "Иван Лесков, Москва | {}", ("Иван Лесков",)),
        # an agency alone
        ("en", "Reuters | {}", ("Reuters",)),
        ("es", "EFE / Madrid | {}", ("EFE",)),
        ("en", "Reuters, London, {}", ("Reuters",)),
        ("de", "© dpa | {}", ()),
        ("en", "Spa | {}", ()),
        # places, houses and captions
        ("nl", "Den Haag, {}", ()),
        ("it", "Reggio Emilia, {}", ()),
        ("ru", "Нижний Новгород, {}", ()),
        ("es", "Cruz Roja, {}", ()),
        ("de", "Anna Lohmann in Berlin, {}", ()),
        ("de", "Alte Mühle, Berlin | {}", ()),
    ],
)
def test_a_place_a_role_or_an_agency_in_the_line_with_the_date(lang: str, line: str, authors: tuple[str, ...]) -> None:
    assert read(f"{HEADLINE}<p>{line.format(DAYS[lang])}</p>", lang=lang).authors == authors


@pytest.mark.parametrize(("line", "authors"), [("AFP, MANILA", ("AFP",)), ("Ann Lee", ()), ("Harbour News", ())])
def test_an_agency_below_a_headline_with_the_date_above(line: str, authors: tuple[str, ...]) -> None:
    body = f"<h6>{DAYS['en']}</h6>{HEADLINE}<ul><li>{line}</li><li>Share</li></ul>"
    assert read(body).authors == authors


@pytest.mark.parametrize(
    ("following", "authors"),
    [("Staff Writer", ("Ann Lee",)), ("Senior Reporter", ("Ann Lee",)), ("CEO of Ellery", ()), ("The harbour", ())],
)
def test_a_name_above_what_a_writer_is_called(following: str, authors: tuple[str, ...]) -> None:
    assert read(f"{HEADLINE}<div>Ann Lee</div><div>{following}</div>").authors == authors


def test_an_agency_comes_before_the_site_that_posts_its_text() -> None:
    head = ld({"@type": "NewsArticle", "headline": "Storm hits the coast", "author": "Ellery Kurier"})
    head += '<meta property="og:site_name" content="Ellery Kurier">'
    day = f"<div>{DAYS['tr']}</div>"
    assert read(f"{HEADLINE}<div>AA</div>{day}", head, lang="tr").authors == ("AA",)
    assert read(f"{HEADLINE}<div>Gündem</div>{day}", head, lang="tr").authors == ("Ellery Kurier",)
    head = ld({"@type": "NewsArticle", "headline": "Storm hits the coast", "author": "EK"})
    for url, author in (("https://www.ek.com.tr/storm", "AA"), ("https://www.kurier.example/storm", "EK")):
        assert read(f"{HEADLINE}<div>AA</div>{day}", head, url, "tr").authors == (author,)


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        ("<div>Reuters</div>{}<div>Ann Lee</div>", ("Ann Lee",)),  # the agency took the picture
        ("<div>Reuters</div><div>Ann Lee</div>{}", ("Ann Lee",)),
        ("<div>Reuters</div><div>Ellery Kurier</div>{}", ("Reuters",)),
        ("<figure><img src=/a.jpg><figcaption>Ann Lee in Berlin</figcaption></figure>{}", ()),
    ],
)
def test_who_is_meant_of_several_beside_the_date(lines: str, authors: tuple[str, ...]) -> None:
    assert read(HEADLINE + lines.format(f"<div>{DAYS['en']}</div>")).authors == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Ann Lee, Research Scientist, and Sam Ash, VP and Senior Fellow, Ellery Research", ("Ann Lee", "Sam Ash")),
        ("Ann Lee, editor, and Sam Ash, reporter", ("Ann Lee", "Sam Ash")),
        ("Ann Lee, the harbour, and Sam Ash, reporter", ()),
    ],
)
def test_names_with_roles_in_one_line(line: str, authors: tuple[str, ...]) -> None:
    assert read(f"{HEADLINE}<p>March 24, 2026</p><p>{line}</p>").authors == authors


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("사회부 홍길동 기자", ["홍길동"]),
        ("문화부 홍길동·김철수 기자", ["홍길동", "김철수"]),
        ("홍길동·김철수 기자", ["홍길동", "김철수"]),
        ("كتبت- سارة حسن:", ["سارة حسن"]),
        ("القاهرة - سارة حسن", ["سارة حسن"]),
        ("Berlin - Ann Lee", ["Ann Lee"]),
        ("山田太郎（やまだ・たろう）", ["山田太郎"]),
        ("[山田太郎，Ellery]", ["山田太郎", "Ellery"]),
        ("Von Ann Lee, ARD Brüssel", ["Ann Lee", "ARD Brüssel"]),
        ("Ann Lee, SWR, zzt. Kiew", ["Ann Lee", "SWR"]),
        ("Ann Lee, https://courier.example/lee", ["Ann Lee"]),
        ("Author- Ann Lee", ["Ann Lee"]),
    ],
)
def test_desks_and_dashes_before_a_name(line: str, names: list[str]) -> None:
    assert split_names(line) == names


@pytest.mark.parametrize(
    ("lang", "line", "published", "modified"),
    [
        ("tr", "<div>Giriş: 03.12.2024 - 10:15</div><div>Güncelleme: 04.12.2024</div>", "2024-12-03", "2024-12-04"),
        ("tr", "<div>Ekleme: 03 Ağustos 2024</div>", "2024-08-03", None),
        ("th", "<div>เผยแพร่: 3 ธ.ค. 2567</div><div>ปรับปรุง: 4 ธ.ค. 2567</div>", "2024-12-03", "2024-12-04"),
    ],
)
def test_labels_of_days(lang: str, line: str, published: str, modified: str | None) -> None:
    found = read(HEADLINE + line, lang=lang)
    assert (found.published, found.modified) == (published, modified)
