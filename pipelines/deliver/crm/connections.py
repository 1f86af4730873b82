"""The connections of crm.toml, with their secrets from the environment or a file that only its owner can read.

`$FIRSTCALL_CRM`, else `<data>/crm.toml`, has a table for each connection:

    [sales]
    adapter = "hubspot"            # the table's name, where it is left out
    language = "uk"                # of the texts: en, ru, uk
    on_suppressed = "withdraw"     # or "leave", the default
    fields.company = {phone = "our_phone", numbers = ""}    # other fields of the CRM for ours; '' for none
    policy.company = {phone = "fill_blank"}                 # ours, merge, fill_blank, create_only, never
    approve = {creates = 1000, updates_percent = 20}        # what is larger needs --approve
    nightly = ["cleaning_lviv"]    # lists that every night pushes; none, and no night touches this CRM

Secrets never stand there: `FIRSTCALL_CRM_SALES_TOKEN` in the environment, or `token = "…"` under `[sales]` of
`crm.secrets.toml` beside it, mode 0600.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from leads.sheets.draft import LANGUAGES
from pipelines.deliver.crm.amocrm import Amocrm
from pipelines.deliver.crm.bitrix24 import Bitrix24
from pipelines.deliver.crm.bottlecrm import BottleCrm
from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.csv_drop import CsvDrop
from pipelines.deliver.crm.espo import Espo
from pipelines.deliver.crm.hubspot import Hubspot
from pipelines.deliver.crm.merge import POLICIES
from pipelines.deliver.crm.odoo import Odoo
from pipelines.deliver.crm.pace import Clock, Pace
from pipelines.deliver.crm.pipedrive import Pipedrive
from pipelines.deliver.crm.protocol import Crm, CrmError
from pipelines.deliver.crm.salesforce import Salesforce
from pipelines.deliver.crm.terms import STOP_WORDS, Terms
from pipelines.deliver.crm.tryton import Tryton
from pipelines.deliver.crm.webhook import LOOPBACK, Webhook

ADAPTERS: dict[str, Callable[[Connection], Crm]] = {
    "amocrm": Amocrm, "bitrix24": Bitrix24, "bottlecrm": BottleCrm, "csv": CsvDrop, "espo": Espo, "hubspot": Hubspot, "odoo": Odoo,
    "pipedrive": Pipedrive, "salesforce": Salesforce, "tryton": Tryton.of, "webhook": Webhook,
}  # fmt: skip
SECRETS = {"token", "password", "key", "client_secret", "refresh_token", "webhook"}
"""Names of secrets: they are refused in crm.toml."""


def connections(data: Path, clock: Clock | None = None) -> dict[str, Connection]:
    """The connections by name. Raises CrmError with one sentence where a file is wrong or open to others."""
    file = Path(os.environ.get("FIRSTCALL_CRM") or data / "crm.toml")
    pace = Pace(clock or Clock())
    if not file.exists():
        return _of_environment(pace)
    tables = _toml(file)
    secrets_file = file.with_name("crm.secrets.toml")
    secrets = _toml(secrets_file) if secrets_file.exists() else {}
    if secrets and secrets_file.stat().st_mode & 0o077:
        raise CrmError(f"{secrets_file} can be read by others: chmod 600 {secrets_file}")
    kept = _Kept(file.with_name("crm.tokens.json"))
    return {name: _connection(name, table, secrets.get(name, {}), kept, pace) for name, table in tables.items()}


def choose(found: Mapping[str, Connection], name: str | None) -> Connection:
    """The connection of that name, or the only one there is. Raises CrmError with their names."""
    if not found:
        raise CrmError("No CRM is set up: write crm.toml into the data folder, as docs/crm.md shows.")
    if name is None and len(found) == 1:
        return next(iter(found.values()))
    if name is None:
        raise CrmError(f"Say which CRM: {', '.join(found)}.")
    if name not in found:
        raise CrmError(f"There is no connection {name!r}; crm.toml has {', '.join(found)}.")
    return found[name]


def open_crm(connection: Connection) -> Crm:
    """The adapter of a connection. Raises CrmError where something is missing, or where a rehearsal would reach people.

    With FIRSTCALL_REHOST set leads are made up, and nothing may leave this machine.
    """
    if os.environ.get("FIRSTCALL_REHOST") and not _is_here(connection):
        raise CrmError(
            f"FIRSTCALL_REHOST is set, so this is a rehearsal, and {connection.name} is not on this machine."
        )
    if connection.adapter not in ADAPTERS:
        raise CrmError(
            f"There is no adapter {connection.adapter!r} for {connection.name}; there are {', '.join(ADAPTERS)}."
        )
    return ADAPTERS[connection.adapter](connection)


def _is_here(connection: Connection) -> bool:
    return urlsplit(connection.url).hostname in LOOPBACK or connection.adapter == "csv"


def _of_environment(pace: Pace) -> dict[str, Connection]:
    """A single Tryton needs no file: FIRSTCALL_TRYTON_URL, …_USER, …_PASSWORD."""
    url = os.environ.get("FIRSTCALL_TRYTON_URL", "")
    if not url:
        return {}
    options = {"user": os.environ.get("FIRSTCALL_TRYTON_USER", "")}
    secrets = {"password": os.environ.get("FIRSTCALL_TRYTON_PASSWORD", "")}
    return {"tryton": Connection("tryton", "tryton", url, options, secrets, pace=pace)}


def _connection(name: str, table: object, secrets: Mapping[str, Any], kept: _Kept, pace: Pace) -> Connection:
    if not isinstance(table, dict):
        raise CrmError(f"crm.toml: {name} must be a table, [{name}].")
    exposed = sorted(SECRETS & set(table))
    if exposed:
        raise CrmError(
            f"crm.toml: {exposed[0]} of {name} is a secret: put it into crm.secrets.toml or the environment."
        )
    given = dict(table)
    language = given.pop("language", "en")
    if language not in LANGUAGES:
        raise CrmError(f"crm.toml: {name} has no texts in {language!r}; languages are {', '.join(LANGUAGES)}.")
    nightly = given.pop("nightly", [])
    if not isinstance(nightly, list) or not all(isinstance(each, str) for each in nightly):
        raise CrmError(f'crm.toml: nightly of {name} is a list of profiles, like ["cleaning_lviv"].')
    terms = _terms(name, given)
    prefix = f"FIRSTCALL_CRM_{name}_".upper().replace("-", "_")
    of_environment = {
        key.removeprefix(prefix).lower(): value for key, value in os.environ.items() if key.startswith(prefix)
    }
    known = {key: str(value) for key, value in {**secrets, **of_environment}.items()}
    return Connection(
        name,
        str(given.pop("adapter", name)),
        str(given.pop("url", "")),
        fields=given.pop("fields", {}),
        options={key: str(value) for key, value in given.items()},
        secrets=kept.newest(name, known),
        terms=terms,
        language=language,
        nightly=tuple(nightly),
        pace=pace,
        keep_secret=lambda key, value: kept.keep(name, key, known.get(key, ""), value),
    )


def _terms(name: str, given: dict[str, Any]) -> Terms:
    policies = given.pop("policy", {})
    wrong = sorted({policy for fields in policies.values() for policy in fields.values()} - set(POLICIES))
    if wrong:
        raise CrmError(f"crm.toml: {name} has an unknown policy {wrong[0]!r}; there are {', '.join(POLICIES)}.")
    on_suppressed = given.pop("on_suppressed", "leave")
    if on_suppressed not in {"leave", "withdraw"}:
        raise CrmError(f"crm.toml: on_suppressed of {name} is 'leave' or 'withdraw', not {on_suppressed!r}.")
    approve = given.pop("approve", {})
    try:
        creates, share = (
            int(approve.pop("creates", Terms.creates)),
            float(approve.pop("updates_percent", Terms.updates * 100)),
        )
    except (TypeError, ValueError):
        raise CrmError(f"crm.toml: approve of {name} takes the numbers creates and updates_percent.") from None
    words = tuple(str(word).casefold() for word in given.pop("stop_words", ()))
    return Terms(policies, on_suppressed == "withdraw", creates, share / 100, stop_words=(*STOP_WORDS, *words))


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise CrmError(f"{file} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        # the text of the error quotes no value, only a place
        raise CrmError(f"{file} is no TOML: {error}.") from None


class _Kept:
    """Secrets that CRMs replaced, in a file of mode 0600; one counts as long as that it came of is still configured."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def newest(self, name: str, known: Mapping[str, str]) -> dict[str, str]:
        rows = self._rows()
        newer = {
            key: rows[f"{name}.{key}"]["value"]
            for key, value in known.items()
            if rows.get(f"{name}.{key}", {}).get("of") == _digest(value)
        }
        return {**known, **newer}

    def keep(self, name: str, key: str, configured: str, value: str) -> None:
        rows = self._rows() | {f"{name}.{key}": {"of": _digest(configured), "value": value}}
        part = self._file.with_name(f".{self._file.name}.part")
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        part.write_bytes(orjson.dumps(rows))
        part.replace(self._file)

    def _rows(self) -> dict[str, dict[str, str]]:
        if not self._file.exists():
            return {}
        rows: dict[str, dict[str, str]] = orjson.loads(self._file.read_bytes())
        return rows


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
