"""CleanReport: what `clean` read and what it could not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class CleanReport:
    """What one `clean` did to one shard; every count is of the newest versions, so a landing read twice counts once."""

    shard: str
    """The country cleaned."""
    files: int = 0
    """Landed files read."""
    listings: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Listings kept, by (source, kind)."""
    parties: Counter[str] = field(default_factory=Counter)
    """Parties kept, by source."""
    mentions: Counter[str] = field(default_factory=Counter)
    """Of these, found in the text of articles."""
    persons: Counter[str] = field(default_factory=Counter)
    """Parties skipped because they are people, by source."""
    vaulted: Counter[str] = field(default_factory=Counter)
    """Contacts skipped because they are personal and stand in the vault, by source."""
    nameless: Counter[str] = field(default_factory=Counter)
    """Parties skipped because they have no name that can be read, by source."""
    filled: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Listings (or parties, for `party.…`) with a typed value, by (source, field)."""
    rejects: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Texts that could not be read, by (source, field, why)."""
    warnings: list[str] = field(default_factory=list)
    """Sentences about files: missing, damaged, without a declared column."""

    def add_filled(self, source: str, prefix: str, names: Sequence[str], counts: Sequence[int]) -> None:
        """Count more typed values of a source; fields without any stay out."""
        self.filled.update({(source, prefix + name): count for name, count in zip(names, counts, strict=True) if count})

    def fill(self, source: str, name: str) -> float:
        """The share of a source's listings (parties for `party.…`) in which a field has a typed value."""
        whole = (
            self.parties[source]
            if name.startswith("party.")
            else sum(n for (s, _), n in self.listings.items() if s == source)
        )
        return self.filled[source, name] / whole if whole else 0.0

    def as_line(self) -> str:
        """One sentence."""
        sources = len({source for source, _ in self.listings})
        skipped = f", {sum(self.persons.values()):,} people skipped" if self.persons else ""
        warned = f"; {len(self.warnings)} warnings, first: {self.warnings[0]}" if self.warnings else ""
        return (
            f"{self.shard}: {self.listings.total():,} listings of {sources} sources name {self.parties.total():,} organisations, "
            f"{self.rejects.total():,} texts could not be read{skipped}{warned}"
        )
