"""Whether the database's tables are those of this program, and a copy of them before they change."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from aftercall import __version__
from aftercall.core.words import counted

KEPT_FOR = timedelta(days=30)
type _Migration = tuple[str, str]


def unapplied_migrations() -> set[_Migration]:
    """The migrations, as room and name, that set-up has not applied yet."""
    applied, known = _migrations()
    return known - applied


def why_newer() -> str:
    """Why the database is newer than this program, or nothing."""
    applied, known = _migrations()
    newer = sorted(applied - known)
    if not newer:
        return ""
    return (
        f"The database is newer than this program, which does not know {counted(len(newer), 'migration')} of it, first "
        f"{'.'.join(newer[0])}. Install the version that set up the database"
    )


def _migrations() -> tuple[set[_Migration], set[_Migration]]:
    """Those that have been applied, and those that this program knows. Those of rooms that are gone do not matter."""
    loader = MigrationLoader(connection)
    known = set(loader.disk_migrations)
    return {name for name in loader.applied_migrations if name[0] in loader.migrated_apps}, known


def copies_folder() -> Path:
    """The folder in the home in which the copies are."""
    return Path(settings.HOME) / "before-upgrades"


def copy_before_migrating() -> None:
    """Copy an SQLite database that is about to be migrated, into the home. An interrupted migration that is run again
    does not replace the first copy. PostgreSQL has backups of its own."""
    applied, known = _migrations()
    if connection.vendor != "sqlite" or not applied or not known - applied:
        return
    copies_folder().mkdir(mode=0o700, exist_ok=True)
    copy = copies_folder() / f"{__version__}-after-{len(applied)}-migrations.sqlite3"
    if not copy.exists():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])


def remove_old_copies(*, at: datetime) -> int:
    """Remove the copies that were made 30 days ago or earlier. Returns how many."""
    old = [path for path in copies_folder().glob("*.sqlite3") if path.stat().st_mtime <= (at - KEPT_FOR).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
