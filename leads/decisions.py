"""Opening the decisions store, and what the stages ask of it: judgements, suppressions, a backup.

Importing this module sets Django up, so that `from leads.decisions import models` is safe anywhere; `open_decisions`
says where the store is and brings its tables up to date.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from leads.settings import database

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leads.settings")
    django.setup()

from leads import models as models  # models exist only once Django is set up

_PERSONAL = frozenset({models.Suppression.Kind.PHONE, models.Suppression.Kind.EMAIL})


_folder: Path | None = None


class DecisionsError(Exception):
    """The decisions store cannot be used; the message is one sentence for the operator."""


def open_decisions(data: Path | str | None = None) -> None:
    """Point Django at the store of `$FIRSTCALL_DATA` (or `data`) and bring its tables up to date.

    Several processes may open it at once: one migrates, the others wait. `DATABASE_URL` replaces SQLite by another
    database. Raises DecisionsError with one sentence where it cannot be reached, read or written.
    """
    global _folder  # one process works on one data folder; tests move it
    folder = Path(data if data is not None else os.environ.get("FIRSTCALL_DATA", "data")).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        settings.SECRET_KEY = secret(folder).hex()
        _point_at(database(folder, os.environ.get("DATABASE_URL")))
        if _pending():
            with lock("migrate"):
                call_command("migrate", verbosity=0, interactive=False)
        _folder = folder
    except (OSError, ValueError) as error:
        raise DecisionsError(f"The decisions store under {folder} cannot be opened: {error}") from error
    except DatabaseError as error:
        raise DecisionsError(f"The decisions database {_where()} does not answer: {_first_line(error)}") from error


def data_folder() -> Path:
    """The data folder that was opened. Raises DecisionsError before `open_decisions`."""
    if _folder is None:
        raise DecisionsError("The decisions store has not been opened.")
    return _folder


def close_decisions() -> None:
    """Close this thread's connection; the next query opens it again."""
    connections.close_all()


def secret(data: Path) -> bytes:
    """The secret of this installation: made once, kept in `secret.key` (0600), or given in hex by `FIRSTCALL_SECRET`.

    It signs the portal's sessions and keys the hashes of suppressed phones and mailboxes: without it they match nobody.
    """
    given = os.environ.get("FIRSTCALL_SECRET")
    if given:
        return bytes.fromhex(given)
    path = data / "secret.key"
    if not path.exists():
        # Written whole under another name and linked: of two first processes one wins, and both read the same secret.
        draft = data / f".secret.{os.getpid()}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            return bytes.fromhex(path.read_text())
        finally:
            draft.unlink()
    return bytes.fromhex(path.read_text())


@contextmanager
def lock(name: str, wait: bool = True) -> Iterator[bool]:
    """Hold a lock of this store by name; it vanishes with the process that holds it, even by kill -9.

    Yields whether it was got: always True where `wait`. On PostgreSQL an advisory lock, else a locked file beside the
    database.
    """
    connection = connections["default"]
    if connection.vendor == "postgresql":
        key = zlib.crc32(f"firstcall:{name}".encode())
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_{'' if wait else 'try_'}advisory_lock(%s)", [key])
            got = wait or bool(cursor.fetchone()[0])
            try:
                yield got
            finally:
                if got:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
        return
    with Path(f"{connection.settings_dict['NAME']}.{name}.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def fingerprint(kind: str, value: str) -> str:
    """How a value is kept among the suppressions: phones and e-mails as a keyed hash, the rest as canonical text.

    `value` is a company id, `REGISTER:number`, a domain, an E.164 phone or an e-mail address.
    """
    plain = value.strip() if kind in {"company", "number"} else value.strip().lower()
    if kind not in _PERSONAL:
        return plain
    key = bytes.fromhex(str(settings.SECRET_KEY))
    return hmac.new(key, f"{kind}:{plain}".encode(), hashlib.sha256).hexdigest()


def suppress(kind: str, value: str, by: str = "", why: str = "") -> None:
    """Suppress somebody from now on, in the lists that are out too; the first word stays where it was said before.

    Raises ValueError on an unknown kind.
    """
    kinds = models.Suppression.Kind.values
    if kind not in kinds:
        raise ValueError(f"There is no suppression of a {kind!r}; choose one of {', '.join(kinds)}.")
    from leads.withdrawal import withdraw  # it needs this module

    models.Suppression.objects.get_or_create(
        kind=kind, value=fingerprint(kind, value), defaults={"since": datetime.now(UTC), "by": by, "why": why}
    )
    withdraw(kind, value)


def suppressed() -> frozenset[tuple[str, str]]:
    """Everybody suppressed, as (kind, fingerprint)."""
    return frozenset(models.Suppression.objects.values_list("kind", "value"))


def retire(kind: str, value: str, company_id: str = "", by: str = "") -> None:
    """Show a wrong phone or mailbox on no list any more; its company may still be called.

    Raises ValueError on an unknown kind.
    """
    if kind not in models.RetiredContact.Kind.values:
        raise ValueError(f"There is no contact of the kind {kind!r}.")
    found = {"since": datetime.now(UTC), "company_id": company_id, "by": by}
    models.RetiredContact.objects.get_or_create(kind=kind, value=fingerprint(kind, value), defaults=found)


def retired() -> frozenset[tuple[str, str]]:
    """Every wrong contact, as (kind, fingerprint)."""
    return frozenset(models.RetiredContact.objects.values_list("kind", "value"))


def judge(left: str, right: str, same: bool | None, by: str = "", why: str = "") -> None:
    """Record a person's word on whether two companies, or parties, are the same; None takes the word back.

    Open questions of the review queue that it answers are answered.
    """
    from leads.judging import settle, stand_ins  # it needs this module's models

    first, second = sorted((left, right))
    at = datetime.now(UTC)
    also = {"left_also": stand_ins(first), "right_also": stand_ins(second)}
    models.Judgement.objects.create(left=first, right=second, same=same, by=by, why=why, at=at, **also)
    settle(first, second, same, by, at)


def judgements() -> tuple[tuple[str, str, bool], ...]:
    """The newest word on each pair that was not taken back, as (left, right, same), sorted.

    An id may be followed by those that stand in where it is gone: `c12…+p34…+p56…`.
    """
    from leads.judging import key_of  # it needs this module's models

    newest: dict[tuple[str, str], tuple[str, str, bool | None]] = {}
    for word in models.Judgement.objects.order_by("id"):
        one, other = (word.left, *word.left_also), (word.right, *word.right_also)
        (first, *_), (second, *_) = one, other = sorted((one, other))
        newest[key_of(first), key_of(second)] = ("+".join(one), "+".join(other), word.same)
    return tuple(sorted((left, right, same) for left, right, same in newest.values() if same is not None))


def word_on(left: str, right: str) -> bool | None:
    """The newest word on a pair, by any of their ids; None where there is none, or it was taken back."""
    from leads.judging import key_of  # it needs this module's models

    keys = {key_of(left), key_of(right)}
    for one, other, same in judgements():
        if {key_of(one), key_of(other)} == keys:
            return same
    return None


def backup(target: Path) -> Path:
    """Copy the SQLite store to `target` while others use it; the copy appears whole or not at all.

    Raises DecisionsError on another database: its own tool (`pg_dump`) makes better backups.
    """
    connection = connections["default"]
    if connection.vendor != "sqlite":
        raise DecisionsError(f"The decisions are on {connection.display_name}: back them up with its own tool.")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as store,
            closing(sqlite3.connect(part)) as copy,
        ):
            store.backup(copy)
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise DecisionsError(f"The backup to {target} failed: {error}") from error
    return part.replace(target)


def _point_at(wanted: dict[str, object]) -> None:
    """Make `wanted` the default database, dropping the connection to another one."""
    now = connections.settings["default"]
    if all(now.get(name) == value for name, value in wanted.items()):
        return
    connections["default"].close()
    del connections["default"]
    # Django fills in its own defaults once, at the first look; a database named later needs the same ones.
    filled = {name: now[name] for name in ("TEST", "TIME_ZONE", "AUTOCOMMIT", "ATOMIC_REQUESTS")}
    blank: dict[str, object] = dict.fromkeys(("HOST", "NAME", "PASSWORD", "PORT", "USER"), "")
    blank |= {"OPTIONS": {}, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
    connections.settings["default"] = blank | filled | wanted


def _pending() -> bool:
    """Whether tables are missing or old. Raises DecisionsError where a newer Firstcall made the store."""
    executor = MigrationExecutor(connections["default"])
    known = executor.loader.disk_migrations or {}
    newer = [name for app, name in executor.loader.applied_migrations if app == "leads" and (app, name) not in known]
    if newer:
        made = f"The decisions database {_where()} was made by a newer Firstcall"
        raise DecisionsError(f"{made} ({newer[0]}): update this one.")
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _where() -> str:
    described = connections["default"].settings_dict
    return f"{described['NAME']}" + (f" on {described['HOST']}" if described.get("HOST") else "")


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
