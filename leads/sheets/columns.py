"""The columns of a list for people, in the order a salesperson reads: the first twelve are enough to make the call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from leads.chances import UNKNOWN, Standing
from leads.sheets import permissions
from leads.sheets.draft import LANGUAGES, LeadDraft, ReasonDraft, Texts
from leads.sheets.headings import HEADINGS
from leads.sheets.industries import industry_label
from leads.sheets.outcomes import outcome_text

REASONS = 5
"""Reasons with a column of their own; all of them count, and the sheet says how many more there are."""

Kind = Literal["text", "number", "day", "moment", "link"]


@dataclass(frozen=True)
class Sheet:
    """What a cell may need beside its lead: the language, and what people did since."""

    language: str
    owners: Mapping[str, str] = field(default_factory=dict)
    """Owner by company id."""
    statuses: Mapping[str, str] = field(default_factory=dict)
    """Newest mark by lead id."""
    custom: tuple[str, ...] = ()
    """Headings of the user's own columns that some lead has a value of; see `own_headings`."""
    standing: Standing = UNKNOWN
    """What may be said of the chances; their column is there only while they may be shown."""


Value = str | int | float | datetime | None


@dataclass(frozen=True)
class Column:
    """One column: its name in files, its kind, its width in characters, and how its value is found."""

    name: str
    kind: Kind
    width: int
    value: Callable[[LeadDraft, Sheet], Any]

    @property
    def head(self) -> Texts:
        """Its heading by language."""
        return HEADINGS[self.name].head

    @property
    def meaning(self) -> Texts:
        """What it holds, by language."""
        return HEADINGS[self.name].meaning


class OwnColumn(Column):
    """A further column of the user's own client file, under its own heading."""

    @property
    def head(self) -> Texts:
        """The user's heading, the same in every language."""
        return dict.fromkeys(LANGUAGES, self.name)

    @property
    def meaning(self) -> Texts:
        """That it is the user's own."""
        return OWN


def columns_of(sheet: Sheet) -> tuple[Column, ...]:
    """All columns of a sheet: ours, with the chances beside the company where they may be shown; then the user's own."""
    ours = (*COLUMNS[:PLACE], CHANCE, *COLUMNS[PLACE:]) if sheet.standing.chance else COLUMNS
    return (*ours, *(OwnColumn(f"custom.{heading}", "text", 18, _own(heading)) for heading in sheet.custom))


def own_headings(customs: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """The headings of the user's own columns that some lead has a value of, sorted."""
    return tuple(sorted({heading for custom in customs for heading in custom}))


def _own(heading: str) -> Callable[[LeadDraft, Sheet], str]:
    return lambda lead, _: lead.custom.get(heading, "")


def reason_cell(reason: ReasonDraft, language: str) -> str:
    """A reason with its points: 'registered 3 days ago in Lviv (+30)'."""
    return f"{reason.text[language]} ({reason.points:+d})"


def _nth_reason(place: int) -> Callable[[LeadDraft, Sheet], str]:
    def cell(lead: LeadDraft, sheet: Sheet) -> str:
        if place >= len(lead.reasons):
            return ""
        return reason_cell(lead.reasons[place], sheet.language)

    return cell


def _more(lead: LeadDraft, sheet: Sheet) -> str:
    return "; ".join(reason_cell(reason, sheet.language) for reason in lead.reasons[REASONS:])


def freshest(lead: LeadDraft) -> ReasonDraft | None:
    """The reason with the latest day: what the salesperson opens the call with."""
    dated = [reason for reason in lead.reasons if reason.day and reason.points > 0]
    return max(dated, key=lambda reason: (reason.day, reason.points), default=None)


def _signal_url(lead: LeadDraft, _sheet: Sheet) -> str:
    fresh = freshest(lead)
    return (fresh.url if fresh else "") or next((reason.url for reason in lead.reasons if reason.url), "")


def _signal_day(lead: LeadDraft, _sheet: Sheet) -> Any:
    fresh = freshest(lead)
    return fresh.day if fresh else lead.fresh_on


def _website(lead: LeadDraft, _sheet: Sheet) -> str:
    return lead.website or (f"https://{lead.domain}" if lead.domain else "")


def _moment(at: datetime | None) -> datetime | None:
    """A moment as a sheet can hold it: UTC, whole seconds, no zone."""
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0) if at else None


def _permission(given: str, sheet: Sheet) -> str:
    return permissions.WORDS[given][sheet.language] if given else ""


def _numbers(lead: LeadDraft, _sheet: Sheet) -> str:
    """'EDRPOU 01234567': the register's name keeps spreadsheet programs from reading the number as a number."""
    return "; ".join(
        f"{number['register'].partition('-')[2] or number['register']} {number['number']}" for number in lead.numbers
    )


COLUMNS: tuple[Column, ...] = (
    Column("rank", "number", 8, lambda lead, _: lead.rank),
    Column("band", "text", 9, lambda lead, _: lead.band),
    Column("score", "number", 8, lambda lead, _: lead.points),
    Column("company", "text", 36, lambda lead, _: lead.name),
    Column("why_now", "text", 52, lambda lead, sheet: lead.why_now[sheet.language]),
    Column(
        "what_they_do", "text", 24, lambda lead, sheet: industry_label(lead.nace, sheet.language) if lead.nace else ""
    ),
    Column("city", "text", 16, lambda lead, _: lead.city),
    Column("phone", "text", 17, lambda lead, _: lead.phones[0]["value"] if lead.phones else ""),
    Column("phone_ok", "text", 14, lambda lead, sheet: _permission(permissions.phone_permission(lead), sheet)),
    Column("best_time", "text", 26, lambda lead, _: permissions.best_time(lead)),
    Column("owner", "text", 17, lambda lead, sheet: sheet.owners.get(lead.company_id, "")),
    Column(
        "status", "text", 18, lambda lead, sheet: outcome_text(sheet.statuses.get(lead.lead_id, ""), sheet.language)
    ),
    Column("note", "text", 24, lambda _lead, _sheet: ""),
    *(Column(f"reason_{place + 1}", "text", 38, _nth_reason(place)) for place in range(REASONS)),
    Column("more_reasons", "text", 30, _more),
    Column("signals", "text", 24, lambda lead, _: ", ".join(reason.signal for reason in lead.reasons)),
    Column("deadline", "day", 12, lambda lead, _: lead.deadline),
    Column("signal_day", "day", 12, _signal_day),
    Column("signal_url", "link", 34, _signal_url),
    Column("registered_on", "day", 12, lambda lead, _: lead.registered_on),
    Column("founded_on", "day", 12, lambda lead, _: lead.founded_on),
    Column("first_seen_at", "moment", 18, lambda lead, _: _moment(lead.first_seen_at)),
    Column("numbers", "text", 24, _numbers),
    Column("legal_form", "text", 12, lambda lead, _: lead.legal_form),
    Column("employees", "number", 11, lambda lead, _: lead.employees),
    Column("capital", "number", 14, lambda lead, _: lead.capital),
    Column("currency", "text", 9, lambda lead, _: lead.currency),
    Column("nace", "text", 7, lambda lead, _: lead.nace),
    Column("country", "text", 8, lambda lead, _: lead.country),
    Column("region", "text", 9, lambda lead, _: lead.region),
    Column("postcode", "text", 10, lambda lead, _: lead.postcode),
    Column("address", "text", 36, lambda lead, _: lead.address or lead.street),
    Column("other_phones", "text", 24, lambda lead, _: "; ".join(phone["value"] for phone in lead.phones[1:])),
    Column("email", "text", 26, lambda lead, _: lead.emails[0]["value"] if lead.emails else ""),
    Column("email_ok", "text", 14, lambda lead, sheet: _permission(permissions.email_permission(lead), sheet)),
    Column("website", "link", 26, _website),
    Column("sources", "number", 9, lambda lead, _: lead.sources),
    Column("checked_at", "moment", 18, lambda lead, _: _moment(lead.checked_at)),
    Column("is_new", "text", 8, lambda lead, sheet: NEW[sheet.language] if lead.is_new else ""),
    Column("lead_id", "text", 15, lambda lead, _: lead.lead_id),
    Column("company_id", "text", 15, lambda lead, _: lead.company_id),
)
"""Every column, in order."""

PLACE = [column.name for column in COLUMNS].index("why_now")
"""Where the chances come in: after what tells the lead, before what tells of it."""


def _chance(lead: LeadDraft, sheet: Sheet) -> float | None:
    """In per cent; a tenth of one is more than anybody can foretell."""
    return round(100 * sheet.standing.chance.of(lead.points)) if sheet.standing.chance else None


CHANCE = Column("chance", "number", 9, _chance)
"""Not among COLUMNS, since a list may be one of rank alone."""

NEW: Texts = {"en": "new", "ru": "новый", "uk": "новий"}

OWN: Texts = {
    "en": "Your own column, from the file of clients you imported.",
    "ru": "Ваш столбец из загруженного файла клиентов.",
    "uk": "Ваш стовпець із завантаженого файла клієнтів.",
}
