"""Profiles with their history: what each version said, and what it was made from."""

from __future__ import annotations

from django.db import models


class ProfileVersion(models.Model):
    """A version of a profile that a machine wrote; a person may edit the file afterwards, this row stays."""

    class Origin(models.TextChoices):
        """What it was made from."""

        CLIENTS = "clients", "known clients"
        OUTCOMES = "outcomes", "what became of leads"

    profile = models.CharField(max_length=100, db_index=True, help_text="Name of the profile.")
    at = models.DateTimeField(help_text="When it was made, UTC.")
    origin = models.CharField(max_length=10, choices=Origin.choices, help_text="What it was made from.")
    profile_hash = models.CharField(max_length=64, help_text="Hash of the profile it describes.")
    text = models.TextField(help_text="The TOML.")
    examples = models.PositiveIntegerField(help_text="Clients or marked leads it was learned from.")
    moved = models.PositiveIntegerField(default=0, help_text="Leads that changed their place.")
    calibration_error = models.FloatField(null=True, help_text="Of the last forward window; empty: too few marks.")
    slope = models.FloatField(null=True, help_text="Log odds of winning for each point; empty: no chance may be shown.")
    level = models.FloatField(null=True, help_text="Log odds of winning at no points.")
    note = models.TextField(default="", help_text="Why no chance is shown, or what else is to be known.")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.profile} {self.at:%Y-%m-%d} {self.origin}"
