"""Weights for cross-validation: each page is judged with weights that never saw its domain."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from bench.corpora import CorpusError, GoldPage

MAP = "folds.json"


def read_folds(folder: Path, pages: Iterable[GoldPage]) -> dict[str, Path]:
    """Map the key of every page to the weights of its fold.

    ``folder`` holds ``fold-<k>.npz`` and ``folds.json``, an object from ``<corpus>/<id>`` to k. Raises CorpusError
    where a page or a file of weights is missing, or where pages of one domain stand in several folds: figures that
    mix in pages whose domain was seen would not be cross-validated.
    """
    try:
        numbers = json.loads((folder / MAP).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CorpusError(f"{folder / MAP}: {error}") from None
    if not isinstance(numbers, dict):
        raise CorpusError(f"{folder / MAP}: must be an object from <corpus>/<id> to the number of a fold")
    found: dict[str, Path] = {}
    fold_of_domain: dict[str, object] = {}
    for page in pages:
        if page.key not in numbers:
            raise CorpusError(f"{folder / MAP}: lacks {page.key}")
        number = numbers[page.key]
        if fold_of_domain.setdefault(page.domain, number) != number:
            raise CorpusError(f"{folder / MAP}: pages of {page.domain} stand in several folds, {page.key} among them")
        found[page.key] = folder / f"fold-{number}.npz"
    for path in sorted(set(found.values())):
        if not path.is_file():
            raise CorpusError(f"{path}: no such file")
    return found
