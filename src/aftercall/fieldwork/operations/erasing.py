"""The part of the end of retention that concerns fieldwork: answers, interviews, notes, and days that are a person's
own."""

from datetime import date, datetime, time

from django.utils import timezone

from aftercall.fieldwork.models import Answer, Attempt, Case, Interview, WebEntry
from aftercall.fieldwork.operations.locking import lock_cases
from aftercall.programmes.models import Wave


def erase_fieldwork(*, wave: Wave) -> dict[str, int]:
    """Delete, within the caller's transaction, the interviews of a wave with their answers, and replace each case's
    days by those of the wave, because they follow from the day on which the person's event was reported. Returns how
    many rows of each kind were deleted.
    """
    cases = Case.objects.filter(wave=wave)
    lock_cases(cases)
    answers, _ = Answer.objects.filter(interview__case__wave=wave).delete()
    # What rooms above have of an interview goes with it, and is not counted.
    _, deleted = Interview.objects.filter(case__wave=wave).delete()
    interviews = deleted.get(Interview._meta.label, 0)  # noqa: SLF001 - Django's documented API
    Attempt.objects.filter(case__wave=wave).update(sealed_note=b"")
    WebEntry.objects.filter(case__wave=wave).delete()
    first, last = wave.first_call_on, wave.last_call_on
    days = {"opens_on": first, "closes_on": last, "next_call_from": _start_of(first), "appointment_at": None}
    cases.update(sealed_needs=b"", **days)
    cases.exclude(closed_at=None).update(closed_at=_start_of(last), appointment_with=None)
    return {"interviews": interviews, "answers": answers}


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
