"""`aftercall programme`: move a programme's settings between installations, as one TOML file."""

from datetime import datetime
from pathlib import Path

import click

from aftercall.cli.errors import one_line_errors
from aftercall.cli.files import write_text
from aftercall.cli.site import start_django
from aftercall.errors import BadInput

_FILE = click.Path(path_type=Path)


@click.group()
def programme() -> None:
    """Write a programme's settings to a file, or create a programme from one."""


@programme.command("export")
@click.argument("name")
@click.option("--out", type=_FILE, required=True, help="The file to write. An earlier one there is replaced.")
def export(name: str, out: Path) -> None:
    """Write the settings of the latest version of the programme NAME, as in the address of its page.

    \b
    Example: aftercall programme export victims-of-crime --out victims-of-crime.toml
    """
    start_django()
    from aftercall.programmes.models import Programme
    from aftercall.programmes.operations import export_programme

    with one_line_errors():
        found = Programme.objects.filter(slug=name).first()
        if found is None:
            raise BadInput(f"There is no programme {name}. {_known()}")
        text, replaces = export_programme(programme=found), out.exists()
        write_text(out, [text])
    click.echo(f"The settings of {found} are in {out}.{' It replaces the earlier file.' if replaces else ''}")


def _known() -> str:
    from aftercall.programmes.models import Programme

    slugs = list(Programme.objects.values_list("slug", flat=True))
    return f"Name one of {', '.join(slugs)}" if slugs else "No programme has been created yet"


@programme.command("import")
@click.argument("file", type=_FILE)
@click.option(
    "--takes-effect-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which the settings take effect, such as 2026-01-01. Without it: today.",
)
def import_(file: Path, takes_effect_on: datetime | None) -> None:
    """Create the programme that a programme FILE describes.

    \b
    Example: aftercall programme import victims-of-crime.toml
    """
    start_django()
    from django.utils import timezone

    from aftercall.core import clock
    from aftercall.core.audit import SystemActor
    from aftercall.core.words import day
    from aftercall.programmes.operations import import_programme
    from aftercall.programmes.settings.programme_file import ProgrammeFile

    now = clock.now()
    takes_effect = takes_effect_on.date() if takes_effect_on else timezone.localdate(now)
    with one_line_errors():
        created = import_programme(
            file=ProgrammeFile.from_text(_read(file), file.name),
            takes_effect_on=takes_effect,
            actor=SystemActor("console"),
            at=now,
        )
    click.echo(
        f"The programme {created} has been created. Its settings take effect on {day(takes_effect)} and also apply to "
        "earlier months. Next: a researcher opens its first month."
    )


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise BadInput(f"{file}: can't be read as a UTF-8 text file") from None
