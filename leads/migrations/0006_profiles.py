"""Profiles with their history, and outcomes that re-weight them."""
# ruff: noqa: RUF012 - written by makemigrations

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0005_review")]

    operations = [
        migrations.CreateModel(
            name="ProfileVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile", models.CharField(db_index=True, help_text="Name of the profile.", max_length=100)),
                ("at", models.DateTimeField(help_text="When it was made, UTC.")),
                (
                    "origin",
                    models.CharField(
                        choices=[("clients", "known clients"), ("outcomes", "what became of leads")],
                        help_text="What it was made from.",
                        max_length=10,
                    ),
                ),
                ("profile_hash", models.CharField(help_text="Hash of the profile it describes.", max_length=64)),
                ("text", models.TextField(help_text="The TOML.")),
                ("examples", models.PositiveIntegerField(help_text="Clients or marked leads it was learned from.")),
                ("moved", models.PositiveIntegerField(default=0, help_text="Leads that changed their place.")),
                (
                    "calibration_error",
                    models.FloatField(help_text="Of the last forward window; empty: too few marks.", null=True),
                ),
                (
                    "slope",
                    models.FloatField(
                        help_text="Log odds of winning for each point; empty: no chance may be shown.", null=True
                    ),
                ),
                ("level", models.FloatField(help_text="Log odds of winning at no points.", null=True)),
                (
                    "note",
                    models.TextField(default="", help_text="Why no chance is shown, or what else is to be known."),
                ),
            ],
            options={"ordering": ("id",)},
        ),
    ]
