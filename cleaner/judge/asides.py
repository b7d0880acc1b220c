"""Asides under an article, recognised by their structure: comments, teasers, author boxes, a last label.

So are the signatures in the posts of a forum, and ids that only programs read. Asides read much like text, and the
tagger often takes them for it. They stay where they may be the page's text: on other kinds of pages, in a live blog,
and if there is too little text above them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from cleaner.judge.addresses import find_addresses
from cleaner.judge.boxes import find_boxes
from cleaner.judge.calls import find_calls
from cleaner.judge.consent import find_dialogues
from cleaner.judge.folding import count_words
from cleaner.judge.furniture import find_furniture
from cleaner.judge.further import find_further
from cleaner.judge.mailing import find_around_mail
from cleaner.judge.masthead import find_masthead
from cleaner.judge.openended import Match
from cleaner.judge.pagefacts import MAX_SCRIPT_CHARS, TYPE
from cleaner.judge.paging import find_paging
from cleaner.judge.people import find_author_boxes, find_blurb
from cleaner.judge.phrases import Rules
from cleaner.judge.posts import find_previews, find_signatures
from cleaner.judge.spread import is_head, spread
from cleaner.judge.story import Story
from cleaner.judge.teasers import find_cards, find_linked, find_teasers
from cleaner.judge.threads import Thread, find_threads, thread_words
from cleaner.model import Block, Document, Head, Verdict
from cleaner.patterns import later
from cleaner.prefilters import HEADINGS, find_kinds, find_sized
from cleaner.vocabulary import PageKind, RemovalKind

JUDGE = "asides"
FRONT = "---\n"  # begins the fields above a file of Markdown, which the reader makes one block of code
KINDS: frozenset[PageKind | None] = frozenset({"article", "documentation", None})
# A dated article with a short text among many teasers is often taken for one of these.
DATED_KINDS: frozenset[PageKind | None] = frozenset({"listing", "collection", "service"})
CARD_KINDS: frozenset[PageKind | None] = frozenset({"article", None})  # in documentation, cards lead on
MIN_STORY_WORDS = 60  # in paragraphs that stay above
MIN_NAMED_STORY_WORDS = 20  # above a thread whose element is named as one
MAX_TIMES_STORY = 4  # ratio of a thread's words to the story's, if no name and no heading says what it is
MAX_LABEL_WORDS = 6  # of a line such as "Read more:"
MIN_IDS_CHARS = 100
# Numbers of things in a database, one after another without a space.
IDS = later(r"(?:[0-9a-z]?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}){3}", re.I)


def judge(
    document: Document,
    keep: Sequence[bool],
    kind: PageKind | None,
    rules: Rules,
    matches: Mapping[int, Match],
    *,
    comments: bool = True,
    authors: Collection[str] = (),
    title: str | None = None,
) -> list[Verdict]:
    """Verdicts on blocks that stay so far. ``comments`` says whether verdicts on threads are wanted.

    ``authors`` and ``title`` are those that the page states. ``matches`` are those of the document under the rules
    (``phrases.find_matches``).
    """
    taken: list[tuple[range, str, RemovalKind]] = []
    story = Story(document.blocks, keep)
    if document.source == "text":
        taken += _find_around_dump(document.blocks, keep, rules, matches, authors=authors, title=title)
    if document.source == "html":
        taken += _find_around_posts(document, keep, kind)
        taken += ((range(at, at + 1), "ids", "other") for at in _find_ids(document.blocks, keep))
        taken += (
            (range(at, at + 1), "furniture", chrome)
            for at, chrome in find_furniture(document.blocks, keep, kind) if comments or chrome != "comments"
        )  # fmt: skip
    if document.source == "html" and kind in KINDS | DATED_KINDS:
        taken += [(reach, "linked-teasers", "related") for reach in find_linked(document, keep)]
    if document.source == "html" and kind in KINDS:
        taken += _find_headed(document, keep, kind, story)
    if document.source == "html" and kind in CARD_KINDS:
        taken += ((range(at, at + 1), "box", chrome) for at, chrome in find_boxes(document.blocks, keep, matches))
    if kind in KINDS:
        taken += _find_built(document, keep, kind, rules, story, comments=comments)
        taken += (
            (reach, rule, "author-box")
            for rule, reach in _find_people(document.blocks, keep, rules, matches, authors)
            if story.above(reach.start) >= MIN_STORY_WORDS
        )
        taken += ((range(at, at + 1), "last-label", "other") for at in _find_last_label(document.blocks, keep, story))
        taken += (
            (range(at, at + 1), "calls", chrome)
            for at, chrome in find_calls(document.blocks, keep, rules.names).items()
        )
    # Also the lines of a dialogue that have gone: what looks at the rest of the text again would bring them back.
    verdicts = {
        at: Verdict(at, False, JUDGE, rule, chrome) for reach, rule, chrome in taken for at in reach
        if keep[at] or rule == "consent"
    }  # fmt: skip
    return [verdicts[at] for at in sorted(verdicts)]


def _find_around_dump(
    blocks: Sequence[Block], keep: Sequence[bool], rules: Rules, matches: Mapping[int, Match], *,
    authors: Collection[str], title: str | None,
) -> Iterator[tuple[range, str, RemovalKind]]:  # fmt: skip
    """What a file of plain text holds around its text: front matter, addresses, pages, frames of mails, mastheads."""
    if blocks and blocks[0].kind == "code" and blocks[0].text.startswith(FRONT):
        yield range(1), "front-matter", "other"
    yield find_addresses(blocks), "addresses", "navigation"
    yield from ((reach, "paging", "navigation") for reach in find_paging(blocks))
    for at, rule, chrome in chain(
        find_around_mail(blocks, rules, matches), find_masthead(blocks, keep, title, authors)
    ):  # fmt: skip
        yield range(at, at + 1), rule, chrome


def _find_built(
    document: Document, keep: Sequence[bool], kind: PageKind | None, rules: Rules, story: Story, *, comments: bool
) -> Iterator[tuple[range, str, RemovalKind]]:  # fmt: skip
    """Threads and lists of teasers under an article: their blocks, rule and kind."""
    if comments:
        yield from ((reach, "thread", "comments") for reach in _find_threads(document, keep, kind, rules))
    if document.source == "html":
        yield from ((reach, "teasers", "related") for reach in find_teasers(document, keep, story))
    else:
        yield from ((reach, "consent", "consent") for reach in _find_dialogues(document, keep, rules))


def _find_headed(
    document: Document, keep: Sequence[bool], kind: PageKind | None, story: Story
) -> Iterator[tuple[range, str, RemovalKind]]:  # fmt: skip
    """Further articles, and cards: their blocks, rule and kind."""
    headings = [document.blocks[at] for at in find_kinds(document.blocks, HEADINGS)]
    if kind in CARD_KINDS:
        yield from ((reach, "card", "related") for reach in find_cards(document, keep, headings, story))
    further = [*find_further(document, headings, story)]
    if further and not declares_posts(document.head):
        yield from ((reach, "further-article", "related") for reach in further)


def _find_around_posts(
    document: Document, keep: Sequence[bool], kind: PageKind | None
) -> Iterator[tuple[range, str, RemovalKind]]:  # fmt: skip
    """The signatures of posts, and on the page of a forum the previews of the pages that they link."""
    signed = find_signatures(document.blocks, keep, kind) if document.signed else ()
    yield from ((range(at, at + 1), "signature", "author-box") for at in signed)
    if kind == "forum":
        yield from ((range(at, at + 1), "preview", "related") for at in find_previews(document.blocks, keep))


def _find_ids(blocks: Sequence[Block], keep: Sequence[bool]) -> Iterator[int]:
    """Blocks that begin with several unique ids, which style sheets hide."""
    for at in find_sized(blocks, MIN_IDS_CHARS):
        if keep[at] and " " not in blocks[at].text[:MIN_IDS_CHARS] and IDS.match(blocks[at].text):
            yield at


def _find_threads(
    document: Document, keep: Sequence[bool], kind: PageKind | None, rules: Rules
) -> Iterator[range]:  # fmt: skip
    """The blocks of each thread. A row of headings above rows that are comments belongs to it."""
    lines, blocks = spread(document), document.blocks
    near = lines.spread(keep)
    for thread in find_comments(lines.document, near, kind, rules, near=near):
        reach = lines.reach(thread.first, thread.last)
        first = reach.start
        while blocks[reach.start].cells and first > 0 and is_head(blocks[first - 1]):
            first -= 1
        yield range(first, reach.stop)


def _find_people(
    blocks: Sequence[Block],
    keep: Sequence[bool],
    rules: Rules,
    matches: Mapping[int, Match],
    authors: Collection[str],
) -> Iterator[tuple[str, range]]:
    yield from (("author-box", reach) for reach in find_author_boxes(blocks, keep, rules, matches))
    if blocks and blocks[0].container is None:
        yield from (("author-blurb", reach) for reach in find_blurb(blocks, keep, authors))


def _find_dialogues(document: Document, keep: Sequence[bool], rules: Rules) -> list[range]:
    """Consent dialogues, where enough text stays outside of them: a text about cookies stays."""
    found = list(find_dialogues(document, keep, rules))
    inside = {at for reach in found for at in reach}
    outside = [stays and nth not in inside for nth, stays in enumerate(keep)]
    return found if Story(document.blocks, outside).reach(MIN_STORY_WORDS) is not None else []


def _find_last_label(blocks: Sequence[Block], keep: Sequence[bool], story: Story) -> Iterator[int]:
    """A label such as "Read more:" that ends the text: nothing that it announces has stayed."""
    last = next((block for block in reversed(blocks) if keep[block.index]), None)
    if last is None or not last.text.endswith((":", "：")) or count_words(last.text) > MAX_LABEL_WORDS:
        return
    if story.above(last.index) >= MIN_STORY_WORDS:
        yield last.index


def find_comments(
    document: Document,
    keep: Sequence[bool],
    kind: PageKind | None,
    rules: Rules,
    near: Sequence[bool] | None = None,
) -> list[Thread]:
    """The threads of readers' comments under the text of a page that is cut into lines (``spread``).

    ``keep`` says for each line whether it stays so far; ``near`` is as in ``find_threads``.
    """
    if kind not in KINDS:
        return []
    story = Story(document.blocks, keep)
    top = story.reach(MIN_NAMED_STORY_WORDS)
    threads = () if top is None else find_threads(document, rules, near, after=top)
    if not threads or declares_posts(document.head):
        return []
    return [thread for thread in threads if is_sure(thread) and _is_under_story(document, story, thread)]


def is_sure(thread: Thread) -> bool:
    """Whether there is more than structure to show that a thread consists of comments: lists of dates look the same."""
    if thread.names == 0:
        return (thread.headed or thread.named) and 2 * thread.answers >= len(thread.posts)
    if thread.named:
        return thread.names > 1 or (len(thread.posts) == 1 and (thread.headed or thread.answers > 0))
    said = thread.headed or 2 * thread.answers >= len(thread.posts)
    return said and thread.names > 1 and 2 * thread.dated >= len(thread.posts)


def _is_under_story(document: Document, story: Story, thread: Thread) -> bool:
    """Whether enough text stays above a thread, in itself and compared with the thread."""
    above = story.above(thread.first)
    if thread.named:
        return above >= MIN_NAMED_STORY_WORDS
    said = sum(count_words(document.blocks[at].text) for post in thread.posts for at in post.body)
    return above >= MIN_STORY_WORDS and (thread.headed or said <= MAX_TIMES_STORY * above)


def declares_posts(head: Head) -> bool:
    """Whether a page declares that posts are its text: as a question, a forum or a live blog."""
    posted = thread_words().posted
    return any(name in posted for script in head.json_ld for name in TYPE.findall(script[:MAX_SCRIPT_CHARS]))
