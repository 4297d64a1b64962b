"""Two programmes side by side never contact one person within the repeat interval."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fieldwork.making import make_programme
from tests.soak import quick_and_soak
from tests.world import LOADED, fresh, planned_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import clock
from aftercall.core.dates import months_later
from aftercall.frames.sample_file import read_sample
from aftercall.handover.answers import person_of
from aftercall.handover.models import Release, WithheldPerson, WithheldReason
from aftercall.handover.operations import reasons_to_withhold, release_sample
from aftercall.programmes import folders
from aftercall.programmes.models import Wave
from aftercall.programmes.operations import draw, load_extract
from aftercall.suppression import queries
from aftercall.suppression.operations import remember_contacts

pytestmark = pytest.mark.django_db
CRIME, NUISANCE = 12, 6  # the repeat intervals of two programmes, in months
PEOPLE = 5
OPENS, CLOSES = timedelta(weeks=8), timedelta(weeks=12)


@dataclass(frozen=True)
class SimulatedWave:
    """A wave of a programme with this repeat interval. people: the numbers of those who were victims."""

    months: int
    reported_on: date
    loaded_on: date
    released_on: date
    people: Sequence[int]


@st.composite
def waves(draw_value: st.DrawFn) -> SimulatedWave:
    reported_on = date(2025, 1, 1) + timedelta(days=draw_value(st.integers(0, 3 * 365)))
    loaded_on = reported_on + timedelta(days=draw_value(st.integers(1, 40)))
    released_on = loaded_on + timedelta(days=draw_value(st.integers(0, 60)))
    people = draw_value(st.lists(st.integers(1, PEOPLE), min_size=1, max_size=PEOPLE, unique=True))
    return SimulatedWave(draw_value(st.sampled_from([CRIME, NUISANCE])), reported_on, loaded_on, released_on, people)


@pytest.mark.parametrize("examples", quick_and_soak(25, 2_000))
def test_nobody_is_contacted_twice_within_the_interval_in_years_of_two_programmes(examples: int, db: None) -> None:
    @settings(
        max_examples=examples,
        suppress_health_check=[*settings.default.suppress_health_check, HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(waves(), min_size=2, max_size=14))
    def check(simulated: list[SimulatedWave]) -> None:
        with transaction.atomic():
            contacts = simulate(simulated)
            transaction.set_rollback(True)
        for person, own in contacts.items():
            for (_, last, months), (first, _, next_months) in pairwise(sorted(own)):
                assert first >= months_later(last, max(months, next_months)), (person, own)

    check()


def simulate(simulated: Sequence[SimulatedWave]) -> dict[int, list[tuple[date, date, int]]]:
    """Load and release the waves in the order of their days. Returns the first and last possible call, and the
    interval, of everyone who was released."""
    contacts: dict[int, list[tuple[date, date, int]]] = defaultdict(list)
    frames: dict[int, list[int]] = {}
    for _, is_release, number in events(simulated):
        wave = simulated[number]
        if not is_release:
            lately = queries.digests_contacted_lately(on=wave.loaded_on, months=wave.months)
            frames[number] = [person for person in wave.people if lately.isdisjoint(digests(person))]
            continue
        sampled = [{"person_id": str(person), "digests": digests(person)} for person in frames[number]]
        withheld = reasons_to_withhold(sampled, months=wave.months, on=wave.released_on)
        for person in frames[number]:
            if str(person) not in withheld:
                first, last = release(wave, number, person)
                contacts[person].append((first, last, wave.months))
    return contacts


def events(simulated: Sequence[SimulatedWave]) -> Iterator[tuple[date, bool, int]]:
    loads = [(wave.loaded_on, False, number) for number, wave in enumerate(simulated)]
    releases = [(wave.released_on, True, number) for number, wave in enumerate(simulated)]
    yield from sorted(loads + releases)


def digests(person: int) -> list[str]:
    return [f"name of {person}", f"phone of {person}"]


def release(wave: SimulatedWave, number: int, person: int) -> tuple[date, date]:
    """Record the release. Returns the first and the last day on which the person may be called."""
    last = wave.reported_on + CLOSES
    remember_contacts(
        people={f"{number}-{person}": digests(person)}, last_call_on=last, repeat_contact_months=wave.months
    )
    return max(wave.reported_on + OPENS, wave.released_on), last


@pytest.fixture
def parallel_waves(cached_frames: None, researcher: User, extract: Path) -> list[Wave]:
    """Two programmes that have drawn samples of the same people, before either has released its own."""
    drawn = []
    for slug in ("victims-of-crime", "anti-social-behaviour"):
        wave = planned_wave(researcher, make_programme(slug=slug, top={"sampling_fraction": "0.500"}))
        load_extract(wave=wave, files=[extract], actor=researcher, at=LOADED)
        draw(wave=fresh(wave), actor=researcher, at=LOADED)
        drawn.append(fresh(wave))
    return drawn


def test_the_second_of_two_parallel_releases_withholds_whom_the_first_released(
    parallel_waves: list[Wave], researcher: User
) -> None:
    first, second = parallel_waves
    released = {person_of(case) for case in release_sample(wave=first, actor=researcher, at=LOADED).cases.all()}
    later = release_sample(wave=second, actor=researcher, at=LOADED)
    sampled = {row.person_id for row in read_sample(folders.sample_folder(second.load))}
    withheld = dict(WithheldPerson.objects.filter(release=later).values_list("person_id", "reason"))
    assert withheld == dict.fromkeys(sampled & released, WithheldReason.ALREADY_SURVEYED)
    assert len(withheld) > 10
    assert {person_of(case) for case in later.cases.all()} == sampled - released
    assert later.case_count + len(withheld) == second.sample.size == second.sample.certificate["sample"]
    assert Release.objects.get(pk=later.pk).withheld_counts == {WithheldReason.ALREADY_SURVEYED.label: len(withheld)}


def test_a_load_excludes_whom_another_programme_has_released(
    cached_frames: None, researcher: User, extract: Path
) -> None:
    first = planned_wave(researcher, make_programme(slug="one", top={"sampling_fraction": "0.500"}))
    load_extract(wave=first, files=[extract], actor=researcher, at=LOADED)
    draw(wave=fresh(first), actor=researcher, at=LOADED)
    cases = release_sample(wave=fresh(first), actor=researcher, at=LOADED).case_count
    second = planned_wave(researcher, make_programme(slug="two", top={"repeat_contact_months": 1}))
    load_extract(wave=second, files=[extract], actor=researcher, at=datetime(2025, 11, 1, tzinfo=UTC))
    flow = fresh(second).load.flow
    assert flow["excluded"]["already_surveyed"] >= cases
    assert flow["read"] == flow["rejected"] + sum(flow["excluded"].values()) + flow["repeats"] + flow["frame"]


def test_the_pages_say_how_many_people_were_not_released_and_why(
    parallel_waves: list[Wave],
    researcher: User,
    client_signed_in_as: Callable[[Role | None], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = parallel_waves
    monkeypatch.setattr(clock, "now", lambda: LOADED)
    release_sample(wave=first, actor=researcher, at=LOADED)
    client = client_signed_in_as(Role.RESEARCHER)
    address = reverse("handover:release", args=[second.pk])
    assert "You cannot undo this" in client.get(address).content.decode()
    page = client.post(address, follow=True).content.decode()
    assert "once, after you have drawn it" in client.get(address, follow=True).content.decode()
    withheld = WithheldPerson.objects.count()
    assert f"Not released: {withheld} people contacted for another wave in the meantime." in page
    assert f"{withheld} sampled people were not released, for this reason: contacted for another wave" in page
