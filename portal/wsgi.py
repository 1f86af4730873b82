"""The entry point of a web server: `portal.wsgi:application`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from django.core.wsgi import get_wsgi_application

from leads.decisions import open_decisions

open_decisions()
application = get_wsgi_application()
