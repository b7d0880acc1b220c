"""Questions with their answers below a heading such as "FAQ" that stays: all of them are text, folded or not.

So is what stands alone below a question in an element of their own.

On gold pages of articles three of four such sections are text where the tagger keeps their heading, and few elsewhere.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import compress
from operator import not_

from cleaner.judge.folding import fold
from cleaner.judge.glances import find_present
from cleaner.judge.places import share_of_links
from cleaner.judge.threads import thread_words
from cleaner.judge.units import find_common, holder_of, is_inside, part_by_lines, signature_of
from cleaner.model import Block
from cleaner.prefilters import HEADINGS, find_kinds
from cleaner.vocabulary import BlockKind

MAX_HEAD_CHARS = 80
MAX_QUESTION_CHARS = 200
QUESTION_MARKS = ("?", "？", "؟", ";")  # the last is that of Greek
MIN_QUESTIONS = 2
MAX_BLOCKS = 120  # of a section
MAX_BEFORE = 3  # blocks between the heading and the first question
MAX_INTRO = 10  # the same below the title of the page
MAX_LINKS = 0.3  # of the letters
MAX_ANSWER_CHARS = 80  # of one of them; the tagger knows longer ones, and those that it drops call for something
MAX_LONE = 3  # blocks below a question in an element of their own
MAX_TO_TEXT = 10  # blocks from an answer to the text below, or from a question to the one above
MAX_NUMBERS = 2  # the question and a number above it
LONE: frozenset[BlockKind] = frozenset({"paragraph", "other"})


def find_answers(blocks: Sequence[Block], keep: Sequence[bool]) -> Iterator[int]:
    """The indices of the questions and the answers below such headings, and of those like others that stay."""
    headings = [blocks[at] for at in find_kinds(blocks, HEADINGS)]
    asked = [head for head in headings if head.text.endswith(QUESTION_MARKS) and not head.link_chars]
    if not all(keep[head.index] and all(keep[head.index + 1 : head.index + 2]) for head in asked):
        yield from _answers_alike(blocks, keep, asked)
    title = next((head for head in headings if head.level == 1), None)  # which does not stay, as it is not said twice
    headings = [head for head in headings if keep[head.index] or head is title]
    heads = [head for head in headings if len(head.text) <= MAX_HEAD_CHARS and not head.link_chars]
    folded = [f" {fold(head.text)} " for head in heads]
    present = find_present("\n".join(folded), thread_words().questions)
    for head, text in zip(heads, folded, strict=True) if present else ():
        if any(name in text for name in present):
            yield from _answers_below(blocks, head)


def _answers_below(blocks: Sequence[Block], head: Block) -> Iterator[int]:
    most = MAX_BEFORE if head.level > 1 else MAX_INTRO
    first = next((block for block in blocks[head.index + 1 : head.index + 2 + most] if _is_question(block)), None)
    holder = None if first is None else find_common((head, first))
    if first is None or holder is None:
        return
    form, starts = signature_of(first), []
    for block in blocks[first.index : first.index + MAX_BLOCKS]:
        if not is_inside(blocks, block.index, holder):
            break
        if _is_question(block) and signature_of(block) == form:
            starts.append(block.index)
        elif block.kind == "heading" and block.level <= head.level:
            break
    if len(starts) < MIN_QUESTIONS:
        return
    units = part_by_lines(blocks, starts, holder)
    parts = blocks[units[0].start : units[-1].stop]
    if all(len(unit) > 1 for unit in units) and share_of_links(parts) <= MAX_LINKS:
        yield from range(units[0].start, units[-1].stop)


def _answers_alike(blocks: Sequence[Block], keep: Sequence[bool], questions: Sequence[Block]) -> Iterator[int]:
    """The questions, with what is below them, that are built like others which stay with their answers, as most do."""
    by_form: dict[tuple[object, ...], list[Block]] = {}
    for head in questions if len(questions) > MIN_QUESTIONS else ():
        by_form.setdefault(signature_of(head), []).append(head)
    for alike in by_form.values():
        reach = range(alike[0].index, alike[-1].index)
        holder = find_common(alike) if len(alike) > MIN_QUESTIONS and len(reach) <= MAX_BLOCKS else None
        if holder is None:
            continue
        units = part_by_lines(blocks, [head.index for head in alike], holder)
        stay = [keep[unit.start] and any(keep[at] for at in unit[1:]) for unit in units]
        if len(units) > sum(stay) >= max(MIN_QUESTIONS, len(units) / 2):
            for unit in compress(units, map(not_, stay)):
                answer = blocks[unit.start + 1 : unit.stop]
                if 0 < len(answer) <= MAX_LONE and not any(
                    block.link_chars or block.hidden or block.kind == "heading" for block in answer
                ):
                    yield from unit


def find_lone(
    blocks: Sequence[Block], keep: Sequence[bool], edges: Sequence[int], matches: Container[int]
) -> Iterator[int]:  # fmt: skip
    """What is below a question that stays, if the two are alone in their element: its answer.

    ``edges`` are the blocks that do not stay, each after one that does. A question and answers that phrases recognise
    (``matches``) call for something: "Want more?".
    """
    for at in edges:
        head = blocks[at - 1]
        if head.link_chars or not _is_question(head) or at - 1 in matches:  # as most
            continue
        holder, below = holder_of(head), holder_of(blocks[at])
        if holder is None or below is None or holder not in (below, below.parent):
            continue
        if is_inside(blocks, at - 1 - MAX_NUMBERS, holder):
            continue
        end = at
        while end <= at + MAX_LONE and is_inside(blocks, end, holder):
            end += 1
        parts = blocks[at:end]
        if not any(keep[end : end + MAX_TO_TEXT]) and not any(
            map(_is_question, blocks[max(0, at - MAX_TO_TEXT) : at - 1])
        ):
            continue  # what ends a page calls for something: "Ready to start?"
        if len(parts) <= MAX_LONE and not any(
            keep[block.index]
            or block.index in matches
            or block.hidden
            or block.link_chars
            or block.kind not in LONE
            or len(block.text) > MAX_ANSWER_CHARS
            for block in parts
        ):
            yield from range(at, end)


def _is_question(block: Block) -> bool:
    return len(block.text) <= MAX_QUESTION_CHARS and block.text.rstrip().endswith(QUESTION_MARKS)
