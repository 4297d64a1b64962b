"""The rows of the sheet survey in their order: which are questions, in which groups, under which conditions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from aftercall.instrument_files.findings import Finding
from aftercall.instrument_files.row_types import ASKED, Kind, RowType, parse_type
from aftercall.instrument_files.tables import Row, Table
from aftercall.instrument_files.tidying import LONGEST_NAME, is_name, plain_name

_TODAY_TYPES = {"today", "get today"}
TODAY = "today"
_DEEPEST = 20  # groups in each other
_YES = frozenset({"yes", "true", "true()", "1", "x"})


@dataclass(frozen=True)
class Item:
    """A row that is a question, a note, a calculation, a fact or the beginning of a group. around: the rows that begin
    the groups that it is in, the innermost last."""

    row: Row
    type: RowType
    name: str
    around: tuple["Item", ...]

    @property
    def group(self) -> str:
        """The name of the innermost group, or ""."""
        return self.around[-1].name if self.around else ""


@dataclass
class Outline:
    """Items in order. names: as the author wrote a name → the name in use. recorded: names of what devices record.
    today: names under which the author asks for the day."""

    items: list[Item] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    recorded: set[str] = field(default_factory=set)
    today: set[str] = field(default_factory=set)

    def of_kind(self, *kinds: Kind) -> list[Item]:
        """The items of these kinds."""
        return [item for item in self.items if item.type.kind in kinds]

    @property
    def questions(self) -> list[Item]:
        """What the document lists as questions."""
        return self.of_kind(*ASKED, Kind.NOTE, Kind.CALCULATE)


def read_outline(survey: Table, found: list[Finding]) -> Outline:
    """Sort the rows. What is wrong with types, names and groups is added to the findings."""
    reader = _Reader(found)
    for row in survey.rows:
        reader.take(row)
    reader.end()
    if survey.columns and not survey.rows:
        found.append(Finding(survey.name, 0, "", "There is no question in this sheet"))
    return reader.outline


class _Reader:
    def __init__(self, found: list[Finding]) -> None:
        self.outline = Outline()
        self._found = found
        self._open: list[tuple[Kind, Item]] = []
        self._notes = 0

    def take(self, row: Row) -> None:
        if row.code("disabled").lower() in _YES:
            self._found.append(row.warning("disabled", "This row is switched off and was left out"))
            return
        text = row.code("type")
        if not text:
            self._without_type(row)
            return
        kind = parse_type(text)
        if kind.refusal:
            self._found.append(row.error("type", f"{text}: {kind.refusal}"))
        if kind.kind in {Kind.END, Kind.END_REPEAT}:
            self._close(row, kind.kind)
        elif kind.kind is Kind.RECORDED:
            self._record(row, text)
        else:
            self._add(row, kind)

    def end(self) -> None:
        for kind, item in self._open:
            begin = "group" if kind is Kind.END else "repeat"
            self._found.append(item.row.error("type", f"This {begin} is not closed; add a row with type end {begin}"))

    def _without_type(self, row: Row) -> None:
        """A row with neither a name nor a label is a comment."""
        if row.code("name") or row.words("label"):
            self._found.append(
                row.error("type", "Write the type of question, such as select_one yes_no, or delete the row")
            )

    def _record(self, row: Row, text: str) -> None:
        name = row.code("name") or text
        if text in _TODAY_TYPES:
            self.outline.today.add(name)
        else:
            self.outline.recorded.add(name)
            message = (
                f"{text} is not recorded here; the row was left out. Times and interviewers are recorded without it"
            )
            self._found.append(row.warning("type", message))

    def _add(self, row: Row, kind: RowType) -> None:
        name = self._name(row, kind.kind)
        around = tuple(item for closing, item in self._open if closing is Kind.END)
        item = Item(row, kind, name, around)
        self.outline.items.append(item)
        if kind.kind in {Kind.BEGIN, Kind.BEGIN_REPEAT}:
            if len(self._open) == _DEEPEST:
                message = f"More than {_DEEPEST} groups are inside each other; put the questions into fewer"
                self._found.append(row.error("type", message))
            self._open.append((Kind.END if kind.kind is Kind.BEGIN else Kind.END_REPEAT, item))

    def _close(self, row: Row, closing: Kind) -> None:
        what = closing.removeprefix("end ")
        if self._open and self._open[-1][0] is closing:
            self._open.pop()
            return
        if not self._open:
            self._found.append(
                row.error("type", f"There is no {what} to end here; delete the row, or begin one before")
            )
            return
        inner = self._open[-1][1]
        self._found.append(
            row.error("type", f"End the {self._open[-1][0].removeprefix('end ')} of row {inner.row.number} first")
        )
        if any(closing is other for other, _ in self._open):
            while self._open.pop()[0] is not closing:
                pass

    def _name(self, row: Row, kind: Kind) -> str:
        written = row.code("name")
        if not written:
            return self._missing_name(row, kind)
        name = self._tidy_name(row, written)
        self.outline.names.setdefault(written, name)
        return name

    def _missing_name(self, row: Row, kind: Kind) -> str:
        if kind is Kind.NOTE:
            self._notes += 1
            return f"note_{self._notes}"
        if kind is not Kind.REFUSED:
            self._found.append(row.error("name", "Write a name of small letters, digits and _, such as kept_informed"))
        return ""

    def _tidy_name(self, row: Row, written: str) -> str:
        if is_name(written):
            return written
        if len(written) > LONGEST_NAME:
            message = f"Shorten the name to {LONGEST_NAME} characters; {written[:60]} has {len(written)}"
            self._found.append(row.error("name", message))
            return written  # cut, it could be another row's
        name = plain_name(written)
        if not name:
            self._found.append(row.error("name", f"{written!r} can't be a name; use small letters, digits and _"))
        else:
            message = (
                f"{written} is called {name} here: names have small letters, digits and _, and begin with a letter"
            )
            self._found.append(row.warning("name", message))
        return name


def check_unique_names(outline: Outline, found: list[Finding]) -> None:
    """Every name may occur once in the whole form; a question with another answer also takes NAME_other."""
    taken: dict[str, Item] = {}
    for item in outline.items:
        for name in _names_taken(item):
            if name in taken:
                found.append(item.row.error("name", f"Row {taken[name].row.number} has the name {name} already"))
            elif name:
                taken[name] = item
        if item.type.other and len(item.name) > LONGEST_NAME - 6:
            message = (
                f"Shorten the name to {LONGEST_NAME - 6} characters: the further answer is called {item.name}_other"
            )
            found.append(item.row.error("name", message))


def _names_taken(item: Item) -> Iterable[str]:
    yield item.name
    if item.type.other:
        yield f"{item.name}_other"


def used_lists(outline: Outline) -> Counter[str]:
    """How often each list of choices is used."""
    return Counter(item.type.list_name for item in outline.items if item.type.list_name)
