"""Doubtful merges, what people said of them, and what was merged into a lead."""
# ruff: noqa: RUF012 - written by makemigrations

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0004_customers")]

    operations = [
        migrations.AddField(
            model_name="judgement",
            name="left_also",
            field=models.JSONField(default=list, help_text="Other parties of the left that stand in where it is gone."),
        ),
        migrations.AddField(
            model_name="judgement",
            name="right_also",
            field=models.JSONField(
                default=list, help_text="Other parties of the right that stand in where it is gone."
            ),
        ),
        migrations.AddField(
            model_name="lead",
            name="alternatives",
            field=models.JSONField(
                default=dict,
                help_text="For each field its values in all sources, the chosen one first: value, chosen, source, url, seen.",
            ),
        ),
        migrations.AddField(
            model_name="lead",
            name="members",
            field=models.JSONField(
                default=list,
                help_text="What was merged into it, the first seen first: source, role, name, url, seen, and why by language.",
            ),
        ),
        migrations.AlterField(
            model_name="judgement",
            name="same",
            field=models.BooleanField(
                help_text="Whether they are the same company; empty: the word is taken back, evidence decides.",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="ReviewPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "left_party",
                    models.CharField(help_text="The party on the left; judgements are kept on parties.", max_length=20),
                ),
                ("right_party", models.CharField(help_text="The party on the right.", max_length=20)),
                (
                    "left_company",
                    models.CharField(db_index=True, help_text="The company of the left party tonight.", max_length=20),
                ),
                (
                    "right_company",
                    models.CharField(db_index=True, help_text="The company of the right party tonight.", max_length=20),
                ),
                ("country", models.CharField(help_text="Country whose facts they are in, ISO 3166-1.", max_length=2)),
                ("probability", models.FloatField(help_text="How likely they are one company, 0 to 1.")),
                ("weight", models.FloatField(help_text="The sum of the evidence.")),
                ("threshold", models.FloatField(help_text="The sum from which a machine joins them.")),
                (
                    "cause",
                    models.CharField(
                        help_text="Why a person is asked: between, two_ways, numbers, mean or large.", max_length=20
                    ),
                ),
                ("why", models.JSONField(default=dict, help_text="The cause as a sentence by language: en, ru, uk.")),
                (
                    "left",
                    models.JSONField(
                        default=dict, help_text="What is known of the left: names, places, numbers, contacts, sources."
                    ),
                ),
                (
                    "right",
                    models.JSONField(
                        default=dict, help_text="What is known of the right: names, places, numbers, contacts, sources."
                    ),
                ),
                (
                    "evidence",
                    models.JSONField(default=list, help_text="Rows of evidence: word, weight, text by language."),
                ),
                (
                    "listed",
                    models.BooleanField(
                        default=False, help_text="Whether one of them stands on a current list: decide it first."
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("decided", "decided")],
                        default="open",
                        help_text="open or decided.",
                        max_length=10,
                    ),
                ),
                ("same", models.BooleanField(help_text="What the person said; empty while open.", null=True)),
                ("by", models.CharField(default="", help_text="Who decided it.", max_length=150)),
                ("at", models.DateTimeField(help_text="When it was decided, UTC.", null=True)),
                ("first_on", models.DateField(help_text="The day of the list on which it was first doubtful.")),
                ("last_on", models.DateField(help_text="The day of the list on which it was last doubtful.")),
            ],
            options={
                "ordering": ("state", "-listed", "-probability", "left_party", "right_party"),
                "indexes": [models.Index(fields=["state", "country"], name="questions_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("left_party", "right_party"), name="one_question_of_a_pair")
                ],
            },
        ),
    ]
