"""The standfirst: the sentence or two under the headline that say what the story is about."""

from __future__ import annotations

from cleaner.read.metadata.place import Evidence

REACH = 4  # blocks after the headline in which it stands
MIN_CHARS, MAX_CHARS = 40, 600
OWN_TOKENS = 12  # of a path, about as many as the elements close around a block have
TOKENS = frozenset(
    {
        "standfirst", "lead", "lede", "dek", "deck", "subtitle", "subheadline", "subheading", "subhead", "subtitulo",
        "sottotitolo", "sommario", "chapo", "chapeau", "entradilla", "bajada", "vorspann", "teaser", "intro", "ingress",
        "summary", "excerpt", "abstract", "leadtext", "strapline",
    }
)  # fmt: skip


def find_standfirst(seen: Evidence) -> str | None:
    """A block right under the headline that its attributes call so, or a lesser heading there that is a sentence."""
    start = seen.place.headline
    if start is None:
        return None
    for block in seen.blocks[start + 1 : start + 1 + REACH]:
        if not MIN_CHARS <= len(block.text) <= MAX_CHARS or block.link_chars * 2 > len(block.text):
            continue
        if block.kind == "heading":
            if block.index == start + 1 and not seen.place.is_elsewhere(block.path, close=True):
                return block.text
        elif not TOKENS.isdisjoint(block.path[:OWN_TOKENS]) and not seen.place.is_elsewhere(block.path, close=True):
            return block.text
    return None
