"""Taking people off lists that are already published: who must not be called vanishes at once, wrong contacts are shown no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from leads.decisions import fingerprint, models
from leads.lookup import found_by

Hidden = Collection[tuple[str, str]]
"""Suppressions or retired contacts as (kind, fingerprint)."""


def handles(lead: Any) -> Iterator[tuple[str, str]]:
    """Everything a lead (row or draft) can be suppressed by, as (kind, plain value)."""
    yield "company", lead.company_id
    yield from (("company", alias) for alias in lead.aliases)
    if lead.domain:
        yield "domain", lead.domain
    yield from (("number", f"{number['register']}:{number['number']}") for number in lead.numbers)
    yield from (("phone", phone["value"]) for phone in lead.phones)
    yield from (("email", mail["value"]) for mail in lead.emails)


def must_not_be_called(lead: Any, hidden: Hidden) -> bool:
    """Whether any suppression is about this lead."""
    if not hidden:
        return False
    kinds = {kind for kind, _print in hidden}
    return any(kind in kinds and (kind, fingerprint(kind, value)) in hidden for kind, value in handles(lead))


def withdraw(kind: str, value: str) -> int:
    """Hide the leads of all lists that a new suppression is about; gives how many."""
    entries = models.LeadEntry.objects.filter(withdrawn=False)
    if kind == "company":
        named = entries.filter(company_id=value).values_list("lead_id", flat=True)
        merged = models.Lead.objects.exclude(aliases=[]).values_list("pk", "aliases")
        hit = [*named, *(pk for pk, aliases in merged if value in aliases)]
    else:
        question = value.partition(":")[2] if kind == "number" else value
        found = found_by(entries, question).select_related("lead").defer("lead__evidence", "lead__timeline")
        only = {(kind, fingerprint(kind, value))}
        hit = [entry.pk for entry in found.iterator(chunk_size=1000) if must_not_be_called(entry.lead, only)]
    return _hide(hit)


def withdraw_of(row: models.PublishedList, leads: Iterable[Any], hidden: Hidden) -> int:
    """Hide those leads of a fresh list who were suppressed while it was written; gives how many."""
    keys = [lead.lead_id for lead in leads if must_not_be_called(lead, hidden)]
    hit = models.LeadEntry.objects.filter(published=row, lead_key__in=keys, withdrawn=False) if keys else []
    return _hide([entry.pk for entry in hit])


def usable(contacts: Iterable[Mapping[str, Any]], kind: str, retired: Hidden) -> list[Mapping[str, Any]]:
    """Those phones or mailboxes (`kind` is phone or email) that nobody found to be wrong."""
    return [each for each in contacts if not retired or (kind, fingerprint(kind, each["value"])) not in retired]


def _hide(keys: Collection[int]) -> int:
    listed = list(keys)
    return sum(
        models.LeadEntry.objects.filter(pk__in=listed[start : start + 500]).update(withdrawn=True)
        for start in range(0, len(listed), 500)
    )
