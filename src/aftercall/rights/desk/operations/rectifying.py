"""Correcting what is held about a person, in their cases and in what they agreed to (Article 16 of the UK GDPR)."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.consents.models import Consent
from aftercall.consents.operations import correct_details
from aftercall.consents.queries import consents_of
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.words import counted, joined
from aftercall.frames.person_lookup import least_shared
from aftercall.frames.recognition.suppression_keys import objection_digests
from aftercall.handover.correcting import correct_contact
from aftercall.handover.models import ReleasedCase
from aftercall.handover.schedule import decrypt_contact
from aftercall.programmes.operations import MATCH_KEY
from aftercall.rights.desk.models import RequestKind, SubjectRequest
from aftercall.rights.desk.operations.disclosing import details_to_match
from aftercall.rights.desk.operations.person import case_count, cases_of, locked_and_open, record_done
from aftercall.rights.desk.sealing import IDENTIFYING
from aftercall.suppression.operations import remember_corrected


@transaction.atomic
def rectify(
    *, request: SubjectRequest, cases: Collection[str], changes: Mapping[str, str], actor: User, at: datetime
) -> None:
    """Correct the contact details of these cases, and of what the person agreed to. changes: new values, by the data
    schedule's names."""
    request = locked_and_open(request, RequestKind.RECTIFICATION)
    own, agreed = cases_of(request, cases), _agreed(request)
    if not (own or agreed):
        raise Refused("Choose at least one case", field="cases")
    if not changes:
        raise Refused("Enter at least one corrected detail")
    fields = {name for case in own for name in correct_contact(case=case, changes=changes, actor=actor, at=at)}
    consents = _correct_consents(request, agreed, changes, actor, at)
    if not (fields or consents):
        raise Refused("We already have these details, so nothing was changed")
    _recognise(cases_of(request, cases), request)
    names = joined(sorted(name.replace("_", " ") for name in fields or changes)).capitalize()
    also = f", {counted(consents, 'consent')}" if consents else ""
    details = {"cases": len(own), "consents": consents, "fields": sorted(fields or changes)}
    record_done(request, f"{names} of {case_count(len(own))}{also}"[:80], details, actor, at)


def _agreed(request: SubjectRequest) -> list[Consent]:
    """What the person agreed to, without what a namesake may have agreed to; locked, because the audit log is written
    before it is corrected."""
    digests = details_to_match(request).digests
    found = [consent.pk for consent in consents_of(digests, shared=least_shared(digests))]
    return list(Consent.objects.select_for_update().filter(pk__in=found, ended_on=None).order_by("pk"))


def _correct_consents(
    request: SubjectRequest, consents: Collection[Consent], changes: Mapping[str, str], actor: User, at: datetime
) -> int:
    """Records of consent have the whole name. Returns how many were corrected."""
    asked = details_to_match(request).person
    corrected = asked | {name: value for name, value in changes.items() if name in IDENTIFYING}
    if {"title", "first_name", "last_name"} & changes.keys():
        parts = (changes.get("title"), corrected.get("first_name"), corrected.get("last_name"))
        changes = {**changes, "name": " ".join(part for part in parts if part)}
    digests = objection_digests([corrected], match_key=vault.long_lived_key(MATCH_KEY))[0]
    return correct_details(consents=consents, changes=changes, digests=digests, actor=actor, at=at)


def _recognise(cases: Collection[ReleasedCase], request: SubjectRequest) -> None:
    """Recognise the person by the corrected details too, in case they object with these."""
    asked = details_to_match(request).person
    corrected = [asked | {name: text for name, text in asdict(decrypt_contact(case)).items() if text} for case in cases]
    found = objection_digests(corrected, match_key=vault.long_lived_key(MATCH_KEY))
    for case, digests in zip(cases, found, strict=True):
        remember_corrected(reference=case.reference, digests=digests)
