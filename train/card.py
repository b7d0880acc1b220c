"""The model card, written beside the weights."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from cleaner.judge.weights import Net

CARD = """# Model card: tagger.npz

A convolutional tagger over the blocks of a page, two heads (one net with DOM features, the mean of two nets for plain
text), inference in C or numpy.

- Made by: `python -m train --corpora DIR` on {date}, seed {seed}, {epochs} epochs.
- Data: **wcxb-dev** (WCXB v1.0, development split, CC-BY-4.0, by its authors; see the corpus's LICENSE), **news-dev**
  (test data of the fundus project), **peers-dev** (test pages of mozilla/readability and newspaper4k), **snippets-dev**
  (half of trafilatura's evaluation pages; snippets only), **unlabelled-dev** (half of htmldate's evaluation pages and
  fixtures of postlight/parser), **daniel-dev** (pages of the DAnIEL corpus v2.1; its annotations were not used: at most
  {host} pages of a host, as pages without gold). Where there is no gold, the labels are the body that JSON-LD states,
  or else what three extractors agree on (`python -m train.agree` says how right that is). No page or text of them is
  in this repository; the weights are all that came of them.
- Training: the head with DOM features hears three teachers of its own kind beside the labels; the head for plain text
  hears, of dumps of pages without gold, what the first head says of their pages. Its second net also sees articles
  inside the boilerplate of other pages.
- Input: about {dense} numbers a block, and {words} words of tags, classes and ids. For plain text, {entries}
  words, pairs of words and whole lines that occur on many sites. The page kind is inferred inside.
- Output: the probability that a block belongs to the text, the page kind, and the word F1 that it expects of itself.

## Scores

Word F1 on pages whose domain the weights never saw (5 folds by domain), by the alignment of words that the labels come
from. The public figures are those of `make bench`.

{scores}

## What it is bad at

{bad}
- Pages whose text stands in scripts or in images: there is nothing to tag.
- Languages without spaces have few pages in the training data.
"""


def write_card(path: Path, meta: dict[str, object], seed: int, epochs: Mapping[Net, int]) -> None:
    """Write the card from what training measured."""
    from cleaner.judge.inputs import DENSE

    scores: dict[str, dict[str, list[float]]] = meta["scores"]  # type: ignore[assignment]
    lines = ["| head | pages | n | word F1 |", "|---|---|---|---|"]
    for head, groups in scores.items():
        lines += [f"| {head} | {name} | {int(value[1])} | {value[0]:.3f} |" for name, value in groups.items()]
    worst = sorted(((value[0], name) for name, value in scores["dom"].items()))[:2]
    bad = "\n".join(f"- {name}: {value:.3f} in the table above, its weakest pages." for value, name in worst)
    counts = ", ".join(f"{count} ({head})" for head, count in epochs.items())
    card = CARD.format(
        date=datetime.now(UTC).date(), seed=seed, epochs=counts, dense=DENSE, words=meta["words"], host=meta["host"],
        entries=meta["entries"], scores="\n".join(lines), bad=bad,
    )  # fmt: skip
    path.write_text(card, "utf-8")
