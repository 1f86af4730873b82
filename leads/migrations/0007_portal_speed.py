"""Words are found by their beginnings as fast where half the list has them: SQLite's index keeps beginnings of each length."""
# ruff: noqa: RUF012 - written as makemigrations writes

from __future__ import annotations

from typing import Any

from django.db import migrations

_SQLITE = (
    "DROP TABLE leads_leadtext_words",
    """CREATE VIRTUAL TABLE leads_leadtext_words USING fts5(
        words, content='leads_leadtext', content_rowid='lead_id', prefix='1 2 3 4 5 6 7 8', detail=none,
        tokenize='unicode61 remove_diacritics 0')""",
    "INSERT INTO leads_leadtext_words(leads_leadtext_words) VALUES ('rebuild')",
)
"""The triggers that keep it are on the table of texts, and stay."""


def beginnings(_apps: Any, editor: Any) -> None:
    """Make SQLite's index anew; PostgreSQL's has beginnings by its nature."""
    if editor.connection.vendor == "sqlite":
        for statement in _SQLITE:
            editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("leads", "0006_profiles")]

    operations = [migrations.RunPython(beginnings, migrations.RunPython.noop, elidable=False)]
