"""Tokens of the JSON API: made by their user, shown once, kept as a hash, revoked at will."""

from __future__ import annotations

import hashlib
import secrets

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from leads.models import ApiToken
from portal.audit import noted

PREFIX = "fc_"
"""What every token begins with, so that scanners of leaked secrets know one."""
MOST = 20
"""Living tokens a user may have."""


class TokenForm(forms.Form):
    """What a new token is for."""

    name = forms.CharField(max_length=100)


def digest(token: str) -> str:
    """What is kept of a token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def made(user: User, name: str) -> str:
    """A new token of a user, in clear for the only time."""
    token = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(user=user.get_username(), name=name, digest=digest(token), made_at=timezone.now())
    noted(user, "token made", name)
    return token


def user_of(token: str) -> User | None:
    """Whose token this is; None where it is nobody's, revoked, or its user may not sign in any more."""
    known = ApiToken.objects.filter(digest=digest(token), revoked_at=None).first()
    user = User.objects.filter(username=known.user, is_active=True).first() if known else None
    if known is None or user is None:
        return None
    now = timezone.now()
    if known.used_at is None or (now - known.used_at).total_seconds() > 60:  # not a write with every request
        ApiToken.objects.filter(pk=known.pk).update(used_at=now)
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """One's own tokens; makes a new one, which is shown once."""
    user, token = request.user, ""
    assert isinstance(user, User)
    living = ApiToken.objects.filter(user=user.get_username(), revoked_at=None)
    if request.method == "POST":
        form = TokenForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say what the token is for."))
        elif living.count() >= MOST:
            messages.error(request, _("Revoke a token first: you have as many as there may be."))
        else:
            token = made(user, form.cleaned_data["name"])
    return render(request, "tokens.html", {"rows": living, "token": token})


@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """End a token of one's own."""
    own = ApiToken.objects.filter(pk=number, user=request.user.get_username(), revoked_at=None)
    if own.update(revoked_at=timezone.now()):
        noted(request.user, "token revoked", str(number))
        messages.success(request, _("The token does not work any more."))
    return redirect("tokens")
