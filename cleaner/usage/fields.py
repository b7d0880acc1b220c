"""Parsers for the formats in which preferences are written. Each takes one value and never raises."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cleaner.vocabulary import Use

MAX_FIELD = 4_000  # characters of a value; a longer one is not a preference
# Labels of draft-ietf-aipref-vocab: 06 has train-ai and search, versions up to 04 had all and train-genai, the text
# after 06 has ai-use. Other labels are ignored, as the draft requires.
CONTENT_USAGE: Mapping[str, Use] = {
    "all": "all", "tdm": "tdm", "train-ai": "train-ai", "train-genai": "train-genai", "search": "search",
    "ai-use": "ai-input", "ai-input": "ai-input",
}  # fmt: skip
CONTENT_SIGNAL: Mapping[str, Use] = {"ai-train": "train-ai", "ai-input": "ai-input", "search": "search"}
# What a directive of robots meta and X-Robots-Tag refuses. Permissive directives only say that nothing is forbidden.
DIRECTIVES: Mapping[str, tuple[Use, ...]] = {
    "noindex": ("search",), "none": ("search",), "noarchive": ("archive",), "nocache": ("archive",),
    "noai": ("train-ai", "train-images"), "noimageai": ("train-images",), "noml": ("train-ai",),
}  # fmt: skip
WITH_VALUE = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
AGENT = re.compile(r"\s*([A-Za-z][A-Za-z_-]{0,63})\s*:")
ANSWERS = {"yes": True, "no": False}


def content_usage(value: str) -> dict[Use, bool]:
    """The preferences of a Content-Usage value: an RFC 9651 dictionary of ``y`` and ``n``. Invalid ones are ignored.

    >>> content_usage("train-ai=n, search=y")
    {'train-ai': False, 'search': True}
    """
    if len(value) > MAX_FIELD:
        return {}
    import http_sf  # few sites state this

    try:
        parsed = http_sf.parse(value.strip(" \t").encode("ascii"), tltype="dictionary")
    except ValueError:
        return {}
    answers: dict[Use, bool] = {}
    for label, member in parsed.items() if isinstance(parsed, dict) else ():
        use = CONTENT_USAGE.get(label)
        word = member[0] if isinstance(member, tuple) else None
        if use is not None and isinstance(word, http_sf.Token) and str(word) in ("y", "n"):
            # if two labels mean one use, the more restrictive one counts
            answers[use] = answers.get(use, True) and str(word) == "y"
    return answers


def content_signal(value: str) -> dict[Use, bool]:
    """The signals of a Content-Signal line: ``key=yes`` or ``key=no``, separated by commas.

    >>> content_signal("search=yes, ai-train=no, use=reference")
    {'search': True, 'train-ai': False}
    """
    answers: dict[Use, bool] = {}
    for part in value[:MAX_FIELD].split(","):
        key, _, word = part.partition("=")
        use = CONTENT_SIGNAL.get(key.strip().lower())
        answer = ANSWERS.get(word.strip().lower())
        if use is not None and answer is not None:
            answers[use] = answers.get(use, True) and answer
    return answers


def robots_directives(value: str, token: str) -> dict[Use, bool]:
    """What the directives of robots meta or X-Robots-Tag refuse to the crawler ``token``.

    In a header, ``name:`` before directives applies them to that crawler only.

    >>> robots_directives("noai, otherbot: noindex", "cleaner")
    {'train-ai': False, 'train-images': False}
    """
    return {use: False for word in _directives(value[:MAX_FIELD], token) for use in DIRECTIVES.get(word, ())}


def _directives(value: str, token: str) -> Iterator[str]:
    ours = True
    for part in value.split(","):
        agent = AGENT.match(part)
        if agent is not None and agent[1].lower() not in WITH_VALUE:
            ours = agent[1].lower() == token.lower()
        if ours:  # some sites separate directives only by spaces
            yield from part.lower().replace(":", " ").split()


def tdm_reservation(value: object) -> dict[Use, bool]:
    """``1`` reserves text and data mining, ``0`` does not. Anything else is ignored."""
    match value:
        case bool():
            return {}
        case 1 | "1":
            return {"tdm": False}
        case 0 | "0":
            return {"tdm": True}
        case _:
            return {}
