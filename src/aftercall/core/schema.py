"""Whether the database's tables are those of this program, and a copy of them before they change."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from aftercall import __version__
from aftercall.core.words import counted

KEPT_FOR = timedelta(days=30)
type _Migration = tuple[str, str]


def unapplied_migrations() -> set[_Migration]:
    """The migrations, as room and name, that set-up has not applied yet."""
    loader = MigrationLoader(connection)
    return set(loader.disk_migrations) - set(loader.applied_migrations)


def why_other_version() -> str:
    """Why the database is one that this program can't upgrade, newer or much older, or nothing."""
    loader = MigrationLoader(connection)
    applied = {name for name in _recorded() if name[0] in loader.migrated_apps}  # not those of rooms that are gone
    replaced = [set(migration.replaces) for migration in loader.disk_migrations.values()]
    if newer := sorted(applied.difference(loader.disk_migrations, *replaced)):
        return (
            f"The database is newer than this program, which does not know {counted(len(newer), 'migration')} of it, "
            f"first {'.'.join(newer[0])}. Install the version that set up the database"
        )
    # What replaces several migrations can only follow all of them.
    if missing := sorted(name for names in replaced if names & applied for name in names - applied):
        return (
            f"The database is too old for this program: it lacks {'.'.join(missing[0])}. Set it up with a version in "
            "between first"
        )
    return ""


def _recorded() -> set[_Migration]:
    """The migrations that the database says were applied."""
    return set(MigrationRecorder(connection).applied_migrations())


def copies_folder() -> Path:
    """The folder in the home in which the copies are."""
    return Path(settings.HOME) / "before-upgrades"


def copy_before_migrating() -> None:
    """Copy an SQLite database that is about to be migrated, into the home. An interrupted migration that is run again
    does not replace the first copy. PostgreSQL has backups of its own."""
    applied = _recorded()
    if connection.vendor != "sqlite" or not applied or not unapplied_migrations():
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
