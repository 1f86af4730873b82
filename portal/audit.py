"""The audit: every sign-in, download and change, who and when. It holds no contacts and no secrets."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils import timezone

from leads.models import AuditEvent


def noted(user: Any, action: str, subject: str = "", **detail: Any) -> None:
    """Write one event down; `user` is a user, a user name, or None."""
    name = user if isinstance(user, str) else (user.get_username() if user is not None else "")
    AuditEvent.objects.create(at=timezone.now(), user=name, action=action, subject=subject[:200], detail=detail)


def listen() -> None:
    """Note sign-ins, refused ones, sign-outs and lock-outs as Django tells them."""
    user_logged_in.connect(_signed_in, dispatch_uid="portal.audit")
    user_logged_out.connect(_signed_out, dispatch_uid="portal.audit")
    user_login_failed.connect(_refused, dispatch_uid="portal.audit")
    user_locked_out.connect(_locked_out, dispatch_uid="portal.audit")


def _signed_in(*, user: Any, **_more: Any) -> None:
    noted(user, "sign-in")


def _signed_out(*, user: Any, **_more: Any) -> None:
    noted(user, "sign-out")


def _refused(*, credentials: dict[str, Any], **_more: Any) -> None:
    noted(str(credentials.get("username") or "")[:150], "sign-in refused")


def _locked_out(*, username: str | None = None, **_more: Any) -> None:
    noted(username or "", "locked out")
