"""What a push and a pull did, in numbers a sales head understands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class PullReport:
    """What was read back: leads by how they stand now."""

    connection: str
    read: int = 0
    """Records of ours that changed in the CRM."""
    won: int = 0
    lost: int = 0
    junk: int = 0
    worked: int = 0
    """Leads somebody began to work on."""
    opted_out: int = 0
    """Companies that asked not to be called: suppressed from now on."""
    stopped: str = ""

    def as_line(self) -> str:
        """One sentence."""
        news = _counted(
            {
                "won": self.won, "lost": self.lost, "closed as duplicates or mistakes": self.junk,
                "taken up by salespeople": self.worked, "asked not to be called": self.opted_out,
            }
        )  # fmt: skip
        stopped = f" {self.stopped}" if self.stopped else ""
        return f"{self.connection}: {self.read} leads changed there; {', '.join(news) or 'nothing new'}.{stopped}"


@dataclass
class PushReport:
    """Counts are records (a lead is a company and an opportunity), except `kept`, which counts fields."""

    connection: str
    leads: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    adopted: int = 0
    """Found in the CRM although we had no record of it: made by a push that was cut off."""
    kept: int = 0
    """Fields left as people edited them."""
    tombstones: int = 0
    """Closed, merged or deleted by people: never written again."""
    suppressed: int = 0
    withdrawn: int = 0
    """Taken back because their company is suppressed."""
    blocked: int = 0
    """Opportunities whose company could not be written."""
    ambiguous: int = 0
    """No answer: the next push looks them up before it does anything."""
    rejected: dict[str, str] = field(default_factory=dict)
    """What the CRM said of the records it refused, by our id."""
    unkept: Counter[str] = field(default_factory=Counter)
    """Fields of the sample that was read back and that did not stay, by kind and name."""
    outcomes: PullReport | None = None
    """What was read back before anything was written."""
    stopped: str = ""
    """Why it ended before all was done; the next push goes on from there."""

    @property
    def writes(self) -> int:
        """Records written into the CRM."""
        return self.created + self.updated + self.withdrawn

    @property
    def complete(self) -> bool:
        """Whether every record is as it should be."""
        return not (self.rejected or self.ambiguous or self.blocked or self.stopped)

    def as_line(self) -> str:
        """One sentence."""
        parts = [f"{self.created} created", f"{self.updated} updated", f"{self.unchanged} unchanged"]
        parts += _counted(
            {
                "found again": self.adopted,
                "fields left as people edited them": self.kept,
                "closed or deleted by people": self.tombstones,
                "suppressed": self.suppressed,
                "withdrawn": self.withdrawn,
                "waiting for their company": self.blocked,
                "without an answer, to be looked up": self.ambiguous,
                "refused": len(self.rejected),
            }
        )
        lines = f"{self.connection}: {self.leads} leads; {', '.join(parts)}."
        if self.unkept:
            fields = ", ".join(f"{name} ({count})" for name, count in sorted(self.unkept.items()))
            lines += f" Not kept by the CRM, as a sample shows: {fields}."
        return lines + (f" {self.stopped}" if self.stopped else "")


def _counted(counts: Mapping[str, int]) -> list[str]:
    return [f"{count} {what}" for what, count in counts.items() if count]
