"""What the commands on bulk files share: their options, and errors in one line."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from aftercall.errors import BadInput
from aftercall.frames.engine import DuckDBWorkspace, Engine
from aftercall.frames.spark import SparkEngine

FILE = click.Path(path_type=Path)
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program to read.")


def _engine_named(_context: click.Context, _option: click.Parameter, name: str) -> Engine:
    return SparkEngine.from_environment() if name == "spark" else DuckDBWorkspace


engine_option = click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    callback=_engine_named,
    help="The engine to run on: DuckDB on this machine, or Spark (see docs/spark.md).",
)


class _InputError(click.ClickException):
    exit_code = 2


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Show BadInput as one line, with exit code 2."""
    try:
        yield
    except BadInput as error:
        raise _InputError(str(error)) from None


class Day(click.ParamType[date]):
    """A day, as year-month-day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail("write a date as year-month-day, such as 2025-01-31", param, ctx)


class Hex(click.ParamType[bytes]):
    """Bytes, in hexadecimal."""

    name = "hex"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> bytes:
        try:
            return bytes.fromhex(str(value))
        except ValueError:
            self.fail("write an even number of hexadecimal digits, such as 64 of them for 32 bytes", param, ctx)


class Share(click.ParamType[Fraction]):
    """An exact share, such as 0.15 or 3/20."""

    name = "fraction"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        try:
            return Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            self.fail("write a number above 0 and at most 1, such as 0.15 or 3/20", param, ctx)


def plain_json(value: object) -> str:
    """JSON for programs, laid out so that people can read it too."""
    return json.dumps(value, indent=2, ensure_ascii=False)
