"""Repeated titles and duplicate blocks, in places where chrome repeats the text.

A repetition within the text is text: a refrain, a repeated step, a row, a line of dialogue that the title quotes. So is
a first heading that the page states nowhere else, unless the page calls itself an article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import compress, islice

from cleaner.judge.pagefacts import is_article
from cleaner.judge.units import named_around
from cleaner.model import Block, Container, Document, Head, Verdict
from cleaner.patterns import later
from cleaner.prefilters import find_begun, find_foldable, find_sized
from cleaner.shipped import load
from cleaner.vocabulary import PageKind
from cleaner.words import fold_words

JUDGE = "repeats"
MAX_TITLE_CHARS = 1_000
MAX_DECORATION = 20  # characters around a repeated title
TITLE_REACH = 3  # lines below a headline that may repeat it
TOP_BLOCKS = 2  # of a plain text, of which one may be the title of the document: the headline with the site's name
MIN_TOP_CHARS, MAX_SITE_CHARS = 12, 40  # of the headline and of the names around it
MIN_CREDITED_CHARS = 12  # of a title under which a line of a feed names it and the blog
MAX_CREDIT_CHARS = 90  # of such a line around the title
MIN_DUPLICATE_CHARS = 70  # shorter lines are often repeated for good reasons (refrains, table cells, names)
MIN_PRODUCT_CHARS = 20  # on the page of a product, which repeats its lines for small screens and in a bar to buy it
REPLY = ("Re:", "RE:", "re:")  # before the title of a reply, as in mail
REPLY_LETTERS = "Rr"
MIN_LINES_BEFORE = 2  # lines that stay before a line of the text may equal the title, or plain text may repeat itself
SIGNATURE_DEPTH = 3
MAX_PASSAGE = 5  # long blocks that are repeated in the same order; a longer passage is a copy of the text
MAX_REFRAIN_CHARS = 110  # of a line of plain text, where only length and neighbours distinguish verse from teasers
MIN_WHOLE_CHARS, MAX_WHOLE_CHARS = 1_000, 20_000  # of a block that may repeat the whole text
MAX_WHOLES = 3  # of such blocks are checked, the longest first
MIN_PART_CHARS = 40  # of a block that it repeats
MIN_PARTS, MAX_PARTS = 5, 500
MIN_SHARE = 0.9  # of its letters are in blocks that stay
PULLED = frozenset({"pullquote", "pull"})  # words in the name of a pull quote, the second before or after "quote"
PULLED_STEPS = 4  # elements around a pull quote of which one has its name
PULLED_ENDS = " .!?…,;:\"'“”„‟«»‚‘’「」『』—–-"  # around the words of a pull quote
MIN_PULLED_CHARS, MAX_PULLED_CHARS = 20, 600
MAX_PULLED_FROM = 30  # blocks before and after a pull quote in which the text that it repeats is searched
MIN_MORE = 20  # letters that the text has more than the quote
ROWS = frozenset({"item", "table"})
LABELS = frozenset({"heading", "caption"})
TITLE_METAS = frozenset({"og:title", "twitter:title", "title", "headline", "dc.title"})
SEPARATOR = later(r"\s[|\-–—»·:]{1,9}\s")  # between the title of a page and the name of its site


def find_title_line(document: Document, title: str | None) -> int | None:
    """The index of the first block that consists of the title, or None."""
    return next(iter(_find_lines(document.blocks, fold_words(title or ""))), None)


def _find_lines(blocks: Sequence[Block], said: str) -> list[int]:
    """The indices of blocks that equal a folded title. None for an empty one."""
    near = find_foldable(blocks, said, len(said), 2 * len(said) + MAX_DECORATION) if said else ()
    return [at for at in near if fold_words(blocks[at].text) == said]


def _find_replies(blocks: Sequence[Block], title: str) -> list[int]:
    """The indices of the titles of replies in markup, such as "Re: Tides". The title may end in the site's name."""
    begun = [blocks[at] for at in find_begun(blocks, REPLY_LETTERS)]
    replies = [block for block in begun if block.text.startswith(REPLY) and block.container is not None]
    if not replies:
        return []
    said = {fold_words(title), fold_words(SEPARATOR.split(title, maxsplit=1)[0])} - {""}
    return [block.index for block in replies if fold_words(block.text[len(REPLY[0]) : MAX_TITLE_CHARS]) in said]


def _find_stated(document: Document, titles: Sequence[int], said: str) -> list[int]:
    """The first lines of a plain text that contain its headline and the site's name: the title of the document."""
    if document.source != "text" or not titles or len(said) < MIN_TOP_CHARS:
        return []
    tops = [block for block in document.blocks[: min(titles[0], TOP_BLOCKS)] if len(block.text) <= MAX_TITLE_CHARS]
    folded = [(block.index, fold_words(block.text)) for block in tops]
    return [index for index, text in folded if said in text and len(text) <= 2 * len(said) + MAX_SITE_CHARS]


def _find_sited(document: Document, titles: Sequence[int], said: str) -> list[int]:
    """The lines of a plain text near its first line, the headline, that repeat it with the site's name behind it."""
    if document.source != "text" or titles[:1] != [0] or len(said) < MIN_TOP_CHARS:
        return []
    under = [block for block in document.blocks[1 : TITLE_REACH + 1] if SEPARATOR.search(block.text[:MAX_TITLE_CHARS])]
    heads = [(block.index, fold_words(SEPARATOR.split(block.text)[0]), fold_words(block.text)) for block in under]
    sited = [index for index, head, whole in heads if head == said and len(whole) <= len(said) + MAX_SITE_CHARS]
    return [index for index in sited if not SEPARATOR.split(document.blocks[index].text)[-1][:1].islower()]


def judge(
    document: Document, title: str | None, body: Sequence[bool], kind: PageKind | None = None
) -> list[Verdict]:  # fmt: skip
    """Verdicts on blocks that repeat the title, or repeat an earlier block word for word.

    ``body`` says for each block whether the other judges keep it: a block may be dropped as a duplicate only of a block
    that stays. In plain text the first line with the title is kept, because nothing else marks the title there, unless
    the title of the document is above it, as in the dump of a whole page.
    """
    said = fold_words(title or "")
    titles = _find_lines(document.blocks, said)
    known = frozenset(titles)
    stated = _find_stated(document, titles, said)
    sited = _find_sited(document, titles, said)
    unstated = find_unstated(document) if titles else None
    # before the second line that stays is the head of the page, where the title may be repeated
    lines = (index for index, stays in enumerate(body) if stays and index not in known) if titles else ()
    after = next(islice(lines, MIN_LINES_BEFORE - 1, None), len(document.blocks))
    verdicts = [
        Verdict(index, False, JUDGE, "title", "duplicate-title")
        for index in [*stated, *sited, *titles[document.source == "text" and not stated :]]
        if index != unstated
        and not ((index > after or _is_amid_lines(document, index, body)) and _is_title_line(document, index, body))
    ]
    replies = _find_replies(document.blocks, title or "")
    verdicts += [Verdict(index, False, JUDGE, "title", "duplicate-title") for index in replies]
    staying = [*compress(document.blocks, body)]
    footers = [block.index for block in staying[-1:] if _is_credit(block, title or "")]
    verdicts += [Verdict(index, False, JUDGE, "feed", "legal") for index in footers]
    least = MIN_PRODUCT_CHARS if kind == "product" else MIN_DUPLICATE_CHARS
    copies = [
        *_find_copies(document.blocks, known, body, least), *_find_wholes(document.blocks, body),
        *_find_pulled(staying),
    ]  # fmt: skip
    verdicts += [Verdict(index, False, JUDGE, "block", "duplicate") for index in copies]
    return sorted({verdict.block: verdict for verdict in verdicts}.values(), key=lambda verdict: verdict.block)


def _is_credit(last: Block, title: str) -> bool:
    """Whether the last block is what blogs put under each post of a feed: "The post <title> appeared first on ..."."""
    if len(title) < MIN_CREDITED_CHARS or len(last.text) > len(title) + MAX_CREDIT_CHARS or last.kind == "heading":
        return False
    before, found, after = last.text.partition(title)
    around = f"{before} {after}".casefold()
    return bool(found and before and after) and any(phrase in around for phrase in _feed_credits())


@cache
def _feed_credits() -> tuple[str, ...]:
    """The words around the title in such a line."""
    return tuple(load("structure.yaml")["feed_credits"])


def find_unstated(document: Document) -> int | None:
    """The first heading of rank 1, if the page states another title and is not an article; otherwise None.

    Such a page has another name, such as "Home | Shop" or "Chat", and its heading is the first line of its text.
    """
    heading = next(
        (block for block in document.blocks if block.level == 1 and block.kind == "heading" and not block.hidden), None
    )
    if heading is None or len(heading.text) > MAX_TITLE_CHARS or is_article(document.head):
        return None
    stated = [*_stated_titles(document.head)]
    return heading.index if stated and fold_words(heading.text).replace(" ", "") not in stated else None


def _stated_titles(head: Head) -> Iterator[str]:
    """The titles in the head of a page, whole and in parts, as folded words without spaces."""
    for text in (head.title or "", *(text for name, text in head.metas if name in TITLE_METAS)):
        for part in (text, *SEPARATOR.split(text[:MAX_TITLE_CHARS])):
            if folded := fold_words(part).replace(" ", ""):
                yield folded


def _is_title_line(document: Document, index: int, body: Sequence[bool]) -> bool:
    """Whether a block that repeats the title is a line of the text: not a label, and among blocks that stay."""
    blocks, block = document.blocks, document.blocks[index]
    if not body[index] or block.kind == "caption" or 2 * block.link_chars > len(block.text):
        return False
    beside = [other for other in (index - 1, index + 1) if 0 <= other < len(blocks) and body[other]]
    return len(beside) == 2 or any(_are_siblings(blocks[other], block) for other in beside)


def _is_amid_lines(document: Document, index: int, body: Sequence[bool]) -> bool:
    """Whether a line of plain text is between two that stay, without a gap: the first line of a poem may come back."""
    following = document.blocks[index + 1 : index + 2]
    amid = document.source == "text" and document.blocks[index].tight and bool(following) and following[0].tight
    return amid and body[index - 1] and body[index + 1]


def _are_siblings(one: Block, other: Block) -> bool:
    """Whether two blocks are in one container, or are lines of plain text without a gap between them."""
    if one.container is None or other.container is None:
        return one.tight or other.tight
    return one.container.parent is other.container.parent


def _find_copies(
    blocks: Sequence[Block], titles: frozenset[int], body: Sequence[bool], least: int
) -> list[int]:  # fmt: skip
    """Blocks of at least some letters that stay and repeat an earlier one, without a reason in the text itself.

    The text may repeat itself in blocks with the signature of the first, but not in labels, links or long passages.
    """
    staying = [blocks[at] for at in find_sized(blocks, least) if body[at] and at not in titles]
    long = [block for block in staying if block.kind != "code"]
    first: dict[str, int] = {}
    sources = [first.setdefault(block.text, place) for place, block in enumerate(long)]
    copies: list[int] = []
    start = 0
    while start < len(long):
        end = start + 1
        while sources[start] < start and end < len(long) and end - sources[end] == start - sources[start]:
            end += 1
        for place in range(start, end):
            source = sources[place]
            if source < place and (end - start > MAX_PASSAGE or not _comes_back(long[source], long[place], body)):
                copies.append(long[place].index)
        start = end
    return copies


def _find_wholes(blocks: Sequence[Block], body: Sequence[bool]) -> list[int]:
    """Blocks that stay and hold the text of many others once more, as a version to be read aloud does in a dump."""
    long = [blocks[at] for at in find_sized(blocks, MIN_WHOLE_CHARS, MAX_WHOLE_CHARS) if body[at]]
    wholes: list[int] = []
    for whole in sorted(sorted(long, key=lambda block: -len(block.text))[:MAX_WHOLES], key=lambda one: len(one.text)):
        parts = {
            block.text for block in compress(blocks, body)
            if MIN_PART_CHARS <= len(block.text) < len(whole.text) and block.index not in wholes
        }  # fmt: skip
        if len(parts) <= MAX_PARTS:
            found = [len(part) for part in parts if part in whole.text]
            if len(found) >= MIN_PARTS and MIN_SHARE * len(whole.text) <= sum(found) <= len(whole.text):
                wholes.append(whole.index)
    return wholes


def _find_pulled(staying: Sequence[Block]) -> Iterator[int]:
    """Pull quotes that stay and are named so, and whose words are in a paragraph near them."""
    for place, block in enumerate(staying):
        is_quote = block.place is not None or block.kind == "quote"
        if not is_quote or not MIN_PULLED_CHARS <= len(block.text) <= MAX_PULLED_CHARS:
            continue
        named = named_around(block.container, PULLED, PULLED_STEPS)
        if named is None or {"pullquote", "quote"}.isdisjoint(named.tokens):
            continue
        words = block.text.strip(PULLED_ENDS).casefold()
        near = (*staying[max(0, place - MAX_PULLED_FROM) : place], *staying[place + 1 : place + MAX_PULLED_FROM])
        if any(words in other.text.casefold() for other in near if len(other.text) > len(block.text) + MIN_MORE):
            yield block.index


def _comes_back(first: Block, again: Block, body: Sequence[bool]) -> bool:
    """Whether the text may repeat a block: in places with the same signature, and with other text in between."""
    if again.kind in LABELS or again.kind != first.kind or 2 * again.link_chars > len(again.text):
        return False
    if first.container is None or again.container is None:
        verse = again.kind in ROWS or (first.tight or again.tight)
        return (
            verse and len(again.text) <= MAX_REFRAIN_CHARS
            and sum(islice(body, first.index)) >= MIN_LINES_BEFORE and any(body[first.index + 1 : again.index])
        )  # fmt: skip
    return _signature(first.container) == _signature(again.container)


def _signature(container: Container) -> tuple[object, ...]:
    """The tags and attribute words of a container and the two around it."""
    return tuple((node.tag, node.tokens) for node in islice(container.lineage(), SIGNATURE_DEPTH))
