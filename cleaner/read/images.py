"""Images and players of a page: the address of each picture, and which of two images is a duplicate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from cleaner.model import Image, Place
from cleaner.patterns import later
from cleaner.read.tags import Tag, value_of

# Attributes in which lazy loaders keep the address. A page with one of these shows it instead of src.
LAZY = tuple(
    f' {name}="'
    for name in (
        "data-src", "data-original", "data-lazy-src", "data-lazy", "data-orig-file", "data-full-src", "data-hi-res-src",
        "data-image", "data-url",
    )
)  # fmt: skip
SETS = (' srcset="', ' data-srcset="', ' data-lazy-srcset="')
SRC, ALT, TITLE = ' src="', ' alt="', ' title="'
PICTURE = later(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp)\b", re.I)
PLACEHOLDER = later(r"placeholder|spacer|blank|pixel|transparent|loading|lazy|1x1|cleardot|grey\.gif|gray\.gif", re.I)
SIZE = later(r"([0-9]{1,6}(?:\.[0-9]{1,4})?)[wx]", re.A)
SIZE_IN_NAME = later(r"[-_@]\d{2,4}x\d{0,4}\b|[-_]\d{2,4}w\b|@[23]x\b")
SIZE_AS_WORD = later(r"[-_](?:large|medium|small|thumb|thumbnail|full|original|scaled)$")
SMALL = later(r"(?:^|[-_/.])(?:thumb(?:nail|s|nails)?|small|mini|tiny|preview|tn)(?=[-_/.]|$)", re.I)
SMALL_PREFIX = re.compile(r"^[-_.]+")
ENDING = later(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp)$", re.I)
MAX_ENDING_CHARS = 6  # with a line feed behind it
# Parameters for the presentation of a picture, which do not identify it. In markup they may follow "amp;".
SIZES_IN_QUERY = tuple(
    f"{amp}{name}="
    for amp in ("", "amp;")
    for name in (
        "w", "h", "q", "s", "width", "height", "quality", "size", "dpr", "fit", "crop", "fm", "format", "auto", "blur",
        "resize", "mode", "sharp", "ixlib", "ixid", "cs", "v", "ver",
    )
)  # fmt: skip
MAX_NAMED_CHARS = 500
MAX_SET_CHARS = 20_000
MAX_IMAGES = 2_000
MAX_NEIGHBOURS = 8  # images without text between them that are compared
MIN_NAME_CHARS = 10  # of a file name that identifies a picture
TINY = 3  # pixels; an image with at most this width or height is a counter
ICON = 32  # pixels; an image with at most this width and height is an icon
PORTRAIT = 100  # pixels; an avatar of at most this size is the face beside a name


class Pictures:
    """Collects the images of a page in reading order."""

    def __init__(self) -> None:
        self.images: list[Image] = []
        self.source = ""  # the candidates of the source elements before the image of a picture element

    def see(self, tag: Tag) -> bool:
        """Note a source of a picture element. Return whether the tag itself shows something."""
        if tag.name == "source":
            self.source = add_candidates(self.source, tag.attrs)
            return False
        return len(self.images) < MAX_IMAGES

    def add(self, tag: Tag, before: int, href: str, place: Place | None) -> None:
        """Add an image, unless it shows nothing or duplicates one just before."""
        source, self.source = find_source(tag.attrs, self.source), ""
        if not source:
            return
        alt = " ".join(unescape(value_of(tag.attrs, ALT) or value_of(tag.attrs, TITLE)).split())
        image = Image(before, unescape(source), alt, unescape(href), place, tag.name == "embed")
        for nth in range(len(self.images) - 1, max(-1, len(self.images) - MAX_NEIGHBOURS), -1):
            if self.images[nth].before != before:
                break
            joined = join_double(self.images[nth], image)
            if joined is not None:
                self.images[nth] = joined
                return
        self.images.append(image)


def find_source(attrs: str, around: str = "") -> str:
    """The address of the picture that an ``img`` shows, as written in the markup. Empty if there is none.

    ``around`` holds the candidates of the ``source`` elements before it, one of which may be the widest.
    """
    if _is_sign(attrs):
        return ""
    lazy = next((found for name in LAZY if name in attrs and is_address(found := value_of(attrs, name))), "")
    best = largest(attrs, around)
    source = value_of(attrs, SRC)
    if best:
        return best
    if lazy and (not PICTURE.search(source) or PICTURE.search(lazy) or is_placeholder(source)):
        return lazy
    return "" if is_placeholder(source) else source


def add_candidates(before: str, attrs: str) -> str:
    """The candidates so far, and those of another ``source`` element."""
    sets = (value_of(attrs, name) for name in SETS if name in attrs)
    return ", ".join(filter(None, (before, *sets)))[:MAX_SET_CHARS]


def largest(attrs: str, around: str = "") -> str:
    """The address of the widest candidate around an element and in its own ``srcset``. Empty if there is none."""
    best, most = "", 0.0
    for value in (around, *(value_of(attrs, name) for name in SETS if name in attrs)):
        for address, size in read_candidates(value[:MAX_SET_CHARS]):
            if size > most and is_address(address) and not is_placeholder(address):
                best, most = address, size
    return best


def read_candidates(value: str) -> Iterator[tuple[str, float]]:
    """The candidates of a ``srcset``: address, and width or density (otherwise 1). Addresses may contain commas.

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


def is_double(one: Image, other: Image) -> bool:
    """Whether two images without text between them are the same, for a script and for a browser without scripts."""
    if one.embed or other.embed:
        return one.src == other.src
    first, second = file_name(one.src), file_name(other.src)
    same_figure = one.place is not None and one.place is other.place and one.place.kind == "figure"
    return first == second or (same_figure and bool(one.alt) and one.alt == other.alt)


def join_double(image: Image, double: Image) -> Image | None:
    """The image that replaces two equal ones, or None if they differ."""
    if not is_double(image, double):
        return None
    return replace(image, alt=double.alt) if double.alt and not image.alt else image


def file_name(address: str) -> str:
    """The part of an address that other sizes and formats of the picture share: its file name without a size.

    A short name such as ``1.jpg`` identifies nothing alone and keeps its folders. If a server makes the picture, its
    name is in the query.
    """
    path, _, query = address.split("#", 1)[0].partition("?")
    path = SIZE_IN_NAME.sub("", path[:MAX_NAMED_CHARS])
    ending = ENDING.search(path)
    if ending is None and query:
        told = [part for part in query[:MAX_NAMED_CHARS].split("&") if not part.startswith(SIZES_IN_QUERY)]
        if told:
            return f"{path}?{'&'.join(told)}"
    path = SIZE_AS_WORD.sub("", path[: ending.start()] if ending is not None else path)
    name = path.rsplit("/", 1)[-1]
    return name if len(name) >= MIN_NAME_CHARS else path


def show_whole(image: Image) -> Image:
    """Replace an image that is named as a small one, and links to the same picture in full, by the full picture."""
    href = image.href.split("#", 1)[0].split("?", 1)[0]
    if image.embed or "." not in href[-MAX_ENDING_CHARS:]:  # as most: a link to a page
        return image
    if not ENDING.search(href[-MAX_NAMED_CHARS:]) or not SMALL.search(image.src) or SMALL.search(href):
        return image
    one, other = (file_name(address).rsplit("/", 1)[-1] for address in (image.src, href))
    one, other = SMALL_PREFIX.sub("", SMALL.sub("", one)), SMALL_PREFIX.sub("", other)
    return replace(image, src=image.href) if one == other else image


def is_address(text: str) -> bool:
    """Whether a text may be the address of a picture, rather than data or a template."""
    return bool(text) and not text.startswith(("data:", "[")) and " " not in text.strip() and "{" not in text


def is_placeholder(address: str) -> bool:
    """Whether an address shows nothing until a script replaces it."""
    return (
        not address or address.startswith(("data:", "about:")) or bool(PLACEHOLDER.search(address.rsplit("/", 1)[-1]))
    )


def _is_sign(attrs: str) -> bool:
    """Whether an image is a counter, an icon or the face beside a name, by its stated size."""
    sizes = [
        int(size) for name in (' width="', ' height="')
        if name in attrs and (size := value_of(attrs, name)).isascii() and size.isdigit() and len(size) < 5
    ]  # fmt: skip
    if not sizes or max(sizes) > PORTRAIT:
        return bool(sizes) and min(sizes) <= TINY
    return min(sizes) <= TINY or (len(sizes) == 2 and max(sizes) <= ICON) or "avatar" in attrs.lower()
