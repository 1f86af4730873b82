"""Doubtful merges, and what people said of them."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("leads", "0004_customers"),)

    operations = ()
