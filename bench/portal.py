"""How fast the portal answers and writes files, on a list of 200,000 leads.

    python bench/portal.py [--leads 200000] [--rows 100000] [--users 20] [--seconds 12]

Pages: the real server (`firstcall portal`), SQLite and PostgreSQL, as many users as `--users`, each asking for the next page as soon
as it has the last; server time is what the server itself says (Server-Timing), beside a static file of the same server in the
same run. Files: rows of an XLSX a second and peak memory, ours beside openpyxl's write-only mode and pandas.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
os.environ["FIRSTCALL_SECRET"] = "0b" * 32

DAY = date(2026, 11, 21)
REGIONS = [f"UA-{n:02}" for n in range(5, 75, 3)]
SEED = 5000
"""Leads that are made one by one."""
SIGNALS = ["new_company", "tender_open", "hiring", "tender_won", "has_phone", "industry", "region", "news"]
TOWNS = ["Львів", "Київ", "Одеса", "Харків", "Дніпро", "Полтава", "Суми", "Луцьк"]
PAGES = (
    "", "page=2", "page=40", "page=3000", "band=A", "band=C&page=20", "region=UA-44", "industry=47", "signal=tender_won",
    "signal=tender_open&region=UA-41", "q=Ромашка", "q=Ромашка+77777", "q=одеса+тендер", "q=0322212345", "sort=deadline",
    "sort=fresh", "sort=name&page=9", "new=1", "band=B&region=UA-47&industry=43",
)  # fmt: skip
"""What is asked for: each page as often as any other."""


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


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The portal on `data`, as an operator starts it; gives its address."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "flows.cli", "portal", "--data", str(data), "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        for _attempt in range(300):
            try:
                httpx.get(f"{address}/static/portal.css")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def timing(answer: httpx.Response) -> tuple[float, float]:
    """What the server says of an answer: milliseconds it took, and those it was worked on (others may use the cores too)."""
    took, worked = (float(part.partition("dur=")[2]) for part in answer.headers["Server-Timing"].split(","))
    return took, worked


def load(
    address: str, paths: list[str], sessions: list[str], seconds: float
) -> tuple[list[float], list[float], list[float]]:
    """What so many users meet who read without a pause: server times, CPU times and whole response times, in milliseconds."""
    own: list[float] = []
    work: list[float] = []
    whole: list[float] = []
    until = time.monotonic() + seconds

    def user(number: int, session: str) -> None:
        dice = random.Random(number)  # noqa: S311
        with httpx.Client(base_url=address, cookies={"sessionid": session}, timeout=60) as client:
            while time.monotonic() < until:
                began = time.perf_counter()
                answer = client.get(dice.choice(paths))
                whole.append((time.perf_counter() - began) * 1000)
                if answer.status_code != 200:
                    raise AssertionError(f"{answer.status_code} {answer.url}")
                took, worked = timing(answer)
                own.append(took)
                work.append(worked)

    threads = [threading.Thread(target=user, args=(number, session)) for number, session in enumerate(sessions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return own, work, whole


def pages(store: str, data: Path, size: int, told: int, users: int, seconds: float) -> None:
    """Fill one database, serve it, and print how long pages take."""
    from leads import decisions

    decisions.open_decisions(data)
    began = time.perf_counter()
    from leads.decisions import models

    known = models.PublishedList.objects.first()
    number = known.pk if known else fill(size, told)
    sessions = visitors(users)
    if store == "postgresql":
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    decisions.close_decisions()
    print(f"{store}: {size} leads written in {time.perf_counter() - began:.0f} s", flush=True)
    with served(data) as address:
        load(
            address, [f"/lists/{number}/?{page}" for page in PAGES], sessions, 3
        )  # caches as in the middle of a morning
        static, static_cpu, static_whole = load(address, ["/static/portal.css"], sessions, seconds / 2)
        own, cpu, whole = load(address, [f"/lists/{number}/?{page}" for page in PAGES], sessions, seconds)
        print(
            f"{store}: list page p95={p95(own):.1f} ms (p50={p50(own):.1f}) server time, {len(own) / seconds:.0f} pages/s, "
            f"cpu p95={p95(cpu):.1f} (p50={p50(cpu):.1f}), response p95={p95(whole):.0f} ms; static p95={p95(static):.2f} ms "
            f"(cpu {p95(static_cpu):.2f}), response p95={p95(static_whole):.0f} ms; "
            f"ratio server={p95(own) / p95(static):.0f} cpu={p95(cpu) / p95(static_cpu):.0f} response={p95(whole) / p95(static_whole):.1f}",
            flush=True,
        )
        one = httpx.Client(base_url=address, cookies={"sessionid": sessions[1]}, timeout=60)
        alone = []
        for page in PAGES:
            times = [timing(one.get(f"/lists/{number}/?{page}"))[1] for _ in range(5)]
            alone.append((sorted(times)[2], page))
        slowest = ", ".join(f"{page or '(first)'} {took:.0f}" for took, page in sorted(alone, reverse=True)[:5])
        print(f"{store}: alone, median of 5, slowest (ms of CPU) {slowest}", flush=True)


def p95(values: list[float]) -> float:
    """The value that 95 % stay under."""
    return quantiles(values, n=20)[18]


def p50(values: list[float]) -> float:
    """The median."""
    return quantiles(values, n=2)[0]


def files(data: Path, rows: int) -> None:
    """One XLSX of `rows` leads by three writers, each in a process of its own; time and peak memory."""
    os.environ.pop("DATABASE_URL", None)
    for writer in ("ours", "openpyxl", "pandas"):
        run = subprocess.run(
            [sys.executable, __file__, "--writer", writer, "--data", str(data), "--rows", str(rows)],
            capture_output=True, text=True, check=True, cwd=ROOT,
        )  # fmt: skip
        print(run.stdout.strip(), flush=True)


def write(writer: str, data: Path, rows: int) -> None:
    """What one process of `files` does: leads from the database, the same columns, one workbook."""
    from leads import decisions

    decisions.open_decisions(data)
    from leads.decisions import models
    from leads.sheets.columns import COLUMNS
    from leads.sheets.stored import head_of
    from leads.sheets.xlsx import cell, write_book
    from portal.downloads import seen_of, sheet_of, stream

    keys = list(models.LeadEntry.objects.order_by("rank").values_list("pk", flat=True)[:rows])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began, cpu = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "list.xlsx"
        sheet = sheet_of("en", keys)
        heads = [column.head["en"] for column in COLUMNS]
        leads = ([cell(column, lead, sheet) for column in COLUMNS] for lead in stream(keys))
        if writer == "ours":
            write_book(head_of(models.PublishedList.objects.get()), stream(keys), seen_of(keys), sheet, target)
        elif writer == "openpyxl":
            import openpyxl

            book = openpyxl.Workbook(write_only=True)
            page = book.create_sheet()
            page.append(heads)
            for values in leads:
                page.append(values)
            book.save(target)
        else:
            import pandas

            pandas.DataFrame(list(leads), columns=heads).to_excel(target, index=False, engine="openpyxl")
        size = target.stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"xlsx {writer}: rows={len(keys)} cpu={time.process_time() - cpu:.1f} s wall={time.perf_counter() - began:.1f} s "
        f"peak={peak:.0f} MB (+{peak - before:.0f}) file={size:.1f} MB"
    )


def main() -> None:
    """Pages on both databases, then files."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--leads", type=int, default=200_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--writer", choices=("ours", "openpyxl", "pandas"))
    parser.add_argument("--store", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--data", type=Path, help="where the SQLite store is kept for the next run; default: nowhere")
    chosen = parser.parse_args()
    if chosen.writer:
        write(chosen.writer, chosen.data, chosen.rows)
        return
    with ExitStack() as stack:
        folder = chosen.data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for store in chosen.store or ("sqlite", "postgresql"):
            if store == "postgresql":
                from tests import postgres_server

                path = stack.enter_context(postgres_server.running())
                os.environ["DATABASE_URL"] = f"postgres://firstcall@/postgres?host={path}"
            pages(
                store,
                folder / store,
                chosen.leads,
                chosen.rows if store == "sqlite" else 0,
                chosen.users,
                chosen.seconds,
            )
        if (folder / "sqlite").exists():
            files(folder / "sqlite", min(chosen.rows, chosen.leads))


if __name__ == "__main__":
    main()
