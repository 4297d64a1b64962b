"""An extract in a force's own layout: that of the shipped mapping `occurrence-export`, with made-up people."""

import csv
from datetime import date
from pathlib import Path

from tests.world import MONTH, make_extract

from aftercall.frames.reading.mapping import shipped_mappings
from aftercall.frames.toml import read_toml

HAND_WRITTEN = shipped_mappings()["occurrence-export"]
_COLUMNS: dict[str, str] = read_toml(HAND_WRITTEN)["columns"]
_KINDS = {"person": "Individual", "business": "Organisation", "state": "Crown"}
_SEXES = {"female": "Female", "male": "Male"}
_SEXUAL = "Other sexual offences"
_YES_NO = {
    "Deceased": "deceased",
    "No Further Contact": "do_not_contact",
    "DA Flag": "domestic_abuse",
    "Vulnerable Adult": "safeguarding",
}
_UNUSED = {"MARAC": "N", "OIC Name": "A Person", "OIC Collar No": "0000", "Occurrence Status": "Open", "Station": "N"}


def write_own_layout(folder: Path, *, rows: int = 400, month: date = MONTH) -> Path:
    """Write a synthetic extract for a month in the force's layout. Returns its path."""
    source = make_extract(folder, rows=rows, month=month)
    with source.open(encoding="utf-8", newline="") as file:
        own = [_own_row(row) for row in csv.DictReader(file)]
    path = folder / "occurrences.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, own[0])
        writer.writeheader()
        writer.writerows(own)
    return path


def _own_row(row: dict[str, str]) -> dict[str, str]:
    flags = row["flags"].split(";")
    row = row | {
        "reported_on": f"{_british(row['reported_on'])} 14:05",
        "date_of_birth": _british(row["date_of_birth"]),
        "victim_kind": _KINDS.get(row["victim_kind"], row["victim_kind"]),
        "sex": _SEXES.get(row["sex"], "Not Known"),
        "category": _SEXUAL if "sexual_offence" in flags else row["category"],
    }
    renamed = {column: row[name] for name, column in _COLUMNS.items()}
    marks = {column: "Y" if flag in flags else "N" for column, flag in _YES_NO.items()}
    occupation = "Police officer" if "police_employee" in flags else "Teacher"
    return renamed | marks | {"Occupation": occupation} | _UNUSED


def _british(day: str) -> str:
    return "/".join(reversed(day.split("-")))
