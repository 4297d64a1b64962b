"""What the server starts for each load: python -m django run_load JOB."""

import sys
import traceback

from django.core.management.base import BaseCommand, CommandParser

from aftercall.programmes import operations, queries


class Command(BaseCommand):
    """Run one load that a request has begun, in this process, and note how it ended."""

    help = "Run a load that was begun on the site. The server starts this by itself."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one."""
        parser.add_argument("job", type=int)

    def handle(self, *, job: int, **_: object) -> None:
        """Errors that are no fault of the file go to the log by place and kind: their text could quote a row."""
        try:
            operations.run_load(job=queries.load_job(job))
        except Exception as error:  # noqa: BLE001 - whatever it is, its text must not be shown
            sys.exit("".join([*traceback.format_tb(error.__traceback__), type(error).__name__]))
