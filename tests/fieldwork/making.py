"""A small programme in fieldwork, for tests of this room and of those that build on it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet

from aftercall.accounts import agreement
from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.contracts import clauses
from aftercall.contracts.models import ContractVersion
from aftercall.contracts.schedule import DATA_SCHEDULE
from aftercall.core import vault
from aftercall.core.audit import SystemActor
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Answer, Attempt, Case
from aftercall.fieldwork.queries import cases_with_release
from aftercall.handover.answers import AnswersKey
from aftercall.handover.models import Release, ReleasedCase, answers_ring
from aftercall.handover.schedule import Contact, encrypt_contact
from aftercall.instrument.loading import shipped_document
from aftercall.programmes.folders import contacts_ring
from aftercall.programmes.models import ExtractLoad, Programme, ProgrammeVersion, Wave
from aftercall.programmes.operations import change_settings, confirm_version, import_programme
from aftercall.programmes.queries import latest_version
from aftercall.programmes.settings.catalogue import default_settings, read_settings
from aftercall.programmes.settings.programme_file import ProgrammeFile
from aftercall.programmes.states import WaveState
from aftercall.questionnaires.models import InstrumentVersion
from aftercall.questionnaires.operations import store_instrument
from aftercall.suppression.operations import remember_contacts

LONDON = ZoneInfo("Europe/London")
REPORTED = date(2025, 1, 3)
# Inside the contact window of a person who reported then.
TUESDAY = datetime(2025, 3, 4, 10, 0, tzinfo=LONDON)


@dataclass(frozen=True)
class Person:
    """One person to release."""

    reference: str
    reported_on: date = REPORTED
    phone_alt: str = ""
    digests: Sequence[str] = ()
    language: str = "English"
    modules: str = ""


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """A time in 2025, in London."""
    return datetime(2025, month, day, hour, minute, tzinfo=LONDON)


def make_user(role: Role = Role.INTERVIEWER, name: str = "one", *, signed: bool = True) -> User:
    """A user without a password, because hashing one is slow and no operation needs it."""
    user = User(email=f"{role}.{name}@example.org", name=name, role=role)
    user.set_unusable_password()
    user.save()
    if signed:
        agreement.sign(user=user, at=TUESDAY)
    return user


def stored_instrument(document: object = None) -> InstrumentVersion:
    """This document, or by default the shipped one, as a stored version."""
    document = document or shipped_document("victim_satisfaction_1")
    return store_instrument(document=document, actor=SystemActor("tests"), at=TUESDAY)


SETTINGS = {
    "survey.name": "Victims",
    "survey.force_name": "Example Constabulary",
    "survey.force_phone": "101",
    "survey.policing_body": "Example Police and Crime Commissioner",
    "survey.contact_email": "survey@example.org",
    "survey.lawful_basis": "Public task",
    "survey.questionnaire": "victim_satisfaction_1",
    "calling.agency_name": "Example Research",
    "calling.agency_phone": "0808 157 0000",
    "calling.weekdays": ["09:00", "20:00"],
    "calling.saturdays": ["09:00", "20:00"],
    "calling.sundays": ["11:00", "20:00"],
}


def make_programme(*, slug: str = "", **tables: dict[str, object]) -> Programme:
    """A programme with the calling rules that the documentation describes. tables: settings to change, as in
    calling={"sundays": []}; those of no table are in `top`."""
    slug = slug or f"victims-{Programme.objects.count() + 1}"
    changes = {
        f"{table}.{key}" if table != "top" else key: value
        for table, own in tables.items()
        for key, value in own.items()
    }
    settings = default_settings() | read_settings(SETTINGS | changes)
    file = ProgrammeFile(slug.replace("-", " ").capitalize(), slug, settings)
    make_contract(str(settings["calling.agency_name"]))
    return import_programme(file=file, takes_effect_on=date(2025, 1, 1), actor=SystemActor("tests"), at=TUESDAY)


def make_contract(agency_name: str, number: int = 1, **columns: object) -> ContractVersion:
    """The contract with an agency, in force since 2025 unless `columns` say otherwise, or the one that it has."""
    defaults = {
        "in_force_from": date(2025, 1, 1),
        "types_of_data": list(DATA_SCHEDULE),
        "recorded_at": TUESDAY,
        **clauses.STANDARD,
        **columns,
    }
    return ContractVersion.objects.get_or_create(agency_name=agency_name, number=number, defaults=defaults)[0]


def version_of(programme: Programme) -> ProgrammeVersion:
    """The programme's latest version."""
    version = latest_version(programme)
    assert version is not None
    return version


def new_version(programme: Programme, takes_effect_on: date, **settings: object) -> ProgrammeVersion:
    """Change settings, by key with __ for the dot, and confirm them as the programme's next version."""
    changes = {key.replace("__", "."): value for key, value in settings.items()}
    change_settings(programme=programme, changes=changes, actor=SystemActor("tests"), at=TUESDAY)
    return confirm_version(programme=programme, takes_effect_on=takes_effect_on, actor=SystemActor("tests"), at=TUESDAY)


def overwrite(model: type[Model], **values: object) -> None:
    """Change all rows of an append-only table, as only a test may."""
    QuerySet(model).update(**values)


def make_wave(programme: Programme | None = None, month: date = date(2025, 1, 1)) -> Wave:
    """A wave whose sample has been released."""
    programme = programme or make_programme()
    return Wave.objects.create(
        programme=programme,
        version=version_of(programme),
        month=month,
        reference=f"{programme.slug}-{month:%Y-%m}",
        state=WaveState.RELEASED,
        seed_commitment="0" * 64,
        sealed_seed=b"",
    )


def make_release(people: Sequence[Person], wave: Wave | None = None) -> Release:
    """A release of these people, each person's details encrypted with their own key."""
    wave = wave or make_wave()
    researcher = make_user(Role.RESEARCHER, f"of {wave.pk}", signed=False)
    release = Release.objects.create(
        wave=wave,
        instrument=wave.version.survey.instrument,
        released_at=datetime(2025, 2, 1, tzinfo=UTC),
        released_by=researcher,
        fields=[],
        ring=f"release-{secrets.token_hex(8)}",
        case_count=len(people),
        digest="",
    )
    folder = secrets.token_hex(8)
    ExtractLoad.objects.create(
        wave=wave,
        loaded_at=release.released_at,
        loaded_by=researcher,
        file_digest="",
        folder=folder,
        contacts_ring=contacts_ring(folder),
        flow={"read": len(people), "rejected": 0, "excluded": {}, "repeats": 0, "frame": len(people)},
    )
    for ring in (release.ring, answers_ring(release.ring)):
        vault.create_ring(ring, slots=len(people))
    ReleasedCase.objects.bulk_create(_released(release, slot, person) for slot, person in enumerate(people))
    remember_contacts(
        people={person.reference: person.digests or [f"digest of {person.reference}"] for person in people},
        last_call_on=wave.last_call_on,
        repeat_contact_months=wave.version.repeat_contact_months,
    )
    return release


def _released(release: Release, slot: int, person: Person) -> ReleasedCase:
    contact = Contact("Ms", "Ann", f"Example{slot}", "+447700900123", person.phone_alt, person.language)
    key = vault.key(release.ring, slot)
    answers_key = AnswersKey.read(release.ring, slot, person.reference)
    return ReleasedCase(
        release=release,
        ring=release.ring,
        reference=person.reference,
        sealed_person=answers_key.seal_person(person.reference),
        sealed_modules=answers_key.seal_modules(person.modules) if person.modules else b"",
        category="Burglary",
        area="all",
        reported_on=person.reported_on,
        key_slot=slot,
        sealed_contact=encrypt_contact(contact, key=key, reference=person.reference),
    )


def make_cases(*people: Person) -> list[Case]:
    """Cases in fieldwork for these people, or by default for one."""
    chosen = people or (Person("CASE1"),)
    release = make_release(chosen)
    operations.receive_release(release=release, actor=release.released_by, at=datetime(2025, 2, 1, tzinfo=UTC))
    return [get_case(person.reference) for person in chosen]


def get_case(reference: str) -> Case:
    """The case, freshly read from the database."""
    return cases_with_release().get(released__reference=reference)


def claim(interviewer: User, when: datetime = TUESDAY) -> Case:
    """Claim the interviewer's next case, which must exist."""
    case = operations.claim_next_case(interviewer=interviewer, at=when)
    assert case is not None
    return case


def call(interviewer: User, when: datetime = TUESDAY) -> Attempt:
    """Claim the interviewer's next case and start a call to the first number."""
    return operations.start_call(case=claim(interviewer, when), interviewer=interviewer, at=when).attempt


def stored_answers() -> list[tuple[str, str]]:
    """Question and value of every answer that was saved, in order."""
    rows = Answer.objects.select_related("interview__case__released").order_by("pk")
    return [AnswersKey.of(row.interview.case.released).open_answer(row.sealed_answer) for row in rows]
