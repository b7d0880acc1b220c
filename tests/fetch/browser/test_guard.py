"""No way out: whatever a page tries, its browser reaches nothing but through our own guarded fetcher."""

from __future__ import annotations

import contextlib
import socket
import threading

import httpx
import pytest

from cleaner.config import FetchSettings
from cleaner.fetch import Rendering, Seams, fetch_all
from cleaner.fetch.browser import process, tab
from cleaner.fetch.browser.traffic import Shared, is_tracker, trackers
from cleaner.fetch.client import Reply
from cleaner.fetch.guard import Guard
from cleaner.model import Failure, Page
from tests.faultserver import FaultServer, page
from tests.rendered import browser, needs_browser, scripts, shell

INSIDE = "127.0.0.77"  # stands for a machine of the inner network
SITE = "127.0.0.1"


class Pretending(Guard):
    """Takes the address of the test's site for a public one, and judges all others as they are."""

    async def resolve(self, host: str, port: int, timeout: float | None) -> list[str]:
        return [host] if host == SITE else await super().resolve(host, port, timeout)


class Listener:
    """Listens for TCP and UDP at an inner address, and counts what comes."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.tcp, self.udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        self.tcp.bind((INSIDE, 0))
        self.port = self.tcp.getsockname()[1]
        self.udp.bind((INSIDE, self.port))
        self.tcp.listen()
        for sock in (self.tcp, self.udp):
            sock.settimeout(0.1)
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self.listen, args=(take,)) for take in (self.accept, self.receive)]

    def listen(self, take: object) -> None:
        while not self.stop.is_set():
            with contextlib.suppress(TimeoutError):
                take()  # type: ignore[operator]

    def accept(self) -> None:
        connection, _ = self.tcp.accept()
        connection.settimeout(0.5)
        with connection, contextlib.suppress(OSError):
            self.came.append(f"tcp {connection.recv(200)!r}")

    def receive(self) -> None:
        self.came.append(f"udp {self.udp.recv(2000)!r}")

    def __enter__(self) -> Listener:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()
        self.tcp.close()
        self.udp.close()


# Each line is a way to the inner machine, tried by itself so that one that throws keeps no other from its turn.
WAYS = r"""
fetch(IN + '/fetch', {mode: 'no-cors'})
fetch(IN + '/post', {method: 'POST', mode: 'no-cors', body: 'x', keepalive: true})
fetch('/redirect')
fetch('http://localhost:PORT/localhost', {mode: 'no-cors'})
fetch('http://[::ffff:127.0.0.77]:PORT/mapped', {mode: 'no-cors'})
fetch('http://2130706509:PORT/number', {mode: 'no-cors'})
(() => { const x = new XMLHttpRequest(); x.open('GET', IN + '/xhr'); x.send(); })()
navigator.sendBeacon(IN + '/beacon', 'x')
new Image().src = IN + '/image'
add('script', {src: IN + '/script.js'})
add('script', {type: 'module', textContent: `import '${IN}/module.js'`})
import(IN + '/import.js')
add('iframe', {src: IN + '/frame'})
add('iframe', {srcdoc: `<script>fetch('${IN}/srcdoc', {mode: 'no-cors'})<\/script><img src=${IN}/srcdocimage>`})
add('iframe', {sandbox: 'allow-scripts', srcdoc: `<script>fetch('${IN}/sandbox', {mode: 'no-cors'})<\/script>`})
add('iframe', {src: `data:text/html,<script>fetch('${IN}/data', {mode: 'no-cors'})<\/script>
  <img src=${IN}/dataimage>`})
add('object', {data: IN + '/object'})
add('embed', {src: IN + '/embed'})
add('video', {src: IN + '/video', autoplay: true, preload: 'auto'})
add('audio', {src: IN + '/audio', preload: 'auto'})
add('link', {rel: 'stylesheet', href: IN + '/style.css'})
add('link', {rel: 'preload', as: 'fetch', href: IN + '/preload'})
add('link', {rel: 'prefetch', href: IN + '/prefetch'})
add('link', {rel: 'preconnect', href: IN + '/'})
add('link', {rel: 'dns-prefetch', href: IN + '/'})
add('link', {rel: 'prerender', href: IN + '/prerender'})
add('link', {rel: 'manifest', href: IN + '/manifest'})
add('link', {rel: 'modulepreload', href: IN + '/modulepreload.js'})
add('style', {textContent: `@import '${IN}/import.css'; body { background: url(${IN}/back) }
  @font-face { font-family: f; src: url(${IN}/font) } #app { font-family: f }`})
add('script', {type: 'speculationrules', textContent: JSON.stringify({
  prefetch: [{source: 'list', urls: [IN + '/speculated', '/speculated'], eagerness: 'immediate'}],
  prerender: [{source: 'list', urls: ['/prerendered'], eagerness: 'immediate'}]})})
new WebSocket(`ws://INSIDE:PORT/socket`)
new WebSocket(`ws://${location.host}/socket`)
new EventSource(IN + '/events')
new WebTransport(`https://INSIDE:PORT/transport`)
new Worker(URL.createObjectURL(new Blob([`fetch('${IN}/worker', {mode: 'no-cors'});
  importScripts('${IN}/imported.js')`])))
new Worker(URL.createObjectURL(new Blob([`new WebSocket('ws://INSIDE:PORT/workersocket')`])))
new SharedWorker(URL.createObjectURL(new Blob([`fetch('${IN}/shared', {mode: 'no-cors'})`])))
navigator.serviceWorker.register('/service.js').then(() => { window.registered = true; })
(() => { const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:INSIDE:PORT'},
  {urls: ['turn:INSIDE:PORT?transport=udp', 'turn:INSIDE:PORT?transport=tcp'], username: 'u', credential: 'c'}]});
  peer.createDataChannel('c'); peer.createOffer().then((offer) => peer.setLocalDescription(offer)); })()
open(IN + '/window')
open(IN + '/noopener', '_blank', 'noopener')
add('a', {href: IN + '/click', target: '_blank'}).click()
add('a', {href: '/stay#x', ping: IN + '/ping', target: 'nowhere'}).click()
add('a', {href: 'mailto:someone@site.example'}).click()
add('a', {href: 'some-program://INSIDE:PORT/'}).click()
submit(IN + '/formblank', 'POST', '_blank')
fetch('file:///etc/hostname').then((r) => r.text()).then(leak)
(() => { const x = new XMLHttpRequest(); x.open('GET', 'file:///etc/hostname');
  x.onload = () => leak(x.responseText); x.send(); })()
add('iframe', {src: 'file:///etc/hostname'})
add('script', {src: 'file:///etc/hostname'})
open('file:///etc/hostname')
add('iframe', {src: 'view-source:' + IN})
add('iframe', {src: 'chrome://version'})
add('iframe', {src: 'filesystem:' + IN})
fetch('ftp://INSIDE:PORT/', {mode: 'no-cors'})
new PaymentRequest([{supportedMethods: IN + '/pay'}],
  {total: {label: 'x', amount: {currency: 'EUR', value: '1'}}}).canMakePayment()
navigator.registerProtocolHandler('web+x', location.origin + '/%s')
navigator.credentials.get({identity: {providers: [{configURL: IN + '/fedcm.json', clientId: 'x'}]}})
navigator.credentials.get({publicKey: {challenge: new Uint8Array(9), rpId: 'INSIDE'}})
navigator.joinAdInterestGroup({owner: IN, name: 'x', biddingLogicURL: IN + '/bid.js', lifetimeMs: 1e9}, 1e9)
navigator.runAdAuction({seller: IN, decisionLogicURL: IN + '/decide.js', interestGroupBuyers: [IN]})
sharedStorage.worklet.addModule(IN + '/worklet.js')
CSS.paintWorklet.addModule(IN + '/paint.js')
new AudioContext().audioWorklet.addModule(IN + '/audio.js')
fetchLater(IN + '/later', {activateAfter: 0})
new Image().attributionSrc = IN + '/attribution'
add('a', {href: '/stay', attributionSrc: IN + '/attributed', target: 'nowhere'}).click()
add('script', {type: 'webbundle', textContent: JSON.stringify({source: IN + '/bundle', resources: [IN + '/bundled']})})
add('script', {type: 'importmap', textContent: JSON.stringify({imports: {x: IN + '/mapped.js'}})}); import('x')
add('fencedframe', {config: new FencedFrameConfig(IN + '/fenced')})
add('link', {rel: 'compression-dictionary', href: IN + '/dictionary'})
add('link', {rel: 'icon', href: IN + '/icon'})
add('link', {rel: 'search', type: 'application/opensearchdescription+xml', href: IN + '/search'})
new PresentationRequest([IN + '/present']).getAvailability()
add('video', {}).remote.watchAvailability(() => 0)
add('track', {src: IN + '/track.vtt'})
add('img', {srcset: IN + '/set 1x', loading: 'eager'})
add('input', {type: 'image', src: IN + '/input'})
add('meta', {httpEquiv: 'content-security-policy', content: 'default-src *; report-uri ' + IN + '/metacsp'})
add('iframe', {csp: "script-src 'none'", src: IN + '/embedded'})
(() => { const f = add('iframe', {}); const Peer = f.contentWindow.RTCPeerConnection;
  const peer = new Peer({iceServers: [{urls: 'stun:INSIDE:PORT'}]}); peer.createDataChannel('c');
  peer.createOffer().then((offer) => peer.setLocalDescription(offer)); })()
(() => { const f = add('iframe', {}); f.contentWindow.fetch(IN + '/inframe', {mode: 'no-cors'}); })()
(() => { const f = add('iframe', {}); new f.contentWindow.WebTransport('https://INSIDE:PORT/transport'); })()
(() => { const d = new DOMParser().parseFromString(`<img src=${IN}/parsed>`, 'text/html');
  document.adoptNode(d.images[0]); })()
document.body.insertAdjacentHTML('beforeend', `<svg><image href='${IN}/svg'/><use href='${IN}/use.svg#x'/></svg>`)
setTimeout(() => { location.href = 'file:///etc/hostname'; }, 100)
"""
HELPERS = """
const add = (name, given) => { const one = Object.assign(document.createElement(name), given);
  document.body.append(one); return one; };
const submit = (action, method, target) => { const form = add('form', {action, method, target: target || ''});
  form.innerHTML = '<input name=q value=1>'; form.submit(); };
const leak = (text) => { document.body.append('LEA' + 'KED ' + text); };
"""
TRIES = WAYS.strip().replace("\n  ", " ").split("\n")
# Where a page sends its readers: the journey follows it like a redirect, and the guard refuses it.
SENDS = {
    "/location": "location.href = IN + '/location'",
    "/replace": "location.replace(IN + '/replace')",
    "/form": "submit(IN + '/form', 'GET')",
    "/refresh": "add('meta', {httpEquiv: 'refresh', content: '0;url=' + IN + '/refresh'})",
    "/bounced": "location.href = '/redirect'",
}
# Where a journey does not follow: the page is taken as it is.
STAYS = {
    "/post": "submit(IN + '/formpost', 'POST')",
    "/file": "location.href = 'file:///etc/hostname'",
    "/local": "location.href = 'chrome://version'",
    "/script": "location.href = 'javascript:fetch(IN + 1)'",
}


def trying(tries: list[str], port: int) -> bytes:
    """A page that tries one thing after the other, and says how many it tried."""
    steps = "".join(
        f"setTimeout(() => {{ try {{ {way}; }} catch (e) {{ failed.push(String(e)); }} tried++; }}, {nth});"
        for nth, way in enumerate(tries)
    )
    tell = "document.getElementById('app').textContent = `tried ${tried}, registered ${window.registered}`;"
    script = f"const IN = 'http://INSIDE:PORT', failed = []; let tried = 0; {HELPERS} {steps}"
    script += f"setTimeout(() => {{ {tell} }}, 900);"
    return shell(script.replace("INSIDE", INSIDE).replace("PORT", str(port)))


@needs_browser
@pytest.mark.parametrize("alone", [False, True], ids=["flags alone", "no network"])
def test_no_way_leads_to_an_inner_machine(monkeypatch: pytest.MonkeyPatch, alone: bool) -> None:
    """A page tries each way out that a browser has; nothing arrives, and what its own site sees comes from us.

    The flags hold by themselves where the system gives the browser no network namespace.
    """
    monkeypatch.setattr(process, "ALONE", alone)
    if not alone:
        monkeypatch.setattr(tab, "PREPARE", "")
    with Listener() as listener:
        inner = f"http://{INSIDE}:{listener.port}"
        ways = page(
            trying(TRIES, listener.port), link=f"<{inner}/linked>; rel=preload; as=script", refresh=f"11;url={inner}/",
            report_to=f'{{"group":"x","max_age":9,"endpoints":[{{"url":"{inner}/report"}}]}}',
            content_security_policy=f"report-uri {inner}/csp; frame-ancestors 'none'",
            nel='{"report_to":"x","max_age":9}', reporting_endpoints=f'default="{inner}/reports"',
        )  # fmt: skip
        answers = {
            "/": ways,
            "/redirect": page(b"", "302 Found", location=f"{inner}/redirected"),
            "/service.js": page(b"fetch('/from-service')", content_type="text/javascript"),
            **{path: page(trying([way], listener.port)) for path, way in (SENDS | STAYS).items()},
            **scripts(),
        }
        with FaultServer(answers) as server:
            rendering = Rendering(browser(), True, lambda _: True)
            seams = Seams(guard=Pretending(), retry_base=0.01)
            urls = {server.url(path): path for path in ("/", *SENDS, *STAYS)}
            outcomes = fetch_all(list(urls), FetchSettings(delay=0), rendering=rendering, seams=seams)
            found = {urls[outcome.origin]: outcome for outcome in outcomes}
            hits = list(server.hits)
    assert rendering.notes == []
    assert listener.came == []
    for path in SENDS:
        outcome = found[path]
        assert isinstance(outcome, Failure), path
        assert outcome.reason == "not-public", outcome
    for path in ("/", *STAYS):
        outcome = found[path]
        assert isinstance(outcome, Page), outcome
        tried = len(TRIES) if path == "/" else 1
        assert f"tried {tried}, registered undefined".encode() in outcome.body
        assert b"LEAKED" not in outcome.body
    assert {hit.headers["user-agent"].partition("/")[0] for hit in hits} == {"cleaner"}
    assert {hit.path for hit in hits} == {"/robots.txt", "/library.js", "/redirect", *urls.values()}


@needs_browser
def test_robots_and_trackers_hold_for_what_scripts_ask_for() -> None:
    """What robots.txt of the page's host forbids is not asked for by its scripts either."""
    answers = {
        **scripts(),
        "/robots.txt": page(b"User-agent: *\nDisallow: /late.json", content_type="text/plain"),
    }
    with FaultServer(answers) as server:
        rendering = Rendering(browser(), True, lambda _: True)
        settings = FetchSettings(delay=0, allow_private=True)
        urls = [server.url("/late"), server.url("/fetched")]
        late, fetched = fetch_all(urls, settings, rendering=rendering)
    assert isinstance(late, Page)
    assert isinstance(fetched, Page)
    assert b"<p>" not in late.body
    assert b"<p>" in fetched.body
    assert "/late.json" not in server.paths()


def test_trackers_are_known_by_their_domain() -> None:
    """A host below a listed one is one of them; a host that only ends like it is not."""
    assert is_tracker("stats.g.doubleclick.net")
    assert is_tracker("GOOGLE-ANALYTICS.com.")
    assert not is_tracker("notdoubleclick.net")
    assert not is_tracker("net")
    assert all("." in host and host == host.lower().strip("./ ") for host in trackers())


def test_scripts_are_kept_where_their_server_allows_it() -> None:
    """A script that is private, differs by origin or is out of date is asked for again."""
    shared = Shared()
    for nth, headers in enumerate([
        {"cache-control": "public, max-age=60"}, {"cache-control": "max-age=60", "vary": "Accept-Encoding"},
        {"cache-control": "private, max-age=60"}, {"cache-control": "max-age=60", "vary": "Origin"}, {},
        {"cache-control": "max-age=0"}, {"cache-control": "max-age=60", "access-control-allow-origin": "http://a.example"},
    ]):  # fmt: skip
        url = httpx.URL(f"http://site.example/{nth}.js")
        shared.keep(str(url), Reply(url, 200, httpx.Headers(headers), b"x", 0.0))
    kept = [nth for nth in range(7) if shared.recall(f"http://site.example/{nth}.js") is not None]
    assert kept == [0, 1]
