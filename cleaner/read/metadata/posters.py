"""The extractor of who wrote the first post of a thread or submitted a link."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from cleaner.model import Block
from cleaner.patterns import later
from cleaner.read.metadata.author_marks import AFTER_TITLE
from cleaner.read.metadata.evidence import Evidence, NameCandidate
from cleaner.read.metadata.words import words

MAX_HANDLE_WORDS = 2
MAX_HANDLE_CHARS = 30
MAX_LINE_CHARS = 120  # of a line about a post
# Elements around the name of a post's author, in the programs phpBB, FluxBB, vBulletin and Flarum.
POSTERS = frozenset({"postprofile", "postleft", "bigusername"})
POSTER_NAME = ("post", "user", "name")
POSTER_REACH = 6  # blocks before the headline
LINE_REACH = 3  # blocks after the headline
POSTER_UP = 4  # elements around the name
# The end of the address of a user, with the name.
USER = later(r"(?:\buser\?id=|/~|/u/|/users?/|/members?/|/@)(?P<name>[\w.-]{2,30})/?\Z")
# Around the name in a line about a post: "12 points by ann 3 hours ago", not "Last post by ann 3 hours ago".
BEFORE = later(r"(?:\d[^\s,]*\s[^\s,]+\s)?(?:[^\s,]+\s)?")
AFTER = later(r"[\s·•|,-]{1,3}(?:[^\W\d]+\s){0,3}\d")
# The address of a post in a social network that begins with who posted it.
POSTED = later(
    r"https?://(?:\w{1,6}\.)?(?:(?:x|twitter)\.com/(?!i/)\w{1,15}/status/\d|threads\.(?:net|com)/@[\w.]{1,30}/post/"
    r"|tiktok\.com/@[\w.]{1,30}/video/\d)"
)


def poster(seen: Evidence) -> Iterator[NameCandidate]:
    """Who wrote the first post of a thread: programs for forums mark the name beside it in ways of their own.

    On pages for links, it is the only user in the line under the headline: "12 points by ann 3 hours ago".
    """
    place = seen.place
    if place.headline is None:
        return
    end = place.headline + AFTER_TITLE if place.prose is None else place.prose
    for block in seen.blocks[max(0, place.headline - POSTER_REACH) : end]:
        name = block.text
        if len(name) > MAX_HANDLE_CHARS or len(name.split()) > MAX_HANDLE_WORDS or block.index == place.headline:
            continue
        if _is_poster(block) and not any(map(place.elsewhere.__contains__, block.path)):
            yield NameCandidate((), (name,), "text:name")
            return
    for block in seen.blocks[place.headline + 1 : place.headline + 1 + LINE_REACH]:
        if block.link_chars and len(block.text) <= MAX_LINE_CHARS and any(map(str.isdigit, block.text)):
            names = list(_linked_users(block))
            if len(names) == 1 and names[0] and not place.puts_elsewhere(block, close=True):
                yield NameCandidate((), tuple(names), "text:name")
                return


def poster_in_address(seen: Evidence) -> Iterator[NameCandidate]:
    """Who posted in a social network whose addresses say it: "x.com/annlee/status/12"."""
    if (address := seen.address) and POSTED.match(address):
        yield NameCandidate((), (f"@{address.split('/')[3].lstrip('@')}",), "url")


def _linked_users(block: Block) -> Iterator[str]:
    """The names in a line that are links to the pages of users with these names. An empty one did not post."""
    for span in block.spans:
        said = block.text[span.start : span.end]
        found = USER.search(span.value) if span.kind == "link" else None
        if found is not None and found["name"] == said.removeprefix("u/").lstrip("@"):
            opening = words().byline.match(block.text) if span.start else None
            signs = opening is not None and opening.end() == span.start  # "Submitted by ann"
            posted = (signs or BEFORE.fullmatch(block.text, 0, span.start)) and AFTER.match(block.text, span.end)
            yield said.removeprefix("u/") if posted else ""


def _is_poster(block: Block) -> bool:
    if block.container is None:
        return False
    if block.container.tokens[:3] == POSTER_NAME:
        return True
    return any(not POSTERS.isdisjoint(node.tokens) for node in islice(block.container.lineage(), POSTER_UP))
