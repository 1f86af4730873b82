"""What a push did, in numbers a sales head understands."""

from __future__ import annotations

from dataclasses import dataclass, field


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
    blocked: int = 0
    """Opportunities whose company could not be written."""
    ambiguous: int = 0
    """No answer: the next push looks them up before it does anything."""
    rejected: dict[str, str] = field(default_factory=dict)
    """What the CRM said of the records it refused, by our id."""
    stopped: str = ""
    """Why it ended before all was done; the next push goes on from there."""

    @property
    def writes(self) -> int:
        """Records written into the CRM."""
        return self.created + self.updated

    @property
    def complete(self) -> bool:
        """Whether every record is as it should be."""
        return not (self.rejected or self.ambiguous or self.blocked or self.stopped)

    def as_line(self) -> str:
        """One sentence."""
        parts = [f"{self.created} created", f"{self.updated} updated", f"{self.unchanged} unchanged"]
        optional = {
            "found again": self.adopted,
            "fields left as people edited them": self.kept,
            "closed or deleted by people": self.tombstones,
            "suppressed": self.suppressed,
            "waiting for their company": self.blocked,
            "without an answer, to be looked up": self.ambiguous,
            "refused": len(self.rejected),
        }
        parts += [f"{count} {what}" for what, count in optional.items() if count]
        stopped = f" {self.stopped}" if self.stopped else ""
        return f"{self.connection}: {self.leads} leads; {', '.join(parts)}.{stopped}"
