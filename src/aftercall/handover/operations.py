"""Releasing a sample to the agency, accepting its return, and erasing both."""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.contracts.models import ContractVersion
from aftercall.contracts.policies import require_contract
from aftercall.contracts.schedule import released_fields
from aftercall.core import audit, tombstones, vault
from aftercall.core.errors import Refused
from aftercall.core.new_rings import new_rings
from aftercall.frames.contacts import DIGESTS
from aftercall.frames.sample_file import read_sample
from aftercall.handover.answers import AnswersKey
from aftercall.handover.models import (
    Release,
    ReleasedCase,
    Return,
    ReturnedCase,
    WithheldPerson,
    WithheldReason,
    answers_ring,
)
from aftercall.handover.schedule import Contact, encrypt_contact
from aftercall.programmes import folders
from aftercall.programmes.models import ExtractLoad, Wave
from aftercall.programmes.operations.advancing import advance
from aftercall.programmes.retention import require_retained, require_retention_kept
from aftercall.programmes.settings.modules import modules_that_apply
from aftercall.programmes.states import WaveAction, next_state
from aftercall.questionnaires.models import InstrumentVersion
from aftercall.suppression import queries as suppression
from aftercall.suppression.operations import forget_cases, lock_suppression_list, remember_contacts

# No vowels, so that no reference is a word; no 0, O, 1, I or L, which sound or look alike on the telephone.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
_BATCH = 500
_WAS_WRITTEN_AGAIN = "Somebody who objected was being erased from the contact details. Release the sample again"
_CONTACTS_ARE_GONE = (
    "The contact details of this extract were erased after the backup that has been restored, so nobody of it can be "
    "called. Go on with the next month"
)
# The contact details of one person, as programmes.folders decrypts them; `digests` is a list.
type Person = dict[str, Any]


@dataclass(frozen=True)
class ReturnRow:
    """What the agency returns for one case, without contact details."""

    reference: str
    disposition: str
    attempts: int
    interviewed_on: date | None
    answers: dict[str, str]


def release_sample(*, wave: Wave, actor: User, at: datetime, order: Random | None = None) -> Release:
    """Release the sampled people to the agency, with only the fields of the data schedule. Each person's contact
    details are encrypted with their own key. Refused without a data processing contract in force with the agency.

    People who have objected, or whom another wave has contacted, since the extract was loaded are withheld. After the
    release, no one can read the contact details of anyone else in the frame. Refused while the retention of any wave is
    overdue.

    The cases are in random order, so that their order says nothing about the people. order: for the demo, which can be
    reproduced.
    """
    next_state(wave.state, WaveAction.RELEASE)
    contract = require_contract_for(wave, on=timezone.localdate(at))
    require_retained(wave)
    require_retention_kept(timezone.localdate(at))
    people, erased = _sampled_people(ExtractLoad.objects.get(wave=wave))
    (order or secrets.SystemRandom()).shuffle(people)
    ring = f"release-{secrets.token_hex(8)}"
    is_released = Release.objects.filter(ring=ring).exists
    with new_rings(ring, answers_ring(ring), slots=len(people), in_use=is_released):
        return _store_release(wave, ring, people, erased, contract, actor, at)


def require_contract_for(wave: Wave, *, on: date) -> ContractVersion:
    """The contract in force with the wave's agency, which must allow every field that is released."""
    return require_contract(wave.version.calling.agency_name, fields=_fields(wave), on=on)


def _fields(wave: Wave) -> tuple[str, ...]:
    return released_fields(modules=bool(wave.version.survey.modules))


def _sampled_people(load: ExtractLoad) -> tuple[list[Person], set[str]]:
    """The people of the sample, and the ids of those whose details have been erased because they objected."""
    sampled = {row.person_id for row in read_sample(folders.sample_folder(load))}
    people = [person for person in _decrypted(load) if person["person_id"] in sampled]
    erased = sampled - {person["person_id"] for person in people}
    return sorted(people, key=lambda person: str(person["person_id"])), erased


def _decrypted(load: ExtractLoad) -> list[Person]:
    try:
        return list(folders.decrypt_contacts(load))
    except (FileNotFoundError, vault.NoSuchKey):
        ring = ExtractLoad.objects.get(pk=load.pk).contacts_ring
        raise Refused(_WAS_WRITTEN_AGAIN if vault.key_exists(ring) else _CONTACTS_ARE_GONE) from None


@transaction.atomic
def _store_release(
    wave: Wave,
    ring: str,
    sampled: Sequence[Person],
    erased: Iterable[str],
    contract: ContractVersion,
    actor: User,
    at: datetime,
) -> Release:
    lock_suppression_list()  # also so that each release sees whom the others have released
    wave = advance(wave, WaveAction.RELEASE)
    withheld = reasons_to_withhold(sampled, months=wave.version.repeat_contact_months, on=at.date())
    people = [person for person in sampled if person["person_id"] not in withheld]
    withheld |= dict.fromkeys(erased, WithheldReason.OBJECTED)
    release = Release.objects.create(
        wave=wave,
        instrument=wave.version.survey.instrument,
        released_at=at,
        released_by=actor,
        fields=list(_fields(wave)),
        ring=ring,
        case_count=len(people),
        digest="",
    )
    _store_cases(release, people)
    WithheldPerson.objects.bulk_create(
        WithheldPerson(release=release, person_id=person_id, reason=reason) for person_id, reason in withheld.items()
    )
    folders.destroy_contacts_on_commit(wave.load, at=at)
    details = _details(release, Counter(withheld.values()), contract)
    audit.record(actor=actor, action="sample.released", subject=wave.subject, at=at, details=details)
    return release


def _store_cases(release: Release, people: Sequence[Person]) -> None:
    """Encrypt each person's contact details, and remember who is contacted, so that no other wave contacts them."""
    keys = vault.keys_of_rings()
    cases = [_released_case(release, slot, person, keys) for slot, person in enumerate(people)]
    ReleasedCase.objects.bulk_create(cases, batch_size=_BATCH)
    by_reference = [(case.reference, person) for case, person in zip(cases, people, strict=True)]
    remember_contacts(
        people={reference: person["digests"] for reference, person in by_reference},
        for_objections={reference: person.get("objection_digests", ()) for reference, person in by_reference},
        households={reference: person.get("household_digests", ()) for reference, person in by_reference},
        last_call_on=release.wave.last_call_on,
        repeat_contact_months=release.wave.version.repeat_contact_months,
    )
    release.digest = _digest(case.reference.encode() + bytes(case.sealed_contact) for case in cases)
    release.save(update_fields=["digest"])


def _details(release: Release, withheld: Counter[WithheldReason], contract: ContractVersion) -> dict[str, object]:
    """What the audit log says of a release. withheld: how many people, by reason."""
    return {
        "cases": release.case_count,
        "withheld": {reason.value: withheld[reason] for reason in WithheldReason},
        "digest": release.digest,
        "fields": release.fields,
        "instrument": release.instrument.reference,
        "contract": contract.subject,
    }


def reasons_to_withhold(people: Iterable[Person], *, months: int, on: date) -> dict[str, WithheldReason]:
    """Why some people must not be released on a day, by person_id. months: the programme's repeat interval."""
    objected = set(suppression.suppressed_digests())
    contacted = suppression.digests_contacted_lately(on=on, months=months)
    reasons: dict[str, WithheldReason] = {}
    for person in people:
        if not objected.isdisjoint(_all_digests(person)):
            reasons[person["person_id"]] = WithheldReason.OBJECTED
        elif not contacted.isdisjoint(person["digests"]):
            reasons[person["person_id"]] = WithheldReason.ALREADY_SURVEYED
    return reasons


def _all_digests(person: Person) -> list[str]:
    """All of the person's digests. Frames built by earlier versions have only the first list."""
    return [digest for use in DIGESTS for digest in person.get(use, ())]


def _released_case(release: Release, slot: int, person: Person, keys: vault.KeyReader) -> ReleasedCase:
    reference = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    contact = Contact(**{name: person.get(name) or "" for name in Contact.__dataclass_fields__})
    answers_key = AnswersKey.read(release.ring, slot, reference, keys)
    return ReleasedCase(
        release=release,
        ring=release.ring,
        reference=reference,
        sealed_person=answers_key.seal_person(person["person_id"]),
        sealed_modules=_sealed_modules(release, person, answers_key),
        category=person["category"],
        area=person["area"],
        reported_on=date.fromisoformat(str(person["reported_on"])),
        key_slot=slot,
        sealed_contact=encrypt_contact(contact, key=keys(release.ring, slot), reference=reference),
    )


def _sealed_modules(release: Release, person: Person, key: AnswersKey) -> bytes:
    """The names of the modules alone: the offence code that they follow from does not leave the force. Sealed for
    everyone if the programme has any, so that nothing shows who is asked one."""
    modules = release.wave.version.survey.modules
    if not modules:
        return b""
    code = person.get("offence_code") or ""
    return key.seal_modules(modules_that_apply(modules, category=person["category"], offence_code=code))


@transaction.atomic
def accept_return(
    *, wave: Wave, instrument: InstrumentVersion, rows: Sequence[ReturnRow], actor: User, at: datetime
) -> Return:
    """Accept the dispositions and answers of a wave, which must cover exactly the cases that were released.

    instrument: the version that the answers were given to. Refused if the wave was released with another one.
    """
    wave = advance(wave, WaveAction.RETURN)
    _require_released_version(wave.release, instrument)
    cases = {case.reference: case for case in ReleasedCase.objects.filter(release__wave=wave)}
    references = [row.reference for row in rows]
    if sorted(references) != sorted(cases):
        raise Refused(
            "Nothing has been accepted, because the cases are not exactly those that were released. "
            "Return each released case once"
        )
    returned = Return.objects.create(
        wave=wave,
        instrument=instrument,
        returned_at=at,
        returned_by=actor,
        case_count=len(rows),
        digest=_digest(map(_canonical, rows)),
    )
    ReturnedCase.objects.bulk_create(
        (_returned_case(returned, cases[row.reference], row) for row in rows), batch_size=_BATCH
    )
    details = {"cases": len(rows), "digest": returned.digest, "instrument": instrument.reference}
    audit.record(actor=actor, action="results.returned", subject=wave.subject, at=at, details=details)
    return returned


def _require_released_version(release: Release, instrument: InstrumentVersion) -> None:
    if release.instrument_id != instrument.pk:
        raise Refused(
            f"This return names {instrument}, but the wave was released with {release.instrument}. "
            "Nothing has been accepted; return the answers to the version that was released"
        )


def _returned_case(returned: Return, case: ReleasedCase, row: ReturnRow) -> ReturnedCase:
    # The answers of someone who has withdrawn them are none, and there is no key for them.
    sealed = AnswersKey.of(case).seal_return(row.answers) if row.answers else b""
    return ReturnedCase(
        returned=returned,
        case=case,
        disposition=row.disposition,
        attempts=row.attempts,
        interviewed_on=row.interviewed_on,
        sealed_answers=sealed,
    )


@transaction.atomic
def withdraw_answers(*, case: ReleasedCase, actor: audit.Actor, at: datetime) -> None:
    """Destroy, on commit, what the answers of a case and their link to the person are encrypted with. In every analysis
    from now on the person counts as one who objected.

    Refused once the answers have been withdrawn, or retention has ended: then nobody can tell whose answers are whose.
    """
    locked = ReleasedCase.objects.select_for_update().select_related("release").get(pk=case.pk)
    if locked.release.erased_at:
        raise Refused("Retention has ended, so we can no longer tell which answers are this person’s")
    if not locked.sealed_person:
        raise Refused("The answers of this case have already been withdrawn")
    locked.sealed_person = locked.sealed_modules = b""
    locked.save(update_fields=["sealed_person", "sealed_modules"])
    ReturnedCase.objects.filter(case=locked).update(sealed_answers=b"", sealed_codes=b"")
    tombstones.destroy_key_on_commit(answers_ring(locked.ring), locked.key_slot, at=at)
    audit.record(actor=actor, action="answers.withdrawn", subject=locked.subject, at=at)


def erase_release(*, release: Release, at: datetime) -> dict[str, int]:
    """Erase, within the caller's transaction, whose the cases of a release are and what was returned for them. Both
    keys of each case are destroyed on commit: nothing can then be read again, here or in any backup.

    Returns how many rows of each kind were emptied or deleted.
    """
    release.erased_at = at
    release.save(update_fields=["erased_at"])
    cases = release.cases.update(
        sealed_contact=b"", sealed_person=b"", sealed_modules=b"", category="", area="", reported_on=release.wave.month
    )
    returned, _ = ReturnedCase.objects.filter(case__release=release).delete()
    withheld, _ = WithheldPerson.objects.filter(release=release).delete()
    digests = forget_cases(release.cases.values_list("reference", flat=True))
    for ring in (release.ring, answers_ring(release.ring)):
        tombstones.destroy_ring_on_commit(ring, at=at)
    return {"cases": cases, "returned_cases": returned, "withheld_people": withheld, "case_digests": digests}


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _canonical(row: ReturnRow) -> bytes:
    return json.dumps(asdict(row), sort_keys=True, default=str).encode()
