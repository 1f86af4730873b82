"""The entry point of a web server: `portal.wsgi:application`."""

import gc
import os
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from django.core.wsgi import get_wsgi_application

from leads.decisions import open_decisions

open_decisions()
application = get_wsgi_application()
import_module("portal.urls")  # all pages, before the first reader waits for them

gc.freeze()  # what is loaded stays: the collector need not look through it while somebody waits
