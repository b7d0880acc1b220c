"""Images that sites load or exchange by scripts, moved to where a browser without scripts shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.patterns import later
from cleaner.read.images import LAZY, PICTURE, SETS, file_name, is_address, is_placeholder
from cleaner.read.selectors import Selector, select
from cleaner.read.tags import PLACE

EMOJI = Selector("img[class*=emoji],img.wp-smiley")
PICTURES = f'amp-img,source[media],img[src^="data:"],img:not([src]),{EMOJI}'
LAZY_NAMES = tuple(name.strip(' "=') for name in LAZY)
SET_NAMES = tuple(name.strip(' "=') for name in SETS)
NO_ADDRESS = re.compile(r"thumb|small|blur|placeholder|low|tiny|preview|icon|avatar|poster|caption|credit|href|link")
# Of a picture for several screens, the one for this screen is taken (width in CSS pixels, landscape, light).
SCREEN = 1_600
EM = 16
NOT_SHOWN = re.compile(r"\b(?:print|speech|dark|portrait|monochrome|reduce)\b|\bnot\b")
WIDTHS = later(r"(min|max)-(?:device-)?width:\s{0,3}(\d{1,5}(?:\.\d{1,4})?)(px|r?em)?")
CAPTIONS = Selector("div[class*=caption],p[class*=caption],span[class*=caption],.imageblock>div.title")
# Pictures with captions of old versions of WordPress, in galleries, and of Blogger.
ITEMS = Selector("dl.gallery-item,table.tr-caption-container")
CAPTION = re.compile(r"(?<!closed)(?<!closed[-_])caption(?:[-_]?text)?$", re.I)
COUNT = re.compile(r"(?:\d{1,4}(?:/|of)\d{1,4})?")  # the place of a picture in a show, without white space
MAX_CAPTION_CHARS = 600
MAX_CAPTIONED = 3  # images with one caption
MAX_PARTS = 60  # elements and texts in a box of an image and its caption
MAX_UP = 4  # elements around an image and its caption that may be a figure
MAX_PICTURES = 2_000
MAX_EMOJI_CHARS = 8
MAX_BEFORE = 3  # images before a noscript that may be its counterpart


def show_pictures(found: Sequence[LexborNode]) -> None:
    """Give addresses to images of AMP, to those that a script fills in, and to those for several screens."""
    seen: set[int] = set()
    for node in found[:MAX_PICTURES]:
        if node.tag == "amp-img":
            _show_amp(node)
        elif node.tag == "source":
            picture = node.parent
            if picture is not None and picture.tag == "picture" and picture.mem_id not in seen:
                seen.add(picture.mem_id)
                _choose_sources(picture)
        else:
            attrs = node.attributes
            classes = attrs.get("class") or ""
            if "emoji" in classes or "wp-smiley" in classes:
                _write_emoji(node)
            else:
                _fill_in(node, attrs)


def mark_captioned(tree: LexborHTMLParser, words: int) -> None:
    """Mark boxes that hold only images and what their class calls a caption: figures without their tag."""
    for item in select(tree, ITEMS, words)[:MAX_PICTURES]:
        _make_figure(item)
    for node in select(tree, CAPTIONS, words)[:MAX_PICTURES]:
        box = node.parent
        classes = (node.attrs.get("class") or "").split()
        if box is None or box.tag != "div" or not (classes == ["title"] or any(map(CAPTION.search, classes))):
            continue
        parts = [*islice(box.traverse(include_text=True), MAX_PARTS + 1)]
        images = sum(part.tag == "img" for part in parts)
        if len(parts) > MAX_PARTS or not 0 < images <= MAX_CAPTIONED or node.css_first("img") is not None:
            continue
        text = "".join((node.text(deep=True) or "").split())
        rest = "".join((box.text(deep=True, separator=" ") or "").split()).replace(text, "", 1) if text else ""
        if 0 < len(text) <= MAX_CAPTION_CHARS and COUNT.fullmatch(rest) and not _is_in_figure(box):
            box.attrs[PLACE] = "figure"
            for part in box.iter() if rest else ():
                if "".join((part.text(deep=True) or "").split()) == rest:
                    part.decompose()


def _make_figure(item: LexborNode) -> None:
    """Replace a list or a table of a picture and its caption by a figure."""
    if sum(1 for _ in islice(item.traverse(), MAX_PARTS + 1)) > MAX_PARTS:
        return
    captions = item.css("dd" if item.tag == "dl" else "td.tr-caption")
    pictures = item.css("dt" if item.tag == "dl" else "td:not(.tr-caption)")
    if len(pictures) == 1 and len(captions) <= 1 and pictures[0].css_first("img") is not None:
        caption = "".join(f"<figcaption>{each.inner_html or ''}</figcaption>" for each in captions)
        figure = create_tag("figure")
        figure.inner_html = f"{pictures[0].inner_html or ''}{caption}"
        item.replace_with(figure)


def _is_in_figure(node: LexborNode) -> bool:
    at: LexborNode | None = node
    for _ in range(MAX_UP):
        if at is None or not at.is_element_node:
            break
        if at.tag == "figure" or PLACE in at.attrs:
            return True
        at = at.parent
    return False


def _show_amp(node: LexborNode) -> None:
    """Put an image beside an AMP element that shows one."""
    image = create_tag("img")
    for name in ("src", "srcset", "alt"):
        if name in node.attrs:
            image.attrs[name] = node.attrs[name] or ""
    if "src" in node.attrs:
        for fallback in node.css("img"):
            fallback.decompose()
        node.insert_before(image)


def _write_emoji(image: LexborNode) -> None:
    """Replace the image of an emoji by the emoji."""
    text = (image.attrs.get("alt") or "").strip()
    if 0 < len(text) <= MAX_EMOJI_CHARS and not any(map(str.isalnum, text)):
        image.replace_with(text)


def _fill_in(image: LexborNode, attrs: Mapping[str, str | None]) -> None:
    """Copy the address of an image that shows nothing yet from an attribute with an address of a picture."""
    if any(is_address(attrs.get(name) or "") for name in LAZY_NAMES) or any(attrs.get(name) for name in SET_NAMES):
        return
    for name, value in attrs.items():
        address = (value or "").strip()
        if not name.startswith("data-") or NO_ADDRESS.search(name) or not PICTURE.search(address):
            continue
        if is_address(address) and not is_placeholder(address):
            image.attrs["data-src"] = address
            return


def _choose_sources(picture: LexborNode) -> None:
    """Remove the sources that a large screen does not show. One only for large screens comes before the image's set."""
    image = picture.css_first("img")
    sources = [node for node in picture.iter() if node.tag == "source"]
    fitting = [node for node in sources if _is_shown(node.attributes.get("media") or "")]
    shows = image is not None and any(image.attrs.get(name) for name in ("src", *LAZY_NAMES, *SET_NAMES))
    if not fitting and not shows:
        return
    first = fitting[0] if fitting else None
    if first is not None and image is not None and first.attrs.get("media"):
        given = next((value for name in SET_NAMES if (value := first.attrs.get(name))), "")
        if given and not re.search(r"\s\d+w\b", given):
            for name in SET_NAMES:
                if name in image.attrs:
                    del image.attrs[name]
    shown = {node.mem_id for node in fitting}
    for node in sources:
        if node.mem_id not in shown:
            node.decompose()


@lru_cache(maxsize=1_024)  # the pictures of a site have the same few queries
def _is_shown(media: str) -> bool:
    """Whether a screen such as SCREEN matches a media query. Unknown conditions count as true."""
    return not media.strip() or any(_matches(query) for query in media.lower().split(","))


def _matches(query: str) -> bool:
    if NOT_SHOWN.search(query):
        return False
    for bound, number, unit in WIDTHS.findall(query):
        pixels = float(number) * (EM if unit in ("em", "rem") else 1)
        if pixels > SCREEN if bound == "min" else pixels < SCREEN:
            return False
    return True


def keep_images(noscript: LexborNode) -> bool:
    """Unwrap a ``noscript`` that holds images only, for browsers that load none by script."""
    images = noscript.css("img")
    if not images:
        return False
    if len(images) == 1 and _replace_preview(noscript, images[0]):
        return False
    noscript.inner_html = "".join(image.html or "" for image in images)
    noscript.unwrap()
    return True


def _replace_preview(noscript: LexborNode, image: LexborNode) -> bool:
    """Replace a small preview by the image of the ``noscript`` right after it. Return whether there was one."""
    before = noscript.prev
    tried = 0
    while before is not None and tried < MAX_BEFORE:
        if before.is_element_node:
            tried += 1
            shown = before if before.tag == "img" else before.css_first("img")
            if shown is not None and shown.attrs.get("src"):
                return _is_preview(shown, image) and _take_over(shown, image)
        elif (before.text_content or "").strip():
            return False
        before = before.prev
    return False


def _is_preview(shown: LexborNode, image: LexborNode) -> bool:
    """Whether an image has only one address, and it shows the same picture as another image's."""
    attrs = shown.attrs
    if any(attrs.get(name) for name in (*SET_NAMES, *LAZY_NAMES)):
        return False
    source, whole = (attrs.get("src") or "").strip(), (image.attrs.get("src") or "").strip()
    return source != whole and is_address(whole) and file_name(source) == file_name(whole)


def _take_over(shown: LexborNode, image: LexborNode) -> bool:
    for name in ("src", "srcset", "alt"):
        value = image.attrs.get(name)
        if value:
            shown.attrs[name] = value
    return True
