"""A server of faults on loopback addresses: raw sockets, so that it can break every rule of HTTP.

Several addresses of 127.0.0.0/8 stand for several hosts. The server runs in its own thread and records each request.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import ssl
import struct
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

PAGE = b"<!doctype html><html><head><title>A page</title></head><body><p>Some text that is read.</p></body></html>"


@dataclass(frozen=True, slots=True)
class Hit:
    """One request as the server saw it. ``at`` is wall time, ``done`` the time when its reply had been sent."""

    host: str
    path: str
    at: float
    headers: dict[str, str]
    raw_host: str = ""


@dataclass(slots=True)
class Conn:
    """One request and its connection, which a script may answer in any way."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    hit: Hit
    nth: int  # number of requests to this host for this path so far, from 1
    port: int = 0  # replaces {port} in a reply

    async def send(self, data: bytes) -> None:
        self.writer.write(data.replace(b"{port}", b"%d" % self.port) if self.port else data)
        await self.writer.drain()

    async def reply(self, body: bytes = PAGE, status: str = "200 OK", **headers: str) -> None:
        given = {name.replace("_", "-").title(): value for name, value in headers.items()}
        given.setdefault("Content-Type", "text/html; charset=utf-8")
        given.setdefault("Content-Length", str(len(body)))
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        await self.send(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body)

    def reset(self) -> None:
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Script = Callable[[Conn], Awaitable[None]]


def raw(data: bytes) -> Script:
    """A script that sends the given bytes and closes."""

    async def script(conn: Conn) -> None:
        await conn.send(data)
        conn.writer.close()

    return script


def page(body: bytes = PAGE, status: str = "200 OK", **headers: str) -> Script:
    """A script that sends a complete reply."""

    async def script(conn: Conn) -> None:
        await conn.reply(body, status, **headers)

    return script


@dataclass
class FaultServer:
    """Serves ``scripts`` by path (``*`` for all others) on ``addresses`` at one port."""

    scripts: dict[str, Script]
    addresses: tuple[str, ...] = ("127.0.0.1",)
    tls: ssl.SSLContext | None = None
    hits: list[Hit] = field(default_factory=list)
    open_now: dict[str, int] = field(default_factory=dict)
    most_open: int = 0
    port: int = 0

    def __enter__(self) -> FaultServer:
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def url(self, path: str = "/", host: str | None = None) -> str:
        return f"{'https' if self.tls else 'http'}://{host or self.addresses[0]}:{self.port}{path}"

    def paths(self, host: str | None = None) -> list[str]:
        return [hit.path for hit in self.hits if host in (None, hit.host)]

    def _serve(self, ready: threading.Event) -> None:
        self._loop.run_until_complete(self._main(ready))
        self._loop.close()

    async def _main(self, ready: threading.Event) -> None:
        self._stop = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        server = await self._listen()
        ready.set()
        await self._stop.wait()
        server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self) -> asyncio.Server:
        for _ in range(20):
            with socket.socket() as probe:
                probe.bind((self.addresses[0], 0))
                self.port = probe.getsockname()[1]
            try:
                return await asyncio.start_server(
                    self._accept, list(self.addresses), self.port, ssl=self.tls, backlog=512, limit=1 << 20
                )
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
        raise AssertionError("no free port")

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while not writer.is_closing() and await self._one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            with contextlib.suppress(OSError, RuntimeError):
                writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip("\r\n").split("\r\n")
        path = first.split(" ")[1]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        host = writer.get_extra_info("sockname")[0]
        hit = Hit(host, path, time.time(), headers, headers.get("host", ""))
        self.hits.append(hit)
        nth = sum(1 for other in self.hits if other.path == path and other.host == host)
        self.open_now[host] = self.open_now.get(host, 0) + 1
        self.most_open = max(self.most_open, self.open_now[host])
        script = self.scripts.get(path) or self.scripts.get("*") or page(b"", "404 Not Found")
        if path == "/robots.txt" and path not in self.scripts:
            script = page(b"", "404 Not Found")
        try:
            await script(Conn(reader, writer, hit, nth))
        finally:
            self.open_now[host] -= 1
        return True
