"""The report in a real browser: hostile words stay words, and the page works by mouse, keyboard and thumb."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner.report.html import render_report
from cleaner.report.summary import summarise
from tests.browser import CHROMIUM, Browser, browse

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine (apt-get install chromium)")
SHARED = Path(os.environ.get("CLEANER_SHARED") or Path(__file__).parent.parent.parent / "shared")
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


def a_record(nth: int, words: str, **more: Any) -> dict[str, Any]:
    kept = f"{words}\n\nKept paragraph number {nth}."
    cut = {
        "kind": "related",
        "judge": "runs",
        "rule": "en/related-head",
        "score": 0.9,
        "offset": len(words),
        "text": words,
    }
    return {
        "origin": f"page-{nth}", "status": "ok", "title": words, "text": kept, "confidence": nth % 100 / 100,
        "url": None, "removed": [cut], "notes": [words], "authors": [words], "error": None, **more,
    }  # fmt: skip


def hostile() -> list[dict[str, Any]]:
    strings = PAYLOADS + (json.loads(NAUGHTY.read_text("utf-8")) if NAUGHTY.exists() else [])
    records = [a_record(nth, words) for nth, words in enumerate(strings)]
    words = PAYLOADS[1]
    cut = {"kind": words, "judge": words, "rule": words, "score": 1, "offset": 0, "text": words}
    records.append(a_record(0, words, origin=words, status=words, site=words, language=words, removed=[cut] * 9))
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
        const routed = new Promise((done) => addEventListener('hashchange', done, {once: true}));
        if (link.hash !== location.hash) {
          link.click();
          await routed;  // the report's own listener came first
        }
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
    try:
        quiet.size(360, 740, mobile=True)
        quiet.scheme("dark")
        quiet.open(write(tmp_path, records))
        assert quiet.evaluate("document.documentElement.scrollWidth") <= 360
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


def test_quick_with_a_thousand_pages(quiet: Browser, tmp_path: Path) -> None:
    """A thousand pages of ten thousand characters open, and a search through all answers, within seconds."""
    body = "Some words of a paragraph that goes on for a while.\n\n" * 200
    records = [a_record(nth, f"Story {nth}", text=body + f"number{nth}") for nth in range(1000)]
    url = write(tmp_path, records)
    started = time.monotonic()
    quiet.open(url)
    quiet.wait("document.querySelectorAll('#list a').length === 100")
    quiet.evaluate("""(() => { const search = document.getElementById('search');
      search.value = 'number999'; search.dispatchEvent(new Event('input')); })()""")
    quiet.wait("document.getElementById('found').textContent === '1 of 1,000 pages'")
    assert time.monotonic() - started < 10
