"""Verify an evidence return: what was changed, and what differs from what is computed again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import isclose

from aftercall.core.signed_statements import SignedStatement
from aftercall.core.words import rounded_points
from aftercall.errors import BadInput
from aftercall.evidence.archive import certified, names, tables
from aftercall.evidence.archive.published import (
    CONFIDENTIAL,
    EARLIER,
    IMPORTED,
    LOW,
    NOT_AVAILABLE,
    UNRELIABLE,
    ChangeRecord,
    FigureRecord,
    PointRecord,
    Published,
    read_published,
)
from aftercall.evidence.archive.reading import read_csv, read_ods
from aftercall.evidence.archive.recomputing import Analysis, Computed, judged_changes, recompute
from aftercall.evidence.archive.sealing import Files, differences, read_manifest, unpack

# Sums of the same numbers in another order differ by less.
_TOLERANCE = 1e-9


@dataclass
class Verification:
    """problems: a sentence for each difference, with its place. imported: what was not computed again because another
    supplier measured it; earlier: because its data have changed since it was published. manifest: None if it cannot be
    read. recomputed: whether there were microdata."""

    manifest: SignedStatement | None = None
    problems: list[str] = field(default_factory=list)
    recomputed: bool = False
    alike: int = 0
    withheld: int = 0
    nobody: int = 0
    changes: int = 0
    points: int = 0
    certificates: int = 0
    imported: list[str] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether nothing differs."""
        return not self.problems


def verify_return(content: bytes, name: str) -> Verification:
    """Verify the bytes of a return; `name` is how messages name it."""
    found = Verification()
    try:
        files = unpack(content, name)
        found.manifest = read_manifest(files, name)
        found.problems += differences(files, found.manifest)
        _verify_contents(files, found.manifest, found)
    except BadInput as error:
        found.problems.append(str(error))
    return found


def _verify_contents(files: Files, manifest: SignedStatement, found: Verification) -> None:
    published = read_published(files.get(names.FIGURES, b""))
    analyses = {analysis: recompute(files, analysis) for analysis in published.analyses}
    found.recomputed = bool(analyses)
    if analyses:
        published = _figures(published, analyses, found)
        published = _over_time(published, analyses, found)
        published = _changes(published, analyses, found)
    found.problems += _tables(files, published)
    found.problems += certified.differences(files, analyses, manifest)
    found.certificates = certified.checked(files)


def _figures(published: Published, analyses: Mapping[str, Analysis], found: Verification) -> Published:
    """Compare the figures with those computed again. Returns them as they must be shown."""
    checked = [_figure(one, analyses, found) for one in published.figures]
    lines = {one.about for one in published.figures}
    found.problems += [
        f"{names.FIGURES}: has no line for {', '.join(filter(None, about))}"
        for about in _analysis(analyses, published.analysis).figures
        if about not in lines
    ]
    return replace(published, figures=checked)


def _analysis(analyses: Mapping[str, Analysis], name: str) -> Analysis:
    if name not in analyses:
        raise BadInput(f"{names.FIGURES}: names no analysis of its own")
    return analyses[name]


def _figure(one: FigureRecord, analyses: Mapping[str, Analysis], found: Verification) -> FigureRecord:
    if one.mark == CONFIDENTIAL:
        found.withheld += 1
        return _agreed(one, replace(one, n=None, percent=None, low=None, high=None), one.words, found)
    if one.source == EARLIER:
        found.earlier.append(f"{one.words}, {one.first_month} to {one.last_month}")
        return one
    computed = analyses[one.source].figures.get(one.about) if one.source in analyses else None
    if computed is None:
        if one.mark == NOT_AVAILABLE:
            found.nobody += 1
        else:
            found.problems.append(f"{names.FIGURES}: {one.words} cannot be computed from analysis {one.source}")
        return replace(one, n=None, percent=None, low=None, high=None)
    mark = _mark(computed)
    percent = None if mark == LOW else computed.percent
    shown = replace(one, n=computed.n, percent=percent, low=computed.low, high=computed.high, mark=mark)
    agreed = _agreed(one, shown, one.words, found)
    found.alike += agreed is one
    return agreed


def _mark(computed: Computed) -> str:
    if computed.percent > 0 and rounded_points(computed.percent) == 0:
        return LOW
    return UNRELIABLE if computed.reliability == "unreliable" else ""


def _over_time(published: Published, analyses: Mapping[str, Analysis], found: Verification) -> Published:
    checked = [_point(one, analyses, found) for one in published.over_time]
    return replace(published, over_time=checked)


def _point(one: PointRecord, analyses: Mapping[str, Analysis], found: Verification) -> PointRecord:
    words = f"{one.measure}, {one.population}, {one.first_month} to {one.last_month}"
    if one.source == IMPORTED:
        found.imported.append(f"{words}: measured by {one.supplier}")
        return one
    if one.percent is None:
        return one
    if one.source not in analyses:
        found.earlier.append(words)
        return one
    computed = analyses[one.source].figures.get((one.population, one.measure, "", ""))
    if computed is None:
        found.problems.append(f"{names.FIGURES}: {words} cannot be computed from analysis {one.source}")
        return one
    found.points += 1
    shown = replace(one, n=computed.n, percent=computed.percent, low=computed.low, high=computed.high)
    return _agreed(one, shown, f"over time, {words}", found)


def _changes(published: Published, analyses: Mapping[str, Analysis], found: Verification) -> Published:
    checked = []
    for one, judged, earlier in judged_changes(published, analyses):
        if judged is None:
            checked.append(replace(one, earlier_percent=None, difference=None, low=None, high=None))
            continue
        numbers = judged.change
        low, high = (None if bound is None else 100 * bound for bound in (numbers.low, numbers.high))
        shown = replace(one, earlier_percent=earlier, difference=100 * numbers.difference, low=low, high=high)
        if published.all_changes:
            shown = replace(shown, direction=judged.direction.value)
        words = f"change since {one.comparison.replace('_', ' ')}, {one.measure}, {one.population}"
        checked.append(_agreed(one, shown, words, found))
        found.changes += 1
    return replace(published, changes=checked)


def _agreed[Record: (FigureRecord, PointRecord, ChangeRecord)](
    stated: Record, computed: Record, words: str, found: Verification
) -> Record:
    """The record as stated if it says what was computed, whose last digits may differ; otherwise as computed."""
    alike = True
    for name, value in vars(computed).items():
        said = getattr(stated, name)
        if said == value or (_is_number(said) and _is_number(value) and isclose(said, value, abs_tol=_TOLERANCE)):
            continue
        alike = False
        found.problems.append(
            f"{names.FIGURES}, {words}: {name} is {_shown(said)}, but computed again it is {_shown(value)}"
        )
    return stated if alike else computed


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: object) -> str:
    return "nothing" if value in {None, ""} else str(value)


def _tables(files: Files, published: Published) -> Iterator[str]:
    """Compare the tables with what they must show, cell by cell."""
    place = f"{names.PUBLICATION}{published.file}"
    yield from _table(files, f"{place}.csv", tables.figures_csv(published))
    yield from _table(files, f"{place}-changes.csv", tables.changes_csv(published))
    yield from _spreadsheet(files, f"{place}.ods", published)


def _table(files: Files, name: str, expected: tables.Expected) -> Iterator[str]:
    if name not in files:
        yield f"{name}: is missing"
        return
    try:
        yield from read_csv(files[name], name).differences(expected)
    except BadInput as error:
        yield str(error)


def _spreadsheet(files: Files, name: str, published: Published) -> Iterator[str]:
    if name not in files:
        yield f"{name}: is missing"
        return
    try:
        sheets = read_ods(files[name], name)
    except BadInput as error:
        yield str(error)
        return
    for title, expected in tables.spreadsheet(published).items():
        if title in sheets:
            yield from sheets[title].differences(expected)
        else:
            yield f"{name}: has no sheet ‘{title}’"
