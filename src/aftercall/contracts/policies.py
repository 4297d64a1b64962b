"""When a contract allows a release."""

from collections.abc import Sequence
from datetime import date

from aftercall.contracts.models import ContractVersion
from aftercall.contracts.queries import contract_in_force
from aftercall.contracts.schedule import LABELS
from aftercall.core.errors import Refused
from aftercall.core.words import joined


def require_contract(agency_name: str, *, fields: Sequence[str], on: date) -> ContractVersion:
    """The contract with an agency that is in force on a day. Refused without one, and if it does not allow every one of
    these fields of the data schedule."""
    contract = contract_in_force(agency_name, on)
    if contract is None:
        raise Refused(
            f"There is no data processing contract with {agency_name} in force today, so nothing may be released to "
            "it. Ask an administrator to record the contract under ‘Contracts’"
        )
    if missing := [LABELS[name].lower() for name in fields if name not in contract.types_of_data]:
        raise Refused(
            f"The contract with {agency_name} does not cover these types of data: {joined(missing)}. "
            "Ask an administrator to record its next version under ‘Contracts’"
        )
    return contract
