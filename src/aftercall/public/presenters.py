"""What the public pages say about the programmes of a force."""

from collections.abc import Sequence

from aftercall.core.words import joined
from aftercall.programmes.models import ProgrammeVersion
from aftercall.suppression.models import COOLING_TIME


def details(programmes: Sequence[ProgrammeVersion]) -> dict[str, object]:
    """The context of every public page. survey: what the oldest programme states; the others belong to the same force.
    agencies: their names; phones: by the agency's name; bases: each lawful basis once."""
    phones = {one.calling.agency_name: one.calling.agency_phone for one in programmes}
    return {
        "programmes": programmes,
        "survey": programmes[0].survey,
        "agencies": joined(list(phones)),
        "phones": phones,
        "bases": " ".join(dict.fromkeys(one.survey.lawful_basis for one in programmes)),
        "retention_weeks": max(one.survey.retention_weeks for one in programmes),
        "cooling_days": COOLING_TIME.days,
        "youngest": min(one.minimum_age for one in programmes),
    }
