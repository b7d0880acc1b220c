"""An article as Markdown (CommonMark, with GitHub's tables) and its front matter."""

from __future__ import annotations

import json
import re
from itertools import groupby

from cleaner.model import Article, Block

ESCAPED = re.compile(r"([\\`*_\[\]<>])")
LINE_START = re.compile(r"^(\s*)([#+>-]|\d+[.)])(?=\s)|^(\s*)(=+|-{3,}|~{3,})(?=\s*$)")
SAFE_LINK = re.compile(r"(?:https?://|mailto:|/|#|\?|\.{0,2}/)?[^\s<>\"]*\Z")
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def render(article: Article, *, links: bool = False, images: bool = False, front_matter: bool = False) -> str:
    """Render the kept blocks. Switching links or images on never changes the words of the text."""
    parts: list[str] = [_front_matter(article)] if front_matter else []
    pictures = {image.before: image for image in article.images} if images else {}
    tables = groupby(article.blocks, key=lambda block: _table_of(block))
    for table, group in tables:
        blocks = [*group]
        if table:
            parts.append(_table(blocks))
            continue
        for block in blocks:
            picture = pictures.get(block.index)
            if picture is not None and _is_safe(picture.src):
                parts.append(f"![{_escape(picture.alt)}]({_address(picture.src)})")
            line = _block(block, links)
            if block.tight and parts:
                parts[-1] = f"{parts[-1]}\\\n{line}"
            elif block.kind == "item" and parts and parts[-1].lstrip().startswith("- "):
                parts[-1] = f"{parts[-1]}\n{line}"
            else:
                parts.append(line)
    return "\n\n".join(parts) + "\n" if parts else ""


def _table_of(block: Block) -> int:
    if block.kind != "table" or block.container is None:
        return 0
    return 1 + next((node.order for node in block.container.lineage() if node.tag == "table"), 0)


def _block(block: Block, links: bool) -> str:
    if block.kind == "code":
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", block.text)), default=0))
        return f"{fence}\n{block.text}\n{fence}"
    text = _linked(block) if links and block.links else _escape(block.text)
    if block.kind == "heading":
        return f"{'#' * max(2, block.level)} {text}"
    if block.kind == "item":
        return f"{'  ' * max(0, block.level - 1)}- {text}"
    if block.kind == "quote":
        return f"> {text}"
    return LINE_START.sub(lambda found: found[0].replace(found[0].strip()[-1], "\\" + found[0].strip()[-1], 1), text)


def _table(rows: list[Block]) -> str:
    cells = [[_escape(cell.strip()).replace("|", "\\|") for cell in row.text.split("\t")] for row in rows]
    width = max(map(len, cells))
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in cells]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _linked(block: Block) -> str:
    out: list[str] = []
    at = 0
    for link in block.links:
        if link.start < at or not _is_safe(link.href):
            continue
        out.append(_escape(block.text[at : link.start]))
        out.append(f"[{_escape(block.text[link.start : link.end])}]({_address(link.href)})")
        at = link.end
    out.append(_escape(block.text[at:]))
    return "".join(out)


def _escape(text: str) -> str:
    return ESCAPED.sub(r"\\\1", text)


def _is_safe(address: str) -> bool:
    """Only web and mail addresses and relative ones; never script or data."""
    address = address.strip()
    return not SCHEME.match(address) or address.lower().startswith(("http://", "https://", "mailto:"))


def _address(address: str) -> str:
    return re.sub(r"[\s<>()\"\\]", lambda found: f"%{ord(found[0]):02X}", address.strip())


def _front_matter(article: Article) -> str:
    """Metadata as YAML whose every value is a JSON scalar or list, so that no title can break out of its line."""
    fields = {
        "title": article.title, "authors": list(article.authors), "published": article.published,
        "modified": article.modified, "site": article.site, "language": article.language, "tags": list(article.tags),
        "description": article.description, "image": article.image, "url": article.url, "status": article.status,
    }  # fmt: skip
    lines = [f"{key}: {json.dumps(value)}" for key, value in fields.items() if value]
    return "\n".join(["---", *lines, "---"])
