"""Backing the test database up and restoring it, as an administrator would: whole, with every table."""

from pathlib import Path

from django.core.management import call_command


def back_up(to: Path) -> None:
    """Write every row of every table to a file."""
    call_command("dumpdata", output=str(to), verbosity=0)


def restore(backup: Path) -> None:
    """Let the database be as it was when the backup was taken."""
    call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)
    call_command("loaddata", str(backup), verbosity=0)
