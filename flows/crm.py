"""Commands of the CRM sync: is it set up, what would a push change, push, and read back what became of the leads."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from flows.failures import DONE, FAILED, WrongUse

if TYPE_CHECKING:
    from leads.sheets.draft import ListDraft
    from pipelines.deliver.crm.connection import Connection
    from pipelines.deliver.crm.rehearsal import Diff

Data = Annotated[Path, typer.Option(envvar="FIRSTCALL_DATA", help="The folder where everything is kept.")]
Name = Annotated[str, typer.Argument(help="Name of the profile whose current list is meant.")]
Crm = Annotated[str | None, typer.Option("--crm", help="Which connection of crm.toml; not needed where there is one.")]
Language = Annotated[
    str | None, typer.Option(help="Language of the texts: en, ru or uk. Default: that of the connection.")
]
DATA = Path("data")
SHOWN = 40
"""Lines of detail that are printed."""
console = Console()
errors = Console(stderr=True)
crm = typer.Typer(no_args_is_help=True, help="Exchange leads with the CRM.")


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(crm, name="crm")


@crm.command("check")
def check(name: Crm = None, data: Data = DATA) -> None:
    """Sign in to the CRM and see that all fields we write are there. Writes nothing; with several CRMs, checks each."""
    from pipelines.deliver.crm.connections import choose, connections, open_crm

    found = connections(data)
    for each in [choose(found, name)] if name or not found else found.values():
        with closing(open_crm(each)) as opened:
            opened.check()
            nightly = f"; every night pushes {', '.join(each.nightly)}" if each.nightly else ""
            _say(f"{each.name}: ready; it takes {', '.join(_plural(kind) for kind in opened.kinds)}{nightly}")


@crm.command("diff")
def diff(profile: Name, name: Crm = None, language: Language = None, data: Data = DATA) -> None:
    """Show what a push would change in the CRM, field by field. Writes nothing, neither there nor here."""
    from pipelines.deliver.crm.connections import open_crm
    from pipelines.deliver.crm.rehearsal import diff as compared

    connection, draft = _prepared(profile, name, language, data)
    with closing(open_crm(connection)) as opened:
        told = compared(draft, opened, language or connection.language, terms=connection.terms, progress=_progress)
    _say(f"would be: {told.report.as_line()}")
    _show(told, draft)
    raise typer.Exit(FAILED if told.report.stopped else DONE)


@crm.command("push")
def push(
    profile: Name,
    name: Crm = None,
    language: Language = None,
    approve: Annotated[
        bool, typer.Option("--approve", help="Go on although the push is larger than it may be unasked.")
    ] = False,
    data: Data = DATA,
) -> None:
    """Write the current list of a profile into the CRM: a company and an opportunity for each lead.

    What people changed, closed, merged or deleted there stays. First reads back who asked not to be called. Which CRM is
    said in crm.toml in the data folder; a single Tryton may be named by FIRSTCALL_TRYTON_URL (https://HOST/DATABASE),
    FIRSTCALL_TRYTON_USER, FIRSTCALL_TRYTON_PASSWORD.
    """
    from pipelines.deliver.crm.connections import open_crm
    from pipelines.deliver.crm.engine import push as pushed

    connection, draft = _prepared(profile, name, language, data)
    texts = language or connection.language
    with closing(open_crm(connection)) as opened:
        report = pushed(
            draft, opened, texts, connection.pace.clock, connection.terms, approved=approve, progress=_progress
        )
    _say(report.as_line())
    if report.outcomes and report.outcomes.read:
        _say(report.outcomes.as_line())
    names = _names(draft)
    for our_id, why in list(report.rejected.items())[:SHOWN]:
        _say(f"  refused: {names.get(our_id, our_id)}: {why}")
    raise typer.Exit(DONE if report.complete else FAILED)


@crm.command("pull")
def pull(name: Crm = None, data: Data = DATA) -> None:
    """Read back from the CRM which leads were won, lost or taken up, and who asked not to be called."""
    from leads import decisions
    from pipelines.deliver.crm.connections import choose, connections, open_crm
    from pipelines.deliver.crm.engine import pull as pulled

    decisions.open_decisions(data)
    connection = choose(connections(data), name)
    with closing(open_crm(connection)) as opened:
        report = pulled(opened, connection.pace.clock, connection.terms)
    _say(report.as_line())
    raise typer.Exit(FAILED if report.stopped else DONE)


def _prepared(profile: str, name: str | None, language: str | None, data: Path) -> tuple[Connection, ListDraft]:
    from leads import decisions
    from leads.profile import LANGUAGES
    from pipelines.deliver.crm.connections import choose, connections
    from pipelines.deliver.publish import current_list, load

    if language is not None and language not in LANGUAGES:
        raise WrongUse(f"there are no texts in {language!r}; languages are {', '.join(LANGUAGES)}")
    decisions.open_decisions(data)
    connection = choose(connections(data), name)
    row = current_list(profile)
    if row is None:
        raise WrongUse(f"no list of {profile!r} was published: run `firstcall night`")
    return connection, load(row)


def _show(told: Diff, draft: ListDraft) -> None:
    """New records by name, changes field by field, and what stays as people edited it."""
    names, lines = _names(draft), list[str]()
    made = sorted(
        {each.our_id for each in told.differences if each.why == "created"}, key=lambda each: names.get(each, each)
    )
    lines += [f"  new: {names.get(our_id, our_id)}" for our_id in dict.fromkeys(made)]
    for each in told.differences:
        who = names.get(each.our_id, each.our_id)
        if each.why == "updated":
            lines.append(f"  {who}: {each.kind} {each.field}: {_short(each.old)} → {_short(each.new)}")
        elif each.why == "kept":
            lines.append(f"  {who}: {each.kind} {each.field} stays as edited there: {_short(each.old)}")
        elif each.why in {"tombstone", "withdrawn"}:
            lines.append(f"  {who}: {each.kind} {each.new}")
    for line in lines[:SHOWN]:
        _say(line)
    if len(lines) > SHOWN:
        _say(f"  … and {len(lines) - SHOWN} more")


def _names(draft: ListDraft) -> dict[str, str]:
    return {lead.company_id: lead.name for lead in draft.leads} | {lead.lead_id: lead.name for lead in draft.leads}


def _plural(kind: str) -> str:
    return "companies" if kind == "company" else "opportunities" if kind == "opportunity" else f"{kind}s"


def _short(value: str) -> str:
    line = " ".join(value.split())
    return repr(line if len(line) <= SHOWN else line[:SHOWN] + "…")


def _say(line: str) -> None:
    console.print(line, highlight=False, markup=False, soft_wrap=True)


def _progress(line: str) -> None:
    errors.print(line, style="dim", highlight=False, markup=False, soft_wrap=True)
