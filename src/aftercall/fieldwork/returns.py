"""What goes back to the force when a wave's fieldwork is closed."""

from datetime import date

from django.utils import timezone

from aftercall.core.errors import Refused
from aftercall.dispositions.codes import COMPLETE, PARTIAL
from aftercall.fieldwork.interviewing import returned_answers
from aftercall.fieldwork.models import Case, Interview
from aftercall.fieldwork.queries import answers_of
from aftercall.handover.operations import ReturnRow
from aftercall.programmes.models import Wave
from aftercall.programmes.states import WaveState

_INTERVIEWED = (COMPLETE.code, PARTIAL.code)


def return_rows(wave: Wave) -> list[ReturnRow]:
    """One row a case in the order of their references: final disposition, calls made and, of interviews, the coded
    answers.

    No contact details, and nothing in the person's own words. Refused before the wave's fieldwork is closed.
    """
    if wave.state not in {WaveState.CLOSED, WaveState.RETURNED}:
        raise Refused("Close fieldwork for this wave first")
    cases = wave.cases.select_related("released").order_by("released__reference")
    interviewed = Interview.objects.filter(case__wave=wave, case__final_disposition__in=_INTERVIEWED)
    interviewed = interviewed.select_related("attempt")
    interviews = {interview.case_id: interview for interview in interviewed}
    answers = answers_of([interview.pk for interview in interviews.values()])
    return [_row(case, interviews.get(case.pk), answers) for case in cases]


def _row(case: Case, interview: Interview | None, answers: dict[int, dict[str, str]]) -> ReturnRow:
    return ReturnRow(
        reference=case.released.reference,
        disposition=case.final_disposition,
        attempts=case.attempts_made,
        interviewed_on=_interviewed_on(interview) if interview else None,
        answers=returned_answers(interview.instrument, answers[interview.pk]) if interview else {},
    )


def _interviewed_on(interview: Interview) -> date:
    return timezone.localdate(interview.ended_at or interview.attempt.started_at)
