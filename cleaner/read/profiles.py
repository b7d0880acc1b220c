"""The profiles of langdetect, read in half of the time and a sixth of the memory.

langdetect makes a list of the probabilities in all languages for each of 88,000 n-grams. A text holds a few hundred
of them. So here the lists are made when they are asked for, from the same counts by the same division. The n-grams of a
language are numbers in an array, in order: a dictionary of them takes ten times the room.
"""

from __future__ import annotations

import json
import sys
from array import array
from bisect import bisect_left
from functools import lru_cache
from pathlib import Path
from typing import Any

MOST_KEPT = 4_096  # n-grams whose lists are kept
MAX_CHARS = 3  # of an n-gram, each of 16 bits


class Chances:
    """For each n-gram its probability in each of ``languages``: the ``word_lang_prob_map`` of langdetect."""

    def __init__(self, folder: Path) -> None:
        self.languages: list[str] = []
        self._profiles: list[tuple[array[int], array[int], list[int]]] = []  # n-grams, their counts, totals
        self._places: dict[str, bytes] = {}  # for the first two letters of n-grams, the places of their languages
        for path in sorted(folder.iterdir()):
            if not path.name.startswith("."):
                self._add(json.loads(path.read_bytes()))
        self._find = lru_cache(maxsize=MOST_KEPT)(self._add_up)

    def _add(self, profile: dict[str, Any]) -> None:
        counts: dict[str, int] = profile["freq"]
        grams = sorted(counts)
        numbers = array("Q", _written("".join([gram.ljust(MAX_CHARS + 1, "\0") for gram in grams])))
        if sys.byteorder == "little":
            numbers.byteswap()
        place = bytes([len(self.languages)])
        for start in {gram[:2] for gram in grams}:
            self._places[start] = self._places.get(start, b"") + place
        self.languages.append(profile["name"])
        self._profiles.append((numbers, array("I", map(counts.__getitem__, grams)), profile["n_words"]))

    def __contains__(self, gram: str) -> bool:
        return self._find(gram) is not None

    def __getitem__(self, gram: str) -> list[float]:
        found = self._find(gram)
        if found is None:
            raise KeyError(gram)
        return found

    def _add_up(self, gram: str) -> list[float] | None:
        places = self._places.get(gram[:2], b"")
        if not places or len(gram) > MAX_CHARS or "\0" in gram or max(gram) > "\uffff":
            return None
        number, size = int.from_bytes(_written(gram.ljust(MAX_CHARS + 1, "\0")), "big"), len(gram) - 1
        found, chances = False, [0.0] * len(self._profiles)
        for nth in places:
            numbers, counts, totals = self._profiles[nth]
            at = bisect_left(numbers, number)
            if at < len(numbers) and numbers[at] == number:
                found = True
                if counts[at]:
                    chances[nth] = 1.0 * counts[at] / totals[size]
        return chances if found else None


def _written(text: str) -> bytes:
    """Characters in 16 bits each, so that the bytes are in the order of the texts."""
    return text.encode("utf-16-be", "surrogatepass")
