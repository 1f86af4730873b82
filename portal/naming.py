"""Names of companies as a table has room for them: the legal form in its usual letters."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from pathlib import Path

import leads

_TABLE = Path(leads.__file__).parent / "tables" / "legal_forms.csv"
_LONG = 12
"""Letters from which a legal form is worth shortening."""


@lru_cache(maxsize=10_000)  # the same leads are shown to everybody, and there are a thousand ways to write a legal form
def short_name(name: str) -> str:
    """'ООО "Ромашка"' of a name that begins with the whole words; any other name as it is."""
    pattern, letters = _forms()
    found = pattern.match(name)
    return f"{letters[found[1].casefold()]}{name[found.end(1) :]}" if found else name


@cache
def _forms() -> tuple[re.Pattern[str], dict[str, str]]:
    """What begins a name, and the usual letters of each: the shortest spelling of the same form in the same language."""
    spellings: dict[tuple[str, str, str], list[str]] = {}
    with _TABLE.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["place"] in {"front", "both", "any", ""}:
                spellings.setdefault((row["form"], row["country"], row["language"]), []).append(row["spelling"])
    letters: dict[str, str] = {}
    for known in spellings.values():
        short = min(known, key=len)
        if len(short) <= 5:
            letters |= {spelling.casefold(): short for spelling in known if len(spelling) >= _LONG}
    longest = sorted(letters, key=len, reverse=True)
    return re.compile(rf"({'|'.join(map(re.escape, longest))})(?=\W)", re.IGNORECASE), letters
