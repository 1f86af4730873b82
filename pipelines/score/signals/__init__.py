"""The signals: one function each, by kind of evidence. Importing this package registers them all."""

from pipelines.score.registry import EXCLUSIONS, SIGNALS
from pipelines.score.signals import (
    clients,
    contacts,
    events,
    exclusions,
    firm,
    hiring,
    newness,
    place,
    purchases,
    tenders,
)

__all__ = [
    "EXCLUSIONS",
    "SIGNALS",
    "clients",
    "contacts",
    "events",
    "exclusions",
    "firm",
    "hiring",
    "newness",
    "place",
    "purchases",
    "tenders",
]
