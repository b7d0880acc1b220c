"""What stands under an article and is no part of it, told by its build: threads of comments, teasers, lists of staff.

These look much like text, and the tagger often takes them for it. Nothing here speaks against them where they may be
the page's text: on a forum, in a live blog, where little text stands above.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.judge.folding import count_words
from cleaner.judge.pagefacts import MAX_SCRIPT_CHARS, TYPE
from cleaner.judge.phrases import Rules
from cleaner.judge.runs import is_link
from cleaner.judge.threads import Thread, find_threads, thread_words
from cleaner.model import Block, Document, Head, PageKind, Verdict

JUDGE = "asides"
KINDS: frozenset[PageKind | None] = frozenset({"article", "documentation", None})
MIN_STORY_WORDS = 60  # that stay above, in paragraphs; a character counts as a word in scripts without spaces
MIN_PARAGRAPH_WORDS = 14
MAX_TIMES_STORY = 4  # words of a thread to those of the story, where no name and no heading says what it is
WEAK = 0.55


def find_comments(document: Document, keep: Sequence[bool], kind: PageKind | None, rules: Rules) -> list[Thread]:
    """The threads of comments under the text of a page. ``keep`` says of each block whether it stays so far."""
    if document.source != "html" or kind not in KINDS:
        return []
    threads = find_threads(document, rules)
    if not threads or declares_posts(document.head):
        return []
    return [thread for thread in threads if _is_under_story(document, keep, thread)]


def judge(document: Document, keep: Sequence[bool], kind: PageKind | None, rules: Rules) -> list[Verdict]:
    """Verdicts on blocks that stay so far and stand in a thread of comments under an article."""
    return [
        Verdict(at, False, JUDGE, "thread", "comments", 1.0 if is_sure(thread) else WEAK)
        for thread in find_comments(document, keep, kind, rules)
        for at in range(thread.first, thread.last + 1) if keep[at]
    ]  # fmt: skip


def is_sure(thread: Thread) -> bool:
    """Whether more than its build says that a thread is one of comments."""
    return thread.names > 1 and (thread.named or thread.headed or 2 * thread.answers >= len(thread.posts))


def _is_under_story(document: Document, keep: Sequence[bool], thread: Thread) -> bool:
    """Whether enough text stays above a thread, by itself and beside the thread."""
    story = _count_story(document.blocks[: thread.first], keep)
    said = sum(count_words(document.blocks[at].text) for post in thread.posts for at in post.body)
    return story >= MIN_STORY_WORDS and (thread.named or thread.headed or said <= MAX_TIMES_STORY * story)


def _count_story(blocks: Sequence[Block], keep: Sequence[bool]) -> int:
    """The words in paragraphs that stay."""
    counts = (count_words(block.text) for block in blocks if keep[block.index] and not is_link(block))
    return sum(count for count in counts if count >= MIN_PARAGRAPH_WORDS)


def declares_posts(head: Head) -> bool:
    """Whether a page declares that posts are its text: as a question, a forum or a live blog."""
    posted = thread_words().posted
    return any(name in posted for script in head.json_ld for name in TYPE.findall(script[:MAX_SCRIPT_CHARS]))
