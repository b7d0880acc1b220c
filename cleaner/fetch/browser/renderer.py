"""Renders the pages of one run in one browser, which starts with the first page that needs it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from types import TracebackType

from cleaner.config import BrowserSettings, FetchSettings
from cleaner.fetch.browser.process import Browser, NoBrowser
from cleaner.fetch.browser.protocol import BrowserGone
from cleaner.fetch.browser.tab import CLOSE_SECONDS, READ_SECONDS, BrowserOutOfMemory, Rendered, memory_fault, render
from cleaner.fetch.browser.traffic import RenderContext, Shared, Visit
from cleaner.fetch.client import Fetcher
from cleaner.fetch.faults import FetchFault
from cleaner.model import Page

RENDERED_TYPES = ("text/html", "application/xhtml+xml", None)
PAGES_EACH = 500  # pages after which a browser is replaced, because no browser gives all memory back


@dataclass(slots=True)
class Rendering:
    """What a caller wants to be rendered, and notes for the user.

    ``is_empty`` says whether a page holds no text as it was sent. It is called if only such pages are rendered.
    ``notes`` are lines to show the user, for example that there is no browser. Each occurs once.
    """

    settings: BrowserSettings
    always: bool
    is_empty: Callable[[Page], bool]
    notes: list[str] = field(default_factory=list)


class Renderer:
    """Renders pages; all requests go through ``fetcher``. Use it as an asynchronous context manager."""

    def __init__(self, rendering: Rendering, fetcher: Fetcher, fetch: FetchSettings) -> None:
        self._rendering = rendering
        self._settings = rendering.settings
        self._rounds = 1 + fetch.hosts // self._settings.pages
        self._shared = Shared()
        self._means = RenderContext(fetcher, self._settings, self._shared, fetch.max_body_bytes)
        self._places = asyncio.Semaphore(self._settings.pages)
        self._taking = asyncio.Lock()  # only one page at a time may take all slots
        self._starting = asyncio.Lock()
        self._browser: Browser | None = None
        self._leaving: set[Browser] = set()
        self._none = False

    @property
    def seconds(self) -> float:
        """The longest time that a page may spend here, including the wait for a slot behind pages of other hosts."""
        return (self._settings.page_seconds + 2 * READ_SECONDS + CLOSE_SECONDS) * self._rounds

    async def __aenter__(self) -> Renderer:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for browser in (*self._leaving, *((self._browser,) if self._browser is not None else ())):
            await browser.close()

    async def wants(self, page: Page) -> bool:
        """Whether a page must be rendered."""
        if self._none or page.content_type not in RENDERED_TYPES:
            return False
        if self._shared.bytes >= self._settings.run_bytes or self._shared.seconds >= self._settings.run_seconds:
            self._give_up("rendering has used up what a run may take (browser.run_bytes, browser.run_seconds)")
            return False
        return self._rendering.always or await asyncio.to_thread(self._rendering.is_empty, page)

    async def render(self, page: Page, visit: Visit) -> tuple[Page, Rendered]:
        """Render a page, or return it as it was sent if there is no browser.

        Raises FetchFault for a page that hangs, crashes or uses too much.
        """
        try:
            try:
                async with self._places:
                    return await self._render(page, visit)
            except BrowserGone:  # another page may be the cause
                async with self._alone():
                    return await self._render(page, visit)
        except BrowserOutOfMemory:
            raise memory_fault(self._settings) from None
        except BrowserGone:
            raise FetchFault("crash", "the browser crashed at it") from None
        except NoBrowser as error:
            self._give_up(f"pages are not rendered: {error}")
            return page, Rendered()

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Wait until no page is open, and let none open: if the browser ends now, this page is the cause."""
        async with self._taking, AsyncExitStack() as taken:
            for _ in range(self._settings.pages):
                await taken.enter_async_context(self._places)
            yield

    async def _render(self, page: Page, visit: Visit) -> tuple[Page, Rendered]:
        started = time.monotonic()
        try:
            browser = await self._ready()
            try:
                done = await render(browser, visit, self._means)
            finally:
                await self._look_after(browser)
        finally:
            self._shared.seconds += time.monotonic() - started
        if done.moved is not None:
            return page, done
        body = done.markup.encode("utf-8", "replace")
        # the server's headers describe its document, not the data that scripts requested
        if done.asked_data:
            page = replace(page, etag=None, last_modified=None)
        rendered = browser.version
        return replace(page, body=body, content_type="text/html", charset_hint="utf-8", rendered=rendered), done

    async def _ready(self) -> Browser:
        """The browser of the run. Raises NoBrowser."""
        async with self._starting:
            if self._none:
                raise NoBrowser("there is none")
            if self._browser is None:
                self._browser = await Browser.start(self._settings)
            return self._browser

    async def _look_after(self, browser: Browser) -> None:
        """Close a browser that has ended or must be replaced, when no page is open in it."""
        if browser.gone or browser.served >= PAGES_EACH:
            if browser is self._browser:
                self._browser = None
                self._leaving.add(browser)
            if browser in self._leaving and not browser.tabs:
                self._leaving.discard(browser)
                await browser.close()

    def _give_up(self, why: str) -> None:
        if not self._none:
            self._none = True
            self._rendering.notes.append(why)
