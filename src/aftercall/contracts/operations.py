"""Recording a contract, and its next versions."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from aftercall.accounts.models import User
from aftercall.contracts.clauses import CLAUSES, LONGEST_CLAUSE
from aftercall.contracts.models import ContractVersion
from aftercall.contracts.queries import versions_of
from aftercall.contracts.schedule import DATA_SCHEDULE
from aftercall.core import audit
from aftercall.core.errors import Refused


@transaction.atomic
def record_contract(
    *,
    agency_name: str,
    in_force_from: date,
    in_force_until: date | None,
    clauses: Mapping[str, str],
    actor: audit.Actor,
    at: datetime,
    reference: str = "",
    replaces: int = 0,
) -> ContractVersion:
    """Record the contract with an agency, or its next version, with today's data schedule as its types of data.

    replaces: the number of the version that the user saw, 0 for none. Refused if another has been recorded since, if a
    clause is missing, or if the contract ends before it begins.
    """
    _require_dates(in_force_from, in_force_until)
    _require_clauses(clauses)
    latest = versions_of(agency_name).last()
    if (latest.number if latest else 0) != replaces:
        raise Refused(_RECORDED_SINCE)
    version = ContractVersion(
        agency_name=agency_name,
        number=replaces + 1,
        reference=reference,
        in_force_from=in_force_from,
        in_force_until=in_force_until,
        types_of_data=list(DATA_SCHEDULE),
        recorded_at=at,
        recorded_by=actor if isinstance(actor, User) else None,
        **{clause.name: clauses.get(clause.name, "").strip() for clause in CLAUSES},
    )
    _store(version)
    details = {
        "agency": agency_name,
        "version": version.number,
        "in_force_from": in_force_from.isoformat(),
        "in_force_until": in_force_until.isoformat() if in_force_until else None,
        "types_of_data": version.types_of_data,
    }
    audit.record(actor=actor, action="contract.recorded", subject=version.subject, at=at, details=details)
    return version


_RECORDED_SINCE = (
    "Someone else has recorded a version of this contract since you opened the page. "
    "Nothing has been saved. Go back to the contracts and look at it first"
)


def _require_dates(begins: date, ends: date | None) -> None:
    if ends is not None and ends < begins:
        raise Refused("The last day must not be before the first", field="in_force_until")


def _require_clauses(clauses: Mapping[str, str]) -> None:
    for clause in CLAUSES:
        text = clauses.get(clause.name, "").strip()
        if clause.required and not text:
            raise Refused(f"Enter what the contract says about: {clause.label.lower()}", field=clause.name)
        if len(text) > LONGEST_CLAUSE:
            raise Refused(f"{clause.label} must be {LONGEST_CLAUSE:,} characters or fewer", field=clause.name)


def _store(version: ContractVersion) -> None:
    """Leaves it to the database to find the number taken, because two people may record one at the same time."""
    try:
        with transaction.atomic():
            version.save()
    except IntegrityError:
        raise Refused(_RECORDED_SINCE) from None
