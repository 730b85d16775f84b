"""All settings, read from the environment in this one place (DESIGN 6; docs/running.md lists the variables)."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.env import MAIL_WAYS, Env, postgres, smtp
from config.keys import read_or_make
from config.logs import logging_of
from config.tiles import read_tiles

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# Where things lie
DATA_DIR = env.folder("DATA", BASE_DIR / "var")
BUILD_DIR = env.folder("BUILD", BASE_DIR / ".build")
KEYS_DIR = DATA_DIR / "keys"
SEALS_DIR = DATA_DIR / "seals"
BROKER_DIR = DATA_DIR / "broker"
MEDIA_ROOT = DATA_DIR / "files"
STATIC_ROOT = BUILD_DIR / "static"
ASSETS_DIR = BASE_DIR / "frontend" / "dist"

# How it is run
DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
HTTPS = env.flag("HTTPS", default=not (DEMO or DEBUG))
PROXY = env.flag("PROXY")
SECRET_KEY = env.text("SECRET_KEY") or read_or_make(KEYS_DIR / "secret_key")
ALLOWED_HOSTS = env.words("HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("TRUSTED_ORIGINS")
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_htmx",
    "django_vite",
    "django.forms",
    "sites.apps.SitesConfig",
    "supervision.apps.SupervisionConfig",
    "rectification.apps.RectificationConfig",
    "scoring.apps.ScoringConfig",
    "config.apps.PlatformConfig",
]

MIDDLEWARE = [
    "config.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page needs a login unless its view says otherwise (DESIGN 7.2).
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "supervision.acting.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.trouble.TroubleMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "supervision.context.frame",
            ],
        },
    },
]
# Forms are drawn by templates/django/forms
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database: IMMEDIATE + WAL is what keeps SQLite free of "database is locked", and our own door lets its writers in
# one after the other (ENGINE 27); recursive_triggers makes the ledger's triggers see INSERT OR REPLACE (ENGINE 19).
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;"
    "PRAGMA cache_size=-20000;PRAGMA journal_size_limit=27103364;PRAGMA recursive_triggers=ON;"
)
DATABASE_URL = env.address("DATABASE_URL", ("postgresql", "postgres"))
if DATABASE_URL:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            **postgres(DATABASE_URL),
            "CONN_HEALTH_CHECKS": True,
        }
    }
else:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES = {
        "default": {
            "ENGINE": "config.sqlite",
            "NAME": DATA_DIR / "db.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
            # A file, not memory: threads and processes of a test must meet the same locks as in earnest.
            "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
        }
    }
DATABASES["default"]["CONN_MAX_AGE"] = 60
# A pooler that hands one connection to many, statement by statement, knows nothing of what another has prepared.
PREPARED_STATEMENTS = env.flag("PREPARED_STATEMENTS", default=True)

# Cache: shared by all processes, because throttles are
REDIS_URL = env.address("REDIS_URL", ("redis", "rediss", "unix"))
if REDIS_URL:
    CACHES: dict[str, dict[str, Any]] = {
        "default": {"BACKEND": "config.cache.ForgivingRedisCache", "LOCATION": REDIS_URL}
    }
else:
    # Counters of throttles live here: beyond the framework's 300 entries they would be thrown out to make room.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "taizhang_cache",
            "OPTIONS": {"MAX_ENTRIES": 50_000},
        }
    }

# Celery: a doorbell, never the queue of record (DESIGN 2)
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
    }
else:
    for folder in ("queue", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.1,
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TIMEZONE = "Asia/Shanghai"
# The beat has a line of its own, served in turn with the doorbells': it never stands behind what busy people ring for.
CELERY_TASK_QUEUES: dict[str, dict] = {"celery": {}, "clock": {}}
SEAL_KEY = env.text("SEAL_KEY") or read_or_make(KEYS_DIR / "seal_key")
SEAL_SECONDS = env.whole("SEAL_SECONDS", 600, least=1)


def every(seconds: int, task: str) -> dict:
    """A beat entry. It expires, or a worker that was away would come back to a pile; but not before half an hour, or
    one whose machine's clock is minutes ahead would take every message for a stale one and never do anything."""
    options = {"expires": max(seconds, 1800), "queue": "clock"}
    return {"task": f"supervision.tasks.{task}", "schedule": seconds, "options": options}


CELERY_BEAT_SCHEDULE = {
    "heartbeat": every(10, "heartbeat"),
    "sweep": every(15, "sweep"),
    "deliver": every(30, "deliver"),
    "send_outward": every(30, "send_outward"),
    "mornings": every(60, "mornings"),
    "finish_pictures": every(30, "finish_pictures"),
    "run_jobs": every(30, "run_jobs"),
    "hand_on_duties": every(60, "hand_on_duties"),
    "seal": every(SEAL_SECONDS, "seal"),
    "clean": every(3600, "clean"),
}

# Notices that leave the house (docs/notices.md)
SMTP_URL = env.address("SMTP_URL", tuple(MAIL_WAYS))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL = smtp(SMTP_URL)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", "taizhang@localhost")
NOTICE_KEY = env.text("NOTICE_KEY") or read_or_make(KEYS_DIR / "notice_key")
NOTICE_HOSTS = env.words("NOTICE_HOSTS")
PUBLIC_URL = (
    env.address("PUBLIC_URL", ("https", "http")) or next(iter(CSRF_TRUSTED_ORIGINS), "") or "http://127.0.0.1:8000"
).rstrip("/")

# People and sessions
AUTH_USER_MODEL = "supervision.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
SESSION_COOKIE_AGE = env.whole("SESSION_HOURS", 12, least=1) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Five wrong passwords for one account from one address close that pair for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "config.proxy.client_ip"
AXES_LOCKOUT_CALLABLE = "config.trouble.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# The second factor is each person's choice; the name stands in their authenticator app.
OTP_TOTP_ISSUER = "Taizhang"

# The base map under the city's own ground (docs/map.md)
MAP_TILES = read_tiles(env)

# What the browser is told
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = env.whole("HSTS_SECONDS", 0)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:", *MAP_TILES.origins],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["supervision.api.rendering.FastJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min"},
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Taizhang",
    "DESCRIPTION": _("The ledger of street problems for other programs; docs/api.md shows how to begin."),
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "WEBHOOKS": ["rectification.api.webhooks.TICKET_EVENT"],
    "SCHEMA_PATH_PREFIX": "/api(/v1)?",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "UnitKind": "sites.vocabulary.UnitKind",
        "DutyKind": "supervision.models.DutyKind",
        "DutyState": "supervision.models.DutyState",
    },
}

# Words and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [folder for folder in (BASE_DIR / "static", ASSETS_DIR) if folder.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What jobs made: lists that somebody asked for. Never served by address, only to who may have it.
    "results": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "results", "allow_overwrite": True},
    },
    # Pictures are named by their content, so a put may replace; any storage that overwrites will do (S3 does).
    "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"allow_overwrite": True}},
    # Vite has named its files by content already; naming them twice makes them run twice.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[-.][0-9A-Za-z_-]{8,12}\.(js|css|woff2|svg|png)$"
DJANGO_VITE = {"default": {"dev_mode": False, "manifest_path": ASSETS_DIR / "manifest.json"}}
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "supervision.upload_handler.FormBound",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# The log: JSON for machines that collect it, readable lines where somebody looks on
LOG_FORMAT = env.choice("LOG_FORMAT", "console" if DEMO or DEBUG else "json", ("console", "json"))
LOGGING = logging_of(LOG_FORMAT, env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")))

# Figures for Prometheus: closed unless one of the two is set
METRICS_TOKEN = env.text("METRICS_TOKEN")
METRICS_FROM = env.networks("METRICS_FROM")
if METRICS_TOKEN or METRICS_FROM:
    if find_spec("django_prometheus") is None:
        raise SystemExit(
            "taizhang: /metrics needs the packages of requirements-metrics.lock; docs/running.md says how."
        )
    # The processes of this machine add up their figures in a folder; set before anything imports the library.
    METRICS_DIR = DATA_DIR / "metrics"
    METRICS_DIR.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)
    MIDDLEWARE.insert(1, "django_prometheus.middleware.PrometheusBeforeMiddleware")
    MIDDLEWARE.append("django_prometheus.middleware.PrometheusAfterMiddleware")
