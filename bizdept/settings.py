"""Settings, all read from the environment: SQLite and a broker of files unless DATABASE_URL and REDIS_URL say more."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()


def flag(name: str, default: bool = False) -> bool:
    """Read a switch: 1, true, yes and on are on."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """Read a list whose members are separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def secret(name: str) -> str:
    """Read a key from the environment, else from DATA_DIR/keys, where it is made on first use.

    Outside the database on purpose: a stolen dump must not carry the key that seals it.
    """
    if value := os.environ.get(name):
        return value
    place = DATA_DIR / "keys" / name.lower()
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(os.urandom(32).hex())
    except FileExistsError:
        pass
    return place.read_text().strip()


DEMO = flag("DEMO")
DEBUG = flag("DEBUG")
SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")  # those before it, while what they signed and closed is in use
AUDIT_KEYS = [*words("AUDIT_KEYS_BEFORE"), *words("AUDIT_KEY")]  # the newest last; else those of the file
AUDIT_KEY_FILE = DATA_DIR / "keys" / "audit_key"
ANCHOR_DIR = Path(os.environ.get("ANCHOR_DIR") or DATA_DIR / "anchors")  # best on another disk, where one only appends
HTTPS = flag("HTTPS")  # behind a proxy that speaks TLS
PROXIES = int(os.environ.get("PROXIES") or 0)  # of our own that stand before the pages, each adding X-Forwarded-For
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")

KERNEL = [
    "regulation", "calendar", "people", "audit", "access", "files", "notices", "questions", "duties", "workflow",
    "web",
]  # fmt: skip
ROOF = ["home", "manage", "public"]
CHAPTERS = ["customers", "contracts", "confidentiality"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "guardian",
    "simple_history",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    *(f"bizdept.{room}" for room in KERNEL),
    *CHAPTERS,
    *(f"bizdept.{room}" for room in ROOF),
]
MIDDLEWARE = [
    "bizdept.web.middleware.Proxies",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bizdept.web.middleware.NeverStored",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bizdept.web.middleware.Language",
    "bizdept.manage.middleware.FirstRun",
    "bizdept.manage.middleware.SessionSpan",
    "bizdept.home.errors.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bizdept.web.middleware.Fragments",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "bizdept.manage.middleware.OwnPassword",
    "bizdept.manage.middleware.SecondFactor",
]
ROOT_URLCONF = "bizdept.urls"
WSGI_APPLICATION = "bizdept.wsgi.application"

# Who signs in, and how
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "bizdept.manage.backends.SignIn",
    "bizdept.access.backends.GrantBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "bizdept.manage.adapters.AccountAdapter"
ACCOUNT_FORMS = {"change_password": "bizdept.manage.proving.OwnPasswordForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
FRESH_SIGN_IN_MINUTES = int(os.environ.get("FRESH_SIGN_IN_MINUTES") or (0 if DEMO else 10))  # 0: never asked
ACCOUNT_REAUTHENTICATION_TIMEOUT = (FRESH_SIGN_IN_MINUTES or 10) * 60  # before one's second factor changes
ACCOUNT_RATE_LIMITS = False  # bizdept.web.guesses counts, in a table that forgets nothing
USERSESSIONS_TRACK_ACTIVITY = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "bizdept.manage.proving.CodeForm",
    "reauthenticate": "bizdept.manage.proving.CodeAgainForm",
}
MFA_ADAPTER = "bizdept.manage.adapters.FactorAdapter"
MFA_TOTP_ISSUER = "bizdept"
SECOND_FACTOR_POSTS = [] if DEMO else words("SECOND_FACTOR_POSTS", "chief,leader,officer,administrator")
OIDC_ISSUER = os.environ.get("OIDC_ISSUER", "").rstrip("/")  # empty: nobody signs in by another house's word
OIDC_CLIENT_ID = os.environ.get("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = os.environ.get("OIDC_CLIENT_SECRET", "")
OIDC_NAME = os.environ.get("OIDC_NAME", "OpenID Connect")  # what stands on the button
OIDC_CLAIM = os.environ.get("OIDC_CLAIM", "preferred_username")  # or email: by which an account is found
OIDC_MFA = flag("OIDC_MFA")  # the other house asks for a second factor itself, and is trusted to
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email", "phone")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "bizdept.manage.passwords.HouseWords"},
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
SIMPLE_HISTORY_REVERT_DISABLED = True
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # our backend stands in its place, because guardian's ignores expiry

FORM_RENDERER = "bizdept.web.widgets.Renderer"
CSRF_FAILURE_VIEW = "bizdept.home.errors.csrf_failure"

# Sessions end with the browser, after half an hour without a press, and after twelve hours, a working day
SESSION_IDLE_MINUTES = int(os.environ.get("SESSION_IDLE_MINUTES") or 30)  # 0: no such end
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
COOKIE_PREFIX = "__Host-" if HTTPS else ""  # a browser takes such a name over TLS, from this very host alone
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
MESSAGE_STORAGE = "bizdept.web.kept.Kept"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

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
                "bizdept.web.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "bizdept.web.templatetags.bizdept"],
            "string_if_invalid": "!!undefined %s!!" if flag("STRICT_TEMPLATES") else "",
        },
    }
]


def postgresql(url: str) -> dict:
    """Read a URL such as postgresql://role:word@/name?host=/run/socket into Django's settings."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": "-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s",
            "connect_timeout": 5,  # a server that takes connections and says nothing
            "tcp_user_timeout": 30_000,  # milliseconds until a wire without an answer counts as cut
        },
    }


def sqlite(path: Path) -> dict:
    """SQLite as a server: IMMEDIATE, or a read that turns into a write fails at once with `locked`."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
        },
        "TEST": {"NAME": DATA_DIR / "test.sqlite3"},  # a file: threads must not share one connection
    }


BACKUP_DIR = os.environ.get("BACKUP_DIR", "")  # where the night leaves its backup; empty: it makes none
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": postgresql(DATABASE_URL) if DATABASE_URL else sqlite(DATA_DIR / "bizdept.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache and jobs
REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {  # in the database also beside Redis: a wiped Redis forgets nothing here, a hung one keeps nobody out
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # from 300 on, as usual, it would throw away used codes of the moment
    }
}
BROKER_DIR = DATA_DIR / "broker"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_VISIBILITY_TIMEOUT = 300  # seconds until Redis gives a lost task to another worker; three places want it
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_VISIBILITY_TIMEOUT}
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 5,
        "socket_timeout": 30,  # a Redis that takes connections and says nothing is left, and tried anew
        "socket_keepalive": True,
        "health_check_interval": 25,
    }
    if REDIS_URL
    else {
        "data_folder_in": BROKER_DIR / "waiting",
        "data_folder_out": BROKER_DIR / "waiting",
        "control_folder": BROKER_DIR / "control",
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_ENABLE_UTC = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 200, 240  # under the visibility timeout, or a task runs twice
CELERY_WORKER_CONCURRENCY = 2
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat")
SIGN_OF_LIFE = DATA_DIR / "worker.alive"  # touched with each finished job

# Files: nothing that a user hands in has an address of its own
FILES_DIR = DATA_DIR / "files"
UPLOAD_LIMIT = int(os.environ.get("UPLOAD_LIMIT_MB", "50")) * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "bizdept.web.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or DATA_DIR / "static")
WHITENOISE_USE_FINDERS = not flag("MANIFEST_STATIC")  # before anything was collected
WHITENOISE_MANIFEST_STRICT = False  # one missing picture must not take the page with it
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_DIR}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if flag("MANIFEST_STATIC")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Words and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Mail leaves the house only where a server is named
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "bizdept@localhost")
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "bizdept.web.lines.OneLine", "format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {"bizdept.sign_in": {"level": "INFO"}},  # each try, whatever else is told
}
