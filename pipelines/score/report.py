"""What scoring tells the operator."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class ProfileScore:
    """What came of one profile."""

    profile: str
    in_countries: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    """How many each exclusion left out; where only what changed was looked at, of that and of the leads of the night before."""
    leads: int = 0
    looked_at: int | None = None
    """Companies that were scored anew; None: all."""

    def as_line(self) -> str:
        """One sentence for the operator."""
        out = ", ".join(f"{count:,} {word.replace('_', ' ')}" for word, count in self.excluded.items() if count)
        told = f"{self.profile}: {self.leads:,} leads of {self.in_countries:,} companies in its countries"
        if self.looked_at is not None:
            told += f", {self.looked_at:,} looked at again"
        return f"{told} (left out {out})" if out else told


@dataclass
class ScoreReport:
    """What came of all profiles in one shard."""

    shard: str
    companies: int
    profiles: list[ProfileScore] = field(default_factory=list)

    def as_line(self) -> str:
        """One sentence for the operator."""
        leads = "; ".join(p.as_line() for p in self.profiles) or "no profiles"
        return f"score {self.shard}: {self.companies:,} companies; {leads}"
