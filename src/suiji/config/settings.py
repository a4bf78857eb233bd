"""Django's settings, from the environment. Rooms are listed from the ground floor up."""

import sys
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from suiji.config.environment import PROJECT, Environment

ENVIRONMENT = Environment()

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ENVIRONMENT.hosts
RATING_LINES = frozenset(ENVIRONMENT.rating_lines)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "axes",
    "procrastinate.contrib.django",
    "suiji.ledger",
    "suiji.organs",
    # Our pages for allauth's steps stand before its own.
    "suiji.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "suiji.papers",
    "suiji.messages.apps.Outbox",
    "suiji.exchange",
    "suiji.catalogue",
    "suiji.plans",
    "suiji.libraries",
    "suiji.tasks",
    "suiji.draws",
    "suiji.inspections",
    "suiji.disclosure",
    "suiji.followup",
    "suiji.archive",
    "suiji.voices",
    "suiji.oversight",
    "suiji.desk",
    "suiji.portal",
    "suiji.field",
    "suiji.firms",
    "suiji.api",
]

MIDDLEWARE = [
    "suiji.config.problems.Problems",
    "suiji.config.proxies.Visitor",
    "suiji.config.keeping.Kept",
    "suiji.config.measures.Measures",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "suiji.config.headers.Headers",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "suiji.config.edge.Edge",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "suiji.config.weight.Weight",
]

ROOT_URLCONF = "suiji.config.urls"
WSGI_APPLICATION = "suiji.config.wsgi.application"

FORM_RENDERER = "suiji.config.rendering.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "suiji.config.edge.surroundings",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.static",
                "suiji.organs.templatetags.suiji_text",
                "suiji.organs.templatetags.suiji_addresses",
            ],
        },
    }
]


POOL = {"min_size": 1, "max_size": 8, "reconnect_timeout": 10}
"""Of one process. Without the last, a pool whose database was away asks again after twice as long each time, up to five
minutes; so it gives up after ten seconds, and whoever comes next has it asked anew (seconds)."""


def database(
    url: str, *, options: str = "", prepared: bool = False, pooler: str = ENVIRONMENT.pooler
) -> dict[str, Any]:
    """Django's connection settings for a ``postgresql://user:password@host:port/name`` address.

    ``prepared``: every statement is planned once a connection and not once a page (decision 0067); elsewhere those
    that ask for it are (0117).
    ``pooler``: behind one that lends a server for a transaction only, nothing is left on a connection: no options at
    its beginning (the role has them, see docs/deploying-many.md), no prepared statements, no cursors across commits.

    A unix socket folder stands percent-encoded in the host's place or in ``?host=``.
    """
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    lent = pooler == "transaction"
    more: dict[str, Any] = {"pool": dict(POOL)} if ENVIRONMENT.database_pool else {}
    if lent:
        more["prepare_threshold"] = None
    elif options:
        more["options"] = options
    if not lent:
        more |= {"server_side_binding": prepared, "prepare_threshold": PREPARED_AFTER}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "OPTIONS": more,
        "DISABLE_SERVER_SIDE_CURSORS": lent,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


PREPARED_AFTER = 3
"""Times a statement is asked on one connection before PostgreSQL keeps its plan."""


def _origin(address: str) -> str:
    """Scheme and host of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


WINDOW = "-c search_path=public_read -c default_transaction_read_only=on -c statement_timeout=30s"
"""How the public's connection begins: it sees the views of its schema, changes nothing, and never takes for ever."""
DATABASES = {
    "default": database(ENVIRONMENT.owner_database_url if ENVIRONMENT.as_owner else ENVIRONMENT.database_url),
    "public": database(
        ENVIRONMENT.public_database_url or ENVIRONMENT.database_url, options=WINDOW, prepared=True
    )
    | {"TEST": {"MIRROR": "default"}},
}


def replica(url: str) -> dict[str, Any]:
    """The window's connection to a replica: kept a minute by its thread, and given up soon when it does not answer."""
    found = database(url, options=WINDOW, prepared=True)
    found["OPTIONS"].pop("pool", None)
    found["OPTIONS"] |= {"connect_timeout": 2, "tcp_user_timeout": 5000}
    return found | {"CONN_MAX_AGE": 60, "TEST": {"MIRROR": "default"}}


if ENVIRONMENT.replica_database_url:
    DATABASES["replica"] = replica(ENVIRONMENT.replica_database_url)
DATABASE_ROUTERS = ["suiji.portal.window.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organs.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "account_login"
FIRM_LOGIN_URL = "firms:enter"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "portal:home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "suiji.accounts.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "suiji.accounts.passwords.MixedCharacters"},
    {"NAME": "suiji.accounts.passwords.NotTheName"},
    {"NAME": "suiji.accounts.passwords.NotUsedLately"},
]

# The log-in's steps are allauth's; accounts are opened by an administrator and hold no mail address.
# A whole office logs in from one address in the morning; names are locked by axes, failures by allauth's own limits.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip"}
ACCOUNT_ADAPTER = "suiji.accounts.adapters.Doorkeeper"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = (
    True  # until it is idle, or eight hours old; a phone may kill its browser at any time
)
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_FORMS = {
    "login": "suiji.accounts.forms.LogIn",
    "change_password": "suiji.accounts.forms.NewPassword",
    "set_password": "suiji.accounts.forms.FirstPassword",
}
MFA_ADAPTER = "suiji.accounts.adapters.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.tls  # browsers allow keys on localhost only
# A city's single sign-on (decision 0062): says who somebody is, nothing else.
SOCIALACCOUNT_ADAPTER = "suiji.accounts.single_sign_on.SingleSignOn"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": ["openid", "profile"],
        "APPS": [
            {
                "provider_id": "city",
                "name": ENVIRONMENT.oidc_name,
                "client_id": ENVIRONMENT.oidc_client,
                "secret": ENVIRONMENT.oidc_secret,
                "settings": {"server_url": ENVIRONMENT.oidc_issuer},
            }
        ]
        if ENVIRONMENT.oidc_issuer
        else [],
    }
}
# A name is locked at the address the guesses come from (docs/decisions/0045): nobody is locked out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
# Axes would keep a name's newest thousand: whoever fails a thousand times more would wash off the traces (R121).
AXES_ACCESS_FAILURE_LOG_PER_USER_LIMIT = sys.maxsize
AXES_LOCKOUT_CALLABLE = "suiji.accounts.views.locked"
AXES_CLIENT_IP_CALLABLE = "suiji.accounts.adapters.address_of"
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "suiji.accounts.adapters.name_tried"
AXES_VERBOSE = False  # no names and addresses in the console's log
AXES_ENABLE_ADMIN = False

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = PROJECT / "build" / "collected"
# The folder the front-end step fills with the few files of other people's packages that pages use.
BUILT_STATIC = PROJECT / "build" / "static"
STATICFILES_DIRS = [BUILT_STATIC] if BUILT_STATIC.is_dir() else []


def files(site: Environment) -> dict[str, Any]:
    """Where stored files lie: a folder of this machine's, or a bucket that every node reaches (decision 0092)."""
    if not site.files_bucket:
        return {"BACKEND": "suiji.vault.at_rest.SealedFiles"}
    from botocore.config import Config

    options = {
        "bucket_name": site.files_bucket,
        "endpoint_url": site.files_endpoint or None,
        "access_key": site.files_key,
        "secret_key": site.files_secret,
        "region_name": site.files_region,
        "default_acl": None,
        "client_config": Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=5,
            read_timeout=30,
            retries={"max_attempts": 3, "mode": "standard"},
            # Stores that are not Amazon's may not know its newer checksums; ours are inside.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }
    return {"BACKEND": "suiji.vault.storage.SealedS3", "OPTIONS": options}


STORAGES = {
    "default": files(ENVIRONMENT),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = ENVIRONMENT.data_dir / "evidence"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_SAMESITE, CSRF_COOKIE_HTTPONLY = (
    "Strict",
    True,
)  # no script of ours reads it: forms bear the token
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.tls
SECURE_HSTS_SECONDS = 31536000 if ENVIRONMENT.tls and ENVIRONMENT.hsts else 0
if ENVIRONMENT.tls and ENVIRONMENT.tls_certificate is None:
    # TLS ends at a proxy, which must set this header and let nobody else set it (docs/running.md).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        # A form's way may lead to the city's identity provider; browsers ask this directive about redirects too.
        "form-action": [SELF, *([_origin(ENVIRONMENT.oidc_issuer)] if ENVIRONMENT.oidc_issuer else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# What counts tries (second factors, password changes) is shared by all processes: it lies in the database.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_cache"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A table of a few thousand rows is still one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Messages leave the house by these two, each only once it is set up.
EMAIL_HOST = ENVIRONMENT.email_host
EMAIL_PORT = ENVIRONMENT.email_port
EMAIL_HOST_USER = ENVIRONMENT.email_user
EMAIL_HOST_PASSWORD = ENVIRONMENT.email_password
EMAIL_USE_TLS = ENVIRONMENT.email_tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENVIRONMENT.email_from
MESSAGES_WEBHOOK = ENVIRONMENT.webhook
# The background worker finds the daily jobs here.
PROCRASTINATE_IMPORT_PATHS = ["suiji.running.daily", "suiji.running.draw_jobs"]

COTTON_SNAKE_CASED_NAMES = True
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "suiji.config.logs.Discreet", "format": "%(levelname)s %(name)s: %(message)s"},
        "json": {"()": "suiji.config.logs.Lines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": ENVIRONMENT.log}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"suiji.requests": {"level": "INFO"}},
}
