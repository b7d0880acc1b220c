"""Signatures inside a text in Chinese, Japanese or Korean, in elements named for them, and beside buttons."""

from __future__ import annotations

import pytest

from cleaner import clean
from tests.read.metadata.samples import read

PAGE = "https://courier.example/news/storm-hits-the-coast"
ZH = "塔恩运河上的旧船闸今天清晨关闭，驳船在运河入口处排起了长队，船员们在岸边等候消息。"
JA = "運河の古い水門は今朝早くに閉まり、はしけは入口で長い列を作って知らせを待っている。"
KO = "운하의 낡은 수문이 오늘 새벽에 닫혔고 바지선들은 입구에서 길게 줄을 서서 소식을 기다린다."


@pytest.mark.parametrize(
    ("before", "text", "behind", "authors"),
    [
        ("河报讯（记者 王芳 通讯员 李明）", ZH, "", ("王芳", "李明")),
        ("（运河日报驻外新闻记者 王芳）", ZH, "", ("王芳",)),
        ("", ZH, "（记者 王芳）", ("王芳",)),
        ("[서울=뉴스] 김민수 기자 = ", KO, "", ("김민수",)),
        ("[서울=김민수 기자] ", KO, "", ("김민수",)),
        ("", JA, "（田中一郎、山本花子）", ("田中一郎", "山本花子")),
        ("", JA, "【林　太郎】", ("林 太郎",)),
        ("", JA, "（文・田中一郎）", ("田中一郎",)),
        # no signature
        ("（記者鄭名娟攝）", ZH, "", ()),
        ("（记者从警方获悉）", ZH, "", ()),
        ("", ZH, "（责任编辑：王芳）", ()),
        ("", ZH, "（王府井）", ()),
        ("", JA, "（敬称略）", ()),
        ("", JA, "（石川県）", ()),
        ("", JA, "（田中一郎撮影）", ()),
        ("", JA, "（金沢支局）", ()),
    ],
)
def test_signature_in_the_text(before: str, text: str, behind: str, authors: tuple[str, ...]) -> None:
    body = f"<article><h1>旧船闸</h1><p>{before}{text}</p><p>{text}</p><p>{text}{behind}</p></article>"
    assert clean(body, url=PAGE).authors == authors
    assert clean(f"旧船闸\n\n{before}{text}\n\n{text}\n\n{text}{behind}\n").authors == authors


def test_signature_in_a_line_below_the_text() -> None:
    def page(line: str) -> str:
        return f"<article><h1>낡은 수문</h1><p>{KO}</p><p>{KO}</p><p>{line}</p></article>"

    assert clean(page("운하신문 김민수 기자 kim@courier.example"), url=PAGE).authors == ("김민수",)
    assert clean(page("문의 kim@courier.example"), url=PAGE).authors == ()


@pytest.mark.parametrize(
    ("element", "authors"),
    [
        ('<p class="firma">Lucía Morales | Corresponsal en París</p>', ("Lucía Morales",)),
        ('<p class="signature">Jeanne Morel</p>', ("Jeanne Morel",)),
        ('<div class="firma">Hansa Maschinenbau GmbH</div>', ()),
        ('<div class="author"><a href="/a">Jan Berg</a> <button>Folgen</button> Redaktion</div>', ("Jan Berg",)),
        ('<div class="author"><a href="/a">Jan Berg</a> <a href="/f">Folgen</a></div>', ("Jan Berg",)),
        (
            '<div class="author">Jan Berg <button>Folgen</button> Anna Moor <button>Folgen</button></div>',
            ("Jan Berg", "Anna Moor"),
        ),
        ('<div class="author"><a href="/a">Jan Berg</a> <a href="/b">Lea Moor</a></div>', ("Jan Berg", "Lea Moor")),
        ('<div class="author"><a href="/a">Jan</a> <a href="/b">Berg</a></div>', ("Jan Berg",)),
    ],
)
def test_elements_of_authors(element: str, authors: tuple[str, ...]) -> None:
    assert read(f"<h1>Storm hits the coast</h1>{element}", url=PAGE).authors == authors
