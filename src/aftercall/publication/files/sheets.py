"""The sheets of a publication's spreadsheets, in the layout of the Analysis Function: a cover, the contents, the notes,
and a sheet for each kind of table. Every sheet has one table, without an empty cell. XLSX and ODS show the same."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from aftercall.publication.files.content import LICENCE, LICENCE_ADDRESS, Content
from aftercall.publication.files.over_time import methods_of_others, point_cells, who_measured
from aftercall.publication.files.values import (
    MARKS,
    comparison_label,
    direction_label,
    how_to_read,
    population_label,
    rounded,
    values_of,
)
from aftercall.publication.models import Mark, PublishedChange, PublishedFigure
from aftercall.publication.wording import without_method

type Cell = str | int | float

COVER, CONTENTS, NOTES, OVER_TIME = "Cover", "Contents", "Notes", "Over time"
_LONGEST_NAME = 31
_SEE_NOTES = "This worksheet contains one table. Marks such as [c] are explained on the sheet Notes."
_PERCENT, _LOW, _HIGH = "Percentage", "95% interval: low", "95% interval: high"


@dataclass(frozen=True)
class Sheet:
    """A sheet with one table: its name, title, lines above the table, headings, and rows of cells."""

    name: str
    title: str
    lines: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Cover:
    """The first sheet: a title, and sections of a heading and lines."""

    title: str
    sections: Sequence[tuple[str, Sequence[str]]]

    @property
    def texts(self) -> list[str]:
        """Everything on it, in order, a row each."""
        return [self.title, *(text for heading, lines in self.sections for text in (heading, *lines))]


def cover(content: Content) -> Cover:
    """What the tables are, what they are based on, and whom to ask."""
    introduction = [
        *content.warnings,
        f"Percentages of victims, about {content.period}. {content.issued}",
        "They are estimated from a random sample, with 95% confidence intervals.",
        "Numbers that could identify someone are not shown.",
        f"The page of these results: {content.address}",
    ]
    facts = [("Force", content.force), ("Survey", content.survey), *content.facts]
    about = [*(f"{name}: {value}" for name, value in facts), f"Licence: {LICENCE}", LICENCE_ADDRESS]
    headings = ("Introductory information", "About these data", "Contact")
    return Cover(content.title, list(zip(headings, (introduction, about, [content.contact]), strict=True)))


def sheets(content: Content) -> list[Sheet]:
    """Every sheet after the cover. A kind of table without rows is left out."""
    tables = [
        table
        for table in (
            _headlines(content),
            _changes(content),
            _trends(content),
            *_breakdowns(content, {COVER, CONTENTS, NOTES, OVER_TIME}),
        )
        if table.rows
    ]
    return [_contents([_notes(), *tables]), _notes(), *tables]


def _contents(others: Iterable[Sheet]) -> Sheet:
    rows = [(sheet.name, sheet.title) for sheet in others]
    return Sheet(CONTENTS, "Contents", ["This worksheet contains one table."], ["Sheet", "What it shows"], rows)


def _notes() -> Sheet:
    rows = [(f"[{mark.value}]", words) for mark, words in MARKS.items()]
    return Sheet(
        NOTES, "Notes", ["This worksheet contains one table. It explains the marks."], ["Mark", "Meaning"], rows
    )


def _headlines(content: Content) -> Sheet:
    rows = [
        (_measure(content, line), population_label(line.population), *_numbers(line), how_to_read(line))
        for line in content.figures
        if not line.breakdown
    ]
    heads = ["What was asked about", "Population", "Base", _PERCENT, _LOW, _HIGH, "How to read it"]
    return Sheet("Headlines", f"{content.title}: everybody", _lines(content), heads, rows)


def _breakdowns(content: Content, taken: set[str]) -> Iterator[Sheet]:
    heads = ["What was asked about", "Population", "Group", "Base", _PERCENT, _LOW, _HIGH, "How to read it"]
    for breakdown, label in content.breakdowns.items():
        rows = [
            (_measure(content, line), population_label(line.population), line.group, *_numbers(line), how_to_read(line))
            for line in content.figures
            if line.breakdown == breakdown
        ]
        title = f"{content.title}: by {label[0].lower()}{label[1:]}"
        yield Sheet(_name(f"By {label[0].lower()}{label[1:]}", taken), title, _lines(content), heads, rows)


def _changes(content: Content) -> Sheet:
    heads = [
        *("What was asked about", "Population", "Compared with", "Percentage before", "Difference in points"),
        *(_LOW, _HIGH, "Direction", "In words"),
    ]
    rows = [
        (
            content.measures.get(change.measure, change.measure),
            population_label(change.population),
            comparison_label(change),
            *_differences(change),
            direction_label(change),
            without_method(change.statement)[0],
        )
        for change in content.changes
    ]
    lines = [*_lines(content), *methods_of_others(content)]
    return Sheet("Changes", f"{content.title}: what changed", lines, heads, rows)


def _trends(content: Content) -> Sheet:
    heads = ["What was asked about", "Population", "Period", "Base", _PERCENT, _LOW, _HIGH, "Who measured it"]
    rows = [
        (
            content.measures.get(measure, measure),
            population_label(population),
            point.period,
            *point_cells(point),
            who_measured(content, point),
        )
        for (population, measure), points in content.trends.items()
        for point in points
    ]
    return Sheet(OVER_TIME, f"{content.title}: over time", _lines(content), heads, rows)


def _measure(content: Content, line: PublishedFigure) -> str:
    label = content.measures.get(line.measure, line.measure)
    return label if line.measure in content.shares else f"{label}: satisfied"


def _lines(content: Content) -> list[str]:
    return [*content.warnings, _SEE_NOTES, f"Percentages, about {content.period}. Source: {content.force}."]


def _numbers(line: PublishedFigure) -> tuple[Cell, ...]:
    """Base, percentage and interval. A mark replaces each number that is not shown, or that does not exist."""
    values = values_of(line)
    missing = f"[{values.mark}]" if line.percent is None else f"[{Mark.NOT_AVAILABLE.value}]"
    shown = f"[{values.mark}]" if values.percent is None else values.percent
    return tuple(missing if one is None else one for one in (values.base, shown, values.low, values.high))


def _differences(change: PublishedChange) -> tuple[Cell, ...]:
    numbers = (change.earlier_percent, change.difference, change.low, change.high)
    return tuple(f"[{Mark.NOT_APPLICABLE.value}]" if one is None else one for one in map(rounded, numbers))


def _name(label: str, taken: set[str]) -> str:
    """A name that a spreadsheet accepts and no other sheet has, without regard to case."""
    short = name = re.sub(r"[\[\]:*?/\\']+", " ", label).strip()[:_LONGEST_NAME]
    number = 1
    while name.casefold() in {one.casefold() for one in taken}:
        number += 1
        name = f"{short[: _LONGEST_NAME - 3]} {number}"
    taken.add(name)
    return name
