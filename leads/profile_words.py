"""The words a profile may use, as the signals declare them: `leads` knows no signal itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

REQUIRED = object()
"""The default of a parameter that must be given."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a word: its type (int, str, bool or list of str), its default, and a check that returns a complaint or ''."""

    name: str
    type: type
    default: Any = REQUIRED
    check: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Word:
    """A signal or an exclusion a profile may use. Dated ones rest on a day and may lose points by `half_life_days`."""

    name: str
    doc: str
    parameters: Mapping[str, Parameter]
    dated: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """All words a profile may use."""

    signals: Mapping[str, Word]
    exclusions: Mapping[str, Word]
