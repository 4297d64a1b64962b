"""Charts as SVG: what each shows where, in words too, and without anything that a strict policy forbids."""

import re
from math import sqrt
from xml.etree import ElementTree as ET

import pytest
from markupsafe import Markup

from aftercall.charts.flow import FlowStep, response_flow
from aftercall.charts.funnel import FunnelArea, FunnelLimits, funnel
from aftercall.charts.importance import Driver, importance_performance
from aftercall.charts.likert import LikertRow, likert
from aftercall.charts.scale import levels_of_shares, round_maximum, scale_of_shares
from aftercall.charts.svg import whole_percent
from aftercall.charts.tiles import Tile, in_rows, tile_map
from aftercall.charts.trend import TrendPoint, trend

SVG = "{http://www.w3.org/2000/svg}"
SIZES = [50.0, 100.0, 400.0]


def limits(target: float = 0.7) -> FunnelLimits:
    bounds = ([target + z * sqrt(target * (1 - target) / n) for n in SIZES] for z in (-1.96, 1.96, -3.09, 3.09))
    return FunnelLimits(SIZES, *bounds)


def every_chart(label: str) -> list[Markup | None]:
    return [
        trend(label, [TrendPoint(label, 1, 0.7, 0.6, 0.8), TrendPoint(label, 2, 0.8, change=1)]),
        funnel(label, [FunnelArea(label, 100, 0.5, "alarm")], 0.7, limits()),
        importance_performance(label, [Driver(label, 0.5, 0.1)]),
        response_flow(label, [FlowStep(label, 10), FlowStep(label, 3, leaves=True), FlowStep(label, 7)]),
        likert(label, [label, "No"], [LikertRow(label, [0.6, 0.4])]),
        tile_map(label, [Tile(label, 0, 0, 0.5, "50%"), Tile("B", 1, 0, None, "[c]")]),
    ]


def parsed(svg: Markup | None) -> ET.Element:
    assert svg is not None
    return ET.fromstring(svg)  # noqa: S314 - it was written here


def marks(svg: Markup | None, element: str) -> list[ET.Element]:
    return parsed(svg).findall(f"{SVG}{element}")


def texts(svg: Markup | None) -> list[str]:
    return [str(one.text) for one in marks(svg, "text")]


def test_every_chart_is_well_formed_named_and_free_of_styles_scripts_and_ids() -> None:
    for chart in every_chart("<b>&"):
        root = parsed(chart)
        assert root.findtext(f"{SVG}title") == "<b>&"
        assert root.findtext(f"{SVG}desc")
        assert root.get("role") == "img"
        names = {name for one in root.iter() for name in one.attrib}
        assert not names & {"style", "id", "href", "onload"}
        assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
            *("svg", "title", "desc", "rect", "path", "circle", "text")
        }


def test_nothing_is_drawn_outside_the_paper() -> None:
    for chart in every_chart("Area"):
        root = parsed(chart)
        height = float(root.get("viewBox", "").split()[3])
        for one in root.iter():
            for name, most in (("cx", 340), ("x", 340), ("cy", height), ("y", height)):
                assert 0 <= float(one.get(name, 0)) <= most


def test_higher_shares_are_higher_in_a_trend_and_later_ones_further_right() -> None:
    points = [TrendPoint("May", 1, 0.7), TrendPoint("June", 2, 0.75), TrendPoint("July", 5, 0.8)]
    circles = marks(trend("Satisfied", points), "circle")
    assert [one.get("cx") for one in circles] == ["40", "112.5", "330"]
    heights = [float(one.get("cy", 0)) for one in circles]
    assert heights == sorted(heights, reverse=True)


def test_a_trend_connects_only_joined_points_and_leaves_a_gap_where_none_is_shown() -> None:
    points = [
        TrendPoint("May", 1, 0.7),
        TrendPoint("June", 2, 0.75),
        TrendPoint("July", 3, None),
        TrendPoint("August", 4, 0.8),
        TrendPoint("September", 5, 0.8, joined=False, hollow=True),
    ]
    svg = trend("Satisfied", points)
    assert len([one for one in marks(svg, "path") if "L" in one.get("d", "")]) == 1
    assert "From 70% in May to 80% in September (another supplier)." in str(svg)


def test_a_change_larger_than_chance_is_marked_and_said() -> None:
    svg = trend("Satisfied", [TrendPoint("May", 1, 0.7), TrendPoint("June", 2, 0.8, change=1)])
    assert "More than chance explains: rose in June." in str(svg)
    assert any(one.get("d", "").endswith("Z") for one in marks(svg, "path"))


def test_one_figure_is_no_trend() -> None:
    assert trend("Satisfied", [TrendPoint("May", 1, 0.7), TrendPoint("June", 2, None)]) is None


def test_a_funnel_names_the_areas_beyond_its_limits() -> None:
    areas = [FunnelArea("1", 100, 0.7, "within"), FunnelArea("2", 400, 0.5, "alarm")]
    svg = funnel("Areas", areas, 0.7, limits())
    assert "2" in texts(svg)
    assert "1" not in texts(svg)
    assert "Beyond what chance explains: 2 (below)." in str(svg)
    # The curves close in on the target as areas grow.
    curves = [re.findall(r"[\d.]+ ([\d.]+)", one.get("d", "")) for one in marks(svg, "path") if "L" in one.get("d", "")]
    spread = [abs(float(low) - float(high)) for low, high in zip(curves[0], curves[1], strict=True)]
    assert spread == sorted(spread, reverse=True)


def test_drivers_are_placed_around_their_means() -> None:
    drivers = [Driver("1", 0.9, 0.1), Driver("2", 0.6, 0.4), Driver("3", 0.6, 0.1)]
    circles = marks(importance_performance("Drivers", drivers), "circle")
    assert [one.get("cx") for one in circles] == ["310", "100", "100"]
    assert [one.get("cy") for one in circles] == ["160", "40", "160"]
    alike = marks(importance_performance("Drivers", [Driver("1", 0.7, 0.1)] * 3), "circle")
    assert {(one.get("cx"), one.get("cy")) for one in alike} == {("170", "120")}


def test_the_parts_of_a_likert_bar_are_as_long_as_their_shares() -> None:
    svg = likert("Scale", ["Yes", "Neither", "No"], [LikertRow("Contact", [0.5, 0.2, 0.3]), LikertRow("Other", [])])
    widths = [float(one.get("width", 0)) for one in marks(svg, "rect") if one.get("height") == "22"]
    assert [round(width / sum(widths), 2) for width in widths] == [0.5, 0.2, 0.3]
    assert {"50%", "20%", "30%", "not shown"} <= set(texts(svg))


def test_a_tile_is_darker_the_higher_its_share_and_one_without_a_figure_has_a_line_across() -> None:
    names = ["A", "B", "C", "D"]
    tiles = [
        Tile(name, *place, share, name)
        for (name, place), share in zip(in_rows(names).items(), (0.6, 0.7, 0.8, None), strict=True)
    ]
    svg = tile_map("Areas", tiles)
    fills = [one.get("fill", "") for one in marks(svg, "rect")[1:4]]
    brightness = [sum(int(fill[place : place + 2], 16) for place in (1, 3, 5)) for fill in fills]
    assert brightness == sorted(brightness, reverse=True)
    assert len(marks(svg, "path")) == 1
    assert "Lowest: A, A. Highest: C, C." in str(svg)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([0.71, 0.79], [0.7, 0.8]),
        ([0.7], [0.6, 0.7, 0.8]),
        ([1.0], [0.9, 1.0]),
        ([0.05, 0.97], [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_a_scale_ends_at_multiples_of_ten_per_cent(shares: list[float], expected: list[float]) -> None:
    assert list(levels_of_shares(scale_of_shares(shares, 0, 1))) == pytest.approx(expected)


def test_round_ends_and_halves() -> None:
    assert [round_maximum(value) for value in (1, 130, 240, 510)] == [1, 200, 250, 1000]
    assert [whole_percent(share) for share in (0.145, 0.005, 1.0)] == ["15%", "1%", "100%"]


def test_charts_without_figures_are_not_drawn() -> None:
    assert funnel("Areas", [], 0.7, limits()) is None
    assert importance_performance("Drivers", []) is None
    assert likert("Scale", ["Yes"], []) is None
    assert tile_map("Areas", []) is None
