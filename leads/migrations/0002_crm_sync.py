"""What the CRM sync keeps beside links, writes and audit."""

# ruff: noqa: RUF012 - written by makemigrations
from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("leads", "0001_decisions_and_lists"),)

    operations = [
        migrations.CreateModel(
            name="CrmConnection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="Its name in crm.toml.", max_length=60, unique=True)),
                (
                    "token",
                    models.PositiveBigIntegerField(
                        default=0, help_text="Grows with each holder; an older one may not write."
                    ),
                ),
                (
                    "holder",
                    models.CharField(
                        default="", help_text="Machine and process that writes to it now.", max_length=200
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(help_text="When the holder is no longer believed, UTC.", null=True),
                ),
                ("pulled_until", models.DateTimeField(help_text="Changes up to then were read back, UTC.", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="CrmOutcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("connection", models.CharField(help_text="The CRM's name among our connections.", max_length=60)),
                ("our_id", models.CharField(help_text="Lead id.", max_length=20)),
                ("crm_id", models.CharField(help_text="The record's id in the CRM.", max_length=60)),
                ("semantic", models.CharField(help_text="open, won, lost or junk.", max_length=10)),
                ("stage", models.CharField(default="", help_text="The stage, as the CRM names it.", max_length=200)),
                (
                    "worked",
                    models.BooleanField(default=False, help_text="Whether it left the stage that new leads are in."),
                ),
                (
                    "owner",
                    models.CharField(default="", help_text="Whose it is, as the CRM names them.", max_length=200),
                ),
                ("amount", models.CharField(default="", help_text="Amount, as the CRM gives it.", max_length=40)),
                ("reason", models.TextField(default="", help_text="Why it was lost, and tags.")),
                (
                    "opted_out",
                    models.BooleanField(default=False, help_text="Whether the company asked not to be contacted."),
                ),
                ("changed_at", models.DateTimeField(help_text="When it last changed there, UTC.")),
                ("read_at", models.DateTimeField(help_text="When it was read, UTC.")),
            ],
        ),
        migrations.AddField(
            model_name="crmlink",
            name="company_id",
            field=models.CharField(default="", help_text="The company it is about.", max_length=20),
        ),
        migrations.AlterField(
            model_name="crmaudit",
            name="object",
            field=models.CharField(help_text="company, contact or opportunity.", max_length=30),
        ),
        migrations.AlterField(
            model_name="crmaudit",
            name="why",
            field=models.CharField(help_text="created, updated, kept, adopted, withdrawn or tombstone.", max_length=20),
        ),
        migrations.AlterField(
            model_name="crmlink",
            name="object",
            field=models.CharField(help_text="company, contact or opportunity.", max_length=30),
        ),
        migrations.AlterField(
            model_name="crmlink",
            name="state",
            field=models.CharField(
                choices=[
                    ("live", "live"),
                    ("tombstone", "closed or deleted by a person"),
                    ("merged", "merged into another record by a person"),
                    ("withdrawn", "taken back by us, because the company is suppressed"),
                ],
                default="live",
                help_text="Whether we may still write.",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="crmoutbox",
            name="depends_on",
            field=models.CharField(default="", help_text="Our id of the company it is about.", max_length=20),
        ),
        migrations.AlterField(
            model_name="crmoutbox",
            name="kind",
            field=models.CharField(help_text="create, update or withdraw.", max_length=10),
        ),
        migrations.AlterField(
            model_name="crmoutbox",
            name="object",
            field=models.CharField(help_text="company, contact or opportunity.", max_length=30),
        ),
        migrations.AddIndex(
            model_name="crmlink",
            index=models.Index(fields=["connection", "object", "crm_id"], name="links_by_crm_id"),
        ),
        migrations.AddConstraint(
            model_name="crmoutcome",
            constraint=models.UniqueConstraint(fields=("connection", "our_id"), name="one_outcome_of_a_lead"),
        ),
    ]
