"""Who works here and what they did: pages of the sales head and of the operator."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leads.models import AuditEvent, TerritoryMember
from portal.access import HEAD, OPERATOR, ROLES, SALES, role_required, roles_of
from portal.invitations import invite

EVENTS = 100
"""Events on a page."""


class InviteForm(forms.Form):
    """A new colleague."""

    name = forms.CharField(max_length=150, validators=[RegexValidator(r"^[\w.@+-]+\Z")])
    role = forms.ChoiceField(choices=[(role, role) for role in ROLES])
    regions = forms.CharField(max_length=500, required=False, validators=[RegexValidator(r"^[A-Za-z0-9, -]*\Z")])


@role_required(HEAD, OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Everybody with role and territories; invites a colleague, whose link is shown once."""
    link = ""
    form = InviteForm(request.POST or None)
    if request.method == "POST":
        if not form.is_valid():
            messages.error(request, _("Write a user name of letters and digits, and regions as UA-46, UA-05."))
        elif _too_much(request, form.cleaned_data["name"], form.cleaned_data["role"]):
            messages.error(request, _("Only an operator may do that."))
        else:
            places = [place.strip().upper() for place in form.cleaned_data["regions"].split(",") if place.strip()]
            name = form.cleaned_data["name"]
            token = invite(name, [form.cleaned_data["role"]], places, by=request.user.get_username())
            link = request.build_absolute_uri(f"/welcome/{token}/")
    territories: dict[str, list[str]] = {}
    for member in TerritoryMember.objects.select_related("territory"):
        territories.setdefault(member.user, []).append(member.territory.name)
    users = [
        (user, sorted(group.name for group in user.groups.all()), territories.get(user.username, []))
        for user in User.objects.order_by("username").prefetch_related("groups")
    ]
    return render(request, "people.html", {"users": users, "roles": ROLES, "link": link, "form": form})


@role_required(OPERATOR)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Every sign-in, download and change, the newest first."""
    events = AuditEvent.objects.all()
    user, action = request.GET.get("user", "")[:150], request.GET.get("action", "")[:40]
    if "\x00" in user + action:
        user = action = ""
    if user:
        events = events.filter(user=user)
    if action:
        events = events.filter(action=action)
    shown = Paginator(events, EVENTS).get_page(request.GET.get("page"))
    return render(request, "audit.html", {"page": shown, "chosen_user": user, "chosen_action": action})


def _too_much(request: HttpRequest, name: str, role: str) -> bool:
    """Whether a sales head would give (or take over) more than sales: a new link lets whoever has it sign in as that user."""
    if OPERATOR in roles_of(request.user):
        return False
    known = User.objects.filter(username=name).first()
    return role != SALES or (known is not None and bool(roles_of(known) - {SALES}))
