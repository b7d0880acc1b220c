"""What the page says of itself, collected unjudged: metas, JSON-LD, and visible elements that may state metadata."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from cleaner.model import Container, Head, Mark

if TYPE_CHECKING:  # the parser itself is imported in html.py alone
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# Each query has a bound of its own, so that a menu full of titles does not crowd out the byline. A query costs about
# 0.07 ms a page for each class pattern; what they miss, the visible text near the headline still tells.
MARKS = (
    ("h1", 30),
    ('time,[itemprop],[rel~="author"],[rel~="tag"],[class*="author" i],[class*="byline" i],[class*="autor" i]', 200),
    ('[class*="date" i],[class*="time" i],[class*="publish" i]', 120),
)
MARKS_WITHOUT_H1 = ('[class*="headline" i],[class*="title" i]', 60)
MAX_MARK_CHARS = 400  # a longer element holds prose, not metadata
MAX_MARK_PATH = 12
MAX_META_CHARS = 20_000
MAX_JSON_LD_CHARS = 2_000_000
TIMES = ("datetime", "content", "title", "data-date", "data-time")


def read_head(tree: LexborHTMLParser) -> Head:
    """Collect title, metas, links, JSON-LD, the declared language and counts that betray walls and shells."""
    metas: list[tuple[str, str]] = []
    for node in tree.css("meta[content]"):
        attrs = node.attrs
        name = attrs.get("property") or attrs.get("name") or attrs.get("itemprop") or attrs.get("http-equiv")
        content = attrs.get("content")
        if name and content and content.strip():
            metas.append((name.strip().lower(), content.strip()[:MAX_META_CHARS]))
    links = tuple(
        ((node.attrs.get("rel") or "").lower(), node.attrs.get("href") or "", node.attrs.get("type") or "")
        for node in tree.css("link[rel][href]")
    )
    title = tree.css_first("head > title") or tree.css_first("title")
    root = tree.root
    language = (root.attrs.get("lang") or root.attrs.get("xml:lang") or "") if root is not None else ""
    return Head(
        title=(" ".join(title.text(deep=True).split()) or None) if title is not None else None,
        language=language.strip().lower() or None,
        metas=tuple(metas),
        links=links,
        json_ld=tuple(
            text[:MAX_JSON_LD_CHARS]
            for node in tree.css('script[type*="ld+json" i]')
            if (text := (node.text(deep=True) or "").strip())
        ),
        scripts=len(tree.css("script")),
        inputs=tuple((node.attrs.get("type") or "text").lower() for node in islice(tree.css("input"), 200)),
    )


@dataclass(frozen=True, slots=True)
class Marked:
    """The elements that may state metadata, before their places in the text are known."""

    nodes: tuple[LexborNode, ...]
    marks: tuple[tuple[int, str, str, str | None], ...]  # node's id, name, text, value

    def complete(self, head: Head, places: dict[int, tuple[int, Container]]) -> Head:
        """Put the marks that the walk met into the head, each with the index of the block it stands at."""
        found = tuple(
            Mark(name, text, value, places[mem_id][0], _path(places[mem_id][1]))
            for mem_id, name, text, value in self.marks
            if mem_id in places
        )
        return replace(head, marks=tuple(sorted(found, key=lambda mark: mark.block)))


def collect_marks(tree: LexborHTMLParser) -> Marked:
    """Find the elements that may state metadata, in page order."""
    nodes: list[LexborNode] = []
    marks: list[tuple[int, str, str, str | None]] = []
    seen: set[int] = set()
    queries = MARKS if tree.css_first("h1") is not None else (*MARKS, MARKS_WITHOUT_H1)
    for selector, bound in queries:
        for node in islice(tree.css(selector), bound):
            if node.mem_id in seen or node.tag in ("body", "html"):
                continue
            seen.add(node.mem_id)
            text = " ".join(node.text(deep=True, separator=" ").split())
            if len(text) > MAX_MARK_CHARS:
                continue
            attrs = node.attrs
            value = next((given for key in TIMES if (given := attrs.get(key))), None) or attrs.get("href")
            name = attrs.get("itemprop") or attrs.get("rel") or node.tag or ""
            nodes.append(node)
            marks.append((node.mem_id, name.lower(), text, value))
    return Marked(tuple(nodes), tuple(marks))


def _path(container: Container) -> tuple[str, ...]:
    words: list[str] = []
    for node in islice(container.lineage(), MAX_MARK_PATH):
        words.append(node.tag)
        words.extend(node.tokens)
    return tuple(words)
