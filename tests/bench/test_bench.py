"""The bench: its loader, its child processes, its scoring, and a whole run."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bench import command, figures, measures, quality, speed, systems, tables
from bench.corpora import CorpusError, GoldPage, domain_of, find_corpora, load
from bench.folds import SHIPPED, read_folds
from bench.quality import Desk, Row, Step
from bench.systems import Metadata, Output, RawPage, System
from cleaner import Article
from cleaner.config import Config

BODY = (
    "The council voted on Tuesday to keep the old bridge open to walkers for another year, after a long debate in "
    "which all of the members spoke. It is the third time that they have put off a decision about what to do with it.",
    "Engineers had warned in spring that the eastern pillar needs repair before the winter floods set in again. They "
    "will now have to look at it every month, and the bridge will be closed at once if the cracks should grow.",
    "The mayor said that money for the work would come from the fund that the region set up three years ago, but that "
    "it would not be enough for a new one, which is what many of the people who live on the other side had asked for.",
)
CHROME = "Read more stories"


def page_html(title: str = "Bridge stays open", author: str | None = "Ann Lee", charset: str = "utf-8") -> bytes:
    byline = f'<meta name="author" content="{author}">' if author else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="{charset}"><title>{title}</title>{byline}'
        f'<meta property="og:title" content="{title}"></head>'
        f"<body><nav><ul><li><a href='/a'>Home</a></li></ul></nav><article><h1>{title}</h1>{body}</article>"
        f"<footer><a href='/b'>{CHROME}</a></footer></body></html>"
    ).encode(charset)


def write_corpus(folder: Path, pages: dict[str, dict[str, object]]) -> Path:
    (folder / "html").mkdir(parents=True)
    lines = []
    for name, fields in pages.items():
        row: dict[str, object] = {"id": name, "url": None, "kind": "article", "text": "\n".join(BODY), "with": [],
                                  "without": [], "title": None, "author": None, "date": None}  # fmt: skip
        html = fields.pop("html", page_html())
        assert isinstance(html, bytes)
        (folder / "html" / f"{name}.html.gz").write_bytes(gzip.compress(html))
        lines.append(json.dumps(row | fields))
    (folder / "pages.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def gold(**fields: object) -> GoldPage:
    page = GoldPage("mini", "a", None, "article", page_html(), "\n".join(BODY), (), (), None, None, None, "a")
    return replace(page, **fields)  # type: ignore[arg-type]  # the fields are GoldPage's own


# --- corpora


def test_loader_reads_what_the_index_says(tmp_path: Path):
    folder = write_corpus(
        tmp_path / "mini",
        {
            "one": {"url": "https://news.example.co.uk/a", "author": "Ann Lee", "date": "2024-05-03", "with": ["old"]},
            "two": {"author": ["Ann Lee", " Bo Ray "], "text": None, "title": ""},
            "three": {"author": "", "kind": None},
        },
    )
    one, two, three = load(folder)
    assert (one.corpus, one.id, one.key, one.domain) == ("mini", "one", "mini/one", "example.co.uk")
    assert (one.authors, one.date, one.with_, one.html) == (("Ann Lee",), "2024-05-03", ("old",), page_html())
    assert (two.authors, two.text, two.title, two.url) == (("Ann Lee", "Bo Ray"), None, None, None)
    assert (three.authors, three.kind, three.domain) == (None, "article", "three")


def test_sample_is_seeded_and_keeps_the_order(tmp_path: Path):
    folder = write_corpus(tmp_path / "mini", {f"{number:02}": {} for number in range(20)})
    ids = [page.id for page in load(folder, 5, seed=1)]
    assert ids == [page.id for page in load(folder, 5, seed=1)] == sorted(ids)
    assert len(set(ids)) == 5
    assert ids != [page.id for page in load(folder, 5, seed=2)]
    assert len(list(load(folder, 50))) == 20


def test_loader_names_what_is_missing(tmp_path: Path):
    folder = write_corpus(tmp_path / "mini", {"one": {}, "two": {}})
    (folder / "html" / "two.html.gz").unlink()
    with pytest.raises(CorpusError, match=r"pages\.jsonl:2: FileNotFoundError"):
        list(load(folder))
    with pytest.raises(CorpusError, match=r"other: no pages\.jsonl"):
        find_corpora(tmp_path, ["other"])
    with pytest.raises(CorpusError, match="no such folder"):
        find_corpora(tmp_path / "nowhere")
    assert find_corpora(tmp_path) == [folder]


@pytest.mark.parametrize(
    ("url", "html", "page_id", "domain"),
    [
        ("https://edition.paper.co.uk/x", b"", "1", "paper.co.uk"),
        (None, b'<link href="https://www.paper.at/x" rel="canonical">', "at_ThePaper_V1", "paper.at"),
        (None, b"<meta content='http://paper.at/x' property='og:url'>", "7", "paper.at"),
        (None, b'<link rel="canonical" href="/x">', "at_ThePaper_V1", "ThePaper"),
        (None, b"", "rd_001", "rd_001"),
    ],
)
def test_pages_of_one_site_share_a_domain(url: str | None, html: bytes, page_id: str, domain: str):
    assert domain_of(url, html, page_id) == domain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("ü".encode(), "ü"),
        (b"<meta charset=iso-8859-1>" + "ü".encode(), "<meta charset=iso-8859-1>ü"),
        (b"<meta charset=iso-8859-1>\xfc\x96", "<meta charset=iso-8859-1>ü–"),
        (b"<meta charset=no-such>\xfc", "<meta charset=no-such>\ufffd"),
        (b"<meta charset=iso-2022-jp>\x1b$B8|\x1b(B", "<meta charset=iso-2022-jp>厚"),
        ("\ufeffü".encode("utf-16-le"), "ü"),
        (b"\xef\xbb\xbfa", "a"),
        (b"a\xfcb", "a\ufffdb"),
    ],
)
def test_one_decoding_for_all_peers(html: bytes, text: str):
    assert systems.decode(html) == text


# --- folds


def test_folds_map_pages_to_weights(tmp_path: Path):
    (tmp_path / "folds.json").write_text('{"mini/a": 0, "mini/b": 1}')
    for number in (0, 1):
        (tmp_path / f"fold-{number}.npz").write_text(f"weights {number}")
    pages = [gold(id="a", domain="a.org"), gold(id="b", domain="b.org")]
    assert read_folds(tmp_path, pages) == {"mini/a": tmp_path / "fold-0.npz", "mini/b": tmp_path / "fold-1.npz"}
    with pytest.raises(CorpusError, match="lacks mini/c"):
        read_folds(tmp_path, [gold(id="c")])
    with pytest.raises(CorpusError, match=r"a\.org stand in several folds"):
        read_folds(tmp_path, [pages[0], gold(id="b", domain="a.org")])
    (tmp_path / "fold-1.npz").write_text("weights 0")
    with pytest.raises(CorpusError, match=r"fold-1\.npz: the same weights as .*fold-0\.npz"):
        read_folds(tmp_path, pages)
    (tmp_path / "fold-1.npz").unlink()
    with pytest.raises(CorpusError, match=r"fold-1\.npz: no such file"):
        read_folds(tmp_path, pages)
    (tmp_path / "folds.json").write_text("[]")
    with pytest.raises(CorpusError, match="must be an object"):
        read_folds(tmp_path, pages)


def test_weights_of_a_fold_hold_inside_the_context_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from bench import ours

    used: list[tuple[str, Path | None]] = []

    def clean(body: bytes | str, url: str | None = None, config: Config | None = None) -> Article:
        assert config is not None
        used.append((config.clean.mode, config.clean.weights))
        return Article(())

    monkeypatch.setattr("cleaner.clean", clean)
    fast = ours.system("fast")
    page = RawPage(b"", "", None)
    with ours.with_weights(tmp_path / "fold-0.npz"):
        fast.extract(page)
        ours.clean_text("text")
    with pytest.raises(RuntimeError), ours.with_weights(tmp_path / "fold-1.npz"):
        raise RuntimeError
    fast.extract(page)
    fold = tmp_path / "fold-0.npz"
    assert used == [("fast", fold), ("fast", fold), ("fast", None)]


# --- quality


def desk(extract: Callable[[RawPage], Output], everything: Callable[[RawPage], Output] | None = None) -> Desk:
    return Desk(gold(title="Bridge stays open"), None, {"trafilatura": System("trafilatura", extract, everything)})


def test_an_output_is_made_once_a_page():
    calls: list[str | None] = []

    def extract(page: RawPage) -> Output:
        calls.append(page.url)
        return Output("text")

    shared = desk(extract)
    assert shared.output("trafilatura") is shared.output("trafilatura")
    assert len(calls) == 1


def test_a_system_that_raises_scores_an_empty_text():
    def extract(page: RawPage) -> Output:
        raise RecursionError("too deep")

    output = desk(extract).output("trafilatura")
    assert (output.text, output.failure, output.failure_kind) == ("", "RecursionError: too deep", "crashed")
    row = quality.score(gold(with_=("old",), without=("menu",)), Step("trafilatura"), output)
    assert row.word == measures.WordScore(0, 0, 0)
    assert (row.found, row.leaked, row.words) == (0, 0, 0)


def test_a_fault_in_metadata_does_not_cost_the_text():
    def everything(page: RawPage) -> Output:
        raise ValueError("no date")

    output = desk(lambda page: Output("text"), everything).output("trafilatura")
    assert (output.text, output.metadata, output.failure_kind) == ("text", None, "crashed")


def test_metadata_is_scored_and_inventions_only_where_absence_is_stated():
    given = Output("", Metadata("Bridge Stays Open!", ("Ann Lee",), "2024-05-03"))
    stated = gold(corpus="wcxb-dev", title="Bridge stays open")
    row = quality.score(stated, Step("trafilatura"), given)
    assert (row.title, row.date, row.authors, row.date_invented, row.author_invented) == (1, None, None, 1, 1)
    row = quality.score(replace(stated, corpus="mini", authors=("Ann Lee", "Bo Ray")), Step("trafilatura"), given)
    assert (row.date_invented, row.author_invented) == (None, None)
    assert row.authors == pytest.approx(2 / 3)
    assert quality.score(stated, Step("resiliparse"), given).title is None


def test_cleaning_is_held_against_the_dump():
    row = quality.score(gold(text="a b c d"), Step("resiliparse", True), Output("a b c"), dump="menu a b c d")
    assert row.lost == 0.25


def test_pages_without_any_gold_cost_no_time():
    page = gold(text=None)
    assert not quality.is_useful(Step("trafilatura"), page)
    assert not quality.is_useful(Step("resiliparse"), replace(page, date="2024-05-03"))
    assert quality.is_useful(Step("trafilatura"), replace(page, date="2024-05-03"))
    assert quality.is_useful(Step("resiliparse"), replace(page, without=("menu",)))


def row_of(confidence: float, f1: float) -> Row:
    score = measures.WordScore(f1, f1, f1)
    return Row("mini", "a", "article", "fast", word=score, confidence=confidence)


def test_confidence_bands_exclude_their_upper_end():
    rows = [row_of(0.0, 0.1), row_of(0.49, 0.3), row_of(0.5, 0.6), row_of(0.9, 0.9), row_of(1.0, 1.0)]
    bands = {name: [row.confidence for row in members] for name, members in figures.reliability(rows, "fast")}
    assert bands == {
        "< 0.5": [0.0, 0.49],
        "0.5 to 0.7": [0.5],
        "0.7 to 0.8": [],
        "0.8 to 0.9": [],
        ">= 0.9": [0.9, 1.0],
    }
    table = tables.reliability_table(rows, ["fast"])
    assert table is not None
    assert table.rows[0] == ["fast: < 0.5", "2", "0.200 (0.100–0.300)"]
    assert tables.reliability_table([], ["fast"]) is None


def test_times_of_a_system_that_raises_are_marked():
    def fail(page: RawPage) -> Output:
        raise ValueError

    good = System("trafilatura", lambda page: Output("text"), fail)
    stopwatch = speed.Stopwatch({"trafilatura": good})
    timing = stopwatch(speed.TimingTask(gold(), 1))
    assert timing.seconds.keys() == {"trafilatura", "trafilatura+metadata"}
    assert timing.raised == ("trafilatura+metadata",)
    marks = {row[0]: row[-1] for row in tables.speed_table([timing], []).rows}
    assert marks == {"trafilatura": "0", "trafilatura with metadata": "1"}


def test_stages_of_the_cleaner_are_timed():
    if not SHIPPED.is_file():
        pytest.skip("the tagger has no weights yet")
    stopwatch = speed.Stopwatch.make(("fast",))
    stopwatch(speed.TimingTask(gold(), 0))  # which imports
    timing = stopwatch(speed.TimingTask(gold(), 0))
    stages = timing.stages["fast"]
    assert len(stages) > 2
    assert all(seconds >= 0 for seconds in stages.values())
    assert timing.seconds["fast"] / 2 <= sum(stages.values()) <= timing.seconds["fast"]


def test_dump_figures_pair_the_pages():
    def row(page: str, f1: float, cleaned: bool, lost: float | None) -> Row:
        score = measures.WordScore(f1, f1, f1)
        return Row("mini", page, "article", "resiliparse", cleaned, word=score, lost=lost)

    rows = [row("a", 0.5, False, None), row("b", 0.7, False, None), row("a", 0.8, True, 0.0), row("b", 0.6, True, 0.1)]
    found = {figure.measure: figure.estimate.value for figure in figures.dumps(rows, ["resiliparse"])}
    assert found["gain"] == pytest.approx(0.1)
    assert found["lost"] == pytest.approx(0.05)
    assert found["pages that lose"] == 0.5
    (line,) = tables.dump_table(figures.dumps(rows, ["resiliparse"]), ["resiliparse"]).rows
    assert line[-1] == "1 of 2"


def test_a_host_with_many_pages_weighs_as_much_as_any_other():
    def row(domain: str, language: str, f1: float) -> Row:
        score = measures.WordScore(f1, f1, f1)
        return Row("mini", domain, "article", "fast", word=score, domain=domain, language=language)

    rows = [*(row("large.test", "el", 0.5) for _ in range(30)), row("small.test", "ru", 0.9)]
    found = figures.compare("text", rows, ["fast"], figures.TEXT_MEASURES)
    values = {(figure.group, figure.measure): figure.estimate.value for figure in found}
    assert values["mini", "word F1 by host"] == pytest.approx(0.7)
    assert values["mini: ru", "word F1"] == pytest.approx(0.9)
    assert ("mini: ru", "word F1 by host") not in values


# --- the whole


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    root = tmp_path / "corpora"
    fields: dict[str, object] = {
        "title": "Bridge stays open", "author": ["Ann Lee"], "with": [BODY[0][:30]], "without": [CHROME],
    }  # fmt: skip
    write_corpus(root / "news-dev", {"at_ThePaper_V1": dict(fields), "at_Other_V1": {"html": page_html(author=None)}})
    write_corpus(root / "mini", {"f": {"kind": "forum"}, "a": {"html": b"\x00\xff\xfe", "text": "other words"}})
    return root


def test_whole_bench_with_one_peer(corpora: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "bench.json"
    arguments = ["--corpora", str(corpora), "--systems", "trafilatura", "--dumps", "trafilatura", "--timed", "3",
                 "--jobs", "2", "--json", str(out)]  # fmt: skip
    assert command.main(arguments) == 0
    printed = capsys.readouterr().out
    record = json.loads(out.read_text("utf-8"))
    values = {(f["table"], f["group"], f["measure"]): f["estimate"]["value"] for f in record["figures"]}
    assert values["text", "news-dev", "recall"] > 0.95
    assert values["text", "mini", "word F1"] < 0.6  # one page of two yields nothing
    assert values["text", "mini: forum", "word F1"] > 0.9
    assert (values["text", "news-dev", "with"], values["text", "news-dev", "leak"]) == (1, 0)
    assert (values["metadata", "news-dev", "title"], values["metadata", "news-dev", "authors"]) == (1, 1)
    assert values["metadata", "news-dev", "authors invented"] == 0
    assert [timing["seconds"].keys() for timing in record["timings"]] == [{"trafilatura", "trafilatura+metadata"}] * 3
    assert all(timing["seconds"]["trafilatura"] > 0 for timing in record["timings"])
    assert record["memories"][0]["peak"] >= record["memories"][0]["start"] > 0
    for heading in ("Text from HTML: word F1", "Text from plain text", "Metadata", "Failures", "CPU time a page"):
        assert f"### {heading}" in printed
    assert "| trafilatura | 4 | 1 | 0 | 0 | 0 |  |" in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "nowhere"], "nowhere: no pages.jsonl"),
        (["--systems", "nobody"], "no system is called 'nobody'"),
        (["--tables", "nothing"], "no table is called 'nothing'"),
        (["--folds", "nowhere"], "folds.json: "),
    ],
)
def test_wrong_use_is_one_line(corpora: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str):
    assert command.main(["--corpora", str(corpora), "--systems", "trafilatura", *arguments]) == 2
    said = capsys.readouterr()
    lines = [line for line in said.err.splitlines() if "left out, not installed" not in line]
    assert len(lines) == 1
    assert message in lines[0]
    assert said.out == ""


@pytest.mark.parametrize("name", [*systems.PEERS, systems.WHOLE_PAGE])
def test_peers_find_the_text(name: str):
    if not systems.is_installed(name):
        pytest.skip(f"{name} is not installed")
    (row,) = quality.run([gold()], [Step(name)])
    assert row.failure is None
    assert row.word is not None
    assert row.word.recall > 0.95


@pytest.mark.parametrize("name", systems.DATE_PEERS)
def test_peers_that_read_dates_alone_are_scored_on_dates_alone(name: str):
    if not systems.is_installed(name):
        pytest.skip(f"{name} is not installed")
    html = b"<html><meta property=article:published_time content=2024-05-03><p>Ferries return.</p></html>"
    page = replace(gold(), html=html, date="2024-05-03")
    (row,) = quality.run([page], [Step(name)])
    assert (row.failure, row.date, row.word, row.title, row.authors) == (None, 1.0, None, None, None)
    assert quality.run([replace(page, date=None, title=None, authors=None)], [Step(name)]) == []


def test_text_of_a_fragment_parts_blocks():
    from bench.peers import text_of

    assert text_of("<ul><li>a</li><li>b<!-- c -->d</li></ul>").split() == ["a", "bd"]
    assert text_of("<p>a\x01b</p>") == "\na\x01b\n"
    assert text_of(" ") == ""
