"""The extractors of description, image, tags and the page's own address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import urljoin

from cleaner.patterns import later
from cleaner.prefilters import is_around
from cleaner.read.metadata.evidence import Evidence, ListCandidate, TextCandidate, first_tokens
from cleaner.read.metadata.folding import clean, fold, host_of, is_front_page, is_unfilled, registrable
from cleaner.read.metadata.words import title_words, words

MAX_TAGS = 40
CLIPPED_FIELDS = ("savepage-url", "source-url")
MAX_TAG_CHARS = 60
MAX_DESCRIPTION_CHARS = 2_000
TAG_METAS = (
    "article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags", "dc.subject", "dcterms.subject",
    "citation_keywords", "citation_keyword", "og:article:tag", "article.tags", "video:tag", "prism.keyword", "tags",
    "keyword",
)  # fmt: skip
DESCRIPTION_METAS = (
    "og:description", "description", "twitter:description", "dc.description", "dcterms.description",
    "sailthru.description", "dcterms.abstract", "dc.description.abstract", "citation_abstract", "abstract", "summary",
)  # fmt: skip
IMAGE_METAS = (
    "og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "image", "twitter:image0",
    "sailthru.image.full", "parsely-image-url", "thumbnail", "thumbnailurl",
)  # fmt: skip
STANDFIRST_REACH = 4  # blocks after the headline in which it is searched
MIN_STANDFIRST_CHARS, MAX_STANDFIRST_CHARS = 40, 600
OWN_TOKENS = 12  # of a path, about as many as the elements right around a block have
STANDFIRST_TOKENS = frozenset(
    {
        "standfirst", "lead", "lede", "dek", "deck", "subtitle", "subheadline", "subheading", "subhead", "subtitulo",
        "sottotitolo", "sommario", "chapo", "chapeau", "entradilla", "bajada", "vorspann", "teaser", "intro", "ingress",
        "summary", "excerpt", "abstract", "leadtext", "strapline",
    }
)  # fmt: skip
TAG_TOKENS = frozenset({
    "tag", "tags", "taglist", "hashtag", "hashtags", "topics", "keywords", "schlagworte", "schlagwoerter",
    "stichworte", "themen", "motscles", "mots", "etiquetas", "trefwoorden", "tagi", "stitky",
})  # fmt: skip
OTHERS = frozenset({"tagcloud", "cloud", "comments", "comment", "cards", "card", "related", "teaser"})
LISTS_OF_TAGS = frozenset({"tagcloud", "aside", "widget", "card", "cards"})  # elements for those of other pages
BESIDE = frozenset({"sidebar", "recent", "related", "comment", "comments", "menu"})
MAX_BOX_CHARS = 300
MAX_LABEL_CHARS = 20  # of a label before tags in a line that is in no box for them
BOX_REACH = 4  # elements around a block
TAG_MARKS = re.compile("[,;،、，|]")
QUOTED_TAG = later(r"\[?\s?([\"'])(.+)\1\s?\]?|\[?\s?\"(.+)")  # an item of a list, as programs write it
COUNTED_TAG = later(r"\s?\((?!(?:1[5-9]|20)\d\d\))\d{1,5}\)\Z")  # with the number of texts that have it
# Links beside tags that lead to the readers' comments.
TO_COMMENTS = later(r"#(?:comments?|respond|reply|disqus|\Z)|\A#|/comments?(?:/|\Z)", re.I)
IMAGE_STARTS = ("http://", "https://", "/")
IMAGE_PATH = later(r"(?:\.{1,2}/)*[\w%-][\w%./~-]{0,300}\.(?:jpe?g|png|webp|gif|avif)(?:\?\S{0,300})?", re.I)


def description_in_metas(seen: Evidence) -> Iterator[TextCandidate]:
    """The fields for descriptions."""
    for name in DESCRIPTION_METAS:
        text = clean(seen.metas.get(name, ""), MAX_DESCRIPTION_CHARS)
        if text and not is_unfilled(text):
            yield TextCandidate(text, f"meta:{name}")


def description_in_schema(seen: Evidence) -> Iterator[TextCandidate]:
    """The description in the schema item that the page is about."""
    statement = seen.statement
    if statement is not None and (text := statement.description) and not is_unfilled(text):
        yield TextCandidate(text[:MAX_DESCRIPTION_CHARS], f"json-ld:{statement.kind}.description")


def standfirst(seen: Evidence) -> Iterator[TextCandidate]:
    """A block right under the headline marked as a standfirst by attributes, or a lesser heading that is a sentence."""
    start = seen.place.headline
    if start is None:
        return
    for block in seen.blocks[start + 1 : start + 1 + STANDFIRST_REACH]:
        if not MIN_STANDFIRST_CHARS <= len(block.text) <= MAX_STANDFIRST_CHARS:
            continue
        if block.link_chars * 2 > len(block.text) or seen.place.puts_elsewhere(block, close=True):
            continue
        named = not STANDFIRST_TOKENS.isdisjoint(first_tokens(block, OWN_TOKENS))
        if block.index == start + 1 if block.kind == "heading" else named:
            yield TextCandidate(block.text, "text:standfirst")


def image_in_metas(seen: Evidence) -> Iterator[TextCandidate]:
    """The image for sharing."""
    for name in IMAGE_METAS:
        if _is_image(stated := seen.metas.get(name, ""), seen):
            yield _image(stated, f"meta:{name}", seen)


def image_in_links(seen: Evidence) -> Iterator[TextCandidate]:
    """The image for sharing in an old form of link."""
    for rel, href, _ in seen.head.links:
        if rel == "image_src" and _is_image(href, seen):
            yield _image(href, "link:image_src", seen)


def _is_image(address: str, seen: Evidence) -> bool:
    """Whether an address may be that of an image. That of a site alone is a template without the image's name."""
    if address.startswith(IMAGE_STARTS):
        return not is_front_page(address)
    return bool(address) and seen.address is not None and IMAGE_PATH.fullmatch(address) is not None


def _image(address: str, source: str, seen: Evidence) -> TextCandidate:
    """The full address of an image."""
    return TextCandidate(_resolved(unescape(address) if "&" in address else address, seen.address), source)


def image_in_schema(seen: Evidence) -> Iterator[TextCandidate]:
    """The image in the schema item that the page is about."""
    statement = seen.statement
    if statement is not None and (address := statement.image) and _is_image(address, seen):
        yield _image(address, f"json-ld:{statement.kind}.image", seen)


def tags_in_metas(seen: Evidence) -> Iterator[ListCandidate]:
    """The keywords of the first field that has any."""
    for name in TAG_METAS:
        found = [
            part
            for key, content in seen.head.metas
            if key == name
            for part in TAG_MARKS.split(clean(content, MAX_DESCRIPTION_CHARS))
        ]
        if tags := _tidy_tags(found):
            yield ListCandidate(tags, f"meta:{name}")
            return


def tags_in_schema(seen: Evidence) -> Iterator[ListCandidate]:
    """The keywords in the schema item that the page is about."""
    if seen.statement is not None and (tags := _tidy_tags(seen.statement.keywords)):
        yield ListCandidate(tags, f"json-ld:{seen.statement.kind}.keywords")


def tag_links(seen: Evidence) -> Iterator[ListCandidate]:
    """The links that are marked as tags, without those of other pages. Beside the text they count if no others do."""
    marked = [
        mark for mark in seen.head.marks
        if "tag" in mark.name.split() and not seen.place.is_held(mark.path, LISTS_OF_TAGS)
    ]  # fmt: skip
    own = [mark for mark in marked if not seen.place.is_held(mark.path, BESIDE)] or marked
    if found := _tidy_tags(_without_count(mark.text) for mark in own):
        yield ListCandidate(found, "[rel=tag]")


def _without_count(text: str) -> str:
    """A tag without the number of texts that have it."""
    return COUNTED_TAG.sub("", text) if text.endswith(")") else text


def _leads_to_comments(address: str) -> bool:
    return ("#" in address or "/comment" in address) and TO_COMMENTS.search(address) is not None


def tag_boxes(seen: Evidence) -> Iterator[ListCandidate]:
    """The links, or the words behind a label such as "Tags:", in a box for tags under the headline or the text."""
    start = seen.place.headline
    found: list[str] = []
    for block in seen.blocks[start + 1 :] if start is not None else ():
        if not (block.link_chars or ":" in block.text[:MAX_TAG_CHARS]) or len(block.text) > MAX_BOX_CHARS:
            continue
        # one of the elements right around the block is named as a box for tags
        boxed = is_around(block.container, TAG_TOKENS, BOX_REACH) and seen.place.holds(block, TAG_TOKENS)
        if not boxed and not (block.link_chars and ":" in block.text[:MAX_LABEL_CHARS]):
            continue
        labelled = words().tags.match(block.text)
        if not boxed and (labelled is None or 2 * block.link_chars < len(block.text) - labelled.end()):
            continue
        if seen.place.puts_elsewhere(block) or not OTHERS.isdisjoint(first_tokens(block, 2 * OWN_TOKENS)):
            continue
        if block.link_chars and (labelled is not None or 2 * block.link_chars > len(block.text)):
            found += [
                _without_count(block.text[span.start : span.end]) for span in block.spans
                if span.kind == "link" and not _leads_to_comments(span.value)
            ]  # fmt: skip
        elif labelled is not None:
            found += TAG_MARKS.split(block.text[labelled.end() :])
    if tags := _tidy_tags(found):
        yield ListCandidate(tags, "text:tags")


def _tidy_tags(found: Iterable[str]) -> tuple[str, ...]:
    """Tags without the marks around them, each once, and without the names of no tag: "Uncategorized"."""
    tags: dict[str, str] = {}
    none = title_words().no_tags
    for raw in found:
        text = raw.strip().lstrip("#").strip()
        if text[:1] in "[\"'" and (quoted := QUOTED_TAG.fullmatch(text)):
            text = quoted[2] or quoted[3]
        if text and len(text) <= MAX_TAG_CHARS and not is_unfilled(text) and text.casefold() not in none:
            tags.setdefault(fold(text), text)
    return tuple(tags.values())[:MAX_TAGS]


def saved_address(seen: Evidence) -> Iterator[TextCandidate]:
    """The address in the note of the program that saved the page."""
    return _own_addresses(seen, (seen.saved,) if seen.saved else ())


def clipped_address(seen: Evidence) -> Iterator[TextCandidate]:
    """The address in a field of the program that saved the page: Save Page WE, Evernote."""
    found = ((seen.metas[name], f"meta:{name}") for name in CLIPPED_FIELDS if name in seen.metas)
    return _own_addresses(seen, found)


def canonical_link(seen: Evidence) -> Iterator[TextCandidate]:
    """The canonical link, if it is on the same site."""
    found = ((href, "link:canonical") for rel, href, _ in seen.head.links if "canonical" in rel.split())
    return _own_addresses(seen, found)


def shared_address(seen: Evidence) -> Iterator[TextCandidate]:
    """The address for sharing, if it is on the same site."""
    return _own_addresses(seen, [(seen.metas["og:url"], "meta:og:url")] if "og:url" in seen.metas else ())


def given_address(seen: Evidence) -> Iterator[TextCandidate]:
    """The address at which the page was found."""
    if seen.url:
        yield TextCandidate(seen.url, "given")


def _own_addresses(seen: Evidence, found: Iterable[tuple[str, str]]) -> Iterator[TextCandidate]:
    """The full addresses on the site of the page, without its front page."""
    here = registrable(host_of(seen.url))
    for href, source in found:
        address = _resolved(href.strip(), seen.url)
        if not address.lower().startswith(("http://", "https://")) or address.split() != [address]:
            continue
        host = host_of(address)
        if not host or (here and registrable(host) != here):
            continue
        if address.rstrip("/").count("/") > 2 or not seen.url or seen.url.rstrip("/").count("/") <= 2:
            yield TextCandidate(address, source)


def _resolved(href: str, url: str | None) -> str:
    """The full form of an address that is relative to the page."""
    if not url or not href or href.startswith("#") or href.lower().startswith(("http://", "https://")):
        return href
    try:
        return urljoin(url, href)
    except ValueError:
        return href
