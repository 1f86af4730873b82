"""Planted faults: what can go wrong with a host, which requests are hit, and how a good reply is spoilt."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from world.dice import Dice
from world.reply import Reply

KINDS = ("429", "429-bare", "503", "403", "half", "charset", "empty", "layout", "slow", "html", "reset")
SLOW_SECONDS = 2.0
_HTML = (
    b"<!DOCTYPE html><html><head><title>Service notice</title></head><body><h1>We will be back soon</h1></body></html>"
)


class UnknownFaultError(ValueError):
    """A fault that does not exist or a rate that cannot be read; the text says which."""


@dataclass(slots=True)
class Fault:
    """One planted fault: `share` of requests (by a hash of their number), or the `first` n requests only."""

    host: str
    kind: str
    share: float = 1.0
    first: int | None = None
    seen: int = 0

    def hits(self, seed: int) -> bool:
        """Whether the next request of the host is hit; counts it."""
        number, self.seen = self.seen, self.seen + 1
        if self.first is not None:
            return number < self.first
        # The first request is always hit, so that a fault planted for a short test shows itself.
        return self.share > 0 and (number == 0 or Dice(seed, f"{self.host}/{self.kind}", number).chance(self.share))


def plant(host: str, kind: str, rate: str | float | int = 1.0) -> Fault:
    """A fault from its parts; rate is a share such as 0.3, or text `x5` for the first five requests.

    Raises UnknownFaultError with a sentence that names the wrong part.
    """
    if kind not in KINDS:
        raise UnknownFaultError(f"There is no fault {kind!r}; there are {', '.join(KINDS)}.")
    text = str(rate)
    if re.fullmatch(r"x\d+", text):
        return Fault(host, kind, first=int(text[1:]))
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise UnknownFaultError(f"Rate {text!r} is neither a share between 0 and 1 nor xN.")
    return Fault(host, kind, share)


def parse(text: str) -> Fault:
    """A fault from the command line form HOST=KIND[:RATE]."""
    host, sign, rest = text.partition("=")
    kind, _, rate = rest.partition(":")
    if not sign or not host:
        raise UnknownFaultError(f"{text!r} is not of the form HOST=KIND[:RATE].")
    return plant(host, kind, rate or 1.0)


def instead(kind: str) -> Reply | None:
    """The reply a fault gives in place of the good one, None when the good one is needed."""
    plain = "text/plain; charset=utf-8"
    if kind == "429":
        return Reply(b"Too many requests.\n", plain, 429, {"Retry-After": "1"})
    if kind == "429-bare":
        return Reply(b"", plain, 429)
    if kind == "503":
        return Reply(b"Service unavailable.\n", plain, 503)
    if kind == "403":
        return Reply(
            b"<html><head><title>403 Forbidden</title></head><body>Access denied.</body></html>", "text/html", 403
        )
    if kind == "html":
        return Reply(_HTML, "text/html; charset=utf-8")
    return None


def spoil(kind: str, reply: Reply) -> Reply:
    """A good reply after the fault: cut in half, in other bytes than declared, or with changed names."""
    if kind == "half":
        reply.body = reply.body[: len(reply.body) // 2]
    elif kind == "charset":
        reply.body = _other_bytes(reply)
    elif kind == "layout":
        reply.body = _renamed(reply.body, reply.kind)
    reply.etag = reply.modified = ""
    return reply


def _other_bytes(reply: Reply) -> bytes:
    declared = re.search(rb'encoding="([\w-]+)"', reply.body[:200])
    found = re.search(r"charset=([\w-]+)", reply.kind)
    charset = declared.group(1).decode() if declared else found.group(1) if found else "utf-8"
    try:
        text = reply.body.decode(charset)
    except UnicodeDecodeError:
        reply.kind = "application/octet-stream; charset=koi8-r"
        return reply.body
    if charset.lower() not in ("utf-8", "utf8"):
        return text.encode("utf-8")
    return text.encode("cp1251" if re.search("[а-яА-Я]", text) else "latin-1", "replace")


def _renamed(body: bytes, kind: str) -> bytes:
    if body[:2] == b"PK":
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for info in old.infolist():
                new.writestr(
                    zipfile.ZipInfo(info.filename, (2026, 1, 1, 0, 0, 0)), _renamed(old.read(info), info.filename)
                )
        return out.getvalue()
    if kind.endswith(".csv"):
        header, newline, rows = body.partition(b"\n")
        return re.sub(rb"\b(Company|Reg|SIC|Incorp)", rb"X\1", header) + newline + rows
    if "json" in kind:
        return re.sub(rb'"([A-Za-z_:][\w.:\-]*)"\s*:', rb'"\1_v2":', body)
    return re.sub(rb"<(/?)([^\s<>/?!]+)", rb"<\1\2V2", body)
