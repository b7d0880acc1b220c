"""What every system takes and returns, and the list of systems."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bs4.dammit import EncodingDetector

MODES = ("fast",)
OURS = (*MODES, "fast-precision", "fast-recall")  # a mode, or a mode with a preference (``clean.prefer``)
PEERS = ("trafilatura", "readability", "resiliparse", "newspaper4k", "justext", "boilerpy3")
DATE_PEERS = ("htmldate",)  # systems that only read dates
WHOLE_PAGE = "html-text"
DUMPS = (WHOLE_PAGE, "resiliparse", "readability", "boilerpy3")
BASELINE = "trafilatura"  # the system to which CPU times are compared
METADATA = ("fast", "trafilatura", "newspaper4k", *DATE_PEERS)
MODULES = {
    **dict.fromkeys(OURS, "cleaner"),
    "trafilatura": "trafilatura",
    "readability": "readability",
    "resiliparse": "resiliparse",
    "newspaper4k": "newspaper",
    "justext": "justext",
    "boilerpy3": "boilerpy3",
    "htmldate": "htmldate",
    WHOLE_PAGE: "html_text",
}
# As browsers read these names (WHATWG Encoding): each one is a superset of its name.
WIDER_CHARSET = {"iso-8859-1": "windows-1252", "ascii": "windows-1252", "us-ascii": "windows-1252", "gb2312": "gb18030"}

FailureKind = Literal["crashed", "hung", "died"]


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page without its gold: the bytes as served for cleaner, and one decoded string for all peers."""

    html: bytes
    markup: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a system states about a page. ``date`` is ISO 8601."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """The result of a system for a page. If it failed, the text is empty and ``failure`` says why."""

    text: str = ""
    metadata: Metadata | None = None
    confidence: float | None = None
    failure: str | None = None
    failure_kind: FailureKind | None = None


@dataclass(frozen=True, slots=True)
class System:
    """A function from a page to text.

    ``extract`` returns the text, and the metadata if they cost nothing more. ``extract_all`` returns both if metadata
    make the system slower, and is None otherwise.
    """

    name: str
    extract: Callable[[RawPage], Output]
    extract_all: Callable[[RawPage], Output] | None = None


def is_installed(name: str) -> bool:
    """Whether a system can run here."""
    if MODULES[name] == "cleaner":
        try:
            return hasattr(importlib.import_module("cleaner"), "clean")
        except ImportError:
            return False
    return importlib.util.find_spec(MODULES[name]) is not None


def decode(html: bytes) -> str:
    """Decode a page in the same way for all peers: valid UTF-8, or else BOM or declared charset, or else with U+FFFD.

    Saved pages are often UTF-8 with an older declaration, so valid UTF-8 with any byte over 127 comes first.
    """
    markup, bom = EncodingDetector.strip_byte_order_mark(html)
    declared = (bom or EncodingDetector.find_declared_encoding(markup, is_html=True) or "utf-8").lower()
    if not html.isascii() and not bom:
        try:
            return html.decode("utf-8")
        except UnicodeDecodeError:
            pass
    try:
        return markup.decode(WIDER_CHARSET.get(declared, declared), "replace")
    except LookupError:
        return markup.decode("utf-8", "replace")
