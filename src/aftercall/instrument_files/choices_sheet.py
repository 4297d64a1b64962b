"""The sheet choices: lists of answers, with keys for those that the author gave none."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from aftercall.instrument_files.cells import flag, read_aloud
from aftercall.instrument_files.columns import SHEETS
from aftercall.instrument_files.findings import Finding
from aftercall.instrument_files.form_languages import FormLanguages
from aftercall.instrument_files.tables import Row, Table
from aftercall.instrument_files.texts import words

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,29}")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_\-]+")
_LAST_KEYS = {"dont_know": ("8", "98"), "refused": ("9", "99")}


@dataclass(frozen=True)
class Option:
    """One choice. name: in use; document: without its key and columns, which depend on the whole list and form."""

    row: Row
    name: str
    document: dict[str, object]


@dataclass
class ChoiceLists:
    """The lists by name, in the order of the sheet. columns: those that a choice filter may name."""

    lists: dict[str, list[Option]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    def names(self, list_name: str) -> list[str]:
        """The names of a list's choices."""
        return [option.name for option in self.lists.get(list_name, [])]

    def to_document(self, filters: Mapping[str, Collection[str]]) -> list[dict[str, object]]:
        """The lists as the document has them. filters: the columns that choice filters name, by list."""
        return [
            {"name": name, "options": [_with_columns(option, filters.get(name, ())) for option in options]}
            for name, options in self.lists.items()
        ]


def read_choices(table: Table, languages: FormLanguages, found: list[Finding]) -> ChoiceLists:
    """Read all lists. What is wrong with them is added to the findings."""
    known = SHEETS["choices"].known
    columns = tuple(column for column, language in table.columns if column not in known and not language)
    lists = ChoiceLists(columns=columns)
    for row in table.rows:
        name = row.code("list_name")
        if name:
            lists.lists.setdefault(name, []).append(_option(row, languages, found))
        elif row.code("name"):
            found.append(row.error("list_name", "Write the name of the list that this choice is in"))
    for options in lists.lists.values():
        _check_unique(options, found)
        _give_keys(options, found)
    return lists


def _option(row: Row, languages: FormLanguages, found: list[Finding]) -> Option:
    name = _name(row, found)
    document: dict[str, object] = {"name": name, "label": words(row, "label", languages, found)}
    if not document["label"]:
        found.append(row.error("label", "Write the text of this choice"))
    if (aloud := read_aloud(row, found)) != "always":
        document["read_out"] = aloud
    for column in ("exclusive", "counts"):
        if flag(row, column, found):
            document[column] = True
    if condition := row.code("only_if"):
        document["only_if"] = condition
    return Option(row, name, document)


def _name(row: Row, found: list[Finding]) -> str:
    name = row.code("name")
    if not name:
        found.append(row.error("name", "Write a name for this choice, such as very_good"))
    elif not NAME.fullmatch(name):
        nearest = _NOT_IN_NAMES.sub("_", name).strip("_")[:30]
        meant = f", such as {nearest}" if nearest else ""
        found.append(
            row.error("name", f"{name[:60]!r} can't be a choice's name: use letters, digits and _, 30 at most{meant}")
        )
    return name


def _check_unique(options: list[Option], found: list[Finding]) -> None:
    seen: dict[str, Option] = {}
    for option in options:
        if option.name and option.name in seen:
            first = seen[option.name].row.number
            found.append(option.row.error("name", f"Row {first} has the choice {option.name} of this list already"))
        seen.setdefault(option.name, option)


def _give_keys(options: list[Option], found: list[Finding]) -> None:
    """A key that the author gave stays; a choice whose name is a number has that key; others are counted from 1."""
    given = {id(option): _own_key(option) for option in options}
    taken = {key for key in given.values() if key} | {option.name for option in options}
    _check_keys(options, given, found)
    many = len([option for option in options if option.name not in _LAST_KEYS]) > 7
    free = _numbers(taken, many=many)
    for option in options:
        key = given[id(option)]
        if not key:
            last = _LAST_KEYS.get(option.name, ("", ""))[many]
            key = last if last and last not in taken else next(free)
        taken.add(key)
        option.document["key"] = key


def _own_key(option: Option) -> str:
    written = option.row.code("key")
    return written or (option.name if option.name.isascii() and option.name.isdigit() else "")


def _check_keys(options: list[Option], given: Mapping[int, str], found: list[Finding]) -> None:
    owners: dict[str, Option] = {}
    for option in options:
        key = given[id(option)]
        if key and key in owners and owners[key].name != option.name:
            found.append(option.row.error("key", f"Row {owners[key].row.number} has the key {key} already"))
        if key:
            owners.setdefault(key, option)


def _numbers(taken: set[str], *, many: bool) -> Iterator[str]:
    """Free numbers; 8 and 9, or 98 and 99, are kept for don't know and prefer not to say."""
    reserved = {keys[many] for keys in _LAST_KEYS.values()}
    number = 0
    while True:
        number += 1
        if str(number) not in taken and str(number) not in reserved:
            yield str(number)


def _with_columns(option: Option, columns: Collection[str]) -> dict[str, object]:
    if not columns:
        return option.document
    return option.document | {"columns": {name: option.row.code(name) for name in sorted(columns)}}
