"""The loopback server: host is the first path segment, control under /_world, faults on the way out."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl

import orjson
import uvicorn

from world import faults
from world.reply import Ask, HostApi, Reply, finish, json_reply

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
KEPT_REQUESTS = 200_000


class World:
    """Hosts, the current day, planted faults and the log of requests; itself an ASGI application."""

    def __init__(self, hosts: dict[str, HostApi], day: date, seed: int) -> None:
        self.hosts = hosts
        self.day = day
        self.seed = seed
        self.faults: dict[str, faults.Fault] = {}
        self.requests: list[tuple[str, str, dict[str, str], dict[str, str]]] = []
        self.asked = 0

    def plant(self, fault: faults.Fault) -> None:
        """Plant a fault; one per host, the newest counts."""
        self.faults[fault.host] = fault

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """ASGI entry."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        host, _, rest = scope["path"].lstrip("/").partition("/")
        path = "/" + rest
        if host == "_world":
            await _send(send, self._control(rest, scope["method"], await _body(receive)), scope["method"])
            return
        self._log(host, path, query, headers)
        reply, kind = await self._reply(Ask(host, path, query, headers, self.day, self.asked))
        if kind == "reset":
            await _drop(send, reply)
            return
        await _send(send, finish(reply, headers), scope["method"])

    async def _reply(self, ask: Ask) -> tuple[Reply, str]:
        api = self.hosts.get(ask.host)
        if api is None:
            return Reply(
                f"There is no host {ask.host!r} in this world.\n".encode(), "text/plain; charset=utf-8", 404
            ), ""
        fault = self.faults.get(ask.host)
        kind = fault.kind if fault and ask.path != "/robots.txt" and fault.hits(self.seed) else ""
        instead = faults.instead(kind)
        if instead:
            return instead, kind
        if kind == "slow":
            await asyncio.sleep(faults.SLOW_SECONDS)
        ask.blank = kind == "empty"
        # Archives of a large world take seconds to make: other hosts must go on answering meanwhile.
        reply = await asyncio.to_thread(api.answer, ask) if ask.path.endswith(".zip") else api.answer(ask)
        return (faults.spoil(kind, reply), kind) if kind in ("half", "charset", "layout") else (reply, kind)

    def _log(self, host: str, path: str, query: dict[str, str], headers: dict[str, str]) -> None:
        self.asked += 1
        self.requests.append((host, path, query, headers))
        if len(self.requests) > KEPT_REQUESTS:
            del self.requests[: KEPT_REQUESTS // 2]

    def _control(self, what: str, method: str, body: bytes) -> Reply:
        try:
            value = orjson.loads(body) if method == "POST" and body else {}
            if what == "health":
                return json_reply({"status": "ok", "day": self.day.isoformat(), "hosts": sorted(self.hosts)})
            if what == "requests":
                rows = [{"host": h, "path": p, "query": q, "headers": x} for h, p, q, x in self.requests[-10_000:]]
                return json_reply({"count": self.asked, "requests": rows})
            if what == "day":
                if method == "POST":
                    self.day = (
                        date.fromisoformat(value["day"])
                        if "day" in value
                        else self.day + timedelta(days=int(value["advance"]))
                    )
                return json_reply({"day": self.day.isoformat()})
            if what == "fault" and method == "POST":
                if value.get("kind") in (None, "", "none"):
                    self.faults.pop(value["host"], None)
                else:
                    self.plant(faults.plant(value["host"], value["kind"], value.get("rate", 1.0)))
                return json_reply({"faults": {host: fault.kind for host, fault in self.faults.items()}})
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            return json_reply({"error": f"{type(error).__name__}: {error}"}, 400)
        return json_reply({"error": "Control knows health, day, fault and requests."}, 404)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _send(send: Send, reply: Reply, method: str) -> None:
    headers = [(b"content-type", reply.kind.encode("latin-1"))]
    headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers.items()]
    if reply.status != 304:
        headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else reply.body})


async def _drop(send: Send, reply: Reply) -> None:
    """Begin a reply and leave without ending it: the server then closes the connection."""
    headers = [(b"content-type", reply.kind.encode("latin-1")), (b"content-length", str(len(reply.body) + 1).encode())]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body[: len(reply.body) // 3], "more_body": True})


def server_for(world: World) -> uvicorn.Server:
    """A uvicorn server of the world, silent, on whatever socket it is given."""
    return uvicorn.Server(
        uvicorn.Config(
            world, log_level="critical", access_log=False, lifespan="off", server_header=False, date_header=False
        )
    )


def listen(port: int) -> socket.socket:
    """A listening socket on 127.0.0.1; port 0 takes a free one."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # asyncio sets NODELAY only then
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", port))
    sock.listen(512)
    return sock


class Running:
    """A world server running in a thread, seen from a test."""

    def __init__(self, world: World, url: str) -> None:
        self.world = world
        self.url = url

    @property
    def requests(self) -> list[tuple[str, str, dict[str, str], dict[str, str]]]:
        """(host, path, query, headers) of every request to a host so far."""
        return self.world.requests

    @property
    def day(self) -> date:
        """The world's day."""
        return self.world.day

    def advance(self, days: int = 1) -> date:
        """Move the world's day on; returns the new day."""
        self.world.day += timedelta(days=days)
        return self.world.day

    def fault(self, host: str, kind: str, rate: str | float = 1.0) -> None:
        """Plant a fault on a host; kind "none" removes it."""
        if kind == "none":
            self.world.faults.pop(host, None)
        else:
            self.world.plant(faults.plant(host, kind, rate))


@contextmanager
def serving(world: World) -> Iterator[Running]:
    """Serve any World (synthetic or replayed) in a thread on a free port for the length of the block."""
    sock = listen(0)
    server = server_for(world)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + 10
        while not server.started:
            if time.monotonic() > deadline or not thread.is_alive():
                raise RuntimeError("The world server did not start within ten seconds.")
            time.sleep(0.005)
        yield Running(world, f"http://127.0.0.1:{sock.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        sock.close()


@contextmanager
def running(companies: int = 2000, seed: int = 7, day: str | date = "2026-11-20") -> Iterator[Running]:
    """A synthetic world in a thread: `with running() as world: httpx.get(world.url + "/data.brreg.no/…")`."""
    from world.country import build

    with serving(build(companies, seed, date.fromisoformat(day) if isinstance(day, str) else day)) as live:
        yield live
