"""Link: which parties are one company, what is known of it, and what it was seen doing."""

from pipelines.link.identity import resolve
from pipelines.link.judged import Judgement
from pipelines.link.report import LinkReport
from pipelines.link.stage import link

__all__ = ["Judgement", "LinkReport", "link", "resolve"]
