"""ftp.egrul.nalog.ru: one ZIP of XML per business day in a folder named after the day."""

from __future__ import annotations

import io
import re
import zipfile
from collections import OrderedDict
from datetime import date
from typing import Protocol

from world.reply import Ask, Reply, http_date, missing, robots, tag

FOLDER = "/EGRUL_406/"


class DayFiles(Protocol):
    """The XML members of one day's ZIP."""

    def members(self, day: date) -> list[tuple[str, bytes]]:
        """(file name, windows-1251 bytes) of the day; an empty list when nothing was published."""
        ...


def pack(members: list[tuple[str, bytes]]) -> bytes:
    """A ZIP that is the same bytes for the same members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, body in members:
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, body)
    return out.getvalue()


class EgrulApi:
    """Serves the ZIP of a day; 404 on days without one."""

    def __init__(self, files: DayFiles) -> None:
        self.files = files
        self._zips: OrderedDict[date, bytes] = OrderedDict()

    def answer(self, ask: Ask) -> Reply:
        """Route one request."""
        if ask.path == "/robots.txt":
            return robots("/internal/")
        match = re.fullmatch(FOLDER + r"(\d\d)\.(\d\d)\.(\d{4})/EGRUL_(\d{4})-(\d\d)-(\d\d)_1\.zip", ask.path)
        if not match:
            return missing(ask)
        parts = match.groups()
        try:
            day = date(int(parts[2]), int(parts[1]), int(parts[0]))
        except ValueError:
            return missing(ask)
        if (parts[3], parts[4], parts[5]) != (parts[2], parts[1], parts[0]) or day > ask.day:
            return missing(ask)
        body = pack([]) if ask.blank else self._zip(day)
        if not body:
            return missing(ask)
        return Reply(body, "application/zip", etag=tag(body), modified=http_date(day, 18), ranges=True)

    def _zip(self, day: date) -> bytes:
        if day not in self._zips:
            members = self.files.members(day)
            self._zips[day] = pack(members) if members else b""
            while len(self._zips) > 70:
                self._zips.popitem(last=False)
        return self._zips[day]
