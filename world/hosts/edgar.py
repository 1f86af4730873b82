"""www.sec.gov: the Atom list of current filings, and the XML of one Form D."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from world.reply import Ask, Reply, missing, robots

PAST_END = (
    b'<!DOCTYPE html>\n<html lang="en">\n<head><title>SEC.gov | File Unavailable</title></head>\n'
    b"<body><h1>This page is temporarily unavailable.</h1></body></html>\n"
)


class Filings(Protocol):
    """Current filings as ready entry texts, newest first, with their form types; and detail documents."""

    def entries(self, prefix: str, day: date) -> Sequence[str]:
        """Atom entries whose form type begins with the prefix."""
        ...

    def primary(self, cik: str, accession: str, day: date) -> bytes | None:
        """primary_doc.xml of a filing, None when there is none."""
        ...

    def past_end(self) -> bytes:
        """The HTML page shown past the end of the list."""
        ...


class EdgarApi:
    """Lists by type prefix and pages; refuses agents that do not say whom to write to."""

    def __init__(self, filings: Filings) -> None:
        self.filings = filings

    def answer(self, ask: Ask) -> Reply:
        """Route one request."""
        if "@" not in ask.headers.get("user-agent", "") and not re.search(
            r"https?://", ask.headers.get("user-agent", "")
        ):
            title = "SEC.gov | Your Request Originates from an Undeclared Automated Tool"
            return Reply(f"<html><head><title>{title}</title></head></html>".encode(), "text/html", 403)
        if ask.path == "/robots.txt":
            return robots("/cgi-bin/srqsb")
        if ask.path == "/cgi-bin/browse-edgar" and ask.query.get("action") == "getcurrent":
            return self._list(ask)
        match = re.fullmatch(r"/Archives/edgar/data/(\d+)/(\d{18})/primary_doc\.xml", ask.path)
        body = self.filings.primary(match.group(1), match.group(2), ask.day) if match else None
        return missing(ask) if body is None else Reply(body, "text/xml")

    def _list(self, ask: Ask) -> Reply:
        start, count = max(0, ask.number("start", 0)), min(100, max(1, ask.number("count", 40)))
        entries = [] if ask.blank else self.filings.entries(ask.query.get("type", ""), ask.day)
        part = entries[start : start + count]
        if not part and not ask.blank:
            return Reply(self.filings.past_end(), "text/html; charset=utf-8")
        stamp = f"{ask.day.isoformat()}T18:03:31-05:00"
        head = (
            '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
            f"<title>Latest Filings - {ask.day:%a, %d %b %Y} 18:03:31 EST</title>\n"
            '<link rel="alternate" href="/cgi-bin/browse-edgar?action=getcurrent"/>\n<link rel="self" '
            'href="/cgi-bin/browse-edgar?action=getcurrent"/>\n'
            "<id>https://www.sec.gov/cgi-bin/browse-edgar?action=getcurrent</id>\n"
            f"<author><name>Webmaster</name><email>webmaster@sec.gov</email></author>\n<updated>{stamp}</updated>\n"
        )
        text = head + "\n".join(part) + "\n</feed>\n"
        return Reply(text.encode("latin-1", "xmlcharrefreplace"), "application/atom+xml; charset=ISO-8859-1")
