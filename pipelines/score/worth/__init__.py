"""Worth: which source earns its keep, what would be lost without it, and how late its news reach the list."""

from pipelines.score.worth.credit import Credit, credits_of
from pipelines.score.worth.lags import Lags, ages, lags
from pipelines.score.worth.without import without
from pipelines.score.worth.wrong import contacts_of

__all__ = ["Credit", "Lags", "ages", "contacts_of", "credits_of", "lags", "without"]
