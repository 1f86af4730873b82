"""Worth: which source earns its keep, what would be lost without it, and how late its news reach the list."""

from pipelines.score.worth.credit import Credit, credits_of
from pipelines.score.worth.lags import Lags, ages, lags
from pipelines.score.worth.without import without

__all__ = ["Credit", "Lags", "ages", "credits_of", "lags", "without"]
