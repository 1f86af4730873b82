"""One connection as an adapter sees it: where the CRM is, what lets us in, and what an operator set."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from pipelines.deliver.crm.field_map import FieldMap, Names
from pipelines.deliver.crm.pace import Clock, Pace
from pipelines.deliver.crm.protocol import CrmError
from pipelines.deliver.crm.terms import Terms
from pipelines.deliver.crm.wire import Wire


@dataclass(frozen=True)
class Connection:
    """A connection to a CRM, as crm.toml and the secrets describe it."""

    name: str
    adapter: str
    url: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    """What else stands in crm.toml: a user's name, a pipeline."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    fields: Mapping[str, Names] = field(default_factory=dict)
    """Kind → our field → the CRM's field, where it is another than the adapter's."""
    terms: Terms = field(default_factory=Terms)
    language: str = "en"
    nightly: tuple[str, ...] = ()
    """Profiles whose lists every night pushes; none, and no night touches this CRM."""
    pace: Pace = field(default_factory=lambda: Pace(Clock()), repr=False)
    transport: httpx.BaseTransport | None = field(default=None, repr=False)
    keep_secret: Callable[[str, str], None] = field(default=lambda _name, _value: None, repr=False)
    """Keeps a secret that the CRM replaced, such as a refresh token that rotates."""

    def option(self, name: str, default: str | None = None) -> str:
        """A setting. Raises CrmError with its name where there is none."""
        found = self.options.get(name, default)
        if found is None:
            raise CrmError(f"{self.name} needs {name} in crm.toml.")
        return found

    def secret(self, name: str) -> str:
        """A secret. Raises CrmError with where to put it."""
        found = self.secrets.get(name)
        if not found:
            variable = f"FIRSTCALL_CRM_{self.name}_{name}".upper().replace("-", "_")
            raise CrmError(f"{self.name} needs the secret {name}: set {variable}, or put it into crm.secrets.toml.")
        return found

    def wire(self, vendor: str, url: str, rate: float = 0, *secrets: str) -> Wire:
        """The HTTP connection; `rate` is calls a second the vendor allows one credential, 0 where it sets no limit."""
        counted = hashlib.sha256("\n".join((url, *secrets)).encode()).hexdigest()
        # vendors count in windows: a burst on top of the rate would overrun one
        bucket = self.pace.bucket(counted, rate, max(rate / 4, 1)) if rate else None
        return Wire(vendor, url, self.pace.clock, bucket, self.transport, secrets)

    def map(self, names: Mapping[str, Names]) -> FieldMap:
        """The adapter's fields with the operator's changes."""
        return FieldMap(names, self.fields)
