"""The DevTools protocol over a pair of pipes: commands, replies and events, each a JSON text that ends with NUL.

Pipes are used because a debugging port on the loopback would let every account of the machine drive the browser, and a
driven browser can open files.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
from collections.abc import Callable
from typing import Any

MAX_MESSAGE_BYTES = 96 << 20  # no expected reply is this long; a longer one means that the browser is broken
Params = dict[str, Any]
Listener = Callable[[str, Params], None]


class BrowserGone(Exception):
    """The browser has ended, or no longer speaks the protocol."""


class CommandRefused(Exception):
    """The browser has refused a command, usually because its page no longer exists."""


class Connection(asyncio.Protocol):
    """Our end of the pipes. Create it with ``open``. Commands and events belong to a session, or to the browser (None).

    ``listeners`` maps a session to a function that is called with the name and parameters of each event. It must not
    raise.
    """

    def __init__(self) -> None:
        self.listeners: dict[str | None, Listener] = {}
        self.gone = asyncio.Event()
        self._buffer = bytearray()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Params]] = {}
        self._reader: asyncio.ReadTransport | None = None
        self._writer: asyncio.WriteTransport | None = None

    @classmethod
    async def open(cls, commands: int, replies: int) -> Connection:
        """Take over two descriptors: one for writing commands, one for reading replies."""
        loop = asyncio.get_running_loop()
        self = cls()
        self._writer, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(commands, "wb", buffering=0))
        self._reader, _ = await loop.connect_read_pipe(lambda: self, os.fdopen(replies, "rb", buffering=0))
        return self

    def close(self) -> None:
        """Close both pipes. Callers that still wait for a reply get BrowserGone."""
        if self._reader is not None and not self._reader.is_closing():
            self._reader.close()
        if self._writer is not None and not self._writer.is_closing():
            self._writer.abort()
        self.connection_lost(None)

    async def call(self, method: str, session: str | None = None, timeout: float = 10.0, **params: object) -> Params:
        """Send a command and return its result.

        Raises CommandRefused, TimeoutError after ``timeout`` seconds, and BrowserGone.
        """
        number = self.send(method, session, **params)
        answer: asyncio.Future[Params] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            async with asyncio.timeout(timeout):
                return await answer
        finally:
            self._waiting.pop(number, None)

    def send(self, method: str, session: str | None = None, **params: object) -> int:
        """Send a command without waiting for its result; return its number. Raises BrowserGone."""
        if self.gone.is_set() or self._writer is None:
            raise BrowserGone("the browser has ended")
        number = next(self._numbers)
        message: Params = {"id": number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        self._writer.write(json.dumps(message).encode() + b"\0")
        return number

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        *ends, rest = data.split(b"\0")
        for part in ends:
            self._buffer += part
            message = bytes(self._buffer)
            self._buffer.clear()
            self._take(message)
        self._buffer += rest
        if len(self._buffer) > MAX_MESSAGE_BYTES:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self.gone.set()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(BrowserGone("the browser has ended"))
        self._waiting.clear()

    def _take(self, raw: bytes) -> None:
        try:
            message = json.loads(raw)
        except ValueError:
            self.close()
            return
        if "id" in message:
            answer = self._waiting.get(message["id"])
            if answer is not None and not answer.done():
                if "error" in message:
                    answer.set_exception(CommandRefused(str(message["error"].get("message", ""))[:300]))
                else:
                    answer.set_result(message.get("result", {}))
            return
        listener = self.listeners.get(message.get("sessionId"))
        if listener is not None:
            listener(message.get("method", ""), message.get("params", {}))
