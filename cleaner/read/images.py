"""Images and players of a page: which address is the picture's, and which of two is its double."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
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
PLACEHOLDER = re.compile(
    r"placeholder|spacer|blank|pixel|transparent|loading|lazy|1x1|cleardot|grey\.gif|gray\.gif", re.I
)
SIZE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,4})?)[wx]", re.A)
SIZE_IN_NAME = re.compile(r"[-_@]\d{2,4}x\d{0,4}\b|[-_]\d{2,4}w\b|@[23]x\b")
SIZE_AS_WORD = re.compile(r"[-_](?:large|medium|small|thumb|thumbnail|full|original|scaled)$")
SMALL = re.compile(r"(?:^|[-_/.])(?:thumb(?:nail|s|nails)?|small|mini|tiny|preview|tn)(?=[-_/.]|$)", re.I)
SMALL_PREFIX = re.compile(r"^[-_.]+")
ENDING = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp)$", re.I)
# Parts of a query that say how a picture is shown, not which; "amp;" is what an address in markup has before them.
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
MIN_NAME_CHARS = 10  # of a file's name that tells a picture
TINY = 3  # pixels up to which an image is a counter, in one direction
ICON = 32  # and up to which it is an icon, in both
PORTRAIT = 100  # pixels up to which an image that is called an avatar is the face beside a name


class Pictures:
    """Collects the images of a page in reading order."""

    def __init__(self) -> None:
        self.images: list[Image] = []
        self.source = ""  # the candidates of the source elements before the image of a picture element

    def see(self, tag: Tag) -> bool:
        """Note a source of a picture element; whether the tag shows something itself."""
        if tag.name == "source":
            self.source = add_candidates(self.source, tag.attrs)
            return False
        return len(self.images) < MAX_IMAGES

    def add(self, tag: Tag, before: int, href: str, place: Place | None) -> None:
        """Take an image up, unless it shows nothing or is the double of one just before."""
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
    """The address of the picture that an ``img`` shows, as its markup writes it (empty for none).

    ``around`` holds the candidates of the ``source`` elements before it, of which one may be the widest.
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
    """The candidates so far, and those of one more ``source`` element."""
    sets = (value_of(attrs, name) for name in SETS if name in attrs)
    return ", ".join(filter(None, (before, *sets)))[:MAX_SET_CHARS]


def largest(attrs: str, around: str = "") -> str:
    """The address of the widest candidate around an element and of its own ``srcset`` (empty for none)."""
    best, most = "", 0.0
    for value in (around, *(value_of(attrs, name) for name in SETS if name in attrs)):
        for address, size in read_candidates(value[:MAX_SET_CHARS]):
            if size > most and is_address(address) and not is_placeholder(address):
                best, most = address, size
    return best


def read_candidates(value: str) -> Iterator[tuple[str, float]]:
    """The candidates of a ``srcset``: address, and width or density (else 1). Addresses may hold commas.

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
    """Whether two images with no text between them are one, as a script and a browser without scripts show it."""
    if one.embed or other.embed:
        return one.src == other.src
    first, second = file_name(one.src), file_name(other.src)
    same_figure = one.place is not None and one.place is other.place and one.place.kind == "figure"
    return first == second or (same_figure and bool(one.alt) and one.alt == other.alt)


def join_double(image: Image, double: Image) -> Image | None:
    """The image that stands for two, or None where they are two."""
    if not is_double(image, double):
        return None
    return replace(image, alt=double.alt) if double.alt and not image.alt else image


def file_name(address: str) -> str:
    """What an address has in common with the same picture in other sizes and formats: its file's name without a size.

    A short name, as ``1.jpg``, tells nothing alone and keeps its folders. Where a server makes the picture, its name
    stands in the query.
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
    """An image that is called a small one, and is linked to the same picture in full, as the picture in full."""
    href = image.href.split("#", 1)[0].split("?", 1)[0]
    if image.embed or not ENDING.search(href[-MAX_NAMED_CHARS:]) or not SMALL.search(image.src) or SMALL.search(href):
        return image
    one, other = (file_name(address).rsplit("/", 1)[-1] for address in (image.src, href))
    one, other = SMALL_PREFIX.sub("", SMALL.sub("", one)), SMALL_PREFIX.sub("", other)
    return replace(image, src=image.href) if one == other else image


def is_address(text: str) -> bool:
    """Whether a text may be the address of a picture, and no data or template of one."""
    return bool(text) and not text.startswith(("data:", "[")) and " " not in text.strip() and "{" not in text


def is_placeholder(address: str) -> bool:
    """Whether an address shows nothing until a script puts another in its place."""
    return (
        not address or address.startswith(("data:", "about:")) or bool(PLACEHOLDER.search(address.rsplit("/", 1)[-1]))
    )


def _is_sign(attrs: str) -> bool:
    """Whether an image is a counter, an icon or the face beside a name, by its size as stated."""
    sizes = [
        int(size) for name in (' width="', ' height="')
        if name in attrs and (size := value_of(attrs, name)).isascii() and size.isdigit() and len(size) < 5
    ]  # fmt: skip
    if not sizes or max(sizes) > PORTRAIT:
        return bool(sizes) and min(sizes) <= TINY
    return min(sizes) <= TINY or (len(sizes) == 2 and max(sizes) <= ICON) or "avatar" in attrs.lower()
