"""Visible dates in the formats of over thirty languages, machine dates, calendars."""

from __future__ import annotations

import pytest

from cleaner.read.metadata.dates import date_in_url, find_dates, read_machine
from cleaner.read.metadata.dates.months import months

# One day, 7 June 2020, as pages write it.
LINES = [
    ("7 June 2020", "en"), ("June 7th, 2020", "en"), ("Sunday, June 7, 2020 at 3:00 pm", "en-us"),
    ("7-Jun-2020", "en"), ("06/07/2020", "en-us"), ("07/06/2020", "en-gb"), ("7. Juni 2020", "de"),
    ("07.06.2020, 14:30 Uhr", "de"), ("7.6.20", "de"), ("dimanche 7 juin 2020", "fr"),
    ("7 de junio de 2020", "es"), ("7 giugno 2020", "it"), ("7 de junho de 2020", "pt"),
    ("7 juni 2020", "nl"), ("7. juni 2020", "da"), ("7. juni 2020", "no"), ("7 juni 2020", "sv"),
    ("7. kesäkuuta 2020", "fi"), ("7. júní 2020", "is"), ("7 czerwca 2020", "pl"), ("7. června 2020", "cs"),
    ("7. júna 2020", "sk"), ("7. junij 2020", "sl"), ("2020. június 7.", "hu"), ("7 iunie 2020", "ro"),
    ("7 июня 2020 г.", "ru"), ("7 червня 2020", "uk"), ("7 чэрвеня 2020", "be"), ("7 юни 2020", "bg"),
    ("7. lipnja 2020.", "hr"), ("7. јун 2020.", "sr"), ("7 јуни 2020", "mk"), ("2020 m. birželio 7 d.", "lt"),
    ("2020. gada 7. jūnijs", "lv"), ("7. juuni 2020", "et"), ("7 qershor 2020", "sq"),
    ("7 Haziran 2020", "tr"), ("7 iyun 2020", "az"), ("7 Ιουνίου 2020", "el"), ("7 ביוני 2020", "he"),
    ("7 يونيو 2020", "ar"), ("٧ يونيو ٢٠٢٠", "ar"), ("۱۸ خرداد ۱۳۹۹", "fa"), ("۱۳۹۹/۰۳/۱۸", "fa"),
    ("7 جون 2020", "ur"), ("7 जून 2020", "hi"), ("৭ জুন ২০২০", "bn"), ("7 มิถุนายน 2563", "th"),
    ("7 มิ.ย. 2563", "th"), ("2020年6月7日", "ja"), ("2020/06/07", "ja"), ("2020年6月7日", "zh"),
    ("2020년 6월 7일", "ko"), ("2020.06.07 14:30", "ko"), ("7 tháng 6, 2020", "vi"), ("07/06/2020", "vi"),
    ("Minggu, 7 Juni 2020", "id"), ("7 Jun 2020", "ms"), ("7 Hunyo 2020", "tl"), ("7 Juni 2020", "sw"),
    ("7 de juny de 2020", "ca"), ("7 de xuño de 2020", "gl"), ("Mehefin 7, 2020", "cy"), ("2020-06-07", None),
    ("7 June 2020", None),
]  # fmt: skip


def test_reach() -> None:
    assert len({(language or "").partition("-")[0] for _, language in LINES}) >= 40


@pytest.mark.parametrize(("line", "language"), LINES, ids=[f"{language}-{line}" for line, language in LINES])
def test_visible_date(line: str, language: str | None) -> None:
    assert [found.iso[:10] for found in find_dates(line, language)] == ["2020-06-07"]


def test_months_whose_names_languages_share() -> None:
    assert find_dates("12. listopada 2020", "hr")[0].iso == "2020-10-12"
    assert find_dates("12 listopada 2020", "pl")[0].iso == "2020-11-12"


@pytest.mark.parametrize("code", sorted(months().own))
def test_every_month_of_every_language(code: str) -> None:
    """Among them the months that begin like the word for "of": 14 December, 14 diciembre."""
    for name, month in months().own[code].items():
        for line in (f"14 {name} 2021", f"14. {name} 2021", f"{name} 14, 2021"):
            assert [found.iso for found in find_dates(line, code)] == [f"2021-{month:02}-14"], line


def test_date_in_the_path_of_an_address() -> None:
    assert date_in_url("https://a.example/2021/05/03/storm") == "2021-05-03"
    assert date_in_url("https://a.example/blog/2021-05-03-storm/") == "2021-05-03"
    for other in ("2021/05/03/", "2021/05/storm", "storm?day=2021/05/03", "item-20210503123456/x", "2021/13/03/storm"):
        assert date_in_url(f"https://a.example/{other}") is None, other


def test_day_first_in_the_name_of_a_page() -> None:
    assert date_in_url("https://a.example/news/29-10-2021", "de") == "2021-10-29"
    assert date_in_url("https://a.example/aktuelles/08112021-online-tag", "de") == "2021-11-08"
    assert date_in_url("https://a.example/wrap-up-08-11-2021", "en-us") is None
    assert date_in_url("https://a.example/wrap-up-29-11-2021", "en-us") == "2021-11-29"
    for other in ("1-800-29-10-2021x", "id-129102021", "29-13-2021", "29-10-2021-07-30"):
        assert date_in_url(f"https://a.example/{other}", "de") is None, other


def test_order_of_day_and_month() -> None:
    assert find_dates("03/04/2020", "en-us")[0].iso == "2020-03-04"
    assert find_dates("03-04-2020", "en-us")[0].iso == "2020-03-04"
    assert find_dates("03-04-2020", "nl")[0].iso == "2020-04-03"
    assert find_dates("26 | 01 | 2022", "de")[0].iso == "2022-01-26"
    assert find_dates("03/04/2020", "en-gb")[0].iso == "2020-04-03"
    assert find_dates("03/04/2020", "fr")[0].iso == "2020-04-03"
    assert find_dates("03/25/2020", "en-gb")[0].iso == "2020-03-25"
    assert find_dates("20.03.04", "ko")[0].iso == "2020-03-04"


@pytest.mark.parametrize(
    ("line", "language", "iso"),
    [
        ("Wed, 03/04/2013 - 09:15", "en-us", "2013-04-03"),
        ("Mon, 03/04/2013 - 09:15", "en-gb", "2013-03-04"),
        ("03/04/2013 (Wednesday)", "en-us", "2013-04-03"),
        ("Mon, 03/04/2013", "en-us", "2013-03-04"),
        ("Fri, 03/04/2013", "en-us", "2013-03-04"),  # of neither
        ("Sunset 03/04/2013", "en-us", "2013-03-04"),
    ],
)
def test_a_day_of_the_week_tells_the_order(line: str, language: str, iso: str) -> None:
    assert [found.iso for found in find_dates(line, language)] == [iso]


@pytest.mark.parametrize("line", ["07.03.202410:15", "2024.03.0710:15", "2024-03-0710:15", "2024年03月07日10:15"])
def test_a_time_glued_to_the_day(line: str) -> None:
    assert [found.iso[:10] for found in find_dates(line, "zh")] == ["2024-03-07"]


@pytest.mark.parametrize(
    "line", ["", "June 2020", "5 Min. 2020", "iPhone 12 vs 11 2020", "12 of 2020", "31.02.2020", "1.2.3",
             "192.168.10.20", "7 June 1820",
             "call 030 12345678", "2020-13-45", "10:30", "Nr. 12/2020", "99/99/9999", "§ 12 1990"],
)  # fmt: skip
def test_no_date(line: str) -> None:
    assert find_dates(line, "en") == []


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-04-30", "2024-04-30"),
        ("2024-04-30T22:30:00Z", "2024-04-30T22:30:00+00:00"),
        ("2024-04-30T22:30:00.123456+0530", "2024-04-30T22:30:00+05:30"),
        ("2024-04-30T22:30:00.000+02:00[Europe/Berlin]", "2024-04-30T22:30:00+02:00"),
        ("2024-04-30 22:30", "2024-04-30T22:30:00"),
        ("20240430T223000Z", "2024-04-30T22:30:00+00:00"),
        ("2024-04-30T22:30:0Z", "2024-04-30T22:30:00+00:00"),
        ("Tue, 30 Apr 2024 22:30:00 +0200", "2024-04-30T22:30:00+02:00"),
        ("1714516200", "2024-04-30T22:30:00+00:00"),
        ("1714516200000", "2024-04-30T22:30:00+00:00"),
        ("/Date(1714516200000+0200)/", "2024-04-30T22:30:00+00:00"),
        ("2024-04-3022:30", "2024-04-30T22:30:00"),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01", None),
        ("2024-02-31", None),
        ("2024", None),
        ("tomorrow", None),
        (None, None),
    ],
)
def test_machine_date(text: str | None, iso: str | None) -> None:
    assert read_machine(text) == iso
