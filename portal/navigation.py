"""What every page has around it: language, role, the menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.access import HEAD, OPERATOR, roles_of

LANGUAGES = ("en", "ru", "uk")


@dataclass(frozen=True)
class Entry:
    """A page of the menu: the name of its address, its words, and who may open it (empty: everybody)."""

    view: str
    words: Promise | str
    roles: frozenset[str] = frozenset()


MENU: list[Entry] = [
    Entry("lists", _("Lists")),
    Entry("follow_ups", _("Follow-ups")),
    Entry("marks_upload", _("Send a file back")),
    Entry("downloads", _("My downloads")),
    Entry("team", _("Team"), frozenset({HEAD, OPERATOR})),
    Entry("where", _("Map"), frozenset({HEAD, OPERATOR})),
    Entry("questions", _("Doubtful merges"), frozenset({HEAD, OPERATOR})),
    Entry("suppressions", _("Not to be called"), frozenset({HEAD, OPERATOR})),
    Entry("nights", _("Nights"), frozenset({OPERATOR})),
    Entry("profiles", _("Profiles"), frozenset({OPERATOR})),
    Entry("people", _("People"), frozenset({HEAD, OPERATOR})),
    Entry("audit", _("Audit"), frozenset({OPERATOR})),
]
"""The menu in order; pages of other modules add theirs."""


def language() -> str:
    """The reader's language among ours."""
    chosen = (get_language() or "en")[:2]
    return chosen if chosen in LANGUAGES else "en"


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context of every template."""
    return {
        "language": language(),
        "languages": settings.LANGUAGES,
        "oidc": getattr(settings, "OIDC", False),
        "menu": SimpleLazyObject(lambda: _menu(request)),
    }


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    addresses: dict[str, Entry] = {}
    for entry in MENU:
        if not entry.roles or entry.roles & roles_of(user):
            try:
                addresses[reverse(entry.view)] = entry
            except NoReverseMatch:
                continue
    # The map is under the team and is not the team: the longest address is the page's.
    under = [
        address
        for address in addresses
        if request.path == address or (address != "/" and request.path.startswith(address))
    ]
    here = max(under, key=len, default="")
    return [{"address": address, "words": entry.words, "here": address == here} for address, entry in addresses.items()]
