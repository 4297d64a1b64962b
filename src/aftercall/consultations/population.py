"""The population that answers are weighted to, as a CSV file."""

from collections.abc import Sequence

from aftercall.consultations.demographics import Area, tabulated
from aftercall.core.list_files import ListRefused, Mistake, numbered_rows

COLUMNS = ("characteristic", "category", "people")


def read_population(content: bytes, file: str, areas: Sequence[Area]) -> dict[str, dict[str, float]]:
    """People by the codes of characteristic and category. Both can be named by their codes or as the form names them,
    categories as the census names them too. Raises ListRefused for the first row that is wrong."""
    known = {name: one for one in tabulated(areas) for name in (one.code, one.label.casefold())}
    found: dict[str, dict[str, float]] = {}
    rows = list(numbered_rows(content, file))
    if not rows or tuple(name.lower() for name in rows[0][1]) != COLUMNS:
        raise ListRefused(file, [Mistake(1, "", f"the first row must be {','.join(COLUMNS)}")])
    for number, cells in rows[1:]:
        if not any(cells):
            continue
        if len(cells) != len(COLUMNS) or cells[0].casefold() not in known:
            listed = ", ".join(one.label for one in tabulated(areas))
            raise ListRefused(file, [Mistake(number, COLUMNS[0], f"must be one of {listed}")])
        characteristic = known[cells[0].casefold()]
        names = {
            name.casefold(): one.code
            for one in characteristic.categories
            for name in (one.code, one.label, one.census)
            if name
        }
        if cells[1].casefold() not in names:
            raise ListRefused(file, [Mistake(number, COLUMNS[1], f"is not a category of {characteristic.label}")])
        people = cells[2].replace(",", "")
        if not people.replace(".", "", 1).isdecimal():
            raise ListRefused(file, [Mistake(number, COLUMNS[2], "enter a number of people")])
        levels = found.setdefault(characteristic.code, {})
        code = names[cells[1].casefold()]
        levels[code] = levels.get(code, 0.0) + float(people)
    return found
