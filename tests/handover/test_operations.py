"""What is released to the agency, what the agency returns, and what is destroyed when retention ends."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import Commit
from tests.fieldwork.making import new_version, overwrite, stored_instrument
from tests.instrument.versions import second_version
from tests.world import LOADED, drawn_wave, fresh, loaded_wave

from aftercall.accounts.models import User
from aftercall.contracts.models import ContractVersion
from aftercall.contracts.schedule import DATA_SCHEDULE, MODULES
from aftercall.core import vault
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.handover.answers import modules_of, person_of
from aftercall.handover.models import ReleasedCase, Return, WithheldPerson, WithheldReason
from aftercall.handover.operations import ReturnRow, accept_return, release_sample
from aftercall.handover.schedule import Contact, decrypt_contact
from aftercall.programmes import folders
from aftercall.programmes.models import Survey, Wave
from aftercall.programmes.operations import draw
from aftercall.programmes.states import WaveState
from aftercall.questionnaires.models import InstrumentVersion
from aftercall.rights.retention import end_retention
from aftercall.suppression.models import CaseDigest, ContactDigest, ObjectionSource
from aftercall.suppression.operations import record_objection

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]


@pytest.fixture
def drawn(researcher: User, extract: Path) -> Wave:
    return drawn_wave(researcher, extract)


def release(wave: Wave, researcher: User) -> list[ReleasedCase]:
    """Release the wave's sample and return its cases."""
    return list(release_sample(wave=wave, actor=researcher, at=LOADED).cases.order_by("key_slot"))


def test_every_sampled_person_becomes_a_case_with_its_own_key(drawn: Wave, researcher: User) -> None:
    cases = release(drawn, researcher)
    assert len(cases) == drawn.sample.size
    assert len({vault.key(case.ring, case.key_slot) for case in cases}) == len(cases)


def test_decrypted_contact_details_are_those_of_the_load(drawn: Wave, researcher: User) -> None:
    people = {person["person_id"]: person for person in folders.decrypt_contacts(drawn.load)}
    for case in release(drawn, researcher):
        contact, person = decrypt_contact(case), people[str(person_of(case))]
        assert (contact.last_name, contact.phone) == (person["last_name"], person["phone"])


def test_only_the_fields_of_the_data_schedule_are_released(drawn: Wave, researcher: User) -> None:
    cases = release(drawn, researcher)
    fields = {*Contact.__dataclass_fields__, "category", "area", "reported_on"}
    assert fields == set(DATA_SCHEDULE) - {MODULES} == set(cases[0].release.fields)
    assert {bytes(case.sealed_modules) for case in cases} == {b""}


def test_the_names_of_the_modules_are_released_and_no_offence_code(researcher: User, extract: Path) -> None:
    wave = loaded_wave(researcher, extract)
    people = {person["person_id"]: person for person in folders.decrypt_contacts(wave.load)}
    code = next(person["offence_code"] for person in people.values() if person["offence_code"])
    overwrite(
        Survey, modules=[{"name": "burglary", "categories": ["BURGLARY"]}, {"name": "x", "offence_codes": [code]}]
    )
    overwrite(ContractVersion, types_of_data=[name for name in DATA_SCHEDULE if name != MODULES])
    draw(wave=wave, actor=researcher, at=LOADED)
    with pytest.raises(Refused, match="does not cover these types of data: modules of the questionnaire"):
        release(fresh(wave), researcher)
    overwrite(ContractVersion, types_of_data=list(DATA_SCHEDULE))
    cases = release(fresh(wave), researcher)
    assert set(cases[0].release.fields) == set(DATA_SCHEDULE)
    released = {str(person_of(case)): modules_of(case) for case in cases}
    for person_id, modules in released.items():
        person = people[person_id]
        expected = {"burglary": person["category"] == "Burglary", "x": person["offence_code"] == code}
        assert modules.split() == [name for name, applies in expected.items() if applies]
    assert len({len(case.sealed_modules) for case in cases}) == 1
    assert code not in str(ReleasedCase.objects.values_list())


def test_without_a_contract_in_force_with_the_agency_nothing_is_released(
    drawn: Wave, researcher: User, client: Client
) -> None:
    overwrite(ContractVersion, in_force_until=LOADED.date() - timedelta(days=1))
    with pytest.raises(Refused, match="no data processing contract with Example Research in force today"):
        release(drawn, researcher)
    assert fresh(drawn).state == WaveState.DRAWN
    client.force_login(researcher)
    page = client.get(reverse("handover:release", args=[drawn.pk]), follow=True)
    assert "Ask an administrator to record the contract" in page.content.decode()


def test_the_audit_entry_of_a_release_names_the_contract(drawn: Wave, researcher: User) -> None:
    release(drawn, researcher)
    details = AuditEntry.objects.get(action="sample.released").details
    assert details["contract"] == ContractVersion.objects.get().subject


def test_the_release_destroys_contact_details_outside_the_sample(drawn: Wave, researcher: User, commit: Commit) -> None:
    release(drawn, researcher)
    commit()
    assert not vault.key_exists(drawn.load.contacts_ring)
    with pytest.raises(FileNotFoundError):
        list(folders.decrypt_contacts(drawn.load))


def test_people_who_objected_after_the_load_are_withheld(drawn: Wave, researcher: User) -> None:
    people = list(folders.decrypt_contacts(drawn.load))
    sampled = sampled_ids(drawn)
    person = next(person for person in people if person["person_id"] in sampled and person["digests"])
    record_objection(
        digests=person["digests"][:1], source=ObjectionSource.PUBLIC_SITE, actor=SystemActor("test"), at=LOADED
    )
    released = {person_of(case) for case in release(drawn, researcher)}
    assert person["person_id"] not in released
    assert len(released) == drawn.sample.size - 1
    assert AuditEntry.objects.get(action="sample.released").details["withheld"] == {
        "objected": 1,
        "already_surveyed": 0,
    }
    withheld = WithheldPerson.objects.get()
    assert (withheld.person_id, withheld.reason) == (person["person_id"], WithheldReason.OBJECTED)


def sampled_ids(wave: Wave) -> set[str]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only needed here

    return set(pq.read_table(folders.sample_folder(wave.load) / "sample.parquet")["person_id"].to_pylist())


def test_the_digests_of_every_released_person_are_kept_for_the_repeat_contact_interval(
    drawn: Wave, researcher: User
) -> None:
    cases = release(drawn, researcher)
    assert {case.reference for case in cases} == set(CaseDigest.objects.values_list("reference", flat=True))
    assert len(set(ContactDigest.objects.values_list("digest", flat=True))) > len(cases)


def test_a_sample_cannot_be_released_twice(drawn: Wave, researcher: User) -> None:
    release(drawn, researcher)
    with pytest.raises(Refused):
        release_sample(wave=fresh(drawn), actor=researcher, at=LOADED)


def row_for(case: ReleasedCase) -> ReturnRow:
    return ReturnRow(case.reference, "1.1", 2, date(2025, 4, 1), {"whole": "satisfied"})


def close_and_return(
    wave: Wave, rows: list[ReturnRow], researcher: User, instrument: InstrumentVersion | None = None
) -> Return:
    """Close the wave and accept these rows, by default as answers to the released version of the instrument."""
    Wave.objects.filter(pk=wave.pk).update(state=WaveState.CLOSED)
    version = instrument or wave.release.instrument
    return accept_return(wave=fresh(wave), instrument=version, rows=rows, actor=researcher, at=LOADED)


def test_a_return_that_covers_every_case_is_accepted(drawn: Wave, researcher: User) -> None:
    rows = [row_for(case) for case in release(drawn, researcher)]
    close_and_return(drawn, rows, researcher)
    assert fresh(drawn).state == WaveState.RETURNED
    assert fresh(drawn).returned.cases.count() == len(rows)


def test_a_wave_keeps_the_version_of_the_instrument_that_it_was_released_with(drawn: Wave, researcher: User) -> None:
    rows = [row_for(case) for case in release(drawn, researcher)]
    first = drawn.version.survey.instrument
    stored_instrument(second_version())
    new_version(drawn.programme, date(2025, 1, 1), survey__questionnaire="victim_satisfaction_2")
    returned = close_and_return(drawn, rows, researcher)
    assert fresh(drawn).release.instrument == returned.instrument == first
    for action in ("sample.released", "results.returned"):
        assert AuditEntry.objects.get(action=action).details["instrument"] == "victim_satisfaction_1"


def test_a_return_that_names_another_version_changes_nothing(drawn: Wave, researcher: User) -> None:
    rows = [row_for(case) for case in release(drawn, researcher)]
    with pytest.raises(
        Refused, match=r"names victim_satisfaction version 2, but the wave was released with .* version 1"
    ):
        close_and_return(drawn, rows, researcher, stored_instrument(second_version()))
    assert not Return.objects.exists()
    assert fresh(drawn).state == WaveState.CLOSED


@pytest.mark.parametrize("fault", ["one missing", "one twice", "an unknown case"])
def test_a_return_that_does_not_cover_exactly_the_released_cases_changes_nothing(
    fault: str, drawn: Wave, researcher: User
) -> None:
    rows = [row_for(case) for case in release(drawn, researcher)]
    unknown = ReturnRow("NOBODY22", "1.1", 1, None, {})
    faulty = {"one missing": rows[1:], "one twice": [*rows, rows[0]], "an unknown case": [*rows[1:], unknown]}[fault]
    with pytest.raises(Refused, match="not exactly those that were released"):
        close_and_return(drawn, faulty, researcher)
    assert not Return.objects.exists()
    assert fresh(drawn).state == WaveState.CLOSED


def test_the_end_of_retention_destroys_every_key(drawn: Wave, researcher: User, commit: Commit) -> None:
    cases = release(drawn, researcher)
    backup = [(case, bytes(case.sealed_contact)) for case in cases]
    end_retention(wave=fresh(drawn), actor=researcher, at=LOADED)
    commit()
    for case, encrypted in backup:
        case.sealed_contact = encrypted
        with pytest.raises(vault.NoSuchKey):
            decrypt_contact(case)
    assert not ReleasedCase.objects.exclude(sealed_contact=b"").exists()


def test_retention_cannot_end_twice(drawn: Wave, researcher: User) -> None:
    release(drawn, researcher)
    end_retention(wave=fresh(drawn), actor=researcher, at=LOADED)
    with pytest.raises(Refused):
        end_retention(wave=fresh(drawn), actor=researcher, at=LOADED)
