"""download.companieshouse.gov.uk: the page that names the monthly file, and the file with ETag and ranges."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from typing import Protocol

from world.hosts.egrul import pack
from world.reply import Ask, Reply, http_date, missing, robots, tag


class MonthlyFile(Protocol):
    """The CSV of one month."""

    def csv(self, day: date) -> bytes:
        """The whole CSV as of the day (the first of a month)."""
        ...


class CompaniesHouseApi:
    """The newest monthly file is that of the first of the world's month; older months are gone."""

    def __init__(self, rows: MonthlyFile) -> None:
        self.rows = rows
        self._files: OrderedDict[tuple[date, bool], bytes] = OrderedDict()

    def answer(self, ask: Ask) -> Reply:
        """Route one request."""
        if ask.path == "/robots.txt":
            return robots("/cgi-bin/")
        newest = ask.day.replace(day=1)
        name = f"BasicCompanyDataAsOneFile-{newest.isoformat()}"
        if ask.path == "/en_output.html":
            page = (
                "<!DOCTYPE html><html><head><title>Companies House</title></head><body><h1>Free Company "
                "Data Product</h1>"
                f'<h2>Company data as one file:</h2><ul><li><a href="{name}.zip">{name}.zip (1Mb)</a></li></ul>'
                "<h2>Company data as multiple files:</h2><ul><li><a "
                f'href="BasicCompanyData-{newest.isoformat()}-part1_1.zip">'
                f"BasicCompanyData-{newest.isoformat()}-part1_1.zip</a></li></ul><p>Last Updated: "
                f"{newest:%d/%m/%Y}</p></body></html>"
            )
            return Reply(page.encode(), "text/html; charset=utf-8")
        if ask.path != f"/{name}.zip":
            return missing(ask)
        key = (newest, ask.blank)
        if key not in self._files:
            text = self.rows.csv(newest)
            self._files[key] = pack([(f"{name}.csv", text.partition(b"\n")[0] + b"\n" if ask.blank else text)])
            while len(self._files) > 2:
                self._files.popitem(last=False)
        body = self._files[key]
        return Reply(body, "application/zip", etag=tag(body), modified=http_date(newest), ranges=True)
