"""The body judge: which blocks are the text of a page, before rules are applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.classes import dataclass
from cleaner.errors import ConfigError
from cleaner.judge import asides, confidence, datarows, network, repeats, tagger
from cleaner.judge.arrays import np
from cleaner.judge.compiled import extract, tag
from cleaner.judge.inputs import Hint
from cleaner.judge.weights import Head, Table, Weights, load_weights
from cleaner.model import Document, Verdict
from cleaner.vocabulary import BlockKind, PageKind

if TYPE_CHECKING:
    from cleaner.config import CleanSettings

RUNNING: BlockKind = "other"  # lines that each page of a PDF file repeats, in plain text
TRAFILATURA_CONFIDENCE = 0.5  # trafilatura gives no measure of how good its text is


@dataclass(frozen=True, slots=True)
class Body:
    """The result of the body judge: one verdict per block, the kind of page, the expected word F1."""

    verdicts: list[Verdict]
    kind: PageKind | None
    confidence: float


def load_own(path: Path) -> Weights:
    """The user's own weights. Raises ConfigError, which names the file."""
    try:
        return load_weights(path)
    except OSError as error:
        raise ConfigError(f"clean.weights: {path}: {error.strerror or error}") from None
    except Exception as error:  # a foreign file may cause any error
        raise ConfigError(f"clean.weights: {path}: no weights of the tagger") from error


def judge_body(
    document: Document,
    html: str,
    title: str | None,
    hints: Mapping[int, Hint],
    *,
    settings: CleanSettings,
    trace: Callable[[str], None],
) -> Body:
    """Ask the tagger, or trafilatura alone if the user chose that mode."""
    if not document.blocks:
        return Body([], None, 0.0)
    if document.source == "text" and RUNNING in {block.kind for block in document.blocks}:
        return _judge_pages(document, html, title, hints, settings=settings, trace=trace)
    if settings.mode == "trafilatura" and html:
        from cleaner.judge import second_opinion

        verdicts = second_opinion.judge(document, second_opinion.extract(html))
        trace("second opinion")
        if verdicts:
            return Body(verdicts, None, TRAFILATURA_CONFIDENCE)
    weights = load_weights() if settings.weights is None else load_own(settings.weights)
    head: Head = "text" if document.source == "text" else "dom"
    seen = extract(document, title, hints, weights.words_of(head))
    trace("features")
    prediction = tag(seen, weights, head=head, kind=settings.kind)
    table: Table = "dom"
    if head == "text":
        prediction = prediction.as_arrays()
        table = tagger.choose_table(head, np.asarray(prediction.keep), tagger.measure(document))
    verdicts = tagger.judge(document, prediction, weights, hints, table, prefer=settings.prefer)
    trace("tagger")
    if head == "text":
        for at in datarows.find_rows(document.blocks, [verdict.keep for verdict in verdicts]):
            verdicts[at] = Verdict(at, True, datarows.JUDGE, datarows.RULE)
        line = repeats.find_title_line(document, title)
        if line is not None:  # in plain text, only this line says what the page is about
            verdicts[line] = Verdict(line, True, repeats.JUDGE, "title-line")
        return Body(verdicts, prediction.kind, network.calibrate(prediction.quality, weights.calibration[table]))
    sure = confidence.estimate(prediction, verdicts, document.blocks)
    return Body(verdicts, prediction.kind, sure)


def _judge_pages(
    document: Document,
    html: str,
    title: str | None,
    hints: Mapping[int, Hint],
    *,
    settings: CleanSettings,
    trace: Callable[[str], None],
) -> Body:
    """The same for a text whose pages have running lines. The tagger does not see those, as they cut the text."""
    staying = [block for block in document.blocks if block.kind != RUNNING]
    places = [block.index for block in staying]
    bare = replace(document, blocks=tuple(replace(block, index=at) for at, block in enumerate(staying)))
    seen = {at: hints[place] for at, place in enumerate(places) if place in hints}
    body = judge_body(bare, html, title, seen, settings=settings, trace=trace)
    verdicts = {places[verdict.block]: verdict._replace(block=places[verdict.block]) for verdict in body.verdicts}
    for block in document.blocks:
        verdicts.setdefault(block.index, Verdict(block.index, False, asides.JUDGE, "paging", "navigation"))
    return replace(body, verdicts=[verdicts[at] for at in sorted(verdicts)])
