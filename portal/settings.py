"""Django's settings of the web site: those of the decisions store, and what a site on the internet needs.

FIRSTCALL_PORTAL_HOSTS names the hosts it answers to (comma-separated; loopback alone by default).
FIRSTCALL_PORTAL_HTTPS=1 says that it stands behind TLS: cookies are then sent over TLS only.
FIRSTCALL_OIDC_CLIENT, …_SECRET, …_AUTHORIZATION, …_TOKEN, …_USER and …_KEYS (URLs of the provider) turn single sign-on on.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from leads.settings import *  # noqa: F403
from leads.settings import INSTALLED_APPS as STORE_APPS

_HTTPS = os.environ.get("FIRSTCALL_PORTAL_HTTPS") == "1"
_HERE = Path(__file__).resolve().parent

ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("FIRSTCALL_PORTAL_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]
DEBUG = False
INSTALLED_APPS = [
    *STORE_APPS,
    "portal.apps.PortalConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "portal.headers.timed",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.headers.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.navigation.navigation",
            ],
            "builtins": ["django.templatetags.i18n", "portal.templatetags.shown"],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "portal.rows.environment"},
    },
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

LANGUAGES = [("en", "English"), ("ru", "Русский"), ("uk", "Українська")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [_HERE / "locale"]
USE_I18N = True

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "lists"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}}]

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # nobody can lock a colleague out from another place
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_VERBOSE = False

STATIC_URL = "static/"
# The files are served from the package: nothing has to be collected at installation.
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_AGE = 12 * 3600  # a working day; a forgotten laptop is signed out by the next morning
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # an upload of marks asks one question a conflict
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

OIDC = bool(os.environ.get("FIRSTCALL_OIDC_CLIENT"))
"""Whether people may sign in at the company's own provider."""
if OIDC:
    INSTALLED_APPS.append("mozilla_django_oidc")
    AUTHENTICATION_BACKENDS.append("portal.single_sign_on.Backend")
    AXES_WHITELIST_CALLABLE = "portal.single_sign_on.by_provider"
    OIDC_RP_CLIENT_ID = os.environ["FIRSTCALL_OIDC_CLIENT"]
    OIDC_RP_CLIENT_SECRET = os.environ.get("FIRSTCALL_OIDC_SECRET", "")
    OIDC_OP_AUTHORIZATION_ENDPOINT = os.environ.get("FIRSTCALL_OIDC_AUTHORIZATION", "")
    OIDC_OP_TOKEN_ENDPOINT = os.environ.get("FIRSTCALL_OIDC_TOKEN", "")
    OIDC_OP_USER_ENDPOINT = os.environ.get("FIRSTCALL_OIDC_USER", "")
    OIDC_OP_JWKS_ENDPOINT = os.environ.get("FIRSTCALL_OIDC_KEYS", "")
    OIDC_RP_SIGN_ALGO = "RS256"
    OIDC_TIMEOUT = 10  # seconds; a provider that hangs must not hold the portal
    OIDC_USE_PKCE = True  # a code caught on its way is worth nothing to anybody else
    OIDC_AUTHENTICATE_CLASS = "portal.single_sign_on.Leaving"
    OIDC_CALLBACK_CLASS = "portal.single_sign_on.Returning"
    OIDC_CREATE_USER = False  # who may come in is decided here; the provider only says who it is
