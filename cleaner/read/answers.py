"""Recognises responses of APIs, which are not pages: JSON in its variants, and XML that no browser shows as text."""

from __future__ import annotations

import json
import re

from cleaner.patterns import later
from cleaner.read.tags import BLOCK_TAGS, VOID_TAGS

MAX_JSON_CHARS = 5_000_000  # a longer text is judged only by its media type
JSON_TYPES = later(r"(?:application|text)/(?:[\w.-]{1,60}\+)?json\Z")
XML_TYPES = re.compile(r"(?:application|text|image)/(?:[\w.-]{1,60}\+)?xml\Z")
# Text around JSON that lets a script load it, or prevents that: a call, an assignment, a guard.
WRAPPED = later(
    r"(?:/\*\*/\s{0,9})?(?:(?P<call>[\w$.\[\]]{1,200})\s{0,9}\(|(?:(?:var|let|const)\s{1,9})?[\w$.]{1,200}\s{0,9}=(?!=)|"
    r"\)\]\}',?|while\s?\(1\);|for\s?\(;;\);)\s{0,99}(?=[\[{])"
)
PROLOGUE = re.compile(
    r"(?:(?:<\?xml\b[^>]{0,999}>|<!--(?:[^-]|-(?!->)){0,999}-->|<!doctype\b[^>]{0,999}>)\s{0,99}){0,20}"
    r"<(?P<root>(?:[\w.-]{1,60}:)?(?P<name>[\w.-]{1,60}))(?P<rest>[\s/>][^>]{0,2000})",
    re.IGNORECASE,
)
NOT_READ = later(r"<!\[CDATA\[.{0,100000}?(?:\]\]>|\Z)|<!--.{0,100000}?(?:-->|\Z)", re.DOTALL)
ELEMENT = later(r"<([\w.-]{1,60}:)?([A-Za-z][\w-]{0,60})[\s/>]")
# Elements whose text people read, in HTML and in document formats (DocBook, JATS, TEI, NITF, FictionBook).
READ = frozenset(
    "html p para div br ul ol li td h1 h2 h3 h4 h5 h6 span font strong em blockquote".split()  # noqa: SIM905
)
READ_IN_NAMESPACE = frozenset({"p", "para"})  # as word processors write them; soap:Body does not count
HTML_ROOTS = frozenset(
    (*READ, *BLOCK_TAGS, *VOID_TAGS, "head", "frameset", "title", "style", "script", "template", "iframe", "video",
     "audio", "math", "a", "b", "i", "u", "small", "label")
)  # fmt: skip
MAX_NAME_CHARS = 200
LONG_TEXT = re.compile(r">[^<>]{400}")


def is_json(text: str, start: str, content_type: str | None) -> bool:
    """Whether all of a text is JSON: one value, one value per line, or a value in a script's call or assignment.

    ``start`` is its beginning without white space. A declared media type of JSON counts for a text that begins like an
    object or a list, even a long or cut one, and for a single value that can be parsed.
    """
    declared = content_type is not None and JSON_TYPES.match(content_type) is not None
    if start[:1] in ("{", "["):
        return declared or _parses(text) or _one_a_line(text, start)
    if declared and _parses(text, scalars=True):
        return True
    wrapped = WRAPPED.match(start)
    if wrapped is None or len(text) > MAX_JSON_CHARS:
        return False
    body = text.strip("\ufeff \t\r\n")[wrapped.end() :].rstrip("; \t\r\n")
    return _parses(body.removesuffix(")") if wrapped["call"] else body)


def _parses(text: str, *, scalars: bool = False) -> bool:
    body = text.strip("\ufeff \t\r\n")
    if not body or len(body) > MAX_JSON_CHARS or not (scalars or body[-1] in "}]"):
        return False
    try:
        held = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(held, dict | list):
        return scalars
    return bool(held) and (isinstance(held, dict) or not isinstance(held[0], int))  # [1] is the mark of a footnote


def _one_a_line(text: str, start: str) -> bool:
    """Whether each of the first lines is a JSON object. The last one may be cut, because only a part is looked at."""
    if start[0] != "{" or not text.rstrip().endswith("}"):
        return False
    lines = [line for line in start.splitlines() if line.strip()]
    whole = lines if len(start) == len(text.lstrip("\ufeff \t\r\n")) else lines[:-1]
    return bool(whole) and all(line.lstrip().startswith("{") and _parses(line) for line in whole)


def xml_kind(text: str, start: str, content_type: str | None) -> str | None:
    """The name of the format if markup is XML data rather than a document. None for a page.

    It is XML if a declaration, a namespace or its media type says so, or if one element unknown to HTML holds all of
    it. It is data if none of its elements is one whose text people read.
    """
    found = PROLOGUE.match(start)
    if found is None or content_type == "application/xhtml+xml":
        return None
    root, name, before = found["root"], found["name"].lower(), start[: found.start("root")].lower()
    closed = text[-MAX_NAME_CHARS:].rstrip().endswith((f"</{root}>", "/>"))
    stated = _says_xml(before, found["rest"], content_type)
    if not stated and content_type == "text/html":  # markup served as a page is one, unless it says otherwise
        return None
    if name == "svg":
        return "an SVG image" if closed else None
    if name in HTML_ROOTS or "<?xml-stylesheet" in before or "<!doctype html" in before:
        return None
    seen = NOT_READ.sub(" ", start)
    if not stated and (not closed or "-" in name or LONG_TEXT.search(seen)):  # elements of frameworks have a hyphen
        return None
    return None if any(_is_read(*element) for element in ELEMENT.findall(seen)) else "XML data"


def _is_read(prefix: str, name: str) -> bool:
    return name.lower() in (READ_IN_NAMESPACE if prefix else READ)


def _says_xml(before: str, attributes: str, content_type: str | None) -> bool:
    return "<?xml" in before or "xmlns" in attributes or XML_TYPES.match(content_type or "") is not None
