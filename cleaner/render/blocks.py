"""The kept blocks as plain data for the record: kind, text, spans, the places around them, and images between them."""

from __future__ import annotations

from typing import Any

from cleaner.model import Block, Image, Place
from cleaner.render.address import Addresses
from cleaner.render.outline import Content
from cleaner.render.written import with_callouts


def to_data(content: Content) -> list[dict[str, Any]]:
    """Blocks and images in reading order. Offsets are code points of a block's text; addresses are absolute.

    ``path`` holds the places around a block, outermost first; equal ``id`` means the same list, item, table or figure.
    """
    content = with_callouts(content)
    addresses = Addresses(content.base)
    images = sorted(content.images, key=lambda image: image.before)
    nth = 0
    out: list[dict[str, Any]] = []
    for block in content.blocks:
        while nth < len(images) and images[nth].before <= block.index:
            out.append(_image(images[nth], addresses))
            nth += 1
        out.append(_block(block, addresses))
    return out + [_image(image, addresses) for image in images[nth:]]


def _block(block: Block, addresses: Addresses) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": block.kind, "text": block.text}
    if block.level:
        found["level"] = block.level
    if block.tight:
        found["tight"] = True
    if block.spans:
        found["spans"] = [
            {"start": span.start, "end": span.end, "kind": span.kind}
            | ({"value": (addresses.of(span.value) or "") if span.kind == "link" else span.value} if span.value else {})
            for span in block.spans
        ]
    if block.cells:
        found["cells"] = [
            {"start": cell.start, "end": cell.end, "columns": cell.columns, "rows": cell.rows, "head": cell.head}
            for cell in block.cells
        ]
    if block.place is not None:
        found["path"] = _path(block.place)
    return found


def _image(image: Image, addresses: Addresses) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": "embed" if image.embed else "image", "text": image.alt, "src": addresses.of(image.src) or "",
    }  # fmt: skip
    if image.href:
        found["href"] = addresses.of(image.href) or ""
    if image.place is not None:
        found["path"] = _path(image.place)
    return found


def _path(place: Place) -> list[dict[str, Any]]:
    path: list[dict[str, Any]] = []
    for node in place.lineage():
        one: dict[str, Any] = {"kind": node.kind, "id": node.order}
        if node.ordered:
            one["head" if node.kind == "row" else "ordered"] = True
        if node.number or (node.kind == "item" and node.parent is not None and node.parent.ordered):
            one["number"] = node.number
        if node.value:
            one["value"] = node.value
        if node.label:
            one["label"] = node.label
        path.append(one)
    path.reverse()
    return path
