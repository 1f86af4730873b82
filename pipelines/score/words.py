"""Reasons in people's words, in English, Russian and Ukrainian."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from leads.profile import LANGUAGES
from pipelines.score.signals import EXCLUSIONS, SIGNALS
from pipelines.score.template import render

__all__ = ["LANGUAGES", "Reason", "label", "meaning", "reason_text", "why_now"]

MOST_REASONS = 2
"""So many reasons fit in one sentence that is read aloud on the phone."""

_UNDATED = {
    "en": "Nothing new lately; fits the profile: ",
    "ru": "Новых событий нет; подходит под профиль: ",
    "uk": "Нових подій немає; відповідає профілю: ",
}


@dataclass(frozen=True)
class Reason:
    """One reason of a lead: signal, points, and what its text names (a mapping, or JSON text as the table holds it)."""

    signal: str
    points: int
    params: Mapping[str, Any] | str


def reason_text(signal: str, params: Mapping[str, Any] | str, language: str) -> str:
    """The text of a reason. Raises KeyError for an unknown signal or language, or where its text lacks a value."""
    values = json.loads(params) if isinstance(params, str) else params
    return render(SIGNALS[signal].texts[language], values, language)


def label(word: str, language: str) -> str:
    """The short name of a signal or exclusion, for column heads and charts."""
    return (SIGNALS.get(word) or EXCLUSIONS[word]).labels[language]


def meaning(word: str) -> str:
    """What a signal or exclusion looks at, in English, as its docstring says it."""
    return (SIGNALS.get(word) or EXCLUSIONS[word]).word.doc


def why_now(reasons: Iterable[Reason], language: str) -> str:
    """One sentence: the weightiest reasons with a day, the fresher first among equals; says so where there are none.

    Points have already faded with age, so weight and freshness are one order.
    """
    good = [r for r in reasons if r.points > 0]
    dated = [r for r in good if SIGNALS[r.signal].word.dated]
    chosen = sorted(dated or good, key=lambda r: (-r.points, _days(r), r.signal))[:MOST_REASONS]
    if not chosen:
        return ""
    text = "; ".join(reason_text(r.signal, r.params, language) for r in chosen)
    return f"{text[:1].upper()}{text[1:]}." if dated else f"{_UNDATED[language]}{text}."


def _days(reason: Reason) -> int:
    values = json.loads(reason.params) if isinstance(reason.params, str) else reason.params
    return int(values.get("days", 0))
