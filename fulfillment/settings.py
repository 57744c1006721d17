"""One settings file; everything that differs between machines comes from the environment."""

import os
from pathlib import Path

import dj_database_url
import plotly
import structlog

from fulfillment.logs import without_traceback_of_a_refusal
from fulfillment.schedule import SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent


def env_bool(name: str, *, default: bool = False) -> bool:
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def env_list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


DEBUG = env_bool("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-commands-that-sign-nothing" if DEBUG else "")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
# The first key encrypts, all of them decrypt: put a new one in front to rotate.
CREDENTIAL_KEYS = env_list("CREDENTIAL_KEYS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "template_partials",
    "csp",
    "fulfillment.accounts",
    "fulfillment.catalog",
    "fulfillment.photos",
    "fulfillment.alerts",
    "fulfillment.outbox",
    "fulfillment.captures",
    "fulfillment.orders",
    "fulfillment.tracking",
    "fulfillment.warehouse",
    "fulfillment.inspections",
    "fulfillment.channels",
    "sourcing",
    "metrics",
    "fulfillment.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fulfillment.web.ReplacesNulls",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fulfillment.web.HtmxResponses",
    "fulfillment.web.ButtonsAddresses",
    "fulfillment.accounts.access.CurrentTeam",
]

ROOT_URLCONF = "fulfillment.urls"
WSGI_APPLICATION = "fulfillment.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fulfillment.desk.frame.frame",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(default="postgres://localhost/firstscan", conn_max_age=0)
    | {"ENGINE": "django.db.backends.postgresql"}
}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # a database that was started again costs nobody a page
if env_bool("DB_POOL"):  # web processes only: a pool in a forked Celery child would share sockets
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 0, "max_size": 8, "timeout": 10}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # members are invited: their address was used to reach them
ACCOUNT_FORMS = {"login": "fulfillment.accounts.forms.LoginForm"}
ACCOUNT_ADAPTER = "fulfillment.accounts.adapter.InvitedOnly"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # seconds; the e-mail says three days
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env_bool("SECURE_COOKIES", default=not DEBUG)
SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_HSTS_SECONDS = int(os.environ.get("SECURE_HSTS_SECONDS", "0" if DEBUG else "31536000"))
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],  # Plotly writes its own style elements
        "img-src": ["'self'", "data:", "blob:", "https:"],  # product pictures stand on the channels' hosts
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", BASE_DIR / ".local" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static", ("plotly", Path(plotly.__file__).parent / "package_data")]
# Photographs: in a folder that all web processes share, or in a bucket of any S3-compatible store.
PHOTO_DIR = Path(os.environ.get("PHOTO_DIR", BASE_DIR / ".local" / "photos"))
PHOTO_BUCKET = {
    "bucket_name": os.environ.get("PHOTO_BUCKET", ""),
    "endpoint_url": os.environ.get("PHOTO_BUCKET_URL") or None,  # only where it is not Amazon's
    "default_acl": None,  # as the bucket has it: private
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "photos": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": PHOTO_BUCKET}
    if PHOTO_BUCKET["bucket_name"]
    else {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PHOTO_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

BROKER_URL = os.environ.get("BROKER_URL", "redis://localhost:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": BROKER_URL}}
if not BROKER_URL.startswith("redis"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_TIMEZONE = "UTC"
SYNC_EVERY_SECONDS = int(os.environ.get("SYNC_EVERY_SECONDS", "120"))
CELERY_BEAT_SCHEDULE = SCHEDULE

# The operator's TikTok Shop app; the addresses are only set where the channel is not the real one.
TIKTOK_APP_KEY = os.environ.get("TIKTOK_APP_KEY", "")
TIKTOK_APP_SECRET = os.environ.get("TIKTOK_APP_SECRET", "")
TIKTOK_SERVICE_ID = os.environ.get("TIKTOK_SERVICE_ID", "")
TIKTOK_API_URL = os.environ.get("TIKTOK_API_URL", "")
TIKTOK_AUTH_URL = os.environ.get("TIKTOK_AUTH_URL", "")
TIKTOK_CONSENT_URL = os.environ.get("TIKTOK_CONSENT_URL", "")

# The operator's Shopify app; for an hour after its secret is rotated messages are still signed with the old one.
SHOPIFY_CLIENT_ID = os.environ.get("SHOPIFY_CLIENT_ID", "")
SHOPIFY_CLIENT_SECRET = os.environ.get("SHOPIFY_CLIENT_SECRET", "")
SHOPIFY_OLD_CLIENT_SECRET = os.environ.get("SHOPIFY_OLD_CLIENT_SECRET", "")
SHOPIFY_SHOP_URL = os.environ.get("SHOPIFY_SHOP_URL", "")  # only where the shops are not the real ones

# Aggregators of carriers, where they are not the real ones.
SEVENTEENTRACK_API_URL = os.environ.get("SEVENTEENTRACK_API_URL", "")
AFTERSHIP_API_URL = os.environ.get("AFTERSHIP_API_URL", "")

# The European Central Bank's reference rates of the last working day.
EXCHANGE_RATES_URL = os.environ.get(
    "EXCHANGE_RATES_URL", "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
)

PUBLIC_URL = os.environ.get("PUBLIC_URL", "")  # begins the links in mails: https://firstscan.example

EMAIL_BACKEND = os.environ.get(
    "EMAIL_BACKEND",
    "django.core.mail.backends.console.EmailBackend"
    if DEBUG
    else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Firstscan <firstscan@localhost>")

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Brought files; web and workers must see the same folder.
IMPORT_DIR = Path(os.environ.get("IMPORT_DIR", BASE_DIR / ".local" / "imports"))
# Pages that start without a network; the first is what the installed app opens.
TABLET_PAGES = ["/pack/", "/inspections/"]
API_REQUESTS_PER_MINUTE = int(os.environ.get("API_REQUESTS_PER_MINUTE", "120"))  # of one token
# Whether webhooks of ours may go to private addresses and over plain HTTP: only where a team runs all of it itself.
WEBHOOKS_TO_PRIVATE_ADDRESSES = env_bool("WEBHOOKS_TO_PRIVATE_ADDRESSES", default=DEBUG)
DJANGO_TABLES2_TEMPLATE = "_table.html"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer()
            if env_bool("LOG_JSON")
            # Plain: the usual traceback of structlog prints local variables, buyers and tokens among them.
            else structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
        }
    },
    "filters": {
        "short": {"()": "django.utils.log.CallbackFilter", "callback": without_traceback_of_a_refusal}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["short"]}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    # Token calls carry secrets in their query string: request lines are never logged.
    "loggers": {name: {"level": "WARNING"} for name in ("httpx", "httpcore", "weasyprint", "fontTools")},
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
