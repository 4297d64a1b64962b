"""Settings read from environment variables. The defaults run on one machine without any other service."""

import os
import secrets
from datetime import datetime
from pathlib import Path


def home() -> Path:
    """The installation's own folder: database, encrypted files and, unless AFTERCALL_KEYS says otherwise, keys."""
    return Path(os.environ.get("AFTERCALL_HOME", "var")).resolve()


def keys_dir() -> Path:
    """The folder of the key rings. In production, keep it out of the database's backups."""
    return Path(os.environ.get("AFTERCALL_KEYS", home() / "keys")).resolve()


def working_dir() -> Path:
    """Where an uploaded extract is kept while it is read: in memory if this machine allows it, so that the extract is
    never written to disk."""
    shared_memory = Path("/dev/shm")  # noqa: S108 - memory, not disk; files in it get random names and are private
    return shared_memory if os.access(shared_memory, os.W_OK) else home() / "work"


def secret_key() -> str:
    """Django's signing key, created at the first start and kept with the other keys."""
    path = keys_dir() / "django.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
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


def hosts() -> list[str]:
    """The host names by which the site may be reached."""
    return os.environ.get("AFTERCALL_HOSTS", "127.0.0.1,localhost").split(",")


def site_url() -> str:
    """The address of the site as people open it, such as https://survey.example.org; empty if it has not been set."""
    return os.environ.get("AFTERCALL_URL", "").rstrip("/")


def trusted_proxies() -> int:
    """How many trusted proxies are in front of the server. If none, the X-Forwarded-For header is ignored."""
    return int(os.environ.get("AFTERCALL_TRUSTED_PROXIES", "0"))
