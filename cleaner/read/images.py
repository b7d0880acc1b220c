"""Images and players of a page: which address is the picture's, and which of two is its double."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from cleaner.model import Image, Place
from cleaner.read.tags import Tag, value_of

# Where lazy loaders keep the address; a page that has one of these shows it and not what stands in src.
LAZY = tuple(
    f' {name}="'
    for name in (
        "data-src", "data-original", "data-lazy-src", "data-lazy", "data-orig-file", "data-full-src", "data-hi-res-src",
        "data-image", "data-url",
    )
)  # fmt: skip
SETS = (' srcset="', ' data-srcset="', ' data-lazy-srcset="')
SRC, ALT, TITLE = ' src="', ' alt="', ' title="'
PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp)\b", re.I)
PLACEHOLDER = re.compile(r"placeholder|spacer|blank|pixel|transparent|loading|lazy|1x1|grey\.gif|gray\.gif", re.I)
SIZE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,4})?)[wx]", re.A)
SIZE_IN_NAME = re.compile(r"[-_@]\d{2,4}x\d{0,4}\b|[-_]\d{2,4}w\b|@[23]x\b")
MAX_SET_CHARS = 20_000
MAX_IMAGES = 2_000
TINY = 3  # pixels up to which an image is a counter


class Pictures:
    """Collects the images of a page in reading order."""

    def __init__(self) -> None:
        self.images: list[Image] = []
        self.source = ""  # of the source elements before the image of a picture element
        self.seen: dict[str, int] = {}  # the name of an image's file to its place in the list

    def see(self, tag: Tag) -> bool:
        """Note a source of a picture element; whether the tag shows something itself."""
        if tag.name == "source":
            if not self.source:
                self.source = largest(tag.attrs)
            return False
        return len(self.images) < MAX_IMAGES

    def add(self, tag: Tag, before: int, href: str, place: Place | None) -> None:
        """Take an image up, unless it shows nothing or is the double of one just before."""
        source, self.source = find_source(tag.attrs, self.source), ""
        if not source:
            return
        alt = " ".join(unescape(value_of(tag.attrs, ALT) or value_of(tag.attrs, TITLE)).split())
        image = Image(before, unescape(source), alt, unescape(href), place, tag.name == "embed")
        name = file_name(image.src)
        nth = self.seen.get(name)
        if nth is not None and before - self.images[nth].before <= 1:
            if alt and not self.images[nth].alt:
                self.images[nth] = image
            return
        self.seen[name] = len(self.images)
        self.images.append(image)


def find_source(attrs: str, around: str = "") -> str:
    """The address of the picture that an ``img`` shows, as its markup writes it (empty for none).

    ``around`` is that of the ``source`` elements before it.
    """
    if _is_tiny(attrs):
        return ""
    lazy = next((found for name in LAZY if name in attrs and _is_address(found := value_of(attrs, name))), "")
    best = largest(attrs) or around
    source = value_of(attrs, SRC)
    if best:
        return best
    if lazy and (not PICTURE.search(source) or PICTURE.search(lazy) or _is_placeholder(source)):
        return lazy
    return "" if _is_placeholder(source) else source


def largest(attrs: str) -> str:
    """The address of the widest candidate of an element's ``srcset`` (empty for none)."""
    best, most = "", 0.0
    for name in SETS:
        if name not in attrs:
            continue
        for address, size in read_candidates(value_of(attrs, name)[:MAX_SET_CHARS]):
            if size > most and _is_address(address) and not _is_placeholder(address):
                best, most = address, size
    return best


def read_candidates(value: str) -> Iterator[tuple[str, float]]:
    """The candidates of a ``srcset``: address, and width or density (1 where none is stated). Addresses may hold commas.

    >>> list(read_candidates("a,b.jpg 300w, c.jpg 600w,d.jpg"))
    [('a,b.jpg', 300.0), ('c.jpg', 600.0), ('d.jpg', 1.0)]
    """
    address = ""
    for token in value.split():
        if not address:
            address = token
            if not token.endswith(","):
                continue
            yield address.rstrip(","), 1.0
            address = ""
            continue
        size, comma, after = token.partition(",")
        found = SIZE.fullmatch(size)
        yield address, float(found[1]) if found else 1.0
        address = after if comma else ""
    if address:
        yield address, 1.0


def file_name(address: str) -> str:
    """What an address has in common with the same picture in other sizes: its path without a size."""
    return SIZE_IN_NAME.sub("", address.split("?", 1)[0].split("#", 1)[0])[:500]


def _is_address(text: str) -> bool:
    return bool(text) and not text.startswith(("data:", "{", "[")) and " " not in text.strip()


def _is_placeholder(address: str) -> bool:
    return not address or address.startswith(("data:", "about:")) or bool(PLACEHOLDER.search(address.rsplit("/", 1)[-1]))


def _is_tiny(attrs: str) -> bool:
    sizes = [value_of(attrs, name) for name in (' width="', ' height="') if name in attrs]
    return any(size.isascii() and size.isdigit() and len(size) < 5 and int(size) <= TINY for size in sizes)
