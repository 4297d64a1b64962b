"""Whoever objects before the release is erased from the encrypted files of the load too."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Commit
from tests.fieldwork.making import Person, make_cases
from tests.programmes.conftest import AddPossibleMatches, make_pair
from tests.world import LOADED, drawn_wave, fresh, loaded_wave, make_researcher

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.frames.sample_file import read_sample
from aftercall.handover.models import ReleasedCase, WithheldPerson, WithheldReason
from aftercall.handover.operations import release_sample
from aftercall.programmes import folders, kept_extracts
from aftercall.programmes.models import ExtractLoad, Wave
from aftercall.programmes.operations import erase_objectors, loading, objectors
from aftercall.rights.objections import object_at_once
from aftercall.suppression import queries as suppression
from aftercall.suppression.models import Objection, ObjectionSource, SuppressedDigest
from aftercall.suppression.operations import record_objection

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]
ACTOR = SystemActor("test")
AMELIA = {"first_name": "Amelia", "last_name": "Walton", "date_of_birth": "1980-02-03"}


@pytest.fixture
def researcher(db: None) -> User:
    return make_researcher()


@pytest.fixture
def wave(researcher: User, extract: Path) -> Wave:
    return drawn_wave(researcher, extract)


def load_of(wave: Wave) -> ExtractLoad:
    return ExtractLoad.objects.get(wave=wave)


def people(wave: Wave) -> dict[str, dict[str, Any]]:
    return {person["person_id"]: person for person in folders.decrypt_contacts(load_of(wave))}


def sampled(wave: Wave) -> list[dict[str, Any]]:
    drawn = {row.person_id for row in read_sample(folders.sample_folder(load_of(wave)))}
    return [person for key, person in sorted(people(wave).items()) if key in drawn]


def record(digests: Iterable[str]) -> Objection:
    return record_objection(digests=digests, source=ObjectionSource.LETTER, actor=ACTOR, at=LOADED)


def test_whoever_objects_is_erased_from_the_contact_details_with_their_key(wave: Wave, commit: Commit) -> None:
    before, former = people(wave), load_of(wave)
    person = sampled(wave)[0]
    objection = record(person["objection_digests"][:1])
    assert erase_objectors(at=LOADED) == 1
    commit()
    assert people(wave) == {key: value for key, value in before.items() if key != person["person_id"]}
    assert not vault.key_exists(former.contacts_ring)
    assert [path.name for path in folders.load_folder(former.folder).glob("contacts*")] != ["contacts.sealed"]
    own = set(person["digests"]) | set(person["objection_digests"])
    assert set(objection.digests.values_list("digest", flat=True)) == own
    details = {"people": 1, "possible_matches": 0, "extract": False}
    assert AuditEntry.objects.get(action="objectors.erased").details == details
    assert erase_objectors(at=LOADED) == 0


def test_the_release_withholds_those_who_were_erased(wave: Wave, researcher: User) -> None:
    person, drawn = sampled(wave)[0], len(sampled(wave))
    record(person["digests"])
    erase_objectors(at=LOADED)
    release_sample(wave=fresh(wave), actor=researcher, at=LOADED)
    withheld = WithheldPerson.objects.get()
    assert (withheld.person_id, withheld.reason) == (person["person_id"], WithheldReason.OBJECTED)
    assert ReleasedCase.objects.count() == drawn - 1
    record(["another"])
    assert erase_objectors(at=LOADED) == 0


def test_a_release_that_meets_the_erasure_is_refused(
    wave: Wave, researcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "decrypt_contacts", raising(vault.NoSuchKey("contacts")))
    with pytest.raises(Refused, match="Release the sample again"):
        release_sample(wave=wave, actor=researcher, at=LOADED)


def raising(error: Exception) -> Callable[..., Any]:
    def act(*_: object, **__: object) -> None:
        raise error

    return act


def test_whoever_opted_out_on_the_public_site_is_erased_when_the_cooling_time_has_ended(wave: Wave) -> None:
    person = sampled(wave)[0]
    objection = record_objection(digests=person["digests"], source=ObjectionSource.PUBLIC_SITE, actor=ACTOR, at=LOADED)
    assert erase_objectors(at=LOADED) == 0
    assert person["person_id"] in people(wave)
    Objection.objects.filter(pk=objection.pk).update(erased_at=LOADED)
    assert erase_objectors(at=LOADED) == 1
    assert person["person_id"] not in people(wave)
    assert erase_objectors(at=LOADED) == 0


def test_nothing_is_written_again_if_nobody_in_the_extract_objected(wave: Wave) -> None:
    ring = load_of(wave).contacts_ring
    record(["of a stranger"])
    assert erase_objectors(at=LOADED) == 0
    assert load_of(wave).contacts_ring == ring
    assert load_of(wave).digest_seen == suppression.last_digest()
    assert not AuditEntry.objects.filter(action="objectors.erased").exists()


def test_whoever_objects_while_the_extract_is_loaded_is_erased_when_it_has_been(
    researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = loaded_wave(researcher, extract)
    person = next(iter(people(other).values()))
    monkeypatch.setattr(loading, "_digest", lambda _: record(person["digests"]) and "0" * 64)
    loading.load_extract(wave=fresh(other), files=[extract], actor=researcher, at=LOADED)
    assert person["person_id"] not in people(other)


def test_possible_matches_and_the_kept_extract_of_an_objector_go_too(
    researcher: User, extract: Path, add_possible_matches: AddPossibleMatches, commit: Commit
) -> None:
    wave = loaded_wave(researcher, extract)
    bob = {"first_name": "Bob", "last_name": "Sample", "date_of_birth": "1950-01-01"}
    add_possible_matches(wave, [make_pair(1), make_pair(2, **bob), make_pair(3)])
    pairs = folders.decrypt_matches(load_of(wave))
    pairs[2]["a"] |= bob
    pairs[2]["b"] |= bob
    folders.rewrite_contacts(load_of(wave).contacts_ring, people(wave).values())
    folders.encrypt_matches(load_of(wave).contacts_ring, pairs)
    kept_extracts.keep(load_of(wave).folder, extract)
    object_at_once(person=AMELIA, source=ObjectionSource.EMAIL, actor=ACTOR, at=LOADED)
    assert erase_objectors(at=LOADED) == 2
    commit()
    assert [pair["pair"] for pair in folders.decrypt_matches(load_of(wave))] == [pairs[2]["pair"]]
    assert load_of(wave).possible_matches == 1
    assert not kept_extracts.is_kept(load_of(wave))
    details = {"people": 0, "possible_matches": 2, "extract": True}
    assert AuditEntry.objects.get(action="objectors.erased").details == details


def test_the_kept_extract_goes_if_the_register_knows_the_objector(researcher: User, extract: Path) -> None:
    """Somebody who is not in the frame, such as a victim of domestic abuse, is in the extract all the same."""
    load = load_of(loaded_wave(researcher, extract))
    listed = {"digest": 1}
    assert not objectors._was_seen(load, listed)
    known = people(load.wave)
    assert objectors._was_seen(load, dict.fromkeys(next(iter(known.values()))["digests"], 1))


def test_a_name_with_an_accent_is_kept_only_if_it_is_not_theirs(wave: Wave) -> None:
    everybody = people(wave)
    one, other, *_ = sampled(wave)
    folders.encrypt_accented_name(load_of(wave).contacts_ring, folders.name_of(one))
    record(other["digests"])
    erase_objectors(at=LOADED)
    assert folders.decrypt_accented_name(load_of(wave)) == folders.name_of(one)
    record(one["digests"])
    erase_objectors(at=LOADED)
    assert folders.decrypt_accented_name(load_of(wave)) == ""
    assert len(people(wave)) == len(everybody) - 2


def test_files_are_as_before_if_they_cannot_be_written_again(wave: Wave, monkeypatch: pytest.MonkeyPatch) -> None:
    before, ring = people(wave), load_of(wave).contacts_ring
    record(next(iter(before.values()))["digests"])
    monkeypatch.setattr(folders, "encrypt_matches", raising(OSError("the disk is full")))
    with pytest.raises(OSError, match="full"):
        erase_objectors(at=LOADED)
    assert (people(wave), load_of(wave).contacts_ring) == (before, ring)
    assert vault.rings_beginning_with(f"{ring}.") == []


def test_what_a_killed_process_left_is_deleted(wave: Wave) -> None:
    load = load_of(wave)
    before = people(wave)
    unused = folders.next_contacts_ring(load.contacts_ring)
    folders.rewrite_contacts(unused, before.values())
    folders.delete_leftovers()
    assert not vault.key_exists(unused)
    assert people(wave) == before
    assert len(list(folders.load_folder(load.folder).glob("contacts*.sealed"))) == 1


def test_an_objection_is_completed_with_the_digests_of_the_cases_it_closed() -> None:
    make_cases(Person("CASE1", digests=["a", "b"]), Person("CASE2", digests=["c"]))
    record(["b", "x"])
    erase_objectors(at=LOADED)
    assert sorted(SuppressedDigest.objects.values_list("digest", flat=True)) == ["a", "b", "x"]
    erase_objectors(at=LOADED)
    assert SuppressedDigest.objects.count() == 3


def test_a_restored_backup_whose_contact_details_were_erased_since_stops_nothing_else(
    wave: Wave, commit: Commit, researcher: User
) -> None:
    former = load_of(wave)
    record(sampled(wave)[0]["objection_digests"][:1])
    erase_objectors(at=LOADED)
    commit()
    ExtractLoad.objects.filter(pk=former.pk).update(contacts_ring=former.contacts_ring, digest_seen=0)
    assert erase_objectors(at=LOADED) == 0
    with pytest.raises(Refused, match="after the backup that has been restored"):
        release_sample(wave=fresh(wave), actor=researcher, at=LOADED)
