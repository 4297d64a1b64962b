"""The rows of figures from a file and its design, in each format."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from click.testing import CliRunner

from aftercall.errors import BadInput
from aftercall.estimates.commands import estimate as command
from aftercall.estimates.run import estimate, estimate_table, weight_table

DATA = """id,area,w,y,late,group
11,north,2,1,,a
12,north,2,0,1,b
13,north,2,1,0,a
14,south,3,1,0,b
15,south,3,1,1,b
16,south,3,1,0,a
"""
DESIGN = '[design]\nstrata = "area"\nweights = "w"\n[define]\nslow = "late == 1 or group == \'b\'"\n'


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def of(*requests: str, weighting: str = "", design: str = "") -> Any:
        (tmp_path / "d.csv").write_text(DATA, encoding="utf-8")
        (tmp_path / "D.toml").write_text(
            DESIGN.replace("[define]", design + "[define]") + weighting + "\n".join(requests), encoding="utf-8"
        )
        return estimate(tmp_path / "d.csv", tmp_path / "D.toml")

    return of


def test_a_proportion_has_every_level_in_every_domain(run: Any) -> None:
    rows = run('[[estimate]]\nkind = "proportion"\nvariable = "y"\nby = ["area"]').rows
    assert [(row["domain"], row["level"], row["n"]) for row in rows] == [
        ({"area": "north"}, "0", 3),
        ({"area": "north"}, "1", 3),
        ({"area": "south"}, "0", 3),
        ({"area": "south"}, "1", 3),
    ]
    nobody = rows[2]
    assert (nobody["estimate"], nobody["se"], nobody["low"]) == (0, 0, 0)
    assert nobody["high"] == pytest.approx(1 - 0.025 ** (1 / 3))


def test_missing_answers_leave_the_base(run: Any) -> None:
    (row,) = run('[[estimate]]\nkind = "mean"\nvariable = "late"').rows
    assert (row["n"], row["estimate"]) == (5, pytest.approx((2 + 3) / (2 + 2 + 9)))


def test_a_domain_without_an_answer_has_a_base_of_0_and_no_figure(run: Any) -> None:
    rows = run('[[estimate]]\nkind = "mean"\nvariable = "late"\nby = "id"').rows
    assert rows[0]["n"] == 0
    assert "estimate" not in rows[0]


def test_a_derived_column_is_missing_where_its_source_is(run: Any) -> None:
    rows = run('[[estimate]]\nkind = "proportion"\nvariable = "slow"\nlevel = true').rows
    assert (rows[0]["n"], rows[0]["estimate"]) == (5, pytest.approx(8 / 13))


def test_no_interval_if_none_is_asked_for(run: Any) -> None:
    (row,) = run('[[estimate]]\nkind = "proportion"\nvariable = "group"\nlevel = "a"\ninterval = "none"').rows
    assert "low" not in row


def test_differences_by_domain_are_one_family(run: Any) -> None:
    rows = run(
        '[[estimate]]\nkind = "difference"\nvariable = "w"\nbetween = "group"\nlevels = ["a", "b"]\nby = "area"'
    ).rows
    assert [row["term"] for row in rows] == ["b - a", "b - a"]
    assert all(row["adjusted_p"] >= row["p_value"] for row in rows)


def test_two_calibrations_in_sequence(run: Any) -> None:
    steps = '[[weighting]]\nmethod = "poststratify"\nmargins = {area = {north = 10, south = 20}}\n'
    steps += '[[weighting]]\nmethod = "calibrate"\nmargins = {group = {a = 14, b = 16}}\n'
    weighted = run('[[estimate]]\nkind = "mean"\nvariable = "y"', weighting=steps).weighted
    group = np.array(["a", "b", "a", "b", "b", "a"])
    assert weighted.weights[group == "a"].sum() == pytest.approx(14)
    assert weighted.calibration.earlier is not None


def test_replicates_are_calibrated_one_by_one(run: Any) -> None:
    step = '[[weighting]]\nmethod = "poststratify"\nmargins = {area = {north = 10, south = 20}}\n'
    found = run('[[estimate]]\nkind = "total"\nvariable = "w"', weighting=step, design='make_replicates = "JKn"\n')
    assert found.weighted.sample.replicates.sum(axis=0) == pytest.approx(30)
    assert found.weighted.weights.sum() == pytest.approx(30)


def test_the_scale_of_the_weights_does_not_affect_shares(tmp_path: Path) -> None:
    (tmp_path / "D.toml").write_text(
        '[design]\nweights = "w"\n[[estimate]]\nkind = "proportion"\nvariable = "y"\n', encoding="utf-8"
    )
    found = []
    for unit in ("1", "1e-300", "1e+300"):
        (tmp_path / "d.csv").write_text(f"w,y\n{unit},1\n{unit},0\n{unit},0\n", encoding="utf-8")
        found.append(estimate(tmp_path / "d.csv", tmp_path / "D.toml").rows[1])
    assert [row["se"] for row in found] == pytest.approx([found[0]["se"]] * 3)
    assert found[0]["estimate"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("suffix", ["json", "csv", "parquet"])
def test_each_format_has_the_same_rows(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "d.csv").write_text(DATA, encoding="utf-8")
    request = '[[estimate]]\nkind = "total"\nvariable = "y"\nby = "area"'
    (tmp_path / "D.toml").write_text(DESIGN + request, encoding="utf-8")
    out, weights = tmp_path / f"o.{suffix}", tmp_path / "w.csv"
    words = [tmp_path / "d.csv", "--design", tmp_path / "D.toml", "--out", out, "--weights-out", weights]
    result = CliRunner().invoke(command, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    assert [float(row["estimate"]) for row in read(out)] == [4, 9]
    domains = [row["domain"] for row in read(out)]
    assert [json.loads(d) if isinstance(d, str) else d for d in domains] == [{"area": "north"}, {"area": "south"}]
    assert weights.read_text(encoding="utf-8").splitlines()[:2] == ['"id","weight"', '"11",2']


def read(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".json":
        return list(json.loads(path.read_text(encoding="utf-8")))
    if path.suffix == ".parquet":
        return list(pyarrow.parquet.read_table(path).to_pylist())
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_trimming_comes_before_the_margins(run: Any) -> None:
    trim = '[[weighting]]\nmethod = "trim"\nupper = 2.6\n'
    rake = '[[weighting]]\nmethod = "rake"\nmargins = {area = {north = 6, south = 9}}\n'
    request = '[[estimate]]\nkind = "mean"\nvariable = "y"'
    assert run(request, weighting=trim).weighted.weights.tolist() == pytest.approx([2.4] * 3 + [2.6] * 3)
    assert run(request, weighting=trim + rake).weighted.weights.sum() == pytest.approx(15)
    with pytest.raises(BadInput, match="trim must come before population totals are used; move it up"):
        run(request, weighting=rake + trim)


@pytest.mark.parametrize("combined", ["", "combined = false\n"])
@pytest.mark.parametrize("method", ["JK1", "JKn"])
def test_replicates_as_factors(tmp_path: Path, combined: str, method: str) -> None:
    """As in R: the rest of a stratum has the factor n/(n - 1), which gives the scales."""
    rows = ["w,y,r1,r2,r3"] + [
        f"{w},{y},{f}" for w, y, f in ((9, 1, "0,1.5,1.5"), (9, 2, "1.5,0,1.5"), (9, 6, "1.5,1.5,0"))
    ]
    (tmp_path / "d.csv").write_text("\n".join(rows), encoding="utf-8")
    design = f'[design]\nweights = "w"\nreplicates = "r*"\nmethod = "{method}"\n{combined}'
    (tmp_path / "D.toml").write_text(design + '[[estimate]]\nkind = "mean"\nvariable = "y"', encoding="utf-8")
    (row,) = estimate(tmp_path / "d.csv", tmp_path / "D.toml").rows
    assert row["se"] == pytest.approx(np.std([1, 2, 6], ddof=1) / np.sqrt(3))


def test_codes_of_verbatims_are_a_share_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text('w,codes\n1,slow;rude\n1,kind\n1,\n2,"rude; slow"\n', encoding="utf-8")
    request = '[[estimate]]\nkind = "proportion"\nvariable = "slow"\nlevel = true\n'
    design = '[design]\nweights = "w"\n[define]\nslow = "has(codes, \'slow\')"\n' + request
    (tmp_path / "D.toml").write_text(design, encoding="utf-8")
    (row,) = estimate(tmp_path / "d.csv", tmp_path / "D.toml").rows
    assert (row["n"], row["estimate"]) == (3, 0.75)


def test_a_share_from_few_people_is_flagged(run: Any) -> None:
    request = '[[estimate]]\nkind = "proportion"\nvariable = "y"\nlevel = "1"'
    (row,) = run(request).rows
    assert row["reliability"] == "unreliable"
    for design in ("", 'make_replicates = "JKn"\n'):
        (row,) = run(request + '\ninterval = "none"', design=design).rows
        assert "reliability" not in row


def test_degrees_of_freedom_of_a_domain_or_the_sample(run: Any) -> None:
    request = '[[estimate]]\nkind = "mean"\nvariable = "y"\nby = ["area"]'
    assert [row["df"] for row in run(request).rows] == [2, 2]
    assert [row["df"] for row in run(request, design='df = "sample"\n').rows] == [4, 4]
    with pytest.raises(BadInput, match="df: replicates have their own degrees of freedom"):
        run(request, design='df = "sample"\nmake_replicates = "JKn"\n')


def test_drivers(run: Any) -> None:
    request = '[[estimate]]\nkind = "drivers"\nvariable = "w"\nterms = ["y"]'
    (row,) = run(request, design='make_replicates = "JKn"\n').rows
    assert (row["term"], row["n"], row["priority"]) == ("y", 6, "keep_up")
    assert row["performance"] == pytest.approx((2 + 2 + 9) / 15)
    (linearised,) = run(request).rows
    assert linearised["estimate"] == pytest.approx(row["estimate"])
    assert linearised["se"] > 0


def test_several_variables_are_estimated_in_turn(run: Any) -> None:
    rows = run('[[estimate]]\nkind = "mean"\nvariable = ["y", "late"]').rows
    assert [(row["variable"], row["n"]) for row in rows] == [("y", 6), ("late", 5)]


@pytest.mark.parametrize("design", ["", 'make_replicates = "JKn"\n'])
def test_a_share_has_the_number_of_people_behind_it(run: Any, design: str) -> None:
    request = '[[estimate]]\nkind = "proportion"\nvariable = "late"\nby = "area"'
    rows = run(request, design=design).rows
    assert [(row["level"], row["n"], row["count"]) for row in rows] == [
        ("0", 2, 1),
        ("1", 2, 1),
        ("0", 3, 2),
        ("1", 3, 1),
    ]


def test_differences_of_several_variables_are_one_family(tmp_path: Path) -> None:
    """`b` shows a clear difference on its own and beside `a`, but not beside four columns of noise."""
    lines = ["w,g,a,b,c,d,e"] + [f"1,{g},{g},{b},{n},{n},{n}" for g, b, n in _two_groups()]
    (tmp_path / "d.csv").write_text("\n".join(lines), encoding="utf-8")

    def directions(*variables: str) -> list[str]:
        request = f'kind = "difference"\nvariable = {json.dumps(variables)}\nbetween = "g"\nlevels = [0, 1]\n'
        (tmp_path / "D.toml").write_text(f'[design]\nweights = "w"\n[[estimate]]\n{request}', encoding="utf-8")
        rows = estimate(tmp_path / "d.csv", tmp_path / "D.toml").rows
        assert [row["variable"] for row in rows] == list(variables)
        return [row["direction"] for row in rows]

    assert directions("b") == ["rose"]
    assert directions("c", "b", "d", "e") == ["no_clear_change"] * 4


def _two_groups() -> list[tuple[int, int, int]]:
    """Group, an answer that 10 of 20 and 16 of 20 give, and one that is as frequent in both."""
    return [(g, int(i < (10, 16)[g]), i % 2) for g in (0, 1) for i in range(20)]


def rake(more: str, **totals: int) -> str:
    margins = ", ".join(f"{level} = {total}" for level, total in totals.items())
    return f'[[weighting]]\nmethod = "rake"\nmargins = {{cell = {{{margins}}}}}\n{more}\n'


CELLS = 'cell = "group + area"\n'  # anorth has three respondents, bsouth two, bnorth and asouth one each
TOTALS = {"anorth": 4, "bnorth": 3, "asouth": 2, "bsouth": 6, "elsewhere": 5}
MEAN = '[[estimate]]\nkind = "mean"\nvariable = "y"'


def test_small_levels_join_another_before_raking(run: Any) -> None:
    """bnorth, asouth and elsewhere join anorth: as large as bsouth, and before it by name."""
    found = run(MEAN, weighting=CELLS + rake("minimum = 2", **TOTALS))
    assert found.weighted.weights.tolist() == pytest.approx([28 / 9] * 3 + [3, 3, 14 / 3])
    (diagnostics,) = found.diagnostics()
    assert diagnostics["merged"] == {"cell": {"bnorth": "anorth", "asouth": "anorth", "elsewhere": "anorth"}}
    assert [(level["level"], level["target"]) for level in diagnostics["levels"]] == [("anorth", 14), ("bsouth", 6)]


def test_every_replicate_merges_the_same_levels(run: Any) -> None:
    """Leaving out one of two people of bsouth does not merge it."""
    found = run(MEAN, weighting=CELLS + rake("minimum = 2", **TOTALS), design='make_replicates = "JKn"\n')
    replicates = found.weighted.sample.replicates
    assert replicates[3:5].sum(axis=0) == pytest.approx(6)


def test_without_enough_respondents_anywhere_all_levels_are_one(run: Any) -> None:
    found = run(MEAN, weighting=CELLS + rake("minimum = 9", **TOTALS))
    assert found.diagnostics()[0]["merged"] == {"cell": dict.fromkeys(TOTALS, "all")}
    assert found.weighted.weights.sum() == pytest.approx(20)


def test_the_diagnostics_of_every_step(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(
        "w,r,g,y\n" + "".join(f"{w},{r},{g},{w}\n" for w, r, g in _sampled()), encoding="utf-8"
    )
    steps = (
        'method = "nonresponse"\nresponded = "r"\ncells = ["g"]\nminimum = 2',
        'method = "trim"\nupper = 6',
        'method = "poststratify"\nmargins = {g = {a = 10, b = 20}}',
        'method = "calibrate"\nmargins = {"(Intercept)" = 33}',
    )
    weighting = "".join(f"[[weighting]]\n{step}\n" for step in steps)
    (tmp_path / "D.toml").write_text(f'[design]\nweights = "w"\n{weighting}{MEAN}\n', encoding="utf-8")
    words = [tmp_path / "d.csv", "--design", tmp_path / "D.toml", "--out", tmp_path / "o.json"]
    words += ["--diagnostics-out", tmp_path / "weighting.json"]
    result = CliRunner().invoke(command, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    found = json.loads((tmp_path / "weighting.json").read_text(encoding="utf-8"))
    assert [step["method"] for step in found] == ["nonresponse", "trim", "poststratify", "calibrate"]
    first, second = found[0]["cells"]
    assert (first["classes"], first["sampled"], first["responded"], first["factor"]) == ([{"g": "a"}], 3, 2, 1.5)
    assert (second["classes"], second["response_rate"]) == ([{"g": "b"}], 1)
    assert found[1]["after"]["largest"] <= 6
    assert "merged" not in found[3]
    assert found[3]["after"]["sum"] == pytest.approx(33)


def _sampled() -> list[tuple[int, int, str]]:
    """Weight, whether the person responded, group."""
    return [(2, 1, "a"), (2, 1, "a"), (2, 0, "a"), (2, 1, "b"), (4, 1, "b"), (9, 1, "b")]


def test_a_propensity_model_reports_its_coefficients(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("w,r,y\n1,1,1\n1,1,2\n1,0,3\n1,1,4\n", encoding="utf-8")
    step = '[[weighting]]\nmethod = "propensity"\nresponded = "r"\nterms = []\n'
    (tmp_path / "D.toml").write_text(f'[design]\nweights = "w"\n{step}{MEAN}\n', encoding="utf-8")
    (diagnostics,) = estimate(tmp_path / "d.csv", tmp_path / "D.toml").diagnostics()
    assert diagnostics["coefficients"] == {"(Intercept)": pytest.approx(np.log(3), abs=1e-6)}
    assert diagnostics["after"]["sum"] == pytest.approx(4)


def test_a_table_in_memory_gives_the_rows_of_the_file(run: Any) -> None:
    document = {
        "design": {"strata": "area", "weights": "w"},
        "define": {"slow": "late == 1 or group == 'b'"},
        "weighting": [{"method": "poststratify", "margins": {"area": {"north": 10, "south": 20}}}],
        "estimate": [{"kind": "proportion", "variable": ["slow", "y"], "by": "area"}],
    }
    table = pyarrow.csv.read_csv(io.BytesIO(DATA.encode()))
    step = '[[weighting]]\nmethod = "poststratify"\nmargins = {area = {north = 10, south = 20}}\n'
    request = '[[estimate]]\nkind = "proportion"\nvariable = ["slow", "y"]\nby = "area"'
    assert estimate_table(table, document).rows == run(request, weighting=step).rows


MEAN_OF_Y = {"kind": "mean", "variable": "y"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"estimate": []}, "design: asks for nothing"),
        ({"estimate": MEAN_OF_Y}, r"design, estimate: must be tables, each headed \[\[estimate\]\]"),
        ({"weighting": [{"method": "rake", "margins": "m.json"}]}, "1, margins: must be a table of keys and values"),
        ({"design": {"weights": "v"}}, r"design, \[design\], weights: the data have no column v"),
        ({"estimate": [{"kind": "mean"}]}, r"design, \[\[estimate\]\] 1, variable: is missing"),
        (
            {"estimate": [{"kind": ["mean"], "variable": "y"}]},
            'kind: must be text in quotation marks, such as kind = "',
        ),
        ({"estimate": [MEAN_OF_Y | {"by": {"g": 1}}]}, 'by: must be a list of texts, such as by = \\["area", "crime"'),
        ({"estimate": [MEAN_OF_Y | {"level_of_confidence": "95%"}]}, "level_of_confidence: must be a number"),
        ({"estimate": [MEAN_OF_Y | {"kind": "ttest", "group": "g"}]}, "group: must have two levels, but has 1"),
        ({"estimate": [MEAN_OF_Y | {"kind": "drivers", "terms": []}]}, "terms: names no column"),
        (
            {"estimate": [MEAN_OF_Y | {"kind": "quantile", "probabilities": [0.5, 50]}]},
            r"probabilities: must be between 0 and 1, such as \[0.25, 0.5\]",
        ),
        (
            {"estimate": [MEAN_OF_Y | {"kind": "difference", "between": "g", "levels": ["a"]}]},
            "levels: must name two levels; the difference is the second minus the first",
        ),
        (
            {"estimate": [MEAN_OF_Y | {"kind": "contrast", "between": "g", "levels": ["a"], "coefficients": [1, -1]}]},
            "coefficients: must have one number per level",
        ),
        ({"design": {"weights": "w", "nest": "yes"}}, "nest: must be true or false"),
        ({"design": {"weights": "w", "strata": ["g", "g"]}}, "strata: has more stages than ids; name one column per"),
        (
            {"design": {"weights": "w", "replicates": "r*", "make_replicates": "JK1"}},
            "replicates and make_replicates can't be combined",
        ),
        ({"design": {"weights": "w", "replicates": "r*", "method": "BRR"}}, r"replicates: no column matches r\*"),
        (
            {"design": {"weights": "w", "make_replicates": "bootstrap", "count": 10_001}},
            "count: must be at most 10,000",
        ),
        (
            {"weighting": [{"method": "calibrate", "bounds": [0.5], "margins": {"g": {"a": 3}}}]},
            r"bounds: must be two numbers, such as \[0.4, 2.5\]",
        ),
        (
            {"weighting": [{"method": "poststratify", "margins": {"g": {"a": 3}, "y": {"0": 1, "1": 2}}}]},
            r"margins: poststratify takes one; cross two columns as area\|crime, or rake",
        ),
        (
            {"weighting": [{"method": "nonresponse", "responded": "w", "cells": ["g"]}]},
            "responded: must be 1 or 0 in every row",
        ),
    ],
)
def test_a_document_that_is_wrong_is_refused(change: dict[str, Any], words: str) -> None:
    document = {"design": {"weights": "w"}, "estimate": [MEAN_OF_Y]} | change
    with pytest.raises(BadInput, match=words):
        estimate_table(pa.table({"w": [1.0, 2.0], "y": [1, 0], "g": ["a", "a"]}), document)


def test_a_table_with_a_column_twice_is_refused() -> None:
    table = pa.table([[1.0], [2.0], [3.0]], names=["w", "y", "y"])
    with pytest.raises(BadInput, match="data: has two columns called y; rename one"):
        estimate_table(table, {"design": {"weights": "w"}, "estimate": [MEAN_OF_Y]})


def test_without_weights_each_stage_of_a_design_has_its_probability() -> None:
    """Two of six areas; then one of two people in the first, and one of three in the second."""
    table = pa.table({"area": ["n", "s"], "id": [1, 2], "areas": [6, 6], "people": [2, 3], "y": [1, 3]})
    design = {"ids": ["area", "id"], "fpc": ["areas", "people"]}
    weighted = weight_table(table, {"design": design, "estimate": [MEAN_OF_Y]})
    assert weighted.weights.tolist() == pytest.approx([3 * 2, 3 * 3])


def test_a_level_may_hold_the_sign_that_joins_crossed_levels(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("w,y,a,b\n1,1,x|y,z\n1,0,x,y|z\n1,1,x|y,z\n1,0,x,y|z\n", encoding="utf-8")
    request = '[[estimate]]\nkind = "mean"\nvariable = "y"\nby = ["a", "b"]'
    (tmp_path / "D.toml").write_text(f'[design]\nweights = "w"\n{request}', encoding="utf-8")
    rows = estimate(tmp_path / "d.csv", tmp_path / "D.toml").rows
    assert sorted((row["domain"]["a"], row["domain"]["b"], row["estimate"]) for row in rows) == [
        ("x", "y|z", 0),
        ("x|y", "z", 1),
    ]
