"""`aftercall doctor`: examine an installation, after a restore, after an upgrade or at any time."""

import json
import sys

import click

from aftercall.cli.errors import one_line_errors
from aftercall.cli.site import start_django


@click.command()
@click.option("--destroy-erased", is_flag=True, help="First destroy keys that must be gone and have come back.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program to read.")
def doctor(*, destroy_erased: bool, as_json: bool) -> None:
    """Check that this installation can be served: its tables, its keys, its journal, its files, and that everything
    encrypted opens or has been erased. Exit code 0 if nothing is wrong, 1 if something is.

    Every start does the same. Nothing is changed, unless you ask for --destroy-erased.

    \b
    Example: aftercall doctor
    """
    start_django(restrict=False)
    from aftercall.config import doctor as examining

    with one_line_errors():
        if destroy_erased:
            _destroy_erased()
        found = examining.examine()
    answer = {
        "passed": found.passed,
        "findings": found.findings,
        "opened": found.opened,
        "erased": found.erased,
        "seconds": round(found.seconds, 3),
    }
    counts = f"Encrypted values that open: {found.opened:,}. Erased for good: {found.erased:,}."
    lines = found.findings or [f"Nothing is wrong. {counts}"]
    click.echo(json.dumps(answer) if as_json else "\n".join(lines))
    sys.exit(0 if found.passed else 1)


def _destroy_erased() -> None:
    from aftercall.config.doctor import erased_rings, examine_foundations
    from aftercall.core import clock
    from aftercall.core.audit import SystemActor
    from aftercall.core.tombstones import destroy_erased

    if examine_foundations().passed:
        destroy_erased(rings=erased_rings(), actor=SystemActor("console"), at=clock.now())
