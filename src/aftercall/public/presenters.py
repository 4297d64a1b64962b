"""What the public pages say about the programmes of a force."""

from collections.abc import Sequence

from aftercall.accountability.details import details_not_shared, shared_details
from aftercall.accountability.facts import SurveyFacts
from aftercall.accountability.words import bases_as_typed, bases_for_the_public, unique
from aftercall.core.words import joined
from aftercall.fieldwork.web_codes import is_offered
from aftercall.programmes.models import ProgrammeVersion
from aftercall.programmes.settings.lawful_bases import PUBLIC_TASK
from aftercall.rights.desk.operations.forgetting import MONTHS_KEPT
from aftercall.suppression.models import COOLING_TIME


def details(programmes: Sequence[ProgrammeVersion]) -> dict[str, object]:
    """The context of every public page. survey: what the oldest programme states; the others belong to the same force.
    agencies: their names; phones: by the agency's name."""
    phones = {one.calling.agency_name: one.calling.agency_phone for one in programmes}
    return {
        "programmes": programmes,
        "survey": programmes[0].survey,
        "agencies": joined(list(phones)),
        "phones": phones,
        "retention_weeks": max(one.survey.retention_weeks for one in programmes),
        "is_public_task": all(one.survey.basis == PUBLIC_TASK for one in programmes),
        "cooling_days": COOLING_TIME.days,
        "youngest": min(one.minimum_age for one in programmes),
    }


def notice(surveys: Sequence[SurveyFacts]) -> dict[str, object]:
    """What the privacy notice says beyond that, from the facts of the data protection officer's documents.

    without_contract: the agencies without a contract in force, which get no details."""
    agencies = {one.version.calling.agency_name: one.contract for one in surveys}
    texts = [one.version.survey for one in surveys]
    longest = max((one.retention_weeks for one in texts), default=0)
    others = unique(contract.sub_processors for contract in agencies.values() if contract)
    return {
        "bases": bases_for_the_public(surveys),
        "basis_typed": bases_as_typed(surveys),
        "other_retention": sorted({(one.name, one.retention_weeks) for one in texts if one.retention_weeks != longest}),
        "shared": shared_details(modules=any(one.version.survey.modules for one in surveys)),
        "not_shared": details_not_shared(),
        "without_contract": joined([name for name, contract in agencies.items() if contract is None]),
        "other_processors": joined(others),
        "request_months": MONTHS_KEPT,
        "monitored": any(one.monitored for one in surveys),
        "on_the_web": any(is_offered(one.version.calling) for one in surveys),
        "policing_bodies": joined(unique(one.version.survey.policing_body for one in surveys)),
    }
