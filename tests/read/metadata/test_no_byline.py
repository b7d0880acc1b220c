"""Lines that begin like a byline and name nobody, beside bylines with the same words that do."""

from __future__ import annotations

import pytest

from cleaner.read.metadata import read_metadata
from cleaner.read.metadata.names import split_names
from cleaner.read.text import read_text
from tests.read.metadata.test_people import PROSE, read

SENTENCE = "The council met on Tuesday evening and talked for three hours about the old mill. "
# The word goes on as a phrase.
PHRASES = {
    "ru": ["Текст договора", "Текст песни", "Автор идеи", "Текст закона о труде"],
    "uk": ["Текст закону", "Текст пісні"],
    "bg": ["Текст на закона"],
    "en": ["Text size", "Author index", "Authors and affiliations", "Reporter wanted", "Text of the treaty", "By car",
           "By design", "By the numbers", "By land and sea", "By Sea and Land", "By Popular Demand"],
    "de": ["Text vergrößern", "Von Hand", "Von heute", "Von Anfang an", "Autoren gesucht", "Text des Vertrags"],
    "fr": ["Par avion", "Par courrier", "Par exemple", "Par Internet", "Par la poste", "Auteurs du texte"],
    "es": ["Por favor", "Por correo", "Texto completo", "Texto de la ley"],
    "pt": ["Por exemplo", "Texto integral", "Texto da lei"],
    "it": ["Di più", "Di mare", "A cura di redazione"],
    "nl": ["Door storm", "Tekst van de wet"],
    "sv": ["Av guld", "Text saknas"], "da": ["Af læder", "Tekst mangler"], "no": ["Av tre"],
    "pl": ["Tekst umowy", "Przez internet", "Od redakcji"], "cs": ["Text smlouvy", "Od pondělí"],
    "sk": ["Text zmluvy"], "hr": ["Tekst ugovora", "Od ponedjeljka"], "fi": ["Teksti puuttuu"],
    "tr": ["Haber merkezi"], "el": ["Του νόμου", "Της ημέρας"],
    "ar": ["كتب الأطفال", "كتب قديمة", "كتب الأطفال الجديدة"], "th": ["โดย รถไฟ"], "id": ["Oleh karena itu"],
    "ja": ["文 港町", "文 化財", "文 図書館", "記者会見", "記者 会見", "著者紹介", "作者 紹介", "文 港町の朝"],
    "zh": ["作者简介", "作者 简介", "记者 手记", "记者会", "文 化"], "zh-tw": ["作者簡介", "記者 會"],
    "ko": ["글 목록", "기자 회견", "기자회견", "기자 간담회"],
}  # fmt: skip
# The value of the field says that nobody is named.
NOBODY = {
    "ru": ["Автор неизвестен", "Авторы неизвестны", "Автор: не указан", "Автор: аноним", "Автор Неизвестен"],
    "uk": ["Автор невідомий", "Автор: невідомий"], "bg": ["Автор: неизвестен"],
    "en": ["Author unknown", "Unknown author", "By Unknown Author", "By an unknown author", "Author: not stated"],
    "de": ["Autor unbekannt", "Autor: Unbekannter Autor", "Autor: keine Angabe", "Von unbekannt"],
    "fr": ["Auteur inconnu", "Auteur : anonyme"], "es": ["Autor desconocido", "Autor: anónimo"],
    "pt": ["Autor desconhecido"], "it": ["Autore sconosciuto", "Autore: anonimo"], "nl": ["Auteur: onbekend"],
    "sv": ["Text av okänd författare"], "da": ["Af ukendt"], "no": ["Av ukjent"], "pl": ["Autor nieznany"],
    "cs": ["Autor neznámý"], "sk": ["Autor: neznámy"], "hr": ["Autor: nepoznat"], "hu": ["Szerző: ismeretlen"],
    "ro": ["Autor: necunoscut"], "fi": ["Tekijä tuntematon"], "tr": ["Yazar: bilinmiyor"],
    "el": ["Συντάκτης: άγνωστος", "Γράφει ο άγνωστος"], "ar": ["بقلم مجهول", "بقلم كاتب مجهول"],
    "fa": ["نویسنده: ناشناس"], "he": ["מאת: לא ידוע", "מאת אלמוני"], "hi": ["लेखक: अज्ञात"],
    "th": ["โดย: ไม่ระบุชื่อ"], "ja": ["作者不詳", "作者：不明", "著者不明", "作者: 匿名"],
    "zh": ["作者 不详", "作者：佚名", "作者未知", "文/佚名"], "zh-tw": ["作者：未知"],
    "ko": ["글쓴이: 익명", "작자 미상"],
    "id": ["Penulis: tidak diketahui"], "vi": ["Tác giả: khuyết danh", "Tác giả không rõ"],
}  # fmt: skip
PLACES = {
    "fr": ["Par Paris", "De Paris à Rome"], "de": ["Von Berlin nach München"], "it": ["Di Roma"],
    "zh": ["作者 北京", "记者 上海"], "zh-tw": ["記者 台北"], "ja": ["文 横浜"], "ko": ["글 서울"],
}  # fmt: skip
# What follows the word is a sentence or a thing.
SENTENCES = {
    "en": ["Posts by month", "Articles by subject", "Created by Women", "Report by Country", "Column by column",
           "Journalist Karim Said was killed in the storm", "Writer Rita Moss dies at 80", "By Ferry to Norway",
           "By Maria Olsen's account, it was cold", "By Jane Austen’s house", "Prepared by Hand"],
    "de": ["Von Hamburg nach Kiel.", "Von Angela Merkel enttäuscht", "Analyse von Blut", "Von Kopf bis Fuß"],
    "fr": ["Une enquête de police", "Un texte de loi", "Journaliste Claire Dumont tuée"], "es": ["Elaborado por Manos"],
    "it": ["Di Marco Rossi nessuna traccia", "Articolo di Legge"], "pt": ["Reportagem de Capa", "De Lisboa ao Porto"],
    "pl": ["Rozmawiał z Janem Kosem", "Autorka Anna Nowak nie żyje"], "ru": ["Журналист Иван Петров погиб"],
    "tr": ["Yazar Orhan Kemal anıldı"], "sq": ["Nga Tirana në Prishtinë"],
    "ko": ["전직 기자", "종군 기자", "인턴 기자"],
}  # fmt: skip
# With the same words, somebody signs.
SIGNED = [
    ("ru", "Текст: Иван Петров", "Иван Петров"), ("ru", "Текст Иван Петров", "Иван Петров"),
    ("ru", "Автор Иван Петров", "Иван Петров"), ("ru", "Автор: Мария", "Мария"),
    ("ru", "Автор текста: Иван Петров", "Иван Петров"), ("ru", "Автор: ivan77", "ivan77"),
    ("uk", "Автор тексту: Олена Коваль", "Олена Коваль"),
    ("en", "Author Ann Lee", "Ann Lee"), ("en", "Author: ibby", "ibby"), ("en", "by ibby | 3 May 2024", "ibby"),
    ("en", "By Amanda, 3 May 2024", "Amanda"), ("en", "By <a href=/amanda>Amanda</a>", "Amanda"),
    ("en", "Posted by ibby", "ibby"), ("en", "By ibby_77", "ibby_77"), ("en", "By Will Post", "Will Post"),
    ("en", "By Paris Hill", "Paris Hill"), ("en", "By Jack London", "Jack London"),
    ("en", "By Anonda Unknowles", "Anonda Unknowles"),
    ("de", "Text: Eva Groß", "Eva Groß"), ("de", "Autorin Eva Groß", "Eva Groß"), ("de", "Von Eva | 3.5.2024", "Eva"),
    ("fr", "Par Jeanne de la Tour", "Jeanne de la Tour"), ("fr", "Par Jeanne, le 3 mai 2024", "Jeanne"),
    ("es", "Texto Ana Ruiz", "Ana Ruiz"), ("it", "di Anna Conti", "Anna Conti"), ("it", "Autore: Anna", "Anna"),
    ("nl", "Tekst: Jan van der Berg", "Jan van der Berg"), ("sv", "Text av Eva Lind", "Eva Lind"),
    ("pl", "Autor tekstu: Jan Kowal", "Jan Kowal"), ("tr", "Haber: Ali Demir", "Ali Demir"),
    ("el", "Γράφει ο Γιώργος Παπάς", "Γιώργος Παπάς"), ("ar", "بقلم أحمد علي", "أحمد علي"),
    ("ar", "كتب: أحمد علي", "أحمد علي"), ("ar", "كتب أحمد علي، 3 مايو 2024", "أحمد علي"),
    ("fa", "نویسنده: علی رضایی", "علی رضایی"), ("he", "מאת דן לוי", "דן לוי"), ("hi", "लेखक: राम वर्मा", "राम वर्मा"),
    ("th", "โดย สมชาย ใจดี", "สมชาย ใจดี"), ("ja", "文・山田太郎", "山田太郎"), ("ja", "文 山田太郎", "山田太郎"),
    ("ja", "作者：港町さくら", "港町さくら"), ("ja", "記者 山田太郎", "山田太郎"), ("ja", "著者 中村太郎", "中村太郎"),
    ("zh", "记者 慕容雪", "慕容雪"), ("zh", "本报记者 诸葛亮", "诸葛亮"), ("ja", "著者 角田光代", "角田光代"),
    ("ko", "기자 김훈", "김훈"), ("en", "By Plato | 5 min read", "Plato"),
    ("zh", "作者 李明", "李明"), ("zh", "作者：夜雨", "夜雨"), ("zh", "文/李晓明", "李晓明"),
    ("zh", "作者李晓明", "李晓明"),
    ("zh", "作者简介：李晓明", "李晓明"), ("zh-tw", "記者 李曉明／台北報導", "李曉明"),
    ("ko", "글 홍길동", "홍길동"), ("ko", "기자 홍길동", "홍길동"), ("ko", "글쓴이: 산들바람", "산들바람"),
    ("id", "Oleh Budi Santoso", "Budi Santoso"), ("en", "Posts by Ann Lee", "Ann Lee"),
    ("en", "Report by Amanda | 3 May 2024", "Amanda"), ("en", "Created by Khalid bin Said", "Khalid bin Said"),
    ("fr", "Une enquête de Jeanne d’Arcy", "Jeanne d’Arcy"), ("de", "Analyse von Karl zu Berg", "Karl zu Berg"),
    ("pl", "Rozmawiała Anna Nowak", "Anna Nowak"), ("ko", "김민지 기자", "김민지"),
]  # fmt: skip


def lines(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(lang, line) for lang, found in table.items() for line in found]


@pytest.mark.parametrize(("lang", "line"), [*lines(PHRASES), *lines(NOBODY), *lines(PLACES), *lines(SENTENCES)])
def test_nobody_signs(lang: str, line: str) -> None:
    assert read(f"<p>{line}</p>", lang=lang).authors == ()


@pytest.mark.parametrize(("lang", "line"), lines(NOBODY))
def test_nobody_signs_in_fields_and_marked_elements(lang: str, line: str) -> None:
    assert read(f'<p class="byline">{line}</p>', lang=lang).authors == ()
    assert split_names(line, lang, stated=True) == []
    value = line.partition(":")[2] or line.partition("：")[2]
    assert not value or split_names(value, lang, stated=True) == []


@pytest.mark.parametrize(("lang", "line"), lines(NOBODY))
def test_nobody_signs_a_plain_text(lang: str, line: str) -> None:
    text = f"Storm hits the coast\n\n{line}\n\n{SENTENCE * 3}\n\n{SENTENCE * 2}"
    assert read_metadata(read_text(text), "").authors == ()


@pytest.mark.parametrize(("lang", "line", "name"), SIGNED)
def test_somebody_signs(lang: str, line: str, name: str) -> None:
    assert read(f"<p>{line}</p>", lang=lang).authors == (name,)


@pytest.mark.parametrize("line", ["Author information", "Author Information", "Author details"])
def test_an_element_of_an_author_that_names_nobody(line: str) -> None:
    assert read(f'<div class="author-info"><h4>{line}</h4></div>').authors == ()


def test_a_line_of_an_element_that_is_a_label_parts_it_like_a_colon() -> None:
    assert read('<dl class="author"><dt>Author</dt><dd>ibby</dd></dl>').authors == ("ibby",)
    assert read('<dl class="author"><dt>著者</dt><dd>夜雨</dd></dl>', lang="ja").authors == ("夜雨",)
    assert read('<div class="author"><span>Author</span> <a href="/ibby">ibby</a></div>').authors == ("ibby",)


def test_marks_say_that_a_lower_case_word_is_a_name() -> None:
    for mark, line in (("author", "Auteur van Dijk"), ("author", "Author bell hooks"), ("entry-meta", "by ibby")):
        assert read(f'<div class="{mark}">{line}</div>').authors == (line.split(" ", 1)[1],)
    assert read("<p>By Plato</p><p>Updated 5 hours ago</p>").authors == ("Plato",)
    assert read('<p class="byline">Version 10.11.2023</p>').authors == ()
    assert read("<p>By car</p><p>Chapter 3</p>").authors == ()


def test_a_day_in_the_next_line_shows_that_one_word_is_a_name() -> None:
    assert read("<p><time datetime=2024-05-03>5/3 2024</time></p><p>by ibby</p>").authors == ("ibby",)
    assert read("<p>by ibby</p><p>3 May 2024</p>").authors == ("ibby",)
    assert read("<p>by ibby</p>").authors == ()


def test_words_before_a_name_in_a_text_of_their_own_language() -> None:
    german = "Der Rat hat am Dienstag über die alte Mühle am Fluss gesprochen, die seit Jahren leer steht. "
    for text, found in ((german, ()), (SENTENCE, ("Von Hand",))):
        whole = f"Storm hits the coast\n\nVon Hand\n\n{text * 3}\n\n{text * 2}"
        assert read_metadata(read_text(whole), "").authors == found


def test_a_sentence_far_from_the_headline_signs_nothing() -> None:
    assert read(f"{PROSE}<p>Compiled by Tom Hale, the list has forty names.</p>").authors == ()
    for name in ("Tom Hale", "Tom Hale Jr.", "Tom H."):
        assert read(f"{PROSE}<p>Compiled by {name.rstrip('.')}.</p>").authors == (name,)


def test_a_sentence_signs_no_plain_text() -> None:
    line = "By Maria Olsen's side stood the baker, who had come from the mill."
    assert read_metadata(read_text(f"Storm hits the coast\n\n{line}\n\n{SENTENCE * 3}"), "").authors == ()


@pytest.mark.parametrize("place", ["Port Ellery", "San Francisco", "New Delhi"])
def test_a_place_beside_the_day_signs_nothing(place: str) -> None:
    assert read(f"<p>{place}, 4 March 2024</p>").authors == ()
    assert read("<p>Ann Lee, 4 March 2024</p>").authors == ("Ann Lee",)
