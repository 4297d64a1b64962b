"""A programme's draft becomes a version, which takes effect on its date and leaves earlier waves as they were."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import models
from tests.fieldwork.making import SETTINGS, TUESDAY, make_programme, new_version, version_of
from tests.world import PLANNED, fresh, planned_wave

from aftercall.accounts.models import User
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.programmes import queries
from aftercall.programmes.models import LoadJob, Programme, ProgrammeDraft, ProgrammeVersion, Wave
from aftercall.programmes.operations import (
    change_settings,
    confirm_version,
    create_programme,
    discard_draft,
    plan_wave,
    set_mapping,
)
from aftercall.programmes.settings.catalogue import InvalidSetting
from aftercall.programmes.states import WaveState

pytestmark = pytest.mark.django_db
TESTS = SystemActor("tests")
JANUARY, JUNE, JULY = date(2025, 1, 1), date(2025, 6, 1), date(2025, 7, 1)


def create(name: str = "Anti-social behaviour") -> Programme:
    return create_programme(name=name, actor=TESTS, at=TUESDAY)


def change(programme: Programme, **changes: object) -> None:
    settings = {key.replace("__", "."): value for key, value in changes.items()}
    change_settings(programme=programme, changes=settings, actor=TESTS, at=TUESDAY)


def confirm(programme: Programme, on: date = JANUARY) -> ProgrammeVersion:
    return confirm_version(programme=programme, takes_effect_on=on, actor=TESTS, at=TUESDAY)


def test_a_programme_is_created_with_a_draft_and_confirmed_when_its_settings_are_complete(researcher: User) -> None:
    programme = create()
    assert (programme.slug, programme.subject) == ("anti-social-behaviour", "programme:anti-social-behaviour")
    with pytest.raises(Refused, match="Complete these settings first: Name of the force, The force’s telephone"):
        confirm(programme)
    with pytest.raises(Refused, match="settings are not complete yet"):
        planned_wave(researcher, programme)
    change_settings(programme=programme, changes=SETTINGS, actor=researcher, at=TUESDAY)
    version = confirm_version(programme=programme, takes_effect_on=JUNE, actor=researcher, at=TUESDAY)
    assert (version.number, version.takes_effect_on, version.created_by) == (1, JUNE, researcher)
    assert not ProgrammeDraft.objects.exists()
    actions = AuditEntry.objects.filter(subject=programme.subject).values_list("action", flat=True)
    assert list(actions) == ["programme.created", "programme.draft_changed", "programme.version_confirmed"]


def test_a_name_must_be_new_and_have_a_letter_or_digit() -> None:
    create()
    with pytest.raises(Refused, match="already a programme of this name"):
        create("Anti-social   behaviour!")
    with pytest.raises(Refused, match="at least one letter"):
        create("…")


def test_the_audit_log_names_the_changed_settings_but_not_their_values() -> None:
    programme = make_programme()
    change(programme, survey__contact_email="someone@example.org")
    entry = AuditEntry.objects.get(action="programme.draft_changed")
    assert entry.details == {"settings": ["survey.contact_email"]}


def test_a_value_that_cannot_be_used_changes_nothing() -> None:
    programme = make_programme()
    with pytest.raises(InvalidSetting, match="whole number from 0 to 120") as error:
        change(programme, minimum_age=-1)
    assert error.value.key == "minimum_age"
    with pytest.raises(InvalidSetting, match="Calls must end later"):
        change(programme, calling__window_opens_weeks=12)
    assert not ProgrammeDraft.objects.exists()


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("[columns", "is not TOML"),
        ('[columns]\nsurname = "x"', "can't have surname"),
        ("x" * 200_001, "at most 200,000"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(mapping: str, message: str) -> None:
    with pytest.raises(InvalidSetting, match=message) as error:
        set_mapping(programme=make_programme(), mapping=mapping, actor=TESTS, at=TUESDAY)
    assert error.value.key == "mapping"


def test_the_text_of_a_mapping_is_kept_as_it_is_and_can_be_removed() -> None:
    programme, text = make_programme(), "# our export\n[columns]\nlast_name = 'Surname'\n"
    set_mapping(programme=programme, mapping=text, actor=TESTS, at=TUESDAY)
    assert confirm(programme).mapping == text
    assert new_version(programme, JANUARY, mapping="").mapping == ""


@pytest.mark.parametrize(
    ("exclusions", "message"),
    [
        ([{"code": "x", "words": "y", "scope": "record", "when": {"flag": "deceased"}}], 'fact = "outside_period"'),
        ("[[exclusion]]\ncode = 'x'", "exclusion x: give it exactly code"),
        ("exclusion = 3", r"Write each exclusion as an \[\[exclusion\]\]"),
        ("exclusion = []", r"Write each exclusion as an \[\[exclusion\]\]"),
        (7, r"Write each exclusion as an \[\[exclusion\]\]"),
        ("[[", "is not TOML"),
        ("a = " + "[" * 5_000, "too many brackets"),
        ('[[exclusion]]\ncode = "\\u0000"', "Remove the null characters"),
    ],
)
def test_exclusions_that_cannot_be_used_are_refused(exclusions: object, message: str) -> None:
    with pytest.raises(InvalidSetting, match=message) as error:
        change(make_programme(), exclusion=exclusions)
    assert error.value.key == "exclusion"


def test_the_newest_version_whose_date_has_come_is_in_effect_and_before_all_dates_the_earliest() -> None:
    programme = make_programme()
    new_version(programme, JULY, minimum_age=17)
    new_version(programme, JUNE, minimum_age=18)
    new_version(programme, JANUARY, minimum_age=19)
    days = (date(2024, 12, 1), JANUARY, JUNE, JULY)
    assert [queries.version_on(programme, day).number for day in days] == [4, 4, 4, 4]  # type: ignore[union-attr]
    new_version(programme, JUNE, minimum_age=20)
    assert [queries.version_on(programme, day).number for day in days] == [4, 4, 5, 5]  # type: ignore[union-attr]


def test_a_version_with_an_earlier_date_reaches_open_months_but_none_with_an_extract(researcher: User) -> None:
    programme = make_programme()
    new_version(programme, JUNE, minimum_age=18)
    loaded, empty = (planned_wave(researcher, programme, month) for month in (JUNE, JULY))
    Wave.objects.filter(pk=loaded.pk).update(state=WaveState.LOADED)
    before = planned_wave(researcher, programme, date(2024, 12, 1))
    version = new_version(programme, date(2024, 11, 1), mapping="[columns]\nlast_name = 'Surname'\n")
    assert [fresh(wave).version.number for wave in (before, loaded, empty)] == [3, 2, 3]
    assert bool(version.mapping)


def test_the_suggested_date_reaches_every_month_that_can_still_be_changed(researcher: User) -> None:
    programme, today = create(), TUESDAY.date()
    assert queries.date_to_suggest(programme, today=today) == today
    change_settings(programme=programme, changes=SETTINGS, actor=TESTS, at=TUESDAY)
    confirm(programme, JUNE)
    assert queries.date_to_suggest(programme, today=today) == JUNE
    wave = planned_wave(researcher, programme)
    assert queries.date_to_suggest(programme, today=today) == JANUARY
    Wave.objects.filter(pk=wave.pk).update(state=WaveState.DRAWN)
    assert queries.date_to_suggest(programme, today=today) == today


def test_a_version_needs_a_change_or_an_earlier_date() -> None:
    programme = make_programme()
    with pytest.raises(Refused, match="Change one first, or enter a day before 1 January 2025"):
        confirm(programme)
    assert confirm(programme, date(2024, 12, 1)).number == 2


def test_a_draft_can_be_discarded() -> None:
    programme = make_programme()
    change(programme, minimum_age=18)
    discard_draft(programme=programme, actor=TESTS, at=TUESDAY)
    assert queries.settings_to_edit(programme)["minimum_age"] == 16
    with pytest.raises(Refused, match="no changes to discard"):
        discard_draft(programme=programme, actor=TESTS, at=TUESDAY)
    with pytest.raises(Refused, match="no version yet"):
        discard_draft(programme=create(), actor=TESTS, at=TUESDAY)


def test_a_wave_has_the_version_in_effect_on_its_first_day(researcher: User) -> None:
    programme = make_programme()
    new_version(programme, date(2025, 6, 15), minimum_age=18)
    numbers = [planned_wave(researcher, programme, month).version.number for month in (date(2024, 11, 1), JUNE, JULY)]
    assert numbers == [1, 1, 2]
    assert [version.number for version in queries.current_versions(JUNE)] == [1]
    assert [version.number for version in queries.current_versions(JULY)] == [2]


def test_a_new_version_leaves_earlier_and_loaded_waves_as_they_are(researcher: User) -> None:
    programme = make_programme()
    earlier, loaded, empty, loading = (
        planned_wave(researcher, programme, date(2025, month, 1)) for month in (5, 6, 7, 8)
    )
    Wave.objects.filter(pk=loaded.pk).update(state=WaveState.LOADED)
    LoadJob.objects.create(wave=loading, started_at=TUESDAY, started_by=researcher, folder="x", steps=1)
    new_version(programme, JUNE, survey__force_name="Another Constabulary", sampling_fraction="0.200")
    waves = [fresh(wave) for wave in (earlier, loaded, empty, loading)]
    assert [wave.version.number for wave in waves] == [1, 1, 2, 1]
    assert waves[0].version.survey.force_name == "Example Constabulary"
    assert [wave.version.sampling_fraction for wave in waves[1:3]] == [Decimal("0.150"), Decimal("0.200")]


def test_waves_of_two_programmes_have_different_references(researcher: User) -> None:
    crime, nuisance = make_programme(slug="crime"), make_programme(slug="nuisance")
    waves = [plan_wave(programme=one, month=JANUARY, actor=researcher, at=PLANNED) for one in (crime, nuisance)]
    assert [wave.subject for wave in waves] == ["wave:crime-2025-01", "wave:nuisance-2025-01"]


@pytest.mark.parametrize("name", ["survey", "calling", None])
def test_no_stored_setting_can_be_changed_or_deleted(name: str | None) -> None:
    version = version_of(make_programme())
    row: models.Model = getattr(version, name) if name else version
    for attempt in (row.save, row.delete, type(row).objects.all().delete, lambda: type(row).objects.update(pk=1)):  # type: ignore[attr-defined]
        with pytest.raises(TypeError, match="can't be changed or deleted"):
            attempt()
    assert str(version) == "Victims 1 version 1"
    assert str(version.survey) == "Victims"
