"""What people agreed to in an interview, as records of their own.

Neither their order nor any time may lead from a record to the interview. So all records of a day are made in the night
after it, in one transaction and in random order: rows, key files and PostgreSQL's transaction numbers then say the same
of all of them.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from aftercall.consents.operations import GivenConsent, consent_rings, record_consent
from aftercall.core import vault
from aftercall.fieldwork.interviewing import instrument_of
from aftercall.fieldwork.models import Case, Interview
from aftercall.fieldwork.queries import answers_in, interviews_with_instrument
from aftercall.handover.schedule import Contact, decrypt_contact
from aftercall.programmes.models import Programme
from aftercall.suppression import queries as suppression
from aftercall.suppression.operations import lock_suppression_list


@dataclass(frozen=True)
class _Agreed:
    """What one person agreed to. digests: by which an objection finds the record."""

    given: GivenConsent
    programme: Programme
    digests: Sequence[str]
    on: date


def keep_consents(*, at: datetime) -> int:
    """Make a record of each thing that people agreed to on earlier days, except for people who have objected since or
    whose contact details or answers have been erased. Returns how many."""
    due = list(_due(at).values_list("pk", flat=True))
    with consent_rings(len(_agreed(due))) as rings:
        return _keep(due, rings)


def _due(at: datetime) -> QuerySet[Interview]:
    today = timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))
    return Interview.objects.filter(consents_due=True, ended_at__lt=today)


@transaction.atomic
def _keep(due: Sequence[int], rings: Sequence[str]) -> int:
    lock_suppression_list()
    still_due = list(
        Interview.objects.select_for_update().filter(pk__in=due, consents_due=True).values_list("pk", flat=True)
    )
    agreed = _agreed(still_due)
    for one, ring in zip(agreed, rings, strict=False):  # whoever objected meanwhile needs none
        record_consent(given=one.given, ring=ring, digests=one.digests, programme=one.programme, on=one.on)
    Interview.objects.filter(pk__in=still_due).update(consents_due=False)
    return len(agreed)


def _agreed(interviews: Sequence[int]) -> list[_Agreed]:
    """What people agreed to in these interviews, in random order."""
    rows = interviews_with_instrument().filter(pk__in=interviews).select_related("case__wave__programme")
    found = [agreed for interview in rows for agreed in _agreed_in(interview)]
    secrets.SystemRandom().shuffle(found)
    return found


def _agreed_in(interview: Interview) -> Iterator[_Agreed]:
    case = interview.case
    agreed = instrument_of(case).agreed(answers_in(interview).answers)
    if not agreed or interview.ended_at is None or suppression.has_objected(case.released.reference):
        return
    try:
        contact = decrypt_contact(case.released)
    except vault.NoSuchKey:
        return
    digests = suppression.all_digests_of_case(case.released.reference)
    for one in agreed:
        given = GivenConsent(one.name, one.purpose, dict(_details(one.fields, contact, case)), one.months)
        yield _Agreed(given, case.wave.programme, digests, timezone.localdate(interview.ended_at))


def _details(fields: tuple[str, ...], contact: Contact, case: Case) -> Iterator[tuple[str, str]]:
    """The details that the person agreed to give, and no others."""
    known = {
        "name": contact.full_name,
        "phone": contact.phone,
        "phone_alt": contact.phone_alt,
        "language": contact.language,
        "category": case.released.category,
        "area": case.released.area,
    }
    return ((name, known[name]) for name in fields if known.get(name))


def forget_agreements() -> None:
    """Make no records of what people agreed to before a restored backup was taken: they may have withdrawn it since,
    and the database would not know."""
    Interview.objects.filter(consents_due=True).update(consents_due=False)
