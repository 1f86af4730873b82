"""What an operator decided of a connection: policies of fields, withdrawal, and from what size on a person must agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

STOP_WORDS = (
    "do not call", "do-not-call", "don't call", "opted out", "opt-out", "unsubscribed",
    "не звонить", "просил не звонить", "отказ от звонков", "отписка",
    "не дзвонити", "просив не дзвонити", "відмова від дзвінків", "відписка",
)  # fmt: skip
"""Words in a reason of loss, a stage or a tag by which salespeople say that a company asked not to be called."""


@dataclass(frozen=True)
class Terms:
    """Terms of one connection; the defaults are the cautious ones."""

    policies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Of fields that are not merged three ways: kind → field → policy (see `merge`)."""
    withdraw: bool = False
    """Whether an opportunity whose company gets suppressed is taken back; else it is only never written again."""
    creates: int = 1000
    """More new records than that need a person's word."""
    updates: float = 0.2
    """A larger share of our records to be changed needs a person's word."""
    few: int = 50
    """So many changes never need one."""
    stop_words: tuple[str, ...] = STOP_WORDS

    def says_no(self, *texts: str) -> bool:
        """Whether one of the texts says that a company asked not to be called."""
        said = " ".join(" ".join(texts).casefold().split())
        return any(word in said for word in self.stop_words)
