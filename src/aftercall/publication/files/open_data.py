"""The open data of a publication: two tables as CSV, each with its CSVW metadata beside it."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aftercall.csv_files import write_rows
from aftercall.publication.files.content import LICENCE_ADDRESS, Content
from aftercall.publication.files.values import MARKS, POPULATIONS, rounded, values_of
from aftercall.publication.models import Comparison, Direction
from aftercall.results.periods import end_of_month

FIGURES, CHANGES = "figures", "changes"
# Where CSVW looks for the metadata of a file.
METADATA = "-metadata.json"


@dataclass(frozen=True)
class Column:
    """A column: its name in the file, title, meaning, and CSVW datatype. key: part of what identifies a row."""

    name: str
    title: str
    meaning: str
    datatype: str | dict[str, str] = "string"
    key: bool = False

    def described(self) -> dict[str, object]:
        """As CSVW describes it."""
        return {
            "name": self.name,
            "titles": self.name,
            "dc:title": self.title,
            "dc:description": self.meaning,
            "datatype": self.datatype,
            "null": "",
        }


def _one_of(names: Iterable[str]) -> dict[str, str]:
    return {"base": "string", "format": "|".join(names)}


_PERCENT = {"base": "decimal", "format": "0.0"}
_DATE = "date"
_SUPPLIERS = ("aftercall", "other")
_MARK_WORDS = " ".join(f"{mark.value}: {words}." for mark, words in MARKS.items())
_POPULATION_WORDS = " ".join(f"{name.value}: {words}." for name, words in POPULATIONS.items())
_WHOM = (
    Column("measure", "Measure", "What was asked about. The notes say what each measure is called.", key=True),
    Column(
        "population",
        "Population",
        f"Whom the row is about. {_POPULATION_WORDS}",
        _one_of(name.value for name in POPULATIONS),
        key=True,
    ),
)
_FIGURES = (
    *_WHOM,
    Column("breakdown", "Breakdown", "How people are grouped. Empty: everybody of the population.", key=True),
    Column("group", "Group", "The group of the breakdown. Empty: everybody of the population.", key=True),
    Column("period_start", "First day", "Crimes and incidents reported from this day on.", _DATE, key=True),
    Column("period_end", "Last day", "Crimes and incidents reported up to this day.", _DATE, key=True),
    Column("n", "Base", "How many people gave an answer that counts.", "nonNegativeInteger"),
    Column(
        "percent",
        "Percentage",
        "The estimated percentage of all victims, from answers weighted to represent them.",
        _PERCENT,
    ),
    Column("low", "Low", "Lower end of the 95% confidence interval of the percentage.", _PERCENT),
    Column("high", "High", "Upper end of the 95% confidence interval of the percentage.", _PERCENT),
    Column(
        "mark",
        "Mark",
        f"Why a number is missing, or a warning. Empty: neither. {_MARK_WORDS}",
        _one_of(mark.value for mark in MARKS),
    ),
)
_CHANGES = (
    *_WHOM,
    Column(
        "comparison",
        "Compared with",
        "The period before, or the same period a year before.",
        _one_of(one.value for one in Comparison),
        key=True,
    ),
    Column("period_start", "First day", "The first day of the later period.", _DATE),
    Column("period_end", "Last day", "The last day of the later period.", _DATE),
    Column("earlier_start", "First day before", "The first day of the earlier period.", _DATE),
    Column("earlier_end", "Last day before", "The last day of the earlier period.", _DATE),
    Column("earlier_percent", "Percentage before", "The percentage published for the earlier period.", _PERCENT),
    Column("difference", "Difference", "The later percentage minus the earlier one, in percentage points.", _PERCENT),
    Column("low", "Low", "Lower end of the 95% confidence interval of the difference.", _PERCENT),
    Column("high", "High", "Upper end of the 95% confidence interval of the difference.", _PERCENT),
    Column(
        "direction",
        "Direction",
        "Whether the percentage rose or fell by more than chance could explain, judged together with all other changes "
        "of the publication (Holm, 5%). not_comparable: the question was changed between the periods.",
        _one_of(one.value for one in Direction),
    ),
    Column(
        "supplier", "Supplier", "aftercall, or other: the earlier figure is another supplier’s.", _one_of(_SUPPLIERS)
    ),
)


@dataclass(frozen=True)
class OpenTable:
    """A table: kind, title, columns, and rows of cells as they are written."""

    kind: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]

    def csv(self) -> bytes:
        """The table as a CSV file: UTF-8, with the columns' names in its first row and no formulas."""
        text = io.StringIO(newline="")
        write_rows(text, [[column.name for column in self.columns], *self.rows])
        return text.getvalue().encode()


def figures_table(content: Content) -> OpenTable:
    """Every line of the publication."""
    return OpenTable(FIGURES, content.title, _FIGURES, list(_figure_rows(content)))


def _figure_rows(content: Content) -> Iterator[list[str]]:
    for figure in content.figures:
        values = values_of(figure)
        yield [
            *(figure.measure, figure.population, figure.breakdown, figure.group),
            *_months(figure.first_month, figure.last_month),
            "" if values.base is None else str(values.base),
            *(_number(value) for value in (values.percent, values.low, values.high)),
            values.mark,
        ]


def changes_table(content: Content) -> OpenTable:
    """Every change since an earlier period."""
    return OpenTable(CHANGES, f"Changes: {content.title}", _CHANGES, list(_change_rows(content)))


def _change_rows(content: Content) -> Iterator[list[str]]:
    for change in content.changes:
        numbers = (change.earlier_percent, change.difference, change.low, change.high)
        yield [
            *(change.measure, change.population, change.comparison),
            *_months(content.first_month, content.last_month),
            *_months(change.earlier_first_month, change.earlier_last_month),
            *(_number(rounded(value)) for value in numbers),
            change.direction,
            _SUPPLIERS[change.imported],
        ]


def _months(first: date, last: date) -> tuple[str, str]:
    return first.isoformat(), end_of_month(last).isoformat()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def metadata(table: OpenTable, content: Content, file: str) -> bytes:
    """What a table means, as CSVW (JSON). file: the name of the CSV file, which is beside it."""
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": file,
        "dc:title": table.title,
        "dc:description": " ".join([*content.warnings, _DESCRIPTION, f"About {content.period}. {content.issued}"]),
        "dc:publisher": content.force,
        "dc:license": {"@id": LICENCE_ADDRESS},
        "dc:issued": {"@value": content.published.isoformat(), "@type": "xsd:date"},
        "dc:temporal": "/".join(_months(content.first_month, content.last_month)),
        "dc:source": content.address,
        **_related(content),
        "notes": [_definitions("measure", content.measures), _definitions("breakdown", content.breakdowns)],
        "tableSchema": {
            "columns": [column.described() for column in table.columns],
            "primaryKey": [column.name for column in table.columns if column.key],
        },
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


_DESCRIPTION = (
    "Percentages estimated from a random sample of victims, with 95% confidence intervals, after disclosure control. "
    "An empty cell is a number that is not shown or does not exist, never 0; the column mark says why."
)


def _related(content: Content) -> dict[str, str]:
    """The publications that these figures correct, or that correct them."""
    related = {"dc:isReplacedBy": content.corrected_by, "dc:replaces": content.corrects}
    return {name: other.address for name, other in related.items() if other}


def _definitions(column: str, labels: Mapping[str, str]) -> dict[str, object]:
    """The label of each name in a column."""
    return {"column": column, "labels": dict(labels)}
