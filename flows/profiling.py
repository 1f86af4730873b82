"""Commands that make a profile and try a changed one: `firstcall profile new` and `firstcall profile compare`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.failures import WrongUse

Data = Annotated[Path, typer.Option(envvar="FIRSTCALL_DATA", help="The folder where everything is kept.")]
DATA = Path("data")
PROFILES = Path(__file__).resolve().parent.parent / "profiles"
console = Console()
errors = Console(stderr=True)


def compare(
    old: Annotated[Path, typer.Argument(help="The profile as it is: a TOML file.")],
    new: Annotated[Path, typer.Argument(help="The profile as it might be: a TOML file.")],
    data: Data = DATA,
    top: Annotated[int, typer.Option(help="How many moves to show.")] = 25,
) -> None:
    """Show who would move up and down, come and go with another version of a profile, on the facts of the last night."""
    from flows.trying import placed
    from leads import decisions
    from pipelines.score.compare import as_line, moves
    from pipelines.score.profiles import load_profile

    versions = [replace(load_profile(path), name=side) for path, side in ((old, "old"), (new, "new"))]
    decisions.open_decisions(data)
    lists, names = placed(data, versions, _tell)
    found = moves(lists["old"], lists["new"], max(len(each) for each in lists.values()))
    console.print(as_line(found), highlight=False)
    table = Table("company", "was", "is", "points", "because", box=None, padding=(0, 1), header_style="bold")
    for move in [each for each in found if each.way != "stays"][:top]:
        before, after = move.before, move.after
        because = ", ".join(f"{word} {change:+d}" for word, change in move.changed.items()) or "others moved"
        table.add_row(
            escape(names.get(move.company_id, move.company_id)),
            str(before.rank) if before else "–",
            str(after.rank) if after else "–",
            f"{before.points if before else 0} → {after.points if after else 0}",
            because,
        )
    console.print(table)


def make(
    name: Annotated[str, typer.Argument(help="The name of the profile: small letters, digits and _.")],
    sells: Annotated[str | None, typer.Option(help="What you sell.")] = None,
    where: Annotated[str | None, typer.Option(help='Countries or regions, as "UA-46, GB".')] = None,
    industries: Annotated[
        str | None, typer.Option(help='What your clients do: NACE codes or words, as "14, 15" or "textile".')
    ] = None,
    needs: Annotated[
        str | None, typer.Option(help='Words that show a need, or CPV codes, as "швач*, seamstress, 181".')
    ] = None,
    quota: Annotated[int | None, typer.Option(min=1, help="How many calls the team makes on a day.")] = None,
    folder: Annotated[
        Path, typer.Option(envvar="FIRSTCALL_PROFILES", help="The folder of ideal-client profiles.")
    ] = PROFILES,
) -> None:
    """Make a profile by five questions (or options); what was answered becomes a file to edit by hand."""
    from pipelines.score.check import check
    from pipelines.score.draft import Answers, drafted, industries_named, parted

    if not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", name):
        raise WrongUse(f"{name!r} cannot be a profile's name: write small letters, digits and _, such as cleaning_lviv")
    path = folder / f"{name}.toml"
    if path.exists():
        raise WrongUse(f"there is a profile {path} already; edit it, or choose another name")
    what = sells or typer.prompt("1. What do you sell?")
    places = parted(where or typer.prompt("2. Where? Countries or regions, such as UA-46, GB"))
    to_whom = (
        industries
        if industries is not None
        else typer.prompt("3. To whom? NACE codes or words, such as 14 or textile", default="")
    )
    signs = parted(
        needs
        if needs is not None
        else typer.prompt("4. What shows the need? Words of vacancies and news, or CPV codes", default="")
    )
    calls = quota or typer.prompt("5. How many calls a day?", type=int, default=20)
    codes = [sign for sign in signs if re.fullmatch(r"\d{2,8}", sign)]
    words = [sign for sign in signs if sign not in codes]
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(drafted(Answers(what, places, industries_named(to_whom), words, codes, calls)), "utf-8")
    checked = check(folder, [name])
    if not checked.ok:
        path.unlink()
        raise WrongUse("; ".join(_unplaced(checked.lines)))
    console.print(
        f"{path} is written; edit it, then run `firstcall night`", highlight=False, markup=False, soft_wrap=True
    )
    for line in checked.lines:
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def _tell(text: str) -> None:
    errors.print(text, style="dim", highlight=False, markup=False, soft_wrap=True)


def _unplaced(lines: Sequence[str]) -> list[str]:
    """Complaints without file and line: nobody has seen that file."""
    return [re.sub(r"^\S+ line \d+: ", "", line) for line in lines]


def register(profile: typer.Typer) -> None:
    """Add these commands to `firstcall profile`."""
    profile.command("compare")(compare)
    profile.command("new")(make)
