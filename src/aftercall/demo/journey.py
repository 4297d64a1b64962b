"""The whole survey, month by month at simulated times, from the extract to the publication.

Every step calls the same operation as the pages do. Only the times, the people and the interviewers are simulated.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import vault
from aftercall.core.dates import months_later
from aftercall.core.errors import Refused
from aftercall.demo import consultations
from aftercall.demo.communities import hear_communities
from aftercall.demo.earlier import import_earlier
from aftercall.demo.evidence import send_evidence
from aftercall.demo.improvements import Sides, act_on_results, answer_requests, open_later_actions
from aftercall.demo.interviewers import run_fieldwork
from aftercall.demo.people import Truth, profiles_of_wave
from aftercall.demo.programme import (
    SECOND_PROGRAMME,
    Account,
    change_for_later,
    decide_break,
    make_accounts,
    make_interviewers,
    make_programme,
    make_reviewer,
    reword_questionnaire,
)
from aftercall.demo.publishing import (
    NOT_ADDED_UP,
    NOT_COMPARED,
    NOT_CRIMES_ALONE,
    Researchers,
    publish_on,
    send_on,
)
from aftercall.demo.requests import make_requests
from aftercall.demo.verbatims import People, code_texts
from aftercall.demo.workbench import save_views
from aftercall.fieldwork.operations import close_fieldwork, receive_release, return_results
from aftercall.handover.operations import release_sample
from aftercall.improvements.recovery.operations import choose_contact
from aftercall.programmes.models import Programme, Wave
from aftercall.programmes.operations import MATCH_KEY, draw, load_extract, plan_wave
from aftercall.programmes.states import WaveState
from aftercall.publication.models import Publication
from aftercall.publication.operations import publish_due
from aftercall.results.periods import Period, months_in, period_words
from aftercall.synthetic.generate import GenerationSummary, generate_extracts
from aftercall.synthetic.respondents import RespondentProfile

YEAR = tuple(date(2025, month, 1) for month in range(1, 13))
# The month that is left for the user to work through by hand, and the number of its synthetic records.
BY_HAND_MONTH = date(2026, 1, 1)
BY_HAND_ROWS = 6_000
# From this month on, people are asked with the questionnaire's next version. It is decided a month before.
REWORDED_FROM = date(2025, 7, 1)
# From this day on, the programme has another version.
LATER_CHANGE = date(2026, 6, 1)
# A month's extract arrives on this day of the following month.
EXTRACT_DAY = 5
# The correction of the year is announced so long in advance that it is not public when the demo ends.
ANNOUNCED = timedelta(days=7)
# Results become public so long after 9am, on the day after they were approved: later than a release on the same day.
PUBLISHED_AFTER = timedelta(hours=2, minutes=30)

Progress = Callable[[str], None]


@dataclass
class Journey:
    """The state of a running demo: who acts, on what, and the results so far. reviewer: the second researcher, who
    approves results. profiles: of the people of all releases, by case reference."""

    seed: int
    months: tuple[date, ...]
    programme: Programme
    accounts: dict[Role, Account]
    reviewer: Account
    interviewers: list[User]
    summary: GenerationSummary
    truth: Truth
    progress: Progress
    waves: list[Wave] = field(default_factory=list)
    profiles: dict[str, RespondentProfile] = field(default_factory=dict)
    publications: list[Publication] = field(default_factory=list)

    @property
    def researcher(self) -> User:
        """The user who loads, draws, releases, analyses and prepares results."""
        return self.accounts[Role.RESEARCHER].user

    @property
    def researchers(self) -> Researchers:
        """The two who publish."""
        return Researchers(self.researcher, self.reviewer.user)

    @property
    def main_results(self) -> Publication:
        """The results of the longest period, as they were first published."""
        return max(self.publications, key=lambda one: months_in(one.run.first_month, one.run.last_month))

    @property
    def sides(self) -> Sides:
        """Those who agree actions."""
        return Sides(self.researcher, self.accounts[Role.COMMISSIONER].user)

    @property
    def manager(self) -> User:
        """The user who receives releases, closes fieldwork and returns results."""
        return self.accounts[Role.FIELD_MANAGER].user


def run_journey(*, seed: int, progress: Progress, months: Sequence[date] = YEAR) -> Journey:
    """Run the survey for these consecutive months of 2025, until the last contact window closes.

    Refused if the database holds a programme. `progress` is called with a description of each step.
    """
    if Programme.objects.exists():
        raise Refused("The database already holds a programme. Run the demo in an empty one")
    journey = _set_up(seed, months, progress)
    for month in months:
        if months_later(month, 2) == REWORDED_FROM:
            _reword(journey, at=_at(_extract_day(month)) - timedelta(hours=2))
        _plan(journey, journey.programme, month, at=_at(_extract_day(month)) - timedelta(hours=1))
        _load_and_release(journey, month)
        publish_due(at=_publication_time(_extract_day(month)))
        act_on_results(by=journey.sides, at=_publication_time(_extract_day(month)) + timedelta(minutes=5))
        day_before_next = _extract_day(months_later(month, 1)) - timedelta(days=1)
        _run_fieldwork(journey, until=journey.waves[-1].last_call_on if month == months[-1] else day_before_next)
    day_after = journey.waves[-1].last_call_on + timedelta(days=1)
    publish_due(at=_publication_time(day_after))
    if journey.months == YEAR:
        _correct(journey, at=_publication_time(day_after) + timedelta(minutes=30))
    publish_due(at=_publication_time(day_after + timedelta(days=1)))
    at = max(_at(BY_HAND_MONTH), _publication_time(day_after + timedelta(days=1)) + timedelta(hours=1))
    act_on_results(by=journey.sides, at=at)
    open_later_actions(by=journey.sides, at=at + timedelta(minutes=90))
    if journey.months == YEAR:
        _send_another(journey, at=at)
    progress("what people said in their own words")
    people = People(journey.interviewers, journey.manager, journey.researcher)
    code_texts(waves=_reload_waves(journey), people=people, seed=seed, at=at)
    _prepare_what_comes_next(journey, at=at)
    return journey


def extracts_folder() -> Path:
    """The folder of the demo's synthetic extracts. The one for the user to load is in its subfolder `by-hand`."""
    return Path(settings.HOME) / "extracts"


def _set_up(seed: int, months: Sequence[date], progress: Progress) -> Journey:
    progress("making extracts of made-up victims from a year of crime records")
    folder = extracts_folder()
    summary = generate_extracts(folder / "2025", seed=seed, first_month=months[0], months=len(months))
    generate_extracts(folder / "by-hand", seed=seed, rows=BY_HAND_ROWS, first_month=BY_HAND_MONTH, months=1)
    # Person ids depend on this key, and the order of the draw on the ids; the same seed must give the same sample.
    vault.adopt_long_lived_key(MATCH_KEY, hashlib.sha256(f"{seed} match".encode()).digest())
    start = _at(months[0])
    programme = make_programme(takes_effect_on=months[0], at=start)
    accounts, reviewer, interviewers = make_accounts(at=start), make_reviewer(at=start), make_interviewers(at=start)
    researcher = accounts[Role.RESEARCHER].user
    import_earlier(programme=programme, researcher=researcher, at=start)
    choose_contact(programme=programme, user=researcher, actor=researcher, at=start)
    consultations.announce(by=consultations.Authors(researcher, reviewer.user), at=start)
    truth = Truth(folder / "2025", seed)
    return Journey(seed, tuple(months), programme, accounts, reviewer, interviewers, summary, truth, progress)


def _plan(journey: Journey, programme: Programme, month: date, *, at: datetime) -> None:
    """Plan a wave before its extract arrives. This commits to the seed of the draw."""
    seed = hashlib.sha256(f"{journey.seed} {month:%Y-%m}".encode()).digest()
    plan_wave(programme=programme, month=month, actor=journey.researcher, at=at, seed=seed)


def _reword(journey: Journey, *, at: datetime) -> None:
    journey.progress(f"the questionnaire's next version, from {REWORDED_FROM:%B %Y}")
    administrator = journey.accounts[Role.ADMINISTRATOR].user
    reword_questionnaire(
        journey.programme,
        takes_effect_on=REWORDED_FROM,
        researcher=journey.researcher,
        administrator=administrator,
        at=at,
    )


def _prepare_what_comes_next(journey: Journey, *, at: datetime) -> None:
    """Evidence for the inspectorate, an empty month for the user to work through, one of them in a second programme, a
    change for later, and requests for the officer."""
    send_evidence(journey.main_results, by=journey.researchers, at=at - timedelta(minutes=45))
    _plan(journey, journey.programme, BY_HAND_MONTH, at=at)
    second = make_programme(at=at, file_name=SECOND_PROGRAMME, takes_effect_on=BY_HAND_MONTH)
    _plan(journey, second, BY_HAND_MONTH, at=at)
    administrator = journey.accounts[Role.ADMINISTRATOR].user
    change_for_later(journey.programme, takes_effect_on=LATER_CHANGE, actor=administrator, at=at)
    consultations.finish(by=consultations.Authors(journey.researcher, journey.reviewer.user), seed=journey.seed, at=at)
    journey.progress("communities: coverage, engagement and focus groups")
    hear_communities(programme=journey.programme, researcher=journey.researcher, reviewer=journey.reviewer.user, at=at)
    save_views(programme=journey.programme, months=journey.months, researcher=journey.researcher, at=at)
    make_requests(wave=journey.waves[-1], officer=journey.accounts[Role.DATA_PROTECTION].user, at=at)


def _load_and_release(journey: Journey, month: date) -> None:
    """Load a month's extract, draw the sample, release it to the agency and receive it there."""
    journey.progress(f"{month:%B %Y}: frame, sample and release")
    at = _at(_extract_day(month))
    wave = journey.programme.waves.get(month=month)
    load_extract(
        wave=wave, files=[extracts_folder() / "2025" / f"extract-{month:%Y-%m}.csv"], actor=journey.researcher, at=at
    )
    wave.refresh_from_db()
    draw(wave=wave, actor=journey.researcher, at=at + timedelta(minutes=20))
    wave.refresh_from_db()
    order = Random(f"{journey.seed} {month:%Y-%m}")  # noqa: S311 - a simulation
    release = release_sample(wave=wave, actor=journey.researcher, at=at + timedelta(minutes=40), order=order)
    receive_release(release=release, actor=journey.manager, at=at + timedelta(minutes=60))
    journey.waves.append(wave)
    journey.profiles |= profiles_of_wave(wave, journey.truth)


def _run_fieldwork(journey: Journey, *, until: date) -> None:
    """Run the fieldwork up to a date, return the results of finished waves, and publish the figures that are due."""
    journey.progress(f"fieldwork until {until:%-d %B %Y}")
    in_field = [wave for wave in _reload_waves(journey) if wave.state == WaveState.RELEASED]
    run_fieldwork(
        waves=in_field,
        interviewers=journey.interviewers,
        profiles=journey.profiles,
        first_day=_extract_day(in_field[-1].month) + timedelta(days=1),
        last_day=until,
        seed=journey.seed,
        progress=lambda day: answer_requests(researcher=journey.researcher, day=day),
    )
    _finish_waves(journey, until)


def _finish_waves(journey: Journey, today: date) -> None:
    at = _at(today) + timedelta(hours=12)
    waves = [wave for wave in _reload_waves(journey) if wave.state == WaveState.RELEASED and wave.last_call_on <= today]
    for wave in waves:
        close_fieldwork(wave=wave, actor=journey.manager, at=at)
        wave.refresh_from_db()
        return_results(wave=wave, actor=journey.manager, at=at)
    for month in (wave.month for wave in waves):
        if month.month % 3 == 0 or month == journey.months[-1]:
            _publish_quarter(journey, month, today)


def _publish_quarter(journey: Journey, last_month: date, today: date) -> None:
    """Sign off the results of a quarter to become public tomorrow, and after the last one those of the year."""
    quarter = months_later(last_month, -((last_month.month - 1) % 3))
    at = _at(today) + timedelta(hours=13)
    _publish(journey, Period(quarter, last_month), today, at, refused_once=not journey.publications)
    if last_month == YEAR[-1] and journey.months == YEAR:
        _publish(journey, Period(YEAR[0], last_month), today, at + timedelta(hours=1))


def _correct(journey: Journey, *, at: datetime) -> None:
    """Decide that a measure cannot be compared with what it was before July, correct the quarter that was compared, and
    announce a correction of the year that was added up."""
    decide_break(researcher=journey.researcher, at=at)
    today, quarter = timezone.localdate(at), Period(REWORDED_FROM, months_later(REWORDED_FROM, 2))
    _publish(journey, quarter, today, at + timedelta(hours=1), correction=NOT_COMPARED)
    _publish(
        journey,
        Period(YEAR[0], YEAR[-1]),
        today,
        at + timedelta(hours=2),
        correction=NOT_ADDED_UP,
        announced=ANNOUNCED,
    )


def _send_another(journey: Journey, *, at: datetime) -> None:
    """Send a correction of the quarter before the change, which waits for approval. Its figures are the same."""
    period, by = Period(months_later(REWORDED_FROM, -3), months_later(REWORDED_FROM, -1)), journey.researchers
    send_on(programme=journey.programme, period=period, by=by, at=at, correction=NOT_CRIMES_ALONE)


def _publish(
    journey: Journey,
    period: Period,
    today: date,
    at: datetime,
    *,
    correction: str = "",
    refused_once: bool = False,
    announced: timedelta = timedelta(days=1),
) -> None:
    """announced: how long before the results become public."""
    journey.progress(f"figures of {period_words(period.first_month, period.last_month)}")
    publication = publish_on(
        programme=journey.programme,
        period=period,
        by=journey.researchers,
        at=at,
        publish_at=_publication_time(today + announced),
        correction=correction,
        refused_once=refused_once,
    )
    journey.publications.append(publication)


def _reload_waves(journey: Journey) -> list[Wave]:
    wave_ids = [wave.pk for wave in journey.waves]
    waves = Wave.objects.filter(pk__in=wave_ids).select_related("programme", "version__calling", "release__instrument")
    return list(waves.order_by("month"))


def _extract_day(month: date) -> date:
    return months_later(month, 1).replace(day=EXTRACT_DAY)


def _publication_time(day: date) -> datetime:
    return _at(day) + PUBLISHED_AFTER


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))
