"""Weights for cross-validation: each page is judged with weights that never saw its domain."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from bench.corpora import CorpusError, GoldPage

MAP = "folds.json"
SHIPPED = Path(__file__).parent.parent / "cleaner" / "data" / "tagger.npz"


def read_folds(folder: Path, pages: Iterable[GoldPage]) -> dict[str, Path]:
    """Map the key of every page to the weights of its fold.

    ``folder`` holds ``fold-<k>.npz`` and ``folds.json``, an object from ``<corpus>/<id>`` to k. Raises CorpusError if a
    page or a file of weights is missing, if pages of one domain are in several folds, or if two folds, or a fold and
    the shipped weights, are the same file: such weights saw the domains that they judge.
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
    _refuse_same(sorted(set(found.values())))
    return found


def _refuse_same(paths: list[Path]) -> None:
    known = {SHIPPED.read_bytes(): SHIPPED} if SHIPPED.is_file() else {}
    for path in paths:
        if not path.is_file():
            raise CorpusError(f"{path}: no such file")
        twin = known.setdefault(path.read_bytes(), path)
        if twin != path:
            raise CorpusError(f"{path}: the same weights as {twin}, so not trained without its fold")
