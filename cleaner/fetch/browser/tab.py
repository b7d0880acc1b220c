"""One page in the browser: opened in a context of its own, left to its scripts, scrolled, and read.

We control the page's clock (virtual time). Timers fire at once, and the clock stops while a request is open. So a page
that shows its text after three seconds does not take three seconds, and our own speed does not change what it shows.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cleaner.config import BrowserSettings
from cleaner.fetch.browser.process import Browser
from cleaner.fetch.browser.protocol import BrowserGone, CommandRefused
from cleaner.fetch.browser.traffic import RenderContext, Traffic, Visit
from cleaner.fetch.faults import FetchFault

CLOCK_MS = 5_000  # of the page's time, after its document has arrived
EMPTY_CLOCK_MS = 10_000  # more, for a page that shows almost nothing by then
EMPTY_LETTERS = 400
SCROLL_CLOCK_MS = 1_000
MAX_SCROLLS = 10
IDLE_MOVES = 3  # moves in a row that changed nothing
MAX_ROUNDS = 8
DRAW_SECONDS = 0.1  # of real time, for the page to be drawn after its time has passed
SETTLE_SECONDS = 0.02  # for a request to arrive here
READ_SECONDS = 3.0  # for reading a page whose time has passed
CLOSE_SECONDS = 10.0
MOST_TASKS = 1_000_000  # that a page may run while its clock stops
# Run in each document before its own scripts. It removes features that bring no text. The flags of the browser turn
# them off too, but their names have changed before. A browser without a network would report that it is offline.
PREPARE = (
    "delete self.RTCPeerConnection; delete self.webkitRTCPeerConnection; delete self.WebTransport;"
    "Object.defineProperty(Navigator.prototype, 'onLine', {get: () => true});"
)
WIDTH, HEIGHT, MAX_HEIGHT = 1280, 1600, 40_000


@dataclass(frozen=True, slots=True)
class Rendered:
    """The result of rendering: the final markup and address, and whether scripts requested data.

    ``moved`` is the address to which scripts sent the reader, if any. ``asked_at`` is the wall time of the last request
    to the page's host.
    """

    markup: str = ""
    address: str = ""
    asked_data: bool = False
    moved: str | None = None
    asked_at: float = 0.0


class Hung(Exception):
    """The scripts of the page never yield."""


class Crashed(Exception):
    """The process of the page has ended."""


class BrowserOutOfMemory(BrowserGone):
    """The whole browser has ended, because one of its processes was killed for its memory."""


@cache
def functions() -> str:
    """The source of the functions that we call in a page."""
    return (Path(__file__).parents[2] / "data" / "browser" / "page.js").read_text("utf-8")


async def render(browser: Browser, visit: Visit, means: RenderContext) -> Rendered:
    """Render one page.

    Raises FetchFault for a page that hangs, crashes, or uses too much, BrowserGone if the whole browser has ended.
    """
    settings = means.settings
    tab = _Tab(browser, settings)
    browser.tabs += 1
    browser.served += 1
    try:
        return await tab.run(visit, means)
    except Hung:
        raise FetchFault("timeout", f"its scripts still ran after {settings.page_seconds:g} s of rendering") from None
    except Crashed:
        if browser.out_of_memory:
            browser.out_of_memory.clear()
            raise memory_fault(settings) from None
        raise FetchFault("crash", "the browser's process of the page crashed") from None
    except BrowserGone as error:
        raise BrowserOutOfMemory(str(error)) if browser.out_of_memory else error from None
    except CommandRefused as error:
        raise FetchFault("crash", f"the browser could not render it: {error}") from None
    finally:
        await tab.close()
        browser.tabs -= 1


def memory_fault(settings: BrowserSettings) -> FetchFault:
    """The fault of a page that uses more memory than allowed."""
    return FetchFault("memory", f"rendering it took more than {settings.page_memory} MiB (browser.page_memory)")


class _Tab:
    def __init__(self, browser: Browser, settings: BrowserSettings) -> None:
        self._browser = browser
        self._connection = browser.connection
        self._settings = settings
        self._until = 0.0
        self._context: str | None = None
        self._session = ""
        self._traffic: Traffic | None = None
        self._expired = asyncio.Event()
        self._committed = asyncio.Event()
        self._crashed = asyncio.Event()
        self._world: int | None = None
        self._sessions: list[str] = []

    async def run(self, visit: Visit, means: RenderContext) -> Rendered:
        try:
            frame = await self._open()
        except TimeoutError:
            self._connection.close()  # the browser hangs; another one will be started
            raise BrowserGone("the browser does not answer") from None
        self._traffic = Traffic(self._connection, frame, visit, means)
        self._until = time.monotonic() + self._settings.page_seconds
        watched = asyncio.create_task(self._go(str(visit.document.url), frame, means.most))
        ended = asyncio.create_task(self._crashed.wait())
        gone = asyncio.create_task(self._connection.gone.wait())
        moved = self._traffic.moved
        try:
            await asyncio.wait((watched, ended, gone, moved), return_when=asyncio.FIRST_COMPLETED)
            if moved.done() and not self._crashed.is_set():
                return Rendered(moved=moved.result(), asked_at=self._traffic.last_at)
            if gone.done():
                raise BrowserGone("the browser has ended")
            if ended.done():
                raise Crashed
            reply = await watched
        finally:
            for task in (watched, ended, gone):
                task.cancel()
            await asyncio.gather(watched, ended, gone, return_exceptions=True)
        if reply["text"] is None:
            raise FetchFault("too-large", f"rendered, it has {reply['length']} characters; {means.most} are read")
        return Rendered(reply["text"], reply["address"], self._traffic.asked_data, asked_at=self._traffic.last_at)

    async def close(self) -> None:
        """Close the page and delete its data."""
        if self._traffic is not None:
            await self._traffic.close()
            self._traffic.moved.cancel()
        for session in self._sessions:
            self._connection.listeners.pop(session, None)
        if self._context is not None:
            try:
                await self._connection.call(
                    "Target.disposeBrowserContext", timeout=CLOSE_SECONDS, browserContextId=self._context
                )
            except TimeoutError:
                self._connection.close()
            except (CommandRefused, BrowserGone):
                pass  # it has already closed

    async def _open(self) -> str:
        """Open an empty page that passes every request to us. Return its frame."""
        context = await self._connection.call("Target.createBrowserContext", disposeOnDetach=True)
        self._context = context["browserContextId"]
        await self._connection.call("Browser.setDownloadBehavior", behavior="deny", browserContextId=self._context)
        target = await self._connection.call("Target.createTarget", url="about:blank", browserContextId=self._context)
        frame: str = target["targetId"]
        attached = await self._connection.call("Target.attachToTarget", targetId=frame, flatten=True)
        self._session = attached["sessionId"]
        self._listen(self._session)
        call, session = self._connection.call, self._session
        await call("Fetch.enable", session, patterns=[{"urlPattern": "*", "requestStage": "Request"}])
        await asyncio.gather(
            call("Page.enable", session), call("Inspector.enable", session),
            call("Target.setAutoAttach", session, autoAttach=True, waitForDebuggerOnStart=True, flatten=True),
            call("Emulation.setUserAgentOverride", session, userAgent=self._browser.agent, acceptLanguage="en"),
            call("Emulation.setFocusEmulationEnabled", session, enabled=True),
        )  # fmt: skip
        await self._show(HEIGHT)
        await call("Page.addScriptToEvaluateOnNewDocument", session, source=PREPARE)
        return frame

    def _listen(self, session: str) -> None:
        self._sessions.append(session)
        self._connection.listeners[session] = lambda name, params: self._on_event(session, name, params)

    def _on_event(self, session: str, name: str, params: dict[str, Any]) -> None:
        match name:
            case "Fetch.requestPaused":
                if self._traffic is not None:
                    self._traffic.take(session, params)
            case "Emulation.virtualTimeBudgetExpired":
                self._expired.set()
            case "Page.frameNavigated":
                if "parentId" not in params["frame"]:
                    self._committed.set()
            case "Page.javascriptDialogOpening":
                with contextlib.suppress(BrowserGone):  # "leave this page" is accepted, other dialogs are not
                    leaves = params.get("type") == "beforeunload"
                    self._connection.send("Page.handleJavaScriptDialog", session, accept=leaves)
            case "Inspector.targetCrashed":
                if session == self._session:
                    self._crashed.set()
            case "Target.attachedToTarget":
                self._attached(params)

    def _attached(self, params: dict[str, Any]) -> None:
        """Let workers and frames start, and pass their requests to us. Windows and service workers may not start."""
        inner, info = params["sessionId"], params["targetInfo"]
        with contextlib.suppress(BrowserGone):
            if info["type"] not in ("worker", "iframe"):
                self._connection.send("Target.closeTarget", targetId=info["targetId"])
                return
            self._listen(inner)
            if info["type"] == "iframe":  # a worker's requests arrive in the session of its page
                self._connection.send("Fetch.enable", inner, patterns=[{"urlPattern": "*", "requestStage": "Request"}])
            self._connection.send("Runtime.runIfWaitingForDebugger", inner)

    async def _go(self, url: str, frame: str, most: int) -> dict[str, Any]:
        """Open the page, let its scripts run, then read it."""
        try:
            async with asyncio.timeout(self._left()):
                gone = await self._connection.call("Page.navigate", self._session, timeout=self._left(), url=url)
                if gone.get("errorText"):
                    raise CommandRefused(str(gone["errorText"]))
                await self._committed.wait()
                await self._enter(frame)
                await self._run_clock(CLOCK_MS)
                if await self._call("letters") < EMPTY_LETTERS:
                    await self._run_clock(EMPTY_CLOCK_MS)
                reply = await self._scroll(most)
                if reply is not None:
                    return reply
        except TimeoutError:
            pass  # its time has passed: take it as it is
        try:
            await self._enter(frame)
            return await self._markup(most)
        except TimeoutError:
            raise Hung from None

    def _left(self) -> float:
        return max(0.0, self._until - time.monotonic())

    async def _run_clock(self, milliseconds: int) -> None:
        """Let this much of the page's time pass, and as much again while that leads to new requests.

        The clock stops while a request is open. Results of drawing the page may arrive late in real time.
        """
        assert self._traffic is not None  # noqa: S101 - the page is open
        drawn = asyncio.create_task(self._call("drawn"))
        try:
            for _ in range(MAX_ROUNDS):
                asked = self._traffic.taken
                self._expired.clear()
                await self._connection.call(
                    "Emulation.setVirtualTimePolicy", self._session, timeout=self._settings.page_seconds,
                    policy="pauseIfNetworkFetchesPending", budget=milliseconds,
                    maxVirtualTimeTaskStarvationCount=MOST_TASKS,
                )  # fmt: skip
                await self._expired.wait()
                await asyncio.wait((drawn,), timeout=DRAW_SECONDS)
                await asyncio.sleep(SETTLE_SECONDS)
                if drawn.done() and self._traffic.taken == asked:
                    return
        finally:
            drawn.cancel()
            await asyncio.gather(drawn, return_exceptions=True)

    async def _scroll(self, most: int) -> dict[str, Any] | None:
        """Show the whole page, then scroll as long as that brings more.

        If the address changes, the next page's story has begun: return the markup from before. Otherwise return None.
        """
        before = await self._call("size")
        idle = 0
        for nth in range(-1, MAX_SCROLLS):
            reply = await self._markup(most)
            if nth < 0:
                await self._show(min(before[2], MAX_HEIGHT))
            else:
                await self._call("scroll", nth)
            await self._run_clock(SCROLL_CLOCK_MS)
            if nth < 0:
                await self._show(HEIGHT)
            size = await self._call("size")
            if size[0] != before[0]:
                return reply
            idle = idle + 1 if size[1] == before[1] else 0
            if idle == IDLE_MOVES:
                break
            before = size
        return None

    async def _show(self, height: int) -> None:
        """Set the height of the window in pixels. A high window is drawn small, which costs little."""
        await self._connection.call(
            "Emulation.setDeviceMetricsOverride", self._session, width=WIDTH, height=height, mobile=False,
            deviceScaleFactor=1 if height <= HEIGHT else 0.1,
        )  # fmt: skip

    async def _enter(self, frame: str) -> None:
        """Create our isolated world in the page, once."""
        if self._world is None:
            made = await self._connection.call(
                "Page.createIsolatedWorld",
                self._session,
                timeout=self._left() + READ_SECONDS,
                frameId=frame,
                worldName="cleaner",
            )
            self._world = made["executionContextId"]

    async def _markup(self, most: int) -> dict[str, Any]:
        reply = await self._call("markup", most)
        return dict(reply)

    async def _call(self, name: str, *arguments: int) -> Any:  # noqa: ANN401 - what a script returns
        """Call one of our functions in the page.

        Raises TimeoutError if the page's scripts never yield until the page's time has passed.
        """
        words = ", ".join(map(str, arguments))
        answer = await self._connection.call(
            "Runtime.evaluate", self._session, timeout=self._left() + READ_SECONDS, contextId=self._world,
            expression=f"{functions()}.{name}({words})", returnByValue=True, awaitPromise=True,
        )  # fmt: skip
        if "exceptionDetails" in answer:
            raise CommandRefused(str(answer["exceptionDetails"].get("text", "a script failed"))[:200])
        return answer["result"].get("value")
