"""Who of the portal's users is meant by the owner that a file of clients names: by user name, e-mail, or first and last name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection

from leads.decisions import models

TABLE = "auth_user"
"""Django's users, made by the portal in the same database; absent until it was started."""


def users() -> dict[str, str] | None:
    """What somebody may be called → user name, folded; names that several users share are left out. None: the portal has no users."""
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return None
        cursor.execute(f"SELECT username, email, first_name, last_name FROM {TABLE} WHERE is_active ORDER BY username")
        rows = cursor.fetchall()
    called: dict[str, set[str]] = {}
    for username, email, first, last in rows:
        named = (
            (f"{first} {last}", f"{last} {first}", f"{last} {first[:1]}", f"{first[:1]} {last}", last) if last else ()
        )
        for word in (email, *named):
            called.setdefault(_folded(word), set()).add(username)
    # A user name is nobody else's, whatever others are called.
    called |= {_folded(username): {username} for username, *_ in rows}
    found = {word: min(bearers) for word, bearers in called.items() if word and len(bearers) == 1}
    return found or None


def user(owner: str, known: Mapping[str, str] | None) -> str:
    """The user name of an owner; '' where no user, or more than one, is called so. Without users the owner as it is written."""
    if known is None:
        return owner[:150]
    folded = _folded(owner)
    # "Last First Patronymic", as documents of three countries write it
    return known.get(folded) or known.get(" ".join(folded.split()[:2]), "")


def strangers(owners: Iterable[str] | None = None) -> list[str]:
    """Of the owners (of all clients, if not given) those that are no user of the portal, sorted; none while it has no users."""
    known = users()
    if known is None:
        return []
    named = (
        models.Customer.objects.exclude(owner="").values_list("owner", flat=True).distinct()
        if owners is None
        else owners
    )
    return sorted({owner for owner in named if not user(owner, known)})


def _folded(text: str) -> str:
    """Case, blanks and the dots of initials make no difference; those of an address do."""
    return " ".join((text if "@" in text else text.replace(".", " ")).casefold().split())
