"""Answers become a sealed crawl: checked, freed of personal values, stamped, written, and proved by a manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from leads.declaration import Declaration
from leads.landing import CrawlFile, Manifest, Outcome, crawl_id
from leads.privacy import protect
from leads.run import Run
from leads.vault import Vault
from pipelines.enrich.client import ClientError, RefusedError


@dataclass(frozen=True)
class Answered:
    """One question, when it was answered, the listings it gave, and what became of it."""

    question: str
    at: datetime
    rows: list[dict[str, Any]]
    became: str


def land(
    run: Run,
    declaration: Declaration,
    started_at: datetime,
    ended_at: datetime,
    answered: list[Answered],
    trouble: ClientError | None,
) -> tuple[int, int]:
    """Land answers as one crawl of a finder; returns (listings landed, listings refused).

    The manifest's state holds every question and what became of it: that is the finder's memory.
    """
    crawl = crawl_id(started_at)
    refused: Counter[str] = Counter(each.became for each in answered if not each.rows)
    kept = [(each.at, row) for each in answered for row in each.rows if _whole(row, declaration, refused)]
    with ExitStack() as stack:
        vault: list[Vault] = []

        def tokens(values: Iterable[str]) -> Mapping[str, str]:
            if not vault:
                vault.append(stack.enter_context(Vault(run.data)))
            return vault[0].tokens(values)

        reasons = protect([row for _, row in kept], declaration.kind, tokens)
    refused.update(reason for reason in reasons if reason is not None)
    kept = [pair for pair, reason in zip(kept, reasons, strict=True) if reason is None]
    file = CrawlFile(run.landing, declaration.name, crawl)
    if kept:
        with file:
            for at, row in kept:
                file.write([row], at.isoformat(timespec="seconds"))
    else:
        file.discard()
    run.landing.seal(
        Manifest(
            source=declaration.name,
            crawl=crawl,
            outcome=_outcome(bool(kept), trouble),
            reason=str(trouble or ""),
            file=file.name if kept else None,
            sha256=file.sha256 or None,
            bytes=file.bytes,
            listings=file.listings,
            refused=dict(sorted(refused.items())),
            filled=dict(sorted(Counter(name for _, row in kept for name in _filled(row)).items())),
            started_at=started_at,
            ended_at=ended_at,
            state={"asked": {each.question: each.became for each in answered}},
            requests=len(answered),
            revision=_revision(),
            declaration=declaration,
        )
    )
    return len(kept), sum(len(each.rows) for each in answered) - len(kept)


def _outcome(landed: bool, trouble: ClientError | None) -> Outcome:
    if trouble is None:
        return Outcome.complete if landed else Outcome.empty
    if landed:
        return Outcome.partial
    return Outcome.blocked if isinstance(trouble, RefusedError) else Outcome.broken


def _whole(row: Mapping[str, Any], declaration: Declaration, refused: Counter[str]) -> bool:
    """Whether a listing has its mandatory fields; the first one missing is counted."""
    first = row["parties"][0] if row.get("parties") else {}
    for name in declaration.mandatory:
        if not (first.get(name[6:]) if name.startswith("party.") else row.get(name)):
            refused[f"missing {name}"] += 1
            return False
    return True


def _filled(row: Mapping[str, Any]) -> set[str]:
    """The fields a listing fills, as manifests count them."""
    named = {name for name in row if name not in ("parties", "line")}
    return named | {f"party.{name}" for party in row["parties"] for name in party if name not in ("role", "subject")}


def _revision() -> str:
    try:
        return version("firstcall")
    except PackageNotFoundError:
        return ""
