"""Structure of the output: lists, tables, code, formulas, notes, images, measured on defuddle's fixtures.

    python -m bench.structure --suite ../shared/suites/defuddle [--captions ../shared/corpora/peers-dev]

Prints a table with a row for each measure and a column for each system: ours, trafilatura's Markdown and readability's
HTML. The measures and the pages are the suite's (``measure.py`` and ``structure.py`` there). They need html2text,
jieba, apted, rapidfuzz and mdit-py-plugins. A peer that is not installed is left out, with a note on standard error. A
system that raises an error on a page gets an empty text. With ``--captions``, a second table counts the captions that
each system keeps of those whose images it shows, on the pages of readability's tests.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.captions import pages as captions_of
from bench.captions import score

Shown = dict[str, Any]  # html, text, title, author, site, published
Systems = dict[str, Callable[[dict[str, Any], Any], Shown]]


def ours(page: dict[str, Any], suite: ModuleType) -> Shown:
    """Our Markdown with links and images, rendered."""
    out: Shown = suite.ours(page)
    out["html"] = suite.to_html(out["md"])
    return out


def trafilatura(page: dict[str, Any], suite: ModuleType) -> Shown:
    """Markdown of trafilatura with formatting, links, images and tables, rendered."""
    import trafilatura as peer

    html = page["path"].read_text("utf-8")
    options = {"include_formatting": True, "include_links": True, "include_images": True, "include_comments": False}
    markdown = peer.extract(html, url=page["url"], output_format="markdown", **options) or ""
    found = peer.extract_metadata(html, default_url=page["url"])
    return {
        "html": suite.to_html(markdown), "text": peer.extract(html, url=page["url"], include_comments=False) or "",
        "title": found.title, "author": found.author, "site": found.sitename, "published": found.date,
    }  # fmt: skip


def readability(page: dict[str, Any], suite: ModuleType) -> Shown:
    """readability-lxml's HTML as it is."""
    from lxml.html import fromstring
    from readability import Document

    read = Document(page["path"].read_text("utf-8"), url=page["url"])
    html = read.summary(html_partial=True)
    return {
        "html": html, "text": fromstring(html).text_content(), "title": read.short_title(), "author": None,
        "site": None, "published": None,
    }  # fmt: skip


SYSTEMS: Systems = {
    "ours": ours, "trafilatura": trafilatura, "readability": readability,
}  # fmt: skip
PEERS = ("trafilatura", "readability")  # each needs the library of its name
EMPTY: Shown = {"html": "", "text": "", "title": None, "author": None, "site": None, "published": None}


def installed() -> Systems:
    """The systems that can run here. Those that cannot are named on standard error."""
    missing = [name for name in PEERS if importlib.util.find_spec(name) is None]
    if missing:
        print(f"bench.structure: left out, not installed: {', '.join(missing)}", file=sys.stderr)
    return {name: run for name, run in SYSTEMS.items() if name not in missing}


def measure(folder: Path, suite: ModuleType, systems: Systems) -> dict[str, dict[str, list[float]]]:
    """For each measure and system the values, a page each where the gold has any."""
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for page in suite.load(folder):
        gold_html = suite.to_html(page["gold_md"])
        gold = suite.units(gold_html, page["url"])
        grams = suite.grams(suite.canonical(gold_html)), suite.grams(suite.norm(gold["text"]))
        for name, run in systems.items():
            try:
                out = run(page, suite)
                predicted = suite.units(out["html"], page["url"])
            except Exception:  # a peer may raise anything
                out, predicted = EMPTY, suite.units("", page["url"])
            got, _ = suite.measure(gold, predicted, page["meta"], out, page, *grams)
            for row, value in got.items():
                if value is not None:
                    found[row][name].append(value)
    return found


def print_captions(corpus: Path, suite: ModuleType, systems: Systems) -> None:
    """Print the second table: captions beside kept images, and those kept, over all pages."""
    found = {name: [0, 0] for name in systems}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        for page, captions in captions_of(corpus):
            path.write_bytes(page.html)
            given = {"path": path, "url": page.url or "https://readability.example/a/page.html", "id": page.id}
            for name, run in systems.items():
                try:
                    beside, kept = score(captions, run(given, suite))
                except Exception:  # a peer may raise anything
                    beside = kept = 0
                found[name][0] += beside
                found[name][1] += kept
    print(f"\n| | {' | '.join(systems)} |\n| --- |{' ---: |' * len(systems)}")
    print(f"| captions beside images that stay | {' | '.join(str(beside) for beside, _ in found.values())} |")
    shares = (f"{kept / beside:.3f}" if beside else "-" for beside, kept in found.values())
    print(f"| share of them kept | {' | '.join(shares)} |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", type=Path, required=True, help="the folder with fixtures/ and expected/")
    parser.add_argument("--captions", type=Path, help="the corpus with readability's pages (peers-dev)")
    arguments = parser.parse_args()
    folder = arguments.suite
    sys.path.insert(0, str(folder))
    suite = importlib.import_module("measure")
    systems = installed()
    found = measure(folder, suite, systems)
    print(f"| measure (pages) | {' | '.join(systems)} |\n| --- |{' ---: |' * len(systems)}")
    for row in suite.ROWS:
        if row in found:
            means = [f"{statistics.fmean(found[row][name]):.3f}" for name in systems]
            print(f"| {row} ({len(found[row]['ours'])}) | {' | '.join(means)} |")
    if arguments.captions is not None:
        print_captions(arguments.captions, suite, systems)


if __name__ == "__main__":
    main()
