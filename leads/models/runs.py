"""What the operator reads of a night."""

from __future__ import annotations

from django.db import models


class RunRecord(models.Model):
    """One night: when it ran and how it ended."""

    day = models.DateField(help_text="The day its lists are for.")
    started_at = models.DateTimeField(help_text="When it began, UTC.")
    ended_at = models.DateTimeField(null=True, help_text="When it ended, UTC; empty while it runs or if it was killed.")
    verdict = models.TextField(default="", help_text="One sentence: how it went.")
    exit_code = models.IntegerField(null=True, help_text="0 done, 3 done with stale sources, 2 wrong use, 1 failed.")
    figures = models.JSONField(default=dict, help_text="Counts of each stage.")

    class Meta:
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return f"night of {self.day}: {self.verdict or 'running'}"
