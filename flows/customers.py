"""Commands about the user's own clients: import, look, say which company one is, report."""

from __future__ import annotations

import csv
import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.failures import WrongUse

if TYPE_CHECKING:
    from pipelines.customers.clients import Reject
    from pipelines.customers.importing import ImportReport

Data = Annotated[Path, typer.Option(envvar="FIRSTCALL_DATA", help="The folder where everything is kept.")]
DATA = Path("data")
SHOWN = 12
"""Rejects shown on the screen; all of them are in the file beside."""
console = Console()
errors = Console(stderr=True)
customers = typer.Typer(no_args_is_help=True, help="Look after your own clients and their orders.")


@customers.command("import")
def take(
    files: Annotated[
        list[Path], typer.Argument(help="CSV, XLSX, XLS or ODS files of clients or orders; clients first.")
    ],
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help="COLUMN=field: how a column is read; field may be custom or skip (may be repeated)."
        ),
    ] = None,
    country: Annotated[str, typer.Option(help="Country of clients whose country nothing tells, as UA.")] = "",
    currency: Annotated[str, typer.Option(help="Currency of amounts that name none, as UAH.")] = "",
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Remove orders that an earlier file of this name had and this one has not."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show how the file would be read, and write nothing.")
    ] = False,
    data: Data = DATA,
) -> None:
    """Import your clients and orders. Shows how each column was read, what was left out and why; the same file again changes nothing."""
    from leads import decisions
    from pipelines.customers.importing import Wish, import_file
    from pipelines.customers.owners import strangers

    wish = Wish(_pairs(columns or []), country.upper(), currency.upper(), replace, dry_run)
    for path in files:
        if not path.is_file():
            raise WrongUse(f"there is no file {path}")
    decisions.open_decisions(data)
    for path in files:
        report = import_file(path, data, wish, getpass.getuser(), progress=_progress)
        console.print(report.as_line(), highlight=False, markup=False, soft_wrap=True)
        _show_columns(report)
        _show_rejects(report.rejects, data / "customers" / f"{path.stem}.rejects.csv", dry_run)
    if not dry_run:
        if unknown := len(strangers()):
            console.print(f"{unknown} owners are no users of the portal: `firstcall customers owners`", highlight=False)
        console.print(
            "they are looked for among the companies with the next `firstcall night`", highlight=False, soft_wrap=True
        )


@customers.command("list")
def show(
    doubtful: Annotated[bool, typer.Option("--doubtful", help="Only those a person must tell apart.")] = False,
    top: Annotated[int, typer.Option(help="How many to show.")] = 40,
    data: Data = DATA,
) -> None:
    """Show your clients with the company each was found to be, and how; or those that may be one of several."""
    from leads import decisions
    from pipelines.customers.found import doubts, found

    decisions.open_decisions(data)
    if doubtful:
        lines = doubts(data)
        table = Table("client", "name", "company", "its name", "why", box=None, padding=(0, 1), header_style="bold")
        for each in lines[:top]:
            table.add_row(each.customer_id, escape(each.name), each.company_id, escape(each.company), each.why)
        clients = len({each.customer_id for each in lines})
        console.print(f"{clients} clients may be one of several companies" if lines else "no client is doubtful")
        if lines:
            console.print(
                "say which: `firstcall customers match CLIENT COMPANY`, or `--not` for one it is not", highlight=False
            )
            console.print(table)
        return
    known = decisions.models.Customer.objects.count()
    linked = found(data)
    console.print(f"{known:,} clients, {len(linked):,} of them found among the companies", highlight=False)
    table = Table(
        "client",
        "name",
        "company",
        "how",
        "owner",
        "ABC",
        "RFM",
        "stage",
        box=None,
        padding=(0, 1),
        header_style="bold",
    )
    for row in decisions.models.Customer.objects.order_by("name", "customer_id")[:top]:
        link = linked.get(row.customer_id)
        cells = (link.company_id, link.how, link.abc, link.rfm, link.stage) if link else ("", "", "", "", "")
        company, how, abc, rfm, stage = cells
        table.add_row(row.customer_id, escape(row.name or row.code), company, how, escape(row.owner), abc, rfm, stage)
    console.print(table)


@customers.command("owners")
def owners(data: Data = DATA) -> None:
    """Show who looks after your clients, and which user of the portal that is: found by user name, e-mail, or first and last name."""
    from django.db.models import Count

    from leads import decisions
    from pipelines.customers.owners import user, users

    decisions.open_decisions(data)
    known = users()
    named = (
        decisions.models.Customer.objects.exclude(owner="").values_list("owner").annotate(Count("id")).order_by("owner")
    )
    rows = [(owner, clients, user(owner, known)) for owner, clients in named]
    unknown = sum(not username for _, _, username in rows)
    if known is None:
        console.print(f"{len(rows)} owners; the portal has no users yet: `firstcall portal user NAME`", highlight=False)
    else:
        console.print(f"{len(rows)} owners, {unknown} of them no user of the portal", highlight=False)
    if unknown:
        console.print(
            "their clients go to nobody until a user has that user name, e-mail or name: `firstcall portal user NAME`, or the owner"
            " in your file is the user's name",
            highlight=False,
            soft_wrap=True,
        )
    table = Table("owner", "clients", "user", box=None, padding=(0, 1), header_style="bold")
    for owner, clients, username in rows:
        table.add_row(escape(owner), str(clients), escape(username or "nobody") if known is not None else "")
    console.print(table)


@customers.command("match")
def match(
    client: Annotated[str, typer.Argument(help="The client's id, as `firstcall customers list` shows it.")],
    company: Annotated[str, typer.Argument(help="The company's id.")],
    same: Annotated[bool, typer.Option("--is/--not", help="Whether they are the same.")] = True,
    data: Data = DATA,
) -> None:
    """Say which company a client is, or is not. Your word always wins, and counts from the next night on."""
    from datetime import UTC, datetime

    from leads import decisions

    decisions.open_decisions(data)
    row = decisions.models.Customer.objects.filter(customer_id=client).first()
    if row is None:
        raise WrongUse(f"there is no client {client!r}: `firstcall customers list` shows their ids")
    decisions.models.CustomerMatch.objects.create(
        customer=row, company_id=company, same=same, by=getpass.getuser(), at=datetime.now(UTC)
    )
    console.print(
        f"noted: {client} {'is' if same else 'is not'} {company}; it counts from the next night on", highlight=False
    )


@customers.command("mapping")
def mapping(
    forget: Annotated[int | None, typer.Option(help="Number of a mapping to forget.")] = None,
    data: Data = DATA,
) -> None:
    """Show how the columns of your files are read, as it was agreed at their import; `import --map` changes it."""
    from leads import decisions

    decisions.open_decisions(data)
    rows = decisions.models.ColumnMapping.objects
    if forget is not None:
        gone, _ = rows.filter(pk=forget).delete()
        if not gone:
            raise WrongUse(f"there is no mapping {forget}: `firstcall customers mapping` shows their numbers")
        console.print(f"forgotten: files like it are guessed anew (mapping {forget})", highlight=False)
        return
    console.print(f"{rows.count()} mappings are remembered", highlight=False)
    for row in rows.all():
        console.print(
            f"{row.pk}: {row.file}, by {row.by}, {row.at:%Y-%m-%d}", style="bold", highlight=False, markup=False
        )
        for heading, field in row.columns.items():
            console.print(f"  {heading} → {field}", highlight=False, markup=False, soft_wrap=True)


@customers.command("report")
def report(
    out: Annotated[
        Path | None, typer.Option(help="Folder for the files. Default: customers/report under --data.")
    ] = None,
    day: Annotated[str | None, typer.Option(help="As of this day, as 2026-11-21. Default: the newest order.")] = None,
    data: Data = DATA,
) -> None:
    """Write a report on your clients that is read in two minutes: a page with charts and a workbook, in three languages.

    ABC, RFM, life cycle, who to wake up, orders expected, retention, and the portrait of the best fifth.
    """
    from datetime import date

    from leads import decisions
    from pipelines.customers.report import write_report
    from pipelines.customers.summary import summarise

    try:
        asked = date.fromisoformat(day) if day else date.max
    except ValueError:
        raise WrongUse(f"write --day as 2026-11-21, not {day!r}") from None
    decisions.open_decisions(data)
    _progress("measuring the orders")
    found = summarise(data, asked)
    _progress("drawing the report")
    written = write_report(found, out or data / "customers" / "report")
    console.print(
        f"{found.buyers:,} of {found.clients:,} clients ordered {found.orders:,} times up to {found.day}; the best fifth brought"
        f" {found.best_share:.0%}, {len(found.wake_up):,} clients to wake up",
        highlight=False,
        soft_wrap=True,
    )
    for path in written:
        console.print(f"  {path}", highlight=False, markup=False, soft_wrap=True)


def _pairs(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for each in given:
        heading, equals, field = each.rpartition("=")
        if not equals or not heading:
            raise WrongUse(f"write --map as --map 'COLUMN=field', not {each!r}")
        found[heading.strip()] = field.strip()
    return found


def _progress(text: str) -> None:
    errors.print(text, style="dim", highlight=False, markup=False, soft_wrap=True)


def _show_columns(report: ImportReport) -> None:
    for each in report.tables:
        named = f"sheet {each.name}: " if each.name else ""
        left_out = f", {each.totals} rows of totals left out" if each.totals else ""
        console.print(
            f"{named}{each.rows:,} rows read as {each.kind}{left_out}", style="bold", highlight=False, markup=False
        )
        if each.note:
            console.print(f"  {each.note}", highlight=False, markup=False, soft_wrap=True)
        table = Table("column", "is", "by", "example", box=None, padding=(0, 1), header_style="bold")
        for column in each.columns:
            table.add_row(escape(column.heading), column.field, column.why, escape(column.example))
        console.print(table)


def _show_rejects(rejects: Sequence[Reject], target: Path, dry: bool) -> None:
    if not rejects:
        return
    table = Table("row", "column", "text", "why", box=None, padding=(0, 1), header_style="bold")
    for each in rejects[:SHOWN]:
        table.add_row(str(each.row), escape(each.column), escape(each.text[:60]), each.why)
    console.print(f"{len(rejects):,} values or rows were left out", highlight=False)
    console.print(table)
    if dry:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("row", "column", "text", "why"))
        writer.writerows((each.row, each.column, each.text, each.why) for each in rejects)
    if len(rejects) > SHOWN:
        console.print(f"all of them are in {target}", highlight=False, markup=False, soft_wrap=True)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(customers, name="customers")
