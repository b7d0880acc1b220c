"""How the phrase rules of each language meet pages of the corpora that are in the language.

    python -m bench.rules_check --corpora DIR [--only NAMES] [--most PAGES]

prints a line a language: pages, pages on which a rule of its own file matches, blocks matched as chrome by strong
phrases, and those of them that stand as a whole line in a gold text (where there is one), which would be mistakes. The
language is what the cleaner tells of the page's longest blocks, since many pages declare another.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from bench.corpora import GoldPage, find_corpora, load
from cleaner.errors import BadInput
from cleaner.judge.phrases import compile_rules, match
from cleaner.judge.repeats import fold
from cleaner.judge.rules import STRONG, language_file, languages, read_rules
from cleaner.read.decode import cap_attributes, decode
from cleaner.read.html import read_html
from cleaner.read.language import identify

MAX_BYTES = 20_000_000
LONGEST_BLOCKS = 12


def check(pages: list[GoldPage], most: int) -> list[tuple[str, Counter[str]]]:
    """Count, for each language, over at most ``most`` of its pages."""
    rules = {name: compile_rules(read_rules(name)) for name in languages()}
    counts = {name: Counter[str]() for name in rules}
    for page in pages:
        try:
            document = read_html(cap_attributes(decode(page.html, None, MAX_BYTES).text))
        except BadInput:
            continue
        longest = sorted((block.text for block in document.blocks), key=len)[-LONGEST_BLOCKS:]
        name = language_file(identify("\n".join(longest), document.language))
        if name is None or counts[name]["pages"] >= most:
            continue
        found = [(block, match(block.text, rules[name])) for block in document.blocks]
        strong = [block for block, hit in found if hit and hit.scope != "section" and hit.score >= STRONG]
        gold = {fold(line) for line in (page.text or "").split("\n")}
        counts[name].update(
            pages=1,
            matched=int(any(hit for _, hit in found)),
            blocks=len(strong),
            gold=int(page.text is not None),
            wrong=sum(fold(block.text) in gold for block in strong),
        )
    return sorted(counts.items())


def main() -> None:
    """Read the corpora and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--corpora", type=Path, required=True, metavar="DIR")
    parser.add_argument("--only", default="", metavar="NAMES", help="corpora, parted by commas; default: all")
    parser.add_argument("--most", type=int, default=200, help="pages of one language")
    options = parser.parse_args()
    names = [name for name in options.only.split(",") if name]
    pages = [page for folder in find_corpora(options.corpora, names) for page in load(folder)]
    sys.stdout.write("language\tpages\tmatched on\tblocks\tpages with gold\tblocks in gold\n")
    for name, count in check(pages, options.most):
        cells = (name, *(str(count[key]) for key in ("pages", "matched", "blocks", "gold", "wrong")))
        sys.stdout.write("\t".join(cells) + "\n")


if __name__ == "__main__":
    main()
