"""Text that is safe for a terminal, and the one line that ends a command."""

from __future__ import annotations

import sys
from contextlib import suppress

from cleaner.patterns import later

NEWLINE, ESCAPED = "\n", r"\x0a"  # a file name may hold one

# C0 and C1 controls, and marks that change the direction of text: a page's words must not control the terminal.
UNPRINTABLE = later("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Replace every character that could control a terminal by its code."""
    return UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def print_error(message: str) -> None:
    """Print one line on stderr that begins with the program's name."""
    with suppress(OSError):  # if stderr cannot be written either, the exit code is enough
        sys.stderr.write(f"cleaner: {printable(message).replace(NEWLINE, ESCAPED)}\n")
