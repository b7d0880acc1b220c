"""Fit one head on samples, and score pages with it."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from train.network import Batch, Tagger, collate
from train.samples import Sample

EPOCHS = 16
PAGES_A_BATCH = 16
RATE = 3e-3
WEIGHT_DECAY = 0.02
OPINION_SHARE = 0.5  # of the batches get the second opinion
KNOWN_KIND_SHARE = 0.3  # of the batches get the true kind
WORD_DROP = 0.15
AVERAGE = 0.998  # decay of the running mean of the weights, which is the result
MAX_ROWS = 4000  # blocks of one page that are used
TEACHERS = 3
MIN_FOUND = 0.5  # of the words of a dump's block must be found in the page


@dataclass(frozen=True, slots=True)
class Score:
    """The prediction for a page: probabilities of its blocks and of its kinds, expected quality."""

    keep: np.ndarray
    kinds: np.ndarray
    quality: float


def soft_f1(keep: Tensor, batch: Batch) -> Tensor:
    """Word F1 of each page if blocks are kept with these probabilities (P values)."""
    pages = len(batch.kind)
    words = keep * batch.words
    chosen = torch.zeros(pages).index_add_(0, batch.page, words)
    right = torch.zeros(pages).index_add_(0, batch.page, words * batch.label.clamp(min=0))
    return 2 * right / (chosen + batch.gold).clamp(min=1)


def loss_of(model: Tagger, batch: Batch, with_opinion: Tensor, kind: Tensor) -> Tensor:
    """Block loss, page loss, kind loss and quality loss, with each page weighted by its trust; half is by teachers."""
    logits, kinds, quality = model(batch, with_opinion, kind, WORD_DROP)
    block = by_page(logits, batch.label, batch)
    f1 = soft_f1(logits.sigmoid(), batch)
    with_gold = (batch.gold > 0).float()
    loss = block + with_gold * (1 - f1)
    hard = soft_f1((logits > 0).float(), batch).clamp(0, 1)
    loss = loss + 0.3 * with_gold * functional.binary_cross_entropy_with_logits(quality, hard, reduction="none")
    loss = (loss * batch.trust).sum() / batch.trust.sum()
    if (batch.kind >= 0).any():
        loss = loss + 0.2 * functional.cross_entropy(kinds, batch.kind, ignore_index=-1)
    if (batch.taught >= 0).any():
        loss = loss / 2 + by_page(logits, batch.taught, batch).mean()
    return loss


def by_page(logits: Tensor, target: Tensor, batch: Batch) -> Tensor:
    """The mean cross entropy of each page's blocks with a known target, weighted by their length (P values)."""
    weight = (batch.words.clamp(max=300).sqrt() + 0.5) * (target >= 0).float()
    pages = len(batch.kind)
    total = torch.zeros(pages).index_add_(0, batch.page, weight).clamp(min=1)
    each = functional.binary_cross_entropy_with_logits(logits, target.clamp(min=0), reduction="none")
    return torch.zeros(pages).index_add_(0, batch.page, each * weight) / total


def fit_taught(samples: list[Sample], vocabulary: int, seed: int, epochs: int) -> Tagger:
    """Train teachers that differ by seed, then one net that hears the labels and what the teachers say together.

    Knowledge distillation (Hinton, Vinyals, Dean 2015): one net of the size of one, nearly as right as all together,
    and the pages without gold teach it too.
    """
    usable = [sample for sample in samples if len(sample.label) <= MAX_ROWS]
    lessons = {id(sample): np.zeros((2, len(sample.label)), dtype=np.float32) for sample in usable}
    for teacher in range(TEACHERS):
        model = fit(samples, vocabulary, 100 * seed + teacher, epochs)
        for with_opinion in (False, True):
            for sample, said in zip(usable, score(model, usable, with_opinion=with_opinion), strict=True):
                lessons[id(sample)][int(with_opinion)] += said.keep / TEACHERS
    return fit(samples, vocabulary, seed, epochs, lessons)


def teach_dumps(samples: list[Sample], said: dict[tuple[str, str], np.ndarray]) -> dict[int, np.ndarray]:
    """The predictions of the head with the DOM, mapped to the blocks of the page's dumps, for training the other head.

    ``said``: probabilities of the blocks of a page by corpus and id. So pages without gold train plain text too.
    """
    lessons = {}
    for sample in samples:
        lesson = np.full((2, len(sample.label)), -1, dtype=np.float32)
        keep = said.get((sample.corpus, sample.id))
        if sample.origin is not None and keep is not None:
            row, share = sample.origin.row, sample.origin.share
            found = np.bincount(row, share, len(sample.label))
            kept = np.bincount(row, share * keep[sample.origin.block], len(sample.label))
            lesson[:] = np.where(found >= MIN_FOUND, kept / np.maximum(found, MIN_FOUND), -1)
        lessons[id(sample)] = lesson
    return lessons


def fit(
    samples: list[Sample],
    vocabulary: int,
    seed: int,
    epochs: int = EPOCHS,
    lessons: dict[int, np.ndarray] | None = None,
    *,
    lexicon: int = 0,
) -> Tagger:
    """Train one net. The same samples and seed give the same weights on one machine.

    ``lessons``: by ``id`` of a sample, what teachers say of its n blocks without and with the second opinion (2 x n).
    ``vocabulary`` and ``lexicon``: how many words there are, or 0.
    """
    torch.manual_seed(seed)
    shuffle = random.Random(seed)
    model = Tagger(vocabulary, lexicon)
    mean = {name: value.detach().clone() for name, value in model.state_dict().items()}
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=WEIGHT_DECAY, fused=True)
    usable = [sample for sample in samples if len(sample.label) <= MAX_ROWS]
    usable = [
        sample
        for sample in usable
        if (sample.label >= 0).any() or (lessons is not None and (lessons[id(sample)] >= 0).any())
    ]
    steps = epochs * ((len(usable) + PAGES_A_BATCH - 1) // PAGES_A_BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.15)
    step = 0
    for _ in range(epochs):
        shuffle.shuffle(usable)
        model.train()
        for start in range(0, len(usable), PAGES_A_BATCH):
            chosen = usable[start : start + PAGES_A_BATCH]
            with_opinion = torch.rand(len(chosen)) < OPINION_SHARE
            kind = torch.tensor([sample.kind for sample in chosen])
            kind = torch.where(torch.rand(len(chosen)) < KNOWN_KIND_SHARE, kind, -1)
            taught = None
            if lessons is not None:
                taught = [
                    lessons[id(sample)][int(asked)] for sample, asked in zip(chosen, with_opinion.tolist(), strict=True)
                ]
            loss = loss_of(model, collate(chosen, taught), with_opinion, kind)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            decay = min(AVERAGE, step / (step + 10))
            with torch.no_grad():
                for name, value in model.state_dict().items():
                    mean[name].lerp_(value, 1 - decay)
    model.load_state_dict(mean)
    return model.eval()


@torch.no_grad()
def score(model: Tagger, samples: list[Sample], *, with_opinion: bool, kind_known: bool = False) -> list[Score]:
    """Score pages one by one."""
    scores = []
    for sample in samples:
        batch = collate([sample])
        kind = batch.kind if kind_known else torch.tensor([-1])
        logits, kinds, quality = model(batch, torch.tensor([with_opinion]), kind)
        keep = logits[: len(sample.label)].sigmoid().numpy()
        scores.append(Score(keep, kinds[0].softmax(0).numpy(), float(quality.sigmoid()[0])))
    return scores


def word_f1(sample: Sample, keep: np.ndarray) -> float:
    """Word F1 of a set of blocks, by the words that the alignment found."""
    words = float((keep * sample.words).sum())
    right = float((keep * sample.words * sample.label.clip(0)).sum())
    return 2 * right / max(1.0, words + sample.gold)
