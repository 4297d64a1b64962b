"""The figures in the document of a return."""

from aftercall.evidence.archive.published import FigureRecord, Labels, Published
from aftercall.evidence.building.guide import figures_of
from aftercall.evidence.building.index import STAGES, Topic

LABELS = Labels("2025", "Example", {"whole": "The whole experience"}, [], {}, {}, {}, {})
TOPIC = Topic(STAGES, "outcomes", "Outcomes", ["whole"], "")


def words(percent: float | None, mark: str = "") -> str:
    line = FigureRecord("whole", "all", "", "", "2025-01", "2025-01", 40, percent, 50.0, 71.25, mark, "")
    about = ("slug", "file", "", "2025-01", "2025-01", True, False)
    return figures_of(TOPIC, Published(*about, LABELS, [line], [], []))


def test_figures_are_those_of_the_tables_with_their_marks() -> None:
    assert words(62.5) == "The whole experience 62.5% (50.0% to 71.3%)"
    assert words(62.5, "u") == "The whole experience 62.5% (50.0% to 71.3%) [u]"
    assert words(None, "c") == "The whole experience [c]"
