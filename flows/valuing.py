"""`firstcall worth`: which source earns its keep, and what would be lost without one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from flows.failures import WrongUse

Data = Annotated[Path, typer.Option(envvar="FIRSTCALL_DATA", help="The folder where everything is kept.")]
Profiles = Annotated[Path, typer.Option(envvar="FIRSTCALL_PROFILES", help="The folder of ideal-client profiles.")]
DATA = Path("data")
PROFILES = Path(__file__).resolve().parent.parent / "profiles"
BEST = 4
"""So many sources are named first: the literature on client bases asks for the best four."""
console = Console()
errors = Console(stderr=True)


def worth(
    data: Data = DATA,
    profiles: Profiles = PROFILES,
    without: Annotated[
        list[str] | None,
        typer.Option(help="Tell what would be lost without this source (may be repeated); all: one after the other."),
    ] = None,
    paid: Annotated[
        list[str] | None, typer.Option(help="SOURCE=AMOUNT: what it costs you in money (may be repeated).")
    ] = None,
) -> None:
    """Show what each source gave and cost: leads, those only it gave, accepted, won, wrong phones, requests, CPU time, how late it is.

    Credit for a lead is shared by the points each source brought (their Shapley value); intervals are Wilson's, 90 %.
    """
    from flows.trying import ledger, losses
    from leads import decisions
    from leads.landing import Landing

    money = {}
    for text in paid or []:
        name, equals, amount = text.partition("=")
        if not equals:
            raise WrongUse(f"write --paid as --paid SOURCE=AMOUNT, not {text!r}")
        money[name] = amount
    decisions.open_decisions(data)
    credited, late = ledger(data)
    if strange := sorted(set(money) - set(credited)):
        raise WrongUse(f"nothing came from {', '.join(strange)}; there are {', '.join(sorted(credited))}")
    order = sorted(credited.values(), key=lambda each: (-each.won_credit, -each.accepted, -each.credit, each.source))
    by = (
        "orders"
        if any(each.won for each in order)
        else "accepted leads"
        if any(each.accepted for each in order)
        else "leads"
    )
    console.print(f"the best sources by {by}: {', '.join(each.source for each in order[:BEST])}", highlight=False)
    landing = Landing(os.environ.get("FIRSTCALL_LANDING") or str(data / "landing"))
    table = _table(
        "source",
        "listings",
        "first there",
        "leads",
        "only it",
        "credit",
        "accepted",
        "won",
        "wrong contacts",
        "requests",
        "MB",
        "CPU s",
        "paid",
    )
    for each in order:
        crawls = landing.manifests(each.source)
        table.add_row(
            each.source, f"{each.listings:,}", f"{each.first_seen:,}", f"{each.leads:,}", f"{each.only:,}", f"{each.credit:,.1f}",
            _share(each.accepted, each.judged, each.accepted_interval()), _share(each.won, each.leads, each.won_interval()),
            f"{each.wrong:,} of {each.contacts:,}",
            f"{sum(m.requests for m in crawls):,}", f"{sum(m.bytes for m in crawls) / 1e6:,.1f}",
            f"{sum(m.cpu_seconds for m in crawls):,.1f}", money.get(each.source, ""),
        )  # fmt: skip
    console.print(table)
    table = _table(
        "source", "behind leads", "event to publication", "publication to list", "event to list, days (half, 95 %)"
    )
    for lag in late:
        table.add_row(
            lag.source, f"{lag.listings:,}", *(_days(pair) for pair in (lag.source_lag, lag.our_lag, lag.whole))
        )
    console.print(table)
    for loss in losses(data, profiles, without, _tell) if without else []:
        told = ", ".join(f"{name} {loss.before[name]:,} → {loss.after[name]:,}" for name in sorted(loss.before))
        console.print(
            f"switch off {loss.source} and you lose {loss.lost:,} leads ({told})", highlight=False, soft_wrap=True
        )


def _table(*heads: str) -> Table:
    return Table(*heads, box=None, padding=(0, 1), header_style="bold")


def _days(pair: tuple[float, float] | None) -> str:
    return "–" if pair is None else f"{pair[0]:,.1f}, {pair[1]:,.1f}"


def _share(hits: int, tried: int, interval: tuple[float, float] | None) -> str:
    if interval is None or not tried:
        return "–"
    return f"{hits} of {tried} ({interval[0]:.0%}–{interval[1]:.0%})"


def _tell(text: str) -> None:
    errors.print(text, style="dim", highlight=False, markup=False, soft_wrap=True)


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("worth")(worth)
