"""How near two codes of a hierarchy are: the strength of a match halves with each step up to the branch they share."""

from __future__ import annotations

from collections.abc import Sequence

from leads.kinds.parts import rows
from pipelines.score.sql import FULL

SECTIONS = (
    ("01", "03"), ("05", "09"), ("10", "33"), ("35", "35"), ("36", "39"), ("41", "43"), ("45", "47"), ("49", "53"),
    ("55", "56"), ("58", "63"), ("64", "66"), ("68", "68"), ("69", "75"), ("77", "82"), ("84", "84"), ("85", "85"),
    ("86", "88"), ("90", "93"), ("94", "96"), ("97", "98"), ("99", "99"),
)  # fmt: skip
"""First and last division of each section of NACE Rev. 2, A to U."""


def nace_kin(asked: Sequence[str]) -> dict[str, int]:
    """Prefixes (digits, no dots) that are related to the divisions, groups or classes asked for, with their strength in thousandths.

    What was asked for itself has full strength; each step up halves it: class, group, division, section.
    """
    kin: dict[str, int] = {}
    for code in asked:
        digits, strength = code.replace(".", ""), FULL
        while len(digits) >= 2:
            kin[digits] = max(strength, kin.get(digits, 0))
            digits, strength = digits[:-1], strength // 2
        for division in _section(code[:2]):
            kin[division] = max(strength, kin.get(division, 0))
    return kin


def cpv_kin(asked: Sequence[str]) -> dict[str, int]:
    """Prefixes of CPV codes that are related to those asked for, down to their division, with their strength in thousandths."""
    kin: dict[str, int] = {}
    for code in asked:
        digits, strength = code, FULL
        while len(digits) >= 2:
            kin[digits] = max(strength, kin.get(digits, 0))
            digits, strength = digits[:-1], strength // 2
    return kin


def form_codes(forms: Sequence[str]) -> list[str]:
    """Legal forms as the facts name them, upper case: the form itself, and the canonical one of each of its spellings."""
    spelled: dict[str, set[str]] = {}
    for row in rows("legal_forms"):
        spelled.setdefault(row["spelling"].upper(), set()).add(row["form"].upper())
    wanted = {form.strip().upper() for form in forms}
    return sorted(wanted.union(*(spelled.get(form, set()) for form in wanted)))


def _section(division: str) -> list[str]:
    for first, last in SECTIONS:
        if first <= division <= last:
            return [f"{number:02d}" for number in range(int(first), int(last) + 1)]
    return []
