"""Commands about who is who: why two companies are (not) one, the queue of doubtful pairs, and taking a merge apart."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from flows.failures import WrongUse

Data = Annotated[Path, typer.Option(envvar="FIRSTCALL_DATA", help="The folder where everything is kept.")]
Language = Annotated[str, typer.Option(help="Language of the texts: en, ru or uk.")]
Profile = Annotated[str | None, typer.Option(help="Name of the profile, where a rank is meant.")]
DATA = Path("data")
WHO = "A company: its id, a lead's id, a rank with --profile, REGISTER:number, or its name; or a party's id."
console = Console()


def why(
    left: Annotated[str, typer.Argument(help=WHO)],
    right: Annotated[
        str | None, typer.Argument(help="The other one; without it: what the company was made of.")
    ] = None,
    profile: Profile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, as the portal's waterfall takes it.")] = False,
    language: Language = "en",
    data: Data = DATA,
) -> None:
    """Show why two companies are, or are not, one: the evidence for and against, its sum, and what decided.

    With one company: everything that was merged into it, and why.
    """
    from flows.finding import named, one_shard, shards
    from leads import decisions
    from pipelines.link.why import why as explained
    from pipelines.link.why_members import members_of

    _known(language)
    decisions.open_decisions(data)
    with shards(data) as facts:
        if right is None:
            country, company = named(facts, left, profile)
            _show_members(company, members_of(facts[country], [company]).get(company, []), as_json, language)
            return
        store, one, other = one_shard(facts, left, right, profile)
        found = explained(store, one, other, decisions.judgements())
    if found is None:
        raise WrongUse(f"{left} and {right} are the same party: there is nothing to compare")
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        return
    _say(found.sentence[language], bold=True)
    for side in (found.left, found.right):
        _say(f"  {side.company_id}  {side.name}  ({side.party_id})")
    for row in found.rows:
        _say(f"  {row.weight:+6g}  {row.text[language]}")
    if found.rows:
        _say(f"  {found.total:+6g}  sum; {found.threshold:g} join; probability {found.probability:.0%}")
    for step in found.way:
        _say(f"  {step.name} ({step.party_id}) → {step.other_name} ({step.other}): {step.text[language]}")


def review(
    data: Data = DATA,
    country: Annotated[str | None, typer.Option(help="Only of this country.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many pairs to show.")] = 20,
    decided: Annotated[bool, typer.Option("--decided", help="Show those that were decided instead.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Language = "en",
) -> None:
    """Show the pairs of companies that may be one: those on a list first, then the likeliest. `firstcall judge` decides them."""
    from leads import decisions

    _known(language)
    decisions.open_decisions(data)
    model = decisions.models.ReviewPair
    pairs = model.objects.filter(state=model.State.DECIDED if decided else model.State.OPEN)
    pairs = pairs.filter(country=country.upper()) if country else pairs
    shown = list(pairs[:limit])
    if as_json:
        typer.echo(json.dumps([_plain(each) for each in shown], ensure_ascii=False, indent=2, default=str))
        return
    number = pairs.count()
    what = f"{number:,} pairs were decided" if decided else f"{number:,} doubtful pairs to look at"
    _say(
        what + ("" if decided or not number else ": decide with `firstcall judge LEFT RIGHT --same` or `--not-same`"),
        bold=True,
    )
    for each in shown:
        said = "" if each.same is None else f"  {'same' if each.same else 'not the same'}, {each.by}"
        _say(f"{each.left_party} {each.right_party}  {each.probability:.0%}  {each.why[language]}{said}")
        for side in (each.left, each.right):
            words = (side["names"][:2], side["places"][:1], side["numbers"][:2], side["websites"][:1], side["sources"])
            _say("    " + " | ".join(" / ".join(values) for values in words if values))
        _say("    " + ", ".join(f"{row['text'][language]} {row['weight']:+g}" for row in each.evidence))


def unmerge(
    left: Annotated[str, typer.Argument(help=WHO)],
    right: Annotated[
        str, typer.Argument(help="What shall leave it: a party's id or the id of a company merged into it.")
    ],
    why: Annotated[str, typer.Option(help="Why, in your own words.")] = "",
    data: Data = DATA,
) -> None:
    """Take a merge apart. A person's "same" is taken back, and everything is as before; a machine's merge is forbidden for good."""
    from leads import decisions

    if left == right:
        raise WrongUse("name two ids: the company, and what shall leave it")
    decisions.open_decisions(data)
    taken_back = decisions.word_on(left, right) is True
    decisions.judge(left, right, None if taken_back else False, by=getpass.getuser(), why=why)
    done = "the word that they are the same is taken back" if taken_back else f"{left} is not {right}"
    _say(f"noted: {done}; it counts from the next night on")


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("why")(why)
    app.command("review")(review)
    app.command("unmerge")(unmerge)


def _show_members(company: str, rows: list[dict[str, Any]], as_json: bool, language: str) -> None:
    if as_json:
        typer.echo(json.dumps({"company_id": company, "members": rows}, ensure_ascii=False, indent=2))
        return
    parties, sources = sum(row["seen"] for row in rows), sorted({row["source"] for row in rows})
    _say(f"{company} is made of {parties:,} parties of {', '.join(sources)}", bold=True)
    for row in rows:
        other = f" as {row['other']}" if row["other"] else ""
        times = f"{row['seen']:,} × " if row["seen"] > 1 else ""
        _say(
            f"  {row['party_id']}  {times}{row['name']}  [{row['source']}, {row['role']}]  {row['why'][language]}{other}"
        )


def _plain(pair: Any) -> dict[str, Any]:
    return {field.name: getattr(pair, field.name) for field in pair._meta.fields if field.name != "id"}


def _known(language: str) -> None:
    from leads.profile import LANGUAGES

    if language not in LANGUAGES:
        raise WrongUse(f"there are no texts in {language!r}; languages are {', '.join(LANGUAGES)}")


def _say(text: str, bold: bool = False) -> None:
    console.print(text, style="bold" if bold else None, highlight=False, markup=False, soft_wrap=True)
