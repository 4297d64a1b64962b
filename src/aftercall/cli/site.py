"""The commands that need the database: set-up, serve, work and demo."""

import os
import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import click

from aftercall.cli.errors import one_line_errors
from aftercall.config.private_files import database_files, restrict_existing
from aftercall.core.commands import command


def start_django(*, restrict: bool = True) -> None:
    """Load the settings, and let no one else read this installation's files. Environment variables that affect the
    settings must be set before this call. restrict: False leaves the files as they are."""
    import django
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercall.config.settings")
    django.setup()
    if not restrict:
        return
    database = settings.DATABASES["default"]
    files = database_files(str(database["NAME"])) if database["ENGINE"].endswith("sqlite3") else []
    restrict_existing(settings.HOME, settings.KEYS_DIR, *files)


def migrate() -> None:
    """Apply the database migrations, after a copy of an SQLite database. Running this again changes nothing. A database
    that a newer version has set up, or an older one that this version can't follow, fails with one line."""
    from django.core.management import call_command

    from aftercall.core import clock
    from aftercall.core.schema import copy_before_migrating, why_other_version
    from aftercall.core.versions import record_installed_version, why_version_does_not_fit

    if misfit := why_version_does_not_fit() or why_other_version():  # the first names the version
        raise click.ClickException(misfit)
    copy_before_migrating()
    call_command("migrate", verbosity=0)
    record_installed_version(at=clock.now())


def migrate_or_explain() -> None:
    """Apply the database migrations. If the database cannot be opened, fail with one line that says what to check."""
    from django.db import OperationalError

    try:
        migrate()
    except OperationalError:
        raise click.ClickException(
            "The database cannot be opened. Check that you can write to the folder in AFTERCALL_HOME, and DATABASE_URL "
            "if you set it"
        ) from None


def complete_interrupted() -> None:
    """Complete what a killed process left unfinished. Without a usable database, fail with one line that says why."""
    from aftercall.config import schedule
    from aftercall.core import clock
    from aftercall.core.words import counted

    with one_line_errors():
        forgotten = schedule.complete_interrupted(at=clock.now())
    if forgotten:
        entries = counted(forgotten, "entry", "entries")
        click.echo(f"The database was restored from a backup. What it had forgotten is applied again: {entries}.")


def require_healthy() -> None:
    """Examine the installation, and complete what was interrupted. If anything is wrong, fail with one line for each
    finding."""
    from aftercall.config import doctor

    with one_line_errors():
        _fail_if_any(doctor.examine_foundations().findings)
        complete_interrupted()
        _fail_if_any(doctor.examine_contents().findings)


def refuse_keys_in_home() -> None:
    """Fail with one line if the keys are in the home folder, except in the demo."""
    from aftercall.config import doctor

    _fail_if_any(list(doctor.keys_in_home()))


def _fail_if_any(findings: Sequence[str]) -> None:
    for finding in findings:
        click.echo(f"aftercall: {finding}", err=True)
    if findings:
        raise click.exceptions.Exit(1)


@click.command("set-up")
@click.option(
    "--new-administrator", is_flag=True, help="Print a new link, for example if no administrator can sign in any more."
)
def set_up(new_administrator: bool) -> None:  # noqa: FBT001 - Click passes flags like this
    """Create or update the database and the keys of this installation.

    Prints a one-time link with which the first administrator creates an account. Everyone else is invited on pages.

    \b
    Example: AFTERCALL_HOME=/srv/aftercall aftercall set-up
    """
    from aftercall.config import environment

    environment.make_home()
    start_django()
    refuse_keys_in_home()
    migrate_or_explain()
    from aftercall.accounts.queries import active_administrators

    click.echo("The database is ready.")
    if new_administrator or not active_administrators():
        click.echo(
            f"Start the site with '{command('serve')}', then open this link within a day:\n\n{_administrator_link()}\n"
        )
        click.echo("It creates an administrator's account and works once.")
    else:
        click.echo(f"If no administrator can sign in any more: {command('set-up --new-administrator')}")


def _administrator_link() -> str:
    """A new one-time link. Without AFTERCALL_URL, it is for the site on this machine; browsers keep passkeys for
    localhost, but not for 127.0.0.1."""
    from django.urls import reverse

    from aftercall.accounts.operations import issue_administrator_link
    from aftercall.core import clock
    from aftercall.core.addresses import usual_site
    from aftercall.core.audit import SystemActor

    issued = issue_administrator_link(actor=SystemActor("console"), at=clock.now())
    return usual_site() + reverse("accounts:open_link", args=[issued.token])


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT")
@click.option("--no-work", is_flag=True, help="Do not run the jobs; run `aftercall work` separately.")
def serve(host: str, port: int, no_work: bool) -> None:  # noqa: FBT001 - Click passes flags like this
    """Serve the site, and run its jobs in a process beside it.

    \b
    Example: aftercall serve --port 8000
    """
    start_django()
    from aftercall.config import server

    server.require_free_port(host, port)
    require_healthy()
    click.echo(f"Serving on {_address(host, port)} (press Ctrl-C to stop)")
    with nullcontext() if no_work else server.work_process():
        server.serve(host, port)


def _address(host: str, port: int) -> str:
    """The address to open on this machine: browsers accept secure cookies and passkeys for localhost without TLS, but
    not for 127.0.0.1."""
    return f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0'} else host}:{port}"  # noqa: S104 - to compare


@click.command()
@click.option("--once", is_flag=True, help="Run the jobs that are due now, then stop; exit 1 if one failed.")
@click.option("--parent", type=int, hidden=True, help="Stop when this parent process has ended.")
def work(once: bool, parent: int | None) -> None:  # noqa: FBT001 - Click passes flags like this
    """Run the scheduled jobs, such as erasing contact details at the end of their retention period.

    `aftercall serve` starts this for you.

    Ctrl-C or a termination signal stops it after the current job.

    \b
    Example: aftercall work --once
    """
    start_django()
    from aftercall.core import clock
    from aftercall.core.jobs import process

    stop = process.StopRequest(parent)
    stop.catch_signals()
    if parent is None:
        require_healthy()
    else:  # which has just examined everything
        complete_interrupted()
    if not once:
        process.work(clock=clock.now, stop=stop)
    elif not process.work_once(clock=clock.now, stop=stop):
        raise click.exceptions.Exit(1)


@click.command()
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same figures.")
@click.option("--no-serve", is_flag=True, help="Do not serve the site afterwards.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT")
def demo(seed: int, no_serve: bool, host: str, port: int) -> None:  # noqa: FBT001 - Click passes flags like this
    """Run a whole survey on a year of real crime records and made-up people, then serve the site.

    \b
    Example: aftercall demo --seed 7 --no-serve
    """
    from aftercall.config import server

    if not no_serve:
        server.require_free_port(host, port)
    prepare_demo_home()
    start_django()
    migrate()
    from aftercall.core.errors import Refused
    from aftercall.demo.journey import run_journey
    from aftercall.demo.report import accounts, report

    try:
        journey = run_journey(seed=seed, progress=lambda step: click.echo(f"demo: {step}", err=True))
    except Refused as error:
        raise click.ClickException(str(error)) from None
    click.echo(report(journey))
    click.echo(f"\n{accounts(journey)}")
    if no_serve:
        require_healthy()
    else:
        serve.callback(host, port, no_work=False)  # type: ignore[misc]  # the command's own function


def prepare_demo_home() -> None:
    """Create an empty home that is marked as a demo. A folder that is not marked as one is never emptied."""
    home = Path(os.environ.setdefault("AFTERCALL_HOME", "var/demo")).resolve()
    if home.exists() and any(home.iterdir()) and not (home / "demo").is_file():
        raise click.ClickException(f"{home.name} is not empty and not a demo. Set AFTERCALL_HOME to an empty folder")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    # The demo's months are in the past, so its clock starts at a time when the last contact windows are still open.
    (home / "demo").write_text("2026-03-27T14:00:00+00:00\n")


@click.command()
@click.argument("state", type=click.Choice(["on", "off"]))
def maintenance(state: str) -> None:
    """Show everyone a page that says that the site is being worked on, or stop showing it.

    The server goes on running, and the page needs no database. Nothing else changes.

    \b
    Example: aftercall maintenance on
    """
    start_django()
    from aftercall.config.maintenance import mark

    if state == "on":
        mark().touch()
    else:
        mark().unlink(missing_ok=True)
    click.echo("Everyone now sees that the site is being worked on." if state == "on" else "The site is open again.")
