"""The command that the server starts for each load: python -m django run_load LOAD_JOB_ID."""

import sys
import traceback

from django.core.management.base import BaseCommand, CommandParser

from aftercall.core.collecting import collect_seldom
from aftercall.programmes import operations, queries


class Command(BaseCommand):
    """Run one load that was started on the site, in this process, and record how it ended."""

    help = "Run a load that was started on the site. The server runs this command automatically."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the id of the load's job."""
        parser.add_argument("load_job_id", type=int)

    def handle(self, *, load_job_id: int, **_: object) -> None:
        """Run the load. Unexpected errors are logged by place and type only, because their message could quote a
        row."""
        collect_seldom()
        try:
            operations.run_load(job=queries.load_job(load_job_id))
        except Exception as error:  # noqa: BLE001 - no error's message may be shown
            sys.exit("".join([*traceback.format_tb(error.__traceback__), type(error).__name__]))
