"""What became of leads, from a file: CSV or workbook, headings in English, Russian or Ukrainian. The decisions store must be open.

A row names its lead by lead id, company id, register number or name (in that order of trust), says won, lost, good or bad, and on
which day. Rows that cannot be understood are rejected, each with its reason; nothing is guessed: a name that two leads have is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

import duckdb

from leads import kinds
from leads.decisions import models
from leads.sheets.headings import HEADINGS
from leads.sheets.outcomes import outcome_of
from pipelines.customers import days, headings
from pipelines.customers.tables import Table, UnreadableFile, read

COUNTED = ("won", "lost", "good", "bad")
"""What re-weighs a scorecard; other marks belong in the portal."""

_OWN = {
    "lead_id": "lead id|lead|ид лида|ід ліда",
    "company_id": "company id",
    "outcome": "outcome|result|status|stage|verdict|deal stage|deal status|won|итог|результат|этап|стадия|исход|статус сделки"
    "|підсумок|етап|стадія|статус угоди",
    "note": "why|reason|lost reason|comment|comments|remark|причина|причина отказа|комментарий|примечание|причина відмови|коментар"
    "|примітка",
    "day": "date|day|closed|closed on|close date|closed at|when|marked at|дата|когда|закрыта|дата итога|день|коли|закрито|дата підсумку",
}
_FROM_LISTS = {
    "lead_id": "lead_id",
    "company_id": "company_id",
    "status": "outcome",
    "note": "note",
    "company": "name",
    "numbers": "number",
}
"""Columns of our own lists, so that a file taken from the portal may come back."""

_ALSO = {
    "closed won": "won", "closed lost": "lost", "junk": "bad", "junk lead": "bad", "unqualified": "bad", "disqualified": "bad",
    "успешно": "won", "успешно реализовано": "won", "не реализовано": "lost", "успішно": "won", "не реалізовано": "lost",
    "спам": "bad", "мусор": "bad", "сміття": "bad",
}  # fmt: skip
"""Words of CRMs' exports."""

_REGISTER = re.compile(r"^\s*[^\W\d]{3,}[\s:№]+")
"""A register's name before its number."""
_LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Taken:
    """What came of a file."""

    noted: int
    known: int
    """Rows that said what was known already."""
    rejects: tuple[tuple[int, str, str], ...]
    """Row of the file, field, and why it could not be used."""
    dated: bool
    """Whether the file says days; without them all count as of the day of reading, and nothing can be tried forward."""

    def as_line(self) -> str:
        """One sentence."""
        without = (
            ""
            if self.dated
            else "; the file has no days, so all count as of today and nothing can be foretold from them"
        )
        return f"{self.noted} outcomes noted, {self.known} known already, {len(self.rejects)} rows left out{without}"


@dataclass
class _Leads:
    """How the leads of a profile may be named."""

    ids: dict[str, str] = field(default_factory=dict)
    """Company by lead id."""
    companies: dict[str, set[str]] = field(default_factory=dict)
    """Lead ids by company id, aliases too."""
    numbers: dict[str, set[str]] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    """Lead ids by the key of the name."""


def take(path: Path, profile: str, now: datetime) -> Taken:
    """Note what a file says of the leads of a profile; reading it again notes nothing twice.

    `now`: days after it are rejected, and it stands in for days where the file has none. Raises UnreadableFile where there is no
    table with outcomes, OSError where the file cannot be opened.
    """
    table, places = None, dict[str, int]()
    for table in read(path, lambda cell: _field(cell) is not None):
        places = _places(table.headings)
        if "outcome" in places and places.keys() & {"lead_id", "company_id", "number", "name"}:
            break
    else:
        raise UnreadableFile(
            f"{path.name} needs a column with the outcome (won, lost, good, bad) and one that names the lead "
            "(lead id, company id, register number or name)"
        )
    assert table is not None
    rows = _rows(table, places)
    known = _leads(profile)
    keys = _keys({(row.get("name", ""), "") for row in rows.values()})
    way = days.habit(row.get("day", "") for row in rows.values())
    made, rejects, same = list[models.Mark](), list[tuple[int, str, str]](), 0
    seen = set(models.Mark.objects.filter(lead_id__in=list(known.ids)).values_list("lead_id", "kind", "at"))
    for number, row in rows.items():
        lead = _lead(row, known, keys)
        kind = _ALSO.get(" ".join(row["outcome"].casefold().split())) or outcome_of(row["outcome"])
        at = _moment(row, way, now, "day" in places)
        why = (
            lead if isinstance(lead, tuple)
            else ("outcome", f"{row['outcome'][:40]!r} is no outcome: won, lost, good or bad") if kind is None
            else ("outcome", f"{kind!r} weighs nothing: note it in the portal, or use firstcall suppress") if kind not in COUNTED
            else at if isinstance(at, tuple) else None
        )  # fmt: skip
        if why is not None:
            rejects.append((number, *why))
            continue
        assert isinstance(lead, str) and isinstance(at, datetime) and kind is not None
        if (lead, kind, at) in seen:
            same += 1
            continue
        seen.add((lead, kind, at))
        made.append(
            models.Mark(
                lead_id=lead, company_id=known.ids[lead], kind=kind, by=f"file {path.name}"[:150], at=at,
                note=row.get("note", "")[:_LONGEST_NOTE],
            )
        )  # fmt: skip
    models.Mark.objects.bulk_create(made, batch_size=500)
    return Taken(len(made), same, tuple(rejects), "day" in places)


def _field(heading: str) -> str | None:
    folded = headings.folded(heading)
    return _HEADS.get(folded) or {"name": "name", "number": "number", "day": "day"}.get(
        headings.field_of(heading) or ""
    )


_HEADS = {
    headings.folded(text): meant
    for name, meant in _FROM_LISTS.items()
    for text in (name, *HEADINGS[name].head.values())
}
_HEADS |= {headings.folded(word): name for name, words in _OWN.items() for word in words.split("|")}


def _places(names: Iterable[str]) -> dict[str, int]:
    """The first column of each field."""
    found: dict[str, int] = {}
    for place, heading in enumerate(names):
        if meant := _field(heading):
            found.setdefault(meant, place)
    return found


def _rows(table: Table, places: Mapping[str, int]) -> dict[int, dict[str, str]]:
    """Fields by row of the file; rows without an outcome say nothing."""
    columns = {name: table.columns.column(f"c{place}").to_pylist() for name, place in places.items()}
    numbers = table.columns.column("row").to_pylist()
    rows = {n: {name: str(texts[at] or "").strip() for name, texts in columns.items()} for at, n in enumerate(numbers)}
    return {number: row for number, row in rows.items() if row["outcome"]}


def _leads(profile: str) -> _Leads:
    """Every lead that a list of the profile ever showed."""
    found = _Leads()
    rows = models.Lead.objects.filter(published__profile=profile).order_by("-pk")
    named: list[tuple[str, str, str]] = []
    for lead, company, aliases, numbers, name, country in rows.values_list(
        "lead_id", "company_id", "aliases", "numbers", "name", "country"
    ).iterator(1000):
        if lead in found.ids:
            continue
        found.ids[lead] = company
        for each in (company, *aliases):
            found.companies.setdefault(each, set()).add(lead)
        for each in numbers:
            found.numbers.setdefault(_bare(each["number"]), set()).add(lead)
        named.append((lead, name, country))
    keys = _keys({(name, country) for _, name, country in named})
    for lead, name, country in named:
        if key := keys.get((name, country)):
            found.names.setdefault(key, set()).add(lead)
    return found


def _lead(row: Mapping[str, str], known: _Leads, keys: Mapping[tuple[str, str], str]) -> str | tuple[str, str]:
    """The lead a row names, or the field and reason why it names none."""
    if row.get("lead_id"):
        return row["lead_id"] if row["lead_id"] in known.ids else ("lead_id", "no list of this profile had this lead")
    last = ("lead_id", "the row names no lead")
    for name, found in (
        ("company_id", known.companies.get(row.get("company_id", ""))),
        ("number", known.numbers.get(_bare(row.get("number", "")))),
        ("name", known.names.get(keys.get((row.get("name", ""), ""), ""))),
    ):
        if found and len(found) == 1:
            return next(iter(found))
        if row.get(name):
            last = (
                name,
                "several leads of this profile go by it" if found else "no list of this profile had this company",
            )
            if found:
                return last
    return last


def _moment(row: Mapping[str, str], way: days.Habit, now: datetime, dated: bool) -> datetime | tuple[str, str]:
    if not dated:
        return datetime.combine(now.date(), time(12), UTC)
    day: date | None = days.read(row["day"], way)
    if day is None:
        return ("day", "no day can be read, and outcomes count in their order in time")
    return datetime.combine(day, time(12), UTC) if day <= now.date() else ("day", "the day is yet to come")


def _bare(number: str) -> str:
    """A register number as people may write it: letters and digits alone, without the register's name before them."""
    return "".join(c for c in _REGISTER.sub("", number) if c.isalnum()).upper()


def _keys(names: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The key of each name and country, by which the same name in other letters and with another legal form is found."""
    given = sorted(pair for pair in names if pair[0].strip())
    if not given:
        return {}
    with duckdb.connect() as con:
        kinds.install(con)
        con.execute("CREATE TEMP TABLE given (name VARCHAR, country VARCHAR)")
        con.executemany("INSERT INTO given VALUES (?, nullif(?, ''))", given)
        rows = con.execute(
            "SELECT name, coalesce(country, ''), name_key(core) FROM (SELECT *, clean_name(name, country).core AS core FROM given)"
        ).fetchall()
    return {(name, country): key for name, country, key in rows if key}
