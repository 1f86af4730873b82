"""What link says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class LinkReport:
    """Figures and alarms of one run of link over one shard."""

    parties: int
    """Parties read."""
    companies: int
    """Companies they make up."""
    merged: dict[str, int] = field(default_factory=dict)
    """Parties that joined an older one, counted by what decided it."""
    weighed: int = 0
    """Pairs weighed."""
    left_alone: int = 0
    """Links not made because they led to two companies equally."""
    refused: int = 0
    """Links not made because two numbers of one register, a person's word, or the rest of the two companies forbid it."""
    doubts: int = 0
    """Pairs a person should look at."""
    signals: int = 0
    """Signals written."""
    judgements_elsewhere: int = 0
    """Judgements about parties this shard does not hold."""
    alarms: tuple[str, ...] = ()
    """Sentences an operator should read."""

    def as_line(self) -> str:
        """One sentence."""
        joined = sum(self.merged.values())
        alarms = f", {len(self.alarms)} alarms: {'; '.join(self.alarms[:3])}" if self.alarms else ""
        return f"{self.parties:,} parties are {self.companies:,} companies ({joined:,} joined an older one){alarms}"
