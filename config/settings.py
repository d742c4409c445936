"""Settings of one deployment; everything that differs between machines comes from the environment."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from config import mail, wiring
from thuocdo.core import logs
from thuocdo.integrations.document_axis import configuration as document_axis
from thuocdo.integrations.language_model import configuration as language_model
from thuocdo.integrations.remote_signing import configuration as remote_signing
from thuocdo.integrations.sso import configuration
from thuocdo.integrations.trust_services import configuration as trust_services

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("THUOCDO_VAR", ROOT / "var"))
TESTING = "pytest" in sys.modules


def _secret_key() -> str:
    """The key that signs sessions: from the environment, or made once and kept beside the data."""
    if key := os.environ.get("THUOCDO_SECRET_KEY"):
        return key
    path = VAR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text().strip()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = os.environ.get("THUOCDO_FORMER_SECRET_KEYS", "").split()
DEBUG = os.environ.get("THUOCDO_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("THUOCDO_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("THUOCDO_ORIGINS", "").split(",") if origin]
THUOCDO_DEMO = os.environ.get("THUOCDO_DEMO") == "1"
THUOCDO_PROVINCE = os.environ.get("THUOCDO_PROVINCE", "nghe_an")
THUOCDO_MAX_UPLOAD = 50 * 1024 * 1024
THUOCDO_IDLE_MINUTES = int(os.environ.get("THUOCDO_IDLE_MINUTES", "60"))
# How many proxies in front add to X-Forwarded-For; 0: the address of the connection itself is the visitor's.
THUOCDO_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("THUOCDO_PROXIES", "0"))
if THUOCDO_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Where each day's backup goes (nowhere: none is made), how many stay, and a server on which restoring is rehearsed.
THUOCDO_BACKUP_DIR = os.environ.get("THUOCDO_BACKUP_DIR", "")
THUOCDO_BACKUP_KEEP = int(os.environ.get("THUOCDO_BACKUP_KEEP", "14"))
THUOCDO_DRILL_DATABASE_URL = os.environ.get("THUOCDO_DRILL_DATABASE_URL", "")
# Folder of keys with which the server signs for units; without keys in it everybody signs with their own means.
THUOCDO_SIGNING_KEYS = os.environ.get("THUOCDO_SIGNING_KEYS", str(VAR / "signing-keys"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    *[f"thuocdo.{room}" for room in wiring.ROOMS],
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "thuocdo.core.tracing.TraceMiddleware",
    # Outside everything that reads or changes a page, so that it sees the last form of it; inside WhiteNoise, whose
    # files are compressed once, when they are collected.
    "thuocdo.ui.compression.PageCompressionMiddleware",
    "thuocdo.ui.headers.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "thuocdo.ui.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "thuocdo.directory.web.middleware.PersonMiddleware",
    "thuocdo.core.request.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "thuocdo.directory.web.guard.GuardMiddleware",
    "thuocdo.ui.refusals.RefusalMiddleware",
    "thuocdo.directory.web.gate.GateMiddleware",
    "thuocdo.portal.web.maintenance.MaintenanceMiddleware",
]

if not TESTING:
    # A thread beside the pages watches when no worker does.
    MIDDLEWARE.insert(MIDDLEWARE.index("thuocdo.core.tracing.TraceMiddleware"), "thuocdo.core.watch.WatchMiddleware")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "thuocdo.ui.context.furniture",
            ],
            # In tests an undefined variable is an error, so that a renamed field cannot vanish from a page.
            "string_if_invalid": "{{ THIẾU BIẾN %s }}" if TESTING else "",
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", "postgresql://postgres@localhost/thuocdo"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}

# Notices by e-mail: a server as one address, who writes, and where the links of a mail lead to.
_MAIL = mail.read(os.environ.get("THUOCDO_MAIL", ""))
THUOCDO_MAIL_ON = _MAIL.sends
THUOCDO_URL = os.environ.get("THUOCDO_URL", "").rstrip("/")
EMAIL_BACKEND, EMAIL_TIMEOUT = _MAIL.backend, 20
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starttls, _MAIL.tls
DEFAULT_FROM_EMAIL = os.environ.get("THUOCDO_MAIL_FROM", "") or _MAIL.user or "thuocdo@localhost"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}

AUTH_USER_MODEL = "directory.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "thuocdo.directory.common_words.CommonWordsValidator"},
]
LOGIN_URL = "directory:login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "directory:login"
ACCOUNT_ADAPTER = "thuocdo.directory.web.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/5m/ip,5/5m/key",
    "second_factor": "5/5m/key",
    "recover_password": "20/h/ip,3/15m/key",
    "passkey": "30/5m/ip",
    "single_sign_on": "30/5m/ip",
}
# Whether roles that ask for it (packs/national/roles.yaml) get in with a second factor only; the demo does without.
_ASKED = os.environ.get("THUOCDO_SECOND_FACTOR") or ("optional" if THUOCDO_DEMO else "required")
THUOCDO_SECOND_FACTOR = "optional" if _ASKED == "optional" else "required"
MFA_ADAPTER = "thuocdo.directory.web.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_USER_VERIFICATION = "required"
PASSWORD_RESET_TIMEOUT = 30 * 60
# Single sign-on: one provider, from the environment; nothing when none is named.
THUOCDO_OIDC = configuration.read(os.environ)
# Servers that papers are signed and checked with; none is asked unless it is named.
THUOCDO_TRUST_SERVICES = trust_services.read(os.environ)
THUOCDO_REMOTE_SIGNING = remote_signing.read(os.environ)
# The document axis: its service or a folder; nothing is exchanged when neither is named.
THUOCDO_AXIS = document_axis.read(os.environ)
# A language model that may propose items of papers; nothing is sent anywhere unless one is named.
THUOCDO_MODEL = language_model.read(os.environ)
SOCIALACCOUNT_ADAPTER = "thuocdo.integrations.sso.adapter.IdentityAdapter"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "thuocdo.ui.refusals.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("THUOCDO_HTTPS") == "1"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SESSION_COOKIE_SECURE
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("THUOCDO_STATIC", ROOT / "staticfiles"))
MEDIA_ROOT = VAR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True

LOGGING = logs.configuration()
