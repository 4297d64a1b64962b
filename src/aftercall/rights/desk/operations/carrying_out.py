"""Carrying out what a person asked for: objection, erasure, withdrawal of answers, rectification, restriction.

Each operation locks the suppression list first, as whatever changes a person's cases does (see fieldwork.operations.
locking); the request comes before it, because nothing else locks it.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.consents.operations import lift_restriction_of_consents, restrict_consents
from aftercall.consents.queries import consents_of, is_in_force
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.words import counted, joined
from aftercall.fieldwork.models import Interview
from aftercall.fieldwork.operations.objecting import close_after_objection, erase_details
from aftercall.fieldwork.operations.restricting import lift_restriction, restrict_cases
from aftercall.frames.recognition.suppression_keys import objection_digests
from aftercall.handover.correcting import correct_contact
from aftercall.handover.models import ReleasedCase
from aftercall.handover.operations import withdraw_answers
from aftercall.handover.schedule import decrypt_contact
from aftercall.programmes.operations import MATCH_KEY
from aftercall.rights.desk.models import Channel, EventKind, RequestKind, SubjectRequest
from aftercall.rights.desk.operations.disclosing import TOO_FEW, details_to_match
from aftercall.rights.desk.operations.trail import locked, record
from aftercall.rights.desk.policies import require_open
from aftercall.rights.desk.sealing import open_details
from aftercall.rights.objections import digests_of, object_at_once
from aftercall.suppression import queries as suppression
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import NobodyRecognised, lock_suppression_list, remember_corrected

_SOURCES = {
    Channel.TELEPHONE: ObjectionSource.TELEPHONE,
    Channel.EMAIL: ObjectionSource.EMAIL,
    Channel.LETTER: ObjectionSource.LETTER,
}


@transaction.atomic
def object_for(*, request: SubjectRequest, actor: User, at: datetime, whole_household: bool = False) -> None:
    """Record the objection of the person who made a request, and erase the contact details of all their cases.

    whole_household: whether nobody at their address or with their number may be surveyed either.
    """
    request = _locked(request, RequestKind.OBJECTION)
    cases = _object(request, actor, at, whole_household=whole_household)
    who = "Nobody in their household will be surveyed" if whole_household else "They will not be surveyed"
    details: dict[str, object] = {"cases": cases, "whole_household": whole_household}
    _record(request, f"{who}; {_cases(cases)}", details, actor, at)


@transaction.atomic
def erase(*, request: SubjectRequest, cases: Collection[str], actor: User, at: datetime) -> None:
    """Erase the contact details of all of a person's cases, and the answers of these cases.

    It is an objection too: the next extract would bring their details back.
    """
    request = _locked(request, RequestKind.ERASURE)
    own = _linked(_own(request, cases))
    answers = len(_with_answers(own))
    found = _object(request, actor, at)
    _withdraw(own, actor, at)
    about = f"Contact details of {_cases(found)}, answers of {_cases(answers)}"
    _record(request, about, {"cases": found, "answers": answers}, actor, at)


@transaction.atomic
def withdraw(*, request: SubjectRequest, cases: Collection[str], actor: User, at: datetime) -> None:
    """Take the answers of these cases out of the survey. In every analysis from now on, the person counts as one who
    objected.

    What they said in their own words is encrypted with the key of the contact details, so that is destroyed too, and
    the cases close. Refused if there are no answers, and once retention has ended.
    """
    request = _locked(request, RequestKind.WITHDRAWAL)
    own = _with_answers(_linked(_own(request, cases)))
    if not own:
        raise Refused("None of these cases has answers that can be withdrawn", field="cases")
    closed = close_after_objection(references=[case.reference for case in own], at=at)
    erase_details(cases=closed, actor=actor, at=at)
    _withdraw(own, actor, at)
    _record(request, f"Answers of {_cases(len(own))}", {"answers": len(own)}, actor, at)


@transaction.atomic
def rectify(
    *, request: SubjectRequest, cases: Collection[str], changes: Mapping[str, str], actor: User, at: datetime
) -> None:
    """Correct the contact details of these cases. changes: new values, by the data schedule's names."""
    request = _locked(request, RequestKind.RECTIFICATION)
    own = _own(request, cases)
    _require_some(own)
    if not changes:
        raise Refused("Enter at least one corrected detail")
    fields = {name for case in own for name in correct_contact(case=case, changes=changes, actor=actor, at=at)}
    if not fields:
        raise Refused("The cases already have these details, so nothing was changed")
    _recognise(_own(request, cases), request)
    about = f"{joined(sorted(name.replace('_', ' ') for name in fields)).capitalize()} of {_cases(len(own))}"
    _record(request, about[:80], {"cases": len(own), "fields": sorted(fields)}, actor, at)


@transaction.atomic
def restrict(*, request: SubjectRequest, cases: Collection[str], actor: User, at: datetime) -> None:
    """Pause these cases, and let nobody use what the person agreed to, until the restriction is lifted. Refused if
    there is nothing to restrict, or if it has been done."""
    request = _locked(request, RequestKind.RESTRICTION)
    own = _own(request, cases)
    digests = _recognised_by(request, own)
    agreed = len(consents_of(digests))
    paused = restrict_cases(references=[case.reference for case in own], actor=actor, at=at)
    if not paused and (is_in_force(request.reference) or not (own or agreed)):
        raise Refused("None of these cases is open, and no consent can still be used, so there is nothing to pause")
    restrict_consents(restriction=request.reference, digests=digests)
    about = f"Paused {_cases(paused)}; {counted(agreed, 'consent')} may not be used"
    _record(request, about, {"cases": paused, "consents": agreed}, actor, at)


@transaction.atomic
def lift(*, request: SubjectRequest, cases: Collection[str], actor: User, at: datetime) -> None:
    """Let these cases be called again, and what the person agreed to be used. The person must be told before (Article
    18(3)). The request may be closed by then."""
    request = _of_kind(request, RequestKind.RESTRICTION)
    references = [case.reference for case in _own(request, cases)]
    lifted = lift_restriction(references=references, actor=actor, at=at)
    consents = lift_restriction_of_consents(restriction=request.reference)
    if not (lifted or consents):
        raise Refused("None of these cases is paused")
    _record(request, f"Lifted the restriction of {_cases(lifted)}", {"cases": lifted}, actor, at)


def _locked(request: SubjectRequest, kind: RequestKind) -> SubjectRequest:
    request = _of_kind(request, kind)
    require_open(request)
    return request


def _of_kind(request: SubjectRequest, kind: RequestKind) -> SubjectRequest:
    request = locked(request)
    lock_suppression_list()
    if request.kind != kind:
        raise Refused("This request asks for something else")
    return request


def _object(request: SubjectRequest, actor: User, at: datetime, *, whole_household: bool = False) -> int:
    """Returns the number of cases found, also those by what alone would be too little to look up what we hold."""
    details = open_details(request)
    try:
        return object_at_once(
            person=details.person if details else {},
            source=_SOURCES[Channel(request.channel)],
            actor=actor,
            at=at,
            whole_household=whole_household,
        )
    except NobodyRecognised:
        raise Refused(TOO_FEW) from None


def _own(request: SubjectRequest, references: Collection[str]) -> list[ReleasedCase]:
    """Those of these cases that were found by the person's digests, so that no one else's can be named."""
    found = suppression.shared_digests(details_to_match(request).digests)
    own = sorted(set(references) & set(found))
    return list(ReleasedCase.objects.select_for_update().filter(reference__in=own).order_by("pk"))


def _recognised_by(request: SubjectRequest, cases: Collection[ReleasedCase]) -> set[str]:
    """Everything by which an objection of the person would recognise them."""
    details = details_to_match(request)
    of_cases = (digest for case in cases for digest in suppression.digests_of_case(case.reference))
    return {*details.digests, *digests_of(details.person), *of_cases}


def _linked(cases: Collection[ReleasedCase]) -> list[ReleasedCase]:
    """Those whose answers have not been withdrawn before: we can still tell whose they are."""
    return [case for case in cases if case.sealed_person]


def _with_answers(cases: Collection[ReleasedCase]) -> list[ReleasedCase]:
    """Those of people who have been interviewed, at least in part."""
    interviewed = set(Interview.objects.filter(case__released__in=cases).values_list("case__released", flat=True))
    return [case for case in cases if case.pk in interviewed]


def _withdraw(cases: Collection[ReleasedCase], actor: User, at: datetime) -> None:
    for case in cases:
        withdraw_answers(case=case, actor=actor, at=at)


def _require_some(cases: Collection[ReleasedCase]) -> None:
    if not cases:
        raise Refused("Choose at least one case", field="cases")


def _recognise(cases: Collection[ReleasedCase], request: SubjectRequest) -> None:
    """Recognise the person by the corrected details too, in case they object with these."""
    asked = details_to_match(request).person
    corrected = [asked | {name: text for name, text in asdict(decrypt_contact(case)).items() if text} for case in cases]
    found = objection_digests(corrected, match_key=vault.long_lived_key(MATCH_KEY))
    for case, digests in zip(cases, found, strict=True):
        remember_corrected(reference=case.reference, digests=digests)


def _record(request: SubjectRequest, about: str, details: dict[str, object], actor: User, at: datetime) -> None:
    action = f"request.{request.kind}_carried_out"
    record(request, EventKind.CARRIED_OUT, actor=actor, at=at, about=about, action=action, details=details)


def _cases(count: int) -> str:
    return counted(count, "case")
