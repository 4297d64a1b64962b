"""`aftercall publication`: list publications, and write the open data of one."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aftercall.cli.errors import one_line_errors
from aftercall.cli.files import write_files
from aftercall.cli.site import start_django
from aftercall.errors import BadInput

if TYPE_CHECKING:
    from aftercall.publication.models import Publication

_FILE = click.Path(path_type=Path)


@click.group()
def publication() -> None:
    """List the force's publications, and write the open data of one to a file."""


@publication.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program to read.")
def list_(*, as_json: bool) -> None:
    """List every publication, the newest period first: its name in addresses, title, state, when it became public, and
    which other one it corrects.

    \b
    Example: aftercall publication list --json
    """
    start_django()
    from aftercall.publication.files.listing import listed

    with one_line_errors():
        found = listed()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one['slug']}  {one['state']}  {one['title']}")
    if not found:
        click.echo("There are no publications yet.")


@publication.command("data")
@click.argument("slug")
@click.option("--out", type=_FILE, required=True, help="The CSV file to write. An earlier one there is replaced.")
def data(slug: str, out: Path) -> None:
    """Write the figures of the public publication SLUG as a CSV file, and what they mean as CSVW metadata beside it.

    \b
    Example: aftercall publication data 2025-01-to-2025-03-1 --out figures.csv
    """
    start_django()
    from django.conf import settings

    from aftercall.publication.files.content import content_of
    from aftercall.publication.files.open_data import METADATA, figures_table, metadata

    with one_line_errors():
        if out.suffix.lower() != ".csv":
            raise BadInput(f"{out}: name a file that ends with .csv")
        content = content_of(_publication(slug), settings.SITE_URL)
        table, beside = figures_table(content), out.with_name(f"{out.name}{METADATA}")
        write_files({beside: metadata(table, content, out.name), out: table.csv()})
    for warning in content.warnings:
        click.echo(warning, err=True)
    click.echo(f"The figures of {content.title} are in {out}. What they mean is in {beside.name}.")


def _publication(slug: str) -> "Publication":
    from aftercall.publication.models import Publication

    found = Publication.objects.filter(slug=slug).first()
    if found is None:
        raise BadInput(f"There is no publication {slug}. See: aftercall publication list")
    return found
