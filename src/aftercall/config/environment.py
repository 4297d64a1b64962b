"""Settings read from environment variables. The defaults run on one machine without any other service."""

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url

from aftercall.errors import BadInput

# The schemes of AFTERCALL_EMAIL_URL: the usual port, and how the connection is encrypted.
_MAIL_SCHEMES: dict[str, tuple[int, dict[str, bool]]] = {
    "smtp": (25, {}),
    "smtp+tls": (587, {"use_tls": True}),
    "smtps": (465, {"use_ssl": True}),
}
_MAIL_TIMEOUT_SECONDS = 10
_MAIL_URL_ADVICE = "AFTERCALL_EMAIL_URL is not of the form smtp+tls://user:password@host:587 (or smtp://, smtps://)"


def home() -> Path:
    """The installation's own folder: database and encrypted files."""
    return Path(os.environ.get("AFTERCALL_HOME", "var")).resolve()


def make_home() -> None:
    """Create the home, for its owner only, if it does not exist. Raises BadInput if that is impossible."""
    _make_private_folder(home(), "AFTERCALL_HOME")


def _make_private_folder(folder: Path, variable: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        advice = f"Set {variable} to a folder that you can write to"
        raise BadInput(f"The folder in {variable} cannot be created: {error.strerror}. {advice}") from None


def keys_dir() -> Path:
    """The folder of the key rings: AFTERCALL_KEYS, or a folder beside the home, so that a copy of the home has no keys.
    Only a demo has them in its home, and an installation of an earlier version until they are moved."""
    if chosen := os.environ.get("AFTERCALL_KEYS"):
        return Path(chosen).resolve()
    inside = home() / "keys"
    beside = home().with_name(f"{home().name}-keys")
    return inside if demo_mark().is_file() or inside.is_dir() else beside


def working_dir() -> Path:
    """Where an uploaded extract is kept while it is read: in memory if this machine allows it, so that the extract is
    never written to disk. AFTERCALL_WORK names another folder."""
    if chosen := os.environ.get("AFTERCALL_WORK"):
        return Path(chosen).resolve()
    shared_memory = Path("/dev/shm")  # noqa: S108 - memory, not disk; files in it get random names and are private
    return shared_memory if os.access(shared_memory, os.W_OK) else home() / "work"


def secret_key() -> str:
    """Django's signing key, created at the first start and kept with the other keys. Raises BadInput if the folder of
    the keys cannot be created."""
    path = keys_dir() / "django.key"
    if not path.exists():
        _make_private_folder(path.parent, "AFTERCALL_KEYS")
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def demo_mark() -> Path:
    """The file that marks a home as a demo. It may hold a date and time with a UTC offset: the start of its clock."""
    return home() / "demo"


def clock_start() -> datetime | None:
    """When the demo's clock starts. None means the real clock, which every other installation uses."""
    text = demo_mark().read_text().strip() if demo_mark().is_file() else ""
    return datetime.fromisoformat(text) if text else None


def database() -> dict[str, Any]:
    """Django's DATABASES entry: DATABASE_URL, or SQLite in the home. Raises BadInput if the URL cannot be understood;
    the message does not repeat it, because it may hold a password."""
    try:
        return {**dj_database_url.config(default=f"sqlite:///{home() / 'aftercall.sqlite3'}")}
    except ValueError:
        raise BadInput("DATABASE_URL is not of the form postgresql://user:password@host:5432/name") from None


def hosts() -> list[str]:
    """The host names by which the site may be reached."""
    return os.environ.get("AFTERCALL_HOSTS", "127.0.0.1,localhost").split(",")


def site_url() -> str:
    """The address of the site as people open it, such as https://survey.example.org; empty if it has not been set."""
    return os.environ.get("AFTERCALL_URL", "").rstrip("/")


def web_door_url() -> str:
    """The address for answers on the web without its path, such as https://ask.example.org: of a host whose name says
    nothing about the police or the survey. Empty if nobody can answer on the web; a demo has it on this machine. Raises
    BadInput if it is not that of another host than the site's."""
    usual = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}" if demo_mark().is_file() else ""
    chosen = os.environ.get("AFTERCALL_WEB_DOOR_URL", usual).rstrip("/")
    if chosen and not demo_mark().is_file() and _host(chosen) in {"", _host(site_url())}:
        raise BadInput(
            "AFTERCALL_WEB_DOOR_URL is not an address like https://ask.example.org, on another host than AFTERCALL_URL"
        )
    return chosen


def _host(url: str) -> str:
    return urlsplit(url).netloc


def web_door_from() -> str:
    """The address that the message with it comes from; empty if none is sent."""
    return os.environ.get("AFTERCALL_WEB_DOOR_EMAIL_FROM", "")


def email_from() -> str:
    """The address that emails come from; empty if none are sent."""
    return os.environ.get("AFTERCALL_EMAIL_FROM", "")


def mailers() -> dict[str, Any]:
    """Django's MAILERS: the server of AFTERCALL_EMAIL_URL, or none. Raises BadInput if something else is missing or
    the URL cannot be understood; the message does not repeat it, because it may hold a password."""
    url = os.environ.get("AFTERCALL_EMAIL_URL", "")
    if not url:
        return {}
    if not email_from() or not site_url():
        raise BadInput("AFTERCALL_EMAIL_URL is set. Set AFTERCALL_EMAIL_FROM and AFTERCALL_URL too")
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": _mail_options(url)}}


def _mail_options(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        usual_port, encryption = _MAIL_SCHEMES[parts.scheme]
        port = parts.port or usual_port
    except (KeyError, ValueError):
        raise BadInput(_MAIL_URL_ADVICE) from None
    if not parts.hostname:
        raise BadInput(_MAIL_URL_ADVICE)
    login = {"username": unquote(parts.username or ""), "password": unquote(parts.password or "")}
    return {"host": parts.hostname, "port": port, "timeout": _MAIL_TIMEOUT_SECONDS, **login, **encryption}


def form_seconds() -> float:
    """How long a client may take to send a form, in seconds. Raises BadInput if it is not a number above 0."""
    try:
        seconds = float(os.environ.get("AFTERCALL_FORM_SECONDS", "30"))
    except ValueError:
        seconds = 0
    if not seconds > 0:
        raise BadInput("AFTERCALL_FORM_SECONDS is not a number of seconds. Set it to 30, or do not set it")
    return seconds


def trusted_proxies() -> int:
    """How many trusted proxies are in front of the server. If none, the X-Forwarded-For header is ignored."""
    return int(os.environ.get("AFTERCALL_TRUSTED_PROXIES", "0"))


def minimum_call_seconds() -> int:
    """How many seconds after dialling the outcome of a call can be saved. Raises BadInput if it is not a number."""
    return _whole_number("AFTERCALL_MINIMUM_CALL_SECONDS", default=15, least=0)


def calls_per_hour() -> int:
    """How many people an interviewer can dial within an hour. Raises BadInput if it is not a number above 0."""
    return _whole_number("AFTERCALL_CALLS_PER_HOUR", default=60, least=1)


def _whole_number(variable: str, *, default: int, least: int) -> int:
    text = os.environ.get(variable, str(default))
    if not text.isascii() or not text.isdecimal() or len(text) > 6 or int(text) < least:
        raise BadInput(f"{variable} must be a whole number from {least} to 999999, such as {default}")
    return int(text)
