"""Settings, all read from the environment. The README's table lists every variable.

Three ways to run, told apart by ``DEBUG``:

* unset: one machine. Embedded defaults, a generated secret key, answering to this machine's own names.
* on: development. The same, with tracebacks in the browser.
* off: production. The system checks refuse to start without a secret, hosts and Redis.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import sys
import tempfile
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.templatetags.static import static
from django.urls import reverse_lazy

from interviewer.embedded.redis_server import running_url

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(str(BASE_DIR / ".env"))

TESTING = "pytest" in sys.modules
TEST_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
if TESTING:
    # A folder of its own for each test process, so that two runs never meet.
    VAR_DIR = Path(tempfile.mkdtemp(prefix="interviewer-tests-"))
    atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
VAR_DIR.mkdir(parents=True, exist_ok=True)
with suppress(OSError):  # a volume may belong to somebody else
    VAR_DIR.chmod(0o700)  # answers and resumes lie below: they are nobody else's on this machine

PRODUCTION = "DEBUG" in env.ENVIRON and not env.bool("DEBUG")
DEBUG = env.bool("DEBUG", default=False)


def _generated_secret(path: Path) -> str:
    """A key that is made once and kept beside the data it protects."""
    if not path.is_file():
        temporary = path.with_suffix(".new")
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(50))
        if not path.exists():
            temporary.replace(path)
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", default="") or ("" if PRODUCTION else _generated_secret(VAR_DIR / "secret_key"))
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SECRET_KEY_GIVEN = bool(env.str("SECRET_KEY", default=""))
if not SECRET_KEY:
    # Django refuses an empty key before the checks could say what is missing; checks.py reports it.
    SECRET_KEY = "missing-" + secrets.token_urlsafe(50)

HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
FRONTEND_URL = env.str("FRONTEND_URL", default="").rstrip("/")
ALLOWED_ORIGINS = [o.strip().rstrip("/") for o in env.list("ALLOWED_ORIGINS", default=[]) if o.strip()]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
if not PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"] + ([HOST] if HOST not in {"0.0.0.0", "::"} else [])  # noqa: S104
if FRONTEND_URL:
    ALLOWED_HOSTS.append(urlsplit(FRONTEND_URL).hostname or "")
CSRF_TRUSTED_ORIGINS = [o for o in {*ALLOWED_ORIGINS, FRONTEND_URL} if o.startswith(("http://", "https://"))]

# --- Applications ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "daphne",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "django_ace",
    "django_htmx",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "interviewer",
    "interviewer.accounts",
    "interviewer.api",
    "interviewer.providers",
    "interviewer.work",
    "interviewer.webhooks",
    "candidates",
    "interviews",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "interviewer.api.cors.Cors",
    "interviewer.middleware.StaticFiles",
    "interviewer.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "interviewer.urls"
ASGI_APPLICATION = "interviewer.asgi.application"
# SQLite leaves out the INCLUDE columns of an index: they only spare PostgreSQL a look-up.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# --- Data --------------------------------------------------------------------------------------------

DATABASE_URL = env.str("DATABASE_URL", default="")
if DATABASE_URL:
    _database: dict[str, Any] = env.db_url_config(DATABASE_URL)
else:
    _database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "interviewer.sqlite3")}

if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        # DEFERRED transactions that turn into writers fail with "database is locked" whatever the time-out.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    _database["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    _database["CONN_HEALTH_CHECKS"] = True  # after a restart of PostgreSQL the pool hands out no dead connections
    _database.setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL", default=12),
        "timeout": 10,
    }
DATABASES = {"default": _database}

MEDIA_ROOT = VAR_DIR / "media" if TESTING else Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# No MEDIA_URL: resumes and recordings are private and leave only through an authorised view.
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
RESUME_MAX_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Broker, channel layer, shared cache -------------------------------------------------------------

# REDIS_URL wins; else the private server that `manage.py run` started on this machine; else this process alone.
REDIS_URL_GIVEN = bool(env.str("REDIS_URL", default=""))
REDIS_URL = env.str("REDIS_URL", default="") or ("" if TESTING else running_url(VAR_DIR))
EMBEDDED_BROKER = not REDIS_URL
# "memory" keeps `manage.py run` from starting a private server although there is one.
PRIVATE_REDIS = env.str("EMBEDDED_BROKER", default="redis") != "memory"
REDIS_PREFIX = env.str("REDIS_PREFIX", default="interviewer")
if TESTING:
    REDIS_PREFIX = f"test-{TEST_WORKER}-{os.getpid()}"

if EMBEDDED_BROKER:
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {"BACKEND": "interviewer.embedded.layer.ThreadSafeInMemoryChannelLayer"}
    }
    CACHES: dict[str, Any] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CELERY_BROKER_URL = "memory://localhost/"
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"polling_interval": 0.01}
else:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": REDIS_PREFIX},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "interviewer.cache.PrefixedRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": f"{REDIS_PREFIX}-cache",
            # A Redis that hangs must not hold up what a live interview waits for.
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        }
    }
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # Longer than the longest task, or it would run twice at once. A dead worker's task comes back
        # sooner than this: the sweeper sees its lease run out.
        "visibility_timeout": 1200,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "global_keyprefix": f"{REDIS_PREFIX}:",
        "socket_keepalive": True,
        "health_check_interval": 30,
    }

# --- Celery ------------------------------------------------------------------------------------------

CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 900  # below the visibility timeout; prefork workers enforce it
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_TASK_DEFAULT_QUEUE = "reports"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
QUEUES = ("live", "media", "reports")
SWEEP_EVERY_SECONDS = env.int("SWEEP_EVERY_SECONDS", default=5)
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "interviewer.sweep",
        "schedule": SWEEP_EVERY_SECONDS,
        "options": {"queue": "reports", "expires": SWEEP_EVERY_SECONDS * 2},
    },
}

# --- Accounts ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["interviewer.accounts.backends.BrakedBackend"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "interviews:dashboard"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # made for speed, in tests only
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- E-mail ------------------------------------------------------------------------------------------

# Without a mail server messages are printed, under `make run` into var/log/worker.log.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Interviewer <interviewer@localhost>")

# --- Providers ---------------------------------------------------------------------------------------

GROQ_API_KEYS = env.list("GROQ_API_KEYS", default=[]) or env.list("GROQ_API_KEY", default=[])
GEMINI_API_KEYS = (
    env.list("GEMINI_API_KEYS", default=[])
    or env.list("GEMINI_API_KEY", default=[])
    or env.list("GOOGLE_API_KEY", default=[])
)
GROQ_BASE_URL = env.str("GROQ_BASE_URL", default="https://api.groq.com").rstrip("/")
GEMINI_BASE_URL = env.str("GEMINI_BASE_URL", default="https://generativelanguage.googleapis.com").rstrip("/")
OPENROUTER_API_KEYS = env.list("OPENROUTER_API_KEYS", default=[]) or env.list("OPENROUTER_API_KEY", default=[])
OPENAI_API_KEYS = env.list("OPENAI_API_KEYS", default=[]) or env.list("OPENAI_API_KEY", default=[])
HUGGINGFACE_API_KEYS = env.list("HUGGINGFACE_API_KEYS", default=[]) or env.list("HUGGINGFACE_API_KEY", default=[])
DEEPGRAM_API_KEYS = env.list("DEEPGRAM_API_KEYS", default=[])

# Language models, in the order they are asked; one without a key is passed by. "openai" is any endpoint that speaks
# OpenAI's API: with OPENAI_BASE_URL it needs no key (Ollama, vLLM, llama.cpp). Tests configure their own.
LLM_PROVIDERS = [] if TESTING else env.list("LLM_PROVIDERS", default=["groq", "openrouter", "gemini", "openai"])
GROQ_MODEL = env.str("GROQ_MODEL", default="openai/gpt-oss-120b")
GEMINI_MODEL = env.str("GEMINI_MODEL", default="gemini-3.5-flash-lite")
OPENROUTER_BASE_URL = env.str("OPENROUTER_BASE_URL", default="https://openrouter.ai/api/v1").rstrip("/")
OPENROUTER_MODEL = env.str("OPENROUTER_MODEL", default="openai/gpt-oss-120b")
OPENAI_BASE_URL = env.str("OPENAI_BASE_URL", default="").rstrip("/")
OPENAI_MODEL = env.str("OPENAI_MODEL", default="gpt-6-luna")
LLM_DEADLINE_SECONDS = env.float("LLM_DEADLINE_SECONDS", default=8.0)
# In the live loop; making questions and reading resumes may take longer, but never make anybody wait for good.
LLM_DECISION_DEADLINE_SECONDS = env.float("LLM_DECISION_DEADLINE_SECONDS", default=LLM_DEADLINE_SECONDS)
LLM_QUESTIONS_DEADLINE_SECONDS = env.float("LLM_QUESTIONS_DEADLINE_SECONDS", default=20.0)
LLM_RESUME_DEADLINE_SECONDS = env.float("LLM_RESUME_DEADLINE_SECONDS", default=8.0)
LLM_MAX_TOKENS = env.int("LLM_MAX_TOKENS", default=2000)
# What language models may cost: (calls, tokens), 0 for no limit. A day is a UTC day; the others are for good.
LLM_BUDGETS = {
    "session": (env.int("LLM_SESSION_CALLS", default=250), env.int("LLM_SESSION_TOKENS", default=500_000)),
    "config": (env.int("LLM_CONFIG_CALLS", default=25_000), env.int("LLM_CONFIG_TOKENS", default=50_000_000)),
    "day": (env.int("LLM_DAY_CALLS", default=10_000), env.int("LLM_DAY_TOKENS", default=20_000_000)),
}
# For people to look at: provider/model=IN/OUT, money for a million tokens. Nothing is known that isn't said here.
PROVIDER_PRICES = [] if TESTING else env.list("PROVIDER_PRICES", default=[])
PROVIDER_CURRENCY = env.str("PROVIDER_CURRENCY", default="USD")
# A provider that times out or answers 5xx is passed by for so long, and probed in the background meanwhile.
PROVIDER_REST_SECONDS = env.int("PROVIDER_REST_SECONDS", default=120)
PROVIDER_PROBE_SECONDS = env.int("PROVIDER_PROBE_SECONDS", default=15)
PROVIDER_PROBE_TIMEOUT = env.float("PROVIDER_PROBE_TIMEOUT", default=5.0)

# Speech to text: exactly those named, in that order; by default all of these that are there or have a key.
_transcription = env.list("TRANSCRIPTION_PROVIDERS", default=[]) or env.list("TRANSCRIPTION_PROVIDER", default=[])
TRANSCRIPTION_PROVIDERS = [] if TESTING else _transcription or ["whisper", "groq", "gemini", "huggingface", "deepgram"]
TRANSCRIPTION_DEADLINE_SECONDS = env.float("TRANSCRIPTION_DEADLINE_SECONDS", default=90)  # all attempts together
TRANSCRIPTION_ATTEMPT_SECONDS = env.float("TRANSCRIPTION_ATTEMPT_SECONDS", default=20)  # one hosted attempt
# An answer is put into words so often while it is spoken, to be shown only; 0 for not at all. Seconds.
PARTIAL_TRANSCRIPT_SECONDS = env.float("PARTIAL_TRANSCRIPT_SECONDS", default=5.0)
# What transcription may cost, as above; what is shown while somebody speaks may use half of it.
STT_BUDGETS = {
    "session": (env.int("TRANSCRIPTION_SESSION_CALLS", default=600), 0),
    "day": (env.int("TRANSCRIPTION_DAY_CALLS", default=0), 0),
}
WHISPER_MODEL = env.str("WHISPER_MODEL", default="base")
WHISPER_DIR = Path(env.str("WHISPER_DIR", default=str(Path.home() / ".cache" / "whisper")))
WHISPER_DOWNLOAD = env.bool("WHISPER_DOWNLOAD", default=False)
WHISPER_BASE_URL = env.str("WHISPER_BASE_URL", default="https://openaipublic.azureedge.net/main/whisper/models").rstrip(
    "/"
)
GROQ_TRANSCRIPTION_MODEL = env.str("GROQ_TRANSCRIPTION_MODEL", default="whisper-large-v3-turbo")
GEMINI_TRANSCRIPTION_MODEL = env.str("GEMINI_TRANSCRIPTION_MODEL", default=GEMINI_MODEL)
HUGGINGFACE_BASE_URL = env.str(
    "HUGGINGFACE_BASE_URL", default="https://router.huggingface.co/hf-inference/models"
).rstrip("/")
HUGGINGFACE_TRANSCRIPTION_MODEL = env.str("HUGGINGFACE_TRANSCRIPTION_MODEL", default="openai/whisper-large-v3-turbo")
DEEPGRAM_BASE_URL = env.str("DEEPGRAM_BASE_URL", default="https://api.deepgram.com").rstrip("/")
DEEPGRAM_MODEL = env.str("DEEPGRAM_MODEL", default="nova-2")

# Text to speech: this one first (edge, espeak), then the others there are; "none" shows questions as text only.
TTS_PROVIDER = "none" if TESTING else env.str("TTS_PROVIDER", default="edge")
TTS_DEADLINE_SECONDS = env.float("TTS_DEADLINE_SECONDS", default=8)
EDGE_TTS_URL = env.str("EDGE_TTS_URL", default="")  # a ws:// or wss:// address in place of the service's own
ESPEAK_BINARY = env.str("ESPEAK_BINARY", default="espeak-ng")
SPEECH_CACHE_MEGABYTES = env.int("SPEECH_CACHE_MEGABYTES", default=500)

# --- Interviews --------------------------------------------------------------------------------------

SESSION_QUIET_MINUTES = env.int("SESSION_QUIET_MINUTES", default=24 * 60)
OUTCOME_CORRECT_FROM = env.int("OUTCOME_CORRECT_FROM", default=60)
OUTCOME_PARTIAL_FROM = env.int("OUTCOME_PARTIAL_FROM", default=30)
# Overall scores from which a report advises; frozen with each version of an interview.
RECOMMEND_FROM = {
    "strong_yes": env.int("RECOMMEND_STRONG_YES_FROM", default=80),
    "strong_yes_low": env.int("RECOMMEND_STRONG_YES_LOW", default=65),
    "yes": env.int("RECOMMEND_YES_FROM", default=65),
    "mixed": env.int("RECOMMEND_MIXED_FROM", default=45),
}
# A language model's time for one answer or one summary. Nobody waits for it, unlike in the live interview.
GRADING_DEADLINE_SECONDS = env.float("GRADING_DEADLINE_SECONDS", default=30)

# --- Language and time -------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# --- Security ----------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # candidate links must not leak as referrers
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "interviewer.errors.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
HTTPS = FRONTEND_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
TRUST_PROXY = env.bool("TRUST_PROXY", default=False)
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
if HTTPS:
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=3600)

CSRF_FAILURE_VIEW = "interviewer.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Logging -----------------------------------------------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "context": {"()": "interviewer.logging.ContextFilter"},
        "links": {"()": "interviewer.logging.HideLinkTokens"},
    },
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} [{context}] {message}", "style": "{"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["context", "links"],
        },
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "daphne": {"level": "WARNING"},
        "pdfminer": {"level": "ERROR"},
        # At DEBUG the providers' libraries log what they send, and answers of candidates are in it.
        "groq": {"level": "WARNING"},
        "google": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "urllib3": {"level": "WARNING"},
        "django.server": {"level": "WARNING"},
        # Scanners ask every address for every name: answered with a 400, and nothing to wake anybody for.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

# --- Interfaces --------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework_simplejwt.authentication.JWTAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["interviewer.api.permissions.IsRecruiter"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.MultiPartParser",
        "rest_framework.parsers.FormParser",
    ],
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.SearchFilter",
        "rest_framework.filters.OrderingFilter",
    ],
    "DEFAULT_PAGINATION_CLASS": "interviewer.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "interviewer.api.operations.Operations",
    "EXCEPTION_HANDLER": "interviewer.api.errors.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SIMPLE_JWT = {
    # A key of its own: who learns one of the two can't forge what the other signs.
    "SIGNING_KEY": env.str("JWT_SIGNING_KEY", default="") or sha256(f"jwt:{SECRET_KEY}".encode()).hexdigest(),
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=5),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=7),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "CHECK_USER_IS_ACTIVE": True,
    # A new password ends what was signed in by the old one.
    "CHECK_REVOKE_TOKEN": True,
    "UPDATE_LAST_LOGIN": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Interviewer",
    "DESCRIPTION": "Interviews, their sessions and reports. docs/api.md begins with a first call.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "interviewer.api.schema.add_errors",
    ],
}
# (requests, seconds): how often one address, or one link, may call. 0 requests for no limit.
RATE_LIMITS = {
    "sign_in": (env.int("LIMIT_SIGN_IN", default=20), 300),
    "sign_in_link": (env.int("LIMIT_SIGN_IN_LINK", default=5), 900),
    "start": (env.int("LIMIT_START", default=30), 600),
    "start_by_link": (env.int("LIMIT_START_BY_LINK", default=300), 3600),
    "session": (env.int("LIMIT_SESSION", default=240), 60),
    "address": (env.int("LIMIT_ADDRESS", default=1200), 60),
    "evaluate": (env.int("LIMIT_EVALUATE", default=60), 60),
    "shared": (env.int("LIMIT_SHARED", default=60), 60),
    "register": (env.int("LIMIT_REGISTER", default=300), 600),
    "room": (env.int("LIMIT_ROOM", default=900), 60),
}
SUBMIT_WAIT_SECONDS = env.float("SUBMIT_WAIT_SECONDS", default=20.0)
# Where webhooks may go: to public addresses only, unless this machine is used for development.
WEBHOOKS_TO_PRIVATE_ADDRESSES = env.bool("WEBHOOKS_TO_PRIVATE_ADDRESSES", default=False)

UNFOLD = {
    "SITE_TITLE": "Interviewer",
    "SITE_HEADER": "Interviewer",
    "SITE_SUBHEADER": "Operations",
    "SITE_URL": reverse_lazy("interviews:dashboard"),
    "SITE_ICON": lambda request: static("interviewer/icon.svg"),
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SIDEBAR": {"navigation": "interviewer.navigation.sidebar"},
    "DASHBOARD_CALLBACK": "reports.admin_home.front_page",
    "STYLES": [
        lambda request: static("interviewer/charts.css"),
        lambda request: static("interviewer/admin.css"),
    ],
    "COLORS": {
        "primary": {  # the accent of our own pages, from light to dark
            "50": "#f4f6fd",
            "100": "#e8ecfb",
            "200": "#cfd8f7",
            "300": "#bccaff",
            "400": "#9db2ff",
            "500": "#6d88f0",
            "600": "#2f4fc4",
            "700": "#233d9c",
            "800": "#1f3480",
            "900": "#1b2b66",
            "950": "#10162e",
        },
    },
}
