"""What a night looks like in the terminal: the verdict first, then sources, then the prospects with their reasons."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.nightly import Night
from leads import decisions
from leads.health import Health

STATES = {"ok": "green", "stale": "yellow", "degraded": "yellow", "not run": "dim"}


def show_night(console: Console, night: Night, top: int = 10) -> None:
    """One screen: verdict, per-source table, the top of each list, and where the files are."""
    colour = "green" if night.exit_code == 0 else "yellow"
    took = f"({night.seconds:.0f} s, day {night.day})"
    console.print(f"[bold {colour}]{escape(night.as_line())}[/] [dim]{took}[/]")
    console.print(night_table(night))
    for exchange in night.synced:
        console.print(f"CRM {exchange.as_line()}", markup=False, highlight=False, soft_wrap=True)
    tables = ("listings", "parties", "companies", "rejects")
    totals = {name: sum(built.figures.get(name, 0) for built in night.built) for name in tables}
    console.print("in all:", ", ".join(f"[bold]{count:,}[/] {name}" for name, count in totals.items()))
    for built in night.built:
        for alarm in built.alarms:
            console.print(f"[yellow]look at[/] {built.country}: {escape(alarm)}", highlight=False, soft_wrap=True)
    share = max(1, top // max(1, len(night.report.lists)))
    for at, each in enumerate(night.report.lists):
        show_list(console, each.profile, share + (top % share if at == 0 else 0))
    folders = {each.folder for each in night.report.lists if each.folder}
    for path in sorted(path for folder in folders for path in folder.iterdir()):
        console.print(f"  {path}", highlight=False, soft_wrap=True)


def night_table(night: Night) -> Table:
    """One row a source: state, what tonight's crawl gave, listings in the facts, and what is wrong."""
    table = Table("source", "state", "tonight", "in the facts", "remark", box=None, padding=(0, 1), header_style="bold")
    crawled = {each.source: each for each in night.crawled}
    for each in night.health:
        known = sum(built.sources.get(each.source, 0) for built in night.built)
        tonight = crawled[each.source].sentence if each.source in crawled else "not asked"
        remark = "" if each.state == "ok" else each.sentence
        table.add_row(each.source, _state(each), escape(tonight), f"{known:,}", escape(remark))
    return table


def sources_table(healths: Iterable[Health]) -> Table:
    """One row a source: state, age of its last good crawl, and why."""
    table = Table("source", "state", "age", "remark", box=None, padding=(0, 1), header_style="bold")
    for each in healths:
        age = "" if each.age_days is None else f"{each.age_days} d"
        table.add_row(each.source, _state(each), age, escape(each.sentence))
    return table


def _state(health: Health) -> str:
    return f"[{STATES.get(health.state, 'red')}]{health.state}[/]"


def show_list(console: Console, profile: str, top: int, language: str = "en") -> None:
    """The first leads of the current list of a profile, each with its reasons and points."""
    published = decisions.models.PublishedList.objects.filter(profile=profile, current=True).first()
    if published is None:
        console.print(f"[bold]{profile}[/]: no list was published yet")
        return
    title = published.title.get(language, profile)
    console.print(f"\n[bold]{escape(title)}[/] [dim]{profile}, {published.day}, {published.size} leads[/]")
    banner = published.banner.get(language)
    if banner:
        console.print(f"[yellow]{escape(banner)}[/]")
    for lead in decisions.models.Lead.objects.filter(published=published).prefetch_related("reasons")[:top]:
        place = ", ".join(part for part in (lead.city, lead.country) if part)
        console.print(
            f"{lead.rank:>3}. [bold]{escape(lead.name)}[/] {escape(place)} [cyan]{lead.band} {lead.points}[/] [dim]{lead.lead_id}[/]"
        )
        reasons = "; ".join(f"{getattr(r, f'text_{language}')} ({r.points:+d})" for r in lead.reasons.all())
        console.print(f"     {escape(reasons)}", highlight=False)
