"""Fuzz the compiled core: it must read mutated pages and tree fragments exactly like Python.

    python -m tests.fuzz_core --seeds DIR --minutes 60 [--records]

``DIR`` holds pages (``.html``, ``.html.gz``) and html5lib tree tests (``.dat``), in folders of any depth. The command
prints what it read. It stops with status 1 at the first difference, and writes that page to ``fuzz-failure.html``. With
``--records``, both clean whole pages, which takes ten times as long per page. CONTRIBUTING.md explains how to build the
core with sanitizers, so that a memory error ends the run too.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
import time
from pathlib import Path
from typing import Any

from cleaner import clean, core
from cleaner.errors import BadInput
from cleaner.read.decode import decode
from tests.core.test_walk import MUTATIONS, compare, mutate

MAX_SEED_CHARS = 300_000
MAX_SCORE_GAP = 0.0015


def read_seeds(folder: Path) -> list[str]:
    """The pages and fragments in a folder, in order of their paths."""
    seeds: list[str] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".dat":
            parts = path.read_text("utf-8", "replace").split("#data\n")[1:]
            seeds += [part.partition("\n#")[0] for part in parts]
        elif path.name.endswith((".html", ".html.gz")):
            body = path.read_bytes()
            try:
                text = decode(gzip.decompress(body) if path.suffix == ".gz" else body).text
            except (BadInput, OSError):
                continue
            seeds.append(text[:MAX_SEED_CHARS])
    return [seed for seed in seeds if seed]


def compare_records(html: str) -> None:
    """Clean a page with the core and without it. Raises AssertionError if the records differ.

    The scores of removals have three decimals, and both nets add in another order, so the last decimal may differ.
    """
    with_core = _record(html)
    compiled, core.compiled = core.compiled, None
    try:
        without = _record(html)
    finally:
        core.compiled = compiled
    scores = [[removal.pop("score") for removal in record.get("removed", ())] for record in (with_core, without)]
    assert with_core == without, [name for name in without if with_core.get(name) != without[name]]
    assert all(abs(one - other) < MAX_SCORE_GAP for one, other in zip(*scores, strict=True)), scores


def _record(html: str) -> dict[str, Any]:
    try:
        return clean(html.encode("utf-8", "surrogatepass")).to_dict()
    except BadInput as error:
        return {"error": str(error)}


def main() -> int:
    """Run until the time is up or a difference is found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, required=True, metavar="DIR")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--pages", type=int, default=sys.maxsize, help="stop after so many")
    parser.add_argument("--records", action="store_true", help="compare whole records")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if core.compiled is None:
        parser.error("no compiled core was built here")
    seeds, chance = read_seeds(options.seeds), random.Random(options.seed)
    if not seeds:
        parser.error(f"{options.seeds} holds no page")
    end, done = time.monotonic() + 60 * options.minutes, 0
    while time.monotonic() < end and done < options.pages:
        html = chance.choice(seeds)
        for how in chance.sample(MUTATIONS, chance.randrange(3)):
            html = mutate(html, how, chance) or "x"
        try:
            compare(html)
            if options.records:
                compare_records(html)
        except AssertionError as difference:
            Path("fuzz-failure.html").write_text(html, "utf-8", "surrogatepass")
            sys.stderr.write(f"page {done}: the core differs from Python; see fuzz-failure.html\n{difference}\n")
            return 1
        done += 1
    sys.stdout.write(f"{done:,} pages from {len(seeds):,} seeds: the core and Python agree\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
