"""A server on loopback that stands in for all hosts: answers are planted by address, requests are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Planted:
    """One answer."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class StandIn:
    """The server as tests see it."""

    url: str = ""
    answers: dict[str, list[Planted]] = field(default_factory=dict)
    """Path (host first) → answers in turn; the last one stays."""
    otherwise: Planted = field(default_factory=lambda: Planted(404))
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Path and headers of each request."""

    def plant(self, path: str, *answers: Planted) -> None:
        """Answer a path with these, one after another."""
        self.answers[path] = list(answers)

    @property
    def paths(self) -> list[str]:
        """Paths asked for, robots.txt aside."""
        return [path for path, _ in self.requests if not path.endswith("/robots.txt")]


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """Start the server, stop it at the end."""
    told = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.requests.append((self.path, dict(self.headers)))
            planted = told.answers.get(self.path, [told.otherwise])
            answer = planted.pop(0) if len(planted) > 1 else planted[0]
            self.send_response(answer.status)
            for name, value in ({"Content-Length": str(len(answer.body))} | answer.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server calls
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
