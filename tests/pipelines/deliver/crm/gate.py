"""The only way of other processes to a CRM of the tests: it may keep them waiting, and it may keep an answer for good."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

TO = "X-Gate-To"
"""Header that says where a request would have gone."""
LONGEST = 60.0
"""Seconds anybody is kept waiting: a test that forgets somebody fails instead of hanging."""
OWN = {"host", "content-length", "content-encoding", "transfer-encoding", "connection", "accept-encoding", TO.lower()}


class Gate:
    """A server on loopback before `there`, as a context; closed until `open` is set."""

    def __init__(self, there: httpx.BaseTransport) -> None:
        self._there, self._one = there, threading.Lock()
        self.open, self.reached = threading.Event(), threading.Event()
        self.swallow: Callable[[], bool] = lambda: False
        """Asked after each request whether its answer is never given."""
        self.swallowed, self._ended = threading.Event(), threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"gate": self}))
        self.port = self._server.server_address[1]

    def __enter__(self) -> Gate:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.open.set()
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    def carry(self, request: httpx.Request) -> httpx.Response | None:
        """Carry one request there and back; None where the answer is kept."""
        self.reached.set()
        self.open.wait(LONGEST)
        with self._one:
            answer = self._there.handle_request(request)
            answer.read()
            keep = not self.swallowed.is_set() and self.swallow()
        if keep:
            self.swallowed.set()
            self._ended.wait(LONGEST)
            return None
        return answer


class ToGate(httpx.BaseTransport):
    """The other end, in another process."""

    def __init__(self, port: int) -> None:
        self._port, self._inner = port, httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the gate instead."""
        there = f"{request.url.scheme}://{request.url.netloc.decode()}"
        url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        headers = {**request.headers, "host": f"127.0.0.1:{self._port}", TO: there}
        return self._inner.handle_request(
            httpx.Request(request.method, url, headers=headers, stream=request.stream, extensions=request.extensions)
        )

    def close(self) -> None:
        """Let go."""
        self._inner.close()


class _Handler(BaseHTTPRequestHandler):
    gate: Gate

    def handle_one(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OWN}
        headers["Accept-Encoding"] = "gzip"  # Tryton calls its long answers gzip even to those who take none
        answer = self.gate.carry(
            httpx.Request(self.command, self.headers[TO] + self.path, headers=headers, content=body)
        )
        if answer is None:
            return
        self.send_response(answer.status_code)
        for name, value in answer.headers.multi_items():
            if name.lower() not in OWN:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_one  # noqa: N815 - the names http.server looks for

    def log_message(self, *_said: Any) -> None:
        """Say nothing."""
