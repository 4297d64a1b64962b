"""Which version of the program set up this database, and which may follow it."""

from datetime import datetime

from django.db import connection

from aftercall import __version__
from aftercall.core.commands import command
from aftercall.core.models import InstalledVersion

# Every version, in the order in which they follow each other. Each migrates what the one before it left.
VERSIONS = ("0.1.0",)


def record_installed_version(*, at: datetime) -> None:
    """Note that this version has set up the database."""
    InstalledVersion.objects.get_or_create(version=__version__, defaults={"installed_at": at})


def why_version_does_not_fit() -> str:
    """Why this version can't follow the one that set up the database, or nothing."""
    return _why_it_does_not_fit(_installed_version(), __version__, VERSIONS)


def _installed_version() -> str:
    """The version that last set up this database; empty if none has, or only one that did not note it."""
    if InstalledVersion._meta.db_table not in connection.introspection.table_names():  # noqa: SLF001 - Django's documented API
        return ""
    last = InstalledVersion.objects.last()
    return last.version if last else ""


def _why_it_does_not_fit(installed: str, program: str, versions: tuple[str, ...]) -> str:
    if installed in {"", program}:
        return ""
    if installed not in versions[: versions.index(program)]:
        return (
            f"The database was set up by version {installed}, which is newer than this program ({program}). "
            f"Install version {installed} or a newer one"
        )
    following = versions[versions.index(installed) + 1]
    if following == program:
        return ""
    return (
        f"The database was set up by version {installed}, and version {following} was skipped. Install version "
        f"{following}, run '{command('set-up')}' with it, and then go on to {program}"
    )
