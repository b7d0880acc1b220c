"""Hard-wrapped text in Chinese, Japanese and Korean becomes paragraphs; lines that are paragraphs stay as they are."""

from __future__ import annotations

import pytest

from cleaner.read.text import read_text


def texts(text: str) -> list[str]:
    return [block.text for block in read_text(text).blocks]


CHINESE = (
    "　　河边的老磨坊已经空了三十年，今年春天有两个年轻人把它买下来，准"
    "备改成一家面包房。村里的人起初都不相信，后来却一个一个走进去帮"
    "忙。"
)
JAPANESE = (
    "川沿いの古い水車小屋は三十年のあいだ空いていたが、この春、二人の若"
    "者が買い取ってパン屋にすることにした。村の人たちは初め信じなかった"
    "が、やがて一人また一人と手伝いに来た。"
)  # fmt: skip
KOREAN = [
    "강가의 오래된 물레방앗간은 서른 해 동안 비어 있었으나 올봄에 두 젊은이가",
    "그것을 사서 빵집으로 고치기로 했다. 마을 사람들은 처음에는 믿지 않았지만",
    "나중에는 하나둘 찾아와서 일을 거들었다. 지금은 아침마다 빵 냄새가 마을에",
    "가득하다.",
]


def wrap(text: str, size: int) -> str:
    return "\n".join(text[at : at + size] for at in range(0, len(text), size))


@pytest.mark.parametrize(("text", "size"), [(CHINESE, 20), (CHINESE, 24), (JAPANESE, 22), (JAPANESE, 30)])
def test_wrapped_lines_are_joined(text: str, size: int) -> None:
    assert texts("\n\n".join([wrap(text, size), wrap(text, size)])) == [text.strip("　")] * 2


def test_an_indent_begins_a_paragraph() -> None:
    assert texts(f"{wrap(CHINESE, 20)}\n{wrap(CHINESE, 20)}") == [CHINESE.strip("　")] * 2


def test_korean_words_stay_apart() -> None:
    assert texts("\n".join(KOREAN)) == [" ".join(KOREAN)]


@pytest.mark.parametrize(
    "text",
    [
        "河边的老磨坊今年春天改成面包房，村里人都来帮忙\n古镇石桥修好以后，游客比去年多了三成还多一点\n"
        "水乡夜游的船增加两班，票价和去年一样没有上涨\n山里的学校今年只有一个学生，老师却有两位之多",
        "山里的雪化得晚\n河里的鱼来得迟\n门前的树开了花\n屋后的人回了家",
        "河边的老磨坊已经空了三十年，今年春天有人把它买下来了。\n村里的人起初都不相信，后来却都走进去帮忙。\n"
        "现在每天早上，整条街都是面包的香味，连狗都早起。",
        "- 河边的老磨坊今年春天改成了面包房，村里的人都来\n- 古镇的石桥修好以后，来的游客比去年多了三成，\n"
        "- 水乡夜游的船增加了两班，票价还是和去年一样的",
    ],
)
def test_other_lines_stay(text: str) -> None:
    assert texts(text) == [line.removeprefix("- ") for line in text.split("\n")]


def test_a_source_below_a_full_line_stays_apart() -> None:
    text = wrap(CHINESE[:-1] + "忙个不停的样子，真好。", 20)
    assert texts(f"{text}\n（编辑：陈洁）")[-1] == "（编辑：陈洁）"
