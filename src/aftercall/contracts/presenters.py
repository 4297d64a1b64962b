"""Contracts as the pages and their PDFs show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aftercall.contracts.clauses import CLAUSES
from aftercall.contracts.models import ContractVersion
from aftercall.contracts.queries import in_force
from aftercall.contracts.schedule import LABELS
from aftercall.core.documents import Bullets, Document, Facts, Heading, Paragraph
from aftercall.core.words import date_and_time, day


@dataclass(frozen=True)
class ContractLine:
    """An agency in the list: whether its contract is in force, and the latest version. colour: of the status."""

    agency_name: str
    status: str
    colour: str
    latest: ContractVersion | None


def contract_lines(
    agencies: Sequence[str], contracts: Mapping[str, Sequence[ContractVersion]], *, today: date
) -> list[ContractLine]:
    """A line for each agency that needs a contract or has one. contracts: versions by agency, oldest first."""
    return [_line(name, contracts.get(name, ()), today) for name in sorted({*agencies, *contracts})]


def _line(agency_name: str, versions: Sequence[ContractVersion], today: date) -> ContractLine:
    latest = versions[-1] if versions else None
    if current := in_force(versions, today):
        until = f" until {day(current.in_force_until)}" if current.in_force_until else ""
        return ContractLine(agency_name, f"In force{until}", "green", latest)
    if latest and latest.in_force_from > today:
        return ContractLine(agency_name, f"Begins on {day(latest.in_force_from)}", "yellow", latest)
    return ContractLine(agency_name, "Ended" if latest else "Not recorded", "red", latest)


def types_of_data(contract: ContractVersion) -> list[str]:
    """The types of data that a contract covers, in words."""
    return [LABELS.get(name, name) for name in contract.types_of_data]


def contract_document(contract: ContractVersion, *, today: date, versions: Sequence[ContractVersion]) -> Document:
    """A version of a contract as a document. versions: all of the same agency's, oldest first."""
    standing = "In force" if in_force(versions, today) == contract else "Not in force"
    facts = [
        ("Processor", contract.agency_name),
        ("Version", f"{contract.number}, recorded on {date_and_time(contract.recorded_at)}"),
        ("Reference", contract.reference or "None"),
        ("Duration", contract.duration),
        (f"On {day(today)}", standing),
    ]
    clauses = [
        (f"{clause.label}, Article {clause.article}" if clause.article else clause.label, text or "None")
        for clause in CLAUSES
        for text in [contract.clauses[clause.name]]
    ]
    return Document(
        title=f"Data processing contract with {contract.agency_name}",
        introduction="What is agreed with the agency under Article 28 of the UK GDPR.",
        parts=(
            Facts(facts),
            Heading("Whose data, and which"),
            Paragraph("Victims of crimes and incidents who have been sampled for a survey. These types of data:"),
            Bullets(types_of_data(contract)),
            Heading("What the contract says"),
            Facts(clauses),
        ),
        footer=f"Contract with {contract.agency_name}, version {contract.number}",
    )
