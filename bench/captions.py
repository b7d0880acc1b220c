"""Captions kept beside kept images, on pages whose gold text has the captions (readability's tests)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import html
from lxml.html import HtmlElement

from bench.corpora import GoldPage, load

CAPTION = "//figcaption|//*[contains(concat(' ',@class,' '),' wp-caption-text ')]"
FIGURE = "ancestor::figure[1]|ancestor::*[contains(concat(' ',@class,' '),' wp-caption ')][1]"
SOURCES = ".//img/@src|.//img/@data-src|.//img/@srcset|.//img/@data-original|.//source/@srcset|.//img/@data-srcset"
LETTERS = re.compile(r"[\W_]+")
MIN_CAPTION_CHARS = 8
READABILITY = "rd_"  # what the ids of its pages begin with


class Caption(NamedTuple):
    """A caption that the gold text has: its letters, and the file names under which its image may come."""

    letters: str
    images: frozenset[str]


def find_captions(page: GoldPage) -> list[Caption]:
    """The captions on a page that its gold text has, each with the images of its figure."""
    tree = html.document_fromstring(page.html.decode("utf-8", "replace"))
    gold = letters_of(page.text or "")
    return [
        Caption(letters, images) for letters, images in _figures(tree)
        if len(letters) >= MIN_CAPTION_CHARS and letters in gold and images
    ]  # fmt: skip


def _figures(tree: HtmlElement) -> Iterator[tuple[str, frozenset[str]]]:
    for caption in tree.xpath(CAPTION):
        for figure in caption.xpath(FIGURE)[-1:]:
            yield letters_of(caption.text_content()), names_of(figure.xpath(SOURCES))


def letters_of(text: str) -> str:
    """The letters and digits of a text, lower-cased."""
    return LETTERS.sub("", text).casefold()


def names_of(addresses: Iterable[str]) -> frozenset[str]:
    """The file names in addresses and in the candidates of a ``srcset``."""
    words = (word for address in addresses for word in re.split(r"[\s,]+", address) if "/" in word)
    return frozenset(unquote(word).split("?", 1)[0].rstrip("/").rpartition("/")[2] for word in words) - {""}


def score(captions: Iterable[Caption], shown: dict[str, Any]) -> tuple[int, int]:
    """Of the captions whose image an output (``html``) shows: how many there are, and how many it keeps."""
    if not shown["html"].strip():
        return 0, 0
    tree = html.fromstring(f"<div>{shown['html']}</div>")
    images, text = names_of(tree.xpath(".//img/@src")), letters_of(tree.text_content())
    beside = [caption for caption in captions if caption.images & images]
    return len(beside), sum(caption.letters in text for caption in beside)


def pages(corpus: Path) -> Iterator[tuple[GoldPage, list[Caption]]]:
    """The pages of readability's tests that have captions in their gold text."""
    for page in load(corpus):
        if page.id.startswith(READABILITY) and (captions := find_captions(page)):
            yield page, captions
