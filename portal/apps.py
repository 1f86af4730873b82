"""The Django application of the web site."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages over what `leads` keeps; has no tables of its own."""

    name = "portal"

    def ready(self) -> None:
        """Let sign-ins be written down."""
        from portal import audit

        audit.listen()
