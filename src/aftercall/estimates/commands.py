"""`aftercall estimate`: from data and D.toml to rows of figures, without a database."""

import warnings
from pathlib import Path

import click

from aftercall.errors import BadInput
from aftercall.estimates.output import check_suffix, write_diagnostics, write_rows, write_weights
from aftercall.estimates.run import Estimates
from aftercall.estimates.run import estimate as run

_file = click.Path(path_type=Path)


class _InputError(click.ClickException):
    exit_code = 2


@click.command()
@click.argument("data", type=_file)
@click.option("--design", type=_file, required=True, help="The design and what to estimate (TOML; docs/estimate.md).")
@click.option("--out", type=_file, required=True, help="Where the rows go: a .json, .csv or .parquet file.")
@click.option(
    "--weights-out", type=_file, help="Write the adjusted weights beside the rows' id to this .csv or .parquet file."
)
@click.option("--diagnostics-out", type=_file, help="Write what each step did to the weights to this .json file.")
def estimate(data: Path, design: Path, out: Path, weights_out: Path | None, diagnostics_out: Path | None) -> None:
    """Estimate from DATA (CSV or Parquet) under a stated design, with design-based errors.

    Example: aftercall estimate answers.csv --design survey.toml --out figures.json
    """
    try:
        check_suffix(out, ".json", ".csv", ".parquet")
        if weights_out:
            check_suffix(weights_out, ".csv", ".parquet")
        if diagnostics_out:
            check_suffix(diagnostics_out, ".json")
        with warnings.catch_warnings(action="ignore"):  # standard error has nothing but the one line of an error
            found = run(data, design, sample=weights_out is not None or diagnostics_out is not None)
        write_rows(out, found.rows)
        _write_sample(found, weights_out, diagnostics_out)
    except BadInput as error:
        raise _InputError(str(error)) from None
    click.echo(f"{_rows(len(found.rows))} of figures from {_rows(found.size)} of data: {out.name}")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _write_sample(found: Estimates, weights_out: Path | None, diagnostics_out: Path | None) -> None:
    if found.weighted is None:
        return
    if weights_out:
        write_weights(weights_out, found.weighted)
    if diagnostics_out:
        write_diagnostics(diagnostics_out, found.weighted.diagnostics())
