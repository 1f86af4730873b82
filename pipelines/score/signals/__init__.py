"""The signals: one function each, by kind of evidence. Importing this package registers them all."""

from pipelines.score.registry import EXCLUSIONS, SIGNALS
from pipelines.score.signals import contacts, events, exclusions, firm, hiring, newness, tenders

__all__ = ["EXCLUSIONS", "SIGNALS", "contacts", "events", "exclusions", "firm", "hiring", "newness", "tenders"]
