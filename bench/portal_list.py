"""The list that the portal's benches read: 200,000 made-up leads with all their indexes, and the people who read it."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

DAY = date(2026, 11, 21)
REGIONS = [f"UA-{n:02}" for n in range(5, 75, 3)]
SEED = 5000
"""Leads that are made one by one."""
SIGNALS = ["new_company", "tender_open", "hiring", "tender_won", "has_phone", "industry", "region", "news"]
TOWNS = ["Львів", "Київ", "Одеса", "Харків", "Дніпро", "Полтава", "Суми", "Луцьк"]


def fill(size: int, told: int) -> int:
    """A published list of `size` made-up leads with all its indexes; the first `told` have reasons. Gives its number.

    The first leads are written as `publish` writes them, the others are copies of them by SQL, under ranks and names of their own.
    """
    from django.db import connection

    from leads.decisions import models
    from leads.lookup import entry_values, words_of

    dice = random.Random(7)  # noqa: S311 - the same list each time
    row = models.PublishedList.objects.create(
        profile="bench", title={"en": "Bench"}, day=DAY, published_at=datetime(2026, 11, 21, 4, 12, tzinfo=UTC), verdict="first",
        sentence={"en": "Published."}, profile_hash="f" * 64, list_hash="f" * 64, current=True, size=size, quota=40,
        signals={signal: {"en": signal.replace("_", " ")} for signal in SIGNALS},
    )  # fmt: skip
    made = [_lead(models, row, place, dice, size) for place in range(1, SEED + 1)]
    leads = models.Lead.objects.bulk_create([lead for lead, _signals in made], batch_size=500)
    pairs = [(lead, signals) for lead, (_same, signals) in zip(leads, made, strict=True)]
    models.Reason.objects.bulk_create(
        (
            models.Reason(
                lead=lead, ordinal=ordinal, signal=signal, points=10, params={}, day=DAY, source="ua_prozorro",
                text_en=f"{signal} 3 days ago", text_ru=f"{signal} 3 дня назад", text_uk=f"{signal} 3 дні тому",
                url=f"https://t.example.org/{lead.rank}", listing_id=f"ua_prozorro:{lead.rank}", file="x.jsonl.gz", line=7,
            )
            for lead, signals in pairs
            for ordinal, signal in enumerate(signals, start=1)
        ),
        batch_size=1000,
    )  # fmt: skip
    models.LeadEntry.objects.bulk_create(
        (models.LeadEntry(lead=lead, published=row, **entry_values(lead, signals)) for lead, signals in pairs),
        batch_size=500,
    )
    models.LeadText.objects.bulk_create(
        (models.LeadText(lead=lead, words=words_of(lead)) for lead in leads), batch_size=500
    )
    with connection.cursor() as cursor:
        for more in range(SEED, size, SEED):
            copies = _copies(models, more, size)
            for table in ("leads", "entries", "texts", *(["reasons"] if more < told else [])):
                cursor.execute(copies[table])
    return int(row.pk)


def _copies(models: Any, more: int, size: int) -> dict[str, str]:
    """Statements that copy the first leads to ranks `more` higher."""
    rank = f"(o.rank + {more})"
    band = f"substr('ABCDEEEEEEEEEEEEE', {rank} * 15 / {size} + 1, 1)"
    own = {"rank": rank, "lead_id": f"'l' || {rank}", "company_id": f"'c' || {rank}", "band": band,
           "name": f"'ТОВ «Ромашка ' || {rank} || '»'"}  # fmt: skip
    entry = {"lead_id": "n.id", "rank": rank, "lead_key": "n.lead_id", "company_id": "n.company_id", "band": "n.band",
             "name": f"'тов «ромашка ' || {rank}"}  # fmt: skip
    pair = f"JOIN leads_lead n ON n.published_id = b.published_id AND n.rank = b.rank + {more} WHERE b.rank <= {SEED}"

    def columns(model: Any, changed: dict[str, str], source: str) -> tuple[str, str]:
        names = [field.column for field in model._meta.local_fields if field.column != "id"]
        return ", ".join(names), ", ".join(changed.get(name, f"{source}.{name}") for name in names)

    leads, entries = columns(models.Lead, own, "o"), columns(models.LeadEntry, entry, "o")
    reasons = columns(models.Reason, {"lead_id": "n.id"}, "r")
    return {
        "leads": f"INSERT INTO leads_lead ({leads[0]}) SELECT {leads[1]} FROM leads_lead o WHERE o.rank <= {SEED}",
        "entries": f"""INSERT INTO leads_leadentry ({entries[0]}) SELECT {entries[1]} FROM leads_leadentry o
            JOIN leads_lead n ON n.published_id = o.published_id AND n.rank = {rank} WHERE o.rank <= {SEED}""",
        "texts": f"""INSERT INTO leads_leadtext (lead_id, words) SELECT n.id, replace(t.words, 'ромашка ', 'ромашка ' || n.rank || ' ')
            FROM leads_leadtext t JOIN leads_lead b ON b.id = t.lead_id {pair}""",
        "reasons": f"""INSERT INTO leads_reason ({reasons[0]}) SELECT {reasons[1]}
            FROM leads_reason r JOIN leads_lead b ON b.id = r.lead_id {pair}""",
    }


def _lead(models: Any, row: Any, place: int, dice: random.Random, size: int) -> tuple[Any, list[str]]:
    town = dice.choice(TOWNS)
    proof = {"source": "ua_prozorro", "url": f"https://t.example.org/{place}", "fetched_at": "2026-11-20T23:00:05Z",
             "file": "20261120T230005000000Z.jsonl.gz", "line": place, "text": "Ромашка " * 20}  # fmt: skip
    lead = models.Lead(
        published=row, lead_id=f"l{place:012}", company_id=f"c{place:012}", rank=place,
        band="ABCDE"[min(place * 15 // size, 4)], points=300 - place * 300 // size, fresh_on=DAY - timedelta(days=place % 40),
        why_now_en=f"Tender of {town} closes in {place % 20} days.", why_now_ru=f"Тендер: {town}, {place % 20} дней.",
        why_now_uk=f"Тендер: {town}, {place % 20} днів.", name=f"ТОВ «Ромашка {place}»", legal_form="ТОВ", status="active",
        country="UA", region=dice.choice(REGIONS), city=town, street="вул. Зелена, 1", postcode="79000",
        address=f"79000, {town}, вул. Зелена, {place % 200}", website=f"https://romashka{place}.example.org",
        domain=f"romashka{place}.example.org", nace=f"{dice.choice((14, 43, 47, 62, 81)):02}",
        numbers=[{"register": "UA-EDRPOU", "number": f"{place:08}"}],
        phones=[{"value": f"+38032{place % 10_000_000:07}", "label": "office"}],
        emails=[{"value": f"info@romashka{place}.example.org", "label": "role"}], registered_on=DAY, sources=2, is_new=place % 9 == 0,
        first_seen_at=datetime(2026, 11, 20, tzinfo=UTC), checked_at=datetime(2026, 11, 20, tzinfo=UTC),
        deadline=DAY + timedelta(days=place % 30) if place % 4 == 0 else None,
        evidence=dict.fromkeys(("name", "city", "phones", "address", "nace"), proof),
        timeline=[{"kind": "tender", "role": "buyer", "day": "2026-11-20", "title": "Прибирання", "value": "1", "currency": "UAH",
                   "deadline": "", "status": "", "source": "ua_prozorro", "url": "https://t.example.org/1"}] * 3,
    )  # fmt: skip
    return lead, dice.sample(SIGNALS, 3)


def visitors(count: int) -> list[str]:
    """Session cookies of `count` users: every fourth a sales head, the others with three regions and some leads of their own."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import Group, User
    from django.contrib.sessions.backends.db import SessionStore

    from leads.decisions import models

    found = []
    models.Territory.objects.all().delete()
    models.Assignment.objects.all().delete()
    User.objects.all().delete()
    for number in range(count):
        user = User.objects.create_user(f"user{number}")
        head = number % 4 == 0
        user.groups.add(Group.objects.get_or_create(name="lead" if head else "sales")[0])
        if not head:
            regions = [REGIONS[(number + step) % len(REGIONS)] for step in range(8)]
            territory = models.Territory.objects.create(name=user.username, regions=regions)
            models.TerritoryMember.objects.create(territory=territory, user=user.username)
            models.Assignment.objects.bulk_create(
                models.Assignment(
                    company_id=f"c{place:012}", owner=user.username, since=datetime(2026, 11, 21, tzinfo=UTC)
                )
                for place in range(number * 50 + 1, number * 50 + 51)
            )
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        found.append(str(session.session_key))
    return found
