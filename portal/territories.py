"""The sales head's territories: who works where, with which share, and who is away. Leads are given out by `leads.assigning`."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from leads.assigning import assign
from leads.models import Assignment, Holiday, Territory, TerritoryMember
from portal.access import HEAD, OPERATOR, SALES, role_required
from portal.audit import noted
from portal.choices import forget_choices
from portal.lead import lead_or_404

MOST = 200
"""Members or conditions of a territory."""


class _Codes(forms.CharField):
    """Codes between commas, as UA-46, NO."""

    def __init__(self, pattern: str) -> None:
        super().__init__(max_length=2000, required=False)
        self.pattern = re.compile(pattern)

    def clean(self, value: Any) -> list[str]:
        """The codes, each once, in order. Raises ValidationError naming the first that is none."""
        written = super().clean(value).upper().replace(";", ",").split(",")
        codes = list(dict.fromkeys(code.strip() for code in written if code.strip()))
        if len(codes) > MOST:
            raise forms.ValidationError(_("too many"))
        for code in codes:
            if not self.pattern.fullmatch(code):
                raise forms.ValidationError(_("%(code)s is none") % {"code": code[:20]})
        return codes


class TerritoryForm(forms.Form):
    """A territory and its members, written as `olena 2, oleh 1`."""

    name = forms.CharField(max_length=100)
    regions = _Codes(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
    industries = _Codes(r"[0-9]{2}")
    bands = forms.RegexField(r"^[A-Ea-e, ]*$", max_length=20, required=False)
    members = forms.CharField(max_length=4000, required=False)

    def clean_bands(self) -> str:
        """The letters, each once."""
        return "".join(sorted(set(self.cleaned_data["bands"].upper()) & set("ABCDE")))

    def clean_members(self) -> dict[str, int]:
        """Shares by user name. Raises ValidationError on a name that nobody has and on a share that is no number."""
        found: dict[str, int] = {}
        for part in filter(None, (part.strip() for part in self.cleaned_data["members"].split(","))):
            name, _blank, share = part.partition(" ")
            if not re.fullmatch(r"[0-9]{0,3}", share.strip()):
                raise forms.ValidationError(_("%(part)s: write a name and a share, as olena 2") % {"part": part[:40]})
            found[name] = int(share or 1)
        missing = set(found) - set(User.objects.filter(username__in=found).values_list("username", flat=True))
        if missing:
            raise forms.ValidationError(_("nobody is called %(name)s") % {"name": sorted(missing)[0][:40]})
        return found


class HolidayForm(forms.Form):
    """Somebody's days away."""

    user = forms.ModelChoiceField(User.objects.filter(is_active=True), to_field_name="username")
    first_day = forms.DateField()
    last_day = forms.DateField()

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        found = super().clean() or self.cleaned_data
        if found.get("first_day") and found.get("last_day") and found["last_day"] < found["first_day"]:
            raise forms.ValidationError(_("the last day is before the first"))
        return found


@role_required(HEAD, OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """All territories; makes a new one."""
    if request.method == "POST":
        return _kept(request, None)
    today = timezone.localdate()
    rows = [(row, _written(row)) for row in Territory.objects.order_by("pk").prefetch_related("members")]
    return render(
        request,
        "territories.html",
        {
            "rows": rows,
            "people": User.objects.filter(is_active=True, groups__name=SALES).order_by("username"),
            "holidays": Holiday.objects.filter(last_day__gte=today),
            "today": today,
        },
    )


@role_required(HEAD, OPERATOR)
@require_POST
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change a territory, or remove it (`remove` in the form); its worked leads stay whose they are."""
    row = get_object_or_404(Territory, pk=number)
    if "remove" in request.POST:
        noted(request.user, "territory removed", row.name)
        row.delete()
        forget_choices()
        return redirect("territories")
    return _kept(request, row)


@role_required(HEAD, OPERATOR)
@require_POST
def holiday(request: HttpRequest) -> HttpResponse:
    """Note days away, or take them back (`remove` holds their number)."""
    gone = request.POST.get("remove", "")
    if gone:
        if gone.isascii() and gone.isdigit() and len(gone) < 18:
            Holiday.objects.filter(pk=int(gone)).delete()
        return redirect("territories")
    form = HolidayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This was not noted: choose a person and two days as 2026-11-21."))
        return redirect("territories")
    user = form.cleaned_data["user"].get_username()
    Holiday.objects.create(user=user, first_day=form.cleaned_data["first_day"], last_day=form.cleaned_data["last_day"])
    noted(request.user, "holiday", user)
    return redirect("territories")


@role_required(HEAD, OPERATOR)
@require_POST
def give_out(request: HttpRequest) -> HttpResponse:
    """Give the new leads of the current lists out now; each night does it too."""
    report = assign(timezone.localdate())
    noted(request.user, "assigned", detail=dict(report.given))
    forget_choices()
    messages.success(
        request, _("%(n)s leads were given out.") % {"n": report.given.total()} if report.given else _("Nothing new to give out.")
    )  # fmt: skip
    return redirect("team")


@role_required(HEAD, OPERATOR)
@require_POST
def hand_over(request: HttpRequest, key: str) -> HttpResponse:
    """Give one lead to somebody by hand; no rule takes it from them."""
    lead = lead_or_404(request.user, key)
    owner = request.POST.get("owner", "")
    if not User.objects.filter(username=owner, is_active=True).exists():
        messages.error(request, _("Choose a person."))
        return redirect("lead", key)
    found = {"owner": owner, "since": timezone.now(), "by": request.user.get_username()}
    Assignment.objects.update_or_create(company_id=lead.company_id, defaults=found)
    noted(request.user, "handed over", lead.lead_id, owner=owner)
    forget_choices()
    messages.success(request, _("%(name)s has it now.") % {"name": owner})
    return redirect("lead", key)


def _kept(request: HttpRequest, row: Territory | None) -> HttpResponse:
    """Keep what the form says of a territory, old or new."""
    form = TerritoryForm(request.POST)
    if (
        form.is_valid()
        and Territory.objects.filter(name=form.cleaned_data["name"]).exclude(pk=row.pk if row else 0).exists()
    ):
        form.add_error("name", _("there is one of this name"))
    if not form.is_valid():
        field, problems = next(iter(form.errors.items()))
        messages.error(request, f"{field}: {problems[0]}")
        return redirect("territories")
    given = form.cleaned_data
    with transaction.atomic():
        kept = row or Territory()
        kept.name, kept.regions, kept.industries, kept.bands = (
            given[name] for name in ("name", "regions", "industries", "bands")
        )
        kept.save()
        kept.members.all().delete()
        TerritoryMember.objects.bulk_create(
            TerritoryMember(territory=kept, user=name, share=share) for name, share in given["members"].items()
        )
        noted(request.user, "territory", kept.name, members=given["members"])
    forget_choices()
    messages.success(request, _("Kept."))
    return redirect("territories")


def _written(row: Territory) -> dict[str, str]:
    """A territory as its form shows it."""
    return {
        "regions": ", ".join(row.regions),
        "industries": ", ".join(row.industries),
        "members": ", ".join(f"{member.user} {member.share}" for member in row.members.all()),
    }
