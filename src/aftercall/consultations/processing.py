"""What consultations do with people's data, for the data protection officer's documents."""

from collections.abc import Iterator

from aftercall.accountability.activities import Activity
from aftercall.accountability.assessment import TO_COMPLETE
from aftercall.consultations.models import AddressSample, Consultation
from aftercall.consultations.states import ConsultationState
from aftercall.core.words import counted, listed

_NOT_OPENED = (ConsultationState.DRAFT, ConsultationState.SUBMITTED)


def consultations() -> Iterator[Activity]:
    """The consultations that have been approved, once there is one."""
    kept = Consultation.objects.exclude(state__in=_NOT_OPENED).order_by("months_kept")
    months = [counted(number, "month") for number in kept.values_list("months_kept", flat=True).distinct()]
    if months:
        drawn = AddressSample.objects.exists()
        yield Activity("Consultations", list(_facts(drawn=drawn)), list(_retention(months, drawn=drawn)), _RISKS)


def _facts(*, drawn: bool) -> Iterator[tuple[str, str]]:
    yield "Purpose", "To hear the public before a decision is made"
    homes = ", and households at addresses drawn at random from a list" if drawn else ""
    yield "People", f"Whoever chooses to answer{homes}"
    yield "Details", _DETAILS
    yield "Lawful basis, and condition under Article 9", TO_COMPLETE


def _retention(months: list[str], *, drawn: bool) -> Iterator[tuple[str, str, str]]:
    after, destroyed = f"{listed(months, 'or')} after the last day", "Their keys are destroyed"
    yield "Answers to consultations", after, f"{destroyed}. Published results stay"
    yield "Answers that were begun and not submitted", "Until the consultation is closed", destroyed
    if drawn:
        yield "Addresses drawn at random for a consultation", "Until it is closed", "Their key is destroyed"


_DETAILS = (
    "Answers, including in people’s own words; and, if they choose to say it, age, sex, area, ethnic group, religion "
    "and disability. No name, contact detail or internet address"
)
_RISKS = {
    "What somebody thinks of the police becomes known, or their religion or disability": "Answers are encrypted with a "
    "key for each person and open to nobody by name; people can delete them until the consultation closes; counts of "
    "few people are not shown; every text is read by somebody before it is public, and two people release each part.",
}
