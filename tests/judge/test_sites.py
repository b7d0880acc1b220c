"""Rules of single sites: found by the page's address, above every judge, refused in one line where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cleaner import clean
from cleaner.article import Article
from cleaner.checks.suggest import make_id, suggest, write_suggestions
from cleaner.config import Config, default_config, load_config
from cleaner.errors import ConfigError
from cleaner.judge.rules import languages
from cleaner.model import Page
from cleaner.pipeline import clean_page
from cleaner.pipeline.site_rules import match_site
from cleaner.read.html import read_html
from cleaner.read.sites import ascii_host, check_sites, find_site, parse_site
from cleaner.record import rules_digest
from cleaner.report.languages import list_rules, render_languages
from tests.cleaner_cli import cleaner
from tests.pages import page

DOMAIN = "courier.example"
URL = f"https://www.news.{DOMAIN}/2024/ferries"
PROSE = [
    "The council of the harbour town voted on Tuesday to bring the night ferries back, nine years after they were cut.",
    "Eight members voted for the plan and three against it, after a debate that went on until well after midnight.",
    "The boats are to run every forty minutes between eleven at night and five in the morning, at the fare of the day.",
    "The operator keeps two of the old boats and says that it needs until March to train its crews for the route.",
]
HTML = f"""<!doctype html><html lang="en"><head><title>Ferries | Courier</title>
<link rel="canonical" href="{URL}"><meta name="x-day" content="2024-03-02T10:00:00Z"></head><body><article>
<h1>Night ferries return</h1><h2 class="real">The boats come back</h2><div class="sig">By <b>Ann Lee</b></div>
<p>{PROSE[0]}</p>
<div class="promo"><p>{PROSE[3]}</p><aside class="facts"><p>Fare of the day: two crowns</p></aside></div>
<p>{PROSE[1]}</p><p>Hark, a parrot in the rigging</p><p>{PROSE[2]} <span class="inline">Inside.</span></p>
<div hidden class="folded"><p>What was folded away</p></div></article></body></html>"""


def write(folder: Path, text: str, name: str = DOMAIN) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text if "domain:" in text else f"domain: {name}\n{text}", "utf-8")
    return path


def with_rules(folder: Path, text: str) -> Config:
    write(folder, text)
    return load_config(env={}, overrides={"clean.sites_dir": str(folder)})


def removed(article: Article) -> dict[str, str]:
    return {gone.text: f"{gone.judge}/{gone.rule}" for gone in article.removed}


@pytest.mark.parametrize(
    ("rules", "text", "rule"),
    [
        ("drop: [{id: promo, select: div.promo, kind: advertisement}]", PROSE[3], "sites/courier.example/promo"),
        ("drop: [div.promo]", PROSE[3], "sites/courier.example/div.promo"),
        ('drop: [\'div[class="promo"]\']', PROSE[3], 'sites/courier.example/div[class="promo"]'),
        ("drop_phrases: [{id: bird, phrases: ['Hark, a parrot *']}]", "Hark, a parrot in the rigging",
         "sites/courier.example/bird"),
        ("drop_phrases: ['hark, a PARROT in the rigging']", "Hark, a parrot in the rigging",
         "sites/courier.example/hark, a PARROT in the rigging"),
        ("drop: [.promo]\nkeep: [.facts]", "Fare of the day: two crowns", None),
        ("keep: [.promo]\ndrop: [.facts]", "Fare of the day: two crowns", "sites/courier.example/.facts"),
        ("drop: [.promo]\nkeep: [div.promo]", PROSE[3], None),
        ("drop: [.promo]\nkeep_phrases: ['The operator keeps *']", PROSE[3], None),
        ("keep: [.folded]", "What was folded away", None),
        ("drop: [.inline]", f"{PROSE[2]} Inside.", None),
    ],
)  # fmt: skip
def test_rules_decide(tmp_path: Path, rules: str, text: str, rule: str | None) -> None:
    """Selectors and phrases drop and keep whole blocks; the innermost element holds, on one element what keeps."""
    article = clean(HTML, url=URL, config=with_rules(tmp_path, rules))
    assert removed(article).get(text) == rule
    assert (text in article.text) is (rule is None)


@pytest.mark.parametrize(
    ("rules", "field", "value", "source"),
    [
        ("title: h2.real", "title", "The boats come back", "title"),
        ("title: {id: deck, select: h2.real}", "title", "The boats come back", "deck"),
        ("title: [h5, h2.real]", "title", "The boats come back", "title-2"),
        ("authors: .sig", "authors", ("Ann Lee",), "authors"),
        ("published: meta[name=x-day]@content", "published", "2024-03-02T10:00:00+00:00", "published"),
        ("tags: ['.sig b']", "tags", ("Ann Lee",), "tags"),
        ("site: aside@class", "site", "facts", "site"),
        ("published: h2.real", "published", None, None),
        ("title: h5", "title", "Ferries", None),
    ],
)
def test_metadata_is_chosen(tmp_path: Path, rules: str, field: str, value: object, source: str | None) -> None:
    """A selector states a field and is its source; one that finds nothing, or no date, leaves it as it was."""
    article = clean(HTML, url=URL, config=with_rules(tmp_path, rules))
    assert getattr(article, field) == value
    found = article.provenance.get(field, "")
    assert found == f"site:{DOMAIN}.yaml#{source}" if source else not found.startswith("site:")


def test_the_longest_domain_holds(tmp_path: Path) -> None:
    """A host's own file stands before its parent's; a domain that merely ends alike has none."""
    for name in (DOMAIN, f"news.{DOMAIN}", "xn--zrich-kva.example"):
        write(tmp_path, "drop: [.x]", name)
    found = {
        host: getattr(find_site(f"https://{host}/a", tmp_path), "domain", None)
        for host in (
            DOMAIN, f"WWW.{DOMAIN}:8080", f"a.news.{DOMAIN}", f"sport.{DOMAIN}", f"un{DOMAIN}", "Zürich.example",
            "example", "[::1]",
        )
    }  # fmt: skip
    assert [*found.values()] == [DOMAIN, DOMAIN, f"news.{DOMAIN}", DOMAIN, None, "xn--zrich-kva.example", None, None]
    assert ascii_host("a..b\u00e9") == "a..b\u00e9", "no host name, and no crash"
    assert find_site("http://[broken/", tmp_path) is None


def test_a_page_without_address_is_known_by_its_canonical_link(tmp_path: Path) -> None:
    """A saved page says itself where it is from; the address given stands above that."""
    config = with_rules(tmp_path, "drop: [.promo]")
    assert PROSE[3] in removed(clean(HTML, config=config))
    assert PROSE[3] not in removed(clean(HTML, url="https://other.example/", config=config))


def test_plain_text_goes_by_phrases(tmp_path: Path) -> None:
    """Of a site's rules, plain text takes the phrases."""
    config = with_rules(tmp_path, "drop: [p]\ndrop_phrases: ['Hark, a parrot *']")
    text = "\n\n".join([*PROSE[:2], "Hark, a parrot in the rigging", *PROSE[2:]])
    article = clean(text, url=URL, config=config)
    assert removed(article) == {"Hark, a parrot in the rigging": f"sites/{DOMAIN}/Hark, a parrot *"}
    assert all(line in article.text for line in PROSE)


def test_a_heading_takes_its_list(tmp_path: Path) -> None:
    """A phrase of scope section goes with the list under it."""
    body = HTML.replace("</article>", "<h3>Zelmo dar</h3><ul><li><a href=/a>Kopi ta</a></li></ul></article>")
    rules = "drop_phrases: [{id: zelmo, phrases: [Zelmo dar], scope: section, kind: related}]"
    gone = removed(clean(body, url=URL, config=with_rules(tmp_path, rules)))
    assert gone["Zelmo dar"] == gone["Kopi ta"] == f"sites/{DOMAIN}/zelmo"


def test_what_a_page_writes_itself_counts_nothing(tmp_path: Path) -> None:
    """A page's own attributes of our name neither drop nor keep, with rules of its site and without."""
    body = HTML.replace("<p>", f'<p data-cleaner-site="{DOMAIN}/bait">')
    config = with_rules(tmp_path, "drop: [{id: bait, select: .nowhere}]")
    assert clean(body, url=URL, config=config).text == clean(HTML, url=URL, config=config).text
    assert all(block.site is None for block in read_html(body).blocks)


def test_clean_keep_overrules_a_site(tmp_path: Path) -> None:
    """The user's configuration stands above a site's rules, by the id that a removal names."""
    write(tmp_path, "drop: [{id: promo, select: .promo}]")
    keep = [f"{DOMAIN}/promo"]
    config = load_config(env={}, overrides={"clean.sites_dir": str(tmp_path), "clean.keep": keep})
    assert PROSE[3] in clean(HTML, url=URL, config=config).text


def test_clean_drop_overrules_a_site(tmp_path: Path) -> None:
    """What a site's rules keep goes, if the user's configuration names it."""
    write(tmp_path, "keep: [.facts]")
    site = {"clean.sites_dir": str(tmp_path)}
    fare = "Fare of the day: two crowns"
    assert fare in clean(HTML, url=URL, config=load_config(env={}, overrides=site)).text
    article = clean(HTML, url=URL, config=load_config(env={}, overrides={**site, "clean.drop": [fare]}))
    assert removed(article)[fare].split("/")[1] == "user"


def test_phrases_kept_are_signed_by_the_site(tmp_path: Path) -> None:
    """What a site's phrases keep is kept in the name of their rule, which the user's own phrases overrule."""
    parrot = "Hark, a parrot in the rigging"
    write(tmp_path, "keep_phrases: [{id: bird, phrases: ['hark, a parrot *']}]\ndrop_phrases: ['Hark, a parrot *']")
    site = {"clean.sites_dir": str(tmp_path)}
    config = load_config(env={}, overrides=site)
    document, verdicts = match_site(Page(HTML.encode(), url=URL), config, lambda url: find_site(url, tmp_path))
    (bird,) = (block.index for block in document.blocks if block.text == parrot)
    signed = [(verdict.keep, verdict.judge, verdict.rule) for verdict in verdicts if verdict.block == bird]
    assert signed == [(True, "sites", f"{DOMAIN}/bird")]
    assert parrot in clean(HTML, url=URL, config=config).text
    own = load_config(env={}, overrides={**site, "clean.drop": [parrot]})
    assert removed(clean(HTML, url=URL, config=own))[parrot] == "phrases/user/drop"
    both = load_config(env={}, overrides={**site, "clean.drop": [parrot], "clean.keep": [parrot]})
    assert parrot in clean(HTML, url=URL, config=both).text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dorp: [a]", "unknown key 'dorp'; did you mean 'drop'?"),
        ("drop: [{id: a, selct: p}]", "drop: unknown key 'selct'; did you mean 'select'?"),
        ("drop: ['p[']", "drop: p[: select: 'p[' is not a CSS selector"),
        ("drop: [{id: a}]", "drop: a: select: is missing"),
        ("drop: [{select: p}]", "drop: id: is missing"),
        ("drop: [3]", "drop: 3 is neither text nor a mapping"),
        ("drop: p", "drop: must be a list"),
        ("drop: [{id: a, select: p, kind: ads}]", "drop: a: kind: 'ads' is not one of"),
        ("drop: [p, p]", "id 'p' stands twice"),
        ("drop_phrases: ['***']", "holds no word"),
        ("drop_phrases: ['a * b * c']", "one * at most"),
        ("keep_phrases: ['a * b']", "one * at most, at the end"),
        ("drop_phrases: [{id: a, phrases: [b], scope: edge}]", "a: scope: 'edge' is not one of block, section"),
        ("title: 'h1['", "title: 'h1[' is not a CSS selector"),
        ("title: {id: a}", "title: {'id': 'a'} is not a CSS selector"),
        ("domain: 'https://x.example/'", "domain: must be a host name"),
        ("domain: other.example", "domain: is other.example, so the file must be named other.example.yaml"),
        ("domain: [", "line 2: not valid YAML"),
        ("- domain:", "the top level must be a mapping"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    """The line names the file and the key; it comes before any page is read."""
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        check_sites(tmp_path)
    line = str(caught.value)
    assert said in line
    assert line.startswith(str(path))
    assert "\n" not in line


def test_a_wrong_folder_stops_a_command(tmp_path: Path) -> None:
    """A folder that is not there, or a file that does not hold, ends a command with 78."""
    (tmp_path / "page.html").write_text(HTML)
    for folder, said in (
        (tmp_path / "none", "No such file"),
        (write(tmp_path, "dorp: []").parent, "did you mean 'drop'"),
    ):
        done = cleaner("page", tmp_path / "page.html", "--set", f"clean.sites_dir={folder}")
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (78, "", 1)
        assert said in done.stderr


def test_the_digest_knows_the_users_rules(tmp_path: Path) -> None:
    """Records made with other site rules say so."""
    write(tmp_path, "drop: [p]")
    assert rules_digest(tmp_path) != rules_digest()


def test_suggestions_name_what_recurs(tmp_path: Path) -> None:
    """A box is named by its class, a line in the article's own element by its words; the file does what it says."""
    box = "<div class='promo-box'><p>Rakla mo venta</p><p>Kupo tirel dana</p></div>"
    bodies = (page(n, inside=box, url=f"https://www.{DOMAIN}/{n}") for n in range(8))
    pages = [Page(body.replace("</article>", "<p>Sento mirka</p></article>").encode()) for body in bodies]
    pages.append(Page(page(9, url="https://other.example/").encode()))
    found = suggest(lambda: pages, default_config())
    assert (found.domain, found.pages, found.others) == (DOMAIN, 8, 1)
    path = write(tmp_path, write_suggestions(found))
    site = parse_site(path)
    assert [(rule.select, rule.phrases) for rule in site.rules] == [("div.promo-box", ()), (None, ("Sento mirka",))]
    assert path.read_text().count("stays on 8 of 8 pages, ") == 2
    article = clean_page(pages[0], find_site=lambda url: site)
    assert {"Rakla mo venta", "Kupo tirel dana", "Sento mirka"} == set(removed(article))


def test_nothing_to_suggest_is_said() -> None:
    """Where nothing recurs that other rules leave, the file says so, and how many pages were passed by."""
    pages = [Page(page(n, url=f"https://www.{DOMAIN}/{n}").encode()) for n in range(6)]
    found = suggest(lambda: pages, default_config())
    assert (found.drop, found.phrases, found.skipped) == ({}, {}, 0)
    assert write_suggestions(found).startswith("# Nothing to suggest: ")
    found.skipped = 3
    assert "# 3 pages are listings" in write_suggestions(found)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Sento mirka!", "sento-mirka"), ("No", "rule-no"), ("2024-01-02", "rule-2024-01-02"), ("…", "rule")],
)
def test_ids_are_text(text: str, name: str) -> None:
    """An id that YAML would read as a number, a date or a truth value is made text; one that is taken is numbered."""
    taken: set[str] = set()
    assert [make_id(text, taken), make_id(text, taken)] == [name, f"{name}-2"]
    assert yaml.safe_load(name) == name


def test_commands(tmp_path: Path) -> None:
    """``rules test`` says what matched and what changed, and ends with 1 where a rule is idle."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text(HTML)
    good = write(tmp_path, "drop: [{id: promo, select: .promo}]\ntitle: h2.real\n")
    done = cleaner("rules", "test", good, tmp_path / "pages")
    assert (done.returncode, done.stderr) == (0, "")
    assert "drop promo: 2 on 1 of 1 pages" in done.stdout
    assert "title title: 1 on 1 of 1 pages  The boats come back" in done.stdout
    assert f"- {PROSE[3][:60]}" in done.stdout
    assert "title: Ferries -> The boats come back" in done.stdout
    good.write_text(f"domain: {DOMAIN}\ndrop: [.nowhere]\n")
    idle = cleaner("rules", "test", good, tmp_path / "pages" / "a.html")
    assert (idle.returncode, idle.stderr) == (1, "cleaner: rules that match nothing: .nowhere\n")
    listed = cleaner("rules", "list", "--site", f"www.{DOMAIN}", "--set", f"clean.sites_dir={tmp_path}")
    assert listed.stdout == f"{DOMAIN}/.nowhere\tdrop\tother\tselect .nowhere\n"
    suggested = cleaner("rules", "suggest", tmp_path / "pages")
    assert (suggested.returncode, suggested.stdout.splitlines()[-1]) == (0, f"domain: news.{DOMAIN}")
    assert suggested.stderr == "cleaner: 0 selectors and 0 phrases from 1 pages\n"
    missing = cleaner("rules", "test", good, tmp_path / "none")
    assert (missing.returncode, missing.stderr.count("\n")) == (66, 1)


def test_lists() -> None:
    """Each language has a row, and its rules a line each."""
    rows = render_languages().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == ["general", *languages()]
    lines = [*list_rules("de-AT")]
    assert all(line.startswith("de/") for line in lines)
    assert f"| `de` | {len(lines)} |" in render_languages()


@pytest.mark.parametrize("select", ["#hl", "SCRIPT#hl", '[type="text/plain"]', "div.inj", "style.hl"])
def test_a_field_may_be_in_a_script(tmp_path: Path, select: str) -> None:
    """The code of scripts is left out of the tree; shadow roots are only in the tree. Fields find both."""
    code = (
        '<div class=inj><script id=hl type="text/plain">A headline in a script</script></div>'
        "<style class=hl>A headline in a script</style>"
        "<div><template shadowrootmode=open><p class=day>The words of the shadow</p></template></div>"
    )
    config = with_rules(tmp_path, f"title: '{select}'\ndescription: p.day")
    article = clean_page(Page(HTML.replace("<h1>", f"{code}<h1>").encode(), url=URL), config)
    assert (article.title, article.description) == ("A headline in a script", "The words of the shadow")
