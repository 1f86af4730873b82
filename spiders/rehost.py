"""Rehosting: with FIRSTCALL_REHOST set, every request goes to one server on loopback that answers as the real hosts do.

    https://data.brreg.no/path?q  →  http://127.0.0.1:8765/data.brreg.no/path?q

Demo, tests, replay of recorded payloads and chaos runs use it. It sits in the download handler, below every middleware,
because there nothing can pass by it: robots.txt, redirects, retries and the engine's own downloads all end there, and
spiders, stats and the landing see the real addresses only. (A middleware would have to change a request's address under
Scrapy's feet.)
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit


class RehostError(ValueError):
    """FIRSTCALL_REHOST cannot be used, or a request would leave the machine."""


@dataclass(frozen=True)
class Rehost:
    """The translation of real addresses to those of the rehost server, and back."""

    base: str
    """Scheme, host and port of the server, without a slash at the end."""

    @classmethod
    def read(cls, address: str | None) -> Self | None:
        """The setting as a translation; None where it is not set. Raises RehostError where it is not on loopback."""
        if not address:
            return None
        parts = urlsplit(address)
        if parts.scheme != "http" or not parts.hostname or parts.path.strip("/"):
            raise RehostError(f"FIRSTCALL_REHOST={address} is no server; write it as http://127.0.0.1:8765")
        try:
            local = parts.hostname == "localhost" or ipaddress.ip_address(parts.hostname).is_loopback
        except ValueError:
            local = False
        if not local:
            raise RehostError(f"FIRSTCALL_REHOST={address} is not on loopback; no request may leave this machine")
        # localhost may resolve to anything; 127.0.0.1 is asked of nobody.
        return cls(f"http://{parts.netloc.replace('localhost', '127.0.0.1')}")

    def there(self, url: str) -> str:
        """The address on the rehost server. Raises RehostError for what is no web address."""
        if url.startswith(f"{self.base}/"):
            return url
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise RehostError(f"{url} would leave this machine while FIRSTCALL_REHOST is set")
        return (
            f"{self.base}/{parts.netloc}{url[url.index(parts.netloc, len(parts.scheme)) + len(parts.netloc) :] or '/'}"
        )

    def back(self, url: str) -> str:
        """The real address of one on the rehost server: what a redirect it answered means."""
        if not url.startswith(f"{self.base}/"):
            return url
        return f"https://{url[len(self.base) + 1 :]}"
