"""Commands that write down what a person decided: who is the same company, who must not be called; and the push to a CRM."""

from __future__ import annotations

import getpass
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows.failures import DONE, FAILED, WrongUse

Data = Annotated[Path, typer.Option(envvar="FIRSTCALL_DATA", help="The folder where everything is kept.")]
DATA = Path("data")
PROFILES = Path(__file__).resolve().parent.parent / "profiles"
console = Console()
profile = typer.Typer(no_args_is_help=True, help="Look after the ideal-client profiles.")
crm = typer.Typer(no_args_is_help=True, help="Exchange leads with the CRM.")


def judge(
    left: Annotated[str, typer.Argument(help="A company's id, as `firstcall list` shows it.")],
    right: Annotated[str, typer.Argument(help="The other company's id.")],
    same: Annotated[bool, typer.Option("--same/--not-same", help="Whether they are the same company.")],
    why: Annotated[str, typer.Option(help="Why, in your own words.")] = "",
    data: Data = DATA,
) -> None:
    """Say whether two companies are the same. Your word always wins, and counts from the next night on."""
    from leads import decisions

    decisions.open_decisions(data)
    decisions.judge(left, right, same, by=getpass.getuser(), why=why)
    console.print(f"noted: {left} {'is' if same else 'is not'} {right}; it counts from the next night on")


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


@crm.command("push")
def push(
    name: Annotated[str, typer.Argument(help="Name of the profile whose current list is pushed.")],
    language: Annotated[str, typer.Option(help="Language of the texts: en, ru or uk.")] = "en",
    data: Data = DATA,
) -> None:
    """Write the current list of a profile into the CRM: a company and an opportunity for each lead.

    What people changed there stays. Settings: FIRSTCALL_TRYTON_URL (https://HOST/DATABASE), FIRSTCALL_TRYTON_USER,
    FIRSTCALL_TRYTON_PASSWORD.
    """
    from leads import decisions
    from leads.profile import LANGUAGES
    from pipelines.deliver.crm.engine import push as pushed
    from pipelines.deliver.crm.tryton import Tryton
    from pipelines.deliver.publish import current_list, load

    if language not in LANGUAGES:
        raise WrongUse(f"there are no texts in {language!r}; languages are {', '.join(LANGUAGES)}")
    decisions.open_decisions(data)
    row = current_list(name)
    if row is None:
        raise WrongUse(f"no list of {name!r} was published: run `firstcall night`")
    with closing(Tryton.from_environment()) as tryton:
        report = pushed(load(row), tryton, language)
    console.print(report.as_line(), highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(DONE if report.complete else FAILED)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("judge")(judge)
    app.command("suppress")(suppress)
    app.add_typer(profile, name="profile")
    app.add_typer(crm, name="crm")
