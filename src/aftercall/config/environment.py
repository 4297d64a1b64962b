"""What the surroundings may set, read once. Everything has a default that works on one machine without any other
program."""

import os
import secrets
from datetime import datetime
from pathlib import Path


def home() -> Path:
    """The installation's own folder: database, sealed files and, unless AFTERCALL_KEYS says otherwise, keys."""
    return Path(os.environ.get("AFTERCALL_HOME", "var")).resolve()


def keys_dir() -> Path:
    """Where key rings live. In earnest this is a folder that no backup of the database includes."""
    return Path(os.environ.get("AFTERCALL_KEYS", home() / "keys")).resolve()


def working_dir() -> Path:
    """Where an uploaded extract lies while it is read: in memory where the machine offers that, so that no disk
    keeps it."""
    shared_memory = Path("/dev/shm")  # noqa: S108 - chosen because it is memory, and files in it get random private names
    return shared_memory if os.access(shared_memory, os.W_OK) else home() / "work"


def secret_key() -> str:
    """Django's signing key, made at the first start and kept beside the other keys."""
    path = keys_dir() / "django.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def demo_mark() -> Path:
    """The file that marks a home as a demonstration. It may hold a date and time with its offset: the demo's clock."""
    return home() / "demo"


def clock_start() -> datetime | None:
    """When a demonstration's clock starts; None for the real clock, as everywhere else."""
    text = demo_mark().read_text().strip() if demo_mark().is_file() else ""
    return datetime.fromisoformat(text) if text else None


def hosts() -> list[str]:
    """Names that the site answers to."""
    return os.environ.get("AFTERCALL_HOSTS", "127.0.0.1,localhost").split(",")


def trusted_proxies() -> int:
    """How many proxies of our own stand in front of the server; without one, no forwarded address is believed."""
    return int(os.environ.get("AFTERCALL_TRUSTED_PROXIES", "0"))
