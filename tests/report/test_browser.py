"""The report in a real browser: hostile words stay words, and the page works by mouse, keyboard and thumb."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner.report.html import render_report
from cleaner.report.summary import summarise
from tests import SHARED
from tests.browser import CHROMIUM, Browser, browse

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine (apt-get install chromium)")
NAUGHTY = SHARED / "suites/naughty-strings/blns.json"
PAYLOADS = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<!--<script>alert(1)//-->",
    "]]><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'><svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<iframe srcdoc='<script>parent.alert(1)</script>'>", "<a href=javascript:alert(1)>x</a>",
    "<base href=//evil.example/>", "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>", "<object data=javascript:alert(1)>", "{{ 7*7 }}{% raw %}",
    "${alert(1)}", "<template><script>alert(1)</script></template>", "<details open ontoggle=alert(1)>",
    "<style>@import '//evil.example/x'</style>", "\u2028</script>\u2029<script>alert(1)</script>",
    "\u202e<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<plaintext>",
    "<textarea autofocus onfocus=alert(1)>", "<xmp><img src=x onerror=alert(1)></xmp>", "\\u003cscript\\u003e",
    "__proto__", "constructor", "toString", "</title><script>alert(1)</script>", "</style><script>alert(1)</script>",
]  # fmt: skip


def a_record(nth: int, title: str, *words: str, **more: Any) -> dict[str, Any]:
    """A record whose title, text, removed text and note are the words given, or the title again."""
    kept, gone, note = words or (title, title, title)
    cut = {
        "kind": "related",
        "judge": "runs",
        "rule": "en/related-head",
        "score": 0.9,
        "offset": len(kept),
        "text": gone,
    }
    return {
        "origin": f"page-{nth}", "status": "ok", "title": title, "text": f"{kept}\n\nKept paragraph number {nth}.",
        "confidence": nth % 100 / 100, "url": None, "removed": [cut], "notes": [note], "authors": [note], "error": None,
        **more,
    }  # fmt: skip


def hostile() -> list[dict[str, Any]]:
    """Each payload in every field of a record; four naughty strings a record, since a browser lets a page change its
    address about two hundred times before it stops listening.
    """
    records = [a_record(nth, words) for nth, words in enumerate(PAYLOADS)]
    strings = [words for words in json.loads(NAUGHTY.read_text("utf-8")) if words] if NAUGHTY.exists() else []
    for start in range(0, len(strings) - 3, 4):
        records.append(a_record(len(records), *strings[start : start + 4]))
    words = PAYLOADS[1]
    cut = {"kind": words, "judge": words, "rule": words, "score": 1, "offset": 0, "text": words}
    more: dict[str, Any] = {"origin": words, "status": words, "site": words, "language": words, "removed": [cut] * 9}
    records.append(a_record(0, words, **more))
    for url in (
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "https://</script>/",
    ):
        records.append(a_record(0, words, url=url, origin=url))
    return records


def write(folder: Path, records: list[dict[str, Any]]) -> str:
    path = folder / "report.html"
    path.write_text(render_report(summarise(records, 5000), f"{PAYLOADS[1]}.jsonl"), "utf-8", newline="")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browse(tmp_path_factory.mktemp("profile")) as found:
        found.size(1300, 900)
        yield found


@pytest.fixture
def quiet(browser: Browser) -> Iterator[Browser]:
    """The browser, which must show no dialog, ask for nothing but the file, and see no error."""
    browser.dialogs.clear()
    browser.requests.clear()
    browser.errors.clear()
    yield browser
    assert browser.dialogs == []
    assert [url for url in browser.requests if not url.startswith("file:")] == []
    assert browser.errors == []


def test_hostile_words_show_as_text(quiet: Browser, tmp_path: Path) -> None:
    """Every payload is opened, filtered and searched for: no dialog, no request, the words stand there as text."""
    records = hostile()
    quiet.open(write(tmp_path, records))
    quiet.evaluate("while (!document.getElementById('more').hidden) document.getElementById('more').click()")
    assert quiet.evaluate("document.querySelectorAll('#list a').length") == len(records)
    shown = quiet.evaluate("""(async () => {
      const seen = {};
      for (const link of [...document.querySelectorAll('#list a')]) {
        location.hash = link.hash;
        dispatchEvent(new HashChangeEvent('hashchange'));  // at once, not when the browser comes to it
        const reader = document.getElementById('reader');
        for (const cut of reader.querySelectorAll('.cut')) cut.focus();
        for (const button of reader.querySelectorAll('.run, .views button')) button.click();
        const data = JSON.parse(document.getElementById('data').textContent).pages[link.dataset.at];
        seen[link.dataset.at] = [data.title || data.name, reader.querySelector('h3').textContent,
          reader.querySelector('.cut s').textContent, [...reader.querySelectorAll('a')].map((a) => a.protocol).join()];
      }
      return seen;
    })()""")
    titles = {words["title"] or words["origin"] for words in records}
    assert {row[1] for row in shown.values()} == titles
    assert all(row[0] == row[1] for row in shown.values())
    assert {row[3] for row in shown.values()} <= {"", "https:"}
    assert {row[2] for row in shown.values()} == {words["removed"][0]["text"] for words in records}
    for payload in PAYLOADS:
        quiet.evaluate(f"""(async () => {{
          const search = document.getElementById('search');
          search.value = {json.dumps(payload)};
          search.dispatchEvent(new Event('input'));
          await new Promise((done) => setTimeout(done, 150));
        }})()""")
        assert quiet.evaluate("document.querySelectorAll('#list a').length") >= 1, payload
    assert (
        quiet.evaluate("document.querySelectorAll('img, iframe, object, link, base, form:not(#filters)').length") == 0
    )
    assert quiet.evaluate("document.scripts.length") == 2


def test_nothing_runs_that_is_not_the_reports_own(browser: Browser, tmp_path: Path) -> None:
    """Even markup that got into the page could not run: the policy refuses every script but the one it names."""
    url = write(tmp_path, [a_record(1, "words")])
    path = tmp_path / "report.html"
    injected = "<script>alert('in')</script><img src='https://evil.example/x' onerror=alert(2)>"
    path.write_text(path.read_text("utf-8").replace("<main>", f"<main>{injected}"), "utf-8", newline="")
    browser.dialogs.clear()
    browser.errors.clear()
    browser.open(url)
    assert browser.evaluate("document.querySelectorAll('#list a').length") == 1
    assert browser.dialogs == []
    assert any("Content Security Policy" in error for error in browser.errors)


def test_filters_search_and_keyboard(quiet: Browser, tmp_path: Path) -> None:
    """Kind, host and search narrow the list; arrows, Enter, n, p, Escape and / move through it."""
    records = [a_record(nth, f"Story {nth}", url=f"https://host{nth % 2}.example/{nth}") for nth in range(250)]
    records[7]["removed"][0]["kind"] = "consent"
    records[9]["text"] += "\n\nA needle in it."
    quiet.open(write(tmp_path, records))

    def count() -> str:
        return str(quiet.evaluate("document.getElementById('found').textContent"))

    assert count() == "250 of 250 pages"
    assert quiet.evaluate("document.querySelectorAll('#list a').length") == 100
    first = "[...document.querySelectorAll('#list .title')].slice(0, 4).map((e) => e.textContent)"
    assert quiet.evaluate(first) == ["Story 0", "Story 100", "Story 200", "Story 1"], "least confident first"
    quiet.evaluate(
        "[...document.querySelectorAll('#kinds button')].find((b) => b.textContent.startsWith('consent')).click()"
    )
    assert count() == "1 of 250 pages"
    quiet.evaluate("document.querySelector('#kinds [aria-pressed=true]').click()")
    quiet.evaluate(
        "host.value = 'host1.example'; host.dispatchEvent(new Event('change'))".replace(
            "host.", "document.getElementById('host')."
        )
    )
    assert count() == "125 of 250 pages"
    quiet.press("/")
    for letter in "needle":
        quiet.press(letter)
    quiet.wait("document.getElementById('found').textContent === '1 of 250 pages'")
    quiet.evaluate("document.querySelector('#list a').focus()")
    quiet.press("Enter")
    quiet.wait("!document.getElementById('reader').hidden")
    assert quiet.evaluate("document.querySelector('#reader h3').textContent") == "Story 9"
    assert quiet.evaluate("document.querySelector('#reader mark').textContent") == "needle"
    quiet.press("Escape")
    quiet.wait("document.getElementById('reader').hidden")
    assert quiet.evaluate("document.activeElement.closest('#list') !== null"), "focus returns to the list"

    quiet.evaluate("document.getElementById('host').value = ''; document.getElementById('search').value = ''")
    quiet.evaluate("document.getElementById('host').dispatchEvent(new Event('change'))")
    quiet.evaluate("document.querySelector('#list a').focus()")
    quiet.press("ArrowDown")
    assert quiet.evaluate("document.activeElement.querySelector('.title').textContent") == "Story 100"
    quiet.press("Enter")
    for key, title in (("n", "Story 200"), ("n", "Story 1"), ("p", "Story 200")):
        quiet.press(key)
        quiet.wait(f"document.querySelector('#reader h3')?.textContent === '{title}'")
    assert quiet.evaluate("document.querySelectorAll('#list a[tabindex=\"0\"]').length") == 1, "one stop for Tab"


def order(browser: Browser, name: str) -> None:
    """Choose an order of the list."""
    browser.evaluate(f"document.getElementById('sort').value = '{name}'")
    browser.evaluate("document.getElementById('sort').dispatchEvent(new Event('change'))")


def test_the_first_screen(quiet: Browser, tmp_path: Path) -> None:
    """Totals, counts over the bars, the list, and the first page of it open; what goes before stays when asked for."""
    statuses = ["ok"] * 5 + ["partial", "paywall", "index"]
    records = [a_record(nth, f"Story {nth}", status=status) for nth, status in enumerate(statuses)]
    records.append(a_record(9, "", origin="gone", status="failed", error={"stage": "fetch", "reason": "dns"}))
    for record in records:
        record["confidence"] = 0.95
    records[3]["confidence"] = 0.31
    quiet.open(write(tmp_path, records))
    totals = """Object.fromEntries([...document.querySelectorAll('.figures div')]
      .map((part) => [...part.children].map((word) => word.textContent)))"""
    found = quiet.evaluate(totals)
    assert (found["pages"], found["articles"], found["no article"], found["failed"]) == ("9", "6", "2", "1")
    bars = quiet.evaluate("""[...document.querySelectorAll('.bands li')].map((bar) =>
      [bar.querySelector('b').textContent, bar.querySelector('svg').getBoundingClientRect().height])""")
    assert [bar[0] for bar in bars] == ["0", "0", "0", "1", "0", "0", "0", "0", "0", "5"]
    assert bars[9][1] > bars[3][1] > bars[0][1] == 0
    assert quiet.evaluate("document.querySelector('#list a').getBoundingClientRect().bottom < innerHeight")
    assert quiet.evaluate("document.querySelector('#list .tone-bad').parentElement.nextSibling.textContent") == "dns"
    assert quiet.evaluate("document.querySelector('#reader h3').textContent") == "Story 3"
    assert quiet.evaluate("document.querySelector('#reader .cut').getBoundingClientRect().top < innerHeight")
    assert quiet.evaluate("document.activeElement === document.body && scrollY === 0"), "nothing is jumped to"
    order(quiet, "name")
    assert quiet.evaluate("document.querySelector('#reader h3').textContent") == "Story 0", "the first again"
    quiet.evaluate("document.querySelectorAll('#list a')[1].click()")
    quiet.wait("document.querySelector('#reader h3').textContent === 'Story 1'")
    order(quiet, "confidence")
    assert quiet.evaluate("document.querySelector('#reader h3').textContent") == "Story 1", "what was chosen stays"
    quiet.evaluate("document.querySelector('a[href=\"#went\"]').click()")
    quiet.wait("document.getElementById('went').getBoundingClientRect().top < innerHeight")
    assert not quiet.evaluate("document.getElementById('reader').hidden"), "a look at the tables closes no page"
    quiet.press("Escape")
    quiet.wait("document.getElementById('reader').hidden")
    quiet.open((tmp_path / "report.html").as_uri() + "#page-2")
    assert quiet.evaluate("document.querySelector('#reader h3').textContent") == quiet.evaluate(
        "document.querySelector('#list a[data-at=\"2\"] .title').textContent"
    )


def test_order_by_what_was_removed(quiet: Browser, tmp_path: Path) -> None:
    """By characters and by share, of all kinds or of those that are chosen; the list says how much."""
    records = [a_record(nth, f"Story {nth}") for nth in range(3)]
    records[0].update(text="k" * 1_000, removed=[{**records[0]["removed"][0], "text": "x" * 500, "kind": "share"}])
    records[1].update(text="k" * 100, removed=[{**records[1]["removed"][0], "text": "x" * 300}])
    records[2].update(text="k" * 100, removed=[{**records[2]["removed"][0], "text": "x" * 20, "kind": "share"}])
    quiet.open(write(tmp_path, records))
    titles = "[...document.querySelectorAll('#list .title')].map((e) => e.textContent.slice(-1)).join('')"
    shares = "[...document.querySelectorAll('#list .line > span:last-child')].map((e) => e.textContent).join(' ')"
    for name, wanted, said in (("removed", "012", "−33% −75% −17%"), ("share", "102", "−75% −33% −17%")):
        order(quiet, name)
        assert (quiet.evaluate(titles), quiet.evaluate(shares)) == (wanted, said)
    quiet.evaluate("[...document.querySelectorAll('#kinds button')].find((b) => /share/.test(b.textContent)).click()")
    assert quiet.evaluate(titles) == "02"


def test_a_duplicate_leads_to_the_first(quiet: Browser, tmp_path: Path) -> None:
    """By a link, where that page is shown; else its id stands there."""
    records = [a_record(nth, f"Story {nth}", id=f"{nth:016x}") for nth in range(2)]
    records[0]["duplicate_of"] = {"id": f"{1:016x}", "similarity": 0.93}
    records[1]["duplicate_of"] = {"id": "f" * 16, "similarity": 0.8}
    quiet.open(write(tmp_path, records))
    twin = "[...document.querySelectorAll('#reader dd')].at(-1)"
    assert quiet.evaluate(f"{twin}.textContent") == "Story 1 (93% alike)"
    quiet.evaluate(f"{twin}.querySelector('a').click()")
    quiet.wait("document.querySelector('#reader h3').textContent === 'Story 1'")
    assert quiet.evaluate(f"{twin}.textContent") == f"{'f' * 16} (80% alike)"
    assert not quiet.evaluate(f"{twin}.querySelector('a').hasAttribute('href')")


def test_a_removed_block_says_why_when_focused(quiet: Browser, tmp_path: Path) -> None:
    """Hover or focus shows judge, rule, score and the line that keeps the block."""
    quiet.open(write(tmp_path, [a_record(1, "Related words")]))
    quiet.evaluate("document.querySelector('#list a').click()")
    quiet.wait("!document.getElementById('reader').hidden")
    why = "getComputedStyle(document.querySelector('.why')).display"
    assert quiet.evaluate(why) == "none"
    quiet.evaluate("document.querySelector('.cut').focus()")
    assert quiet.evaluate(why) == "block"
    said = quiet.evaluate("document.querySelector('.why').textContent")
    assert "by runs, rule en/related-head, score 0.90" in said
    assert 'clean.keep: ["en/related-head"]' in said
    assert (
        quiet.evaluate("document.querySelector('.kept .text').textContent") == "Related wordsKept paragraph number 1."
    )


def test_phone_and_dark(quiet: Browser, tmp_path: Path) -> None:
    """On a phone nothing is wider than the screen, the page takes the list's place; dark is dark."""
    records = [a_record(nth, f"Story {nth} " + "x" * 300, url=f"https://{'y' * 60}.example/{nth}") for nth in range(20)]
    records[0]["text"] = "word " * 3_000_000
    heights = "[...document.querySelectorAll('.figures dd')].map((figure) => figure.getBoundingClientRect().height)"
    try:
        quiet.size(360, 740, mobile=True)
        quiet.scheme("dark")
        quiet.open(write(tmp_path, records))
        assert quiet.evaluate("document.documentElement.scrollWidth") <= 360
        assert len(set(quiet.evaluate(heights))) == 1, "no number is broken into two lines"
        assert quiet.evaluate("document.getElementById('reader').hidden"), "the list comes first"
        assert quiet.evaluate("document.querySelector('#list a').getBoundingClientRect().top < innerHeight")
        assert quiet.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(25, 26, 28)"
        quiet.evaluate("document.querySelector('#list a').click()")
        quiet.wait("!document.getElementById('reader').hidden")
        assert quiet.evaluate("document.documentElement.scrollWidth") <= 360
        assert quiet.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
        quiet.evaluate("document.getElementById('back').click()")
        assert quiet.evaluate("getComputedStyle(document.querySelector('nav')).display") == "block"
    finally:
        quiet.size(1300, 900)
        quiet.scheme("light")


def test_a_thousand_pages(quiet: Browser, tmp_path: Path) -> None:
    """A thousand pages of ten thousand characters open, a hundred of them are listed, and a search finds one of all."""
    body = "Some words of a paragraph that goes on for a while.\n\n" * 200
    records = [a_record(nth, f"Story {nth}", text=body + f"number{nth}") for nth in range(1000)]
    url = write(tmp_path, records)
    quiet.open(url)
    quiet.wait("document.querySelectorAll('#list a').length === 100")
    quiet.evaluate("""(() => { const search = document.getElementById('search');
      search.value = 'number999'; search.dispatchEvent(new Event('input')); })()""")
    quiet.wait("document.getElementById('found').textContent === '1 of 1,000 pages'")
