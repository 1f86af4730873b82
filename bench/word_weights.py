"""Writes the word statistics that are shipped, from names of real registers, tenders and lists (no labels, no person).

    python bench/word_weights.py FOLDER [--write]

FOLDER: the samples: Companies House (CSV), Prozorro (JSON lines), ЕГРЮЛ (XML), lists of companies (CSV, JSON). Words of fewer than three
names are left out. Without `--write` only the commonest words are shown.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipelines.link.names import normalise
from pipelines.link.word_weights import DEFAULT, WordWeights

SEEN = 3
"""Names that a word must stand in to be kept."""

ROLES = ("procuringEntity", "identifier", "supplier", "buyer", "suppliers", "tenderers", "parties", "buyers")
"""Keys of Prozorro below which a name is that of an organisation."""

_TITLE = re.compile(
    r'"(?:title|company_name|companyName|nom_complet|conformedName|entityName|name)"\s*:\s*"([^"\\]{3,120})"'
)
_EGRUL = re.compile(r'НаимЮЛ(?:Полн|Сокр)="([^"]+)"')


def names(folder: Path) -> Iterator[str]:
    """All names of the samples, some more than once."""
    for file in (*folder.glob("uk_companies_house/*.csv"), *folder.glob("startup_lists/*.csv")):
        with file.open(encoding="utf-8", errors="replace", newline="") as handle:
            for row in csv.DictReader(handle):
                yield next(
                    (
                        row[column]
                        for column in ("CompanyName", "name", "company_name", "Name", "Security")
                        if row.get(column)
                    ),
                    "",
                )
    for file in folder.glob("prozorro/*.jsonl.gz"):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield from _organisations(json.loads(line))
    for file in folder.glob("ru_egrul/*.xml"):
        raw = file.read_bytes()
        yield from _EGRUL.findall(raw.decode("windows-1251" if b"windows-1251" in raw[:200] else "utf-8", "replace"))
    for source in ("us_sec", "vacancies_simplify", "fr_recherche_entreprises", "hh"):
        for file in sorted((folder / source).glob("*")):
            yield from _TITLE.findall(file.read_text("utf-8", errors="replace"))


def _organisations(node: Any, within: str = "") -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _organisations(item, within)
    elif isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, str):
                if key.startswith("legalName") or (key in ("name", "name_en") and within in ROLES):
                    yield value
            else:
                yield from _organisations(value, key)


def main() -> None:
    """Count, show, and write if told to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    distinct = sorted(
        {" ".join(name.replace("&quot;", '"').split()) for name in names(given.folder) if 2 < len(name) < 200}
    )
    weights = WordWeights.of(normalise(pa.array(distinct))).common(SEEN)
    commonest = sorted(weights.counts, key=lambda word: -weights.counts[word])[:20]
    print(f"{weights.names:,} names, {len(weights.counts):,} words; commonest: {', '.join(commonest)}")
    if given.write:
        DEFAULT.write_text(weights.to_json() + "\n", "utf-8")


if __name__ == "__main__":
    main()
