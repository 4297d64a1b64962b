"""Carrying out what a person asked for: objection, erasure, withdrawal of answers, restriction.

Each operation locks the suppression list first, as whatever changes a person's cases does (see fieldwork.operations.
locking); the request comes before it, because nothing else locks it.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.consents.operations import lift_restriction_of_consents, restrict_consents
from aftercall.consents.queries import consents_of, is_in_force, restricted_cases
from aftercall.core.errors import Refused
from aftercall.core.words import counted
from aftercall.fieldwork.models import Interview
from aftercall.fieldwork.operations.objecting import close_after_objection, erase_details
from aftercall.fieldwork.operations.restricting import lift_restriction, paused_by, restrict_cases
from aftercall.handover.models import ReleasedCase
from aftercall.handover.operations import withdraw_answers
from aftercall.rights.desk.models import Channel, RequestKind, SubjectRequest
from aftercall.rights.desk.operations.disclosing import TOO_FEW, details_to_match
from aftercall.rights.desk.operations.person import (
    case_count,
    cases_of,
    locked_and_open,
    locked_of_kind,
    record_done,
)
from aftercall.rights.desk.sealing import open_details
from aftercall.rights.objections import digests_of, object_at_once
from aftercall.suppression import queries as suppression
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import NobodyRecognised

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
    request = locked_and_open(request, RequestKind.OBJECTION)
    cases = _object(request, actor, at, whole_household=whole_household)
    who = "Nobody in their household will be surveyed" if whole_household else "They will not be surveyed"
    details: dict[str, object] = {"cases": cases, "whole_household": whole_household}
    record_done(request, f"{who}; {case_count(cases)}", details, actor, at)


@transaction.atomic
def erase(*, request: SubjectRequest, cases: Collection[str], actor: User, at: datetime) -> None:
    """Erase the contact details of all of a person's cases, and the answers of these cases.

    It is an objection too: the next extract would bring their details back.
    """
    request = locked_and_open(request, RequestKind.ERASURE)
    own = _linked(cases_of(request, cases))
    answers = len(_with_answers(own))
    found = _object(request, actor, at)
    _withdraw(own, actor, at)
    about = f"Contact details of {case_count(found)}, answers of {case_count(answers)}"
    record_done(request, about, {"cases": found, "answers": answers}, actor, at)


@transaction.atomic
def withdraw(*, request: SubjectRequest, cases: Collection[str], actor: User, at: datetime) -> None:
    """Take the answers of these cases out of the survey. In every analysis from now on, the person counts as one who
    objected.

    What they said in their own words is encrypted with the key of the contact details, so that is destroyed too, and
    the cases close. Refused if there are no answers, and once retention has ended.
    """
    request = locked_and_open(request, RequestKind.WITHDRAWAL)
    own = _with_answers(_linked(cases_of(request, cases)))
    if not own:
        raise Refused("None of these cases has answers that can be withdrawn", field="cases")
    closed = close_after_objection(references=[case.reference for case in own], at=at)
    erase_details(cases=closed, actor=actor, at=at)
    _withdraw(own, actor, at)
    record_done(request, f"Answers of {case_count(len(own))}", {"answers": len(own)}, actor, at)


@transaction.atomic
def restrict(*, request: SubjectRequest, cases: Collection[str], actor: User, at: datetime) -> None:
    """Pause these cases, and let nobody use what the person agreed to or hand on their answers, until the restriction
    is lifted. Cases that are released meanwhile are paused too. Refused if it has been done."""
    request = locked_and_open(request, RequestKind.RESTRICTION)
    own = cases_of(request, cases)
    digests = _recognised_by(request, own)
    agreed = len(consents_of(digests))
    paused = restrict_cases(references=[case.reference for case in own], actor=actor, at=at)
    if not paused and is_in_force(request.reference):
        raise Refused("The use of their data is restricted already, and none of these cases is open")
    restrict_consents(restriction=request.reference, digests=digests)
    about = f"Paused {case_count(paused)}; {counted(agreed, 'consent')} may not be used"
    record_done(request, about, {"cases": paused, "consents": agreed}, actor, at)


@transaction.atomic
def lift(*, request: SubjectRequest, actor: User, at: datetime) -> None:
    """Let the person's cases be called again and their consents be used, unless another restriction of theirs is in
    force. The person must be told before (Article 18(3)). The request may be closed by then."""
    request = locked_of_kind(request, RequestKind.RESTRICTION)
    if not is_in_force(request.reference):
        raise Refused("This restriction is not in force")
    paused = paused_by(request.reference)
    own = paused - restricted_cases(paused, besides=request.reference)
    lifted = lift_restriction(references=own, actor=actor, at=at)
    lift_restriction_of_consents(restriction=request.reference)
    record_done(request, f"Lifted the restriction of {case_count(lifted)}", {"cases": lifted}, actor, at)


def _object(request: SubjectRequest, actor: User, at: datetime, *, whole_household: bool = False) -> int:
    """Returns the number of cases found, including those found by too few details for looking up what we hold."""
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


def _recognised_by(request: SubjectRequest, cases: Collection[ReleasedCase]) -> set[str]:
    """Everything by which an objection of the person would recognise them."""
    details = details_to_match(request)
    of_cases = (digest for case in cases for digest in suppression.digests_of_case(case.reference))
    return {*details.digests, *digests_of(details.person), *of_cases}


def _linked(cases: Collection[ReleasedCase]) -> list[ReleasedCase]:
    """The cases whose answers have not been withdrawn: we can still tell whose they are."""
    return [case for case in cases if case.sealed_person]


def _with_answers(cases: Collection[ReleasedCase]) -> list[ReleasedCase]:
    """The cases of people who have been interviewed, at least in part."""
    interviewed = set(Interview.objects.filter(case__released__in=cases).values_list("case__released", flat=True))
    return [case for case in cases if case.pk in interviewed]


def _withdraw(cases: Collection[ReleasedCase], actor: User, at: datetime) -> None:
    for case in cases:
        withdraw_answers(case=case, actor=actor, at=at)
