"""Which questionnaires programmes use, for the room of questionnaires, which knows nothing of programmes."""

from collections import defaultdict

from django.db.models import Exists, OuterRef

from aftercall.programmes.models import ProgrammeVersion


def names_by_questionnaire(**_: object) -> dict[int, list[str]]:
    """The names of the programmes whose latest settings have a questionnaire, by the id of the version of it."""
    newer = ProgrammeVersion.objects.filter(programme=OuterRef("programme"), number__gt=OuterRef("number"))
    latest = ProgrammeVersion.objects.filter(~Exists(newer)).select_related("programme", "survey")
    found: dict[int, list[str]] = defaultdict(list)
    for version in latest:
        found[version.survey.instrument_id].append(version.programme.name)
    return dict(found)
