"""The names of uses, what each use includes, and how statements combine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urljoin

from cleaner.classes import dataclass
from cleaner.model import UsageStatement
from cleaner.vocabulary import USES, Use

MAX_TEXT = 500  # characters of a site's words that are stored
# A refusal of the first use also refuses the others. Reserving text and data mining (TDM) reserves training and input.
INCLUDES: Mapping[Use, tuple[Use, ...]] = {
    "all": ("tdm", "train-ai", "train-genai", "ai-input", "search"),
    "tdm": ("train-ai", "train-genai", "ai-input"),
    "train-ai": ("train-genai",),
}
# Permissions extend only where one vocabulary says so. "Mining is not reserved" says nothing about other uses.
SPREADS: Mapping[Use, tuple[Use, ...]] = {use: parts for use, parts in INCLUDES.items() if use != "tdm"}


@dataclass(frozen=True, slots=True)
class Standing:
    """The result of all statements: uses that are refused, and uses that are allowed, in the order of ``USES``."""

    refused: tuple[Use, ...] = ()
    allowed: tuple[Use, ...] = ()


def statement(source: str, text: str, answers: Mapping[Use, bool]) -> UsageStatement:
    """A statement with its meaning for every use. What it says about a use itself overrides the including uses.

    >>> said = statement("header content-usage", "train-ai=n", {"train-ai": False})
    >>> said.refused
    ('train-ai', 'train-genai')
    """
    known = dict(answers)
    for use in USES:  # from the general to the specific, so that the most specific word counts
        if use in answers:
            for part in (SPREADS if answers[use] else INCLUDES).get(use, ()):
                if part not in answers:
                    known[part] = answers[use]
    refused = tuple(use for use in USES if known.get(use) is False)
    allowed = tuple(use for use in USES if known.get(use) is True)
    return UsageStatement(source, " ".join(text.split())[:MAX_TEXT], refused, allowed)


def license_at(source: str, address: str, base: str) -> UsageStatement:
    """The statement that a licence lies at an address."""
    try:
        where = urljoin(base, address.strip())
    except ValueError:
        where = address.strip()
    return UsageStatement(source, where[:MAX_TEXT], license=where[:MAX_TEXT])


def combine(statements: Iterable[UsageStatement]) -> Standing:
    """The most restrictive of all statements, use by use (draft-ietf-aipref-vocab-06, combining preferences)."""
    refused: set[Use] = set()
    allowed: set[Use] = set()
    for said in statements:
        refused.update(said.refused)
        allowed.update(said.allowed)
    return Standing(
        tuple(use for use in USES if use in refused), tuple(use for use in USES if use in allowed - refused)
    )


def refusal(statements: Iterable[UsageStatement], uses: Iterable[Use]) -> str | None:
    """Why a page must not be used for one of ``uses``, in a line that quotes the site. None if nothing refuses."""
    wanted = tuple(uses)
    for said in statements if wanted else ():
        for use in wanted:
            if use in said.refused:
                return f"the site refuses {use} ({said.source}: {said.text})"
    return None
