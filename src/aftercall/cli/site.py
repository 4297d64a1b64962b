"""The verbs that need the database: set up, make an account, serve, demo."""

import os
import shutil
from pathlib import Path

import click


def start_django() -> None:
    """Load the settings. Everything that decides them must stand in the environment by now."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercall.config.settings")
    django.setup()


def migrate() -> None:
    """Bring the database's tables up to date; doing it again changes nothing."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


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
@click.option("--name", required=True, help="Shown only to that person; the audit log names users by number.")
@click.option(
    "--role", required=True, help="One of researcher, field_manager, interviewer, data_protection and commissioner."
)
@click.password_option(help="If you leave it out, you are asked for it twice.")
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
def serve(host: str, port: int) -> None:
    """Serve the site.

    \b
    Example: aftercall serve --port 8000
    """
    start_django()
    from aftercall.config.server import serve as run
    from aftercall.programmes.worker import remove_abandoned

    # Loads that died with the machine's last server left their uploads in memory.
    remove_abandoned()
    click.echo(f"Serving on http://{host}:{port} (press Ctrl-C to stop)")
    run(host, port)


@click.command()
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same figures.")
@click.option("--no-serve", is_flag=True, help="Do not serve the site afterwards.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT")
def demo(seed: int, no_serve: bool, host: str, port: int) -> None:  # noqa: FBT001 - Click passes flags so
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
        journey = run_journey(seed=seed, say=lambda step: click.echo(f"demo: {step}", err=True))
    except Refused as error:
        raise click.ClickException(str(error)) from None
    click.echo(report(journey))
    click.echo(f"\n{accounts(journey)}")
    if not no_serve:
        serve.callback(host, port)  # type: ignore[misc]  # the command's own function


def prepare_demo_home() -> None:
    """An empty home that is marked as a demonstration. Only a folder with that mark is ever emptied."""
    home = Path(os.environ.setdefault("AFTERCALL_HOME", "var/demo")).resolve()
    if home.exists() and any(home.iterdir()) and not (home / "demo").is_file():
        raise click.ClickException(f"{home.name} is not empty and not a demo. Set AFTERCALL_HOME to an empty folder")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    # The demo's months are past; its clock starts when the last victims may still be called.
    (home / "demo").write_text("2026-03-26T10:00:00+00:00\n")
