"""Pages in a made-up language, seeded, so that no rule and no tagger knows its words."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass
class Tongue:
    """A generator of made-up words and sentences."""

    seed: int

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.words = [self.word() for _ in range(600)]

    def word(self) -> str:
        return "".join(
            self.dice.choice("bdfgklmnprstvz") + self.dice.choice("aeiou") for _ in range(self.dice.randint(1, 4))
        )

    def line(self, words: int) -> str:
        return " ".join(self.dice.choice(self.words) for _ in range(words)).capitalize()

    def sentence(self, words: int = 40) -> str:
        return f"{self.line(words)}."


def page(seed: int, *, inside: str = "", below: str = "", paragraphs: int = 6, url: str = "") -> str:
    """A page with its own article, and the given markup in the middle of the body and after it."""
    tongue = Tongue(seed)
    body = [f"<p>{tongue.sentence()}</p>" for _ in range(paragraphs)]
    body.insert(paragraphs // 2, inside)
    link = f'<link rel="canonical" href="{url}">' if url else ""
    return (
        f"<!doctype html><html><head><title>{tongue.line(5)}</title>{link}</head><body>"
        f"<main><article class='story'><h1>{tongue.line(6)}</h1>{''.join(body)}</article>{below}</main></body></html>"
    )
