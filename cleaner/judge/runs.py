"""Runs of blocks: a heading such as "Related" belongs to the list under it, and neighbours decide about short blocks.

The phrases judge recognises the heads of sections. This judge decides how far the section reaches, by structure alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Sequence
from functools import cache, partial
from itertools import takewhile

from cleaner.judge.folding import count_words
from cleaner.judge.hosts import leads_on, own_hosts
from cleaner.judge.mentions import CLOSERS, SAID_END, SENTENCE_END
from cleaner.judge.phrases import SectionHead
from cleaner.judge.rules import STRONG
from cleaner.judge.sources import heads_notes
from cleaner.judge.units import find_common, is_inside, named_around
from cleaner.model import Block, Document, Verdict
from cleaner.patterns import later
from cleaner.prefilters import find_ended
from cleaner.vocabulary import PageKind, RemovalKind
from cleaner.words import size_of

JUDGE = "runs"
MAX_TEASER_CHARS = 220  # a longer block is prose, not a teaser
MIN_PROSE_CHARS = 120
MIN_LINK_SHARE = 0.7  # of a block's letters; with more in links, it is a link with decoration
MAX_TAG_CHARS = 40
PLAIN_KINDS = frozenset({"paragraph", "other"})
LIST_KINDS = frozenset({"item", "caption"})
TAIL_KINDS = frozenset({"related", "comments", "subscription"})  # these come after the text, never before it
TAIL_SCORE = 0.7
TAIL_RULE = "tail-after-related"
MIN_RUN = 3  # paragraphs in a row, each a sentence or more, that are text; one as long as dense prose counts twice
MIN_COUNTED = 3  # pages to whose comments a list of posts links
MIN_SAID_CHARS = 20
LEADING = frozenset({"related", "recommended", "recommendations", "recirc", "similar", "teaser", "teasers", "sidebar"})
MAX_NAMED = 5  # elements around a line of such a section of which one has such a name
MIN_UNLINKED, MIN_LINE_WORDS = 3, 2  # blocks of a section without links, and words of half of them; menus have fewer
MIN_PAIRED_CHARS = 80  # of each of two paragraphs in a row that are text
MANUALS = later(r"[\w.+-]{1,40} ?\([1-9][a-z]{0,3}\)(?:,|\Z)", re.A)  # "lamp(4), wick(5)": a manual names others
SAID_OR_CLOSED = "".join(sorted({*SAID_END, *CLOSERS}))  # one of them ends each sentence
# Kinds of pages on which "Most read" or "Related" often heads the text itself: 6 of 10 words under them are gold.
LISTS: frozenset[PageKind] = frozenset({"listing", "collection", "service"})
# Pages on which a doubtful heading of this kind heads the text itself: "Replies" in a forum, "See also" in a manual.
OWN_HEADS: dict[PageKind | None, RemovalKind] = {"forum": "comments", "documentation": "related"}
MARKUP_TRUST = 0.55  # below the score that ``decide`` calls strong


def without_own(heads: Iterable[SectionHead], kind: PageKind | None) -> list[SectionHead]:
    """The heads without those that may head the text on a page of this kind."""
    own = OWN_HEADS.get(kind)
    return [head for head in heads if head.kind != own or head.score >= STRONG]


def judge(
    document: Document, heads: Iterable[SectionHead], chrome: Collection[int] = (), kind: PageKind | None = None
) -> list[Verdict]:  # fmt: skip
    """Verdicts on each section head and on the blocks that belong to it.

    ``chrome`` are the indices of blocks that other rules drop, such as a notice of cookies: the text is not there.

    In plain text there is no other sign of such a run, so it is dropped. In HTML the tagger sees the same heads and
    much more. So the verdict is weak there, and drops only blocks of which the tagger is not sure, and linked headings
    with other lines below one such as "Similar jobs".
    """
    plain = document.source == "text"
    trust = 1.0 if plain else MARKUP_TRUST
    blocks = document.blocks
    starts = {head.block: head for head in _without_counters(blocks, [*heads])}
    verdicts: list[Verdict] = []
    ends = cache(partial(_find_ends, blocks, chrome))  # of the prose, found when they matter
    reached = -1
    for head in sorted(starts.values(), key=lambda found: found.block):
        if head.block <= reached or (trust < 1 and _heads_no_comments(blocks, head)):
            continue
        following = blocks[min(head.block + 1, len(blocks) - 1)]
        if plain and (MANUALS.match(following.text) or heads_notes(blocks, head.block)):
            continue
        end = _reach(blocks, head, starts)
        if plain:
            end = _find_notes(blocks, range(head.block + 1, end), end)
        if trust < 1:
            end = head.block + 1 if _lists_own(blocks, head, end) else _without_next(document, head, end)
        if plain and end == head.block + 1 and _heads_teaser(blocks, head, starts):
            end += ends()[0] < head.block
        over_prose = end == head.block + 1
        if plain and head.kind == "tags" and head.score < STRONG:
            end = head.block + 1 if ends()[0] > head.block else end  # a word of a menu above the headline
        alone = end == head.block + 1
        if over_prose and blocks[head.block].kind == "heading" and end < len(blocks):
            continue  # a heading over prose names the prose; only the author of a rule can know better
        linkless = kind == "article" and trust < 1 and head.kind == "related"
        if linkless and _leads_nowhere(document, range(head.block, end)):
            continue
        label = trust < 1 and over_prose and head.score >= STRONG and blocks[head.block].kind in PLAIN_KINDS
        score = head.score if label else trust * head.score * (0.6 if over_prose else 1.0)
        for index in range(head.block, end):
            sure = head.kind == "related" and _is_card_title(blocks, index, end)
            verdicts.append(Verdict(index, False, JUDGE, head.rule, head.kind, head.score if sure else score))
        reached = end - 1
        if head.kind not in TAIL_KINDS or alone:
            continue
        if ends()[0] < head.block and ends()[1] < end:
            if plain and _is_insert(blocks, head, end, chrome):
                continue
            rest = [at for at in range(end, len(blocks)) if plain or blocks[at].kind == "heading"]
            stop = _find_notes(blocks, rest, len(blocks))
            verdicts.extend(
                Verdict(index, False, JUDGE, TAIL_RULE, head.kind, trust * min(TAIL_SCORE, head.score))
                for index in range(end, stop)
            )
            break
    return verdicts


def find_alone(sections: Sequence[Verdict], heads: Container[int], keep: Sequence[bool]) -> list[Verdict]:
    """Verdicts on the heads of sections, such as "Related links:", that stay though all of their sections go."""
    found: list[Verdict] = []
    head: Verdict | None = None  # of a section of which nothing stays so far
    below = 0
    for one in (*sections, None):
        if one is None or one.block in heads or (head is not None and one.rule != head.rule):
            if head is not None and below:
                found.append(head._replace(score=1.0))
            head, below = (one if one is not None and one.block in heads and keep[one.block] else None), 0
        elif keep[one.block]:
            head = None
        else:
            below += 1
    return found


def _without_next(document: Document, head: SectionHead, end: int) -> int:
    """The end of a section without a last heading that names the text right below, and leads to no page of the site."""
    blocks = document.blocks
    last = end - 1
    if last == head.block or end == len(blocks) or blocks[last].kind != "heading" or is_link(blocks[end]):
        return end
    if blocks[end].kind == "heading" or (head.score >= STRONG and last == head.block + 1):
        return end
    return end if leads_on(blocks[last], own_hosts(document.head)) else last


def _find_notes(blocks: Sequence[Block], reach: Iterable[int], end: int) -> int:
    """The first heading of sources or notes with some below, or the end."""
    return next((at for at in reach if heads_notes(blocks, at)), end)


def _leads_nowhere(document: Document, section: range) -> bool:
    """Whether a section such as "Our picks" or "Recommended" has lines of some words, and no link: it is text."""
    blocks = document.blocks
    if len(section) > 1 and (own := find_common((blocks[section[0]], blocks[section[1]]))) is not None:
        section = section[: sum(1 for _ in takewhile(lambda at: is_inside(blocks, at, own), section))]
    if len(section) < MIN_UNLINKED or any(blocks[at].link_chars for at in section):
        return False
    if 2 * sum(count_words(blocks[at].text) >= MIN_LINE_WORDS for at in section[1:]) < len(section):
        return False
    if any(named_around(blocks[at].container, LEADING, MAX_NAMED) for at in (section[0], section[-1])):
        return False
    return not any(image.href for image in document.images if image.before in section)


def _without_counters(blocks: Sequence[Block], heads: Sequence[SectionHead]) -> Sequence[SectionHead]:
    """The heads without the links to the comments of several other pages, as in a list of posts ("5 comments")."""
    counters = {
        head.block: span.value.split("#")[0] for head in heads if head.kind == "comments" and head.score < STRONG
        for span in blocks[head.block].spans if span.kind == "link" and is_link(blocks[head.block])
    }  # fmt: skip
    if len({*counters.values()} - {""}) < MIN_COUNTED:
        return heads
    return [head for head in heads if not counters.get(head.block)]


def _is_card_title(blocks: Sequence[Block], at: int, end: int) -> bool:
    """Whether a block of a section is a linked heading with a line below it, such as the firm that offers a job."""
    titled = blocks[at].kind == "heading" and at + 1 < end and is_link(blocks[at])
    return titled and blocks[at + 1].kind != "heading" and not blocks[at + 1].link_chars


def _heads_teaser(blocks: Sequence[Block], head: SectionHead, starts: Container[int]) -> bool:
    """Whether a line such as "Read also" has one title below it, and then the text goes on."""
    at = head.block + 1
    if head.kind != "related" or head.score < STRONG or at in starts or not _prose_follows(blocks, at):
        return False
    return blocks[at].kind == "heading" and blocks[at].level > 1 and _is_teaser(blocks[at])


def _is_insert(blocks: Sequence[Block], head: SectionHead, end: int, chrome: Collection[int]) -> bool:
    """Whether "Read also" has one title below it, and a sentence that is no chrome follows: the text may go on."""
    if head.kind != "related" or end - head.block != 2 or blocks[end - 1].kind == "item":
        return False
    after = next((blocks[at] for at in range(end, len(blocks)) if at not in chrome), None)
    return after is not None and _is_said(after) and size_of(after.text) >= MIN_PAIRED_CHARS


def _heads_no_comments(blocks: Sequence[Block], head: SectionHead) -> bool:
    """Whether a word such as "Comments" is above all text: it is a link to the comments then."""
    doubtful = head.kind == "comments" and head.score < STRONG
    return doubtful and not any(is_prose(block) for block in blocks[: head.block])


def _lists_own(blocks: Sequence[Block], head: SectionHead, end: int) -> bool:
    """Whether a head such as "Featured" or "Top picks" is above a list of the page's own: no list of other stories.

    No link in it leads to another page, or one of three leads to a place in this page.
    """
    if head.kind != "related" or head.score >= STRONG:
        return False
    links = [block for block in blocks[head.block + 1 : end] if is_link(block)]
    return 3 * sum(map(_leads_into_page, links)) >= len(links)


def _leads_into_page(block: Block) -> bool:
    links = [span.value for span in block.spans if span.kind == "link"]
    return bool(links) and all(link.startswith("#") and len(link) > 1 for link in links)


def _find_ends(blocks: Sequence[Block], chrome: Collection[int]) -> tuple[int, int]:
    """The indices of the first and the last block of text. If there is none, both are beyond the page.

    Text is prose, and at the end of the page also several short paragraphs in a row. Those near the top may be notices.
    """
    first, last, run = len(blocks), len(blocks), 0
    before, paired = -1, False
    for index in find_ended(blocks, SAID_OR_CLOSED, MIN_PROSE_CHARS):
        if index in chrome:
            continue
        block, size = blocks[index], len(blocks[index].text)
        if before < index - 1:
            run, paired = 0, False
        before = index
        said, prose = _is_said(block), size >= MIN_PROSE_CHARS and is_prose(block)
        dense = said and size < MIN_PROSE_CHARS and _is_dense_prose(block)
        run = run + 1 + dense if said else 0
        if first == len(blocks) and (prose or dense):
            first = index
        long = said and size >= MIN_PAIRED_CHARS
        if prose or run >= MIN_RUN or (long and paired):
            last = index
        paired = long
    return first, last


def _is_dense_prose(block: Block) -> bool:
    """Whether a paragraph is as long as prose in a script such as Chinese, which needs half the letters."""
    return len(block.text) < MIN_PROSE_CHARS <= size_of(block.text)


def _is_said(block: Block) -> bool:
    """Whether a paragraph ends like a sentence, and is longer than a cry or a name."""
    if block.kind in ("heading", "item", "caption") or is_link(block):
        return False
    text = block.text.rstrip(CLOSERS)
    return text.endswith(SAID_END) and size_of(text[:MIN_SAID_CHARS]) >= MIN_SAID_CHARS


def _reach(blocks: Sequence[Block], head: SectionHead, starts: dict[int, SectionHead]) -> int:
    """The index after the last block of a section."""
    at = head.block + 1
    in_list = at < len(blocks) and blocks[at].kind == "item"
    while at < len(blocks):
        block = blocks[at]
        if at in starts or is_prose(block):
            break
        if head.kind == "tags" and size_of(block.text) > MAX_TAG_CHARS:
            break
        if in_list and block.kind != "item":
            break
        if block.kind == "heading" and not is_link(block) and not _same_level(blocks[head.block], block):
            if block.level == 1 or at > head.block + 1 or _prose_follows(blocks, at):
                break
        elif not in_list and not _is_teaser(block):
            break
        at += 1
    return at


def _same_level(head: Block, block: Block) -> bool:
    return head.kind == "heading" and block.kind == "heading" and block.level > head.level


def _prose_follows(blocks: Sequence[Block], at: int) -> bool:
    return at + 1 < len(blocks) and is_prose(blocks[at + 1])


def is_prose(block: Block) -> bool:
    """Whether a block reads like running text: it is long or ends like a sentence, and is not a link."""
    if len(block.text) < MIN_PROSE_CHARS:  # as most
        return False
    if is_link(block) or block.kind in ("heading", "item", "caption"):
        return block.kind == "item" and len(block.text) > MAX_TEASER_CHARS
    text = block.text.rstrip(CLOSERS)
    return len(text) >= MIN_PROSE_CHARS and (text.endswith(SENTENCE_END) or len(text) > MAX_TEASER_CHARS)


def is_link(block: Block) -> bool:
    """Whether almost all of a block is a link."""
    return block.link_chars >= MIN_LINK_SHARE * len(block.text) > 0


def _is_teaser(block: Block) -> bool:
    """Whether a line may announce another page: a link, an item, or a short text that does not end like a sentence."""
    if is_link(block) or block.kind in LIST_KINDS:
        return len(block.text) <= MAX_TEASER_CHARS
    text = block.text.rstrip(CLOSERS)
    return len(text) <= MAX_TEASER_CHARS and not text.endswith(SENTENCE_END)
