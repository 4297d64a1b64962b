"""The field manager's tables, which show counts as text and as bars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aftercall.core.words import counted, day, number, percent
from aftercall.dispositions.codes import BY_CODE
from aftercall.fieldwork.progress import CallCount, Progress
from aftercall.fieldwork.states import CaseState

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class BarRow:
    """One row of a table with bars; `share` is the bar's length from 0 to 1."""

    label: str
    value: str
    share: float
    low: None = None
    high: None = None


@dataclass(frozen=True)
class ProgressPage:
    """The tables of a progress page. Each row is a sequence of texts."""

    cases: int
    states: Sequence[BarRow]
    rates: Sequence[tuple[str, str]]
    outcomes: Sequence[Sequence[str]]
    categories: Sequence[BarRow]
    hours: Sequence[BarRow]
    days: Sequence[BarRow]
    closing_soon: Sequence[tuple[str, str]]
    interviewers: Sequence[Sequence[str]]
    overridden: Sequence[Sequence[str]]


def progress_page(progress: Progress) -> ProgressPage:
    """All the tables of a progress page."""
    return ProgressPage(
        cases=progress.cases,
        states=[_share(CaseState(state).label, count, progress.cases) for state, count in progress.states.items()],
        rates=_rates(progress),
        outcomes=_outcomes(progress),
        categories=[_share(row.category, row.interviews, row.cases) for row in progress.categories],
        hours=_calls({f"{hour:02}:00": count for hour, count in progress.by_hour.items()}),
        days=_calls({_DAYS[weekday]: count for weekday, count in progress.by_day.items()}),
        closing_soon=[(day(when), number(count)) for when, count in progress.closing_soon.items()],
        interviewers=_interviewers(progress),
        overridden=progress.overridden,
    )


def _share(label: str, part: int, whole: int) -> BarRow:
    share = part / whole if whole else 0.0
    return BarRow(label, f"{number(part)} of {number(whole)} ({percent(share)})", share)


def _calls(counts: Mapping[str, CallCount]) -> list[BarRow]:
    """Rows whose bar is the share of calls that were answered, by which shifts can be planned."""
    return [
        BarRow(
            label,
            f"{counted(count.made, 'call')}, {percent(count.answered / count.made)} answered",
            count.answered / count.made,
        )
        for label, count in counts.items()
    ]


def _rates(progress: Progress) -> list[tuple[str, str]]:
    rates = progress.rates
    named = (
        ("Response rate (RR2): interviews as a share of all cases", rates.rr2),
        ("Response rate (RR4): interviews as a share of cases estimated to be eligible", rates.rr4),
        ("Cooperation rate (COOP2): interviews as a share of people reached", rates.coop2),
        ("Refusal rate (REF2)", rates.ref2),
        ("Contact rate (CON2)", rates.con2),
    )
    return [(words, "Not known yet" if rate is None else percent(rate, 1)) for words, rate in named]


def _outcomes(progress: Progress) -> list[list[str]]:
    codes = sorted(progress.outcomes, key=lambda code: [int(part) for part in code.split(".")])
    return [[BY_CODE[code].words, BY_CODE[code].group.words, number(progress.outcomes[code])] for code in codes]


def _interviewers(progress: Progress) -> list[list[str]]:
    return [
        [
            work.name,
            number(work.calls),
            number(work.interviews),
            f"{work.hours:.1f}",
            "Not enough hours" if work.calls_per_hour is None else f"{work.calls_per_hour:.1f}",
        ]
        for work in progress.interviewers
    ]
