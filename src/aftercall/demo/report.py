"""The demo's report: the flow of records in every wave, the outcome rates and the headline figures."""

from collections import Counter
from collections.abc import Iterable, Sequence

from aftercall.accounts.roles import Role
from aftercall.demo.journey import Journey
from aftercall.handover.wave_data import read_wave
from aftercall.programmes.models import Wave
from aftercall.publication.models import Publication, PublishedFigure
from aftercall.publication.queries import headlines
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun, Population

COLUMNS = ("wave", "read", "rejected", "excluded", "repeats", "frame", "sample", "interviews")


def report(journey: Journey) -> str:
    """The whole report. The same seed gives exactly the same text."""
    run = journey.main_results.run
    return "\n".join(
        [
            "Every person below is made up; the crime records are real (data.police.uk, OGL v3.0).",
            "",
            *_flow(journey, run),
            "",
            *_outcome_rates(run),
            "",
            *_headlines(journey.main_results),
        ]
    )


def accounts(journey: Journey) -> str:
    """The sign-in details of this demo's accounts."""
    everyone = sorted(
        [*journey.accounts.values(), journey.reviewer], key=lambda one: list(Role).index(Role(one.user.role))
    )
    lines = [f"  {one.user.email:28} {one.password}   {one.user.get_role_display()}" for one in everyone]
    return "\n".join(["Sign in with one of these accounts, which exist only in this demo:", *lines])


def _flow(journey: Journey, run: AnalysisRun) -> list[str]:
    rows = [_wave_row(wave) for wave in run.waves.select_related("load", "sample", "release__instrument")]
    totals = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    lines = ["From the crime records to the interviews:", "", *_table([COLUMNS, *rows, ("all", *totals)])]
    read, rejected, excluded, repeats, frame = totals[:5]
    summary = journey.summary
    without = ", ".join(f"{category.lower()} {count:,}" for category, count in summary.without_victim.items())
    lines += [
        "",
        f"{summary.records:,} crime records = {summary.records - read:,} without a victim ({without}) + {read:,} read",
        f"{read:,} read = {rejected:,} rejected + {excluded:,} excluded + {repeats:,} repeats + {frame:,} in the frame",
        "Excluded: " + ", ".join(f"{reason} {count:,}" for reason, count in _reasons(run)),
    ]
    return lines


def _wave_row(wave: Wave) -> tuple[str | int, ...]:
    flow = wave.load.flow
    interviews = sum(person.responded for person in read_wave(wave).sample)
    excluded = sum(flow["excluded"].values())
    stages = (flow["read"], flow["rejected"], excluded, flow["repeats"], flow["frame"], wave.sample.size, interviews)
    return (f"{wave.month:%Y-%m}", *stages)


def _reasons(run: AnalysisRun) -> list[tuple[str, int]]:
    """How many records each reason excluded, the most frequent reason first."""
    reasons: Counter[str] = Counter()
    for wave in run.waves.select_related("load"):
        reasons.update(wave.load.flow["excluded"])
    return sorted((+reasons).items(), key=lambda pair: (-pair[1], pair[0]))


def _outcome_rates(run: AnalysisRun) -> list[str]:
    rate_names = {"Response rate (AAPOR RR2)": "rr2", "cooperation (COOP2)": "coop2", "contact (CON1)": "con1"}
    rates = ", ".join(f"{words} {run.outcome_rates[name]:.1%}" for words, name in rate_names.items())
    return [f"Sampled {run.sampled:,}; interviewed {run.respondents:,}.", rates]


def _headlines(publication: Publication) -> list[str]:
    instruments = instruments_of_run(publication.run)
    figures = headlines(publication, instruments)
    lines = [f"  {instruments.label(figure.measure):22} {_numbers(figure)}" for figure in figures]
    sentences = [f"  {figure.statement}" for figure in figures if figure.statement]
    changes = [f"  {change.statement}" for change in publication.changes.filter(population=Population.ALL)]
    return [publication.title, "", *lines, "", *sentences, *changes]


def _numbers(figure: PublishedFigure) -> str:
    if figure.percent is None:
        return figure.not_shown.lower()
    interval = "no interval" if figure.low is None else f"{figure.low:.1f} to {figure.high:.1f}"
    return f"{figure.percent:5.1f} %  ({interval}; base {figure.base:,})"


def _table(rows: Sequence[Iterable[str | int]]) -> list[str]:
    cells = [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
