"""The files of a published list under `<data>/lists/<day>/`: each appears whole or not at all.

- `<profile>.csv`, `<profile>.json`: canonical, for machines; the JSON with all evidence.
- `<profile>.xlsx` in English, `<profile>.ru.xlsx`, `<profile>.uk.xlsx`: for people.
- `<profile>.excel-ru.csv`, `<profile>.excel-uk.csv`: for people whose Excel has Russian or Ukrainian settings.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from leads.chances import standing
from leads.decisions import models
from leads.sheets.columns import Sheet, own_headings
from leads.sheets.csvs import excel_ru
from leads.sheets.draft import LANGUAGES, ListDraft
from leads.sheets.xlsx import write_xlsx
from pipelines.deliver.canonical import canonical_csv, canonical_json
from pipelines.deliver.select import DeliverError


def write_files(draft: ListDraft, lists: Path) -> Path:
    """Write all files of a list; gives the folder of its day. Raises DeliverError where they cannot be written."""
    folder = lists / draft.day.isoformat()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, write in _writers(draft).items():
            _whole(folder / name, write)
    except OSError as error:
        raise DeliverError(
            f"The list {draft.profile} is published, but its files cannot be written: {error}"
        ) from error
    return folder


def sheet_of(language: str, draft: ListDraft) -> Sheet:
    """What people did with leads, as the owner and status columns show it now, the user's own columns, and what chances may be shown."""
    owners = models.Assignment.objects.values_list("company_id", "owner")
    marks = models.Mark.objects.order_by("at", "id").values_list("lead_id", "kind")
    return Sheet(
        language, dict(owners), dict(marks), own_headings(lead.custom for lead in draft.leads),
        standing(draft.profile, draft.profile_hash),
    )  # fmt: skip


def _writers(draft: ListDraft) -> dict[str, Callable[[Path], object]]:
    writers: dict[str, Callable[[Path], object]] = {
        f"{draft.profile}.csv": partial(_bytes, canonical_csv(draft)),
        f"{draft.profile}.json": partial(_bytes, canonical_json(draft)),
    }
    for language in LANGUAGES:
        sheet = sheet_of(language, draft)
        suffix = "" if language == "en" else f".{language}"
        writers[f"{draft.profile}{suffix}.xlsx"] = partial(write_xlsx, draft, sheet)
        if language != "en":
            writers[f"{draft.profile}.excel-{language}.csv"] = partial(_bytes, excel_ru(draft, sheet))
    return writers


def _bytes(content: bytes, target: Path) -> None:
    target.write_bytes(content)


def _whole(target: Path, write: Callable[[Path], object]) -> None:
    """Write through a `.part` beside the target; whoever reads the target sees the old file or the new one."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        write(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
