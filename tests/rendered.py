"""Pages that hold no text until their scripts have run, each in a different way, for tests in a real browser."""

from __future__ import annotations

import json
import os

import pytest

from cleaner.config import BrowserSettings
from cleaner.fetch.browser.process import NoBrowser, find_browser
from tests.faultserver import Conn, Script, page


def browser(**settings: object) -> BrowserSettings:
    """Settings of the browser, with enough time for a busy machine.

    CLEANER_TEST_BROWSER names a program other than the first one found.
    """
    given = {"path": os.environ.get("CLEANER_TEST_BROWSER"), "page_seconds": 200, **settings}
    return BrowserSettings.model_validate(given)


def _missing() -> str:
    try:
        find_browser(browser())
    except NoBrowser as error:
        return str(error)
    return ""


needs_browser = pytest.mark.skipif(bool(_missing()), reason=_missing() or "a browser is here")

SENTENCES = (
    "The river below {0} rose by a hand's breadth on the night before the market was to open for the season.",
    "Farmers of {0} carried their hay to the upper barns, and nobody slept before the bells had rung for four.",
    "In the morning the council of {0} met at the mill to hear what the engineers had measured at the old weir.",
    "They agreed to open the second gate near {0}, although the meadows on the far bank would then lie under water.",
    "A teacher from {0} wrote down the height of the flood on the church wall, under those of her grandfather.",
    "By evening the road to {0} was free again, and the first carts came through with bread and letters.",
)


def story(name: str, *sentences: int) -> str:
    """The paragraphs of a story about ``name`` as markup."""
    chosen = sentences or range(len(SENTENCES))
    return "".join(f"<p>{SENTENCES[nth].format(name)} {SENTENCES[(nth + 1) % 6].format(name)}</p>" for nth in chosen)


def shell(script: str, *, body: str = "", head: str = "") -> bytes:
    """A page without text: a title, an empty element, and the scripts that will fill it."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A story</title>{head}'
        f'<script src="/library.js"></script></head><body>{body}<div id="app"></div><script>{script}</script>'
        "<script>window.ended = true</script></body></html>"
    ).encode()


FILL = "const fill = (html) => { document.getElementById('app').innerHTML = '<h1>A story</h1>' + html; };"


def scripts() -> dict[str, Script]:
    """The replies of the server, by path."""
    found: dict[str, Script] = {
        "/library.js": page(b"window.library = 1", content_type="text/javascript", cache_control="max-age=600"),
        "/style.css": page(b"body{background:url(/back.png)}", content_type="text/css"),
    }
    for name, source in SOURCES.items():
        found[f"/{name}"] = page(shell(FILL + source[0], body=source[1], head=source[2]))
        found[f"/{name}.json"] = page(json.dumps({"html": story(name)}).encode(), content_type="application/json")
        for part in range(6):
            text = json.dumps({"html": story(name, part)}).encode()
            found[f"/{name}.{part}.json"] = page(text, content_type="application/json")
    found["/streamed.txt"] = streamed
    found["/again"] = page(
        b'<!doctype html><html lang="en"><title>A story</title><h1>A story</h1>' + story("again").encode()
    )
    found["/worker.js"] = page(
        b"fetch('/worker.json').then((r) => r.json()).then((d) => postMessage(d.html))", content_type="text/javascript"
    )
    return found


async def streamed(conn: Conn) -> None:
    """Send the story in pieces."""
    await conn.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n")
    for part in range(6):
        data = story("streamed", part).encode()
        await conn.send(b"%x\r\n%s\r\n" % (len(data), data))
    await conn.send(b"0\r\n\r\n")


GET = "fetch('/{0}.json').then((r) => r.json()).then((d) => fill(d.html))"
# by name: the script, the content of the body, the content of the head
SOURCES: dict[str, tuple[str, str, str]] = {
    "fetched": (f"addEventListener('load', () => {GET.format('fetched')});", "", ""),
    "late": (f"setTimeout(() => {GET.format('late')}, 3000);", "", ""),
    "posted": (GET.format("posted").replace("json')", "json', {method: 'POST', body: '{}'})", 1) + ";", "", ""),
    "scrolled": (
        "fill(''); let part = 0, busy = false;"
        "const more = () => { if (busy || part > 5) return; busy = true;"
        " fetch(`/scrolled.${part++}.json`).then((r) => r.json()).then((d) => {"
        "  document.getElementById('app').insertAdjacentHTML('beforeend', d.html + '<div style=height:3000px></div>');"
        "  busy = false; }); };"
        "addEventListener('scroll', () => {"
        " if (innerHeight + scrollY > document.documentElement.scrollHeight - 50) more(); }); more();",
        "", "",
    ),
    "seen": (
        "for (let n = 0; n < 6; n++) { const box = document.createElement('section');"
        " box.style.cssText = 'min-height:2500px'; document.getElementById('app').append(box);"
        " new IntersectionObserver((found, watch) => { if (!found[0].isIntersecting) return; watch.disconnect();"
        " fetch(`/seen.${n}.json`).then((r) => r.json()).then((d) => { box.innerHTML = d.html; }); }).observe(box); }",
        "", "",
    ),
    "dialog": (
        "fetch('/dialog.json').then((r) => r.json()).then((d) => {"
        " const box = document.createElement('dialog'); box.innerHTML = '<h1>A story</h1>' + d.html;"
        " document.body.append(box); });",
        "", "",
    ),
    "consent": (
        GET.format("consent") + ";const box = document.createElement('div'); box.className = 'cookie-consent';"
        "box.style.cssText = 'position:fixed;inset:0;background:white;z-index:9';"
        "box.innerHTML = '<p>We and our partners use cookies to store and access information on your device.</p>"
        "<button>Accept all</button><button>Reject all</button>'; document.body.append(box);",
        "", "",
    ),
    "streamed": (
        "fill(''); fetch('/streamed.txt').then(async (r) => { const reader = r.body.getReader();"
        " const decoder = new TextDecoder(); for (;;) { const {done, value} = await reader.read(); if (done) break;"
        " document.getElementById('app').insertAdjacentHTML('beforeend', decoder.decode(value)); } });",
        "", "",
    ),
    "shadow": (
        "fetch('/shadow.json').then((r) => r.json()).then((d) => {"
        " const outer = document.getElementById('app').attachShadow({mode: 'open'});"
        " outer.innerHTML = '<h1>A story</h1><div id=inner></div>';"
        " outer.getElementById('inner').attachShadow({mode: 'open'}).innerHTML = d.html; });",
        "", "",
    ),
    "worker": ("new Worker('/worker.js').onmessage = (event) => fill(event.data);", "", ""),
    "moved": ("location.replace('/fetched');", "", ""),
    "sent": ("setTimeout(() => { location.href = '/again'; }, 500);", "", ""),
    "reloading": (
        GET.format("reloading") + ";if (!sessionStorage.n) { sessionStorage.n = 1; location.reload(); }", "", "",
    ),
    "alerting": (
        "alert('one'); confirm('two'); prompt('three'); onbeforeunload = () => 'no';" + GET.format("alerting"), "", "",
    ),
    "opening": ("open('/opened'); open('about:blank'); print();" + GET.format("opening"), "", ""),
    "downloading": (
        "const link = document.createElement('a'); link.href = URL.createObjectURL(new Blob(['x']));"
        "link.download = 'x.txt'; document.body.append(link); link.click();" + GET.format("downloading"),
        "", "",
    ),
    "styled": (
        "const link = document.createElement('link'); link.rel = 'stylesheet'; link.href = '/style.css';"
        "link.onload = () => " + GET.format("styled") + "; document.head.append(link);",
        "<img src=/picture.png>", '<link rel=icon href="/icon.png">',
    ),
    "tracked": (
        "const s = document.createElement('script'); s.src = 'http://stats.doubleclick.net/t.js';"
        "s.onerror = () => " + GET.format("tracked") + "; document.head.append(s);",
        "", "",
    ),
    "policy": (
        GET.format("policy") + ";", "",
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'self'; script-src 'self' 'unsafe-inline'\">",
    ),
    "poisoned": (
        "Element.prototype.getHTML = () => 'poison'; document.querySelectorAll = () => []; JSON.stringify = null;"
        "Object.defineProperty(Element.prototype, 'outerHTML', {get: () => 'poison'});" + GET.format("poisoned"),
        "", "",
    ),
    "next": (  # scrolling brings the next story, with a new address
        GET.format("next") + ";addEventListener('scroll', () => { history.pushState({}, '', '/another');"
        f"document.body.insertAdjacentHTML('beforeend', `{story('elsewhere')}`); }});",
        "", "",
    ),
}  # fmt: skip
FILLED = tuple(SOURCES)
