"""The form of a contract."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from aftercall.contracts.clauses import CLAUSES, LONGEST_CLAUSE, STANDARD, Clause
from aftercall.contracts.models import ContractVersion
from aftercall.core.fields import DayField, TextField


class ContractForm(forms.Form):
    """A contract with one of these agencies, or the next version of a contract."""

    in_force_from = DayField(label="First day", help_text="For example, 1 4 2026", example="1 4 2026")
    in_force_until = DayField(
        label="Last day (optional)",
        help_text="Leave it empty if the contract runs until it is ended",
        required=False,
        example="31 3 2029",
    )
    reference = TextField(
        label="Your reference (optional)",
        help_text="Such as the number of the contract in your own records",
        max_length=60,
    )

    def __init__(
        self, agencies: Sequence[str], latest: ContractVersion | None, data: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data, initial=_initial(latest))
        self._latest = latest
        if latest is None:
            self.fields["agency_name"] = forms.ChoiceField(
                label="Agency",
                choices=[(name, name) for name in agencies],
                error_messages={"required": "Choose an agency"},
            )
            self.order_fields(["agency_name"])
        for clause in CLAUSES:
            self.fields[clause.name] = _clause_field(clause)

    def contract(self) -> dict[str, Any]:
        """The arguments of `operations.record_contract` that a valid form gives."""
        values = dict(self.cleaned_data)
        clauses = {clause.name: values.pop(clause.name) for clause in CLAUSES}
        if self._latest is not None:
            values |= {"agency_name": self._latest.agency_name, "replaces": self._latest.number}
        return values | {"clauses": clauses}

    def clause_fields(self) -> list[forms.BoundField]:
        """The fields of the clauses."""
        return [self[clause.name] for clause in CLAUSES]


def _initial(latest: ContractVersion | None) -> dict[str, object]:
    if latest is None:
        return dict(STANDARD)
    names = ("in_force_from", "in_force_until", "reference")
    return {name: getattr(latest, name) for name in names} | latest.clauses


def _clause_field(clause: Clause) -> TextField:
    article = f". Article {clause.article}" if clause.article else ""
    return TextField(
        label=clause.label,
        help_text=f"{clause.hint}{article}",
        max_length=LONGEST_CLAUSE,
        required_message=f"Enter what the contract says about: {clause.label.lower()}" if clause.required else "",
        widget=forms.Textarea(),
    )
