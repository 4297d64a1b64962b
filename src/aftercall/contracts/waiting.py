"""What is waiting about contracts: those that end soon."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from aftercall.contracts import queries
from aftercall.contracts.models import ContractVersion
from aftercall.core.home import HomeItem
from aftercall.core.words import day

ENDS_SOON = timedelta(days=92)


def contracts_that_end(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Contracts in force that end within three months and are not continued by a next version."""
    today = timezone.localdate(at)
    ending = [found for versions in queries.contracts().values() if (found := _ending(versions, today))]
    in_use = queries.agencies_in_use() if ending else []
    for contract, ends in ending:
        if contract.agency_name in in_use:
            yield HomeItem(
                f"The contract with {contract.agency_name} ends on {day(ends)}",
                reverse("contracts:contract", args=[contract.pk]),
                "After that, no sample can be released to it. An administrator records its next version.",
                due_on=ends,
            )


def _ending(versions: Sequence[ContractVersion], today: date) -> tuple[ContractVersion, date] | None:
    """The contract in force and its last day, if that is soon and no next version follows. versions: oldest first."""
    contract = queries.in_force(versions, today)
    ends = contract.in_force_until if contract else None
    if contract is None or ends is None or ends - today > ENDS_SOON:
        return None
    return None if queries.in_force(versions, ends + timedelta(days=1)) else (contract, ends)
