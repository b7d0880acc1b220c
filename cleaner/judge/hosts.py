"""The hosts of a page's own addresses, and the links that lead to other pages of its site."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cleaner.judge.units import HOST
from cleaner.model import Block, Head


def own_hosts(head: Head) -> frozenset[str]:
    """The hosts of the addresses that a page states as its own."""
    return frozenset(address[1] for address in map(HOST.match, _addresses(head)) if address)


def leads_on(block: Block, own: Collection[str]) -> bool:
    """Whether a block has a link to the page's own site, whose hosts are ``own``. If none is known, any link may be."""
    if not block.link_chars:
        return False
    hosts = [HOST.match(span.value) for span in block.spans if span.kind == "link"]
    return not own or not hosts or any(host is None or host[1] in own for host in hosts)


def _addresses(head: Head) -> Iterator[str]:
    """The addresses that a page states as its own."""
    yield from (href for rel, href, _ in head.links if rel == "canonical")
    yield from (content for name, content in head.metas if name == "og:url")
