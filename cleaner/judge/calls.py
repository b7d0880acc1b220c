"""Calls to follow a site elsewhere, in a paragraph of their own: "Join our Telegram channel so you never miss a story".

They are written like the text around them, so the tagger takes them for it. Three things together tell them: the name
of a service, a verb that calls for something, and a word by which the site speaks of itself. "Follow The Courier on
Facebook and Twitter" has no such word, but two services that follow each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import compress
from typing import Any

from cleaner.classes import dataclass
from cleaner.judge.folding import count_words, fold
from cleaner.judge.glances import find_present
from cleaner.judge.mentions import is_quoted
from cleaner.judge.units import is_part
from cleaner.model import Block
from cleaner.patterns import later
from cleaner.prefilters import find_sized
from cleaner.shipped import load

MIN_CHARS, MAX_CHARS = 12, 260
MAX_WORDS = 36  # of the block; a letter of a script without spaces counts as half a word
MAX_OTHER_WORDS = 12  # of it in sentences that are no part of the call
MAX_SHARE = 0.25  # of the words that stay, in all calls of a page
NEAR_END = 3  # words of a sentence, from its beginning or from its end, that the verb is among
MAX_TELLING = 2  # other blocks that name services; with more, the text is about them
MAX_BETWEEN = 3  # words between the last service and the end of a sentence
KINDS = frozenset({"paragraph", "other", "caption", "heading"})
SENTENCES = later(r"(?<=[.!?;:…؟۔।])\s+|(?<=[。！？])|\s[|•·–—]\s")
WORDS = later(r"[^\s.,;:!?¿¡()|/\"“”„«»'。、，！？…-]+")
MARKS = " .!?…。！？、，:："
_LISTS = ("channels", "follow", "join", "asks", "own", "before", "preferred")
HANDLE = later(r"(?<![\w.])@\w{3}")


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one language, folded. ``names`` are the services and sources as written, in lower case."""

    inside: bool
    last: bool
    names: tuple[str, ...]
    channels: tuple[str, ...]
    follow: tuple[str, ...]
    join: tuple[str, ...]
    asks: tuple[str, ...]
    own: tuple[str, ...]
    before: frozenset[str]
    preferred: tuple[str, ...]
    told: tuple[str, ...]  # verbs of speech: somebody else calls


def find_calls(blocks: Sequence[Block], keep: Sequence[bool], languages: tuple[str, ...]) -> list[int]:
    """The indices of blocks that stay so far and are calls in one of the languages (codes, as those of rule files).

    There are none, if they are more than a quarter of the text, or if the text is about services. What a heading that
    stays begins with is its text.
    """
    known, searched = _known(languages)
    short = [
        block for at in find_sized(blocks, MIN_CHARS, MAX_CHARS)
        if keep[at] and (block := blocks[at]).kind in KINDS
    ]  # fmt: skip
    said = "\n".join([block.text for block in short]).lower()
    names = find_present(said, searched)
    if not names:
        return []
    found = [
        block.index for block in short
        if any(name in block.text.lower() for name in names) and any(_is_call(block, words) for words in known)
    ]  # fmt: skip
    found = [at for at in found if not _is_headed(blocks, keep, at)]
    if not found or not is_part(blocks, keep, found, MAX_SHARE):
        return []
    others = (block.text.lower() for block in compress(blocks, keep) if block.index not in found)
    telling = sum(any(name in text for name in names) for text in others)
    return found if telling <= MAX_TELLING else []


def _is_headed(blocks: Sequence[Block], keep: Sequence[bool], at: int) -> bool:
    """Whether the block that stays above one is the heading of a section."""
    above = next((blocks[nth] for nth in range(at - 1, -1, -1) if keep[nth]), None)
    return above is not None and above.kind == "heading" and above.level > 1


def _is_call(block: Block, words: _Words) -> bool:
    text = fold(block.text)
    if any(name in text for name in words.preferred):
        return _has_verb(text, words, words.join)
    size = count_words(text)
    if (size / 2 if words.inside else size) > MAX_WORDS or is_quoted(block) or block.kind == "heading":
        return False
    sentences = [fold(part) for part in SENTENCES.split(block.text) if part.strip()]
    calling = [part for part in sentences if _has_verb(part, words, words.follow + words.join)]
    if not calling:
        return False
    if _has_word(text, words, words.told):
        return False
    owned = _has_word(text, words, words.own)
    rest = [part for part in sentences if part not in calling and not _services(part, words)]
    if sum(map(count_words, rest)) > MAX_OTHER_WORDS * (2 if words.inside else 1):
        return False
    if owned:
        return any(_services(part, words) for part in sentences)
    return any(_has_verb(part, words, words.follow) and _ends_in_services(part, block.text, words) for part in calling)


def _services(text: str, words: _Words) -> list[int]:
    """Where the names of services begin in a folded text, in order."""
    return sorted(at for name in words.channels if (at := text.find(name)) >= 0)


def _ends_in_services(part: str, text: str, words: _Words) -> bool:
    """Whether a sentence ends with two services, or with one and a handle, after a word such as "on"."""
    found = _services(part, words)
    if len(found) < 2 and not (found and HANDLE.search(text)):
        return False
    before = WORDS.findall(part[: found[0]])
    if words.before and not (before and before[-1] in words.before):
        return False
    after = WORDS.findall(part[found[-1] :])
    return words.inside or len(after) - 1 <= MAX_BETWEEN or bool(HANDLE.search(text))


def _has_verb(sentence: str, words: _Words, verbs: Sequence[str]) -> bool:
    """Whether a sentence begins with one of the verbs, or ends with one in a language that puts them there."""
    if words.inside:
        bare = sentence.strip(MARKS)
        asked = any(ask in bare for ask in words.asks)
        return any(verb in bare if asked else bare.startswith(verb) or bare.endswith(verb) for verb in verbs)
    found = WORDS.findall(sentence)
    first = f"{' '.join(found[:NEAR_END])} "
    last = f" {' '.join(found[-NEAR_END:])} " if words.last else ""
    return any(first.startswith(f"{verb} ") or f" {verb} " in last for verb in verbs)


def _has_word(text: str, words: _Words, some: Sequence[str]) -> bool:
    if words.inside:
        return any(word in text for word in some)
    line = f" {' '.join(WORDS.findall(text))} "
    return any(f" {word} " in line for word in some)


@cache
def _known(languages: tuple[str, ...]) -> tuple[tuple[_Words, ...], tuple[str, ...]]:
    """The words of each language that has some, and the services and sources of all of them."""
    known = tuple([words for code in languages if (words := _words_of(code)) is not None])
    return known, tuple(dict.fromkeys(name for words in known for name in words.names))


@cache
def _loaded() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = load("calls.yaml")
    return loaded


@cache
def _words_of(language: str) -> _Words | None:
    """The words of a language, or None if the file has none."""
    loaded = _loaded()
    said = loaded["languages"].get(language)
    if said is None:
        return None
    folded = {key: tuple(map(fold, said.get(key, ()))) for key in _LISTS}
    return _Words(
        inside=bool(said.get("inside", False)),
        last=bool(said.get("last", False)),
        names=(*loaded["channels"], *said.get("channels", ()), *said.get("preferred", ())),
        channels=(*map(fold, loaded["channels"]), *folded["channels"]),
        follow=folded["follow"],
        join=folded["join"],
        asks=folded["asks"],
        own=folded["own"],
        before=frozenset(folded["before"]),
        preferred=folded["preferred"],
        told=tuple(map(fold, loaded["told"])),
    )
