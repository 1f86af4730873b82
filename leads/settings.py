"""Django's settings for the decisions store alone; `portal.settings` extends them for the web site.

SQLite at `$FIRSTCALL_DATA/decisions.sqlite3` unless `DATABASE_URL` names another database.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url

BUSY_SECONDS = float(os.environ.get("FIRSTCALL_BUSY_SECONDS") or 30)
"""How long a writer waits for another one: a list of 100,000 leads is written in less."""


def database(data: Path, url: str | None) -> dict[str, Any]:
    """Django's description of the decisions database.

    `url` is a `DATABASE_URL` (`postgres://user:password@host/name`); without one it is SQLite under `data`.
    Raises ValueError where the URL cannot be read.
    """
    if url:
        return dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(data / "decisions.sqlite3"),
        "CONN_MAX_AGE": 600,  # the portal would read the schema and warm the cache anew for each page
        "OPTIONS": {
            "timeout": BUSY_SECONDS,
            # A transaction that will write takes its lock at once: upgrading a read lock cannot wait and fails instead.
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768;",
        },
    }


SECRET_KEY = "set by leads.decisions from the secret of this installation"  # noqa: S105 - replaced before first use
INSTALLED_APPS = ["leads"]
DATABASES = {"default": database(Path(os.environ.get("FIRSTCALL_DATA", "data")), os.environ.get("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LOGGING_CONFIG = None
