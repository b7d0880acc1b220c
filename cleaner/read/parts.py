"""Parts of the text that a page names as such: ingredients, steps, questions and answers.

They are in JSON-LD (https://schema.org/Recipe, HowTo and FAQPage) or in elements named after ingredients. Short lines
such as "2 eggs" look like chrome, but what a page states as a part of its subject is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import unescape
from itertools import accumulate, compress, islice

from cleaner.classes import dataclass
from cleaner.model import Block, Document
from cleaner.prefilters import find_begun, find_named
from cleaner.read.bodies import bodies_in, is_named, titles_of
from cleaner.read.metadata.folding import fold
from cleaner.read.schemas import guide_body
from cleaner.shipped import load
from cleaner.vocabulary import PageKind

KEYS = ("recipeIngredient", "recipeInstructions", "HowToStep", "acceptedAnswer")
# In the gold of WCXB, the questions and answers on pages of offers are rarely text, while those in articles are.
OFFERS: frozenset[PageKind] = frozenset({"product", "service"})
COOKED: frozenset[PageKind] = frozenset({"article", "product"})  # kinds of pages with ingredients
MAX_HEAD_CHARS = 40  # of a heading of ingredients
MAX_JOINED = 4  # blocks that are one part, such as an amount, a unit and a name
MIN_PART_CHARS = 2
LONG_CHARS = 30  # letters of a part that needs no other one near it
NEAR = 6  # blocks between two short parts
ANSWERED = 3  # blocks below a question, of which one must be an answer
MAX_PARTS = 2_000
MAX_GUIDES = 20
PIECE = re.compile(r"(?=<h2>)|</(?:p|li|h2)>|<br\b[^<>]*>|\n")
MARKUP = re.compile(r"<[^<>]*+>")
SENTENCE = re.compile(r"[.!?…]\s|[。！？]")  # what remains is folded, without punctuation


@dataclass(frozen=True, slots=True)
class Parts:
    """The folded parts that one item states, those of them that are questions, and the sentences of all."""

    texts: frozenset[str]
    questions: frozenset[str]
    sentences: frozenset[str]


def find_parts(
    document: Document, title: str | None, keep: Sequence[bool], kind: PageKind | None
) -> tuple[int, ...]:  # fmt: skip
    """The blocks that are or head a part and do not stay, nor others with their words. ``kind`` is that of the page."""
    blocks = document.blocks
    if kind == "listing":
        return ()
    named = [*_find_ingredients(blocks)] if kind in COOKED and find_begun(blocks, *_headings()) else []
    scripts = [script for script in document.head.json_ld if any(key in script for key in KEYS)]
    if not (named or scripts) or True not in keep:
        return ()  # as for most pages
    stated: set[int] = set()
    if scripts:
        titles = [text for text in (title, document.head.title, *titles_of(document)) if text]
        said = "\n".join(block.text for block in compress(blocks, keep))
        guides = _guides(scripts, titles, answers=kind not in OFFERS)
        missing = [texts for texts in map(_read_texts, guides) if not all(text in said for text, _ in texts)]
        folded = [fold(block.text) for block in blocks] if missing else []
        for texts in missing:
            stated.update(_match(_fold_parts(texts), blocks, folded))
    found = stated | set(_within(named, stated))
    found.update(at - 1 for at in [*found] if at and blocks[at - 1].kind == "heading")
    stays = {block.text for block in compress(blocks, keep)} if found else frozenset[str]()
    return tuple(sorted(at for at in found if blocks[at].text not in stays))


@cache
def _names() -> frozenset[str]:
    return frozenset(load("structure.yaml")["ingredients"])


@cache
def _headings() -> tuple[str, int, frozenset[str]]:
    """What begins the heading of ingredients: a quick test whether a page may have some."""
    words = frozenset(load("structure.yaml")["ingredient_headings"])
    return "".join(sorted({letter for word in words for letter in (word[0], word[0].upper())})), MAX_HEAD_CHARS, words


def _find_ingredients(blocks: Sequence[Block]) -> Iterator[int]:
    """Blocks in elements that are named after ingredients: long ones without links, and those beside one without links.

    A card for another recipe may say "5 ingredients" between links, and a menu may have links for ingredients.
    """
    named = [at for at in find_named(blocks, _names()) if not blocks[at].hidden]
    bare = frozenset(at for at in named if not blocks[at].link_chars)
    for at in named:
        if not bare.isdisjoint((at - 1, at + 1)) or (at in bare and len(blocks[at].text) >= LONG_CHARS):
            yield at


def _within(named: Sequence[int], stated: Iterable[int]) -> Sequence[int]:
    """The named blocks between those of them that the page states too, if there are some, or else all of them."""
    both = sorted({*named}.intersection(stated))
    return [at for at in named if both[0] <= at <= both[-1]] if both else named


def _guides(scripts: Sequence[str], titles: Sequence[str], *, answers: bool) -> Iterator[str]:
    """Questions with answers, and the guide that the page is about: the one with its title, or else the only one."""
    guides: dict[str, bool] = {}
    for node, html, key in bodies_in(scripts, guide_body):
        if key != "mainEntity":
            guides[html] = guides.get(html, False) or is_named(node, ("name",), titles)
        elif answers:
            yield html
    chosen = [html for html, named in guides.items() if named] or [*guides]
    if len(chosen) == 1:
        yield chosen[0]


def _read_texts(html: str) -> list[tuple[str, bool]]:
    """The parts as text, and whether each is a question."""
    pieces = islice(PIECE.split(html), MAX_PARTS)
    texts = ((" ".join(unescape(MARKUP.sub("", piece)).split()), piece.startswith("<h2>")) for piece in pieces)
    return [(text, asked) for text, asked in texts if text]


def _fold_parts(texts: Sequence[tuple[str, bool]]) -> Parts:
    folded = [(fold(text), asked) for text, asked in texts]
    return Parts(
        frozenset(text for text, _ in folded if len(text) >= MIN_PART_CHARS),
        frozenset(text for text, asked in folded if asked),
        frozenset(sentence for text, _ in texts for sentence in _sentences(text)),
    )


def _sentences(text: str) -> Iterator[str]:
    return filter(None, map(fold, SENTENCE.split(text)))


def _match(parts: Parts, blocks: Sequence[Block], folded: Sequence[str]) -> Iterator[int]:
    """The blocks that are or belong to one of these parts. A question counts only with an answer below it."""
    found = {
        at for at, text in enumerate(folded)
        if len(text) >= LONG_CHARS and parts.sentences.issuperset(_sentences(blocks[at].text))
    }  # fmt: skip
    found.update(_find_runs(parts.texts, blocks, folded))
    for at in found:
        below = range(at + 1, min(at + 1 + ANSWERED, len(blocks)))
        if folded[at] not in parts.questions or any(
            nth in found and folded[nth] not in parts.questions for nth in below
        ):
            yield at


def _find_runs(parts: frozenset[str], blocks: Sequence[Block], folded: Sequence[str]) -> Iterator[int]:
    """Blocks without links that are a part, alone or several together, if it is long or another part is near."""
    runs: list[tuple[int, int, str]] = []
    for first, block in enumerate(blocks):
        if folded[first] and not block.link_chars:
            joined = enumerate(accumulate(folded[first : first + MAX_JOINED]), first)
            runs += islice(((first, last, text) for last, text in joined if text in parts), 1)
    for nth, (first, last, part) in enumerate(runs):
        around = (*runs[max(0, nth - 1) : nth], *runs[nth + 1 : nth + 2])
        near = any(other != part and max(start - last, first - end) <= NEAR for start, end, other in around)
        if near or len(part) >= LONG_CHARS:
            yield from range(first, last + 1)
