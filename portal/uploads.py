"""Filled-in spreadsheets that come back: read, compared with what is known, shown, and applied when their reader says so."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import python_calamine
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from leads.models import Mark, Upload
from leads.sheets.headings import HEADINGS
from leads.sheets.outcomes import outcome_of
from portal.audit import noted
from portal.lead import may_see
from portal.marks import LONGEST_NOTE, apply

LARGEST = 20_000_000
"""Bytes of a file; a list of 100,000 leads is smaller."""
MOST_ROWS = 200_000
LONGEST_CELL = 100_000
"""Characters; a cell that long is a quote that was never closed."""
MOST_PROPOSALS = 5_000
"""Marks of one file; nobody makes more calls between two uploads."""
READY, CONFLICT, SAME, REFUSED = "ready", "conflict", "same", "refused"


class UnreadableFile(ValueError):
    """The file cannot be read as a list; the message is one sentence for its reader."""


@dataclass(frozen=True)
class Proposal:
    """One row of a file that says something."""

    row: int
    """Its number in the file, from 1."""
    lead_key: str
    name: str
    kind: str
    """The mark; empty where the text is no outcome."""
    text: str
    """What stands in the file."""
    note: str
    state: str
    """ready, conflict (somebody noted something else), same (known already) or refused."""
    known: str = ""
    """The newest mark there is."""
    by: str = ""
    why: str = ""
    """Of a refusal: the word for it."""


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and show what would be noted."""
    if request.method == "POST":
        sent = request.FILES.get("file")
        try:
            if sent is None:
                raise UnreadableFile(_("Choose a file first."))
            if (sent.size or 0) > LARGEST:
                raise UnreadableFile(_("This file is too large for a list."))
            found = proposals(rows_of(sent.read()), request.user)
        except UnreadableFile as error:
            return render(request, "upload.html", {"problem": str(error)}, status=400)
        kept = Upload.objects.create(
            user=request.user.get_username(), name=(sent.name or "")[:200], at=timezone.now(),
            proposals=[asdict(each) for each in found],
        )  # fmt: skip
        return redirect("marks_review", kept.pk)
    mine = Upload.objects.filter(user=request.user.get_username()).exclude(applied_at=None)[:10]
    return render(request, "upload.html", {"earlier": mine})


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a file would change, conflicts first; apply what is ticked."""
    kept = Upload.objects.filter(pk=number, user=request.user.get_username()).first()
    if kept is None:
        raise Http404
    if request.method == "POST" and kept.applied_at is None:
        wanted = {int(row) for row in request.POST.getlist("row") if row.isascii() and row.isdigit()}
        done = _apply(kept, wanted, request.user)
        noted(request.user, "marks uploaded", kept.name, marks=done)
        said = ngettext("%(n)s mark was noted.", "%(n)s marks were noted.", done) % {"n": done}
        messages.success(request, said)
        return redirect("marks_upload")
    order = {CONFLICT: 0, READY: 1, REFUSED: 2, SAME: 3}
    shown = sorted(kept.proposals, key=lambda each: (order[each["state"]], each["row"]))
    counts = Counter(each["state"] for each in kept.proposals)
    return render(
        request,
        "review.html",
        {"upload": kept, "rows": [each for each in shown if each["state"] != SAME], "counts": counts},
    )


def rows_of(content: bytes) -> list[list[Any]]:
    """The cells of the first sheet of an XLSX, XLS or ODS, or of a CSV in any usual encoding. Raises UnreadableFile."""
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            return book.get_sheet_by_index(0).to_python(nrows=MOST_ROWS)
        except (python_calamine.CalamineError, ValueError, IndexError) as error:
            raise UnreadableFile(_("This workbook cannot be opened.")) from error
    text = _decoded(content)
    if "\x00" in text:
        raise UnreadableFile(_("This is neither a workbook nor a CSV file."))
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        rows = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)][:MOST_ROWS]
    except csv.Error as error:
        raise UnreadableFile(_("This is neither a workbook nor a CSV file.")) from error
    # csv's own limit belongs to the whole process, where others raise it
    if any(len(cell) > LONGEST_CELL for row in rows for cell in row):
        raise UnreadableFile(_("This is neither a workbook nor a CSV file."))
    return rows


def proposals(rows: list[list[Any]], user: Any) -> list[Proposal]:
    """What the rows of a file say about leads; those without a status say nothing. Raises UnreadableFile."""
    said = list(_said(rows))
    seen = may_see(user, sorted({each.key for each in said}))
    newest = _newest(list(seen))
    spoken: dict[str, set[str | None]] = {}
    for each in said:
        spoken.setdefault(each.key, set()).add(outcome_of(each.status))
    found = []
    for each in said:
        entry, last, kind = seen.get(each.key), newest.get(each.key), outcome_of(each.status)
        known, by = (last.kind, last.by) if last else ("", "")
        state, why = READY, ""
        if entry is None:
            state, why = REFUSED, "unknown"
        elif kind is None:
            state, why = REFUSED, "unread"
        elif len(spoken[each.key]) > 1:
            state, why = CONFLICT, "twice"
        elif kind == known and not each.note:
            state = SAME
        elif known and kind != known and not (by == user.get_username() and known == Mark.Kind.CALLED):
            # "called" by oneself is followed by an outcome; anything else is somebody's word against another's
            state, why = CONFLICT, "known"
        name = entry.lead.name if entry else ""
        found.append(
            Proposal(
                each.row,
                each.key[:20],
                name,
                kind or "",
                each.status[:100],
                each.note[:LONGEST_NOTE],
                state,
                known,
                by,
                why,
            )
        )
    if sum(each.state != SAME for each in found) > MOST_PROPOSALS:
        raise UnreadableFile(_("This file has more marks than a team can make; is it the right one?"))
    return found


@dataclass(frozen=True)
class Said:
    """A row that has a lead and a status."""

    row: int
    key: str
    status: str
    note: str


def _said(rows: list[list[Any]]) -> Iterator[Said]:
    lead, status, note = _columns(rows[0] if rows else [])

    def text(row: list[Any], place: int | None) -> str:
        return _text(row[place]) if place is not None and place < len(row) else ""

    for number, row in enumerate(rows[1:], start=2):
        if text(row, lead) and text(row, status):
            yield Said(number, text(row, lead), text(row, status), text(row, note))


def _apply(kept: Upload, wanted: set[int], user: Any) -> int:
    """Note the ticked rows, as long as their leads may still be seen; once, however often the button is pressed."""
    done = 0
    with transaction.atomic():
        if not Upload.objects.filter(pk=kept.pk, applied_at=None).update(applied_at=timezone.now()):
            return 0
        chosen = [each for each in kept.proposals if each["row"] in wanted and each["state"] in {READY, CONFLICT}]
        seen = may_see(user, [each["lead_key"] for each in chosen])
        for each in chosen:
            entry = seen.get(each["lead_key"])
            if entry is not None and each["kind"]:
                apply(user, entry.lead, each["kind"], each["note"])
                done += 1
    return done


def _newest(keys: list[str]) -> dict[str, Mark]:
    found: dict[str, Mark] = {}
    for start in range(0, len(keys), 500):
        marks = Mark.objects.filter(lead_id__in=keys[start : start + 500]).order_by("at", "id")
        found |= {mark.lead_id: mark for mark in marks}
    return found


def _columns(head: list[Any]) -> tuple[int | None, int | None, int | None]:
    """Places of the columns lead_id, status and note, under their names in files or their headings in any language."""
    heads = [_text(cell).casefold() for cell in head]

    def place(name: str) -> int | None:
        known = {name, *(text.casefold() for text in HEADINGS[name].head.values())}
        return next((at for at, text in enumerate(heads) if text in known), None)

    places = place("lead_id"), place("status"), place("note")
    if places[0] is None or places[1] is None:
        raise UnreadableFile(
            _("The columns “Lead id” and “Status” are missing: send back a file that you downloaded here.")
        )
    return places


def _text(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    text = str(cell if cell is not None else "").strip()
    return text[1:] if text[:2] in {"'=", "'+", "'-", "'@"} else text


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(_("This is neither a workbook nor a CSV file."))
