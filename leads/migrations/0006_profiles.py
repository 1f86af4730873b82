"""Profiles with their history, and outcomes that re-weight them."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("leads", "0005_review"),)

    operations = ()
