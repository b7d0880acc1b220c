"""Signatures in Chinese, Japanese and Korean texts, before the first sentence or behind the last one; and in elements
that are named for them in other languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from cleaner.model import Block
from cleaner.patterns import later
from cleaner.read.metadata.author_marks import AFTER_TITLE, MAX_BYLINE_CHARS, before_date, sign
from cleaner.read.metadata.dense import is_dense_byline, is_unspaced
from cleaner.read.metadata.evidence import Evidence, NameCandidate, first_tokens
from cleaner.read.metadata.names import has_given_name
from cleaner.read.metadata.words import author_words, words

BRACKETED = later(r"[（(【\[［]([^（）()【】\[\]［］]{2,40})[）)】\]］]")
LAST = later(r"(?:^|[。！？」』．.])\s?[（(【]([^（）()【】]{2,40})[）)】]\Z")
REPORT = later(r"^.{2,60}?\s?[=＝](?=\s)")  # a Korean reporter before the report: "김민수 기자 = "
NAME = later(r"[\u3400-\u9fff々]{3,5}|[\u3400-\u9fff々]{1,3}[ \u3000][\u3400-\u9fff々]{1,3}")  # a Japanese one in full
MAILBOX = later(r"\s?[(<]?[\w.+-]{1,40}@[\w.-]{1,60}[)>]?\Z", re.A)
KANA = later("[\u3041-\u30ff]")
PARTS = later("[・、，,／/]")
LEAD_CHARS = 80  # of a text, in which it is signed
LEAD_REACH = 3  # paragraphs from the headline
MIN_CHARS = 30  # of a paragraph
TAIL_REACH = 60  # blocks from the last one that may be below the text
# Elements around a name alone near the headline. "Firma" is a signature, and elsewhere a company.
SIGNED = frozenset(
    {
        "firma", "firmas", "firmante", "signature", "redactor", "redactora", "redacteur", "redattore", "journalist",
        "journaliste", "periodista", "giornalista", "reporter", "columnist", "contributor", "verfasser", "skribent",
    }
)  # fmt: skip
SIGNED_TOKENS = 5  # of a path, about as many as the element of a name and the one around it have
CLOSERS = ("）", ")", "】")


def signed_elements(seen: Evidence) -> Iterator[NameCandidate]:
    """Elements near the headline that are named for a signature or a journalist, if they hold the name of a person."""
    if seen.place.headline is None:
        return
    for block in seen.blocks[seen.place.headline + 1 : seen.place.headline + 1 + AFTER_TITLE]:
        if len(block.text) > MAX_BYLINE_CHARS or SIGNED.isdisjoint(first_tokens(block, SIGNED_TOKENS)):
            continue
        if block.kind == "caption" or words().copyright.search(block.text) or words().other_hands.match(block.text):
            continue  # of a picture
        signed = sign([before_date(block.text, seen.language)], "byline", seen.sites, language=seen.language)
        if signed.people and has_given_name(signed.people[0]) and not seen.place.puts_elsewhere(block, close=True):
            yield signed
            return


def signed_in_text(seen: Evidence) -> Iterator[NameCandidate]:
    """Who signs in brackets before the first sentence of a Chinese, Japanese or Korean text, or behind its last one."""
    first = seen.place.block if seen.place.headline is None else seen.place.headline + 1
    below = seen.blocks[first:]
    text = (block for block in below if len(block.text) >= MIN_CHARS and block.kind != "heading")
    near = [block for block in islice(text, LEAD_REACH) if is_unspaced(block.text[:LEAD_CHARS])]
    found = next(filter(None, map(_in_lead, near)), "")
    japanese = any(KANA.search(block.text) for block in near)
    for block in reversed(below[-TAIL_REACH:] if near and not found else ()):
        if not (block.text.endswith(CLOSERS) or "@" in block.text) or seen.place.puts_elsewhere(block):
            continue
        if found := _behind(block.text[-LEAD_CHARS:], japanese=japanese):
            break
    if found:
        signed = sign(PARTS.split(found) if NAME.fullmatch(found) else [found], "text:signature", seen.sites)
        if signed.people:
            yield signed


def _in_lead(block: Block) -> str:
    """The signature in the first words of a text: "（记者 王芳）", "[서울=뉴스] 김민수 기자 = ". Or it is empty."""
    lead = block.text[:LEAD_CHARS]
    report = REPORT.match(lead)
    if report is not None and is_dense_byline(report[0].rstrip("=＝ ")):
        return report[0].rstrip("=＝ ")
    return next(filter(None, (_from_role(found[0]) for found in BRACKETED.finditer(lead))), "")


def _from_role(said: str) -> str:
    """The part of a text in brackets that signs, without the house before the role. Empty if it does not sign."""
    role = words().dense_role.search(said)
    if role is None or said.rstrip("）)】]］").endswith(tuple(words().dense_other_hands)):
        return ""  # of a picture
    return next((part for part in (said, said[role.start("role") :]) if is_dense_byline(part)), "")


def _behind(end: str, *, japanese: bool) -> str:
    """The signature behind the last sentence of a block, or alone in it. Empty if there is none.

    In Korean it is a line with the address of a mailbox. Readers in Japan know a name in full from its place alone.
    """
    mailed = MAILBOX.sub("", end)
    if mailed != end:
        return mailed if is_dense_byline(mailed) else ""
    last = LAST.search(end)
    if last is None or (signed := _from_role(last[1])):
        return signed if last is not None else ""
    label, _, rest = last[1].partition("・")
    labelled = label in words().dense_labels
    names = PARTS.split(rest if labelled else last[1])
    return "、".join(names) if (labelled or japanese) and all(map(_is_full_name, names)) else ""


def _is_full_name(said: str) -> bool:
    """Whether a text may be a Japanese name in full: it is no place, no organisation and no note on the text."""
    known = words()
    if not NAME.fullmatch(said) or not said.startswith(known.family_names) or said in known.places:
        return False
    return not (said.endswith(known.dense_houses) or author_words().dense_note.search(said))
