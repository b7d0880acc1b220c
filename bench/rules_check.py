"""What the rules match on the pages of the corpora, by language, and what each rule removes.

    python -m bench.rules_check --corpora DIR [--only NAMES] [--most PAGES]

prints one line per language: pages, pages on which a rule of its own file matches, blocks matched as chrome by strong
phrases, and those among them that are a whole line of a gold text (if there is one), which would be mistakes. The
language is the one detected in the page's longest blocks, because many pages declare another.

    python -m bench.rules_check --corpora DIR --taken [--only NAMES] [--folds DIR]

cleans the pages with a gold text and prints one line per rule that removed blocks (phrases, runs, repeats, hidden
blocks; the tagger comes last, for comparison): blocks, words that are not in the gold, words that are. A block is in
the gold if it is a line of it, or a part of a line with at least ``MIN_PART`` letters, and if it does not stay
elsewhere on the page.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

from bench import measures, ours
from bench.corpora import GoldPage, find_corpora, load
from bench.folds import read_folds
from cleaner import clean
from cleaner.errors import BadInput
from cleaner.judge.phrases import compile_rules, match
from cleaner.judge.rules import STRONG, language_file, languages, read_rules
from cleaner.read.decode import cap_attributes, decode
from cleaner.read.html import read_html
from cleaner.read.language import identify
from cleaner.words import fold_words

MAX_BYTES = 20_000_000
LONGEST_BLOCKS = 12
MIN_PART = 25  # letters; a shorter text may be part of a line by chance


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
        gold = {fold_words(line) for line in (page.text or "").split("\n")}
        counts[name].update(
            pages=1,
            matched=int(any(hit for _, hit in found)),
            blocks=len(strong),
            gold=int(page.text is not None),
            wrong=sum(fold_words(block.text) in gold for block in strong),
        )
    return sorted(counts.items())


def taken(pages: list[GoldPage], folds: dict[str, Path] | None = None) -> list[tuple[str, Counter[str]]]:
    """Count, for each rule, the blocks and words removed from pages with a gold text. Most gold words come first.

    ``folds`` maps a page's key to the weights for judging it. None uses the shipped ones.
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        if page.text is None:
            continue
        try:
            article = clean(page.html, url=page.url, config=ours.settings("fast", folds[page.key] if folds else None))
        except BadInput:
            continue
        lines, whole = Counter(fold_words(line) for line in page.text.split("\n")), fold_words(page.text)
        left = lines - Counter(fold_words(block.text) for block in article.blocks)
        for gone in article.removed:
            text = fold_words(gone.text)
            inside = left[text] > 0 or (len(text) >= MIN_PART and text not in lines and text in whole)
            left[text] -= 1
            words = measures.bag(gone.text).total()
            counts[f"{gone.judge}/{gone.rule}"].update(blocks=1, gold=words * inside, rest=words * (not inside))
    return sorted(counts.items(), key=lambda pair: (pair[0].startswith("tagger"), -pair[1]["gold"], pair[0]))


def main() -> None:
    """Read the corpora and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--corpora", type=Path, required=True, metavar="DIR")
    parser.add_argument("--only", default="", metavar="NAMES", help="corpora, parted by commas; default: all")
    parser.add_argument("--most", type=int, default=200, help="pages of one language")
    parser.add_argument("--taken", action="store_true", help="what each rule took")
    parser.add_argument("--folds", type=Path, metavar="DIR", help="with --taken: weights that never saw the pages")
    options = parser.parse_args()
    names = [name for name in options.only.split(",") if name]
    pages = [page for folder in find_corpora(options.corpora, names) for page in load(folder)]
    if options.taken:
        sys.stdout.write("rule\tblocks\twords not in gold\twords in gold\n")
        for name, count in taken(pages, read_folds(options.folds, pages) if options.folds else None):
            sys.stdout.write(f"{name}\t{count['blocks']}\t{count['rest']}\t{count['gold']}\n")
        return
    sys.stdout.write("language\tpages\tmatched on\tblocks\tpages with gold\tblocks in gold\n")
    for name, count in check(pages, options.most):
        cells = (name, *(str(count[key]) for key in ("pages", "matched", "blocks", "gold", "wrong")))
        sys.stdout.write("\t".join(cells) + "\n")


if __name__ == "__main__":
    main()
