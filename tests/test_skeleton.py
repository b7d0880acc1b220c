"""``make fixture``: structure and lengths of a page stay, its words and its site do not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaner import clean
from tests.skeleton import main, skeleton

PAGE = """<!doctype html><html lang="en"><head>
<title>Harbour bridge closes | The Evening Gazetteer</title>
<link rel="canonical" href="https://www.gazetteer.example/2024/03/harbour-bridge-closes.html">
<meta property="og:type" content="article">
<meta property="og:title" content="Harbour bridge closes">
<script>track("Gazetteer reader 17")</script>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Harbour bridge closes",
 "author": {"@type": "Person", "name": "Ada Penhaligon"}, "datePublished": "2024-03-07T08:00:00Z"}</script>
</head><body class="gazetteer-body story"><!-- gazetteer cache 7 -->
<h1 class="headline">Harbour bridge closes</h1><p class="byline">By Ada Penhaligon</p>
<p>The harbour bridge closes on Monday &amp; stays closed for the whole of March, the council said.</p>
<p>Engineers found cracks in two of the nine piers, which are to be mended before the summer begins.</p>
<h2>Related articles</h2><ul><li><a href="/2024/03/ferry.html">Ferry timetable changes again</a></li></ul>
</body></html>"""
STAYS = {
    "the",
    "on",
    "for",
    "of",
    "in",
    "two",
    "which",
    "are",
    "to",
    "be",
    "before",
    "by",
    "related",
    "articles",
    "said",
}


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def test_no_word_of_the_page_is_left() -> None:
    new = skeleton(PAGE, "en", "gazetteer")
    assert "gazetteer" not in new.lower()
    assert "track(" not in new
    article, before = clean(new), clean(PAGE)
    told = {word.casefold() for word in words(before.text) if len(word) > 3} - STAYS
    assert told
    assert not told & {word.casefold() for word in words(article.text)}


def test_the_page_is_read_as_before() -> None:
    """The same blocks stay, in the same lengths; title, author and date are found in the same places."""
    article, before = clean(skeleton(PAGE, "en", "gazetteer")), clean(PAGE)
    assert [len(block.text) for block in article.blocks] == [len(block.text) for block in before.blocks]
    assert [block.path for block in article.blocks] == [
        tuple(token.replace("gazetteer", "site") for token in block.path) for block in before.blocks
    ]
    assert article.published == before.published == "2024-03-07T08:00:00+00:00"
    assert article.provenance == before.provenance
    assert len(article.authors) == 1
    assert "Related articles" in {gone.text for gone in article.removed}


def test_the_same_page_gives_the_same_skeleton_and_other_scripts_stay_theirs() -> None:
    page = "<p>Новый мост закрыт, сообщил совет города. Новый мост!</p><p>市議会は橋を閉鎖した。</p>"
    new = skeleton(page, "ru", None)
    assert new == skeleton(page, "ru", None)
    assert new != page
    assert [len(word) for word in words(new)] == [len(word) for word in words(page)]
    assert re.findall(r"[А-я]+ [А-я]+!", new)


def test_the_command_writes_a_folder_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = tmp_path / "saved.html"
    saved.write_text(PAGE, "utf-8")
    arguments = ["en--html--bridge", str(saved), "--to", str(tmp_path / "pages")]
    assert main(arguments) == 0
    assert sorted(path.name for path in (tmp_path / "pages/en--html--bridge").iterdir()) == ["case.yaml", "page.html"]
    assert main(arguments) == 2
    assert main(["Bridge", str(saved)]) == 2
    assert main(["en--html--other", str(tmp_path / "nowhere.html")]) == 2
    assert "nowhere.html" in capsys.readouterr().err
