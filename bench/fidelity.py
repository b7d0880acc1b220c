"""Whether Markdown renders to the text that it was made from, with markdown-it-py and cmark-gfm, page by page.

    python -m bench.fidelity --corpora DIR [--only wcxb-dev] [--naughty FILE]

For each reader, prints the pages whose rendered words are those of the article's blocks, and names those that differ.
Needs the extra ``dev``. cmark-gfm gets the pages without formulas, which it does not support.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cmarkgfm
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from selectolax.lexbor import LexborHTMLParser

from bench.corpora import load
from cleaner import clean
from cleaner.article import Article
from cleaner.model import Block
from cleaner.render.markdown import render
from cleaner.render.outline import build, note_labels

READER = MarkdownIt("commonmark").enable("table").enable("strikethrough").use(footnote_plugin, inline=False)
READER.use(dollarmath_plugin, allow_digits=True, allow_space=False, double_inline=True, allow_labels=False)
CALLOUT = re.compile(r"\[!\w+\]|\[[ x]\]")
TEXTS = ("text", "code_inline", "fence", "code_block", "math_inline", "math_block", "math_inline_double")


def by_markdown_it(markdown: str) -> Counter[str]:
    """The words that markdown-it-py renders."""
    return words("".join(_texts(READER.parse(markdown))))


def _texts(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in TEXTS:
            yield token.content
        elif token.type in ("softbreak", "hardbreak") or (token.type == "html_inline" and token.content == "<br>"):
            yield "\n"
        elif token.type.startswith("footnote_"):
            continue
        elif token.children:
            yield from _texts(token.children)
            yield "\n"


def by_cmark_gfm(markdown: str) -> Counter[str]:
    """The words that cmark-gfm renders, with autolinks, tables, strikethrough and footnotes."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    tree = LexborHTMLParser(cmarkgfm.github_flavored_markdown_to_html(markdown, options=options))
    for node in tree.css("sup.footnote-ref,a.footnote-backref"):
        node.decompose()
    for node in tree.css("br"):
        node.replace_with(" ")
    return words(tree.body.text(deep=True) if tree.body is not None else "")


def words(text: str) -> Counter[str]:
    """Letters and marks without white space, as words."""
    return Counter(CALLOUT.sub(" ", text).replace("\u200b", "").split())


def said(article: Article) -> Counter[str]:
    """The words of the blocks, with formulas as LaTeX and without the marks of notes."""
    labels = note_labels(build(article), article.blocks)
    return words("\n".join(_said(block, labels) for block in article.blocks))


def _said(block: Block, labels: dict[str, str]) -> str:
    out, at = [], 0
    for span in block.spans:
        if span.start < at:
            continue
        if span.kind == "formula":
            out += [block.text[at : span.start], span.value]
            at = span.end
        elif span.kind == "note" and span.value in labels:
            out.append(block.text[at : span.start])
            at = span.end
    return CALLOUT.sub(" ", "".join([*out, block.text[at:]]))


def without_formulas(article: Article) -> Article:
    """The article without blocks that hold a formula."""
    blocks = tuple(block for block in article.blocks if all(span.kind != "formula" for span in block.spans))
    return replace(article, blocks=blocks)


def check(article: Article) -> dict[str, Counter[str]]:
    """For each reader, the words that it renders too often or too rarely, with and without links."""
    plain = without_formulas(article)
    readers: dict[str, tuple[Article, Callable[[str], Counter[str]]]] = {
        "markdown-it-py": (article, by_markdown_it), "cmark-gfm": (plain, by_cmark_gfm),
    }  # fmt: skip
    found: dict[str, Counter[str]] = {}
    for name, (one, read) in readers.items():
        for links in (True, False):
            got, want = read(render(one, links=links)), said(one)
            wrong = (got - want) + (want - got)
            if wrong:
                found[name] = wrong
    return found


def main() -> None:
    """Check the pages of the corpora, and the naughty strings if they are given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--only", default="wcxb-dev")
    parser.add_argument("--naughty", type=Path)
    chosen = parser.parse_args()
    articles: list[tuple[str, Article]] = []
    for name in chosen.only.split(","):
        articles += [
            (f"{name}/{page.id}", clean(page.html, url=page.url)) for page in load(chosen.corpora / name)
        ]  # fmt: skip
    if chosen.naughty:
        strings = json.loads(chosen.naughty.read_text("utf-8"))
        articles += [
            (f"naughty/{nth}", Article((Block(0, "paragraph", " ".join(text.split())),)))
            for nth, text in enumerate(strings)
        ]  # fmt: skip
    wrong: Counter[str] = Counter()
    for name, article in articles:
        for reader, words_of in check(article).items():
            wrong[reader] += 1
            print(f"{name}: {reader}: {dict(words_of.most_common(6))}")
    for reader in ("markdown-it-py", "cmark-gfm"):
        print(f"{reader}: {len(articles) - wrong[reader]} of {len(articles)} pages keep their words")


if __name__ == "__main__":
    main()
