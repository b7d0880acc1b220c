"""Overruling the rules: what ``--explain`` says to paste is pasted, and the block stays, whichever judge took it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaner import clean
from cleaner.article import Article
from cleaner.config import Config, load_config
from cleaner.errors import ConfigError
from cleaner.judge.decide import Scales
from cleaner.model import Block, Document, Removal, Verdict
from cleaner.report.undo import keep_name, keep_phrase
from cleaner.vocabulary import RemovalKind
from tests.cleaner_cli import cleaner

PROSE = [
    "The council of the harbour town voted on Tuesday to bring the night ferries back, nine years after they were cut.",
    "Eight members voted for the plan and three against it, after a debate that went on until well after midnight.",
    "The boats are to run every forty minutes between eleven at night and five in the morning, at the fare of the day.",
    "The operator keeps two of the old boats and says that it needs until March to train its crews for the route.",
]
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Night ferries return</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/town">Town</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Night ferries return</h1><p>{PROSE[0]}</p><p>Advertisement</p><p>{PROSE[1]}</p><p>{PROSE[2]}</p>
<p>Night ferries return</p><div class="in-short"><p>{PROSE[1]}</p></div><p>{PROSE[3]}</p>
<h3>Related</h3><ul><li><a href="/a">A bridge that nobody crosses</a></li><li><a href="/b">Two boats for sale</a></li>
<li><a href="/c">What the dockers want</a></li></ul></article>
<footer><p>Copyright 2024 The Ellery Courier. All rights reserved.</p></footer></body></html>"""


def keeping(*names: str) -> Config:
    return load_config(env={}, overrides={"clean.keep": list(names)})


def lost(article: Article) -> list[str]:
    return [gone.text for gone in article.removed]


def test_every_line_that_explain_prints_keeps_its_blocks(tmp_path: Path) -> None:
    """Each removal of a page is undone by the very line that ``--explain`` prints for it, through a file and -c."""
    (tmp_path / "page.html").write_text(PAGE)
    shown = cleaner("page", "page.html", "--explain", cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    drops = re.findall(r"^- drop  \[.* \| (\S+) \| (\S+) \| [\d.]+\] (.*)$", shown.stdout, re.M)
    assert {"Advertisement", "Related", "Two boats for sale"} <= {text for _, _, text in drops}
    lines = dict.fromkeys(re.findall(r"^ +(clean\.keep: .*)$", shown.stdout, re.M))
    assert len(lines) >= 3
    saved: set[str] = set()
    for line in lines:
        (tmp_path / "own.yaml").write_text(line)
        gained = {text for _, _, text in drops} - set(
            lost(clean(PAGE, config=load_config(tmp_path / "own.yaml", env={})))
        )
        assert gained, line
        saved |= gained
    again = cleaner("page", "page.html", "-c", "own.yaml", cwd=tmp_path)
    assert gained <= {text.removeprefix("- ") for text in again.stdout.splitlines()}, (
        "the last one through the command line, too"
    )
    assert saved == {text for _, _, text in drops}


@pytest.mark.parametrize(
    ("text", "keep"),
    [
        ("Advertisement", "en/ad-label"), ("Advertisement", "advertisement"), ("Advertisement", "Advert*"),
        ("Two boats for sale", "Two boats for sale"), ("Two boats for sale", "two boats *"),
        ("Related", "en/related-head"), ("Two boats for sale", "en/related-head"),
    ],
)  # fmt: skip
def test_a_rule_or_a_phrase_is_kept(text: str, keep: str) -> None:
    """A rule's id keeps all that it takes, a phrase the block that says it, ``*`` the blocks that begin so."""
    assert text in lost(clean(PAGE))
    article = clean(PAGE, config=keeping(keep))
    assert text not in lost(article)
    assert text in article.text


def test_a_phrase_wins_over_every_judge() -> None:
    """A phrase to keep holds against repeats, runs, the body judge, hiding and the loss of a rule."""
    blocks = tuple(Block(nth, "paragraph", text, hidden=nth == 4) for nth, text in enumerate([*PROSE, "Hidden words"]))
    own = [Verdict(nth, True, "phrases", "user/keep") for nth in range(5)]
    drops = [Verdict(nth, False, judge, "any") for nth, judge in enumerate(("phrases", "runs", "repeats", "template"))]
    body = [Verdict(nth, False, "tagger", "tagger", score=0.99) for nth in range(5)]
    assert Scales(Document(blocks), body, 0.4).add(own + drops).keep == (True,) * 5
    assert Scales(Document(blocks), body, 0.4).add(drops).keep == (False,) * 5


def test_a_phrase_in_prose_yields_to_a_tagger_that_is_very_sure() -> None:
    """A sentence that begins like a notice stays if the tagger knows so; a line that is the notice goes."""
    drop = [Verdict(0, False, "phrases", "en/newsletter", "subscription")]
    prose = f"{PROSE[0]} So they did."
    for text, score, stays in ((prose, 0.95, True), (prose, 0.85, False), ("Advertisement", 0.95, False)):
        document = Document((Block(0, "paragraph", text),))
        body = [Verdict(0, True, "tagger", "tagger", score=score)]
        assert Scales(document, body, 1.0).add(drop).keep == (stays,), text


def test_a_rule_of_shape_is_overruled_by_judge_and_name() -> None:
    """A rule of another judge is named ``judge/rule`` and what it would take then stays, whoever else would take it."""
    document = Document((Block(0, "paragraph", PROSE[0]),))
    drop = [Verdict(0, False, "repeats", "block", "duplicate")]
    assert Scales(document, [], 1.0).add(drop).keep == (False,)
    body = [Verdict(0, False, "tagger", "tagger", score=0.99)]
    assert Scales(document, body, 1.0, overruled=["repeats/block"]).add(drop).keep == (True,)
    assert PROSE[1] in lost(clean(PAGE))
    assert clean(PAGE, config=keeping("repeats/block")).text.count(PROSE[1]) == 2


def test_names_and_phrases() -> None:
    """Phrase rules by id, rules of shape by judge and name, body judges by the block's words."""
    assert keep_name("phrases", "en/ad-label") == "en/ad-label"
    assert keep_name("runs", "tail-after-related") == "runs/tail-after-related"
    assert keep_name("tagger", "tagger") is None
    assert keep_phrase("short  *words*") == "short words"
    long = keep_phrase(PROSE[0] * 3)
    assert long.endswith(" *")
    assert PROSE[0] in clean(PAGE, config=keeping(keep_phrase(PROSE[0]))).text


def test_dropping_by_phrase_and_wrong_phrases() -> None:
    """``clean.drop`` takes what its phrase says, whatever the loss guard thinks; a phrase without a word is refused."""
    config = load_config(env={}, overrides={"clean.drop": [PROSE[0]]})
    assert PROSE[0] not in clean(PAGE, config=config).text
    with pytest.raises(ConfigError, match="holds no word"):
        clean(PAGE, config=keeping("—"))


def test_dotted_keys_in_a_file(tmp_path: Path) -> None:
    """A file may write ``clean.keep: [...]`` beside or instead of a section; an unknown key is still refused."""
    path = tmp_path / "own.yaml"
    path.write_text("clean.keep: [a]\nclean:\n  mode: trafilatura\nfetch:\nfetch.delay: 3\n")
    config = load_config(path, env={})
    assert (config.clean.keep, config.clean.mode, config.fetch.delay) == (("a",), "trafilatura", 3)
    path.write_text("clean.kep: [a]\n")
    with pytest.raises(ConfigError, match=r"did you mean 'clean\.keep'"):
        load_config(path, env={})


def test_explain_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """Controls and markup of a page are shown, not obeyed, in explanation and comparison."""
    hostile = PAGE.replace("Advertisement", "Advertisement [bold red] \x1b[2J\u202e :smile:").replace(
        "Eight", "[/] Eight"
    )
    (tmp_path / "page.html").write_text(hostile, "utf-8")
    for flag in ("--explain", "--diff"):
        shown = cleaner("page", "page.html", flag, cwd=tmp_path)
        assert shown.returncode == 0, shown.stderr
        assert "[/] Eight" in shown.stdout
        assert "\x1b" not in shown.stdout
        assert "\u202e" not in shown.stdout


def test_diff_names_what_only_one_keeps(tmp_path: Path) -> None:
    """Lines that trafilatura alone keeps carry the reason why they went here."""
    (tmp_path / "page.html").write_text(PAGE)
    shown = cleaner("page", "page.html", "--diff", cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"  {PROSE[0]}\n" in shown.stdout
    assert "- [advertisement | phrases | en/ad-label] Advertisement\n" in shown.stdout
    assert re.search(r"- trafilatura: \d+ words   \+ cleaner: \d+ words   in common: \d+%", shown.stdout)
    (tmp_path / "page.txt").write_text("\n\n".join(PROSE))
    assert "no HTML" in cleaner("page", "page.txt", "--diff", cwd=tmp_path).stdout
    both = cleaner("page", "page.txt", "--diff", "--explain", cwd=tmp_path)
    assert (both.returncode, both.stdout) == (2, "")


def test_explain_of_an_article_without_removals() -> None:
    """Nothing to undo, nothing said of it."""
    from io import StringIO

    from cleaner.report.explain import explain_article

    out = StringIO()
    explain_article(Article((Block(0, "paragraph", PROSE[0]),)), out)
    assert "removed 0 blocks" in out.getvalue()
    assert "clean.keep" not in out.getvalue()
    out = StringIO()
    explain_article(Article((), removed=(Removal(0, "other", "tagger", "tagger", "* * *"),)), out)
    assert "clean.keep" not in out.getvalue(), "a block without a word cannot be named"


@pytest.mark.parametrize(("kind", "keep"), [("navigation", True), ("credit", True), ("related", False)])
def test_a_heading_of_the_text_by_its_place_stays_in_doubt(kind: RemovalKind, keep: bool) -> None:
    """Words such as "Contact" head a part of the text or are a menu; "You might like" heads no text."""
    evidence = [Verdict(0, False, "phrases", "en/any", kind, 0.5), Verdict(0, True, "structure", "between")]
    body = [Verdict(0, False, "tagger", "tagger", "navigation", 0.9)]
    assert Scales(Document((Block(0, "heading", "Contact", 2),)), body, 1.0).add(evidence).keep == (keep,)
    assert Scales(Document((Block(0, "paragraph", "Contact"),)), body, 1.0).add(evidence).keep == (False,)
