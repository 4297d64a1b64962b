"""Lists that people upload as CSV files: their rows with numbers, and what has to be corrected in each."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aftercall.errors import BadInput


@dataclass(frozen=True)
class Mistake:
    """What has to be corrected in one value, or in one row if there is no column. It never repeats a personal value."""

    row: int
    column: str
    fix: str

    def __str__(self) -> str:
        return f"row {self.row}{self.column and ', ' + self.column}: {self.fix}"


class ListRefused(BadInput):
    """The list has mistakes, and nothing of it was imported."""

    def __init__(self, file: str, mistakes: Sequence[Mistake]) -> None:
        self.file, self.mistakes = file, mistakes
        super().__init__(f"{file}, {mistakes[0]}")

    @property
    def lines(self) -> list[str]:
        """One line for each mistake."""
        return [f"{self.file}, {mistake}" for mistake in self.mistakes]


def numbered_rows(content: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    """The number of each row's last line, and its values without surrounding spaces. file: what messages call it.
    Raises BadInput if it is not CSV in UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{file}: can't be read as UTF-8; save it as “CSV UTF-8”") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [" ".join(cell.split()) for cell in cells]
    except csv.Error:
        raise BadInput(f"{file}, row {reader.line_num}: is not valid CSV; save the list as CSV again") from None
