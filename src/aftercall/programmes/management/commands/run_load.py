"""The command that the server starts for each load: python -m django run_load JOB."""

import sys
import traceback

from django.core.management.base import BaseCommand, CommandParser

from aftercall.programmes import operations, queries


class Command(BaseCommand):
    """Run one load that was started on the site, in this process, and record how it ended."""

    help = "Run a load that was started on the site. The server runs this command automatically."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the load's primary key."""
        parser.add_argument("job", type=int)

    def handle(self, *, job: int, **_: object) -> None:
        """Log unexpected errors by place and type only, because their message could quote a row."""
        try:
            operations.run_load(job=queries.load_job(job))
        except Exception as error:  # noqa: BLE001 - no error's message may be shown
            sys.exit("".join([*traceback.format_tb(error.__traceback__), type(error).__name__]))
