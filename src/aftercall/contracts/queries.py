"""Reads of contracts, and of the agencies that need one."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.json import KT

from aftercall.contracts.models import ContractVersion
from aftercall.programmes.models import ProgrammeDraft, ProgrammeVersion, Wave
from aftercall.programmes.states import WaveState

_UNRELEASED = (WaveState.PLANNED, WaveState.LOADED, WaveState.DRAWN)


def contract_versions() -> QuerySet[ContractVersion]:
    """All versions of all contracts, by agency and oldest first."""
    return ContractVersion.objects.select_related("recorded_by").order_by("agency_name", "number")


def versions_of(agency_name: str) -> QuerySet[ContractVersion]:
    """The versions of the contract with an agency, oldest first."""
    return contract_versions().filter(agency_name=agency_name)


def contracts() -> dict[str, list[ContractVersion]]:
    """The versions of each agency's contract, oldest first, by the agency's name."""
    found: dict[str, list[ContractVersion]] = defaultdict(list)
    for version in contract_versions():
        found[version.agency_name].append(version)
    return dict(found)


def contract_in_force(agency_name: str, on: date) -> ContractVersion | None:
    """The version of the contract with an agency that is in force on a day, or None."""
    return in_force(list(versions_of(agency_name)), on)


def in_force(versions: Sequence[ContractVersion], on: date) -> ContractVersion | None:
    """The version in force on a day, of one agency's, oldest first: the newest that has begun, unless it has ended."""
    begun = next((version for version in reversed(versions) if version.in_force_from <= on), None)
    return begun if begun and begun.covers(on) else None


def agencies_in_use() -> list[str]:
    """The agencies that programmes name: in their latest version, in a draft, or for a wave to be released."""
    newer = ProgrammeVersion.objects.filter(programme=OuterRef("programme"), number__gt=OuterRef("number"))
    latest = ProgrammeVersion.objects.filter(~Exists(newer)).order_by().values_list("calling__agency_name")
    drafts = ProgrammeDraft.objects.annotate(agency=KT("settings__calling.agency_name")).values_list("agency")
    waves = Wave.objects.filter(state__in=_UNRELEASED).order_by().values_list("version__calling__agency_name")
    return sorted({name for (name,) in latest.union(drafts, waves).order_by() if name})
