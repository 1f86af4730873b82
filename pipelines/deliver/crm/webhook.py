"""A signed webhook: leads are posted to an address of yours, a hundred at a time.

crm.toml: `url`. Secret: `key`. Each delivery is JSON: {"event": "created" | "updated" | "withdrawn", "connection", "records":
[{"id", "fields"}]}. Headers: X-Firstcall-Timestamp (seconds), X-Firstcall-Signature (`v1=` and the HMAC-SHA256 of
"<timestamp>.<body>" under the key, in hex), X-Firstcall-Delivery (the same for a delivery that is sent again). A receiver
checks the signature, refuses timestamps older than some minutes, and keeps records by their id: a delivery whose answer
was lost is sent again. It answers 2xx, with {"rejected": {"<id>": "<why>"}} for records it refuses.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import orjson

from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.protocol import OPPORTUNITY, Create, CrmError, Fields, Outcome, Refused, Remote, Update

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def signature(key: str, timestamp: str, body: bytes) -> str:
    """The signature of a delivery, for whoever sends or checks it (compare with `hmac.compare_digest`)."""
    return "v1=" + hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class Webhook:
    """An address that takes leads."""

    kinds = (OPPORTUNITY,)
    batch = page = 100
    lag = timedelta()
    one_way = True

    def __init__(self, connection: Connection) -> None:
        parts = urlsplit(connection.url)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise CrmError(f"The webhook {connection.name} must be an https address.")
        self.name, self._key = connection.name, connection.secret("key")
        self._path = parts.path or "/"
        self._wire = connection.wire("The webhook", f"{parts.scheme}://{parts.netloc}", 0, self._key)
        self._clock = connection.pace.clock

    def check(self) -> None:
        """Send an empty delivery, to see that it is taken."""
        answer = self._wire.first("POST", self._path, **self._signed("ping", []))
        if not answer.is_success:
            raise CrmError(f"The webhook {self.name} does not take deliveries: {self._wire.said(answer)}")

    def fit(self, _kind: str, fields: Fields) -> Fields:
        """All of them."""
        return fields

    def find(self, _kind: str, _our_ids: Sequence[str]) -> Sequence[Remote]:
        """Nothing can be looked up."""
        return []

    def read(self, _kind: str, _crm_ids: Sequence[str]) -> Sequence[Remote]:
        """Nothing can be read."""
        return []

    def create(self, _kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        """Post new leads; they are known there by our id."""
        bad = self._post("created", [{"id": each.our_id, "fields": dict(each.fields)} for each in records])
        return [Refused(bad[each.our_id]) if each.our_id in bad else each.our_id for each in records]

    def update(self, _kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        """Post the fields that changed."""
        bad = self._post("updated", [{"id": each.remote.crm_id, "fields": dict(each.fields)} for each in updates])
        return [Refused(bad[each.remote.crm_id]) if each.remote.crm_id in bad else None for each in updates]

    def withdraw(self, remotes: Sequence[Remote]) -> Sequence[Refused | None]:
        """Post that leads must not be contacted."""
        bad = self._post("withdrawn", [{"id": each.crm_id, "fields": {}} for each in remotes])
        return [Refused(bad[each.crm_id]) if each.crm_id in bad else None for each in remotes]

    def outcomes(self, _since: datetime) -> Iterator[Outcome]:
        """Nothing comes back."""
        return iter(())

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def _post(self, event: str, records: list[dict[str, Any]]) -> dict[str, str]:
        """Deliver; gives what was refused, by our id."""
        answer = self._wire.ask("POST", self._path, **self._signed(event, records))
        if not answer.is_success:
            raise Refused(self._wire.said(answer))
        body = self._wire.json(answer) if answer.content else {}
        rejected = body.get("rejected") if isinstance(body, Mapping) else None
        return {str(our_id): self._wire.clean(str(why)) for our_id, why in (rejected or {}).items()}

    def _signed(self, event: str, records: list[dict[str, Any]]) -> dict[str, Any]:
        body = orjson.dumps({"event": event, "connection": self.name, "records": records}, option=orjson.OPT_SORT_KEYS)
        timestamp = str(int(self._clock.now().timestamp()))
        return {
            "content": body,
            "headers": {
                "Content-Type": "application/json",
                "X-Firstcall-Timestamp": timestamp,
                "X-Firstcall-Signature": signature(self._key, timestamp, body),
                "X-Firstcall-Delivery": hashlib.sha256(body).hexdigest()[:32],
            },
        }
