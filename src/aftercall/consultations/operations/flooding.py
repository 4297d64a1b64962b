"""Looking for floods of copies. What is found is marked, never deleted."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.consultations.models import Consultation, Flag, Sign
from aftercall.consultations.operations.steps import lock, record
from aftercall.consultations.results.reading import read_answers, submissions
from aftercall.consultations.states import ConsultationState
from aftercall.core.errors import Refused
from aftercall.methods import floods
from aftercall.questionnaires.queries import read_instrument

_SIGNS = {
    floods.Sign.COPIED_TEXT: Sign.COPIED_TEXT,
    floods.Sign.SAME_ANSWERS: Sign.SAME_ANSWERS,
    floods.Sign.TOO_FAST: Sign.TOO_FAST,
}


@dataclass(frozen=True)
class Found:
    """How many answers there are, and how many of them are marked."""

    answers: int
    marked: int


def look(*, consultation: Consultation, actor: User, at: datetime) -> Found:
    """Look through all answers and mark what looks like a flood, instead of what was marked before. Refused before the
    consultation is closed, and once results have been prepared with what was marked."""
    if consultation.state != ConsultationState.CLOSED:
        raise Refused("Close the consultation first")
    answers = read_answers(consultation)
    marked = floods.look_for_floods(submissions(read_instrument(consultation.instrument), answers))
    flags = [
        Flag(response_id=one.pk, sign=_SIGNS[floods.Sign(int(sign))], group=int(group))
        for one, sign, group in zip(answers, marked.signs, marked.groups, strict=True)
        if sign
    ]
    return _store(consultation, flags, len(answers), actor, at)


@transaction.atomic
def _store(consultation: Consultation, flags: list[Flag], answers: int, actor: User, at: datetime) -> Found:
    consultation = lock(consultation)
    if consultation.releases.current().exists():
        raise Refused("Results have been prepared with what was marked. Discard the drafts, or withdraw them, first")
    Flag.objects.filter(response__consultation=consultation).delete()
    Flag.objects.bulk_create(flags)
    consultation.checked_at = at
    consultation.save(update_fields=["checked_at"])
    details = {"answers": answers, "marked": len(flags), "groups": len({flag.group for flag in flags})}
    record(consultation, "floods_looked_for", actor=actor, at=at, details=details)
    return Found(answers, len(flags))
