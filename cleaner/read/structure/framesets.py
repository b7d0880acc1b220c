"""Pages that consist of frames. Their text is in other files, or in what browsers without frames would show."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

MIN_UNFRAMED_CHARS = 300  # a shorter text says that the browser shows no frames, or links to the menu
MAX_NAMED = 10


def unframed(tree: LexborHTMLParser) -> str | None:
    """The page without its frames: its head, and its elements ``noframes`` as a body. None if these say too little."""
    inner = "".join(node.text(deep=True) for node in tree.css("noframes"))
    root = LexborHTMLParser(inner).root if inner.strip() else None
    if root is None or len(" ".join(root.text(deep=True).split())) < MIN_UNFRAMED_CHARS:
        return None
    return f"<html>{tree.head.html if tree.head is not None else ''}<body>{inner}</body></html>"


def note_frames(tree: LexborHTMLParser) -> str:
    """A note that names the addresses of the frames as written."""
    named = [source for node in tree.css("frame[src]") if (source := (node.attrs.get("src") or "").strip())]
    shown = ", ".join(source[:200] for source in named[:MAX_NAMED])
    return f"read: the text is in frames, which are not read: {shown}" if named else "read: a frameset without frames"
