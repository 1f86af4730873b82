"""`firstcall segments` and `firstcall card`: a list or the client base cut up, and five questions about one lead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.failures import WrongUse

if TYPE_CHECKING:
    from flows.populations import Population
    from pipelines.segments import Segment

Data = Annotated[Path, typer.Option(envvar="FIRSTCALL_DATA", help="The folder where everything is kept.")]
Profiles = Annotated[Path, typer.Option(envvar="FIRSTCALL_PROFILES", help="The folder of ideal-client profiles.")]
Language = Annotated[str, typer.Option(help="Language of the texts: en, ru or uk.")]
DATA = Path("data")
PROFILES = Path(__file__).resolve().parent.parent / "profiles"
console = Console()


def segments(
    profile: Annotated[str | None, typer.Argument(help="Name of a profile: its current list is cut up.")] = None,
    customers: Annotated[bool, typer.Option("--customers", help="Cut up the imported clients instead.")] = False,
    by: Annotated[
        list[str] | None,
        typer.Option(help="region, industry, size, age, signal; of clients abc, rfm, stage too (may be repeated)."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Also write a one-page sheet of each segment (HTML) into this folder.")
    ] = None,
    data: Data = DATA,
    profiles: Profiles = PROFILES,
    language: Language = "en",
) -> None:
    """Show the segments of a list, or of your clients: how many are in each, who entered and left since the day before."""
    from flows.populations import of_customers, of_list
    from leads import decisions
    from pipelines.segments import KINDS, cut
    from pipelines.segments.words import KINDS as NAMES
    from pipelines.segments.words import key_name

    _spoken(language)
    if (profile is None) != customers:
        raise WrongUse("name a profile, or write --customers")
    if strange := [kind for kind in by or [] if kind not in KINDS]:
        raise WrongUse(f"nothing can be cut by {', '.join(strange)}; choose from {', '.join(KINDS)}")
    decisions.open_decisions(data)
    population = of_list(profile, profiles) if profile else of_customers(data)
    kinds = by or (
        ["abc", "rfm", "stage", "region", "industry"] if customers else ["region", "industry", "size", "age", "signal"]
    )
    found: list[Segment] = []
    for kind in kinds:
        found += cut(population.members, population.before, kind, population.day, population.since)
    since = f"since {population.since}" if population.since else "nothing to compare with"
    console.print(
        f"{len(found)} segments of {len(population.members):,} companies on {population.day}; {since}", highlight=False
    )
    table = Table("by", "segment", "companies", "entered", "left", box=None, padding=(0, 1), header_style="bold")
    for each in found:
        name = key_name(each.kind, each.key, language)
        table.add_row(
            NAMES[each.kind][language],
            escape(name),
            str(len(each.members)),
            f"+{len(each.entered)}",
            f"-{len(each.left)}",
        )
    console.print(table)
    if out:
        written = _write(out, found, population, language)
        console.print(f"{written} sheets are in {out}", highlight=False, markup=False, soft_wrap=True)


def card(
    lead: Annotated[str, typer.Argument(help="The lead's id, as `firstcall list` shows it.")],
    data: Data = DATA,
    profiles: Profiles = PROFILES,
    language: Language = "en",
) -> None:
    """Show a lead as five questions: who, what, why, when, where."""
    from leads import decisions
    from leads.sheets.stored import lead_of
    from pipelines.score.profiles import load_profile
    from pipelines.segments import card as made

    _spoken(language)
    decisions.open_decisions(data)
    row = (
        decisions.models.Lead.objects.filter(lead_id=lead, published__current=True).select_related("published").first()
    )
    if row is None:
        raise WrongUse(f"there is no lead {lead!r} on a current list; `firstcall list` shows them")
    path = profiles / f"{row.published.profile}.toml"
    hours = load_profile(path).working_hours if path.exists() else ""
    shown = made(lead_of(row), language, row.published.day, hours)
    console.print(shown.title, style="bold", highlight=False, markup=False, soft_wrap=True)
    for question, answer in shown.lines:
        console.print(f"  {question:<8}{answer}", highlight=False, markup=False, soft_wrap=True)


def _spoken(language: str) -> None:
    from leads.profile import LANGUAGES

    if language not in LANGUAGES:
        raise WrongUse(f"there are no texts in {language!r}; languages are {', '.join(LANGUAGES)}")


def _write(folder: Path, found: Sequence[Segment], population: Population, language: str) -> int:
    """One sheet for each segment that has members; names of files are those of segments."""
    from flows.crawling import declarations
    from pipelines.segments import sheet

    folder.mkdir(parents=True, exist_ok=True)
    titles = {each.name: each.title for each in declarations()}
    shown = [segment for segment in found if segment.members]
    for segment in shown:
        key = re.sub(r"[^A-Za-z0-9_-]+", "-", segment.key)
        text = sheet(segment, language, population.day, population.since, population.sells, titles)
        (folder / f"{population.name}.{segment.kind}.{key}.{language}.html").write_text(text, "utf-8")
    return len(shown)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("segments")(segments)
    app.command("card")(card)
