"""The national register of millions of companies, one CSV in the layout of Companies House, made in columns."""

from __future__ import annotations

import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from world.listings.gb_companies_house import COLUMNS
from world.words.people import SURNAMES
from world.words.places_west import STREETS_GB, TOWNS_GB
from world.words.stems_latin import SECOND_EN, STEMS_EN
from world.words.trades import TRADES

CHUNK = 200_000
OLDEST = date(1960, 1, 4)
_CATEGORIES = (
    ("LIMITED", "Private Limited Company"),
    ("LTD", "Private Limited Company"),
    ("LTD", "Private Limited Company"),
    ("LTD.", "Private Limited Company"),
    ("LIMITED", "Private Limited Company"),
    ("LLP", "Limited Liability Partnership"),
    ("PLC", "Public Limited Company"),
    ("MANAGEMENT COMPANY LIMITED", "PRI/LTD BY GUAR/NSC (Private, limited by guarantee, no share capital)"),
    ("C.I.C.", "Community Interest Company"),
    ("LIMITED", "Private Limited Company"),
    ("LTD", "Private Limited Company"),
    ("LIMITED", "Private Limited Company"),
)
_STATUSES = ("Active",) * 22 + ("Active - Proposal to Strike off",) * 2 + ("Liquidation", "In Administration")
_WORDS = tuple(word.upper() for trade in TRADES for word in trade.en)
_SICS = (
    *(trade.sic for trade in TRADES),
    "99999 - Dormant Company",
    "82990 - Other business support service activities n.e.c.",
    "96090 - Other service activities n.e.c.",
    "None Supplied",
    "13300 - Finishing of textiles",
    "14190 - Manufacture of other wearing apparel and accessories n.e.c.",
    "47910 - Retail sale via mail order houses or via Internet",
    "62020 - Information technology consultancy activities",
    "63110 - Data processing, hosting and related activities",
)
Column = Any  # pyarrow's arrays carry no useful static type here


def _texts(values: tuple[str, ...] | list[str]) -> Column:
    return pa.array(values, pa.string())


def _join(*parts: Column) -> Column:
    return pc.binary_join_element_wise(*parts, "")


class _Chunk:
    """One chunk of rows with its own random stream."""

    def __init__(self, seed: int, start: int, size: int, today: date) -> None:
        self.random = np.random.Generator(np.random.PCG64([seed, start]))
        self.start = start
        self.size = size
        self.today = today

    def pick(self, values: tuple[str, ...] | list[str]) -> Column:
        """A random value per row."""
        return _texts(values).take(pa.array(self.random.integers(0, len(values), self.size)))

    def digits(self, low: int, high: int) -> Column:
        """A random whole number per row as text."""
        return pc.cast(pa.array(self.random.integers(low, high, self.size)), pa.string())

    def where(self, share: float, yes: Column, no: Column) -> Column:
        """`yes` in the given share of rows."""
        return pc.if_else(pa.array(self.random.random(self.size) < share), yes, no)

    def names(self, ending: Column) -> Column:
        """Company names: four patterns, some in quotes, a few old-style spellings."""
        stems, seconds, words = (
            self.pick([s.upper() for s in STEMS_EN]),
            self.pick([s.upper() for s in SECOND_EN]),
            self.pick(_WORDS),
        )
        people, other = self.pick([s.upper() for s in SURNAMES["GB"]]), self.pick([s.upper() for s in STEMS_EN])
        pattern = pa.array(self.random.integers(0, 4, self.size))
        body = pc.choose(
            pattern,
            _join(stems, " ", seconds, " ", other, " ", words),
            _join(people, " ", stems, " ", words, " ", self.digits(1, 400)),
            _join(stems, seconds, " ", people, " ", words),
            _join(people, " & ", other, " ", seconds, " ", words),
        )
        body = self.where(0.004, _join('""', body, '""'), body)
        return _join(body, self.where(0.01, pa.scalar("  "), pa.scalar(" ")), ending)

    def lines(self) -> pa.StringArray:
        """The rows as CSV lines; their bytes follow one another in the array's buffer."""
        kinds = pa.array(self.random.integers(0, len(_CATEGORIES), self.size))
        town = pa.array(self.random.integers(0, len(TOWNS_GB), self.size))
        number = pc.utf8_lpad(
            pc.cast(pa.array(np.arange(self.start, self.start + self.size) + 1_000_000), pa.string()), 8, "0"
        )
        land = _texts([place[2] for place in TOWNS_GB]).take(town)
        prefix = pc.if_else(pc.equal(land, "SCOTLAND"), "SC", "")
        number = (
            pc.if_else(pc.equal(prefix, "SC"), _join(prefix, pc.utf8_slice_codeunits(number, 2, 8)), number)
            if self.start < 999_999
            else number
        )
        span = (self.today - OLDEST).days
        founded = (span * np.sqrt(self.random.random(self.size))).astype(np.int64)
        calendar = _texts([f"{OLDEST + timedelta(days=n):%d/%m/%Y}" for n in range(span + 800)])
        born, due, confirm = (calendar.take(pa.array(founded + shift)) for shift in (0, 639, 379))
        postcode = _join(
            _texts([place[3] for place in TOWNS_GB]).take(town),
            " ",
            self.digits(1, 10),
            self.pick(list("ABDEFGHJLNPQRSTUW")),
            self.pick(list("ABDEFGHJLNP")),
        )
        empty = pa.scalar("")
        cells: dict[str, Column] = {
            "CompanyName": self.names(_texts([k[0] for k in _CATEGORIES]).take(kinds)),
            " CompanyNumber": number,
            "RegAddress.AddressLine1": self.where(
                0.03, pa.scalar("372 OLD STREET"), _join(self.digits(1, 250), " ", self.pick(STREETS_GB))
            ),
            " RegAddress.AddressLine2": self.where(
                0.15, self.pick(["UNIT 4", "BUSINESS CENTRE", "FIRST FLOOR", "SUITE 12"]), empty
            ),
            "RegAddress.PostTown": _texts([place[0] for place in TOWNS_GB]).take(town),
            "RegAddress.County": _texts([place[1] for place in TOWNS_GB]).take(town),
            "RegAddress.Country": land,
            "RegAddress.PostCode": self.where(0.01, empty, postcode),
            "CompanyCategory": _texts([k[1] for k in _CATEGORIES]).take(kinds),
            "CompanyStatus": self.pick(_STATUSES),
            "CountryOfOrigin": pa.scalar("United Kingdom"),
            "IncorporationDate": born,
            "Accounts.AccountRefDay": self.pick(["31", "30", "28"]),
            "Accounts.AccountRefMonth": self.digits(1, 13),
            "Accounts.NextDueDate": due,
            "Accounts.AccountCategory": self.pick(
                ["MICRO ENTITY", "NO ACCOUNTS FILED", "TOTAL EXEMPTION FULL", "DORMANT", "UNAUDITED ABRIDGED"]
            ),
            "SICCode.SicText_1": self.pick(_SICS),
            "SICCode.SicText_2": self.where(0.12, self.pick(_SICS[:20]), empty),
            "URI": _join("http://business.data.gov.uk/id/company/", number),
            "ConfStmtNextDueDate": confirm,
        }
        cells |= {name: pa.scalar("0") for name in COLUMNS if name.startswith(("Mortgages.", "LimitedPartnerships."))}
        renamed = pa.array(self.random.random(self.size) < 0.05)
        cells["PreviousName_1.CONDATE"] = pc.if_else(renamed, due, empty)
        cells[" PreviousName_1.CompanyName"] = pc.if_else(
            renamed, _join(self.pick([s.upper() for s in STEMS_EN]), " TRADING LIMITED"), empty
        )
        parts: list[Column] = [pa.scalar('"')]
        for name in COLUMNS:
            parts += [cells.get(name, empty), pa.scalar('","')]
        parts[-1] = pa.scalar('"\r\n')
        return pc.binary_join_element_wise(*_fused(parts), "")


def _fused(parts: list[Column]) -> list[Column]:
    """Neighbouring constants joined into one, so that fifty columns cost what twenty do."""
    fused: list[Column] = []
    for part in parts:
        if fused and isinstance(part, pa.Scalar) and isinstance(fused[-1], pa.Scalar):
            fused[-1] = pa.scalar(fused[-1].as_py() + part.as_py())
        else:
            fused.append(part)
    return fused


def blocks(companies: int, seed: int, today: date) -> Iterator[tuple[int, memoryview]]:
    """(rows so far, bytes) of the file's body, chunk by chunk."""
    for start in range(0, companies, CHUNK):
        size = min(CHUNK, companies - start)
        lines = _Chunk(seed, start, size, today).lines()
        offsets = np.frombuffer(lines.buffers()[1], dtype=np.int32)
        yield start + size, memoryview(lines.buffers()[2])[: offsets[lines.offset + size]]


def write(path: Path, companies: int, seed: int, today: date) -> int:
    """Write the register (zipped when the name ends in .zip) through a .part file; returns bytes of CSV written."""
    part = path.with_name(path.name + ".part")
    began, written = time.monotonic(), 0
    with ExitStack() as stack:
        out: IO[bytes]
        if path.suffix == ".zip":
            archive = stack.enter_context(zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1))
            info = zipfile.ZipInfo(f"BasicCompanyDataAsOneFile-{today.replace(day=1)}.csv", (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out = stack.enter_context(archive.open(info, "w", force_zip64=True))
        else:
            out = stack.enter_context(part.open("wb"))
        written += out.write((",".join(COLUMNS) + "\r\n").encode())
        for rows, body in blocks(companies, seed, today):
            written += out.write(body)
            sys.stderr.write(f"\r{rows:,} of {companies:,} rows, {time.monotonic() - began:.0f} s")
            sys.stderr.flush()
    part.replace(path)
    sys.stderr.write(f"\n{path}: {written:,} bytes of CSV\n")
    return written
