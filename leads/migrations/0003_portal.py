"""What the portal keeps: territories, downloads, audit, tokens; and what lists are searched by."""
# ruff: noqa: RUF012 - written by makemigrations

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from leads.lookup import entry_values, words_of

_SQLITE = (
    """CREATE VIRTUAL TABLE leads_leadtext_words USING fts5(
        words, content='leads_leadtext', content_rowid='lead_id', prefix='2 3', detail=none,
        tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER leads_leadtext_added AFTER INSERT ON leads_leadtext BEGIN
        INSERT INTO leads_leadtext_words(rowid, words) VALUES (new.lead_id, new.words); END""",
    """CREATE TRIGGER leads_leadtext_gone AFTER DELETE ON leads_leadtext BEGIN
        INSERT INTO leads_leadtext_words(leads_leadtext_words, rowid, words) VALUES ('delete', old.lead_id, old.words);
        END""",
)
_POSTGRESQL = ("CREATE INDEX leads_leadtext_words ON leads_leadtext USING gin (to_tsvector('simple', words))",)


def full_text(_apps: Any, editor: Any) -> None:
    """The index of the words, as each database has it."""
    for statement in _SQLITE if editor.connection.vendor == "sqlite" else _POSTGRESQL:
        editor.execute(statement)


def known_lists(apps: Any, _editor: Any) -> None:
    """Lists published before can be searched too."""
    lead, entry, text = (apps.get_model("leads", name) for name in ("Lead", "LeadEntry", "LeadText"))
    entries, texts = [], []
    for row in lead.objects.order_by("pk").prefetch_related("reasons").iterator(chunk_size=500):
        signals = [reason.signal for reason in row.reasons.all()]
        entries.append(entry(lead_id=row.pk, published_id=row.published_id, **entry_values(row, signals)))
        texts.append(text(lead_id=row.pk, words=words_of(row)))
    entry.objects.bulk_create(entries, batch_size=500)
    text.objects.bulk_create(texts, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_crm_sync")]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user", models.CharField(db_index=True, help_text="As whom it acts.", max_length=150)),
                ("name", models.CharField(help_text="What it is for.", max_length=100)),
                ("digest", models.CharField(help_text="SHA-256 of the token.", max_length=64, unique=True)),
                ("made_at", models.DateTimeField(help_text="When it was made, UTC.")),
                ("used_at", models.DateTimeField(help_text="When it was last used, UTC.", null=True)),
                ("revoked_at", models.DateTimeField(help_text="When it was revoked, UTC.", null=True)),
            ],
            options={
                "ordering": ("-made_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, help_text="When, UTC.")),
                (
                    "user",
                    models.CharField(db_index=True, help_text="Who; empty where nobody had signed in.", max_length=150),
                ),
                (
                    "action",
                    models.CharField(
                        help_text="sign-in, sign-in refused, sign-out, download, mark and others.", max_length=40
                    ),
                ),
                ("subject", models.CharField(default="", help_text="What it was done to.", max_length=200)),
                (
                    "detail",
                    models.JSONField(default=dict, help_text="What else is worth knowing; no contacts, no secrets."),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user", models.CharField(db_index=True, help_text="The salesperson's user name.", max_length=150)),
                ("first_day", models.DateField(help_text="The first day away.")),
                ("last_day", models.DateField(help_text="The last day away.")),
            ],
            options={
                "ordering": ("first_day", "user"),
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user", models.CharField(db_index=True, help_text="For whom.", max_length=150)),
                ("digest", models.CharField(help_text="SHA-256 of the token.", max_length=64, unique=True)),
                ("made_at", models.DateTimeField(help_text="When it was made, UTC.")),
                ("expires_at", models.DateTimeField(help_text="When it ends, UTC.")),
                ("used_at", models.DateTimeField(help_text="When it was used or revoked, UTC.", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="LeadText",
            fields=[
                (
                    "lead",
                    models.OneToOneField(
                        help_text="The lead.",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="leads.lead",
                    ),
                ),
                ("words", models.TextField(help_text="Folded words, each once, between blanks.")),
            ],
        ),
        migrations.CreateModel(
            name="Territory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="Its name.", max_length=100, unique=True)),
                ("regions", models.JSONField(default=list, help_text="Countries (UA) and regions (UA-46).")),
                ("industries", models.JSONField(default=list, help_text="NACE divisions (81).")),
                ("bands", models.CharField(blank=True, default="", help_text="Bands, as ABC.", max_length=5)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user", models.CharField(db_index=True, help_text="Who sent it.", max_length=150)),
                ("name", models.CharField(help_text="The file's name.", max_length=200)),
                ("at", models.DateTimeField(help_text="When, UTC.")),
                (
                    "proposals",
                    models.JSONField(default=list, help_text="What would be marked, row by row, with conflicts."),
                ),
                ("applied_at", models.DateTimeField(help_text="When it was applied, UTC.", null=True)),
            ],
            options={
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.AddField(
            model_name="lead",
            name="deadline",
            field=models.DateField(
                help_text="The next day something must be handed in: a tender, a vacancy.", null=True
            ),
        ),
        migrations.AddField(
            model_name="lead",
            name="timeline",
            field=models.JSONField(
                default=list,
                help_text="Its tenders, vacancies, news and registrations, newest first: kind, role, day, title and more.",
            ),
        ),
        migrations.AddField(
            model_name="publishedlist",
            name="quota",
            field=models.PositiveIntegerField(default=0, help_text="Leads the team can call on a day; 0: not known."),
        ),
        migrations.AddField(
            model_name="publishedlist",
            name="signals",
            field=models.JSONField(
                default=dict, help_text="Short name of each signal its reasons speak of, by language."
            ),
        ),
        migrations.CreateModel(
            name="Download",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user", models.CharField(db_index=True, help_text="Who took it.", max_length=150)),
                ("profile", models.CharField(help_text="Name of the profile.", max_length=100)),
                ("at", models.DateTimeField(help_text="When, UTC.")),
                ("format", models.CharField(help_text="xlsx, csv, excel, vcard, ics or json.", max_length=20)),
                ("asked", models.TextField(default="", help_text="The filter, as it stood in the address.")),
                ("size", models.PositiveIntegerField(default=0, help_text="How many leads it held.")),
                ("undone_at", models.DateTimeField(help_text="When its leads were made new again, UTC.", null=True)),
                (
                    "published",
                    models.ForeignKey(
                        help_text="The list it was taken from.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="leads.publishedlist",
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lead_id", models.CharField(db_index=True, help_text="The lead; stable across lists.", max_length=20)),
                ("company_id", models.CharField(help_text="Its company.", max_length=20)),
                ("user", models.CharField(help_text="Who wants to call.", max_length=150)),
                ("due_on", models.DateField(help_text="The day to call.")),
                ("note", models.TextField(default="", help_text="In their own words.")),
                ("at", models.DateTimeField(help_text="When it was noted, UTC.")),
                ("done_at", models.DateTimeField(help_text="When it was done or given up, UTC.", null=True)),
            ],
            options={
                "ordering": ("due_on", "id"),
                "indexes": [models.Index(fields=["user", "due_on"], name="follow_ups_of_a_user")],
            },
        ),
        migrations.CreateModel(
            name="RetiredContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("phone", "phone number"), ("email", "e-mail address")],
                        help_text="What it is.",
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(help_text="Its keyed hash.", max_length=200)),
                (
                    "company_id",
                    models.CharField(default="", help_text="The company it was found wrong at.", max_length=20),
                ),
                ("since", models.DateTimeField(help_text="Since when, UTC.")),
                ("by", models.CharField(default="", help_text="Who found it.", max_length=150)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "value"), name="retired_once")],
            },
        ),
        migrations.CreateModel(
            name="LeadEntry",
            fields=[
                (
                    "lead",
                    models.OneToOneField(
                        help_text="The lead.",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="entry",
                        serialize=False,
                        to="leads.lead",
                    ),
                ),
                (
                    "lead_key",
                    models.CharField(db_index=True, help_text="The lead's id; stable across lists.", max_length=20),
                ),
                ("company_id", models.CharField(db_index=True, help_text="Its company.", max_length=20)),
                ("rank", models.PositiveIntegerField(help_text="Place on the list, from 1.")),
                ("band", models.CharField(help_text="A to E.", max_length=1)),
                ("country", models.CharField(default="", help_text="Country, ISO 3166-1.", max_length=2)),
                ("region", models.CharField(default="", help_text="Region, ISO 3166-2.", max_length=10)),
                (
                    "nace",
                    models.CharField(
                        default="", help_text="Division of its main activity, NACE Rev. 2.", max_length=10
                    ),
                ),
                (
                    "signals",
                    models.TextField(default="", help_text="The words of its reasons, each between two blanks."),
                ),
                ("name", models.CharField(default="", help_text="Its name folded, to sort by.", max_length=60)),
                ("deadline", models.DateField(help_text="The next day something must be handed in.", null=True)),
                ("fresh_on", models.DateField(help_text="The day of the freshest fact that counted.", null=True)),
                (
                    "is_new",
                    models.BooleanField(default=False, help_text="Whether the list before this one did not have it."),
                ),
                (
                    "withdrawn",
                    models.BooleanField(
                        default=False, help_text="Whether somebody of it must not be called: never shown."
                    ),
                ),
                (
                    "published",
                    models.ForeignKey(
                        db_index=False,
                        help_text="Its list.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="leads.publishedlist",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("withdrawn", False)),
                        fields=["published", "rank", "band", "country", "region", "nace", "company_id", "signals"],
                        name="entries_by_rank",
                    ),
                    models.Index(
                        condition=models.Q(("withdrawn", False)),
                        fields=["published", "band", "rank"],
                        name="entries_by_band",
                    ),
                    models.Index(
                        condition=models.Q(("withdrawn", False)),
                        fields=["published", "region", "rank"],
                        name="entries_by_region",
                    ),
                    models.Index(
                        condition=models.Q(("withdrawn", False)),
                        fields=["published", "nace", "rank"],
                        name="entries_by_nace",
                    ),
                    models.Index(
                        condition=models.Q(("withdrawn", False)),
                        fields=["published", "name", "rank"],
                        name="entries_by_name",
                    ),
                    models.Index(
                        condition=models.Q(("withdrawn", False)),
                        fields=["published", "deadline", "rank"],
                        name="entries_by_deadline",
                    ),
                    models.Index(
                        condition=models.Q(("withdrawn", False)),
                        fields=["published", "fresh_on", "rank"],
                        name="entries_by_freshness",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Taken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user", models.CharField(help_text="Who has it.", max_length=150)),
                ("lead_key", models.CharField(help_text="The lead; stable across lists.", max_length=20)),
                (
                    "download",
                    models.ForeignKey(
                        help_text="The first file.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taken",
                        to="leads.download",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "lead_key"), name="taken_once")],
            },
        ),
        migrations.CreateModel(
            name="TerritoryMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user", models.CharField(db_index=True, help_text="The salesperson's user name.", max_length=150)),
                (
                    "share",
                    models.PositiveIntegerField(
                        default=1, help_text="Their share beside the others' shares; 0 gets none."
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        help_text="The territory.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="leads.territory",
                    ),
                ),
            ],
            options={
                "ordering": ("user",),
                "constraints": [
                    models.UniqueConstraint(fields=("territory", "user"), name="one_member_of_a_territory")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["owner", "company_id"], name="companies_of_an_owner"),
        ),
        migrations.RunPython(full_text, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(known_lists, migrations.RunPython.noop, elidable=True),
    ]
