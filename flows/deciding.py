"""Commands that write down what a person decided: who is the same company, who must not be called."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows.failures import WrongUse

Data = Annotated[Path, typer.Option(envvar="FIRSTCALL_DATA", help="The folder where everything is kept.")]
DATA = Path("data")
PROFILES = Path(__file__).resolve().parent.parent / "profiles"
console = Console()
profile = typer.Typer(no_args_is_help=True, help="Look after the ideal-client profiles.")


def judge(
    left: Annotated[
        str, typer.Argument(help="A company's or party's id, as `firstcall list` and `firstcall review` show it.")
    ],
    right: Annotated[str, typer.Argument(help="The other's id.")],
    same: Annotated[bool | None, typer.Option("--same/--not-same", help="Whether they are the same company.")] = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="Take back what was said of them: evidence decides.")
    ] = False,
    why: Annotated[str, typer.Option(help="Why, in your own words.")] = "",
    data: Data = DATA,
) -> None:
    """Say whether two companies are the same. Your word always wins, and counts from the next night on."""
    from leads import decisions

    if (same is None) is not forget:
        raise WrongUse("say one thing of them: --same, --not-same or --forget")
    if left == right:
        raise WrongUse("name two ids: a company is always the same as itself")
    decisions.open_decisions(data)
    decisions.judge(left, right, same, by=getpass.getuser(), why=why)
    said = (
        f"what was said of {left} and {right} is taken back"
        if forget
        else f"{left} {'is' if same else 'is not'} {right}"
    )
    console.print(f"noted: {said}; it counts from the next night on")


def suppress(
    kind: Annotated[str, typer.Argument(help="What it is: company, number, domain, phone or email.")],
    value: Annotated[str, typer.Argument(help="The company's id, REGISTER:number, domain, phone or e-mail address.")],
    why: Annotated[str, typer.Option(help="Why, in your own words.")] = "",
    data: Data = DATA,
) -> None:
    """Never show or send somebody again: no list and no CRM push carries them from now on."""
    from leads import decisions

    decisions.open_decisions(data)
    kinds = decisions.models.Suppression.Kind.values
    if kind not in kinds:
        raise WrongUse(f"there is no suppression of a {kind!r}; choose one of {', '.join(kinds)}")
    decisions.suppress(kind, value, by=getpass.getuser(), why=why)
    console.print(f"noted: this {kind} is suppressed from now on")


@profile.command("check")
def check(
    names: Annotated[list[str] | None, typer.Argument(help="Names of profiles; without them all.")] = None,
    folder: Annotated[
        Path, typer.Option(envvar="FIRSTCALL_PROFILES", help="The folder of ideal-client profiles.")
    ] = PROFILES,
) -> None:
    """Check the profiles: one line for each good one, one for each mistake, with the line it stands in."""
    from pipelines.score.check import check as checked

    found = checked(folder, names or [])
    for line in found.lines:
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(0 if found.ok else 2)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("judge")(judge)
    app.command("suppress")(suppress)
    app.add_typer(profile, name="profile")
