"""Django's settings. Those that differ between installations come from config/environment.py."""

from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from aftercall.config import environment, translated_pages

HOME = environment.home()
KEYS_DIR = environment.keys_dir()
ROOT_KEY_FILE = KEYS_DIR / "root.key"
WORKING_DIR = environment.working_dir()
# True only in a home that is marked as a demo: the banner, cookies without TLS and the clock's start depend on it.
DEMO = environment.demo_mark().is_file()  # a folder of that name does not count
CLOCK_START = environment.clock_start()

SECRET_KEY = environment.secret_key()
DEBUG = False
ALLOWED_HOSTS = environment.hosts()
# For links in messages and on the console. Pages use the address by which they were opened if this is not set.
SITE_URL = environment.site_url()
# Where people who were reached by telephone can answer on the web, on a host whose name says nothing; empty if they
# cannot.
WEB_DOOR_URL = environment.web_door_url()
# Who the message with that address is from; empty if none is sent.
WEB_DOOR_FROM = environment.web_door_from()
# Empty if no emails are sent: links are then shown on pages only.
MAILERS = environment.mailers()
DEFAULT_FROM_EMAIL = environment.email_from()
SILENCED_SYSTEM_CHECKS = ["mail.W001"]  # that no mail server is set up
ROOT_URLCONF = "aftercall.config.urls"
WSGI_APPLICATION = "aftercall.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks_db",
    "aftercall.core",
    "aftercall.accounts",
    "aftercall.suppression",
    "aftercall.questionnaires",
    "aftercall.programmes",
    "aftercall.mappings",
    "aftercall.consents",
    "aftercall.contracts",
    "aftercall.handover",
    "aftercall.fieldwork",
    "aftercall.verbatims",
    "aftercall.rights",
    "aftercall.rights.desk",
    "aftercall.accountability",
    "aftercall.results",
    "aftercall.publication",
    "aftercall.workbench",
    "aftercall.evidence",
    "aftercall.improvements",
    "aftercall.consultations",
    "aftercall.communities",
    "aftercall.web_door",
    "aftercall.public",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "aftercall.config.head_requests.answer_as_get",
    "aftercall.core.no_store.no_store",
    "aftercall.config.languages.LanguageMiddleware",
    "aftercall.web_door.host.keep_neutral",
    "aftercall.config.maintenance.explain_maintenance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "aftercall.config.body_limits.BodyLimitMiddleware",
    "aftercall.config.access.UrlPolicyMiddleware",
    "aftercall.config.wrong_method.explain_wrong_method",
    "aftercall.public.counting.count_pages",
    # The first that reads the body of a request, so after all that may refuse it.
    "django.middleware.csrf.CsrfViewMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "aftercall.core.pages.environment",
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "aftercall.config.navigation.links",
                "aftercall.config.public_shell.shell",
            ],
        },
    },
]

DATABASES: dict[str, Any] = {"default": environment.database()}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue instead of failing, readers never wait, and freed pages are overwritten.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
    }
    DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
SCHEDULE = "aftercall.config.schedule.SCHEDULE"  # a dotted path, because the schedule imports every room
HELD_READERS = "aftercall.config.held_readers.READERS"  # likewise
ACTIVITIES = "aftercall.config.activities.ACTIVITIES"  # likewise
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Each operation opens its own transaction, so a page reports success only after the commit.
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "start"
LOGIN_URL = "account_login"
LOGOUT_REDIRECT_URL = "public:home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "aftercall.accounts.adapter.ClosedAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "aftercall.accounts.forms.sign_in.SignInForm",
    "reauthenticate": "aftercall.accounts.forms.sign_in.ConfirmByPasswordForm",
}
# Whether every account must have a second factor. Only the demo, which anyone may look at, merely offers it.
SECOND_FACTOR_REQUIRED = not DEMO
MFA_ADAPTER = "aftercall.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "aftercall.accounts.forms.second_factor.SecondFactorForm",
    "reauthenticate": "aftercall.accounts.forms.second_factor.ConfirmByCodeForm",
    "activate_totp": "aftercall.accounts.forms.second_factor.AddAppForm",
    "add_webauthn": "aftercall.accounts.forms.second_factor.AddPasskeyForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Aftercall"
# The code before and the code after are accepted too, because telephones' clocks differ (RFC 6238, section 5.2).
MFA_TOTP_TOLERANCE = 1
# How long after signing in the second factor can be changed without showing again who you are, in seconds.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Wrong passwords and codes are counted in memory (the server is a single process), per client address and account. The
# X-Forwarded-For header is trusted only for the configured number of proxies.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.trusted_proxies()
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # With the default of 300, an attacker could evict the counters by trying many made-up email addresses.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

SESSION_COOKIE_NAME = "session"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 60 * 60
# Only the demo runs without TLS, and only on the local machine.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Leaving the public site quickly deletes it, which a script can only do if it sees it. It protects no less for that.
CSRF_COOKIE_HTTPONLY = False
# A proxy terminates TLS, so forms are submitted from https although the request arrives over plain http.
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
CSRF_FAILURE_VIEW = "aftercall.config.access.form_refused"
CSRF_COOKIE_AGE = None  # deleted when the browser closes
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# Other sites get no referrer. "no-referrer" would also make browsers hide a form's origin, which the CSRF check needs.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# So that nobody can collect names and numbers by dialling one person after another and saving 'No answer'.
MINIMUM_CALL_SECONDS = environment.minimum_call_seconds()
CALLS_PER_HOUR = environment.calls_per_hour()

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg"), ("pl", "Polski")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]  # of this room, which is no app of Django's
TRANSLATED_PAGES = translated_pages.TRANSLATED_PAGES
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
# Static files are served directly from the packages, so there is no folder to collect them in.
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_TEMP_DIR = str(WORKING_DIR) if Path(WORKING_DIR).is_dir() else None
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
# For a form without its files, and in config/body_limits.py for a request with them. Larger files have a table there.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o600
# See config/gateway.py.
FORM_SECONDS = environment.form_seconds()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "mask_links": {"()": "aftercall.config.log_filters.MaskLinks"},
        "refusals": {"()": "aftercall.config.log_filters.RefusalsInOneLine"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["mask_links", "refusals"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
