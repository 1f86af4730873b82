"""Names normalised a second on one core, beside cleanco (Python) and rigour's `remove_org_types` (Rust) on the same names in the same run.

    python bench/names.py [--names 300000] [FILE.csv ...]

FILE: any with a column `name` (or `name_a`, `name_b`); without one, a synthetic register of that many names is made. Ours answers nine
columns (key, words, acronyms, …) where the others strip a legal form. rigour is measured where it is installed; cleanco on a part of the
names, because it is slow. Goal: 150,000 names a second.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from leads.kinds.lexicon import lexicon
from leads.kinds.parts import rows
from pipelines.link.names import normalise

GOAL = 150_000
SLOW = 20_000
"""Names that cleanco is given."""


def made(count: int) -> list[str]:
    """A register: words of organisations, towns and made-up names of two scripts, with legal forms; one word in three is seldom."""
    dice = random.Random(7)  # noqa: S311 - synthetic names
    concepts = [word for row in rows("organisation_words") for word in row["words"].split("|")[:6] if word.isalpha()]
    towns = [word for row in rows("place_words") for word in row["words"].split("|")[:3] if word.isalpha()]
    forms = [
        "LLC",
        "Ltd",
        "GmbH",
        "Inc.",
        "ТОВ",
        "ООО",
        "АО",
        "Limited",
        "Sp. z o.o.",
        "Товариство з обмеженою відповідальністю",
    ]
    scripts = ("ka ro mi ten val dor an sel bri son lu".split(), "ви кор та ден ол пре сан тех ма ри го".split())
    common = ["".join(dice.choices(dice.choice(scripts), k=3)).title() for _ in range(5000)]
    found = []
    for _ in range(count):
        own = dice.choice(common) if dice.random() < 0.67 else "".join(dice.choices(dice.choice(scripts), k=4)).title()
        parts = [own, dice.choice(concepts).title()]
        if dice.random() < 0.3:
            parts.append(dice.choice(towns).title())
        form = dice.choice(forms)
        found.append(f'{form} "{" ".join(parts)}"' if dice.random() < 0.4 else f"{' '.join(parts)} {form}")
    return found


def read(files: list[Path]) -> list[str]:
    """All names of the files."""
    found = []
    for file in files:
        with file.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                found += [row[column] for column in ("name", "name_a", "name_b") if row.get(column)]
    return found


def speed(work: Callable[[], object], count: int) -> float:
    """Names a CPU second."""
    began = time.process_time()
    work()
    return count / max(time.process_time() - began, 1e-9)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--names", type=int, default=300_000)
    given = parser.parse_args()
    names = read(given.files) or made(given.names)
    column = pa.array(names)
    lexicon()
    pa.set_cpu_count(1)
    ours = speed(lambda: normalise(column), len(names))
    again = speed(lambda: normalise(column), len(names))
    print(f"names: {len(names):,}, distinct {len(set(names)):,}")
    print(
        f"normalise: {ours:,.0f} names/s ({again:,.0f} once the words are known); goal {GOAL:,}: {'met' if ours >= GOAL else 'missed'}"
    )
    try:
        from cleanco import basename

        few = names[:SLOW]
        theirs = speed(lambda: [basename(name) for name in few], len(few))
        print(f"cleanco basename: {theirs:,.0f} names/s; ours {ours / theirs:.1f} times as many")
    except ImportError:
        print("cleanco: not installed")
    try:
        from rigour._core import remove_org_types

        part = [name.casefold() for name in names]
        remove_org_types(part[0], 0, 0, "")
        theirs = speed(lambda: [remove_org_types(name, 0, 0, "") for name in part], len(part))
        print(
            f"rigour remove_org_types (Rust, this one step): {theirs:,.0f} names/s; ours {ours / theirs:.2f} times as many"
        )
    except ImportError:
        print("rigour: not installed (`pip install --no-deps rigour` is enough for this)")


if __name__ == "__main__":
    main()
