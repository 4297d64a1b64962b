"""Errors in the data, as CSV and as Parquet. The command writes one line that names the place, ends with 2 and leaves
no file, or gives the result that docs/estimate.md states."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from click.testing import CliRunner

from aftercall.estimates.commands import estimate

HEAD = "id,area,w,N,y,x\n"
LINES = ["1,north,2,4,1,a", "2,north,2,4,0,b", "3,south,3,6,1,a", "4,south,3,6,0,b"]
DESIGN = '[design]\nstrata = "area"\nweights = "w"\nfpc = "N"\n'

type Run = Callable[..., Any]


def request(kind: str, variable: str = "y", **more: object) -> str:
    """A table of D.toml. Text and lists are written in TOML as in JSON."""
    entries = {"kind": kind, "variable": variable} | more
    return "[[estimate]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in entries.items())


def rake(margins: str) -> str:
    return f'[[weighting]]\nmethod = "rake"\nmargins = {margins}\n'


@pytest.fixture(params=["csv", "parquet"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    def of(lines: list[str], design: str) -> Any:
        (tmp_path / "o.json").unlink(missing_ok=True)
        data, out = tmp_path / f"d.{request.param}", tmp_path / "o.json"
        (tmp_path / "d.csv").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
        if request.param == "parquet":
            pyarrow.parquet.write_table(pyarrow.csv.read_csv(tmp_path / "d.csv"), data)
        (tmp_path / "D.toml").write_text(design, encoding="utf-8")
        words = [str(data), "--design", str(tmp_path / "D.toml"), "--out", str(out)]
        result = CliRunner().invoke(estimate, words)
        if result.exit_code:
            assert (result.exit_code, result.output.count("\n"), out.exists()) == (2, 1, False)
            return result.output
        return json.loads(out.read_text(encoding="utf-8"))

    return of


def with_line(number: int, line: str) -> list[str]:
    return [line if place == number else kept for place, kept in enumerate(LINES, start=1)]


MEAN = DESIGN + request("mean")


@pytest.mark.parametrize("weight", ["0", "-1", "", "1e-400"])
def test_a_weight_that_is_missing_or_not_above_0(run: Run, weight: str) -> None:
    said = run(with_line(2, f"2,north,{weight},4,0,b"), MEAN)
    assert "the column w has no weight above 0 in row 2; leave out rows that did not respond" in said


def test_numbers_that_cannot_be_calculated_with(run: Run) -> None:
    """An overflow is one line, without a warning before it."""
    said = run(with_line(2, "2,north,1e300,4,0,b"), '[design]\nweights = "w"\n' + request("ttest", group="x"))
    assert "its numbers are too large, too small or too alike to calculate with" in said
    said = run([line.replace(",2,4,", ",1e308,4,") for line in LINES], '[design]\nweights = "w"\n' + request("total"))
    assert "D.toml" in said


def test_an_infinite_weight(run: Run) -> None:
    assert "the column w is infinite in row 2" in run(with_line(2, "2,north,inf,4,0,b"), MEAN)


def test_a_stratum_with_fewer_people_than_its_sample(run: Run) -> None:
    lines = [line.replace(",3,6,", ",3,1,") for line in LINES]
    assert "D.toml, [design]: stratum south: its population is smaller than its sample" in run(lines, MEAN)


def test_a_lonely_unit(run: Run) -> None:
    assert "stratum south: one unit sampled, so its variance is unknown" in run(LINES[:3], MEAN)


def test_a_level_of_a_margin_missing_from_the_data(run: Run) -> None:
    said = run(LINES, DESIGN + rake("{area = {north = 4, south = 6, west = 1}}") + request("mean"))
    assert "margin area, level west: nobody in the sample represents a population of 1" in said


def test_a_level_of_the_data_missing_from_a_margin(run: Run) -> None:
    said = run(LINES, DESIGN + rake("{area = {north = 4}}") + request("mean"))
    assert "[[weighting]] 1, margins, area: the level south of the data has no total" in said


def test_the_same_id_twice_is_one_unit(run: Run) -> None:
    design = DESIGN.replace("[design]", '[design]\nids = "id"\nnest = true')
    repeated = run(with_line(2, "1,north,2,4,0,b"), design.replace('fpc = "N"', 'lonely = "remove"') + request("mean"))
    distinct = run(LINES, design + request("mean"))
    assert (repeated[0]["df"], distinct[0]["df"]) == (1, 2)


def test_the_same_id_in_two_strata(run: Run) -> None:
    design = DESIGN.replace("[design]", '[design]\nids = "id"')
    said = run(with_line(3, "1,south,3,6,1,a"), design + request("mean"))
    assert "row 1: its unit is also in another stratum" in said


@pytest.mark.parametrize("kind", ["mean", "total", "ratio", "quantile", "ttest", "logistic"])
def test_text_where_a_number_belongs(run: Run, kind: str) -> None:
    more = {"ratio": {"denominator": "N"}, "quantile": {"probabilities": [0.5]}, "ttest": {"group": "x"}}
    asked = request(kind, **(more | {"logistic": {"terms": ["N"]}}).get(kind, {}))
    said = run(with_line(3, "3,south,3,6,many,a"), DESIGN + asked)
    assert "the column y has text in row 3; it must have numbers only" in said
    assert "many" not in said


NOTHING = [line.replace(",1,a", ",,a").replace(",0,b", ",,b") for line in LINES]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("mean", {}),
        ("total", {}),
        ("ratio", {"denominator": "N"}),
        ("quantile", {"probabilities": [0.5]}),
        ("difference", {"between": "x", "levels": ["a", "b"]}),
    ],
)
def test_a_question_that_nobody_answered_has_a_base_of_0(run: Run, kind: str, more: dict[str, Any]) -> None:
    (row,) = run(NOTHING, DESIGN + request(kind, **more))
    assert (row["n"], row["estimate"], row["se"], row["low"]) == (0, None, None, None)


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("proportion", {}, "variable: the column y has no value in any row"),
        ("contrast", {"between": "x", "levels": ["a"], "coefficients": [1]}, "no row of the domain has a value"),
        ("chisq", {"with": "x"}, "no row of the domain has a value of both variables"),
        ("ttest", {"group": "x"}, "no row of the domain has the outcome and every term"),
        ("logistic", {"terms": ["N"]}, "no row of the domain has the outcome and every term"),
    ],
)
def test_a_question_that_nobody_answered_is_refused(run: Run, kind: str, more: dict[str, Any], words: str) -> None:
    assert words in run(NOTHING, DESIGN + request(kind, **more))


@pytest.mark.parametrize("kind", ["mean", "total"])
def test_values_whose_squares_underflow(run: Run, kind: str) -> None:
    lines = [line.replace(",1,a", ",1e-300,a") for line in LINES]
    said = run(lines, DESIGN + request(kind))
    assert (
        "[[estimate]] 1: the squares of the values or weights are too small or too large to compute; use another unit"
        in said
    )


def test_weights_whose_squares_underflow(run: Run) -> None:
    """A mean or share does not depend on the unit of the weights; a total does."""
    tiny = [line.replace("north,2", "north,2e-300").replace("south,3", "south,3e-300") for line in LINES]
    plain = run(LINES, MEAN + request("proportion"))
    found = run(tiny, MEAN + request("proportion"))
    for row, other in zip(found, plain, strict=True):
        assert (row["estimate"], row["se"], row["high"]) == pytest.approx(
            (other["estimate"], other["se"], other["high"])
        )
    assert "use another unit" in run(tiny, DESIGN + request("total"))


def test_one_weight_much_smaller_than_the_others(run: Run) -> None:
    (row,) = run(with_line(1, "1,north,1e-300,4,1,a"), MEAN)
    assert row["estimate"] == pytest.approx(3 / 8)


def test_a_total_close_to_0(run: Run) -> None:
    said = run(LINES, DESIGN + rake("{area = {north = 1e-300, south = 6}}") + request("total"))
    assert "estimate" in said[0]


def test_a_parquet_column_of_lists(tmp_path: Path) -> None:
    pyarrow.parquet.write_table(pa.table({"w": [1, 2], "y": [[1], [2]]}), tmp_path / "d.parquet")
    (tmp_path / "D.toml").write_text('[design]\nweights = "w"\n' + request("proportion"), encoding="utf-8")
    words = [str(tmp_path / "d.parquet"), "--design", str(tmp_path / "D.toml"), "--out", str(tmp_path / "o.json")]
    result = CliRunner().invoke(estimate, words)
    assert result.exit_code == 2
    assert "the column y has lists or records; it must have single values" in result.output
