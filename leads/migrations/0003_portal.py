"""What the portal keeps: territories, downloads, audit, tokens."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("leads", "0002_crm_sync"),)

    operations = ()
