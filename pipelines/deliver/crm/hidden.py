"""Who must not be sent: suppressions, read again whenever they changed."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db.models import Count, Max

from leads.decisions import fingerprint, models, suppressed
from leads.sheets.draft import LeadDraft
from pipelines.deliver.crm.protocol import Fields


class Hidden:
    """The suppressions as of now: each question looks whether there are new ones."""

    def __init__(self) -> None:
        self._state: object = None
        self._hidden: frozenset[tuple[str, str]] = frozenset()

    def lead(self, lead: LeadDraft) -> bool:
        """Whether a lead is suppressed: by its company, an id merged into it, a number, domain, phone or e-mail."""
        handles = [("company", company) for company in (lead.company_id, *lead.aliases)]
        handles += [("number", f"{number['register']}:{number['number']}") for number in lead.numbers]
        handles += [("domain", lead.domain)] if lead.domain else []
        handles += [("phone", each["value"]) for each in lead.phones] + [
            ("email", each["value"]) for each in lead.emails
        ]
        return self._any(handles)

    def sent(self, company_id: str, fields: Fields) -> bool:
        """Whether a record that was sent is suppressed now: by its company, or by what we wrote into it."""
        handles = [("company", company_id)]
        handles += [
            ("number", f"{name.removeprefix('number ')}:{value}") for name, value in fields.items() if "number " in name
        ]
        handles += [("number", line.replace(" ", ":", 1)) for line in fields.get("numbers", "").splitlines()]
        host = urlsplit(fields.get("website", "")).hostname or ""
        handles += [("domain", name) for name in (host.removeprefix("www."), fields.get("email", "").partition("@")[2])]
        handles += [("phone", fields[name]) for name in ("phone", "mobile") if name in fields]
        handles += [("email", fields["email"])] if "email" in fields else []
        return self._any([(kind, value) for kind, value in handles if value])

    def look(self) -> None:
        """Read them again if there are new ones, or fewer."""
        state = models.Suppression.objects.aggregate(Count("id"), Max("id"))
        if state != self._state:
            self._state, self._hidden = state, suppressed()

    def _any(self, handles: list[tuple[str, str]]) -> bool:
        return bool(self._hidden) and any((kind, fingerprint(kind, value)) in self._hidden for kind, value in handles)
