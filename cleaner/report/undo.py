"""The settings with which a user keeps what was removed."""

from __future__ import annotations

import json

MAX_PHRASE_CHARS = 120
# Judges that look at a block as a whole. Their rules cannot be switched off, so the words of the block are used.
BODY_JUDGES = frozenset({"tagger", "second-opinion", "reader"})


def keep_name(judge: str, rule: str) -> str | None:
    """The name for ``clean.keep`` that keeps everything a rule drops, or None if only the block's words can do that.

    A phrase rule is named by its id (``en/ad-label``), a structural rule by its judge and name (``repeats/title``).
    """
    if judge in BODY_JUDGES or rule.startswith("user/"):
        return None
    return rule if "/" in rule else f"{judge}/{rule}"


def keep_phrase(text: str) -> str:
    """The words for ``clean.keep`` that keep one block: all words of a short one, the first and ``*`` of a long one.

    >>> keep_phrase("Advertisement")
    'Advertisement'
    """
    words = " ".join(text.split()).replace("*", " ")
    if len(words) <= MAX_PHRASE_CHARS:
        return " ".join(words.split())
    return f"{words[:MAX_PHRASE_CHARS].rpartition(' ')[0] or words[:MAX_PHRASE_CHARS]} *"


def keep_line(name: str) -> str:
    """The line for a configuration file.

    >>> keep_line("en/ad-label")
    'clean.keep: ["en/ad-label"]'
    """
    return f"clean.keep: {json.dumps([name], ensure_ascii=False)}"
