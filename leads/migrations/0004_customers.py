"""The user's own clients and orders, what a person said of them, and how their columns were read."""
# ruff: noqa: RUF012 - written by makemigrations

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("leads", "0003_portal"),)

    operations = [
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "fingerprint",
                    models.CharField(help_text="SHA-256 of the folded headings, sorted.", max_length=64, unique=True),
                ),
                ("columns", models.JSONField(default=dict, help_text="Heading → field, custom or skip.")),
                ("file", models.TextField(default="", help_text="The file it was last used for.")),
                ("by", models.CharField(default="", help_text="Who agreed to it.", max_length=150)),
                ("at", models.DateTimeField(help_text="When it was last agreed to, UTC.")),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "customer_id",
                    models.CharField(help_text="Its id; the same at every import.", max_length=20, unique=True),
                ),
                ("code", models.TextField(default="", help_text="The user's own code of the client.")),
                ("name", models.TextField(default="", help_text="Name, as the user writes it.")),
                ("name_key", models.TextField(default="", help_text="Name folded across scripts, and legal form.")),
                ("country", models.CharField(default="", help_text="Country, ISO 3166-1.", max_length=2)),
                ("numbers", models.JSONField(default=list, help_text="Register and tax numbers: register, number.")),
                ("region", models.TextField(default="", help_text="Region, as the user writes it.")),
                ("city", models.TextField(default="", help_text="Town.")),
                ("address", models.TextField(default="", help_text="Address.")),
                ("postcode", models.TextField(default="", help_text="Postcode.")),
                ("website", models.TextField(default="", help_text="Web site.")),
                (
                    "domain",
                    models.TextField(default="", help_text="Domain of the web site, or of the client's own mail."),
                ),
                (
                    "email",
                    models.TextField(default="", help_text="E-mail of the client; personal mailboxes as vault tokens."),
                ),
                ("phone", models.TextField(default="", help_text="Phone, E.164 where it could be read.")),
                ("industry", models.TextField(default="", help_text="Industry, as the user writes it.")),
                ("owner", models.TextField(default="", help_text="Who looks after the client: user name or name.")),
                ("since", models.DateField(help_text="Client since.", null=True)),
                (
                    "custom",
                    models.JSONField(default=dict, help_text="Further columns of the user's file, by their heading."),
                ),
                ("file", models.TextField(default="", help_text="The file it was read from last.")),
                ("changed_at", models.DateTimeField(help_text="When an import last changed it, UTC.")),
            ],
            options={
                "ordering": ("customer_id",),
            },
        ),
        migrations.CreateModel(
            name="CustomerImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.TextField(help_text="Name of the file.")),
                ("sha256", models.CharField(help_text="Hash of its content.", max_length=64)),
                ("at", models.DateTimeField(help_text="When, UTC.")),
                ("by", models.CharField(default="", help_text="Who imported it.", max_length=150)),
                (
                    "figures",
                    models.JSONField(default=dict, help_text="Rows, clients and orders by what became of them."),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddField(
            model_name="lead",
            name="custom",
            field=models.JSONField(
                default=dict, help_text="Of a client: the further columns of the user's own file, by their heading."
            ),
        ),
        migrations.CreateModel(
            name="CustomerMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("company_id", models.CharField(help_text="The company.", max_length=20)),
                ("same", models.BooleanField(help_text="Whether they are the same.")),
                ("by", models.CharField(default="", help_text="Who decided it.", max_length=150)),
                ("at", models.DateTimeField(help_text="When, UTC.")),
                (
                    "customer",
                    models.ForeignKey(
                        help_text="The client.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="matches",
                        to="leads.customer",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="CustomerOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "order_id",
                    models.CharField(help_text="Its id; the same at every import.", max_length=20, unique=True),
                ),
                ("number", models.TextField(default="", help_text="The user's own number of the order.")),
                ("day", models.DateField(help_text="The day of the order.")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, help_text="Amount; negative for returned goods.", max_digits=20
                    ),
                ),
                ("currency", models.CharField(default="", help_text="Currency, ISO 4217.", max_length=3)),
                (
                    "profit",
                    models.DecimalField(
                        decimal_places=2, help_text="Profit, where it is known.", max_digits=20, null=True
                    ),
                ),
                ("product", models.TextField(default="", help_text="What was bought.")),
                (
                    "custom",
                    models.JSONField(default=dict, help_text="Further columns of the user's file, by their heading."),
                ),
                ("file", models.TextField(default="", help_text="The file it was read from last.")),
                (
                    "digest",
                    models.CharField(
                        default="", help_text="Hash of all it holds; tells what an import changed.", max_length=32
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        help_text="Whose it is.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="orders",
                        to="leads.customer",
                    ),
                ),
            ],
            options={
                "ordering": ("order_id",),
            },
        ),
    ]
