"""Threads of comments: each comment becomes a quote that begins with its author in bold and contains its replies.

Nothing here decides whether comments stay. If they do, for example on a page that is a discussion, a reader sees who
says what, and to whom.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.patterns import later
from cleaner.read.selectors import Selector, select
from cleaner.read.structure.data import names
from cleaner.read.structure.elements import beside, is_within, text_of
from cleaner.read.tags import HEADINGS, PLACE, tokenize

UNITS = Selector(
    "[class*=comment],[class*=reply],[class*=comtr],[itemtype*=Comment],[itemprop=comment],[data-message-id],"
    "shreddit-comment"
)
UNIT_TAGS = frozenset({"div", "li", "article", "section", "tr", "shreddit-comment"})
AUTHORS = (
    "[rel~=author],[itemprop=author],[itemprop=creator],[class*=author],[class*=Author],[class*=user],[class*=User],"
    "[class*=display-name],[class~=fn],[email][name],cite"
)
UNITS_AND_AUTHORS = Selector(f"{UNITS},{AUTHORS}")
QUOTED = f'[{PLACE}="quote"]'
AUTHOR_CLASS = re.compile(r"author|user|display-name|\bfn\b", re.I)
NO_AUTHORS = frozenset({"avatar", "image", "img", "photo", "icon", "badge", "flair"})
DEPTH_ATTRIBUTES = ("depth", "data-depth", "data-level", "data-indent", "indent", "aria-level")
DEPTH_CLASS = re.compile(r"(?:^|\s)(?:depth|level|indent)[-_]?(\d{1,2})(?:\s|$)")
SPACER = "td.ind img[width]"  # Hacker News indents a comment by an image of this width
SPACER_PIXELS = 40
FACES = Selector(
    "[class*=avatar] img,img[class*=avatar],[class*=Avatar] img,img[class*=Avatar],span[class*=avatar],a[class*=avatar]"
)
# Elements that show a time and also state it for machines.
TIMES = Selector(
    "time[datetime],relative-time[datetime],time-ago[datetime],.age[title],abbr[title],[class*=time][title],"
    "[class*=date][title]"
)
DAY = re.compile(r"\s*(\d{4}-\d\d-\d\d)(?:[T\s]|$)")
FOLDS = re.compile(r"\[[-–—−+]\]")
YEAR = later(r"\d{4}")
MAX_TIME_CHARS = 30
MAX_FACE_CHARS = 2
NAMES_INSIDE = frozenset({"a", "b", "strong", "bdi", "span"})
MAX_TRIED = 16  # elements after the start of a comment that may name its author
MAX_LEVELS = 100  # between a comment and an element in it
MAX_UNITS = 2_000
MAX_AUTHOR_CHARS = 60
MAX_DEPTH = 40  # of replies to replies; deeper ones are side by side
MAX_SHELLS = 4  # nested elements around a comment that hold nothing else
MAX_BESIDE = 12  # nodes on either side of a comment that are checked
MIN_THREAD = 2  # comments without an element around them that state each other's depth


class Comment:
    """One comment: its element, the outermost element with nothing else (``shell``), and its depth."""

    __slots__ = ("depth", "node", "shell")

    def __init__(self, node: LexborNode, depth: int) -> None:
        self.node, self.shell, self.depth = node, node, depth


def mark_threads(tree: LexborHTMLParser, words: int) -> None:
    """Mark the comments of a page as quotes and their authors as strong."""
    units = [node for node in select(tree, UNITS, words)[: 4 * MAX_UNITS] if _unit_name(node)]
    if not units:
        return
    comments: list[Comment] = []
    for node, author in _find_comments(select(_around(units), UNITS_AND_AUTHORS, words)):
        _mark_author(node, author)
        _join_time(node, author)
        if not _is_opening_post(node):
            node.attrs[PLACE] = "quote"
            comments.append(Comment(node, _depth_of(node)))
            _open_table(node, author)
    if comments:
        _write_days_and_drop_faces(tree, words)
    if len(comments) >= MIN_THREAD and any(comment.depth for comment in comments):
        _nest(comments)


def _write_days_and_drop_faces(tree: LexborHTMLParser, words: int) -> None:
    """Change the times in comments and other quotes, and remove the pictures of their authors."""
    quotes = tree.css(QUOTED)
    if not quotes:
        return
    around, inside = _around(quotes), frozenset(quote.mem_id for quote in quotes)
    for time in select(around, TIMES, words)[:MAX_UNITS]:
        if is_within(time, inside, MAX_LEVELS):
            _write_day(time)
    for face in select(around, FACES, words)[:MAX_UNITS]:
        if len((face.text(deep=True) or "").strip()) <= MAX_FACE_CHARS and is_within(face, inside, MAX_LEVELS):
            face.decompose()


def _around(nodes: Sequence[LexborNode]) -> LexborNode:
    """The innermost element that is or holds all of some elements in the order of the page, one at least.

    What is looked for in them is found faster in it than in the whole page.
    """
    above: set[int] = set()
    at: LexborNode | None = nodes[-1]
    while at is not None:
        above.add(at.mem_id)
        at = at.parent
    first = nodes[0]
    while first.mem_id not in above and first.parent is not None:
        first = first.parent
    return first


def _find_comments(nodes: Sequence[LexborNode]) -> list[tuple[LexborNode, LexborNode]]:
    """The elements that hold one comment, each with that of its author, among nodes in the order of the page.

    Software may name several elements around one comment after it. They share their first author. Of these, the comment
    is the one whose name is most frequent on the page, and then the outermost.
    """
    named = [_unit_name(node) for node in nodes]
    often = Counter(named)
    found: dict[int, tuple[int, LexborNode, LexborNode]] = {}
    for nth, (node, name) in enumerate(zip(nodes, named, strict=True)):
        if not name:
            continue
        after = slice(nth + 1, nth + 1 + MAX_TRIED)
        author = _find_author(node, zip(nodes[after], named[after], strict=True))
        if author is None:
            continue
        before = found.get(author.mem_id)
        if before is None or often[name] > before[0]:
            found[author.mem_id] = often[name], node, author
        if len(found) >= MAX_UNITS:
            break
    return [(node, author) for _, node, author in found.values()]


def _unit_name(node: LexborNode) -> str:
    """The name that marks an element as one comment, or an empty string."""
    tag = node.tag
    if tag not in UNIT_TAGS:
        return ""
    attrs = node.attributes
    if PLACE in attrs:
        return ""
    if tag == "shreddit-comment":
        return tag
    if "data-message-id" in attrs:
        return "" if "data-message-author-role" in attrs else "message"  # a chat with a machine is not a thread
    if "Comment" in (attrs.get("itemtype") or "") or attrs.get("itemprop") == "comment":
        return "item"
    classes = (attrs.get("class") or "").lower().split()
    known = names("comments")
    return next((name for name in classes if name in known), "") if classes else ""


def _find_author(comment: LexborNode, after: Iterable[tuple[LexborNode, str]]) -> LexborNode | None:
    """The innermost of the first elements in a comment that name its author.

    ``after`` are the nodes right after its start, and their names if they are comments.
    """
    found: LexborNode | None = None
    for one, unit in after:
        around = [node.mem_id for node in (comment, found) if node is not None]
        if not all(is_within(one, (outer,), MAX_LEVELS) for outer in around):
            break
        if unit or not _may_name(one):
            continue
        text = text_of(one)
        if found is not None and text_of(found)[len(text) :].lstrip().startswith("@"):
            break  # a name and its handle
        if 0 < len(text) <= MAX_AUTHOR_CHARS:
            found = one
    return found


def _may_name(node: LexborNode) -> bool:
    """Whether an element is named after an author, and not after comments alone or a picture."""
    attrs = node.attributes
    classes = attrs.get("class") or ""
    if not NO_AUTHORS.isdisjoint(tokenize(classes)):
        return False
    return (
        node.tag == "cite" or "author" in (attrs.get("rel") or "") or attrs.get("itemprop") in ("author", "creator")
        or "email" in attrs or AUTHOR_CLASS.search(classes) is not None
    )  # fmt: skip


def _mark_author(comment: LexborNode, author: LexborNode) -> None:
    """Make the name of an author bold, and remove a sign before it that folds the comment, as Reddit's "[–]".

    A heading with the name is the title of the comment and heads no section.
    """
    name = text_of(author)
    bold = author.css_first("strong,b")
    is_bold = bold is not None and text_of(bold) == name
    heading: LexborNode | None = None
    at: LexborNode | None = author
    while at is not None and at.mem_id != comment.mem_id:
        is_bold = is_bold or at.tag in ("strong", "b")
        heading = at if at.tag in HEADINGS else heading
        at = at.parent
    if (sign := beside(author, forward=False)) is not None and FOLDS.fullmatch(text_of(sign)):
        sign.decompose()
    if not is_bold:
        author.inner_html = f"<strong>{author.inner_html}</strong>"
    if heading is not None:
        heading.attrs[PLACE] = "title"


def _join_time(comment: LexborNode, author: LexborNode) -> None:
    """Put a time above the name of an author behind the name, as Mastodon shows it."""
    before = islice(comment.traverse(), MAX_TRIED)
    time = next((node for node in before if node.tag == "time" or node.mem_id == author.mem_id), None)
    if time is None or time.tag != "time" or (holder := time.parent) is None:
        return
    linked = holder.tag == "a" and text_of(holder) == text_of(time)
    name = author
    while name.parent is not None and name.parent.tag in NAMES_INSIDE:
        name = name.parent
    name.insert_after(holder if linked else time)  # this makes a copy
    name.insert_after(" ")
    (holder if linked else time).decompose()


def _open_table(comment: LexborNode, author: LexborNode) -> None:
    """Replace a table of one row that lays out a comment by plain elements."""
    table = author.parent
    while table is not None and table.tag != "table" and table.mem_id != comment.mem_id:
        table = table.parent
    rows = table.css("tr") if table is not None and table.tag == "table" else []
    if table is None or len(rows) != 1 or table.mem_id == comment.mem_id or table.css_first("th") is not None:
        return
    for cell in (part for part in rows[0].iter() if part.tag == "td" and (part.text(deep=True) or "").strip()):
        line = create_tag("div")
        line.inner_html = cell.inner_html or ""
        table.insert_before(line)
    table.decompose()


def _write_day(time: LexborNode) -> None:
    """Write the day of a comment if the page shows only how long ago it was, which means nothing in a copy."""
    stated = DAY.match(time.attrs.get("datetime") or "") or DAY.match(time.attrs.get("title") or "")
    shown = [
        node for node in time.traverse(include_text=True) if node.is_text_node and (node.text_content or "").strip()
    ]
    if stated is None or len(shown) != 1:
        return
    text = shown[0].text_content or ""
    if len(text) <= MAX_TIME_CHARS and not YEAR.search(text):
        clock = f" {text.strip()}" if ":" in text else ""
        shown[0].replace_with(f"{stated[1]}{clock}")


def _is_opening_post(comment: LexborNode) -> bool:
    """Whether a supposed comment is the post that the others answer, by its id or that of its box."""
    at: LexborNode | None = comment
    for _ in range(MAX_SHELLS):
        if at is None or not at.is_element_node:
            return False
        words = tokenize(at.attrs.get("id") or "")
        if words:
            return words[0] in names("opening_posts")
        at = at.parent
    return False


def _depth_of(comment: LexborNode) -> int:
    """The number of comments above a comment, as its element states it, or 0."""
    attrs = comment.attributes
    for name in DEPTH_ATTRIBUTES:
        stated = (attrs.get(name) or "").strip()
        if stated.isascii() and stated.isdigit():
            return min(int(stated[:3]), MAX_DEPTH)
    classes = attrs.get("class") or ""
    found = DEPTH_CLASS.search(classes)
    if found:
        return min(int(found[1]), MAX_DEPTH)
    if "--in-thread" in classes:  # Mastodon marks the first answer of each branch
        return int("--first-in-thread" not in classes)
    spacer = comment.css_first(SPACER) if comment.tag == "tr" else None
    pixels = (spacer.attrs.get("width") or "") if spacer is not None else ""
    return min(int(pixels[:4]) // SPACER_PIXELS, MAX_DEPTH) if pixels.isascii() and pixels.isdigit() else 0


def _nest(comments: Sequence[Comment]) -> None:
    """Move comments that are side by side into those that they answer, by their stated depths.

    Nothing is moved if there is text between them, so that the order of the text stays.
    """
    for comment in comments:
        comment.shell = _shell_of(comment.node)
    around = {comment.shell.parent.mem_id if comment.shell.parent is not None else 0 for comment in comments}
    first = comments[0].shell
    if len(around) != 1 or first.parent is None or not _are_neighbours(first, comments):
        return
    open_comments: list[int] = []
    answers: list[list[int]] = [[] for _ in comments]
    for nth, comment in enumerate(comments):
        while open_comments and comments[open_comments[-1]].depth >= comment.depth:
            open_comments.pop()
        if open_comments:
            answers[open_comments[-1]].append(nth)
        open_comments.append(nth)
    for nth in range(len(comments) - 1, -1, -1):  # the last first, so that each moves with all its answers
        for answer in answers[nth]:
            comments[nth].node.insert_child(comments[answer].shell)  # this makes a copy
            comments[answer].shell.decompose()


def _shell_of(comment: LexborNode) -> LexborNode:
    """The outermost element around a comment that holds no other text."""
    shell = comment
    for _ in range(MAX_SHELLS):
        parent = shell.parent
        if parent is None or parent.tag in ("body", "main") or _has_text_beside(shell):
            break
        shell = parent
    return shell


def _has_text_beside(node: LexborNode) -> bool:
    """Whether an element has text beside it in its parent, or too many nodes to check."""
    for forward in (True, False):
        at = node.next if forward else node.prev
        for _ in range(MAX_BESIDE):
            if at is None:
                break
            if (at.text(deep=True) or "").strip():
                return True
            at = at.next if forward else at.prev
        else:
            return True
    return False


def _are_neighbours(first: LexborNode, comments: Sequence[Comment]) -> bool:
    """Whether there is no text between comments that share an element around them."""
    own = {comment.shell.mem_id for comment in comments}
    left = len(own) - 1
    at = first.next
    while at is not None and left:
        if at.mem_id in own:
            left -= 1
        elif (at.text(deep=True) or "").strip():
            return False
        at = at.next
    return not left
