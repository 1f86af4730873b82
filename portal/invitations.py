"""Invitations: a link that lets a person set their own password, once. Only the hash of its token is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from leads.models import Invitation, Territory, TerritoryMember
from portal.access import ROLES
from portal.audit import noted

VALID = timedelta(days=3)
"""An invitation that nobody took up is worthless after that."""


def invite(name: str, roles: list[str], places: list[str], by: str = "") -> str:
    """Make a user (or invite a known one again) and give the token of their link; earlier links end.

    `places` are countries and regions of a salesperson's own territory. Raises ValueError on an unknown role.
    """
    if unknown := set(roles) - set(ROLES):
        raise ValueError(f"there is no role {sorted(unknown)[0]!r}; roles are {', '.join(ROLES)}")
    with transaction.atomic():
        user, made = User.objects.get_or_create(username=name)
        if made:
            user.set_unusable_password()
            user.save()
        user.groups.add(*(Group.objects.get_or_create(name=role)[0] for role in roles))
        if places:
            territory, _ = Territory.objects.update_or_create(name=name, defaults={"regions": sorted(set(places))})
            TerritoryMember.objects.get_or_create(territory=territory, user=name)
        noted(by, "invitation", name, roles=sorted(roles), places=sorted(places))
        return token_of(name)


def token_of(name: str) -> str:
    """A new token for a user; earlier ones end."""
    now = timezone.now()
    Invitation.objects.filter(user=name, used_at=None).update(used_at=now)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(user=name, digest=_digest(token), made_at=now, expires_at=now + VALID)
    return token


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Set one's own password by an invitation, and be signed in."""
    found = Invitation.objects.filter(digest=_digest(token), used_at=None, expires_at__gt=timezone.now()).first()
    user = User.objects.filter(username=found.user, is_active=True).first() if found else None
    if found is None or user is None:
        return render(request, "registration/invitation_over.html", status=410)
    form: forms.Form = SetPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        # Of two who use one link at once, one wins.
        if not Invitation.objects.filter(pk=found.pk, used_at=None).update(used_at=timezone.now()):
            return render(request, "registration/invitation_over.html", status=410)
        form.save()  # type: ignore[attr-defined]
        noted(user, "password set")
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("lists")
    return render(request, "registration/welcome.html", {"form": form, "name": user.get_username()})


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
