"""The chance of winning a lead, as far as it may be shown: only while the newest outcomes came true as foretold.

Each night looks again how well points foretold the outcomes of a list (`pipelines.score.learn.foretelling`) and keeps what it found
as a ProfileVersion; lists, files and pages ask here what they may show. The decisions store must be open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

from leads.decisions import models

BAR = 0.05
"""A chance is shown only while the last forward window's calibration error is at most this."""

Texts = Mapping[str, str]
"""One text by language: en, ru, uk."""

_CALIBRATED: Texts = {
    "en": "Chances are foretold from {n} outcomes; the newest of them came true with an error of {error}.",
    "ru": "Шансы предсказаны по {n} итогам; новейшие из них сбылись с ошибкой {error}.",
    "uk": "Шанси передбачено за {n} підсумками; найновіші з них справдилися з похибкою {error}.",
}
_OFF: Texts = {
    "en": "No chance is shown: the newest of {n} outcomes were foretold with an error of {error}, above {bar}. Go by the rank.",
    "ru": "Шанс не показан: новейшие из {n} итогов предсказаны с ошибкой {error}, больше {bar}. Смотрите на место в списке.",
    "uk": "Шанс не показано: найновіші з {n} підсумків передбачено з похибкою {error}, понад {bar}. Зважайте на місце в списку.",
}
_FEW: Texts = {
    "en": "No chance is shown: too few leads of this list were won or lost to foretell one. Go by the rank.",
    "ru": "Шанс не показан: слишком мало лидов этого списка выиграно или проиграно. Смотрите на место в списке.",
    "uk": "Шанс не показано: замало лідів цього списку виграно чи програно. Зважайте на місце в списку.",
}


@dataclass(frozen=True)
class Chance:
    """From points to the chance of winning."""

    slope: float
    """Log odds for each point."""
    level: float
    """Log odds at no points."""

    def of(self, points: float) -> float:
        """The chance at so many points, 0 to 1."""
        return 1 / (1 + exp(-min(max(self.slope * points + self.level, -30.0), 30.0)))


@dataclass(frozen=True)
class Standing:
    """What may be said of the chances of a list."""

    chance: Chance | None
    """None where rank alone may be shown."""
    why: Texts
    """Why, in one sentence by language."""


UNKNOWN = Standing(None, _FEW)
"""Of a list with too few outcomes."""


def standing(profile: str, profile_hash: str) -> Standing:
    """What may be shown of leads ranked by a profile of this hash: what was found out last about these very points."""
    last = models.ProfileVersion.objects.filter(
        profile=profile, profile_hash=profile_hash, origin=models.ProfileVersion.Origin.OUTCOMES
    ).order_by("-pk").only("slope", "level", "calibration_error", "examples").first()  # fmt: skip
    if last is None or last.calibration_error is None:
        return UNKNOWN
    if last.calibration_error > BAR or last.slope is None or last.level is None:
        return Standing(None, _said(_OFF, last.examples, last.calibration_error))
    return Standing(Chance(last.slope, last.level), _said(_CALIBRATED, last.examples, last.calibration_error))


def _said(texts: Texts, examples: int, error: float) -> Texts:
    return {language: text.format(n=examples, error=f"{error:.3f}", bar=BAR) for language, text in texts.items()}
