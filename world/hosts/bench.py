"""bench.example: pages made from cached bytes, so that a benchmark measures the crawler and not this server."""

from __future__ import annotations

import re

import orjson

from world.listings.no_brreg import entity
from world.population import Population
from world.reply import Ask, Reply, json_reply, missing, robots

PER_PAGE = 100
URL = "https://bench.example"


class BenchApi:
    """`/rows?page=N` Brreg-shaped pages of 100, `/ids?offset=` a feed of ids, `/detail/{n}` one entity."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self.pages = max(1, population.count // PER_PAGE)
        self._pieces: list[bytes] = []

    def _template(self) -> list[bytes]:
        """The page's bytes cut where a row's own number stands (its ten thousandth is the page, its rest the row)."""
        if not self._pieces:
            rows = []
            for row in range(PER_PAGE):
                body = entity(self.population.company("NO", row), self.population.seed)
                number = body["organisasjonsnummer"].encode()
                rows.append(orjson.dumps(body).replace(number, b"\0PAGE%02d" % row))
            self._pieces = re.split(rb"\0PAGE", b'{"_embedded":{"enheter":[' + b",".join(rows) + b"]},")
        return self._pieces

    def answer(self, ask: Ask) -> Reply:
        """Route one request."""
        if ask.path == "/robots.txt":
            return robots()
        if ask.path == "/rows":
            return self._rows(ask)
        if ask.path == "/ids":
            offset = ask.number("offset", 0)
            last = min(offset + PER_PAGE, self.pages * PER_PAGE)
            body = {
                "data": [{"id": str(n)} for n in range(offset, last)],
                "next_page": {"offset": str(last), "uri": f"{URL}/ids?offset={last}"},
            }
            return json_reply(body)
        match = re.fullmatch(r"/detail/(\d+)", ask.path)
        if not match or int(match.group(1)) >= self.pages * PER_PAGE:
            return missing(ask)
        number = int(match.group(1))
        return json_reply(
            {
                "data": {
                    **entity(self.population.company("NO", number % 500), self.population.seed),
                    "organisasjonsnummer": str(number),
                }
            }
        )

    def _rows(self, ask: Ask) -> Reply:
        page = ask.number("page", 0)
        if page < 0 or page >= self.pages:
            return missing(ask)
        links = {"self": {"href": f"{URL}/rows?page={page}"}}
        if page + 1 < self.pages:
            links["next"] = {"href": f"{URL}/rows?page={page + 1}"}
        info = {"size": PER_PAGE, "totalElements": self.pages * PER_PAGE, "totalPages": self.pages, "number": page}
        mark = b"%07d" % (page + 1_000_000)
        return Reply(mark.join(self._template()) + orjson.dumps({"_links": links, "page": info})[1:])
