"""The plan of a year: expected people, answers and precision."""

from fractions import Fraction
from math import sqrt
from pathlib import Path

import pytest
from tests.frames.making import make_frame

from aftercall.errors import BadInput
from aftercall.frames.certificate import Stratum
from aftercall.frames.design import SampleDesign
from aftercall.frames.planning import ResponseCounts, expected_strata, half_width, plan_year, read_responses

_WAVE = [
    Stratum("a|x", 100, 15, Fraction(15, 100)),
    Stratum("a|y", 60, 9, Fraction(15, 100)),
    Stratum("b|x", 40, 8, Fraction(1, 5)),
]


def test_the_half_width_follows_the_textbook_formula() -> None:
    """15 % of 2,709 burglaries at p = 0.82 give ± 3.4 percentage points; 1,067 from a huge population give ± 3."""
    assert half_width(2709, round(0.15 * 2709), 0.82) == pytest.approx(0.0344, abs=0.0001)
    assert half_width(10**9, 1067, 0.5) == pytest.approx(0.03, abs=0.00001)
    assert half_width(5, 5, 0.5) == 0
    assert half_width(5, 0, 0.5) is None


def test_a_year_is_scaled_from_the_waves_so_far() -> None:
    a, b, whole = plan_year([_WAVE, _WAVE], {"a": ResponseCounts(40, 20), "b": ResponseCounts(0, 0)}, SampleDesign())
    assert (a.category, a.population, a.sample, a.response, a.answers) == ("a", 1920, 288, 0.5, 144)
    assert (b.category, b.population, b.sample, b.response, b.answers) == ("b", 480, 96, 0.5, 48)
    assert (whole.category, whole.population, whole.sample, whole.answers) == ("", 2400, 384, 192)
    assert a.half_width is not None
    assert b.half_width is not None
    assert whole.half_width == pytest.approx(sqrt((0.8 * a.half_width) ** 2 + (0.2 * b.half_width) ** 2))


def test_without_responses_the_designs_rate_applies_and_without_waves_there_is_no_plan() -> None:
    design = SampleDesign(response=Fraction(1, 4))
    assert [line.response for line in plan_year([_WAVE], {}, design)][:2] == [0.25, 0.25]
    assert plan_year([], {}, design) == []


def test_neither_a_category_without_answers_nor_the_total_has_a_half_width() -> None:
    lines = plan_year([_WAVE], {"a": ResponseCounts(40, 0), "b": ResponseCounts(10, 5)}, SampleDesign())
    assert [line.half_width is None for line in lines] == [True, False, True]


def test_the_expected_strata_follow_from_frame_and_design(tmp_path: Path) -> None:
    frame = make_frame(tmp_path / "f", {"a": 60, "b": 4})
    strata = expected_strata(frame, SampleDesign(fraction=Fraction(1, 4), minimum=3))
    assert {s.stratum: (s.population, s.sample) for s in strata} == {"a": (60, 13), "b": (4, 3)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("category,sampled\na,1", "r.csv: needs the columns"),
        ("category,sampled,answered\na,1,2", "r.csv, row 2: sampled and answered"),
        ("category,sampled,answered\na,1,1\nb,x,1", "r.csv, row 3: sampled and answered"),
        ("category,sampled,answered\na,1", "r.csv, row 2: sampled and answered"),
    ],
)
def test_invalid_responses_are_reported_by_row(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text(text)
    with pytest.raises(BadInput, match=says):
        read_responses(path)


def test_a_missing_file_of_responses_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="can't be read"):
        read_responses(tmp_path / "none.csv")
