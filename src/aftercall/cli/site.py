"""The commands that need the database: set-up, add-user, serve, work and demo."""

import os
import shutil
from contextlib import nullcontext
from pathlib import Path

import click


def start_django() -> None:
    """Load the settings. Environment variables that affect them must be set before this call."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercall.config.settings")
    django.setup()


def migrate() -> None:
    """Apply the database migrations. Running this again changes nothing."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def complete_interrupted() -> None:
    """Complete what a killed process left unfinished. Without a usable database, fail with one line that says why."""
    from django.db import Error

    from aftercall.config import schedule
    from aftercall.core import clock

    try:
        schedule.complete_interrupted(at=clock.now())
    except Error:
        raise click.ClickException(
            "The database cannot be used. Run 'aftercall set-up' first, and check DATABASE_URL if you set it"
        ) from None


@click.command("set-up")
def set_up() -> None:
    """Create or update the database and the keys of this installation.

    \b
    Example: AFTERCALL_HOME=/srv/aftercall aftercall set-up
    """
    start_django()
    migrate()
    click.echo("The database is ready. Next: aftercall add-user --help")


@click.command("add-user")
@click.option("--email", required=True, help="The email address that the person signs in with.")
@click.option("--name", required=True, help="Shown only to that person; the audit log refers to users by number.")
@click.option(
    "--role",
    required=True,
    help="One of researcher, field_manager, interviewer, data_protection, commissioner and administrator.",
)
@click.password_option(help="If you leave this out, you will be asked for it twice.")
def add_user(email: str, name: str, role: str, password: str) -> None:
    """Create an account.

    \b
    Example: aftercall add-user --email ann@example.org --name "Ann Example" --role researcher
    """
    start_django()
    from aftercall.accounts.operations import add_user as add
    from aftercall.core import clock
    from aftercall.core.audit import SystemActor
    from aftercall.core.errors import Refused

    try:
        add(email=email, name=name, role=role, password=password, actor=SystemActor("console"), at=clock.now())
    except Refused as error:
        raise click.ClickException(str(error)) from None
    click.echo("The account is ready.")


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
    from aftercall.config.server import serve as run
    from aftercall.config.server import work_process

    complete_interrupted()
    click.echo(f"Serving on http://{host}:{port} (press Ctrl-C to stop)")
    with nullcontext() if no_work else work_process():
        run(host, port)


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
    if not no_serve:
        serve.callback(host, port, no_work=False)  # type: ignore[misc]  # the command's own function


def prepare_demo_home() -> None:
    """Create an empty home that is marked as a demo. A folder that is not marked as one is never emptied."""
    home = Path(os.environ.setdefault("AFTERCALL_HOME", "var/demo")).resolve()
    if home.exists() and any(home.iterdir()) and not (home / "demo").is_file():
        raise click.ClickException(f"{home.name} is not empty and not a demo. Set AFTERCALL_HOME to an empty folder")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    # The demo's months are in the past, so its clock starts at a time when the last contact windows are still open.
    (home / "demo").write_text("2026-03-26T10:00:00+00:00\n")
