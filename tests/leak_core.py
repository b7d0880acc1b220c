"""Leak check: clean many mutated pages in one process and watch its memory.

    python -m tests.leak_core --seeds DIR [--pages 10000]

``DIR`` holds pages and tree tests, as for ``tests.fuzz_core``. The command prints the resident memory, in MiB, after
each tenth of the pages. It ends with status 1 if memory at the end is more than ``MAX_GROWTH`` times that after the
third tenth. By then all languages, rules and caches are loaded.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from cleaner import clean, core
from cleaner.errors import BadInput
from tests.core.test_walk import MUTATIONS, mutate
from tests.fuzz_core import read_seeds

MAX_GROWTH = 1.05


def main() -> int:
    """Clean the pages. Returns 1 if memory grew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, required=True, metavar="DIR")
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    sys.stdout.write(core.describe() + "\n")
    seeds = read_seeds(options.seeds)
    chance = random.Random(options.seed)
    process = psutil.Process()
    sizes: list[float] = []
    for number in range(1, options.pages + 1):
        with suppress(BadInput):
            clean(
                (mutate(chance.choice(seeds), chance.choice(MUTATIONS), chance) or "x").encode("utf-8", "surrogatepass")
            )
        if number % max(1, options.pages // 10) == 0:
            gc.collect()
            sizes.append(process.memory_info().rss / (1 << 20))
            sys.stdout.write(f"{number:,} pages: {sizes[-1]:.1f} MiB\n")
            sys.stdout.flush()
    return int(sizes[-1] > MAX_GROWTH * sizes[min(2, len(sizes) - 1)])


if __name__ == "__main__":
    sys.exit(main())
