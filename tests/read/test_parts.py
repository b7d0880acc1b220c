"""What a page states as parts of its subject stays: ingredients, steps, questions and answers."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.model import Block
from cleaner.read.parts import _find_runs
from tests.read.elsewhere import TEXTS, json_ld

STORY = "".join(f"<p>{text}</p>" for text in TEXTS[:3])
AMOUNTS = ("250 g", "1", "2 tbsp", "1 pinch of")
NAMES = ("rye flour", "egg", "black treacle", "salt")
STEPS = (
    "Melt the treacle in a pan.",
    "Stir in the flour and the egg.",
    "Bake for forty minutes.",
)
QUESTIONS = {
    "How long does the loaf keep?": "A week, if it is wrapped in a cloth. After that it is good toast.",
    "Can it be frozen?": "Yes, in slices.",
}
NAV = "".join(f"<li><a href=/{name}>{name}</a></li>" for name in ("Bread", "Cakes", "Soups", "Salt", "Egg", "Stews"))


def page(body: str, script: str = "", aside: str = "") -> str:
    return (
        f"<!doctype html><html lang=en><head><title>Treacle loaf | The Quay</title>{script}</head><body>"
        f"<nav><ul>{NAV}</ul></nav><main><h1>Treacle loaf</h1>{STORY}{body}</main><aside>{aside}</aside>"
        "<footer><ul><li><a href=/terms>Terms</a></li><li><a href=/imprint>Imprint</a></li></ul></footer></body></html>"
    )


def recipe(**more: object) -> str:
    ingredients = [f"{amount} {name}" for amount, name in zip(AMOUNTS, NAMES, strict=True)]
    steps = [{"@type": "HowToStep", "text": step} for step in STEPS]
    value = {"@type": "Recipe", "name": "Treacle loaf", "recipeIngredient": ingredients, "recipeInstructions": steps}
    return json_ld({**value, **more})


def tiles(names: str) -> str:
    """Amounts and names in boxes of their own, as widgets of recipes have them; they look like prices."""
    rows = "".join(
        f'<div class="row"><div class="{names}"><span>{amount}</span></div><div class="{names}"><a href=/p/{nth}></a>'
        f"<span>{name}</span></div></div>"
        for nth, (amount, name) in enumerate(zip(AMOUNTS, NAMES, strict=True))
    )
    return f'<div class="sidebar related widget shop-cards"><div class="tabs"><span>1x</span></div>{rows}</div>'


def faq(pairs: dict[str, str]) -> str:
    entities = [
        {"@type": "Question", "name": name, "acceptedAnswer": {"@type": "Answer", "text": f"<p>{text}</p>"}}
        for name, text in pairs.items()
    ]
    return json_ld({"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": entities})


def test_ingredients_that_json_ld_states() -> None:
    text = clean(page(tiles("cell"), recipe())).text
    assert all(amount in text and name in text for amount, name in zip(AMOUNTS, NAMES, strict=True))


@pytest.mark.parametrize("heading", ["Ingredients", "Zutaten für vier", "材料"])
def test_ingredients_in_elements_of_that_name(heading: str) -> None:
    text = clean(page(f"<h2>{heading}</h2>{tiles('recipe-ingredient')}")).text
    assert all(amount in text and name in text for amount, name in zip(AMOUNTS, NAMES, strict=True))


def test_other_tiles_go() -> None:
    """The same boxes without a statement; if they stayed by themselves, the tests above would show nothing."""
    text = clean(page(tiles("cell"))).text
    assert not all(name in text for name in NAMES)


@pytest.mark.parametrize(
    "aside",
    [
        "".join(
            f'<div class=card><a href=/r/{n}>Loaf {n}</a><div class="ingredients">{n} items</div></div>' for n in "345"
        ),
        '<ul class="ingredients">' + "".join(f"<li><a href=/i/{name}>{name}</a></li>" for name in NAMES) + "</ul>",
    ],
    ids=["cards", "menu"],
)
def test_names_beside_other_recipes_go(aside: str) -> None:
    text = clean(page("", aside=aside)).text
    assert "items" not in text
    assert "treacle\n" not in text


def test_questions_stay_with_their_answers() -> None:
    boxes = "".join(
        f'<div class="ac-item"><div class="ac-head"><span>{question}</span></div><div class="ac-body">{answer}</div>'
        "</div>"
        for question, answer in QUESTIONS.items()
    )
    text = clean(page(f'<div class="newsletter-faq">{boxes}</div>', faq(QUESTIONS))).text
    assert all(question in text and answer in text for question, answer in QUESTIONS.items())


def test_a_question_without_its_answer_is_left_to_the_tagger() -> None:
    menu = "".join(f"<li><a href=#q>{question}</a></li>" for question in QUESTIONS)
    told, untold = (clean(page("", script, f"<ul>{menu}</ul>")).text for script in (faq(QUESTIONS), ""))
    assert told == untold


@pytest.mark.parametrize(
    "script",
    [
        recipe(name="Rye rusks") + recipe(name="Oat cakes", recipeIngredient=["1 egg"]),
        json_ld(
            {"@type": "ItemList", "itemListElement": [{"@type": "Recipe", "name": "Loaf", "recipeIngredient": NAMES}]}
        ),
        json_ld([[]]) + '<script type=\'application/ld+json\'>{"recipeIngredient": [1, null, {}], "@type":</script>',
    ],
    ids=["two others", "in a list", "broken"],
)
def test_statements_of_nothing_on_the_page(script: str) -> None:
    assert clean(page(tiles("cell"), script)).text == clean(page(tiles("cell"))).text


def block(text: str, *, linked: bool = False) -> Block:
    return Block(0, "other", text, link_chars=len(text) if linked else 0)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("2 eggs", "salt"), [0, 1]),
        (("2", "eggs", "x", "salt"), [0, 1, 3]),
        (("salt", *"abcdefgh"), []),  # alone
        (("salt", "salt"), []),  # the same twice
        (("2 eggs", *"abcdefgh", "salt"), []),  # far apart
        (("salted", "2 eggs"), []),
    ],
)
def test_short_parts(texts: tuple[str, ...], found: list[int]) -> None:
    folded = [text.replace(" ", "") for text in texts]
    assert [*_find_runs(frozenset({"2eggs", "salt"}), [*map(block, texts)], folded)] == found
