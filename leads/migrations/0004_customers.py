"""The user's own clients and orders, and how their columns were read."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("leads", "0003_portal"),)

    operations = ()
