"""The figures in the document of a return."""

from aftercall.core.documents import Bar, Bullets, Caution, GroupedBars
from aftercall.evidence.archive.published import FigureRecord, Labels, Published
from aftercall.evidence.building.guide import covered, figures_of, gaps
from aftercall.evidence.building.index import STAGES, Index, Topic

LABELS = Labels("2025", "Example", {"whole": "The whole experience"}, [], {}, {}, {}, {})
TOPIC = Topic(STAGES, "outcomes", "Outcomes", ["whole"], "")


def publication(percent: float | None, mark: str = "", low: float | None = 50.0) -> Published:
    high = None if low is None else 71.25
    line = FigureRecord("whole", "all", "", "", "2025-01", "2025-01", 40, percent, low, high, mark, "")
    about = ("slug", "file", "", "2025-01", "2025-01", True, False)
    return Published(*about, LABELS, [line], [], [])


def words(percent: float | None, mark: str = "") -> str:
    return figures_of(TOPIC, publication(percent, mark))


def test_figures_are_those_of_the_tables_with_their_marks() -> None:
    assert words(62.5) == "The whole experience 62.5% (50.0% to 71.3%)"
    assert words(62.5, "u") == "The whole experience 62.5% (50.0% to 71.3%) [u]"
    assert words(None, "c") == "The whole experience [c]"


def test_a_bar_without_an_interval_says_its_share_alone_and_one_that_is_withheld_its_mark() -> None:
    def bar(published: Published) -> Bar:
        parts = covered(published, Index([TOPIC], {}, [], {"assessment": "Read this.", "act": "The Act."}))
        [found] = next(part for part in parts if isinstance(part, GroupedBars)).groups[0].bars
        return found

    label = "The whole experience: satisfied"
    assert bar(publication(62.5, "u", low=None)) == Bar(label, "62.5% [u]", 0.625)
    assert bar(publication(62.5)) == Bar(label, "62.5%", 0.625, 0.5, 0.7125, "50.0% to 71.3%")
    assert bar(publication(None, "c")) == Bar(label, "[c]", 0.0)


def test_gaps_name_what_is_covered_in_part_and_measures_that_nobody_has_mapped() -> None:
    nothing = Topic(STAGES, "recording", "Recording", [], "Victims cannot say.")
    partly = Topic(STAGES, "contact", "Contact", ["whole"], "Only by telephone.")
    parts = gaps(Index([TOPIC, nothing, partly], {}, ["waiting"], {}))
    assert [part.items for part in parts if isinstance(part, Bullets)] == [
        ["Recording: Victims cannot say."],
        ["Contact: Only by telephone."],
    ]
    assert parts[-1] == Caution("Nobody has said what these measures are evidence of: waiting.")
    assert gaps(Index([TOPIC], {}, [], {}))[1:] == [Bullets(["Nothing is left out."])]
