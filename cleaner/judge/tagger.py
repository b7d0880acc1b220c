"""The decisions of the trained judge: which blocks stay, by the probabilities of the net (``network.py``).

``_choose_in_core`` does the first part of it in C for HTML pages, if the core was built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, islice
from operator import not_
from typing import Literal

from cleaner import core
from cleaner.judge import standfirst
from cleaner.judge.arrays import Flags, Floats, np, room
from cleaner.judge.bulk import tell
from cleaner.judge.cut import CORE_KINDS, find_thresholds, is_of, name_kind
from cleaner.judge.ends import find_ends
from cleaner.judge.folding import count_words, is_dated
from cleaner.judge.handover import set_up_core
from cleaner.judge.inputs import Hint
from cleaner.judge.kinds import guess_kinds
from cleaner.judge.mentions import ends_sentence
from cleaner.judge.network import Prediction, calibrate
from cleaner.judge.panels import find_panels, find_titles
from cleaner.judge.runs import MIN_PROSE_CHARS, is_prose
from cleaner.judge.steps import whole_lists
from cleaner.judge.weights import Head, Table, Weights
from cleaner.judge.within import find_stanzas, find_within
from cleaner.model import Block, Document, Verdict
from cleaner.prefilters import HEADINGS, find_hidden, find_kinds, find_sized
from cleaner.vocabulary import Preference

JUDGE = "tagger"
RULE = "tagger"
RESCUE_RULE = "tagger-rescue"
RESCUE = 0.1  # the threshold of a page of which almost nothing would stay
MAX_SHORT_CHARS = 1_000  # in such a short plain text, every sentence matters
MIN_SENTENCE_CHARS = 60
SENTENCE_THRESHOLD = 0.2  # of a sentence in plain text, where a lost sentence is worse than a line of chrome
LOST = 0.4  # the expected word F1 below which the tagger's doubts about prose in plain text are ignored
MIN_PROSE_WORDS = 14
HEADING_THRESHOLD = 0.5  # the threshold of a heading of text that stays
MAX_DATE_CHARS = 40  # of a heading that is a date
STANDFIRST_THRESHOLD = 0.2  # the threshold of a standfirst: only a few words, but the first of the text
MIN_STANDFIRST_CHARS = 40
STANDFIRST_KINDS = frozenset({"paragraph", "heading", "quote", "other"})
CLEAN_SHARE = 0.8  # expected share of a plain text that stays, from which it counts as cleaned by another tool
# Factors for the odds of the page's threshold, if the user prefers one error. Doubled odds halve the leak of snippets.
ODDS: Mapping[Preference, float] = {"precision": 2.0, "balanced": 1.0, "recall": 0.25}
# The same for a dump that is of these kinds with less than this chance (train/README.md).
ODDS_IN_DOUBT, LIKELY_KIND, TEXT_KINDS = 0.6, 0.7, (*sorted(CORE_KINDS), "forum")
MIN_KEPT_CHARS = 250  # if less than this stays of a page with more prose, that is taken for a mistake


def choose_table(head: Head, keep: Floats, sizes: Floats) -> Table:
    """The name of the choice and the calibration for a page. ``keep``: n probabilities, ``sizes``: n words or letters.

    A plain text of which almost all should stay has been cleaned by another tool. Blocks that would be dropped from it
    are more often paragraphs than chrome, so such texts have their own choice.
    """
    if head == "dom":
        return "dom"
    return "text-clean" if float(keep @ sizes) >= CLEAN_SHARE * float(sizes.sum()) else "text"


def lean(threshold: float, factor: float) -> float:
    """A threshold moved towards precision or recall: its odds are multiplied, so it stays between 0 and 1.

    >>> [round(lean(0.5, ODDS[prefer]), 2) for prefer in ("precision", "balanced", "recall")]
    [0.67, 0.5, 0.2]
    """
    return threshold * factor / (1 + threshold * (factor - 1))


def judge(
    document: Document,
    prediction: Prediction,
    weights: Weights,
    hints: Mapping[int, Hint],
    table: Table,
    *,
    prefer: Preference = "balanced",
) -> list[Verdict]:
    """One verdict per block.

    A block stays if it reaches the page's threshold (``cut.find_thresholds``). The threshold is lower for a page that
    has prose and would keep almost nothing, for sentences of plain text, for standfirsts, for headings above text that
    stays, and for blocks within it or at its end. ``table`` names the choice, ``prefer`` changes only the threshold.
    """
    chosen = _choose_in_core if core.compiled is not None and document.source == "html" else _choose
    keep, free, rule = chosen(document, prediction, weights, hints, table=table, prefer=prefer)
    barred = frozenset(compress(range(len(free)), map(not_, free)))
    chance = prediction.keep.tolist()
    for nth in find_within(document, keep, chance, barred, cleaned=table == "text-clean"):
        keep[nth] = keep[nth] or free[nth]
    if table == "text":
        whole_lists(document.blocks, keep, chance, barred)
    if document.source == "html":
        under = find_below_headline(document, keep, headline_rank(document.blocks))
        named = standfirst.find_named(under, chance, barred)
        points = standfirst.find_points(under, chance, barred)
        for nth in (*named, *points, *find_panels(document.blocks, keep, chance, hints.keys())):
            keep[nth] = True
        for find in (find_titles, find_ends):
            for nth in [*find(document.blocks, keep, chance, barred)]:
                keep[nth] = True
    for nth in _empty_headings(document.blocks, keep):
        keep[nth] = False
    return tell(JUDGE, keep, prediction.keep, guess_kinds(document.blocks, hints, keep), (RULE, rule))


def _choose(
    document: Document, prediction: Prediction, weights: Weights, hints: Mapping[int, Hint], *, table: Table,
    prefer: Preference,
) -> tuple[list[bool], list[bool], str]:  # fmt: skip
    """Which blocks stay by their own probability, which have nothing against them, and the rule of those that stay."""
    chance = np.asarray(prediction.keep)
    sizes = measure(document)
    plain: Literal["dump"] | None = "dump" if table == "text" else None
    kind = name_kind(prediction.kinds) if document.source == "html" else plain
    thresholds = find_thresholds(chance, sizes, weights.choices[table], kind)
    sentences = np.array([_is_sentence(block) for block in document.blocks], dtype=bool)
    doubtful = plain == "dump" and not is_of(TEXT_KINDS, prediction.kinds, LIKELY_KIND)
    factor = ODDS[prefer] * (ODDS_IN_DOUBT if doubtful else 1.0)
    keep = chance >= np.where(sentences, lean(thresholds.sentence, factor), lean(thresholds.block, factor))
    rule = RULE
    if sizes[keep].sum() < MIN_KEPT_CHARS < sizes[[is_prose(block) for block in document.blocks]].sum():
        keep = keep | (chance >= RESCUE)
        rule = RESCUE_RULE
    if document.source == "text":
        expected = calibrate(prediction.quality, weights.calibration[table])
        doubted = _keep_in_doubt(document, chance, sentences, expected, short=sizes.sum() < MAX_SHORT_CHARS)
        line = standfirst.find_standfirst(document, (keep | doubted).tolist(), chance.tolist())
        if line is not None:
            doubted[line] = True
        doubted[find_stanzas(document, (keep | doubted).tolist())] = True
    else:
        doubted = _keep_standfirst(document, keep, chance)
    free = np.array([not block.hidden and block.index not in hints for block in document.blocks], dtype=bool)
    keep = keep | (doubted & free)
    keep = keep | (_keep_headings(document, keep, chance, free) & free)
    return keep.tolist(), free.tolist(), rule


def _choose_in_core(
    document: Document, prediction: Prediction, weights: Weights, hints: Mapping[int, Hint], *, table: Table,
    prefer: Preference,
) -> tuple[list[bool], list[bool], str]:  # fmt: skip
    """The same for an HTML page, by the compiled core."""
    set_up_core()
    keep, free = room("?", len(document.blocks)), room("?", len(document.blocks))
    rescued = core.compiled.choose(
        document.blocks, hints, prediction.keep, *weights.choices[table], name_kind(prediction.kinds) in CORE_KINDS,
        ODDS[prefer], keep, free,
    )  # fmt: skip
    return [*keep], [*free], RESCUE_RULE if rescued else RULE


def _empty_headings(blocks: Sequence[Block], keep: Sequence[bool]) -> Iterator[int]:
    """Hidden headings, as of a closed dialog, whose hidden text goes."""
    hidden = [blocks[at] for at in find_hidden(blocks) if keep[at]]
    for heading in [block for block in hidden if block.kind == "heading"]:
        text = [*_hidden_text(blocks, heading)]
        if text and not any(keep[index] for index in text):
            yield heading.index


def _hidden_text(blocks: Sequence[Block], heading: Block) -> Iterator[int]:
    """The hidden blocks below a heading, up to the next one of its level."""
    for block in islice(blocks, heading.index + 1, None):
        if not block.hidden or (block.kind == "heading" and block.level <= heading.level):
            return
        if block.kind != "heading":
            yield block.index


def _keep_in_doubt(
    document: Document, chance: Floats, sentences: Flags, expected: float, *, short: bool
) -> Flags:  # fmt: skip
    """Blocks of plain text kept in doubt: likely sentences, and all prose where the tagger expects to be wrong.

    Keeping all prose costs nothing on held-out texts with an ``expected`` word F1 below LOST: 0.37 before and after.
    """
    doubted = sentences & (chance >= (RESCUE if short else SENTENCE_THRESHOLD))
    if expected < LOST:
        doubted |= [count_words(block.text) >= MIN_PROSE_WORDS for block in document.blocks]
    return np.asarray(doubted, dtype=np.bool_)


def _keep_headings(document: Document, keep: Flags, chance: Floats, free: Flags) -> Flags:
    """Headings that stay: those between two blocks that stay, and likely ones before a block that stays.

    On held-out pages three of five such headings belong to the text. In plain text, so does one that begins the page,
    and one below a label such as "Advertisement" that has text above it: ``free`` are blocks with nothing against them.
    """
    after = np.append(keep[1:], False)
    before = np.append(document.source == "text", keep[:-1]) | (chance >= HEADING_THRESHOLD)
    if document.source == "text":
        before[2:] |= keep[:-2] & ~free[1:-1]
    headings = [block.kind == "heading" and not is_dated(block.text, MAX_DATE_CHARS) for block in document.blocks]
    return np.asarray(after & before & headings, dtype=np.bool_)


def _keep_standfirst(document: Document, keep: Flags, chance: Floats) -> Flags:
    """Blocks that stay as a standfirst: likely ones between the headline and the first prose that stays.

    On held-out pages two of three such blocks belong to the text in news, one of three in other articles.
    """
    found = np.zeros(len(keep), dtype=np.bool_)
    for block in find_below_headline(document, keep):
        found[block.index] = (
            chance[block.index] >= STANDFIRST_THRESHOLD
            and block.kind in STANDFIRST_KINDS
            and len(block.text) >= MIN_STANDFIRST_CHARS
            and 2 * block.link_chars < len(block.text)
        )
    return found


def find_below_headline(document: Document, keep: Sequence[bool] | Flags, rank: int = 1) -> Sequence[Block]:
    """The blocks between the last heading of this rank above the first prose that stays, and this prose; else none."""
    blocks = document.blocks
    first = next((at for at in find_sized(blocks, MIN_PROSE_CHARS) if keep[at] and is_prose(blocks[at])), 0)
    for at in range(first - 1, -1, -1):
        if blocks[at].kind == "heading" and blocks[at].level == rank:
            return blocks[at + 1 : first]
    return ()


def headline_rank(blocks: Sequence[Block]) -> int:
    """The rank of the headline: 1, or 2 on a page without a heading of rank 1."""
    return 1 if any(blocks[at].level == 1 for at in find_kinds(blocks, HEADINGS)) else 2


def measure(document: Document) -> Floats:
    """The number of code points of each block."""
    return np.array([len(block.text) for block in document.blocks], dtype=np.float32)


def _is_sentence(block: Block) -> bool:
    return len(block.text) >= MIN_SENTENCE_CHARS and ends_sentence(block.text)
