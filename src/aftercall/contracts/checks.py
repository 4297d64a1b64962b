"""The check of contracts: one in force with each agency that a programme names."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from aftercall.contracts import queries
from aftercall.core import clock
from aftercall.core.check_list import Check, CheckState


def contracts_in_force() -> Iterator[Check]:
    """Whether the contract with each agency is in force today. Part of a page, so it may read the clock."""
    today, contracts = timezone.localdate(clock.now()), queries.contracts()
    for name in queries.agencies_in_use():
        versions = contracts.get(name, [])
        current = queries.in_force(versions, today)
        latest = versions[-1] if versions else None
        yield Check(
            title=f"Contract with {name}",
            state=CheckState.DONE if current else CheckState.MISSING,
            action=f"Record the {'next version of the ' if latest else ''}contract with {name}",
            url=reverse("contracts:next_version", args=[latest.pk]) if latest else reverse("contracts:new_contract"),
            details=f"{current.duration}." if current else "Without one in force, no sample can be released to it.",
        )
