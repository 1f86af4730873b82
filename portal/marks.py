"""What a person does with a lead: an outcome, a wrong phone, "do not call", a follow-up, "not the same company"."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leads import decisions
from leads.models import FollowUp, Lead, Mark
from leads.sheets.outcomes import OUTCOMES
from portal.audit import noted
from portal.choices import forget_choices
from portal.lead import lead_or_404

LONGEST_NOTE = 2000


class MarkForm(forms.Form):
    """An outcome, with what belongs to it."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in OUTCOMES])
    note = forms.CharField(max_length=LONGEST_NOTE, required=False)
    phone = forms.CharField(max_length=40, required=False)
    call_again_on = forms.DateField(required=False)


class DifferentForm(forms.Form):
    """Which part of a company is another one."""

    party = forms.CharField(max_length=20)
    why = forms.CharField(max_length=LONGEST_NOTE, required=False)


@require_POST
def mark(request: HttpRequest, key: str) -> HttpResponse:
    """Note an outcome of a lead, at once and for everybody."""
    lead = lead_or_404(request.user, key, request.GET.get("list"))
    form = MarkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This was not noted: choose what happened, and a day as 2026-11-21."))
        return _back(request, lead)
    kind, note = form.cleaned_data["kind"], form.cleaned_data["note"]
    if kind == Mark.Kind.BAD and not note:
        messages.error(request, _("Say in a few words why it is a bad lead: the list learns from it."))
        return _back(request, lead)
    apply(request.user, lead, kind, note, form.cleaned_data["phone"], form.cleaned_data["call_again_on"])
    if kind == Mark.Kind.DO_NOT_CALL:
        messages.success(request, _("%(name)s will not be shown or sent anywhere any more.") % {"name": lead.name})
        return redirect("list", lead.published_id)
    messages.success(request, _("Noted."))
    return _back(request, lead)


def apply(user: Any, lead: Lead, kind: str, note: str = "", phone: str = "", call_again_on: date | None = None) -> None:
    """Keep a mark and what follows from it: "do not call" suppresses everywhere, a wrong phone is retired in all lists.

    A wrong phone that is not named is the one that lists show first.
    """
    name = user.get_username()
    with transaction.atomic():
        Mark.objects.create(
            lead_id=lead.lead_id, company_id=lead.company_id, kind=kind, by=name, at=timezone.now(), note=note[:LONGEST_NOTE]
        )  # fmt: skip
        if kind == Mark.Kind.DO_NOT_CALL:
            decisions.suppress("company", lead.company_id, by=name, why=note)
            for number in lead.numbers:  # the number finds it again, whatever its name and id become
                decisions.suppress("number", f"{number['register']}:{number['number']}", by=name, why=note)
            FollowUp.objects.filter(company_id=lead.company_id, done_at=None).update(done_at=timezone.now())
        if kind == Mark.Kind.WRONG_PHONE and lead.phones:
            retired = decisions.retired()
            shown = [each["value"] for each in lead.phones]
            left = [each for each in shown if ("phone", decisions.fingerprint("phone", each)) not in retired]
            wrong = phone if phone in shown else next(iter(left), "")
            if wrong:
                decisions.retire("phone", wrong, lead.company_id, by=name)
        if call_again_on and kind != Mark.Kind.DO_NOT_CALL:
            FollowUp.objects.filter(lead_id=lead.lead_id, user=name, done_at=None).update(done_at=timezone.now())
            FollowUp.objects.create(
                lead_id=lead.lead_id, company_id=lead.company_id, user=name, due_on=call_again_on, note=note[:LONGEST_NOTE],
                at=timezone.now(),
            )  # fmt: skip
        noted(user, "mark", lead.lead_id, kind=kind)
    if kind == Mark.Kind.DO_NOT_CALL:
        forget_choices()


@require_POST
def not_the_same(request: HttpRequest, key: str) -> HttpResponse:
    """Say that a part merged into a company is another company; it counts from the next night on."""
    lead = lead_or_404(request.user, key, request.GET.get("list"))
    form = DifferentForm(request.POST)
    parts = {str(member.get("party_id") or "") for member in lead.members}
    if not form.is_valid() or form.cleaned_data["party"] not in parts:
        messages.error(request, _("This was not noted."))
        return _back(request, lead)
    party = form.cleaned_data["party"]
    with transaction.atomic():
        decisions.judge(lead.company_id, party, False, by=request.user.get_username(), why=form.cleaned_data["why"])
        noted(request.user, "not the same", lead.company_id, party=party)
    messages.success(request, _("Noted: it is another company. The lists will show it so from the next night on."))
    return _back(request, lead)


def _back(request: HttpRequest, lead: Lead) -> HttpResponse:
    """To where the reader came from, if that is ours."""
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return redirect(wanted)
    query = request.GET.urlencode()
    return redirect(reverse("lead", args=[lead.lead_id]) + (f"?{query}" if query else ""))
