"""`aftercall generate`."""

import json
import sys
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn, override

import click
from tqdm import tqdm

from aftercall.synthetic.errors import CannotGenerate
from aftercall.synthetic.generate import GenerationSummary, generate_extracts


class BadRequest(click.ClickException):
    """Bad input: one line, and exit code 2 as in every command of the product."""

    exit_code = 2


class Month(click.ParamType[date]):
    """A month as YYYY-MM."""

    name = "YYYY-MM"

    @override
    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(f"{value}-01", "%Y-%m-%d").date()  # noqa: DTZ007 (a month has no time zone)
        except ValueError:
            raise BadRequest("--first-month: enter a month such as 2025-01") from None


@click.command()
@click.option("--seed", type=int, required=True, help="The same seed gives the same files, byte for byte.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to create.")
@click.option("--rows", type=int, help="How many rows. Without it: one for each real record of 2025 that has a victim.")
@click.option("--forces", type=int, default=1, show_default=True, help="How many forces to spread the rows over.")
@click.option("--first-month", type=Month(), default="2025-01", show_default=True, help="The first month.")
@click.option("--months", type=int, default=12, show_default=True, help="How many months, with one file each.")
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON.")
def generate(
    *, seed: int, out: Path, rows: int | None, forces: int, first_month: date, months: int, as_json: bool
) -> None:
    """Write extracts of synthetic victims, one CSV for each month, and the truth behind them.

    Crime records, areas and months are real. All people are invented.

    \b
    Example, the real force's year:
      aftercall generate --seed 1 --out extracts
    Example, a national file:
      aftercall generate --rows 8000000 --forces 43 --seed 1 --out national
    """
    with tqdm(unit=" rows", unit_scale=True, disable=not sys.stderr.isatty(), leave=False) as bar:
        try:
            summary = generate_extracts(
                out,
                seed=seed,
                rows=rows,
                forces=forces,
                first_month=first_month,
                months=months,
                progress=lambda done, total: _advance(bar, done, total),
            )
        except CannotGenerate as problem:
            raise BadRequest(str(problem)) from None
        except OSError as problem:
            raise BadRequest(f"{out}: could not be written ({problem.strerror})") from None
    click.echo(json.dumps(asdict(summary)) if as_json else _summary(summary, out))


def _advance(bar: "tqdm[NoReturn]", done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)


def _summary(summary: GenerationSummary, out: Path) -> str:
    without = ", ".join(f"{category} {count:,}" for category, count in sorted(summary.without_victim.items()))
    records = f"{summary.records:,} records, {summary.rows:,} rows" + (f", without a victim: {without}" * bool(without))
    return f"{records}\n{len(summary.rows_by_month)} extracts and truth.parquet in {out}"
