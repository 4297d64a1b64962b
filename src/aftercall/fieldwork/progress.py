"""The progress of fieldwork, for the field manager: counts, without personal data."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from aftercall.core.ordering import order_key
from aftercall.dispositions.codes import BY_CODE, NOT_ATTEMPTED, OUTCOME_LOST, Group, WhoAnswered, group_counts
from aftercall.fieldwork.models import Answer, Attempt, Case, Interview
from aftercall.fieldwork.overridden_checks import overridden_in
from aftercall.fieldwork.queries import SOON
from aftercall.fieldwork.states import CaseState
from aftercall.methods.outcome_rates import OutcomeRates, Outcomes, outcome_rates
from aftercall.programmes.models import Wave

_INTERVIEWED = {Group.COMPLETE, Group.PARTIAL}


@dataclass(frozen=True)
class CategoryResponse:
    """The number of cases in a category, and how many of them have an interview."""

    category: str
    cases: int
    interviews: int


@dataclass(frozen=True)
class CallCount:
    """Calls made, and how many were answered."""

    made: int
    answered: int


@dataclass(frozen=True)
class InterviewerWork:
    """One interviewer's calls, interviews and hours. A day's hours run from the start of its first call to the end of
    its last."""

    name: str
    calls: int
    interviews: int
    hours: float

    @property
    def calls_per_hour(self) -> float | None:
        """None if the hours are too few for a rate."""
        return self.calls / self.hours if self.hours >= 0.5 else None


@dataclass(frozen=True)
class Progress:
    """The progress of some waves. An outcome is a closed case's final disposition, or else that of its last call.
    overridden: question, warning and times for each soft check."""

    states: dict[str, int]
    outcomes: dict[str, int]
    rates: OutcomeRates
    categories: Sequence[CategoryResponse]
    by_hour: dict[int, CallCount]
    by_day: dict[int, CallCount]
    closing_soon: dict[date, int]
    interviewers: Sequence[InterviewerWork]
    overridden: Sequence[Sequence[str]]

    @property
    def cases(self) -> int:
        """The number of cases."""
        return sum(self.states.values())

    @property
    def cases_not_closed(self) -> int:
        """The number of cases that would close if fieldwork closed now."""
        return self.cases - self.states[CaseState.CLOSED]


class _Call(NamedTuple):
    started_at: datetime
    ended_at: datetime | None
    code: str
    interviewer: str
    had_interview: bool

    @property
    def was_answered(self) -> bool:
        """Whether someone answered. An interview proves it. False if it is not known, because no outcome was saved."""
        if self.had_interview:
            return True
        return self.code not in {"", OUTCOME_LOST.code} and BY_CODE[self.code].answered is not WhoAnswered.NOBODY

    @property
    def is_interview(self) -> bool:
        return bool(self.code) and BY_CODE[self.code].group in _INTERVIEWED


def progress_of(waves: Iterable[Wave], at: datetime) -> Progress:
    """All the figures, in a few queries however many cases and calls there are."""
    waves = list(waves)
    cases = Case.objects.filter(wave__in=[wave.pk for wave in waves])
    outcomes = _outcomes(cases)
    calls = _calls(cases)
    codes = [code for _, code in outcomes]
    return Progress(
        states=_states(cases),
        outcomes=dict(Counter(codes)),
        rates=outcome_rates(Outcomes(**group_counts(codes))),
        categories=_categories(outcomes, waves),
        by_hour=_calls_by(calls, lambda local: local.hour),
        by_day=_calls_by(calls, lambda local: local.weekday()),
        closing_soon=_closing_soon(cases, timezone.localdate(at)),
        interviewers=_interviewers(calls),
        overridden=overridden_in(waves),
    )


def _states(cases: QuerySet[Case]) -> dict[str, int]:
    counted = dict(cases.values_list("state").annotate(Count("pk")).order_by())
    return {state: counted.get(state, 0) for state in CaseState.values}


def _outcomes(cases: QuerySet[Case]) -> list[tuple[str, str]]:
    """The category and outcome of each case."""
    rows = cases.values_list("released__category", "final_disposition", "last_disposition")
    return [(category, final or last or NOT_ATTEMPTED.code) for category, final, last in rows]


def _categories(outcomes: Sequence[tuple[str, str]], waves: Sequence[Wave]) -> list[CategoryResponse]:
    """By category, in the order in which the latest wave's settings list them. Cases of waves whose retention has ended
    have none."""
    listed = max(waves, key=lambda wave: wave.month).version.categories if outcomes else []
    cases = Counter(category for category, _ in outcomes)
    interviews = Counter(category for category, code in outcomes if BY_CODE[code].group in _INTERVIEWED)
    return [
        CategoryResponse(category, cases[category], interviews[category])
        for category in sorted(filter(None, cases), key=lambda name: order_key(name, listed))
    ]


def _calls(cases: QuerySet[Case]) -> list[_Call]:
    attempts = Attempt.objects.filter(case__in=cases).order_by("started_at").annotate(had_interview=_had_interview())
    fields = ("started_at", "ended_at", "disposition", "interviewer__name", "had_interview")
    return [_Call(*row) for row in attempts.values_list(*fields)]


def _had_interview() -> Exists:
    """Whether an interview was begun or continued in the call.

    An interview is linked only to the latest of its calls. In the others, the person agreed to it or an answer was
    saved.
    """
    began, ended = OuterRef("started_at"), OuterRef("ended_at")
    in_call = Q(attempt=OuterRef("pk")) | Q(consented_at__gte=began, consented_at__lte=ended)
    answer_saved = Answer.objects.filter(interview=OuterRef("pk"), at__gte=OuterRef(began), at__lte=OuterRef(ended))
    return Exists(Interview.objects.filter(in_call | Exists(answer_saved), case=OuterRef("case")))


def _calls_by(calls: Sequence[_Call], part: Callable[[datetime], int]) -> dict[int, CallCount]:
    """Calls by hour of the day or day of the week, in local time."""
    made, answered = Counter[int](), Counter[int]()
    for call in calls:
        when = part(timezone.localtime(call.started_at))
        made[when] += 1
        answered[when] += call.was_answered
    return {when: CallCount(made[when], answered[when]) for when in sorted(made)}


def _closing_soon(cases: QuerySet[Case], today: date) -> dict[date, int]:
    """Cases not yet closed whose contact window ends within a week, by its last day."""
    soon = cases.exclude(state=CaseState.CLOSED).filter(closes_on__range=(today, today + SOON))
    return dict(soon.values_list("closes_on").annotate(Count("pk")).order_by("closes_on"))


def _interviewers(calls: Sequence[_Call]) -> list[InterviewerWork]:
    by_name: dict[str, list[_Call]] = defaultdict(list)
    for call in calls:
        by_name[call.interviewer].append(call)
    return [_work(name, own) for name, own in sorted(by_name.items())]


def _work(name: str, calls: Sequence[_Call]) -> InterviewerWork:
    first: dict[date, datetime] = {}
    last: dict[date, datetime] = {}
    for call in calls:
        day = timezone.localdate(call.started_at)
        first.setdefault(day, call.started_at)
        last[day] = max(last.get(day, call.started_at), call.ended_at or call.started_at)
    worked = sum((last[day] - first[day] for day in first), timedelta())
    return InterviewerWork(
        name=name,
        calls=len(calls),
        interviews=sum(call.is_interview for call in calls),
        hours=worked / timedelta(hours=1),
    )
