"""One figure, calculated again from the data: by the same engine, without using anything kept in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from aftercall.core.commands import command
from aftercall.core.words import percent
from aftercall.errors import BadInput
from aftercall.programmes.models import Programme
from aftercall.results.models import AnalysisRun
from aftercall.workbench.answering import figure
from aftercall.workbench.asked import FigureKey
from aftercall.workbench.crossing import Cell
from aftercall.workbench.workspace import Workspace, read_again, workspace_of_run

PLACES = 6  # A figure calculated again must agree to this many decimals of a percentage.


@dataclass(frozen=True)
class Recomputed:
    """A figure calculated again: its percentage with as many decimals as the expected one, and how it differs from what
    was expected, in sentences; none if it does not."""

    cell: Cell
    words: str
    differences: Sequence[str]


def recompute(key: FigureKey, *, expected: str = "", digest: str = "") -> Recomputed:
    """Calculate a figure again. expected: its percentage, such as 81.0%. digest: that of the data. Raises BadInput
    where there is no such figure, and Refused where its period cannot be analysed."""
    workspace = _workspace(key)
    cell = _cell(workspace, key)
    places = len(expected.rstrip("%").partition(".")[2]) if expected else PLACES
    found = percent(cell.share, places)
    differences = []
    if expected and found != f"{expected.rstrip('%')}%":
        differences.append(f"The figure is {found}, not {expected.rstrip('%')}%")
    if digest and digest != workspace.data_digest:
        differences.append(f"The data have the digest {workspace.data_digest}, not {digest}")
    return Recomputed(cell, found, differences)


def _workspace(key: FigureKey) -> Workspace:
    if key.analysis is not None:
        run = AnalysisRun.objects.filter(pk=key.analysis).select_related("programme").first()
        if run is None:
            raise BadInput(f"--analysis {key.analysis}: there is no such analysis")
        return workspace_of_run(run)
    programme = Programme.objects.filter(pk=key.programme).first()
    if programme is None:
        raise BadInput(f"--programme {key.programme}: there is no such programme")
    return read_again(programme, key.period)


def _cell(workspace: Workspace, key: FigureKey) -> Cell:
    if key.measure not in workspace.instruments.measures:
        known = ", ".join(workspace.instruments.measures)
        raise BadInput(f"--measure {key.measure}: the questionnaire has no such measure; use one of {known}")
    for dimension, _ in key.groups:
        if dimension not in workspace.dimensions:
            raise BadInput(f"--group {dimension}: cannot be crossed; use one of {', '.join(workspace.dimensions)}")
    cell = figure(workspace, key)
    if cell is None:
        raise BadInput("Nobody who answered is in these groups, so there is no figure")
    return cell


def recompute_command(key: FigureKey, *, expected: str, digest: str) -> str:
    """The one command that calculates a figure again and compares it."""
    if key.analysis is None:
        data = [f"--programme {key.programme}", f"--period {key.period.text}"]
    else:
        data = [f"--analysis {key.analysis}"]
    groups = [f"--group {_quoted(f'{dimension}:{group}')}" for dimension, group in key.groups]
    of = [f"--population {key.population.value}", f"--measure {key.measure}", *groups]
    return command(" ".join(["figure recompute", *data, *of, f"--expect {expected}", f"--data {digest}"]))


def _quoted(text: str) -> str:
    """As a shell needs it."""
    return text if text.replace(":", "").replace("_", "").isalnum() else "'" + text.replace("'", "'\\''") + "'"
