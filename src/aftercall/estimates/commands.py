"""`aftercall estimate`: data and D.toml in, rows of figures out, no database."""

from pathlib import Path

import click

from aftercall.errors import BadInput
from aftercall.estimates.output import check_suffix, write_rows, write_weights
from aftercall.estimates.run import estimate as run

_file = click.Path(path_type=Path)


class _Mendable(click.ClickException):
    exit_code = 2


@click.command()
@click.argument("data", type=_file)
@click.option("--design", type=_file, required=True, help="The design and what to estimate (TOML; docs/estimate.md).")
@click.option("--out", type=_file, required=True, help="Where the rows go: a .json, .csv or .parquet file.")
@click.option(
    "--weights-out", type=_file, help="Write the adjusted weights beside the rows' id to this .csv or .parquet."
)
def estimate(data: Path, design: Path, out: Path, weights_out: Path | None) -> None:
    """Estimate from DATA (CSV or Parquet) under a stated design, with design-based errors.

    Example: aftercall estimate answers.csv --design survey.toml --out figures.json
    """
    try:
        check_suffix(out, ".json", ".csv", ".parquet")
        if weights_out:
            check_suffix(weights_out, ".csv", ".parquet")
        found = run(data, design, weights=weights_out is not None)
        write_rows(out, found.rows)
        if weights_out and found.weighted:
            write_weights(weights_out, found.weighted)
    except BadInput as error:
        raise _Mendable(str(error)) from None
    click.echo(f"{len(found.rows):,} rows of figures from {found.size:,} rows of data: {out.name}")
