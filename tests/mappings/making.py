"""A small extract in a force's own layout, and a draft of its mapping."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.frames.people import stranger

from aftercall.accounts.models import User
from aftercall.mappings import operations
from aftercall.mappings.models import MappingDraft
from aftercall.programmes.models import Programme

AT = datetime(2025, 2, 5, 9, tzinfo=UTC)
# Our field → the force's column.
COLUMNS = {
    "crime_ref": "Crime No",
    "victim_ref": "Person URN",
    "reported_on": "Reported Date",
    "category": "HO Category",
    "victim_kind": "Victim Type",
    "first_name": "Forename 1",
    "last_name": "Surname",
    "date_of_birth": "DOB",
    "sex": "Gender",
    "phone": "Mobile",
}
ROWS = 20


def example_rows() -> list[dict[str, str]]:
    """Twenty rows: dates that do not show whether the day comes first, no area, and an own column for people who have
    died."""
    rows = []
    for number in range(ROWS):
        person = stranger(number, victim_kind="Individual", sex="F" if number % 2 else "M", reported_on="03/01/2025")
        own = {column: person[name] for name, column in COLUMNS.items()}
        rows.append(
            own | {"DOB": f"{1 + number % 9:02d}/02/1980", "Deceased": "Y" if number == 3 else "N", "Notes": ""}
        )
    return rows


def as_file(rows: list[dict[str, str]] | None = None, name: str = "Walton export.csv") -> SimpleUploadedFile:
    """Rows as an uploaded CSV file."""
    rows = rows or example_rows()
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode())


def make_draft(programme: Programme, actor: User, rows: list[dict[str, str]] | None = None) -> MappingDraft:
    """A draft whose example extract has been read."""
    return operations.upload_extract(programme=programme, extract=as_file(rows), actor=actor, at=AT)


def complete(draft: MappingDraft, **changes: Any) -> MappingDraft:
    """The draft with all steps confirmed, and these values of its fields."""
    steps = ["layout", "columns", "values", "dates", "flags", "defaults"]
    MappingDraft.objects.filter(pk=draft.pk).update(**({"confirmed": steps} | changes))
    return MappingDraft.objects.select_related("programme").get(pk=draft.pk)
