"""Whom one wanted to call again, and when: a page and a calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from icalendar import Alarm, Calendar, Event

from leads.models import FollowUp
from leads.sheets.draft import LeadDraft
from portal.audit import noted
from portal.lead import may_see

REMIND = timedelta(hours=9)
"""When on its day a calendar reminds: nine in the morning."""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The open follow-ups of the reader, the nearest first; leads they may not see any more are left out."""
    return render(request, "follow_ups.html", {"rows": _open(request.user), "today": timezone.localdate()})


@require_POST
def done(request: HttpRequest, number: int) -> HttpResponse:
    """Tick one's own follow-up off."""
    mine = FollowUp.objects.filter(pk=number, user=request.user.get_username(), done_at=None)
    if mine.update(done_at=timezone.now()):
        noted(request.user, "follow-up done", str(number))
    return redirect("follow_ups")


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """One's own open follow-ups for Outlook, Google and others."""
    events = [
        event(each.lead_id, each.due_on, _("Call %(name)s") % {"name": entry.lead.name}, each.note, each.at)
        for each, entry in _open(request.user)
    ]
    answer = HttpResponse(as_calendar(events), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="follow-ups.ics"'
    return answer


def of_leads(leads: Iterable[LeadDraft], days: dict[str, Any], language: str, at: Any) -> list[Event]:
    """Calendar entries of leads: the follow-up where there is one (day by lead id), else the deadline."""
    found = []
    for lead in leads:
        day = days.get(lead.lead_id) or lead.deadline
        if day:
            phones = ", ".join(phone["value"] for phone in lead.phones)
            words = _("Call %(name)s") % {"name": lead.name}
            found.append(event(lead.lead_id, day, words, f"{lead.why_now[language]}\n{phones}".strip(), at))
    return found


def event(key: str, day: Any, summary: str, description: str, at: Any) -> Event:
    """A whole-day entry with a reminder in the morning; the same lead and day is the same entry for a calendar."""
    made = Event()
    made.add("uid", f"{key}-{day.isoformat()}@firstcall")
    made.add("dtstamp", at.astimezone(UTC))
    made.add("dtstart", day)
    made.add("summary", summary)
    if description:
        made.add("description", description)
    made.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", REMIND)
    made.add_component(alarm)
    return made


def as_calendar(events: Iterable[Event]) -> bytes:
    """A whole calendar file."""
    made = Calendar()
    made.add("prodid", "-//Firstcall//EN")
    made.add("version", "2.0")
    for each in events:
        made.add_component(each)
    return bytes(made.to_ical())


def _open(user: Any) -> list[tuple[FollowUp, Any]]:
    mine = list(FollowUp.objects.filter(user=user.get_username(), done_at=None))
    seen = may_see(user, [each.lead_id for each in mine])
    return [(each, seen[each.lead_id]) for each in mine if each.lead_id in seen]
