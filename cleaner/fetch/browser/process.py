"""The browser as a process: it is found, started with all its own ways out closed, watched, and ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO

from cleaner.config import BrowserSettings
from cleaner.errors import extra_hint
from cleaner.fetch.browser.profile import Profile, sweep
from cleaner.fetch.browser.protocol import BrowserGone, CommandRefused, Connection

# The first two are Chromium without its windows, which takes half the memory and time.
NAMES = (
    "chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome",
    "google-chrome-stable", "microsoft-edge", "brave-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)  # fmt: skip
OLDEST = 125  # the first that writes out shadow roots (Element.getHTML)
START_SECONDS = 60.0
CLOSE_SECONDS = 8.0
SOCKET_FOLDER_BYTES = 56  # Chromium's socket adds 45; the name of a socket may have 103 bytes on macOS, 107 on Linux
WATCH_SECONDS = 0.2  # between two checks of the memory of the browser's processes
MAX_SCRIPT_HEAP_MB = 4096  # the scripts of a page end beyond this, even if nobody watches

# These flags turn off everything that the browser would do by itself. Requests of pages go through ``Traffic``; any
# other request ends at a proxy that refuses every connection.
FLAGS = (
    "--headless", "--disable-gpu", "--disable-software-rasterizer", "--hide-scrollbars", "--mute-audio",
    "--no-first-run", "--no-default-browser-check", "--no-pings", "--no-service-autorun",
    "--disable-background-networking", "--disable-breakpad", "--disable-client-side-phishing-detection",
    "--disable-component-extensions-with-background-pages", "--disable-component-update", "--disable-crash-reporter",
    "--disable-default-apps", "--disable-dev-shm-usage", "--disable-domain-reliability", "--disable-extensions",
    "--disable-notifications", "--disable-quic", "--disable-sync", "--dns-prefetch-disable",
    "--deny-permission-prompts", "--block-new-web-contents", "--password-store=basic", "--use-mock-keychain",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-bypass-list=<-loopback>", f"--js-flags=--max-old-space-size={MAX_SCRIPT_HEAP_MB}",
    # the guard judges addresses, where the browser would ask a person; hidden windows need no suggestions
    "--disable-features=AutofillServerCommunication,CertificateTransparencyComponentUpdater,DialMediaRouteProvider,"
    "HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,InterestFeedContentSuggestions,LocalNetworkAccessChecks,"
    "MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,Translate,WebUIOmniboxAimPopup,WebUIOmniboxPopup",
)  # fmt: skip
ALONE = True  # without a network, if the system allows that; the flags must be sufficient by themselves
# Settings that have no flag in every build. They are written into the profile.
PREFERENCES = {"webrtc": {"ip_handling_policy": "disable_non_proxied_udp"}, "net": {"network_prediction_options": 2}}


class NoBrowser(Exception):
    """There is no browser, or it does not start. The text says which, and what to do."""


def find_browser(settings: BrowserSettings) -> str:
    """The program that the configuration names, or the first that is found. Raises NoBrowser."""
    if settings.path is not None:
        found = shutil.which(settings.path)
        if found is None:
            raise NoBrowser(f"browser.path: {settings.path}: no such program")
        return found
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoBrowser(
            "no Chromium or Chrome was found: install one (apt install chromium), or name it in browser.path"
        )
    return found


class Browser:
    """One browser process. Use ``start``, then ``close``. ``tabs`` counts the open pages."""

    def __init__(
        self, guardian: subprocess.Popen[bytes], watch: int, refusing: socket.socket, log: IO[bytes], profile: Profile
    ) -> None:
        self.version = ""
        self.agent = ""
        self.tabs = 0
        self.served = 0
        self.out_of_memory: set[int] = set()  # processes that were killed because of their memory
        self.connection: Connection
        self._guardian, self._watch, self._refusing = guardian, watch, refusing
        self._log = log
        self._profile = profile
        self._watcher: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, settings: BrowserSettings) -> Browser:
        """Start the browser and wait until it answers. Raises NoBrowser."""
        program = find_browser(settings)
        try:
            import psutil  # noqa: F401
        except ImportError:
            raise NoBrowser(extra_hint("rendering needs psutil", "render")) from None
        await asyncio.to_thread(sweep)
        refusing = _refusing_port()
        profile = Profile()
        log = Path(profile.folder, "stderr.txt").open("w+b")  # noqa: SIM115 - closed with the browser
        try:
            near_commands, near_replies, near_watch, guardian = _launch(program, profile, refusing.getsockname()[1])
        except BaseException:
            refusing.close()
            log.close()
            profile.delete()
            raise
        self = cls(guardian, near_watch, refusing, log, profile)
        try:
            self.connection = await Connection.open(near_commands, near_replies)
            reply = await self.connection.call("Browser.getVersion", timeout=START_SECONDS)
        except (BrowserGone, CommandRefused, TimeoutError) as error:
            why = self._reason_for_end() or str(error) or f"no answer in {START_SECONDS:g} s"
            await self.close()
            raise NoBrowser(f"{program} does not start: {why}") from None
        except BaseException:
            await self.close()
            raise
        self.version = reply["product"].replace("HeadlessChrome", "Chrome").replace("/", " ")
        if _major(self.version) < OLDEST:
            await self.close()
            raise NoBrowser(f"{program} is {self.version}; {OLDEST} or later is needed")
        self.agent = reply["userAgent"].replace("HeadlessChrome", "Chrome")
        self._watcher = asyncio.create_task(self._watch_memory(settings.page_memory << 20))
        return self

    @property
    def gone(self) -> bool:
        """Whether it has ended, or no longer answers."""
        return self.connection.gone.is_set()

    async def close(self) -> None:
        """End it, and delete its processes and its profile."""
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.gather(self._watcher, return_exceptions=True)
        if hasattr(self, "connection"):
            self.connection.close()
        os.close(self._watch)
        self._refusing.close()
        self._log.close()
        try:
            await asyncio.to_thread(self._guardian.wait, CLOSE_SECONDS)
        except subprocess.TimeoutExpired:  # it was stopped from outside, or the disk hangs
            self._guardian.kill()
            self._guardian.wait()
        await asyncio.to_thread(self._profile.delete)  # unless the guardian has done so

    def _reason_for_end(self) -> str:
        """Why it ended, according to its standard error: the fatal error, or else the last line.

        The file is read through its handle, because the guardian may have deleted it.
        """
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").split("\n")
        said = [line.strip()[:300] for line in lines if line.strip()]
        return next((line for line in said if ":FATAL:" in line), said[-1] if said else "")

    async def _watch_memory(self, most: int) -> None:
        """Kill each process of the browser that uses more than ``most`` bytes, which ends only its page.

        The first process of the browser has the same limit. When it is killed, the whole browser ends and is restarted.
        """
        import psutil

        while not self.gone:
            await asyncio.sleep(WATCH_SECONDS)
            if not self.tabs:
                continue
            with contextlib.suppress(CommandRefused, TimeoutError, BrowserGone):
                reply = await self.connection.call("SystemInfo.getProcessInfo")
                for number in (one["id"] for one in reply["processInfo"]):
                    with contextlib.suppress(psutil.Error):
                        process = psutil.Process(number)
                        memory = process.memory_info()
                        if memory.rss - getattr(memory, "shared", 0) > most:
                            self.out_of_memory.add(number)
                            process.kill()


def probe(settings: BrowserSettings) -> str:
    """Start the browser and end it again. Return its name and version. Raises NoBrowser."""

    async def look() -> str:
        browser = await Browser.start(settings)
        await browser.close()
        return browser.version

    return asyncio.run(look())


def _major(version: str) -> int:
    """The first number of ``Chrome 156.0.8078.108``, or 0 if there is none."""
    number = version.rpartition(" ")[2].partition(".")[0]
    return int(number) if number.isascii() and number.isdigit() else 0


def sandbox_flags() -> list[str]:
    """The flags that Chromium needs to run as root, where it has no sandbox. For other users there are none."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _refusing_port() -> socket.socket:
    """A port of the loopback that refuses every connection: it is bound, but never listened at."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    return held


def _launch(program: str, profile: Profile, port: int) -> tuple[int, int, int, subprocess.Popen[bytes]]:
    """Start the guardian with the browser. Return our ends of the pipes and the guardian's process."""
    folder = profile.folder
    home = Path(folder, "profile", "Default")
    home.mkdir(parents=True)
    (home / "Preferences").write_text(json.dumps(PREFERENCES), "utf-8")
    far_commands, near_commands = os.pipe()
    near_replies, far_replies = os.pipe()
    far_watch, near_watch = os.pipe()
    line = [
        program, *FLAGS, *sandbox_flags(), "--remote-debugging-pipe", f"--proxy-server=http://127.0.0.1:{port}",
        f"--user-data-dir={home.parent}", "about:blank",
    ]  # fmt: skip
    far = (far_commands, far_replies, far_watch)
    guardian_file = str(Path(__file__).with_name("guardian.py"))
    try:
        guardian = subprocess.Popen(  # noqa: S603 - our own interpreter with our own file
            [sys.executable, "-I", "-S", guardian_file, *map(str, far), str(int(ALONE)), folder, *line],
            pass_fds=(*far, profile.lock), start_new_session=True, env=_environment(folder), cwd=folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as error:
        for end in (near_commands, near_replies, near_watch):
            os.close(end)
        raise NoBrowser(f"{program} cannot be started: {error.strerror}") from None
    finally:
        for end in far:
            os.close(end)
    return near_commands, near_replies, near_watch, guardian


def _environment(folder: str) -> dict[str, str]:
    """The environment of the browser: nothing from the user's, no display, no session bus.

    It has its own folder for temporary files, under a short name if the long one leaves no room for a socket.
    """
    temporary = folder if len(os.fsencode(folder)) <= SOCKET_FOLDER_BYTES else os.curdir
    return {
        "PATH": os.environ.get("PATH", os.defpath), "HOME": folder, "TMPDIR": temporary, "LANG": "C.UTF-8",
        "TZ": "UTC",
        "DBUS_SESSION_BUS_ADDRESS": "disabled:", "DBUS_SYSTEM_BUS_ADDRESS": "disabled:",
    }  # fmt: skip
