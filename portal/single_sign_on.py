"""Sign-in at the company's own provider (OpenID Connect): it says who somebody is, never what they may see."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from mozilla_django_oidc.auth import OIDCAuthenticationBackend


class Backend(OIDCAuthenticationBackend):  # type: ignore[misc] # it ships no types
    """Knows a user by a verified e-mail address, which is their user name or their e-mail here."""

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        """Refuse addresses the provider has not verified."""
        return bool(claims.get("email")) and claims.get("email_verified", True) is True

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[User]:
        """The invited user of this address; nobody is made here."""
        email = str(claims.get("email") or "")
        named = User.objects.filter(username__iexact=email, is_active=True)
        return named or User.objects.filter(email__iexact=email, is_active=True)
