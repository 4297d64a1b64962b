"""The cells of disclosure control: the figures of a draft, and those that were decided on before, with their counts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aftercall.methods.joint_suppression import CellState
from aftercall.methods.linked_cells import Counts, SmallestGroup
from aftercall.publication.models import Mark, Publication, PublishedFigure
from aftercall.publication.states import DECIDED
from aftercall.results.models import AnalysisRun, Figure, MeasureCounts


@dataclass(frozen=True)
class Cell:
    """A cell of one measure. run: whose counts it is from. figure: its id, None if it was decided on before."""

    run: int
    first_month: date
    last_month: date
    population: str
    breakdown: str
    group: str
    state: CellState
    figure: int | None = None

    @property
    def about(self) -> tuple[object, ...]:
        """What the cell is about, whichever analysis it is from."""
        return self.first_month, self.last_month, self.population, self.breakdown, self.group


def decided_lines(publication: Publication) -> Sequence[PublishedFigure]:
    """Every line of the programme's other publications whose content is decided, oldest analysis first. Nobody was in a
    group marked x."""
    lines = PublishedFigure.objects.filter(
        publication__state__in=DECIDED, publication__run__programme=publication.run.programme
    )
    others = lines.exclude(publication=publication).exclude(mark=Mark.NOT_AVAILABLE)
    return list(others.select_related("publication").order_by("publication__prepared_at", "id"))


def cell_of_line(line: PublishedFigure) -> Cell:
    state = CellState.HIDDEN_BEFORE if line.suppressed else CellState.SHOWN
    run, months = line.publication.run_id, (line.first_month, line.last_month)
    return Cell(run, *months, line.population, line.breakdown, line.group, state)


def cell_of_figure(run: AnalysisRun, figure: Figure) -> Cell:
    months = (figure.since or run.first_month, run.last_month)
    return Cell(run.pk, *months, figure.population, figure.breakdown, figure.group, CellState.OPEN, figure.pk)


def counts_of_runs(runs: Sequence[int]) -> Mapping[str, Mapping[int, Counts]]:
    """The counts of each measure, by analysis."""
    found: dict[str, dict[int, Counts]] = defaultdict(dict)
    for one in MeasureCounts.objects.filter(run__in=runs):
        found[one.measure][one.run_id] = {
            SmallestGroup(part_label(month, part), breakdown, group): (gave, did_not)
            for month, part, breakdown, group, gave, did_not in one.counts
        }
    return found


def part_label(month: str, part: str) -> str:
    return f"{month} {part}"
