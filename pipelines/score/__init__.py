"""Score: every profile over every company gives leads, with reasons that sum exactly to their points."""

from leads.profile import ProfileError
from pipelines.score.profiles import load_all, load_profile
from pipelines.score.rank import LeadRow, Ranked, ranked
from pipelines.score.stage import ScoreReport, rescore, score

__all__ = ["LeadRow", "ProfileError", "Ranked", "ScoreReport", "load_all", "load_profile", "ranked", "rescore", "score"]
