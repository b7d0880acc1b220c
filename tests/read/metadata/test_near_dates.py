"""Numbers that look like days: of sections, versions, houses and phones, prices; beside lines that state a day."""

from __future__ import annotations

import pytest

from cleaner.read.html import read_html
from cleaner.read.metadata import read_metadata
from cleaner.read.metadata.dates import find_dates

PROSE = f"<p>{'The council met on Tuesday evening and talked for three hours about the old mill. ' * 3}</p>"
FETCHED = "2024-03-08T12:00:00+00:00"
# Without a year, or with two digits that may be another number.
THINGS = {
    "en": ["Section 7 mar", "Section 7 Mar 24", "Chapter 3 May 24", "Rule 7 Apr 12", "Room 7 Mar 12", "Act 5 Sep 19",
           "Level 3 Jun 10", "Sec. 7 Mar 24", "No. 5 May 24", "£12 May 24"],
    "de": ["§ 7 Mär 24", "Kapitel 3 Mai 24", "Artikel 12.3.24", "Abs. 7 Apr. 24", "Abschnitt 7 Mär"],
    "fr": ["Section 7 mars", "Article 7 mars 24", "Chapitre 3 mai 24"],
    "es": ["Sección 7 mar", "Artículo 7 mar 24", "Capítulo 3 may 24"],
    "pt": ["Seção 7 mar 24", "Artigo 7 mai 24"], "it": ["Articolo 7 mag 24", "Sezione 7 mar 24"],
    "nl": ["Artikel 7 mei 24", "Hoofdstuk 7 mrt 24"], "sv": ["Avsnitt 7 mar 24"], "da": ["Afsnit 7. mar 24"],
    "pl": ["Rozdział 7 mar 24", "art. 7 maj 24"], "cs": ["Kapitola 7. 3. 24"], "tr": ["Madde 7 Mart 24"],
    "ru": ["Раздел 7 мар 24", "Статья 7 мая 24", "Глава 3 мая", "п. 7.3.24"], "uk": ["Розділ 7 бер 24"],
    "el": ["Άρθρο 7 Μαρ 24"], "id": ["Pasal 7 Mar 24"],
}  # fmt: skip
CODES = {
    "en": ["Version 3.5.2024", "v1.2.2024", "Version 7.3.24", "build 2024.03.07.1", "Tel 03-04-2020", "$3.05.24"],
    "de": ["Version 3.5.24", "Tel. 03-04-2020"], "fr": ["Version 3.5.24"], "es": ["Versión 3.5.24"],
    "ru": ["Версия 3.5.24"], "pl": ["Wersja 3.5.24"], "ja": ["バージョン 3.5.24"], "zh": ["版本 3.5.24"],
    "ko": ["버전 3.5.24"], "tr": ["Sürüm 3.5.24"],
}  # fmt: skip
HOUSES = {
    "es": ["Calle 2 de Mayo 24", "Avenida 9 de Julio 1925"], "pt": ["Rua 25 de Março 1925"],
    "it": ["Via 20 Settembre 24", "Piazza 25 Aprile 12"], "fr": ["Rue du 4 Septembre 24", "Place du 8 Mai 1945"],
    "pl": ["ul. 3 Maja 12", "Ulica 11 Listopada 22"], "ru": ["ул. 8 Марта 24", "улица 9 Мая 12"],
    "ro": ["Strada 1 Decembrie 1918"], "cs": ["ulice 28. října 24"],
}  # fmt: skip
DAYS = [
    ("en", "Press release 7.3.2024"), ("en", "Section: 7 Mar 2024"), ("en", "Version 7 March 2024"),
    ("en", "Berlin, 7 March 2024"), ("en", "Ellery Street, 7 March 2024"), ("de", "Kapitel | 7.3.24"),
    ("de", "Mühlenstraße 7. März 2024"), ("cs", "út 7. 3. 2024"), ("cs", "st 7. 3. 2024"), ("es", "Calle, 7 mar 2024"),
    ("ru", "Статья, 7 марта 2024"), ("ko", "2024.03.07. 10:15"), ("zh", "2024.03.07.10:15"),
    ("hu", "2024.03.07. 10:15"),
    ("es", "Por Juan Plaza 7 de marzo de 2024"), ("fr", "Mis en place le 7 mars 2024"), ("en", "Version 2024-03-07"),
    ("en", "Smith et al. 7 March 2024"), ("nl", "Deel 07-03-24"), ("de", "Artikel 07.03.24"),
    ("ko", "2024.03.07.17시"), ("nl", "Artikel 7 maart 2024"), ("pl", "Maja Kowal, 7 marca 24"),
    ("en", "By Jimmy Page 7 Mar 24"), ("de", "Von Jimmy Page, 7. März 24"),
]  # fmt: skip


def lines(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(lang, line) for lang, found in table.items() for line in found]


@pytest.mark.parametrize(("lang", "line"), [*lines(THINGS), *lines(CODES), *lines(HOUSES)])
def test_a_number_is_no_day(lang: str, line: str) -> None:
    assert find_dates(line, lang) == []
    html = f'<html lang="{lang}"><body><h1>Storm hits the coast</h1><p>{line}</p>{PROSE * 3}</body></html>'
    assert read_metadata(read_html(html), html, "https://paper.example/storm", fetched_at=FETCHED).published is None


@pytest.mark.parametrize(("lang", "line"), DAYS)
def test_a_day_is_one(lang: str, line: str) -> None:
    assert [found.iso[:10] for found in find_dates(line, lang)] == ["2024-03-07"]


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "7 Mar"), ("en", "By Ann Lee, 7 March"), ("en", "Ellery, 7 March"), ("en", "7 March | Politics"),
        ("en", "Published 7 March"), ("en", "7 March, 9:15"), ("en", "Thursday 7 March"),
        ("en", "Ann Lee 7 March 9:15"),
        ("de", "Veröffentlicht am 7. März um 15:44"), ("fr", "Publié le jeudi 7 mars à 07h47"),
        ("it", "Marco Rossi 7 marzo - 14:41"), ("en", "7 March at 10:30"),
    ],
)  # fmt: skip
def test_a_day_without_a_year(lang: str, line: str) -> None:
    html = f'<html lang="{lang}"><body><h1>Storm hits the coast</h1><p>{line}</p>{PROSE * 3}</body></html>'
    found = read_metadata(read_html(html), html, "https://paper.example/storm", fetched_at=FETCHED)
    assert found.published == "2024-03-07"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("7 de marzo de 2024 a las 05:15 hrs.", "2024-03-07"),
        ("07/03/2024 a las 10:15h. Actualizado a las 11:20h.", "2024-03-07"),
        ("7 de marzo de 2024 a las puertas del museo.", None),
    ],
)
def test_a_time_with_its_unit_ends_no_sentence(line: str, day: str | None) -> None:
    html = f'<html lang="es"><body><h1>Storm hits the coast</h1><p>{line}</p>{PROSE * 3}</body></html>'
    assert read_metadata(read_html(html), html, "https://paper.example/storm", fetched_at=FETCHED).published == day
