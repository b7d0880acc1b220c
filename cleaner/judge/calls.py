"""Calls of a site, in a paragraph of their own: "Join our Telegram channel", "Support our journalism with a donation".

They are written like the text around them, so the tagger takes them for it. Three things together tell them: the name
of what they are about (a service, a newsletter, a donation), a verb that calls for something, and a word by which the
site speaks of itself. "Follow The Courier on Facebook and Twitter" has no such word, but two services that follow each
other. "Get the briefing delivered to your inbox" has two names of newsletters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
from cleaner.vocabulary import RemovalKind

MIN_CHARS, MAX_CHARS = 12, 260
MAX_WORDS = 36  # of the block; a letter of a script without spaces counts as half a word
MAX_OTHER_WORDS = 12  # of it in sentences that are no part of the call
MAX_SHARE = 0.25  # of the words that stay, in all calls of a page
NEAR_END = 3  # words of a sentence, from its beginning or from its end, that the verb is among
MAX_TELLING = 2  # other blocks that name services; with more, the text is about them
MAX_BETWEEN = 3  # words between the last service and the end of a sentence
KINDS = frozenset({"paragraph", "other", "caption", "heading"})
ENOUGH_NAMES = 2  # of newsletters or of gifts, where the site does not speak of itself
SENTENCES = later(r"(?<=[.!?;:…؟۔।])\s+|(?<=[。！？])|\s[|•·–—]\s")
CLAUSES = later(r"[,，、;:：–—]")
WORDS = later(r"[^\s.,;:!?¿¡()|/\"“”„«»'。、，！？…-]+")
MARKS = " .!?…。！？、，:："
_LISTS = ("channels", "follow", "join", "asks", "own", "before", "preferred", "letters", "take", "press",
          "gifts", "give")  # fmt: skip
HANDLE = later(r"(?<![\w.])@\w{3}")


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one language, folded.

    ``letters`` are names of newsletters, ``take`` the verbs that call for them, ``press`` names of the site's work,
    ``gifts`` names of what readers are asked for, ``give`` the verbs that ask for it.
    """

    inside: bool
    last: bool
    channels: tuple[str, ...]
    follow: tuple[str, ...]
    join: tuple[str, ...]
    asks: tuple[str, ...]
    own: tuple[str, ...]
    before: frozenset[str]
    preferred: tuple[str, ...]
    letters: tuple[str, ...]
    take: tuple[str, ...]
    press: tuple[str, ...]
    gifts: tuple[str, ...]
    give: tuple[str, ...]
    told: tuple[str, ...]  # verbs of speech: somebody else calls


@dataclass(frozen=True, slots=True)
class _Topic:
    """What calls are about. ``names`` are looked for as written, in lower case; ``tell`` tells a call of a language."""

    kind: RemovalKind
    names: tuple[str, ...]
    tell: Callable[[Block, _Words], bool]


def find_calls(blocks: Sequence[Block], keep: Sequence[bool], languages: tuple[str, ...]) -> dict[int, RemovalKind]:
    """The indices of blocks that stay so far and are calls in one of the languages (codes, as those of rule files).

    There are none, if they are more than a quarter of the text. Calls stay if the text is about their topic, and what
    a heading that stays begins with is its text.
    """
    known, topics, searched = _known(languages)
    short = [
        block for at in find_sized(blocks, MIN_CHARS, MAX_CHARS)
        if keep[at] and (block := blocks[at]).kind in KINDS
    ]  # fmt: skip
    present = find_present("\n".join([block.text for block in short]).lower(), searched)
    calls: dict[int, RemovalKind] = {}
    for topic in topics if present else ():
        names = tuple([name for name in topic.names if name in present])
        if names:
            said = _Topic(topic.kind, names, topic.tell)
            calls.update(dict.fromkeys(_find_about(blocks, keep, short, known, said), topic.kind))
    return calls if calls and is_part(blocks, keep, [*calls], MAX_SHARE) else {}


def _find_about(
    blocks: Sequence[Block], keep: Sequence[bool], short: Sequence[Block], known: Sequence[_Words], topic: _Topic
) -> list[int]:
    """The calls about a topic, unless the text is about it. ``topic`` has only names that the text has."""
    lowered = ((block, block.text.lower()) for block in short)
    found = [
        block.index for block, text in lowered
        if any(name in text for name in topic.names) and any(topic.tell(block, words) for words in known)
    ]  # fmt: skip
    found = [at for at in found if not _is_headed(blocks, keep, at)]
    if not found:
        return []
    others = (block.text.lower() for block in compress(blocks, keep) if block.index not in found)
    telling = sum(any(name in text for name in topic.names) for text in others)
    return found if telling <= MAX_TELLING else []


def _is_headed(blocks: Sequence[Block], keep: Sequence[bool], at: int) -> bool:
    """Whether the block that stays above one is the heading of a section."""
    above = next((blocks[nth] for nth in range(at - 1, -1, -1) if keep[nth]), None)
    return above is not None and above.kind == "heading" and above.level > 1


def _is_follow(block: Block, words: _Words) -> bool:
    """Whether a block calls to follow the site elsewhere."""
    text = fold(block.text)
    if any(name in text for name in words.preferred) and _has_verb(text, words, words.join):
        return True
    if not _may_call(block, text, words):
        return False
    sentences = _split(block.text)
    calling = [part for part in sentences if _has_verb(part, words, words.follow + words.join)]
    if not calling or not _says_little(words, (part for part in sentences if part not in calling), words.channels):
        return False
    if _has_word(text, words, words.own):
        return any(_services(part, words) for part in sentences)
    return any(_has_verb(part, words, words.follow) and _ends_in_services(part, block.text, words) for part in calling)


def _is_letter(block: Block, words: _Words) -> bool:
    """Whether a block calls for a newsletter."""
    return _is_asking(block, words, words.letters, words.take)


def _is_appeal(block: Block, words: _Words) -> bool:
    """Whether a block asks for money for the work of the site."""
    text = fold(block.text)
    return any(name in text for name in words.press) and _is_asking(block, words, words.press + words.gifts, words.give)


def _is_asking(block: Block, words: _Words, names: Sequence[str], verbs: Sequence[str]) -> bool:
    """Whether a clause of a block begins with one of the verbs, and the block names its topic twice or the site."""
    text = fold(block.text)
    named = sum(name in text for name in names)
    if not named or (named < ENOUGH_NAMES and not _has_word(text, words, words.own)):
        return False
    if not _may_call(block, text, words):
        return False
    sentences = _split(block.text)
    calling = [
        part for part in sentences if any(_has_verb(clause, words, verbs) for clause in CLAUSES.split(part))
    ]  # fmt: skip
    return bool(calling) and _says_little(words, (part for part in sentences if part not in calling), names)


def _may_call(block: Block, text: str, words: _Words) -> bool:
    """Whether a block is short, no heading, and nobody else says it."""
    size = count_words(text)
    if (size / 2 if words.inside else size) > MAX_WORDS or is_quoted(block) or block.kind == "heading":
        return False
    return not _has_word(text, words, words.told)


def _split(text: str) -> list[str]:
    return [fold(part) for part in SENTENCES.split(text) if part.strip()]


def _says_little(words: _Words, others: Iterable[str], names: Sequence[str]) -> bool:
    """Whether sentences without a name say little besides the call."""
    rest = sum(count_words(part) for part in others if not any(name in part for name in names))
    return rest <= MAX_OTHER_WORDS * (2 if words.inside else 1)


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
def _known(languages: tuple[str, ...]) -> tuple[tuple[_Words, ...], tuple[_Topic, ...], tuple[str, ...]]:
    """The words of each language that has some, the topics of calls in them, and the names of all topics."""
    known = tuple([words for code in languages if (words := _words_of(code)) is not None])
    said = [_loaded()["languages"][code] for code in languages if code in _loaded()["languages"]]

    def join(key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for one in said for name in one.get(key, ())))

    services = (*_loaded()["channels"], *join("channels")) if known else ()
    topics = (
        _Topic("share", (*services, *join("preferred")), _is_follow),
        _Topic("subscription", join("letters"), _is_letter),
        _Topic("subscription", join("press"), _is_appeal),
    )
    return known, topics, tuple(dict.fromkeys(name for topic in topics for name in topic.names))


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
        channels=(*map(fold, loaded["channels"]), *folded["channels"]),
        follow=folded["follow"],
        join=folded["join"],
        asks=folded["asks"],
        own=folded["own"],
        before=frozenset(folded["before"]),
        preferred=folded["preferred"],
        letters=folded["letters"],
        take=folded["take"],
        press=folded["press"],
        gifts=folded["gifts"],
        give=folded["give"],
        told=tuple(map(fold, loaded["told"])),
    )
