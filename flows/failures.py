"""Errors an operator can cause or must know, each as one clear sentence and an exit code; a fault of ours keeps its traceback.

Error classes are named, not imported: whoever raised one has imported it, and a command that fails early must not load DuckDB,
Django and Scrapy to say so.
"""

from __future__ import annotations

import errno
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path

DONE, FAILED, WRONG_USE, STALE = 0, 1, 2, 3
"""Exit codes: done; failed; wrong use; done, but some sources are stale."""


class WrongUse(ValueError):
    """The command was given something that does not exist or cannot be read; one sentence says what to write instead."""


class NightRunning(RuntimeError):
    """Another night works on the same data."""


class SourcesError(RuntimeError):
    """The sources cannot be loaded; the sentence is that of the first wrong declaration."""


class ShardFailed(RuntimeError):
    """The process of a shard ended without a word: killed, or out of memory."""


class Terminated(KeyboardInterrupt):
    """SIGTERM: somebody asked the command to end; handled as Ctrl-C is."""


KNOWN = {
    "flows.failures.WrongUse": WRONG_USE,
    "leads.profile.ProfileError": WRONG_USE,
    "flows.failures.NightRunning": FAILED,
    "flows.failures.SourcesError": FAILED,
    "flows.failures.ShardFailed": FAILED,
    "flows.schedule.ServerFailed": FAILED,
    "flows.rehearsal.WorldFailed": FAILED,
    "leads.decisions.DecisionsError": FAILED,
    "leads.landing.LandingError": FAILED,
    "leads.vault.VaultError": FAILED,
    "pipelines.deliver.select.DeliverError": FAILED,
    "pipelines.deliver.crm.protocol.CrmError": FAILED,
    "pipelines.enrich.client.ClientError": FAILED,
    "pipelines.customers.importing.NotImported": WRONG_USE,
    "pipelines.customers.summary.NoOrders": WRONG_USE,
    "pipelines.customers.tables.UnreadableFile": WRONG_USE,
    "pipelines.customers.columns.WrongMapping": WRONG_USE,
}
"""Errors whose message is one sentence for the operator, and the exit code of each."""

_MACHINE = {
    errno.ENOSPC: "there is no space left on the disk",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "this machine does not let a file grow that large",
    errno.EROFS: "the disk is read-only",
    errno.EIO: "the disk cannot be read or written",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.EEXIST: "a file stands where a folder is needed",
    errno.ENOTDIR: "a file stands where a folder is needed",
    errno.EMFILE: "this process may open no more files",
    errno.ENOMEM: "there is no memory left",
}

_AGAIN = "nothing half-written is used; run it again when that is mended"
_FULL = re.compile(r"no space|disk is full|disk full|file too large|could not write|failed to write", re.I)
_DATABASES = ("sqlite3.DatabaseError", "django.db.utils.DatabaseError", "django.db.utils.InterfaceError")


def sentence(error: BaseException) -> tuple[str, int] | None:
    """The sentence and exit code of an error that an operator can act on; None for a fault of ours."""
    if isinstance(error, Terminated):
        return "stopped by SIGTERM; what was sealed is kept, nothing half-written is used", FAILED
    if isinstance(error, KeyboardInterrupt):
        return "stopped by Ctrl-C; what was sealed is kept, nothing half-written is used", FAILED
    names = [f"{each.__module__}.{each.__qualname__}" for each in type(error).__mro__]
    for name in names:
        if name in KNOWN:
            return str(error), KNOWN[name]
    if isinstance(error, OSError) and error.errno in _MACHINE:
        where = f": {error.filename}" if error.filename else ""
        return f"{_MACHINE[error.errno]}{where}; {_AGAIN}", FAILED
    if any(name in _DATABASES for name in names):
        return _database(error), FAILED
    if any(name.startswith(("duckdb.", "_duckdb.")) for name in names):
        return _facts(error)
    return None


def ours(error: BaseException, data: Path) -> str:
    """The sentence of an error that is Firstcall's own fault; its traceback goes to `<data>/logs/last-error.txt`."""
    said = f"{type(error).__name__}: {_first_line(error)}"
    told = "".join(traceback.format_exception(error))
    path = data / "logs" / "last-error.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{told}", "utf-8")
    except OSError:
        return f"{told}\nfirstcall: this is a fault of Firstcall itself: {said}"
    return f"this is a fault of Firstcall itself: {said}; the details for whoever mends it are in {path}"


def _database(error: BaseException) -> str:
    if "locked" in str(error):
        return "the decisions database is locked by another process; nothing was changed, try again"
    if _FULL.search(str(error)):
        return f"{_MACHINE[errno.ENOSPC]}, or its limit is reached (the decisions database says: {_first_line(error)}); {_AGAIN}"
    return f"the decisions database does not answer: {_first_line(error)}"


def _facts(error: BaseException) -> tuple[str, int] | None:
    said = str(error)
    if _FULL.search(said):
        return f"{_MACHINE[errno.ENOSPC]}, or its limit is reached ({_first_line(error)}); {_AGAIN}", FAILED
    if "lock" in said.lower() and "IOException" in type(error).__name__:
        return f"the facts are in use by another process ({_first_line(error)}); wait for it or stop it", FAILED
    if "OutOfMemory" in type(error).__name__:
        return f"the facts need more memory than they may take ({_first_line(error)}); {_AGAIN}", FAILED
    return None


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
