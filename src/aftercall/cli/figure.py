"""`aftercall figure`: calculate one figure again from the data."""

from typing import TYPE_CHECKING

import click

from aftercall.cli.errors import one_line_errors
from aftercall.cli.site import start_django
from aftercall.errors import BadInput

if TYPE_CHECKING:
    from aftercall.workbench.asked import FigureKey


@click.group()
def figure() -> None:
    """Calculate a figure again from the returned answers."""


@figure.command("recompute")
@click.option("--analysis", type=int, help="The number of the analysis whose design is used.")
@click.option("--programme", type=int, help="Without an analysis: the number of the programme.")
@click.option("--period", help="Without an analysis: the first and last month, such as 2025-01/2025-12.")
@click.option("--population", default="all", show_default=True, help="all, crime or anti_social_behaviour.")
@click.option("--measure", required=True, help="The name of the measure, such as whole.")
@click.option("--group", "groups", multiple=True, help="A group, such as area:North. Several are combined.")
@click.option("--expect", default="", help="The percentage that it should be, such as 81.0%.")
@click.option("--data", "digest", default="", help="The digest that the data should have.")
def recompute(*, groups: tuple[str, ...], expect: str, digest: str, **values: str | int | None) -> None:
    """Calculate one figure again and print it. The exit code is 1 if it, or the data, are not as expected. The page of
    every figure's origin has the command for it.

    \b
    Example: aftercall figure recompute --analysis 7 --measure whole --group area:North --expect 81.0%
    """
    start_django()
    from aftercall.workbench.recomputing import recompute as again

    with one_line_errors():
        found = again(_key(values, groups), expected=expect, digest=digest)
    cell = found.cell
    click.echo(f"{found.words} of {cell.base:,} people who answered")
    for words in found.differences:
        click.echo(f"{words}.", err=True)
    if found.differences:
        raise SystemExit(1)


def _key(values: dict[str, str | int | None], groups: tuple[str, ...]) -> "FigureKey":
    """The key of the figure. Raises BadInput naming the option."""
    from datetime import date

    from aftercall.results.models import Population
    from aftercall.results.periods import Period
    from aftercall.workbench.asked import FigureKey, groups_of, period_of

    analysis, programme, period = values["analysis"], values["programme"], values["period"]
    if analysis is None and (programme is None or period is None):
        raise BadInput("Give --analysis, or --programme and --period")
    try:
        population = Population(str(values["population"]))
    except ValueError:
        raise BadInput(f"--population: must be one of {', '.join(Population.values)}") from None
    try:
        of = groups_of(groups)
    except ValueError:
        raise BadInput("--group: write the dimension and the group with a colon, such as area:North") from None
    try:
        months = period_of(str(period)) if analysis is None else Period(date.min, date.min)
    except ValueError:
        raise BadInput("--period: write the first and last month, such as 2025-01/2025-12") from None
    return FigureKey(
        int(programme or 0), months, population, str(values["measure"]), of, int(analysis) if analysis else None
    )
