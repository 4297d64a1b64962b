"""`aftercall suppression`: import a force's own list of people who have asked not to be surveyed."""

from pathlib import Path

import click

from aftercall.cli.errors import one_line_errors
from aftercall.cli.site import start_django
from aftercall.errors import BadInput


@click.group()
def suppression() -> None:
    """The list of people who must not be surveyed again."""


@suppression.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Add the people of a CSV FILE to the suppression list and close their cases. One line for each mistake; then
    nothing is imported.

    \b
    Example: aftercall suppression import opted-out.csv
    """
    start_django()
    from aftercall.core import clock
    from aftercall.core.audit import SystemActor
    from aftercall.core.list_files import ListRefused
    from aftercall.core.words import counted
    from aftercall.rights.imported.operations import import_list
    from aftercall.rights.imported.reading import read_list_of_people

    with one_line_errors():
        try:
            people = read_list_of_people(_read(file), file.name)
            done = import_list(people=people, file=file.name, actor=SystemActor("console"), at=clock.now())
        except ListRefused as error:
            raise click.ClickException("\n".join([*error.lines, "Nothing has been imported."])) from None
    click.echo(
        f"{counted(done.added, 'person', 'people')} added to the suppression list, {done.known:,} on it already, "
        f"{counted(done.cases, 'case')} closed. Delete {file.name} if you no longer need it."
    )


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror or error}") from None
