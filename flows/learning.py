"""Commands that learn: `firstcall profile learn` (from clients, or from a labelled file) and `firstcall profile outcomes`."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import duckdb
import numpy as np
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Shown

from flows.failures import WrongUse

Data = Annotated[Path, typer.Option(envvar="FIRSTCALL_DATA", help="The folder where everything is kept.")]
Folder = Annotated[Path, typer.Option(envvar="FIRSTCALL_PROFILES", help="The folder of ideal-client profiles.")]
DATA = Path("data")
PROFILES = Path(__file__).resolve().parent.parent / "profiles"
BEST = 30
"""With so many best clients, only they are the example."""

console = Console()
errors = Console(stderr=True)


def learn(
    name: Annotated[str, typer.Argument(help="The name of the profile to write: small letters, digits and _.")] = "",
    customers: Annotated[
        str, typer.Option(help='"mine": the clients you imported; or a CSV file with a column company_id.')
    ] = "mine",
    sells: Annotated[str, typer.Option(help="What you sell, for the profile's heading.")] = "",
    quota: Annotated[int, typer.Option(min=1, help="How many calls the team makes on a day.")] = 20,
    replace_it: Annotated[bool, typer.Option("--replace", help="Write over a profile of that name.")] = False,
    file: Annotated[Path | None, typer.Option(help="Learn from a labelled CSV file instead; needs --target.")] = None,
    target: Annotated[str, typer.Option(help="Its column with the outcome.")] = "",
    positive: Annotated[str | None, typer.Option(help="The outcome that is good. Default: the word for yes.")] = None,
    time: Annotated[
        str | None, typer.Option(help="Its column that says when a lead came in; ROW: the file's order.")
    ] = None,
    keep: Annotated[str, typer.Option(help="Columns to keep though they look as if filled after the contact.")] = "",
    score: Annotated[
        Path | None, typer.Option(help="New leads with the same columns: a CSV file to be scored.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where the scored leads go. Default: beside them.")] = None,
    folder: Folder = PROFILES,
    data: Data = DATA,
) -> None:
    """Learn a profile from your clients against all companies, or score leads by a labelled file with any columns."""
    if file is not None:
        _from_file(file, target, positive, time, frozenset(c.strip() for c in keep.split(",") if c.strip()), score, out)
        return
    from flows.trying import last_day, shards
    from leads import decisions
    from pipelines.score.check import check
    from pipelines.score.learn.card import TooFewClients, card
    from pipelines.score.learn.register import read_register
    from pipelines.score.learn.written import Setting, written

    if not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", name):
        raise WrongUse("say how the profile is to be called: small letters, digits and _, such as like_our_best")
    path = folder / f"{name}.toml"
    if path.exists() and not replace_it:
        raise WrongUse(f"there is a profile {path} already; choose another name, or say --replace")
    decisions.open_decisions(data)
    with shards(data) as stores:
        clients, what = _clients(customers, stores)
        try:
            learned = card(read_register(stores, clients, last_day(), _tell))
        except TooFewClients as error:
            raise WrongUse(str(error)) from error
    countries = sorted(country for country, ids in clients.items() if ids)
    told = sells or "Companies like our clients"
    text = written(learned, Setting(told, told, countries, quota, what))
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    checked = check(folder, [name])
    _version(name, path, "clients", learned.clients)
    words = len({line.word for line in learned.lines})
    _say(
        f"{path} is written: {words} signals learned from {learned.clients} clients against {learned.companies:,} companies; "
        "edit it, then run `firstcall night`"
    )
    for line in checked.lines:
        _say(line)
    raise typer.Exit(0 if checked.ok else 2)


def outcomes(
    name: Annotated[str, typer.Argument(help="The profile whose leads were marked.")],
    file: Annotated[
        Path | None, typer.Option(help="First note what this CSV or workbook says: lead, won or lost, day.")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write the new points into the profile's file.")] = False,
    top: Annotated[int, typer.Option(help="How many moved leads to list.")] = 25,
    folder: Folder = PROFILES,
    data: Data = DATA,
) -> None:
    """Re-weigh a profile by what became of its leads: won, lost, good, bad. Shows which leads that moves; --apply keeps it."""
    from flows.trying import placed
    from leads import decisions
    from leads.decisions import models
    from pipelines.score.compare import Way, moves
    from pipelines.score.learn.marks import marked
    from pipelines.score.learn.outcomes import learned
    from pipelines.score.learn.reweigh import reweighed
    from pipelines.score.profiles import load_profile, paths

    (path,) = paths(folder, [name])
    decisions.open_decisions(data)
    # a night's look at outcomes has no text: it re-weighs nothing
    last = models.ProfileVersion.objects.filter(profile=name, origin="outcomes").exclude(text="").last()
    if file is not None:
        _noted(file, name)
    marks = marked(name)
    if not marks:
        raise WrongUse(f"nobody marked a lead of {name!r} as good, bad, won or lost yet")
    found = learned(marks)
    text = path.read_text(encoding="utf-8")
    new = reweighed(text, found.factors)
    draft = path.with_name(f".{name}.reweighed.toml")
    try:
        draft.write_text(new, encoding="utf-8")
        versions = [replace(load_profile(each), name=side) for each, side in ((path, "old"), (draft, "new"))]
    finally:
        draft.unlink(missing_ok=True)
    lists, names = placed(data, versions, _tell)
    moved = [m for m in moves(lists["old"], lists["new"], max(map(len, lists.values()))) if m.way is not Way.stays]
    fresh = max(sum(mark.at > last.at for mark in marks), found.marks - last.examples) if last else found.marks
    _say(
        f"your {fresh} {'new ' if last else ''}marks ({found.marks} in all) {'moved' if apply else 'would move'} {len(moved)} leads"
    )
    if found.error is not None and found.auc_before is not None and found.auc_after is not None:
        _say(
            f"the newest marks were ranked by the old points with AUC {found.auc_before:.2f}, re-weighed {found.auc_after:.2f}"
        )
    _say(found.why or f"chances may be shown: the last forward window's calibration error is {found.error:.3f}")
    for word, factor in sorted(found.factors.items(), key=lambda item: (-abs(item[1] - 1), item[0])):
        _say(f"  {word}: points × {factor:.2f}")
    shown = Shown("company", "was", "is", "points", *(["chance"] if found.chance else []), box=None, padding=(0, 1))
    for move in moved[:top]:
        points = move.after.points if move.after else 0
        chance = [f"{found.chance.of(points):.0%}"] if found.chance else []
        was, now = (str(side.rank) if side else "–" for side in (move.before, move.after))
        shown.add_row(escape(names.get(move.company_id, move.company_id)), was, now,
                      f"{move.before.points if move.before else 0} → {points}", *chance)  # fmt: skip
    console.print(shown)
    if apply:
        path.write_text(new, encoding="utf-8")
        chance_of = found.chance
        _version(
            name, path, "outcomes", found.marks, moved=len(moved), calibration_error=found.error, note=found.why,
            slope=chance_of.slope if chance_of else None, level=chance_of.level if chance_of else None,
        )  # fmt: skip


def _noted(file: Path, name: str) -> None:
    """Note the outcomes of a file, and tell what was left out and why."""
    from pipelines.customers.tables import UnreadableFile
    from pipelines.score.learn.outcome_file import take

    try:
        taken = take(file, name, datetime.now(UTC))
    except UnreadableFile as error:
        raise WrongUse(str(error)) from error
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {(error.strerror or str(error)).lower()}") from error
    _say(taken.as_line())
    reasons = Counter((field, why) for _, field, why in taken.rejects)
    for (field, why), count in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        rows = [str(row) for row, *reason in taken.rejects if reason == [field, why]]
        _say(f"  left out, {field}: {why}: {count} (row {', '.join(rows[:5])}{' …' if count > 5 else ''})")


def _from_file(
    file: Path,
    target: str,
    positive: str | None,
    time: str | None,
    keep: frozenset[str],
    score: Path | None,
    out: Path | None,
) -> None:
    """Learn from a labelled file, tell how good it is on its newest rows, and score others."""
    from pipelines.score.learn.labelled import labelled, split
    from pipelines.score.learn.measures import measured
    from pipelines.score.learn.table import TableError, read_table
    from pipelines.score.learn.tabular import learn as learn_table

    if not target:
        raise WrongUse("say which column holds the outcome: --target COLUMN")
    try:
        data = labelled(read_table(file), target, positive)
        _tell(f"learning from {len(data.labels):,} rows, {data.labels.mean():.1%} of them {data.positive!r}")
        old, new = split(data, time)
        trial = learn_table(data.table.take(old), data.labels[old], time, keep)
        tried = measured(data.labels[new], trial.chances(data.table.take(new)))
        scorer = learn_table(data.table, data.labels, time, keep)
        _say(f"{trial.verdict}; on the {len(new):,} newest rows {tried.as_line()}")
        for finding in scorer.findings:
            _say(finding.as_line())
        if score is None:
            return
        leads = read_table(score)
        chances = scorer.chances(leads)
        _, names, parts = scorer.reasons(leads)
    except TableError as error:
        raise WrongUse(str(error)) from error
    target_file = out or score.with_name(f"{score.stem}_scored.csv")
    with target_file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow([*leads.columns, "chance" if scorer.calibration.signal else "rank_only", "reasons"])
        for row in np.argsort(-chances, kind="stable"):
            writer.writerow(
                [*(texts[row] for texts in leads.columns.values()), f"{chances[row]:.4f}", _reasons(names, parts[row])]
            )
    _say(f"{target_file} is written: {leads.rows:,} leads, the best first, each with its weightiest reasons")


def _reasons(names: Sequence[str], parts: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    order = np.argsort(-np.abs(parts), kind="stable")[:3]
    return "; ".join(f"{names[j]} {parts[j]:+.2f}" for j in order if abs(parts[j]) >= 0.005)


def _clients(customers: str, stores: Mapping[str, duckdb.DuckDBPyConnection]) -> tuple[dict[str, list[str]], str]:
    """Company ids by country, and what they are called."""
    from pipelines.score.learn.table import TableError, read_table

    found: dict[str, list[str]] = {}
    if customers != "mine":
        try:
            table = read_table(Path(customers))
        except TableError as error:
            raise WrongUse(str(error)) from error
        if "company_id" not in table.columns:
            raise WrongUse(f"{customers} has no column company_id")
        wanted = sorted({str(each) for each in table.columns["company_id"] if each})
        for country, facts in stores.items():
            rows = facts.execute(
                "SELECT company_id FROM companies WHERE list_contains($ids, company_id)", {"ids": wanted}
            )
            found[country] = sorted(row[0] for row in rows.fetchall())
        return found, "your clients"
    ours = {
        country: facts.execute(
            "SELECT company_id, bool_or(best) FROM customers WHERE company_id <> '' GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        for country, facts in stores.items()
    }
    best = sum(bool(row[1]) for each in ours.values() for row in each) >= BEST
    for country, each in ours.items():
        found[country] = [row[0] for row in each if row[1] or not best]
    if not any(found.values()):
        raise WrongUse(
            "no client of yours was found among the companies: run `firstcall customers import FILE`, then `firstcall night`"
        )
    return found, "your best clients" if best else "your clients"


def _version(name: str, path: Path, origin: str, examples: int, **others: object) -> None:
    from leads.decisions import models
    from pipelines.score.profiles import load_profile

    models.ProfileVersion.objects.create(
        profile=name, at=datetime.now(UTC), origin=origin, profile_hash=load_profile(path).hash,
        text=path.read_text(encoding="utf-8"), examples=examples, **others,
    )  # fmt: skip


def _say(text: str) -> None:
    console.print(text, highlight=False, markup=False, soft_wrap=True)


def _tell(text: str) -> None:
    errors.print(text, style="dim", highlight=False, markup=False, soft_wrap=True)


def register(profile: typer.Typer) -> None:
    """Add these commands to `firstcall profile`."""
    profile.command("learn")(learn)
    profile.command("outcomes")(outcomes)
