"""Settings of the cleaning that change what stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import clean
from cleaner.config import Config, load_config
from cleaner.errors import ConfigError
from tests.cleaner_cli import cleaner

COMMENT = "I walked past the mill every day as a child and never knew that it could still grind, thank you for this. "
PROSE = (
    "The old mill on the river was opened again on Saturday after eleven years of repairs by volunteers of the town. "
)
PAGE = f"""<html><head><title>Mill opens</title></head><body><article><h1>Mill opens</h1>{
    "".join(f"<p>{PROSE * 2}{n}</p>" for n in range(8))
}</article><section id="comments" class="comments"><h2>Comments</h2><ol class="comment-list">
<li class="comment"><div class="comment-author">Ida</div><div class="comment-body"><p>{COMMENT}</p></div></li>
<li class="comment"><div class="comment-author">Jon</div><div class="comment-body"><p>{COMMENT}So do I.</p></div></li>
</ol><p>Log in to reply</p></section></body></html>"""


def test_comments_stay_when_asked() -> None:
    """By default comments under an article go, as comments; with keep_comments their text stays, the form does not."""
    article = clean(PAGE)
    assert COMMENT.strip() not in article.text
    assert "comments" in {gone.kind for gone in article.removed if COMMENT[:20] in gone.text}
    kept = clean(PAGE, config=Config.model_validate({"clean": {"keep_comments": True}}))
    assert kept.text.count(COMMENT[:40]) == 2
    assert "Log in to reply" not in kept.text
    assert PROSE.strip() in kept.text


def test_what_is_preferred_is_a_setting_and_a_flag(tmp_path: Path) -> None:
    source = tmp_path / "a.html"
    source.write_text(PAGE, "utf-8")
    assert PROSE.strip() in cleaner("page", source, "--prefer", "precision").stdout
    wrong = cleaner("page", source, "--prefer", "both")
    assert (wrong.returncode, wrong.stdout) == (78, "")
    assert "clean.prefer" in wrong.stderr
    assert len(wrong.stderr.strip().split("\n")) == 1
    kept = [len(clean(PAGE, config=Config.model_validate({"clean": {"prefer": one}})).blocks)
            for one in ("precision", "balanced", "recall")]  # fmt: skip
    assert kept == sorted(kept)


def test_weights_that_cannot_be_read_are_an_error_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "own.npz").write_bytes(b"no archive")
    for name, said in (("own.npz", "no weights of the tagger"), ("gone.npz", "No such file or directory")):
        with pytest.raises(ConfigError, match=rf"^clean\.weights: .*{name}: {said}$"):
            clean(PAGE, config={"clean.weights": tmp_path / name})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fetch: {delay: 1}\nclean: {}\nfetch: {hosts: 2}\n", "line 3: not valid YAML: the key 'fetch' is there twice"),
        ("fetch:\n  delay: 1\n  delay: 2\n", "line 3: not valid YAML: the key 'delay' is there twice"),
        ("clean.mode: trafilatura\nclean: {mode: fast}\n", "the key 'clean.mode' is there twice"),
        ("clean: {mode: fast}\nclean.mode: trafilatura\n", "the key 'clean.mode' is there twice"),
        ("1.5: x\n", "unknown section '1'"),
        ("run: {sources: {kind: folder}}\n", "run.sources: must be a list, such as [a, b]"),
        ("run: {sources: [folder]}\n", "run.sources.0: must be a mapping, such as {key: value} (given: 'folder')"),
        ("run: {sources: [{kind: folder}]}\n", "run.sources.0.location: is missing"),
        ("run: {sources: [{kind: feed, location: x, at: 1}]}\n", "run.sources.0.at: unknown key (given: 1)"),
        ("clean: {keep: [1]}\n", "clean.keep.0: must be text (given: 1)"),
        ("batch: {workers: 1.5}\n", "batch.workers: must be a whole number (given: 1.5)"),
        ("fetch: {delay: 2 s}\n", "fetch.delay: must be a number (given: '2 s')"),
        ("fetch: {tdmrep: perhaps}\n", "fetch.tdmrep: must be true or false (given: 'perhaps')"),
    ],
)
def test_mistakes_in_words_of_yaml(tmp_path: Path, text: str, said: str) -> None:
    """A key that is there twice would lose its first value."""
    (tmp_path / "own.yaml").write_text(text)
    with pytest.raises(ConfigError) as raised:
        load_config(tmp_path / "own.yaml", env={})
    assert str(raised.value) == f"{tmp_path / 'own.yaml'}: {said}"


def test_what_yaml_allows_stays(tmp_path: Path) -> None:
    """Anchors that are merged, and equal keys in two mappings, are no keys that are there twice."""
    text = "fetch: {delay: 1}\nclean: {}\n"
    (tmp_path / "own.yaml").write_text(f"{text}duplicates: {{<<: {{enabled: true}}, enabled: false}}\n")
    assert not load_config(tmp_path / "own.yaml", env={}).duplicates.enabled
