"""What the CRM sync keeps beside links, writes and audit."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("leads", "0001_decisions_and_lists"),)

    operations = ()
