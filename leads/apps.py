"""The Django application of the decisions store."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """Holds what people decided and the lists that were published."""

    name = "leads"
    verbose_name = "Firstcall"
    default_auto_field = "django.db.models.BigAutoField"
