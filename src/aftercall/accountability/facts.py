"""The facts that every document states, each read from where the program takes it too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.contracts.models import ContractVersion
from aftercall.contracts.queries import contracts, in_force
from aftercall.handover.models import Release
from aftercall.programmes.models import ExtractLoad, ProgrammeVersion, Sample, Wave
from aftercall.programmes.queries import current_versions
from aftercall.questionnaires.models import InstrumentVersion


@dataclass(frozen=True)
class SurveyFacts:
    """One programme as it is on a day. contract: in force with its agency on that day. monitored: whether its
    questionnaire says that calls may be monitored."""

    version: ProgrammeVersion
    contract: ContractVersion | None
    monitored: bool


def surveys_on(day: date) -> list[SurveyFacts]:
    """Every programme with the version and the contract in force on a day."""
    versions, by_agency = current_versions(day), contracts()
    documents = dict(
        InstrumentVersion.objects.filter(pk__in={one.survey.instrument_id for one in versions}).values_list(
            "pk", "document"
        )
    )
    return [
        SurveyFacts(
            version=one,
            contract=in_force(by_agency.get(one.calling.agency_name, []), day),
            monitored=announces_monitoring(documents[one.survey.instrument_id]),
        )
        for one in versions
    ]


def announces_monitoring(document: Any) -> bool:
    """Whether a script of the questionnaire says that the call may be monitored."""
    return any("monitored" in script["text"] for script in document["scripts"])


def officers() -> list[User]:
    """The data protection officers who can sign in."""
    return list(User.objects.filter(role=Role.DATA_PROTECTION, is_active=True).order_by("name", "pk"))


@dataclass(frozen=True)
class Extent:
    """How many people a programme has been about so far."""

    programme: str
    months: int
    records: int
    people: int
    sampled: int
    released: int


def extents(surveys: Sequence[SurveyFacts]) -> list[Extent]:
    """How many records have been read, and how many people sampled and released, for each programme."""
    return [_extent(one.version.programme.pk, one.version.programme.name) for one in surveys]


def _extent(programme: int, name: str) -> Extent:
    waves = Wave.objects.filter(programme=programme)
    flows = list(ExtractLoad.objects.filter(wave__in=waves).values_list("flow", flat=True))
    return Extent(
        programme=name,
        months=len(flows),
        records=sum(flow["read"] for flow in flows),
        people=sum(flow["frame"] for flow in flows),
        sampled=sum(Sample.objects.filter(wave__in=waves).values_list("size", flat=True)),
        released=sum(Release.objects.filter(wave__in=waves).values_list("case_count", flat=True)),
    )
