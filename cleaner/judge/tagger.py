"""The learned judge: a small convolutional tagger over block features, inference in numpy alone.

Weights are made by ``train/`` (see ``data/tagger.md``); the same network with and without DOM features is two heads of
one file. The second opinion is an input that was dropped at random in training, so one set of weights serves both the
mode that asks it and the mode that does not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from cleaner.judge.features import Features, Floats, Hint, Vocabulary
from cleaner.judge.kinds import guess_kind
from cleaner.judge.runs import CLOSERS, SENTENCE_END, is_prose
from cleaner.model import PAGE_KINDS, Block, Document, PageKind, Verdict

Head = Literal["dom", "text"]
JUDGE = "tagger"
RULE = "tagger"
RESCUE_RULE = "tagger-rescue"
MIN_LOG_ODDS, MAX_LOG_ODDS = -2.0, 6.0  # of quality, between which the calibration tables lie
DOUBT = 0.5  # below, the tagger would rather drop a block
# The share of a plain text that is doubted: up to the first it is clean, from the second on it is a dump of all.
CLEAN_SHARE, DIRTY_SHARE = 0.1, 0.5
RESCUE = 0.1  # the threshold of a page of which nearly nothing would stay
MAX_SHORT_CHARS = 500  # a plain text of so little has no sentence to spare
MIN_SENTENCE_CHARS = 60
SENTENCE_LIMIT = 0.2  # the threshold of a sentence in plain text, where a lost one is worse than one left in
MIN_KEPT_CHARS = 250  # less kept from a page that holds more prose than this is taken for a mistake
WEIGHTS = Path(__file__).parent.parent / "data" / "tagger.npz"
KERNEL = 5  # blocks that one convolution sees
DILATIONS = (1, 2, 4)
MAX_LOGIT = 60.0  # beyond it the sigmoid is 0 or 1, and the exponential of a float32 overflows
POOLED_AFTER = 1  # convolutions before the pooling over containers


@dataclass(frozen=True, slots=True)
class Tagging:
    """What the tagger says of a page with n blocks.

    ``keep``: n probabilities that a block belongs to the text. ``kinds``: probabilities of PAGE_KINDS, 1 for a
    kind that the user names. ``quality``: the word F1 that the tagger expects of its own choice, before calibration.
    """

    keep: Floats
    kinds: Floats
    quality: float

    @property
    def kind(self) -> PageKind:
        """The likeliest kind of page."""
        return PAGE_KINDS[int(np.argmax(self.kinds))]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The weights of both heads, the vocabulary of attribute words and the calibration table."""

    arrays: dict[str, Floats]
    vocabulary: Vocabulary
    calibration: dict[str, list[float]]
    thresholds: dict[str, list[float]]


@lru_cache(maxsize=8)
def load_weights(path: Path = WEIGHTS) -> Weights:
    """Load weights from a file that ``train/`` wrote (arrays only: no pickle)."""
    with np.load(path, allow_pickle=False) as stored:
        meta = json.loads(str(stored["meta"]))
        arrays = {name: stored[name].astype(np.float32) for name in stored.files if name != "meta"}
    return Weights(arrays, Vocabulary(meta["vocabulary"]), meta["calibration"], meta["thresholds"])


def tag(
    features: Features, weights: Weights, *, head: Head, kind: PageKind | None = None, opinion: Floats | None = None
) -> Tagging:  # fmt: skip
    """Score all blocks of a page. ``head``: dom or text. ``opinion``: n x 2, heard and kept, or None if not asked.

    The matrices are small: threads would cost ten times what they save, and sums that are split by the number of cores
    would round differently from machine to machine. So one thread works.
    """
    with _threads().limit(limits=1, user_api="blas"):
        return _tag(features, weights, head, kind, opinion)


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


def _tag(
    features: Features, weights: Weights, head: Head, kind: PageKind | None, opinion: Floats | None
) -> Tagging:  # fmt: skip
    get = {name.partition(".")[2]: array for name, array in weights.arrays.items() if name.startswith(f"{head}.")}
    n = len(features.dense)
    heard = np.zeros((n, 2), dtype=np.float32) if opinion is None else opinion
    hidden = features.dense @ get["dense"] + heard @ get["opinion"] + get["bias"]
    if features.near.shape[1]:
        hidden += features.near @ get["near"] + features.far @ get["far"]
    hidden = np.maximum(hidden, 0)
    page = np.concatenate([hidden.mean(axis=0), hidden.max(axis=0)])
    logits = page @ get["kind.weight"] + get["kind.bias"]
    kinds = _softmax(logits)
    chosen = kinds
    if kind is not None:
        chosen = np.zeros(len(PAGE_KINDS), dtype=np.float32)
        chosen[PAGE_KINDS.index(kind)] = 1
    hidden = hidden + np.maximum(np.concatenate([page, chosen]) @ get["page.weight"] + get["page.bias"], 0)
    for nth, dilation in enumerate(DILATIONS):
        if nth == POOLED_AFTER:
            hidden = hidden + np.maximum(_pool(hidden, features) @ get["pool.weight"] + get["pool.bias"], 0)
        hidden = hidden + np.maximum(_convolve(hidden, get[f"conv{nth}.weight"], dilation) + get[f"conv{nth}.bias"], 0)
    scores = hidden @ get["out.weight"] + get["out.bias"]
    keep = _sigmoid(scores[:, 0])
    summary = np.concatenate([hidden.mean(axis=0), hidden.max(axis=0), chosen])
    quality = float(_sigmoid(summary @ get["quality.weight"] + get["quality.bias"])[0])
    return Tagging(keep.astype(np.float32), chosen, quality)


def choose_limits(
    kinds: Floats, thresholds: Mapping[str, Sequence[float]], opinion: Floats | None
) -> Floats | float:  # fmt: skip
    """The probability from which a block of an HTML page stays: one for the page, or one a block with a second opinion.

    Each threshold is a pair: for articles, where what follows the text is the commonest fault, and for all other kinds
    of page, where lost text is. A page that may be either gets a value between.
    """
    article = float(kinds[PAGE_KINDS.index("article")])

    def between(name: str) -> float:
        first, other = thresholds[name]
        return article * first + (1 - article) * other

    if opinion is None or not opinion[:, 0].any():
        return between("dom")
    return np.where(opinion[:, 1] > 0, between("agreed"), between("alone")).astype(np.float32)


def choose_text_limit(
    keep: Floats, sizes: Floats, kinds: Floats, thresholds: Mapping[str, Sequence[float]]
) -> float:  # fmt: skip
    """The probability from which a block of plain text stays: low for a text that is clean, higher for a dump of all.

    How dirty a text is shows in the share of it that the tagger doubts; a tool that took the body already has left
    little to take, and each loss is felt there. A page that is no article has a threshold of its own. ``sizes``: n
    words or letters.
    """
    doubted = float(sizes[keep < DOUBT].sum()) / max(1.0, float(sizes.sum()))
    dirt = min(1.0, max(0.0, (doubted - CLEAN_SHARE) / (DIRTY_SHARE - CLEAN_SHARE)))
    clean, dirty, other = thresholds["text"]
    article = float(kinds[PAGE_KINDS.index("article")])
    return article * (clean + dirt * (dirty - clean)) + (1 - article) * other


def judge(
    document: Document, tagging: Tagging, weights: Weights, hints: Mapping[int, Hint], opinion: Floats | None
) -> list[Verdict]:  # fmt: skip
    """One verdict a block.

    Without a second opinion a block stays from the head's threshold up. With one it stays where trafilatura keeps it
    and the tagger does not object, or where the tagger is sure by itself (thresholds fitted in training). A page of
    which nearly nothing would stay, though it holds prose, gets a lower threshold, and so do the sentences of a very
    short plain text: doubt keeps the block.
    """
    sizes = np.array([0 if block.hidden else len(block.text) for block in document.blocks], dtype=np.float32)
    if document.source == "text":
        keep = tagging.keep >= choose_text_limit(tagging.keep, sizes, tagging.kinds, weights.thresholds)
    else:
        keep = tagging.keep >= choose_limits(tagging.kinds, weights.thresholds, opinion)
    rule = RULE
    if sizes[keep].sum() < MIN_KEPT_CHARS < sizes[[is_prose(block) for block in document.blocks]].sum():
        keep = keep | (tagging.keep >= RESCUE)
        rule = RESCUE_RULE
    elif document.source == "text":
        sentences = np.array(
            [_is_sentence(block) and block.index not in hints for block in document.blocks], dtype=bool
        )
        keep = keep | (sentences & (tagging.keep >= (RESCUE if sizes.sum() < MAX_SHORT_CHARS else SENTENCE_LIMIT)))
    return [
        Verdict(
            block.index, bool(stays), JUDGE, rule if stays else RULE,
            "other" if stays else guess_kind(block, hints.get(block.index)),
            float(score if stays else 1 - score),
        )
        for block, stays, score in zip(document.blocks, keep, tagging.keep, strict=True)
    ]  # fmt: skip


def _is_sentence(block: Block) -> bool:
    return len(block.text) >= MIN_SENTENCE_CHARS and block.text.rstrip(CLOSERS).endswith(SENTENCE_END)


def _convolve(hidden: Floats, weight: Floats, dilation: int) -> Floats:
    """A convolution over blocks: weight is (KERNEL * width) x width, zeros beyond the ends."""
    n, width = hidden.shape
    reach = dilation * (KERNEL // 2)
    padded = np.zeros((n + 2 * reach, width), dtype=np.float32)
    padded[reach : reach + n] = hidden
    columns = np.concatenate([padded[step * dilation : step * dilation + n] for step in range(KERNEL)], axis=1)
    return np.asarray(columns @ weight, dtype=np.float32)


def _pool(hidden: Floats, features: Features) -> Floats:
    """The mean of the hidden state over each container around a block, n x (LEVELS * width)."""
    n, width = hidden.shape
    sums = np.zeros((n + 1, width), dtype=np.float64)
    np.cumsum(hidden, axis=0, out=sums[1:])
    size = (features.last - features.first)[:, :, None]
    means = (sums[features.last] - sums[features.first]) / size
    return np.asarray(means.reshape(n, -1), dtype=np.float32)


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -MAX_LOGIT, MAX_LOGIT))), dtype=np.float32)


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum(), dtype=np.float32)


def scale_quality(quality: Floats | float) -> NDArray[np.float64]:
    """Raw quality as log-odds, laid on 0 to 1: most pages lie close to certainty, where the table needs its steps."""
    share = np.clip(np.asarray(quality, dtype=np.float64), 1e-6, 1 - 1e-6)
    return np.asarray(np.clip((np.log(share / (1 - share)) - MIN_LOG_ODDS) / (MAX_LOG_ODDS - MIN_LOG_ODDS), 0, 1))


def calibrate(quality: float, table: Sequence[float]) -> float:
    """Map raw quality to expected word F1 by a table of values at equal steps of its log-odds, interpolated."""
    return float(np.interp(scale_quality(quality), np.linspace(0, 1, len(table)), table))
