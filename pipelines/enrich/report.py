"""What enrich says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """How one finder fared."""

    finder: str
    asked: int = 0
    """Questions answered, also by "not found"."""
    landed: int = 0
    """Listings landed."""
    missing: int = 0
    """Questions to which there is no entry, or no longer one."""
    refused: int = 0
    """Answers not landed: sole traders, or without mandatory fields."""
    remembered: int = 0
    """Questions not asked because an earlier answer is still good."""
    waiting: int = 0
    """Questions over this run's budget, or left when it was cut short."""
    trouble: str = ""
    """One sentence: why it was cut short."""

    def as_line(self) -> str:
        """One sentence."""
        figures = [f"{self.landed:,} found", f"{self.missing:,} missing"]
        figures += [f"{self.refused:,} refused"] if self.refused else []
        figures += [f"{self.remembered:,} known"] if self.remembered else []
        figures += [f"{self.waiting:,} waiting"] if self.waiting else []
        return f"{self.finder}: {', '.join(figures)}" + (f"; {self.trouble}" if self.trouble else "")


@dataclass(frozen=True)
class EnrichReport:
    """How all finders of a shard fared."""

    finders: tuple[Asked, ...] = ()

    @property
    def landed(self) -> int:
        """Listings landed; where there are any, clean and link have something new to read."""
        return sum(each.landed for each in self.finders)

    def as_line(self) -> str:
        """One sentence."""
        busy = [each.as_line() for each in self.finders if each != Asked(each.finder)]
        return f"looked up {'; '.join(busy)}" if busy else "nothing to look up"
