"""The dispositions and answers that are returned to the force once a wave's fieldwork is closed."""

from datetime import date

from django.utils import timezone

from aftercall.core.errors import Refused
from aftercall.dispositions.codes import COMPLETE, PARTIAL
from aftercall.fieldwork.interviewing import instrument_of, returned_answers
from aftercall.fieldwork.models import Case, Interview
from aftercall.fieldwork.queries import answers_of, interviews_with_instrument, modes_of
from aftercall.handover.modes import KEY as MODE
from aftercall.handover.operations import ReturnRow
from aftercall.programmes.models import Wave
from aftercall.programmes.states import WaveState

_INTERVIEWED = (COMPLETE.code, PARTIAL.code)


def return_rows(wave: Wave) -> list[ReturnRow]:
    """One row per case, in the order of references: final disposition, number of attempts and, after a complete or
    partial interview, its date and the coded answers.

    No row contains contact details or verbatims. Refused until the wave's fieldwork is closed.
    """
    if wave.state not in {WaveState.CLOSED, WaveState.RETURNED}:
        raise Refused("Close fieldwork for this wave first")
    cases = list(wave.cases.select_related("released", "calling").order_by("released__reference"))
    interviewed = interviews_with_instrument().select_related("attempt")
    interviewed = interviewed.filter(case__wave=wave, case__final_disposition__in=_INTERVIEWED)
    interviews = {interview.case_id: interview for interview in interviewed}
    given = answers_of(interviews.values())
    answers = {one.pk: returned_answers(instrument_of(one.case), given[one.pk]) for one in interviews.values()}
    if any(case.calling.web_door for case in cases):
        for key, mode in modes_of(interviews.values()).items():
            answers[key] |= {MODE: mode.value} if answers[key] else {}
    return [_row(case, interviews.get(case.pk), answers) for case in cases]


def _row(case: Case, interview: Interview | None, answers: dict[int, dict[str, str]]) -> ReturnRow:
    return ReturnRow(
        reference=case.released.reference,
        disposition=case.final_disposition,
        attempts=case.attempts_made,
        interviewed_on=_interviewed_on(interview) if interview else None,
        answers=answers[interview.pk] if interview else {},
    )


def _interviewed_on(interview: Interview) -> date:
    return timezone.localdate(interview.ended_at or interview.attempt.started_at)
