"""How long a national register takes from landed file to typed parties, as a ratio to DuckDB's plain `read_csv` of the same file.

    python bench/clean.py [--rows 5000000] [--zip] [--threads 2] [--keep FOLDER]

Both read the world's register (Companies House's 55 columns) into a new DuckDB file, each in a process of its own, one after the other;
peak memory is what the kernel says of the process. Goal: at most 2.5 times the time, under 4 GiB.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
TIME_GOAL, MEMORY_GOAL = 2.5, 4.0


def read(file: Path, into: Path, threads: int) -> dict[str, int]:
    """The plain read: every column, types found out by DuckDB."""
    from leads.facts import connect

    con = connect(into, threads)
    con.execute("CREATE TABLE register AS SELECT * FROM read_csv(?)", [str(file)])
    rows = con.execute("SELECT count(*) FROM register").fetchall()[0][0]
    con.close()
    return {"rows": rows}


def clean(file: Path, into: Path, threads: int) -> dict[str, int]:
    """Our stage: the file as a sealed crawl of the landing, all tables of `clean` filled."""
    from leads.facts import open_facts
    from leads.landing import Landing, Manifest, Outcome, crawl_id
    from leads.run import Run
    from pipelines.clean.stage import clean as stage
    from spiders.registrations.gb_companies_house import GbCompaniesHouse

    began = datetime(2026, 11, 20, tzinfo=UTC)
    landing, crawl = Landing(str(into.parent / "landing")), crawl_id(began)
    folder = Path(landing.path("gb_companies_house", ""))
    folder.mkdir(parents=True)
    os.link(file, folder / f"{crawl}{file.suffix}")
    landing.seal(Manifest(
        source="gb_companies_house", crawl=crawl, outcome=Outcome.complete, file=f"{crawl}{file.suffix}", bytes=file.stat().st_size,
        started_at=began, ended_at=began, declaration=GbCompaniesHouse.declaration,
    ))  # fmt: skip
    con = open_facts(into, threads)
    report = stage(con, Run(into.parent, landing, "GB", date(2026, 11, 20), threads, print))
    con.close()
    print(report.as_line(), flush=True)
    return {"listings": report.listings.total(), "parties": report.parties.total(), "rejects": report.rejects.total()}


def measured(what: str, file: Path, threads: int) -> dict[str, float]:
    """One of the two in a process of its own: seconds, CPU seconds, peak GiB, and what it counted."""
    with TemporaryDirectory(prefix="firstcall-bench-", dir=file.parent) as scratch:
        command = [
            sys.executable,
            __file__,
            "--do",
            what,
            "--file",
            str(file),
            "--into",
            f"{scratch}/facts.duckdb",
            "--threads",
            str(threads),
        ]
        said = subprocess.run(
            command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
        )
        size = sum(path.stat().st_size for path in Path(scratch).glob("facts.duckdb*"))
    found: dict[str, float] = json.loads(said.stdout.splitlines()[-1])
    return found | {"GB": size / 1e9}


def one(what: str, file: Path, into: Path, threads: int) -> None:
    """What a child process does and prints; modules are loaded before, as a night loads them once for all its countries."""
    for module in ("pipelines.clean.stage", "spiders.registrations.gb_companies_house"):
        import_module(module)
    began = time.perf_counter()
    counted = {"read": read, "clean": clean}[what](file, into, threads)
    seconds, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps({"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "GiB": used.ru_maxrss / 2**20, **counted})
    )


def main() -> int:
    """Measure both and print them; 1 where a goal is missed."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--rows", type=int, default=5_000_000, help="companies in the register")
    asked.add_argument("--threads", type=int, default=os.cpu_count() or 2, help="threads of DuckDB, for both")
    asked.add_argument("--zip", action="store_true", help="ours reads the register from a ZIP, as it is published")
    asked.add_argument("--keep", type=Path, help="folder in which the made register is kept for the next time")
    asked.add_argument("--do", choices=["read", "clean"], help=argparse.SUPPRESS)
    asked.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.do:
        one(given.do, given.file, given.into, given.threads)
        return 0
    with TemporaryDirectory(prefix="firstcall-bench-") as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        files = {suffix: folder / f"register-{given.rows}{suffix}" for suffix in (".csv", ".zip")}
        for suffix in (".csv", ".zip") if given.zip else (".csv",):
            if not files[suffix].exists():
                made = [sys.executable, "-m", "world", "--register", str(files[suffix]), "--companies", str(given.rows)]
                subprocess.run(made, cwd=ROOT, check=True)
        plain = measured("read", files[".csv"], given.threads)
        ours = measured("clean", files[".zip" if given.zip else ".csv"], given.threads)
    print(f"{'':22}{'seconds':>9}{'CPU':>8}{'GiB':>7}{'file GB':>9}")
    print(f"{'DuckDB read_csv':22}{plain['seconds']:9.1f}{plain['cpu']:8.1f}{plain['GiB']:7.2f}{plain['GB']:9.2f}")
    print(
        f"{'clean' + (' (ZIP)' if given.zip else ''):22}{ours['seconds']:9.1f}{ours['cpu']:8.1f}{ours['GiB']:7.2f}{ours['GB']:9.2f}"
    )
    ratio = ours["seconds"] / plain["seconds"]
    print(f"{plain['rows']:,.0f} rows; {ours['parties']:,.0f} parties, {ours['rejects']:,.0f} rejects")
    met = ratio <= TIME_GOAL and ours["GiB"] < MEMORY_GOAL
    print(
        f"{ratio:.2f} x the time (goal {TIME_GOAL}), {ours['GiB']:.2f} GiB (goal < {MEMORY_GOAL:.0f}): {'met' if met else 'MISSED'}"
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
