"""The language of a block of code, from the names and attributes of its elements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from selectolax.lexbor import LexborNode

from cleaner.read.structure.data import code_languages, names

# Attributes that name the language of code. The first two may also name a human language.
SHARED_ATTRIBUTES = ("data-lang", "data-language")
ATTRIBUTES = (
    "data-code-language", "data-code-lang", "data-canonical-lang", "data-enlighter-language", "data-ke-language",
    "data-programming-language", "data-mode-id", "language",
)  # fmt: skip
# Attributes with several settings, one of them the language.
SETTINGS = ("data-attrs", "data-syntaxhighlighter-params")
STATED = re.compile(r"""(?:"language"|\bbrush)\s{0,3}:\s{0,3}"?([\w+#.-]{1,24})""")
HUMAN_ATTRIBUTES = ("lang", "syntax")  # human languages, except on code in the output of old converters
NAMING = frozenset({*SHARED_ATTRIBUTES, *ATTRIBUTES, *SETTINGS, *HUMAN_ATTRIBUTES})
# Prefixes of the language in a class name. After those of SURE, even an unknown name is a language.
PREFIXES = frozenset(
    {"lang", "language", "highlight", "highlighter", "hl", "src", "source", "sourcecode", "brush", "code", "syntax",
     "type", "snippet", "enlighter-l", "geshifilter"}
)  # fmt: skip
SURE = frozenset({"lang", "language"})
SHORT = frozenset({"type", "code", "src"})  # after these, a name has more than one letter
SUFFIXES = ("-code", "-snippet")
CODE_TAGS = frozenset({"pre", "code"})
PARTS_OF_TABLES = frozenset({"td", "tr", "tbody", "table"})
SPLIT = re.compile(r"[\s;]+")
JOINTS = re.compile(r"[-_:]+")
END_OF_NAME = re.compile(r"[:{,(]")
MIME = re.compile(r"(?:text|application)/(?:x-)?")
LEVELS = 5  # elements around a block of code whose names may contain its language
MAX_LABEL_CHARS = 24
MAX_CLASS_CHARS = 512
# Languages whose name as a class may mean something else.
VAGUE = frozenset({"apex", "batch", "crystal", "d", "excel", "less", "log", "puppet", "properties", "text"})
WRITTEN = frozenset({"markdown", "md"})  # also what an element holds that was written so


def find_language(node: LexborNode) -> str:
    """The language in the names of a block of code, its inner elements or those around it. Empty if there is none."""
    inner = node.css_first("code")
    at: LexborNode | None = node
    candidates = [inner] if inner is not None else []
    while at is not None and at.tag not in ("body", "article", "main") and len(candidates) < LEVELS:
        if at.tag not in PARTS_OF_TABLES:
            candidates.append(at)
        at = at.parent
    for nth, one in enumerate(candidates):
        attrs, is_code = one.attributes, one.tag in CODE_TAGS
        stated = None if NAMING.isdisjoint(attrs) else _in_attributes(attrs, is_code=is_code)
        if stated is None:
            stated = _in_classes((attrs.get("class") or "")[:MAX_CLASS_CHARS], is_code=is_code, near=nth < 2)
        if stated is not None:
            return stated
    return ""


def _in_attributes(attrs: Mapping[str, str | None], *, is_code: bool) -> str | None:
    """The language in an attribute: empty if it says that there is none, None if no attribute says anything."""
    known = code_languages()
    for name in (*SHARED_ATTRIBUTES, *ATTRIBUTES):
        stated = MIME.sub("", (attrs.get(name) or "").strip().lower(), count=1)
        if stated and (is_code or stated in known or name in ATTRIBUTES):
            return known.get(stated, stated) if len(stated) < MAX_LABEL_CHARS and not _is_none(stated) else ""
    for name in SETTINGS:
        found = STATED.search((attrs.get(name) or "")[:MAX_CLASS_CHARS].lower())
        if found and not _is_none(found[1]):
            return known.get(found[1], found[1])
    for name in HUMAN_ATTRIBUTES if is_code else ():
        stated = (attrs.get(name) or "").strip().lower()
        if stated in known:
            return known[stated]
    return None


@lru_cache(maxsize=4_096)  # the blocks of a page have the same few names
def _in_classes(classes: str, *, is_code: bool, near: bool) -> str | None:
    """The language in the class names of an element. Without a prefix, a name counts only on ``near`` elements."""
    known = code_languages()
    classes = classes.lower()
    tokens = SPLIT.split(re.sub(r":\s{1,3}", ":", classes))
    for token in tokens:
        for prefix, name in _after_prefixes(token):
            if name in known and (prefix in SURE or name not in VAGUE) and (len(name) > 1 or prefix not in SHORT):
                return known[name]
            if prefix in SURE and is_code and name:
                return "" if _is_none(name) else name
    named = "source" in classes or "highlight" in classes
    if near or named:
        least = 1 if "sourcecode" in tokens else 2  # letters of a name; Pandoc writes R as one
        vague = VAGUE if is_code or named else VAGUE | WRITTEN
        plain = next((word for word in tokens if len(word) >= least and word in known and word not in vague), None)
        if plain is not None:
            return known[plain]
    for token in tokens if near else ():
        name = next((token.removesuffix(end) for end in SUFFIXES if token.endswith(end)), "")
        if len(name) > 1 and name in known and name not in VAGUE:
            return known[name]
    return None


def _after_prefixes(token: str) -> Iterator[tuple[str, str]]:
    """What may be a language in a class name, each with the word before it, shortest first.

    >>> list(_after_prefixes("mw-highlight-lang-python"))
    [('lang', 'python'), ('highlight', 'lang-python'), ('highlight', 'python')]
    """
    joints = [found.span() for found in JOINTS.finditer(token)][:8]
    starts = [0, *(end for _, end in joints)]
    for nth in range(len(joints) - 1, -1, -1):
        before, after = joints[nth]
        prefix = token[starts[nth] : before]
        if prefix == "l":
            prefix = token[starts[max(0, nth - 1)] : before]
        if prefix not in PREFIXES:
            continue
        name = END_OF_NAME.split(token[after:].lstrip("{."), maxsplit=1)[0]
        yield prefix, name
        last = name.rpartition("-")[2]
        if last != name and prefix not in SURE:  # as in source-css-scss
            yield prefix, last


def _is_none(name: str) -> bool:
    return name in names("no_languages")
