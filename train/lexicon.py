"""Chooses the lexicon for plain text: entries of lines that occur on many sites, whatever they mean."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from cleaner.judge.lexicon import Lexicon, find_entries
from train.samples import Said, Sample

MIN_DOMAINS = 80  # with rarer entries, the net learns single sites by heart


def choose_entries(samples: Iterable[Sample], least: int = MIN_DOMAINS) -> tuple[str, ...]:
    """The entries of the samples' lines that occur in at least ``least`` domains, sorted."""
    lines: defaultdict[str, set[str]] = defaultdict(set)
    for sample in samples:
        lines[sample.domain].update(sample.texts)
    # Most of the millions of entries occur once, so they are first counted by their hashes.
    hashes = [
        np.unique(np.array([_hash(entry) for text in texts for entry in find_entries(text)], dtype=np.uint32))
        for texts in lines.values()
    ]
    values, counts = np.unique(np.concatenate(hashes), return_counts=True) if hashes else ((), ())
    perhaps = {int(value) for value, count in zip(values, counts, strict=True) if count >= least}
    domains: Counter[str] = Counter()
    for texts in lines.values():
        domains.update({entry for text in texts for entry in find_entries(text) if _hash(entry) in perhaps})
    return tuple(sorted(entry for entry, count in domains.items() if count >= least))


def _hash(entry: str) -> int:
    return zlib.crc32(entry.encode("utf-8", "replace"))


def look_up(sample: Sample, lexicon: Lexicon) -> Sample:
    """The same sample with the columns of its lines in place of the lines."""
    return replace(sample, said=say(sample.texts, lexicon), texts=())


def say(texts: Sequence[str], lexicon: Lexicon) -> Said:
    """The columns of some lines."""
    rows = [lexicon.find(text) for text in texts]
    ends = np.cumsum([0, *map(len, rows)])
    return Said(np.array([column for row in rows for column in row], dtype=np.uint16), ends[:-1].astype(np.int32))
