"""Files of what the filter shows, or of what is new since one's last download. However many leads: they pass one by one."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson
from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from leads import decisions
from leads.chances import standing
from leads.models import Assignment, Download, FollowUp, Lead, LeadEntry, Mark, PublishedList, Reason, Taken
from leads.sheets.columns import Sheet, columns_of, own_headings
from leads.sheets.csvs import excel_ru_lines, plain_lines
from leads.sheets.draft import LeadDraft
from leads.sheets.guide import Seen
from leads.sheets.stored import head_of, lead_of, reason_of
from leads.sheets.xlsx import write_book
from leads.withdrawal import usable
from portal.audit import noted
from portal.cards import cards
from portal.filters import Filter, not_taken
from portal.follow_ups import as_calendar, of_leads
from portal.lists import list_or_404
from portal.navigation import language

CHUNK = 500
"""Leads held at a time."""
FORMATS = {
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("csv", "text/csv; charset=utf-8"),
    "excel": ("excel.csv", "text/csv; charset=utf-8"),
    "vcard": ("vcf", "text/vcard; charset=utf-8"),
    "ics": ("ics", "text/calendar; charset=utf-8"),
    "json": ("json", "application/json"),
}
"""Each format with the ending of its files and its media type."""


@require_POST
def download(request: HttpRequest, number: int) -> HttpResponseBase:
    """A file of a list as the reader may see it; notes which leads they now have."""
    row = list_or_404(number)
    asked = Filter.of(request.GET)
    form = request.POST.get("format", "xlsx")
    if form not in FORMATS:
        return HttpResponse(_("There is no such format."), status=400, content_type="text/plain; charset=utf-8")
    found = asked.entries(row, request.user)
    if request.POST.get("what") == "new":
        found = not_taken(found, request.user)
    # The keys are read once: what is counted, written and noted as taken are the same leads.
    chosen = [(key, lead) for key, lead in found.values_list("pk", "lead_key")]
    if not chosen:
        messages.info(request, _("Nothing is new since your last download."))
        return redirect("list", number)
    user = request.user
    taken = Download.objects.create(
        user=user.get_username(), profile=row.profile, published=row, at=timezone.now(), format=form,
        asked=asked.query(page=1)[:2000], size=len(chosen),
    )  # fmt: skip
    noted(
        user, "download", f"{row.profile} {row.day}", format=form, leads=len(chosen), filter=asked.query(page=1)[:500]
    )
    for batch in _batches([lead for _key, lead in chosen]):
        Taken.objects.bulk_create(
            (Taken(download=taken, user=user.get_username(), lead_key=lead) for lead in batch), ignore_conflicts=True
        )
    ending, media = FORMATS[form]
    name = f"{row.profile}_{row.day.isoformat()}_{user.get_username()}_{len(chosen)}.{ending}"
    answer = _answer(form, row, [key for key, _lead in chosen], user.get_username())
    answer.headers["Content-Type"] = media
    answer.headers["Content-Disposition"] = _attachment(name)
    return answer


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own downloads, the newest first."""
    rows = Download.objects.filter(user=request.user.get_username()).select_related("published")[:50]
    return render(request, "downloads.html", {"rows": rows})


@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """The file was lost: its leads are new for its owner again."""
    own = Download.objects.filter(pk=number, user=request.user.get_username(), undone_at=None)
    if own.update(undone_at=timezone.now()):
        gone, _each = Taken.objects.filter(download_id=number, user=request.user.get_username()).delete()
        noted(request.user, "download undone", str(number))
        messages.success(
            request,
            ngettext("%(n)s lead is new for you again.", "%(n)s leads are new for you again.", gone) % {"n": gone},
        )
    return redirect("downloads")


def stream(keys: list[int]) -> Iterator[LeadDraft]:
    """Leads by primary key in that order, a few hundred in memory at a time, without contacts known to be wrong."""
    retired = decisions.retired()
    for batch in _batches(keys):
        rows: QuerySet[Lead] = Lead.objects.filter(pk__in=batch).defer("evidence").prefetch_related("reasons")
        by_key = {row.pk: row for row in rows}
        for key in batch:
            row = by_key[key]
            row.evidence = {}
            row.phones = usable(row.phones, "phone", retired)
            row.emails = usable(row.emails, "email", retired)
            yield lead_of(row)


def sheet_of(chosen: str, keys: list[int], row: PublishedList) -> Sheet:
    """What people did with leads, for the columns owner and status; the user's own columns of clients among them; the chances."""
    owners = dict(Assignment.objects.values_list("company_id", "owner"))
    customs = (
        custom
        for batch in _batches(keys)
        for custom in Lead.objects.filter(pk__in=batch).exclude(custom={}).values_list("custom", flat=True)
    )
    marks = dict(Mark.objects.order_by("at", "id").values_list("lead_id", "kind"))
    return Sheet(chosen, owners, marks, own_headings(customs), standing(row.profile, row.profile_hash))


def seen_of(keys: list[int]) -> Seen:
    """What the explaining sheets of a workbook say of its leads, without reading them all."""
    countries: set[str] = set()
    counted: Counter[str] = Counter()
    first: dict[str, int] = {}
    for batch in _batches(keys):
        for key, country, signals in LeadEntry.objects.filter(pk__in=batch).values_list("pk", "country", "signals"):
            countries.add(country)
            for signal in signals.split():
                counted[signal] += 1
                first.setdefault(signal, key)
    examples = {signal: Reason.objects.filter(lead_id=key, signal=signal).first() for signal, key in first.items()}
    return Seen(
        len(keys),
        frozenset(countries),
        {signal: (counted[signal], reason_of(example)) for signal, example in examples.items() if example},
    )


def _answer(form: str, row: PublishedList, keys: list[int], name: str) -> HttpResponseBase:
    chosen = language()
    if form == "xlsx":
        target = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it, and it is gone
        write_book(head_of(row), stream(keys), seen_of(keys), sheet_of(chosen, keys, row), Path(target.name))
        target.seek(0)
        return FileResponse(target)
    writers: dict[str, Callable[[], Iterable[bytes]]] = {
        "csv": lambda: plain_lines(stream(keys), sheet_of(chosen, keys, row)),
        "excel": lambda: excel_ru_lines(stream(keys), sheet_of(chosen, keys, row)),
        "vcard": lambda: cards(stream(keys), chosen),
        "json": lambda: _json(row, stream(keys), sheet_of(chosen, keys, row)),
        "ics": lambda: [as_calendar(of_leads(stream(keys), _days(name), chosen, timezone.now()))],
    }
    return StreamingHttpResponse(_pieces(writers[form]()))


def _days(name: str) -> dict[str, Any]:
    return dict(FollowUp.objects.filter(user=name, done_at=None).values_list("lead_id", "due_on"))


def _json(row: PublishedList, leads: Iterable[LeadDraft], sheet: Sheet) -> Iterator[bytes]:
    """One object: the list, and its leads under the names columns have in files; reasons with their links."""
    head = orjson.dumps({"profile": row.profile, "day": row.day, "title": row.title, "sources": row.sources})
    yield head[:-1] + b',"leads":['
    for place, lead in enumerate(leads):
        told = {
            column.name: column.value(lead, sheet)
            for column in columns_of(sheet)
            if not column.name.startswith("reason_")
        }
        told["reasons"] = [
            {
                "signal": each.signal,
                "points": each.points,
                "text": each.text[sheet.language],
                "url": each.url,
                "day": each.day,
            }
            for each in lead.reasons
        ]
        told["phones"], told["emails"] = lead.phones, lead.emails
        yield (b"," if place else b"") + b"\n" + orjson.dumps(told, default=str)
    yield b"\n]}\n"


def _pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines in pieces that are worth sending."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size > 65_536:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _attachment(name: str) -> str:
    """The header that names a file; user names may hold letters a header must not."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "_" for letter in name)
    return f'attachment; filename="{plain}"'


def _batches(keys: list[Any]) -> Iterator[list[Any]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
