"""Bodies in other fields of JSON-LD than ``articleBody``: texts of works, jobs, events, recipes, questions, answers.

Many pages show less than these fields state, or the same in other words. So they are used only for pages that show
almost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import islice

WORKS = ("Article", "Posting", "CreativeWork", "WebPage", "Report")  # endings of types that may have a text
GUIDES = frozenset({"Recipe", "HowTo"})
# Types of items whose description is all that their page says, and with which the names of others end.
DESCRIBED = frozenset({
    "JobPosting", "Product", "ProductGroup", "Course", "VideoObject", "AudioObject", "PodcastEpisode", "Book", "Movie",
    "SoftwareApplication", "Dataset", "RealEstateListing",
})  # fmt: skip
EVENTS = "Event"
MAX_STEPS = 2_000
MAX_LEVELS = 4  # nested sections of a recipe


def other_body(node: dict[str, object]) -> tuple[str, str]:
    """The body of an item as text or HTML, and the name of its field. Empty if the item has none."""
    types = {name.rpartition("/")[2] for name in _strings(node.get("@type"))}
    text = node.get("text")
    if isinstance(text, str) and any(name.endswith(WORKS) for name in types):
        return text, "text"
    if types & DESCRIBED or any(name.endswith(EVENTS) for name in types):
        field = "transcript" if isinstance(node.get("transcript"), str) else "description"
        said = node.get(field)
        return (said, field) if isinstance(said, str) else ("", "")
    return guide_body(node)


def guide_body(node: dict[str, object]) -> tuple[str, str]:
    """The ingredients and steps of a guide, or questions with their answers, as HTML, and the name of the field."""
    types = {name.rpartition("/")[2] for name in _strings(node.get("@type"))}
    if types & GUIDES:
        return _guide(node), "recipeInstructions" if "Recipe" in types else "step"
    if "FAQPage" in types:
        return "".join(islice(_answers(node.get("mainEntity")), MAX_STEPS)), "mainEntity"
    return "", ""


def _strings(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one


def _guide(node: dict[str, object]) -> str:
    """The ingredients or tools as a list, and the steps."""
    needed = "".join(
        f"<li>{escape(text, quote=False)}</li>" for text in _strings(node.get("recipeIngredient") or node.get("supply"))
    )
    steps = node.get("recipeInstructions") or node.get("step")
    steps_html = "".join(f"<p>{text}</p>" for text in islice(_steps(steps, MAX_LEVELS), MAX_STEPS))
    return (f"<ul>{needed}</ul>" if needed and steps_html else "") + steps_html


def _steps(value: object, levels: int) -> Iterator[str]:
    """The texts of steps, which are strings, items, or sections of them."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            text = one.get("text") or one.get("name")
            if isinstance(text, str):
                yield text
            if one.get("itemListElement") and levels > 0:
                yield from _steps(one["itemListElement"], levels - 1)


def _answers(value: object) -> Iterator[str]:
    """Questions, each with its first answer."""
    for question in value if isinstance(value, list) else [value]:
        if isinstance(question, dict):
            answers = question.get("acceptedAnswer") or question.get("suggestedAnswer")
            answer = answers[0] if isinstance(answers, list) and answers else answers
            name, text = question.get("name"), answer.get("text") if isinstance(answer, dict) else None
            if isinstance(name, str) and isinstance(text, str):
                yield f"<h2>{escape(name, quote=False)}</h2><p>{text}</p>"
