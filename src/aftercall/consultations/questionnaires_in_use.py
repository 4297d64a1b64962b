"""Which questionnaires consultations use."""

from collections import defaultdict

from aftercall.consultations.models import Consultation


def names_by_questionnaire(**_: object) -> dict[int, list[str]]:
    """The titles of the consultations that use each version, by its id."""
    found: dict[int, list[str]] = defaultdict(list)
    for version, title in Consultation.objects.order_by("title").values_list("instrument_id", "title"):
        found[version].append(title)
    return found
