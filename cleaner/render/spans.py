"""The text of a block with its spans as a tree, and the way in which a format writes that tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cleaner.model import Block, Span

DISPLAYS = ("$$", "\\[", "\\begin{")  # how the text of a formula begins that is on a line by itself
RUNS = frozenset({"strong", "emphasis", "strike", "superscript", "subscript"})  # kinds that may go on
MAX_SPANS = 2_000  # of one block that are written; its text is always complete


@dataclass(slots=True)
class Part:
    """A part of text (``span`` None, no children), or a span with its content."""

    text: str = ""
    span: Span | None = None
    children: list[Part] = field(default_factory=list)


def read_parts(
    block: Block, start: int = 0, end: int | None = None, keep: Callable[[Span], bool] | None = None
) -> list[Part]:
    """The text from ``start`` to ``end`` (code points) as parts, with the spans inside that ``keep`` accepts.

    A span that crosses another is left out, so invalid input costs a mark, never a letter.
    """
    end = len(block.text) if end is None else end
    root = Part(span=Span(start, end, "mark"))
    stack, at = [root], start
    for span in _fitting(block.spans, start, end, keep):
        while (top := stack[-1].span) is not None and span.start >= top.end and len(stack) > 1:
            at = _close(stack, block.text, at)
        if (
            (top := stack[-1].span) is None
            or span.end > top.end
            or any(part.span is not None and part.span.kind == span.kind for part in stack[1:])
        ):
            continue
        _add_text(stack[-1], block.text[at : span.start])
        part = _continued(stack[-1], span)
        if part is None:
            part = Part(span=span)
            stack[-1].children.append(part)
        stack.append(part)
        at = span.start
    while len(stack) > 1:
        at = _close(stack, block.text, at)
    _add_text(root, block.text[at:end])
    return root.children


def _continued(around: Part, span: Span) -> Part | None:
    """The last part, if a span goes on right where it ends, as editors write bold words in pieces."""
    last = around.children[-1] if around.children else None
    if last is None or last.span is None or span.kind not in RUNS:
        return None
    before = last.span
    if before.end != span.start or (before.kind, before.value) != (span.kind, span.value):
        return None
    last.span = Span(before.start, span.end, span.kind, span.value)
    return last


def linked_again(blocks: Iterable[Block]) -> frozenset[int]:
    """The blocks, by ``id``, that are one link as a whole, below a heading with the same link.

    They are parts of a card that is one link, which is written only once.
    """
    found: set[int] = set()
    last = ""  # the link of the heading above the current blocks
    for block in blocks:
        whole = next((span for span in block.spans if span.kind == "link"), None)
        target = whole.value if whole is not None and not whole.start and whole.end == len(block.text) else ""
        if block.kind == "heading":
            last = target
        elif target and target == last:
            found.add(id(block))
        else:
            last = ""
    return frozenset(found)


def is_no_link(span: Span) -> bool:
    """Whether a span is anything but a link."""
    return span.kind != "link"


def _fitting(spans: Iterable[Span], start: int, end: int, keep: Callable[[Span], bool] | None) -> list[Span]:
    found = [span for span in spans if start <= span.start < span.end <= end and (keep is None or keep(span))]
    return sorted(found[:MAX_SPANS], key=lambda span: (span.start, -span.end))


def _close(stack: list[Part], text: str, at: int) -> int:
    part = stack.pop()
    if part.span is None:
        return at
    _add_text(part, text[at : part.span.end])
    return max(at, part.span.end)


def _add_text(part: Part, text: str) -> None:
    """Add text, to the last piece if that is text too: what is special may begin in it, such as "&amp" before ";"."""
    last = part.children[-1] if part.children else None
    if last is not None and last.span is None:
        last.text += text
    elif text:
        part.children.append(Part(text))


def plain_text(parts: Iterable[Part]) -> str:
    """All text of some parts."""
    return "".join(part.text or plain_text(part.children) for part in parts)
