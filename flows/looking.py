"""Commands that only look: sources, lists, proofs, rejects."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.failures import WrongUse

Data = Annotated[Path, typer.Option(envvar="FIRSTCALL_DATA", help="The folder where everything is kept.")]
Language = Annotated[str, typer.Option(help="Language of the texts: en, ru or uk.")]
DATA = Path("data")
console = Console()


def sources(data: Data = DATA) -> None:
    """Show every source: what it is, how it is doing, how old its data is, and under which licence."""
    from flows.crawling import declarations
    from flows.planning import today
    from flows.report import sources_table
    from leads.health import health
    from leads.landing import Landing

    declared = declarations()
    landing = Landing(os.environ.get("FIRSTCALL_LANDING") or str(data / "landing"))
    states = [health(landing.manifests(each.name), each, today()) for each in declared]
    bad = [each for each in states if each.state != "ok"]
    console.print(
        f"{len(states) - len(bad)} of {len(states)} sources ok"
        + (f"; look at {', '.join(each.source for each in bad)}" if bad else "")
    )
    console.print(sources_table(states))
    table = Table(
        "source", "what", "access", "licence", "terms, read on", box=None, padding=(0, 1), header_style="bold"
    )
    for each in declared:
        table.add_row(
            each.name, escape(each.title), each.access, each.licence, f"{each.terms_url} {each.terms_checked}"
        )
    console.print(table)


def show(
    profile: Annotated[
        str | None, typer.Argument(help="Name of the profile; without it the newest list of each.")
    ] = None,
    data: Data = DATA,
    top: Annotated[int, typer.Option(help="How many leads to show.")] = 10,
    language: Language = "en",
) -> None:
    """Show the current list: each lead with its reasons, why now, and the id for `firstcall prove`."""
    from flows.report import show_list
    from leads import decisions

    decisions.open_decisions(data)
    known = sorted(set(decisions.models.PublishedList.objects.filter(current=True).values_list("profile", flat=True)))
    if profile and profile not in known:
        raise WrongUse(
            f"no list of {profile!r} was published; there are {', '.join(known) or 'none yet: run `firstcall night`'}"
        )
    for name in [profile] if profile else known:
        show_list(console, name, top, language)
    if not known:
        console.print("no list was published yet: run `firstcall night`")


def rejects(
    data: Data = DATA,
    source: Annotated[str | None, typer.Option(help="Only of this source.")] = None,
    limit: Annotated[int, typer.Option(help="How many lines to show.")] = 40,
) -> None:
    """Show what could not be read: source, listing, field, the text as published, and why."""
    from leads.facts import connect

    found: list[tuple[str, ...]] = []
    for path in sorted((data / "facts").glob("*.duckdb")):
        con = connect()
        con.execute(f"ATTACH '{path}' AS shard (READ_ONLY)")
        found += con.execute(
            "SELECT source, listing_id, field, text, why FROM shard.rejects WHERE ? IS NULL OR source = ? ORDER BY ALL LIMIT ?",
            [source, source, limit],
        ).fetchall()
        con.close()
    table = Table("source", "listing", "field", "text", "why", box=None, padding=(0, 1), header_style="bold")
    for row in found[:limit]:
        table.add_row(*(escape(str(value)[:60]) for value in row))
    console.print(f"{len(found)} rejects shown" if found else "nothing was rejected")
    console.print(table)


def prove(
    lead: Annotated[
        str, typer.Argument(help="The lead's id, its company's id, or its rank on the list named by --profile.")
    ],
    field: Annotated[
        str, typer.Argument(help="What to prove: a field (name, phones, city …) or the word of a reason.")
    ],
    profile: Annotated[str | None, typer.Option(help="Name of the profile whose list is meant.")] = None,
    data: Data = DATA,
) -> None:
    """Show where a value or a reason was read: source, address, time, landed file and line, and the very text. Asks no network."""
    from flows import proving
    from leads import decisions

    decisions.open_decisions(data)
    landing = proving.opened(data, os.environ.get("FIRSTCALL_LANDING"))
    for shown in proving.prove(proving.find(lead, profile), field, landing):
        console.print(shown.title, style="bold", highlight=False, markup=False, soft_wrap=True)
        for label, text in shown.lines:
            console.print(
                f"  {label:<13}{text}" if label else f"  {text}", highlight=False, markup=False, soft_wrap=True
            )


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("sources")(sources)
    app.command("list")(show)
    app.command("prove")(prove)
    app.command("rejects")(rejects)
