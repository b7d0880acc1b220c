"""The net of the trained judge: a small convolutional network over block features, with inference in numpy.

``compiled.py`` does the same in C, if the core was built.

Weights are made by ``train/`` (see ``data/tagger.md``). One file holds two heads: the same network with and without DOM
features. The latter consists of two nets, and the mean of both counts. A second opinion is an input that was given at
random in training; cleaner itself never uses one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from cleaner.classes import dataclass
from cleaner.judge.arrays import Floats, View, np
from cleaner.judge.cut import MIN_CHANCE
from cleaner.judge.weights import Head, Net, Weights, nets_of
from cleaner.vocabulary import PAGE_KINDS, PageKind

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from threadpoolctl import ThreadpoolController

    from cleaner.judge.features import Features, Ints

KERNEL = 5  # blocks that one convolution sees
DILATIONS = (1, 2, 4)
MAX_LOGIT = 60.0  # beyond it the sigmoid is 0 or 1, and the exponential of a float32 overflows
POOLED_AFTER = 1  # convolutions before the pooling over containers
MIN_LOG_ODDS, MAX_LOG_ODDS = -2.0, 6.0  # of quality, the range of the calibration tables


@dataclass(frozen=True, slots=True)
class Prediction:
    """The prediction for a page with n blocks.

    ``keep``: n probabilities that a block belongs to the text. ``kinds``: probabilities of PAGE_KINDS, 1 for a
    kind that the user names. ``quality``: the word F1 that the tagger expects of its own decisions, not calibrated.
    """

    keep: Floats | View
    kinds: Floats | View
    quality: float

    @property
    def kind(self) -> PageKind:
        """The likeliest kind of page."""
        return PAGE_KINDS[max(range(len(PAGE_KINDS)), key=self.kinds.__getitem__)]

    def as_arrays(self) -> Prediction:
        """The same with arrays of numpy."""
        return replace(self, keep=np.asarray(self.keep), kinds=np.asarray(self.kinds))


def tag(
    features: Features, weights: Weights, *, head: Head, kind: PageKind | None = None, opinion: Floats | None = None
) -> Prediction:  # fmt: skip
    """Score all blocks of a page. ``head``: dom or text. ``opinion``: n x 2 (given, kept), or None if there is none.

    The matrices are small. Threads would cost ten times what they save, and sums split by the number of cores would be
    rounded differently on each machine. So it uses one thread.
    """
    with _threads().limit(limits=1, user_api="blas"):
        return blend([_tag(features, _arrays(weights, net), kind, opinion) for net in nets_of(weights, head)])


@lru_cache(maxsize=8)
def _arrays(weights: Weights, net: Net) -> Mapping[str, Floats]:
    return {name: np.asarray(layer) for name, layer in weights.nets[net].items()}


def blend(said: Sequence[Prediction]) -> Prediction:
    """One prediction from those of several nets: the mean of their log-odds, and the mean chance of each kind.

    The mean of two nets loses as few words as the better one, and keeps less chrome (``train/README.md``).
    """
    if len(said) == 1:
        return said[0]
    keep = np.mean([_log_odds(np.asarray(one.keep)) for one in said], axis=0)
    quality = np.mean([_log_odds(one.quality) for one in said], axis=0)
    kinds = np.mean([np.asarray(one.kinds) for one in said], axis=0)
    return Prediction(_sigmoid(keep), np.asarray(kinds, dtype=np.float32), float(_sigmoid(np.asarray(quality))))


@cache
def _threads() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController  # imported here, because the compiled core does not need it

    return ThreadpoolController()


def _tag(features: Features, get: Mapping[str, Floats], kind: PageKind | None, opinion: Floats | None) -> Prediction:
    n = len(features.dense)
    given = np.zeros((n, 2), dtype=np.float32) if opinion is None else opinion
    hidden = features.dense @ get["dense"] + given @ get["opinion"] + get["bias"]
    if features.near.shape[1]:
        hidden += features.near @ get["near"] + features.far @ get["far"]
    for nth, columns in enumerate(features.said):
        if columns:
            hidden[nth] += get["near"][list(columns)].sum(axis=0)
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
            around = np.maximum(_pool(hidden, features) @ get["pool.weight"] + get["pool.bias"], 0)
            alike = np.maximum(_pool_alike(hidden, features.shape) @ get["alike.weight"] + get["alike.bias"], 0)
            hidden = hidden + around + alike[features.shape]
        hidden = hidden + np.maximum(_convolve(hidden, get[f"conv{nth}.weight"], dilation) + get[f"conv{nth}.bias"], 0)
    scores = hidden @ get["out.weight"] + get["out.bias"]
    keep = _sigmoid(scores[:, 0])
    summary = np.concatenate([hidden.mean(axis=0), hidden.max(axis=0), chosen])
    quality = float(_sigmoid(summary @ get["quality.weight"] + get["quality.bias"])[0])
    return Prediction(keep.astype(np.float32), chosen, quality)


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


def _pool_alike(hidden: Floats, shape: Ints) -> Floats:
    """The mean of the hidden state over the blocks of each shape, in the order of the shapes' numbers."""
    order = np.argsort(shape, kind="stable")
    counts = np.bincount(shape)
    sums = np.add.reduceat(hidden[order], np.cumsum(counts) - counts, axis=0, dtype=np.float64)
    return np.asarray(sums / counts[:, None], dtype=np.float32)


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -MAX_LOGIT, MAX_LOGIT))), dtype=np.float32)


def _log_odds(chance: Floats | float) -> NDArray[np.float64]:
    share = np.clip(np.asarray(chance, dtype=np.float64), MIN_CHANCE, 1 - MIN_CHANCE)
    return np.asarray(np.log(share / (1 - share)))


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - np.max(logits))
    return np.asarray(powers / powers.sum(), dtype=np.float32)


def scale_quality(quality: Floats | float) -> NDArray[np.float64]:
    """Raw quality as log-odds, scaled to 0 to 1. Most pages are close to certainty, which needs fine steps."""
    return np.asarray(np.clip((_log_odds(quality) - MIN_LOG_ODDS) / (MAX_LOG_ODDS - MIN_LOG_ODDS), 0, 1))


def calibrate(quality: float, table: Sequence[float]) -> float:
    """Map raw quality to expected word F1 by a table of values at equal steps of its log-odds, interpolated."""
    return float(np.interp(scale_quality(quality), np.linspace(0, 1, len(table)), table))
