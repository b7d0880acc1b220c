"""Lines that announce another page by a phrase in capitals, without a colon."""

from __future__ import annotations

import pytest

from cleaner.judge.phrases import find_matches, load_rules
from cleaner.model import Block
from cleaner.read.html import read_html


def kind_of(language: str, text: str) -> str | None:
    found = find_matches((Block(0, "paragraph", text),), load_rules(language)).get(0)
    return found.kind if found else None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "LIRE AUSSI Pourquoi la poste ferme"),
        ("it", "LEGGI ANCHE Perché chiude la posta"),
        ("nl", "LEES OOK Waarom het postkantoor sluit"),
        ("ro", "CITEȘTE ȘI UE amână ajutorul pentru fermieri"),
        ("uk", "ЧИТАЙТЕ ТАКОЖ «Зелений міст» закриють на рік"),
        ("de", "LESEN SIE AUCH Warum die Post schließt"),
        ("en", "READ ALSO 12 bridges that nobody crosses"),
    ],
)
def test_capitals_part_a_phrase_from_a_title(language: str, text: str) -> None:
    assert kind_of(language, text) == "related"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "LIRE AUSSI Les Misérables rend heureux."),  # a sentence
        ("fr", "Lire aussi Les Misérables à l'école"),  # no capitals
        ("fr", "LIRE AUSSI LES CLASSIQUES"),  # all of it
        ("en", "READ Also by hand and the ink will last"),  # one word
        ("en", "NEW YORK Ministers of nine countries meet on the harbour"),  # no phrase
        ("en", "PHOTO FILE Ministers of nine countries"),
    ],
)
def test_other_lines_in_capitals_stay(language: str, text: str) -> None:
    assert kind_of(language, text) is None


def test_they_take_their_place_among_the_other_lines() -> None:
    texts = ["Publicité", "LIRE AUSSI Pourquoi la poste ferme", "Publicité"]
    blocks = tuple(Block(at, "paragraph", text) for at, text in enumerate(texts))
    assert list(find_matches(blocks, load_rules("fr"))) == [0, 1, 2]


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("en", "Read also"),
        ("de", "Lesen Sie auch"),
        ("fr", "Lire aussi"),
        ("ru", "Читайте также"),
        ("ca", "Llegeix també"),
    ],
)
def test_the_beginning_of_a_link_parts_a_phrase_from_a_title(language: str, phrase: str) -> None:
    def kinds(html: str) -> list[str]:
        blocks = read_html(f"<html><body>{html}</body></html>").blocks
        return [found.kind for found in find_matches(blocks, load_rules(language)).values()]

    title = "<a href=/1>Orla Qwerty Brum</a>"
    assert kinds(f"<p>{phrase} {title}</p>") == ["related"]
    assert kinds(f"<p><b>{phrase}</b> {title}</p>") == ["related"]
    assert kinds(f"<p>{phrase} Brum {title}</p>") == []
    assert kinds(f"<p>{phrase} {title}.</p>") == []  # a sentence
    assert kinds(f"<p>{phrase} {title} Brum</p>") == []  # the link does not end the line
    assert kinds(f"<p>{phrase} {title} {title}</p>") == []
