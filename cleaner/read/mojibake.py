"""Text that was encoded twice (``Ã©`` for ``é``), repaired with ftfy if the repair is certain."""

from __future__ import annotations

import re

from cleaner import core
from cleaner.patterns import later

# A letter of two to four bytes whose UTF-8 was read as windows-1252, or one of two bytes read as windows-1251: a lead
# byte, then bytes from 80 to BF.
_TRAIL_1252 = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_TRAIL_1251 = "\u0080-\u00bfЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџЎўЈҐЁЄЇІіґё№єјЅѕї"
TWICE = later(
    f"[\u00c2-\u00df][{_TRAIL_1252}]|[\u00e0-\u00ef][{_TRAIL_1252}]{{2}}|[\u00f0-\u00f4][{_TRAIL_1252}]{{3}}"
    f"|[РС][{_TRAIL_1251}]"
)
SIGNS = (
    "Ã",
    "Â",
    "â€",
    "â\x80",
    "Ð",
    "Ñ",
    "ã€",
    "Î",
    "Ø",
    "Р°",
    "Рѕ",
    "С‚",
)  # almost every such page contains one of them
BEYOND = re.compile("[^\x00-\x7f]++")
RUN = re.compile(r"[^<>\n]++")
MIN_PLACES = 4
MIN_KINDS = 2
MIN_SHARE = 0.6  # of the page's characters beyond ASCII; an article about such text has others
MAX_RUN_CHARS = 100_000
BESIDE = later("[\x00-\x7f\xa0–—‘’“”…«»·•]*")  # marks that may stand in such a title, before the site's name
CAPITAL_BEFORE = later("[A-ZÀ-Þ][ÂÃ][‘’“”«»…–—\xa0]")  # in "IRMÃ”", which is sound


def repair(text: str) -> tuple[str, int]:
    r"""The text with double encoding repaired, and the number of repairs. In doubt, the same text and 0.

    >>> repair("<p>Un Ã©tÃ© Ã\xa0 la mer, prÃ¨s du cafÃ©</p>")
    ('<p>Un été à la mer, près du café</p>', 5)
    """
    if text.isascii() or not any(sign[0] in text and sign in text for sign in SIGNS):
        return text, 0
    letters = _find_beyond(text)
    found = TWICE.findall(letters)
    if len(found) < MIN_PLACES or len(set(found)) < MIN_KINDS:
        return text, 0
    if sum(map(len, found)) < MIN_SHARE * (len(letters) - letters.count("\n")):
        return text, 0
    return _fix(text)


def repair_field(text: str) -> str:
    r"""A title or a stated value that alone was encoded twice, repaired: it has no other letters beyond ASCII.

    >>> repair_field("Un Ã©tÃ© Ã\xa0 la mer"), repair_field("NÃO, Ã© a IRMÃ”")
    ('Un été à la mer', 'NÃO, Ã© a IRMÃ”')
    """
    if text.isascii() or not any(sign in text for sign in SIGNS) or CAPITAL_BEFORE.search(text):
        return text
    sound = TWICE.sub("", text)
    return _fix(text)[0] if sound != text and BESIDE.fullmatch(sound) else text


def _find_beyond(text: str) -> str:
    """The letters beyond ASCII, with a line feed after each run. They are few, and a search among all is slow."""
    if core.compiled is not None:
        found: str = core.compiled.find_beyond(text)
        return found
    return "".join(f"{run}\n" for run in BEYOND.findall(text))


def _fix(text: str) -> tuple[str, int]:
    from ftfy import TextFixerConfig, fix_encoding

    config = TextFixerConfig(unescape_html=False, replace_lossy_sequences=False)
    places = 0

    def fix_run(run: re.Match[str]) -> str:
        nonlocal places
        old = run[0]
        if len(old) > MAX_RUN_CHARS or old.isascii():
            return old
        count = len(TWICE.findall(old))
        if not count:
            return old
        new = fix_encoding(old, config)
        if new == old or "\ufffd" in new or len(TWICE.findall(new)) * 2 > count:
            return old
        places += count
        return new

    fixed = RUN.sub(fix_run, text)
    return fixed, places
