"""The page of one lead: why it is here, how to reach it, what happened to it, and what people did with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from leads import decisions
from leads.chances import standing
from leads.models import Assignment, FollowUp, Judgement, Lead, LeadEntry, Mark
from leads.sheets.columns import REASONS
from leads.sheets.headings import HEADINGS
from leads.sheets.outcomes import OUTCOMES
from leads.sheets.permissions import best_time, rule
from leads.sheets.stored import lead_of
from portal.access import SALES, sees_all, visible_entries, visible_leads
from portal.filters import Filter
from portal.lists import contacts
from portal.navigation import language
from portal.paging import beside
from portal.templatetags.shown import in_register

FACTS = (
    ("legal_form", _("Legal form")),
    ("status", _("Standing")),
    ("address", _("Address")),
    ("registered_on", _("Registered")),
    ("founded_on", _("Founded")),
    ("employees", _("Employees")),
    ("capital", _("Capital")),
)
"""Fields of the golden record that the page lists, each with its words."""
KINDS = {
    "registration": _("Registration"),
    "raised": _("Raised money"),
    "tender": _("Tender"),
    "vacancy": _("Vacancy"),
    "article": _("News"),
}
"""Words of the kinds of listing in a timeline."""
ROLES = {"buyer": _("buys"), "supplier": _("supplies"), "employer": _("hires"), "registered": "", "subject": ""}
"""Words of what the company is in a listing."""


@dataclass(frozen=True)
class Proven:
    """A value with where it was read."""

    words: Any
    value: Any
    proof: dict[str, Any]
    others: list[dict[str, Any]]
    """What other sources say."""


@require_safe
def card(request: HttpRequest, key: str) -> HttpResponse:
    """One lead as its reader may see it; 404 for anything else, so that nobody learns which leads there are."""
    lead = lead_or_404(request.user, key, request.GET.get("list"))
    chosen = language()
    draft = lead_of(lead)
    chances = standing(lead.published.profile, lead.published.profile_hash)
    retired = decisions.retired()
    phones = contacts(lead.phones, "phone", lead.country, retired)
    emails = contacts(lead.emails, "email", lead.country, retired)
    for group, found in (("phones", phones), ("emails", emails)):
        for each in found:
            each["proof"] = lead.evidence.get(f"{group}:{each['value']}") or {}
    facts = [
        Proven(words, _fact(lead, name), lead.evidence.get(name) or {}, _others(lead.alternatives.get(name, [])))
        for name, words in FACTS
    ]
    return render(
        request,
        "lead.html",
        {
            "lead": lead,
            "list": lead.published,
            "why": draft.why_now[chosen],
            "chances": chances.why,
            "chance": round(100 * chances.chance.of(lead.points)) if chances.chance else None,
            "chance_heading": HEADINGS["chance"].head,
            "reasons": [(getattr(reason, f"text_{chosen}"), reason) for reason in lead.reasons.all()],
            "many_reasons": lead.reasons.count() > REASONS,
            "phones": phones,
            "emails": emails,
            "rule": rule(lead.country).why[chosen],
            "best_time": best_time(draft),
            "facts": [each for each in facts if each.value not in (None, "")],
            "name_proof": lead.evidence.get("name") or {},
            "timeline": [(KINDS.get(each["kind"], each["kind"]), ROLES.get(each["role"], ""), each) for each in lead.timeline],
            "members": lead.members,
            "judged": Judgement.objects.filter(left=lead.company_id) | Judgement.objects.filter(right=lead.company_id),
            "marks": Mark.objects.filter(lead_id=lead.lead_id).order_by("-at", "-id"),
            "owner": Assignment.objects.filter(company_id=lead.company_id).first(),
            "follow_up": FollowUp.objects.filter(
                lead_id=lead.lead_id, user=request.user.get_username(), done_at=None
            ).first(),
            "outcomes": list(OUTCOMES),
            "today": timezone.localdate(),
            "older": older(request.user, lead),
            "colleagues": _colleagues(request.user),
            **_neighbours(request, lead),
        },
    )  # fmt: skip


def lead_or_404(user: Any, key: str, number: str | None = None) -> Lead:
    """The lead of this id on the list with this number, else on the current one, else on the newest that has it."""
    found = visible_leads(user, key).select_related("published").prefetch_related("reasons")
    if number and number.isascii() and number.isdigit() and len(number) < 18:
        on_list = found.filter(published_id=int(number)).first()
        if on_list is not None:
            return on_list
    newest = found.order_by("-published__current", "-published__day", "-pk").first()
    if newest is None:
        raise Http404
    return newest


def older(user: Any, lead: Lead) -> list[tuple[Any, int, int]]:
    """Where the lead stood on earlier lists: day, rank, points; newest first."""
    others = visible_leads(user, lead.lead_id).exclude(pk=lead.pk)
    return list(others.order_by("-published__day", "-pk").values_list("published__day", "rank", "points")[:10])


def _fact(lead: Lead, name: str) -> Any:
    value = getattr(lead, name)
    return in_register(value) if name == "status" else value


def _others(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What other sources say of a field."""
    return [value for value in values if not value.get("chosen")]


def _neighbours(request: HttpRequest, lead: Lead) -> dict[str, Any]:
    """The leads before and after this one in the list and filter its reader came from."""
    asked = Filter.of(request.GET) if "list" in request.GET else Filter.of(QueryDict())
    query = asked.query()
    if asked.order != "rank":
        return {"query": query, "page_query": query}
    before, after = beside(asked, lead.published, request.user, lead.rank)
    return {"query": query, "page_query": query, "before": before, "after": after}


def _colleagues(user: Any) -> list[str]:
    """To whom this user may hand a lead over; nobody where that is not theirs to decide."""
    if not sees_all(user):
        return []
    return list(
        User.objects.filter(is_active=True, groups__name=SALES).order_by("username").values_list("username", flat=True)
    )


def may_see(user: Any, keys: list[str]) -> dict[str, LeadEntry]:
    """The newest visible entries of leads by id; what a user may not see is simply not there."""
    found: dict[str, LeadEntry] = {}
    for start in range(0, len(keys), 500):
        entries = visible_entries(user).filter(lead_key__in=keys[start : start + 500]).order_by("published__day", "pk")
        found |= {entry.lead_key: entry for entry in entries.select_related("published")}
    return found
