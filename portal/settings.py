"""Django's settings of the web site: those of the decisions store, and what a site on the internet needs.

FIRSTCALL_PORTAL_HOSTS names the hosts it answers to (comma-separated; loopback alone by default).
FIRSTCALL_PORTAL_HTTPS=1 says that it stands behind TLS: cookies are then sent over TLS only.
"""

from __future__ import annotations

import os
from typing import Any

from leads.settings import *  # noqa: F403
from leads.settings import INSTALLED_APPS as STORE_APPS

_HTTPS = os.environ.get("FIRSTCALL_PORTAL_HTTPS") == "1"

ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("FIRSTCALL_PORTAL_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]
DEBUG = False
INSTALLED_APPS = [
    *STORE_APPS,
    "portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.views.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "portal.views.words",
            ]
        },
    }
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

LANGUAGES = [("en", "English"), ("ru", "Русский"), ("uk", "Українська")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "lists"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}}]

STATIC_URL = "static/"
# The style sheet is served from the package: nothing has to be collected at installation.
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_AGE = 12 * 3600  # a working day; a forgotten laptop is signed out by the next morning
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
SECURE_SSL_REDIRECT = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
