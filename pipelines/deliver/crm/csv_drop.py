"""A folder into which CSV files are dropped, for CRMs that import files by themselves.

crm.toml: `folder`. Each file is one batch, `<time>-<number>-created.csv`, `-updated.csv` (only the fields that changed) or
`-withdrawn.csv`: UTF-8, comma, a header line. It appears whole, under its name, or not at all.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.protocol import OPPORTUNITY, Create, CrmError, Fields, Outcome, Refused, Remote, Update

COLUMNS = (
    "id", "name", "street", "postcode", "city", "country", "phone", "mobile", "email", "website", "numbers", "title",
    "label", "story", "day",
)  # fmt: skip
FORMULA = ("=", "@", "\t", "\r")
"""Spreadsheets run what begins so; numbers and phones may begin with + or -."""


class CsvDrop:
    """A folder that takes leads."""

    kinds = (OPPORTUNITY,)
    batch = page = 500
    lag = timedelta()
    one_way = True

    def __init__(self, connection: Connection) -> None:
        self.name = connection.name
        self._folder = Path(connection.option("folder"))
        self._clock = connection.pace.clock
        self._number = 0

    def check(self) -> None:
        """See that the folder can be written to."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CrmError(f"The folder {self._folder} of {self.name} cannot be made: {error.strerror}.") from None
        if not os.access(self._folder, os.W_OK):
            raise CrmError(f"The folder {self._folder} of {self.name} cannot be written to.")

    def fit(self, _kind: str, fields: Fields) -> Fields:
        """Those that have a column."""
        return {name: value for name, value in fields.items() if name in COLUMNS}

    def find(self, _kind: str, _our_ids: Sequence[str]) -> Sequence[Remote]:
        """Nothing can be looked up."""
        return []

    def read(self, _kind: str, _crm_ids: Sequence[str]) -> Sequence[Remote]:
        """Nothing can be read."""
        return []

    def create(self, _kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        """Drop a file of new leads; they are known there by our id."""
        self._drop("created", COLUMNS, [{"id": each.our_id, **each.fields} for each in records])
        return [each.our_id for each in records]

    def update(self, _kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        """Drop a file of changes; an empty cell means that nothing changed."""
        used = {name for each in updates for name in each.fields}
        columns = tuple(name for name in COLUMNS if name == "id" or name in used)
        self._drop("updated", columns, [{"id": each.remote.crm_id, **each.fields} for each in updates])
        return [None] * len(updates)

    def withdraw(self, remotes: Sequence[Remote]) -> Sequence[Refused | None]:
        """Drop a file of leads that must not be contacted."""
        self._drop("withdrawn", ("id",), [{"id": each.crm_id} for each in remotes])
        return [None] * len(remotes)

    def outcomes(self, _since: datetime) -> Iterator[Outcome]:
        """Nothing comes back."""
        return iter(())

    def close(self) -> None:
        """Nothing is open."""

    def _drop(self, verb: str, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
        stamp = self._clock.now().strftime("%Y%m%dT%H%M%S")
        while (path := self._folder / f"{stamp}-{self._number:04d}-{verb}.csv").exists():
            self._number += 1
        self._number += 1
        part = path.with_name(f".{path.name}.part")
        try:
            with part.open("w", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(handle, columns)
                writer.writeheader()
                writer.writerows({name: _tame(value) for name, value in row.items()} for row in rows)
                handle.flush()
                os.fsync(handle.fileno())
            part.replace(path)
        except OSError as error:
            raise CrmError(f"{path} of {self.name} cannot be written: {error.strerror}.") from None


def _tame(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
