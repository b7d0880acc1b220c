"""The tagger as a torch module, equivalent to ``cleaner.judge.network.tag``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from cleaner.judge.inputs import DENSE, LEVELS
from cleaner.judge.network import DILATIONS, KERNEL, POOLED_AFTER
from cleaner.vocabulary import PAGE_KINDS
from train.samples import Sample

WIDTH = 64
DROP = 0.1
LEXICON_DROP = 0.5  # of the lexicon's entries, in each batch
LEXICON_STEPS = 128  # per 1, to which the weights of entries are rounded: the file takes half the room
NOISE = 1 << 23  # random numbers for dropout; more than the largest batch needs

GAP = 2 * max(DILATIONS)  # empty rows between the pages of a batch, so that no convolution crosses from one to another


@dataclass(frozen=True, slots=True)
class Batch:
    """Pages end to end with gaps between them: N rows, P pages.

    ``page``: N page numbers. ``shape``: N numbers of shapes, each within one page (0 in gaps). ``real``: N x 1, 0 in
    gaps. ``kind``: P kinds (-1 unknown). ``label``, ``words``: N. ``taught``: N probabilities of teachers, -1 if there
    are none. ``gold``, ``trust``: P. ``columns`` of the lexicon of all rows; those of a row begin at ``starts`` (N).
    """

    dense: Tensor
    near: Tensor
    far: Tensor
    first: Tensor
    last: Tensor
    shape: Tensor
    opinion: Tensor
    page: Tensor
    real: Tensor
    label: Tensor
    words: Tensor
    taught: Tensor
    kind: Tensor
    gold: Tensor
    trust: Tensor
    columns: Tensor
    starts: Tensor


def collate(samples: list[Sample], taught: list[np.ndarray] | None = None) -> Batch:
    """Put samples end to end. ``taught``: the teachers' probabilities for each sample's blocks."""
    lengths = [len(sample.label) for sample in samples]
    starts = np.concatenate([[0], np.cumsum([length + GAP for length in lengths])])
    rows = int(starts[-1])

    def lay(get: Callable[[Sample], np.ndarray], width: int | None, dtype: type, fill: float = 0) -> Tensor:
        out = np.full((rows,) if width is None else (rows, width), fill, dtype=dtype)
        for sample, start, length in zip(samples, starts, lengths, strict=False):
            out[start : start + length] = get(sample)
        return torch.from_numpy(out)

    offsets = {id(sample): int(start) for sample, start in zip(samples, starts, strict=False)}
    sizes = np.cumsum([1, *(int(sample.features.shape.max()) + 1 for sample in samples)])
    shapes = {id(sample): int(size) for sample, size in zip(samples, sizes, strict=False)}
    lessons = {id(sample): lesson for sample, lesson in zip(samples, taught or (), strict=False)}
    vocabulary = samples[0].features.near.shape[1]
    page = np.repeat(np.arange(len(samples)), [length + GAP for length in lengths])
    columns, begins = _say(samples, lengths)
    return Batch(
        dense=lay(lambda s: s.features.dense, DENSE, np.float32),
        near=lay(lambda s: s.features.near, vocabulary, np.uint8).bfloat16(),
        far=lay(lambda s: s.features.far, vocabulary, np.uint8).bfloat16(),
        first=lay(lambda s: s.features.first + offsets[id(s)], LEVELS, np.int64, 0),
        last=lay(lambda s: s.features.last + offsets[id(s)], LEVELS, np.int64, 1),
        shape=lay(lambda s: s.features.shape + shapes[id(s)], None, np.int64),
        opinion=lay(lambda s: s.opinion, 2, np.float32),
        page=torch.from_numpy(page),
        real=lay(lambda s: np.ones((len(s.label), 1)), 1, np.float32),
        label=lay(lambda s: s.label, None, np.float32, -1),
        words=lay(lambda s: s.words, None, np.float32),
        taught=lay(lambda s: lessons.get(id(s), np.float32(-1)), None, np.float32, -1),
        kind=torch.tensor([sample.kind for sample in samples]),
        gold=torch.tensor([sample.gold for sample in samples]),
        trust=torch.tensor([sample.trust for sample in samples]),
        columns=columns,
        starts=begins,
    )


def _say(samples: list[Sample], lengths: list[int]) -> tuple[Tensor, Tensor]:
    """The columns of all rows, and where those of each row begin. Gaps have none."""
    columns, begins, total = [np.zeros(0, dtype=np.int64)], [], 0
    for sample, length in zip(samples, lengths, strict=True):
        own = np.zeros(0) if sample.said is None else sample.said.columns
        begins.append(total + (np.zeros(length) if sample.said is None else sample.said.starts))
        total += len(own)
        columns.append(own.astype(np.int64))
        begins.append(np.full(GAP, total))
    return torch.from_numpy(np.concatenate(columns)), torch.from_numpy(np.concatenate(begins).astype(np.int64))


class RunMeans(torch.autograd.Function):
    """Means of the rows over runs: N x (LEVELS * width) from N x width. A manual gradient is four times as fast."""

    @staticmethod
    def forward(ctx: Any, hidden: Tensor, first: Tensor, last: Tensor) -> Tensor:  # noqa: ANN401, D102
        size = (last - first).clamp(min=1).reshape(-1, 1)
        starts, ends = first.reshape(-1), last.reshape(-1)
        ctx.save_for_backward(starts, ends, size)
        middle = hidden.mean(0)  # sums of differences from the mean stay small enough for single precision
        sums = functional.pad((hidden - middle).cumsum(0), (0, 0, 1, 0))
        means = sums.index_select(0, ends).sub_(sums.index_select(0, starts)).div_(size).add_(middle)
        return means.reshape(len(hidden), -1)

    @staticmethod
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor, None, None]:  # type: ignore[override] # noqa: ANN401, D102
        starts, ends, size = ctx.saved_tensors
        each = slope.reshape(len(starts), -1) / size
        steps = torch.zeros(len(slope) + 1, each.shape[1])
        steps.index_add_(0, starts, each).index_add_(0, ends, each, alpha=-1)
        return steps.cumsum(0)[:-1], None, None


class Tagger(nn.Module):
    """The network. It handles one page at a time, so no padding is needed."""

    noise: Tensor

    def __init__(self, vocabulary: int, lexicon: int = 0) -> None:
        super().__init__()
        kinds = len(PAGE_KINDS)
        self.dense = nn.Linear(DENSE, WIDTH)
        self.opinion = nn.Linear(2, WIDTH, bias=False)
        self.near = nn.Linear(vocabulary, WIDTH, bias=False) if vocabulary else None
        self.far = nn.Linear(vocabulary, WIDTH, bias=False) if vocabulary else None
        self.kind = nn.Linear(2 * WIDTH, kinds)
        self.page = nn.Linear(2 * WIDTH + kinds, WIDTH)
        self.pool = nn.Linear(LEVELS * WIDTH, WIDTH)
        self.alike = nn.Linear(WIDTH, WIDTH)
        self.convs = nn.ModuleList(nn.Linear(KERNEL * WIDTH, WIDTH) for _ in DILATIONS)
        self.out = nn.Linear(WIDTH, 1)
        self.quality = nn.Linear(2 * WIDTH + kinds, 1)
        noise = (torch.rand(NOISE) > DROP).float() / (1 - DROP)
        self.register_buffer("noise", noise, persistent=False)
        if self.near is not None and self.far is not None:
            nn.init.normal_(self.near.weight, std=0.02)
            nn.init.normal_(self.far.weight, std=0.02)
        self.said = nn.EmbeddingBag(lexicon, WIDTH, mode="sum") if lexicon else None
        if self.said is not None:
            nn.init.normal_(self.said.weight, std=0.02)

    def forward(
        self, batch: Batch, with_opinion: Tensor, kind: Tensor, word_drop: float = 0.0
    ) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
        """Logits of the rows (N), of the kinds (P x 7) and of the quality (P).

        ``with_opinion``: P flags, whether the second opinion is given. ``kind``: P known kinds, or -1.
        """
        pages = len(batch.kind)
        hidden = self.dense(batch.dense) + self.opinion(batch.opinion * with_opinion.float()[batch.page][:, None])
        if self.near is not None and self.far is not None:
            near, far = batch.near, batch.far
            if word_drop:
                mask = (torch.rand(near.shape[1]) > word_drop).float()
                near, far = near * mask.to(near.dtype), far * mask.to(far.dtype)
            hidden = hidden + self._multiply(near, self.near) + self._multiply(far, self.far)
        if self.said is not None:
            hidden = hidden + self._read(batch, self.said)
        hidden = functional.relu(hidden) * batch.real
        summary = self._summary(hidden, batch, pages)
        kinds = self.kind(summary)
        known = functional.one_hot(kind.clamp(min=0), len(PAGE_KINDS)).float()
        chosen = torch.where((kind >= 0)[:, None], known, kinds.softmax(1)).detach()
        page = functional.relu(self.page(torch.cat([summary, chosen], dim=1)))
        hidden = (hidden + page.index_select(0, batch.page)) * batch.real
        for nth, (conv, dilation) in enumerate(zip(self.convs, DILATIONS, strict=True)):
            if nth == POOLED_AFTER:
                around = functional.relu(self._multiply(self._pool(hidden, batch), self.pool))
                alike = functional.relu(self.alike(self._pool_alike(hidden, batch)))
                hidden = (hidden + around + alike.index_select(0, batch.shape)) * batch.real
            hidden = (hidden + functional.relu(self._convolve(self._drop(hidden), conv, dilation))) * batch.real
        last = torch.cat([self._summary(hidden, batch, pages), chosen], dim=1).detach()
        return self.out(hidden)[:, 0], kinds, self.quality(last)[:, 0]

    def _read(self, batch: Batch, said: nn.EmbeddingBag) -> Tensor:
        """The sum over the entries of each line. In training some are left out, and otherwise all weigh less."""
        share = torch.full((said.num_embeddings,), 1 - LEXICON_DROP)
        if self.training:
            share = (torch.rand(said.num_embeddings) > LEXICON_DROP).float()
        return said(batch.columns, batch.starts, per_sample_weights=share[batch.columns])  # type: ignore[no-any-return]

    def _multiply(self, rows: Tensor, layer: nn.Linear) -> Tensor:
        """A layer's product. In training it uses bfloat16, which takes a third of the time."""
        if not self.training:
            return layer(rows.float())  # type: ignore[no-any-return]
        product = functional.linear(rows.bfloat16(), layer.weight.bfloat16()).float()
        return product if layer.bias is None else product + layer.bias

    def _convolve(self, hidden: Tensor, conv: nn.Linear, dilation: int) -> Tensor:
        return self._multiply(self._shift(hidden.bfloat16() if self.training else hidden, dilation), conv)

    def _drop(self, hidden: Tensor) -> Tensor:
        """Dropout with random numbers that are drawn once, because new ones would take longer than the convolution."""
        if not self.training:
            return hidden
        size = hidden.numel()
        start = int(torch.randint(NOISE, ()))
        noise = self.noise.roll(-start)[:size] if start + size > NOISE else self.noise[start : start + size]
        return hidden * noise.reshape(hidden.shape)

    @staticmethod
    def _summary(hidden: Tensor, batch: Batch, pages: int) -> Tensor:
        """Mean and maximum of the hidden state over each page; all values are at least 0."""
        width = hidden.shape[1]
        size = torch.zeros(pages, 1).index_add_(0, batch.page, batch.real)
        mean = torch.zeros(pages, width).index_add_(0, batch.page, hidden) / size
        index = batch.page[:, None].expand(-1, width)
        return torch.cat([mean, torch.zeros(pages, width).scatter_reduce(0, index, hidden, "amax")], dim=1)

    @staticmethod
    def _shift(hidden: Tensor, dilation: int) -> Tensor:
        n = len(hidden)
        reach = dilation * (KERNEL // 2)
        padded = functional.pad(hidden, (0, 0, reach, reach))
        return torch.cat([padded[step * dilation : step * dilation + n] for step in range(KERNEL)], dim=1)

    @staticmethod
    def _pool(hidden: Tensor, batch: Batch) -> Tensor:
        pooled: Tensor = RunMeans.apply(hidden, batch.first, batch.last)  # type: ignore[no-untyped-call]
        return pooled

    @staticmethod
    def _pool_alike(hidden: Tensor, batch: Batch) -> Tensor:
        """The mean of the hidden state over the blocks of each shape."""
        count = int(batch.shape.max()) + 1
        size = torch.zeros(count, 1).index_add_(0, batch.shape, batch.real).clamp(min=1)
        return torch.zeros(count, hidden.shape[1]).index_add_(0, batch.shape, hidden) / size


def export(model: Tagger, head: str) -> dict[str, np.ndarray]:
    """The weights under the names that ``cleaner.judge.network`` reads, as half floats."""
    layers: dict[str, nn.Linear] = {"kind": model.kind, "page": model.page, "pool": model.pool,
                                    "alike": model.alike, "out": model.out, "quality": model.quality}  # fmt: skip
    layers.update({f"conv{nth}": conv for nth, conv in enumerate(model.convs)})  # type: ignore[misc]
    arrays = {
        "dense": model.dense.weight.T, "bias": model.dense.bias, "opinion": model.opinion.weight.T,
    }  # fmt: skip
    if model.near is not None and model.far is not None:
        arrays.update(near=model.near.weight.T, far=model.far.weight.T)
    if model.said is not None:
        arrays["near"] = (model.said.weight * (1 - LEXICON_DROP) * LEXICON_STEPS).round() / LEXICON_STEPS
    for name, layer in layers.items():
        arrays[f"{name}.weight"], arrays[f"{name}.bias"] = layer.weight.T, layer.bias
    return {f"{head}.{name}": array.detach().numpy().astype(np.float16) for name, array in arrays.items()}
