"""`aftercall frame`: check extracts and build frames."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click
from tqdm import tqdm

from aftercall.errors import BadInput
from aftercall.frames.build import build_frame
from aftercall.frames.building.progress import STEP_COUNT, STEP_LABELS
from aftercall.frames.checks import Problem
from aftercall.frames.command_options import FILE, Day, as_json_option, engine_option, one_line_errors, plain_json
from aftercall.frames.engine import DuckDBWorkspace, Engine
from aftercall.frames.extract_check import AssumedEncoding, CheckReport, check_extract
from aftercall.frames.flow import Flow
from aftercall.frames.lists import Lists
from aftercall.frames.reading.dialect import ENCODING_NAMES
from aftercall.frames.reading.mapping import shipped_mappings
from aftercall.frames.recognition.shared_numbers import SharedNumbers
from aftercall.frames.rejects import write_rejected
from aftercall.frames.rules import FrameRules

_SHOWN = 20
_NEW = Path("new")
_MEMORY = re.compile(r"[0-9]{1,6}(\.[0-9]+)? ?[MGT]i?B")

_mapping = click.option(
    "--mapping",
    type=FILE,
    help="How to read a force's own export (TOML): a file, or the name of one that comes with the product.",
)


@click.group()
def frame() -> None:
    """Check extracts and build the frame: everyone who may be sampled, each person once."""


@frame.command("check")
@click.argument("extract", type=FILE)
@click.option("--programme", type=FILE, help="The programme's rules (TOML).")
@_mapping
@click.option("--table", type=FILE, help="Write everything that needs fixing to this CSV file.")
@as_json_option
def check(extract: Path, programme: Path | None, mapping: Path | None, table: Path | None, *, as_json: bool) -> None:
    """Check one EXTRACT and list what needs fixing, without building anything. Exit code 1 if anything does.

    Example: aftercall frame check extract-2025-01.csv --table to-fix.csv
    """
    with one_line_errors():
        report = check_extract(extract, _rules(programme), mapping=_mapping_file(mapping))
        if table:
            _write_table(table, report)
    click.echo(plain_json(_report(report)) if as_json else "\n".join(_report_lines(report)))
    sys.exit(1 if report.problems else 0)


@frame.command("build")
@click.argument("extracts", metavar="EXTRACT...", type=FILE, nargs=-1, required=True)
@click.option(
    "--programme", type=FILE, help="The programme's rules (TOML). Without it: 15 % and the standard exclusions."
)
@_mapping
@click.option("--out", type=FILE, required=True, help="The folder to write. An earlier frame there is replaced.")
@click.option("--suppressed", type=FILE, help="People who objected: CSV or Parquet with a column digest.")
@click.option("--surveyed", type=FILE, help="People surveyed before: CSV or Parquet with columns digest and on.")
@click.option(
    "--decisions", type=FILE, help="Decisions on possible matches: CSV with both records' references and verdict."
)
@click.option("--register", type=FILE, help="Keep people's ids: the previous frame's register.parquet, or 'new'.")
@click.option("--match-key", "match_key", type=FILE, help="A file with the key of the digests, in hexadecimal.")
@engine_option
@click.option("--memory", metavar="SIZE", help="The most memory that the engine may use, such as 8GB; needs --spill.")
@click.option("--spill", type=FILE, help="A folder on an encrypted disk for whatever exceeds --memory.")
@click.option("--as-of", type=Day(), help="The day to build for. Without it: today.")
@as_json_option
def build(  # noqa: PLR0913, PLR0917 - one parameter for each option
    extracts: tuple[Path, ...],
    programme: Path | None,
    mapping: Path | None,
    out: Path,
    suppressed: Path | None,
    surveyed: Path | None,
    decisions: Path | None,
    register: Path | None,
    match_key: Path | None,
    engine: Engine,
    memory: str | None,
    spill: Path | None,
    as_of: date | None,
    *,
    as_json: bool,
) -> None:
    """Build the frame of all EXTRACTs (CSV, XLSX or Parquet) together, and print where every record went.

    Example: aftercall frame build extract-2025-01.csv --out frame-2025-01 --as-of 2025-02-01
    """
    with one_line_errors(), _bar() as bar:
        flow = build_frame(
            extracts,
            out=out,
            rules=_rules(programme),
            as_of=as_of or datetime.now(UTC).date(),
            mapping=_mapping_file(mapping),
            lists=Lists(
                suppressed=suppressed,
                surveyed=surveyed,
                decisions=decisions,
                register=None if register == _NEW else register,
                keeps_register=register is not None,
                match_key=_read_key(match_key),
            ),
            engine=_within(engine, memory, spill),
            progress=bar.step,
            tick=bar.tick,
        )
    click.echo(plain_json(flow.to_mapping()) if as_json else "\n".join(_flow_lines(flow)))


def _within(engine: Engine, memory: str | None, spill: Path | None) -> Engine:
    """DuckDB with a memory limit, where one is given. Errors: BadInput."""
    if memory is None and spill is None:
        return engine
    if engine is not DuckDBWorkspace:
        raise BadInput("--memory and --spill are for DuckDB; use Spark's own settings instead")
    if memory is None or spill is None or not _MEMORY.fullmatch(memory) or not spill.is_dir():
        raise BadInput("--memory and --spill: give both, a size such as 8GB and a folder that exists")
    return partial(DuckDBWorkspace, memory, spill)


def _rules(programme: Path | None) -> FrameRules:
    return FrameRules.from_toml(programme) if programme else FrameRules()


def _mapping_file(mapping: Path | None) -> Path | None:
    """A file, or the example of that name."""
    return mapping and shipped_mappings().get(str(mapping), mapping)


def _read_key(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        raise BadInput(f"{path}: can't be read as a key in hexadecimal") from None
    if not key:
        raise BadInput(f"{path}: is empty; write the key in hexadecimal into it")
    return key


class _Bar:
    """The steps of a build as a progress bar. Its elapsed time moves even where the bar does not."""

    def __init__(self, bar: "tqdm[NoReturn]") -> None:
        self._bar = bar
        self._done = 0
        self._show(STEP_LABELS[0])

    def step(self, done: int, steps: int) -> None:
        """`done` steps are finished."""
        self._done = done
        self._show(STEP_LABELS[done] if done < steps else "Done")

    def tick(self, share: float | None) -> None:
        """The step is still running, and this share of it is done."""
        part = "" if share is None else f", {share:.0%}"
        self._show(STEP_LABELS[self._done] + part, share or 0)

    def _show(self, words: str, share: float = 0) -> None:
        self._bar.bar_format = f"{words} |{{bar}}| {self._done}/{STEP_COUNT} [{{elapsed}}]"
        # Not refresh(): that would show the bar at once, and leave it on the screen when the work ends early.
        self._bar.update(self._done + share - self._bar.n)


@contextmanager
def _bar(delay: float = 2) -> Iterator[_Bar]:
    """A progress bar on a terminal, once the work has taken longer than `delay` seconds."""
    # Every update is shown, however soon it follows the last one: there are only a few a second.
    with tqdm(total=STEP_COUNT, delay=delay, mininterval=0, miniters=0, disable=None, leave=False) as bar:
        yield _Bar(bar)


def _write_table(path: Path, report: CheckReport) -> None:
    try:
        write_rejected(path, report.problems)
    except OSError as error:
        raise BadInput(f"{path}: could not be written ({error.strerror})") from None


def _report(report: CheckReport) -> dict[str, Any]:
    return {
        "rows": report.rows,
        "rejected": report.rejected,
        "outside_period": report.outside_period,
        "duplicates": report.duplicates,
        "refused": report.refused,
        "unused_columns": list(report.unused),
        "numbers": dict(report.numbers),
        "shared_numbers": asdict(report.shared_numbers),
        "problems": [_problem(problem) for problem in report.problems],
        "notes": list(report.notes),
        "assumed_encoding": report.encoding and asdict(report.encoding),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    """Programs that read the report rely on these keys."""
    place = {"file": problem.file, "row": problem.row, "column": problem.column}
    return place | {"code": problem.code, "mend": problem.fix, "crime_ref": problem.crime_ref}


def _report_lines(report: CheckReport) -> Iterator[str]:
    yield f"{report.rows:,} rows, of which {report.rejected:,} can't be used."
    if report.numbers:
        yield f"Telephone numbers: {', '.join(f'{count:,} {what}' for what, count in report.numbers.items())}."
    if report.shared_numbers.numbers:
        yield _shared_numbers_line(report.shared_numbers)
    if report.duplicates:
        yield f"{report.duplicates:,} have the same references as another row; a build uses one row of each victim."
    if report.refused:
        yield "More than half of the rows can't be used, so a build refuses the file."
    yield from (f"Note: {note}." for note in report.notes)
    if report.encoding:
        yield _encoding_line(report.encoding)
    if report.unused:
        yield f"Columns that the mapping ignores: {', '.join(report.unused)}."
    yield from (str(problem) for problem in report.problems[:_SHOWN])
    if len(report.problems) > _SHOWN:
        yield f"and {len(report.problems) - _SHOWN:,} more; use --table to see them all."


def _shared_numbers_line(shared: SharedNumbers) -> str:
    numbers = "1 telephone number is" if shared.numbers == 1 else f"{shared.numbers:,} telephone numbers are"
    return (
        f"{numbers} on {shared.records:,} records of too many people to belong to any of them, such as a hostel's or a "
        "solicitor's; correct them in the crime recording system."
    )


def _encoding_line(encoding: AssumedEncoding) -> str:
    others = ", ".join(name for name, words in ENCODING_NAMES.items() if words != encoding.name)
    remedy = f'If accents are wrong, set the encoding in the mapping file, as [file] encoding = "mac-roman": {others}.'
    if not encoding.example:
        return remedy
    return f"In {encoding.name}, the name in row {encoding.row} is: {encoding.example}. {remedy}"


def _flow_lines(flow: Flow) -> Iterator[str]:
    yield f"{flow.read:>11,}  read"
    yield f"{flow.rejected:>11,}  rejected"
    for code, count in flow.excluded.items():
        yield f"{count:>11,}  excluded: {code}"
    yield f"{flow.repeats:>11,}  further records of a person in the frame"
    yield f"{flow.frame:>11,}  in the frame"
    if flow.register:
        yield f"{flow.register.known:>11,}  people in the register"
        yield f"{flow.register.new:>11,}  people new to it"
        yield f"{flow.register.merged:>11,}  people of the register merged with another"
        yield f"{flow.register.split:>11,}  people split from one in the register"
    if flow.shared_numbers:
        yield _shared_numbers_line(flow.shared_numbers)
    for delivery in flow.deliveries:
        yield from (f"{delivery.file}: {note}." for note in delivery.notes)
        same = f", the same file as {delivery.same_as}" if delivery.same_as else ""
        if delivery.duplicates:
            yield f"{delivery.file}: {delivery.duplicates:,} of {delivery.read:,} records were delivered before{same}."
