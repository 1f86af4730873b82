"""Sign-in at the company's own provider (OpenID Connect): it says who somebody is, never what they may see."""

from __future__ import annotations

from typing import Any

import jwt
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView


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

    def retrieve_matching_jwk(self, token: str) -> jwt.PyJWK:
        """The key a token was signed with; a provider that has only one need not name it (OpenID Connect Core, 10.1)."""
        if "kid" in jwt.get_unverified_header(token):
            named: jwt.PyJWK = super().retrieve_matching_jwk(token)
            return named
        keys = jwt.PyJWKClient(
            self.OIDC_OP_JWKS_ENDPOINT, timeout=self.get_settings("OIDC_TIMEOUT", 10)
        ).get_signing_keys()
        if len(keys) != 1:
            raise SuspiciousOperation("The token names no key, and the provider has several.")
        return keys[0]

    def verify_token(self, token: str, **more: Any) -> dict[str, Any]:
        """What a token says; one that was made out to another client is refused (OpenID Connect Core, 3.1.3.7)."""
        payload: dict[str, Any] = super().verify_token(token, **more)
        audience = payload.get("aud")
        if self.OIDC_RP_CLIENT_ID not in (audience if isinstance(audience, list) else [audience]):
            raise SuspiciousOperation("The token is made out to another client.")
        return payload


def by_provider(request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:  # noqa: ARG001 - axes calls it so
    """Whether the provider throttles this sign-in: what strangers try there must not lock a whole office out here."""
    return request.path == reverse("oidc_authentication_callback")


@method_decorator(login_not_required, name="dispatch")
class Leaving(OIDCAuthenticationRequestView):  # type: ignore[misc] # it ships no types
    """Sends somebody who has not signed in to the provider."""


@method_decorator(login_not_required, name="dispatch")
class Returning(OIDCAuthenticationCallbackView):  # type: ignore[misc] # it ships no types
    """Takes them back, signed in where they were invited."""

    def login_failure(self) -> HttpResponse:
        """The provider knows them, or does not; here they are not let in, and read so."""
        messages.error(self.request, _("You could not be signed in with your company account: ask to be invited."))
        return redirect("login")
