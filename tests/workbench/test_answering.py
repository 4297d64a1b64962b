"""What is said of crossed figures beyond their values: which groups chance does not explain."""

from aftercall.methods.funnel import Zone
from aftercall.methods.small_sample import Reliability
from aftercall.workbench.answering import changes, funnel_of
from aftercall.workbench.crossing import Cell
from aftercall.workbench.dimensions import Dimension
from aftercall.workbench.pictures import beside_limits, trend_points


def cell(share: float, base: int = 400, deff: float = 1.0) -> Cell:
    se = (deff * share * (1 - share) / base) ** 0.5
    return Cell("whole", {}, base, round(share * base), share, se, 0.0, 1.0, 300, deff, Reliability.SOUND)


def test_a_group_far_below_the_whole_is_beyond_the_limits() -> None:
    found = funnel_of(cell(0.8, 4000), {"weak": cell(0.65), "usual": cell(0.79), "tiny": cell(0.0, 2)})
    assert found is not None
    assert found.zones == {"weak": Zone.ALARM_LOW, "usual": Zone.WITHIN, "tiny": Zone.WARNING_LOW}


def test_a_group_beyond_the_limits_is_marked_in_its_row() -> None:
    found = funnel_of(cell(0.8, 4000), {"weak": cell(0.65), "usual": cell(0.79)})
    assert beside_limits("60% to 70%", found, "weak") == "60% to 70%; ▼ lower than chance explains"
    assert beside_limits("75% to 83%", found, "usual") == "75% to 83%"


def test_the_design_of_the_whole_widens_the_limits() -> None:
    found = funnel_of(cell(0.8, 4000, deff=4.0), {"weak": cell(0.74), "usual": cell(0.79)})
    assert found is not None
    assert found.zones["weak"] is Zone.WITHIN
    assert round(found.sizes["weak"]) == 100


def test_one_group_or_no_variation_has_no_funnel() -> None:
    assert funnel_of(cell(0.8), {"only": cell(0.8)}) is None
    assert funnel_of(cell(1.0), {"a": cell(1.0), "b": cell(1.0)}) is None


def test_a_change_is_found_in_its_line_and_period_also_across_an_empty_one() -> None:
    shares = (0.6, 0.6, None, 0.85, 0.86, 0.85)
    moving = [(f"2025-{place}", None if share is None else cell(share)) for place, share in enumerate(shares, 1)]
    flat = [(period, cell(0.7)) for period, _ in moving]
    found = changes({"moving": moving, "flat": flat})
    assert list(found["moving"]) == ["2025-4"]
    assert found["flat"] == {}


def test_a_trend_has_a_gap_where_a_month_is_missing() -> None:
    months = ["2024-11", "2024-12", "2025-02"]
    time = Dimension("month", "Month", "month reported", {month: month for month in months})
    points = trend_points([(month, cell(0.7)) for month in months], time, {})
    assert [point.place - points[0].place for point in points] == [0, 1, 3]
    assert [point.joined for point in points] == [True, True, False]
