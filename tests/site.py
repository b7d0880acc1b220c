"""A small web site on the loopback interface, with validators, a log of requests, and pages that a test can change."""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType


class Site:
    """Pages by path. ``log`` holds every requested path. ``down`` makes all replies 503."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.log: list[str] = []
        self.down = False
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.log.append(handler.path)
        body = self.pages.get(handler.path)
        etag = f'"{hashlib.sha256(body or b"").hexdigest()[:16]}"'
        status = 503 if self.down else 404 if body is None else 200
        if status == 200 and handler.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        handler.send_response(status)
        handler.send_header("ETag", etag)
        handler.send_header("Content-Type", "application/xml" if handler.path.endswith(".xml") else "text/html")
        if status != 304:
            handler.send_header("Content-Length", str(len(body or b"")))
        handler.end_headers()
        if status != 304:
            handler.wfile.write(body or b"")

    def __enter__(self) -> Site:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
