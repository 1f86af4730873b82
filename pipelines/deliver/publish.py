"""Publishing: a list, its leads and their reasons in one transaction, and reading them back.

Whoever is killed in the middle, and however many publish at once, readers see either the old list or the new one,
whole.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction

from leads.decisions import models, suppressed
from leads.lookup import entry_values, words_of
from leads.sheets.draft import LANGUAGES, LeadDraft, ListDraft, ReasonDraft, SourceNote
from leads.sheets.stored import COPIED, LISTS, REASON, head_of, leads_of
from leads.withdrawal import withdraw_of
from pipelines.deliver.canonical import list_hash
from pipelines.deliver.gate import Current, Verdict
from pipelines.deliver.select import DeliverError

ATTEMPTS = 5
"""Two publishers of one profile meet at the constraint on `current`;

The loser starts again and replaces the winner's list.
"""
BATCH = 500
"""Rows of one INSERT; SQLite takes at most 32,766 values in one statement."""


@dataclass(frozen=True)
class Published:
    """The row of a list, and whether it had to be written."""

    row: models.PublishedList
    written: bool


def current_list(profile: str) -> models.PublishedList | None:
    """The list people work with now."""
    return models.PublishedList.objects.filter(profile=profile, current=True).first()


def current_of(profile: str) -> Current | None:
    """What the gate needs to know of the list people work with now."""
    row = current_list(profile)
    if row is None:
        return None
    pairs = (
        models.Reason.objects.filter(lead__published=row).exclude(source="").values_list("source", "lead_id").distinct()
    )
    return Current(row.day, row.size, Counter(source for source, _lead in pairs))


def companies_before(profile: str, day: date) -> frozenset[str]:
    """Companies of the newest list of an earlier day, with the ids merged into them: they are not new."""
    row = models.PublishedList.objects.filter(profile=profile, day__lt=day).order_by("-day", "-id").first()
    if row is None:
        return frozenset()
    known = models.Lead.objects.filter(published=row).values_list("company_id", "aliases")
    return frozenset(name for company_id, aliases in known for name in (company_id, *aliases))


def publish(draft: ListDraft, verdict: Verdict, at: datetime) -> Published:
    """Make a list the current one of its profile. The very same list of the same day is not written twice.

    `at` is the time of publication, aware. Raises DeliverError where the database refuses.
    """
    digest = list_hash(draft)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            published = _publish_once(draft, verdict, at, digest)
        except IntegrityError as error:
            if attempt == ATTEMPTS:
                raise DeliverError(f"The list {draft.profile} could not be published: {error}") from error
        except DatabaseError as error:
            raise DeliverError(f"The list {draft.profile} could not be published: {error}") from error
        else:
            # Read again once readers see the list: a suppression said meanwhile did not find these leads.
            withdraw_of(published.row, draft.leads, suppressed())
            return published
    raise AssertionError("unreachable: the last attempt returns or raises")


def keep(profile: str, verdict: Verdict) -> models.PublishedList | None:
    """Leave the current list up, under the verdict's banner."""
    row = current_list(profile)
    if row is not None and row.banner != dict(verdict.banner):
        row.banner = dict(verdict.banner)
        row.save(update_fields=["banner"])
    return row


def load(row: models.PublishedList) -> ListDraft:
    """A published list as it was drafted; its canonical form is the one whose hash the row keeps."""
    leads = row.leads.order_by("rank").prefetch_related("reasons")
    return replace(head_of(row), leads=tuple(leads_of(leads)))


def _publish_once(draft: ListDraft, verdict: Verdict, at: datetime, digest: str) -> Published:
    with transaction.atomic():
        row = models.PublishedList.objects.select_for_update().filter(profile=draft.profile, current=True).first()
        if row is not None and row.day == draft.day and row.list_hash == digest:
            if row.banner != dict(verdict.banner):
                row.banner = dict(verdict.banner)
                row.save(update_fields=["banner"])
            return Published(row, written=False)
        models.PublishedList.objects.filter(profile=draft.profile, current=True).update(current=False)
        row = models.PublishedList.objects.create(
            profile=draft.profile,
            title=dict(draft.title),
            day=draft.day,
            published_at=at,
            verdict=verdict.decision.value,
            sentence=dict(verdict.sentence),
            banner=dict(verdict.banner),
            profile_hash=draft.profile_hash,
            list_hash=digest,
            current=True,
            size=len(draft.leads),
            signals={name: dict(texts) for name, texts in draft.signals.items()},
            quota=draft.quota,
            sources=[
                {spec.name: getattr(source, spec.name) for spec in fields(SourceNote)} for source in draft.sources
            ],
        )
        leads = models.Lead.objects.bulk_create((_lead_row(row, lead) for lead in draft.leads), batch_size=BATCH)
        models.Reason.objects.bulk_create(
            (
                _reason_row(lead_row, ordinal, reason)
                for lead_row, lead in zip(leads, draft.leads, strict=True)
                for ordinal, reason in enumerate(lead.reasons, start=1)
            ),
            batch_size=BATCH,
        )
        models.LeadEntry.objects.bulk_create(
            (
                models.LeadEntry(
                    lead=lead_row, published=row, **entry_values(lead_row, (reason.signal for reason in lead.reasons))
                )
                for lead_row, lead in zip(leads, draft.leads, strict=True)
            ),
            batch_size=BATCH,
        )
        models.LeadText.objects.bulk_create(
            (models.LeadText(lead=lead_row, words=words_of(lead_row)) for lead_row in leads), batch_size=BATCH
        )
        return Published(row, written=True)


def _lead_row(published: models.PublishedList, lead: LeadDraft) -> models.Lead:
    values: dict[str, Any] = {name: getattr(lead, name) for name in COPIED}
    values |= {name: [*values[name]] for name in LISTS}
    values |= {f"why_now_{language}": lead.why_now[language] for language in LANGUAGES}
    return models.Lead(published=published, **values)


def _reason_row(lead: models.Lead, ordinal: int, reason: ReasonDraft) -> models.Reason:
    texts = {f"text_{language}": reason.text[language] for language in LANGUAGES}
    values = {name: getattr(reason, name) for name in REASON}
    return models.Reason(lead=lead, ordinal=ordinal, **values, **texts)
